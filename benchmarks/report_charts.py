"""Plots as inline SVG: bars on a common scale, and small multiples of lines over size."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape

__all__ = ["bars", "short", "shown", "small_multiples"]

_LABEL_WIDTH, _PLOT_WIDTH, _VALUE_WIDTH = 250, 560, 90
_BAR, _GAP, _GROUP_GAP, _TOP = 13, 2, 10, 26
_PANEL_WIDTH, _PANEL_HEIGHT, _PANELS_A_ROW = 176, 116, 5
_PAD_LEFT, _PAD_RIGHT, _PAD_TOP, _PAD_BOTTOM = 38, 12, 22, 20

# A group's label, and a value for each series; None where there is none.
Group = tuple[str, Sequence[float | None]]


def bars(
    groups: Sequence[Group], series: Sequence[tuple[str, str]], unit: str, *, goal: float | None, log: bool
) -> str:
    """Draw horizontal bars, a group of series below each other; `series` are names and CSS classes."""
    values = [value for _, row in groups for value in row if value]
    scale = _Scale([*values, *([goal] if goal else [])], _PLOT_WIDTH, log=log)
    height_of_group = len(series) * (_BAR + _GAP) + _GROUP_GAP
    height = _TOP + len(groups) * height_of_group + 4
    parts = [_axis(scale, _LABEL_WIDTH, _TOP, height, unit)]
    for number, (label, row) in enumerate(groups):
        top = _TOP + number * height_of_group
        middle = top + (height_of_group - _GROUP_GAP) / 2 + 4
        parts.append(f'<text class="label" x="{_LABEL_WIDTH - 10}" y="{middle:.1f}">{escape(label)}</text>')
        for place, ((name, css), value) in enumerate(zip(series, row, strict=True)):
            if value is None:
                continue
            y = top + place * (_BAR + _GAP)
            width = max(1.5, scale.at(value))
            title = f"<title>{escape(f'{label}, {name}: {shown(value)} {unit}')}</title>"
            parts.append(
                f'<rect class="{css}" x="{_LABEL_WIDTH}" y="{y}" width="{width:.1f}" height="{_BAR}" rx="2">'
                f"{title}</rect>"
                f'<text class="value" x="{_LABEL_WIDTH + width + 5:.1f}" y="{y + _BAR - 2.5:.1f}">'
                f"{shown(value)}</text>"
            )
    if goal:
        parts.append(_goal_line(_LABEL_WIDTH + scale.at(goal), _TOP - 4, height, f"goal {shown(goal)}"))
    return _svg(_LABEL_WIDTH + _PLOT_WIDTH + _VALUE_WIDTH, height, parts)


def small_multiples(
    panels: Mapping[str, Sequence[tuple[float, Sequence[float]]]],
    series: Sequence[tuple[str, str]],
    unit: str,
    goal: float,
) -> str:
    """Draw a panel of lines each: points are a size and a value for each series. All share their scales."""
    sizes = sorted({size for points in panels.values() for size, _ in points})
    values = [value for points in panels.values() for _, row in points for value in row]
    plot_width = _PANEL_WIDTH - _PAD_LEFT - _PAD_RIGHT
    plot_height = _PANEL_HEIGHT - _PAD_TOP - _PAD_BOTTOM
    across = _Scale(sizes, plot_width, log=True, tight=True)
    upward = _Scale([*values, goal], plot_height, log=True)
    parts: list[str] = []
    for number, (name, points) in enumerate(panels.items()):
        left = _PAD_LEFT + number % _PANELS_A_ROW * _PANEL_WIDTH
        bottom = number // _PANELS_A_ROW * _PANEL_HEIGHT + _PANEL_HEIGHT - _PAD_BOTTOM
        parts.append(f'<text class="panel" x="{left}" y="{bottom - plot_height - 8}">{escape(name)}</text>')
        for tick in upward.ticks():
            y = bottom - upward.at(tick)
            parts.append(f'<path class="grid" d="M{left} {y:.1f}h{plot_width}"/>')
            parts.append(f'<text class="tick end" x="{left - 4}" y="{y + 3:.1f}">{shown(tick)}</text>')
        parts += [
            f'<text class="tick middle" x="{left + across.at(size):.1f}" y="{bottom + 13}">'
            f"{short(size)}</text>"
            for size in sizes
        ]
        y = bottom - upward.at(goal)
        parts.append(f'<path class="goal" d="M{left} {y:.1f}h{plot_width}"/>')
        for place, (series_name, css) in enumerate(series):
            spots = [(left + across.at(size), bottom - upward.at(row[place])) for size, row in points]
            path = " ".join(f"{x:.1f},{at:.1f}" for x, at in spots)
            parts.append(f'<polyline class="line {css}" points="{path}"/>')
            for (x, at), (size, row) in zip(spots, points, strict=True):
                told = f"{name}, {series_name} at {short(size)} sets: {shown(row[place])} {unit}"
                parts.append(
                    f'<circle class="dot {css}" cx="{x:.1f}" cy="{at:.1f}" r="3">'
                    f"<title>{escape(told)}</title></circle>"
                )
    rows = math.ceil(len(panels) / _PANELS_A_ROW)
    return _svg(_PANEL_WIDTH * _PANELS_A_ROW + 10, rows * _PANEL_HEIGHT + 4, parts)


class _Scale:
    """From values to pixels; from zero, or by powers of ten."""

    def __init__(self, values: Sequence[float], pixels: float, *, log: bool, tight: bool = False) -> None:
        self._pixels = pixels
        self._log = log
        highest = max(values, default=1.0)
        if log:
            low, high = math.log10(max(min(values, default=1.0), 1e-3)), math.log10(highest)
            self._low = low if tight else math.floor(low)
            self._high = high if tight else high + 0.05
            if self._high - self._low < 1e-9:
                self._low, self._high = self._low - 0.5, self._high + 0.5
        else:
            self._low, self._high = 0.0, highest * 1.02

    def at(self, value: float) -> float:
        """Return where a value stands."""
        value = math.log10(max(value, 10**self._low)) if self._log else value
        return (value - self._low) / (self._high - self._low) * self._pixels

    def ticks(self) -> list[float]:
        """Return round values within the scale."""
        if self._log:
            return [10.0**power for power in range(math.ceil(self._low), math.floor(self._high) + 1)]
        step = 10 ** math.floor(math.log10(self._high / 2))
        step *= next(factor for factor in (1, 2, 5, 10) if self._high / (step * factor) <= 6)
        return [step * number for number in range(1, math.floor(self._high / step) + 1)]


def _axis(scale: _Scale, left: float, top: float, height: float, unit: str) -> str:
    parts = [f'<text class="tick end" x="{left - 14}" y="{top - 10}">{escape(unit)}</text>']
    for tick in scale.ticks():
        x = left + scale.at(tick)
        parts.append(f'<path class="grid" d="M{x:.1f} {top - 4}V{height}"/>')
        parts.append(f'<text class="tick middle" x="{x:.1f}" y="{top - 10}">{shown(tick)}</text>')
    return "".join(parts)


def _goal_line(x: float, top: float, bottom: float, label: str) -> str:
    return (
        f'<path class="goal" d="M{x:.1f} {top}V{bottom}"/>'
        f'<text class="goal-label" x="{x + 4:.1f}" y="{bottom - 3}">{escape(label)}</text>'
    )


def _svg(width: float, height: float, parts: Sequence[str]) -> str:
    return f'<svg viewBox="0 0 {width} {height}" width="{width}" role="img">{"".join(parts)}</svg>'


def shown(value: float) -> str:
    """Write a value with two or three digits that count."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.2f}".rstrip("0").rstrip(".") if value < 10 else f"{value:.1f}".removesuffix(".0")


def short(size: float) -> str:
    """Write a number of sets: 200k, 10M."""
    for unit, letter in ((1e6, "M"), (1e3, "k")):
        if size >= unit:
            return f"{round(size / unit, 0 if size >= 10 * unit else 1):g}{letter}"
    return f"{size:g}"

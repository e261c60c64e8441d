"""Convert between the units that people read and the integers that are stored.

Weights are stored in grams, distances in millimetres, durations in milliseconds. Integers compare, sum and
index exactly, and are fine enough to give back what was entered: a value with at most 3 decimals in kg, m,
seconds, 6 in km, 2 in lb, 6 in mi, 4 in minutes and 6 in hours comes back from its `to_` function unchanged,
however often it is stored and read again.

Into storage, a value is rounded half up, as PostgreSQL's `round(numeric)` does. A float counts as the
decimal that `repr` shows for it: `kg(102.1)` is 102,100 g.
"""

from __future__ import annotations

import re
import reprlib
from decimal import ROUND_HALF_UP, Context, Decimal

from trackerdb.errors import Invalid

__all__ = [
    "hours",
    "kg",
    "km",
    "lb",
    "m",
    "mi",
    "minutes",
    "seconds",
    "to_hours",
    "to_kg",
    "to_km",
    "to_lb",
    "to_m",
    "to_mi",
    "to_minutes",
    "to_seconds",
]

Number = str | int | float | Decimal

# Definitions, all exact: the international pound and mile of 1959.
_G_PER_KG = Decimal(1000)
_G_PER_LB = Decimal("453.59237")
_MM_PER_M = Decimal(1000)
_MM_PER_KM = Decimal(1_000_000)
_MM_PER_MI = Decimal(1_609_344)
_MS_PER_SECOND = Decimal(1000)
_MS_PER_MINUTE = Decimal(60_000)
_MS_PER_HOUR = Decimal(3_600_000)

# The columns are PostgreSQL's `integer`.
_LARGEST = Decimal(2**31 - 1)
# Of our own, so that an application's decimal context changes nothing here.
_CONTEXT = Context(prec=50, rounding=ROUND_HALF_UP)
# Decimal also reads underscores, non-ASCII digits and NaN, none of which a person means as a weight.
_DECIMAL = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,9})?", re.ASCII)


def kg(value: Number) -> int:
    """Kilograms to grams. Raises Invalid for what is not a number, negative, or beyond a column's range."""
    return _stored(value, _G_PER_KG, "kg")


def lb(value: Number) -> int:
    """Pounds to grams. Raises Invalid as `kg` does."""
    return _stored(value, _G_PER_LB, "lb")


def m(value: Number) -> int:
    """Metres to millimetres. Raises Invalid as `kg` does."""
    return _stored(value, _MM_PER_M, "m")


def km(value: Number) -> int:
    """Kilometres to millimetres. Raises Invalid as `kg` does."""
    return _stored(value, _MM_PER_KM, "km")


def mi(value: Number) -> int:
    """Miles to millimetres. Raises Invalid as `kg` does."""
    return _stored(value, _MM_PER_MI, "mi")


def seconds(value: Number) -> int:
    """Seconds to milliseconds. Raises Invalid as `kg` does."""
    return _stored(value, _MS_PER_SECOND, "seconds")


def minutes(value: Number) -> int:
    """Minutes to milliseconds. Raises Invalid as `kg` does."""
    return _stored(value, _MS_PER_MINUTE, "minutes")


def hours(value: Number) -> int:
    """Hours to milliseconds. Raises Invalid as `kg` does."""
    return _stored(value, _MS_PER_HOUR, "hours")


def to_kg(grams: int) -> Decimal:
    """Grams to kilograms, exactly. Sums and differences are welcome: any sign and size."""
    return _shown(grams, _G_PER_KG, decimals=3)


def to_lb(grams: int) -> Decimal:
    """Grams to pounds, to 2 decimals."""
    return _shown(grams, _G_PER_LB, decimals=2)


def to_m(millimetres: int) -> Decimal:
    """Millimetres to metres, exactly."""
    return _shown(millimetres, _MM_PER_M, decimals=3)


def to_km(millimetres: int) -> Decimal:
    """Millimetres to kilometres, exactly."""
    return _shown(millimetres, _MM_PER_KM, decimals=6)


def to_mi(millimetres: int) -> Decimal:
    """Millimetres to miles, to 6 decimals."""
    return _shown(millimetres, _MM_PER_MI, decimals=6)


def to_seconds(milliseconds: int) -> Decimal:
    """Milliseconds to seconds, exactly."""
    return _shown(milliseconds, _MS_PER_SECOND, decimals=3)


def to_minutes(milliseconds: int) -> Decimal:
    """Milliseconds to minutes, to 4 decimals."""
    return _shown(milliseconds, _MS_PER_MINUTE, decimals=4)


def to_hours(milliseconds: int) -> Decimal:
    """Milliseconds to hours, to 6 decimals."""
    return _shown(milliseconds, _MS_PER_HOUR, decimals=6)


def _stored(value: Number, factor: Decimal, unit: str) -> int:
    number = _decimal(value, unit)
    if number < 0:
        raise Invalid(f"{_named(value)} {unit} is negative", constraint="units")
    # Compared before it is multiplied and turned into an int: 1e999999 must not become a million digits.
    if number <= _LARGEST:
        stored = int(_CONTEXT.multiply(number, factor).to_integral_value(context=_CONTEXT))
        if stored <= _LARGEST:
            return stored
    raise Invalid(f"{_named(value)} {unit} is more than can be stored", constraint="units")


def _decimal(value: object, unit: str) -> Decimal:
    if isinstance(value, str) and _DECIMAL.fullmatch(value.strip()):
        return Decimal(value.strip())
    # bool is an int to Python, but nobody lifts True kilograms.
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    number = Decimal(repr(value)) if isinstance(value, float) else value
    if isinstance(number, Decimal) and number.is_finite():
        return number
    raise Invalid(f"{_named(value)} is not a number of {unit}", constraint="units")


def _named(value: object) -> str:
    # Short whatever came in; and repr() itself refuses an int of thousands of digits.
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{Decimal(value):.12g}"
    return reprlib.repr(value)


def _shown(stored: int, factor: Decimal, *, decimals: int) -> Decimal:
    quotient = _CONTEXT.divide(Decimal(stored), factor)
    rounded = quotient.quantize(Decimal(1).scaleb(-decimals), context=_CONTEXT)
    # Without trailing zeros, and without the exponent that normalize() would give 100.
    plain = rounded.normalize(_CONTEXT)
    return plain if plain.as_tuple().exponent < 0 else plain.quantize(Decimal(1), context=_CONTEXT)  # type: ignore[operator]

"""Units: what is entered comes back, and what is no measure is refused."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trackerdb import units
from trackerdb.errors import Invalid

INTO = [units.kg, units.lb, units.m, units.km, units.mi, units.seconds, units.minutes, units.hours]


def test_every_kilogram_value_to_3_decimals_up_to_1000_comes_back() -> None:
    assert [
        thousandths
        for thousandths in range(1_000_001)
        if units.to_kg(units.kg(value := Decimal(thousandths).scaleb(-3))) != value
    ] == []


def test_every_pound_value_to_2_decimals_up_to_1000_comes_back() -> None:
    assert [
        hundredths
        for hundredths in range(100_001)
        if units.to_lb(units.lb(value := Decimal(hundredths).scaleb(-2))) != value
    ] == []


@pytest.mark.parametrize(
    ("into", "out", "decimals", "largest"),
    [
        (units.kg, units.to_kg, 3, 2_000_000),
        (units.lb, units.to_lb, 2, 4_000_000),
        (units.m, units.to_m, 3, 2_000_000),
        (units.km, units.to_km, 6, 2_000),
        (units.mi, units.to_mi, 6, 1_300),
        (units.seconds, units.to_seconds, 3, 2_000_000),
        (units.minutes, units.to_minutes, 4, 35_000),
        (units.hours, units.to_hours, 6, 590),
    ],
)
@given(data=st.data())
def test_every_unit_gives_back_what_its_docstring_promises(
    into: Callable[[Decimal], int],
    out: Callable[[int], Decimal],
    decimals: int,
    largest: int,
    data: st.DataObject,
) -> None:
    value = data.draw(st.decimals(min_value=0, max_value=largest, places=decimals))
    assert out(into(value)) == value


def test_180_pounds_read_180_after_a_thousand_edits_and_unit_switches() -> None:
    grams = units.lb(180)
    for _ in range(1000):
        grams = units.kg(units.to_kg(grams))
        grams = units.lb(units.to_lb(grams))
    assert units.to_lb(grams) == 180
    assert str(units.to_lb(grams)) == "180"


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        (units.kg("102.5"), 102_500),
        (units.kg(102.1), 102_100),
        # The binary float is a little less than what it shows.
        (units.kg(1.0005), 1_001),
        (units.kg(Decimal("0.0005")), 1),
        (units.kg("0.00049"), 0),
        (units.kg(" +.5 "), 500),
        (units.kg("1e2"), 100_000),
        (units.kg("-0"), 0),
        (units.kg("2147483.647"), 2**31 - 1),
        (units.kg(f"0.{'0' * 5000}1"), 0),
        (units.kg("1e-999999999"), 0),
        (units.lb(225), 102_058),
        (units.m("1.5"), 1500),
        (units.km(42.195), 42_195_000),
        (units.mi(1), 1_609_344),
        (units.seconds("0.1"), 100),
        (units.minutes(1.5), 90_000),
        (units.hours(1), 3_600_000),
    ],
)
def test_values_are_stored_as_integers_rounded_half_up(stored: int, expected: int) -> None:
    assert stored == expected
    assert type(stored) is int


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (units.to_kg(102_500), "102.5"),
        (units.to_kg(100_000), "100"),
        (units.to_kg(0), "0"),
        (units.to_kg(-2_500), "-2.5"),
        (units.to_kg(10**15), "1000000000000"),
        (units.to_lb(102_058), "225"),
        (units.to_lb(100_000), "220.46"),
        (units.to_m(1), "0.001"),
        (units.to_km(42_195_000), "42.195"),
        (units.to_mi(5_000_000), "3.106856"),
        (units.to_seconds(90_500), "90.5"),
        (units.to_minutes(100_000), "1.6667"),
        (units.to_hours(5_400_000), "1.5"),
    ],
)
def test_stored_values_read_without_trailing_zeros_or_exponents(shown: Decimal, expected: str) -> None:
    assert str(shown) == expected


@pytest.mark.parametrize("into", INTO)
@pytest.mark.parametrize(
    "value",
    [
        "",
        " ",
        "abc",
        "1,5",
        "1_000",
        "１０",
        "0x10",
        "1e",
        "--1",
        "NaN",
        "Infinity",
        "1e9999999999",
        True,
        None,
        b"1",
        float("nan"),
        float("inf"),
        float("-inf"),
        Decimal("NaN"),
        Decimal("sNaN"),
        Decimal("Infinity"),
        1j,
        [1],
    ],
)
def test_what_is_not_a_number_is_refused_by_name(into: Callable[[object], int], value: object) -> None:
    with pytest.raises(Invalid, match="is not a number of") as caught:
        into(value)
    assert repr(value) in str(caught.value)


@pytest.mark.parametrize("into", INTO)
@pytest.mark.parametrize("value", ["-0.001", -1, -0.5, Decimal(-7), "-1e999999999"])
def test_a_negative_measure_is_refused_by_name(into: Callable[[object], int], value: object) -> None:
    with pytest.raises(Invalid, match="is negative") as caught:
        into(value)
    assert repr(value) in str(caught.value)


@pytest.mark.parametrize("into", INTO)
@pytest.mark.parametrize(
    "value",
    [
        2**31,
        "1e999999999",
        1e300,
        Decimal("9e99999"),
        pytest.param(10**5000, id="5001 digits"),
        pytest.param("9" * 5000, id="a long string"),
    ],
)
def test_what_no_column_holds_is_refused(into: Callable[[object], int], value: object) -> None:
    with pytest.raises(Invalid, match="more than can be stored") as caught:
        into(value)
    assert len(str(caught.value)) < 100


def test_the_largest_stored_value_is_that_of_a_postgresql_integer() -> None:
    assert units.kg("2147483.6474") == 2**31 - 1
    with pytest.raises(Invalid):
        units.kg("2147483.6475")


def test_the_application_s_decimal_context_changes_nothing() -> None:
    with localcontext(prec=3, rounding="ROUND_DOWN"):
        assert units.lb("224.99") == 102_054
        assert units.to_lb(102_054) == Decimal("224.99")

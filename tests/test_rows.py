"""The generated constructors build what pydantic's own validation builds, or leave the work to it."""

from __future__ import annotations

import copy
import pickle
import weakref
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

import asyncpg
import pytest
from asyncpg.pgproto import pgproto
from hypothesis import given
from hypothesis import strategies as st
from pydantic import (
    AliasChoices,
    Field,
    Json,
    PrivateAttr,
    TypeAdapter,
    ValidationError,
    computed_field,
    create_model,
    field_validator,
    model_validator,
)

from trackerdb import rows
from trackerdb.errors import QueryError
from trackerdb.rows import Row, RowMapper


class Wide(Row, ser_json_bytes="base64"):
    """Every kind of field that the generated constructor handles."""

    number: int
    maybe: int | None
    text: str
    flag: bool
    real: float
    exact: Decimal
    day: date | None
    at: datetime
    span: timedelta
    key: UUID
    raw: bytes
    kind: Literal["working", "warmup"]
    labels: list[str]
    frozen_labels: tuple[str, ...] | None

    @property
    def doubled(self) -> int:
        return self.number * 2

    @computed_field  # type: ignore[prop-decorator]
    @property
    def shouted(self) -> str:
        return self.text.upper()


TIMES = st.datetimes(timezones=st.just(UTC))
COLUMNS: dict[str, st.SearchStrategy[Any]] = {
    "number": st.integers(),
    "maybe": st.none() | st.integers(),
    "text": st.text(),
    "flag": st.booleans(),
    "real": st.floats(allow_nan=False),
    "exact": st.decimals(allow_nan=False, allow_infinity=False),
    "day": st.none() | st.dates(),
    "at": TIMES,
    "span": st.timedeltas(),
    "key": st.uuids().map(lambda key: pgproto.UUID(str(key))),
    "raw": st.binary(),
    "kind": st.sampled_from(["working", "warmup"]),
    "labels": st.lists(st.text(), max_size=3),
    "frozen_labels": st.none() | st.lists(st.text(), max_size=3),
}
# What a column may hold by mistake; each must end as TypeAdapter ends it.
ODD: st.SearchStrategy[Any] = st.sampled_from(
    [
        None,
        0,
        1,
        True,
        1.5,
        "x",
        "12",
        b"x",
        Decimal("NaN"),
        Decimal(3),
        date(2026, 5, 5),
        [],
        ["a"],
        [None],
        [1],
    ]
)


class Fake(dict[str, Any]):
    """Stands for an asyncpg.Record, which only asyncpg can make: iterates over values, not names."""

    def __iter__(self) -> Any:
        return iter(self.values())

    def keys(self) -> Any:
        return list(super().keys())

    def items(self) -> Any:
        return list(super().items())

    def __getitem__(self, key: Any) -> Any:
        return list(self.values())[key] if isinstance(key, int) else super().__getitem__(key)


def same(left: Row, right: Row) -> bool:
    return (
        left == right
        and type(left) is type(right)
        and repr(left) == repr(right)
        and left.model_fields_set == right.model_fields_set
        and list(left.__dict__) == list(right.__dict__)
        and [type(v) for v in left.__dict__.values()] == [type(v) for v in right.__dict__.values()]
        and left.model_extra == right.model_extra
        and left.__pydantic_private__ == right.__pydantic_private__
        and left.model_dump_json() == right.model_dump_json()
        # Not the bytes of a pickle: they follow fields_set, and equal sets may iterate in different orders.
        and left.__getstate__() == right.__getstate__()
        and pickle.loads(pickle.dumps(left)) == right
    )


def hashed(row: Row) -> int | type[Exception]:
    try:
        return hash(row)
    except TypeError as error:
        return type(error)


@given(
    records=st.lists(st.fixed_dictionaries(COLUMNS), min_size=1, max_size=4),
    order=st.permutations(list(COLUMNS)),
    # A float of NaN can't be compared: it is unequal to itself.
    odd=st.none()
    | st.tuples(st.sampled_from(list(COLUMNS)), ODD).filter(lambda odd: odd[0] != "real" or odd[1] == odd[1]),
)
def test_built_rows_equal_validated_rows(
    records: list[dict[str, Any]], order: list[str], odd: tuple[str, Any] | None
) -> None:
    if odd is not None:
        records[-1][odd[0]] = odd[1]
    fakes: Any = [Fake({name: record[name] for name in order}) for record in records]
    try:
        expected = TypeAdapter(list[Wide]).validate_python([dict(fake.items()) for fake in fakes])
    except ValidationError:
        with pytest.raises(QueryError, match=r"things\.sql:1: row"):
            RowMapper[Wide](Wide, where="things.sql:1")(fakes)
        return
    built = RowMapper[Wide](Wide, where="things.sql:1")(fakes)
    assert len(built) == len(expected)
    for ours, theirs in zip(built, expected, strict=True):
        assert same(ours, theirs)
        assert hashed(ours) == hashed(theirs)


class Validated(Row):
    number: int

    @field_validator("number")
    @classmethod
    def double(cls, value: int) -> int:
        return value * 2


class WholeValidated(Row):
    number: int

    @model_validator(mode="after")
    def check(self) -> WholeValidated:
        if self.number < 0:
            raise ValueError("negative")
        return self


class Constrained(Row):
    number: Annotated[int, Field(gt=0)]


class Aliased(Row):
    number: int = Field(validation_alias="n")


class Chosen(Row):
    number: int = Field(validation_alias=AliasChoices("number", "n"))


class Private(Row):
    number: int
    _cache: int = PrivateAttr(default=3)


class PostInit(Row):
    number: int

    def model_post_init(self, context: Any, /) -> None:
        if self.number < 0:
            raise ValueError("negative")


class Initialised(Row):
    number: int

    def __init__(self, **values: Any) -> None:
        super().__init__(**{**values, "number": 7})


class Stripped(Row, str_strip_whitespace=True):
    text: str


class Documented(Row):
    document: Json[dict[str, int]]


class Defaulted(Row):
    number: int
    note: str = "none"


class Nested(Row):
    inner: Defaulted


class Slotted(Row):
    __slots__ = ("cache",)
    number: int


_UNSPEAKABLE: dict[str, Any] = {"class": (int, ...), "größe": (int, ...), "a b": (int, ...)}
Odd = create_model("Odd", __base__=Row, **_UNSPEAKABLE)


@pytest.mark.parametrize(
    ("model", "record"),
    [
        (Validated, {"number": 1}),
        (WholeValidated, {"number": 1}),
        (Constrained, {"number": 1}),
        (Aliased, {"n": 1}),
        (Chosen, {"number": 1}),
        (Private, {"number": 1}),
        (PostInit, {"number": 1}),
        (Initialised, {"number": 1}),
        (Stripped, {"text": " a "}),
        (Documented, {"document": '{"a": 1}'}),
        (Defaulted, {"number": 1}),
        (Nested, {"inner": {"number": 1}}),
        (Slotted, {"number": 1}),
        (Odd, {"class": 1, "größe": 2, "a b": 3}),
    ],
)
def test_what_a_constructor_cannot_vouch_for_is_validated(
    model: type[Row], record: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = TypeAdapter(model).validate_python(record)
    records: Any = [Fake(record)]
    assert same(RowMapper[Row](model, where="x")(records)[0], expected)


@pytest.mark.parametrize("model", [WholeValidated, Constrained, PostInit])
def test_a_row_that_its_model_refuses_is_an_error_of_the_query(model: type[Row]) -> None:
    records: Any = [Fake({"number": 1}), Fake({"number": -1})]
    with pytest.raises(QueryError, match=f"^x.sql:3: row 1 doesn't fit {model.__name__}"):
        RowMapper[Row](model, where="x.sql:3")(records)


def test_a_built_row_is_its_models_own() -> None:
    records: Any = [Fake({"number": 1, "note": "x"})]
    built = RowMapper[Defaulted](Defaulted, where="x")(records)[0]
    assert type(built) is Defaulted
    with pytest.raises(ValidationError, match="frozen"):
        built.number = 2  # type: ignore[misc]
    with pytest.raises(ValidationError, match="frozen"):
        del built.number
    with pytest.raises(AttributeError):
        _ = built.missing  # type: ignore[attr-defined]
    assert copy.deepcopy(built) == copy.copy(built) == built == built.model_copy()
    assert built.model_copy(update={"number": 2}) == Defaulted(number=2, note="x")
    assert weakref.ref(built)() is built


def test_a_plain_model_is_built_not_validated(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> Callable[..., Any]:
        raise AssertionError("validated")

    monkeypatch.setattr(rows, "TypeAdapter", refuse)
    records: Any = [Fake({"number": 1, "note": "x"})]
    assert RowMapper[Defaulted](Defaulted, where="x")(records) == [Defaulted(number=1, note="x")]


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({"number": 1, "extra": 2}, "column 'extra' is not a field"),
        ({"note": "x"}, "no column for field 'number'"),
        ({"nomber": 1}, "column 'nomber' is not a field; no column for field 'number'"),
    ],
)
def test_columns_that_do_not_match_are_named(record: dict[str, Any], message: str) -> None:
    records: Any = [Fake(record)]
    with pytest.raises(QueryError, match=f"^x.sql:3: the columns don't match Defaulted: {message}"):
        RowMapper[Defaulted](Defaulted, where="x.sql:3")(records)


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("annotation", "sql", "expected"),
    [
        (int, "SELECT 1::bigint", 1),
        (int | None, "SELECT NULL::int", None),
        (str, "SELECT 'a'", "a"),
        (list[int], "SELECT ARRAY[1, 2]", [1, 2]),
        (list[int | None], "SELECT ARRAY[1, NULL]", [1, None]),
        (tuple[str, ...], "SELECT ARRAY['a']", ("a",)),
        (Decimal, "SELECT 102.50::numeric", Decimal("102.50")),
        (date, "SELECT DATE '2026-05-05'", date(2026, 5, 5)),
        (UUID, "SELECT '00000000-0000-0000-0000-000000000001'::uuid", UUID(int=1)),
        (Literal["a", "b"], "SELECT 'b'", "b"),
        (Json[dict[str, int]], "SELECT '{\"a\": 1}'::jsonb", {"a": 1}),
    ],
)
async def test_scalars(empty_dsn: str, annotation: Any, sql: str, expected: Any) -> None:
    connection = await asyncpg.connect(empty_dsn)
    try:
        assert RowMapper[Any](annotation, where="x")(await connection.fetch(sql)) == [expected]
    finally:
        await connection.close()


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("annotation", "sql", "message"),
    [
        (int, "SELECT NULL::int", "row 0 doesn't fit"),
        (int, "SELECT 'a'", "row 0 doesn't fit"),
        (date, "SELECT 'infinity'::date", None),
        (Decimal, "SELECT 'NaN'::numeric", "row 0 doesn't fit"),
        (Literal["a"], "SELECT 'b'", "row 0 doesn't fit"),
        (list[int], "SELECT ARRAY[1, NULL]", "row 0 doesn't fit"),
        (int, "SELECT 1, 2 AS b", r"needs one column, found: \?column\?, b"),
        (Wide, "SELECT 1 AS number, 2 AS number", "column 'number' stands twice"),
    ],
)
async def test_records_that_do_not_fit(
    empty_dsn: str, annotation: Any, sql: str, message: str | None
) -> None:
    connection = await asyncpg.connect(empty_dsn)
    try:
        records = await connection.fetch(sql)
    finally:
        await connection.close()
    mapper = RowMapper[Any](annotation, where="x.sql:3")
    if message is None:
        assert mapper(records) == [date.max]
        return
    with pytest.raises(QueryError, match=f"^x.sql:3: .*{message}"):
        mapper(records)


@pytest.mark.anyio
async def test_a_statement_whose_columns_change_is_learnt_again(empty_dsn: str) -> None:
    mapper = RowMapper[Defaulted](Defaulted, where="x")
    connection = await asyncpg.connect(empty_dsn)
    try:
        assert mapper(await connection.fetch("SELECT 1 AS number, 'a' AS note")) == [
            Defaulted(number=1, note="a")
        ]
        assert mapper(await connection.fetch("SELECT 'b' AS note, 2 AS number")) == [
            Defaulted(number=2, note="b")
        ]
        assert mapper(await connection.fetch("SELECT 3 AS number")) == [Defaulted(number=3)]
        assert mapper([]) == []
    finally:
        await connection.close()

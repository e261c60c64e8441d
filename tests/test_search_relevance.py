"""What lifters type leads to what they mean, on our catalogue and on free-exercise-db's names.

Ground truth: `data/search_queries.toml`. free-exercise-db is not part of the project: its JSON is looked for
in the directory that TRACKERDB_SHARED_DATA names, else in `../shared/data` beside the repository.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from _support.databases import new_database
from trackerdb import catalogue_store, exercises
from trackerdb.catalogue import free_exercise_db
from trackerdb.catalogue import read as read_catalogue
from trackerdb.database import create_pool

if TYPE_CHECKING:
    from trackerdb.pool import TrackerPool

pytestmark = pytest.mark.anyio

_TRUTH: dict[str, dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "data" / "search_queries.toml").read_text(encoding="utf-8")
)
_FREE = (
    Path(os.environ.get("TRACKERDB_SHARED_DATA") or Path(__file__).parents[2] / "shared" / "data")
    / "free-exercise-db.json"
)
_CATALOGUES = (
    "ours",
    pytest.param("free", marks=pytest.mark.skipif(not _FREE.is_file(), reason=f"no {_FREE}")),
)


@pytest.fixture(scope="module", params=_CATALOGUES)
def which(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def loaded_dsn(server: str, template: str, which: str) -> Iterator[str]:
    with new_database(server, template) as dsn:
        yield dsn


@pytest.fixture(scope="module")
async def pool(loaded_dsn: str, which: str, anyio_backend: str) -> AsyncIterator[TrackerPool]:
    async with create_pool(loaded_dsn) as pool:
        catalogue = read_catalogue() if which == "ours" else free_exercise_db.read(_FREE)
        await catalogue_store.load(pool, catalogue)
        await pool.execute("ANALYZE tracker.exercises, tracker.search_vocabulary")
        yield pool


def _wanted(half: str, which: str) -> dict[str, list[str]]:
    return {
        query: names[which].replace(" / ", "; ").split("; ")
        for query, names in _TRUTH[half].items()
        if which in names
    }


async def _found(pool: TrackerPool, queries: Sequence[str]) -> dict[str, list[str]]:
    return {query: [hit.name for hit in await exercises.search(pool, query, limit=10)] for query in queries}


def _reciprocal_rank(names: Sequence[str], wanted: Sequence[str]) -> float:
    return next((1 / rank for rank, name in enumerate(names, 1) if name in wanted), 0.0)


def _report(found: Mapping[str, Sequence[str]], wanted: Mapping[str, Sequence[str]]) -> str:
    return "\n".join(
        f"{query!r}: {found[query][:3]}, not {names[:2]}"
        for query, names in wanted.items()
        if _reciprocal_rank(found[query], names) < 1
    )


@pytest.mark.parametrize("half", ["tuning", "test"])
async def test_the_first_hit_is_nearly_always_meant(
    pool: TrackerPool, which: str, half: str, record_property: Any
) -> None:
    wanted = _wanted(half, which)
    found = await _found(pool, list(wanted))
    mean = sum(_reciprocal_rank(found[query], names) for query, names in wanted.items()) / len(wanted)
    record_property(f"mrr_{which}_{half}", round(mean, 4))
    assert mean >= 0.95, f"MRR@10 {mean:.4f}\n{_report(found, wanted)}"


async def test_hardly_a_query_finds_nothing(pool: TrackerPool, which: str) -> None:
    wanted = _wanted("tuning", which) | _wanted("test", which)
    empty = [query for query, names in (await _found(pool, list(wanted))).items() if not names]
    assert len(empty) <= 0.02 * len(wanted), empty


async def test_nonsense_finds_nothing(pool: TrackerPool) -> None:
    queries: list[str] = _TRUTH["nonsense"]["queries"]
    assert len(set(queries)) >= 50
    assert not {query: names for query, names in (await _found(pool, queries)).items() if names}


async def test_the_truth_names_exercises_that_there_are(pool: TrackerPool, which: str) -> None:
    names = {row["name"] for row in await pool.fetch("SELECT name FROM tracker.exercises")}
    wanted = [*_wanted("tuning", which).values(), *_wanted("test", which).values()]
    assert {name for each in wanted for name in each} <= names


async def test_no_query_is_a_synonym_verbatim(pool: TrackerPool) -> None:
    phrases = {row["phrase"] for row in await pool.fetch("SELECT phrase FROM tracker.search_synonyms")}
    assert not phrases & {query.lower() for half in ("tuning", "test") for query in _TRUTH[half]}


def test_there_are_two_halves_of_a_hundred_queries() -> None:
    assert min(len(_TRUTH["tuning"]), len(_TRUTH["test"])) >= 100
    assert not set(_TRUTH["tuning"]) & set(_TRUTH["test"])

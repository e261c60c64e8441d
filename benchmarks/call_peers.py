"""Other libraries that read the same sets, each as its documentation shows; all optional (extra `bench`)."""

from __future__ import annotations

import importlib
import json
import os
import shutil
import types
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from time import perf_counter
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlsplit

import anyio
from anyio.streams.buffered import BufferedByteReceiveStream

__all__ = ["PEERS", "NotInstalled", "Peer", "Timed", "timed"]

Read = Callable[[int], Awaitable[Sequence[object]]]
# Reads so many rows, so many times; returns how many rows came, and the seconds of all calls together.
Timed = Callable[[int, int], Awaitable[tuple[int, float]]]


def timed(read: Read) -> Timed:
    """Run a reader in this process, and time it."""

    async def run(size: int, calls: int) -> tuple[int, float]:
        rows: Sequence[object] = ()
        started = perf_counter()
        for _ in range(calls):
            rows = await read(size)
        return len(rows), perf_counter() - started

    return run


# The columns that are read, and their kinds as each peer translates them.
USER = {
    "id": "bigint",
    "display_name": "text",
    "unit_system": "unit_system",
    "time_zone": "text",
    "created_at": "time",
    "updated_at": "time",
    "deleted_at": "time",
}
SET = {
    "user_id": "bigint",
    "id": "uuid",
    "workout_id": "uuid",
    "workout_exercise_id": "uuid",
    "exercise_id": "bigint",
    "performed_on": "date",
    "position": "integer",
    "kind": "set_kind",
    "weight_g": "integer",
    "reps": "integer",
    "duration_ms": "integer",
    "distance_mm": "integer",
    "rpe": "numeric",
    "completed_at": "time",
    "notes": "text",
    "revision": "integer",
    "created_at": "time",
    "updated_at": "time",
    "deleted_at": "time",
}
KEYS = ("performed_on", "workout_id", "workout_exercise_id", "position", "id")


class NotInstalled(Exception):
    """A peer that this machine lacks; the message says what to install."""


class _Case(Protocol):
    @property
    def dsn(self) -> str: ...
    @property
    def user_id(self) -> int: ...
    @property
    def exercise_id(self) -> int: ...


def _require(module: str, package: str) -> Any:
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise NotInstalled(f"pip install {package}") from error


@asynccontextmanager
async def _sqlalchemy(case: _Case) -> AsyncGenerator[Timed, None]:
    """SQLAlchemy 2's ORM, a session a call."""
    sa = _require("sqlalchemy", "sqlalchemy[asyncio]")
    orm = _require("sqlalchemy.orm", "sqlalchemy[asyncio]")
    aio = _require("sqlalchemy.ext.asyncio", "sqlalchemy[asyncio]")
    _require("greenlet", "sqlalchemy[asyncio]")
    enum = _require("sqlalchemy.dialects.postgresql", "sqlalchemy[asyncio]").ENUM
    kinds = enum(
        "working", "warmup", "dropset", "failure", name="set_kind", schema="tracker", create_type=False
    )
    systems = enum("metric", "imperial", name="unit_system", schema="tracker", create_type=False)
    types = {
        "bigint": sa.BigInteger,
        "integer": sa.Integer,
        "uuid": sa.Uuid,
        "date": sa.Date,
        "numeric": sa.Numeric(3, 1),
        "text": sa.Text,
        "time": sa.DateTime(timezone=True),
        "set_kind": kinds,
        "unit_system": systems,
    }
    base = orm.declarative_base()

    def mapped(table: str, columns: Mapping[str, str], primary: Sequence[str]) -> Any:
        attributes = {
            name: sa.Column(types[kind], primary_key=name in primary) for name, kind in columns.items()
        }
        return type(
            table.title(),
            (base,),
            {"__tablename__": table, "__table_args__": {"schema": "tracker"}} | attributes,
        )

    user = mapped("users", USER, ["id"])
    logged = mapped("sets", SET, ["user_id", "performed_on", "workout_id", "id"])
    engine = aio.create_async_engine(
        "postgresql+asyncpg://", async_creator=lambda: _require("asyncpg", "asyncpg").connect(case.dsn)
    )
    session = aio.async_sessionmaker(engine, expire_on_commit=False)
    history = (
        sa.select(logged)
        .where(
            logged.user_id == case.user_id,
            logged.exercise_id == case.exercise_id,
            logged.deleted_at.is_(None),
        )
        .order_by(*(getattr(logged, key).desc() for key in KEYS))
    )

    async def read(size: int) -> Sequence[object]:
        async with session() as own:
            if size == 1:
                return [await own.get(user, case.user_id)]
            return list((await own.scalars(history.limit(size))).all())

    try:
        yield timed(read)
    finally:
        await engine.dispose()


@asynccontextmanager
async def _aiosql(case: _Case) -> AsyncGenerator[Timed, None]:
    """Read with aiosql over asyncpg, and build each row with pydantic's constructor."""
    aiosql = _require("aiosql", "aiosql")
    asyncpg = _require("asyncpg", "asyncpg")
    pydantic = _require("pydantic", "pydantic")
    user_model = pydantic.create_model("User", **dict.fromkeys(USER, (Any, ...)))
    set_model = pydantic.create_model("Set", **dict.fromkeys(SET, (Any, ...)))
    queries = aiosql.from_str(
        f"-- name: get(user_id)^\nSELECT {', '.join(USER)} FROM tracker.users"
        " WHERE id = :user_id AND deleted_at IS NULL\n"
        f"-- name: history(user_id, exercise_id, size)\nSELECT {', '.join(SET)} FROM tracker.sets"
        " WHERE user_id = :user_id AND exercise_id = :exercise_id AND deleted_at IS NULL"
        f" ORDER BY {', '.join(f'{key} DESC' for key in KEYS)} LIMIT :size",
        "asyncpg",
    )
    async with asyncpg.create_pool(case.dsn, min_size=1, max_size=10) as pool:

        async def read(size: int) -> Sequence[object]:
            async with pool.acquire() as connection:
                if size == 1:
                    return [user_model(**dict(await queries.get(connection, user_id=case.user_id)))]
                found = queries.history(
                    connection, user_id=case.user_id, exercise_id=case.exercise_id, size=size
                )
                return [set_model(**dict(record)) async for record in found]

        yield timed(read)


@asynccontextmanager
async def _piccolo(case: _Case) -> AsyncGenerator[Timed, None]:
    """Piccolo's objects."""
    columns = _require("piccolo.columns", "piccolo[postgres]")
    table = _require("piccolo.table", "piccolo[postgres]")
    engines = _require("piccolo.engine.postgres", "piccolo[postgres]")
    kinds = {
        "bigint": columns.BigInt,
        "integer": columns.Integer,
        "uuid": columns.UUID,
        "date": columns.Date,
        "numeric": columns.Numeric,
        "time": columns.Timestamptz,
    }
    engine = engines.PostgresEngine(config={"dsn": case.dsn})

    def mapped(name: str, own: Mapping[str, str]) -> Any:
        attributes = {
            column: kinds.get(kind, columns.Varchar)(null=True, primary_key=column == "id")
            for column, kind in own.items()
        }
        options = {"tablename": name, "schema": "tracker", "db": engine}
        return types.new_class(name.title(), (table.Table,), options, lambda body: body.update(attributes))

    user, logged = mapped("users", USER), mapped("sets", SET)
    await engine.start_connection_pool()

    async def read(size: int) -> Sequence[object]:
        if size == 1:
            return [await user.objects().get(user.id == case.user_id)]
        found: Sequence[object] = await (
            logged.objects()
            .where(logged.user_id == case.user_id)
            .where(logged.exercise_id == case.exercise_id)
            .where(logged.deleted_at.is_null())
            .order_by(*(getattr(logged, key) for key in KEYS), ascending=False)
            .limit(size)
        )
        return found

    try:
        yield timed(read)
    finally:
        await engine.close_connection_pool()


_PRISMA = Path(__file__).parent / "prisma"
# Prisma's client needs no engine of its own; without these its generator downloads one all the same.
_PRISMA_ENVIRONMENT = {
    "PRISMA_SCHEMA_ENGINE_BINARY": shutil.which("true") or "",
    "PRISMA_ENGINES_CHECKSUM_IGNORE_MISSING": "1",
    "PRISMA_SKIP_POSTINSTALL_GENERATE": "1",
    "CHECKPOINT_DISABLE": "1",
}


@asynccontextmanager
async def _prisma(case: _Case) -> AsyncGenerator[Timed, None]:
    """Prisma in Node; it times itself, so that talking to it costs it nothing."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        raise NotInstalled("Node.js with npm")
    environment = {**os.environ, **_PRISMA_ENVIRONMENT}
    for command in (
        ("npm", "install", "--silent", "--no-package-lock"),
        ("npx", "prisma", "generate", "--schema", "schema.prisma"),
    ):
        done = await anyio.run_process(command, cwd=_PRISMA, env=environment, check=False)
        if done.returncode:
            raise NotInstalled(
                f"`{' '.join(command)}` in {_PRISMA} failed: {done.stderr.decode().strip()[-200:]}"
            )
    arguments = {
        "connection": _node_address(case.dsn),
        "userId": str(case.user_id),
        "exerciseId": str(case.exercise_id),
    }
    serve = ["node", "serve.mjs", json.dumps(arguments)]
    async with await anyio.open_process(serve, cwd=_PRISMA, stderr=None) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        lines = BufferedByteReceiveStream(process.stdout)
        send = process.stdin.send

        async def run(size: int, calls: int) -> tuple[int, float]:
            await send(json.dumps({"size": size, "calls": calls}).encode() + b"\n")
            answer = json.loads(await lines.receive_until(b"\n", 10_000))
            return answer["rows"], answer["seconds"]

        yield run
        await process.stdin.aclose()


def _node_address(dsn: str) -> dict[str, Any]:
    """Return the address as node-postgres takes it."""
    parts = urlsplit(dsn)
    options = dict(parse_qsl(parts.query))
    return {
        "host": options.get("host", parts.hostname or "localhost"),
        "port": int(options.get("port", parts.port or 5432)),
        "user": parts.username,
        "password": parts.password,
        "database": parts.path.lstrip("/"),
    }


Peer = Callable[[_Case], AbstractAsyncContextManager[Timed]]
PEERS: Mapping[str, Peer] = {
    "SQLAlchemy ORM": _sqlalchemy,
    "aiosql + pydantic": _aiosql,
    "Piccolo": _piccolo,
    "Prisma 7": _prisma,
}

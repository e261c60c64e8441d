"""Stand between a client and the server, count round trips, and cut the line when told to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

_CHUNK = 65_536


class Proxy:
    """A proxy for one server socket; `dsn` is the database's address through it."""

    def __init__(self, dsn: str, directory: Path) -> None:
        parts = urlsplit(dsn)
        options = parse_qs(parts.query)
        port = options.get("port", ["5432"])[0]
        self._target = f"{options['host'][0]}/.s.PGSQL.{port}"
        self.socket = directory / ".s.PGSQL.5432"
        self.dsn = f"postgresql://{parts.netloc}{parts.path}?host={directory}"
        self.round_trips = 0
        self.cut_after: bytes | None = None
        self._last_was_query = False
        self._writers: set[asyncio.StreamWriter] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    def count(self) -> int:
        """Return the round trips since the last call: how often the client sent and then waited."""
        counted, self.round_trips = self.round_trips, 0
        return counted

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one client's bytes to the server and back."""
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        server_reader, server_writer = await asyncio.open_unix_connection(self._target)
        self._writers |= {writer, server_writer}
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._forward(reader, server_writer, from_client=True))
                group.create_task(self._forward(server_reader, writer, from_client=False))
        finally:
            for each in (writer, server_writer):
                each.close()
                self._writers.discard(each)

    async def _forward(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, from_client: bool
    ) -> None:
        try:
            while data := await reader.read(_CHUNK):
                if from_client and not self._last_was_query:
                    self.round_trips += 1
                self._last_was_query = from_client
                writer.write(data)
                await writer.drain()
                if from_client and self.cut_after is not None and self.cut_after in data:
                    self.cut_after = None
                    await self._cut_before_the_answer(writer)
        except ConnectionError:
            return
        finally:
            writer.close()

    async def _cut_before_the_answer(self, to_server: asyncio.StreamWriter) -> None:
        """Let the server have the command, and the client no answer."""
        for writer in self._writers - {to_server}:
            writer.transport.abort()

    async def close(self) -> None:
        """End all lines and wait until they have."""
        for writer in list(self._writers):
            writer.transport.abort()
        await asyncio.gather(*self._tasks, return_exceptions=True)


@asynccontextmanager
async def proxied(dsn: str, directory: Path) -> AsyncGenerator[Proxy, None]:
    """Run a proxy for the block; its socket stands in `directory`."""
    proxy = Proxy(dsn, directory)
    server = await asyncio.start_unix_server(proxy.serve, proxy.socket)
    try:
        yield proxy
    finally:
        server.close()
        await proxy.close()

"""A TCP proxy that misbehaves: it cuts connections after so many bytes, politely or with a reset, or lets them stall."""

import asyncio
import random
import socket
import struct


class Proxy:
    """Stands before `target` (host, port). Each of the first `cuts` connections dies after 100–2,500 bytes downstream."""

    def __init__(self, target: tuple[str, int], cuts: int, chance: random.Random):
        self.target, self.left, self.chance = target, cuts, chance
        self.connections = self.done = 0
        self._tasks: set[asyncio.Task] = set()

    async def __aenter__(self) -> "Proxy":
        self.server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self.server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *failure) -> None:
        self.server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        budget = None
        if self.left > 0:
            self.left -= 1
            budget = self.chance.randint(100, 2500)
        try:
            up_reader, up_writer = await asyncio.open_connection(*self.target)
        except OSError:
            writer.close()
            return
        pumps = [
            asyncio.create_task(self._pump(reader, up_writer, None)),
            asyncio.create_task(self._pump(up_reader, writer, budget)),
        ]
        self._tasks.update(pumps)
        await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
        for pump in pumps:
            pump.cancel()
        await asyncio.gather(*pumps, return_exceptions=True)
        self._tasks.difference_update(pumps)
        reset = budget is not None and self.chance.random() < 0.5
        for side in (writer, up_writer):
            self._end(side, reset)

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, budget: int | None) -> None:
        while data := await source.read(65536):
            if budget is not None and len(data) >= budget:
                sink.write(data[:budget])  # in the middle of a message, most likely
                await sink.drain()
                self.done += 1
                return
            budget = None if budget is None else budget - len(data)
            sink.write(data)
            await sink.drain()

    @staticmethod
    def _end(writer: asyncio.StreamWriter, reset: bool) -> None:
        if reset:
            raw = writer.get_extra_info("socket")
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()
        else:
            writer.close()

"""Bytes to the gateway as they are, from an address of the attacker's own."""

import asyncio
from collections.abc import Iterable
from urllib.parse import urlsplit

SECONDS = 20.0
AT_ONCE = 16


async def connect(url: str, source: str = "127.0.0.2") -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    parts = urlsplit(url)
    return await asyncio.open_connection(parts.hostname, parts.port, local_addr=(source, 0))


async def talk(url: str, *pieces: bytes, source: str = "127.0.0.2") -> bytes:
    """All that comes until the gateway closes; it is told that nothing more will be sent."""
    reader, writer = await connect(url, source)
    try:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
        writer.write_eof()
        return await asyncio.wait_for(reader.read(), SECONDS)
    except ConnectionError:
        return b""  # reset
    finally:
        writer.transport.abort()


async def talk_all(url: str, messages: Iterable[bytes]) -> list[tuple[bytes, bytes]]:
    """Each message on a connection of its own, with what was answered."""
    waiting, found = iter(messages), list[tuple[bytes, bytes]]()

    async def one_after_another() -> None:
        for message in waiting:
            found.append((message, await talk(url, message)))

    await asyncio.gather(*(one_after_another() for _ in range(AT_ONCE)))
    return found

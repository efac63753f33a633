"""Threads: the two in which what is collected is written and read, and those nobody waits for.

The threads of `concurrent.futures` are joined when Python exits: a name that a resolver takes half
a minute to give up on would hold the whole program for as long.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

T = TypeVar("T")


async def in_thread(does: Callable[[], T]) -> T:
    """Run a call in a thread of its own; cancelled, the thread is left to itself.

    Example:
        >>> asyncio.run(in_thread(lambda: "done"))
        'done'
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def settle(result: T | None, error: BaseException | None) -> None:
        if not done.done():
            done.set_exception(error) if error else done.set_result(result)  # type: ignore[arg-type]

    def work() -> None:
        result, failed = None, None
        try:
            result = does()
        except BaseException as error:
            failed = error
        with suppress(RuntimeError):  # the loop is closed, and nobody waits any more
            loop.call_soon_threadsafe(settle, result, failed)

    threading.Thread(target=work, daemon=True).start()
    return await done


async def lookup(host: str, port: int) -> Sequence[str]:
    """Ask the system's resolver for all addresses of a name.

    Raises:
        OSError: It has none.
    """
    found = await in_thread(lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    return [str(address[0]) for *_, address in found]


class Writer:
    """The thread in which frontier and archive are written, in the order of the calls.

    What is only read needn't wait behind what is written: it has a thread of its own.
    """

    def __init__(self) -> None:
        self._writes = ThreadPoolExecutor(1, thread_name_prefix="keeping")
        self._reads = ThreadPoolExecutor(1, thread_name_prefix="reading")

    async def run(self, does: Callable[..., Any], *args: Any, **named: Any) -> Any:
        """Run a call there; it is made even if nobody waits for it any more."""
        loop = asyncio.get_running_loop()
        done = loop.run_in_executor(self._writes, partial(does, *args, **named))
        done.add_done_callback(lambda one: one.cancelled() or one.exception())
        return await asyncio.shield(done)

    async def read(self, does: Callable[..., Any], *args: Any, **named: Any) -> Any:
        """Run a call that changes nothing."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._reads, partial(does, *args, **named))

    def close(self) -> None:
        """Finish what was begun."""
        self._writes.shutdown(wait=True)
        self._reads.shutdown(wait=True)

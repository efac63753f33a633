"""Threads that nobody waits for, and the one that writes."""

import asyncio
import subprocess
import sys
import threading
import time

import pytest

from hermeneut.collect.visits.threads import Writer, in_thread, lookup


def test_what_a_thread_raises_is_raised():
    with pytest.raises(ZeroDivisionError):
        asyncio.run(in_thread(lambda: 1 / 0))


def test_a_name_is_looked_up():
    assert "127.0.0.1" in asyncio.run(lookup("localhost", 80))
    with pytest.raises(OSError, match=r".+"):
        asyncio.run(lookup("nowhere.invalid", 80))


def test_a_thread_that_goes_on_holds_up_nothing():
    code = """
import asyncio, time
from hermeneut.collect.visits.threads import in_thread
async def main():
    task = asyncio.create_task(in_thread(lambda: time.sleep(60)))
    await asyncio.sleep(0.05)
    task.cancel()
asyncio.run(main())
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=30)  # half of what it sleeps


def test_what_is_written_is_written_in_order_and_to_the_end():
    order, here = [], threading.get_ident()

    def write(n):
        time.sleep(0.001)
        order.append(n)
        return threading.get_ident()

    async def main():
        writer = Writer()
        tasks = [asyncio.create_task(writer.run(write, n)) for n in range(20)]
        await tasks[3]
        for task in tasks:
            task.cancel()  # what came is kept, though nobody waits any more
        idents = {await writer.read(threading.get_ident), tasks[3].result(), here}
        writer.close()
        return idents

    assert 3 == len(asyncio.run(main()))
    assert list(range(20)) == order

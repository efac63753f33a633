"""When a host may be asked again: in a world whose clock only the event loop moves."""

import asyncio
import selectors
from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermeneut.collect.visits.turns import Resting, Turns


class Still(selectors.DefaultSelector):
    """Doesn't wait: it moves the clock instead."""

    def __init__(self):
        super().__init__()
        self.time = 1000.0

    def select(self, timeout=None):
        self.time += timeout or 0.0
        return super().select(0)


class VirtualLoop(asyncio.SelectorEventLoop):
    """Sleeps for hours in no time."""

    def __init__(self):
        self.still = Still()
        super().__init__(self.still)

    def time(self):
        return self.still.time


def run(main):
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(main)


def now():
    return asyncio.get_running_loop().time()


async def ask(turns, host, times, takes=0.0):
    async with turns.turn(host):
        times.append((host, now()))
        await asyncio.sleep(takes)


def starts(asks, **how):
    """Ask in the given order, all at once; return when each ask began, from 0."""

    async def main():
        turns, times, begun = Turns(**how), [], now()
        await asyncio.gather(*(ask(turns, host, times, takes) for host, takes in asks))
        return [(host, round(at - begun, 6)) for host, at in times]

    return run(main())


def test_a_host_is_asked_again_when_its_delay_has_passed_since_its_answer():
    assert [("a", 0.0), ("a", 1.5), ("a", 3.0)] == starts([("a", 0.5)] * 3, delay=1.0)


def test_hosts_dont_wait_for_each_other():
    assert {("a", 0.0), ("b", 0.0), ("c", 0.0)} == set(starts([(h, 9.0) for h in "abc"], delay=1.0))


def test_no_more_are_asked_at_once_than_is_said():
    got = starts([(h, 2.0) for h in "abcd"], delay=1.0, at_once=2)

    assert [0.0, 0.0, 2.0, 2.0] == [at for _, at in got]


def test_whoever_came_first_has_the_next_turn():
    async def main():
        turns, order = Turns(delay=1.0), []

        async def one(name):
            async with turns.turn("a"):
                order.append(name)

        await asyncio.gather(*(one(n) for n in range(5)))
        return order

    assert [0, 1, 2, 3, 4] == run(main())


def test_a_longer_delay_counts_and_a_shorter_one_doesnt():
    async def main():
        turns, times = Turns(delay=1.0), []
        turns.slower("a", 30.0)
        turns.slower("b", 0.1)
        turns.slower("b", None)
        await asyncio.gather(*(ask(turns, host, times) for host in "aabb"))
        return [(host, at - 1000.0) for host, at in times]

    assert [("a", 0.0), ("b", 0.0), ("b", 1.0), ("a", 30.0)] == run(main())


def test_a_host_that_asks_for_rest_is_left_alone_also_by_who_waits_already():
    async def main():
        turns, times = Turns(delay=1.0), []
        await ask(turns, "a", times)
        waiting = asyncio.create_task(ask(turns, "a", times))
        await asyncio.sleep(0.5)
        turns.rest("a", 60.0)
        turns.rest("a", 5.0)  # the longest counts
        await waiting
        return [at - 1000.0 for _, at in times]

    assert [0.0, 60.5] == run(main())


def test_nobody_waits_longer_than_patience():
    async def main():
        turns = Turns(delay=1.0, patience=10.0)
        turns.rest("a", 3600.0)
        with pytest.raises(Resting) as told:
            await ask(turns, "a", [])
        assert now() - 1000.0 < 10.0
        return told.value.seconds, turns.wait("a"), turns.wait("b")

    assert (3600.0, 3600.0, 0.0) == run(main())


def test_patience_ends_when_rest_is_asked_for_meanwhile():
    async def main():
        turns = Turns(delay=1.0, patience=10.0)
        await ask(turns, "a", [])
        waiting = asyncio.create_task(ask(turns, "a", []))
        await asyncio.sleep(0.1)
        turns.rest("a", 3600.0)
        with pytest.raises(Resting):
            await waiting

    run(main())


def test_after_an_interruption_each_host_is_first_asked_when_its_delay_has_passed():
    async def main():
        turns, times = Turns(delay=1.0, resumed=True), []
        turns.slower("b", 5.0)
        await asyncio.gather(ask(turns, "a", times), ask(turns, "b", times))
        return [(host, at - 1000.0) for host, at in times]

    assert [("a", 1.0), ("b", 5.0)] == run(main())


def test_who_gives_up_waiting_loses_nobody_elses_turn():
    async def main():
        turns, times = Turns(delay=1.0), []
        await ask(turns, "a", times)
        one = asyncio.create_task(ask(turns, "a", times))
        two = asyncio.create_task(ask(turns, "a", times))
        await asyncio.sleep(0.5)
        one.cancel()
        await two
        return [at - 1000.0 for _, at in times]

    assert [0.0, 1.0] == run(main())


def test_a_question_that_fails_counts_as_asked():
    async def main():
        turns, times = Turns(delay=1.0), []
        with suppress(ZeroDivisionError):
            async with turns.turn("a"):
                await asyncio.sleep(0.25)
                raise ZeroDivisionError
        await ask(turns, "a", times)
        return times[0][1] - 1000.0

    assert run(main()) == 1.25


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, 3)), max_size=30),
    st.integers(1, 3),
    st.booleans(),
)
def test_whatever_is_asked_gaps_hold_and_everyone_gets_a_turn(asks, at_once, resumed):
    got = starts(asks, delay=1.0, at_once=at_once, resumed=resumed)

    assert sorted(host for host, _ in got) == sorted(host for host, _ in asks)
    for host in "abc":
        times = [at for name, at in got if name == host]
        gaps = [later - earlier for earlier, later in pairwise(times)]
        assert all(gap > 1.0 - 1e-6 for gap in gaps)

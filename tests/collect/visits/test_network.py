"""A network that is lost is not a host that is gone."""

import asyncio

import pytest

from hermeneut.collect.visits.network import NEUTRAL, Lost, Network


class World:
    """Names that can be looked up from some time on; and who was looked up."""

    def __init__(self, *, back_after=0.0, names=(NEUTRAL,)):
        self.back_after, self.names, self.asked, self.told = back_after, names, [], []
        self.begun = None

    async def resolves(self, name):
        loop = asyncio.get_running_loop()
        self.begun = loop.time() if self.begun is None else self.begun
        self.asked.append(name)
        return name in self.names and loop.time() - self.begun >= self.back_after

    def network(self, **more):
        return Network(resolves=self.resolves, told=self.told.append, **more)


def judge(world, slugs, *, answered_since=False, **more):
    async def main():
        network = world.network(**more)
        since = asyncio.get_running_loop().time()
        if answered_since:
            network.answered("example.net:8080")
        return await asyncio.gather(*(network.was_lost(slug, since=since) for slug in slugs))

    return asyncio.run(main())


@pytest.fixture
def no_waiting(monkeypatch):
    """Let an hour of waiting take no time, by the loop's clock."""
    skipped = [0.0]
    real, sleep = asyncio.SelectorEventLoop.time, asyncio.sleep

    async def skip(seconds):
        skipped[0] += seconds
        await sleep(0)

    monkeypatch.setattr(asyncio.SelectorEventLoop, "time", lambda s: real(s) + skipped[0])
    monkeypatch.setattr("hermeneut.collect.visits.network.asyncio.sleep", skip)


@pytest.mark.parametrize("slug", ["reset", "tls", "refused-connection", "private-address"])
def test_what_a_host_said_itself_is_the_hosts(slug):
    world = World(names=())

    assert [False] == judge(world, [slug])
    assert [] == world.asked


@pytest.mark.parametrize("slug", ["dns", "unreachable", "timeout"])
def test_a_failure_is_the_hosts_if_another_answered_meanwhile(slug):
    world = World(names=())

    assert [False] == judge(world, [slug], answered_since=True)
    assert [] == world.asked


def test_a_failure_is_the_hosts_if_names_can_be_looked_up():
    world = World()

    assert [False] * 3 == judge(world, ["dns"] * 3, known=["dead.example"])
    assert ["dead.example", NEUTRAL] == world.asked  # one looked for all


def test_a_lost_network_is_waited_for_and_told_once(no_waiting):
    world = World(back_after=100.0)

    assert [True, False, False] == judge(world, ["dns"] * 3)
    assert [
        "the network seems lost; waiting for it (what was done is kept)",
        "the network is back",
    ] == (world.told)


def test_a_network_that_stays_away_ends_the_go(no_waiting):
    world = World(names=())

    with pytest.raises(Lost, match="run the command again when it is back"):
        judge(world, ["dns"], patience=60.0)


def test_hosts_that_answered_are_looked_up_by_name():
    async def main(world):
        network = world.network()
        network.answered("example.net:8080")
        await network.was_lost("dns", since=asyncio.get_running_loop().time() + 1)

    world = World()
    asyncio.run(main(world))

    assert ["example.net", NEUTRAL] == world.asked

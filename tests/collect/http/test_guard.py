import asyncio
import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermeneut.collect.http.guard import Guard, Unfetched, is_open, literal, resolve

CLOSED = [
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.255.255.254",
    "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.88.99.1",
    "192.168.1.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.9", "224.0.0.1",
    "239.1.1.1", "240.0.0.1", "255.255.255.255", "::", "::1", "::127.0.0.1", "::8.8.8.8",
    "::ffff:10.0.0.1", "::ffff:127.0.0.1", "::ffff:0:127.0.0.1", "100::1", "64:ff9b::10.0.0.1",
    "64:ff9b::7f00:1", "64:ff9b:1::8.8.8.8", "2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:2::1", "2001:db8::1", "2002:7f00:1::", "2002:c0a8:101::1", "3fff::1", "4000::1",
    "5f00::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1",
]  # fmt: skip
OPEN = [
    "1.1.1.1", "8.8.8.8", "93.184.216.34", "100.63.255.255", "100.128.0.1", "172.15.0.1",
    "172.32.0.1", "192.0.1.1", "192.167.1.1", "198.17.0.1", "223.255.255.255", "::ffff:8.8.8.8",
    "64:ff9b::8.8.8.8", "2002:808:808::1", "2600:1f18::1", "2a00:1450:4001::200e",
    "2001:4860:4860::8888",
]  # fmt: skip


def refused(host, **options):
    with pytest.raises(Unfetched) as caught:
        asyncio.run(Guard(**options).addresses(host, 80))
    return caught.value.slug


def answering(*answers):
    asked = []

    async def resolver(host, port):
        asked.append(host)
        return answers[min(len(asked), len(answers)) - 1]

    resolver.asked = asked
    return resolver


@pytest.mark.parametrize("address", CLOSED)
def test_what_is_not_of_the_open_web_is_closed(address):
    assert not is_open(ipaddress.ip_address(address))
    assert refused("film.example", resolver=answering([address])) == "private-address"


@pytest.mark.parametrize("address", OPEN)
def test_what_is_of_the_open_web_is_open(address):
    assert is_open(ipaddress.ip_address(address))
    found = asyncio.run(Guard(resolver=answering([address])).addresses("film.example", 80))
    assert found == [ipaddress.ip_address(address)]


@given(st.ip_addresses())
def test_nothing_that_python_knows_as_private_is_open(address):
    inner = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None) or address
    if inner.is_private or inner.is_multicast or inner.is_reserved or inner.is_link_local:
        assert not is_open(address)


@pytest.mark.parametrize(
    "host",
    ["127.1", "0x7f.1", "0x7f000001", "2130706433", "017700000001", "0177.0.0.1", "127.0.0.1.",
     "0", "[::1]", "[::ffff:127.0.0.1]", "[0:0:0:0:0:ffff:7f00:1]", "[64:ff9b::127.0.0.1]",
     "fe80::1%eth0", "[::]", "0x0.0", "169.254.43518"],
)  # fmt: skip
def test_odd_notations_of_numbers_are_read_as_a_resolver_would(host):
    asked = answering(["8.8.8.8"])
    assert refused(host, resolver=asked) == "private-address"
    assert asked.asked == []


@pytest.mark.parametrize("host", ["example.org", "1.2.3.4.5", "0x7f.example", "a", "", "..", "٣"])
def test_names_are_not_read_as_numbers(host):
    assert literal(host) is None


@given(st.text(max_size=40))
def test_reading_a_host_never_fails(host):
    found = literal(host)
    assert found is None or isinstance(is_open(found), bool)


def test_one_closed_address_among_open_ones_refuses_the_name():
    assert refused("film.example", resolver=answering(["8.8.8.8", "::1"])) == "private-address"


def test_private_addresses_can_be_allowed():
    guard = Guard(allow_private=True, resolver=answering(["127.0.0.1", "127.0.0.1", "10.0.0.1"]))
    found = asyncio.run(guard.addresses("film.example", 80))
    assert [str(address) for address in found] == ["127.0.0.1", "10.0.0.1"]


@pytest.mark.parametrize("answer", [[], ["not an address"]])
def test_a_name_without_an_address_is_dns(answer):
    assert refused("film.example", resolver=answering(answer)) == "dns"


@pytest.mark.parametrize("error", [OSError("no such name"), UnicodeError("label too long")])
def test_a_resolver_that_fails_is_dns(error):
    async def resolver(host, port):
        raise error

    assert refused("film.example", resolver=resolver) == "dns"


@pytest.mark.parametrize("name", ["a..b", "." * 70, "x" * 64 + ".example", "a\0b"])
def test_what_can_be_no_name_is_dns(name):
    assert refused(name) == "dns"


def test_the_system_knows_this_machine():
    assert set(asyncio.run(resolve("localhost", 80))) <= {"127.0.0.1", "::1"}


def test_a_lookup_that_hangs_can_be_given_up(monkeypatch):
    import threading

    hanging = threading.Event()
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: hanging.wait(5) and [])

    async def main():
        async with asyncio.timeout(0.02):
            await resolve("film.example", 80)

    with pytest.raises(TimeoutError):
        asyncio.run(main())
    hanging.set()


# The address checked is the one connected to.


class Connections:
    """In place of the system's: where connections went, and how each ends."""

    def __init__(self, monkeypatch, *ends):
        self.made, self.ends = [], list(ends)
        monkeypatch.setattr(asyncio.BaseEventLoop, "create_connection", self.connect)

    async def connect(self, protocol, host, port):
        self.made.append((host, port))
        raise self.ends.pop(0)


def connecting(guard, host="film.example", timeout=1.0):
    async def main():
        await guard.backend().connect_tcp(host, 443, timeout=timeout)

    with pytest.raises(Unfetched) as caught:
        asyncio.run(main())
    return caught.value.slug


def test_a_connection_goes_to_the_number_that_was_checked(monkeypatch):
    """A name that would answer otherwise the second time isn't asked a second time."""
    resolver = answering(["8.8.8.8"], ["127.0.0.1"])
    connections = Connections(monkeypatch, ConnectionRefusedError())
    assert connecting(Guard(resolver=resolver)) == "refused-connection"
    assert (connections.made, resolver.asked) == ([("8.8.8.8", 443)], ["film.example"])


def test_the_next_connection_is_checked_anew(monkeypatch):
    guard = Guard(resolver=answering(["8.8.8.8"], ["127.0.0.1"]))
    connections = Connections(monkeypatch, ConnectionRefusedError())
    assert connecting(guard) == "refused-connection"
    assert connecting(guard) == "private-address"
    assert len(connections.made) == 1


@pytest.mark.parametrize(
    ("error", "slug"),
    [
        (ConnectionRefusedError(), "refused-connection"),
        (ConnectionResetError(), "reset"),
        (TimeoutError(), "timeout"),
        (OSError(113, "No route to host"), "unreachable"),
    ],
)
def test_every_address_is_tried_and_the_last_one_says_why(monkeypatch, error, slug):
    connections = Connections(monkeypatch, OSError(101, "Network is unreachable"), error)
    assert connecting(Guard(resolver=answering(["2600:1f18::1", "8.8.8.8"]))) == slug
    assert [host for host, _ in connections.made] == ["2600:1f18::1", "8.8.8.8"]


def test_connecting_has_an_end(monkeypatch):
    async def forever(self, protocol, host, port):
        await asyncio.sleep(60)

    monkeypatch.setattr(asyncio.BaseEventLoop, "create_connection", forever)
    assert connecting(Guard(resolver=answering(["8.8.8.8"])), timeout=0.02) == "timeout"


def test_what_waits_unread_is_bounded(monkeypatch):
    """A host that sends faster than it is read has to wait."""
    monkeypatch.setattr("hermeneut.collect.http.guard._ENOUGH", 2**16)
    sent = 0

    async def pour(reader, writer):
        nonlocal sent
        while True:
            writer.write(bytes(2**16))
            await writer.drain()
            sent += 2**16

    async def main():
        server = await asyncio.start_server(pour, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        stream = await Guard(allow_private=True).backend().connect_tcp("127.0.0.1", port)
        await asyncio.sleep(0.1)
        waiting = len(stream._line.waiting)
        stream.whole = True
        read = sum([len(await stream.read(2**16)) for _ in range(20)])
        await stream.aclose()
        server.close()
        return waiting, read

    waiting, read = asyncio.run(main())
    assert waiting < 2**20
    assert read > 2**18
    assert sent < 2**26

import asyncio
import gzip
import ssl
import zlib
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import brotli
import pytest

from hermeneut.collect.http.fetch import Client, Limits, Unfetched, agent
from hermeneut.collect.http.guard import Guard

CERTIFICATE = """\
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgy+FRglpYqHY414nv
ygiF0mvWiMl9h0iBRhrohtq9YYihRANCAATFn8gukxa9POtYSchV7MI9icX2+tQs
6bkd7YmV2mabVffnGxXVrj0J5QXJldAJQEqKjxMXxCVdJULgPENCogqD
-----END PRIVATE KEY-----
-----BEGIN CERTIFICATE-----
MIIBRjCB7qADAgECAgEBMAoGCCqGSM49BAMCMBQxEjAQBgNVBAMMCWxvY2FsaG9z
dDAgFw0xNDAxMDEwMDAwMDBaGA8yMTE0MDEwMTAwMDAwMFowFDESMBAGA1UEAwwJ
bG9jYWxob3N0MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAExZ/ILpMWvTzrWEnI
VezCPYnF9vrULOm5He2Jldpmm1X35xsV1a49CeUFyZXQCUBKio8TF8QlXSVC4DxD
QqIKg6MvMC0wGgYDVR0RBBMwEYIJbG9jYWxob3N0hwR/AAABMA8GA1UdEwEB/wQF
MAMBAf8wCgYIKoZIzj0EAwIDRwAwRAIgGMTPNz2oJSjyh6lbadQHEmtjjy282Nki
ZoW/vRcvP1wCIDC2YOpe3HSFgrj4MsCSFAGV9j8MYIRKKJyUUs89Z+X9
-----END CERTIFICATE-----
"""
PAGE = b"<!doctype html><title>Her, again</title><p>A warm, odd film."
ME = agent("reader@example.org")


def answer(body=PAGE, *headers, status="200 OK", length=None):
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body) if length is None else length}"]
    return "\r\n".join([*lines, *headers, "", ""]).encode("latin-1") + body


def chunk(piece):
    return b"%x\r\n%b\r\n" % (len(piece), piece)


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n"


@dataclass
class Host:
    """A host on loopback that says what it is told to, and remembers what it was asked."""

    says: object  # bytes, or a coroutine function of (writer)
    close: bool = False
    asked: list = field(default_factory=list)
    connections: int = 0
    port: int = 0
    scheme: str = "http"

    @property
    def url(self):
        return f"{self.scheme}://127.0.0.1:{self.port}"

    async def meet(self, reader, writer):
        self.connections += 1
        try:
            while True:
                self.asked.append(await reader.readuntil(b"\r\n\r\n"))
                if isinstance(self.says, bytes):
                    writer.write(self.says)
                    await writer.drain()
                else:
                    await self.says(writer)
                if self.close:
                    break
        except (OSError, EOFError, asyncio.CancelledError):
            pass
        writer.close()

    @asynccontextmanager
    async def open(self, tls=None):
        server = await asyncio.start_server(self.meet, "127.0.0.1", 0, ssl=tls)
        self.port = server.sockets[0].getsockname()[1]
        self.scheme = "https" if tls else "http"
        try:
            yield self
        finally:
            server.close()


def client(**options):
    return Client(**{"agent": ME, "allow_private": True, **options})


def fetched(says, path="/her", *, close=True, times=1, client_options=None, **options):
    """Ask one host; the last exchange, and the host."""

    async def main():
        async with Host(says, close).open() as host, client(**client_options or {}) as asking:
            for _ in range(times):
                found = await asking.get(host.url + path, **options)
        return found, host

    return asyncio.run(main())


def failed(says, **options):
    with pytest.raises(Unfetched) as caught:
        fetched(says, **options)
    return caught.value


def drip(*pieces, every=0.01, forever=False):
    async def say(writer):
        while True:
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(every)
            if not forever:
                return

    return say


def reset_after(said):
    async def say(writer):
        writer.write(said)
        await writer.drain()
        await asyncio.sleep(0.02)
        writer.transport.abort()

    return say


def test_an_exchange_keeps_what_was_asked_and_what_came():
    found, host = fetched(answer(PAGE, "X-Odd:  a ", "Set-Cookie: a=1", "set-cookie: b=2"))
    assert found.request == host.asked[0]
    assert found.request.splitlines()[:3] == [
        b"GET /her HTTP/1.1",
        f"Host: 127.0.0.1:{host.port}".encode(),
        b"User-Agent: " + ME.encode(),
    ]
    assert found.url == f"{host.url}/her"
    assert (found.status, found.status_line, found.protocol) == (200, "HTTP/1.1 200 OK", "http/1.1")
    assert found.headers == (
        ("Content-Length", str(len(PAGE))),
        ("X-Odd", "a"),
        ("Set-Cookie", "a=1"),
        ("set-cookie", "b=2"),
    )
    assert (found.body, found.content(), found.ip) == (PAGE, PAGE, "127.0.0.1")
    assert (found.truncated, found.header("x-odd"), found.header("none")) == ("", "a", "")
    assert 0 < found.seconds < 5
    assert found.at.endswith("Z")


def test_the_body_stays_as_it_came_but_for_the_chunks():
    packed = gzip.compress(PAGE * 50, mtime=0)
    said = CHUNKED + b"Content-Encoding: gzip\r\n\r\n"
    said += chunk(packed[:20]) + chunk(packed[20:]) + chunk(b"")
    found, _ = fetched(said)
    assert found.body == packed
    assert found.content() == PAGE * 50
    assert found.headers == (("Content-Encoding", "gzip"),)


@pytest.mark.parametrize("status", ["204 No Content", "304 Not Modified", "404 Not Found", "599 X"])
def test_an_answer_of_any_status_is_an_exchange(status):
    empty = status[0] in "23"
    found, _ = fetched(answer(b"" if empty else PAGE, status=status))
    assert (found.status, found.body) == (int(status[:3]), b"" if empty else PAGE)
    assert found.status_line == f"HTTP/1.1 {status}"


def test_redirects_are_not_followed():
    found, host = fetched(answer(b"", "Location: /elsewhere", status="302 Found"))
    assert (len(host.asked), found.location()) == (1, f"{host.url}/elsewhere")


def test_connections_are_kept_and_cookies_are_not():
    found, host = fetched(answer(PAGE, "Set-Cookie: id=7"), close=False, times=3)
    assert (host.connections, len(host.asked)) == (1, 3)
    assert b"cookie" not in b"".join(host.asked).lower()
    assert found.request == host.asked[-1]


def test_a_connection_that_the_host_closed_is_not_used_again():
    async def main():
        async with Host(answer(), close=True).open() as host, client() as asking:
            for _ in range(3):
                await asking.get(host.url)
                await asyncio.sleep(0.02)
        return host

    assert asyncio.run(main()).connections == 3


def test_what_came_beyond_the_promised_length_begins_no_other_answer():
    found, host = fetched(answer(PAGE + b"HTTP/1.1 200 OK\r\n\r\n", length=9), close=False, times=2)
    assert (host.connections, found.body) == (2, PAGE[:9])


def test_idle_connections_are_bounded(monkeypatch):
    monkeypatch.setattr("hermeneut.collect.http.lines.MOST_IDLE", 2)

    async def main():
        hosts = [Host(answer()) for _ in range(4)]
        async with client() as asking:
            for host in hosts:
                async with host.open():
                    await asking.get(host.url)
            return len(asking._idle)

    assert asyncio.run(main()) == 2


def test_http_1_0_ends_with_its_connection():
    found, _ = fetched(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE)
    assert (found.body, found.protocol, found.truncated) == (PAGE, "http/1.0", "")


def test_hints_and_continues_before_the_answer_are_passed_over():
    hints = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n"
    found, _ = fetched(hints + answer())
    assert (found.status, found.body, found.header("link")) == (200, PAGE, "")


def test_header_bytes_beyond_ascii_are_kept():
    found, _ = fetched(answer(PAGE, "X-Title: Gefühl").replace(b"Gef\xfc", b"Gef\xc3\xbc"))
    assert found.header("x-title").encode("latin-1").decode() == "Gefühl"


def test_a_head_that_breaks_the_rules_is_mended():
    said = answer(PAGE, "Content-Type : text/html", "no colon", "X-A: b\0c", " folded", "X Y: z")
    found, _ = fetched(said)
    assert found.headers[1:] == (("Content-Type", "text/html"), ("X-A", "bc folded"))
    assert found.body == PAGE


# What ends early.


@pytest.mark.parametrize(
    ("said", "body", "why"),
    [
        pytest.param(answer(length=999), PAGE, "disconnect", id="promised more"),
        pytest.param(CHUNKED + b"\r\n" + chunk(PAGE), PAGE, "disconnect", id="no last chunk"),
        pytest.param(CHUNKED + b"\r\n" + b"99\r\nodd", b"odd", "disconnect", id="cut chunk"),
        pytest.param(
            CHUNKED + b"\r\n" + chunk(PAGE) + b"zz\r\n", PAGE, "disconnect", id="no chunk"
        ),
        pytest.param(reset_after(answer(length=999)), PAGE, "disconnect", id="reset"),
    ],
)
def test_a_body_that_breaks_off_is_kept_and_says_so(said, body, why):
    found, _ = fetched(said)
    assert (found.status, found.body, found.truncated) == (200, body, why)


def test_a_dripping_body_ends_with_the_time():
    said = drip(CHUNKED + b"\r\n" + chunk(b"a"), *[chunk(b"b")] * 200)
    found, _ = fetched(said, limits=Limits(seconds=0.15))
    assert (found.truncated, found.body[:2]) == ("time", b"ab")
    assert found.seconds < 2


def test_an_endless_body_ends_with_the_bytes():
    said = drip(CHUNKED + b"\r\n" + chunk(b"x" * 5000), *[chunk(b"x" * 5000)] * 100, every=0)
    found, _ = fetched(said, limits=Limits(stored_bytes=20_000))
    assert (found.truncated, len(found.body)) == ("length", 20_000)


BOMBS = {
    "gzip": gzip.compress(bytes(30 * 2**20), mtime=0),
    "deflate": zlib.compress(bytes(30 * 2**20)),
    "br": brotli.compress(bytes(30 * 2**20), quality=1),
    "gzip, gzip": gzip.compress(gzip.compress(bytes(30 * 2**20), mtime=0), mtime=0),
}


@pytest.mark.parametrize("coding", BOMBS)
def test_a_bomb_ends_with_the_bytes_that_it_swells_to(coding):
    bomb = BOMBS[coding]
    found, _ = fetched(
        answer(bomb, f"Content-Encoding: {coding}"), limits=Limits(bytes=2**20, seconds=5)
    )
    assert (found.truncated, bomb.startswith(found.body)) == ("length", True)
    assert found.content(1000) == bytes(1000)


def test_a_bomb_is_not_read_to_its_end():
    packed = zlib.compressobj(wbits=31)
    pieces = [packed.compress(bytes(2**20)) + packed.flush(zlib.Z_SYNC_FLUSH) for _ in range(40)]

    async def say(writer):
        writer.write(CHUNKED + b"Content-Encoding: gzip\r\n\r\n")
        for piece in pieces:
            writer.write(chunk(piece))
            await writer.drain()
            await asyncio.sleep(0.002)

    found, _ = fetched(say, limits=Limits(bytes=4 * 2**20))
    assert found.truncated == "length"
    assert len(found.body) < len(b"".join(pieces)) / 2


def test_a_page_within_its_bounds_is_whole():
    body = gzip.compress(bytes(2**20), mtime=0)
    found, _ = fetched(answer(body, "Content-Encoding: gzip"), limits=Limits(bytes=2**20))
    assert (found.truncated, len(found.content())) == ("", 2**20)


def test_a_film_that_is_too_long_is_not_begun():
    said = answer(b"x" * 5000, "Content-Type: video/mp4", length=10**9)
    found, _ = fetched(said, limits=Limits(stored_bytes=2000))
    assert (found.truncated, found.body) == ("length", b"")


@pytest.mark.parametrize(
    ("said", "slug"),
    [
        pytest.param(b"", "reset", id="nothing"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-", "reset", id="half a head"),
        pytest.param(reset_after(b"HTTP/1.1 2"), "reset", id="reset in the head"),
        pytest.param(b"SSH-2.0-OpenSSH_9.6\r\n\r\n", "bad-http", id="no HTTP"),
        pytest.param(answer(PAGE, "Content-Length: 7"), "bad-http", id="two lengths"),
        pytest.param(answer(length="many"), "bad-http", id="no length"),
        pytest.param(b"\x00" * 100 + b"\r\n\r\n", "bad-http", id="binary"),
        pytest.param(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000, "too-large", id="huge head"),
        pytest.param(b"HTTP/1.1 100 Continue\r\n\r\n" * 9999, "too-large", id="many continues"),
    ],
)
def test_without_a_whole_head_there_is_no_exchange(said, slug):
    assert failed(said).slug == slug


def test_a_head_without_end_is_too_large():
    lines = [b"X-%d: %s\r\n" % (n, b"x" * 900) for n in range(100)]
    said = drip(b"HTTP/1.1 200 OK\r\n", *lines, every=0, forever=True)
    error = failed(said, limits=Limits(seconds=5))
    assert (error.slug, error.retry_after) == ("too-large", None)


def test_a_slow_head_ends_with_the_time():
    said = drip(b"HTTP/1.1 200 OK\r\n", *[b"X: y\r\n"] * 50)
    assert failed(said, limits=Limits(seconds=0.1)).slug == "timeout"


def test_nobody_listening_is_a_refused_connection():
    async def main():
        async with Host(b"").open() as host:
            url = host.url
        async with client() as asking:
            await asking.get(url)

    with pytest.raises(Unfetched, match="refused-connection"):
        asyncio.run(main())


def test_a_request_that_is_given_up_leaves_no_connection():
    async def main():
        async with Host(drip(b"H", *[b"T"] * 100)).open() as host, client() as asking:
            waiting = asyncio.create_task(asking.get(host.url))
            await asyncio.sleep(0.05)
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting
            return len(asking._idle)

    assert asyncio.run(main()) == 0


# What is sent.


def test_headers_and_a_span_are_sent():
    _, host = fetched(answer(), headers={"If-None-Match": '"7"', "accept": "*/*"}, span=(100, 50))
    lines = host.asked[0].split(b"\r\n")
    assert b'If-None-Match: "7"' in lines
    assert b"Range: bytes=100-149" in lines
    assert b"accept: */*" in lines
    assert b"Accept-Encoding: identity" in lines
    assert host.asked[0].lower().count(b"accept:") == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Tag": "a\r\nHost: evil.example"},
        {"X-Tag\r\nHost": "evil.example"},
        {"X-Tag": "a\0b"},
        {"X Tag": "a"},
        {"User-Agent": "Mozilla/5.0"},
        {"host": "evil.example"},
    ],
)
def test_headers_can_neither_be_smuggled_nor_change_who_asks(headers):
    assert failed(answer(), headers=headers).slug == "bad-header"


def test_line_ends_in_an_address_begin_no_header():
    _, host = fetched(answer(), path="/a\r\nX-Evil: 1")
    assert host.asked[0].startswith(b"GET /aX-Evil:%201 HTTP/1.1\r\n")


def test_a_value_that_came_from_a_server_goes_back_as_it_came():
    _, host = fetched(answer(), headers={"If-None-Match": '"Gef\xfchl"'})
    assert b'If-None-Match: "Gef\xfchl"\r\n' in host.asked[0]


@pytest.mark.parametrize(
    "url",
    ["ftp://example.org/a", "file:///etc/passwd", "javascript:alert(1)", "example.org", "http://",
     "http://a:0/", "http://a:99999/", "http://[::1/", "http://a b/", "", "http:///etc/passwd"],
)  # fmt: skip
def test_what_is_no_address_of_the_web_is_refused(url):
    async def main():
        async with client() as asking:
            await asking.get(url)

    with pytest.raises(Unfetched, match="bad-address"):
        asyncio.run(main())


def test_the_name_says_who_asks_and_is_one_line():
    assert ME == "Hermeneut/0.1.0 (reception studies; reader@example.org)"
    assert agent("a)\r\nX: y\\(ü") == "Hermeneut/0.1.0 (reception studies; a X: y)"


# Who is asked.


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0x7f.1", "2130706433", "[::1]"])
def test_this_machine_is_refused_unless_it_is_allowed(host):
    async def main():
        async with Host(answer()).open() as here, client(allow_private=False) as asking:
            with pytest.raises(Unfetched, match="private-address"):
                await asking.get(f"http://{host}:{here.port}/")
            return here.connections

    assert asyncio.run(main()) == 0


def test_proxies_of_the_environment_are_ignored_unless_asked_for(monkeypatch):
    async def main():
        proxy, host = Host(answer(b"from the proxy")), Host(answer(b"from the host"))
        async with proxy.open(), host.open():
            for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
                monkeypatch.setenv(name, proxy.url)
            for name in ("no_proxy", "NO_PROXY"):
                monkeypatch.delenv(name, raising=False)
            async with client() as asking:
                yield (await asking.get(host.url)).body
            async with client(proxies=True) as asking:
                found = await asking.get(host.url)
                yield found.body, found.ip, proxy.asked[0].split(b"\r\n")[0]
                yield host.url
            async with client(proxies=True, allow_private=False) as asking:
                with pytest.raises(Unfetched, match="private-address"):
                    await asking.get(host.url)
            monkeypatch.setenv("no_proxy", "127.0.0.1")
            async with client(proxies=True) as asking:
                yield (await asking.get(host.url)).body

    async def gathered():
        return [found async for found in main()]

    direct, proxied, url, spared = asyncio.run(gathered())
    assert (direct, spared) == (b"from the host", b"from the host")
    assert proxied == (b"from the proxy", "", f"GET {url}/ HTTP/1.1".encode())


def test_a_proxy_of_a_kind_that_cannot_be_used_is_named(monkeypatch):
    monkeypatch.setenv("http_proxy", "gopher://127.0.0.1:70")
    assert failed(answer(), client_options={"proxies": True}).slug == "proxy"


# TLS.


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    path = tmp_path_factory.mktemp("tls") / "host.pem"
    path.write_text(CERTIFICATE)
    return path


def over_tls(certificate, says, *, verify=True, http2=False, meet=None):
    async def main():
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        tls.load_cert_chain(certificate)
        tls.set_alpn_protocols(["h2"] if http2 else ["http/1.1"])
        host = Host(says)
        if meet:
            host.meet = meet
        async with host.open(tls) as here, client(verify=verify) as asking:
            return [await asking.get(here.url + path) for path in ("/her", "/again")]

    return asyncio.run(main())


def test_a_certificate_that_nobody_vouches_for_is_refused(certificate):
    with pytest.raises(Unfetched, match=r"tls: .*self-signed"):
        over_tls(certificate, answer())


def test_a_certificate_that_is_trusted_is_taken(certificate):
    trusting = ssl.create_default_context(cafile=certificate)
    for verify in (trusting, False):
        first, second = over_tls(certificate, answer(), verify=verify)
        assert (first.body, second.body, first.ip) == (PAGE, PAGE, "127.0.0.1")


def test_a_host_that_speaks_no_tls_is_named_so():
    async def meet(reader, writer):
        await reader.read(1)
        writer.write(answer(status="400 Bad Request"))
        writer.close()

    async def main():
        host = Host(b"")
        host.meet = meet
        async with host.open(), client() as asking:
            await asking.get(host.url.replace("http:", "https:"))

    with pytest.raises(Unfetched, match="tls"):
        asyncio.run(main())


def newer(body, *headers, endless=False, reset=False):
    """A host that speaks HTTP/2."""
    from h2.config import H2Configuration
    from h2.connection import H2Connection
    from h2.events import RequestReceived

    async def meet(reader, writer):
        state = H2Connection(H2Configuration(client_side=False))
        state.initiate_connection()
        writer.write(state.data_to_send())
        with_body = None
        while data := await reader.read(65536):
            for event in state.receive_data(data):
                if isinstance(event, RequestReceived):
                    with_body = event.stream_id
                    if reset:
                        state.reset_stream(with_body, 11)
                        continue
                    state.send_headers(with_body, [(":status", "200"), *headers])
                    if not endless:
                        state.send_data(with_body, body, end_stream=True)
            while endless and with_body and (room := state.local_flow_control_window(with_body)):
                state.send_data(with_body, body[:room])
            writer.write(state.data_to_send())
            await writer.drain()
        writer.close()

    async def quietly(reader, writer):
        with suppress(OSError, asyncio.CancelledError):
            await meet(reader, writer)

    return quietly


def test_http_2_is_written_down_as_http_1_would_be(certificate):
    meet = newer(PAGE, ("content-type", "text/html"), ("x-odd", "1"))
    first, second = over_tls(certificate, b"", verify=False, http2=True, meet=meet)
    assert (first.protocol, first.status_line) == ("h2", "HTTP/1.1 200 OK")
    assert first.request.startswith(b"GET /her HTTP/1.1\r\nHost: 127.0.0.1:")
    assert first.request.endswith(b"\r\n\r\n")
    assert first.headers == (("content-type", "text/html"), ("x-odd", "1"))
    assert (first.body, second.body, second.url[-6:]) == (PAGE, PAGE, "/again")


def test_a_request_reset_over_http_2_is_named_so(certificate):
    with pytest.raises(Unfetched, match="reset"):
        over_tls(certificate, b"", verify=False, http2=True, meet=newer(b"", reset=True))


def test_a_host_behind_a_proxy_is_reached_through_a_tunnel(certificate, monkeypatch):
    tunnels = []

    async def meet(reader, writer):
        tunnels.append(await reader.readuntil(b"\r\n\r\n"))
        name, port = tunnels[-1].split()[1].decode().split(":")
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        there, out = await asyncio.open_connection(name, port)

        async def pass_on(source, sink):
            with suppress(OSError, asyncio.CancelledError):
                while piece := await source.read(65536):
                    sink.write(piece)
            sink.close()

        await asyncio.gather(pass_on(reader, out), pass_on(there, writer))

    async def main():
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        tls.load_cert_chain(certificate)
        proxy, host = Host(b""), Host(answer())
        proxy.meet = meet
        async with proxy.open(), host.open(tls):
            monkeypatch.setenv("https_proxy", proxy.url.replace("http://", "http://me:secret@"))
            monkeypatch.delenv("no_proxy", raising=False)
            monkeypatch.delenv("NO_PROXY", raising=False)
            async with client(proxies=True, verify=False) as asking:
                return await asking.get(host.url), host

    found, host = asyncio.run(main())
    assert tunnels[0].startswith(f"CONNECT 127.0.0.1:{host.port} HTTP/1.1\r\n".encode())
    assert b"Proxy-Authorization: Basic" in tunnels[0]
    assert (found.body, found.request, found.ip) == (PAGE, host.asked[0], "")


def test_a_body_over_http_2_is_bounded_too(certificate):
    async def main():
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        tls.load_cert_chain(certificate)
        tls.set_alpn_protocols(["h2"])
        host = Host(b"")
        host.meet = newer(bytes(16000), endless=True)
        async with host.open(tls) as here, client(verify=False) as asking:
            limits = Limits(stored_bytes=200_000, seconds=5)
            found = await asking.get(here.url, limits=limits)
            return found, len(asking._idle)

    found, idle = asyncio.run(main())
    assert (found.truncated, len(found.body), idle) == ("length", 200_000, 0)


def test_names_are_resolved_anew_for_each_connection():
    """A name that leads elsewhere the second time (DNS rebinding) is refused then."""
    answers = [["127.0.0.1"], ["127.0.0.1", "10.0.0.7"]]
    allowed = []

    async def resolver(host, port):
        return answers.pop(0)

    class Doorkeeper(Guard):
        async def addresses(self, host, port):
            found = await super().addresses(host, port)
            if any(str(address) == "10.0.0.7" for address in found):
                raise Unfetched("private-address", host)
            allowed.append(host)
            return found

    async def main():
        guard = Doorkeeper(allow_private=True, resolver=resolver)
        async with Host(answer(), close=True).open() as host, client(guard=guard) as asking:
            await asking.get(f"http://film.example:{host.port}/")
            await asyncio.sleep(0.02)
            await asking.get(f"http://film.example:{host.port}/")

    with pytest.raises(Unfetched, match="private-address"):
        asyncio.run(main())
    assert allowed == ["film.example"]

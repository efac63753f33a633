"""The kinds of sites on the test web: the plain, the particular, the broken and the hostile."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable
from email.utils import formatdate
from functools import cache

from .answers import KIND, Drip, Endless, Reset, Silent, Times, Wall, Whole, head, moved, whole
from .site import Making, Site

MIB = 2**20
BOMB = 96 * MIB  # of zeros, once unpacked; a collector's bound is 20 MiB
_SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def plainly(making: Making, n: int) -> None:
    """Articles with marks for a second visit; a feed, a sitemap, some sort of robots.txt."""
    site, chance, paths = making.site, making.chance, []
    for i in range(n):
        ending = chance.choice(("", ".html", f"?p={i}"))
        path = f"/{2013 + i % 13}/{1 + i % 12:02}/letter-{i}{ending}"
        body = making.text(f"Letter {i}")
        etag = hashlib.sha256(body).hexdigest()[:12] if chance.random() < 0.8 else ""
        way = chance.choice(("", "", "gzip", "gzip", "chunked", "close"))
        site.add(path, whole(body, etag=etag, way=way), "kept", says=body)
        paths.append(path)
    _listings(site, paths)
    map_ = site.url("/sitemap.xml")
    text = f"# hello\r\nUser-agent: *\r\nDisallow: /admin/\r\nSitemap: {map_}\r\n"
    sort = chance.randrange(4)
    if sort == 0:
        site.robots(text)
    elif sort == 1:
        site.robots("\ufeff" + text.replace("\r\n", "\n"))
    elif sort == 2:
        site.routes["/robots.txt"] = moved("/r/robots.txt", 301)
        site.routes["/r/robots.txt"] = whole(text.encode(), kind="text/plain")
    # sort 3 has none: 404


def _listings(site: Site, paths: list[str]) -> None:
    """A home page, a feed of the newest ten and a sitemap of all, gzipped."""
    newest = paths[-10:]
    links = "".join(f'<li><a href="{path}">{path}</a></li>' for path in newest)
    marks = '<link rel="alternate" type="application/rss+xml" href="/feed.xml">'
    home = f"<!doctype html><html><head>{marks}</head><body><ul>{links}</ul></body></html>"
    entries = "".join(f"<item><link>{site.url(path)}</link></item>" for path in newest)
    feed = f'<rss version="2.0"><channel><title>Letters</title>{entries}</channel></rss>'
    urls = "".join(f"<url><loc>{site.url(path)}</loc></url>" for path in paths)
    every = gzip.compress(f"<urlset {_SPACE}>{urls}</urlset>".encode(), mtime=0)
    part = f"<sitemap><loc>{site.url('/all.xml.gz')}</loc></sitemap>"
    index = f"<sitemapindex {_SPACE}>{part}</sitemapindex>"
    site.routes["/"] = whole(home.encode())
    site.routes["/feed.xml"] = whole(feed.encode(), kind="application/rss+xml")
    site.routes["/sitemap.xml"] = whole(index.encode(), kind="application/xml")
    site.routes["/all.xml.gz"] = whole(every, kind="application/gzip")


def parts(making: Making) -> None:
    """Some paths are closed to robots, with exceptions and wildcards."""
    making.site.robots(
        "User-agent: somebody-else\nDisallow: /\n\nUser-agent: *\nDisallow: /private/\n"
        "Allow: /private/open/\nDisallow: /*/print$\nDisallow: /caf%C3%A9/\n"
    )
    for n in range(6):
        making.keep(f"/essay/{n}")
    making.keep("/private/open/1")
    making.keep("/essay/print-ads")
    for path in ("/private/1", "/private/2", "/essay/print", "/caf%c3%a9/menu"):
        making.site.add(path, whole(making.text(path)), "robots")


def closed(making: Making) -> None:
    """All of it is closed to robots."""
    making.site.robots("User-agent: *\nDisallow: /\n")
    for n in range(10):
        making.site.add(f"/essay/{n}", whole(making.text(f"{n}")), "robots")


def failing_robots(making: Making) -> None:
    """robots.txt answers 500: the whole site is closed, RFC 9309, section 2.3.1.4."""
    making.site.robots("oops", status=500)
    for n in range(6):
        making.site.add(f"/essay/{n}", whole(making.text(f"{n}")), "robots")


def silent_robots(making: Making) -> None:
    """robots.txt never answers, which is the same."""
    making.site.routes["/robots.txt"] = Silent()
    for n in range(4):
        making.site.add(f"/essay/{n}", whole(making.text(f"{n}")), "robots", "timeout")


def html_robots(making: Making) -> None:
    """robots.txt is a page that says there is no such page, with status 200."""
    making.site.robots("<html><body><h1>Nothing here</h1></body></html>", kind="text/html")
    for n in range(12):
        making.keep(f"/essay/{n}")


def patient(making: Making) -> None:
    """Asks for twice the delay."""
    making.site.delay = 2 * making.delay
    making.site.robots(f"User-agent: *\nCrawl-delay: {making.site.delay:g}\n")
    for n in range(9):
        making.keep(f"/essay/{n}")


def charsets(making: Making) -> None:
    """Declared one way, written another; no type; no bytes."""
    making.keep("/as-windows.html", kind="text/html; charset=windows-1251")
    making.keep("/as-nothing.html", kind="")
    making.keep("/as-no-such.html", kind="text/html; charset=utf-99")
    making.keep("/as-plain.txt", kind="text/plain")
    making.keep("/as-rubbish.html", kind=";;; charset=;")
    for path, body in (
        ("/latin.html", making.text("Café").decode().encode("latin-1", "replace")),
        ("/utf-16.html", making.text("Wide").decode().encode("utf-16")),
        ("/not-utf-8.html", making.text("Bytes") + b"\xff\xfe\x00\xc3("),
        ("/empty.html", b""),
    ):
        making.site.add(path, whole(body), "kept", says=body)


def redirects(making: Making) -> None:
    """Chains, loops, to other hosts, to what is no web address."""
    site, body = making.site, making.text("The end of the chain")
    site.routes["/end"] = whole(body)
    site.add("/chain", moved("/chain/1", 301), "kept", says=body, to=site.url("/end"))
    site.routes |= {"/chain/1": moved("2"), "/chain/2": moved(site.url("/end"), 307)}
    making.keep("/slash/")
    site.routes["/slash"] = moved("/slash/", 301)  # one page, two spellings: a loop to the careless
    site.pages[-1] = site.pages[-1]._replace(url=site.url("/slash"), where=site.url("/slash/"))
    away = making.other("html-robots")
    away.routes[f"/from/{site.address}"] = whole(body := making.text("Elsewhere"))
    there = away.url(f"/from/{site.address}")
    site.add("/away", moved(there), "kept", says=body, to=there)
    site.add("/into-closed", moved(making.other("closed").url("/essay/0")), "robots")
    site.routes |= {"/loop": moved("/loop/1"), "/loop/1": moved("/loop")}
    site.add("/loop", site.routes["/loop"], "too-many-redirects")
    site.routes |= {f"/long/{n}": moved(f"/long/{n + 1}") for n in range(1, 14)}
    site.add("/long/0", moved("/long/1"), "too-many-redirects")
    site.add("/to-file", moved("file:///etc/hostname"), "bad-address")
    site.add("/to-ftp", moved("ftp://127.0.0.1/x"), "bad-address")
    site.add("/to-script", moved("javascript:void(0)"), "bad-address")
    site.add("/to-nothing", moved("http://"), "bad-address", "too-many-redirects")
    body = making.text("Stay", marks='<meta http-equiv="refresh" content="0; url=/end">')
    site.add("/refresh", whole(body), "kept", says=body)


def walls(making: Making) -> None:
    """Cookies wanted, consent wanted, money wanted, and pages that only pretend to be there."""
    site = making.site
    again = whole(b"", "Location: /wanted", "Set-Cookie: seen=1", status=302)
    wall = Wall(again, whole(making.text("With a cookie")))
    site.add("/wanted", wall, "too-many-redirects")
    body = b"<html><body><h1>We value your privacy</h1><button>Accept all</button></body></html>"
    wall = Wall(whole(body, "Set-Cookie: seen=1"), whole(making.text("Seen")))
    site.add("/consent", wall, "kept", says=body)
    for n in range(4):
        body = f"<html><title>Not found</title><p>Sorry, {n} isn't here any more.".encode()
        site.add(f"/gone/{n}", whole(body), "kept", says=body)
    for status in (401, 402, 403):
        answer = whole(making.text("Members only"), status=status)
        site.add(f"/members/{status}", answer, f"http-{status}")


def reserved(making: Making) -> None:
    """Rights are reserved: by tdmrep.json for a path, by header, in the page."""
    site = making.site
    rules = '[{"location": "/novels/*", "tdm-reservation": 1}]'
    site.routes["/.well-known/tdmrep.json"] = whole(rules.encode(), kind="application/json")
    for n in range(3):
        site.add(f"/novels/{n}", whole(making.text(f"Chapter {n}")), "rights")
        site.add(f"/head/{n}", whole(making.text(f"Head {n}"), "TDM-Reservation: 1"), "rights")
        marked = making.text(f"Meta {n}", marks='<meta name="tdm-reservation" content="1">')
        site.add(f"/meta/{n}", whole(marked), "rights")
    making.keep("/unreserved", "TDM-Reservation: 0")
    making.keep("/noindex", "X-Robots-Tag: noindex")


def busy(making: Making) -> None:
    """Too many requests, for a second; not now; not ever."""
    site = making.site
    for n, when in enumerate(("1", formatdate(0, usegmt=True))):  # the date is long past
        body = making.text(f"Busy {n}")
        wait = whole(b"Later.", f"Retry-After: {when}", status=429)
        site.add(f"/later/{n}", Times(1, wait, whole(body)), "kept", says=body)
    for n in range(2):
        body = making.text(f"Back {n}")
        down = whole(b"Down.", status=503)
        site.add(f"/back/{n}", Times(n + 1, down, whole(body)), "kept", says=body)
    site.add("/down", whole(b"Down.", status=500), "http-500")


def tomorrow(making: Making) -> None:
    """Too many requests for today, at whatever page: the rest of the list goes on without it."""
    for n in range(5):
        answer = whole(b"Tomorrow.", "Retry-After: 86400", status=429)
        making.site.add(f"/essay/{n}", answer, "waiting")


def resets(making: Making) -> None:
    """Connections that break off: always, halfway, once."""
    site, body = making.site, making.text("Half of it")
    half = head(200, f"Content-Length: {len(body)}") + body[: len(body) // 2]
    site.add("/reset", Reset(), "reset")
    site.add("/reset-half", Reset(half), "reset", "disconnect")
    site.add("/reset-once", Times(1, Reset(), whole(body)), "kept", says=body)
    site.add("/cut", Whole(half, close=True), "disconnect")
    for n in range(4):
        making.keep(f"/small/{n}")


def garbage(making: Making) -> None:
    """Answers that aren't HTTP, or lie about what they are."""
    site, body = making.site, making.text("Some of it")
    size, half = len(body), body[: len(body) // 2]
    site.add("/over", Whole(head(200, f"Content-Length: {len(half)}") + body), "kept", says=half)
    bad = {
        "/no-http": b"220 mail ready\r\n\r\n",
        "/nothing": b"",
        "/negative": head(200, "Content-Length: -5") + body,
        "/two-lengths": head(200, "Content-Length: 5", "Content-Length: 7") + body,
        "/bad-chunks": head(200, "Transfer-Encoding: chunked") + b"zz\r\n" + body,
        "/head": head(200, *(f"X-{n}: {'x' * 1000}" for n in range(2000))) + body,
    }
    ends = {
        "/nothing": ("bad-http", "disconnect", "reset"),
        "/bad-chunks": ("bad-http", "disconnect"),  # its head is good
        "/head": ("bad-http", "too-large"),
    }
    for path, wire in bad.items():
        site.add(path, Whole(wire, close=True), *ends.get(path, ("bad-http",)))
        making.keep(f"/after{path}")
    wire = head(200, "Content-Encoding: gzip", f"Content-Length: {size}") + body
    site.add("/no-gzip", Whole(wire), "kept", "damaged", "bad-http")


def bombs(making: Making) -> None:
    """More than anybody wants: unpacked, without end, or announced."""
    site = making.site
    if making.chance.random() < 0.5:
        site.routes["/robots.txt"] = Endless(head(200), b"# and so on\n" * 500)
    bomb = head(200, "Content-Encoding: gzip", f"Content-Length: {len(_bomb())}") + _bomb()
    site.add("/bomb", Whole(bomb), "too-large")
    piece = b"<p>And then</p>" * 4000
    site.add("/endless", Endless(head(200, f"Content-Type: {KIND}"), piece), "too-large")
    site.add("/huge", Endless(head(200, f"Content-Length: {2**31}"), piece), "too-large")
    making.keep("/small")


@cache
def _bomb() -> bytes:
    return gzip.compress(bytes(BOMB), 9, mtime=0)


def slow_body(making: Making) -> None:
    """A byte now and then, of a body that never ends."""
    begun = head(200, "Content-Length: 100000")
    making.site.add("/tarpit", Drip(begun, len(begun), making.delay, ends=False), "timeout")
    for n in range(4):
        making.keep(f"/small/{n}")


def slow_head(making: Making) -> None:
    """A byte now and then, of a head that never ends."""
    line = b"HTTP/1.1 200 So\r\nX: " + b"x" * 90_000
    making.site.add("/tarpit", Drip(line, 1, making.delay, ends=False), "timeout")
    for n in range(4):
        making.keep(f"/small/{n}")


def silent(making: Making) -> None:
    """The connection is taken, and that is all."""
    making.site.add("/tarpit", Silent(), "timeout")
    for n in range(4):
        making.keep(f"/small/{n}")


def dripping(making: Making) -> None:
    """Slow, but it ends: an answer takes one delay and a half."""
    for n in range(5):
        body = making.text(f"Slow {n}")
        drip = Drip(whole(body).wire, len(body) // 6 + 1, making.delay / 4)
        making.site.add(f"/slow/{n}", drip, "kept", says=body)


def calendar(making: Making) -> None:
    """Every page names a next one, and so on for ever."""
    for n in range(12):
        year, month = 2013, n + 1
        after = f'<a rel="next" href="/events/{year + month // 12}/{month % 12 + 1:02}">next</a>'
        body = making.text(f"{year}-{month:02}", below=after)
        making.site.add(f"/events/{year}/{month:02}", whole(body), "kept", says=body)


def missing(making: Making) -> None:
    """Pages that aren't there, and say so."""
    making.site.robots("gone", status=410)
    for n in range(4):
        making.site.add(f"/gone/{n}", whole(b"No.", status=404), "http-404")
    for status in (410, 451):
        making.site.add(f"/gone/{status}", whole(b"No.", status=status), f"http-{status}")
    making.keep("/still-here")


# kind → how it is made, and how many of 300 sites are of it; the rest are plain
KINDS: dict[str, tuple[Callable[[Making], None], int]] = {
    "parts": (parts, 12),
    "closed": (closed, 4),
    "failing-robots": (failing_robots, 4),
    "silent-robots": (silent_robots, 4),
    "html-robots": (html_robots, 6),
    "patient": (patient, 8),
    "charsets": (charsets, 8),
    "redirects": (redirects, 6),
    "walls": (walls, 4),
    "reserved": (reserved, 8),
    "busy": (busy, 8),
    "tomorrow": (tomorrow, 4),
    "resets": (resets, 4),
    "garbage": (garbage, 4),
    "bombs": (bombs, 4),
    "slow-body": (slow_body, 2),
    "slow-head": (slow_head, 2),
    "silent": (silent, 2),
    "dripping": (dripping, 6),
    "calendar": (calendar, 4),
    "missing": (missing, 6),
}
# every answer at once, no page asked for twice: what they take is politeness alone
PROMPT = {"plain", "parts", "closed", "html-robots", "patient", "charsets", "reserved", "calendar"}
PROMPT |= {"missing"}

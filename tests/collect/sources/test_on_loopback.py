"""The open web in small: a site on loopback, asked through the real thing."""

import gzip
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from hermeneut import candidates
from hermeneut.collecting import Wishes, collect
from hermeneut.study import Study

STUDY = """
[study]
name = "up"
[work]
title = "Up"
year = 2009
makers = ["Pete Docter"]
[collect]
delay = 0.0
backoff = 0.01
tries = 2
archives = false
[[source]]
kind = "feeds"
urls = ["SITE/"]
[[source]]
kind = "sitemaps"
urls = ["SITE/"]
[[source]]
kind = "search"
url = "SITE/find?q={query}&page={page}"
queries = ["up"]
[[source]]
kind = "links"
urls = ["SITE/round-up"]
where = "on-site"
[[source]]
kind = "crawl"
urls = ["SITE/archive/2009/1"]
keep = ["/reviews/*"]
follow = ["/archive/*"]
pages = 30
alike = 20
[[source]]
kind = "opml"
path = "list.opml"
"""


def page(*paths, head=""):
    links = "".join(f'<p>On <a href="{path}">this one</a>, and more words.</p>' for path in paths)
    return f"<!doctype html><html><head>{head}</head><main>{links}</main></html>".encode()


def rss(*paths):
    items = "".join(f"<item><link>{path}</link></item>" for path in paths)
    return f"<rss version='2.0'><channel><title>The Balloon</title>{items}</channel></rss>".encode()


class Site(BaseHTTPRequestHandler):
    """A small site with lists of every kind, one of them without end, and one that it closes."""

    def do_GET(self):
        self.server.asked.append(self.path)
        status, body, headers = self.answer()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def answer(self):
        path, html = self.path, {"Content-Type": "text/html; charset=utf-8"}
        named = '<link rel="alternate" type="application/rss+xml" href="/moved-feed">'
        fixed = {
            "/": page(head=named),
            "/feed": rss("/reviews/fed", "/reviews/both"),
            "/sitemap.xml": b"<sitemapindex><sitemap><loc>/map.gz</loc></sitemap></sitemapindex>",
            "/map.gz": gzip.compress(
                b"<urlset><url><loc>/reviews/mapped</loc></url>"
                b"<url><loc>/reviews/both</loc></url></urlset>"
            ),
            "/round-up": page("/reviews/linked", "/reviews/both"),
            "/find?q=up&page=1": page("/reviews/sought"),
            "/find?q=up&page=2": page("/reviews/sought"),
            "/robots.txt": b"User-agent: *\nDisallow: /closed/\n",
        }
        if path == "/moved-feed":
            return 301, b"", {"Location": "/feed"}
        if path in fixed:
            return 200, fixed[path], html if fixed[path].startswith(b"<!") else {}
        if path.startswith("/archive/"):
            month = int(path.rpartition("/")[2])
            return 200, page(f"/archive/2009/{month + 1}", f"/reviews/crawled-{month % 3}"), html
        if path.startswith("/reviews/"):
            return 200, page(), html
        return 404, b"", {}

    def log_message(self, *args):
        pass


@pytest.fixture
def site():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.asked = []
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def asked(site, tmp_path):
    """Collect from the site; yield the study, and how often each address was asked for."""
    here = f"http://127.0.0.1:{site.server_port}"
    (tmp_path / "study.toml").write_text(STUDY.replace("SITE/", f"{here}/"))
    outlines = f'<outline xmlUrl="{here}/closed/feed"/><outline xmlUrl="{here}/feed"/>'
    (tmp_path / "list.opml").write_text(f"<opml><body>{outlines}</body></opml>")
    collect(Study.open(tmp_path), Wishes("reader@example.org", allow_private=True))
    return tmp_path / "archive" / "frontier.sqlite", Counter(site.asked)


def test_every_source_finds_its_pages_and_is_polite(asked):
    frontier, counts = asked
    found, questions = candidates.read(frontier)
    by_source = {}
    for row in found.to_pylist():
        by_source.setdefault(row["source"], set()).add(row["canonical"].partition("/reviews/")[2])
    assert {
        "feeds": {"fed", "both"},
        "sitemaps": {"mapped", "both"},
        "search": {"sought"},
        "links": {"linked", "both"},
        "crawl": {"crawled-0", "crawled-1", "crawled-2"},
        "opml": {"fed", "both"},
    } == by_source
    refused = [row["url"] for row in questions.to_pylist() if row["error"] == "robots"]
    assert ["closed/feed"] == [url.split("/", 3)[3] for url in refused]
    assert 1 == counts["/robots.txt"] == counts["/round-up"] == counts["/map.gz"]
    assert 0 == counts["/closed/feed"]
    assert 20 >= sum(n for path, n in counts.items() if path.startswith("/archive/"))
    assert all(counts[f"/reviews/{name}"] == 1 for name in set().union(*by_source.values()))

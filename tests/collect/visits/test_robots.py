import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermeneut.collect.visits.robots import LARGEST, Rules, rules

SITE = "https://example.org"


def allows(text, path, agent="hermeneut"):
    body = text if isinstance(text, bytes) else text.encode()
    return rules(200, body).allows(SITE + path, agent)


# Google's own cases: 142 of its robots_test.cc.

# Google's matcher takes paths that are escaped already and doesn't unescape letters; its callers do
# that for it. RFC 9309, 2.2.2 wants both sides written alike before they are compared, so that
# "/foo/bar/ツ", "/foo/bar/%E3%83%84" and "/foo/bar/%62%61%7A", "/foo/bar/baz" are the same path.
EXPLAINED = {
    ("User-agent: FooBot\nDisallow: /\nAllow: /foo/bar/ツ\n", "http://foo.bar/foo/bar/ツ"),
    ("User-agent: FooBot\nDisallow: /\nAllow: /foo/bar/%E3%83%84\n", "http://foo.bar/foo/bar/ツ"),
    ("User-agent: FooBot\nDisallow: /\nAllow: /foo/bar/%62%61%7A\n", "http://foo.bar/foo/bar/baz"),
}


def test_google_s_cases_are_met_or_explained(data):
    lines = (data / "robots_google" / "cases.jsonl").read_text(encoding="utf-8").splitlines()
    cases = [json.loads(line) for line in lines]
    differ = {
        (case["robots_txt"], case["url"])
        for case in cases
        if rules(200, case["robots_txt"].encode()).allows(case["url"], case["user_agent"])
        != case["allowed"]
    }
    assert (len(cases), differ) == (142, EXPLAINED)


# RFC 9309.


@pytest.mark.parametrize(
    ("token", "agent", "named"),
    [
        ("hermeneut", "hermeneut", True),
        ("HERMENEUT", "hermeneut", True),
        ("Hermeneut/1.0", "hermeneut", True),
        ("hermeneut", "Hermeneut/0.1.0 (reception studies; a@b.example)", True),
        ("herm", "hermeneut", False),
        ("hermeneutics", "hermeneut", False),
        ("a-hermeneut", "hermeneut", False),
        ("hermeneut bot", "hermeneut", True),
        ("", "hermeneut", False),
    ],
)
def test_a_product_token_is_matched_whole(token, agent, named):
    text = f"User-agent: {token}\nDisallow: /\n\nUser-agent: *\nAllow: /\n"
    assert allows(text, "/her", agent) != named


def test_groups_of_one_agent_are_one():
    text = "User-agent: hermeneut\nDisallow: /a\n\nUser-agent: x\nDisallow: /\n\n"
    text += "user-agent: Hermeneut\nDisallow: /b"
    assert [allows(text, path) for path in ("/a", "/b", "/c")] == [False, False, True]


def test_one_group_may_have_several_agents():
    text = "User-agent: x\nUser-agent: hermeneut\n# they\n\nDisallow: /a\n"
    assert [allows(text, "/a", agent) for agent in ("x", "hermeneut", "y")] == [False, False, True]


def test_a_group_by_name_counts_before_the_one_for_all():
    text = "User-agent: *\nDisallow: /\n\nUser-agent: hermeneut\nDisallow:\n"
    assert allows(text, "/her")
    assert not allows(text, "/her", "other")


def test_lines_about_other_things_end_no_group():
    text = "User-agent: hermeneut\nSitemap: /s.xml\nHost: example.org\nUser-agent: x\nDisallow: /"
    assert not allows(text, "/her")


@pytest.mark.parametrize(
    ("lines", "path", "allowed"),
    [
        ("Disallow: /her\nAllow: /her/cast", "/her/cast/1", True),
        ("Allow: /her\nDisallow: /her/cast", "/her/cast/1", False),
        ("Disallow: /her\nAllow: /her", "/her", True),
        ("Disallow: /*.pdf$", "/a/b.pdf", False),
        ("Disallow: /*.pdf$", "/a/b.pdf?x", True),
        ("Disallow: /a*/b", "/axx/b/c", False),
        ("Disallow: /her", "/HER", True),
        ("Disallow: /her?p=", "/her?p=7", False),
        ("Disallow: /caf%c3%a9", "/caf%C3%A9/1", False),
        ("Disallow: /café", "/caf%C3%A9/1", False),
        ("Disallow: /caf%C3%A9", "/café/1", False),
        ("Disallow: /%7Eher", "/~her", False),
        ("Disallow: /a%2Fb", "/a/b", True),
        ("Disallow: /my file", "/my%20file", False),
        ("Disallow: /her # not yet", "/her", False),
        ("Disallow:", "/her", True),
        ("Disallow: /", "/robots.txt", True),
        ("Dissalow: /her", "/her", False),
        ("Disallow /her", "/her", False),
    ],
)
def test_paths(lines, path, allowed):
    assert allows(f"User-agent: *\n{lines}\n", path) == allowed


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\r\n\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_ends_and_marks(end, mark):
    assert not allows(mark + f"User-agent: *{end}Disallow: /her{end}".encode(), "/her")


def test_utf_16_is_read():
    assert not allows("\ufeffUser-agent: *\r\nDisallow: /her\r\n".encode("utf-16-le"), "/her")


def test_a_path_in_iso_8859_1_is_read():
    assert not allows(b"User-agent: *\nDisallow: /caf\xe9", "/caf%E9")


# What is answered in place of a file: RFC 9309, 2.3.1.


@pytest.mark.parametrize(
    ("status", "error", "allowed", "why"),
    [
        (200, "", True, "robots.txt"),
        (404, "", True, "http-404: no robots.txt"),
        (403, "", True, "http-403: no robots.txt"),
        (410, "", True, "http-410: no robots.txt"),
        (301, "", True, "http-301: no robots.txt"),
        (None, "too-many-redirects", True, "too-many-redirects: no robots.txt"),
        (429, "", False, "http-429: whole site refused"),
        (500, "", False, "http-500: whole site refused"),
        (503, "", False, "http-503: whole site refused"),
        (999, "", False, "http-999: whole site refused"),
        (None, "dns", False, "dns: whole site refused"),
        (None, "timeout", False, "timeout: whole site refused"),
        (None, "", False, "no answer: whole site refused"),
    ],
)
def test_what_stands_for_a_file(status, error, allowed, why):
    found = rules(status, b"", error=error)
    assert (found.allows(f"{SITE}/her"), found.why) == (allowed, why)
    assert found.allows(f"{SITE}/robots.txt")
    assert (found.delay(), found.sitemaps) == (None, ())


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<!doctype html><title>Not found</title>\n<p>Disallow: /\n<p>User-agent: *",
        bytes(range(256)) * 50,
        b"%PDF-1.7\nUser-agent\nDisallow: /",
        b"\x00" * 5000,
        b"Disallow: /\n",
    ],
)
def test_what_is_no_robots_file_forbids_nothing(body):
    assert allows(body, "/her")


@given(st.binary(max_size=400))
def test_no_bytes_make_it_fail(body):
    found = rules(200, b"User-agent: *\nDisallow: /a\n" + body)
    assert found.allows(f"{SITE}/her") in (True, False)
    assert found.delay() is None or found.delay() >= 0


LINE = st.sampled_from(
    ["User-agent: *", "User-agent: hermeneut", "Disallow: /", "Allow: /a*$", "#", "Disallow: %",
     "Crawl-delay: 1", "Request-rate: 1/0", "Sitemap: x", ""]
)  # fmt: skip


@given(st.lists(LINE, max_size=12), st.text(max_size=20))
def test_any_order_of_lines_is_read(lines, path):
    found = rules(200, "\n".join(lines).encode())
    assert found.allows(f"{SITE}/{path}") in (True, False)
    assert found == rules(200, "\r\n".join(lines).encode())


def test_an_address_that_is_none_is_not_allowed():
    assert not rules(200, b"User-agent: *\nDisallow: /a").allows("http://[bad/")


def test_500_kib_are_read_and_no_half_line():
    filling = b"# a film\n" * (LARGEST // 9)
    cut = b"User-agent: *\nDisallow: /a\n" + filling
    cut = cut[: LARGEST - len("Disallow: /")] + b"Disallow: /her/drafts\nDisallow: /b\n"
    assert [allows(cut, path) for path in ("/a", "/her", "/b")] == [False, True, True]


@pytest.mark.parametrize(
    "body",
    [
        b"".join(b"User-agent: a%d\n" % n for n in range(20000))
        + b"".join(b"Disallow: /%d\n" % n for n in range(20000)),
        b"".join(b"User-agent: a%d\nDisallow: /\n" % n for n in range(15000)),
        b"User-agent: *\n" + b"".join(b"Disallow: /*a*b*c*%d$\n" % n for n in range(20000)),
        b"User-agent: *\nDisallow: /" + b"*a" * 250_000,
        b" " * 500_000 + b"x",
    ],
    ids=["agents", "groups", "stars", "one long line", "blanks"],
)
def test_a_file_made_to_be_slow_is_not(body):
    rules(200, body).allows(f"{SITE}/{'a' * 500}")


# Beyond the RFC.


@pytest.mark.parametrize(
    ("lines", "seconds"),
    [
        ("Crawl-delay: 10", 10.0), ("crawl-delay: 0.5", 0.5), ("Crawl-delay: soon", None),
        ("Crawl-delay: -1", None), ("Crawl-delay: inf", None), ("Request-rate: 1/5", 5.0),
        ("Request-rate: 2/1m", 30.0), ("Request-rate: 1/0", None),
        ("Crawl-delay: 3\nRequest-rate: 1/9", 9.0), ("Disallow: /a", None),
    ],
)  # fmt: skip
def test_delays(lines, seconds):
    found = rules(200, f"User-agent: hermeneut\n{lines}\n\nUser-agent: *\nCrawl-delay: 77".encode())
    assert (found.delay(), found.delay("other")) == (seconds, 77.0)


def test_sitemaps_are_of_the_whole_site():
    text = "Sitemap: https://example.org/a.xml\nUser-agent: x\nDisallow: /\nsitemap: /b.xml#x\n"
    assert rules(200, text.encode()).sitemaps == ("https://example.org/a.xml", "/b.xml")


def test_what_is_said_about_use_is_kept():
    text = "User-agent: *\nContent-Signal: search=yes, ai-train=no\nContent-Usage: train-ai=n\n"
    text += "Disallow: /a\nLicense: https://example.org/rsl.xml\n"
    found = rules(200, text.encode())
    assert found.uses == (
        "content-signal: search=yes, ai-train=no",
        "content-usage: train-ai=n",
        "license: https://example.org/rsl.xml",
    )
    assert not found.allows(f"{SITE}/a")


def test_agents_named_are_known():
    found = rules(200, b"User-agent: GPTBot\nDisallow: /\n")
    assert (found.names("gptbot"), found.names("hermeneut")) == (True, False)


def test_rules_can_be_made_by_hand():
    assert Rules().allows(f"{SITE}/her")
    assert not Rules("dns: whole site refused", refused=True).allows(f"{SITE}/her")

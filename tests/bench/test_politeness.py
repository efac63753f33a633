"""What is read out of the test web's log: is it what was done?"""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))  # scripts, no package
from collectors.ends import End, wrong
from collectors.politeness import politeness
from testsites import Page, Site
from testweb import Asked

PROMPT = Site("127.1.0.1", 80, "plain", prompt=True)
PATIENT = Site("127.1.0.2", 80, "patient", prompt=True, delay=2.0)
HOSTILE = Site("127.1.0.3", 80, "slow-body", prompt=False)


def asked(site, *times, status=200, retry_after=0.0):
    return [Asked(site.address, f"/{at}", at, status, "x", retry_after) for at in times]


def measured(*asks):
    return politeness([one for some in asks for one in some], [PROMPT, PATIENT, HOSTILE], 1.0)


def test_the_least_time_is_that_of_the_host_that_takes_longest():
    found = measured(asked(PROMPT, 0.0, 1.0, 2.0, 3.0), asked(PATIENT, 0.0, 4.0, 8.0))
    assert (7, 8.0, 4.0, 0.5) == (found.requests, found.seconds, found.least, found.share)


def test_hostile_hosts_take_no_part_in_the_time_but_keep_their_gap():
    found = measured(asked(PROMPT, 0.0, 1.0), asked(HOSTILE, 0.0, 0.5, 90.0))
    assert (2, 1.0, 2) == (found.requests, found.seconds, found.hosts)
    assert [HOSTILE.address] == found.too_soon


@pytest.mark.parametrize(
    ("site", "gap", "soon"),
    [(PROMPT, 1.0, False), (PROMPT, 0.99, True), (PATIENT, 1.5, True), (PATIENT, 2.0, False)],
)
def test_a_gap_is_measured_by_what_the_host_asks_for(site, gap, soon):
    found = measured(asked(site, 10.0, 10.0 + gap, 30.0))
    assert ([site.address] if soon else []) == found.too_soon
    assert gap / max(1.0, site.delay) == pytest.approx(found.least_gap)


def test_the_order_of_the_log_does_not_matter():
    assert measured(asked(PROMPT, 0.0, 1.0, 2.0)) == measured(asked(PROMPT, 2.0, 0.0, 1.0))


@pytest.mark.parametrize(("gap", "impatient"), [(1.5, True), (3.0, False)])
def test_who_is_told_to_wait_waits(gap, impatient):
    told = asked(PROMPT, 0.0, status=429, retry_after=3.0)
    found = measured(told, asked(PROMPT, gap))
    assert ([PROMPT.address] if impatient else []) == found.not_later


def test_pages_end_as_they_must_or_are_named():
    pages = [
        Page("http://a/kept", ("kept",), "1"),
        Page("http://a/led", ("kept",), "2", "http://a/there"),
        Page("http://a/other", ("kept",), "3"),
        Page("http://a/robots", ("robots", "timeout")),
        Page("http://a/gone", ("http-404",)),
    ]
    said = frozenset([("http://a/kept", "1"), ("http://a/there", "2"), ("http://a/other", "9")])
    ends = {page.url: End("kept", said) for page in pages[:3]}
    ends["http://a/robots"] = End("timeout")
    assert [
        "http://a/other: kept, but not what it says",
        "http://a/gone: nothing, not http-404",
    ] == wrong(pages, ends)

"""What [collect] may say, and how pauses grow."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermeneut.collect.visits.manners import Manners, asked_of
from hermeneut.design import parse
from hermeneut.errors import UserError

STUDY = '[study]\nname = "up"\n[work]\ntitle = "Up"\nyear = 2009\n[collect]\n'


def manners(text):
    return Manners.from_design(parse(STUDY + text))


def test_the_section_is_read():
    assert Manners() == manners("")
    assert Manners(delay=2.0, obey_rights=False) == manners("delay = 2\nobey_rights = false")


MISTAKES = {
    "a name": ("dely = 2", "did you mean delay?"),
    "a kind": ("obey_rights = 1", "line 7: obey_rights must be like True"),
    "a sign": ("delay = -1.0", "delay can't be -1.0"),
    "nothing at once": ("hosts = 0", "hosts can't be 0"),
    "no try": ("tries = 0", "tries can't be 0"),
    "no number": ("delay = nan", "delay can't be nan"),
    "for ever": ("patience = inf", "patience can't be inf"),
}


@pytest.mark.parametrize(("text", "words"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told(text, words):
    with pytest.raises(UserError) as told:
        manners(text)
    assert words in str(told.value)


def test_there_is_no_option_for_evasion():
    names = " ".join(vars(Manners()))

    assert not any(word in names for word in ("robots", "agent", "browser", "cookie", "paywall"))


def test_limits_follow():
    limits = Manners(megabytes=3, seconds=7.0, redirects=2).limits()

    assert (3 * 2**20, 3 * 2**20, 7.0, 2) == (
        limits.bytes, limits.stored_bytes, limits.seconds, limits.redirects
    )  # fmt: skip


@given(st.text(), st.integers(1, 30), st.floats(0.01, 60))
def test_pauses_double_within_half_and_are_the_same_each_time(name, tries, backoff):
    made = Manners(backoff=backoff)
    least = backoff * 2.0 ** min(tries - 1, 20)

    assert least <= made.pause(name, tries) <= 1.5 * least
    assert made.pause(name, tries) == made.pause(name, tries)


def test_pages_that_failed_together_dont_come_again_together():
    assert len({Manners().pause(f"page {n}", 1) for n in range(100)}) == 100


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://www.Example.org/her", "example.org"),
        ("https://m.example.org:443/?p=1", "example.org"),
        ("http://example.org:8080", "example.org:8080"),
        ("http://user:word@example.org?x", "example.org"),
    ],
)
def test_one_host_has_one_turn_however_it_is_spelt(url, host):
    assert host == asked_of(url)

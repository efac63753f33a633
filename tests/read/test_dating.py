import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermeneut.read.dating import Times, date_of

HER = Times(
    2013,
    ("Spike Jonze", "Jonze", "Phoenix"),
    (("2013-10-12", "premiere, a festival"), ("2013-12-18", "US release"),
     ("2022-11-30", "ChatGPT"), ("2024-05-13", "GPT-4o's voice shown")),
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "interval"),
    [
        ("Jonze’s film is nominated for five Oscars and Best Picture.", "2014-01/2014-03"),
        ("Phoenix has been nominated for nothing, the film for an Oscar.", "2014-01/2014-03"),
        ("Jonze’s romance opens Friday at the Grand.", "2013-09/2014-06"),
        ("With Phoenix in it, this is an Oscar contender.", "2013-09/2014-03"),
        ("Ten years after its release Jonze’s film is back.", "2023-01/2024-12"),
        ("Jonze won an Oscar for the screenplay.", "2014-03/2025-06"),
        ("I asked ChatGPT about love.", "2022-11/2025-06"),
        ("At last week’s demo GPT-4o laughed.", "2024-05/2024-08"),
        ("My father died in 2019. Since 2021 I talk to it.", "2021-01/2025-06"),
        ("I asked ChatGPT in 2024, ten years after its release, about Jonze.", "2024-01/2024-12"),
    ],
)
def test_what_a_text_shows(text, interval):
    assert date_of(text, HER, latest="2025-06-01").interval == interval


@pytest.mark.parametrize(
    "text",
    [
        "A film about love.",
        "Blade Runner 2049 is longer.",
        "It is set in 2025 and will run until 2031.",
        "Another film is nominated for Best Picture.",
        "He was born in 1962.",
        "The café opens on Friday.",
        "By 2024 they will all be gone.",
    ],
)
def test_what_shows_nothing(text):
    assert date_of(text, HER, latest="2026-06-01") is None


def test_without_a_design_only_years_count():
    assert date_of("Jonze’s film is nominated for Best Picture.", latest="2025-06-01") is None
    assert date_of("It ran in 2019.", latest="2025-06-01").interval == "2019-01/2025-06"
    assert date_of("It ran in 2019.") is None


def test_the_reason_is_shown():
    found = date_of("Jonze’s romance opens this Friday.", HER, latest="2025-06-01")
    assert found.why == "text: “opens this”"


@given(st.text(max_size=400), st.sampled_from(["2014-05-01", "2025-06-01"]))
def test_no_interval_runs_backwards_or_past_the_capture(text, latest):
    found = date_of(f"{text} In 2012 Jonze {text} opens on Friday.", HER, latest=latest)
    if found:
        low, high = found.interval.split("/")
        assert low <= high <= latest[:7]

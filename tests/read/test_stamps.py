import pytest

from hermeneut.read.prose import normalise
from hermeneut.read.stamps import without_stamps

SUBTITLES = """1
00:00:01,500 --> 00:00:04,000
She has no body.

2
00:00:04,100 --> 00:00:07,250
And yet she speaks.

3
00:00:08,000 --> 00:00:09,000
He listens.

4
00:00:09,100 --> 00:00:12,000
That is all."""
TALK = "\n".join(f"[{n:02}:15] Speaker: this is thought number {n} about her." for n in range(8))


def test_subtitles_become_what_is_said():
    said = without_stamps(normalise(SUBTITLES))
    assert said.text == "She has no body.\nAnd yet she speaks.\nHe listens.\nThat is all."
    assert [d.text for d in said.dropped][:2] == ["1", "00:00:01,500 --> 00:00:04,000"]


def test_each_stamp_is_a_place_in_the_text():
    said = without_stamps(normalise(TALK))
    assert len(said.dropped) == 8
    assert all(said.text[d.at :].lstrip().startswith("Speaker") for d in said.dropped)


@pytest.mark.parametrize(
    "text",
    [
        "9:30 is when he wakes.\n\nHe dresses.\n\nAt noon he writes.",
        "\n".join(
            ["Luke 9:58 says so.", "1:1 odds", "2:1 odds", "0:3 for them", "1:0 for us"]
            + ["x"] * 99
        ),
        "12:40 Late show\n\n11:10 Matinee\n\n10:00 Early\n\n23:00 Night\n\n9:00 Kids",
    ],
    ids=["times-of-day", "scores", "showtimes"],
)
def test_other_times_stay(text):
    assert without_stamps(normalise(text)).text == text

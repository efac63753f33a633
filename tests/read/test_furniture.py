import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermeneut.read.furniture import without_furniture
from hermeneut.read.prose import normalise

KEPT = [
    "Published in 1818, the novel had already asked all of this.",
    "More from love than from pity, she stays.",
    "Picture: a man alone, and a voice.",
    "Next story, please, says the voice.",
    "Share this film with somebody you have left.",
    "I will not tell you to see it. Follow your heart.",
    "Related to nobody, Samantha reads everything he wrote. She likes him for it.",
    "She is a commodity: he signs for her, and she says that she loves the way he signs.",
]
DROPPED = ["Share this:", "12 comments", "Advertisement", "© 2014 The Post", "Tags: film, love",
           "Sign up for our newsletter and never miss a review.", "Leave a reply"]  # fmt: skip


@pytest.mark.parametrize("text", KEPT)
def test_what_a_critic_wrote_stays(text):
    assert without_furniture(normalise(text)).text == text


@pytest.mark.parametrize("text", DROPPED)
def test_what_a_site_put_there_goes(text):
    assert (
        without_furniture(normalise(f"I liked it.\n\n{text}\n\nTwice.")).text
        == "I liked it.\n\nTwice."
    )


@given(st.lists(st.sampled_from([*KEPT, *DROPPED, "\ufdd0Her\ufdd1 again", ""]), max_size=8))
def test_emphasis_moves_with_its_words(lines):
    prose = without_furniture(normalise("\n\n".join(lines)))
    assert {span.of(prose.text) for span in prose.emphasis} <= {"Her"}
    assert without_furniture(prose) == prose

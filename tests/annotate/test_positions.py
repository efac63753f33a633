"""Positions: not taken up unless a clause says so; own words and adopted ones apart."""

from dataclasses import replace

import pyarrow as pa
import pytest

from hermeneut.annotate import claims
from hermeneut.annotate.positions import Positions
from hermeneut.annotate.sentences import Sentences
from hermeneut.design import Proposition
from hermeneut.models.encoder import encode
from hermeneut.samples import design_of
from hermeneut.testing import check_pass

LOVE = Proposition(
    "love",
    "A machine can love.",
    words=("love*|loving|loved", "machine*|program*|it|she"),
    favours=("truly|real|genuine*",),
    opposes=("pretend*|imitat*|illusion*",),
    holds=("The machine truly loves him.", "A program's love is real love."),
    denies=("No machine can love; it only pretends.", "The love of a program is an illusion."),
)
STEP = Positions((LOVE,), untaught=0.35, apart=0.6, margin=0.25)


def embedded(text):
    return [{"start": 0, "end": len(text), "vector": encode([text])[0].tolist()}]


def found(text, *, quotations=(), step=STEP, referents=(), mentions=()):
    rows = list(step.find(text, list(Sentences().find(text)), embedded(text), list(referents),
                          list(quotations), list(mentions)))  # fmt: skip
    return rows[0] if rows else None


@pytest.mark.parametrize(
    ("text", "position", "conceding"),
    [
        ("The machine truly loves him.", "for", False),
        ("It only pretends to love him.", "against", False),
        ("She may seem to love him truly, but the machine only pretends to love.", "against", True),
        ("She truly loves him. It is an illusion of love.", "torn", False),
        ("Does the machine truly love him?", "unclear", False),
        ("She might love him in a genuine way. But in the end it pretends.", "against", True),
    ],
)  # fmt: skip
def test_the_writers_position(text, position, conceding):
    row = found(text)
    assert (row["position"], row["own"], row["conceding"]) == (position, position, conceding)


def test_most_passages_take_nothing_up():
    assert found("The kettle hums and hums all night.") is None


def quoted(text, said, **more):
    start = text.index(said)
    return [{"start": start, "end": start + len(said), "kind": "direct", **more}]


@pytest.mark.parametrize(
    ("more", "position"),
    [
        ({"adopted": "adopted"}, "for"),
        ({"adopted": "rejected"}, "against"),
        ({"adopted": "neutral"}, "not taken up"),
        ({}, "not taken up"),
        ({"voice": "writer"}, "for"),
    ],
)
def test_adopted_and_rejected_quotations(more, position):
    text = "The engineer shrugged. “The machine truly loves him.” We drank our tea."
    row = found(text, quotations=quoted(text, "The machine truly loves him.", **more))
    assert row["position"] == position
    assert row["own"] == ("for" if more.get("voice") else "not taken up")


def test_both_sides_in_others_mouths():
    text = "Some say that it truly loves him. Others say that it pretends to love."
    assert found(text)["position"] == "reports both"


def test_marks_around_a_whole_passage_are_a_note_takers():
    text = "“The machine truly loves him.”"
    row = found(text, quotations=quoted(text, "The machine truly loves him."))
    assert row["own"] == "for"


def test_carries_the_sentences():
    text = "It rained. The machine truly loves him. We went home."
    (span,) = found(text)["carries"]
    assert text[span["start"] : span["end"]] == "The machine truly loves him."


def test_what_the_passage_is_about_comes_first():
    text = "The machine truly loves him."
    film = replace(LOVE, referents=("film",))
    step = replace(STEP, propositions=(film,))
    apps = [{"start": 0, "end": len(text), "referent": "apps"}]
    assert found(text, step=step, referents=apps) is None
    anchored = replace(step, anchored=("love",), names=("hero",))
    assert found(text, step=anchored) is None
    named = [{"start": 0, "end": 3, "target": "hero"}]
    assert found(text, step=anchored, mentions=named)["position"] == "for"


def test_a_sentence_that_tells_the_plot_takes_no_side():
    text = "The machine truly loves him."
    span = [{"start": 0, "end": len(text)}]
    for role, position in (("plot", "unclear"), ("argument", "for")):
        roles = [{**span[0], "role": role}]
        (row,) = STEP.find(text, span, embedded(text), None, None, None, roles)
        assert row["position"] == position


def test_keeps_the_promises_of_a_pass():
    text = "She truly loves him. “It pretends to love,” he said."
    row = {
        "text_id": "a", "text": text, "language": "en",
        "sentences": [{"start": 0, "end": 20}, {"start": 21, "end": len(text)}],
        "embeddings": embedded(text),
        "referents": None, "mentions": None,
        "quotations": [{"start": 22, "end": 41, "kind": "direct"}],
    }  # fmt: skip
    bare = {"text_id": "b", "text": "", "language": "en"}
    out = check_pass(STEP, [row, bare, {**row, "text_id": "c", "language": "de"}])
    assert isinstance(out, pa.RecordBatch)
    assert out.num_rows == 1


def test_a_claim_on_the_works_world_is_anchored():
    step = Positions.from_design(design_of("her"))
    assert "sincere" in step.anchored
    assert "companions-good" not in step.anchored
    assert "samantha" in step.names


def test_cues_of_the_designs_that_ship_speak_for_their_sentences(floor):
    right = given = 0
    for one in design_of("her").propositions:
        for sign, lines in ((1, one.holds), (-1, one.denies)):
            cued = [claims.cued(one, line) for line in lines]
            given += sum(bool(c) for c in cued)
            right += sum(c == sign for c in cued)
    assert right / given >= floor("positions", "own_cues")


OWN = [  # paragraphs of our own, with the positions that they take in the design that ships
    ("No chatbot can love anybody, and love with a machine is an illusion, however kind its words.",
     {"real-love": "against"}),
    ("Why should love for an AI count for less? My sister's love for hers is real love, and lasts.",
     {"real-love": "for"}),
    ("AI companions are addictive, they exploit lonely people, and they do their users harm.",
     {"companions-good": "against"}),
    ("The companion app helped my father in his grief. AI companions do their users good.",
     {"companions-good": "for"}),
    ("Samantha is a person, with a will and an inner life of her own, and no one's property.",
     {"person": "for"}),
    ("Samantha is a product, a program with a pleasant voice, and there is nobody inside.",
     {"person": "against"}),
    ("Ten years later the film looks like prophecy: it foresaw the chatbots that we confide in.",
     {"foresaw": "for"}),
    ("Our phones and our apps have made us lonelier and more isolated from each other.",
     {"isolates": "for"}),
    ("Love needs a body, and without touch there is no love, only talk of it.",
     {"needs-body": "for"}),
    ("The film opens in December. Theodore writes letters for other people and lives alone.", {}),
    ("The company released a new phone with two cameras and a longer battery life.", {}),
    ("Phoenix is superb, the score is lovely, and the last act drags.", {}),
    ("He asks the operating system to sort his mail, and she laughs at his jokes.", {}),
    ("Researchers trained the network on a million pictures of cats.", {}),
]  # fmt: skip


def test_own_paragraphs(floor):
    from hermeneut.apply import apply

    rows = [{"id": nth, "text": text} for nth, (text, _) in enumerate(OWN)]
    taken = {
        (row["id"], row["proposition"]): row["position"]
        for row in apply("positions", rows, design_of("her"))
        if row["position"] != "not taken up"
    }
    true = {(nth, claim): one for nth, (_, held) in enumerate(OWN) for claim, one in held.items()}
    sided = {key: one for key, one in taken.items() if one != "unclear"}
    right = [key for key, one in sided.items() if true.get(key) == one]
    assert len(taken.keys() & true) / len(taken) >= floor("positions", "own_taken_precision")
    assert len(taken.keys() & true) / len(true) >= floor("positions", "own_taken_recall")
    assert len(right) / len(sided) >= floor("positions", "own_precision")
    assert len(right) / len(true) >= floor("positions", "own_recall")

"""Whose voice argues: positions by own words and with quotations, and voices near each claim."""

from hermeneut import testing
from hermeneut.design import parse
from hermeneut.views import arguments
from hermeneut.views.validity import Validity

ONE = "“It loves back,” said Ada Pell. I agree with her. “It is a toy,” said a nurse."
TWO = "The harbour is real, whatever they say."
DESIGN = """
[study]
name = "glass"
[work]
title = "Glass Harbour"
year = 2009
[[proposition]]
id = "real"
text = "The harbour is real."
[[proposition]]
id = "cold"
text = "The film is cold."
"""


def span(text, part, **more):
    start = text.index(part)
    return {"text_id": testing.text_row(text)["text_id"], "start": start,
            "end": start + len(part), **more}  # fmt: skip


def position(text, part, own, said, proposition="real"):
    return span(text, part, proposition=proposition, position=said, own=own, conceding=False,
                favour=1.0, against=0.0, near=0.5, carries=[])  # fmt: skip


def made(tmp_path, own="not taken up"):
    texts = [testing.text_row(text) for text in (ONE, TWO)]
    docs = [
        {"doc_id": f"d{n}", "capture_id": f"c{n}", "text_id": text["text_id"], "language": "en",
         "completeness": "whole", "fetched_at": "2026", "url": f"https://x.example/{n}"}
        for n, text in enumerate(texts)
    ]  # fmt: skip
    of = {"proposition": "real", "conceding": False, "against": 0, "torn": 0, "passages": 1}
    return testing.make_study(tmp_path / "s", {
        "texts": texts, "documents": docs,
        "subjects": [{"doc_id": doc["doc_id"], "capture_id": doc["capture_id"], "subject": "work",
                      "verdict": "about"} for doc in docs],
        "quotations": [
            span(ONE, "It loves back,", kind="direct", voice="critic", adopted="adopted"),
            span(ONE, "It is a toy,", kind="direct", voice="expert", adopted="rejected"),
            span(ONE, "Ada Pell", kind="title"),
        ],
        "positions": [
            position(ONE, ONE, own, "for"), position(TWO, TWO, "for", "for"),
            position(ONE, ONE[:31], "not taken up", "not taken up", "cold"),
        ],
        "document_positions": [
            {**of, "result_id": "a", "doc_id": "d0", "position": "for", "own": own, "favour": 1},
            {**of, "result_id": "b", "doc_id": "d1", "position": "for", "own": "for", "favour": 1},
        ],
    }, design=DESIGN)  # fmt: skip


def told(study):
    tables, design = study.reader(), study.design
    rows = [[{**row, "href": f"e.html#{row['claim']}"} for row in load(tables)]
            for load in (arguments.positions, arguments.voices)]  # fmt: skip
    found = arguments.finding(*rows, design, lambda result: result, Validity(), "voices.html")
    return ["".join(piece.text for piece in sentence) for sentence in found.sentences], found


def test_documents_stand_by_own_words_and_with_quotations(tmp_path):
    got = [(row["own"], row["position"], row["documents"], len(row["spans"]))
           for row in arguments.positions(made(tmp_path).reader())]  # fmt: skip

    assert [("for", "for", 1, 1), ("not taken up", "for", 1, 1)] == got


def test_voices_stand_with_every_claim_they_are_near(tmp_path):
    got = [
        (row["proposition"], row["voice"], row["quotations"], row["adopted"], row["rejected"])
        for row in arguments.voices(made(tmp_path).reader())
    ]

    assert got == [
        ("cold", "critic", 1, 1, 0), ("real", "critic", 1, 1, 0), ("real", "expert", 1, 0, 1),
    ]  # fmt: skip


def test_the_finding_says_what_changes_and_by_whose_voice(tmp_path):
    (changes, near), found = told(made(tmp_path))

    assert changes == (
        "Documents argue through what they quote. Of 2 positions on 1 claim, 1 changes when "
        "adopted quotations count as the writer’s, and rejected ones as the other side: on "
        "“The harbour is real” from “not taken up” to “for” 1."
    )
    assert near == (
        "The claim near which writers adopt or reject most words of others is “The harbour is "
        "real”: of 2 quotations and reports near it they adopt 1 and reject 1; of these 1 is a "
        "critic’s, 1 is an expert’s."
    )
    assert not found.checked
    assert "candidates to code" in found.agreement


def test_that_nothing_changes_is_said(tmp_path):
    (changes, _), _ = told(made(tmp_path, own="for"))

    assert "none changes when adopted quotations count" in changes


def test_what_people_coded_of_documents_stands_beside_corrected():
    def estimate(way, value):
        return {"variable": "real", "value": "for", "unit": "documents", "facet": "all",
                "slice": "", "way": way, "estimate": value, "low": value - 0.1,
                "high": value + 0.1, "n_coded": 60, "result_id": way}  # fmt: skip

    known = Validity(
        estimates=[estimate(*pair) for pair in (("raw", 0.2), ("coded", 0.4), ("corrected", 0.5))]
    )
    near = [{"proposition": "real", "voice": "user", "quotations": 1, "documents": 1, "adopted": 0,
             "rejected": 0, "neutral": 1, "unclear": 0, "href": "e.html"}]  # fmt: skip
    found = arguments.finding([], near, parse(DESIGN), lambda r: f"#{r}", known, "voices.html")
    (line,) = found.lines

    assert "“The harbour is real”: for" == line.words
    assert line.corrected.text.replace("\u202f", " ") == "50 % (40–60 %)"
    assert (line.raw.href, line.coded.href) == ("#raw", "#coded")

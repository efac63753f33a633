"""Voices: who is quoted, how, and which lines recur."""

from hermeneut import testing
from hermeneut.views import voices

ONE = "“Glass remembers every ship,” said Ada Pell. “So there,” she said."
TWO = "He cites: “glass remembers EVERY ship!” Ada Pell’s words."
PELL = {"speaker": "Ada Pell", "speaker_name": "Ada Pell"}
THREE = "“Glass remembers every ship” again. “Too short” too."


def span(text, part, **more):
    start = text.index(part)
    return {"text_id": testing.text_row(text)["text_id"], "start": start,
            "end": start + len(part), **more}  # fmt: skip


def made(tmp_path, quotations=None):
    texts = [testing.text_row(t) for t in (ONE, TWO, THREE)]
    docs = [
        {"doc_id": f"d{i}", "capture_id": f"c{i}", "text_id": t["text_id"], "language": "en",
         "completeness": "whole", "fetched_at": "2026", "url": f"https://x.example/{i}"}
        for i, t in enumerate(texts)
    ]  # fmt: skip
    return testing.make_study(tmp_path / "s", {
        "texts": texts, "documents": docs,
        "subjects": [{"doc_id": d["doc_id"], "capture_id": d["capture_id"], "subject": "work",
                      "verdict": "about"} for d in docs[:2]],
        "quotations": quotations or [
            span(ONE, "Glass remembers every ship,", kind="direct", **PELL),
            span(ONE, "So there,", kind="direct", speaker="she"),
            span(TWO, "glass remembers EVERY ship!", kind="mixed", **PELL),
            span(THREE, "Glass remembers every ship", kind="direct"),
            span(TWO, "cites", kind="scare"),
        ],
        "mentions": [span(ONE, "Ada Pell", target="pell", cue="alias"),
                     span(ONE, "she", target="pell", cue="pronoun")],
    }).reader()  # fmt: skip


def test_lines_recur_whatever_their_case_and_marks_in_measured_documents(tmp_path):
    (line,) = voices.lines(made(tmp_path))
    assert (line["line"], line["documents"]) == ("glass remembers every ship", 2)
    assert [s["doc_id"] for s in line["spans"]] == ["d0", "d1"]


def test_speakers_are_counted_by_documents_and_pronouns_come_last(tmp_path):
    got = [(r["speaker"], r["documents"]) for r in voices.speakers(made(tmp_path))]
    assert got == [("Ada Pell", 2), (voices.A_PRONOUN, 1)]


def test_a_speaker_goes_by_the_name_that_the_document_gives(tmp_path):
    rows = [
        span(ONE, "Glass remembers every ship,", kind="direct", **PELL),
        span(ONE, "So there,", kind="direct", speaker="she", speaker_name="Ada Pell"),
        span(TWO, "glass remembers EVERY ship!", kind="mixed", speaker="Pell", speaker_name="Pell"),
    ]
    got = [(r["speaker"], r["quotations"]) for r in voices.speakers(made(tmp_path, rows))]
    assert got == [("Ada Pell", 3)]


def test_whoever_has_no_name_is_described(tmp_path):
    rows = [
        span(ONE, "So there,", kind="direct", speaker="a student in Chengdu"),
        span(TWO, "cites", kind="direct", speaker="Nine"),
    ]
    got = [(r["speaker"], r["quotations"]) for r in voices.speakers(made(tmp_path, rows))]
    assert got == [(voices.DESCRIBED, 2)]


def test_voices_count_what_writers_do_with_words_but_not_mere_attitudes(tmp_path):
    rows = [
        span(ONE, "Glass remembers every ship,", kind="direct", voice="critic", adopted="adopted"),
        span(ONE, "So there,", kind="direct", voice="critic", adopted="rejected"),
        span(TWO, "glass remembers EVERY ship!", kind="indirect", manner="speech", voice="expert",
             adopted="neutral"),
        span(TWO, "cites", kind="indirect", manner="attitude", voice="critic"),
        span(ONE, "she", kind="scare", adopted="rejected"),
    ]  # fmt: skip
    got = {
        r["voice"]: (r["documents"], r["adopted"], r["rejected"], r["neutral"], r["unclear"])
        for r in voices.whose(made(tmp_path, rows))
    }
    assert got == {"critic": (1, 1, 1, 0, 0), "expert": (1, 0, 0, 1, 0)}


def test_kinds_count_quotations_and_documents(tmp_path):
    got = {r["kind"]: (r["documents"], r["quotations"]) for r in voices.kinds(made(tmp_path))}
    assert got == {"direct": (1, 2), "mixed": (1, 1), "scare": (1, 1)}


def test_targets_are_counted_once_a_document(tmp_path):
    (row,) = voices.targets(made(tmp_path))
    assert (row["target"], row["documents"]) == ("pell", 1)
    assert (row["mentions"], row["pronouns"]) == (1, 1)
    assert len(row["spans"]) == 1

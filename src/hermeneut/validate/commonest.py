"""The commonest answer in a row of a cross table, under every set of choices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Any, NamedTuple

from ..passes import Row, Tables
from ..views.results import first_coder
from . import specifications as of
from .specifications import COPIES, ENOUGH, INTERVALS, LEAST, TEXTS, Documents, Margin

NOT_CODED = "not coded"
UNCODED = ("counted", "left out")
EVALUATION = "evaluation"  # the variable that the pass `evaluations` decides
PASSES = "hermeneut"  # the coder in cross tables that is the passes themselves
# Which column of `document_positions` counts what, by what is chosen.
WORDS = {"adopted ones counted": "position", "own words alone": "own"}
# By how much of its width the band of mixed evaluations grows on either side.
SHIFTS = {"as set": 0.0, "stricter": 1 / 6, "laxer": -1 / 6}
_CODED = """
select coder, kind, variable, coalesce(c.doc_id, c.unit) as doc_id, value from codings c
where list_contains($variables, variable) and coalesce(c.doc_id, c.unit) = c.unit
order by coder, variable, doc_id, value
"""
_EVALUATED = """
select doc_id, evaluation, score from corpus join evaluations using (text_id)
where measured order by doc_id
"""
_BAND = """
select (coalesce(max(score) filter (evaluation = 'negative'), min(score))
    + coalesce(min(score) filter (evaluation <> 'negative'), max(score))) / 2 as low,
  (coalesce(max(score) filter (evaluation <> 'positive'), min(score))
    + coalesce(min(score) filter (evaluation = 'positive'), max(score))) / 2 as high
from evaluations where score is not null
"""
_HELD = """
select doc_id, position, own from corpus left join (
  select * from document_positions where proposition = $proposition
) using (doc_id) where measured order by doc_id
"""

Answers = dict[str, str]


class Said(NamedTuple):
    """What one coder says of documents, under the choices that are that coder's alone."""

    coder: str
    person: bool
    choices: Mapping[str, str]
    rows: Answers
    columns: Answers

    @property
    def coded(self) -> int:
        """How many documents have both answers."""
        return len(self.rows.keys() & self.columns.keys())


class Told(NamedTuple):
    """A row of a cross table, its commonest answer, and by how much that leads."""

    row: str
    column: str
    margins: Sequence[tuple[Mapping[str, str], Margin]]


def answered(
    tables: Tables, docs: Documents, rows: str, columns: str, propositions: Sequence[str]
) -> list[Said]:
    """Give what each coder who coded enough said, the one that the report tells by first.

    Args:
        tables: The study's tables.
        docs: Documents that any choice could count.
        rows: Variable of the rows.
        columns: Variable of the columns.
        propositions: Those whose positions the passes find; where passes find both variables they
            are one coder more, by each threshold, and with quotations or without.
    """
    known = set(docs.ids)
    by_coder: dict[str, Said] = {}
    for one in tables.sql(_CODED, {"variables": [rows, columns]}).to_pylist():
        if one["doc_id"] in known:
            blank = Said(one["coder"], one["kind"] == "person", {}, {}, {})
            said = by_coder.setdefault(one["coder"], blank)
            answers = said.columns if one["variable"] == columns else said.rows
            answers.setdefault(one["doc_id"], one["value"])
    found = [by_coder[coder] for coder in sorted(by_coder)]
    if {rows, columns} <= {EVALUATION, *propositions}:
        found += _by_passes(tables, rows, columns)
    ample = [said for said in found if said.coded >= ENOUGH]
    coded = {said.coder: said.coded for said in ample}
    main = first_coder(coded, {said.coder for said in ample if said.person})
    return sorted(ample, key=lambda said: said.coder != main)


def _by_passes(tables: Tables, rows: str, columns: str) -> Iterator[Said]:
    """Give what passes found: evaluations by threshold, positions with quotations or without."""
    judged = EVALUATION in (rows, columns)
    claims = [one for one in dict.fromkeys((rows, columns)) if one != EVALUATION]
    scored = tables.sql(_EVALUATED).to_pylist() if judged else []
    (band,) = tables.sql(_BAND).to_pylist()
    held = {one: tables.sql(_HELD, {"proposition": one}).to_pylist() for one in claims}
    for threshold, words in product(SHIFTS if judged else [""], WORDS if claims else [""]):
        choices = {"evaluation": threshold, "quotations": words}
        said = {one: _held(held[one], WORDS[words]) for one in claims}
        if judged:
            said[EVALUATION] = _evaluated(scored, band, threshold)
        given = {question: choice for question, choice in choices.items() if choice}
        yield Said(PASSES, False, given, said[rows], said[columns])


def _held(rows: Sequence[Row], column: str) -> Answers:
    return {row["doc_id"]: row[column] or "not taken up" for row in rows}


def _evaluated(rows: Sequence[Row], band: Mapping[str, Any], threshold: str) -> Answers:
    """Give evaluations with the band of mixed ones as it is, wider or narrower."""
    shift = SHIFTS[threshold]
    if not shift or band["low"] is None:
        return {row["doc_id"]: row["evaluation"] for row in rows}
    by = shift * (band["high"] - band["low"])
    low, high = band["low"] - by, band["high"] + by

    def called(score: float | None) -> str:
        if score is None:
            return "none"
        return "negative" if score < low else "positive" if score > high else "mixed"

    return {row["doc_id"]: called(row["score"]) for row in rows}


def told(docs: Documents, said: Sequence[Said]) -> Told | None:
    """Choose the row that a cross table is told by, and reckon how its commonest answer leads.

    Args:
        docs: Documents that any choice could count.
        said: What coders say, the one that the report tells by first.
    """
    row, column = _commonest(docs, said[0].rows, said[0].columns)
    return Told(row, column, _margins(docs, said, row, column)) if row else None


def _commonest(docs: Documents, rows: Answers, columns: Answers) -> tuple[str, str]:
    """Name the row that a cross table is told by, and its commonest answer."""
    counted = [doc for doc, here in zip(docs.ids, docs.counted.tolist(), strict=True) if here]
    cells: dict[str, dict[str, int]] = {}
    for doc in counted:
        if rows.get(doc, "none") not in of.SILENT:
            of_row = cells.setdefault(rows[doc], {})
            column = columns.get(doc, NOT_CODED)
            of_row[column] = of_row.get(column, 0) + 1
    row = max(sorted(cells), key=lambda name: sum(cells[name].values()), default="")
    if not row or sum(cells[row].values()) < ENOUGH:
        return "", ""
    named = {column: n for column, n in cells[row].items() if column != NOT_CODED}
    return row, max(sorted(named), key=lambda name: named[name], default="")


def _margins(
    docs: Documents, said: Sequence[Said], row: str, column: str
) -> list[tuple[Mapping[str, str], Margin]]:
    texts = TEXTS if (docs.words[docs.counted] > 0).any() else TEXTS[:1]
    found: list[tuple[Mapping[str, str], Margin]] = []
    for one, copies, short, uncoded in product(said, COPIES, texts, UNCODED):
        base = docs.base(copies, short, measured=False).tolist()
        inside = [doc for doc, here in zip(docs.ids, base, strict=True)
                  if here and one.rows.get(doc) == row]  # fmt: skip
        answers = [one.columns.get(doc, NOT_CODED) for doc in inside]
        if uncoded == UNCODED[1]:
            answers = [answer for answer in answers if answer != NOT_CODED]
        for interval in INTERVALS:
            choices = {
                "coder": one.coder, **one.choices, "copies": copies, "short texts": short,
                "not coded": uncoded, "interval": interval,
            }  # fmt: skip
            found.append((choices, of.lead(answers, column, interval=interval, least=LEAST)))
    return found

"""The finding of any study that has texts: what writers make of the work, and of what they name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..design import Design
from .asking import Row
from .corrected import line
from .figures import count, estimate, listed, share
from .pieces import Finding, Link, Piece
from .results import Series, label
from .trust import note
from .validity import Three, Validity, figure

TITLE = "What writers make of the work"
ENOUGH = 10  # documents that evaluate, that judge a target, or of a form, before it is told
MEASURE = "evaluation"
NONE = "none"  # the value of documents that don't evaluate
SAID = {"positive": "speak well of the work", "negative": "ill", "mixed": "both ways"}

Values = Mapping[str, Row]


def of_work(found: Sequence[Series], design: Design, link: Link, known: Validity) -> Finding | None:
    """Say how many documents speak well and ill of the work, by form, and what else is judged most.

    Shares are of the measured documents, those that evaluate nothing among them. Where people
    coded a sample of evaluations, they are the shares that people would find.

    Args:
        found: The series of ``trends``.
        design: The design.
        link: Where the evidence of a result is.
        known: What is known of how far measures can be trusted.
    """
    by_value = {s.value: s for s in found if s.measure == MEASURE}
    whole = {value: row for value, s in by_value.items() if (row := s.whole)}
    if not SAID.keys() <= whole.keys() or sum(whole[value]["k"] for value in SAID) < ENOUGH:
        return None
    threes = {v: three for v in (*SAID, NONE) if (three := known.three(MEASURE, v))}
    sentences = [
        _as_people(threes, link) if SAID.keys() <= threes.keys()
        else _said(whole, link),
        _within_forms(by_value, whole, link),
        _targets(found, design, link),
    ]  # fmt: skip
    checked = known.is_checked(MEASURE)
    doubt = known.sentence(MEASURE) if checked else note("evaluations")
    return Finding(
        TITLE,
        [sentence for sentence in sentences if sentence],
        checked,
        doubt.rstrip("."),
        f"trends/{by_value['positive'].name}.html",
        [line(f"“{value}”", three, link) for value, three in threes.items()],
        "measured documents",
    )


def _said(whole: Values, link: Link) -> list[Piece]:
    (n,) = {row["n"] for row in whole.values()}
    pieces = [Piece(f"Of {count(n)} measured documents, ")]
    for value, words in SAID.items():
        row = whole[value]
        figures = estimate(row["k"], row["share"], row["low"], row["high"])
        joint = " and " if value == "mixed" else ", " if value == "negative" else ""
        pieces += [Piece(joint), Piece(figures, link(row["result_id"])), Piece(f" {words}")]
    silent = whole.get(NONE)
    if silent and silent["k"]:
        pieces += [Piece(", in their writers’ own words; "),
                   Piece(count(silent["k"]), link(silent["result_id"])),
                   Piece(" evaluate nothing.")]  # fmt: skip
        return pieces
    return [*pieces, Piece(", in their writers’ own words.")]


def _as_people(threes: Mapping[str, Three], link: Link) -> list[Piece]:
    pieces = [Piece("As people would code them, of measured documents ")]
    for at, (value, words) in enumerate(SAID.items()):
        row = threes[value]["corrected"]
        joint = " and " if at == len(SAID) - 1 else ", " if at else ""
        pieces += [Piece(joint), Piece(figure(row), link(row["result_id"])), Piece(f" {words}")]
    return [*pieces, Piece(", in their writers’ own words.")]


def _within_forms(by_value: Mapping[str, Series], whole: Values, link: Link) -> list[Piece]:
    """Say in which forms the commonest evaluation is the same, and in which it isn't."""
    forms: dict[str, dict[str, Row]] = {}
    for value in SAID:
        for row in by_value[value].rows.get("form", []):
            forms.setdefault(row["slice"], {})[value] = row
    if len(forms) == 1:
        return [Piece(f"All are of one form: {next(iter(forms))}.")]
    ample = {form: rows for form, rows in forms.items() if _evaluating(rows) >= ENOUGH}
    few = sorted(forms.keys() - ample.keys())
    main = _commonest(whole)
    words = f"“{main}” is the commonest evaluation"
    if not ample:
        return [Piece(f"Whether that holds within forms can’t be told: in none {ENOUGH} documents "
                      "evaluate.")]  # fmt: skip
    same = [form for form in sorted(ample) if _commonest(ample[form]) == main]
    other = [form for form in sorted(ample) if form not in same]
    pieces = [Piece(f"Within forms, {words} " + ("too: " if same else "in none"))]
    for at, form in enumerate(same):
        pieces += [Piece(f"{', ' if at else ''}{form} ("), _of(ample[form][main], link), Piece(")")]
    for form in other:
        value = _commonest(ample[form])
        pieces += [Piece(f"; but in {form} it is “{value}” ("),
                   _of(ample[form][value], link), Piece(")")]  # fmt: skip
    rest = f". Too few that evaluate (under {ENOUGH}): {listed(few)}." if few else "."
    return [*pieces, Piece(rest)]


def _targets(found: Sequence[Series], design: Design, link: Link) -> list[Piece]:
    """Say what is praised in the largest and in the smallest part of the documents judging it."""
    praised = [
        (row, s.variable) for s in found
        if s.measure == "judgement" and s.value == "positive" and (row := s.whole)
        and row["n"] >= ENOUGH
    ]  # fmt: skip
    if len(praised) < 2:
        return []
    ranked = sorted(praised, key=lambda pair: (-pair[0]["share"], pair[1]))
    (best, first), (worst, last) = ranked[0], ranked[-1]
    return [
        Piece(f"Of {count(len(ranked))} targets that {ENOUGH} documents or more judge by name, "
              f"{label(design, first)} is praised by the largest part of them ("),
        _of(best, link), Piece(f"), {label(design, last)} by the smallest ("),
        _of(worst, link), Piece(")."),
    ]  # fmt: skip


def _evaluating(rows: Values) -> float:
    return sum(float(row["k"]) for row in rows.values())


def _commonest(rows: Values) -> str:
    return max(SAID, key=lambda value: (rows[value]["k"] if value in rows else 0, value))


def _of(row: Row, link: Link) -> Piece:
    text = f"{count(row['k'])} of {count(row['n'])}, {share(row['share'])}"
    return Piece(text, link(row["result_id"]))

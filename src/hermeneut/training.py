"""Fitting a study's own heads to what people coded in it.

A pass is pure and sees no codings. So training is a command by itself: it writes a small head a
code into the study's folder, and the pass takes the heads among its settings, which name its run.
Units that were held back are never trained on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from .annotate.dictionary import places
from .annotate.themes import HEADS, YES, Themes, features
from .disk import write_whole
from .errors import UserError

if TYPE_CHECKING:
    from .models.heads import Fitted
    from .study import Study

NO = "no"
ENOUGH = 25  # passages that hold a code, before a head is fitted to it


@dataclass(frozen=True)
class Trained:
    """How a head did on documents it wasn't fitted to, beside likeness on the same passages.

    Attributes:
        code: Which theme.
        yes: Passages that people found it in.
        coded: Passages that people coded for it.
        head: Macro F1 of the head, held out by document.
        likeness: Macro F1 of likeness to the definition.
        usual: Share that the commonest answer alone would get right.
        kept: Whether the head decides from now on; why not, if it doesn't.
    """

    code: str
    yes: int
    coded: int
    head: float | None = None
    likeness: float | None = None
    usual: float | None = None
    kept: str = "kept"


class _Coded(NamedTuple):
    doc: str
    vector: Sequence[float]
    scores: Mapping[str, float]
    said: Mapping[str, int]
    themes: Mapping[str, bool]


# What people said of each passage that stands today and wasn't held back.
_CODED = """
select s.unit, s.doc_id, s.variable, s.value, e.text_id, e.start, e."end", e.vector, t.text,
  (select list({start: n.start, "end": n."end"} order by n.start) from sentences n
    where n.text_id = e.text_id and n.start < e."end" and n."end" > e.start) as sentences
from settled s join embeddings e
    on s.unit = concat(e.text_id, ':', e.start, '-', e."end")
  join texts t using (text_id)
where s.value is not null and s.value <> 'unclear'
  and s.unit not in (select unit from samples where held)
order by s.unit, s.variable
"""


def themes(study: Study) -> list[Trained]:
    """Fit a head to each code that people found often enough; write those that beat likeness.

    A head of an earlier training is taken away where none is kept now.

    Args:
        study: The study; its passages must have been embedded.

    Returns:
        One for each code of the codebook that people coded.

    Raises:
        UserError: Nobody coded themes of passages.
    """
    step = Themes.from_design(study.design, heads=())
    coded = _coded(study, step)
    if not coded:
        what = "nobody has coded themes of passages that may be trained on"
        raise UserError(what, hint="hermeneut sample themes, then hermeneut code")
    found = [_train(study.root / HEADS, code.id, coded, step) for code in step.codes]
    return [one for one in found if one.coded]


def _coded(study: Study, step: Themes) -> list[_Coded]:
    rows: dict[str, list[dict[str, Any]]] = {}
    for row in study.sql(_CODED).to_pylist():
        rows.setdefault(row["unit"], []).append(row)
    codes = [code.id for code in step.codes]
    return [
        _Coded(
            some[0]["doc_id"], some[0]["vector"], _scores(some[0], step), _keywords(some[0], step),
            held,
        )
        for some in rows.values()
        if (held := _held(some, codes))
    ]  # fmt: skip


def _held(rows: Sequence[Mapping[str, Any]], codes: Sequence[str]) -> dict[str, bool]:
    """Read which codes a passage holds: coded one by one, or as a set."""
    said: dict[str, bool] = {}
    for row in rows:
        if row["variable"] == "themes":
            held = set(row["value"].split("; "))
            said = {code: code in held for code in codes} | said
        elif row["variable"] in codes and row["value"] in (YES, NO):
            said[row["variable"]] = row["value"] == YES
    return said


def _scores(row: Mapping[str, Any], step: Themes) -> dict[str, float]:
    start, end = row["start"], row["end"]
    pieces = [
        row["text"][max(start, s["start"]) : min(end, s["end"])] for s in row["sentences"] or ()
    ]
    scores = step.scores(row["vector"], pieces or [row["text"][start:end]])
    return {code.id: float(one) for code, one in zip(step.codes, scores, strict=True)}


def _keywords(row: Mapping[str, Any], step: Themes) -> dict[str, int]:
    passage = row["text"][row["start"] : row["end"]]
    return {code.id: len(places(passage, code.keywords)) for code in step.codes}


def _train(folder: Path, code: str, coded: Sequence[_Coded], step: Themes) -> Trained:
    from .models.heads import fit, saved

    some = [one for one in coded if code in one.themes]
    yes = sum(one.themes[code] for one in some)
    file = folder / f"{code}.safetensors"
    if min(yes, len(some) - yes) < ENOUGH:
        file.unlink(missing_ok=True)
        return Trained(code, yes, len(some), kept=f"fewer than {ENOUGH} of a kind")
    import numpy as np

    rows = np.stack([features(one.vector, one.scores[code], one.said[code]) for one in some])
    values = [YES if one.themes[code] else NO for one in some]
    try:
        fitted = fit(rows, values, [one.doc for one in some])
    except UserError as error:
        file.unlink(missing_ok=True)
        return Trained(code, yes, len(some), kept=str(error))
    trained = _compared(code, some, fitted, step)
    if trained.kept == Trained.kept:
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(file, saved(fitted.head))
    else:
        file.unlink(missing_ok=True)
    return trained


def _compared(code: str, some: Sequence[_Coded], fitted: Fitted, step: Themes) -> Trained:
    from sklearn.metrics import f1_score

    true = [one.themes[code] for one in some]
    said = [step.holds(one.scores[code], one.said[code]) for one in some]
    likeness = float(f1_score(true, said, average="macro", zero_division=0))
    kept = "kept" if fitted.held.macro_f1 > likeness else "no better than likeness"
    held = fitted.held
    return Trained(code, sum(true), len(some), held.macro_f1, likeness, held.usual, kept)

"""What a sample will tell, before anybody codes it, and what its codings tell so far."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from ..errors import UserError
from ..passes import Row
from ..study import Study
from ..validate.coded import Coded, every
from ..validate.corrected import share as share_of
from ..validate.estimate import NAN, Estimate, Estimates
from ..validate.frame import Frame
from ..validate.power import Guess, Need, half_width, more, needed
from ..validate.reliability import Agreement, known
from ..validate.validity import measured
from ..views.codebook import variables
from ..views.figures import coefficient, count, interval, listed, share
from ..views.validity import ABOUT
from .drawing import Sample

HALF = 0.05  # half the width that an interval is wished to have
ALIKE = 0.1  # how alike units of one document are guessed to be, before anything is known of it
TOO_FEW = "  the machine: too few coded to say how well it does"
NO_LABEL = "  no label of the machine to check"
TOLD = {"macro_f1": "macro-F1"}
OF_YES = ("precision", "recall")
ABREAST = 4  # shares that stand in one line
NEWLINE = "\n    "
OF_ALL = ("accuracy", "macro_f1", "coverage")


@dataclass(frozen=True)
class Prospect:
    """What the codings of a variable's newest sample tell so far.

    Attributes:
        coded: The units, and what people said of those drawn.
        measures: How well the machine does: measure, label, estimate.
        agreement: Krippendorff's alpha among people; None where none coded the same units.
        shares: Each value's share, raw, coded alone and corrected.
        need: How many more units to code, for the value that needs most; None where it can't be
            told.
    """

    coded: Coded
    measures: tuple[tuple[str, str, Estimate], ...]
    agreement: Row | None
    shares: Mapping[str, Estimates]
    need: Need | None

    def sentences(self) -> list[str]:
        """Say it to a person."""
        coded = int(self.coded.is_coded.sum())
        head = f"{self.coded.asked.id}: {count(coded)} {self.coded.of} of its newest sample coded"
        note = self.coded.note()
        left = f"  {note}" if note else ""
        said = (f"{head}; {self._agreed()}", self._does(), *self._shares(), left, self._next())
        return [one for one in said if one]

    def row(self) -> Row:
        """Say it to a program: alpha, precision, recall, accuracy, more (to be coded), half."""
        label = _label({its for measure, its, _ in self.measures if measure == "f1"})
        whole = {name: one.value for name, its, one in self.measures if its in ("", label)}
        return {
            "alpha": self.agreement["value"] if self.agreement else None,
            **{name: known(whole.get(name, NAN)) for name in (*OF_YES, "accuracy")},
            "more": self.need.more if self.need else None,
            "half": self.need.half if self.need else None,
        }

    def _agreed(self) -> str:
        if self.agreement is None or self.agreement["value"] is None:
            return "by one person, nobody a second time"
        one = self.agreement
        ends = f" ({coefficient(one['low'])} to {coefficient(one['high'])})"
        alpha = coefficient(one["value"]) + (ends if one["low"] is not None else "")
        return f"people agree to α {alpha} on {count(one['units'])}"

    def _does(self) -> str:
        label = _label({its for measure, its, _ in self.measures if measure == "f1"})
        wanted = OF_YES if label else OF_ALL
        told = [f"{TOLD.get(measure, measure)} {_written(found)}"
                for measure, its, found in self.measures
                if measure in wanted and its == label and found.value == found.value]  # fmt: skip
        of = f"of “{label}” " if label not in ("", "yes") else ""
        if self.coded.asked.several:
            each = [f"{its} {_written(found)}" for measure, its, found in self.measures
                    if measure == "f1" and found.value == found.value]  # fmt: skip
            told = [f"F1, value by value\n    {NEWLINE.join(each)}"] if each else []
        if not told:
            return TOO_FEW if self.measures else NO_LABEL
        return f"  the machine: {of}{', '.join(told)}"

    def _shares(self) -> list[str]:
        one = [f"{'it holds in' if value == 'yes' else value} {_written(three.corrected)}"
               for value, three in self.shares.items() if three.corrected.known]  # fmt: skip
        if not one:
            return []
        need = str(self.need) if self.need else ""
        if len(one) > ABREAST:
            each = NEWLINE.join(one)
            return [f"  corrected\n    {each}", *([f"  {need}"] if need else [])]
        return [f"  corrected: {listed(one)}{'; ' if need else ''}{need}"]

    def _next(self) -> str:
        """Name the draw that holds this one and as many more as are needed."""
        drawn = int(self.coded.drawn.sum())
        if not (self.need and self.need.reached and self.need.more):
            return ""
        return f"  → hermeneut sample {self.coded.asked.id} --n {drawn + self.need.more}"


def prospects(study: Study, *, half: float = HALF) -> list[Prospect]:
    """Say of each variable that was coded by sample what the codings tell so far.

    Args:
        study: The study; codings count as they stand now.
        half: Half the width that an interval is wished to have, such as .05.
    """
    with study.reader() as tables:
        agreed = Agreement(beside=())(tables).tables["agreement"].to_pylist()
        found = list(every(tables, variables(study.design)))
    return [_prospect(one, agreed, half) for one in found]


def _prospect(coded: Coded, agreed: Iterable[Row], half: float) -> Prospect:
    frames = {value: coded.frame(value) for value in coded.values}
    shares = {value: share_of(frame) for value, frame in frames.items()}
    needs = [need for frame in frames.values() if (need := _need(frame, half))]
    alpha = next(
        (row for row in agreed if row["variable"] == coded.asked.id and row["code"] == "all"
         and row["coders"] == "people"), None,
    )  # fmt: skip
    labelled = any(coded.labels()[0])
    measures = tuple(measured(coded)) if labelled else ()
    most = max(needs, key=lambda need: (not need.reached, need.more), default=None)
    return Prospect(coded, measures, alpha, shares, most)


def _need(frame: Frame, half: float) -> Need | None:
    try:
        return more(frame, half)
    except UserError:  # codings of too few documents
        return None


def before(sample: Sample, *, half: float = HALF) -> str:
    """Say, before anybody codes, how sure shares will be from a sample, and what it would take.

    Guessed are a machine that is right in four of five, a share near one half, which asks for
    most, and units of one document a little alike.

    Args:
        sample: The sample.
        half: Half the width that an interval is wished to have.
    """
    n, units = len(sample.rows), int(sample.design["frame"])
    per = n / max(len({row["doc_id"] for row in sample.rows}), 1)
    guess = Guess(per_document=per, alike=ALIKE)
    if n < 2 or units < 2:
        return "one unit tells nothing of the others"
    will, need = half_width(n, units, guess), needed(half, units, guess)
    wish = f"± {100 * half:.0f}"
    take = f"take about {need.coded}" if need.reached else f"can’t be had from {count(units)}"
    return (
        f"a share near one half will be known to about ± {100 * will:.0f} points if the machine is "
        f"right in {100 * guess.accuracy:.0f} %; {wish} {take}"
    )


def _label(labels: AbstractSet[str]) -> str:
    """Choose the one label that counts, if there is one."""
    return ABOUT if ABOUT in labels else next(iter(labels)) if len(labels) == 1 else ""


def _written(one: Estimate) -> str:
    ends = f" ({interval(one.low, one.high)})" if one.known else ""
    return share(one.value) + ends

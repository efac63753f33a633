"""Reading a coder's sheet row by row: what was decided, and every mistake with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ..errors import UserError, nearest
from ..passes import Row
from ..validate.alignment import fold
from .drawing import OPENING, Sample
from .sheets import CODEBOOK, DOCUMENT, MARK, answers
from .spreadsheets import Mistake, Sheet

MARKS = frozenset({MARK, "✓", "✔", "1", "yes", "true", "wahr", "vrai"})
NO_MARKS = frozenset({"", "0", "no", "false", "-"})
SHOWN = 5  # units that a message names

Key = tuple[str, str, str]
"""Unit, coder and variable: what names a decision."""


@dataclass(frozen=True)
class Given:
    """One decision as a sheet gives it.

    Attributes:
        sheet: Which sheet, from 0.
        row: Which row of it, as a spreadsheet counts.
        drawn: The unit's row of ``samples``.
        coder: Who decided.
        variable: What was decided.
        values: The decision; several if several hold.
        memo: The note beside it.
        codebook: Digest of the codebook that the sheet was written with.
    """

    sheet: int
    row: int
    drawn: Row
    coder: str
    variable: str
    values: tuple[str, ...]
    memo: str
    codebook: str


@dataclass(frozen=True)
class Checked:
    """What came of reading sheets.

    Attributes:
        given: The decisions that could be read, each once.
        mistakes: What is wrong, in the order of sheets and rows.
        absent: What is missing: units of a sample of which a coder's sheets have no row.
    """

    given: tuple[Given, ...]
    mistakes: tuple[Mistake, ...]
    absent: tuple[Mistake, ...] = ()


def check(
    sheets: Sequence[Sheet],
    coders: Sequence[str],
    samples: Sequence[Sample],
    *,
    moved: Mapping[str, str] | None = None,
    known: frozenset[Key] = frozenset(),
) -> Checked:
    """Read what coders filled in, and find every mistake.

    Args:
        sheets: Their cells.
        coders: Who filled in each; empty where the column ``coder`` says so.
        samples: The study's samples.
        moved: Under which name a unit was drawn that stands elsewhere now.
        known: The decisions that stand already.
    """
    by_id = {sample.id: sample for sample in samples}
    mistakes: list[Mistake] = []
    seen: dict[tuple[str, str], tuple[str, set[str]]] = {}
    given: list[Given] = []
    for nth, (sheet, coder) in enumerate(zip(sheets, coders, strict=True)):
        reading = Reading(nth, sheet, coder, by_id, moved or {}, mistakes)
        given += reading.given()
        for whose, units in reading.seen.items():
            seen.setdefault(whose, (sheet.file, set()))[1].update(units)
    given = _once(given, sheets, mistakes)
    absent = _absent(seen, by_id, known)
    return Checked(tuple(given), tuple(mistakes), tuple(absent))


def _once(given: list[Given], sheets: Sequence[Sheet], mistakes: list[Mistake]) -> list[Given]:
    """Leave out what a coder decided twice; across files only if the decisions differ."""
    first: dict[Key, Given] = {}
    for one in given:
        before = first.setdefault((one.drawn["unit"], one.coder, one.variable), one)
        if before is one or (before.sheet != one.sheet and before.values == one.values):
            continue
        where = f"row {before.row}"
        if before.sheet != one.sheet:
            where += f" of {sheets[before.sheet].file}"
        same = "" if before.values == one.values else ", and otherwise"
        what = f"{one.coder} coded this unit in {where} already{same}"
        told = Mistake(sheets[one.sheet].file, one.row, "unit", what, "delete one of the rows")
        mistakes.append(told)
    return list(first.values())


def _absent(
    seen: Mapping[tuple[str, str], tuple[str, set[str]]],
    samples: Mapping[str, Sample],
    known: frozenset[Key],
) -> Iterator[Mistake]:
    """Tell which units of a sample a coder's files don't hold, and the coder hasn't decided."""
    for (coder, ident), (file, units) in seen.items():
        rows = samples[ident].rows
        lacks = [
            row["unit"]
            for row in rows
            if row["unit"] not in units and (row["unit"], coder, row["variable"]) not in known
        ]
        if lacks:
            named = ", ".join(lacks[:SHOWN]) + "…" * (len(lacks) > SHOWN)
            what = f"{len(lacks)} of the {len(rows)} units of sample {ident} have no row: {named}"
            do = f"add the rows of {coder}'s sheet, or --partial leaves them for later"
            yield Mistake(file, 0, "", what, do)


@dataclass
class Reading:
    """One sheet on its way in.

    Attributes:
        nth: Which sheet, from 0.
        sheet: Its cells.
        coder: Who filled it in; empty where the column ``coder`` says so.
        samples: The study's samples, by id.
        moved: Under which name a unit was drawn that stands elsewhere now.
        mistakes: Where mistakes go.
        seen: The units that have a row, by coder and sample.
    """

    nth: int
    sheet: Sheet
    coder: str
    samples: Mapping[str, Sample]
    moved: Mapping[str, str]
    mistakes: list[Mistake]
    seen: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    _told: set[str] = field(default_factory=set)

    def given(self) -> list[Given]:
        """Read every row; what is wrong goes to the mistakes."""
        self.mistakes += self.sheet.mistakes
        found = (self._row(number, cells) for number, cells in self.sheet.rows)
        return [one for one in found if one]

    def _row(self, number: int, cells: Mapping[str, str]) -> Given | None:
        sample = self._sample(number, cells)
        if sample is None:
            return None
        unit = cells.get("unit", "").removeprefix(DOCUMENT)
        drawn = _drawn(sample, self.moved.get(unit, unit), unit)
        if drawn is None:
            what = f"unit {unit!r} isn't in sample {sample.id}" if unit else "the row has no unit"
            self._wrong(number, "unit", what, "copy it from the sheet as it was written")
            return None
        coder = self.coder or cells.get("coder", "")
        if not coder:
            self._once(number, "coder", "nobody is named who coded this", "--coder NAME")
            return None
        self.seen.setdefault((coder, sample.id), set()).add(drawn["unit"])
        if self._changed(drawn, cells.get("text")):
            what = "the text isn't the one that was drawn"
            self._wrong(number, "text", what, "restore it, or code this unit in a fresh sheet")
            return None
        values = self._values(number, cells, sample)
        if values is None:
            return None
        return Given(
            self.nth, number, drawn, coder, sample.variable.id, values,
            cells.get("memo", ""), cells.get("codebook", "").removeprefix(CODEBOOK),
        )  # fmt: skip

    def _sample(self, number: int, cells: Mapping[str, str]) -> Sample | None:
        ident = cells.get("sample", "")
        if ident in self.samples:
            return self.samples[ident]
        hint = nearest(ident, self.samples, named="samples of this study")
        self._once(number, "sample", f"no sample {ident!r} was drawn in this study", hint)
        return None

    def _values(
        self, number: int, cells: Mapping[str, str], sample: Sample
    ) -> tuple[str, ...] | None:
        """Read what was decided; None, with the mistake told, where it can't be read."""
        variable = sample.variable
        absent = [name for name in answers(variable) if name not in self.sheet.columns]
        if absent:
            what = f"no column is named {', '.join(absent)}"
            self._once(number, "", what, "give it back its name in the first row")
            return None
        try:
            if not variable.several:
                values = variable.read(cells.get(variable.id, ""))
            else:
                held = [n for n in answers(variable) if self._marked(number, n, cells.get(n, ""))]
                values = variable.read("; ".join(held))
        except UserError as error:
            self._wrong(number, ", ".join(answers(variable)[:1]), error.what, error.hint)
            return None
        if not values:
            column = "" if variable.several else variable.id
            self._wrong(number, column, "not coded", "decide it, or --partial leaves it for later")
            return None
        return values

    def _marked(self, number: int, column: str, mark: str) -> bool:
        if mark.casefold() in MARKS:
            return True
        if mark.casefold() not in NO_MARKS:
            raise UserError(f"{column} is marked {mark[:20]!r}", hint=f"{MARK}, or nothing")
        return False

    def _changed(self, drawn: Row, text: str | None) -> bool:
        if text is None:
            return False
        kept = drawn["quote"] or ""
        if drawn["start"] is None:
            text, kept = text[:OPENING], kept.strip()
        return not alike(text, kept)

    def _once(self, number: int, column: str, what: str, do: str) -> None:
        """Tell a mistake that all rows of a sheet share but once."""
        if what not in self._told:
            self._told.add(what)
            self._wrong(number, column, what, do)

    def _wrong(self, number: int, column: str, what: str, do: str) -> None:
        self.mistakes.append(Mistake(self.sheet.file, number, column, what, do))


def alike(text: str, kept: str) -> bool:
    """Say whether a spreadsheet's text is the one that was written, whatever encodings did to it.

    Letters beyond ASCII, spaces and marks don't count, unless there is little else.

    Example:
        >>> alike("caf? “noir”", "café  'noir'"), alike("He stays.", "He leaves.")
        (True, False)
    """
    first, second = fold(text)[0], fold(kept)[0]
    plain = [re.sub(r"[^a-z0-9]", "", one) for one in (first, second)]
    if len(plain[1]) * 2 < len(re.sub(r"\W", "", second)):
        return first == second
    return plain[0] == plain[1]


def _drawn(sample: Sample, *names: str) -> Row | None:
    for row in sample.rows:
        if row["unit"] in names or row.get("origin") in names:
            return row
    return None

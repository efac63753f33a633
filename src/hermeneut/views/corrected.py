"""Findings as people would code them: corrected by a coded sample, raw and coded alone beside."""

from __future__ import annotations

from collections.abc import Sequence

from ..design import Design
from .figures import plain, slug
from .pieces import Finding, Line, Link, Piece
from .results import Cross, Series, label, periods
from .validity import HELD, THEMES, UNITS, WAYS, Three, Validity, clear, figure


def of_checked_change(
    checked: Sequence[tuple[Series, Three]],
    among: int,
    design: Design,
    link: Link,
    known: Validity,
) -> Finding:
    """Say how the share changed of the theme that changed most, of those that people have checked.

    Args:
        checked: Shares with the difference of the periods, three ways.
        among: How many themes there are.
        design: The design.
        link: Where the evidence of a result is.
        known: What else is known of them.
    """
    chosen, three = max(
        checked, key=lambda pair: (abs(pair[1]["corrected"]["estimate"]), pair[0].name)
    )
    variable, value = known.of_series(chosen)
    names = periods(design)
    window = three["corrected"]["slice"]
    ends = [(name, known.three(variable, value, "period", name)) for name in (names[0], names[-1])]
    held = known.three(variable, value, HELD, window)
    unit = str(three["corrected"]["unit"])
    units = UNITS.get(unit, unit)
    lines = [line(name, one, link) for name, one in ends if one]
    lines.append(line("difference", three, link, difference=True))
    if held:
        words = "difference, forms held the same"
        lines.append(line(words, held, link, difference=True))
    name = label(design, chosen.variable)
    sentences = [
        _people_find(name, ends, three, units, link),
        _beside(three, held, len(checked), among, link),
        of_writers(known),
    ]
    return Finding(
        f"What changed: {name}",
        [s for s in sentences if s],
        known.is_checked(variable),
        known.sentence(variable, chosen.variable if variable == THEMES else value).rstrip("."),
        f"checking.html#{slug(variable)}",
        lines,
        _of_units(units),
        f"theme {chosen.variable}",
    )


def _of_units(units: str) -> str:
    return units if units == "documents" else f"{units}, each document weighing one"


def _people_find(
    name: str, ends: Sequence[tuple[str, Three | None]], three: Three, units: str, link: Link
) -> list[Piece]:
    """Say what people would find in both periods, and whether it differs."""
    pieces = [Piece(f"As people would code {_of_units(units)}, “{name}” stands ")]
    for period, one in ends:
        if one:
            joint = " and " if len(pieces) > 1 else ""
            pieces += [Piece(f"{joint}in "), *_figure(one, "corrected", link),
                       Piece(f" of {units} from {period}")]  # fmt: skip
    change = three["corrected"]
    sure = "a difference of" if clear(change) else "which can’t be told from no difference:"
    return [*pieces, Piece(f", {sure} "), *_figure(three, "corrected", link, difference=True),
            Piece(".")]  # fmt: skip


def _beside(three: Three, held: Three | None, checked: int, among: int, link: Link) -> list[Piece]:
    """Say what the machine alone gives, what stays with forms held, and what it was chosen from."""
    pieces = [Piece("The machine’s labels at face value give "),
              *_figure(three, "raw", link, difference=True), Piece(". ")]  # fmt: skip
    if held:
        pieces += [Piece("With the mixture of forms held the same in both periods it is "),
                   *_figure(held, "corrected", link, difference=True),
                   Piece(f" ({held['corrected']['note']}). ")]  # fmt: skip
    else:
        pieces.append(Piece("No form has enough coded in both periods to hold forms the same. "))
    which = "the only one" if checked == 1 else f"one of {checked}"
    chosen = "" if checked == 1 else ", and the one that changed most"
    pieces.append(Piece(f"Of {among} themes it is {which} that people have checked{chosen}."))
    return pieces


def of_writers(known: Validity) -> list[Piece]:
    """Warn where no outlet, or no author, writes in both periods."""
    said = [row["warning"] for row in known.continuity if row["warning"]]
    return [Piece(f"{one[0].upper()}{one[1:]}. ") for one in said]


def line(words: str, three: Three, link: Link, *, difference: bool = False) -> Line:
    """Lay an estimand's three figures side by side."""
    return Line(words, *(_figure(three, way, link, difference=difference)[0] for way in WAYS))


def _figure(three: Three, way: str, link: Link, *, difference: bool = False) -> list[Piece]:
    return [Piece(figure(three[way], difference=difference), link(three[way]["result_id"]))]


def parts(
    within: Sequence[tuple[str, Three]], cross: Cross, row: str, design: Design, link: Link
) -> list[Piece]:
    """Say how a row parts into the columns as people would code both."""
    pieces = [Piece(
        f"As people would code them, of measured documents whose {label(design, cross.rows)} is "
        f"“{plain(row)}”, on {label(design, cross.columns)} "
    )]  # fmt: skip
    for i, (column, three) in enumerate(within):
        ends = "." if i == len(within) - 1 else (", and " if i == len(within) - 2 else ", ")
        pieces += [*_figure(three, "corrected", link), Piece(f" are “{plain(column)}”{ends}")]
    return pieces

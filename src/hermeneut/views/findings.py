"""Findings as sentences, each number with its evidence, its doubts beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..design import Design
from .asking import Row
from .corpus import Checks
from .corrected import line, of_checked_change, of_writers, parts
from .figures import count, estimate, interval, listed, plain, share, slug
from .pieces import Finding, Link, Piece
from .results import SILENT, Cross, Series, label, periods
from .validity import DIFFERENCE, Validity, figure

UNKNOWN_FORM = "form unknown"  # the slice of those whose form nobody could tell
CHANGED = "What changed most"
ENOUGH = 10  # documents in a slice before it is said to agree or not
ENOUGH_APART = 20  # documents in each of two periods before they are compared


def of_cross(cross: Cross, design: Design, checks: Checks, link: Link, page: str) -> Finding | None:
    """Say how the commonest value of the rows parts into the columns, and whether forms agree.

    Where people coded a sample of both variables, the shares are those that they would find.
    """
    spoken = [v for v in cross.row_values if v not in SILENT] or list(cross.row_values)
    if not spoken or not cross.whole:
        return None
    row = max(spoken, key=cross.total)
    pairs = [checks.of(v, cross.coder) for v in (cross.rows, cross.columns)]
    said = ". ".join(dict.fromkeys(words for _, words in pairs if words))
    within = [
        (column, three) for column in cross.column_values
        if (three := checks.validity.three(cross.columns, column, f"within {cross.rows}", row))
    ]  # fmt: skip
    told = parts(within, cross, row, design, link) if within else []
    sentences = [told or _parts(cross, row, design, link, page), _within_forms(cross, row, link)]
    return Finding(
        cross.title,
        [s for s in sentences if s],
        all(ok for ok, _ in pairs),
        said,
        f"{page}#{cross.name}",
        [line(f"“{plain(column)}”", three, link) for column, three in within],
        f"measured documents whose {label(design, cross.rows)} is “{plain(row)}”",
        f"{cross.rows} × {cross.columns}",
    )


def of_change(
    found: Sequence[Series],
    design: Design,
    link: Link,
    validity: Validity | None = None,
    agents: Sequence[Row] = (),
) -> Finding | None:
    """Say which theme changed most between the first period and the last.

    Of themes that people have checked, the one that changed most as they would code it; where they
    have checked none, the one that the machine finds to have changed most, and that nobody has
    checked it.
    """
    names, known = periods(design), validity or Validity()
    if len(names) < 2:
        return None
    themes = [
        s
        for s in found
        if s.measure == "theme" or (s.measure == "coding" and s.variable in ("theme", "themes"))
    ]
    window = f"{names[0]} → {names[-1]}"
    checked = [
        (s, three) for s in themes
        if s.measure == "theme" and (three := known.three(*known.of_series(s), DIFFERENCE, window))
    ]  # fmt: skip
    pronouns = of_pronouns(agents, (names[0], names[-1]), design, link)
    if checked:
        told = of_checked_change(checked, len(themes), design, link, known)
        return replace(told, sentences=[*told.sentences, *pronouns])
    apart = [(s, ends) for s in themes if (ends := _ends(s, names[0], names[-1]))]
    if not apart:
        few = _too_few(themes, names, link)
        said_so = [s for s in (few, *pronouns) if s]
        return Finding(CHANGED, said_so, False, "", "trends.html") if said_so else None
    chosen, (first, last) = max(
        apart, key=lambda pair: (abs(pair[1][1]["share"] - pair[1][0]["share"]), pair[0].name)
    )
    sentences = [
        _change(chosen, first, last, len(apart), design, link),
        _change_within(chosen, names[0], names[-1], last["share"] > first["share"], link),
        _held(chosen, known),
        of_writers(known),
        *pronouns,
    ]
    checked_too = bool(first["checked"] and last["checked"])
    return Finding(
        CHANGED, [s for s in sentences if s], checked_too, "",
        f"trends/{chosen.name}.html", key=_key(chosen),
    )  # fmt: skip


def _too_few(themes: Sequence[Series], names: Sequence[str], link: Link) -> list[Piece]:
    """Say why no change of a theme is told."""
    for series in themes:
        cells = {row["slice"]: row for row in series.rows.get("period", [])}
        ends = [(name, cells[name]) for name in (names[0], names[-1]) if name in cells]
        if series.measure == "theme" and len(ends) == 2:
            (first, then), (last, now) = ends
            return [
                Piece("Of which theme changed most nothing is told: "),
                Piece(count(then["n"]), link(then["result_id"])),
                Piece(f" measured documents are of {first} and "),
                Piece(count(now["n"]), link(now["result_id"])),
                Piece(f" of {last}, and under {ENOUGH_APART} of either the largest of "
                      f"{len(themes)} changes would be chance. "),
                Piece("All shares by period", "themes.html"),
                Piece("."),
            ]  # fmt: skip
    return []


def of_pronouns(
    agents: Sequence[Row], ends: tuple[str, str], design: Design, link: Link
) -> list[list[Piece]]:
    """Say by which pronoun a character goes in either period.

    It is one that is called *it* in a document's worth of places, if any is; else rather a *she*
    than a *he*; and of these the one of whom most documents tell.

    It needs no model, so it stands beside what themes say; nothing where no pronoun was counted.

    Args:
        agents: Rows of the table of that name.
        ends: The first period and the last.
        design: Where the character's name comes from.
        link: Gives the address of a result's evidence.
    """
    told = [row for row in agents if row["measure"] == "pronoun"]
    whole: dict[str, dict[str, Row]] = {}
    for row in told:
        if row["facet"] == "all":
            whole.setdefault(row["target"], {})[row["value"]] = row
    if not whole:
        return []
    who = max(sorted(whole), key=lambda one: _is_in_question(whole[one]))
    asked = "he or it" if "he" in whole[who] and "she" not in whole[who] else "she or it"
    words = f"Beside it, a count that needs no model: is {label(design, who)} {asked}? "
    pieces = [Piece(words)]
    for nth, period in enumerate(ends):
        cells = [
            row for row in told
            if (row["target"], row["facet"], row["slice"]) == (who, "period", period)
        ]  # fmt: skip
        pieces += [Piece("; " if nth else ""), *_pronouns_of(period, cells, link, first=not nth)]
    return [[*pieces, Piece(". A safe “it” is harder to find than a “she” or a “he”.")]]


def _is_in_question(values: Mapping[str, Row]) -> tuple[bool, bool, int]:
    worth = values["it"]["share"] * values["it"]["documents"] if "it" in values else 0
    return worth >= 1, "he" not in values, max(row["documents"] for row in values.values())


def _pronouns_of(period: str, cells: Sequence[Row], link: Link, *, first: bool) -> list[Piece]:
    if not cells:
        return [Piece(f"{'Of' if first else 'of'} {period} no measured document tells")]
    n = cells[0]["documents"]
    those = "the one measured document" if n == 1 else f"the {count(n)} measured documents"
    tells = "tells" if n == 1 else "tell"
    pieces = [Piece(f"{'Over' if first else 'over'} {those} of {period} that {tells}, ")]
    for at, row in enumerate(sorted(cells, key=lambda row: -row["share"])):
        figure = f"{share(row['share'])} ({interval(row['low'], row['high'])})"
        pieces += [Piece(f"{', ' if at else ''}“{row['value']}” has "),
                   Piece(figure, link(row["result_id"]))]  # fmt: skip
    return [*pieces, Piece(" of the places")]


def _key(chosen: Series) -> str:
    if chosen.measure == "theme":
        return f"theme {chosen.variable}"
    return f"coded theme {chosen.value}"


def _held(chosen: Series, known: Validity) -> list[Piece]:
    """Say what stays of a raw difference with forms held the same."""
    plain_, held = (known.difference(chosen, way) for way in ("plain", "held"))
    if plain_ is None:
        return []
    told = _points(plain_)
    if held is None:
        return [Piece(f"The difference is {told}; no form can be compared over both periods.")]
    return [Piece(
        f"The difference is {told}; with the mixture of forms held the same in both periods "
        f"{_points(held)}, over {listed(list(held['held']))}: {share(held['covered'])} of the "
        "documents of both."
    )]  # fmt: skip


def _points(row: Row) -> str:
    return figure({**row, "estimate": row["difference"]}, difference=True)


def _parts(cross: Cross, row: str, design: Design, link: Link, page: str) -> list[Piece]:
    cells = [
        cell
        for c in cross.column_values
        if (cell := cross.whole.get((row, c))) and (cell["n"] or c != "not coded")
    ]
    pieces = [
        Piece("Of "),
        Piece(
            count(cross.total(row)), f"evidence/{cross.name}.html#{cross.name}-{row_anchor(row)}"
        ),
        Piece(
            f" documents whose {label(design, cross.rows)} is “{plain(row)}”, "
            f"on {label(design, cross.columns)} "
        ),
    ]
    for i, cell in enumerate(cells):
        ends = "." if i == len(cells) - 1 else (", and " if i == len(cells) - 2 else ", ")
        pieces.append(
            Piece(
                estimate(cell["n"], cell["share"], cell["low"], cell["high"]),
                link(cell["result_id"]),
            )
        )
        pieces.append(Piece(f" are “{plain(cell['column'])}”{ends}"))
    return pieces


def row_anchor(row: str) -> str:
    """Name the anchor of one row of a table on its page of evidence."""
    return slug("row", row)


def _commonest(cross: Cross, row: str, where: tuple[str, str]) -> Row | None:
    cells = [cell for (r, _), cell in cross.cells.get(where, {}).items() if r == row]
    return max(cells, key=lambda c: (c["n"], c["column"]), default=None)


def _within_forms(cross: Cross, row: str, link: Link) -> list[Piece]:
    whole = _commonest(cross, row, ("all", "all"))
    assert whole is not None
    forms = [
        (where[1], cell)
        for where in cross.cells
        if where[0] == "form" and (cell := _commonest(cross, row, where))
    ]
    forms.sort(key=lambda pair: (pair[0] == UNKNOWN_FORM, -pair[1]["of"], pair[0]))
    ample = [(form, cell) for form, cell in forms if cell["of"] >= ENOUGH]
    few = [form for form, cell in forms if cell["of"] < ENOUGH]
    same = [pair for pair in ample if pair[1]["column"] == whole["column"]]
    other = [pair for pair in ample if pair[1]["column"] != whole["column"]]
    common = f"“{plain(whole['column'])}” is the commonest"
    pieces = [Piece(f"Within forms, {common} too: "), *_forms(same, link)] if same else []
    if not ample:
        return [Piece(f"Whether it holds within forms can’t be told: none has {ENOUGH} such "
                      "documents.")]  # fmt: skip
    if not same:
        pieces.append(Piece(f"Within forms, {common} in none"))
    for form, cell in other:
        pieces += [Piece(f"; but in {form} it is “{plain(cell['column'])}” ("),
                   _of(cell, link), Piece(")")]  # fmt: skip
    pieces.append(Piece("."))
    if few:
        pieces.append(Piece(f" Too few such documents to say (under {ENOUGH}): {listed(few)}."))
    return pieces


def _forms(pairs: Sequence[tuple[str, Row]], link: Link) -> list[Piece]:
    pieces: list[Piece] = []
    for i, (form, cell) in enumerate(pairs):
        pieces += [Piece(f"{', ' if i else ''}{form} ("), _of(cell, link), Piece(")")]
    return pieces


def _of(cell: Row, link: Link) -> Piece:
    text = f"{count(cell['n'])} of {count(cell['of'])}, {share(cell['share'])}"
    return Piece(text, link(cell["result_id"]))


def _ends(found: Series, first: str, last: str) -> tuple[Row, Row] | None:
    by_slice = {row["slice"]: row for row in found.rows.get("period", [])}
    ends = (by_slice.get(first), by_slice.get(last))
    if ends[0] is None or ends[1] is None or min(ends[0]["n"], ends[1]["n"]) < ENOUGH_APART:
        return None
    return ends[0], ends[1]


def _change(
    found: Series, first: Row, last: Row, among: int, design: Design, link: Link
) -> list[Piece]:
    what = found.variable if found.measure == "theme" else found.value
    return [
        Piece(f"Of {among} themes, “{label(design, what)}” changes most between periods: "
              f"in {first['slice']} it stands in "),
        _share_of(first, link),
        Piece(f" documents, in {last['slice']} in "),
        _share_of(last, link),
        Piece(". It was picked because it is the largest of these changes, so read its size with "
              "reserve; undated documents are left out."),
    ]  # fmt: skip


def _change_within(found: Series, first: str, last: str, rises: bool, link: Link) -> list[Piece]:
    cells = {row["slice"]: row for row in found.rows.get("form+period", [])}
    forms = sorted({name.split(" · ")[0] for name in cells})
    pairs = [
        (form, a, b)
        for form in forms
        if (a := cells.get(f"{form} · {first}")) and (b := cells.get(f"{form} · {last}"))
        and min(a["n"], b["n"]) >= ENOUGH
    ]  # fmt: skip
    if not pairs:
        return [Piece(f"Within forms: no form has {ENOUGH} documents in both periods, so it can’t "
                      "be told from a change in what kind of writing was found.")]  # fmt: skip
    pieces = [Piece("Within forms: ")]
    for i, (form, a, b) in enumerate(pairs):
        same = (b["share"] > a["share"]) == rises and b["share"] != a["share"]
        pieces += [Piece(f"{'; ' if i else ''}{'it holds in' if same else 'not in'} {form}, "),
                   _share_of(a, link), Piece(" → "), _share_of(b, link)]  # fmt: skip
    pieces.append(Piece(f". Other forms have fewer than {ENOUGH} documents in one of the periods."))
    return pieces


def _share_of(row: Row, link: Link) -> Piece:
    ends = interval(row["low"], row["high"])
    doubt = f", {ends}" if ends else ""
    figure = f"{count(row['k'])} of {count(row['n'])} ({share(row['share'])}{doubt})"
    return Piece(figure, link(row["result_id"]))

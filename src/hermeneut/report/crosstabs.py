"""Cross tables: two coded variables against each other, over all and within each form."""

from __future__ import annotations

from ..views import charts, corpus
from ..views.asking import Row
from ..views.figures import count, plain, share
from ..views.findings import ENOUGH, row_anchor
from ..views.results import SILENT, Cross
from .desk import Desk
from .site import Drawn, root_of

PATH = "crosstabs.html"
TITLE = "Cross tables"
NOT_CODED = "not coded"
MOST_ROWS = 36  # lines of a chart


def missing(desk: Desk) -> str:
    """Say why there is nothing to show; empty if there is."""
    if desk.crosses:
        return ""
    if not desk.design.crosstabs:
        return "the design asks for none"
    return "nobody has coded the variables that the design lays against each other"


def write(desk: Desk) -> None:
    """Write the page."""
    desk.site.page(PATH, "crosstabs.html", enough=ENOUGH, crosses=[
        {**shown(desk, cross, PATH), "forms": _forms(cross)} for cross in desk.crosses
    ])  # fmt: skip


def shown(desk: Desk, cross: Cross, page: str) -> Row:
    """Lay one cross table out for a page."""
    checked = [desk.checks.of(v, cross.coder) for v in (cross.rows, cross.columns)]
    return {
        "cross": cross,
        "by": corpus.named_coder(cross.coder),
        "rows_name": desk.name(cross.rows),
        "columns_name": desk.name(cross.columns),
        "checked": all(ok for ok, _ in checked),
        "agreement": ". ".join(dict.fromkeys(words for _, words in checked if words)),
        "links": desk.link,
        "anchor": row_anchor,
        "chart": _chart(desk, cross, page),
    }


def _forms(cross: Cross) -> dict[str, list[tuple[str, str, int]]]:
    """Part forms into those with enough documents for a table, and those with too few."""
    forms = [
        (*where, sum(cross.total(row, where) for row in cross.row_values))
        for where in cross.cells
        if where[0] == "form"
    ]
    forms.sort(key=lambda form: (-form[2], form[1]))
    return {
        "ample": [form for form in forms if form[2] >= ENOUGH],
        "few": [form for form in forms if form[2] < ENOUGH],
    }


def _chart(desk: Desk, cross: Cross, page: str) -> Drawn | None:
    rows: list[Row] = []
    root = root_of(page)
    for row in cross.row_values:
        cells = [cross.whole[row, c] for c in cross.column_values if (row, c) in cross.whole]
        if row in SILENT or not cells or len(rows) + len(cells) >= MOST_ROWS:
            continue
        rows.append({"label": f"{plain(row)}, n = {count(cross.total(row))}"})
        rows += [
            {
                "label": plain(cell["column"]), "share": cell["share"], "low": cell["low"],
                "high": cell["high"], "note": f"{count(cell['n'])}",
                "href": root + desk.link(cell["result_id"]),
            }
            for cell in cells
            if cell["n"] or cell["column"] != NOT_CODED
        ]  # fmt: skip
    if not rows:
        return None
    title = f"{desk.name(cross.columns)}, by {desk.name(cross.rows)}"
    spec = charts.ranges(rows, title=title, axis="share of the row, with its 95 % interval")
    said = [f"{r['label']} {share(r['share'])}" if "share" in r else f"{r['label']}:" for r in rows]
    return desk.site.chart(page, cross.name, spec, f"{title}. {'; '.join(said)}.")

"""Key words: what one group of documents says more than another."""

from __future__ import annotations

from ..views import charts
from ..views.asking import Row
from ..views.figures import slug
from .desk import Desk
from .evidence import key_figure

PATH = "keywords.html"
TITLE = "Key words"
CHARTED = 20  # words in a chart


def missing(desk: Desk) -> str:
    """Say why there is nothing to show; empty if there is."""
    if desk.keyness:
        return ""
    if not desk.measured:
        return "there are no measured texts whose words could be counted"
    return "no word is so much more one group's than another's that chance could not have done it"


def write(desk: Desk) -> None:
    """Write the page."""
    names = sorted({row["comparison"] for row in desk.keyness})
    desk.site.page(PATH, "keywords.html", title=TITLE, links=desk.link, comparisons=[
        _comparison(desk, name, [row for row in desk.keyness if row["comparison"] == name])
        for name in names
    ])  # fmt: skip


def _comparison(desk: Desk, name: str, rows: list[Row]) -> Row:
    lines = [
        {"label": row["term"], "value": row["log_ratio"], "note": f"{row['log_ratio']:.1f}",
         "href": desk.link(row["result_id"])}
        for row in rows[:CHARTED]
    ]  # fmt: skip
    spec = charts.dots(
        lines, title=name, axis="log ratio: each step doubles the relative frequency", zero=False
    )
    said = "; ".join(f"{row['term']} {key_figure(row)}" for row in rows[:CHARTED])
    anchor = slug("comparison", name)
    return {"name": name, "anchor": anchor, "rows": rows,
            "chart": desk.site.chart(PATH, anchor, spec, f"{name}. {said}.")}  # fmt: skip

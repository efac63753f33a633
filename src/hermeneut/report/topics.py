"""Topics: what groups of passages the corpus falls into, and how well they hold."""

from __future__ import annotations

from ..views import charts
from ..views.asking import Row, ask
from ..views.figures import share
from ..views.results import periods
from .desk import Desk

PATH = "topics.html"
TITLE = "Topics"


def missing(desk: Desk) -> str:
    """Say why there is nothing to show; empty if there is."""
    if desk.topics:
        return ""
    return "topics have not been looked for yet" if desk.measured else "there are no texts"


def write(desk: Desk) -> None:
    """Write the page."""
    rows = [
        {"label": f"{t['topic']}. {', '.join((t['terms'] or [t['label']])[:3])}",
         "value": t["share"], "note": share(t["share"]), "href": desk.link(t["result_id"])}
        for t in desk.topics
    ]  # fmt: skip
    spec = charts.dots(rows, title="Topics", axis="share of the documents’ weight", form=".0%")
    said = "; ".join(f"{r['label']} {r['note']}" for r in rows)
    desk.site.page(
        PATH,
        "topics.html",
        title=TITLE,
        topics=desk.topics,
        links=desk.link,
        chart=desk.site.chart(PATH, "topics", spec, f"Share of each topic: {said}."),
        periods=[*periods(desk.design), "undated"],
        weights=_by_period(desk),
    )


def _by_period(desk: Desk) -> dict[tuple[int, str], Row]:
    rows = ask(desk.tables, """
        with sizes as (
          select coalesce(period, 'undated') as slice, count(distinct doc_id) as n
          from corpus where measured and doc_id in (select doc_id from topic_weights)
            and (period is not null or year is null)
          group by slice
        )
        select w.topic, s.slice, sum(w.weight) / any_value(s.n) as share, any_value(s.n) as n
        from topic_weights w join corpus c using (doc_id)
          join sizes s on s.slice = coalesce(c.period, 'undated')
        where c.measured and (c.period is not null or c.year is null)
        group by w.topic, s.slice order by w.topic, s.slice
    """)  # fmt: skip
    return {(row["topic"], row["slice"]): row for row in rows}

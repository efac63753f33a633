"""Documents: the whole corpus in several orders, and a page for each document."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..views import passages
from ..views.asking import Row, ask
from ..views.figures import count, share
from ..views.pages import page_of
from ..views.passages import Claim
from .desk import Desk
from .evidence import used_by
from .site import Section

PATH = "documents.html"
TITLE = "Documents"
RESULTS_SHOWN = 12  # numbers that a document's page names
AT_ONCE = 1000  # documents whose facts are held at a time
LAST = "\U0010ffff"  # sorts after every text

_FACTS = (
    "title", "authors", "outlet", "published", "form", "venue", "rating", "language", "url",
    "copy_of",
)  # fmt: skip

_KNOWN = {  # of each document, asked for some at a time
    "fields": """
        select * from fields where doc_id between $first and $last
        order by doc_id, field, chosen desc, confidence desc, value, source
    """,
    "corrections": """
        select * from corrections where doc_id between $first and $last order by doc_id, field
    """,
    "subjects": """
        select * from subjects where doc_id between $first and $last order by doc_id, subject
    """,
    "codings": """
        select * from (
          select coalesce(doc_id, unit) as doc_id, coder, kind, variable, value, coded_at, quote
          from codings
        ) where doc_id between $first and $last order by all
    """,
}

Key = Callable[[Row], tuple[str, ...]]
_ORDERS: tuple[tuple[str, str, Key], ...] = (
    ("documents", "title", lambda d: ()),
    ("documents-by-date", "date", lambda d: (d["published"] or LAST,)),
    ("documents-by-outlet", "outlet", lambda d: ((d["outlet"] or LAST).casefold(),)),
    ("documents-by-form", "form", lambda d: (d["form"] or LAST,)),
    ("documents-by-state", "whether it counts", lambda d: (d["left_out"] or "",)),
)


def missing(desk: Desk) -> str:
    """Say why there is nothing to show; empty if there is."""
    return "" if desk.docs else "nothing has been read yet"


def write(desk: Desk) -> None:
    """Write the lists and the pages."""
    for path, order, key in _ORDERS:
        docs = sorted(desk.docs, key=lambda d: (*key(d), *_by_title(d)))
        desk.site.documents(
            path, f"Documents, by {order}",
            f"{count(len(desk.counted))} of {count(len(desk.docs))} are counted; the others keep "
            "their place, with the reason why they are left out.",
            [Section("all", "", docs)],
            orders=[(name, f"{p}.html", p == path) for p, name, _ in _ORDERS],
        )  # fmt: skip
    _write_each(desk)


def _by_title(doc: Row) -> tuple[str, str]:
    return ((doc["title"] or LAST).casefold().lstrip("“\"'‘«"), doc["doc_id"])


def _write_each(desk: Desk) -> None:
    uses = used_by(desk)
    for start in range(0, len(desk.docs), AT_ONCE):
        some = desk.docs[start : start + AT_ONCE]
        known = {name: _by_document(desk, query, some) for name, query in _KNOWN.items()}
        for doc in some:
            mine = {name: rows.get(doc["doc_id"], []) for name, rows in known.items()}
            _write_one(desk, doc, mine, uses.get(doc["doc_id"], []))


def _write_one(
    desk: Desk, doc: Row, known: dict[str, list[Row]], uses: list[tuple[str, Row]]
) -> None:
    of_this = {
        name: [row for row in known[name] if row["capture_id"] == doc["capture_id"]]
        for name in ("fields", "subjects")
    }
    fixes = known["corrections"]
    desk.site.page(
        page_of(doc["doc_id"]), "document.html", doc=doc,
        facts=[_fact(doc, name, of_this["fields"], fixes) for name in _FACTS],
        fixes=[f for f in fixes if f["field"] not in _FACTS],
        subjects=of_this["subjects"], codings=known["codings"], name=desk.name,
        claims=_claims(desk, uses), used=_used(desk, uses),
    )  # fmt: skip


def _by_document(desk: Desk, query: str, docs: Sequence[Row]) -> dict[str, list[Row]]:
    ends = {"first": docs[0]["doc_id"], "last": docs[-1]["doc_id"]}
    found: dict[str, list[Row]] = {}
    for row in ask(desk.tables, query, ends):
        found.setdefault(row["doc_id"], []).append(row)
    return found


def _fact(doc: Row, name: str, fields: list[Row], fixes: list[Row]) -> Row:
    value = doc[name]
    shown = "; ".join(value) if isinstance(value, list) else value
    mine = [f for f in fields if f["field"] == name]
    fix = next((f for f in fixes if f["field"] == name), None)
    chosen = next((f for f in mine if f["chosen"]), None)
    return {
        "name": name,
        "value": shown or "",
        "fix": fix,
        "source": f"{chosen['source']}, confidence {share(chosen['confidence'])}" if chosen else "",
        "others": [f for f in mine if f is not chosen and f["value"] != shown],
    }


def _claims(desk: Desk, uses: list[tuple[str, Row]]) -> list[Claim]:
    """Gather the passages that results stand on, each once, with the results it serves."""
    spans: dict[tuple[str, int, int], tuple[Row, list[str]]] = {}
    for result, row in uses:
        if row["start"] is not None:
            key = (row["text_id"], row["start"], row["end"])
            spans.setdefault(key, (row, []))[1].append(result)
    for _, results in spans.values():
        results.sort(key=lambda r: (len(desk.names[r]), r))
    ranked = sorted(spans.values(), key=lambda pair: (-len(pair[1]), pair[0]["start"]))
    best = sorted(ranked[: passages.MOST_OF_ONE], key=lambda pair: pair[0]["start"])
    return [
        Claim(f"passage-{i}", desk.names[results[0]], "", total=len(results),
              selection=desk.links[results[0]], passages=passages.passages([row]))
        for i, (row, results) in enumerate(best, 1)
    ]  # fmt: skip


def _used(desk: Desk, uses: list[tuple[str, Row]]) -> Row:
    whole = sorted({(desk.names[r], desk.links[r]) for r, row in uses if row["start"] is None})
    return {"shown": whole[:RESULTS_SHOWN], "more": max(0, len(whole) - RESULTS_SHOWN)}

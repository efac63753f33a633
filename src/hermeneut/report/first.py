"""The first page: what this is, what was found, how it came about, what it cannot say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..views import arguments, corpus, findings, judged, methods
from ..views.asking import Row
from ..views.figures import count, interval, plain, share, slug
from ..views.pieces import Finding
from ..views.results import Cross, first_coder
from ..views.validity import ABOUT
from . import collecting, crosstabs, multiverse, voices
from .desk import Desk
from .site import Section

PATH = "index.html"
FINDINGS = 3  # with fewer, what writers make of the work is told too
CROSSES = 2  # cross tables told as findings, at most

_ABOUT_STEP = {
    "not fetched": "Documents that could not be fetched or read",
    "not an article": "Pages that are not a single article",
    "copy": "Copies of other documents",
    "not about": "Documents that are not about the study’s subjects",
    "no text": "Documents of which there are facts only, no text",
    "not whole": "Documents whose text is not whole",
    "language": "Documents in languages that are not measured",
}


def write(desk: Desk, without: Sequence[tuple[str, str]]) -> None:
    """Write it; ``without`` says which pages are missing and why."""
    desk.site.page(
        PATH,
        "first.html",
        dates=methods.dates(list(desk.docs)),
        findings=found(desk),
        crosses=[crosstabs.shown(desk, cross, PATH) for cross in _main(desk)],
        flow=[*_sought(desk), *_flow(desk)],
        sought=bool(desk.collected.pages),
        counted=_of_counted(desk),
        grid=_grid(desk),
        limits=_limits(desk),
        without=without,
        coders=desk.checks.coders,
        robust=lambda finding: multiverse.robust(desk, finding.key),
    )


def found(desk: Desk) -> list[Finding]:
    """Choose what the first page says was found."""
    said = [
        findings.of_cross(cross, desk.design, desk.checks, desk.link, crosstabs.PATH)
        for cross in _main(desk)[:CROSSES]
    ]
    said.append(findings.of_change(desk.series, desk.design, desk.link, desk.validity, desk.agents))
    said.append(arguments.finding(
        desk.spoken["positions"], desk.spoken["claims"], desk.design, desk.link, desk.validity,
        voices.PATH,
    ))  # fmt: skip
    told = [finding for finding in said if finding]
    if len(told) < FINDINGS:
        any_study = judged.of_work(desk.series, desk.design, desk.link, desk.validity)
        told += [any_study] if any_study else []
    return told


def _main(desk: Desk) -> list[Cross]:
    """Choose one coder for each cross table."""
    people = {row["coder"] for row in desk.checks.coders if row["kind"] == "person"}
    coded: dict[tuple[str, str], dict[str, int]] = {}
    for cross in desk.crosses:
        coded.setdefault((cross.rows, cross.columns), {})[cross.coder] = cross.coded
    chosen = {pair: first_coder(by, people) for pair, by in coded.items()}
    return [one for one in desk.crosses if chosen[one.rows, one.columns] == one.coder]


def _sought(desk: Desk) -> list[Row]:
    """Tell what became of the pages that sources pointed to before there were documents."""
    pages = desk.collected.pages
    if not pages:
        return []
    out = [page for page in pages if not _is_had(desk, page) and page["standing"] == "left out"]
    lost = [page for page in pages if not _is_had(desk, page) and page["standing"] != "left out"]
    wanted, had = len(pages) - len(out), len(pages) - len(out) - len(lost)
    first = corpus.Step("pages that sources pointed to", len(pages))
    return [
        {"step": first, "stayed": f"{collecting.PATH}#pages", "left": "", "reasons": []},
        _left(desk, corpus.Step("pages to be fetched", wanted, len(out), "left out"), out),
        _left(desk, corpus.Step("pages that answered", had, len(lost), "not fetched"), lost),
    ]


def _is_had(desk: Desk, page: Row) -> bool:
    """Say whether a page was had, or what came in its place stands among the documents."""
    return page["standing"] == "done" or page["url_id"] in desk.by_id


def _left(desk: Desk, step: corpus.Step, gone: list[Row]) -> Row:
    if not gone:
        return {"step": step, "stayed": "", "left": "", "reasons": []}
    title = f"Pages that were {step.leaving}"
    links = collecting.pages(desk, slug("pages", step.leaving), title, gone)
    return {"step": step, "stayed": "", "left": links[""],
            "reasons": collecting.outcomes(links, gone)}  # fmt: skip


def _flow(desk: Desk) -> list[Row]:
    rows = []
    for step in corpus.flow(desk.docs):
        name = slug("left", step.leaving) if step.leaving else "found"
        rows.append({"step": step, "stayed": _stayed(desk, step), "left": "", "reasons": []})
        if not step.leaving and desk.collected.pages:
            words = f"documents {step.words}"
            rows[-1] |= {"step": replace(step, words=words), "reasons": _whence(desk)}
        if step.left:
            gone = [doc for doc in desk.docs if doc["left_out"] == step.leaving]
            parts = [(reason, slug("why", reason)) for reason, _ in step.reasons]
            links = desk.site.documents(
                f"lists/{name}",
                _ABOUT_STEP[step.leaving],
                "They keep their place here with the reason why they are left out.",
                [
                    Section(anchor, plain(reason),
                            [doc for doc in gone if corpus.reason_of(doc) == reason])
                    for reason, anchor in parts
                ],
            )  # fmt: skip
            rows[-1]["left"] = links[""]
            rows[-1]["reasons"] = [
                (plain(reason), n, links[slug("why", reason)]) for reason, n in step.reasons
            ]
    return rows


def _whence(desk: Desk) -> list[tuple[str, int, str]]:
    """Say how many documents are of pages that sources pointed to, and how many are not."""
    sought = {page["url_id"] for page in desk.collected.pages}
    from_pages = [doc for doc in desk.docs if doc["doc_id"] in sought]
    others = [doc for doc in desk.docs if doc["doc_id"] not in sought]
    said = [
        ("at such a page’s address", "of-pages-sought", from_pages),
        ("at other addresses, to which pages led, or added as files", "from-elsewhere", others),
    ]
    return [
        (words, len(docs), desk.listed(name, f"Documents {words}", "", docs))
        for words, name, docs in said
        if docs
    ]


def _stayed(desk: Desk, step: corpus.Step) -> str:
    """List the documents that are there after a step."""
    order = [leaving for leaving, _ in corpus.LEAVING]
    gone = order[: order.index(step.leaving) + 1] if step.leaving else []
    docs = [doc for doc in desk.docs if doc["left_out"] not in gone]
    name = slug("stayed", step.words)
    return desk.listed(name, f"Documents {step.words}", "", docs) if docs else ""


def _of_counted(desk: Desk) -> list[tuple[str, int, str]]:
    groups = [
        ("dated, at least to the year", "dated", [d for d in desk.counted if d["year"]]),
        ("undated", "undated", [d for d in desk.counted if not d["year"]]),
        ("coded by people", "coded-by-people",
         [d for d in desk.counted if "person" in d["coded_by"]]),
        ("coded by a machine", "coded-by-machine",
         [d for d in desk.counted if "machine" in d["coded_by"]]),
        ("coded by nobody", "not-coded", [d for d in desk.counted if not d["coded_by"]]),
    ]  # fmt: skip
    return [
        (words, len(docs),
         desk.listed(name, f"Counted documents, {words}", "", docs) if docs else "")
        for words, name, docs in groups
    ]  # fmt: skip


def _grid(desk: Desk) -> Row:
    grid = corpus.years_by_form(desk.docs)
    kept = set(grid.forms)
    by_form = {form: [d for d in desk.counted if _form(d, kept) == form] for form in grid.forms}
    links = {}
    for form, docs in by_form.items():
        found = desk.site.documents(
            f"lists/{slug('form', form)}", f"Counted documents, form: {form}", "", [
                Section(slug("in", year), year, here)
                for year in grid.years
                if (here := [d for d in docs if corpus.year_of(d) == year])
            ],
        )  # fmt: skip
        links[form] = found
    years = {
        year: desk.listed(
            slug("year", year), f"Counted documents, {year}", "",
            [d for d in desk.counted if corpus.year_of(d) == year],
        )
        for year in grid.years
    }  # fmt: skip
    return {"grid": grid, "forms": links, "years": years, "total": len(desk.counted),
            "shade": _shade(grid)}  # fmt: skip


def _form(doc: Row, kept: set[str]) -> str:
    form = doc["form"] or corpus.UNKNOWN
    return form if form in kept else "other"


def _shade(grid: corpus.Grid) -> dict[tuple[str, str], int]:
    """Give each cell one of five shades, by the square root of its count."""
    most = max(grid.cells.values(), default=1)
    return {cell: min(5, 1 + int(4.999 * (n / most) ** 0.5)) for cell, n in grid.cells.items()}


def _limits(desk: Desk) -> list[Row]:
    said = [{"text": text, "number": "", "href": ""} for text in desk.design.study.limits]
    found = (_undated(desk), _missed(desk), *_writers(desk), _coded(desk), _rot(desk))
    return said + [limit for limit in found if limit]


def _undated(desk: Desk) -> Row | None:
    undated = [doc for doc in desk.counted if not doc["year"]]
    if not undated:
        return None
    href = desk.listed("undated", "Counted documents, undated", "", undated)
    part = share(len(undated) / len(desk.counted))
    return {
        "number": f"{count(len(undated))} of {count(len(desk.counted))} documents ({part})",
        "text": " have no date: whatever is told by year or period is told of the others alone.",
        "href": href,
    }


def _missed(desk: Desk) -> Row | None:
    """Say how many of the documents about the work are taken for something else, if it is known."""
    if not any(doc["left_out"] == "not about" for doc in desk.docs):
        return None
    found = desk.validity.measures(ABOUT).get(("recall", ABOUT))
    if found is None or found["estimate"] is None:
        text = ("How many documents about the work were taken for something else is not known: "
                "nobody has coded a sample of those left out.")  # fmt: skip
        return {"number": "", "href": "", "text": text}
    return {
        "number": f"{share(found['estimate'])} ({interval(found['low'], found['high'])})",
        "href": desk.link(found["result_id"]),
        "text": " of the documents about the work are found to be about it, by people’s coding of "
        f"{count(found['n_coded'])}, those left out among them.",
    }


def _writers(desk: Desk) -> list[Row]:
    """Say whether outlets and authors write in both the periods that are compared."""
    return [
        {"number": "", "href": "", "text": _of_writers(row)}
        for row in desk.validity.continuity
        if row["in_first"] and row["in_second"]
    ]


def _of_writers(row: Row) -> str:
    if row["warning"]:
        return f"{row['warning'][0].upper()}{row['warning'][1:]}."
    of, both = row["of"], row["in_both"]
    return (
        f"Of {count(row['in_first'])} {of}s in {row['first']} and {count(row['in_second'])} in "
        f"{row['second']}, {count(both)} {'is' if both == 1 else 'are'} in both, with "
        f"{share(row['documents'])} of the documents: whether the same {of}s changed their minds "
        "can be told of those alone. Differences between periods are also differences between who "
        "was found."
    )


def _coded(desk: Desk) -> Row | None:
    kinds = {(row["coder"], row["kind"]) for row in desk.checks.coders}
    people = {coder for coder, kind in kinds if kind == "person"}
    machines = {coder for coder, kind in kinds if kind == "machine"}
    if people or not machines:
        return None
    who = "One machine coder" if len(machines) == 1 else f"{len(machines)} machine coders"
    return {"number": "", "href": "methods.html#checked", "text": f"{who} made all codings; no "
            "person has checked a single one, so how often they err is unknown."}  # fmt: skip


def _rot(desk: Desk) -> Row | None:
    return {"number": "", "href": "", "text": "Only what could still be found is here. How much "
            "was written and has since vanished from the web is unknown."}  # fmt: skip

"""Title, authors and date of pages, beside trafilatura, htmldate and newspaper4k.

    .venv/bin/python bench/facts.py --data ../shared/data

On the test pages of trafilatura and fundus: titles exact after case, accents and punctuation;
authors' precision and recall; days exact, of those answered. CPU a page is without
parsing where a reader takes a parsed page. The weights that ship were learned on these pages, so
ours is flattered here: ``models/training/facts.py`` prints the score on hosts not learned from.
"""

from __future__ import annotations

import argparse
import json
import re
import time
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from hermeneut.read import bylines, outlets, published, titles
from hermeneut.read.candidates import NAMES, resolve
from hermeneut.read.encoding import decode
from hermeneut.read.markup import Tree, parse
from hermeneut.read.sources import Page

Found = dict[str, Any]


@dataclass(frozen=True)
class Gold:
    """A page with what people read on it."""

    url: str
    html: str
    title: str | None
    authors: Any
    published: str | None


def plain(text: Any) -> str:
    bare = unicodedata.normalize("NFKD", str(text or "")).encode("ascii", "ignore").decode()
    return " ".join(re.findall(r"[a-z0-9]+", bare.lower()))


def people(value: Any) -> set[str]:
    parts = value if isinstance(value, list) else re.split(r"[;,]| and | und | et ", value or "")
    return {plain(part) for part in parts} - {""}


def trafilatura_pages(data: Path) -> Iterator[Gold]:
    for row in pq.read_table(data / "article_extraction_trafilatura/pages.parquet").to_pylist():
        gold = json.loads(row["extra"] or "{}")
        facts = gold.get("title"), gold.get("author"), gold.get("date")
        yield Gold(row["url"], decode(bytes(row["html"])).text, *facts)


def fundus_pages(data: Path) -> Iterator[Gold]:
    for row in pq.read_table(data / "article_extraction_fundus/pages.parquet").to_pylist():
        gold = json.loads(row["gold_json"])
        if row["n_versions"] == 1:
            gold = gold if "title" in gold else next(iter(gold.values()))
            facts = gold.get("title"), gold.get("authors"), gold.get("publishing_date")
            yield Gold(row["url"], decode(bytes(row["html"])).text, *facts)


def ours(tree: Tree, page: Gold) -> Found:
    read = Page(tree, page.url)
    outlet = outlets.outlet_of(read)
    running = [
        *titles.from_page(read, outlet=outlet),
        *bylines.from_page(read, outlet=outlet),
        *published.from_page(read),
    ]
    found = {j.candidate.field: j.candidate.value for j in resolve(running) if j.chosen}
    authors = found.get("authors", "")
    return found | {"authors": authors.split(NAMES) if authors else []}


def trafilatura(tree: Tree, page: Gold) -> Found:
    from trafilatura import extract_metadata

    found = extract_metadata(tree, default_url=page.url)
    authors = (found.author or "").split("; ")
    return {"title": found.title, "authors": authors, "published": found.date}


def htmldate(tree: Tree, page: Gold) -> Found:
    from htmldate import find_date

    return {"published": find_date(tree, url=page.url, original_date=True)}


def newspaper(tree: Tree, page: Gold) -> Found:
    from newspaper import Article

    article = Article(page.url, fetch_images=False)
    article.download(input_html=page.html)
    article.parse()
    day = article.publish_date
    return {
        "title": article.title,
        "authors": article.authors,
        "published": str(day)[:10] if day else None,
    }


READERS: dict[str, tuple[str, Callable[[Tree, Gold], Found]]] = {
    "Hermeneut": ("hermeneut", ours),
    "trafilatura": ("trafilatura", trafilatura),
    "htmldate": ("htmldate", htmldate),
    "newspaper4k": ("newspaper", newspaper),
}
SETS = {"trafilatura": trafilatura_pages, "fundus": fundus_pages}


@dataclass
class Score:
    """Counts as they fall."""

    titles: int = 0
    title: int = 0
    wanted: int = 0
    given: int = 0
    right: int = 0
    days: int = 0
    answered: int = 0
    day: int = 0
    failed: int = 0

    def add(self, page: Gold, found: Found) -> None:
        """Count what was found on one page."""
        if page.title:
            self.titles += 1
            self.title += plain(page.title) == plain(found.get("title"))
        if page.authors:
            gold, named = people(page.authors), people(found.get("authors") or [])
            self.wanted, self.given = self.wanted + len(gold), self.given + len(named)
            self.right += len(gold & named)
        if page.published:
            self.days += 1
            if day := found.get("published"):
                self.answered += 1
                self.day += str(day)[:10] == str(page.published)[:10]

    def row(self) -> str:
        """Return the shares as a row of the table."""
        shares = (
            (self.title, self.titles), (self.right, self.given), (self.right, self.wanted),
            (self.day, self.answered), (self.answered, self.days),
        )  # fmt: skip
        return " ".join(f"{part / whole if part else 0:9.3f}" for part, whole in shares)


def measure(name: str, pages: list[Gold]) -> None:
    package, read = READERS[name]
    if find_spec(package) is None:
        print(f"{name:12} not installed")
        return
    score, spent = Score(), 0.0
    for page in pages:
        tree = parse(page.html)
        start = time.process_time()
        try:
            found = read(tree, page)
        except Exception:  # a peer that fails on a page has found nothing there
            found = {}
            score.failed += 1
        spent += time.process_time() - start
        score.add(page, found)
    failed = f", {score.failed} failed" if score.failed else ""
    print(f"{name:12} {score.row()} {1000 * spent / len(pages):9.1f}{failed}")


def main() -> None:
    asked = argparse.ArgumentParser(description="Measure title, authors and date of pages.")
    asked.add_argument("--data", type=Path, default=Path("../shared/data"))
    asked.add_argument("--only", choices=READERS, nargs="*", default=list(READERS))
    given = asked.parse_args()
    for name, pages_of in SETS.items():
        if not (given.data / f"article_extraction_{name}").is_dir():
            print(f"{name}: not measured, {given.data / f'article_extraction_{name}'} isn't there")
            continue
        pages = list(pages_of(given.data))
        print(f"\n{name}, {len(pages)} pages")
        heads = ("title", "authors p", "r", "day", "answered", "CPU ms")
        print(" " * 12, *(f"{head:>9}" for head in heads))
        for reader in given.only:
            measure(reader, pages)


if __name__ == "__main__":
    main()

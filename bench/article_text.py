"""How well the text of a page is read, beside trafilatura, readability-lxml and newspaper4k.

    .venv/bin/python bench/article_text.py --data ../shared/data --only ours trafilatura

Two sets, each skipped with a word when it isn't there:

- ``article_extraction_fundus``: news pages with their text as hand-written parsers read it;
  precision and recall over runs of four words, averaged over pages, and their F1, as the Article
  Extraction Benchmark does (github.com/scrapinghub/article-extraction-benchmark);
- ``article_extraction_trafilatura``: segments that must and mustn't be in the text, in all pages
  together.

Times are of computing (CPU), from the markup as text to the text of the article, on the same pages
in the same run; the first page warms up and isn't counted. The forests that ship saw these pages:
what they do on hosts they did not see, `models/training/passages.py` prints without ``--out``.
"""

from __future__ import annotations

import argparse
import json
import logging
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow.parquet as pq

from hermeneut.read.encoding import decode

Read = Callable[[str, str], str]


class Page(NamedTuple):
    """A page, and its text or what must and mustn't be in it."""

    url: str
    html: str
    gold: str
    inside: tuple[str, ...]
    outside: tuple[str, ...]


def ours(mode: str) -> Read:
    from hermeneut.read.body import body_of
    from hermeneut.read.markup import parse
    from hermeneut.read.sources import Page as Parsed

    return lambda html, url: body_of(Parsed(parse(html), url), mode=mode).text


def trafilatura(**how: bool) -> Read:
    from trafilatura import extract

    return lambda html, url: extract(html, url=url, include_comments=False, **how) or ""


def readability() -> Read:
    from lxml.html import fromstring
    from readability import Document

    return lambda html, _: fromstring(Document(html).summary()).text_content()


def newspaper() -> Read:
    from newspaper import Article

    def read(html: str, url: str) -> str:
        article = Article(url, fetch_images=False)
        article.download(input_html=html)
        article.parse()
        return str(article.text)

    return read


READERS: dict[str, tuple[str, Callable[[], Read]]] = {
    "ours": ("hermeneut", lambda: ours("fast")),
    "ours-thorough": ("hermeneut", lambda: ours("thorough")),
    "ours-precise": ("hermeneut", lambda: ours("precise")),
    "trafilatura": ("trafilatura", trafilatura),
    "trafilatura-fast": ("trafilatura", lambda: trafilatura(fast=True)),
    "trafilatura-precision": ("trafilatura", lambda: trafilatura(favor_precision=True)),
    "readability-lxml": ("readability", readability),
    "newspaper4k": ("newspaper", newspaper),
}


def fundus(data: Path) -> Iterator[Page]:
    for row in rows_of(data, "article_extraction_fundus"):
        if row["n_versions"] == 1 and len(gold := gold_text(row["gold_json"])) > 200:
            yield Page(row["url"], decode(bytes(row["html"])).text, gold, (), ())


def segments(data: Path) -> Iterator[Page]:
    for row in rows_of(data, "article_extraction_trafilatura"):
        known = tuple(row["with_segments"]), tuple(row["without_segments"])
        yield Page(row["url"], decode(bytes(row["html"])).text, "", *known)


def rows_of(data: Path, name: str) -> list[dict[str, Any]]:
    path = data / name / "pages.parquet"
    return pq.read_table(path).to_pylist() if path.exists() else []


def gold_text(stated: str) -> str:
    """A page's text as the one version of its parser read it: summary, headlines, paragraphs."""
    versions = json.loads(stated)
    body = (versions if "body" in versions else next(iter(versions.values()))).get("body") or {}
    lines = list(body.get("summary") or [])
    for section in body.get("sections") or []:
        lines += [*(section.get("headline") or []), *(section.get("paragraphs") or [])]
    return "\n".join(lines)


def grams(text: str, n: int = 4) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    return (
        Counter(tuple(words[i : i + n]) for i in range(max(1, len(words) - n + 1)))
        if words
        else Counter()
    )


def runs_of_words(pages: Iterable[Page], texts: Iterable[str]) -> str:
    precisions, recalls = [], []
    for page, text in zip(pages, texts, strict=True):
        gold, found = grams(page.gold), grams(text)
        both = sum((gold & found).values())
        recalls.append(both / sum(gold.values()))
        if found:
            precisions.append(both / sum(found.values()))
    p, r = sum(precisions) / max(1, len(precisions)), sum(recalls) / len(recalls)
    if not p + r:
        return "nothing found"
    return f"F1 {2 * p * r / (p + r):.4f} (precision {p:.3f}, recall {r:.3f})"


def known_segments(pages: Iterable[Page], texts: Iterable[str]) -> str:
    tp = fp = fn = 0
    for page, text in zip(pages, texts, strict=True):
        tp += sum(s in text for s in page.inside)
        fn += sum(s not in text for s in page.inside)
        fp += sum(s in text for s in page.outside)
    p, r = tp / (tp + fp), tp / (tp + fn)
    return f"F1 {2 * p * r / (p + r):.4f} (precision {p:.3f}, recall {r:.3f})"


SETS = {"news pages": (fundus, runs_of_words), "segments": (segments, known_segments)}


def texts_of(read: Read, pages: list[Page]) -> tuple[list[str], float]:
    """The texts, and milliseconds of computing a page."""
    safely(read, pages[0])
    start = time.process_time()
    texts = [safely(read, page) for page in pages]
    return texts, 1000 * (time.process_time() - start) / len(pages)


def safely(read: Read, page: Page) -> str:
    try:
        return read(page.html, page.url)
    except Exception as error:
        logging.debug("%s: %s", page.url, error)
        return ""


def main() -> None:
    asked = argparse.ArgumentParser(description="Measure how well the text of pages is read.")
    asked.add_argument("--data", type=Path, default=Path("../shared/data"))
    asked.add_argument("--pages", type=int, help="of each set, the first so many")
    asked.add_argument("--only", choices=READERS, nargs="*", default=list(READERS))
    given = asked.parse_args()
    logging.disable(logging.ERROR)
    for name, (load, measure) in SETS.items():
        pages = list(load(given.data))[: given.pages]
        if not pages:
            print(f"{name}: not measured, the set isn't there")
            continue
        print(f"{name}: {len(pages)} pages")
        for label in given.only:
            module, make = READERS[label]
            if find_spec(module) is None:
                print(f"  {label:22} not installed")
                continue
            texts, each = texts_of(make(), pages)
            print(f"  {label:22} {measure(pages, texts)}, {each:.1f} ms a page", flush=True)


if __name__ == "__main__":
    main()

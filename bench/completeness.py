"""How often whole articles are called whole, and cut ones cut.

    .venv/bin/python bench/completeness.py --data ../shared/data [--pages N] [--first N]

Whole: real news pages with an article in them (fundus, trafilatura: those whose gold names a title
or segments), essays in Markdown, viewers' reviews, rated reviews; each that isn't called whole is a
false alarm, listed with its reason. Cut: the same fundus pages, cut in four ways: the later
paragraphs taken out and "[…]" put in; a prompt to subscribe put in; nothing put in but the length
that their JSON-LD declares; and texts broken off inside a sentence. Beside ours, the one sign that
trafilatura's users go by: a text below so many characters.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from hermeneut.read.article import Article
from hermeneut.read.completeness import of_text
from hermeneut.read.pieces import pieces_of
from hermeneut.read.prose import Prose

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
SHORT = 1_500  # characters: a text below is taken for cut, where nothing better is known
KEPT = 3  # paragraphs of a page that was cut
PROMPT = "<div class='offer'><p>Subscribe to continue reading.</p></div>"
DOTS = "<p>[…]</p>"


def pages(data: Path, name: str, most: int, first: int) -> Iterator[tuple[str, bytes]]:
    """Yield address and bytes of pages."""
    rows = pq.read_table(data / name / "pages.parquet").to_pylist()
    for row in rows[first :: max(1, len(rows) // most)]:
        html = row["html"]
        yield row["url"] or "", html if isinstance(html, bytes) else html.encode()


def read(url: str, html: bytes) -> dict[str, Any]:
    """Read a page's text and completeness."""
    capture = {
        "capture_id": "", "url": url, "format": "html", "content_type": "text/html",
        "payload": html,
    }  # fmt: skip
    return next(iter(Article().find(capture)))


def texts(data: Path) -> Iterator[tuple[str, str]]:
    """Yield whole texts that came as text."""
    for line in (data / "her_essays/essays.jsonl").read_text("utf-8").splitlines():
        yield "her_essays", json.loads(line)["body_markdown"]
    for line in (data / "her_user_reviews/reviews.jsonl").read_text("utf-8").splitlines():
        yield "her_user_reviews", json.loads(line)["text"]
    with gzip.open(data / "blog_reviews_rated/reviews.jsonl.gz", "rt") as lines:
        for row in map(json.loads, lines):
            yield "blog_reviews_rated", row["text"]
    table = pq.read_table(data / "imdb_user_reviews/reviews.parquet", columns=["review"])
    for row in table.slice(0, 1_000).to_pylist():
        yield "imdb_user_reviews", row["review"] or ""


def whole_texts(data: Path) -> None:
    """Print false alarms among whole texts."""
    called: dict[str, Counter[str]] = {}
    for name, text in texts(data):
        capture = {"capture_id": "", "url": "", "format": "text", "payload": text.encode()}
        piece = next(pieces_of(capture))
        row = Article().read(piece)
        called.setdefault(name, Counter())[row.verdict.completeness] += 1
    for name, counts in called.items():
        all_ = counts.total()
        print(
            f"{name}: {all_} whole, {1000 * (all_ - counts['whole']) / all_:.1f} alarms a "
            f"thousand  {dict(counts)}"
        )


def cut(html: bytes, put: str) -> bytes | None:
    """Take paragraphs out of a page after the first few that hold prose, and put a sign in."""
    text = html.decode("utf-8", "replace")
    found = list(re.finditer(r"<p\b[^>]*>(.{120,3000}?)</p>", text, re.DOTALL))
    if len(found) < 3 * KEPT:
        return None
    pieces, at = [], 0
    for i, match in enumerate(found):
        pieces.append(text[at : match.start() if i >= KEPT else match.end()])
        if i == KEPT:
            pieces.append(put)
        at = match.end()
    return "".join((*pieces, text[at:])).encode()


def main() -> None:
    """Print all sets."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--pages", type=int, default=60)
    # the rules were mended on the pages from 0; those from 1 were read once, for the figures
    parser.add_argument("--first", type=int, default=1)
    given = parser.parse_args()
    whole_texts(given.data)
    for name in ("article_extraction_fundus", "article_extraction_trafilatura"):
        rows = [
            (url, html, read(url, html))
            for url, html in pages(given.data, name, given.pages, given.first)
        ]
        wrong = [(u, r) for u, _, r in rows if r["completeness"] != "whole"]
        short = sum(len(r["text"] or "") < SHORT for _, _, r in rows)
        print(
            f"{name}: {len(rows)} pages, not called whole {len(wrong)}, "
            f"below {SHORT} characters {short}"
        )
        for url, row in wrong:
            print(
                f"    {row['completeness']:14} {(row['reason'] or '')[:70]:70} "
                f"{row['words']:5} {url[:80]}"
            )
        if "fundus" in name:
            found = [
                (u, h) for u, h, r in rows if r["completeness"] == "whole" and r["words"] > 250
            ]
            for sign, put in (("[…]", DOTS), ("prompt", PROMPT), ("no sign", "")):
                judged = Counter(
                    read(u, c)["completeness"] for u, h in found if (c := cut(h, put)) is not None
                )
                print(f"    cut, {sign}: {dict(judged)}")
            broken = Counter(
                of_text(Prose(r["text"][: len(r["text"]) * 2 // 3].rsplit(" ", 1)[0])).completeness
                for u, h, r in rows
                if r["completeness"] == "whole" and r["words"] > 250
            )
            print(f"    texts broken off at two thirds: {dict(broken)}")


if __name__ == "__main__":
    main()

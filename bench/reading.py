"""How well pages are read: texts against gold paragraphs, facts against gold facts.

    .venv/bin/python bench/reading.py --data ../shared/data

Four sets, each skipped with a word when it isn't there:

- ``her_essays``: title, author and date of Markdown files against their stated facts;
  ``her_essays/pairs``: the page against the Markdown that it was built from, F1 over 4-grams;
- ``her_user_reviews``: each row a document with title, author, date and text;
- ``article_extraction_fundus``: F1 over 4-grams, macro-averaged as the Article Extraction Benchmark
  does (github.com/scrapinghub/article-extraction-benchmark);
- ``article_extraction_trafilatura``: segments that must and mustn't be there; title, authors, date.
"""

from __future__ import annotations

import argparse
import json
import re
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from hermeneut.read.article import Article
from hermeneut.read.candidates import resolve
from hermeneut.read.encoding import decode
from hermeneut.read.frontmatter import split
from hermeneut.read.markdown import read_markdown
from hermeneut.read.metadata import candidates_of
from hermeneut.read.page import read_page
from hermeneut.read.pieces import pieces_of

Facts = dict[str, str]


def grams(text: str, n: int = 4) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    if not words:
        return Counter()
    return Counter(tuple(words[i : i + n]) for i in range(max(1, len(words) - n + 1)))


def macro_f1(pairs: Iterable[tuple[str, str]]) -> tuple[float, float, float]:
    precisions, recalls = [], []
    for gold, found in pairs:
        g, f = grams(gold), grams(found)
        both = sum((g & f).values())
        if f:
            precisions.append(both / sum(f.values()))
        if g:
            recalls.append(both / sum(g.values()))
    p, r = sum(precisions) / len(precisions), sum(recalls) / len(recalls)
    return 2 * p * r / (p + r), p, r


def plain(text: Any) -> str:
    decomposed = unicodedata.normalize("NFKD", str(text or "")).encode("ascii", "ignore").decode()
    return " ".join(re.findall(r"[a-z0-9]+", decomposed.lower()))


def names(value: Any) -> set[str]:
    parts = value if isinstance(value, list) else re.split(r"[;,]| and | und | et ", value or "")
    return {plain(part) for part in parts if plain(part)}


def documents(capture: dict[str, Any]) -> Iterator[tuple[Facts, dict[str, Any]]]:
    readings = Article().find(capture)
    for piece, reading in zip(pieces_of(capture), readings, strict=True):
        judged = resolve(candidates_of(piece))
        yield {j.candidate.field: j.candidate.value for j in judged if j.chosen}, reading


def essays(data: Path) -> None:
    rows = [json.loads(x) for x in (data / "essays.jsonl").read_text("utf-8").splitlines()]
    right: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for row in rows:
        text = f"---\n{row['front_matter']}\n---\n{row['body_markdown']}"
        capture = {
            "capture_id": row["id"],
            "url": f"file:///{row['path']}",
            "format": "markdown",
            "payload": text.encode(),
        }
        facts, _ = next(documents(capture))
        for field, key in (("title", "title"), ("authors", "author"), ("published", "date")):
            if row[key] and plain(row[key]) in plain(row["front_matter"]):
                asked[field] += 1
                right[field] += plain(facts.get(field)) == plain(row[key])
    print("essays, stated facts right:", ", ".join(f"{f} {right[f]}/{asked[f]}" for f in asked))


def pairs(data: Path) -> None:
    scored = []
    for page in sorted((data / "pairs").glob("*.html")):
        body = split(page.with_suffix(".md").read_text("utf-8")).body
        scored.append((read_markdown(body).text, read_page(page.read_bytes())["text"]))
    print(
        "essay pairs, page against Markdown: F1 {:.4f} (p {:.3f}, r {:.3f})".format(
            *macro_f1(scored)
        )
    )


def user_reviews(data: Path) -> None:
    payload = (data / "reviews.jsonl").read_bytes()
    rows = [json.loads(x) for x in payload.decode().splitlines()]
    columns = {
        "text": "text",
        "title": "title",
        "authors": "user",
        "published": "date",
        "outlet": "source",
        "rating": "rating10",
    }
    capture = {
        "capture_id": "r",
        "url": "file:///reviews.jsonl",
        "format": "jsonl",
        "payload": payload,
        "mapping": json.dumps({"map": columns}),
    }
    found = list(documents(capture))
    right = {
        field: sum(
            plain(facts.get(field)) == plain(row[key])
            for row, (facts, _) in zip(rows, found, strict=True)
        )
        for field, key in (("title", "title"), ("authors", "user"), ("published", "date"))
    }
    whole = sum(reading["completeness"] == "whole" for _, reading in found)
    print(f"user reviews: {len(found)} documents of {len(rows)} rows, {whole} whole,", right)


def gold_text(stated: str) -> str:
    versions = json.loads(stated)
    one = versions if "body" in versions else next(iter(versions.values()))
    body = one.get("body") or {}
    lines = list(body.get("summary") or [])
    for section in body.get("sections") or []:
        lines += [*(section.get("headline") or []), *(section.get("paragraphs") or [])]
    return "\n".join(lines)


def fundus(data: Path) -> None:
    rows = [r for r in pq.read_table(data / "pages.parquet").to_pylist() if r["n_versions"] == 1]
    rows = [(r, gold_text(r["gold_json"])) for r in rows]
    rows = [(r, gold) for r, gold in rows if len(gold) > 200]
    start = time.perf_counter()
    found = [read_page(decode(bytes(r["html"])).text, r["url"])["text"] for r, _ in rows]
    each = 1000 * (time.perf_counter() - start) / len(rows)
    f1, p, r = macro_f1([(gold, text) for (_, gold), text in zip(rows, found, strict=True)])
    print(
        f"article text: F1 {f1:.4f} (p {p:.3f}, r {r:.3f}), {len(rows)} pages, {each:.0f} ms each"
    )


def segments(rows: list[dict[str, Any]], found: list[dict[str, Any]]) -> str:
    tp = fp = fn = 0
    for row, page in zip(rows, found, strict=True):
        tp += sum(s in page["text"] for s in row["with_segments"])
        fn += sum(s not in page["text"] for s in row["with_segments"])
        fp += sum(s in page["text"] for s in row["without_segments"])
    p, r = tp / (tp + fp), tp / (tp + fn)
    return f"segments F1 {2 * p * r / (p + r):.3f} (p {p:.3f}, r {r:.3f})"


def trafilatura(data: Path) -> None:
    rows = pq.read_table(data / "pages.parquet").to_pylist()
    found = [read_page(decode(bytes(r["html"])).text, r["url"]) for r in rows]
    print("pages of many kinds:", segments(rows, found))
    title: list[bool] = []
    date: list[bool] = []
    dated = hits = given = signed = 0
    for row, page in zip(rows, found, strict=True):
        gold = json.loads(row["extra"] or "{}")
        if gold.get("title"):
            title.append(plain(gold["title"]) == plain(page["title"]))
        if gold.get("author"):
            ours, theirs = names(page["authors"]), names(gold["author"])
            hits, given, signed = hits + len(ours & theirs), given + len(ours), signed + len(theirs)
        if gold.get("date"):
            dated += 1
            if page["published"]:
                date.append(page["published"][:10] == str(gold["date"])[:10])
    print(
        f"title {sum(title) / len(title):.3f} of {len(title)}; "
        f"authors p {hits / given:.3f} r {hits / signed:.3f} of {signed}; "
        f"date {sum(date) / len(date):.3f} of the {len(date) / dated:.3f} answered ({dated})"
    )


SETS: dict[str, tuple[str, Callable[[Path], None]]] = {
    "essays": ("her_essays", essays),
    "pairs": ("her_essays", pairs),
    "user-reviews": ("her_user_reviews", user_reviews),
    "fundus": ("article_extraction_fundus", fundus),
    "trafilatura": ("article_extraction_trafilatura", trafilatura),
}


def main() -> None:
    asked = argparse.ArgumentParser(description="Measure how well pages are read.")
    asked.add_argument("--data", type=Path, default=Path("../shared/data"))
    asked.add_argument("--only", choices=SETS, nargs="*", default=list(SETS))
    given = asked.parse_args()
    for name in given.only:
        folder, measure = SETS[name]
        if (given.data / folder).is_dir():
            measure(given.data / folder)
        else:
            print(f"{name}: not measured, {given.data / folder} isn't there")


if __name__ == "__main__":
    main()

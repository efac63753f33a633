"""Whether a text's language is told, and whether a quotation in another turns it; time a text.

    python bench/languages.py [--data DIR] [--show]

1. *Pages* (`article_extraction_fundus`, the paragraphs that its gold gives): how often the language
   that is found is the one that the page declares. Pages declare wrongly: `--show` lists them.
2. *Essays with quotations*: articles in English (`commonplace_highlights`) into which paragraphs
   of those pages in other languages are laid, up to 30 % of the words, and up to 48 %. How often
   the essay is in English, paragraph by paragraph as here, and asked as a whole.
3. *English passages* of articles and of viewers' reviews (`imdb_user_reviews`): how many are taken
   for another language.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import time
from collections import Counter, defaultdict
from pathlib import Path

import pyarrow.parquet as pq

from duplicates import SETS
from hermeneut.annotate.paragraphs import Paragraphs
from hermeneut.models.languages import identified, words
from hermeneut.read.language import spoken

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
_DECLARED = re.compile(rb"<html[^>]{0,500}?\blang=[\"']?([a-z]{2})", re.I)
_SAME = {"nb": "no", "nn": "no"}  # Norwegian in its two written forms
ESSAYS = 60  # a language and share


def pages(data: Path, *, show: bool) -> dict[str, list[str]]:
    """Measure pages; return paragraphs of the other languages."""
    agree, differ, parts = 0, [], defaultdict(list)
    start = time.process_time()
    rows = pq.read_table(data / "article_extraction_fundus/pages.parquet").to_pylist()
    for row in rows:
        body = next(iter(json.loads(row["gold_json"]).values()))["body"]
        said = [*body.get("summary", []), *(p for s in body["sections"] for p in s["paragraphs"])]
        stated = _DECLARED.search(row["html"][:8000])
        declared = stated[1].decode().lower() if stated else None
        found = spoken("\n\n".join(said)).main
        parts[found or ""] += [p for p in said if len(p) > 120]
        if found == _SAME.get(declared or "", declared):
            agree += 1
        else:
            differ.append(f"{row['publisher']}: {found}, and the page says {declared}")
    seconds = time.process_time() - start
    print(
        f"pages: {len(rows)} in {len(parts)} languages; as declared {agree}, other {len(differ)}; "
        f"{1000 * seconds / len(rows):.1f} ms of processor each, with reading them"
    )
    for line in differ if show else ():
        print("   ", line)
    return {name: found for name, found in parts.items() if name not in ("", "en")}


def essays(data: Path, parts: dict[str, list[str]]) -> None:
    """Measure English essays that quote other languages."""
    texts = [t for t in SETS["commonplace_highlights"](data) if 300 <= len(t.split()) <= 2500]
    chance = random.Random(5)
    for least, most in ((0.1, 0.3), (0.3, 0.48)):
        english: Counter[str] = Counter()
        told, many, wrong = 0, 0, Counter()
        for language in sorted(name for name, found in parts.items() if len(found) >= 8):
            for text in chance.sample(texts, ESSAYS):
                essay = quoting(text, parts[language], chance.uniform(least, most), chance)
                heard = spoken(essay)
                many, told = many + 1, told + bool(heard.note)
                english["here"] += heard.main == "en"
                english["whole"] += identified(essay[:20_000]) == "en"
                wrong[language] += heard.main != "en"
        print(f"essays of which {100 * least:.0f} to {100 * most:.0f} % are in another language "
              f"({len(wrong)} languages, {many} essays): in English {english['here'] / many:.3f}; "
              f"asked as a whole {english['whole'] / many:.3f}; told to be in two languages "
              f"{told / many:.2f}; wrong by language {dict(+wrong)}")  # fmt: skip


def quoting(text: str, others: list[str], share: float, chance: random.Random) -> str:
    """Lay paragraphs into a text until they are such a share of its words."""
    paragraphs, own, laid = text.split("\n\n"), words(text), 0
    for other in chance.sample(others, len(others)):
        more = laid + words(other)
        if more <= share * (own + more):
            paragraphs.insert(chance.randrange(len(paragraphs) + 1), other)
            laid = more
    return "\n\n".join(paragraphs)


def passages(data: Path) -> None:
    """Count English passages taken for another language."""
    chance, found = random.Random(3), Counter()
    start = time.process_time()
    for name in ("commonplace_highlights", "imdb_user_reviews"):
        for text in chance.sample(SETS[name](data), 600):
            found.update(row["language"] for row in Paragraphs().find(text))
    seconds = time.process_time() - start
    short, english = found.pop(None, 0), found.pop("en", 0)
    print(f"English passages: {english:,} told as such, {short:,} not told, others {dict(found)}; "
          f"{1000 * seconds / (short + english):.2f} ms each, with finding them")  # fmt: skip


def main() -> None:
    """Print three sections."""
    ask = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    ask.add_argument("--data", type=Path, default=DATA)
    ask.add_argument("--show", action="store_true", help="list pages that declare another language")
    given = ask.parse_args()
    sets = ("article_extraction_fundus", "commonplace_highlights", "imdb_user_reviews")
    missing = [name for name in sets if not (given.data / name).exists()]
    if missing:
        print(f"no {', '.join(missing)} in {given.data}: not measured")
        return
    essays(given.data, pages(given.data, show=given.show))
    passages(given.data)


if __name__ == "__main__":
    main()

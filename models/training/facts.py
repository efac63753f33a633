"""Learn how far each place on a page is to be believed about title, authors and date.

    python models/training/facts.py --data DATA_FOLDER [--out src/hermeneut]

Over the cues of ``hermeneut.read.candidates.cues`` (who says a value, who says another, the value's
own marks), for title and date a logistic regression with an L2 penalty (Cox 1958), written to
``read/reliabilities.toml``; for names extremely randomised trees (Geurts and others 2006), written
to ``models/bylines.safetensors``. They learn from the pages of trafilatura's and fundus' tests.
Printed are the score on pages of hosts that were not learned from (five folds by host), how sure
the model was against how often it was right, and how often each place was right by itself. The
files hold weights alone, no text.
"""

from __future__ import annotations

import argparse
import json
import re
import unicodedata
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pyarrow.parquet as pq
from manifest import ModelFile, record
from manifest import write as write_model
from numpy.typing import NDArray
from safetensors.numpy import save
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.linear_model import LogisticRegression

from hermeneut.models.bylines import Trees, of_arrays
from hermeneut.read import bylines, outlets, published, titles
from hermeneut.read.candidates import ANY_META, NAMES, Candidate, cues, fold, judged
from hermeneut.read.encoding import decode
from hermeneut.read.markup import parse
from hermeneut.read.sources import Page

FIELDS = ("title", "authors", "published")
FOLDS = 5
SEEN = 4  # pages that a place or a cue must be on to be learned
# Tried: 0.1, 0.3, 0.5, 1, 2, 3, 4, by the score on hosts not learned from.
STRENGTH = {"title": 4.0, "published": 0.3}
# Tried on hosts not learned from, in three partings of them: logistic regression as above, the same
# with pairs of cues, boosted trees, random forests, and these. Of 60 to 400 trees, to any depth, 8,
# 10 and 12, with a fifth to two fifths of the cues asked at each node.
TREES, DEPTH, SMALLEST, ASKED = 150, 10, 2, 0.4
# The least support a value is chosen with: a title of some sort is better than none, a wrong name
# or date is worse.
LEAST = {"title": 0.0, "authors": 0.5, "published": 0.55}
# Set, since the pages learned from all have a date and were captured later. What an archive's page
# shows of the day of capture is mostly the day it was asked for; and most pages have no date: one
# that no good place bears out is then another piece's.
SET = {"published": {"the day of capture": -3.0, "said by 0": -3.0}}

Weights = dict[str, float]
SOURCE = (
    "trained on article_extraction_fundus and article_extraction_trafilatura (development halves); "
    "the file holds names of places and shares, no text"
)


@dataclass(frozen=True)
class Learned:
    """Weights by cue; of names, trees instead, with the arrays that they are written as."""

    weights: Weights
    trees: Trees | None = None
    arrays: Mapping[str, NDArray[np.float32]] | None = None


Running = Mapping[str, Sequence[Candidate]]


@dataclass(frozen=True)
class Gold:
    """One page: its host, what is in the running, what people read, and whether it is scored."""

    host: str
    running: Running
    right: Mapping[str, frozenset[str]]
    scored: bool

    def holds(self, field: str, value: str) -> bool:
        """Say whether a value is right."""
        if field == "published":  # a month may be right too
            return any(day.startswith(value) for day in self.right[field])
        return plain(value) in self.right[field]


def plain(text: object) -> str:
    """Reduce a text as the benchmarks do: ASCII letters and digits."""
    bare = unicodedata.normalize("NFKD", str(text or "")).encode("ascii", "ignore").decode()
    return " ".join(re.findall(r"[a-z0-9]+", bare.lower()))


def people(stated: object) -> frozenset[str]:
    """Part stated authors."""
    listed = (
        stated if isinstance(stated, list) else re.split(r"[;,]| and | und | et ", stated or "")
    )
    return frozenset(plain(one) for one in listed) - {""}


def pages(data: Path) -> Iterator[Gold]:
    """Read the pages that are there."""
    for row in rows(data / "article_extraction_trafilatura"):
        stated = json.loads(row["extra"] or "{}")
        yield gold(row, stated.get("title"), stated.get("author"), stated.get("date"))
    for row in rows(data / "article_extraction_fundus"):
        stated = json.loads(row["gold_json"])
        if row["n_versions"] == 1:
            one = stated if "title" in stated else next(iter(stated.values()))
            facts = (one.get("title"), one.get("authors"), one.get("publishing_date"))
            yield gold(row, *facts, scored=False)


def rows(folder: Path) -> list[dict]:
    """Return the rows of a set, none if it isn't there."""
    path = folder / "pages.parquet"
    return pq.read_table(path).to_pylist() if path.exists() else []


def gold(row: dict, title: object, author: object, date: object, *, scored: bool = True) -> Gold:
    """Find what is in the running on a page and set it beside what is right."""
    page = Page(parse(decode(bytes(row["html"])).text), row["url"])
    outlet = outlets.outlet_of(page)
    running: dict[str, list[Candidate]] = {field: [] for field in FIELDS}
    for found in (
        titles.from_page(page, outlet=outlet),
        bylines.from_page(page, outlet=outlet),
        published.from_page(page),
    ):
        for one in found:
            running[one.field].append(one)
    right = {
        "title": frozenset({plain(title)} - {""}),
        "authors": people(author),
        "published": frozenset({str(date or "")[:10]} - {""}),
    }
    host = (urlsplit(row["url"]).hostname or "").removeprefix("www.")
    return Gold(".".join(host.split(".")[-2:]), running, right, scored)


def places(field: str, learned: Iterable[Gold]) -> Weights:
    """Name the places that are common enough to be weighed; the other meta names go together."""
    count = Counter(s for page in learned for s in {c.source for c in page.running[field]})
    found = {f"+ {source}": 0.0 for source, n in count.items() if n >= SEEN}
    return found | {f"+ {ANY_META}": 0.0}


def values(field: str, running: Sequence[Candidate]) -> list[str]:
    """Return the distinct values; of authors, the names."""
    found: dict[str, str] = {}
    for one in running:
        for value in one.value.split(NAMES) if field == "authors" else [one.value]:
            found.setdefault(value if field == "published" else fold(value), value)
    return list(found.values())


def learn(field: str, learned: Sequence[Gold]) -> Learned:
    """Fit what weighs the cues of one field."""
    known = places(field, learned)
    said = [
        (page, value, set(cues(value, page.running[field], known)) - {""})
        for page in learned
        if page.right[field]
        for value in values(field, page.running[field])
    ]
    count = Counter(cue for _, _, found in said for cue in found)
    names = sorted(cue for cue, n in count.items() if n >= SEEN)
    column = {cue: i for i, cue in enumerate(names)}
    matrix = np.zeros((len(said), len(names)))
    for i, (_, _, found) in enumerate(said):
        matrix[i, [column[cue] for cue in found if cue in column]] = 1
    right = np.array([page.holds(field, value) for page, value, _ in said])
    if field == "authors":
        return grown(sorted(names + [place for place in known if place not in column]), names,
                     matrix, right)  # fmt: skip
    model = LogisticRegression(C=STRENGTH[field], max_iter=2000).fit(matrix, right)
    weights = dict(zip(names, map(float, model.coef_[0]), strict=True))
    weights = {f"+ {ANY_META}": 0.0} | weights | {"": float(model.intercept_[0])}
    weights |= SET.get(field, {})
    return Learned({cue: round(weight, 3) for cue, weight in weights.items()})


def grown(
    columns: Sequence[str], names: Sequence[str], matrix: NDArray[np.float64],
    right: NDArray[np.bool_],
) -> Learned:  # fmt: skip
    """Grow trees over cues, and lay them out as arrays over the columns."""
    model = ExtraTreesClassifier(
        TREES, max_depth=DEPTH, min_samples_leaf=SMALLEST, max_features=ASKED, random_state=1
    ).fit(matrix, right)
    of = np.array([columns.index(name) for name in names])
    parts: dict[str, list[NDArray]] = defaultdict(list)
    size = 0
    for one in model.estimators_:
        tree = one.tree_
        itself = np.arange(tree.node_count)
        leaf = tree.children_left < 0
        parts["feature"].append(np.where(leaf, 0, of[np.maximum(tree.feature, 0)]))
        parts["left"].append(np.where(leaf, itself, tree.children_left) + size)
        parts["right"].append(np.where(leaf, itself, tree.children_right) + size)
        share = tree.value[:, 0, 1] / tree.value[:, 0].sum(axis=1)
        parts["value"].append(share)
        parts["roots"].append(np.array([size]))
        size += tree.node_count
    arrays = {name: np.concatenate(some) for name, some in parts.items()}
    kinds = {"value": np.float16, "feature": np.uint8 if len(columns) < 256 else np.uint16}
    arrays = {name: some.astype(kinds.get(name, np.uint16)) for name, some in arrays.items()}
    arrays["deepest"] = np.array([max(e.tree_.max_depth for e in model.estimators_)], np.uint16)
    trees = of_arrays(columns, arrays)
    arrays["cues"] = np.frombuffer("\n".join(columns).encode(), np.uint8)
    return Learned(dict.fromkeys(columns, 0.0), trees, arrays)


def chosen(field: str, page: Gold, known: Learned, least: float) -> tuple[str | None, float]:
    """Return what is chosen on a page, and how sure that is."""
    weights = known.weights | {"least": least}
    winners = [j for j in judged(field, page.running[field], weights, sure=known.trees) if j.chosen]
    return (winners[0].candidate.value, winners[0].confidence) if winners else (None, 0.0)


def counted(field: str, page: Gold, value: str | None) -> NDArray[np.int_]:
    """Count right, given and wanted values."""
    if field != "authors":
        whole = field == "title" or len(value or "") == len("2014-01-10")
        return np.array([whole and page.holds(field, value or ""), bool(value), 1])
    given = people((value or "").split(NAMES))
    return np.array([len(given & page.right[field]), len(given), len(page.right[field])])


def validate(field: str, all_pages: Sequence[Gold]) -> None:
    """Print the score on hosts that were not learned from, and how calibrated it is."""
    fold_of = [zlib.crc32(page.host.encode()) % FOLDS for page in all_pages]
    tested: list[tuple[Gold, Learned]] = []
    for fold_no in range(FOLDS):
        weights = learn(field, [p for p, f in zip(all_pages, fold_of, strict=True) if f != fold_no])
        tested += [
            (page, weights)
            for page, f in zip(all_pages, fold_of, strict=True)
            if f == fold_no and page.right[field] and page.scored
        ]
    for least in sorted({0.0, 0.4, 0.5, 0.6, 0.7, LEAST[field]}):
        outcome = [counted(field, p, chosen(field, p, w, least)[0]) for p, w in tested]
        right, given, wanted = np.sum(outcome, axis=0)
        print(
            f"{field}, at least {least}: precision {right / max(1, given):.3f}, "
            f"recall {right / wanted:.3f}, answered {given / wanted:.3f} of {wanted}"
        )
    bins: dict[int, list[float]] = defaultdict(list)
    for page, weights in tested:
        value, sure = chosen(field, page, weights, 0.0)
        right, given, _ = counted(field, page, value)
        if given:
            bins[min(9, int(sure * 10))].append(right / given)
    for tenth, shares in sorted(bins.items()):
        sure = f"{tenth / 10:.1f}–{tenth / 10 + 0.1:.1f}"
        print(f"   sure {sure}: right {np.mean(shares):.2f} of {len(shares)}")


def reliabilities(field: str, all_pages: Sequence[Gold]) -> None:
    """Print how often each place was right by itself."""
    count: dict[str, list[bool]] = defaultdict(list)
    for page in all_pages:
        if page.right[field]:
            for one in page.running[field]:
                named = one.value.split(NAMES) if field == "authors" else [one.value]
                count[one.source].append(all(page.holds(field, value) for value in named))
    for source, outcome in sorted(count.items(), key=lambda pair: -len(pair[1])):
        if len(outcome) >= SEEN:
            print(f"   {source}: {np.mean(outcome):.2f} of {len(outcome)}")


def written(learned: Mapping[str, Learned]) -> str:
    """Write the weights as TOML."""
    lines = [
        "# Written by models/training/facts.py: weights of a logistic regression for each field;",
        "# those of names are trees, in models/bylines.safetensors.",
        '# Do not edit by hand. "" is the constant, "+ place" that a place states the value,',
        '# "- place" that it states another, the rest are marks of the value; least is the support',
        "# that a value is chosen with.",
    ]
    for field, known in learned.items():
        table = {} if known.trees else known.weights
        lines += ["", f"[{field}]", f"least = {LEAST[field]}"]
        lines += [
            f"{json.dumps(cue, ensure_ascii=False)} = {w}" for cue, w in sorted(table.items())
        ]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Learn, say how well, write."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--data", type=Path, required=True)
    asked.add_argument("--out", type=Path, help="the package's folder; without it only judged")
    given = asked.parse_args()
    found = list(pages(given.data))
    for field in FIELDS:
        validate(field, found)
        reliabilities(field, found)
    if not given.out:
        return
    learned = {field: learn(field, found) for field in FIELDS}
    (given.out / "read" / "reliabilities.toml").write_text(written(learned), "utf-8")
    arrays = learned["authors"].arrays
    assert arrays is not None
    built = f"models/training/facts.py: {TREES} extremely randomised trees over cues of names"
    entry = ModelFile("bylines", "bylines.safetensors", "", SOURCE, "Apache-2.0", built)
    models = given.out / "models"
    record(models, [write_model(models, save(dict(arrays)), describes=entry)])


if __name__ == "__main__":
    main()

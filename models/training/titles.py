"""Fit the weights by which a place where a title may stand is judged.

    python models/training/titles.py --data DATA_FOLDER --out src/hermeneut/cues/weights.json

Logistic regression over the traits of ``hermeneut.cues.context``, on titles hidden in other
people's writing (``works.py``) and on the headlines of half the hosts of the bibliography that
ships. Prints how it does on the quarter of the texts that it wasn't fitted on; measured by hand
it is in ``bench/subject.py``.
"""

import argparse
import csv
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit
from zlib import crc32

import numpy as np
import works
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from hermeneut.cues.titles import around_of, may_be
from hermeneut.cues.traits import title_of, traits
from hermeneut.samples import design_of

LINE = 0.2  # weight of a critic's sentence, which is always on the film and names nobody
LOUD = 0.1  # share of headlines in capitals
STRENGTH = 0.5  # tried: 0.05 to 1; the log loss hardly moves above 0.3
FEWEST = 20  # texts that a trait must stand in
SMALLEST = 0.05  # weights below are left out
# Weights that bring the sample nearer to what a study meets: viewers write many headlines, few
# texts on something else name the film, and in those a capital mostly means another thing.
HEADLINE_ELSEWHERE, IN_PASSING, LARGE_ELSEWHERE = 0.4, 0.3, 5.0


class Place(NamedTuple):
    """One place: of which text, its traits, whether the title stands there, its weight."""

    ident: str
    kind: str
    traits: list[str]
    title: bool
    weight: float


def of_text(
    ident: str, kind: str, hidden: works.Hidden, film: works.Film, weight: float = 1.0
) -> Iterator[Place]:
    """Yield the places of one text."""
    names = tuple(name for name in film.names if name.lower() != hidden.title.lower())
    asked = title_of(hidden.title, names)
    around = around_of(hidden.text, hidden.emphasis, names, film.year or None)
    for place in works.places(hidden.text, hidden.title):
        found = traits(hidden.text, *place, asked, around)
        if may_be(found, asked.kind):
            yield Place(ident, kind, found, place in hidden.places, weight)


def hidden_titles(data: Path, learnt: works.Learnt, rng: random.Random) -> Iterator[Place]:
    """Yield places in texts on a film and in texts that name one in passing."""
    for film, text in works.on_films(data, learnt, rng):
        for part, kind in ((text.text, "review"), (text.headline, "headline")):
            if (
                len(film.title) > 3
                and works.places(part, film.title)
                and works.is_plain(film.title, part)
            ):
                for _ in range(3 if text.headline else 1):
                    hidden = works.disturb(works.hide(part, film.title, works.draw(rng), rng), rng)
                    yield from of_text(
                        text.ident, kind, hidden, film, 1.0 if text.headline else LINE
                    )
    for film, text in works.in_passing(data, learnt):
        hidden = works.hide(text.text, film.title, works.draw(rng), rng)
        yield from of_text(text.ident, "in passing", works.disturb(hidden, rng), film, IN_PASSING)


def no_titles(data: Path, rng: random.Random) -> Iterator[Place]:
    """Yield places in texts and headlines that name no such film."""
    for film, text in works.unrelated(data, rng):
        for behind in ("Her" if rng.random() < 0.4 else works.draw(rng), works.draw(rng)):
            stands = [text.text[s:e] for s, e in works.places(text.text, behind)]
            if stands and (any(w != behind.lower() for w in stands) or rng.random() < 0.12):
                beside = works.with_some_there(film, text.text, rng)
                hidden = works.Hidden(text.text, behind, frozenset())
                for place in of_text(
                    text.ident, "elsewhere", works.disturb(hidden, rng, often=0.25), beside
                ):
                    large = "small" not in place.traits[0]
                    yield place._replace(weight=LARGE_ELSEWHERE if large else 1.0)
        for behind in ("Her", "His", "Their", "Him", "Us", "Them", "It", *works.WORDS):
            if film.title != behind and works.places(text.headline, behind):
                line = text.headline.upper() if rng.random() < LOUD else text.headline
                hidden = works.Hidden(line, behind, frozenset())
                yield from of_text(
                    text.ident, "headline elsewhere", hidden, film, HEADLINE_ELSEWHERE
                )


def headlines(rng: random.Random) -> Iterator[Place]:
    """Yield the title's places in the bibliography's headlines, from half its hosts."""
    work = design_of("her").work
    film = works.Film("", "Her", work.year, work.makers, (*work.makers, *work.cues))
    source = files("hermeneut.samples") / "her" / "catalogue.csv"
    for row in csv.DictReader(source.read_text("utf-8").splitlines()):
        host = urlsplit(row["url"]).hostname or ""
        right = row["about"] in ("her", "both")
        if crc32(host.encode()) % 2 or not (right or row["about"] == "distractor"):
            continue
        line = re.sub(r"^\((.*)\)$", r"\1", row["title"])
        where = frozenset(works.places(line, "Her"))
        if not right:
            yield from of_text(
                row["url"], "bibliography", works.Hidden(line, "Her", frozenset()), film
            )
            continue
        yield from of_text(row["url"], "bibliography", works.Hidden(line, "Her", where), film)
        for _ in range(2):
            hidden = works.hide(line, "Her", works.draw(rng), rng)
            if rng.random() < LOUD:
                hidden = works.Hidden(hidden.text.upper(), hidden.title, hidden.places)
            yield from of_text(row["url"], "bibliography", hidden, film)


def fit(places: Sequence[Place]) -> dict[str, float]:
    """Fit the weights of traits that enough texts have."""
    texts: dict[str, set[str]] = defaultdict(set)
    for place in places:
        for trait in place.traits:
            texts[trait].add(place.ident)
    vectors = DictVectorizer()
    matrix = vectors.fit_transform(
        [{t: 1 for t in place.traits if len(texts[t]) >= FEWEST} for place in places]
    )
    model = LogisticRegression(C=STRENGTH, max_iter=2000)
    model.fit(matrix, [p.title for p in places], sample_weight=[p.weight for p in places])
    weights = dict(zip(vectors.get_feature_names_out(), map(float, model.coef_[0]), strict=True))
    kept = {t: round(w, 2) for t, w in sorted(weights.items()) if abs(w) >= SMALLEST}
    return {"": round(float(model.intercept_[0]), 2), **kept}


def weigh(place: Place, weights: dict[str, float]) -> float:
    """Give the probability, as the package does."""
    odds = weights[""] + sum(weights.get(trait, 0.0) for trait in place.traits)
    return float(1 / (1 + np.exp(-odds)))


def report(places: Sequence[Place], weights: dict[str, float]) -> None:
    """Print how the weights do, by kind of text and by how the place is written."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for place in places:
        got = weigh(place, weights) >= 0.5
        said = (
            ("right" if place.title else "wrong") if got else ("missed" if place.title else "left")
        )
        for group in ("all", place.kind, place.traits[1]):
            counts[group][said] += 1
    for group, n in sorted(counts.items()):
        given, wanted = n["right"] + n["wrong"], n["right"] + n["missed"]
        print(f"{group:32s} places {n.total():6d}  precision {n['right'] / max(1, given):.3f}"
              f"  recall {n['right'] / max(1, wanted):.3f}")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with the corpora")
    parser.add_argument("--out", type=Path, required=True, help="the file of weights")
    options = parser.parse_args()
    rng = random.Random(20131218)
    learnt = works.Learnt(options.data)
    places = [
        *hidden_titles(options.data, learnt, rng), *no_titles(options.data, rng), *headlines(rng),
    ]  # fmt: skip
    kept = works.halves([place.ident for place in places])
    known = [place for place, keep in zip(places, kept, strict=True) if not keep]
    print(f"{len(places)} places, {sum(p.title for p in places)} titles")
    report([place for place, keep in zip(places, kept, strict=True) if keep], fit(known))
    options.out.write_text(json.dumps(fit(known), ensure_ascii=False, indent=0) + "\n", "utf-8")


if __name__ == "__main__":
    main()

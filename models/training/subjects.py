"""Fit the weights by which a document is judged to be about a work.

    python models/training/subjects.py --data DATA_FOLDER --out src/hermeneut/read/about.json

Logistic regression, its signs given, over the measures of ``hermeneut.read.about``, once for whole
pages and once, without what a few lines can't show, for shorter texts: on whole pages of half the
films of ``wholes.py`` and on pages that name these in passing; on reviews
whose film is known, tried on their own film and on others, with titles hidden behind pronouns and
common words; on what names a film in passing; and on headlines and addresses of half the hosts of
the bibliography that ships. Prints how it does on the quarter of the texts that it wasn't fitted
on; other films and *Her* are measured in ``bench/subject.py``.
"""

import argparse
import csv
import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit
from zlib import crc32

import numpy as np
import wholes
import works
from scipy.optimize import minimize

from hermeneut.read.about import PASSAGE, Look, Page, Wanted, measures
from hermeneut.samples import design_of

SHRINK = 0.0005
AGAINST = {  # measures that may only speak against the work; all others only for it
    "headline: neither",
    "headline: another",
    "headline: distractor",
    "address: neither",
    "no title",
    "nobody",
    "other years",
    "another",
    "rival",
    "kin",
    "in passing",
}
# What no text here says, the page's own facts, has weights set by hand; so has a row of a list that
# has no text, since who lists pages for a study lists more on the work than lessons hold.
BY_HAND = {
    "no text": 0.3,
    "stated": 4.0, "reviews it": 6.0, "stated: another": -3.0, "headline: distractor": -3.0,
    "another": -1.0,
}  # fmt: skip
# Measures that say little of a few lines, which name little: weights of short texts leave them out.
ATTENDED = frozenset(("attention", "rival", "kin", "in passing", "players", "headline: another"))
WELL_DESCRIBED = 8  # names; with fewer, most reviews name nobody that is known
LONG_ENOUGH = 2500  # code points of a text that may mention a film in passing
# How much each kind of what isn't about the film weighs, beside what is about it (1): on the
# collections that this is for, one document in two or three is about the work.
KINDS = {
    "elsewhere": 0.5,
    "in passing": 0.15,
    "in a sentence": 0.25,
    "namesake": 0.1,
    "headline and address": 0.1,
    "headline, address and text": 0.2,
    "whole page names it": 0.6,
    "whole page by lot": 0.1,
}
OF_IT = 3.0  # weight of a whole page on its film, beside a viewer's review
OPENINGS = (600, 1200, 2500, 100_000)  # code points: pages are often cut short


class Case(NamedTuple):
    """One page, tried on one work: which, of what kind, its measures, whether it's about it."""

    ident: str
    kind: str
    measures: dict[str, float]
    about: bool
    weight: float = 1.0


def is_kept(ident: str) -> bool:
    """Say whether a film is kept to score on."""
    return ident in wholes.described() and wholes.is_scored(ident)


def look_at(page: Page, film: works.Film, title: str) -> Look:
    """Search a page for a film under a title."""
    names = tuple(name for name in film.names if name.lower() != title.lower())
    return Look(Wanted(title, film.year, film.makers, names, (), film_distractors(title)), page)


def seen(page: Page, film: works.Film, title: str) -> dict[str, float]:
    """Measure a page, tried on a film under a title."""
    return {one.measure: one.amount for one in measures(look_at(page, film, title))}


@cache
def film_distractors(title: str) -> tuple[str, ...]:
    """Give the distractors of the study that ships, where its title is tried."""
    return design_of("her").work.distractors if title == "Her" else ()


def on_their_film(data: Path, learnt: works.Learnt, rng: random.Random) -> Iterator[Case]:
    """Yield reviews tried on their own film, as they are and with the title hidden."""
    for film, text in works.on_films(data, learnt, rng):
        if not text.headline or is_kept(film.ident) or len(film.names) < WELL_DESCRIBED:
            continue
        plain = works.is_plain(film.title, text.text)
        for behind in (film.title, works.draw(rng), "Her"):
            if behind == film.title or plain:
                hidden = works.hide(text.text, film.title, behind, rng)
                cut = rng.choice(OPENINGS)
                page = Page(rng.choice((text.headline, "")), "", hidden.text[:cut], hidden.emphasis)
                shown = seen(page, film, behind)
                if shows_anything(shown):
                    yield Case(text.ident, "review", shown, True)


def shows_anything(shown: dict[str, float]) -> bool:
    """Say whether a page names the title or two persons: "great movie" teaches nothing."""
    return "title" in shown or shown.get("persons without the title", 0) > 0.25


def in_passing(data: Path, learnt: works.Learnt, rng: random.Random) -> Iterator[Case]:
    """Yield texts that name a film in passing, tried on it."""
    for film, text in works.in_passing(data, learnt):
        if is_kept(film.ident):
            continue
        for behind in (film.title, works.draw(rng)):
            hidden = works.hide(text.text, film.title, behind, rng)
            if len(hidden.places) * 400 < len(text.text):
                page = Page(rng.choice((text.headline, "")), "", hidden.text, hidden.emphasis)
                yield Case(text.ident, "in passing", seen(page, film, behind), False)


def elsewhere(data: Path, rng: random.Random) -> Iterator[Case]:
    """Yield texts on something else, tried on a film of which somebody may stand there."""
    for film, text in works.unrelated(data, rng, every=3):
        behind = rng.choice((film.title, works.draw(rng), "Her"))
        beside = works.with_some_there(film, text.text, rng, share=0.25, most=2)
        page = Page(rng.choice((text.headline, "")), "", text.text[: rng.choice(OPENINGS)])
        yield Case(text.ident, "elsewhere", seen(page, beside, behind), False)


def namesakes(data: Path, learnt: works.Learnt, rng: random.Random) -> Iterator[Case]:
    """Yield texts on one thing, tried on another of the same title."""
    given = list(works.films().values())
    for film, text in works.on_films(data, learnt, rng):
        other = rng.choice(given)
        if text.headline and other.ident != film.ident and works.is_plain(film.title, text.text):
            behind = rng.choice((works.draw(rng), "Her"))
            hidden = works.hide(text.text, film.title, behind, rng)
            headline = works.hide(text.headline, film.title, behind, rng).text
            beside = works.with_some_there(other, text.text, rng, share=0.25, most=2)
            page = Page(rng.choice((headline, "")), "", hidden.text, hidden.emphasis)
            yield Case(text.ident, "namesake", seen(page, beside, behind), False)


def whole_pages(data: Path, rng: random.Random) -> Iterator[Case]:
    """Yield whole pages on films, and pages that name these films, as they are and hidden.

    What no weight can make a page on the film, since the names may be anybody's, is left out.
    """
    for trial in wholes.trials(data, rng, scored=False):
        one, text = trial.one, trial.text
        page = Page(trial.headline, trial.url, text.text, text.emphasis)
        look = look_at(page, trial.film, trial.film.title)
        if not (look.anybodys() or look.loose()):
            shown = {one.measure: one.amount for one in measures(look)}
            own = one.kind == "of it"
            kind = f"whole page {one.kind}"
            yield Case(f"whole:{one.film.ident}", kind, shown, own, OF_IT if own else 1)


def spliced(data: Path, learnt: works.Learnt, rng: random.Random) -> Iterator[Case]:
    """Yield texts on something else that spend a sentence or three on a film, tried on it."""
    hosts = [text for text in works.others(data) if len(text.text) > LONG_ENOUGH]
    for film, text in works.on_films(data, learnt, rng):
        if not text.headline or is_kept(film.ident) or len(film.names) < WELL_DESCRIBED:
            continue
        behind = rng.choice((works.draw(rng), "Her"))
        if not works.is_plain(film.title, text.text):
            behind = film.title
        hidden = works.hide(text.text, film.title, behind, rng)
        for place in sorted(hidden.places)[:2]:
            sentence = around(hidden.text, *place, rng.choice((80, 160, 300)))
            host = rng.choice(hosts)
            cut = host.text[: rng.choice(OPENINGS[2:])]
            at = cut.find(". ", rng.choice((0, 0, len(cut) // 3, len(cut) // 2))) + 2
            page = Page(rng.choice((host.headline, "")), "", f"{cut[:at]}{sentence} {cut[at:]}")
            yield Case(text.ident, "in a sentence", seen(page, film, behind), False)
        if hidden.places and len(hidden.text) > PASSAGE:
            host = rng.choice(hosts)
            parts = [hidden.text, host.text[: int(len(hidden.text) * rng.uniform(0.6, 3))]]
            rng.shuffle(parts)
            page = Page(rng.choice((host.headline, "")), "", "\n\n".join(parts))
            yield Case(text.ident, "in half of it", seen(page, film, behind), True)


def around(text: str, start: int, end: int, chars: int) -> str:
    """Cut what stands around a place, to whole sentences where they end near."""
    left = text.rfind(". ", max(0, start - chars), start)
    right = text.find(". ", end, end + chars)
    return text[
        left + 2 if left >= 0 else max(0, start - chars) : right + 1 if right >= 0 else end + chars
    ]


def bibliography(texts: Sequence[Case], rng: random.Random) -> Iterator[Case]:
    """Yield headlines and addresses, alone and with what texts of the same sort show."""
    work = design_of("her").work
    film = works.Film("", "Her", work.year, work.makers, (*work.makers, *work.cues))
    apart = [case for case in texts if not is_whole(case)]
    by = {about: [c for c in apart if c.about is about] for about in (True, False)}
    source = files("hermeneut.samples") / "her" / "catalogue.csv"
    for row in csv.DictReader(source.read_text("utf-8").splitlines()):
        host = urlsplit(row["url"]).hostname or ""
        if crc32(host.encode()) % 2:
            continue
        about = row["about"] in ("her", "both")
        headline = "" if row["title"].startswith("(") else row["title"]
        ahead = seen(Page(headline, row["url"]), film, "Her")
        yield Case(row["url"], "headline and address", ahead, about, 0.5)
        for _ in range(3):
            text = rng.choice(by[about]).measures
            body = {k: v for k, v in text.items() if not k.startswith(("headline", "address"))}
            front = {k: v for k, v in ahead.items() if k.startswith(("headline", "address"))}
            yield Case(row["url"], "headline, address and text", front | body, about)


def fit(cases: Sequence[Case], *, leave: frozenset[str] = frozenset()) -> dict[str, float]:
    """Fit the weights: logistic regression in which no measure may count against its sense.

    Each kind of case weighs what `KINDS` gives it, beside what is about the work.
    """
    measures = sorted({measure for case in cases for measure in case.measures} - leave)
    matrix = np.array([[case.measures.get(m, 0.0) for m in measures] for case in cases])
    about = np.array([case.about for case in cases])
    share: Counter[str] = Counter()
    for case in cases:
        share["about" if case.about else case.kind] += case.weight
    weight = np.array([c.weight * (1 if c.about else KINDS[c.kind]) /
                       share["about" if c.about else c.kind] for c in cases])  # fmt: skip
    weight /= weight.sum()

    def loss(given: np.ndarray) -> tuple[float, np.ndarray]:
        odds = matrix @ given[1:] + given[0]
        wrong = 1 / (1 + np.exp(-odds)) - about
        value = weight @ np.logaddexp(0, np.where(about, -odds, odds))
        slope = matrix.T @ (weight * wrong)
        shrunk = np.append(0, SHRINK * given[1:])
        return value + SHRINK / 2 * given[1:] @ given[1:], np.append(weight @ wrong, slope) + shrunk

    bounds = [(None, None), *((None, 0) if m in AGAINST else (0, None) for m in measures)]
    found = minimize(loss, np.zeros(len(measures) + 1), jac=True, bounds=bounds).x
    named = {m: round(float(w), 2) for m, w in zip(measures, found[1:], strict=True)}
    return {"": round(float(found[0]), 2)} | named | BY_HAND


def is_whole(case: Case) -> bool:
    """Say whether a case is a whole page; the others teach by what sort a short text is judged."""
    return case.kind.startswith("whole page")


def weigh(case: Case, both: dict[str, dict[str, float]]) -> float:
    """Give the probability, as the package does."""
    weights = both["whole" if is_whole(case) else "short"]
    odds = weights[""] + sum(weights.get(k, 0.0) * v for k, v in case.measures.items())
    return float(1 / (1 + np.exp(-odds)))


def report(cases: Sequence[Case], weights: dict[str, dict[str, float]]) -> None:
    """Print how the weights do, by kind, and whether scores are probabilities."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    tenths: dict[int, list[bool]] = defaultdict(list)
    for case in cases:
        score = weigh(case, weights)
        tenths[min(9, int(score * 10))].append(case.about)
        counts[case.kind]["about" if case.about else "not"] += 1
        counts[case.kind]["right"] += (score >= 0.5) == case.about
    for kind, n in sorted(counts.items()):
        total = n["about"] + n["not"]
        print(f"{kind:28s} {total:6d}  about {n['about']:5d}  right {n['right'] / total:.3f}")
    for tenth, about in sorted(tenths.items()):
        print(f"score {tenth / 10:.1f}: {len(about):6d} pages, about {np.mean(about):.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with the corpora")
    parser.add_argument("--out", type=Path, required=True, help="the file of weights")
    options = parser.parse_args()
    rng = random.Random(20131218)
    learnt = works.Learnt(options.data)
    texts = [
        *on_their_film(options.data, learnt, rng), *in_passing(options.data, learnt, rng),
        *elsewhere(options.data, rng), *namesakes(options.data, learnt, rng),
        *spliced(options.data, learnt, rng), *whole_pages(options.data, rng),
    ]  # fmt: skip
    cases = [*texts, *bibliography(texts, rng)]
    kept = works.halves([case.ident for case in cases])
    known = [case for case, keep in zip(cases, kept, strict=True) if not keep]
    weights = {
        "whole": fit(known),
        "short": fit([case for case in known if not is_whole(case)], leave=ATTENDED),
    }
    report([case for case, keep in zip(cases, kept, strict=True) if keep], weights)
    options.out.write_text(json.dumps(weights, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()

"""Measure whether whole pages are found to be about a film, kind by kind.

    python bench/whole_pages.py [--data ../shared/data]

Some 200 films that no weight was fitted on, each described by title, year, makers and names alone;
for each its own pages, pages on something else that name it (its title and one of its people, or
three: sequels, remakes, other films of the same people, comparisons), and pages drawn by lot.
Titles are tried as they are and hidden behind *Her* and other words. Viewers' reviews have no
headline and address of a page: they are tried bare, and under those of pages on *Her*, names
exchanged (the half of the hosts that no weight was fitted on). ``--errors N`` prints the N worst.
"""

import argparse
import random
import sys
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "models" / "training"))

import wholes  # noqa: E402
import works  # noqa: E402

from hermeneut.read.subject import Subjects  # noqa: E402
from hermeneut.samples import design_of  # noqa: E402

NEEDED = ("her_essays", "commonplace_highlights", "bbc_raw", "blog_reviews_rated",
          "imdb_user_reviews", "rt_critics_cs109")  # fmt: skip
# What the bibliography that ships has of pages on the film and of others.
ON_IT, ELSE = 537, 308


class Judged(NamedTuple):
    """A page tried on a film, how it was dressed, and what was found."""

    one: wholes.Tried
    behind: str
    dressed: str
    row: dict[str, object]

    @property
    def about(self) -> bool:
        """Say whether it was judged to be about the film."""
        return self.row["verdict"] == "about"


@cache
def _distractors() -> tuple[str, ...]:
    return design_of("her").work.distractors


@cache
def step_for(film: works.Film) -> Subjects:
    """Make the step for a film, as a study of it alone would."""
    given = _distractors() if film.title == "Her" else ()
    return Subjects(film.title, film.year, film.makers, film.names, distractors=given)


def judged(data: Path, *, scored: bool) -> list[Judged]:
    """Try all pages of a half."""
    rng = random.Random(20131218)
    found = []
    for nth, trial in enumerate(wholes.trials(data, rng, scored=scored)):
        text = trial.text
        emphasis = [{"start": start, "end": end} for start, end in text.emphasis]
        reading = {"text": text.text, "url": trial.url, "emphasis": emphasis}
        row = next(step_for(trial.film).find(reading, headline=trial.headline))
        word = trial.behind if trial.behind in ("", "Her") else "a word by lot"
        dressed = "headed" if nth % 2 else "bare"
        found.append(Judged(trial.one, word or "itself", dressed, row))
    return found


def shown(name: str, all_: list[Judged]) -> None:
    """Print recall, how many of the others were taken, and precision in two mixtures."""
    n = Counter((j.one.kind, j.about) for j in all_)
    right, own = n["of it", True], n["of it", True] + n["of it", False]
    near, lot = n["names it", True], n["by lot", True]
    nears, lots = near + n["names it", False], lot + n["by lot", False]
    recall, taken = right / max(1, own), near / max(1, nears)
    mixed = recall * ON_IT / max(1e-9, recall * ON_IT + taken * ELSE)
    print(
        f"{name:44s} recall {recall:.3f} ({right}/{own})  taken: {near}/{nears} that name it, "
        f"{lot}/{lots} by lot  precision {right / max(1, right + near + lot):.3f}, "
        f"in the bibliography's mixture {mixed:.3f}"
    )


def report(all_: list[Judged], errors: int) -> None:
    """Print all kinds."""
    critics = {j.one.page.source for j in all_} - {"imdb"}
    for dressed in ("headed", "bare"):
        some = [j for j in all_ if j.dressed == dressed]
        shown(f"whole pages, {dressed}", some)
        for behind in ("itself", "Her", "a word by lot"):
            shown(f"  … title as {behind}", [j for j in some if j.behind == behind])
        for name, sources in (("critics and blogs", critics), ("viewers", {"imdb"})):
            own = [j for j in some if j.one.kind != "of it" or j.one.page.source in sources]
            shown(f"  … of {name}", own)
        for wrong in (True, False):
            bad = [j for j in some if j.about is wrong and (j.one.kind == "of it") is not wrong]
            bad = [j for j in bad if j.behind == "itself"]
            for j in sorted(bad, key=lambda j: float(str(j.row["score"])), reverse=wrong)[:errors]:
                print(
                    f"    {'taken ' if wrong else 'missed'} {j.row['score']:.2f} "
                    f"{j.one.film.title}: "
                    f"{j.one.page.source} {j.one.page.headline[:40]!r}: "
                    f"{'; '.join(list(j.row['cues'])[:4])}"  # type: ignore[call-overload]
                )


def short_ones(data: Path) -> None:
    """Print how viewers' shorter reviews are found, tried bare on their own film."""
    found: dict[str, list[bool]] = defaultdict(list)
    for text in works.reviews(data):
        film = wholes.described().get(text.film)
        if not film or not wholes.is_scored(film.ident) or len(text.text) >= wholes.WHOLE:
            continue
        row = next(step_for(film).find({"text": text.text}, headline=text.headline))
        found["all"].append(row["verdict"] == "about")
        if "no title in the text" not in row["cues"]:
            found["that name the title"].append(row["verdict"] == "about")
    for kind, about in found.items():
        print(
            f"viewers' shorter reviews, {kind}: recall {sum(about) / len(about):.3f}"
            f" of {len(about)}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--errors", type=int, default=0)
    parser.add_argument("--fitted", action="store_true", help="the half that was fitted on")
    options = parser.parse_args()
    missing = [name for name in NEEDED if not (options.data / name).exists()]
    if missing:
        print(f"no {', '.join(missing)} in {options.data}: nothing measured")
        return
    report(judged(options.data, scored=not options.fitted), options.errors)
    if not options.fitted:
        short_ones(options.data)


if __name__ == "__main__":
    main()

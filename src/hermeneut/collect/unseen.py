"""How many pages were missed: capture–recapture over the sources that search by themselves.

A page that two sources found apart says how far each of them reaches: if a source found a third of
what another found, it finds about a third of all that is there. What comes out is a lower bound,
because pages aren't alike: what no source could ever find isn't counted, and what is easily found
is found by all. ``docs/methods/unseen.md`` says more.

    >>> by_feeds = [(f"page {n}", "feeds") for n in range(0, 60)]
    >>> by_index = [(f"page {n}", "index") for n in range(40, 120)]
    >>> estimate = unseen(by_feeds + by_index, independent={"feeds", "index"})
    >>> estimate.found, round(estimate.total), round(estimate.low), round(estimate.high)
    (120, 234, 184, 341)
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

Z = 1.959963984540054  # 97.5 % point of the normal distribution: both ends of a 95 % interval
CHAPMAN = "Lincoln–Petersen, Chapman's form (Chapman 1951; interval: Sadinle 2009)"
CHAO = "Chao's lower bound for sources of unequal reach (Chao 1987, 1989)"


@dataclass(frozen=True)
class Dependence:
    """Two sources that don't find pages independently of each other.

    Attributes:
        first: Name of a source.
        second: Name of another.
        odds: Odds ratio: above 1 they find the same pages, below 1 they keep apart.
        low: Lower end of its interval, 95 % over all pairs together.
        high: Upper end.
    """

    first: str
    second: str
    odds: float
    low: float
    high: float


@dataclass(frozen=True)
class Estimate:
    """How many pages there are, as far as these sources can tell.

    Attributes:
        found: How many different pages the independent sources found.
        known: How many different pages any source found.
        sources: The independent sources that found anything; those taken as one joined by ``+``.
        total: How many pages there are at the least; None where that can't be estimated.
        low: Lower end of the 95 % interval.
        high: Upper end.
        method: Whose estimate it is.
        why_not: Why there is none, in words; empty if there is one.
        dependent: Sources that were seen not to be independent of each other.
    """

    found: int
    known: int
    sources: tuple[str, ...]
    total: float | None = None
    low: float | None = None
    high: float | None = None
    method: str = ""
    why_not: str = ""
    dependent: tuple[Dependence, ...] = ()

    def sentence(self) -> str:
        """Say it to a person.

        Example:
            >>> print(unseen([("a", "feed")], independent=["feed"]).sentence())
            How many pages were missed can’t be estimated: only one source, feed, searched by
            itself.
        """
        if self.total is None or self.low is None or self.high is None:
            return f"How many pages were missed can’t be estimated: {self.why_not}."
        bound = (
            f"{len(self.sources)} sources that searched by themselves found {_pages(self.found)}; "
            f"they could have found {_count(self.total)} or more (95 % interval "
            f"{_count(self.low)} to {_count(self.high)}), so at least "
            f"{_count(self.total - self.found)} were missed."
        )
        of_what = "This is a lower bound: pages that such sources can’t find at all aren’t in it."
        told = [bound, of_what, *self._dependence()]
        if self.known > self.found:
            more = _count(self.known - self.found)
            told.append(f"Other sources brought {more} pages more, which don’t count here.")
        if self.known > self.total:
            told.append("More than that are known already: these sources reach but a part.")
        return " ".join(told)

    def _dependence(self) -> list[str]:
        """Tell what was seen of how far the sources are independent."""
        apart = [pair for pair in self.dependent if pair.odds < 1]
        alike = [pair for pair in self.dependent if pair.odds > 1]
        told = [
            f"{pair.first} and {pair.second} keep apart (odds ratio {pair.odds:.2g}), so they "
            "count as one source."
            for pair in apart
        ]
        if len(alike) == len(self.sources) * (len(self.sources) - 1) / 2 > 0:
            return [*told, "All tend to find the same pages, so still more are missing."]
        told += [
            f"{pair.first} and {pair.second} tend to find the same pages (odds ratio "
            f"{pair.odds:.2g}), so still more are missing."
            for pair in alike
        ]
        two = len(self.sources) == 2 and not self.dependent
        return [*told, "That the two are independent is taken on trust."] if two else told


def unseen(sightings: Iterable[tuple[str, str]], *, independent: Collection[str]) -> Estimate:
    """Estimate how many pages there are from which sources found which.

    Two sources: Lincoln–Petersen in Chapman's form. Three and more: Chao's lower bound. With
    three and more, each two are looked at among the pages that the others found; two that keep
    apart (an outlet's own search beside another's) are taken as one source, since they would
    make the estimate too high. Two that find the same pages make it too low, and are told.

    Args:
        sightings: Which page (``url_id``) was found by which source; any order, repeats allowed.
        independent: Names of sources that find pages by themselves and don't read each other's
            lists or the same index; sightings by others are not used.

    References:
        Chapman (1951), Some properties of the hypergeometric distribution, University of
        California Publications in Statistics 1. Chao (1987), Estimating the population size for
        capture-recapture data with unequal catchability, Biometrics 43(4). Chao (1989),
        Estimating population size for sparse data in capture-recapture experiments,
        Biometrics 45(2).
    """
    seen: dict[str, set[str]] = {}
    for page, source in sightings:
        seen.setdefault(page, set()).add(source)
    histories = [frozenset(by & set(independent)) for by in seen.values()]
    counts = Counter(history for history in histories if history)
    found, known = sum(counts.values()), len(seen)
    names = sorted({name for history in counts for name in history})
    if len(names) < 2:
        why = _too_few(names, sorted({name for by in seen.values() for name in by} - set(names)))
        return Estimate(found, known, tuple(names), why_not=why)
    dependent = dependences(counts)
    joined = _joined(names, [pair for pair in dependent if pair.odds < 1])
    counts = _as_joined(counts, joined)
    sources = tuple(sorted(set(joined.values())))
    if why := _no_overlap(counts, sources):
        return Estimate(found, known, sources, why_not=why, dependent=dependent)
    ends = chapman(counts) if len(sources) == 2 else chao(counts)
    method = CHAPMAN if len(sources) == 2 else CHAO
    return Estimate(found, known, sources, *ends, method=method, dependent=dependent)


def chapman(counts: Mapping[frozenset[str], int]) -> tuple[float, float, float]:
    """Estimate a number of pages from two sources, with its 95 % interval.

    The interval is the transformed-logit one, which holds what it says also where few pages are
    shared (Sadinle 2009, Transformed logit confidence intervals for small populations in single
    capture–recapture estimation, Communications in Statistics 38(9)).

    Args:
        counts: How many pages were found by the one, by the other, and by both.

    Returns:
        The estimate, the lower and the upper end.

    Example:
        >>> counts = {frozenset("a"): 40, frozenset("b"): 60, frozenset("ab"): 20}
        >>> [round(end, 1) for end in chapman(counts)]
        [234.3, 184.1, 340.5]
    """
    both = sum(n for history, n in counts.items() if len(history) == 2)
    names = sorted({name for history in counts for name in history})
    one, other = (counts.get(frozenset({name}), 0) for name in names)
    total = (one + both + 1) * (other + both + 1) / (both + 1) - 1
    a, b, m = one + 0.5, other + 0.5, both + 0.5
    spread = math.exp(Z * math.sqrt(1 / m + 1 / a + 1 / b + m / (a * b)))
    found = one + other + both
    low, high = (found - 0.5 + a * b / m * factor for factor in (1 / spread, spread))
    return total, min(max(found, low), total), high  # where one found all, the two forms part


def chao(counts: Mapping[frozenset[str], int]) -> tuple[float, float, float]:
    """Estimate from three or more sources how many pages there are at the least.

    Chao's (1987) bound, bias-corrected, takes every source to reach equally far; where one finds
    most and another little, it is no bound. This is her form for unequal sources (1989): of the
    pages found once, only pairs from different sources count. With equal sources the two agree,
    and with two sources this is Lincoln–Petersen.

    Args:
        counts: How many pages were found by each set of sources.

    Returns:
        The bound, the lower and the upper end of its 95 % log-normal interval (Chao 1987, section
        4; the variance by the delta method for multinomial counts).

    Example:
        >>> sets = {"a": 30, "b": 20, "c": 10, "ab": 9, "ac": 6, "bc": 4, "abc": 1}
        >>> counts = {frozenset(names): n for names, n in sets.items()}
        >>> [round(end, 1) for end in chao(counts)]
        [135.0, 107.4, 190.5]
    """
    found = sum(counts.values())
    alone = [n for history, n in counts.items() if len(history) == 1]
    once, twice = sum(alone), sum(n for history, n in counts.items() if len(history) == 2)
    pairs = (once**2 - sum(n**2 for n in alone)) / 2
    missed = pairs / (twice + 1)
    total = found + missed
    if not missed:
        return _nothing_missed(counts)
    slope = 1 - pairs / (twice + 1) ** 2
    summed = sum(n * (1 + (once - n) / (twice + 1)) ** 2 for n in alone)
    summed += twice * slope**2 + (found - once - twice)
    expected = found + 2 * missed - twice * pairs / (twice + 1) ** 2
    variance = max(summed - expected**2 / total, 0.0)
    spread = math.exp(Z * math.sqrt(math.log(1 + variance / missed**2)))
    return total, found + missed / spread, found + missed * spread


def dependences(counts: Mapping[frozenset[str], int]) -> tuple[Dependence, ...]:
    """Find the sources that don't find pages independently of each other.

    Of pages that a third source found, it is known for two sources which found both, one or
    neither: a table of two by two, and its odds ratio (Haldane's and Anscombe's: half is added to
    each cell), the interaction of the log-linear model (Fienberg 1972, The multiple recapture
    census for closed populations, Biometrika 59(3)). Two are named if its interval leaves out 1,
    at 95 % over all pairs (Bonferroni). With two sources nothing can be seen.

    Limits: pages that are easily found make all pairs look alike a little; what two sources that
    read one index share, a small sample doesn't show.
    """
    names = sorted({name for history in counts for name in history})
    pairs = list(combinations(names, 2))
    if len(names) < 3:
        return ()
    edge = _normal_point(1 - 0.025 / len(pairs))
    found = []
    for first, second in pairs:
        cells = [0.5] * 4
        for history, n in counts.items():
            if history - {first, second}:
                cells[2 * (first in history) + (second in history)] += n
        neither, other, one, both = cells
        middle = math.log(both * neither / (one * other))
        half = edge * math.sqrt(sum(1 / cell for cell in cells))
        if abs(middle) > half:
            ends = (math.exp(middle + d) for d in (0, -half, half))
            found.append(Dependence(first, second, *ends))
    return tuple(found)


def _too_few(names: list[str], others: list[str]) -> str:
    not_so = f"{_listed(others)} {_are(others)}n’t independent" if others else ""
    if not names:
        return not_so or "nothing was found yet"
    return f"only one source, {names[0]}, searched by itself" + (f" ({not_so})" if not_so else "")


def _no_overlap(counts: Mapping[frozenset[str], int], sources: Sequence[str]) -> str:
    if len(sources) < 2:
        return f"{_listed(sources[0].split('+'))} aren’t independent: they keep apart"
    if any(len(history) > 1 for history in counts):
        return ""
    return f"no overlap: {_listed(sources)} found no page in common"


def _joined(names: list[str], apart: list[Dependence]) -> dict[str, str]:
    """Say under which name each source counts: those that keep apart under one."""
    group = {name: {name} for name in names}
    for pair in apart:
        whole = group[pair.first] | group[pair.second]
        group |= dict.fromkeys(whole, whole)
    return {name: "+".join(sorted(group[name])) for name in names}


def _as_joined(
    counts: Mapping[frozenset[str], int], joined: Mapping[str, str]
) -> Counter[frozenset[str]]:
    merged: Counter[frozenset[str]] = Counter()
    for history, n in counts.items():
        merged[frozenset(joined[name] for name in history)] += n
    return merged


def _nothing_missed(counts: Mapping[frozenset[str], int]) -> tuple[float, float, float]:
    """Bound what may be missing although no estimate of it is above nothing.

    After Colwell's EstimateS, appendix B: with M sightings of S pages a page is missed with
    chance e^(-M/S).
    """
    found = sum(counts.values())
    chance = math.exp(-sum(n * len(history) for history, n in counts.items()) / found)
    spread = Z * math.sqrt(found * chance * (1 - chance)) / (1 - chance)
    return float(found), float(found), found / (1 - chance) + spread


def _normal_point(share: float) -> float:
    from statistics import NormalDist

    return NormalDist().inv_cdf(share)


def _listed(names: Sequence[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def _are(names: Sequence[str]) -> str:
    return "is" if len(names) == 1 else "are"


def _pages(number: int) -> str:
    return "1 page" if number == 1 else f"{number:,} pages"


def _count(number: float) -> str:
    return f"{round(number):,}"

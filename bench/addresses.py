"""Whether addresses of one page become one and addresses of two stay two, beside courlan and w3lib.

    python bench/addresses.py [--data DIR] [--show]

Pairs come from two places.

*Marked*: the catalogue of the *Her* study (``duplicate_of``) and the list of seeds (``dup_group``)
say which pages are copies of which. Most are reprints, which no rule over addresses can see. A
pair on one host (``www.`` and other fronts set aside) is labelled one page, a pair on two hosts a
reprint; where that is wrong, `BY_HAND` says so, by a hash of the pair.

*Declared*: saved pages of two corpora say by which addresses they go: ``rel="canonical"`` and
``og:url`` (the page itself), ``amphtml`` and the address for telephones, and which pages they are
not: ``rel="next"``, ``rel="prev"``, the same in another language. A declaration on another host is
left out as a reprint, one of a site's home page as a mistake; ``shortlink`` (mostly ``?p=123``)
is counted apart, since no address tells that.

The tables of `hermeneut.addresses` were drawn up with the declared pairs in view, so the recall
there flatters; before that it was 110 of 200.

Recall is of pairs that are one page, precision of pairs made one, over both and over all pairs of
unmarked addresses of the catalogue, the seeds and a list of 2,000 articles.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from hermeneut.addresses import canonical, host

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
PAGES = ("article_extraction_trafilatura", "article_extraction_fundus")
ITSELF, VIEW, SHORT, OTHER = "itself", "view", "short", "other"
MERGE, APART, UNTOLD = "one page", "two pages", "one page, untold"
# Hashes of pairs whose label isn't what the rule says, and why.
BY_HAND = {
    "6d04860b5a64": APART,  # two tag pages
    "58767e0678da": APART,  # an author's page that shows the essay
    "4d825a2934e9": APART,  # likewise
    "69f1e4aee7be": APART,  # another article's address
    "fc235e51b337": APART,  # a section's page
    "1e44352b4916": UNTOLD,  # ?p= beside a dated slug
    "c62c7a930530": UNTOLD,  # likewise
    "59a4657b5fe6": UNTOLD,  # a site made anew
    "ebbe22de5003": MERGE,  # without its scheme, and with spaces
    "d544ac4cf0bb": MERGE,  # both marked as copies of a third
}

Pair = tuple[str, str]


def key(pair: Pair) -> str:
    """Hash a pair of addresses, in either order."""
    return hashlib.sha256("\n".join(sorted(pair)).encode()).hexdigest()[:12]


def marked(data: Path) -> Iterator[tuple[Pair, str]]:
    """Yield the pairs that the catalogue and the seeds mark as copies, labelled."""
    with (data.parent / "her/catalogue.csv").open(encoding="utf-8") as lines:
        pairs = [(r["url"], r["duplicate_of"]) for r in csv.DictReader(lines) if r["duplicate_of"]]
    groups: dict[str, list[str]] = defaultdict(list)
    with (data / "her_url_seeds/seeds.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            groups[row["dup_group"]].append(row["url"])
    for name, urls in groups.items():
        pairs += combinations(urls, 2) if name else ()
    for pair in pairs:
        yield pair, BY_HAND.get(key(pair), MERGE if host(pair[0]) == host(pair[1]) else APART)


def declared(data: Path) -> Iterator[tuple[Pair, str]]:
    """Yield the pairs that saved pages declare, and how they declare them."""
    import pyarrow.parquet as pq
    from lxml import html

    for folder in PAGES:
        if not (data / folder).exists():
            continue
        table = pq.read_table(data / folder / "pages.parquet", columns=["url", "html"])
        for page in table.to_pylist():
            raw = page["html"]
            try:
                tree = html.fromstring(raw.encode() if isinstance(raw, str) else raw)
            except (ValueError, html.etree.ParserError):
                continue
            if page["url"].startswith("http"):
                for how, other in declarations(tree, page["url"]):
                    yield (page["url"], other), how


def declarations(tree, url: str) -> Iterator[tuple[str, str]]:
    """Yield what a page's head says of its addresses: how, and which."""
    own = tree.xpath("string(/html/@lang)").lower()[:2] or "x-"
    for link in tree.xpath("//link[@href]"):
        rels, target = (link.get("rel") or "").lower().split(), absolute(url, link.get("href"))
        if "canonical" in rels:
            yield ITSELF, target
        elif "amphtml" in rels or ("alternate" in rels and "handheld" in (link.get("media") or "")):
            yield VIEW, target
        elif "shortlink" in rels:
            yield SHORT, target
        elif {"next", "prev"} & set(rels) or link.get("hreflang", own)[:2].lower() not in (
            own,
            "x-",
        ):
            yield OTHER, target
    for meta in tree.xpath("//meta[@property='og:url'][@content]"):
        yield ITSELF, absolute(url, meta.get("content"))


def absolute(url: str, target: str) -> str:
    """Join an address to its page's; what can't be is left as it is."""
    try:
        return urljoin(url, target.strip())
    except ValueError:
        return target


def labelled(pairs: Iterator[tuple[Pair, str]]) -> dict[Pair, str]:
    """Label declared pairs by the rule above; those that prove nothing are left out."""
    label: dict[Pair, str] = {}
    for pair, how in pairs:
        trivial = pair[0].rstrip("/") == pair[1].rstrip("/")
        elsewhere = host(pair[0]) != host(pair[1])
        home = how != OTHER and "/" not in pair[1].partition("://")[2].rstrip("/")
        if trivial or elsewhere or home:
            continue
        said = {ITSELF: MERGE, VIEW: MERGE, SHORT: UNTOLD, OTHER: APART}[how]
        label[pair] = BY_HAND.get(key(pair), said)
    return label


def unmarked(data: Path) -> set[str]:
    """Collect the addresses of the catalogue, the seeds and the list of articles."""
    urls = set()
    for path in (data.parent / "her/catalogue.csv", data / "her_url_seeds/seeds.csv"):
        with path.open(encoding="utf-8") as lines:
            urls |= {row["url"] for row in csv.DictReader(lines)}
    articles = data / "commonplace_highlights/entries.jsonl.gz"
    if articles.exists():
        with gzip.open(articles, "rt", encoding="utf-8") as lines:
            urls |= {row["url"] for row in map(json.loads, lines) if row.get("url")}
    return {url for url in urls if urlsplit(url).path.strip("/") or urlsplit(url).query}


def rivals() -> dict[str, Callable[[str], str]]:
    """Name the ways to reduce an address that are installed."""
    ways: dict[str, Callable[[str], str]] = {"hermeneut canonical": canonical}
    try:
        from courlan import clean_url, normalize_url

        ways["courlan clean_url"] = lambda url: clean_url(url) or url
        ways["courlan normalize_url, strict"] = lambda url: normalize_url(url, strict=True)
    except ImportError:
        pass
    try:
        from w3lib.url import canonicalize_url

        ways["w3lib canonicalize_url"] = canonicalize_url
    except ImportError:
        pass
    return ways


def merged(way: Callable[[str], str], urls: set[str]) -> list[Pair]:
    """List the pairs of addresses that a way makes one."""
    groups: dict[str, list[str]] = defaultdict(list)
    for url in sorted(urls):
        groups[way(url)].append(url)
    return [pair for group in groups.values() for pair in combinations(group, 2)]


def seconds_each(way: Callable[[str], str], urls: list[str]) -> float:
    """Time a way on a list of addresses: the best of five, processor time."""
    best = float("inf")
    for _ in range(5):
        start = time.process_time()
        for url in urls:
            way(url)
        best = min(best, time.process_time() - start)
    return best / len(urls)


def main() -> None:
    """Print a line a way."""
    ask = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    ask.add_argument("--data", type=Path, default=DATA)
    ask.add_argument("--show", action="store_true", help="list what goes wrong, with its hash")
    given = ask.parse_args()
    if not (given.data / "her_url_seeds").exists():
        raise SystemExit(f"no her_url_seeds in {given.data}: nothing measured")
    sets = {
        "marked": {p: label for p, label in marked(given.data) if p[0] != p[1]},
        "declared": labelled(declared(given.data)),
    }
    loose = unmarked(given.data)
    known = {key(p): label for pairs in sets.values() for p, label in pairs.items()} | BY_HAND
    for name, pairs in sets.items():
        said = [f"{list(pairs.values()).count(label)} {label}" for label in (MERGE, UNTOLD, APART)]
        print(f"{name} pairs: {', '.join(said)}")
    print(f"addresses of the catalogue, the seeds and the articles: {len(loose)}")
    for name, way in rivals().items():
        print(f"\n{name}: {seconds_each(way, sorted(loose)) * 1e6:.1f} µs an address")
        right = wrong = 0
        for which, pairs in sets.items():
            one = {p for p in pairs if way(p[0]) == way(p[1])}
            of = {label: {p for p, said in pairs.items() if said == label} for label in
                  (MERGE, UNTOLD, APART)}  # fmt: skip
            right, wrong = right + len(one - of[APART]), wrong + len(one & of[APART])
            print(f"  {which:9} recall {share(one & of[MERGE], of[MERGE])}; of what no address "
                  f"tells {share(one & of[UNTOLD], of[UNTOLD])}; two pages made one "
                  f"{share(one & of[APART], of[APART])}")  # fmt: skip
            if given.show and way is canonical:
                show("missed", of[MERGE] - one)
                show("made one", one & of[APART])
        false = [p for p in merged(way, loose) if known.get(key(p), APART) == APART]
        print(f"  pairs of other addresses made one: {len(false)}")
        print(f"  precision over all: {right / max(1, right + wrong + len(false)):.3f}")
        if given.show:
            show("made one", set(false))


def share(some: set[Pair], all_: set[Pair]) -> str:
    """Write a share with its count."""
    return f"{len(some)}/{len(all_)} ({len(some) / max(1, len(all_)):.2f})"


def show(what: str, pairs: set[Pair]) -> None:
    """List pairs, with their hashes."""
    for pair in sorted(pairs):
        print(f"    {what} {key(pair)}\n      {pair[0]}\n      {pair[1]}")


if __name__ == "__main__":
    main()

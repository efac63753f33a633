"""Collecting, on a web of its own on loopback, beside Scrapy: as fast as politeness allows?

    python bench/collect.py [--only throughput|kills|again|catalogue] [--small] [--json]

1. Throughput: the same list of pages, the same delay, the same web, first ours, then Scrapy with
   AutoThrottle and jitter off. *What politeness allows*: a host that was asked n times, robots.txt
   and rights files among them, can't be done in less than (n - 1) delays; the whole can't be done
   before its longest host is. That least time, over the time it took from the first request to the
   last, is the share. It counts the hosts that answer at once; the hostile ones (tar-pits, resets,
   robots.txt that never comes) are collected from at the same time, but how long they take is a
   matter of patience and not of politeness. For each tool the requests that it made itself count.
2. Manners, from the log of the web: the gap between the starts of two requests to a host.
3. How each page ended, beside how it must.
4. Kills: the same, killed with SIGKILL again and again, then brought to its end: are the captures
   those of an undisturbed run, none twice, each readable?
5. A second visit, on a small web: what hasn't changed isn't sent and isn't kept a second time.
6. The catalogue's list of addresses through the frontier.
"""

from __future__ import annotations

import argparse
import csv
import importlib.util
import json
import random
import signal
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from collectors import beside, ours
from collectors.ends import End, wrong
from collectors.politeness import politeness
from collectors.watching import Taken
from testsites import Page
from testsites.answers import Whole
from testweb import Serving, serving

CATALOGUE = Path(__file__).resolve().parents[2] / "shared" / "her" / "catalogue.csv"


class Scale(NamedTuple):
    """How large, how slow, how patient."""

    sites: int
    pages: int
    delay: float
    seconds: float  # for one request
    tries: int
    backoff: float
    kills: int

    def web(self) -> dict[str, Any]:
        """Say what web is wanted."""
        return {"sites": self.sites, "pages": self.pages, "delay": self.delay}

    def manners(self) -> dict[str, Any]:
        """Say how both are to ask: what stands in ``[collect]``; all hosts at once."""
        return {
            "delay": self.delay,
            "hosts": self.sites,
            "seconds": self.seconds,
            "backoff": self.backoff,
            "tries": self.tries,
            "megabytes": 20,
        }


WHOLE = Scale(sites=300, pages=6000, delay=1.0, seconds=8.0, tries=4, backoff=1.0, kills=20)
SMALL = Scale(sites=24, pages=240, delay=0.03, seconds=1.0, tries=3, backoff=0.02, kills=5)


def throughput(scale: Scale, folder: Path, *, scrapy: bool = True) -> dict[str, Any]:
    """Collect with ours, then with Scrapy, each from a web that was just started."""
    with serving(**scale.web()) as served:
        root = ours.study(folder / "ours", served, scale.manners())
        taken = ours.collected(root)
        archive = ours.archive_of(root)
        found = figured(served, scale, taken, ours.ends(root, archive))
    figures = {"hermeneut": found, "archive": audited(archive, served.web.pages)}
    if scrapy:
        with serving(**scale.web()) as served:
            taken, ends = beside.collected(served.web.pages, folder, scale.manners())
            figures["scrapy"] = figured(served, scale, taken, ends)
    return figures


def figured(served: Serving, scale: Scale, taken: Taken, ended: dict[str, End]) -> dict[str, Any]:
    """Put in figures how a tool did."""
    log, pages = served.log(), served.web.pages
    found = politeness(log, served.web.sites, scale.delay)
    failed = wrong(pages, ended)
    asked = {f"http://{asked.host}:{served.port}{asked.path}" for asked in log}
    closed = [p.url for p in pages if p.must[0] == "robots" and "/into-" not in p.url]
    kept = [page for page in pages if page.must == ("kept",)]
    return {
        "share": found.share,
        "requests": found.requests,
        "requests_a_second": found.requests / found.seconds,
        "allowed_a_second": found.requests / found.least,
        "seconds": found.seconds,
        "seconds_in_all": taken.wall,
        "cpu_seconds": taken.cpu,
        "peak_mib": taken.peak,
        "usual_mib": taken.usual,
        "other_cores": taken.others,
        "hosts": found.hosts,
        "least_gap_in_delays": found.least_gap,
        "hosts_asked_too_soon": found.too_soon,
        "hosts_asked_much_too_soon": found.much_too_soon,
        "hosts_asked_before_retry_after": found.not_later,
        "asked_against_robots": sorted(asked.intersection(closed)),
        "kept_as_it_must": len(kept) - len(wrong(kept, ended)),
        "to_keep": len(kept),
        "ended_as_it_must": 1 - len(failed) / len(pages),
        "wrong": failed,
    }


def audited(archive: ours.Archive, pages: Iterable[Page]) -> dict[str, Any]:
    """Put in figures what the WARC files are."""
    return {
        "files": archive.files,
        "records": archive.records,
        "bad": archive.bad,
        "twice": archive.twice(pages),
    }


def kills(scale: Scale, folder: Path, *, seed: int = 1) -> dict[str, Any]:
    """Collect undisturbed; then again, killed at moments drawn by lot, and brought to its end."""
    with serving(**scale.web()) as served:
        calm = ours.study(folder / "calm", served, scale.manners())
        whole = ours.collected(calm).wall
        came = [asked.at for asked in served.log()]
        start = whole - (max(came) - min(came))  # seconds until the first request, or about
        wanted = ours.steady(ours.archive_of(calm), served.web.pages)
    with serving(**scale.web(), port=served.port) as served:
        harried = ours.study(folder / "harried", served, scale.manners())
        chance, each = random.Random(seed), 1.5 * (whole - start) / scale.kills
        lives = [start / 2 + chance.uniform(0, start / 2 + each) for _ in range(scale.kills)]
        struck = sum(killed(harried, life) for life in lives)
        ours.collected(harried)
        log, archive = served.log(), ours.archive_of(harried)
    manners = politeness(log, served.web.sites, scale.delay)
    had = ours.steady(archive, served.web.pages)
    answered = Counter((asked.host, asked.path) for asked in log if asked.status == 200)
    return {
        "kills": struck,
        "undisturbed": len(wanted),
        "lost": sorted(wanted - had),
        "besides": sorted(had - wanted),
        "answered_again": sum(n - 1 for n in answered.values()),
        "least_gap_in_delays": manners.least_gap,
        "hosts_asked_too_soon": manners.too_soon,
        "wrong": wrong(served.web.pages, ours.ends(harried, archive)),
        **audited(archive, served.web.pages),
    }


def killed(folder: Path, life: float) -> bool:
    """Collect for so many seconds; say whether it had to be killed then."""
    process = ours.started(folder)
    try:
        process.wait(life)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    return process.returncode == -signal.SIGKILL


def again(scale: Scale, folder: Path) -> dict[str, Any]:
    """Collect, and then visit all pages a second time."""
    with serving(**scale.web()) as served:
        root = ours.study(folder / "again", served, scale.manners())
        ours.collected(root)
        once = ours.archive_of(root)
        served.forget()
        ours.collected(root, "--again")
        log, twice = served.log(), ours.archive_of(root)
    marked = {
        (site.address, path)
        for site in served.web.sites
        for path, answer in site.routes.items()
        if isinstance(answer, Whole) and answer.etag
    }
    met = [asked for asked in log if (asked.host, asked.path) in marked]
    return {
        "with_a_mark": len(marked),
        "not_modified": sum(asked.status == 304 for asked in met),
        "sent_again": sum(asked.status == 200 for asked in met),
        "revisits": twice.revisits - once.revisits,
        "new_bodies": len(twice.captures) - len(once.captures),
        **audited(twice, served.web.pages),
    }


def catalogue(path: Path) -> dict[str, Any]:
    """Put a list of addresses through the frontier: offered, and handed out host by host."""
    from datetime import UTC, datetime

    from hermeneut.candidates import Candidate
    from hermeneut.collect.queue.frontier import Frontier

    with path.open(encoding="utf-8", newline="") as file:
        urls = [row["url"] for row in csv.DictReader(file)]
    with (
        tempfile.TemporaryDirectory() as folder,
        Frontier(Path(folder), now=lambda: datetime.now(UTC)) as frontier,
    ):
        began = time.perf_counter()
        offered = frontier.offer(Candidate(url, "list", path.name) for url in urls)
        due = [page for host, n in frontier.hosts() for page in frontier.due(host, n)]
        seconds = time.perf_counter() - began
    return {"addresses": len(urls), "pages": offered.pages, "due": len(due), "seconds": seconds}


# Saying it ----------------------------------------------------------------------------------------


def said(figures: dict[str, Any]) -> Iterator[str]:
    """Put figures in a table."""
    tools = [tool for tool in ("hermeneut", "scrapy") if tool in figures.get("throughput", {})]
    if tools:
        yield f"{'':34}" + "".join(f"{tool:>12}" for tool in tools)
        for line, form, key in ROWS:
            found = [figures["throughput"][tool][key] for tool in tools]
            found = [len(one) if isinstance(one, list) else one for one in found]
            yield f"{line:34}" + "".join(f"{form.format(one):>12}" for one in found)
        yield from of_archive("WARC", figures["throughput"]["archive"])
        yield from (f"  wrong: {one}" for one in figures["throughput"]["hermeneut"]["wrong"][:20])
    if found := figures.get("kills"):
        lost, besides = len(found["lost"]), len(found["besides"])
        yield (
            f"killed {found['kills']} times: of {found['undisturbed']} captures {lost} lost, "
            f"{besides} besides; {found['answered_again']} answers were on their way at a kill and "
            f"were fetched again; least gap {found['least_gap_in_delays']:.4f} delays"
        )
        yield from of_archive("WARC after kills", found)
        yield from (f"  wrong: {one}" for one in found["wrong"][:20])
    if found := figures.get("again"):
        yield (
            f"a second visit (small web): of {found['with_a_mark']} pages with an ETag "
            f"{found['not_modified']} were not sent again, {found['sent_again']} were; "
            f"{found['revisits']} revisit records, {found['new_bodies']} responses"
        )
        yield from of_archive("WARC after both", found)
    if found := figures.get("catalogue"):
        yield (
            f"catalogue: {found['addresses']} addresses through the frontier in "
            f"{found['seconds']:.2f} s: {found['pages']} pages, {found['due']} due"
        )


def of_archive(name: str, found: dict[str, Any]) -> Iterator[str]:
    """Say what the WARC files are like."""
    bad, twice = found["bad"], found["twice"]
    yield (
        f"{name}: {found['records']:,} records in {found['files']} files; warcio check and "
        f"fastwarc fault {len(bad)}; {len(twice)} pages are there twice"
    )
    yield from (f"  bad: {one}" for one in bad[:20])
    yield from (f"  twice: {one}" for one in twice[:20])


ROWS = (
    ("share of what politeness allows", "{:.3f}", "share"),
    ("requests to prompt hosts", "{:,}", "requests"),
    ("  a second", "{:.0f}", "requests_a_second"),
    ("  a second, allowed", "{:.0f}", "allowed_a_second"),
    ("  seconds", "{:.1f}", "seconds"),
    ("seconds, hostile hosts and all", "{:.1f}", "seconds_in_all"),
    ("CPU seconds", "{:.1f}", "cpu_seconds"),
    ("cores busy with other work", "{:.1f}", "other_cores"),
    ("memory at its peak, MiB", "{:.0f}", "peak_mib"),
    ("memory as a rule, MiB", "{:.0f}", "usual_mib"),
    ("hosts asked", "{}", "hosts"),
    ("least gap, in delays of the host", "{:.4f}", "least_gap_in_delays"),
    ("hosts asked too soon", "{}", "hosts_asked_too_soon"),
    ("  by more than a tenth", "{}", "hosts_asked_much_too_soon"),
    ("hosts asked before Retry-After", "{}", "hosts_asked_before_retry_after"),
    ("pages asked against robots.txt", "{}", "asked_against_robots"),
    ("pages that must be kept", "{:,}", "to_keep"),
    ("  kept, as they are", "{:,}", "kept_as_it_must"),
)


@contextmanager
def place(keep: Path | None) -> Iterator[Path]:
    """Give a folder, that stays if it was named."""
    if keep:
        keep.mkdir(parents=True)
        yield keep
        return
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def main() -> None:
    """Measure, and say it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=("throughput", "kills", "again", "catalogue"))
    parser.add_argument("--small", action="store_true", help="24 hosts, delays of milliseconds")
    parser.add_argument("--alone", action="store_true", help="without Scrapy")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--keep", type=Path, help="keep the studies here")
    parser.add_argument("--catalogue", type=Path, default=CATALOGUE)
    given = parser.parse_args()
    scale, figures = SMALL if given.small else WHOLE, {}
    with place(given.keep) as folder:
        if given.only in (None, "throughput"):
            scrapy = not given.alone and bool(importlib.util.find_spec("scrapy"))
            figures["throughput"] = throughput(scale, folder, scrapy=scrapy)
        if given.only in (None, "kills"):
            figures["kills"] = kills(scale, folder)
        if given.only in (None, "again"):
            figures["again"] = again(SMALL, folder)
        if given.only in (None, "catalogue") and given.catalogue.exists():
            figures["catalogue"] = catalogue(given.catalogue)
    print(json.dumps(figures, indent=2) if given.json else "\n".join(said(figures)))


if __name__ == "__main__":
    main()

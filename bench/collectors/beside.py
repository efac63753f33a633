"""Scrapy, as polite as ours, on the same list.

It keeps nothing but digests, so writing an archive is work that ours does besides.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from testsites import Page

from .ends import End
from .watching import Taken, watched


def collected(
    pages: Iterable[Page], folder: Path, manners: dict[str, Any]
) -> tuple[Taken, dict[str, End]]:
    """Collect with Scrapy in a process of its own.

    Args:
        pages: The list.
        folder: Where it works.
        manners: As `ours.study` takes them.

    Returns:
        What it took, and how the pages ended: ``kept``, ``http-404`` and the like, or what Scrapy
        calls the exception.
    """
    path = folder / "scrapy.json"
    path.write_text(json.dumps({**manners, "urls": [page.url for page in pages]}))
    command = [sys.executable, "-m", __name__, str(path)]
    taken = watched(subprocess.Popen(command, cwd=Path(__file__).parents[1]))
    ends = {}
    for asked, (status, said, digest) in json.loads(path.with_suffix(".ends").read_text()).items():
        end = said if not status else "kept" if status == 200 else f"http-{status}"
        ends[asked] = End(end, frozenset([(said, digest)] if end == "kept" else []))
    return taken, ends


def settings(given: dict[str, Any]) -> dict[str, Any]:
    """Say how Scrapy is set: as polite as ours, with the concurrency at which it is fastest."""
    return {
        "USER_AGENT": "test (+mailto:nobody@example.org)",
        "ROBOTSTXT_OBEY": True,
        "DOWNLOAD_DELAY": given["delay"],
        "DOWNLOAD_DELAY_JITTER": 0.0,  # what RANDOMIZE_DOWNLOAD_DELAY was
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "CONCURRENT_REQUESTS": 4 * given["hosts"],  # 1, 2 and 4 were tried
        "AUTOTHROTTLE_ENABLED": False,
        "RETRY_TIMES": given["tries"] - 1,
        "DOWNLOAD_TIMEOUT": given["seconds"],
        "DOWNLOAD_MAXSIZE": given["megabytes"] * 2**20,
        "REDIRECT_MAX_TIMES": 10,
        "HTTPERROR_ALLOW_ALL": True,
        "TELNETCONSOLE_ENABLED": False,
        "LOG_LEVEL": "CRITICAL",
    }


def child(path: Path) -> None:
    """Fetch a list; nothing is kept but the digests of what came."""
    import scrapy
    from scrapy.crawler import CrawlerProcess

    given, ends = json.loads(path.read_text()), {}

    class Pages(scrapy.Spider):
        name = "pages"

        async def start(self) -> Any:
            for url in given["urls"]:
                yield scrapy.Request(url, self.parse, errback=self.failed, cb_kwargs={"asked": url})

        def parse(self, response: Any, asked: str) -> None:
            digest = hashlib.sha256(response.body).hexdigest()
            ends[asked] = (response.status, response.url, digest)

        def failed(self, failure: Any) -> None:
            asked = failure.request.cb_kwargs["asked"]
            ends[asked] = (0, type(failure.value).__name__, "")

    process = CrawlerProcess(settings(given))
    process.crawl(Pages)
    process.start()
    path.with_suffix(".ends").write_text(json.dumps(ends))


if __name__ == "__main__":
    child(Path(sys.argv[1]))

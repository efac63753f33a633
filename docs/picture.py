"""Take the picture of a report that README shows, with Chromium.

    python docs/picture.py [STUDY]

STUDY is a study with a report, ``demo/sample`` (from ``make demo``) by default.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

HERE = Path(__file__).parent
WIDE, HIGH = 1200, 1220  # CSS pixels: a screen and a half of a laptop


def main() -> None:
    """Take the picture."""
    ask = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    ask.add_argument("study", type=Path, nargs="?", default=HERE.parent / "demo" / "sample")
    page = (ask.parse_args().study / "report" / "index.html").resolve()
    browser = shutil.which("chromium")
    if not page.exists():
        sys.exit(f"{page} isn't there\n  → make demo")
    if not browser:
        sys.exit("Chromium isn't there\n  → apt-get install chromium")
    take(page, HERE / "images" / "report.png", browser)


def take(page: Path, picture: Path, browser: str) -> None:
    """Save the top of a page as PNG."""
    from playwright.sync_api import sync_playwright

    picture.parent.mkdir(exist_ok=True)
    with sync_playwright() as play:
        window = play.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        tab = window.new_page(viewport={"width": WIDE, "height": HIGH}, color_scheme="light")
        tab.goto(page.as_uri())
        tab.screenshot(path=picture)
        window.close()


if __name__ == "__main__":
    main()

"""The report in a browser, opened from disk: no errors, no sideways scrolling, printable."""

from pathlib import Path

import pytest

CHROMIUM = Path("/usr/bin/chromium")
KINDS = (
    "index.html", "crosstabs.html", "themes.html", "trends.html", "targets.html", "voices.html",
    "quoted.html", "cited.html", "characters.html", "topics.html", "keywords.html",
    "documents.html", "methods.html", "failures.html",
    "documents/d1.html", "documents/d2.html", "documents/d3.html",
)  # fmt: skip


@pytest.fixture(scope="module")
def browser():
    if not CHROMIUM.exists():
        pytest.skip("chromium isn't installed at /usr/bin/chromium")
    api = pytest.importorskip("playwright.sync_api", reason="playwright isn't installed")
    with api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_pages_open_from_disk_and_fit(browser, report, width):
    page = browser.new_page(viewport={"width": width, "height": 800})
    said = []
    page.on("console", lambda message: said.append((page.url, message.text)))
    page.on("pageerror", lambda error: said.append((page.url, str(error))))
    page.on("requestfailed", lambda request: said.append((page.url, request.url)))
    extra = [p.relative_to(report).as_posix() for p in sorted(report.glob("[el]*/*.html"))]
    extra += [p.relative_to(report).as_posix() for p in sorted(report.glob("trends/*.html"))]
    wide = []
    for name in (*KINDS, *extra):
        page.goto((report / name).as_uri())
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(name)
        assert page.evaluate("getComputedStyle(document.body).maxWidth") != "none", "no style"
    page.close()
    assert said == []
    assert wide == []


def test_a_mark_in_a_chart_opens_its_evidence(browser, report):
    page = browser.new_page()
    page.goto((report / "themes.html").as_uri())
    page.locator("svg a").first.click()
    assert "/evidence/" in page.url
    assert page.evaluate("document.querySelector(':target') !== null")
    page.close()


def test_the_first_page_prints(browser, report, tmp_path):
    page = browser.new_page()
    page.goto((report / "index.html").as_uri())
    page.pdf(path=tmp_path / "first.pdf", format="A4")
    page.close()
    assert (tmp_path / "first.pdf").read_bytes().startswith(b"%PDF")


def test_keys_reach_the_text_past_the_navigation(browser, report):
    page = browser.new_page()
    page.goto((report / "index.html").as_uri())
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.close()

"""The report as a whole: links, escaping, caps on quotation, the same bytes, all or nothing."""

import json
import os
import re
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

import pytest

from hermeneut import testing
from hermeneut.errors import UserError
from hermeneut.passes import result_id
from hermeneut.report import build
from hermeneut.report.site import Site
from hermeneut.views.passages import MOST_OF_ONE, MOST_WORDS

from .conftest import DESIGN

VOID = {"meta", "link", "br", "hr", "img", "input", "col"}


class Page(HTMLParser):
    """Links, anchors, elements and quotations of one page."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.links, self.ids, self.tags, self.open = [], [], [], []
        self.quotations, self.wrong = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        self.tags.append((tag, named))
        if "id" in named:
            self.ids.append(named["id"])
        if tag in ("a", "link") and "href" in named:
            self.links.append((named["href"], named))
        if tag == "blockquote":
            self.quotations.append("")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)

    def handle_data(self, data):
        if "blockquote" in self.open:
            self.quotations[-1] += data


@pytest.fixture(scope="session")
def pages(report):
    return {
        path.relative_to(report).as_posix(): Page(path.read_text(encoding="utf-8"))
        for path in sorted(report.rglob("*.html"))
    }


def test_every_link_leads_somewhere(report, pages):
    dead = []
    for name, page in pages.items():
        for href, _ in page.links:
            address = urlsplit(href)
            if address.scheme in ("http", "https"):
                continue
            target = os.path.normpath(os.path.join(os.path.dirname(name), unquote(address.path)))  # noqa: PTH118, PTH120
            target = target if address.path else name
            there = (report / target).is_file()
            anchor = unquote(address.fragment)
            if not there or (anchor and anchor not in pages[target].ids):
                dead.append((name, href))
    assert dead == []


def test_every_kind_of_page_is_there(pages):
    assert {
        "index.html", "crosstabs.html", "themes.html", "trends.html", "targets.html",
        "voices.html", "quoted.html", "cited.html", "characters.html", "topics.html",
        "keywords.html", "documents.html", "methods.html", "failures.html",
    } <= set(pages)  # fmt: skip


def test_pages_are_well_formed_and_anchors_unique(pages):
    for name, page in pages.items():
        assert (page.wrong, page.open) == ([], []), name
        assert len(page.ids) == len(set(page.ids)), name


def test_no_script_and_nothing_from_outside(pages):
    for name, page in pages.items():
        tags = {tag for tag, _ in page.tags}
        assert not tags & {"script", "iframe", "object", "embed", "img", "form", "style"}, name
        assert not [a for _, a in page.tags if any(k.startswith("on") for k in a)], name
        assert not [a for _, a in page.tags if "style" in a or "src" in a], name
        assert [a["href"] for tag, a in page.tags if tag == "link"] == [
            "../" * name.count("/") + "style.css"
        ]


def test_policy_forbids_what_is_not_used(pages):
    for name, page in pages.items():
        policy = next(
            a["content"]
            for tag, a in page.tags
            if tag == "meta" and a.get("http-equiv") == "Content-Security-Policy"
        )
        assert policy.startswith("default-src 'none'"), name
        assert "script-src" not in policy


def test_text_of_documents_is_escaped(report):
    for path in report.rglob("*"):
        if path.suffix in (".html", ".json"):
            text = path.read_text(encoding="utf-8")
            assert "<script" not in text.lower(), path
            assert "<b>Bold" not in text, path
            assert "<i>glass" not in text, path


def test_only_web_addresses_become_links_and_tell_nothing(pages):
    outside = [
        (href, a) for page in pages.values() for href, a in page.links if urlsplit(href).scheme
    ]
    assert {urlsplit(href).scheme for href, _ in outside} == {"http", "https"}
    assert all("noopener" in a["rel"] and "nofollow" in a["rel"] for _, a in outside)


def test_quotations_keep_to_the_caps(pages):
    quoted = 0
    for name, page in pages.items():
        for words in page.quotations:
            quoted += 1
            assert len(words.replace("…", "").split()) <= MOST_WORDS, name
    assert quoted > 10
    evidence = next(n for n in pages if n.startswith("evidence/theme"))
    of_two = [q for q in pages[evidence].quotations if "Passage" in q]
    assert len(of_two) == MOST_OF_ONE


def test_a_passage_is_quoted_once_on_a_page_and_then_referred_to(report):
    text = next((report / "evidence").glob("theme-*.html")).read_text(encoding="utf-8")
    assert text.count("The film is lonely.") == 1
    assert 'href="#p1">passage 1</a>' in text


def test_evidence_says_what_was_selected_how_many_and_where(report):
    text = next((report / "evidence").glob("theme-*.html")).read_text(encoding="utf-8")
    assert "Selected: passages &lt;that&gt; hold it." in text
    assert re.search(r"\d of 12 are shown", text)
    assert "00001.warc.gz, offset 0" in text


def test_the_same_study_gives_the_same_bytes(study, report, tmp_path):
    again = build(study, tmp_path / "report")
    names = sorted(p.relative_to(report) for p in report.rglob("*") if p.is_file())
    assert names == sorted(p.relative_to(again) for p in again.rglob("*") if p.is_file())
    assert [n for n in names if (report / n).read_bytes() != (again / n).read_bytes()] == []


def test_invented_texts_are_named_so_on_every_page_and_chart(report, pages):
    for name in pages:
        text = (report / name).read_text(encoding="utf-8")
        assert 'class="banner"' in text, name
        assert "(invented texts)</title>" in text, name
    charts = list((report / "charts").glob("*.json"))
    assert len(charts) > 5
    for chart in charts:
        assert json.loads(chart.read_text())["title"]["text"].startswith("Invented texts"), chart


def test_a_killed_build_leaves_the_former_report(study, tmp_path, monkeypatch):
    folder = build(study, tmp_path / "report")
    before = (folder / "index.html").read_bytes()
    written = Site.text

    def dies(self, path, text):
        if path == "methods.html":
            raise KeyboardInterrupt
        written(self, path, text)

    monkeypatch.setattr(Site, "text", dies)
    with pytest.raises(KeyboardInterrupt):
        build(study, folder)
    assert (folder / "index.html").read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["report"]


def test_a_report_moved_aside_by_a_killed_build_comes_back(study, tmp_path, monkeypatch):
    folder = build(study, tmp_path / "report")
    folder.rename(tmp_path / ".report.0123.old")
    (tmp_path / ".report.999999999.partial").mkdir()
    monkeypatch.setattr(Site, "page", lambda *a, **k: (_ for _ in ()).throw(OSError("boom")))
    with pytest.raises(OSError, match="boom"):
        build(study, folder)
    assert (folder / "index.html").exists()
    assert [p.name for p in tmp_path.iterdir()] == ["report"]


def test_a_folder_that_is_no_report_is_left_alone(study, tmp_path):
    (tmp_path / "thesis.odt").write_text("years of work")
    with pytest.raises(UserError, match="isn't a report"):
        build(study, tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.odt"]


def test_first_page_says_how_documents_left_and_why(report):
    text = (report / "index.html").read_text(encoding="utf-8")
    assert "copy of a page named as its source" in text
    assert 'href="lists/left-not-about' in text
    assert "Ten documents prove &lt;nothing&gt;." in text
    left = next((report / "lists").glob("left-copy*.html")).read_text(encoding="utf-8")
    assert "A copy" in left


def test_first_page_has_no_mean_sentiment_and_no_topics(report):
    text = (report / "index.html").read_text(encoding="utf-8")
    main = text[text.index("<main") :]
    assert "sentiment" not in main.lower()
    assert "harbour, glass" not in main


def test_a_finding_has_n_interval_check_and_forms(report):
    text = (report / "index.html").read_text(encoding="utf-8")
    finding = text[text.index('class="finding"') :].split("</section>")[0]
    assert "Of <a" in finding
    assert ">3</a> documents whose verdict is “positive”" in finding
    assert "1 (33\u202f%, 0–100\u202f%)" in finding
    assert "not yet checked" in finding
    assert "within forms can’t be told" in finding


def test_a_person_who_coded_half_as_much_is_told_before_the_machine(tmp_path):
    cells = [
        {"result_id": f"{coder}{column}", "coder": coder, "rows": "verdict", "row": "positive",
         "columns": "real", "column": column, "facet": "all", "slice": "all", "n": n, "of": of,
         "share": n / of, "low": 0.0, "high": 1.0}
        for coder, of in (("hermeneut", 30), ("ana", 16), ("ben", 10))
        for column, n in (("for", of // 2), ("torn", of - of // 2))
    ]  # fmt: skip
    people = [
        {"unit": f"d{n}", "doc_id": f"d{n}", "coder": coder, "kind": "person", "value": "for",
         "variable": "real", "coded_at": "2026-02-01T00:00:00Z"}
        for coder in ("ana", "ben") for n in range(10)
    ]  # fmt: skip
    made = testing.make_study(tmp_path / "s", {"crosstabs": cells}, design=DESIGN, codings=people)
    text = (build(made, tmp_path / "r") / "index.html").read_text(encoding="utf-8")

    assert "coded by ana" in text
    assert "as the machine labels them" not in text


def test_the_first_page_says_whose_voice_argues(report):
    text = (report / "index.html").read_text(encoding="utf-8")
    finding = text[text.index("Whose voice argues") :].split("</section>")[0]

    assert 'on “The harbour is real” from “not taken up” to “for” <a class="n"' in finding
    assert "evidence/positions.html#claim-real-not-taken-up-for" in finding
    assert "candidates to code" in finding


def test_voices_stand_by_claim_with_their_evidence(pages):
    links = {href for href, _ in pages["voices.html"].links}

    assert any(href.startswith("evidence/claims.html#claim-real-critic") for href in links)
    assert {"positions", "claims"} <= set(pages["voices.html"].ids)


def test_what_is_cited_has_its_documents_and_its_wikidata_id(report, pages):
    links = {href for href, _ in pages["cited.html"].links}
    work = result_id("c", "The <b>Bold Mirror")

    assert {f"evidence/cited.html#{work}", "https://www.wikidata.org/wiki/Q42"} <= links
    assert "not yet checked" in (report / "cited.html").read_text(encoding="utf-8")


def test_three_verdicts_stand_side_by_side_each_opening_its_documents(report, pages):
    text = (report / "targets.html").read_text(encoding="utf-8")
    table = text[text.index('id="verdicts"') :]
    positive = table[table.index('<th scope="row">positive</th>') :].split("</tr>")[0]
    cells = [re.sub("<[^>]+>", "", cell) for cell in positive.split("<td")[1:]]
    links = {href for href, _ in pages["targets.html"].links}

    assert ["2", "0", "2", "60\u202f%", "0", "1", "0"] == [c.partition(">")[2] for c in cells]
    assert {"lists/verdict-positive-all.html", "lists/verdict-positive-rated.html"} <= {
        href.partition("#")[0] for href in links
    }
    assert "lists/verdict-positive-consensus-mixed.html" in {h.partition("#")[0] for h in links}


def test_a_character_stands_by_form_and_year_with_the_evidence(pages):
    links = {href for href, _ in pages["characters.html"].links}
    slices = [("all", "all"), ("form", "review"), ("form", "form unknown"), ("year", "2009")]

    for value in ("she", "it", "acts"):
        page = f"evidence/agents-keeper-{value}.html"
        assert {f"{page}#{result_id('a', value, *where)}" for where in slices} <= links


def test_a_pronoun_taken_for_somebody_elses_is_told_and_opens(report, pages):
    text = (report / "characters.html").read_text(encoding="utf-8")
    stray = f"evidence/agents-keeper-stray-he.html#{result_id('a', 'he', 'all', 'all')}"

    assert "Taken for somebody else’s" in text
    assert stray in {href for href, _ in pages["characters.html"].links}
    assert ">he</th>" not in text


def test_a_persons_correction_is_shown_as_their_word(report):
    text = (report / "documents" / "d4.html").read_text(encoding="utf-8")
    assert "A plainer essay" in text
    assert "I. Reader’s word" in text
    assert "the &lt;page&gt; says so" in text


def test_a_document_shows_the_values_that_lost(report):
    text = (report / "documents" / "d1.html").read_text(encoding="utf-8")
    assert "json-ld, confidence 90" in text
    assert "2008-01-01" in text
    assert "&lt;meta&gt;" in text


def test_right_to_left_titles_keep_their_direction(report):
    text = (report / "documents" / "d3.html").read_text(encoding="utf-8")
    assert '<bdi lang="fa" dir="rtl">' in text


def test_a_title_without_end_is_cut_in_lists_and_whole_on_its_page(report):
    lists = (report / "documents.html").read_text(encoding="utf-8")
    assert max(len(line) for line in lists.splitlines()) < 1500
    page = (report / "documents" / "d2.html").read_text(encoding="utf-8")
    assert page.count("A very long headline") > 240


def test_tables_have_captions_and_scoped_heads(pages):
    for name, page in pages.items():
        heads = [a for tag, a in page.tags if tag == "th"]
        assert all(a.get("scope") in ("col", "row", "rowgroup") for a in heads), name
        tags = [tag for tag, _ in page.tags]
        assert tags.count("table") == tags.count("caption"), name


def test_charts_have_words_and_a_table_on_their_page(pages):
    drawn = 0
    for name, page in pages.items():
        labels = [a for tag, a in page.tags if tag == "div" and a.get("class") == "scroll"]
        drawn += sum(tag == "svg" for tag, _ in page.tags)
        assert all(a.get("aria-label") for a in labels), name
        if any(tag == "svg" for tag, _ in page.tags):
            assert any(tag == "table" for tag, _ in page.tags), name
    assert drawn > 5


def test_a_study_of_facts_says_which_pages_are_missing_and_why(tmp_path):
    made = testing.make_study(
        tmp_path / "study",
        {"documents": [{"doc_id": "a", "capture_id": "c", "title": "T", "url": "https://a.example",
                        "completeness": "bibliographic", "fetched_at": "2026"}],
         "subjects": [{"doc_id": "a", "capture_id": "c", "subject": "work", "verdict": "about"}]},
    )  # fmt: skip
    folder = build(made, tmp_path / "report")
    text = (folder / "index.html").read_text(encoding="utf-8")
    assert "Voices: there are no measured texts that could quote anybody." in text
    assert not (folder / "voices.html").exists()
    assert "voices.html" not in text


def test_an_empty_study_builds(tmp_path):
    folder = build(testing.make_study(tmp_path / "study"), tmp_path / "report")
    assert "Documents: nothing has been read yet." in (folder / "index.html").read_text()

"""What ships is what it says it is, and entering it twice enters it once."""

import csv
import json
import re
from importlib.resources import files

import pytest

from hermeneut import archive
from hermeneut.addresses import doc_id
from hermeneut.design import FORMS, VENUES
from hermeneut.engine import Pool, Serial
from hermeneut.errors import UserError
from hermeneut.plan import Plan
from hermeneut.samples import SHIPPED, design_of, fill, make, pages, text_of
from hermeneut.study import Study

HOME = files("hermeneut.samples")
GOLD = [json.loads(line) for line in (HOME / "sample/gold.jsonl").read_text("utf-8").splitlines()]
CATALOGUE = list(csv.DictReader((HOME / "her/catalogue.csv").read_text("utf-8").splitlines()))
POSITIONS = {"for", "against", "torn", "reports-both", "not taken up", "unclear"}


@pytest.fixture(scope="module", params=SHIPPED)
def filled(request, tmp_path_factory):
    study = Study.open(make(tmp_path_factory.mktemp("ships") / request.param, request.param))
    fill(study, request.param)
    return request.param, study


def entered(study):
    captures = [
        archive.index(path)["capture_id"].to_pylist() for path in archive.files(study.archive)
    ]
    return captures, study.judgements.digest("codings")


def test_filling_twice_enters_nothing_twice(filled):
    name, study = filled
    before = entered(study)

    fill(study, name)

    assert before == entered(study)
    assert {"sample": [75], "her": [1]}[name] == [len(ids) for ids in before[0]]
    assert study.judgements.rows("codings").num_rows


def test_the_warc_that_ships_is_made_of_the_pages(tmp_path):
    made = pages.write(tmp_path / "pages.warc.gz")

    assert (HOME / "sample/pages.warc.gz").read_bytes() == made.read_bytes()


@pytest.fixture(scope="module")
def texts(tmp_path_factory):
    study = Study.open(make(tmp_path_factory.mktemp("read") / "sample", "sample"))
    fill(study, "sample")
    with Pool(Serial) as pool:
        Plan(study).run(["readings"], pool=pool)
    got = study.sql("select doc_id, text from readings").to_pylist()
    return {row["doc_id"]: folded(row["text"] or "") for row in got}


def folded(text):
    """Fold what a reader may set differently: marks and space."""
    return re.sub(r"\s+", " ", re.sub("[“”„«»]", '"', re.sub("[‘’]", "'", text))).strip()


def test_every_quotation_that_the_author_set_down_is_read(texts):
    quoted = [(page, q["content"]) for page in GOLD for q in page["quotations"]]
    lost = [
        (page["file"], content)
        for page, content in quoted
        if folded(content) not in texts[doc_id(page["url"])]
    ]

    assert 274 == len(quoted)
    assert [] == lost


def test_passages_with_themes_are_read(texts):
    begins = [(page, start) for page in GOLD for start in page["themes"]]
    lost = {
        page["file"] for page, start in begins if folded(start) not in texts[doc_id(page["url"])]
    }

    # there the author set down what the page says; the reader mends it
    assert lost <= {"021-kinotheque-notes-mojibake.html"}


def test_the_author_of_the_sample_used_the_words_of_its_design():
    design = design_of("sample")
    rows = list(csv.DictReader((HOME / "sample/pages.csv").read_text("utf-8").splitlines()))
    codes = {code.id for code in design.codes}
    propositions = {proposition.id for proposition in design.propositions}
    urls = {page["url"] for page in GOLD}

    assert [(row["file"], row["url"]) for row in rows] == [(p["file"], p["url"]) for p in GOLD]
    for page in GOLD:
        assert set(page["positions"]) <= propositions, page["file"]
        assert set(page["positions"].values()) <= POSITIONS, page["file"]
        assert {t for themes in page["themes"].values() for t in themes} <= codes, page["file"]
        assert page["form"] in (None, *FORMS), page["file"]
        assert page["venue"] in (None, *VENUES), page["file"]
        assert page["copy_of"] in {None, *urls, *(p["file"] for p in GOLD)}, page["file"]


def test_the_catalogue_is_whole():
    assert 845 == len(CATALOGUE) == len({row["url"] for row in CATALOGUE})
    copies = [row for row in CATALOGUE if row["duplicate_of"]]
    assert 34 == len(copies)
    assert {row["duplicate_of"] for row in copies} <= {row["url"] for row in CATALOGUE}


def test_praise_is_not_endorsement(tmp_path):
    study = Study.open(make(tmp_path / "her", "her"))
    fill(study, "her")
    with Pool(Serial) as pool:
        Plan(study).run(["crosstabs"], pool=pool)

    query = """
        select "column", n, "of" from crosstabs
        where rows = 'film_verdict' and columns = 'ai_love_stance' and row = 'positive'
          and facet = 'all' order by 1
    """
    got = [tuple(row.values()) for row in study.sql(query).to_pylist()]
    counts = {"against": 10, "for": 13, "not taken up": 220, "torn": 39}
    assert [(value, n, 282) for value, n in counts.items()] == got


def test_a_new_study_opens_and_is_not_made_twice(tmp_path):
    folder = make(tmp_path / 'My "own" study')

    assert 'My "own" study' == Study.open(folder).design.study.name
    with pytest.raises(UserError, match="holds a study already"):
        make(folder)


def test_a_study_made_like_one_says_nothing_of_the_others_corpus(tmp_path):
    shipped, own = (Study.open(make(tmp_path / str(e), "her", empty=e)).design for e in (0, 1))
    assert shipped.study.collected
    assert shipped.study.limits
    assert (own.study.collected, own.study.limits) == ("", ())
    assert (own.targets, own.sources) == (shipped.targets, shipped.sources)
    invented = Study.open(make(tmp_path / "sample", "sample", empty=True)).design.study
    assert invented.invented
    assert invented.limits


def test_a_study_that_does_not_ship_is_told():
    with pytest.raises(UserError, match="there are: her, sample"):
        text_of("up")

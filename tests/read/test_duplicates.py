"""Whether versions of one text are found, on the invented pages of the sample and on texts here."""

import json
import random
from importlib.resources import files

import pytest

from hermeneut.addresses import doc_id
from hermeneut.engine import Pool, Serial
from hermeneut.plan import Plan
from hermeneut.read.duplicates import Duplicates
from hermeneut.samples import fill, make
from hermeneut.study import Study
from hermeneut.testing import check_analysis, make_study, text_row

GOLD = files("hermeneut.samples") / "sample" / "gold.jsonl"


def words(seed, many):
    """Invent a text: words of no language, the same for the same seed."""
    chance = random.Random(seed)
    letters = "aeiou", "bcdfghklmnprstvw"
    return " ".join(
        "".join(chance.choice(letters[n % 2]) for n in range(chance.randint(3, 9)))
        for _ in range(many)
    )


ESSAY = words("essay", 600)


def study_of(folder, documents):
    """Make a study of documents: by name their text and what else is known of them."""
    texts = {text: text_row(text) for text, _ in documents.values()}
    rows = [
        {
            "doc_id": name, "capture_id": f"c-{name}", "url": f"https://{name}.example/x",
            "text_id": texts[text]["text_id"], "completeness": "whole", "language": "en",
            "fetched_at": "2026", "authors": [], **known,
        }
        for name, (text, known) in documents.items()
    ]  # fmt: skip
    about = [
        {"doc_id": row["doc_id"], "capture_id": row["capture_id"], "subject": "work",
         "verdict": "about", "score": 1.0}
        for row in rows
    ]  # fmt: skip
    return make_study(folder, {"documents": rows, "texts": texts.values(), "subjects": about})


def found(study, **settings):
    table = check_analysis(Duplicates(**settings), study)["duplicates"]
    return {row["doc_id"]: row for row in table.to_pylist()}


def kinds(study, **settings):
    return {name: row["kind"] for name, row in found(study, **settings).items()}


def test_kinds_of_versions(tmp_path):
    study = study_of(tmp_path, {
        "paper": (ESSAY, {}),
        "mirror": (f"HEADLINE AGAIN {ESSAY} {words('notice', 30)}", {}),
        "digest": (" ".join(ESSAY.split()[:300]), {}),
        "teaser": (" ".join(ESSAY.split()[:100]), {}),
        "another": (words("another", 600), {}),
    })  # fmt: skip

    got = found(study)

    assert {
        "mirror": "original",
        "paper": "reprint",
        "digest": "abridged",
        "teaser": "excerpt",
    } == {name: row["kind"] for name, row in got.items()}
    assert ["mirror"] == [name for name, row in got.items() if row["representative"]]
    assert 1 == len({row["cluster"] for row in got.values()})
    assert 1 == got["digest"]["contained"] == got["mirror"]["similarity"]
    assert got["paper"]["similarity"] == pytest.approx(1200 / 1232, abs=0.01)


def test_addresses_of_one_page_are_told_from_reprints(tmp_path):
    print_view = {"url": "https://www.paper.example/print/x"}
    study = study_of(tmp_path, {
        "paper": (ESSAY, {"published": "2014"}),
        "print": (ESSAY + " Printed from paper.example", print_view),
        "mirror": (ESSAY, {}), "file": (ESSAY, {"url": "file:///x.txt"}),
        "copy": (ESSAY, {"url": "file:///y.txt"}),
    })  # fmt: skip

    assert {
        "paper": "original", "print": "same page", "mirror": "reprint", "file": "reprint",
        "copy": "reprint",
    } == kinds(study)  # fmt: skip


def test_an_update_is_told_from_a_reprint(tmp_path):
    parts = ESSAY.split()
    more = " ".join([*parts[:300], words("more", 90), *parts[300:]])
    first, later = "2014-01-10", "2014-01-12"
    study = study_of(tmp_path, {
        "first": (ESSAY, {"published": first, "outlet": "The Lantern"}),
        "update": (more, {"published": later, "outlet": "the lantern"}),
        "mirror": (more, {"published": later, "outlet": "The Mirror"}),
    })  # fmt: skip

    assert {"first": "original", "update": "update", "mirror": "reprint"} == kinds(study)


def test_a_first_version_is_no_abridgement_but_the_fuller_stands_for_it(tmp_path):
    outlet = {"outlet": "The Lantern"}
    note = " ".join(ESSAY.split()[:300])
    study = study_of(tmp_path, {
        "note": (note, {"published": "2014-01-10", **outlet}),
        "review": (ESSAY, {"published": "2014-01-12", **outlet}),
        "digest": (note + " " + words("tail", 9), {"published": "2015", **outlet}),
    })  # fmt: skip

    got = found(study)

    assert {"note": "original", "review": "update", "digest": "abridged"} == {
        name: row["kind"] for name, row in got.items()
    }
    assert got["review"]["representative"]


def test_what_credits_an_agency_is_a_reprint_and_names_it(tmp_path):
    study = study_of(tmp_path, {
        "early": (f"ROME (AP) — {ESSAY}", {"published": "2014-01-10"}),
        "late": (f"{ESSAY}\n\n© 2014 Associated Press", {"published": "2014-01-11"}),
        "own": (ESSAY, {"published": "2014-01-12", "url": "https://apnews.com/x"}),
    })  # fmt: skip

    got = found(study)

    assert {"early": ("reprint", "Associated Press", True),
            "late": ("reprint", "Associated Press", False),
            "own": ("original", None, False)} == {
        name: (row["kind"], row["credit"], row["representative"]) for name, row in got.items()
    }  # fmt: skip


@pytest.mark.parametrize(("published", "together"), [("2014-01-12", True), ("2014-02-12", False)])
def test_less_must_be_shared_within_days(tmp_path, published, together):
    cut = " ".join(ESSAY.split()[:340]) + " " + words("own", 260)
    study = study_of(
        tmp_path, {"a": (ESSAY, {"published": "2014-01-10"}), "b": (cut, {"published": published})}
    )

    assert together == bool(kinds(study))


def test_what_a_site_says_on_all_its_pages_makes_no_copies(tmp_path):
    notice = words("notice", 400)
    documents = {
        f"d{n}": (f"{words(n, 70)} {notice}", {"url": f"https://one.example/{n}"}) for n in range(6)
    }

    assert {} == kinds(study_of(tmp_path, documents))


def test_of_a_part_and_its_whole_the_whole_is_the_fullest(tmp_path):
    study = study_of(tmp_path, {"a": (ESSAY, {}), "b": (" ".join(ESSAY.split()[:90]), {})})

    assert {"a": "original", "b": "excerpt"} == kinds(study)


@pytest.mark.parametrize(
    ("teaser", "essay"),
    [
        ({}, {"form": "round-up"}),
        ({"published": "2014-01-02"}, {"published": "2014-01-10"}),
        ({"published": "2013"}, {"published": "2014-01-10"}),
        ({"authors": ["Ann Lee"]}, {"authors": ["Bo Ray", "Cy Ott"]}),
    ],
    ids=["in a round-up", "before", "years before", "by another"],
)
def test_what_is_quoted_is_no_excerpt(tmp_path, teaser, essay):
    part = " ".join(ESSAY.split()[:90])

    assert {} == kinds(study_of(tmp_path, {"a": (ESSAY, essay), "b": (part, teaser)}))


@pytest.mark.parametrize(
    ("teaser", "essay"),
    [
        ({"form": "round-up"}, {"form": "essay"}),
        ({"published": "2014-01"}, {"published": "2014-01-10"}),
        ({"published": "2014-01-11"}, {"published": "2014-01-10"}),
        ({"authors": ["Ann Lee"]}, {"authors": ["Cy Ott", "ANN LEE"]}),
    ],
    ids=["a round-up of it", "the same month", "after", "by one of them"],
)
def test_what_may_be_taken_from_it_is_an_excerpt(tmp_path, teaser, essay):
    part = " ".join(ESSAY.split()[:90])

    assert "excerpt" == kinds(study_of(tmp_path, {"a": (ESSAY, essay), "b": (part, teaser)}))["b"]


def test_short_texts_are_copies_only_if_they_are_equal(tmp_path):
    short = words("short", 20)
    study = study_of(tmp_path, {"a": (short, {}), "b": (short, {}), "c": (short + " more", {})})

    assert {"a": "original", "b": "reprint"} == kinds(study)


def test_what_is_no_article_holds_nothing(tmp_path):
    study = study_of(tmp_path, {
        "essay": (ESSAY, {}),
        "tag": (ESSAY + words("more", 400), {"completeness": "not an article"}),
        "page": (ESSAY + words("others", 900), {"completeness": "several pieces"}),
    })  # fmt: skip

    assert {} == kinds(study)


def test_settings_move_the_bounds(tmp_path):
    half = " ".join(ESSAY.split()[:300]) + " " + words("own", 300)
    study = study_of(tmp_path, {"a": (ESSAY, {}), "b": (half, {})})

    assert {} == kinds(study)
    assert {"a", "b"} == set(kinds(study, contained=0.45, one_in=2))


def test_an_empty_study_has_none(tmp_path):
    assert {} == kinds(make_study(tmp_path))


def test_the_same_in_any_order_and_beside_others(tmp_path):
    chance = random.Random(1)
    documents = {}
    for n in range(40):
        text = words(n % 13, 200 + n % 7 * 10).split()
        documents[f"d{n:02}"] = (" ".join(text[: chance.choice([60, 100, 200, 400])]), {})
    more = documents | {f"x{n}": (words(f"x{n}", 150), {}) for n in range(9)}
    orders = [dict(chance.sample(sorted(more.items()), len(more))) for _ in range(2)]

    usual = found(study_of(tmp_path / "0", documents))

    assert len(usual) > 20
    for n, order in enumerate(orders, 1):
        assert usual == found(study_of(tmp_path / str(n), order))


@pytest.fixture
def counted(tmp_path):
    """Run duplicates on some documents, and say which left the corpus, and why."""

    def count(documents, corrections=()):
        study = study_of(tmp_path, documents)
        if corrections:
            study.judgements.append("corrections", corrections)
        table = check_analysis(Duplicates(), study)["duplicates"]
        study = make_study(tmp_path, {
            name: study.sql(f"select * from {shown}").to_pylist() if name != "duplicates"
            else table.to_pylist()
            for name, shown in [("documents", "documents_machine"), ("texts", "texts"),
                                ("subjects", "subjects"), ("duplicates", "")]
        })  # fmt: skip
        rows = study.sql("select doc_id, why from corpus where not counted").to_pylist()
        return {row["doc_id"]: row["why"] for row in rows}

    return count


def test_the_earliest_stands_for_its_versions_and_each_that_leaves_says_why(counted):
    assert {
        "late": "reprint of The Voice (97 % alike)",
        "digest": "abridged from The Voice (100 % of it stands there)",
        "print": "same page as The Voice (100 % alike)",
    } == counted({
        "late": (ESSAY, {"published": "2014-05"}),
        "early": (ESSAY + words("e", 30), {"published": "2014-01-10", "title": "The Voice"}),
        "print": (ESSAY + words("e", 30), {"published": "2014-01-11",
                                           "url": "https://m.early.example/x?view=2"}),
        "digest": (" ".join(ESSAY.split()[:300]), {"published": "2013-01"}),
    })  # fmt: skip


def test_a_part_stands_where_the_whole_would_not(counted):
    part = " ".join(ESSAY.split()[:400])
    documents = {"whole": (ESSAY, {"completeness": "truncated"}), "part": (part, {})}

    assert {"whole": "fuller version of https://part.example/x (80 % alike)"} == counted(documents)


def test_of_a_note_and_the_review_that_it_became_the_review_stands(counted):
    outlet = {"outlet": "The Lantern"}
    note = " ".join(ESSAY.split()[:300])

    assert {"note": "earlier version of A Voice (66 % alike)"} == counted({
        "note": (note, {"published": "2014-01-10", **outlet}),
        "review": (ESSAY, {"published": "2014-01-12", "title": "A Voice", **outlet}),
    })  # fmt: skip


def test_an_update_leaves_as_one(counted):
    outlet = {"outlet": "The Lantern"}
    more = f"{ESSAY} {words('more', 60)}"

    assert {"update": "update of A Voice (95 % alike)"} == counted({
        "first": (ESSAY, {"published": "2014-01-10", "title": "A Voice", **outlet}),
        "update": (more, {"published": "2014-01-12", **outlet}),
    })  # fmt: skip


def test_a_person_may_say_that_a_document_copies_none(counted):
    documents = {"a": (ESSAY, {"published": "2014"}), "b": (ESSAY + " x", {"published": "2015"})}
    correction = {
        "doc_id": "b", "field": "copy_of", "value": "https://b.example/x", "who": "ana",
        "why": "written anew", "corrected_at": "2026-01-01T00:00:00Z",
    }  # fmt: skip

    assert {} == counted(documents, [correction])


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    study = Study.open(make(tmp_path_factory.mktemp("copies") / "sample", "sample"))
    fill(study, "sample")
    with Pool(Serial) as pool:
        Plan(study).run(["duplicates"], pool=pool)
    return study


def test_the_samples_reprints_count_once(sample):
    pages = [json.loads(line) for line in GOLD.read_text("utf-8").splitlines()]
    wanted = {
        frozenset({doc_id(page["url"]), doc_id(page["copy_of"])})
        for page in pages
        if page["copy_of"] and doc_id(page["url"]) != doc_id(page["copy_of"])
    }
    query = (
        "select list(doc_id) as docs, list(distinct kind) as kinds from duplicates group by cluster"
    )
    groups = sample.sql(query).to_pylist()

    assert wanted == {frozenset(group["docs"]) for group in groups}
    assert [["original", "reprint"]] * 3 == [sorted(group["kinds"]) for group in groups]
    with Pool(Serial) as pool:
        states = Plan(sample).run(["duplicates"], pool=pool)
    assert {"up to date"} == {state.state for state in states}


def altered(how, text, chance):
    parts = text.split(" ")
    if how in ("changed", "much changed"):
        share = 0.05 if how == "changed" else 0.1
        parts = [chance.choice(parts) if chance.random() < share else part for part in parts]
    if how == "moved":
        parts = [*parts[len(parts) // 2 :], *parts[: len(parts) // 2]]
    if how in ("abridged", "excerpt"):
        share = chance.uniform(0.3, 0.7) if how == "abridged" else 0.2
        parts = parts[: max(60, int(len(parts) * share))]
    if how == "headlined":
        parts = [words(text[:9], 12).title(), *parts, words(text[-9:], 30)]
    return " ".join(parts)


@pytest.mark.parametrize(
    "how", ["abridged", "excerpt", "changed", "much changed", "moved", "headlined"]
)
def test_altered_copies_of_the_samples_texts(how, sample, tmp_path, floor):
    chance = random.Random(how)
    rows = sample.sql("select text_id, text from texts where words > 300 order by 1").to_pylist()
    originals = {row["text_id"]: row["text"] for row in rows}
    copies = {f"copy {name}": altered(how, text, chance) for name, text in originals.items()}
    study = study_of(
        tmp_path, {name: (text, {"url": None}) for name, text in (originals | copies).items()}
    )

    groups = {}
    for name, row in found(study).items():
        groups.setdefault(row["cluster"], set()).add(name.removeprefix("copy "))
    whole = [next(iter(names)) for names in groups.values() if len(names) == 1]

    reprints = 12  # the sample's own and its print views, in six groups with their copies
    assert len(originals) > 40
    assert len(groups) - len(whole) <= reprints / 2
    assert len(whole) + reprints >= floor("duplicates", how) * len(originals)

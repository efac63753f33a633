"""What the view `documents` adds to facts: the value of a rating, a date told by the text."""

from hermeneut.testing import make_study


def document(doc_id, **facts):
    row = {"doc_id": doc_id, "capture_id": f"c-{doc_id}", "completeness": "whole"}
    return {"title": doc_id, "fetched_at": "2025-01-01", **row, **facts}


def seen(study, column):
    rows = study.sql(f"select doc_id, {column} from documents order by doc_id").to_pylist()
    return {row["doc_id"]: row[column] for row in rows}


def test_bare_numbers_are_read_on_the_scale_of_their_outlet_or_table(tmp_path):
    post = [document(f"p{n:02}", outlet="The Post", rating=str(n + 1)) for n in range(10)]
    table = [document(f"t{n:02}", capture_id="t", rating=f"{n % 5 + 1}") for n in range(12)]
    mixed = [document(f"m{n:02}", capture_id="m", rating="B" if n else "4") for n in range(12)]
    study = make_study(tmp_path, {"documents": [*post, *table, *mixed]})

    values = seen(study, "rating_value")
    assert round(values["p03"], 4) == 0.4
    assert round(values["t03"], 4) == 0.8
    assert values["m00"] is None


def test_a_persons_rating_has_a_value_of_its_own(tmp_path):
    rows = [
        document("a", rating="3/4", rating_value=0.75),
        document("b", rating="B+", rating_value=0.75),
    ]
    study = make_study(tmp_path, {"documents": rows})
    said = {"field": "rating", "who": "ana", "why": "seen", "corrected_at": "2026-01-01"}
    study.judgements.append(
        "corrections",
        [{**said, "doc_id": "a", "value": "1/4"}, {**said, "doc_id": "b", "value": "A"}],
    )

    assert seen(study, "rating_value") == {"a": 0.25, "b": None}


def test_a_date_told_by_the_text_gives_way_to_a_printed_one(tmp_path):
    told = {"dated": "2014-01/2014-03", "dated_why": "text: “nominated”"}
    rows = [document("a", **told), document("b", **told)]
    study = make_study(tmp_path, {"documents": rows})
    said = {"field": "published", "who": "ana", "why": "seen", "corrected_at": "2026-01-01"}
    study.judgements.append("corrections", [{**said, "doc_id": "b", "value": "2014-02-01"}])

    assert seen(study, "dated") == {"a": "2014-01/2014-03", "b": None}
    assert (
        study.sql("select year, period from corpus where doc_id = 'a'").to_pylist()[0]["year"]
        is None
    )


def placed(doc_id, url, outlet):
    return document(doc_id, url=url, outlet=outlet)


def test_a_host_is_one_outlet(tmp_path):
    rows = [
        placed("a", "https://post.org/her", "The Post"),
        placed("b", "https://www.post.org/zoe", "The Post"),
        placed("c", "https://post.org/wall-e", "POST"),
        placed("d", "http://m.post.org/ai", "m.post.org"),
        placed("e", "https://web.archive.org/web/2014/http://post.org/tron", "post.org"),
    ]
    study = make_study(tmp_path, {"documents": rows})
    assert set(seen(study, "outlet").values()) == {"The Post"}


def test_two_outlets_of_a_host_stay_two(tmp_path):
    rows = [
        placed("a", "https://post.org/her", "The Post"),
        placed("b", "https://post.org/sunday/her", "The Post on Sunday"),
        placed("c", "https://post.org/zoe", "post.org"),
        placed("d", "https://medium.com/@ann/her", "Ann's Notes"),
        placed("e", "https://medium.com/@bo/her", "medium.com"),
        placed("f", "https://gazette.org/her", "The Post"),
    ]
    study = make_study(tmp_path, {"documents": rows})
    assert seen(study, "outlet") == {
        "a": "The Post", "b": "The Post on Sunday", "c": "post.org",
        "d": "Ann's Notes", "e": "medium.com", "f": "The Post",
    }  # fmt: skip


def test_a_page_that_nothing_names_keeps_its_host_without_its_prefix(tmp_path):
    rows = [
        placed("a", "https://m.post.org/her", "m.post.org"),
        placed("b", "https://post.org/zoe", "post.org"),
        placed("c", None, "The Weekly"),
        placed("d", None, None),
    ]
    study = make_study(tmp_path, {"documents": rows})
    assert seen(study, "outlet") == {"a": "post.org", "b": "post.org", "c": "The Weekly", "d": None}


def test_a_persons_name_of_an_outlet_stays(tmp_path):
    rows = [placed(i, f"https://post.org/{i}", "The Post") for i in "ab"]
    study = make_study(tmp_path, {"documents": rows})
    said = {"field": "outlet", "who": "ana", "why": "seen", "corrected_at": "2026-01-01"}
    study.judgements.append("corrections", [{**said, "doc_id": "a", "value": "THE POST"}])
    assert seen(study, "outlet") == {"a": "THE POST", "b": "The Post"}

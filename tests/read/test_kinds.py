import pytest

from hermeneut.read.alike import Likeness, Version
from hermeneut.read.credits import Place
from hermeneut.read.kinds import Member, before, kinds


def member(name, kind="reprint", *, length=1.0, inside=0.0, **more):
    like = Likeness(1.0, 1.0, length, 600, 1.0, inside)
    doc = {"doc_id": name, "text_id": name, "url": f"https://x.example/{name}",
           "published": None, "completeness": "whole"}  # fmt: skip
    known = {key: more.pop(key) for key in ("published", "completeness", "text_id") if key in more}
    return Member(doc | known, Version(0, like, kind), Place(**more.pop("place", {})), **more)


def told(*group):
    found = {one.doc["doc_id"]: (kind, stands) for one, kind, stands in kinds(group)}
    assert [True] == [stands for _, stands in found.values() if stands]
    return found


HERE = {"place": {"site": "lantern.example"}}
THERE = {"place": {"site": "mirror.example"}}


def test_the_earliest_is_the_original_and_the_undated_come_last():
    assert told(
        member("a", **HERE),
        member("b", published="2014-02", **THERE),
        member("c", published="2013"),
    ) == {"a": ("reprint", False), "b": ("reprint", False), "c": ("original", True)}


def test_what_is_cut_short_is_the_original_but_doesnt_stand():
    assert told(
        member("a", published="2013", completeness="truncated"), member("b", published="2014")
    ) == {"a": ("original", False), "b": ("reprint", True)}


@pytest.mark.parametrize(
    ("then", "kind"),
    [
        ({"published": "2014-01-10"}, "same page"),
        ({"published": "2014-01-11"}, "update"),
        ({"published": "2014-01-11", "text_id": "a"}, "same page"),
        ({"inside": 0.1}, "update"),
        ({"inside": 0.01}, "same page"),
    ],
)
def test_the_same_page_and_its_update(then, kind):
    first = member("a", published="2014-01-10", **HERE)

    assert kind == told(first, member("b", **then, **HERE))["b"][0]


def test_an_outlet_is_known_by_its_name_too():
    first = member("a", published="2014", place={"outlet": "Lantern", "site": "lantern.example"})
    then = member("b", published="2015", place={"outlet": "LANTERN", "site": "lantern2.example"})

    assert "update" == told(first, then)["b"][0]
    assert "reprint" == told(member("a"), member("b"))["b"][0]  # no outlet is none in common


@pytest.mark.parametrize(("published", "kind"), [("2013", "original"), ("2015", "abridged")])
def test_a_shorter_text_is_an_abridgement_or_a_first_version(published, kind):
    cut = member("a", "abridged", length=0.5, published=published, **HERE)

    assert kind == told(cut, member("b", "fullest", published="2014", **HERE))["a"][0]


def test_who_is_credited_is_the_original_whatever_the_dates():
    copy = member("a", published="2013", credit="The Lantern", **THERE)
    source = member("b", published="2014", place={"outlet": "Lantern"})

    assert told(copy, source) == {"a": ("reprint", True), "b": ("original", False)}


def test_no_original_where_all_credit_somebody_else():
    group = [member(name, credit="Associated Press") for name in "ab"]

    assert {kind for kind, _ in told(*group).values()} == {"reprint"}


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ("2013", "2014-01", True),
        ("2014", "2014-01", False),
        ("", "2014", False),
        ("2014", "", False),
    ],
)
def test_before(one, other, said):
    assert said == before(one, other)

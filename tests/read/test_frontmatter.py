import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermeneut.read.frontmatter import split


@pytest.mark.parametrize(
    ("block", "facts"),
    [
        ("title: Her", {"title": ("Her",)}),
        ("title: 'It''s Her: a film'", {"title": ("It's Her: a film",)}),
        ('title: "Her \\u2014 \\"again\\""', {"title": ('Her — "again"',)}),
        ("Date: 2014-05-04 09:28:33+00:00", {"date": ("2014-05-04 09:28:33+00:00",)}),
        ("tags: [film, 'love, actually']", {"tags": ("film", "love, actually")}),
        ("tags:\n  - film\n  - love", {"tags": ("film", "love")}),
        ("tags:\n- film\n- love\ntitle: x", {"tags": ("film", "love"), "title": ("x",)}),
        ("excerpt: \ndate: 2025-06-27", {"excerpt": (), "date": ("2025-06-27",)}),
        ("about: >-\n  two\n  lines", {"about": ("two lines",)}),
        ("rating: 4 # of five", {"rating": ("4",)}),
        ("title: null", {"title": ()}),
        ("author:\n  name: Ann\n  url: x", {"author": ()}),
        ("!!python/object:os.system x: y", {}),
    ],
)
def test_yaml(block, facts):
    fronted = split(f"---\n{block}\n---\nA film.")
    assert fronted.body == "A film."
    assert dict(fronted.facts) == facts


def test_toml():
    fronted = split('+++\ntitle = "Her"\ntags = ["film"]\n+++\nA film.')
    assert (fronted.body, dict(fronted.facts)) == (
        "A film.",
        {"title": ("Her",), "tags": ("film",)},
    )


def test_bare_keys():
    fronted = split("Title: Her\nAuthors: Ann Doe\n\nA film.")
    assert (fronted.body, fronted.facts["authors"]) == ("A film.", ("Ann Doe",))


@pytest.mark.parametrize("text", ["A film.", "---\nA rule, no facts", "Note: one line\n\nA film."])
def test_text_without_facts_is_left_alone(text):
    assert split(text).body == text


@given(st.text(alphabet="-+: \n'\"[],#>|ab\\", max_size=80))
def test_any_block_reads(block):
    assert isinstance(split(f"---\n{block}\n---\nx").body, str)

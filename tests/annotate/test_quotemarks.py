"""What stands between quotation marks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermeneut.annotate.quotemarks import quoted


def inside(text):
    return [text[q.start : q.end] for q in quoted(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('He said "no" and "never".', ["no", "never"]),
        ("He said “no” and ‘never’.", ["no", "never"]),
        ("Er sagte „nein“ und »nie« und ‚doch‘.", ["nein", "nie", "doch"]),
        ("Il dit « non », puis «jamais» et ‹peut-être›.", ["non", "jamais", "peut-être"]),
        ("Han sa ”nej” igår.", ["nej"]),
        ("Old ``type'' and ''wiki'' style.", ["type", "wiki"]),
        ("彼は「いいえ」『決して』と言った。", ["いいえ", "決して"]),
        ("“a ‘b “c” d’ e”", ["a ‘b “c” d’ e", "b “c” d", "c"]),
        ("He said, \"She said, 'no.'\"", ["She said, 'no.'", "no."]),
        ("The ’90s, rock ’n’ roll, the critics’ darlings, doin’ fine.", []),
        ("It's the '90s, 'em all, rock 'n' roll, the critics' darlings.", []),
        ("The critics' 'darling' isn't 'warm'.", ["darling", "warm"]),
        ("‘the critics’ darling’", ["the critics’ darling"]),
        ('A 6\'2" man with a 12" record and a 27" screen.', []),
        ("“He is 6’2”,” she said.", ["He is 6’2”,"]),
        ("Seen in 'Her''s last scene.", ["Her"]),
    ],
)
def test_styles(text, expected):
    assert inside(text) == expected


def test_each_paragraph_of_a_long_quotation_opens_the_mark_anew():
    text = "“One goes on.\n\n“Two ends.” Then prose."
    (found,) = quoted(text)
    assert [text[p.start : p.end] for p in found.parts] == ["One goes on.", "Two ends."]
    assert (found.closed, found.outer) == (True, (0, 26))


def test_what_is_never_closed_ends_with_its_paragraph():
    text = 'A stray "mark runs on\n\nand "this" is well.'
    assert [(text[q.start : q.end], q.closed) for q in quoted(text)] == [
        ("mark runs on", False),
        ("this", True),
    ]


def test_a_wrapped_line_does_not_end_a_quotation():
    assert inside('He said "no and\nnever" again.') == ["no and\nnever"]


MARKS = st.text(alphabet="ab. ,\"“”‘’'„«»‹›`\n8S", max_size=80)


@given(MARKS)
def test_spans_lie_in_the_text_and_nest(text):
    found = list(quoted(text))
    for one in found:
        assert 0 <= one.outer.start < one.start < one.end <= one.outer.end <= len(text)
        assert (one.parts[0].start, one.parts[-1].end) == (one.start, one.end)
        assert text[one.start : one.end].strip() == text[one.start : one.end]
    for one in found:
        for other in found:
            apart = one.outer.end <= other.outer.start or other.outer.end <= one.outer.start
            assert apart or one.outer.holds(other.outer) or other.outer.holds(one.outer)

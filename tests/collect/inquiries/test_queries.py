import pytest

from hermeneut import design
from hermeneut.collect.inquiries import queries


def terms(work):
    return queries.groups(design.parse(f'[study]\nname = "a"\n[work]\nyear = 1995\n{work}'))


def test_a_one_word_title_is_never_asked_for_alone():
    for work in (
        "",
        'makers = ["Michael Mann"]',
        'cues = ["Heat", "Al Pacino"]',
        'cues = ["Heat"]',
    ):
        found = terms(f'title = "Heat"\n{work}')
        assert len(found) == 2
        assert found[0] == ("Heat",)
        assert "Heat" not in found[1]
    assert terms('title = "Heat"') == (("Heat",), ("1995",))


def test_makers_go_before_cues_and_whole_names_before_single_ones():
    both = 'title = "Heat"\ncues = ["Pacino", "Al Pacino", "Val Kilmer"]'
    assert terms(f'{both}\nmakers = ["Michael Mann", ""]')[1] == ("Michael Mann",)
    assert terms(both)[1] == ("Al Pacino", "Val Kilmer")
    assert terms('title = "Heat"\ncues = ["Pacino", "Mann"]')[1] == ("Pacino", "Mann")


def test_no_more_names_than_a_service_takes():
    cues = ", ".join(f'"Some Body{n}"' for n in range(20))
    assert len(terms(f'title = "Heat"\ncues = [{cues}]')[1]) == queries.MOST_NAMES


def test_a_long_title_without_names_stands_alone():
    assert terms('title = "In the Heat of the Night"') == (("In the Heat of the Night",),)


def test_marks_in_names_cannot_end_a_phrase():
    found = terms("""title = 'The "Big" One'\nmakers = ['A \\ "B"']""")
    assert queries.boolean(found) == '"The Big One" AND "A B"'


@pytest.mark.parametrize(
    ("groups", "boolean", "spaced", "plain"),
    [
        ((("Her",), ("Spike Jonze",)), '"Her" AND "Spike Jonze"', 'Her "Spike Jonze"',
         "Her Spike Jonze"),
        ((("Her",), ("Jonze", "K. K. Barrett")), '"Her" AND ("Jonze" OR "K. K. Barrett")',
         'Her (Jonze OR "K. K. Barrett")', "Her Jonze"),
        ((("H.E.R.",),), '"H.E.R."', '"H.E.R."', "H.E.R."),
    ],
)  # fmt: skip
def test_one_search_in_the_language_of_each_service(groups, boolean, spaced, plain):
    assert queries.boolean(groups) == boolean
    assert queries.spaced(groups) == spaced
    assert queries.plain(groups) == plain

import pytest

from hermeneut.apply import ROWS, apply, chain
from hermeneut.errors import UserError
from hermeneut.passes import drives
from hermeneut.registry import passes
from hermeneut.samples import design_of

TEXT = "A dull, lifeless film. But the score is a wonder, and Amy Adams is superb."


@pytest.fixture(scope="module")
def design():
    return design_of("her")


def test_what_a_pass_reads_is_made_on_the_way(design):
    assert ["sentences", "sentiments"] == [step.name for step in chain("sentiments", design)]
    themes = ["paragraphs", "sentences", "embeddings", "themes"]
    assert set(themes) >= {s.name for s in chain("themes", design)} >= {"embeddings", "themes"}


def test_what_may_sit_in_a_pass_is_applied_by_both_names(design):
    (step,) = [step for step in chain("themes.keywords", design) if step.name == "themes"]

    (row,) = apply("themes.keywords", [{"id": 1, "text": "He is so lonely."}], design)

    assert "keywords" == step.by
    assert (1, "loneliness", True) == (row["id"], row["theme"], row["holds"])


def test_rows_come_back_in_order_with_their_ids_as_they_came(design):
    rows = [{"id": 7, "text": TEXT}, {"id": "x", "text": "Good."}, {"text": TEXT}]

    got = list(apply("sentences", rows, design))

    assert [7, 7, "x", None, None] == [row["id"] for row in got]


def test_offsets_refer_to_what_came_in(design):
    text = "\x00\ud800 Well. " + TEXT

    spans = [
        text[row["start"] : row["end"]] for row in apply("sentences", [{"text": text}], design)
    ]

    assert "A dull, lifeless film." in spans


def test_the_same_text_twice_is_answered_twice(design):
    rows = [{"id": n, "text": TEXT} for n in range(130)]

    got = list(apply("sentiments", rows, design))

    assert [n for n in range(130) for _ in range(2)] == [row["id"] for row in got]
    assert "negative" == got[0]["polarity"]


def test_a_row_that_fails_says_so_and_the_rest_goes_on(design):
    got = list(
        apply("sentences", [{"id": 1, "text": TEXT}, {"id": 2}, {"id": 3, "text": 5}], design)
    )

    assert [1, 1, 2, 3] == [row["id"] for row in got]
    assert all("needs a text" in row["error"] for row in got[2:])


def test_a_pass_that_needs_pages_says_what_to_use(design):
    with pytest.raises(UserError, match="apply article"):
        list(apply("documents", [{"text": "x"}], design))


def test_rows_are_taken_in_as_they_are_answered(design):
    taken = []

    def rows():
        for n in range(20_000):
            taken.append(n)
            yield {"id": n, "text": "A film."}

    got = apply("sentences", rows(), design)
    for n in range(300):
        assert n == next(got)["id"]
        assert len(taken) <= n + ROWS


def test_one_bad_row_costs_its_neighbours_nothing(design):
    rows = [{"id": n, "text": "Good." if n % 7 else None} for n in range(100)]

    got = list(apply("sentences", rows, design))

    assert list(range(100)) == [row["id"] for row in got]
    assert list(range(0, 100, 7)) == [row["id"] for row in got if "error" in row]


def test_nothing_gives_nothing(design):
    assert [] == list(apply("sentences", [], design))
    assert [] == list(apply("sentences", [{"id": 1, "text": ""}], design))


def test_every_document_is_judged_on_every_subject(design):
    rows = [
        {
            "id": 1,
            "text": "In Her, Theodore loves Samantha. Jonze films it.",
            "title": "Her review",
        },
        {"id": 2, "text": "Her mother saw her."},
        {"id": 3, "url": "https://a.example/reviews/her-2013/"},
        {"id": 6, "text": "Loved it!", "film": "Her (2013)"},
        {"id": 4},
        {"id": 5, "text": "x", "url": 5},
    ]

    got = list(apply("subject", rows, design))

    assert [1, 1, 2, 2, 3, 3, 6, 6, 4, 5] == [row["id"] for row in got]
    work = [row["label"] for row in got if row.get("subject") == "work"]
    assert ["about", "unrelated", "mentions", "about"] == work
    assert ["a row needs a text", "title and url are text"] == [r["error"] for r in got[-2:]]


def test_mentions_have_their_offsets_and_targets(design):
    text = "Theodore is lonely in Her. Her hands are warm. His are cold."

    got = list(apply("mentions", [{"id": 1, "text": text}, {"id": 2, "text": "None."}], design))

    assert [("Theodore", "theodore"), ("Her", "film"), ("His", "theodore")] == [
        (text[row["start"] : row["end"]], row["target"]) for row in got
    ]


EVERY = [  # something for each pass to find
    "Critics loved Her, and Joaquin Phoenix is superb in it. “She isn’t real,” Catherine says.",
    "As Sherry Turkle argues, we expect more of machines and less of each other.",
    "Samantha reads his mail, then she leaves him. She is someone, not a product.",
    "Love between a person and an AI can be worth a human love; I believe that she loved him.",
    "A dull, lifeless film. I was lonely, and so is everybody who loves a chatbot.",
]


@pytest.mark.parametrize(
    "name", sorted(n for n, step in passes(design_of("her")).items() if drives(step) == "texts")
)
def test_every_pass_over_texts_is_a_filter_deaf_to_order_and_batch(design, name):
    rows = [{"id": n, "text": text} for n, text in enumerate(EVERY)]

    got = list(apply(name, rows, design))

    alone = [row for one in rows[::-1] for row in apply(name, [one], design)]
    assert sorted(got, key=str) == sorted(alone, key=str)
    assert not [row for row in got if "error" in row]
    assert got or name == "labels"  # nobody has taught it anything

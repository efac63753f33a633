import pytest

from hermeneut.importers import recognise

CSV = (
    "id,thread_id,timestamp,unix_timestamp,subject,body,author,link,score\n"
    '7,5,2024-05-13 09:00:00,1715590800,her,"I saw ""Her"", and wept.",ana,https://x.com/ana/status/7,3\n'
    "8,5,1715590900,1715590900,,Me too.,tom,,\n"
)


def test_each_post_is_a_row_with_the_names_of_fields(facts):
    assert recognise(CSV.encode()) == "4cat"
    assert facts(CSV.encode(), "4cat") == [
        {
            "id": "7",
            "thread_id": "5",
            "score": "3",
            "text": 'I saw "Her", and wept.',
            "title": "her",
            "authors": "ana",
            "published": "2024-05-13",
            "url": "https://x.com/ana/status/7",
            "venue": "platform",
        },
        {
            "id": "8",
            "thread_id": "5",
            "text": "Me too.",
            "authors": "tom",
            "published": "2024-05-13",
            "venue": "platform",
        },
    ]


def test_lines_of_json(make, facts):
    post = {"id": 1, "thread_id": 1, "body": "Her.", "timestamp": 1389312000, "url": "not one"}
    payload = make.lines_of(post, post)
    assert recognise(payload) == "4cat"
    assert [row["published"] for row in facts(payload, "4cat")] == ["2014-01-10"] * 2
    assert "url" not in facts(payload, "4cat")[0]


def test_a_damaged_row_says_so(errors):
    assert errors(CSV.encode() + b"9,5\n", "4cat") == [None, None, "ragged"]


@pytest.mark.parametrize(
    "header", ["id,body,timestamp\n", "{\n", '{"id": 1, "body": 2}\n', '"', ""]
)
def test_any_other_table_is_not_this(header):
    assert recognise(header.encode()) != "4cat"

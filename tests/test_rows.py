import csv
import datetime as dt
import io
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermeneut.errors import UserError
from hermeneut.rows import (
    Row,
    columns_of,
    find_column,
    first_rows,
    guess_mapping,
    parse_mapping,
    read_rows,
)


def rows(payload, kind="csv", **options):
    return list(read_rows(payload, kind, **options))


def values(payload, kind="csv", **options):
    return [row.values for row in rows(payload, kind, **options)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_encodings(encoding):
    assert values("critic,text\nRené,Été\n".encode(encoding)) == [{"critic": "René", "text": "Été"}]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("kind", ["csv", "tsv"])
def test_the_delimiter_is_found_out(delimiter, kind):
    table = "critic|text|stars\nA. Lee|Warm, slow; sad.|4\nB. Roy|Cold, fast; glad.|2\n"
    if delimiter == "|":
        payload = table
    else:
        out = io.StringIO()
        csv.writer(out, delimiter=delimiter).writerows(r.split("|") for r in table.splitlines())
        payload = out.getvalue()
    assert values(payload.encode(), kind) == [
        {"critic": "A. Lee", "text": "Warm, slow; sad.", "stars": "4"},
        {"critic": "B. Roy", "text": "Cold, fast; glad.", "stars": "2"},
    ]


def test_utf8_and_windows_1252_in_one_file():
    payload = "a,b\né,x\n".encode() + b"\xe9 \x93so\x94,y\n"
    assert [v["a"] for v in values(payload)] == ["é", "é “so”"]


def test_quoted_newlines_and_a_huge_cell():
    text = 'One "two"\n\nthree, ' + "x" * 300_000
    out = io.StringIO()
    csv.writer(out).writerows([["id", "text"], ["1", text], ["2", "short"]])
    assert [v["text"] for v in values(out.getvalue().encode())] == [text.replace("\r", ""), "short"]


def test_ragged_rows_are_kept_with_a_reason():
    found = rows(b"a,b,c\n1,2,3\n4,5\n6,7,8,9\n\n10,11,12\n")
    assert [(r.number, r.error) for r in found] == [
        (1, None),
        (2, "ragged: 2 cells, 3 columns"),
        (3, "ragged: 4 cells, 3 columns"),
        (4, None),
    ]
    assert found[1].values == {"a": "4", "b": "5", "c": ""}
    assert found[2].values == {"a": "6", "b": "7", "c": "8", "column_4": "9"}


def test_a_quotation_mark_never_closed_is_told():
    found = rows(b'a,b\n1,"open\n2,next\n3,last\n')
    assert [(r.values, r.error) for r in found] == [
        ({"a": "1", "b": "open"}, "unclosed-quote: what follows the opening mark was not read")
    ]


def test_tsv_with_stray_quotation_marks_loses_no_rows():
    found = rows(b'id\ttext\n1\t"Her" is fine\n2\t"Mother\n3\tplain\n', "tsv")
    assert [r.values["text"] for r in found] == ['"Her" is fine', '"Mother', "plain"]


def test_tsv_with_quoted_tabs():
    assert values(b'id\ttext\n1\t"a\tb"\n2\tc\n', "tsv")[0] == {"id": "1", "text": "a\tb"}


def test_every_column_has_a_name_of_its_own():
    assert columns_of(rows(b",date,date,\n1,2,3,4\n")) == ["column_1", "date", "date_2", "column_4"]


@pytest.mark.parametrize("payload", [b"", b"\n\n", b"a,b\n", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("kind", ["csv", "tsv", "jsonl"])
def test_no_rows(payload, kind):
    found = rows(payload, kind)
    assert found == [] or all(r.error for r in found)


def test_nul_and_lone_surrogates_are_replaced_one_for_one():
    assert values(b"a,b\nx\x00y,2\n") == [{"a": "x\ufffdy", "b": "2"}]
    line = rb'{"a": "x\ud83dy\u0000z", "\udc00": "\ud83d\ude00"}'
    assert values(line, "jsonl") == [{"a": "x\ufffdy\ufffdz", "\ufffd": "😀"}]
    pa.array(values(line, "jsonl")[0].values(), pa.string()).validate(full=True)


def test_json_values():
    line = {
        "text": ["One.", "Two."], "authors": ["A. Lee", "B. Roy"], "rating": 9.0, "year": 2014,
        "top": True, "none": None, "nested": {"é": [1, {"b": 2}]}, "mixed": [{"a": 1}, 2],
    }  # fmt: skip
    assert values(json.dumps(line).encode(), "jsonl") == [
        {
            "text": "One.\n\nTwo.", "authors": "A. Lee; B. Roy", "rating": "9.0", "year": "2014",
            "top": "true", "none": "", "nested": '{"é": [1, {"b": 2}]}', "mixed": '[{"a": 1}, 2]',
        }
    ]  # fmt: skip


def test_a_column_mapped_as_text_holds_paragraphs():
    line = b'{"notes": ["One.", "Two."]}'
    assert values(line, "jsonl", text_columns=("notes",)) == [{"notes": "One.\n\nTwo."}]


def test_bad_lines_of_json_are_rows_with_a_reason():
    bad = [b"{", b"[1]", b"7", b"[" * 100_000, b'{"a": ' + b"9" * 5000 + b"}", b"\xff\xfe{"]
    found = rows(b'{"a": 1}\n\n' + b"\n".join(bad) + b'\n{"a": 2}', "jsonl")
    assert [r.number for r in found] == list(range(1, 9))
    assert [bool(r.error) for r in found] == [False, *[True] * 6, False]
    assert all(r.error.startswith("not-json: ") for r in found[1:-1])


def test_parquet_values():
    table = pa.table(
        {
            "text": pa.array([["One.", "Two."], None]),
            "seen": pa.array([1_389_312_000_000_000_001, None], pa.timestamp("ns")),
            "day": pa.array([dt.date(2014, 1, 10), None]),
            "score": pa.array([8.5, float("nan")]),
            "raw": pa.array([b"caf\xe9", None]),
            "one": pa.array([{"a": 1}, None]),
        }
    )
    out = io.BytesIO()
    pq.write_table(table, out)
    assert values(out.getvalue(), "parquet") == [
        {
            "text": "One.\n\nTwo.", "seen": "2014-01-10T00:00:00", "day": "2014-01-10",
            "score": "8.5", "raw": "café", "one": '{"a": 1}',
        },
        dict.fromkeys(table.column_names, ""),
    ]  # fmt: skip


@pytest.mark.parametrize("payload", [b"PAR1", b"PAR1" + b"x" * 100 + b"PAR1", b""])
def test_broken_parquet_is_a_row_with_a_reason(payload):
    (row,) = rows(payload, "parquet")
    assert row.error.startswith("not-parquet: ")


def test_an_unknown_format_is_refused():
    with pytest.raises(UserError, match="one of csv, tsv, jsonl, parquet"):
        read_rows(b"", "xlsx")


def test_the_first_rows_are_read_without_the_others():
    lines = b"".join(b'{"a": %d}\n' % n for n in range(1000)) + b"{"
    assert [r.values["a"] for r in first_rows(lines, "jsonl", rows=2)] == ["0", "1"]


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\x00\ufeff"), max_size=20)


@given(st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=20))
def test_csv_round_trip(cells):
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([["a", "b", "c"], *cells])
    found = rows(out.getvalue().encode())
    assert [list(r.values.values()) for r in found] == cells
    assert [r.number for r in found] == list(range(1, len(cells) + 1))


@given(st.lists(st.dictionaries(CELL, CELL, min_size=1), max_size=10))
def test_json_round_trip(lines):
    payload = "\n".join(json.dumps(line) for line in lines).encode()
    assert values(payload, "jsonl") == lines


@given(st.binary(max_size=400), st.sampled_from(["csv", "tsv", "jsonl", "parquet"]))
def test_any_bytes_are_read_without_a_crash(payload, kind):
    for row in read_rows(payload, kind):
        for cell in row.values.values():
            cell.encode("utf-8")


CRITICS = [
    ["film", "critic_name", "publisher_name", "review_score", "review_date", "review_content"],
    ["m/up", "A. Lee", "The Post", "4/5", "2014-01-10", "Warm."],
    ["m/up", "B. Roy", "The Sun", "", "2014-01-11", "Cold."],
]  # fmt: skip


def table_of(lines):
    return [
        Row(n, dict(zip(lines[0], line, strict=True))) for n, line in enumerate(lines[1:], 1)
    ]  # fmt: skip


def test_guess_a_table_of_critics():
    assert guess_mapping(CRITICS[0], table_of(CRITICS)) == {
        "text": "review_content", "authors": "critic_name", "outlet": "publisher_name",
        "published": "review_date", "rating": "review_score", "about": "film",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("column", "cells", "wanted"),
    [
        ("link", ["https://a.org/1", "https://a.org/2"], "url"),
        ("link", ["m/0814255", "m/0814256"], None),
        ("link", ["https://a.org/film"] * 9, None),
        ("kind", ["critic review", "essay"], "form"),
        ("kind", ["Television", "Film"], None),
        ("date", ["10 January 2014", ""], "published"),
        ("date", ["romantic", "first"], None),
        ("title", ["A Warm Film", "Her, Coldly"], "title"),
        ("title", ["Her"] * 9, "about"),
        ("Review Date", ["2014"], "published"),
        ("reviewText", ["Warm."], "text"),
        ("duplicate_of", ["", "https://a.org/1"], "copy_of"),
        ("lang", ["en", "de"], "language"),
        ("notes", ["x"], None),
    ],
)
def test_guess_one_column(column, cells, wanted):
    sample = [Row(n, {column: cell}) for n, cell in enumerate(cells, 1)]
    assert guess_mapping([column], sample) == ({wanted: column} if wanted else {})


def test_a_cleaned_column_is_taken_before_the_raw_one():
    guess = guess_mapping(["date", "date_iso", "rating", "rating_clean"], [])
    assert guess == {"published": "date_iso", "rating": "rating_clean"}


def test_parse_a_mapping():
    columns = ["Critic", "review, long", "When"]
    assert parse_mapping('author=critic, "text=review, long" ,date=When', columns) == {
        "authors": "Critic",
        "text": "review, long",
        "published": "When",
    }
    assert parse_mapping("", columns) == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("text=reveiw", "no column named 'reveiw'\n  → did you mean Review?"),
        ("txet=Review", "no field named 'txet'\n  → did you mean text?"),
        ("text=", "no column named ''\n  → columns: Review, Critic"),
        ("Review", "'Review' says no column\n  → text=COLUMN,authors=COLUMN"),
    ],
)
def test_a_wrong_mapping_says_what_is_near(text, message):
    with pytest.raises(UserError) as error:
        parse_mapping(text, ["Review", "Critic"])
    assert str(error.value) == message


def test_a_column_is_found_whatever_its_case():
    assert find_column("REVIEW", ["Review", "review"]) == "review"
    assert find_column("Review", ["Review", "review"]) == "Review"

import duckdb
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from hermeneut import schema
from hermeneut.analyse.evidence import KEPT, Span, Strongest, shaped, strongest

SPANS = st.lists(
    st.tuples(st.sampled_from("rs"), st.integers(0, 60), st.integers(0, 40), st.integers(0, 3)),
    max_size=400,
    unique_by=lambda s: s[:3],
)


def in_sql(spans: list[tuple[str, int, int, int]]) -> list[dict[str, object]]:
    rows = pa.table({
        "result_id": [s[0] for s in spans],
        "doc_id": [f"d{s[1]:02}" for s in spans],
        "text_id": [f"t{s[1]:02}" for s in spans],
        "start": pa.array([s[2] for s in spans], pa.int32()),
        "end": pa.array([s[2] + 1 for s in spans], pa.int32()),
        "score": [float(s[3]) for s in spans],
    })  # fmt: skip
    connection = duckdb.connect()
    connection.register("spans", rows)
    got = connection.sql(strongest("spans", "'chosen ' || result_id")).to_arrow_table()
    return shaped(got).to_pylist()


def in_a_stream(spans: list[tuple[str, int, int, int]]) -> list[dict[str, object]]:
    kept = Strongest()
    by_document: dict[tuple[str, int], list[Span]] = {}
    for result, doc, start, score in spans:
        span = Span(f"t{doc:02}", start, start + 1, float(score))
        by_document.setdefault((result, doc), []).append(span)
    for (result, doc), found in by_document.items():
        kept.add(result, f"d{doc:02}", found)
    return kept.rows({result: f"chosen {result}" for result in {s[0] for s in spans}})


@given(SPANS)
def test_both_ways_of_ranking_agree(spans: list[tuple[str, int, int, int]]) -> None:
    streamed = in_a_stream(spans)
    assert in_sql(spans) == streamed
    assert shaped(pa.Table.from_pylist(streamed, schema.EVIDENCE)).num_rows == len(streamed)


def test_a_document_gives_three_spans_before_the_others_have_had_their_turn() -> None:
    loud = [("r", 1, start, 9) for start in range(10)]
    quiet = [("r", doc, 0, 1) for doc in (2, 3)]
    shown = [(row["doc_id"], row["start"]) for row in in_sql(loud + quiet)]
    assert shown[:6] == [("d01", 0), ("d01", 1), ("d01", 2), ("d02", 0), ("d03", 0), ("d01", 3)]
    assert len(shown) == 12


def test_the_total_counts_what_is_not_shown() -> None:
    rows = in_a_stream([("r", doc, 0, doc) for doc in range(300)])
    assert len(rows) == KEPT
    assert {row["total"] for row in rows} == {300}
    assert rows[0]["doc_id"] == "d299"

import random

import pytest

from hermeneut.analyse.topics import Topics
from hermeneut.models.encoder import encode
from hermeneut.testing import check_analysis

KINDS = {
    "music": "song melody piano singer chorus orchestra concert album drum violin guitar tune",
    "sea": "ocean wave harbour sailor ship tide anchor whale island storm beach fisherman",
    "court": "judge lawyer verdict trial jury crime prison witness evidence sentence police guilt",
}
STEP = Topics(candidates=(2, 3, 5), refits=6, least=2, fewest=15)


def fill(corpus, documents: int = 8) -> None:
    """Documents of two passages, each passage a draw of words of one kind."""
    chance = random.Random(7)
    for kind, words in KINDS.items():
        for nth in range(documents):
            drawn = ["; ".join(chance.sample(words.split(), 8)) + "." for _ in range(2)]
            text_id = corpus.add(f"{kind}{nth}", "\n\n".join(drawn))
            second = len(drawn[0]) + 2
            spans = [(0, len(drawn[0])), (second, second + len(drawn[1]))]
            for (start, end), vector in zip(spans, encode(drawn), strict=True):
                corpus.rows("embeddings", [
                    {"text_id": text_id, "start": start, "end": end, "vector": vector}
                ])  # fmt: skip


def test_topics_are_the_kinds_that_the_documents_were_made_of(corpus) -> None:
    fill(corpus)
    got = check_analysis(STEP, corpus.study())
    topics = got["topics"].to_pylist()
    assert len(topics) == 3
    sets = [set(words.split()) for words in KINDS.values()]
    assert all(any(set(t["terms"]) <= words for words in sets) for t in topics)
    assert [t["topic"] for t in topics] == [1, 2, 3]
    assert [t["documents"] for t in topics] == [8, 8, 8]
    assert sum(t["share"] for t in topics) == pytest.approx(1)
    assert all(0.5 < t["stability"] <= 1 for t in topics)
    assert all(len(t["label"].split(", ")) == 4 for t in topics)


def test_each_documents_weights_sum_to_one(corpus) -> None:
    fill(corpus)
    got = check_analysis(STEP, corpus.study())
    sums: dict[str, float] = {}
    best: dict[str, tuple[float, int]] = {}
    for row in got["topic_weights"].to_pylist():
        sums[row["doc_id"]] = sums.get(row["doc_id"], 0) + row["weight"]
        best[row["doc_id"]] = max(best.get(row["doc_id"], (0, 0)), (row["weight"], row["topic"]))
    assert len(sums) == 24
    assert list(sums.values()) == pytest.approx([1] * 24)
    kinds = {(doc.rstrip("0123456789"), topic) for doc, (_, topic) in best.items()}
    assert len(kinds) == 3


def test_evidence_and_typical_passage_are_of_the_topic(corpus) -> None:
    fill(corpus)
    got = check_analysis(STEP, corpus.study())
    texts = {row["text_id"]: row["text"] for row in corpus.tables["texts"]}
    for topic in got["topics"].to_pylist():
        rows = [r for r in got["evidence"].to_pylist() if r["result_id"] == topic["result_id"]]
        assert {r["total"] for r in rows} == {16}
        assert len({r["doc_id"][:3] for r in rows}) == 1
        first = rows[0]
        assert texts[first["text_id"]][first["start"] : first["end"]] == topic["typical"]
        assert first["score"] == max(r["score"] for r in rows)


def test_the_order_of_rows_does_not_matter(corpus, answers) -> None:
    fill(corpus)
    first, second = (answers(STEP, corpus.study(shuffled=seed)) for seed in (1, 2))
    for name in ("topics", "topic_weights", "evidence"):
        assert first[name].equals(second[name])


def test_a_sample_still_weighs_every_document(corpus) -> None:
    fill(corpus)
    got = check_analysis(Topics(candidates=(3,), refits=2, sample=18, least=2), corpus.study())
    assert len(set(got["topic_weights"].column("doc_id").to_pylist())) == 24


def test_terms_can_be_left_out(corpus) -> None:
    fill(corpus)
    without = Topics(candidates=(3,), refits=2, least=2, without=("song", "ocean"))
    topics = check_analysis(without, corpus.study())["topics"].to_pylist()
    assert not {"song", "ocean"} & {term for t in topics for term in t["terms"]}


def test_too_few_documents_have_no_topics(corpus) -> None:
    fill(corpus, documents=4)
    got = check_analysis(STEP, corpus.study())
    assert got["topics"].num_rows == got["topic_weights"].num_rows == 0

"""Measure topics against the five sections of the BBC corpus, beside plain NMF and k-means.

    python bench/topics.py [--data ../shared/data]

Needs ``bbc_raw`` (Greene and Cunningham 2006); says so where it is missing. Exact copies count
once. The passages are embedded first, which takes some two minutes.
"""

import argparse
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
from sklearn.cluster import KMeans
from sklearn.decomposition import NMF
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import normalized_mutual_info_score
from threadpoolctl import threadpool_limits

from hermeneut.analyse.topics import Topics
from hermeneut.annotate.embeddings import Embeddings
from hermeneut.annotate.paragraphs import Paragraphs
from hermeneut.study import Study
from hermeneut.testing import make_study, text_row

Row = dict[str, Any]
SECTIONS = 5


def read(path: Path) -> tuple[list[Row], dict[str, str]]:
    """Return texts, each once, and the section of each."""
    texts: dict[str, Row] = {}
    sections: dict[str, str] = {}
    for row in pq.read_table(path).to_pylist():
        text = text_row(f"{row['title']}\n\n" + row["body"].replace("\n", "\n\n"))
        texts[text["text_id"]] = text
        sections[text["text_id"]] = row["category"]
    return list(texts.values()), sections


def study_of(folder: Path, texts: Sequence[Row]) -> Study:
    """Lay texts, passages and vectors out as a study."""
    passages: list[Row] = []
    vectors: list[Row] = []
    for text in texts:
        spans = list(Paragraphs().find(text["text"]))
        name = {"text_id": text["text_id"]}
        passages += [{**name, **span} for span in spans]
        vectors += [{**name, **row} for row in Embeddings().find(text["text"], spans)]
    ids = [text["text_id"] for text in texts]
    return make_study(folder, {
        "texts": texts, "paragraphs": passages, "embeddings": vectors,
        "documents": [{"doc_id": i, "capture_id": i, "url": i, "text_id": i, "language": "en",
                       "completeness": "whole", "fetched_at": "2005"} for i in ids],
        "subjects": [{"doc_id": i, "capture_id": i, "subject": "work", "verdict": "about"}
                     for i in ids],
    })  # fmt: skip


def agreement(assigned: Mapping[str, int], sections: Mapping[str, str]) -> float:
    names = sorted(assigned)
    return float(
        normalized_mutual_info_score([sections[n] for n in names], [assigned[n] for n in names])
    )


def show(name: str, topics: int, score: float, seconds: float) -> None:
    print(f"{name:34}{topics:4} topics   NMI {score:.3f}   {seconds:5.1f} s")


def ours(study: Study, sections: Mapping[str, str], step: Topics, name: str) -> None:
    start = time.perf_counter()
    with study.reader() as reader:
        found = step(reader)
    seconds = time.perf_counter() - start
    best: dict[str, tuple[float, int]] = {}
    for row in found.tables["topic_weights"].to_pylist():
        best[row["doc_id"]] = max(best.get(row["doc_id"], (0.0, 0)), (row["weight"], row["topic"]))
    topics = found.tables["topics"].to_pylist()
    show(name, len(topics), agreement({k: v[1] for k, v in best.items()}, sections), seconds)
    terms = [t for topic in topics for t in topic["terms"][:10]]
    stability = np.mean([topic["stability"] for topic in topics])
    print(f"    diversity {len(set(terms)) / len(terms):.2f}, stability {stability:.2f}")
    for topic in topics:
        print(f"    {topic['share']:.2f}  {topic['stability']:.2f}  {', '.join(topic['terms'])}")


def others(study: Study, sections: Mapping[str, str]) -> None:
    got = study.sql("select text_id, text from texts order by text_id")
    names, texts = (got.column(c).to_pylist() for c in ("text_id", "text"))
    start = time.perf_counter()
    rows = TfidfVectorizer(stop_words="english", min_df=3, max_df=0.5).fit_transform(texts)
    found = NMF(SECTIONS, init="nndsvda", random_state=0).fit_transform(rows).argmax(axis=1)
    seconds = time.perf_counter() - start
    score = agreement(dict(zip(names, found, strict=True)), sections)
    show("NMF of tf-idf, 5 given", SECTIONS, score, seconds)
    start = time.perf_counter()
    vectors = study.sql("select text_id, vector from embeddings order by text_id")
    flat = np.stack(vectors.column("vector").to_numpy())
    _, index = np.unique(vectors.column("text_id").to_pylist(), return_inverse=True)
    means = np.zeros((index.max() + 1, flat.shape[1]))
    np.add.at(means, index, flat)
    means /= np.linalg.norm(means, axis=1, keepdims=True)
    found = KMeans(SECTIONS, n_init=10, random_state=0).fit_predict(means)
    seconds = time.perf_counter() - start
    score = agreement(dict(zip(sorted(set(names)), found, strict=True)), sections)
    show("k-means of mean vectors, 5 given", SECTIONS, score, seconds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    path = parser.parse_args().data / "bbc_raw" / "bbc.parquet"
    if not path.exists():
        raise SystemExit(f"{path} isn't there: nothing to measure against")
    texts, sections = read(path)
    with tempfile.TemporaryDirectory() as folder, threadpool_limits(limits=1):
        start = time.perf_counter()
        study = study_of(Path(folder) / "bbc", texts)
        print(f"{len(texts)} documents, embedded in {time.perf_counter() - start:.0f} s")
        ours(study, sections, Topics(), "ours, number chosen by stability")
        others(study, sections)


if __name__ == "__main__":
    main()

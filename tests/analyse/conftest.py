"""Small invented corpora, laid out as tables."""

import random
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from hermeneut.study import Study
from hermeneut.testing import DESIGN, make_study, text_row

Row = dict[str, Any]


class Corpus:
    """Collects rows; ``study`` lays them out as they came, or shuffled."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.tables: dict[str, list[Row]] = {}
        self.codings: list[Row] = []
        self.made = 0

    def add(self, doc_id: str, text: str | None = None, **facts: Any) -> str:
        """Add a document about the work; returns its text_id."""
        subjects = facts.pop("subjects", ["work"])
        row = text_row(text) if text is not None else {}
        if row:
            self.rows("texts", [row])
        document = {
            "doc_id": doc_id, "capture_id": doc_id, "url": doc_id, "language": "en",
            "completeness": "whole", "fetched_at": "2026", "text_id": row.get("text_id"),
        }  # fmt: skip
        self.rows("documents", [{**document, **facts}])
        self.rows("subjects", [
            {"doc_id": doc_id, "capture_id": doc_id, "subject": s, "verdict": "about", "score": 1}
            for s in subjects
        ])  # fmt: skip
        return row.get("text_id", "")

    def rows(self, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
        self.tables.setdefault(table, []).extend(dict(row) for row in rows)

    def code(self, doc_id: str, variable: str, value: str, **facts: Any) -> None:
        known = {"unit": doc_id, "doc_id": doc_id, "coder": "ann", "kind": "person"}
        self.codings.append(
            {**known, "variable": variable, "value": value, "coded_at": "2026-01-01", **facts}
        )

    def study(self, *, design: str = "", shuffled: int | None = None) -> Study:
        self.made += 1
        tables = {name: list(rows) for name, rows in self.tables.items()}
        codings = list(self.codings)
        if shuffled is not None:
            for rows in (*tables.values(), codings):
                random.Random(shuffled).shuffle(rows)
        folder = self.folder / str(self.made)
        return make_study(folder, tables, design=DESIGN + design, codings=codings)


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    return Corpus(tmp_path)


@pytest.fixture
def answers() -> Callable[[Any, Study], dict[str, Any]]:
    def ask(step: Any, study: Study) -> dict[str, Any]:
        with study.reader() as reader:
            result = step(reader)
        return {**result.tables, "evidence": result.evidence}

    return ask

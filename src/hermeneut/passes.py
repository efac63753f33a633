"""What a pass is, what an analysis is, and what makes two runs the same run.

A **pass** turns rows of a driving table into rows of one table. It is a frozen dataclass: the
fields are its settings, calling it does the work. ``reads`` names its input; the first table
drives (a batch holds whole rows of it) and every further table comes joined by key, as a list
of structs in a column named after the table.

    reads = {"texts": ("text_id", "text", "language"), "sentences": ("start", "end")}

gives batches with the columns ``text_id, text, language, sentences``.

An **analysis** sees the whole corpus: it asks for tables by SQL and returns a `Result`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields, is_dataclass
from typing import Any, ClassVar, Protocol, runtime_checkable

import pyarrow as pa

from . import schema

MEASURED = ("en",)  # languages that measures speak; other texts are kept, searchable, not measured

Row = dict[str, Any]


@runtime_checkable
class Pass(Protocol):
    """A pure function from batches of one table to batches of another.

    No network, no files but its model, no state between batches, the same answer for the same
    row in any batch. A class may add ``from_design(design)`` to take settings from the research
    design, and ``digest()`` to name the model it stands on. One that takes the seat of another has
    that one's name, and a name of its own, ``by``.
    """

    name: ClassVar[str]
    version: ClassVar[int]
    reads: ClassVar[Mapping[str, tuple[str, ...]]]
    writes: ClassVar[pa.Schema]

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Work on a batch."""
        ...


class Tables(Protocol):
    """What an analysis may ask: SQL over the study's tables, whole or in batches."""

    def sql(self, query: str, params: Mapping[str, Any] | None = None) -> pa.Table:
        """Answer a query; ``$name`` in it stands for a parameter."""
        ...

    def batches(
        self, query: str, params: Mapping[str, Any] | None = None, *, rows: int = 2048
    ) -> Iterator[pa.RecordBatch]:
        """Answer a query in batches, so that memory stays flat."""
        ...


@runtime_checkable
class Analysis(Protocol):
    """A function from the corpus to a result.

    ``reads`` names the tables and views it asks for, ``writes`` what it gives beside evidence.
    Whatever the order of documents, the same answer: sort by id before anything that sums.
    """

    name: ClassVar[str]
    version: ClassVar[int]
    reads: ClassVar[tuple[str, ...]]
    writes: ClassVar[tuple[pa.Schema, ...]]

    def __call__(self, tables: Tables) -> Result:
        """Work on the corpus."""
        ...


@dataclass(frozen=True)
class Result:
    """What an analysis found.

    Attributes:
        tables: A table for each schema in ``writes``, by name.
        evidence: Rows of ``schema.EVIDENCE``: what each ``result_id`` stands on.
    """

    tables: Mapping[str, pa.Table]
    evidence: pa.Table


def drives(step: Pass) -> str:
    """Say which table drives a pass."""
    return next(iter(step.reads))


def settings_of(step: Pass | Analysis) -> Row:
    """Return a step's settings, ready for JSON.

    A field whose metadata say ``model`` holds one; it is no setting, ``digest()`` names it.
    """
    if not is_dataclass(step) or isinstance(step, type):
        return {}
    models = {one.name for one in fields(step) if one.metadata.get("model")}
    return {name: value for name, value in asdict(step).items() if name not in models}


def definition(step: Pass | Analysis, on: Mapping[str, str]) -> Row:
    """Collect all that determines what a run gives.

    Args:
        step: The pass or analysis with its settings.
        on: The runs it stands on, by table.
    """
    writes = step.writes if isinstance(step.writes, tuple) else (step.writes,)
    digest: Callable[[], str] | None = getattr(step, "digest", None)
    seat = {"by": step.by} if hasattr(step, "by") else {}
    return {
        **seat,
        "name": step.name,
        "version": step.version,
        "settings": settings_of(step),
        "writes": [schema.fingerprint(s) for s in writes],
        "model": digest() if digest else "",
        "on": dict(sorted(on.items())),
    }


def difference(old: Row, new: Row) -> str:
    """Say in words how two definitions differ.

    Example:
        >>> difference({"version": 1, "settings": {"a": 1}}, {"version": 1, "settings": {"a": 2}})
        'setting a: 1 → 2'
    """
    said = []
    if old.get("by") != new.get("by"):
        said.append(f"its seat has {new.get('by', 'the pass itself')} now")
    if old.get("version") != new.get("version"):
        said.append(f"version {old.get('version')} → {new.get('version')}")
    before, after = old.get("settings", {}), new.get("settings", {})
    for key in sorted({*before, *after}):
        if before.get(key) != after.get(key):
            said.append(f"setting {key}: {_short(before.get(key))} → {_short(after.get(key))}")
    if old.get("model") != new.get("model"):
        said.append("another model")
    if old.get("writes") != new.get("writes"):
        said.append("another shape of table")
    said += [
        f"stands on {table}, which changed"
        for table in sorted(new.get("on", {}))
        if old.get("on", {}).get(table) != new["on"][table]
    ]
    return "; ".join(said) or "the documents, corrections or codings that it reads changed"


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else f"{text[:37]}…"


def run_id(what: Mapping[str, Any]) -> str:
    """Name a run by its definition.

    Example:
        >>> run_id({"name": "sentences", "version": 1})
        'sentences-v1-09e9fb4c'
    """
    text = json.dumps(what, sort_keys=True, ensure_ascii=True)
    return f"{what['name']}-v{what['version']}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def result_id(*parts: str) -> str:
    """Name a result by analysis, variable and slice.

    Example:
        >>> result_id("trends", "loneliness", "2014")
        'b7ab3dc0d510'
    """
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:12]


def text_id(text: str, emphasis: Iterable[tuple[int, int]] = ()) -> str:
    """Name a text by its content: SHA-256 of the text and its canonical emphasis."""
    marks = ",".join(f"{start}-{end}" for start, end in sorted(emphasis))
    return hashlib.sha256(f"{text}\x00{marks}".encode()).hexdigest()[:32]


def for_each_text(
    batch: pa.RecordBatch,
    find: Callable[..., Iterable[Row]],
    writes: pa.Schema,
    *,
    languages: tuple[str, ...] | None = MEASURED,
) -> pa.RecordBatch:
    """Lift a function of one text into a function of a batch of texts.

    Args:
        batch: Has ``text_id`` and ``text``; ``language`` if ``languages`` is given. Any further
            column is handed to ``find`` by name.
        find: ``find(text, **joined)`` yields rows without ``text_id``.
        writes: The schema of what comes out.
        languages: Texts in other languages yield nothing; ``None`` takes all.
    """
    columns = {name: batch.column(name).to_pylist() for name in batch.schema.names}
    ids, texts = columns.pop("text_id"), columns.pop("text")
    spoken = columns.pop("language", [None] * len(ids))
    rows = [
        {"text_id": ids[i], **row}
        for i, text in enumerate(texts)
        if languages is None or spoken[i] in languages
        for row in find(text, **{name: values[i] for name, values in columns.items()})
    ]
    return pa.RecordBatch.from_pylist(rows, schema=writes)

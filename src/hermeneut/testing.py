"""Checks that every pass and analysis must meet, and studies made for a test.

For us and for authors of plug-ins:

    >>> import tempfile
    >>> study = make_study(Path(tempfile.mkdtemp()), {"texts": [text_row("A fine film.")]})
    >>> study.sql("select text from texts").to_pylist()
    [{'text': 'A fine film.'}]
"""

from __future__ import annotations

import inspect
import os
import pickle
import re
import signal
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

import pyarrow as pa

from . import registry, schema
from .candidates import Answer, Candidate, Fetch, NotAnswered, Source
from .design import Design
from .disk import shard_path, write_shard
from .errors import RowFailed
from .export import NOTHING, QUOTATION, TEXTS, Exporter
from .passes import Analysis, Pass, Row, for_each_text, text_id
from .study import Run, Snapshot, Study

PASSES_ON = (NOTHING, QUOTATION, TEXTS)
LONGEST_QUOTATION = 400  # characters: sixty words, about; a text as short is no more than one
DESIGN = """\
[study]
name = "up"
title = "A test study"
invented = true

[work]
title = "Up"
year = 2009
makers = ["Pete Docter"]
cues = ["Carl", "Docter"]

[[target]]
id = "film"
label = "the film"
kind = "work"
aliases = ["the film"]

[[code]]
id = "loneliness"
definition = "speaks of isolation, of being unable to connect"

[[period]]
id = "2009"
from = 2009
to = 2009

[[period]]
id = "later"
from = 2010
to = 2099
"""


WORDS = schema.table(
    "words", ("text_id", "start", "end"), "one place where a word stands",
    *schema.span(), schema.field("word", schema.STRING, "the word"),
)  # fmt: skip


@dataclass(frozen=True)
class Finds:
    """A pass for tests: it marks a word, and fails or dies where it is told to.

    Args:
        word: What to mark.
        fails_on: A text that holds this fails with a reason.
        dies_on: A text that holds this kills the process that works on it.
        seconds: How long each text takes.
    """

    word: str = "film"
    fails_on: str = ""
    dies_on: str = ""
    seconds: float = 0.0

    name: ClassVar = "finds"
    version: ClassVar = 1
    reads: ClassVar = {"texts": ("text_id", "text", "language")}
    writes: ClassVar = WORDS

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Mark the word in each text."""
        return for_each_text(batch, self.find, self.writes)

    def find(self, text: str) -> Iterator[Row]:
        """Yield where the word stands."""
        time.sleep(self.seconds)
        if self.dies_on and self.dies_on in text:
            os.kill(os.getpid(), signal.SIGKILL)
        if self.fails_on and self.fails_on in text:
            raise RowFailed("told-to-fail", "as the test wished")
        for match in re.finditer(re.escape(self.word), text):
            yield {"start": match.start(), "end": match.end(), "word": self.word}


def text_row(text: str, *, language: str = "en", emphasis: Iterable[tuple[int, int]] = ()) -> Row:
    """Make a row of ``texts``."""
    marks = [{"start": start, "end": end} for start, end in emphasis]
    return {
        "text_id": text_id(text, [(m["start"], m["end"]) for m in marks]),
        "text": text,
        "emphasis": marks,
        "language": language,
        "words": len(text.split()),
    }


def make_study(
    folder: Path,
    tables: Mapping[str, Iterable[Mapping[str, Any]]] | None = None,
    *,
    design: str = DESIGN,
    codings: Iterable[Mapping[str, Any]] = (),
) -> Study:
    """Make a study whose tables hold the rows given; columns left out are null.

    Args:
        folder: Where; made if it isn't there.
        tables: Rows by table.
        design: The text of ``study.toml``.
        codings: Rows of ``codings``.

    Returns:
        The study, with a current run named ``made`` for each table.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "study.toml").write_text(design, encoding="utf-8")
    study = Study.open(folder)
    snapshot = Snapshot()
    with study.writing("tables"):
        for name, rows in (tables or {}).items():
            path = shard_path(study.tables, name, "made", "00001")
            write_shard(path, rows_of(registry.table(name), rows))
            snapshot = snapshot.with_run(f"made-{name}", Run("made", (name,), ("00001",)))
        study.publish(snapshot)
    if rows := list(codings):
        study.judgements.append("codings", rows)
    return study


def rows_of(shape: pa.Schema, rows: Iterable[Mapping[str, Any]]) -> pa.Table:
    """Make a table of rows; columns left out are null, even those that must not be."""
    loose = pa.schema([f.with_nullable(True) for f in shape], metadata=shape.metadata)
    return pa.Table.from_pylist([dict(row) for row in rows], loose)


def check_pass(step: Pass, rows: Iterable[Mapping[str, Any]]) -> pa.RecordBatch:
    """Check that a pass is pure, picklable, blind to batches, and keeps its schema.

    Args:
        step: The pass.
        rows: Rows of its driving table, with joined tables as lists of structs.

    Returns:
        What the pass gave for all rows at once.

    Raises:
        AssertionError: Saying which promise the pass breaks.
    """
    batch = batch_of(step, rows)
    out = step(batch)
    assert out.schema.equals(step.writes), f"{step.name} writes another schema than it declares"
    assert step(batch).equals(out), f"{step.name} gives another answer the second time"
    again = pickle.loads(pickle.dumps(step))  # noqa: S301 - our own bytes
    assert again == step, f"{step.name} isn't equal to itself after pickling: a frozen dataclass?"
    assert again(batch).equals(out), f"{step.name} answers differently after pickling"
    singly = [step(batch.slice(i, 1)) for i in range(batch.num_rows)]
    whole = pa.Table.from_batches([out])
    assert pa.Table.from_batches(singly, step.writes).equals(whole), (
        f"{step.name} gives a row another answer in another batch"
    )
    assert step(batch.slice(0, 0)).num_rows == 0, f"{step.name} invents rows from nothing"
    _check_required(step.writes, out)
    _check_spans(step, batch, out)
    return out


def batch_of(step: Pass, rows: Iterable[Mapping[str, Any]]) -> pa.RecordBatch:
    """Make a batch as the kernel would hand it to a pass."""
    return pa.RecordBatch.from_pylist([dict(row) for row in rows], schema=input_schema(step))


def input_schema(step: Pass) -> pa.Schema:
    """Say what a pass's batches look like: its driving columns, then one list a joined table."""
    from .joins import column_type

    (drive, columns), *joined = step.reads.items()
    fields = [pa.field(name, column_type(drive, name)) for name in columns]
    for table, names in joined:
        struct = pa.struct([pa.field(name, column_type(table, name)) for name in names])
        fields.append(pa.field(table, pa.list_(struct)))
    return pa.schema(fields)


def check_analysis(step: Analysis, study: Study) -> dict[str, pa.Table]:
    """Check that an analysis keeps its schemas, repeats itself, and gives evidence for results.

    Returns:
        What it gave, with ``evidence``.

    Raises:
        AssertionError: Saying which promise the analysis breaks.
    """
    with study.reader() as reader:
        first, second = step(reader), step(reader)
    wanted = {schema.table_of(s): s for s in step.writes}
    assert set(first.tables) == set(wanted), f"{step.name} doesn't write what it declares"
    for name, shape in wanted.items():
        got = first.tables[name]
        assert got.schema.equals(shape), f"{step.name} writes {name} in another schema"
        assert got.equals(second.tables[name]), f"{step.name} answers differently the second time"
        _check_required(shape, got)
    assert first.evidence.schema.equals(schema.EVIDENCE), f"{step.name}: evidence has another shape"
    assert first.evidence.equals(second.evidence), f"{step.name} gives other evidence next time"
    _check_evidence(step, first.tables, first.evidence)
    return {**first.tables, "evidence": first.evidence}


@dataclass(frozen=True)
class Recorded:
    """A `hermeneut.candidates.Fetch` that answers from recorded exchanges.

    Args:
        answers: By address; parameters follow it sorted, as ``address?a=1&b=2``, those that are
            secret left out. A body, or a status from 400 on for a question that fails.
        asked: Fills with the questions as they were asked, without secrets.

    Example:
        >>> fetch = Recorded({"https://a.org/feed": b"<rss/>", "https://a.org/x?q=her": 404})
        >>> fetch("https://a.org/feed").body
        b'<rss/>'
        >>> fetch("https://a.org/x", params={"q": "her", "key": "k"}, secret=("key",))
        Traceback (most recent call last):
        hermeneut.candidates.NotAnswered: http-404: https://a.org/x?q=her
    """

    answers: Mapping[str, bytes | int]
    asked: list[str] = field(default_factory=list)

    def __call__(
        self,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        secret: tuple[str, ...] = (),
        service: bool = False,
    ) -> Answer:
        """Answer, or say that nothing was recorded for this question."""
        open_ = sorted((k, v) for k, v in (params or {}).items() if k not in secret)
        question = f"{url}?{'&'.join(f'{k}={v}' for k, v in open_)}" if open_ else url
        self.asked.append(question)
        said = self.answers.get(question)
        assert said is not None, f"nothing was recorded for {question}"
        if isinstance(said, int):
            raise NotAnswered(f"http-{said}", question)
        return Answer(question, 200, said)


def check_source(source: Source, fetch: Fetch, design: Design) -> list[Candidate]:
    """Check that a source keeps its promises, and return what it found.

    Raises:
        AssertionError: Saying which promise the source breaks.
    """
    found = list(source.discover(design, fetch))
    assert found == list(source.discover(design, fetch)), f"{source.name} finds other pages now"
    for one in found:
        assert one.source == source.name, f"{source.name} signs as {one.source}"
        assert one.query, f"{source.name} doesn't say what was asked"
        assert one.url.startswith(("http://", "https://")), f"{source.name} offers {one.url!r}"
    assert all(isinstance(line, str) and line for line in source.asks(design)), (
        f"{source.name} can't say what it would ask"
    )
    again = pickle.loads(pickle.dumps(source))  # noqa: S301 - our own bytes
    assert again == source, f"{source.name} isn't equal to itself after pickling"
    return found


def check_exporter(exporter: Exporter, study: Study, folder: Path) -> bytes:
    """Check that a format keeps its promises, and return what it wrote.

    It says what it is and what it passes on; writes one file, and that file alone; the same bytes
    each time, over what is there; leaves the study as it was; and where it promises to pass on no
    texts, passes on none.

    Args:
        exporter: The format.
        study: A study with what the format writes.
        folder: An empty folder.

    Raises:
        AssertionError: Saying which promise the format breaks.
    """
    name = type(exporter).__name__
    assert re.fullmatch(r"(\.[a-z0-9]+)+", exporter.suffix), f"{name}: no suffix"
    assert exporter.passes_on in PASSES_ON, f"{name} passes on {exporter.passes_on!r}: {PASSES_ON}"
    first = (inspect.getdoc(type(exporter)) or "").partition("\n")[0]
    own = first.endswith(".") and not first.startswith(f"{name}(")
    assert own, f"{name} has no docstring: its first line is its help"
    before, target = _bytes_of(study.root), folder / f"out{exporter.suffix}"
    assert exporter(study, target) == target, f"{name} doesn't return the file that it wrote"
    written = target.read_bytes()
    assert exporter(study, target) == target
    assert target.read_bytes() == written, f"{name} writes other bytes the second time"
    assert list(folder.iterdir()) == [target], f"{name} leaves more than its file"
    assert _bytes_of(study.root) == before, f"{name} changes the study"
    if exporter.passes_on != TEXTS:
        texts = study.sql(
            "select text from texts where length(text) > $n", {"n": LONGEST_QUOTATION}
        )
        whole = [text for text in texts["text"].to_pylist() if text.encode() in written]
        assert not whole, f"{name} passes on whole texts, and says {exporter.passes_on}"
    return written


def _bytes_of(root: Path) -> dict[Path, bytes]:
    """Read what a study holds, but for caches and reports."""
    files = (path for path in sorted(root.rglob("*")) if path.is_file())
    spared = ("index", "report")
    return {p: p.read_bytes() for p in files if p.relative_to(root).parts[0] not in spared}


def _check_required(shape: pa.Schema, got: pa.Table | pa.RecordBatch) -> None:
    for column in shape:
        if not column.nullable:
            assert got.column(column.name).null_count == 0, f"{column.name} must not be null"


def _check_spans(step: Pass, batch: pa.RecordBatch, out: pa.RecordBatch) -> None:
    if not {"text_id", "start", "end"} <= set(out.schema.names):
        return
    if "text" not in batch.schema.names:
        return
    length = {row["text_id"]: len(row["text"]) for row in batch.to_pylist()}
    for row in out.select(["text_id", "start", "end"]).to_pylist():
        inside = 0 <= row["start"] < row["end"] <= length[row["text_id"]]
        assert inside, f"{step.name} gives a span outside its text: {row}"


def _check_evidence(step: Analysis, tables: Mapping[str, pa.Table], evidence: pa.Table) -> None:
    results = {
        ident
        for got in tables.values()
        if "result_id" in got.schema.names
        for ident in got.column("result_id").to_pylist()
    }
    shown = set(evidence.column("result_id").to_pylist())
    assert shown <= results, f"{step.name} gives evidence for results that it doesn't have"
    ranks: dict[str, int] = {}
    for row in evidence.select(["result_id", "rank", "total"]).to_pylist():
        ranks[row["result_id"]] = ranks.get(row["result_id"], 0) + 1
        assert row["rank"] == ranks[row["result_id"]], f"{step.name}: ranks must run from 1"
        assert row["rank"] <= min(50, row["total"]), f"{step.name}: more evidence than there is"

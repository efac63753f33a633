"""Drawing a sample of what a variable can be decided of, and keeping how it was drawn."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from ..design import Design as Codebook
from ..errors import UserError, nearest
from ..passes import Row, Tables
from ..spans import Span, window
from ..study import Study
from ..validate import sampling
from ..validate.alignment import GAP
from ..views import units
from ..views.codebook import Variable, variable

KINDS = {"documents": "document", "paragraphs": "paragraph", "sentences": "sentence"}
CONTEXT = 400  # characters a side: some four sentences
OPENING = 300  # characters of a document that are kept with its coding


@dataclass(frozen=True)
class Wishes:
    """What sample is wanted.

    Attributes:
        design: How to draw.
        of: documents, paragraphs or sentences; the variable's own by default.
        by: What parts the frame into strata: form, year, period, outlet, venue, subject, stands
            (what was kept, or the step at which it left), label (the machine's).
        rejected: Whether what left the study is drawn from too.
    """

    design: sampling.Design = field(default_factory=sampling.Design)
    of: str = ""
    by: tuple[str, ...] = ()
    rejected: bool = False


@dataclass(frozen=True)
class Sample:
    """A sample that stands in the study's judgements.

    Attributes:
        id: A digest of how it was drawn, and what.
        variable: What is to be decided.
        rows: Rows of ``samples``, in the order of drawing.
        known: Whether it had been drawn before.
    """

    id: str
    variable: Variable
    rows: tuple[Row, ...]
    known: bool = False

    @property
    def design(self) -> dict[str, Any]:
        """How it was drawn, and from how many."""
        return dict(json.loads(self.rows[0]["design"])) if self.rows else {}

    def sentence(self) -> str:
        """Say it to a person."""
        how, many = self.design, len(self.rows)
        held = sum(row["held"] for row in self.rows)
        word = "stands already" if self.known else "drawn"
        strata = "".join(
            f"\n  {name}: {part['drawn']} of {part['units']:,}"
            for name, part in how["strata"].items()
            if name
        )
        drawn = f"{many} of {how['frame']:,} {how['of']}"
        head = f"sample {self.id} of {self.variable.id} {word}: {drawn}"
        return f"{head}, {held} of them held back, never to train on{strata}"


def draw(
    study: Study,
    ident: str,
    wishes: Wishes | None = None,
    *,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Sample:
    """Draw a sample and keep it; the same wishes give the same sample, which is kept once.

    ``about`` is always drawn from what was rejected too, since only there can be missed what the
    machine took for unrelated.

    Args:
        study: The study.
        ident: The variable.
        wishes: What sample is wanted.
        now: The clock.

    Raises:
        UserError: No such variable, unit or stratum, or nothing to draw from.
    """
    wishes = wishes or Wishes()
    _check(wishes)
    with study.reader() as tables:
        asked = variable(study.design, ident, tables)
        rejected = wishes.rejected or asked.id.partition(":")[0] == "about"
        found = units.frame(tables, asked, wishes.of, rejected=rejected)
        frame = _frame(found, wishes, asked)
        drawn = sampling.draw(frame, wishes.design)
        if not len(drawn.units):
            raise UserError("chance drew nothing", hint="a larger --n, or another --seed")
        how = _how(wishes, asked, found.num_rows, drawn, rejected=rejected)
        chosen = found.take(drawn.units).to_pylist()
        sample = _named(asked, how, [row["unit"] for row in chosen])
        if old := [one for one in samples(tables, study.design, ident) if one.id == sample]:
            return old[0]
        words = quoted(tables, chosen)
    at = now().astimezone(UTC).isoformat(timespec="microseconds")
    shared = {
        "sample": sample, "variable": asked.id, "unit_kind": KINDS[how["of"]],
        "seed": wishes.design.seed, "drawn_at": at, "design": _json(how),
    }  # fmt: skip
    made = [{**shared, **row} for row in _drawn_rows(frame, drawn, chosen, words)]
    study.judgements.append("samples", made)
    return Sample(sample, asked, tuple(made))


def _drawn_rows(
    frame: sampling.Frame,
    drawn: sampling.Drawn,
    chosen: Sequence[Row],
    words: Sequence[tuple[str, str]],
) -> Iterator[Row]:
    together = zip(drawn.units, chosen, words, strict=True)
    for rank, (i, row, (quote, context)) in enumerate(together, 1):
        yield {
            **{name: row[name] for name in ("unit", "doc_id", "text_id", "start", "end")},
            "stratum": frame.strata[i] if frame.strata else "",
            "probability": float(drawn.probability[i]),
            "held": bool(drawn.held[i]),
            "rank": rank,
            "quote": quote,
            "context": context,
        }


def samples(tables: Tables, design: Codebook, ident: str = "") -> list[Sample]:
    """List the samples that were drawn, the newest first; of one variable, or of all."""
    query = "select * from samples where $v in ('', variable) order by drawn_at desc, sample, rank"
    found: dict[str, list[Row]] = {}
    for row in tables.sql(query, {"v": ident}).to_pylist():
        found.setdefault(row["sample"], []).append(row)
    return [
        Sample(name, variable(design, rows[0]["variable"], tables), tuple(rows), True)
        for name, rows in found.items()
    ]


def latest(tables: Tables, design: Codebook, ident: str = "") -> Sample:
    """Find the sample that was drawn last, of a variable or of any.

    Raises:
        UserError: None was drawn.
    """
    found = samples(tables, design, ident)
    if not found:
        of = f" of {ident}" if ident else ""
        raise UserError(f"no sample{of} was drawn", hint=f"hermeneut sample {ident or 'VARIABLE'}")
    return found[0]


def quoted(tables: Tables, rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Cut the words of each unit, and what stands around them.

    Args:
        tables: The study's tables.
        rows: With doc_id, text_id, start and end.

    Returns:
        For a span its words, and its surroundings with ``⟨…⟩`` in its place. For a document its
        opening, and its title and address.
    """
    texts = texts_of(tables, {row["text_id"] for row in rows})
    titles = _titles(tables) if any(row["start"] is None for row in rows) else {}
    return [_cut(row, texts.get(row["text_id"], ""), titles) for row in rows]


def texts_of(tables: Tables, wanted: set[str | None]) -> dict[str, str]:
    """Load some texts, by id."""
    ids = sorted(ident for ident in wanted if ident)
    got = tables.sql("select text_id, text from texts where text_id in (select unnest($ids))",
                     {"ids": ids})  # fmt: skip
    return dict(zip(got["text_id"].to_pylist(), got["text"].to_pylist(), strict=True))


def around(text: str, start: int, end: int, *, chars: int = CONTEXT) -> tuple[str, str]:
    """Return what stands before and after a span, to whole words.

    Example:
        >>> around("one two three four", 8, 13, chars=5)
        ('two ', ' four')
    """
    wide = window(text, start, end, chars=chars)
    return text[wide.start : start], text[end : wide.end]


def _titles(tables: Tables) -> dict[str, str]:
    got = tables.sql("select doc_id, concat_ws(' — ', title, url) as title from documents")
    return dict(zip(got["doc_id"].to_pylist(), got["title"].to_pylist(), strict=True))


def _cut(row: Mapping[str, Any], text: str, titles: Mapping[str, str]) -> tuple[str, str]:
    if row["start"] is None:
        return Span(0, min(OPENING, len(text))).of(text), titles.get(row["doc_id"], "")
    before, after = around(text, row["start"], row["end"])
    return text[row["start"] : row["end"]], f"{before}{GAP}{after}"


def _how(
    wishes: Wishes, asked: Variable, frame: int, drawn: sampling.Drawn, *, rejected: bool
) -> dict[str, Any]:
    """Say how a sample was drawn, and from how many, so that anyone can judge or repeat it."""
    return {
        **asdict(wishes.design), "of": wishes.of or asked.of, "by": list(wishes.by),
        "rejected": rejected, "frame": frame, "strata": dict(drawn.strata),
        "floor": sampling.FLOOR,
    }  # fmt: skip


def _check(wishes: Wishes) -> None:
    for name in wishes.by:
        if name not in units.BY:
            hint = nearest(name, units.BY, named="one of")
            raise UserError(f"can't draw by {name!r}", hint=hint)
        if wishes.design.way == "clustered" and name not in units.OF_DOCUMENTS:
            raise UserError(f"documents have no {name} to draw them by", hint="leave it out")
    if wishes.by and wishes.design.way in ("uncertain", "systematic"):
        raise UserError(f"a draw that is {wishes.design.way} has no strata", hint="leave out --by")


def _frame(found: pa.Table, wishes: Wishes, asked: Variable) -> sampling.Frame:
    by = found.select(wishes.by).to_pylist() if wishes.by else []
    nothing = float("nan")
    return sampling.Frame(
        found["unit"].to_pylist(),
        found["doc_id"].to_pylist(),
        [units.stratum(row, wishes.by, several=asked.several) for row in by],
        [nothing if one is None else one for one in found["uncertainty"].to_pylist()],
    )


def _named(asked: Variable, how: Mapping[str, Any], chosen: Sequence[str]) -> str:
    """Name a sample by what determines it; a letter first, or spreadsheets might see a number."""
    text = "\x1f".join((asked.id, _json(how), *sorted(chosen)))
    return f"s{hashlib.sha256(text.encode()).hexdigest()[:9]}"


def _json(how: Mapping[str, Any]) -> str:
    return json.dumps(how, ensure_ascii=False, sort_keys=True)

"""How far coding is: who has coded what, where coders differ, and how that was settled."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from ..errors import UserError
from ..passes import Row
from ..study import Study
from ..views.codebook import Variable, variable, variables
from .drawing import Sample, samples

TRAINABLE = 25  # coded units from which on a head is worth a try
SHORT = 160  # characters of a unit that lists show

_CODED = """
select variable, coder, kind, count(distinct unit) as coded,
  count(distinct unit) filter (value = 'unclear') as unclear, max(coded_at) as last
from codings group by all order by variable, kind, coder
"""
_UNITS_CODED = """
select variable, count(distinct unit) as n from codings where kind = 'person' group by variable
"""
_STATE = """
select variable, count(*) filter (how = 'open') as open,
  count(*) filter (how = 'adjudicated') as settled from settled group by variable
"""
_SETS = """
sets as (
  select unit, variable, coder, any_value(doc_id) as doc_id, any_value(quote) as quote,
    string_agg(value, '; ' order by value) as value
  from codings where kind = 'person' and variable = $variable group by unit, variable, coder
)"""
_DISAGREEMENTS = f"""
with {_SETS}, differing as (
  select unit, min(doc_id) as doc_id, max(quote) as quote,
    list({{coder: coder, value: value}} order by coder) as said
  from sets group by unit having count(distinct value) > 1
), notes as (
  select unit, string_agg(coder || ': ' || memo, ' / ' order by coder) as memos
  from memos where variable = $variable group by unit
), ruled as (
  select unit, string_agg(value, '; ' order by value) as value, any_value(why) as why,
    any_value(who) as who
  from adjudications where variable = $variable group by unit
)
select d.unit, d.doc_id, c.title, d.quote, d.said, n.memos, r.value as settled, r.why, r.who
from differing d left join corpus c on c.doc_id = d.doc_id left join notes n using (unit)
  left join ruled r using (unit)
order by d.doc_id, d.unit
"""  # noqa: S608 - our own text


def status(study: Study) -> list[Row]:
    """Say of each variable who has coded how much, of the newest sample and in all.

    Returns:
        Rows of variable, coder, kind, coded (units in all), sample (the newest of the variable),
        of_sample (its units), done (of these, decided by the coder), held_done (of these, held for
        evaluation), unclear, disagreements (open, among people), settled, last.
    """
    with study.reader() as tables:
        coded = tables.sql(_CODED).to_pylist()
        newest: dict[str, Sample] = {}
        for sample in samples(tables, study.design):
            newest.setdefault(sample.variable.id, sample)
        decided = tables.sql("select distinct unit, variable, coder from codings").to_pylist()
        standing = tables.sql(_STATE).to_pylist()
    by = {(row["variable"], row["coder"], row["unit"]) for row in decided}
    state = {row["variable"]: row for row in standing}
    rows = [
        {**row, **_of_sample(newest.get(row["variable"]), row["coder"], by),
         "disagreements": state.get(row["variable"], {}).get("open", 0),
         "settled": state.get(row["variable"], {}).get("settled", 0)}
        for row in coded
    ]  # fmt: skip
    rows += [_uncoded(sample) for name, sample in newest.items() if name not in state]
    order = (
        "variable", "coder", "kind", "coded", "sample", "of_sample", "done", "held_done", "unclear",
        "disagreements", "settled", "last",
    )  # fmt: skip
    ordered = [{name: row[name] for name in order} for row in rows]
    return sorted(ordered, key=lambda row: (row["variable"], row["kind"], row["coder"]))


def teachable(study: Study) -> list[Variable]:
    """List the variables of passages and sentences that people coded often enough for a head."""
    with study.reader() as tables:
        counts = tables.sql(_UNITS_CODED).to_pylist()
    often = {row["variable"] for row in counts if row["n"] >= TRAINABLE}
    return [
        one
        for name, one in sorted(variables(study.design).items())
        if name in often and one.of in ("paragraphs", "sentences")
    ]


def _of_sample(sample: Sample | None, coder: str, by: set[tuple[str, str, str]]) -> Row:
    if sample is None:
        return {"sample": "", "of_sample": 0, "done": 0, "held_done": 0}
    done = [row for row in sample.rows if (sample.variable.id, coder, row["unit"]) in by]
    return {
        "sample": sample.id,
        "of_sample": len(sample.rows),
        "done": len(done),
        "held_done": sum(row["held"] for row in done),
    }


def _uncoded(sample: Sample) -> Row:
    nobody = {"coder": "", "kind": "", "coded": 0, "unclear": 0, "last": None}
    given = _of_sample(sample, "", set())
    return {"variable": sample.variable.id, **nobody, **given, "disagreements": 0, "settled": 0}


def disagreements(study: Study, ident: str, *, settled: bool = False) -> list[Row]:
    """List the units on which people differ.

    Args:
        study: The study.
        ident: The variable.
        settled: Whether to list those too that were settled.

    Returns:
        Rows of unit, title, text (shortened), a column for each coder, memos, settled, why.

    Raises:
        UserError: No such variable.
    """
    with study.reader() as tables:
        asked = variable(study.design, ident, tables)
        rows = tables.sql(_DISAGREEMENTS, {"variable": asked.id}).to_pylist()
    rows = [row for row in rows if settled or row["settled"] is None]
    coders = sorted({one["coder"] for row in rows for one in row["said"]})
    return [
        {
            "unit": row["unit"],
            "title": row["title"] or "",
            "text": short(row["quote"] or ""),
            **{coder: _said(row["said"], coder) for coder in coders},
            "memos": row["memos"] or "",
            "settled": row["settled"] or "",
            "why": row["why"] or "",
        }
        for row in rows
    ]


def told(row: Row) -> str:
    """Write a disagreement as lines for a terminal.

    Example:
        >>> row = {"unit": "d1", "title": "Up", "text": "It soars.", "ana": "yes", "ben": "no"}
        >>> print(told({**row, "memos": "", "settled": "", "why": ""}))
        d1  Up
          It soars.
          ana: yes
          ben: no
    """
    beside = ("unit", "title", "text", "memos", "settled", "why")
    said = [f"{coder}: {value}" for coder, value in row.items() if coder not in beside and value]
    more = [f"{name}: {row[name]}" for name in ("memos", "settled", "why") if row[name]]
    lines = [f"{row['unit']}  {row['title']}".rstrip(), row["text"], *said, *more]
    return "\n  ".join(filter(None, lines))


def short(text: str) -> str:
    r"""Shorten a text to a line.

    Example:
        >>> short("one\n\ntwo"), len(short("x" * 500))
        ('one two', 161)
    """
    line = " ".join(text.split())
    return line if len(line) <= SHORT else f"{line[:SHORT]}…"


def _said(said: list[Row], coder: str) -> str:
    return next((one["value"] for one in said if one["coder"] == coder), "")


def settle(
    study: Study,
    unit: str,
    ident: str,
    value: str,
    *,
    who: str,
    why: str,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Row:
    """Settle what a unit is, with the reason; the coders' own decisions stay as they are.

    Args:
        study: The study.
        unit: The unit, or the start of its name.
        ident: The variable.
        value: The decision; several are parted by ``;``. Empty takes an earlier one back.
        who: Whose word it is.
        why: The reason.
        now: The clock.

    Returns:
        unit, variable, value as they were kept.

    Raises:
        UserError: Nobody coded such a unit, several fit, or the codebook has no such value.
    """
    if not why.strip():
        raise UserError("settling needs its reason", hint='--why "the codebook says …"')
    with study.reader() as tables:
        asked = variable(study.design, ident, tables)
        query = """select unit, any_value(doc_id) as doc_id from codings
            where variable = $v and starts_with(unit, $u) group by unit order by unit limit 6"""
        found = tables.sql(query, {"v": asked.id, "u": unit}).to_pylist()
    fits = [row for row in found if row["unit"] == unit] or found
    if len(fits) != 1:
        hint = f"hermeneut code disagreements {asked.id}"
        if not fits:
            raise UserError(f"nobody coded {asked.id} of a unit {unit!r}", hint=hint)
        listed = "".join(f"\n    {row['unit']}" for row in fits)
        raise UserError(f"{unit!r} fits several units:{listed}", hint="give more of it")
    values = asked.read(value)
    at = now().astimezone(UTC).isoformat(timespec="microseconds")
    row = {
        "unit": fits[0]["unit"], "doc_id": fits[0]["doc_id"], "variable": asked.id, "who": who,
        "why": why.strip(), "settled_at": at, "codebook": study.design.codebook_digest(),
    }  # fmt: skip
    study.judgements.append("adjudications", [{**row, "value": one} for one in values or ("",)])
    return {"unit": row["unit"], "variable": asked.id, "value": "; ".join(values)}

"""Cited: what the criticism of a study thinks with, by documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import pyarrow as pa

from hermeneut import schema
from hermeneut.passes import Result, Tables

from .evidence import shaped, strongest


@dataclass(frozen=True)
class CitedNames:
    """Works, thinkers, companies and apps by the documents that cite them, commonest first.

    Names that differ in case, in the shape of an apostrophe or in a leading article alone are one.
    An outlet of the corpus is no work. Each document weighs one.

    Attributes:
        least: Documents that must cite a name that the design doesn't list.

    References:
        Small (1973), Co-citation in the scientific literature, JASIS 24(4), for counting what is
        cited as what is thought with.
    """

    name: ClassVar[str] = "cited"
    version: ClassVar[int] = 2
    reads: ClassVar[tuple[str, ...]] = ("corpus", "citations")
    writes: ClassVar[tuple[pa.Schema, ...]] = (schema.CITED,)

    least: int = 1

    def __call__(self, tables: Tables) -> Result:
        """Count, and show where each is cited."""
        params = {"least": self.least}
        rows = tables.sql(_GIVEN + _COUNTED, params)
        return Result(
            {"cited": shaped(rows, schema.CITED)}, shaped(tables.sql(_GIVEN + _EVIDENCE, params))
        )


_FOLDED = "regexp_replace(replace(lower({}), '’', ''''), '^(the|an?) ', '')"
_GIVEN = f"""
with outlets as (
  select distinct {_FOLDED.format("outlet")} as folded from corpus where outlet is not null
), placed as (
  select c.doc_id, t.*, {_FOLDED.format("name")} as folded, cue = 'listed' as listed
  from citations t join corpus c using (text_id) where c.measured
), counted as (
  select kind, folded, mode(name order by name) as name, mode(author order by author) as author,
    max(wikidata) as wikidata, count(distinct doc_id) as documents, count(*) as times,
    bool_or(listed) as listed
  from placed where listed or kind <> 'work' or folded not in (select folded from outlets)
  group by kind, folded
), kept as (
  select *, left(sha256(concat_ws(chr(31), 'cited', kind, folded)), 12) as result_id
  from counted where listed or documents >= $least
)
"""  # noqa: S608 - fixed text
_COUNTED = """
select * from kept order by documents desc, times desc, kind, name
"""
_EVIDENCE = f"""
, spans as (
  select result_id, doc_id, text_id, "start", "end", 1.0::double as score, p.kind, k.name
  from placed p join kept k using (kind, folded)
)
select * from ({strongest("spans", "'places that cite ' || name")})
"""  # noqa: S608 - fixed text

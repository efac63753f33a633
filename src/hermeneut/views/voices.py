"""Who is quoted, in what manner, and which lines recur."""

from __future__ import annotations

from ..passes import Tables
from .asking import Row, ask
from .passages import CONTEXT_CHARS

SPEAKERS = 40  # shown
LINES = 40  # shown
SHORTEST_LINE = 4  # words: shorter ones recur by chance
A_PRONOUN = "a pronoun, such as he, she or I"
DESCRIBED = "somebody described, not named, such as a nurse"
KEPT = 8  # passages of each, from as many documents

QUOTED = """
  quoted as (
    select c.doc_id, q.text_id, q.start, q."end", q.kind,
      coalesce(q.speaker_name, q.speaker) as speaker, q.speaker_name as name,
      q.manner, coalesce(q.voice, 'unknown') as voice, coalesce(q.adopted, 'unclear') as adopted
    from quotations q join corpus c using (text_id) where c.measured
  )
"""
# The first of each document, of the first documents: places alone, since memory would grow with
# the words around them.
SPANS = f"""
  min({{doc_id: doc_id, text_id: text_id, start: start, "end": "end"}}, {KEPT})
    filter (nth = 1)
"""

_KINDS = f"""
with {QUOTED}, first as (
  select *, row_number() over (partition by kind, doc_id order by start) as nth from quoted
)
select kind, count(*) as quotations, count(distinct doc_id) as documents,
  {SPANS} as spans
from first group by kind order by documents desc, kind
"""  # noqa: S608 - fixed text
_PRONOUNS = "('he', 'she', 'it', 'they', 'i', 'we', 'you', 'one', 'who', 'him', 'her', 'them')"
_UNNAMED = (A_PRONOUN.lower(), DESCRIBED.lower())
# A name is what the document gives: a student in Chengdu has none, nor have nine women.
_SPEAKERS = f"""
with {QUOTED}, bared as (
  select * from quoted where kind in ('direct', 'mixed') and speaker is not null
), fuller as (
  -- "Ferris" is Maud Ferris where the corpus quotes one Ferris.
  select surname, min(name) as whole
  from (
    select distinct name, regexp_extract(name, '\\S+$') as surname
    from bared where name like '% %'
  )
  group by surname having count(*) = 1
), named as (
  select bared.*, case when lower(speaker) in {_PRONOUNS} then '{A_PRONOUN}'
    when name is not null then coalesce(whole, name)
    else '{DESCRIBED}' end as called
  from bared left join fuller on name = surname
), said as (
  select *, lower(called) as who,
    row_number() over (partition by lower(called), doc_id order by start) as nth
  from named
)
select min(called) as speaker, count(*) as quotations,
  count(distinct doc_id) as documents, {SPANS} as spans
from said group by who
qualify row_number() over (
  order by who in {_UNNAMED} desc, documents desc, quotations desc, who) <= {SPEAKERS}
order by who in {_UNNAMED}, documents desc, quotations desc, who
"""  # noqa: S608 - fixed text
_WHOSE = f"""
with {QUOTED}, first as (
  select *, row_number() over (partition by voice, doc_id order by start) as nth from quoted
  where kind in ('direct', 'mixed') or kind = 'indirect' and manner in ('speech', 'thought')
)
select voice, count(*) as quotations, count(distinct doc_id) as documents,
  count(*) filter (adopted = 'adopted') as adopted,
  count(*) filter (adopted = 'rejected') as rejected,
  count(*) filter (adopted = 'neutral') as neutral,
  count(*) filter (adopted = 'unclear') as unclear,
  {SPANS} as spans
from first group by voice order by documents desc, voice
"""  # noqa: S608 - fixed text
_LINES = f"""
with {QUOTED}, said as (
  select q.*, substr(t.text, q.start + 1, q."end" - q.start) as content
  from quoted q join texts t using (text_id) where q.kind in ('direct', 'mixed')
), plain as (
  select *, trim(regexp_replace(lower(content), '[^\\p{{L}}\\p{{N}}]+', ' ', 'g')) as line
  from said
), recurring as (
  select line from plain where len(string_split(line, ' ')) >= {SHORTEST_LINE}
  group by line having count(distinct doc_id) > 1
  order by count(distinct doc_id) desc, length(line) desc, line limit {LINES}
), first as (
  select *, row_number() over (partition by line, doc_id order by start) as nth
  from plain join recurring using (line)
)
select line, min(content) as content, count(distinct doc_id) as documents,
  list(distinct speaker order by speaker) filter (speaker is not null) as speakers,
  {SPANS} as spans
from first group by line order by documents desc, length(line) desc, line
"""  # noqa: S608 - fixed text
_TARGETS = f"""
with named as (
  select c.doc_id, m.text_id, m.start, m."end", m.target, m.cue <> 'pronoun' as names,
    row_number() over (partition by m.target, c.doc_id order by m.cue = 'pronoun', m.start) as nth
  from mentions m join corpus c using (text_id) where c.measured
)
select target, count(*) filter (names) as mentions, count(*) filter (not names) as pronouns,
  count(distinct doc_id) as documents, {SPANS} as spans
from named group by target order by documents desc, target
"""  # noqa: S608 - fixed text
_AROUND = """
select text_id, start, "end",
  substr(text, greatest(start - $around, 0) + 1, "end" - start + 2 * $around) as around
from (select unnest($places, recursive := true)) join texts using (text_id)
"""


def kinds(tables: Tables) -> list[Row]:
    """Count quotations by kind: ``kind, quotations, documents, spans``, commonest first."""
    return with_words(tables, _KINDS)


def speakers(tables: Tables) -> list[Row]:
    """Count who is quoted, as named there, by the documents that quote them.

    A speaker resolved in the document goes by that name; a name is taken out of what describes it
    ("the critic Maud Ferris"); a surname goes to the one fuller name in the corpus that has it.
    Pronouns are brought together, and those who are described but not named; they come last.
    """
    return with_words(tables, _SPEAKERS)


def whose(tables: Tables) -> list[Row]:
    """Count whose words are quoted or reported, and what the writers do with them.

    Reports of a mere attitude ("opposes") are left out, and scare quotes and titles, which are
    nobody's words.
    """
    return with_words(tables, _WHOSE)


def lines(tables: Tables) -> list[Row]:
    """Find lines that several documents quote, alike but for case and punctuation."""
    return with_words(tables, _LINES)


def targets(tables: Tables) -> list[Row]:
    """Count the documents that name each target, with one mention of each document.

    ``mentions`` counts names and roles, ``pronouns`` the pronouns that safely mean the target.
    """
    return with_words(tables, _TARGETS)


def with_words(tables: Tables, query: str) -> list[Row]:
    """Ask for counts whose ``spans`` are places, and give each place the words around it."""
    rows = ask(tables, query)
    places = [span for row in rows for span in row["spans"] or ()]
    around = (
        {
            _place(one): one["around"]
            for one in ask(tables, _AROUND, {"places": places, "around": CONTEXT_CHARS})
        }
        if places
        else {}
    )
    for row in rows:
        row["spans"] = [{**span, "around": around[_place(span)]} for span in row["spans"] or ()]
    return rows


def _place(span: Row) -> tuple[str, int, int]:
    return span["text_id"], span["start"], span["end"]

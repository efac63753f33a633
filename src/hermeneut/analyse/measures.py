"""What trends count: for each measure, which documents, which of them, and on what spans.

Each measure is four queries over ``docs`` (the documents of the study with a text or a coding):

- ``population``: ``coder, variable, doc_id``: the documents that the share is of;
- ``grid``: ``coder, variable, value``: the values that each variable can take;
- ``hits``: ``coder, variable, value, doc_id, x``: what a document counts for, from 0 to 1;
- ``spans``: ``coder, variable, value, doc_id, text_id, start, end, score``: the evidence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Measure:
    """One thing that is counted among documents, as SQL."""

    name: str
    of: str  # expression: what the share is a share of, without the slice
    selection: str  # expression: which spans are the evidence, without the slice
    population: str
    grid: str
    hits: str
    spans: str
    given: str = ""  # further queries that these four stand on
    documents: str = "measured"
    coded_as: tuple[str, ...] = ()  # variables by which people check it, beside its own
    params: Mapping[str, Any] = field(default_factory=dict)


def themes(codes: tuple[str, ...], *, weigh: str) -> Measure:
    """Count documents that hold a theme, among all that have passages.

    Args:
        codes: The ids of the codebook.
        weigh: ``any``: a document counts when one passage holds the theme. ``share``: it
            counts for the share of its passages that do.
    """
    x = "1.0" if weigh == "any" else "count(*) / any_value(passages)"
    return Measure(
        name="theme",
        of="'measured documents'",
        selection="'passages that hold ' || variable || ', in measured documents'",
        given="""parted as materialized (
            select doc_id, count(*) as passages
            from paragraphs join docs using (text_id) group by doc_id
          ), held as materialized (
            select t.*, doc_id from themes t join docs using (text_id) where holds
          )""",
        population="select '' as coder, unnest($codes) as variable, doc_id from parted",
        grid="select '' as coder, unnest($codes) as variable, 'holds' as value",
        hits=f"""select '' as coder, theme as variable, 'holds' as value, doc_id,
          ({x})::double as x from held join parted using (doc_id)
          group by theme, doc_id""",  # noqa: S608 - one of two
        spans="""select '' as coder, theme as variable, 'holds' as value, doc_id, text_id,
          "start", "end", score::double as score from held""",
        coded_as=("theme", "themes"),
        params={"codes": list(codes)},
    )


def referents(known: tuple[str, ...]) -> Measure:
    """Count documents that speak of a thing in any passage, among all that have passages.

    Args:
        known: The ids of the things that the design tells apart.
    """
    return Measure(
        name="referent",
        of="'measured documents'",
        selection="'passages that speak of ' || value || ', in measured documents'",
        given="""spoken as materialized (
            select r.*, doc_id from referents r join docs using (text_id)
          )""",
        population="""select distinct '' as coder, 'referent' as variable, doc_id
          from paragraphs join docs using (text_id)""",
        grid="select '' as coder, 'referent' as variable, unnest($known) as value",
        hits="""select distinct '' as coder, 'referent' as variable, referent as value, doc_id,
          1.0::double as x from spoken""",
        spans="""select '' as coder, 'referent' as variable, referent as value, doc_id, text_id,
          "start", "end", cues::double as score from spoken""",
        params={"known": list(known)},
    )


_JUDGED = """own as materialized (
    select text_id, "start", target, polarity, greatest(positive, negative)::double as score,
      doc_id
    from target_sentiments join docs using (text_id)
    where whose = 'own' and polarity <> 'neutral'
  ), judged as materialized (
    select o.doc_id, o.text_id, s."start", s."end", o.target, o.polarity, max(o.score) as score
    from own o join sentences s
      on s.text_id = o.text_id and s."start" <= o."start" and o."start" < s."end"
    group by all
  ), tally as materialized (
    select target, doc_id, count(*) filter (polarity = 'positive') as good,
      count(*) filter (polarity = 'negative') as bad,
      case when good > bad then 'positive' when bad > good then 'negative'
        else 'mixed' end as value
    from judged group by target, doc_id
  )
"""


def judgement() -> Measure:
    """Count documents by whether their writers say more good or more bad of a target.

    What is quoted, reported of many or tells the plot judges nothing: see `target_sentiments`.
    """
    return Measure(
        name="judgement",
        of="'measured documents whose writers judge ' || variable",
        selection="""case value when 'mixed' then 'polar' else value end
          || ' sentences of the writer''s own on ' || variable
          || ', in measured documents that are ' || value
          || case value when 'mixed' then '' else ' by majority of them' end""",
        given=_JUDGED,
        population="select '' as coder, target as variable, doc_id from tally",
        grid="""select distinct '' as coder, target as variable,
          unnest(['positive', 'negative', 'mixed']) as value from tally""",
        hits="""select '' as coder, target as variable, value, doc_id, 1.0::double as x
          from tally""",
        spans="""select '' as coder, target as variable, value, doc_id, text_id, "start", "end",
            score
          from judged join tally using (target, doc_id)
          where value = 'mixed' or value = polarity""",
    )


def evaluation() -> Measure:
    """Count documents by what they make of the work as a whole, in the writer's own words."""
    return Measure(
        name="evaluation",
        of="'measured documents'",
        selection="""'sentences that carry the evaluation, in measured documents whose own is '
          || value""",
        given="""evaluated as materialized (
          select doc_id, text_id, evaluation, evidence from evaluations join docs using (text_id)
        ), carried as materialized (
          select *, unnest(evidence) as one, generate_subscripts(evidence, 1) as place
          from evaluated)""",
        population="select '' as coder, 'evaluation' as variable, doc_id from evaluated",
        grid="""select '' as coder, 'evaluation' as variable,
          unnest(['positive', 'mixed', 'negative', 'none']) as value
          where exists (select 1 from evaluated)""",
        hits="""select '' as coder, 'evaluation' as variable, evaluation as value, doc_id,
          1.0::double as x from evaluated""",
        spans="""select '' as coder, 'evaluation' as variable, evaluation as value, doc_id,
            text_id, one."start" as "start", one."end" as "end", (1 / place)::double as score
          from carried
          union all select '', 'evaluation', evaluation, doc_id, text_id, null, null, 0.0
          from evaluated where len(evidence) = 0""",
        coded_as=("evaluation",),
    )


_NEAR = 60  # code points after a name; farther off, half of what is called it is something else
# *She* anywhere, *it* at the head of a clause alone: "bought it", "part of it" are of other things
# (bench/trends.py).
_PRONOUN = (
    r"(?i)\b(?:she|her|hers|herself|he|him|his|himself)\b"
    r"|(?:[,;:—–]\s*|\b(?:and|but|or|when|as|because|that|how|if|while|since|until|though|although"
    r"|than|what|where|who|so)\s+(?:\w+ly\s+)?)its?\b"
)
# "it is clear that": an *it* that stands for nobody.
_EMPTY_IT = (
    r"(?i)\bit(?:\s+(?:is|was|seems?|seemed|turns?|turned|would\s+be|may\s+be)|['’]s)\s+"
    r"(?:\w+\s+){0,2}(?:that|to|who|whether|if|like|as)\b"
)


_FOLLOWED = f"""direct as materialized (
    select q.text_id, q."start", q."end" from quotations q join docs using (text_id)
    where kind = 'direct'
  ), named as (
    select m.*, doc_id from mentions m join docs using (text_id)
    where list_contains($characters, m.target) and m.cue <> 'pronoun' and not exists (
      select 1 from direct q where q.text_id = m.text_id
        and q."start" <= m."start" and q."end" >= m."end")
  ), within as (
    select n.text_id, n.target, n.doc_id, n."end" as after, s."start", s."end",
      (select min(x."start") from mentions x
       where x.text_id = n.text_id and x.cue <> 'pronoun' and x."start" >= n."end") as upto
    from named n join sentences s
      on s.text_id = n.text_id and n."start" >= s."start" and n."end" <= s."end"
  ), tails as (
    select p.*, regexp_replace(
      substr(t.text, after + 1, least("end", coalesce(upto, "end"), after + {_NEAR}) - after),
      '{_EMPTY_IT.replace("'", "''")}', ' ', 'g') as tail
    from within p join texts t using (text_id)
  ), followed as (
    select *, lower(regexp_extract(regexp_extract(tail, '{_PRONOUN}'), '[a-zA-Z]+$')) as word,
      case when word in ('he', 'him', 'his', 'himself') then 'he'
        when word in ('it', 'its') then 'it'
        when word <> '' then 'she' end as said
    from tails
  ), kept as materialized (
    select distinct target, doc_id, text_id, "start", "end", said from followed
    where said in ('she', 'it') and target in (
      select target from followed group by target
      having count(*) filter (said = 'he') <= count(*) filter (said in ('she', 'it')))
  ), tally as materialized (
    select target, doc_id, count(*) filter (said = 'she') as she,
      count(*) filter (said = 'it') as it,
      case when she > it then 'she' when it > she then 'it' else 'mixed' end as value
    from kept group by target, doc_id
  )
"""  # noqa: S608 - our own patterns


def pronouns(characters: tuple[str, ...]) -> Measure:
    """Count documents by the pronoun that follows a character's name: she or it.

    What counts is the first pronoun in the sixty characters after the name that end with the
    sentence or the next name; *it* counts at the head of a clause only. A character most often
    followed by *he* is left out.

    Args:
        characters: Ids of targets.
    """
    return Measure(
        name="pronoun",
        of="""'measured documents where she or it follows the name ' || variable
          || ' in a sentence of the writer''s own'""",
        selection="""'sentences where ' || case value when 'mixed' then 'she or it' else value end
          || ' follows the name ' || variable || ', in measured documents that say '
          || case value when 'mixed' then 'both alike' else value || ' more often' end""",
        given=_FOLLOWED,
        population="select '' as coder, target as variable, doc_id from tally",
        grid="""select distinct '' as coder, target as variable,
          unnest(['she', 'it', 'mixed']) as value from tally""",
        hits="select '' as coder, target as variable, value, doc_id, 1.0::double as x from tally",
        spans="""select '' as coder, target as variable, value, doc_id, text_id, "start", "end",
            (she + it)::double as score
          from kept join tally using (target, doc_id) where value = 'mixed' or value = said""",
        coded_as=("pronoun",),
        params={"characters": list(characters)},
    )


def quotation() -> Measure:
    """Count documents by the kinds of quotation that they hold; long ones show first."""
    return Measure(
        name="quotation",
        of="'measured documents'",
        selection="""'quotations, kind: ' || value || ', in measured documents'""",
        given="""quoted as materialized (
          select q.*, doc_id from quotations q join docs using (text_id))""",
        population="""select '' as coder, 'quotation' as variable, doc_id from docs
          where exists (select 1 from quoted)""",
        grid="select distinct '' as coder, 'quotation' as variable, kind as value from quoted",
        hits="""select distinct '' as coder, 'quotation' as variable, kind as value, doc_id,
          1.0::double as x from quoted""",
        spans="""select '' as coder, 'quotation' as variable, kind as value, doc_id, text_id,
          "start", "end", ("end" - "start")::double as score from quoted""",
        coded_as=("quotation",),
    )


_UNIT = "^(.*):([0-9]+)-([0-9]+)$"  # text_id:start-end


# Who coded nothing but what a sample drew is heard in estimates: counted, a sample of passages
# would say of its documents what it can't know.
_CODED = f"""only_drawn as (
  select coder, variable from codings k left join (select distinct unit, variable from samples) s
    using (unit, variable)
  where kind = 'person' group by coder, variable having count(*) = count(s.unit)
), coded as materialized (
  select coder, variable, value, d.doc_id,
    case when c.unit <> d.doc_id
      then nullif(regexp_extract(c.unit, '{_UNIT}', 1), '') end as text_id,
    try_cast(regexp_extract(c.unit, '{_UNIT}', 2) as integer) as "start",
    try_cast(regexp_extract(c.unit, '{_UNIT}', 3) as integer) as "end"
  from codings c join docs d on d.doc_id = coalesce(c.doc_id, c.unit)
    anti join only_drawn o on o.coder = c.coder and o.variable = c.variable)
"""  # noqa: S608 - our own pattern


def codings() -> Measure:
    """Count documents by what each coder decided; a part's coding counts for its document.

    Coders of samples alone are left out: see ``estimates``.
    """
    return Measure(
        name="coding",
        documents="counted",
        of="'counted documents where ' || coder || ' coded ' || variable",
        selection="""'what ' || coder || ' coded as ' || variable || ': ' || value
          || ', in counted documents'""",
        given=_CODED,
        population="select distinct coder, variable, doc_id from coded",
        grid="select distinct coder, variable, value from coded",
        hits="select distinct coder, variable, value, doc_id, 1.0::double as x from coded",
        spans="""select distinct coder, variable, value, doc_id, text_id,
          case when text_id is not null then "start" end as "start",
          case when text_id is not null then "end" end as "end", 1.0::double as score
          from coded""",
    )

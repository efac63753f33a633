"""What can be coded: the units of a study with what is known of them, and the machine's label."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from ..errors import UserError, nearest
from ..passes import Tables
from .codebook import UNITS, Variable

BY = ("form", "year", "period", "outlet", "venue", "subject", "stands", "label")
OF_DOCUMENTS = frozenset(BY) - {"label"}
UNKNOWN = frozenset({"unknown", "undated", ""})  # what stands where a facet isn't known

# Documents with a text that are no copies: those measured, and on demand those left out.
_DOCUMENTS = """
docs as materialized (
  select doc_id, text_id, coalesce(form, 'unknown') as form,
    coalesce(venue, 'unknown') as venue, coalesce(outlet, 'unknown') as outlet,
    coalesce(year::varchar, 'undated') as year, coalesce(period, 'undated') as period,
    coalesce(nullif(subject, ''), 'none') as subject, coalesce(left_out, 'measured') as stands
  from corpus
  where text_id is not null
    and (measured or ($rejected and left_out not in ('copy', 'not fetched', 'no text')))
)"""
_UNITS = {
    "documents": """
        select doc_id as unit, *, null::integer as "start", null::integer as "end" from docs""",
    "paragraphs": """
        select concat(text_id, ':', p."start", '-', p."end") as unit, docs.*, p."start", p."end"
        from docs join paragraphs p using (text_id)""",
    "sentences": """
        select concat(text_id, ':', p."start", '-', p."end") as unit, docs.*, p."start", p."end"
        from docs join sentences p using (text_id)""",
}
_SPAN = """concat(text_id, ':', "start", '-', "end") as unit"""
_CODED = """select unit, string_agg(distinct value, '; ' order by value) as label,
      null::double as uncertainty
    from codings c join (
      select unit, min(coder) as coder from codings
      where kind = 'machine' and variable = $variable group by unit
    ) using (unit, coder)
    where kind = 'machine' and variable = $variable group by unit"""
# Each gives unit, label, and how unsure the machine is of it: 0 sure to 1, null where unknown.
# `themes` keeps scores near and above the threshold alone: what has none there is a sure no.
_NEAR = "exp(-abs(score - edge) / nullif(wide, 0))"  # the edge is the threshold
_EDGE = """select (coalesce(min(score) filter (holds), max(score))
  + coalesce(max(score) filter (not holds), min(score))) / 2 as edge, stddev_pop(score) as wide"""
_LABELS = {
    "theme": f"""select {_SPAN}, if(holds, 'yes', 'no') as label, {_NEAR} as uncertainty
        from themes, ({_EDGE} from themes where theme = $variable) where theme = $variable""",  # noqa: S608 - our own text
    "theme of documents": f"""select doc_id as unit, if(bool_or(holds), 'yes', 'no') as label,
          max({_NEAR}) as uncertainty
        from themes join docs using (text_id), ({_EDGE} from themes where theme = $variable)
        where theme = $variable group by doc_id""",  # noqa: S608
    "themes": f"""select {_SPAN}, coalesce(string_agg(theme, '; ' order by theme)
          filter (holds), 'none') as label, max({_NEAR}) as uncertainty
        from themes join (select theme, * from ({_EDGE}, theme from themes group by theme))
          using (theme) group by text_id, "start", "end" """,  # noqa: S608
    "sentiment": f"""select {_SPAN}, polarity as label, case polarity
            when 'positive' then positive when 'negative' then negative else neutral end as sure,
          1.5 * (1 - greatest(negative, neutral, positive)) as uncertainty from sentiments""",  # noqa: S608
    "role": f"""select {_SPAN}, role as label,
          1.25 * (1 - greatest(plot, argument, evaluation, background, other)) as uncertainty
        from roles""",  # noqa: S608
    "about": """select doc_id as unit, arg_max(verdict, capture_id) as label,
          arg_max(1 - abs(2 * score - 1), capture_id) as uncertainty
        from subjects join documents using (doc_id, capture_id)
        where subject = $subject group by doc_id""",
    "evaluation": f"""select unit, coalesce(e.label, c.label) as label, e.uncertainty
        from (
          select doc_id as unit, evaluation as label, 1 - abs(score) as uncertainty
          from evaluations join docs using (text_id)
        ) e full join ({_CODED}) c using (unit)""",  # noqa: S608
    "position": f"""select {_SPAN}, position as label, case position when 'unclear' then 1
          when 'not taken up' then 0.5 else exp(-greatest(favour, against) / 2) end as uncertainty
        from positions where proposition = $variable""",  # noqa: S608
    "position of documents": f"""select unit, coalesce(c.label, p.label) as label,
          if(c.label is null, p.uncertainty, null) as uncertainty
        from ({_CODED}) c full join (
          select doc_id as unit, position as label,
            1 - abs(favour - against) / (passages + 1) as uncertainty
          from document_positions where proposition = $variable
        ) p using (unit)""",  # noqa: S608
    "referent": f"""select {_SPAN}, referent as label, 1 - share as uncertainty
        from referents""",  # noqa: S608
    "label": f"""select {_SPAN}, value as label, least(1, 2 * (1 - score)) as uncertainty
        from labels where variable = $variable and value is not null
        union all select * from ({_CODED})
        where not exists (from labels where variable = $variable and value is not null)""",  # noqa: S608
    "coded": _CODED,
}
# Those that give the probability of their label, too.
_SURE = frozenset({"sentiment"})
# What the machine says where such a table, if it was written, holds nothing of a unit.
_OTHERWISE = {
    "theme": ("themes", "'no'"), "theme of documents": ("themes", "'no'"),
    "themes": ("themes", "'none'"), "position": ("positions", "'not taken up'"),
    "position of documents": ("positions", "'not taken up'"),
    "referent": ("referents", "'none'"),
}  # fmt: skip


def frame(tables: Tables, variable: Variable, of: str = "", *, rejected: bool = False) -> pa.Table:
    """List the units of which a variable can be decided, sorted.

    A unit is a ``doc_id``, or ``text_id:start-end``. ``label`` is what the machine, or a coder
    that is a program, says of it; null where none does. Copies and pages without a text are no
    units.

    Args:
        tables: The study's tables.
        variable: The variable.
        of: documents, paragraphs or sentences; the variable's own by default.
        rejected: Whether to list what left the study too: documents that weren't found to be
            about it, cut short, in a language that isn't measured.

    Returns:
        Rows of unit, doc_id, text_id, start, end, form, venue, outlet, year, period, subject,
        stands (``measured``, or the step at which the document left), label, uncertainty, sure
        (the probability that the machine gives its label; null where it gives none).

    Raises:
        UserError: There are no such units, or none yet.
    """
    of = of or variable.of
    if of not in UNITS:
        raise UserError(f"no unit {of!r}", hint=nearest(of, UNITS, named="units"))
    kind = _labelled(variable, of)
    table, otherwise = _OTHERWISE.get(kind, ("embeddings", "null"))
    query = f"""
        with {_DOCUMENTS}, units as ({_UNITS[of]}), labels as ({_LABELS[kind]}),
          seen as (select distinct text_id as seen from embeddings
            where (select count(*) > 0 from {table}))
        select unit, doc_id, text_id, "start", "end", form, venue, outlet, year, period,
          subject, stands,
          coalesce(label, if(seen is null, null, {otherwise})) as label,
          case when uncertainty is not null then least(greatest(uncertainty, 0), 1)
            when label is null and seen is not null and {otherwise} is not null then 0
            end as uncertainty,
          {"sure" if kind in _SURE else "null"}::double as sure
        from units left join labels using (unit) left join seen on seen = text_id
        qualify row_number() over (partition by unit order by stands <> 'measured', doc_id) = 1
        order by unit
    """  # noqa: S608 - our own text
    params: dict[str, Any] = {"rejected": rejected}
    given = {"variable": variable.id, "subject": variable.id.partition(":")[2] or "work"}
    params |= {name: value for name, value in given.items() if f"${name}" in query}
    found = tables.sql(query, params)
    if not found.num_rows:
        raise UserError(f"there are no {of} to code", hint=_missing(tables, of))
    return found


def stratum(row: dict[str, Any], by: tuple[str, ...], *, several: bool = False) -> str:
    """Name the stratum of a row of a frame.

    Example:
        >>> stratum({"form": "review", "label": None}, ("form", "label"))
        'form=review, label=none'
        >>> stratum({"label": "gender; intimacy"}, ("label",), several=True)
        'label=some'
    """
    return ", ".join(f"{name}={_part(row[name], several and name == 'label')}" for name in by)


def _part(value: str | None, several: bool) -> str:
    return "some" if several and value not in (None, "none") else value or "none"


def _labelled(variable: Variable, of: str) -> str:
    """Say where the machine's label comes from."""
    own = of == variable.of
    if variable.id in ("sentiment", "role", "themes", "referent", "evaluation") and own:
        return variable.id
    if variable.id.partition(":")[0] == "about" and own:
        return "about"
    if variable.kind == "position":
        known = {"paragraphs": "position", "documents": "position of documents"}
        return known.get(of, "coded")
    if own and variable.of != "documents" and not variable.kind:
        return "label"
    if variable.kind == "theme":
        return {"paragraphs": "theme", "documents": "theme of documents"}.get(of, "coded")
    return "coded"


def _missing(tables: Tables, of: str) -> str:
    if of == "documents":
        return "hermeneut add PATH…, then hermeneut run"
    got = tables.sql(f'select count(*) as n from "{of}"')["n"][0].as_py()  # noqa: S608 - a table
    return "hermeneut run" if not got else "no document is measured; hermeneut status says why"

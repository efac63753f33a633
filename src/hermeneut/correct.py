"""A person's word against the machine's: append only, laid over, undone by another."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from .design import FORMS, VENUES, Design
from .errors import UserError, nearest
from .judgements import CORRECTABLE
from .sections import DATES, is_date
from .study import Study

COMPLETENESS = (
    "whole", "truncated", "paywalled", "abstract", "not an article", "several pieces",
)  # fmt: skip


def find_document(study: Study, wanted: str) -> dict[str, Any]:
    """Find one document by the start of its id, its address or file name, or words of its title.

    Raises:
        UserError: None fits, or several do.
    """
    query = """
        select doc_id, title, url from documents
        where starts_with(doc_id, $w) or url = $w or ends_with(url, '/' || $w)
          or contains(lower(title), lower($w))
        order by doc_id = $w desc, url = $w desc, title limit 6
    """
    found: list[dict[str, Any]] = study.sql(query, {"w": wanted}).to_pylist()
    exact = [row for row in found if wanted in (row["doc_id"], row["url"])]
    fits = exact[:1] or found
    if len(fits) == 1:
        return fits[0]
    if not fits:
        raise UserError(f"no document {wanted!r}", hint="hermeneut search WORDS shows ids")
    listed = "".join(f"\n    {row['doc_id']}  {row['title']}" for row in fits)
    raise UserError(f"{wanted!r} fits several documents:{listed}", hint="give the id")


def correct(
    study: Study,
    wanted: str,
    assignment: str,
    *,
    who: str,
    why: str,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> dict[str, Any]:
    """Append a correction.

    Args:
        study: The study.
        wanted: Which document; see `find_document`.
        assignment: ``field=value``; an empty value takes an earlier correction back.
        who: Whose word it is.
        why: The reason, for whoever asks later.
        now: The clock.

    Returns:
        The row appended.

    Raises:
        UserError: No such document or field, or a value that the field can't hold.
    """
    field, sign, value = assignment.partition("=")
    if not sign:
        raise UserError(f"{assignment!r} isn't field=value", hint="e.g. published=2014-01-10")
    if not why.strip():
        raise UserError("a correction needs its reason", hint='--why "as printed on the page"')
    document = find_document(study, wanted)
    row = {
        "doc_id": document["doc_id"],
        "field": _known_field(field.strip()),
        "value": checked_value(field.strip(), value.strip(), study.design),
        "who": who,
        "why": why.strip(),
        "corrected_at": now().astimezone(UTC).isoformat(timespec="microseconds"),
    }
    study.judgements.append("corrections", [row])
    return {**row, "title": document["title"]}


def checked_value(field: str, value: str, design: Design) -> str:
    """Check that a field can hold a value, and return it as it is kept.

    Raises:
        UserError: It can't; with the nearest value that it can hold.

    Example:
        >>> checked_value("published", "2014-01", None)
        '2014-01'
    """
    if not value:
        return ""
    if field == "published":
        return _checked_date(value)
    if field == "dated":
        return _checked_interval(value)
    if field == "authors":
        return "; ".join(name.strip() for name in value.split(";") if name.strip())
    if field == "about":
        names = [part.strip() for part in re.split(r"[;,+]", value)]
        known = ("work", "none", *(subject.id for subject in design.subjects))
        return "; ".join(_among(name, known, field) for name in names)
    choices = {"form": FORMS, "venue": VENUES, "completeness": COMPLETENESS}
    return _among(value, choices[field], field) if field in choices else value


def _known_field(field: str) -> str:
    if field not in CORRECTABLE:
        hint = nearest(field, CORRECTABLE, named="fields")
        raise UserError(f"{field!r} can't be corrected", hint=hint)
    return field


def _among(value: str, known: tuple[str, ...], field: str) -> str:
    if value not in known:
        raise UserError(f"{field} can't be {value!r}", hint=nearest(value, known, named="one of"))
    return value


def _checked_date(value: str) -> str:
    if is_date(value):
        return value
    raise UserError(
        f"published can't be {value!r}",
        hint=f"{DATES}; or dated=2014-01/2014-03",
    )


def _checked_interval(value: str) -> str:
    start, _, end = (part.strip() for part in value.partition("/"))
    if is_date(start) and is_date(end) and len(start) == len(end) and start < end:
        return f"{start}/{end}"
    raise UserError(
        f"dated can't be {value!r}",
        hint="from when to when, as 2014-01/2014-03 or 2014/2015; or published=2014-01",
    )

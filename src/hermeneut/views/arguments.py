"""Whose voice argues: who is quoted near each claim, and what quotations change of a position."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from ..design import Design
from ..passes import Tables
from .asking import Row
from .figures import count, plain
from .pieces import Finding, Line, Link, Piece
from .results import label, ordered
from .trust import note
from .validity import Validity
from .voices import QUOTED, SPANS, with_words

TITLE = "Whose voice argues"
UNTOLD = "unknown"  # the voice that nobody could tell
DOCUMENTS = "documents"

# One row for each claim and each pair of positions; the strongest passage of each document.
_POSITIONS = f"""
with taken as (
  select proposition, own, position, doc_id, text_id, start, "end",
    row_number() over (partition by doc_id, proposition order by place, start) as nth
  from document_positions d join corpus using (doc_id) join (
    select text_id, proposition, start, "end",
      position = 'not taken up' and own = 'not taken up' as place
    from positions
  ) using (text_id, proposition)
  where measured
)
select concat_ws(' · ', proposition, own, position) as claim, proposition, own, position,
  count(*) filter (nth = 1) as documents,
  {SPANS} as spans
from taken group by proposition, own, position
order by proposition, own, position
"""  # noqa: S608 - fixed text
_VOICES = f"""
with {QUOTED}, near as (
  select distinct p.proposition, q.* from quoted q join positions p
    on p.text_id = q.text_id and q.start >= p.start and q."end" <= p."end"
  where q.kind in ('direct', 'mixed') or q.kind = 'indirect' and q.manner in ('speech', 'thought')
), first as (
  select *, row_number() over (
    partition by proposition, voice, doc_id
    order by adopted not in ('adopted', 'rejected'), start) as nth
  from near
)
select concat_ws(' · ', proposition, voice) as claim, proposition, voice,
  count(*) as quotations, count(distinct doc_id) as documents,
  count(*) filter (adopted = 'adopted') as adopted,
  count(*) filter (adopted = 'rejected') as rejected,
  count(*) filter (adopted = 'neutral') as neutral,
  count(*) filter (adopted = 'unclear') as unclear,
  {SPANS} as spans
from first group by proposition, voice
order by proposition, quotations desc, voice
"""  # noqa: S608 - fixed text


def positions(tables: Tables) -> list[Row]:
    """Count documents by claim and position, by own words alone and with quotations.

    Returns:
        Rows of ``proposition, own, position, documents, spans``; what takes up none isn't there.
    """
    return with_words(tables, _POSITIONS)


def voices(tables: Tables) -> list[Row]:
    """Count whose words stand in passages near each claim, and what the writers do with them.

    A passage is near a claim where the pass `positions` read it beside that claim. A quotation may
    stand near several claims.

    Returns:
        Rows of ``proposition, voice, quotations, documents, adopted, rejected, neutral, unclear,
        spans``.
    """
    return with_words(tables, _VOICES)


def laid_out(found: Sequence[Row], design: Design) -> list[Row]:
    r"""Lay the positions on each claim out, by own words and with quotations, in design order.

    Returns:
        Rows of ``proposition, name, own, both, changed, moves``: documents by position either
        way, how many have another position with quotations, and the rows of those.

    Example:
        >>> from hermeneut.design import parse
        >>> design = parse('[study]\nname="x"\n[work]\ntitle="X"\nyear=1')
        >>> rows = [{"proposition": "p", "own": o, "position": p, "documents": n}
        ...     for o, p, n in (("for", "for", 2), ("not taken up", "against", 1))]
        >>> (row,) = laid_out(rows, design)
        >>> row["own"], row["both"], row["changed"]
        ({'for': 2, 'not taken up': 1}, {'for': 2, 'against': 1}, 1)
    """
    order = {one.id: nth for nth, one in enumerate(design.propositions)}
    rows = sorted(found, key=lambda row: (order.get(row["proposition"], len(order)),
                                          row["proposition"]))  # fmt: skip
    out = []
    for ident, group in groupby(rows, key=lambda row: row["proposition"]):
        of = list(group)
        own, both = (_summed(of, way) for way in ("own", "position"))
        moves = [row for row in of if row["own"] != row["position"]]
        changed = sum(row["documents"] for row in moves)
        out.append({"proposition": ident, "name": label(design, ident), "own": own, "both": both,
                    "changed": changed, "moves": moves})  # fmt: skip
    return out


def _summed(rows: Sequence[Row], way: str) -> dict[str, int]:
    said: dict[str, int] = {}
    for row in rows:
        said[row[way]] = said.get(row[way], 0) + row["documents"]
    return said


def finding(
    taken: Sequence[Row], quoted: Sequence[Row], design: Design, link: Link, known: Validity,
    page: str,
) -> Finding | None:  # fmt: skip
    """Say how many positions change with quotations, and whose words stand near the claims.

    Args:
        taken: Rows of `positions`, each with the ``href`` of its evidence.
        quoted: Rows of `voices`, likewise.
        design: The design.
        link: Where the evidence of a result is.
        known: What people's codings say; where they coded positions of documents, these stand
            beside, corrected.
        page: Where the tables are.
    """
    if not quoted and not taken:
        return None
    claims = laid_out(taken, design)
    coded = [p.id for p in design.propositions if _lines(known, p.id, link)]
    lines = [line for ident in coded for line in _named(_lines(known, ident, link), design, ident)]
    sure = bool(claims) and all(known.is_checked(row["proposition"]) for row in claims)
    said = ". ".join(filter(None, (known.sentence(ident).rstrip(".") for ident in coded)))
    return Finding(
        TITLE,
        [s for s in (_changes(claims, page), _near(quoted, design, page)) if s],
        sure,
        said or note("document_positions").rstrip("."),
        page,
        lines,
        "measured documents, with quotations counted",
    )


def _changes(claims: Sequence[Row], page: str) -> list[Piece]:
    taken = sum(sum(row["both"].values()) for row in claims)
    if not taken:
        return [Piece("No measured document was found to take up a claim.")]
    changed = sum(row["changed"] for row in claims)
    pieces = [
        Piece("Documents argue through what they quote. Of "),
        Piece(count(taken), f"{page}#positions"),
        Piece(f" positions on {count(len(claims))} {'claim' if len(claims) == 1 else 'claims'}, "),
    ]
    whose = " when adopted quotations count as the writer’s, and rejected ones as the other side"
    if not changed:
        return [*pieces, Piece(f"none changes{whose}.")]
    pieces += [Piece(count(changed), f"{page}#positions"),
               Piece(f" {'changes' if changed == 1 else 'change'}{whose}: ")]  # fmt: skip
    moves = [(row["name"], move) for row in claims for move in row["moves"]]
    for nth, (name, move) in enumerate(moves):
        words = f"{'; ' if nth else ''}on {name} from “{move['own']}” to “{move['position']}” "
        pieces += [Piece(words), Piece(count(move["documents"]), move["href"])]
    return [*pieces, Piece(".")]


def _near(quoted: Sequence[Row], design: Design, page: str) -> list[Piece]:
    """Say of which claim most words of others are adopted or rejected, and by whose voices."""
    totals: dict[str, list[int]] = {}
    for row in quoted:
        sums = totals.setdefault(row["proposition"], [0, 0, 0])
        for at, way in enumerate(("quotations", "adopted", "rejected")):
            sums[at] += row[way]
    if not totals:
        return []
    main = max(sorted(totals), key=lambda one: (sum(totals[one][1:]), totals[one][0]))
    n, adopted, rejected = totals[main]
    whose = [row for row in quoted if row["proposition"] == main and row["voice"] != UNTOLD][:3]
    pieces = [
        Piece(f"The claim near which writers adopt or reject most words of others is "
              f"{label(design, main)}: of "),
        Piece(count(n), f"{page}#claims"),
        Piece(f" quotations and reports near it they adopt {count(adopted)} and reject "
              f"{count(rejected)}"),
    ]  # fmt: skip
    for nth, row in enumerate(whose):
        said = f" {'is' if row['quotations'] == 1 else 'are'} {whose_words(row['voice'])}"
        pieces += [Piece(", " if nth else "; of these "),
                   Piece(count(row["quotations"]), row["href"]), Piece(said)]  # fmt: skip
    return [*pieces, Piece(".")]


def whose_words(voice: str) -> str:
    """Say whose words a voice's are.

    Example:
        >>> whose_words("expert"), whose_words("character"), whose_words("unknown")
        ('an expert’s', 'a character’s', 'whose, it can’t be told')
    """
    if voice == UNTOLD:
        return "whose, it can’t be told"
    if voice == "other":
        return "somebody else’s"
    if voice == "writer":
        return "the writer’s own"
    return f"{'an' if voice[:1] in 'aeio' else 'a'} {voice}’s"


def _lines(known: Validity, ident: str, link: Link) -> list[Line]:
    """Lay each position on a claim out as people would code it, if they coded documents."""
    from .corrected import line

    return [
        line(plain(value), three, link)
        for value in ordered(known.values(ident))
        if (three := known.three(ident, value)) and three["corrected"]["unit"] == DOCUMENTS
    ]


def _named(lines: Sequence[Line], design: Design, ident: str) -> list[Line]:
    return [line._replace(words=f"{label(design, ident)}: {line.words}") for line in lines]

"""Asking models: what a ``[[seat]]`` decides is put to its endpoint, passage by passage.

Nothing leaves this machine before somebody at it has confirmed the address and seen what it comes
to. What was answered is archived, and the pass ``labels`` reads it from there.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from . import __version__, answers
from .candidates import NotAnswered
from .collect.http.fetch import Client
from .collect.http.guard import Guard
from .collect.inquiries import consent
from .collect.inquiries.posting import Posted, Posting, Stop, is_near, key_for
from .collect.queue.frontier import Frontier
from .collect.visits.threads import lookup
from .disk import writable
from .errors import UserError, nearest
from .study import Study
from .training import beside_standing, codes_of, gathered, score
from .views.codebook import UNCLEAR, variable
from .views.prompts import MOST_UNREAD, SETTLED, THEMES, Chair, Said, chairs, content_of

CHARACTERS = 4  # of English a token, as the makers of such models say; others take more
ANSWERED = 25  # tokens of a usual answer
IN_A_ROW = 5  # questions that fail in a row, and none is asked any more
MOST_AT_ONCE = 16
FEW = 10  # coded passages below which nothing is said of how well a model does
_GOES = "the texts of your study, and your key if it has one,"

_PASSAGES = """
select distinct e.text_id, e."start", e."end",
  substr(t.text, e."start" + 1, e."end" - e."start") as words
from corpus c join embeddings e using (text_id) join texts t using (text_id) {near}
where c.measured {coded} order by e.text_id, e."start"
"""
_NEAR = """join positions_machine s on s.text_id = e.text_id and s."start" = e."start"
  and s."end" = e."end" and s.proposition = $variable"""
_CODED = """and concat(e.text_id, ':', e."start", '-', e."end") in (
  select unit from settled where list_contains($related, variable))"""


@dataclass(frozen=True)
class Inquest:
    """What is still to be asked for a seat, and what it comes to.

    Attributes:
        chair: Who is asked, and what.
        passages: How many passages it decides.
        questions: Those that weren't answered yet.
    """

    chair: Chair
    passages: int
    questions: tuple[Posted, ...]

    @property
    def tokens(self) -> tuple[int, int]:
        """How many tokens would go in and come out, estimated by the number of characters."""
        sent = sum(len(one.body) for one in self.questions)
        return sent // CHARACTERS, ANSWERED * len(self.questions)

    def cost(self, price: tuple[float, float]) -> float:
        """What it comes to, at prices for a million tokens in and out."""
        return sum(n * each / 1e6 for n, each in zip(self.tokens, price, strict=True))

    def sentence(self, price: tuple[float, float] | None = None) -> str:
        """Say it to a person."""
        sent, came = self.tokens
        had = self.passages - len(self.questions)
        head = (
            f"{len(self.questions)} questions to {self.chair.model} at {self.chair.endpoint} "
            f"({had} of {self.passages} passages were answered), some {sent:,} tokens in and "
            f"{came:,} out"
        )
        return head + (f": about {self.cost(price):.2f}" if price else "")


@dataclass(frozen=True)
class Outcome:
    """What came of asking.

    Attributes:
        variable: What was asked.
        asked: How many questions were put.
        answered: How many of them were answered.
        unread: Answers that say none of the codebook's values, by reason.
        failed: Questions that weren't answered, by reason.
        left: How many are still to be asked.
        stopped: Why it ended early; empty if it didn't.
    """

    variable: str
    asked: int = 0
    answered: int = 0
    unread: dict[str, int] = field(default_factory=dict)
    failed: dict[str, int] = field(default_factory=dict)
    left: int = 0
    stopped: str = ""

    def sentence(self) -> str:
        """Say it to a person."""
        parts = [f"{self.answered} of {self.asked} questions answered"]
        parts += [f"{n} of the answers can't be read ({why})" for why, n in self.unread.items()]
        parts += [f"{n} failed ({why})" for why, n in self.failed.items()]
        parts += [f"{self.left} are still to be asked"] if self.left else []
        said = ["; ".join(parts)]
        if sum(self.unread.values()) > MOST_UNREAD * self.answered:
            said.append("where so many answers can't be read, the shipped measure keeps the seat")
        return "\n".join([*said, *([f"stopped: {self.stopped}"] if self.stopped else [])])


def inquest(study: Study, ident: str, *, coded: bool = False) -> Inquest:
    """Find what is to be asked for a variable.

    Args:
        study: The study.
        ident: The variable of a ``[[seat]]``.
        coded: Whether to ask only of passages that people coded.

    Raises:
        UserError: No seat decides it, or there are no passages yet.
    """
    chair = _chair(study, ident)
    query = _PASSAGES.format(
        near=_NEAR if chair.seat == "positions" else "", coded=_CODED if coded else ""
    )
    related = [ident, *(code.id for code in study.design.codes if ident == THEMES)]
    given = {"variable": ident, "related": related}
    params = {name: value for name, value in given.items() if f"${name}" in query}
    rows = study.sql(query, params).to_pylist()
    if not rows:
        hint = f"hermeneut code {ident}" if coded else "hermeneut run"
        raise UserError(f"there is no passage to ask {ident} of", hint=hint)
    done = {
        row["key"]
        for row in answers.rows(study.archive, bodies=False)
        if not row["error"] or row["error"] in SETTLED
    }
    questions = (
        Posted(
            f"{ident} {row['text_id']}:{row['start']}-{row['end']}",
            chair.key(row["words"]),
            chair.question(row["words"]),
        )
        for row in rows
    )
    waiting = {one.key: one for one in questions if one.key not in done}
    return Inquest(chair, len(rows), tuple(waiting.values()))


def _chair(study: Study, ident: str) -> Chair:
    found = {one.variable.id: one for one in chairs(study.design)}
    if ident not in found:
        known = nearest(ident, found, named="seats") if found else ""
        hint = "; ".join(filter(None, [known, "add a [[seat]] with variable, endpoint, model"]))
        raise UserError(f"study.toml has no [[seat]] for {ident!r}", hint=hint)
    return found[ident]


def confirm(study: Study, ident: str) -> str:
    """Keep, for this machine, that the endpoint of a seat may be asked; return its address."""
    endpoint = _chair(study, ident).endpoint
    consent.trust([_as_endpoint(endpoint)])
    return endpoint


def check(study: Study, ident: str) -> None:
    """Refuse an endpoint that nobody at this machine has confirmed, near or far.

    Raises:
        UserError: Saying how to confirm it.
    """
    endpoint = _chair(study, ident).endpoint
    consent.check(_as_endpoint(endpoint), goes=_GOES, hint=f"hermeneut ask {ident}")
    key_for(endpoint)


def _as_endpoint(address: str) -> consent.Endpoint:
    return consent.Endpoint("seat", "endpoint", address)


def ask(
    study: Study,
    wanted: Inquest,
    *,
    limit: int = 0,
    at_once: int = 1,
    told: Callable[[int, int], None] = lambda *_: None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Outcome:
    """Put the questions of a seat; each answer is on disk before the next question is put.

    Args:
        study: The study.
        wanted: What is to be asked.
        limit: Questions at most; 0 for all.
        at_once: How many may be under way together.
        told: Hears how many were put, of how many.
        now: The clock.

    Raises:
        UserError: Nobody at this machine has confirmed the address.
        TryAgain: The disk is full.
    """
    check(study, wanted.chair.variable.id)
    chosen = wanted.questions[: limit or None]
    with (
        study.writing("archive"),
        writable(study.archive),
        Frontier(study.archive, now=now) as frontier,
    ):
        going = _Going(wanted, frontier, min(at_once, MOST_AT_ONCE), told)
        asyncio.run(going.go(chosen))
        unread = Counter(_unread(wanted.chair, study, chosen))
    answered = going.put - going.failed.total()
    return Outcome(
        wanted.chair.variable.id, going.put, answered, dict(sorted(unread.items())),
        dict(sorted(going.failed.items())), len(wanted.questions) - answered, going.stopped,
    )  # fmt: skip


def _unread(chair: Chair, study: Study, chosen: Sequence[Posted]) -> Iterator[str]:
    keys = {one.key for one in chosen}
    for row in answers.rows(study.archive):
        if row["key"] in keys and not row["error"] and (why := chair.read(row["answer"]).error):
            yield why


@dataclass
class _Going:
    """One go of asking."""

    wanted: Inquest
    frontier: Frontier
    at_once: int
    told: Callable[[int, int], None]
    put: int = 0
    failed: Counter[str] = field(default_factory=Counter)
    in_a_row: int = 0
    stopped: str = ""

    async def go(self, chosen: Sequence[Posted]) -> None:
        endpoint = self.wanted.chair.endpoint
        guard = Guard(is_near(endpoint), lookup)
        waiting = iter(chosen)
        async with Client(agent=f"Hermeneut/{__version__}", guard=guard) as client:
            posting = Posting(endpoint, client, self.frontier, _readable)
            workers = (self._work(posting, waiting, len(chosen)) for _ in range(self.at_once))
            await asyncio.gather(*workers)

    async def _work(self, posting: Posting, waiting: Iterator[Posted], of: int) -> None:
        for one in waiting:
            if self.stopped:
                return
            self.put += 1
            try:
                why = await posting.ask(one)
            except Stop as error:
                why, self.stopped = error.slug, str(error)
            except NotAnswered as error:
                self.stopped = str(error)
                return
            self._count(why)
            self.told(self.put, of)

    def _count(self, why: str) -> None:
        self.in_a_row = self.in_a_row + 1 if why else 0
        if why:
            self.failed[why] += 1
        if self.in_a_row >= IN_A_ROW and not self.stopped:
            self.stopped = f"{IN_A_ROW} questions in a row failed: {why}"


def _readable(body: str) -> str:
    content = content_of(body)
    return content.error if isinstance(content, Said) and content.error == "no-answer" else ""


def checked(study: Study, ident: str) -> list[dict[str, Any]]:
    """Lay what a model answered beside what people coded, and beside what stands.

    Codings set aside for evaluation count too: a model learns from none.

    Args:
        study: The study.
        ident: The variable of a ``[[seat]]``.

    Returns:
        A row for the variable, of ``themes`` for each code, with `FEW` passages or more that were
        coded and asked: how many, macro-F1 of the model and of what stands, with intervals.
    """
    chair = _chair(study, ident)
    came = {row["key"]: row["answer"] for row in answers.rows(study.archive) if not row["error"]}
    codes = [code.id for code in study.design.codes] if ident == THEMES else [ident]
    with study.reader() as tables:
        each = [(code, gathered(tables, variable(study.design, code), learning=False)[0])
                for code in codes]  # fmt: skip
    rows = []
    for code, units in each:
        asked = [unit for unit in units if chair.key(unit["words"]) in came]
        if len(asked) >= FEW:
            said = [_label(chair, came[chair.key(unit["words"])], code) for unit in asked]
            several = codes_of(chair.variable) if ident != THEMES else ()
            found, stands, _ = beside_standing(asked, said, chair.seat, several)
            rows.append({
                "variable": code, "coded": len(asked), "model": score(found.first),
                "stands": stands, "standing": score(found.second), "wins": found.wins,
            })  # fmt: skip
    return rows


def _label(chair: Chair, answer: str, code: str) -> str:
    said = chair.read(answer)
    if chair.variable.id != THEMES or said.error:
        return "; ".join(said.values) or UNCLEAR
    return "yes" if code in said.values else "no"


def preview(wanted: Inquest) -> dict[str, Any]:
    """Show the first question as it would be put."""
    import json

    return dict(json.loads(wanted.questions[0].body)) if wanted.questions else {}

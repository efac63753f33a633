"""The codebook as coders meet it: each variable, what is asked, and what the answer can be.

Themes, propositions, referents and ``[[variable]]`` come from the design; four variables always
exist, since the machine measures them: ``sentiment``, ``role``, ``about`` and ``evaluation``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..design import Code, Design, Proposition, Referent
from ..design import Variable as Declared
from ..errors import UserError, nearest
from ..passes import Tables

UNITS = ("documents", "paragraphs", "sentences")
NONE = "none"
UNCLEAR = "unclear"
ALONE = (NONE, UNCLEAR)  # values that hold beside no other


@dataclass(frozen=True)
class Value:
    """One answer that a variable can have.

    Attributes:
        id: As it is kept.
        means: When it is that, for the coder.
    """

    id: str
    means: str = ""


@dataclass(frozen=True)
class Variable:
    """Something that people decide about a unit.

    Attributes:
        id: As it is kept.
        label: For people.
        asks: What the coder is asked.
        values: What the answer can be, in the order in which coders see it.
        of: What it is decided of: documents, paragraphs or sentences.
        several: Whether several values may hold at once.
        kind: What the machine may know of it by: ``theme``, ``position``, or the variable itself.
    """

    id: str
    label: str
    asks: str
    values: tuple[Value, ...]
    of: str = "documents"
    several: bool = False
    kind: str = ""

    def read(self, text: str) -> tuple[str, ...]:
        """Read an answer as somebody wrote it, whatever its case; several are parted by ``;``.

        Returns:
            The values as they are kept, in the codebook's order; empty if nothing is written.

        Raises:
            UserError: It is none of the values, with the nearest; or more than one where one can
                hold.

        Example:
            >>> verdict = Variable("v", "", "", (Value("for"), Value("reports both")))
            >>> verdict.read(" Reports  both ")
            ('reports both',)
        """
        known = {_folded(value.id): value.id for value in self.values}
        parts = [text] if _folded(text) in known else text.split(";")
        found = {
            known.get(_folded(part), "") or self._unknown(part) for part in filter(_said, parts)
        }
        if len(found) > 1 and (not self.several or found & set(ALONE)):
            alone = f"{' and '.join(sorted(found & set(ALONE)))} stands alone"
            hint = alone if self.several else "one value alone"
            raise UserError(f"{self.id} can't be {text.strip()!r}", hint=hint)
        return tuple(value.id for value in self.values if value.id in found)

    def _unknown(self, part: str) -> str:
        known = [value.id for value in self.values]
        hint = nearest(part.strip(), known, named="one of")
        raise UserError(f"{self.id} can't be {part.strip()[:60]!r}", hint=hint)


def variables(design: Design) -> dict[str, Variable]:
    """List what a design has people code, by id; its own ``[[variable]]`` before all others."""
    made = [
        *map(_declared, design.variables),
        *map(_theme, design.codes),
        *_themes(design.codes),
        *map(_proposition, design.propositions),
        *_referent(design.referents),
        _SENTIMENT,
        _ROLE,
        _EVALUATION,
        *_about(design),
    ]
    return {one.id: one for one in reversed(made)}


def variable(design: Design, ident: str, tables: Tables | None = None) -> Variable:
    """Find a variable by its id; one that the design doesn't know, by what was coded so far.

    Args:
        design: The design.
        ident: The id.
        tables: Where codings are looked up; nowhere by default.

    Raises:
        UserError: There is none, with the nearest one.
    """
    known = variables(design)
    if found := asked_of(known, ident, tables):
        return found
    hint = nearest(ident, known, named="variables")
    raise UserError(f"no variable {ident!r} in the codebook", hint=f"{hint}; or add a [[variable]]")


def asked_of(
    known: Mapping[str, Variable], ident: str, tables: Tables | None = None
) -> Variable | None:
    """Find a variable among those known, or by what was coded so far; None if there is none."""
    if ident in known:
        return known[ident]
    seen = _seen(tables, ident) if tables else ()
    values = tuple(Value(value) for value in (*seen, *({UNCLEAR} - set(seen))))
    return Variable(ident, ident, "", values) if seen else None


def definitions(one: Variable) -> str:
    """Write a variable out for coders, as plain text.

    Example:
        >>> print(definitions(Variable("v", "", "What is it?", (Value("a", "if so"),))))
        v
        What is it?
          a: if so
    """
    head = f"{one.id}: {one.label}" if one.label and one.label != one.id else one.id
    lines = [
        f"  {value.id}: {value.means}" if value.means else f"  {value.id}" for value in one.values
    ]
    return "\n".join(filter(None, [head, one.asks, *lines]))


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _said(text: str) -> bool:
    return bool(text.strip())


_UNCLEAR = Value(UNCLEAR, "it can't be settled from what is written")
_SENTIMENT = Variable(
    "sentiment",
    "Sentiment",
    "Does the sentence judge, and how? What it says, not what you think of it.",
    (
        Value("negative", "it finds fault"),
        Value("neutral", "it judges nothing, or good and bad alike"),
        Value("positive", "it praises"),
        _UNCLEAR,
    ),
    of="sentences",
)
_ROLE = Variable(
    "role",
    "Role",
    "What does the sentence do in its text? What it mostly does, where it does several things.",
    (
        Value("plot", "it tells what happens in a work"),
        Value("argument", "it claims, reads or reasons, about the work or by way of it"),
        Value("evaluation", "it judges a work, a part of it or its makers"),
        Value("background", "it informs: lives, making, reception, the writer's circumstances"),
        Value("other", "none of these: links, captions, references"),
        _UNCLEAR,
    ),
    of="sentences",
)
_EVALUATION = Variable(
    "evaluation",
    "Evaluation",
    "How does the writer judge the work? Not a rating given, nor what others are said to think.",
    (
        Value("positive", "praise prevails"),
        Value("mixed", "praise and blame are in balance"),
        Value("negative", "blame prevails"),
        Value(NONE, "the piece doesn't evaluate the work"),
        _UNCLEAR,
    ),
)
_POSITIONS = (
    Value("for", "it holds the claim"),
    Value("against", "it denies the claim; also after a concession"),
    Value("torn", "it holds both and settles neither"),
    Value("reports both", "it gives others' views and none of its own"),
    Value("not taken up", "it says nothing on the claim"),
    _UNCLEAR,
)


def _declared(one: Declared) -> Variable:
    if one.of not in UNITS:
        hint = nearest(one.of, UNITS, named="one of")
        raise UserError(f"study.toml, [[variable]] {one.id}: of can't be {one.of!r}", hint=hint)
    values = [Value(*map(str.strip, text.partition(":")[::2])) for text in one.values]
    missing = [] if UNCLEAR in {value.id for value in values} else [_UNCLEAR]
    return Variable(
        one.id, one.label or one.id, one.definition, (*values, *missing), one.of, one.several
    )


def _theme(code: Code) -> Variable:
    short = f"it doesn't; this isn't enough: {code.excludes}" if code.excludes else ""
    values = (Value("yes", code.definition), Value("no", short), _UNCLEAR)
    asks = f"Does the passage hold the theme {code.label or code.id}?"
    return Variable(code.id, code.label or code.id, asks, values, of="paragraphs", kind="theme")


def _themes(codes: Iterable[Code]) -> Iterable[Variable]:
    values = tuple(Value(code.id, _both(code)) for code in codes)
    if values:
        last = (Value(NONE, "it holds none of them"), _UNCLEAR)
        asks = "Which themes does the passage hold? More than one may."
        yield Variable("themes", "Themes", asks, (*values, *last), of="paragraphs", several=True)


def _both(code: Code) -> str:
    return f"{code.definition} Not: {code.excludes}" if code.excludes else code.definition


def _proposition(one: Proposition) -> Variable:
    asks = f"What does the text hold of the claim: {one.text}"
    return Variable(one.id, one.text, asks, _POSITIONS, kind="position")


def _referent(referents: Iterable[Referent]) -> Iterable[Variable]:
    values = tuple(Value(one.id, one.label) for one in referents)
    if values:
        last = (Value(NONE, "it speaks of none of them"), _UNCLEAR)
        asks = "What does the passage speak of?"
        yield Variable("referent", "Referent", asks, (*values, *last), of="paragraphs")


def _about(design: Design) -> Iterable[Variable]:
    subjects = [("about", design.work.title)]
    subjects += [(f"about:{subject.id}", subject.label) for subject in design.subjects]
    for ident, label in subjects:
        values = (
            Value("about", f"{label} is a subject of the piece, even if one of several"),
            Value("mentions", f"{label} is named or compared in passing"),
            Value("unrelated", f"it doesn't speak of {label}, though words may look so"),
            _UNCLEAR,
        )
        yield Variable(ident, f"About {label}", f"Is the piece about {label}?", values)


def _seen(tables: Tables, ident: str) -> tuple[str, ...]:
    query = "select distinct value from codings where variable = $v order by 1 limit 100"
    return tuple(tables.sql(query, {"v": ident})["value"].to_pylist())

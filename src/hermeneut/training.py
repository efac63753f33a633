"""Training: a study's own codings made into a measure of its own, if it is better than what stands.

A head is fitted to what people coded, on documents that were not set aside for evaluation, and is
kept in the study's folder, as ``heads/VARIABLE.safetensors``; the pass ``labels`` does the rest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .disk import writable, write_whole
from .errors import UserError
from .passes import Row, Tables
from .study import Study
from .views.codebook import ALONE, NONE, UNCLEAR, Variable, variable

if TYPE_CHECKING:
    from .models.fitting import Fitted
    from .validate.comparison import Comparison, Score

SURE = 0.9  # share of resamplings in which a head must be better than what stands
WORTH = 0.01  # macro-F1 that makes coding on worth while
MORE = 60  # units of which is told whether they would help: an afternoon's coding
THEMES = "themes"
COMMONEST = "the commonest value"

_ITS_TEXTS = """text_id in (select regexp_extract(unit, '^(.*):[0-9]+-[0-9]+$', 1)
  from settled where variable = $variable)"""
# What the shipped measure says, by the table that a head sees.
_STANDING = {
    "sentiments": """select text_id, "start", "end", negative, neutral, positive, judges,
          polarity as said
        from sentiments_machine where $variable = 'sentiment' and {coded}""",
    "roles": """select text_id, "start", "end", plot, argument, evaluation, background,
          role as said
        from roles_machine where $variable = 'role' and {coded}""",
    "referents": """select text_id, "start", "end", share, referent as said
        from referents_machine where $variable = 'referent'""",
    "themes": """select text_id, "start", "end", score, if(holds, 'yes', 'no') as said
        from themes_machine where theme = $variable""",
    "positions": """select text_id, "start", "end", near, favour, against, position as said
        from positions_machine where proposition = $variable""",
}
_SEEN_BY = {table.removesuffix("s"): table for table in _STANDING}  # of a theme: themes
_OTHERWISE = {"themes": "no", "referents": NONE}  # what no row there means
_NEEDED = dict.fromkeys(("sentiments", "roles"), "no sentence of a measured text")
_NEEDED["positions"] = "not near the proposition"
_SHIPPED = {"themes": "likeness to the code", "referents": "words and mentions"}
_PLACES = {"paragraphs": "embeddings", "sentences": "sentences"}
_CODED = """
with kept as (
  select distinct doc_id, text_id from samples where held and list_contains($related, variable)
), asked as (
  select unit, variable, value, agreed, differ, doc_id,
    regexp_extract(unit, '^(.*):[0-9]+-[0-9]+$', 1) as of
  from settled where list_contains($related, variable)
)
select a.*, e.text_id, e."start", e."end", {vector} as vector,
  substr(t.text, e."start" + 1, e."end" - e."start") as words,
  exists (select 1 from kept k where k.doc_id = a.doc_id or k.text_id = a.of) as held
from asked a left join {places} e on a.unit = concat(e.text_id, ':', e."start", '-', e."end")
  left join texts t on t.text_id = e.text_id
order by a.unit, a.variable = $variable desc
"""


@dataclass(frozen=True)
class Trained:
    """What came of fitting a head to one variable.

    Attributes:
        variable: The variable.
        coded: How many passages or sentences it was fitted to.
        documents: Of how many texts.
        left_out: Codings that couldn't be used, by reason.
        values: How many of them people coded with each value.
        rare: Values, where several may hold, that are too rare, or too common, to be learned.
        head: Its macro-F1 on texts that it hadn't seen; None if none could be fitted.
        standing: That of what stands: the shipped measure, or the commonest value everywhere.
        stands: Which of the two.
        majority: Macro-F1 of the commonest value everywhere.
        wins: In what share of resamplings the head is better than what stands.
        curve: Passages it was fitted to, and macro-F1.
        path: Where the head was kept; None if it wasn't.
        why: Why not.
        stays: Whether one that was kept before is still there.
    """

    variable: str
    coded: int = 0
    documents: int = 0
    left_out: Mapping[str, int] = field(default_factory=dict)
    values: Mapping[str, int] = field(default_factory=dict)
    rare: tuple[str, ...] = ()
    head: Score | None = None
    standing: Score | None = None
    stands: str = ""
    majority: float = 0.0
    wins: float = 0.0
    curve: tuple[tuple[int, float], ...] = ()
    path: Path | None = None
    why: str = ""
    stays: bool = False

    @property
    def gain(self) -> float:
        """What `MORE` codings would add to macro-F1, if it goes on as it went.

        F1 is taken to grow with the logarithm of the number of codings, as from the half to the
        whole of them: Figueroa et al. 2012 (BMC Medical Informatics 12:8) find it slower later on.
        """
        import math

        if len(self.curve) < 2:
            return 0.0
        (n, f1), (m, more) = self.curve[1], self.curve[-1]
        per_log = max(0.0, more - f1) / math.log(m / n) if m > n else 0.0
        return per_log * math.log((self.coded + MORE) / self.coded)

    def as_row(self) -> Row:
        """Write it as one flat row."""
        scores = {
            f"{name}{end}": getattr(one, kind) if one else None
            for name, one in (("f1", self.head), ("standing", self.standing))
            for end, kind in (("", "f1"), ("_low", "low"), ("_high", "high"))
        }
        return {
            "variable": self.variable, "coded": self.coded, "documents": self.documents, **scores,
            "stands": self.stands, "majority": self.majority, "wins": self.wins,
            "gain_of_more": self.gain, "kept": str(self.path) if self.path else None,
            "why": self.why, "rare": list(self.rare), "values": dict(self.values),
            "left_out": dict(self.left_out),
            "curve": [{"coded": n, "f1": f1} for n, f1 in self.curve],
        }  # fmt: skip


def train(study: Study, ident: str, *, anyway: bool = False) -> list[Trained]:
    """Fit heads to a study's codings, and keep those that are better than what stands.

    Args:
        study: The study.
        ident: A theme, a proposition, ``referent``, ``sentiment``, ``role``, a ``[[variable]]`` of
            paragraphs or sentences, or ``themes`` for a head for each code.
        anyway: Whether to keep a head that isn't better.

    Raises:
        UserError: No such variable, or one that is decided of whole documents.
    """
    with study.reader() as tables:
        asked = variable(study.design, ident, tables)
        if ident == THEMES:
            each = [variable(study.design, code.id) for code in study.design.codes]
        else:
            each = [asked]
        found = [(one, *gathered(tables, one)) for one in each]
    return [_trained(study, one, units, left, anyway=anyway) for one, units, left in found]


def _sees(asked: Variable) -> str:
    """Say which table the head of a variable sees beside vectors."""
    sees = _SEEN_BY.get(asked.kind or asked.id, "")
    if sees != "positions" and asked.of not in _PLACES:  # passages are coded on a proposition, too
        hint = "a theme, a proposition, referent, sentiment, role, or a [[variable]] of paragraphs"
        hint += " or sentences"
        raise UserError(f"{asked.id} is coded of {asked.of}: a head can't learn it", hint=hint)
    return sees


def codes_of(asked: Variable) -> tuple[str, ...]:
    """List what may hold at once; nothing where one value alone can.

    >>> from hermeneut.views.codebook import Value
    >>> codes_of(Variable("v", "", "", (Value("a"), Value("b"), Value("none")), several=True))
    ('a', 'b')
    """
    return tuple(v.id for v in asked.values if asked.several and v.id not in ALONE)


def gathered(
    tables: Tables, asked: Variable, *, learning: bool = True
) -> tuple[list[Row], Counter[str]]:
    """Bring together what was coded of a variable, and count what can't be used.

    Args:
        tables: The study's tables.
        asked: The variable.
        learning: Whether they are to be learned from, so that those set aside are left out.
    """
    sees = _sees(asked)
    related = [asked.id, *([THEMES] if sees == "themes" else [])]
    params = {"variable": asked.id, "related": related}
    of = "sentences" if asked.of == "sentences" else "paragraphs"
    vector = "e.vector" if of == "paragraphs" else "null"
    query = _CODED.format(places=_PLACES[of], vector=vector)
    coded = tables.sql(query, params).to_pylist()
    asks = _STANDING[sees].format(coded=_ITS_TEXTS) if sees else ""
    given = tables.sql(asks, {"variable": asked.id}).to_pylist() if sees else []
    said = {(row["text_id"], row["start"], row["end"]): row for row in given}
    usable, left, seen = [], Counter[str](), set()
    for row in coded:
        if row["unit"] in seen:
            continue
        seen.add(row["unit"])
        standing = said.get((row["text_id"], row["start"], row["end"]), {})
        value = _value(asked, row)
        held = row["held"] and learning
        if reason := _unusable({**row, "held": held}, value, standing, sees):
            left[reason] += 1
        else:
            usable.append({**row, "value": value, "standing": standing})
    return usable, left


def _value(asked: Variable, row: Row) -> str | None:
    """Read what was coded; of themes coded together, whether this one is among them."""
    value: str | None = row["value"]
    if row["variable"] == asked.id or value == UNCLEAR:
        return value
    if value is None:  # coders differ: perhaps on other themes
        if {asked.id, UNCLEAR} & set(str(row["differ"]).split("; ")):
            return None
        value = row["agreed"]
    return "yes" if asked.id in str(value).split("; ") and value != NONE else "no"


def _unusable(row: Row, value: str | None, standing: Row, sees: str) -> str:
    if row["held"]:
        return "set aside for evaluation"
    if row["text_id"] is None:
        return "no passage of a measured text"
    if value is None:
        return "coders disagree"
    if value == UNCLEAR:
        return UNCLEAR
    if sees in _NEEDED and not standing:
        return _NEEDED[sees]
    return ""


def _trained(
    study: Study, asked: Variable, units: Sequence[Row], left: Counter[str], *, anyway: bool
) -> Trained:
    codes = codes_of(asked)
    values = Counter(part for row in units for part in _parts(row["value"], codes))
    texts = [row["text_id"] for row in units]
    so_far = Trained(
        asked.id, len(units), len(set(texts)), dict(sorted(left.items())),
        dict(sorted(values.items(), key=lambda one: (-one[1], one[0]))),
        stays=path_of(study, asked).exists(),
    )  # fmt: skip
    sees = _sees(asked)
    if not units:
        return replace(so_far, why=f"nobody has coded it: hermeneut sample {asked.id}")
    try:
        fitted = _fitted(units, codes, sees)
    except UserError as error:
        return replace(so_far, why=str(error).partition("\n")[0])
    told = _measured(replace(so_far, rare=fitted.rare), fitted, units, sees, codes)
    if told.why and not anyway:
        return told
    return replace(told, path=_keep(study, asked, fitted, sees))


def _parts(value: str, codes: Sequence[str]) -> list[str]:
    """Take a set of codes apart; another value is one part."""
    return value.split("; ") if codes else [value]


def _fitted(units: Sequence[Row], codes: Sequence[str], sees: str) -> Fitted:
    from .models.fitting import fit, fit_each

    vectors, texts = _vectors(units, sees), [row["text_id"] for row in units]
    values = [row["value"] for row in units]
    if not codes:
        return fit(vectors, values, texts)
    return fit_each(vectors, [_parts(value, codes) for value in values], texts, codes)


def _vectors(units: Sequence[Row], sees: str) -> Any:
    """Give what a head sees of each unit; a sentence, which has no vector yet, gets one."""
    import numpy as np

    from .models.encoder import encode
    from .models.heads import beside

    each = [row["vector"] for row in units]
    if any(vector is None for vector in each):
        each = list(encode([row["words"] for row in units]))
    seen = zip(each, units, strict=True)
    return np.stack([beside(vector, row["standing"], sees) for vector, row in seen])


def _measured(
    so_far: Trained, fitted: Fitted, units: Sequence[Row], sees: str, codes: Sequence[str]
) -> Trained:
    """Lay a head beside what stands, on texts that it hadn't seen."""
    found, stands, majority = beside_standing(units, fitted.said, sees, codes)
    why = ""
    if found.wins < SURE:
        why = f"it isn't surely better than {stands}: in {100 * found.wins:.0f} of 100 resamplings"
    return replace(
        so_far, head=found.first, standing=found.second, stands=stands,
        majority=majority, wins=found.wins, why=why,
        curve=tuple((held.coded, held.macro_f1) for held in fitted.curve),
    )  # fmt: skip


def path_of(study: Study, asked: Variable) -> Path:
    """Say where the head of a variable is kept, if there is one."""
    from .models.heads import FOLDER

    return study.root / FOLDER / f"{asked.id}.safetensors"


def beside_standing(
    units: Sequence[Row], said: Sequence[str], sees: str, codes: Sequence[str] = ()
) -> tuple[Comparison, str, float]:
    """Lay what was said of coded passages or sentences beside what stands.

    Args:
        units: What was coded, as `gathered` gives it.
        said: What the measure in question says of each.
        sees: The table of the shipped measure; empty where there is none.
        codes: What may hold at once: each is a yes or no of its own, and all count alike.

    Returns:
        The comparison; what stands: the better of the shipped measure and the commonest value;
        macro-F1 of the commonest value.
    """
    from .models.fitting import macro_f1
    from .validate.comparison import compare

    coded = [row["value"] for row in units]
    texts = [row["text_id"] for row in units for _ in codes or (None,)]
    true, given = _apart(coded, codes), _apart(said, codes)
    ways = {COMMONEST: _commonest(true, len(codes) or 1)}
    if sees:
        standing = [row["standing"].get("said") or _OTHERWISE.get(sees, "") for row in units]
        ways[_SHIPPED.get(sees, "the shipped model")] = _apart(standing, codes)
    stands = max(ways, key=lambda way: macro_f1(true, ways[way]))
    found = compare(true, given, ways[stands], texts)
    return found, stands, macro_f1(true, ways[COMMONEST])


def _apart(values: Sequence[str], codes: Sequence[str]) -> list[str]:
    """Turn sets of codes into answers to one question a code; leave other values as they are."""
    if not codes:
        return list(values)
    sets = [set(_parts(value, codes)) for value in values]
    return [f"{code}: {'yes' if code in held else 'no'}" for held in sets for code in codes]


def _commonest(true: Sequence[str], questions: int) -> list[str]:
    """Answer each question as it was answered most often."""
    each = [true[at::questions] for at in range(questions)]
    usual = [max(sorted(set(some)), key=list(some).count) for some in each]
    return usual * (len(true) // questions)


def _keep(study: Study, asked: Variable, fitted: Fitted, sees: str) -> Path:
    from .models.encoder import digest
    from .models.heads import saved

    of = "sentences" if asked.of == "sentences" else "paragraphs"
    head = replace(fitted.head, variable=asked.id, sees=sees, vectors=digest(), of=of)
    path = path_of(study, asked)
    with writable(study.root):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, saved(head))
    return path


def sentences(one: Trained) -> Iterator[str]:
    """Say to a person what came of it."""
    each = ", ".join(f"{reason} {n}" for reason, n in one.left_out.items())
    left = f"; left out: {each}" if each else ""
    values = ", ".join(f"{value} {n}" for value, n in one.values.items())
    yield f"{one.variable}: {one.coded} codings in {one.documents} texts ({values or 'none'}){left}"
    if one.rare:
        yield f"  too rare to learn, or too common, so everywhere as usual: {', '.join(one.rare)}"
    if one.head and one.standing:
        yield f"  macro-F1 on texts not learned from: {score(one.head)}"
        usual = f"; {COMMONEST}: {one.majority:.2f}" if one.stands != COMMONEST else ""
        yield f"  {one.stands}: {score(one.standing)}{usual}"
        yield "  fitted to " + ", ".join(f"{n}: {f1:.2f}" for n, f1 in one.curve)
        helps = f"would add some {one.gain:.2f}" if one.gain >= WORTH else "would hardly help"
        yield f"  {MORE} more codings {helps}"
    if one.path:
        yield f"  kept in {one.path}" + (f", though {one.why}" if one.why else "")
    else:
        yield f"  not kept: {one.why}" + ("; the one that was kept before stays" * one.stays)


def score(one: Score) -> str:
    """Write a score with its interval."""
    return f"{one.f1:.2f} [{one.low:.2f}, {one.high:.2f}]"

"""Measure roles, themes, referents, voices, adoption and positions on 300 paragraphs.

    python bench/voices.py [--data ../shared/data] [--half score|dev|both] [--show] [--markdown]

The paragraphs come from essays and user reviews of *Her* and from a scholar's notes on AI and
films about it. Two coders labelled all of them, blind to each other and to the machine; their
labels, offsets and hashes are in ``labels/voices.csv``, the texts are not. Settings were chosen on
the half called *dev* alone (even SHA-256). A label counts where both coders agree on it; each is
asked as yes or no: F1 of the machine beside the commonest answer, plain rules of keywords, and
TF-IDF with logistic regression, cross-validated over documents. *Coverage* is the part of the
paragraphs that the machine answers. A position counts here as taken up or not, whichever side.
``--markdown`` prints the table as docs/benchmarks.md has it.
"""

import argparse
import csv
import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hermeneut.annotate.claims import cued
from hermeneut.annotate.dictionary import holds_each, places
from hermeneut.apply import apply
from hermeneut.samples import design_of
from hermeneut.validate.alpha import alpha
from hermeneut.validate.ratings import Ratings

LABELS = Path(__file__).parent / "labels" / "voices.csv"
SETS = ("themes", "conceding")  # fields of several values
ROLES = ("argument", "background", "evaluation", "plot")
NOMINAL = ("role", "referent", "voice", "quoted", "adopted")
TRUSTED = 2 / 3  # Krippendorff's lowest alpha for tentative conclusions
LEAST = 5  # agreed yeses without which nothing is learned or told
FOLDS = 5
WAYS = ("ours", "words", "tf-idf", "usual")
DESIGN = design_of("her")
SAYING = re.compile(
    r"\b(?:says?|said|argues?|argued|writes?|wrote|claims?|claimed|suggests?|observed"
    r"|according to)\b"
)
MARKS = re.compile(r"[“\"][^“”\"]{3,400}[”\"]")


@dataclass(frozen=True)
class Unit:
    """A paragraph with what two coders say of it."""

    text: str
    doc: str
    dev: bool
    labels: tuple[Mapping[str, Any], Mapping[str, Any]]

    def agreed(self, field: str, value: str) -> bool | None:
        """Say whether both coders give a value; None where one does and the other doesn't."""
        one, other = (_gives(labels[field], value) for labels in self.labels)
        return one if one == other else None


def _gives(label: Any, value: str) -> bool:
    return value in label if isinstance(label, frozenset | dict) else label == value


def units(data: Path) -> list[Unit]:
    """Read the labels and put the texts back, each checked by its hash."""
    sources = {
        "her_essays": _essays(data), "her_user_reviews": _reviews(data),
        "commonplace_highlights": _entries(data),
    }  # fmt: skip
    found = []
    with LABELS.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            whole = sources[row["source"]].get(row["doc"], "")
            text = whole[int(row["start"]) : int(row["end"])]
            digest = hashlib.sha256(text.encode()).hexdigest()
            if digest.startswith(row["sha"]):
                both = (_labels(row, "a"), _labels(row, "b"))
                doc = row["doc"].partition("#")[0]
                found.append(Unit(text, doc, int(row["sha"], 16) % 2 == 0, both))
    return found


def _labels(row: Mapping[str, str], coder: str) -> dict[str, Any]:
    labels: dict[str, Any] = {name: row[f"{name}_{coder}"] or "none" for name in NOMINAL}
    for name in SETS:
        labels[name] = frozenset(filter(None, row[f"{name}_{coder}"].split(";")))
    pairs = (one.partition("=")[::2] for one in filter(None, row[f"positions_{coder}"].split(";")))
    labels["positions"] = dict(pairs)
    return labels


def _essays(data: Path) -> dict[str, str]:
    rows = _json(data / "her_essays" / "essays.jsonl")
    return {row["id"]: row["body_markdown"] for row in rows}


def _reviews(data: Path) -> dict[str, str]:
    rows = _json(data / "her_user_reviews" / "reviews.jsonl")
    return {str(nth): row["text"] for nth, row in enumerate(rows)}


def _entries(data: Path) -> dict[str, str]:
    rows = _json(data / "commonplace_highlights" / "entries_ai_and_film_ai.jsonl")
    return {f"{r['path']}#{n}": t for r in rows for n, t in enumerate(r["passages"])}


def _json(path: Path) -> Iterator[Any]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def agreement(found: Sequence[Unit]) -> None:
    """Print alpha of each field, and of each proposition as taken up or not."""
    print(f"\nAgreement of two coders on {len(found)} paragraphs (Krippendorff's alpha)")
    for field in (*NOMINAL, *SETS):
        level = "masi" if field in SETS else "nominal"
        pairs = [[labels[field] for labels in unit.labels] for unit in found]
        same = sum(one == other for one, other in pairs)
        print(f"  {field:12s} {_alpha(pairs, level):6.2f}   same {same / len(found):.1%}")
    for name, of in (("position", "of one of 15 propositions"), ("taken up", "or not")):
        pairs = [
            [_position(labels, p.id, name) for labels in unit.labels]
            for unit in found
            for p in DESIGN.propositions
        ]
        print(f"  {name:12s} {_alpha(pairs, 'nominal'):6.2f}   {of}")


def _position(labels: Mapping[str, Any], claim: str, name: str) -> str:
    said = str(labels["positions"].get(claim, "not taken up"))
    return said if name == "position" or said == "not taken up" else "taken up"


def _alpha(pairs: list[list[Any]], level: str) -> float:
    return float(alpha(Ratings.of(pairs), level=level)[0])


Said = Sequence[Mapping[str, Any]]


def machine(found: Sequence[Unit]) -> Said:
    """Ask the passes; a field that no pass answers yet is left out."""
    said: list[dict[str, Any]] = [{"themes": set(), "positions": {}, "open": {}} for _ in found]
    rows = [{"id": nth, "text": unit.text} for nth, unit in enumerate(found)]
    for row in apply("themes", rows, DESIGN):
        if row["holds"]:
            said[row["id"]]["themes"].add(row["theme"])
    most: dict[int, int] = {}
    for row in apply("referents", rows, DESIGN):
        if row["cues"] > most.get(row["id"], 0):
            most[row["id"]] = row["cues"]
            said[row["id"]]["referent"] = row["referent"]
    for row in apply("positions", rows, DESIGN):
        if row["position"] != "not taken up":
            kind = "open" if row["position"] == "unclear" else "positions"
            said[row["id"]][kind][row["proposition"]] = row["position"]
    for nth, shares in _role_shares(rows).items():
        said[nth]["role"] = max(ROLES, key=shares.__getitem__)
    quoted: dict[int, list[dict[str, Any]]] = {}
    for row in apply("quotations", rows, DESIGN):
        quoted.setdefault(row["id"], []).append(row)
    for nth, unit in enumerate(found):
        said[nth].setdefault("referent", "none")
        said[nth].update(_voice(unit.text, quoted.get(nth, [])))
    return said


def _role_shares(rows: Sequence[Mapping[str, Any]]) -> dict[int, dict[str, float]]:
    """Sum the roles of each paragraph's sentences, which count by their length."""
    shares: dict[int, dict[str, float]] = {}
    for row in apply("roles", rows, DESIGN):
        own = shares.setdefault(row["id"], dict.fromkeys(ROLES, 0.0))
        for role in ROLES:
            own[role] += row[role] * (row["end"] - row["start"])
    return shares


def _voice(text: str, quotations: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Sum the quotations of a paragraph up; marks around all of it are the note-taker's."""
    inside = [
        q for q in quotations
        if q["kind"] in ("direct", "mixed", "indirect") and q["end"] - q["start"] < len(text) - 6
    ]  # fmt: skip
    kinds = {"indirect" if q["kind"] == "indirect" else "direct" for q in inside}
    covered = sum(q["end"] - q["start"] for q in inside) / max(1, len(text))
    found = {
        "quoted": "both" if len(kinds) == 2 else next(iter(kinds), "none"),
        "voice": "own" if not inside else "others" if covered > 0.8 else "both",
    }
    found["adopted"] = _adopted(inside)
    return found


def _adopted(inside: Sequence[Mapping[str, Any]]) -> str:
    """Name what becomes of a paragraph's quotations: of the longest of which anything is said."""
    if not inside:
        return "none"
    taken = [q for q in inside if q["adopted"] in ("adopted", "rejected")]
    main = max(taken or inside, key=lambda q: q["end"] - q["start"])
    return str(main["adopted"] or "neutral")


def keywords(found: Sequence[Unit]) -> Said:
    """Answer by plain rules of words, the same for every field."""
    return [
        {
            "role": _role(unit.text),
            "themes": {c.id for c in DESIGN.codes if places(unit.text, c.keywords)},
            "referent": next(
                (r.id for r in DESIGN.referents if places(unit.text, (*r.words, *r.within))), "none"
            ),
            "positions": {
                p.id: "against" if cued(p, unit.text) < 0 else "for"
                for p in DESIGN.propositions
                if holds_each(unit.text, p.words)
            },
            **_marks(unit.text.strip("“”\" ")),
        }
        for unit in found
    ]  # fmt: skip


def _role(text: str) -> str:
    if re.search(r"\b(?:19|20)\d\d\b|https?://", text):
        return "background"
    if re.search(r"\b(?:film|movie|performance|great|best|boring|beautiful|loved?)\b", text):
        return "evaluation"
    return "plot" if re.match(r"\W*(?:He|She|They)\b", text) else "argument"


def _marks(text: str) -> dict[str, str]:
    marked, said = bool(MARKS.search(text)), bool(SAYING.search(text))
    quoted = "both" if marked and said else "direct" if marked else "indirect" if said else "none"
    voice = "own" if quoted == "none" else "both"
    return {"quoted": quoted, "voice": voice, "adopted": "none" if voice == "own" else "neutral"}


def learned(found: Sequence[Unit], true: Sequence[bool | None]) -> NDArray[np.bool_]:
    """Answer by TF-IDF and logistic regression, fitted to other documents' agreed labels."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import GroupKFold
    from sklearn.pipeline import make_pipeline

    said = np.zeros(len(found), bool)
    texts, docs = np.array([u.text for u in found]), [u.doc for u in found]
    known = np.array([one is not None for one in true])
    labels = np.array([bool(one) for one in true])
    for inside, outside in GroupKFold(FOLDS).split(texts, groups=docs):
        fit = inside[known[inside]]
        if len(set(labels[fit])) == 2:
            model = make_pipeline(
                TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True),
                LogisticRegression(C=10, class_weight="balanced", max_iter=500),
            )
            said[outside] = model.fit(texts[fit], labels[fit]).predict(texts[outside])
    return said


@dataclass(frozen=True)
class Row:
    """One label: how often it is agreed, and each way's F1."""

    field: str
    value: str
    yes: int
    f1: Mapping[str, float]
    coverage: float


def labels_of(found: Sequence[Unit]) -> Iterator[tuple[str, str]]:
    """List the labels that occur."""
    for field in NOMINAL:
        values = {labels[field] for unit in found for labels in unit.labels}
        yield from ((field, value) for value in sorted(values))
    for code in DESIGN.codes:
        yield "themes", code.id
    for claim in DESIGN.propositions:
        yield "positions", claim.id


def table(found: Sequence[Unit], use: Sequence[bool]) -> Iterator[Row]:
    """Measure every label on the paragraphs to use; then all propositions pooled."""
    ours, plain = machine(found), keywords(found)
    pooled: dict[str, list[tuple[bool | None, bool | None]]] = {}
    for field, value in labels_of(found):
        true = [unit.agreed(field, value) for unit in found]
        yes = [bool(t) for t, u in zip(true, use, strict=True) if u and t is not None]
        if not sum(yes):
            continue
        ways = {
            "ours": [_gives_(one, field, value) for one in ours],
            "words": [_gives_(one, field, value) for one in plain],
            "tf-idf": learned(found, true).tolist() if sum(map(bool, true)) >= LEAST else None,
            "usual": [2 * sum(yes) > len(yes)] * len(found),
        }
        pairs = {
            name: [(s, t) for s, t, u in zip(said, true, use, strict=True) if u]
            for name, said in ways.items() if said is not None
        }  # fmt: skip
        f1 = {name: _f1(both) for name, both in pairs.items()}
        answered = [_answers(one, field, value) for one, u in zip(ours, use, strict=True) if u]
        yield Row(field, value, sum(yes), f1, sum(answered) / len(answered))
        if field == "positions":
            never = [(False, t) for _, t in pairs["usual"]]  # TF-IDF, where too few teach it
            for name in ways:
                pooled.setdefault(name, []).extend(pairs.get(name, never))
    if pooled:
        taken = sum(bool(t) for _, t in pooled["ours"])
        yield Row("positions", "pooled", taken, {n: _f1(p) for n, p in pooled.items()}, 1.0)


def _gives_(said: Mapping[str, Any], field: str, value: str) -> bool | None:
    if field not in said:
        return None
    return value in said[field] if isinstance(said[field], set | dict) else said[field] == value


def _answers(said: Mapping[str, Any], field: str, value: str) -> bool:
    open_ = field == "positions" and value in said.get("open", ())
    return field in said and said[field] != "unclear" and not open_


def _f1(pairs: Sequence[tuple[bool | None, bool | None]]) -> float:
    """Return F1 over decisions that are known; NaN where nothing was said."""
    known = [(s, t) for s, t in pairs if s is not None and t is not None]
    both = sum(s and t for s, t in known)
    total = sum(bool(s) for s, _ in known) + sum(bool(t) for _, t in known)
    return 2 * both / total if known and total else float("nan")


def positions(found: Sequence[Unit], use: Sequence[bool], *, show: bool) -> None:
    """Print how well positions are found, all propositions pooled: too few for one by one."""
    print("\nPositions, 15 propositions pooled: precision / recall of taking up, of the side too")
    ways: dict[str, Callable[[Sequence[Unit]], Said]] = {"ours": machine, "words": keywords}
    for name, way in ways.items():
        given = right = sided = wanted = left = might = 0
        for unit, said, used in zip(found, way(found), use, strict=True):
            if not used:
                continue
            one, other = (labels["positions"] for labels in unit.labels)
            given += len(said["positions"])
            wanted += len(one.keys() & other.keys())
            right += len(said["positions"].keys() & (one.keys() | other.keys()))
            sided += sum(v in (one.get(k), other.get(k)) for k, v in said["positions"].items())
            left += len(said.get("open", ()))
            might += len(said.get("open", {}).keys() & (one.keys() | other.keys()))
            if show and name == "ours" and (said["positions"] or one or other):
                print(f"    {said['positions']} / {one} / {other}: {unit.text[:80]!r}")
        hits = right / max(1, given), sided / max(1, given)
        print(f"  {name:6s} said {given:4d}  agreed by both {wanted:3d}  said and given by a coder "
              f"{right:3d} ({hits[0]:.2f})  with its side {sided:3d} ({hits[1]:.2f})  "
              f"side left open {left}, given by a coder {might}")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--half", choices=("score", "dev", "both"), default="score")
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--markdown", action="store_true")
    asked = parser.parse_args()
    needed = ("her_essays", "her_user_reviews", "commonplace_highlights")
    if not all((asked.data / name).exists() for name in needed):
        print(f"no {', '.join(needed)} in {asked.data}: nothing measured")
        return
    found = units(asked.data)
    use = [asked.half == "both" or unit.dev == (asked.half == "dev") for unit in found]
    agreement(found)
    print(f"\nF1 on {sum(use)} of {len(found)} paragraphs ({asked.half})")
    written(table(found, use), markdown=asked.markdown)
    positions(found, use, show=asked.show)


def written(rows: Iterator[Row], *, markdown: bool) -> None:
    """Print the table, in columns or as Markdown."""
    heads = ("label", "yes", *WAYS, "cover")
    print(_line(heads, markdown=markdown))
    if markdown:
        print("|---|" + "---|" * (len(heads) - 1))
    for row in rows:
        f1 = [row.f1.get(name, float("nan")) for name in WAYS]
        said = ["–" if one != one else f"{one:.2f}" for one in f1]
        cells = (f"{row.field}: {row.value}", str(row.yes), *said, f"{row.coverage:.0%}")
        print(_line(cells, markdown=markdown), flush=True)


def _line(cells: Sequence[str], *, markdown: bool) -> str:
    if markdown:
        return f"| {' | '.join(cells)} |"
    return "  " + f"{cells[0]:34s} " + " ".join(f"{cell:>6s}" for cell in cells[1:])


if __name__ == "__main__":
    main()

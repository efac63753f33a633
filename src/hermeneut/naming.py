"""Names that a corpus holds and `study.toml` doesn't list, so that the design grows from the texts.

Persons are found by their full names and joined with the surnames that stand for them; works,
thinkers, companies and apps as `annotate.citations` finds them. What the design knows is left out.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from .annotate.citations import Citations
from .annotate.personnames import NAME, is_organisation, mention, only_opens
from .cues.kinds import word_set
from .design import Design
from .study import Study

KINDS = ("person", "thinker", "work", "company", "app", "other")
LEAST = 2  # documents
AROUND = 70  # code points shown on each side of an example
SMALL = 0.25  # times that a word stands small to one with a capital, from which it is no name
SHOWN = 0.1  # share of a name's places that must show its kind
OFTENER = 6  # times oftener that a surname may stand without its full name
ALONE = 0.8  # share of a surname's full names that one must have for the bare surname to be its
_LONGEST = 4  # words of a name
# Names of days, peoples and places, which no study needs as targets.
_COMMON = word_set(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march april may june
    july august september october november december american americans british english french
    german european europe america britain england france germany london paris york chinese china
    japanese japan italian italy russian russia african africa asian asia indian india western
    eastern christian jewish muslim catholic christmas internet god oscar oscars
    hollywood los angeles new united states california san francisco spoiler spoilers dvd
    """
)
_SMALL = re.compile(r"\b[a-zà-öø-ÿ][\w’'-]*")
_PERSONAL = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Prof|Sir|Dame|[Cc]ritic|[Dd]irector|[Aa]ct(?:or|ress)|"
                       r"[Ww]riter|[Nn]ovelist|[Pp]hilosopher|[Pp]rofessor)s?\.? $")  # fmt: skip
_DOES = re.compile(
    r",? (?:says?|said|writes?|wrote|plays?|played|stars?|told|argues?|as [A-Z]|who)\b"
)
_QUERY = """
select c.doc_id, t.text, t.emphasis from corpus c join texts t using (text_id)
where c.counted and coalesce(t.language, 'en') = 'en' order by c.doc_id
"""


class Place(NamedTuple):
    """A place where a name stands, with what says of what kind it is."""

    name: str
    start: int
    end: int
    kind: str


@dataclass
class Offered:
    """A name that the design doesn't list.

    Attributes:
        name: In its fullest form.
        kind: One of `KINDS`, the commonest that its places show.
        documents: How many name it.
        times: At how many places.
        variants: The forms in which it stands, commonest first.
        example: The first place, with the words around it.
        doc_id: Where that stands.
    """

    name: str
    kind: str = "other"
    documents: int = 0
    times: int = 0
    variants: tuple[str, ...] = ()
    example: str = ""
    doc_id: str = ""
    kinds: Counter[str] = field(default_factory=Counter, repr=False)
    forms: Counter[str] = field(default_factory=Counter, repr=False)

    def row(self) -> dict[str, Any]:
        """Give it as a row of a table."""
        return {
            "name": self.name, "kind": self.kind, "documents": self.documents, "times": self.times,
            "variants": list(self.variants), "example": self.example, "doc_id": self.doc_id,
        }  # fmt: skip

    def toml(self) -> str:
        r"""Write what `study.toml` would say of it.

        Example:
            >>> print(Offered("Ada Quill", "person", variants=("Ada Quill", "Quill")).toml())
            [[target]]
            id = "ada-quill"
            label = "Ada Quill"
            kind = "person"
            aliases = ["Ada Quill", "Quill"]
        """
        said = [json.dumps(one, ensure_ascii=False) for one in (self.name, *self.variants)]
        forms = ", ".join(dict.fromkeys(said))
        if self.kind in ("work", "company", "app", "thinker"):
            rest = ", ".join(one for one in dict.fromkeys(said[1:]) if one != said[0])
            return f'[[cited]]\nname = {said[0]}\nkind = "{self.kind}"\naliases = [{rest}]'
        key = re.sub(r"[^a-z0-9]+", "-", self.name.lower()).strip("-") or "name"
        kind = "person" if self.kind == "person" else "aspect"
        return f'[[target]]\nid = "{key}"\nlabel = {said[0]}\nkind = "{kind}"\naliases = [{forms}]'


def offered(study: Study, *, least: int = LEAST, kind: str | None = None) -> list[Offered]:
    """List the names of a study's counted documents that its design doesn't, commonest first.

    Args:
        study: The study.
        least: Documents that must hold a name.
        kind: One of `KINDS` alone.
    """
    with study.reader() as reader:
        batches = reader.batches(_QUERY)
        rows = (row for batch in batches for row in batch.to_pylist())
        found = names_of(rows, study.design)
    return [one for one in found if one.documents >= least and kind in (None, one.kind)]


def names_of(rows: Iterable[Mapping[str, Any]], design: Design) -> list[Offered]:
    r"""Count the names of some documents that a design doesn't list.

    A surname alone belongs to the full name of its document, else to the only one of the corpus.

    Args:
        rows: Each with ``doc_id``, ``text`` and ``emphasis``.
        design: What is known.

    Example:
        >>> from .design import parse
        >>> text = "I met Ada Quill. They say Quill hums."
        >>> design = parse('[study]\nname = "up"\n[work]\ntitle = "Up"\nyear = 2009')
        >>> found = names_of([{"doc_id": "a", "text": text}], design)
        >>> [(one.name, one.times, one.variants) for one in found]
        [('Ada Quill', 2, ('Ada Quill', 'Quill'))]
    """
    known, finder = _known(design), Citations.from_design(design)
    entries: dict[str, Offered] = {}
    where: dict[str, set[str]] = defaultdict(set)
    small: Counter[str] = Counter()
    for row in rows:
        text = row["text"] or ""
        small.update(_SMALL.findall(text))
        for place, name in _whole(list(_places(text, row.get("emphasis"), finder))):
            if not _is_known(name, known):
                one = entries.setdefault(name, Offered(name))
                one.times += 1
                one.kinds[place.kind] += 1
                one.forms[place.name] += 1
                where[name].add(row["doc_id"])
                if not one.example:
                    one.example, one.doc_id = _around(text, place), row["doc_id"]
    for name, one in entries.items():
        one.documents = len(where[name])
    joined = _joined({n: o for n, o in entries.items() if not _is_word(o, small)}, where)
    for one in joined:
        one.kind = _kind(one)
        one.variants = tuple(form for form, _ in one.forms.most_common())
    return sorted(joined, key=lambda one: (-one.documents, -one.times, one.name))


def _places(
    text: str, emphasis: Sequence[Mapping[str, int]] | None, finder: Citations
) -> Iterator[Place]:
    """Yield the places of names in a text: what is cited, then every capitalised run besides."""
    taken: list[tuple[int, int]] = []
    for cited in finder.find(text, emphasis, []):
        taken.append((cited["start"], cited["end"]))
        if cited["cue"] != "listed":
            form = text[cited["start"] : cited["end"]]
            yield Place(form, cited["start"], cited["end"], cited["kind"])
    at = 0
    small = {word.lower() for word in _SMALL.findall(text)}
    for found in NAME.finditer(text):
        one = mention(found)
        if one is None or only_opens(text, one, small) or _is_noise(one.name):
            continue
        while at < len(taken) and taken[at][1] <= one.start:
            at += 1
        if at == len(taken) or taken[at][0] >= one.end:
            yield Place(one.name, one.start, one.end, _sort(text, one.name, one.start, one.end))


def _is_noise(name: str) -> bool:
    words = name.lower().split()
    shouted = name.isupper() and len(name) > 4
    common = all(word in _COMMON for word in words) or (len(words) < 2 and is_organisation(name))
    first = name[:2] in ("I’", "I'")
    return shouted or common or first or len(words) > _LONGEST or len(name) < 3


def _sort(text: str, name: str, start: int, end: int) -> str:
    """Say what stands beside a name that shows a person or a firm."""
    if is_organisation(name):
        return "company"
    person = _PERSONAL.search(text, max(0, start - 14), start) or _DOES.match(text, end)
    return "person" if person and text[max(0, start - 4) : start].lower() != "the " else "other"


def _whole(places: list[Place]) -> Iterator[tuple[Place, str]]:
    """Give each place the full name that it stands for in its text."""
    full: dict[str, set[str]] = defaultdict(set)
    for place in places:
        if " " in place.name and place.kind in ("person", "thinker", "other"):
            full[place.name.split()[-1]].add(place.name)
    for place in sorted(places, key=lambda p: (p.start, p.end)):
        one = full.get(place.name, set())
        if len(one) == 1:
            yield place._replace(kind="person"), next(iter(one))
        else:
            yield place, place.name


def _joined(entries: dict[str, Offered], where: Mapping[str, set[str]]) -> list[Offered]:
    """Join bare surnames with the one full name of the corpus that ends so."""
    full: dict[str, list[Offered]] = defaultdict(list)
    for name, one in entries.items():
        if " " in name and _kind(one) in ("person", "thinker", "other"):
            full[name.split()[-1]].append(one)
    kept = []
    for name, one in entries.items():
        fuller = full.get(name, [])
        best = max(fuller, key=lambda o: (o.documents, o.times, o.name), default=None)
        total = sum(o.documents for o in fuller)
        if (
            best is None
            or best.documents < ALONE * total
            or one.documents > OFTENER * best.documents
        ):
            kept.append(one)
            continue
        best.documents = len(where[best.name] | where[name])
        best.times += one.times
        best.kinds["person"] += one.times
        best.forms += one.forms
    return kept


def _is_word(one: Offered, small: Mapping[str, int]) -> bool:
    """Say whether a single word is as much at home in small letters."""
    return " " not in one.name and small.get(one.name.lower(), 0) > SMALL * one.times


def _kind(one: Offered) -> str:
    """Take the commonest kind that enough places show; *other* where none shows any."""
    shown = [(times, kind) for kind, times in one.kinds.items() if kind != "other"]
    times, kind = max(shown, default=(0, "other"))
    return kind if times > SHOWN * one.times else "other"


def _around(text: str, place: Place) -> str:
    left = text[max(0, place.start - AROUND) : place.start]
    right = text[place.end : place.end + AROUND]
    if place.start > AROUND:
        left = "…" + left.partition(" ")[2]
    if place.end + AROUND < len(text):
        right = right.rpartition(" ")[0] + "…"
    return " ".join(f"{left}{place.name}{right}".split())


def _known(design: Design) -> frozenset[str]:
    """List what the design names, in small letters."""
    work = design.work
    names = [work.title, *work.release_titles, *work.makers, *work.cues, *work.distractors]
    names += [alias for target in design.targets for alias in (target.label, *target.aliases)]
    names += [alias for one in design.cited for alias in (one.name, *one.aliases)]
    names += [cue for subject in design.subjects for cue in subject.cues]
    return frozenset(name.lower() for name in names)


def _is_known(name: str, known: frozenset[str]) -> bool:
    """Say whether a design knows a name whole, or each of its words."""
    low = name.lower().removeprefix("the ")
    words = [word for word in low.split() if not word.endswith(".") and word[:1].isalnum()]
    return low in known or all(word in known for word in words)

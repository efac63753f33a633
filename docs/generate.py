"""Write docs/reference from the code: tables, commands, the design, passes and analyses.

    python docs/generate.py [--check]

With ``--check`` nothing is written; the exit is 1 if a page isn't what it would be.
"""

from __future__ import annotations

import argparse
import dataclasses
import inspect
import re
import sys
import tempfile
import typing
from collections.abc import Callable, Iterable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pyarrow as pa

from hermeneut import cli, design, registry, schema, testing
from hermeneut.collect.visits.manners import Manners
from hermeneut.models import FOLDER, shipped
from hermeneut.passes import MEASURED
from hermeneut.samples import design_of

HERE = Path(__file__).parent
REFERENCE = HERE / "reference"
MADE = "*Made by `python docs/generate.py` from the code; a test compares them.*"
KERNEL = {
    "candidates": "collecting",
    "questions": "collecting",
    "answers": "`hermeneut ask`",
    "captures": "`hermeneut add`",
    "texts": "admission, after reading",
    "continuations": "admission, after reading",
    "failures": "any pass",
}
PEOPLE = {
    "codings": "`hermeneut code`, `hermeneut code import`, `hermeneut add --code`",
    "corrections": "`hermeneut correct`",
    "samples": "`hermeneut sample`",
    "memos": "`hermeneut code`, `hermeneut code import`",
    "adjudications": "`hermeneut code settle`",
    "moves": "`hermeneut run`, `hermeneut code status`, when pages were read anew",
    "imports": "`hermeneut code import`",
}
CARDS = {  # where each model that ships has its figures and its failures
    "attributions": "quotations", "bylines": "reading", "capitals": "quotations",
    "encoder": "embeddings",
    "evaluation": "evaluations", "gate": "sentiments", "passages": "reading",
    "polarity": "sentiments", "quoting": "quotations", "readers": "sentiments", "roles": "roles",
    "sentiment": "sentiments", "stance": "stances", "target": "target_sentiments",
    "uptake": "positions",
}  # fmt: skip
CORPUS = {  # what the view adds to `documents`; `checked_corpus` compares it with the view itself
    "year": "year of publication; null where undated",
    "period": "id of the `[[period]]` it falls in; null where none",
    "subjects": "what it is about, by people's corrections, else by the machine: `work` for the "
    "work itself, else ids of `[[subject]]`",
    "subject": "those, joined by `+`; empty if none",
    "counted": "whether it is about one of the study's subjects, is no copy, and could be read",
    "measured": "whether it is counted, whole, and has a text in a measured language "
    f"({', '.join(MEASURED)})",
    "left_out": "null, or the step at which it left: not fetched, not an article, copy, not about, "
    "no text, not whole, language",
    "why": "the reason, in words",
}
DEFAULTS = {"workers": "one for each core", "study": "the folder you stand in"}  # not constants


def main() -> None:
    """Write the pages, or check them."""
    ask = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    ask.add_argument("--check", action="store_true", help="write nothing; fail if one is stale")
    check = ask.parse_args().check
    stale = [name for name, text in pages().items() if _put(REFERENCE / name, text, check=check)]
    if check and stale:
        sys.exit(f"stale: {', '.join(stale)} in docs/reference\n  → make docs")


def pages() -> dict[str, str]:
    """Make every page, by file name."""
    makers: dict[str, Callable[[], Iterator[str]]] = {
        "tables.md": tables, "commands.md": commands, "design.md": design_page, "passes.md": steps,
        "models.md": models,
    }  # fmt: skip
    return {name: "\n".join(make()).rstrip() + "\n" for name, make in makers.items()}


def tables() -> Iterator[str]:
    """Describe every table and view that can be asked by SQL."""
    yield "# Tables\n"
    yield f"{MADE}\n"
    yield (
        "`hermeneut sql` and `Study.sql` see these by name. A table shows the current run of the "
        "pass that writes it; `<table>_all` shows every run, with its `run` column. Offsets are "
        'half open, in Unicode code points: `substr(text, start + 1, "end" - start)` is the span '
        "(`end` is a word of SQL and wants quotation marks).\n"
    )
    writers = _writers()
    for name, shape in schema.TABLES.items():
        yield from _table(name, shape, writers.get(name) or KERNEL[name])
        if name == "documents":
            yield from _corpus(shape)
    for name, shape in schema.JUDGEMENTS.items():
        yield from _table(name, shape, PEOPLE[name])
    yield (
        "In `codings` the latest value of each unit, coder and variable stands, and in `memos`, "
        "`adjudications` and `corrections` the last word; `codings_all` and the like hold all that "
        "was ever entered. Units of texts that were read anew are named by where they stand "
        "now; `samples.origin` says where they were drawn.\n"
    )
    yield "## settled\n"
    yield (
        "A view: what people's codings come to, a row for each unit and variable: unit, doc_id, "
        "variable, value (null where they differ), coders, how (one coder, agreed, adjudicated, "
        "open)."
    )


def models() -> Iterator[str]:
    """Describe every file of a model: its data, its making, its licence, where its figures are."""
    yield f"# The models that ship\n\n{MADE}\n"
    yield (
        "They run offline, on one thread, from files in the package; each is loaded when it is "
        "first needed, and checked by its SHA-256 then. The files hold weights, and no text of "
        "their corpora, which are for research and not in the repository. "
        "[How each was made](../../models/training/README.md); figures, limits and failures stand "
        "in the cards.\n"
    )
    rows = [
        (f"`{one.file}`", f"{(FOLDER / one.file).stat().st_size / 1e6:.1f} MB", one.source,
         one.built, one.licence,
         f"[{CARDS[one.model]}](../methods/{CARDS[one.model]}.md)")
        for one in shipped().values()
        if not one.file.endswith(".golden.json")
    ]  # fmt: skip
    yield from _grid(("file", "size", "from what", "how", "licence", "card"), rows)


def _table(name: str, shape: pa.Schema, writer: str) -> Iterator[str]:
    yield f"## {name}\n"
    key = ", ".join(f"`{column}`" for column in schema.key_of(shape))
    yield f"One row: {shape.metadata[b'doc'].decode()}. Key: {key}. Written by {writer}.\n"
    yield from _grid(
        ("column", "type", "holds"),
        ((f"`{f.name}`", _kind(f.type), f.metadata[b"doc"].decode()) for f in shape),
    )


def _corpus(documents: pa.Schema) -> Iterator[str]:
    yield "## corpus\n"
    yield (
        "A view: one row a document, its latest capture, with people's corrections laid over. It "
        "has the columns of [documents](#documents), and\n"
    )
    kinds = checked_corpus(documents)
    yield from _grid(
        ("column", "type", "holds"),
        ((f"`{name}`", kinds[name], holds) for name, holds in CORPUS.items()),
    )


def checked_corpus(documents: pa.Schema) -> dict[str, str]:
    """Return the types of the columns that ``corpus`` adds, having compared their names."""
    with tempfile.TemporaryDirectory() as folder:
        shape = testing.make_study(Path(folder)).sql("select * from corpus").schema
    added = {f.name: _kind(f.type) for f in shape if f.name not in documents.names}
    if set(added) != set(CORPUS):
        sys.exit(f"docs/generate.py: CORPUS and the view differ: {set(added) ^ set(CORPUS)}")
    return added


def _kind(kind: pa.DataType) -> str:
    if pa.types.is_struct(kind):
        return f"({', '.join(field.name for field in kind)})"
    if pa.types.is_list(kind) or pa.types.is_fixed_size_list(kind):
        return f"list of {_kind(kind.value_type)}"
    return str(kind)


def _writers() -> dict[str, str]:
    found: dict[str, str] = {}
    for kind, link in (("passes", "the pass"), ("analyses", "the analysis")):
        for name, cls in _ours(kind):
            if "." in name:
                continue  # it may sit where another does
            writes = cls.writes if isinstance(cls.writes, tuple) else (cls.writes,)
            for shape in writes:
                found[schema.table_of(shape)] = f"{link} [{name}](passes.md#{name})"
    return {**found, "evidence": "every analysis"}


def commands() -> Iterator[str]:
    """Describe the command line."""
    yield "# Commands\n"
    yield f"{MADE}\n"
    yield (
        "Every command takes `-h` or `--help`. Results go to standard output, progress and "
        "warnings to standard error. Exit codes: 0 done, 1 something failed and says what, "
        "2 wrong usage.\n"
    )
    for name, does in _commands():
        yield from _command(name, does)


def _commands() -> Iterator[tuple[str, Callable[..., Any]]]:
    """List commands, and those of groups by both their names."""
    groups = [("", cli.app)]
    groups += [(f"{one.name} ", one.typer_instance) for one in cli.app.registered_groups]
    for group, app in groups:
        for command in app.registered_commands:
            assert command.callback
            yield group + (command.name or command.callback.__name__), command.callback


def _command(name: str, does: Callable[..., Any]) -> Iterator[str]:
    hints = typing.get_type_hints(does, include_extras=True)
    taken = [(p, *_declared(hints[p.name])) for p in inspect.signature(does).parameters.values()]
    arguments = [row for row in taken if _is_argument(row[0], row[2])]
    options = [row for row in taken if not _is_argument(row[0], row[2])]
    usage = " ".join(["hermeneut", name, *map(_placed, arguments)])
    yield f"## {name}\n"
    yield f"```\n{usage}{' [OPTIONS]' * bool(options)}\n```\n"
    yield f"{inspect.getdoc(does)}\n"
    yield from _grid(
        ("argument or option", "meaning", "default"),
        (
            (_spelled(p, kind, info), getattr(info, "help", "") or "", _default(p))
            for p, kind, info in (*arguments, *options)
        ),
    )


def _declared(hint: Any) -> tuple[Any, Any]:
    """Part an annotation into its type and what Typer is told of it."""
    if typing.get_origin(hint) is typing.Annotated:
        return typing.get_args(hint)[0], typing.get_args(hint)[1]
    return hint, None


def _is_argument(p: inspect.Parameter, info: Any) -> bool:
    if info is None:
        return p.default is p.empty
    return type(info).__name__ == "ArgumentInfo"


def _placed(row: tuple[inspect.Parameter, Any, Any]) -> str:
    p, kind, _ = row
    many = "…" if typing.get_origin(_bare(kind)) is list else ""
    word = f"{p.name.upper()}{many}"
    return word if p.default is p.empty else f"[{word}]"


def _spelled(p: inspect.Parameter, kind: Any, info: Any) -> str:
    if _is_argument(p, info):
        return f"`{p.name.upper()}`"
    long = f"--{p.name.replace('_', '-')}"
    told = (getattr(info, "default", None), *(getattr(info, "param_decls", None) or ()))
    names = [name for name in told if isinstance(name, str)]
    if not any(name.startswith("--") for name in names):
        names = [f"{long}`, `--no-{long[2:]}" if kind is bool else long, *names]
    takes = "" if kind is bool else f" {_takes(kind)}"
    return ", ".join(f"`{name}`" for name in names) + takes


def _takes(kind: Any) -> str:
    bare = _bare(kind)
    if typing.get_origin(bare) is list:
        return f"{_takes(typing.get_args(bare)[0])}, as often as needed"
    return {str: "TEXT", int: "NUMBER", float: "NUMBER", Path: "PATH"}[bare]


def _bare(kind: Any) -> Any:
    """Strip ``| None``."""
    parts = [part for part in typing.get_args(kind) if part is not type(None)]
    return parts[0] if type(None) in typing.get_args(kind) else kind


def _default(p: inspect.Parameter) -> str:
    if p.default is p.empty:
        return "needed"
    if p.name in DEFAULTS and p.default is not None:
        return DEFAULTS[p.name]
    return "" if p.default in (None, "", False) else f"`{p.default}`"


def design_page() -> Iterator[str]:
    """Describe ``study.toml``."""
    yield "# The design: study.toml\n"
    yield f"{MADE}\n"
    yield (
        "`[name]` stands once, `[[name]]` as often as needed. `[study]` and `[work]` are needed, "
        "the rest isn't. A mistake is told with its line and the nearest right word. Ids hold "
        "letters, digits, `-` and `_`.\n"
    )
    single = (("[study]", design.StudyInfo), ("[work]", design.Work))
    several = ((f"[[{name}]]", cls) for name, (_, cls) in design._ARRAYS.items())
    for heading, cls in (*single, *several):
        yield from _section(heading, cls)
    yield from _sources()
    yield from _section("[collect]", Manners)
    yield "## `[pass.NAME]`\n"
    yield "Settings of a pass or an analysis: see [passes and analyses](passes.md).\n"
    yield "## Forms and venues\n"
    yield f"`form` is one of: {', '.join(design.FORMS)}.\n"
    yield f"`venue` is one of: {', '.join(design.VENUES)}.\n"
    yield "## What `hermeneut new` writes\n"
    yield "NAME and YEAR are put in for you.\n"
    blank = (files("hermeneut.samples") / "blank.toml").read_text(encoding="utf-8")
    blank = blank.replace("{name}", "NAME").replace("{title}", "NAME").replace("{year}", "YEAR")
    yield f"```toml\n{blank.rstrip()}\n```"


def _sources() -> Iterator[str]:
    """Describe ``[[source]]``, kind by kind."""
    yield "## `[[source]]`\n"
    yield (
        "Where writing may be, for `hermeneut collect`: see "
        "[Say where writing may be](../how-to/sources.md) and "
        "[Ask archives and services](../how-to/services.md). `kind` is needed; the other keys "
        "depend on it.\n"
    )
    for name, cls in _ours("sources"):
        told = _told(cls)
        rate = f" At most {cls.rate} questions a minute." if cls.rate else ""
        yield f"### {name}\n"
        yield f"{_first(cls)}{rate}\n"
        yield from _grid(
            ("key", "default", "meaning"),
            ((f"`{f.name}`", _value(f), told[f.name]) for f in dataclasses.fields(cls)),
        )


def _section(heading: str, cls: type) -> Iterator[str]:
    yield f"## `{heading}`\n"
    yield f"{_first(cls).partition(': ')[2].capitalize()}\n"
    hints, notes = typing.get_type_hints(cls), _notes(cls)
    yield from _grid(
        ("key", "takes", "default", "meaning"),
        (
            (f"`{f.name.rstrip('_')}`", _toml(hints[f.name]), _value(f), notes.get(f.name, ""))
            for f in dataclasses.fields(cls)
        ),
    )


def _notes(cls: type) -> dict[str, str]:
    """Read the comments behind the fields of a dataclass."""
    found = re.finditer(r"^    (\w+):[^#\n]*#\s*(.+)$", inspect.getsource(cls), re.MULTILINE)
    return {match[1]: match[2] for match in found}


def _toml(hint: Any) -> str:
    words = {str: "text", int: "whole number", float: "number", bool: "true or false"}
    return words.get(hint, "list of texts")


def steps() -> Iterator[str]:
    """Describe passes and analyses."""
    yield "# Passes and analyses\n"
    yield f"{MADE}\n"
    yield (
        "`hermeneut run NAME` brings one up to date, with all that it stands on; `hermeneut run` "
        "all. Settings go into `study.toml` under `[pass.NAME]`, for analyses too. Where the "
        "default is *the design*, the value comes from the rest of `study.toml`.\n"
    )
    for kind, title in (("passes", "Passes"), ("analyses", "Analyses")):
        yield (
            f"**{title}:** "
            + ", ".join(f"[{n}](#{n.replace('.', '')})" for n, _ in _ours(kind))
            + "\n"
        )
    for kind in ("passes", "analyses"):
        for name, cls in _ours(kind):
            yield from _step(kind, name, cls)


def _ours(kind: str) -> list[tuple[str, Any]]:
    entries = registry.entries(kind).values()
    return [(e.name, e.load()) for e in entries if e.value.startswith("hermeneut.")]


def _reads(cls: Any) -> Iterable[str]:
    return cls().reads if isinstance(cls.reads, property) else cls.reads  # it may follow settings


def _step(kind: str, name: str, cls: Any) -> Iterator[str]:
    writes = cls.writes if isinstance(cls.writes, tuple) else (cls.writes,)
    made = ", ".join(f"[{t}](tables.md#{t})" for t in map(schema.table_of, writes))
    reads = ", ".join(f"[{t}](tables.md#{t})" for t in _reads(cls))
    extra = ", with [evidence](tables.md#evidence)" if kind == "analyses" else ""
    yield f"## {name}\n"
    yield f"{_first(cls)}\n"
    yield (
        f"`{cls.__module__}.{cls.__qualname__}`, version {cls.version}. Reads {reads}; writes "
        f"{made}{extra}. {_card(name)}\n"
    )
    if fields := dataclasses.fields(cls):
        told, given = _told(cls), _given(kind, name, cls)
        yield from _grid(
            ("setting", "default", "meaning"),
            (
                (f"`{f.name}`", "*the design*" if f.name in given else _value(f), told[f.name])
                for f in fields
            ),
        )


def _card(name: str) -> str:
    own = HERE / "methods" / f"{name.partition('.')[0]}.md"
    for card in (own, *sorted(own.parent.glob("*.md"))):
        if (card == own and card.exists()) or f"`{name}`" in _opening(card):
            return f"How it works and how well: [{card.stem}](../methods/{card.name})."
    sys.exit(f"docs/generate.py: {name} has no method card in docs/methods")


def _opening(card: Path) -> str:
    return card.read_text(encoding="utf-8")[:600] if card.exists() else ""


def _given(kind: str, name: str, cls: Any) -> set[str]:
    """Find the settings that a design gives where ``[pass.NAME]`` says nothing."""
    bare = dataclasses.replace(design_of("sample"), steps={})
    built, plain = registry.make(kind, name, bare), cls()
    fields = dataclasses.fields(cls)
    return {f.name for f in fields if getattr(built, f.name) != getattr(plain, f.name)}


def _told(cls: Any) -> dict[str, str]:
    """Read what a docstring says of each setting, in its section of settings."""
    doc = inspect.getdoc(cls) or ""
    section = re.search(r"^(?:Args|Attributes|Settings):\n((?:    .*\n?|\n)+)", doc, re.MULTILINE)
    found = re.findall(
        r"^    (\w+): (.+(?:\n {8,}.+)*)", section[1] if section else "", re.MULTILINE
    )
    told = {name: re.sub(r"\s+", " ", text) for name, text in found}
    missing = {f.name for f in dataclasses.fields(cls)} - set(told)
    if missing:
        sys.exit(f"docs/generate.py: {cls.__qualname__} doesn't document {sorted(missing)}")
    return told


def _first(cls: type) -> str:
    return (inspect.getdoc(cls) or "").splitlines()[0].replace("``", "`")


def _value(field: dataclasses.Field[Any]) -> str:
    if field.default is dataclasses.MISSING:
        return "needed" if field.default_factory is dataclasses.MISSING else "none"
    value = list(field.default) if isinstance(field.default, tuple) else field.default
    if value in ("", []):
        return "none"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`".replace("'", '"')


def _grid(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    lines = [[cell.replace("``", "`").replace("|", "\\|") for cell in row] for row in rows]
    if not lines:
        return
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    yield from (f"| {' | '.join(line)} |" for line in lines)
    yield ""


def _put(path: Path, text: str, *, check: bool) -> bool:
    """Write a page if it isn't so already, or only look; say whether it wasn't so."""
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    if not check:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return True


if __name__ == "__main__":
    main()

r"""Front matter: the facts that a Markdown file states about itself.

YAML between ``---`` lines (the flat subset that blogs use: scalars, quoted scalars, folded blocks,
lists), TOML between ``+++``, or bare ``Key: value`` lines as Pelican writes them. Nothing is
executed and no tag is honoured.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

Facts = Mapping[str, tuple[str, ...]]

_YAML = re.compile(r"\A\s*---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_TOML = re.compile(r"\A\s*\+\+\+[ \t]*\n(.*?)\n\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL)
_PELICAN = re.compile(r"\A(?:[A-Z][A-Za-z_ -]{1,30}:[ \t]+\S.*\n){2,}\s*\n")
_KEY = re.compile(r"([A-Za-z_][\w .-]*?)\s*:(?:\s+|$)(.*)")
_ESCAPE = re.compile(r"\\(x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|.)")


@dataclass(frozen=True)
class Fronted:
    """A Markdown file in two parts: the facts, by lower-case key, and the body."""

    body: str
    facts: Facts = field(default_factory=lambda: MappingProxyType({}))


def split(text: str) -> Fronted:
    r"""Part a Markdown file into front matter and body.

    Example:
        >>> split("---\ntitle: 'Her, again'\ntags: [film, love]\n---\nA film.")
        Fronted(body='A film.', facts={'title': ('Her, again',), 'tags': ('film', 'love')})
    """
    text = text.replace("\r\n", "\n").removeprefix("\ufeff")
    if match := _YAML.match(text):
        return Fronted(text[match.end() :], read_yaml(match[1]))
    if match := _TOML.match(text):
        return Fronted(text[match.end() :], read_toml(match[1]))
    if match := _PELICAN.match(text):
        return Fronted(text[match.end() :], read_yaml(match[0]))
    return Fronted(text)


def read_toml(block: str) -> Facts:
    r"""Read TOML front matter; nothing if it has a mistake.

    Example:
        >>> read_toml('title = "Her"\ndate = 2014-01-10')
        {'title': ('Her',), 'date': ('2014-01-10',)}
    """
    try:
        values = tomllib.loads(block)
    except (tomllib.TOMLDecodeError, RecursionError):
        return {}
    return {
        key.lower(): tuple(str(v) for v in (value if isinstance(value, list) else [value]))
        for key, value in values.items()
        if not isinstance(value, dict)
    }


def read_yaml(block: str) -> Facts:
    r"""Read the flat subset of YAML; keys under a key are passed over.

    Example:
        >>> read_yaml("rating: 4\nabout: >\n  two\n  lines\nby:\n- Ann\n- Bo")
        {'rating': ('4',), 'about': ('two lines',), 'by': ('Ann', 'Bo')}
    """
    facts: dict[str, tuple[str, ...]] = {}
    lines = block.split("\n")
    at = 0
    while at < len(lines):
        match = _KEY.fullmatch(lines[at].rstrip())
        at += 1
        if match is None:
            continue
        under = _indented(lines, at)
        at += len(under)
        facts[match[1].strip().lower()] = _value(match[2].strip(), under)
    return facts


def _indented(lines: list[str], at: int) -> list[str]:
    """Lines that belong to the key above: indented, a list's, or empty among these."""
    under = []
    for line in lines[at:]:
        if line.strip() and not line.startswith((" ", "\t", "- ", "-\t")) and line.strip() != "-":
            break
        under.append(line)
    return under


def _value(first: str, under: list[str]) -> tuple[str, ...]:
    rest = [x.strip() for x in under if x.strip() and not x.strip().startswith("#")]
    if first in ("|", ">", "|-", ">-", "|+", ">+"):
        return (("\n" if first.startswith("|") else " ").join(rest).strip(),)
    if not _without_comment(first):
        listed = [_scalar(x[1:]) for x in rest if x.startswith("-")]
        return tuple(x for x in listed if x)
    if first.startswith("[") and not first.startswith("[["):
        inside = " ".join([first, *rest]).rstrip().removesuffix("]")[1:]
        return tuple(x for x in map(_scalar, _split_flow(inside)) if x)
    value = _scalar(" ".join([first, *rest]))
    return (value,) if value else ()


def _split_flow(inside: str) -> list[str]:
    return re.findall(r"\s*(\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'|[^,]+)\s*(?:,|$)", inside)


def _scalar(raw: str) -> str:
    text = raw.strip()
    if len(text) > 1 and text[0] == text[-1] == '"':
        return _ESCAPE.sub(_unescaped, text[1:-1])
    if len(text) > 1 and text[0] == text[-1] == "'":
        return text[1:-1].replace("''", "'")
    text = _without_comment(text)
    return "" if text in ("~", "null", "Null", "NULL") else text


def _without_comment(text: str) -> str:
    return re.sub(r"(?:^|\s)#.*$", "", text).strip() if text[:1] not in "\"'" else text


def _unescaped(match: re.Match[str]) -> str:
    code = match[1]
    if code[0] in "xu" and len(code) > 1:
        return chr(int(code[1:], 16))
    return {"n": "\n", "t": "\t", "r": "\n"}.get(code, code)

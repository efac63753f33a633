r"""RTF: what word processors and press archives save when asked for something that all can read.

A converter of our own, after the Rich Text Format (RTF) Specification, version 1.9.1, Microsoft
2008: text, paragraphs, italics and bold, characters in code pages and in Unicode. Tables give their
cells, parted by tabs. Pictures, styles, headers, footers and whatever is marked as unknown (``\*``)
are passed over; foot-notes stand at the end. Groups may be nested as deep as they like: no
recursion, and beyond a bound they are counted, not kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ..errors import RowFailed
from . import markup, properties
from .importer import Document, Importer, Sample
from .markup import Paragraph, Run

MOST_CHARACTERS = 20_000_000
MOST_TOKENS = 3_000_000  # some seconds; five hundred newspaper articles are 300,000
DEEPEST = 1_000  # groups; a document has some ten

_TOKEN = re.compile(
    rb"\\(?:(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?|'(?P<hex>[0-9a-fA-F]{2})|"
    rb"(?P<sign>[^a-zA-Z]))|(?P<brace>[{}])|[\r\n\x00]+|(?P<text>[^\\{}\r\n\x00]+)|\\",
    re.DOTALL,
)
_SKIPPED = frozenset(
    b"colortbl stylesheet pict header headerl headerr headerf footer footerl footerr footerf "
    b"fldinst listtable listoverridetable revtbl rsidtbl generator xmlnstbl filetbl themedata "
    b"datastore latentstyles mmathPr bkmkstart bkmkend nonshppict objdata objclass objname "
    b"ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn atnid atnauthor annotation private comment "
    b"operator category manager company hlinkbase docvar xe tc do shpinst".split()
)
_PLACES = {**dict.fromkeys(_SKIPPED, "skip"), b"fonttbl": "fonts", b"info": "info"}
_FACTS = frozenset(b"title author".split())  # of \info; the rest of it isn't asked for
_BREAKS = frozenset(b"par line sect page column row nestrow softline".split())
_SIGNS = {
    b"tab": "\t", b"cell": "\t", b"nestcell": "\t", b"emdash": "—", b"endash": "–",
    b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”", b"bullet": "•",
    b"emspace": " ", b"enspace": " ", b"qmspace": " ", b"zwj": "", b"zwnj": "",
}  # fmt: skip
# \fcharset → code page: section "Font Table" of the specification
_CHARSETS = {
    0: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 134: "cp936", 136: "cp950",
    161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257",
    204: "cp1251", 222: "cp874", 238: "cp1250", 254: "cp437",
}  # fmt: skip
_TOGGLES = frozenset({b"i", b"b", b"v", b"super"})


@dataclass(frozen=True, slots=True)
class _Set:
    """How what follows in a group is set."""

    italic: bool = False
    bold: bool = False
    underlined: bool = False
    hidden: bool = False
    raised: bool = False
    font: int = 0
    fallback: int = 1  # characters that stand in for one of Unicode
    place: str = "text"  # or skip, fonts, info, note, and facts of info


@dataclass
class _Converted:
    """What has been read so far."""

    paragraphs: list[Paragraph] = field(default_factory=list)
    notes: list[Paragraph] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)
    runs: dict[str, list[Run]] = field(default_factory=lambda: {"text": [], "note": []})
    level: int = 0
    characters: int = 0

    def add(self, text: str, how: _Set) -> None:
        if how.place in ("title", "author"):
            self.facts[how.place] = self.facts.get(how.place, "") + text
        elif how.place in self.runs and not how.hidden:
            if how.raised and text.strip().isdigit():
                return  # the mark of a note
            self.characters += len(text)
            if self.characters > MOST_CHARACTERS:
                raise RowFailed("too-large", f"more than {MOST_CHARACTERS} characters")
            self.runs[how.place].append(Run(text, how.italic, how.bold, how.underlined))

    def end(self, place: str) -> None:
        if self.runs.get(place):
            whole = Paragraph(tuple(self.runs[place]), self.level if place == "text" else 0)
            (self.paragraphs if place == "text" else self.notes).append(whole)
            self.runs[place] = []


class _Reader:
    """One pass over the tokens of RTF."""

    def __init__(self, payload: bytes) -> None:
        self.payload = payload
        self.made = _Converted()
        self.now = _Set()
        self.stack: list[_Set] = []
        self.beyond = 0  # groups deeper than are kept
        self.page = "cp1252"
        self.fonts: dict[int, str] = {}
        self.bytes = bytearray()
        self.skip = 0  # characters that stand in for the last one of Unicode
        self.fresh = False  # whether a group has just been opened

    def read(self) -> _Converted:
        at = tokens = 0
        while at < len(self.payload):
            tokens += 1
            if tokens > MOST_TOKENS:
                raise RowFailed("too-large", f"more than {MOST_TOKENS} marks")
            token = _TOKEN.match(self.payload, at)
            if token is None:  # pragma: no cover: every byte matches
                break
            at = token.end() + self._take(token)
        self._flush()
        self.made.end("text")
        self.made.end("note")
        return self.made

    def _take(self, token: re.Match[bytes]) -> int:
        """Take a token, and say how many bytes after it to pass over."""
        if token["hex"]:
            self._byte(int(token["hex"], 16))
            return 0
        if (text := token["text"]) is not None:
            return self._text(text)
        self._flush()
        if (brace := token["brace"]) is not None:
            self._group(brace)
        elif (sign := token["sign"]) is not None:
            self._sign(sign)
        elif (word := token["word"]) is not None:
            number = int(token["number"]) if token["number"] else None
            if word == b"bin":
                return max(number or 0, 0)
            self._word(word, number)
            self.fresh = False
        return 0

    def _byte(self, value: int) -> None:
        self.fresh = False
        if self.skip:
            self.skip -= 1
        else:
            self.bytes.append(value)

    def _text(self, text: bytes) -> int:
        self.fresh = False
        skipped = min(self.skip, len(text))
        self.skip -= skipped
        self.bytes += text[skipped:]
        return 0

    def _flush(self) -> None:
        if self.bytes:
            page = self.fonts.get(self.now.font, self.page)
            text = self.bytes.decode(page, "replace")
            self.bytes.clear()
            if self.now.place == "fonts":
                return
            self.made.add(text, self.now)

    def _group(self, brace: bytes) -> None:
        self.skip = 0
        if brace == b"{":
            if len(self.stack) >= DEEPEST:
                self.beyond += 1
            else:
                self.stack.append(self.now)
            self.fresh = True
            return
        self.fresh = False
        if self.beyond:
            self.beyond -= 1
        elif self.stack:
            before, self.now = self.now, self.stack.pop()
            if before.place == "note" != self.now.place:
                self.made.end("note")

    def _sign(self, sign: bytes) -> None:
        if sign == b"*":
            if self.fresh:
                self.now = replace(self.now, place="skip")
            return
        self.fresh = False
        if sign in (b"\r", b"\n"):
            self.made.end(self.now.place)
        elif sign in b"{}\\~_":
            shown = {b"~": "\u00a0", b"_": "-"}.get(sign, sign.decode("ascii"))
            if self.skip:
                self.skip -= 1
            else:
                self.made.add(shown, self.now)

    def _word(self, word: bytes, number: int | None) -> None:
        if word == b"u":
            self._unicode(number or 0)
        elif word in _BREAKS:
            self.made.end(self.now.place)
        elif word in _SIGNS:
            self.made.add(_SIGNS[word], self.now)
        elif word in _TOGGLES:
            self.now = _toggled(self.now, word, number != 0)
        elif word.startswith(b"ul"):
            self.now = replace(self.now, underlined=word != b"ulnone" and number != 0)
        elif word == b"nosupersub":
            self.now = replace(self.now, raised=False)
        elif word == b"plain":
            self.now = _Set(fallback=self.now.fallback, place=self.now.place)
        elif word == b"uc":
            self.now = replace(self.now, fallback=min(max(number or 0, 0), 10))
        else:
            self._place(word, number)

    def _place(self, word: bytes, number: int | None) -> None:
        """Enter a destination, or set what belongs to fonts and paragraphs."""
        now = self.now
        if word in _PLACES:
            self.now = replace(now, place=_PLACES[word])
        elif word in _FACTS and now.place == "info":
            self.now = replace(now, place=word.decode())
        elif word == b"footnote" and now.place == "text":
            self.now = replace(now, place="note", raised=False)
        elif word == b"pard":
            self.made.level = 0
        elif word == b"outlinelevel" and number is not None:
            self.made.level = number + 1 if 0 <= number < 6 else 0
        else:
            self._font(word, number or 0)

    def _font(self, word: bytes, number: int) -> None:
        if word == b"f":
            self.now = replace(self.now, font=number)
        elif word == b"fcharset" and self.now.place == "fonts":
            self.fonts[self.now.font] = _CHARSETS.get(number, self.page)
        elif word == b"ansicpg":
            self.page = _known_page(number)
        elif word == b"mac":
            self.page = "mac_roman"

    def _unicode(self, number: int) -> None:
        code = number + 0x10000 if number < 0 else number
        self.skip = self.now.fallback
        if 0 < code <= 0x10FFFF:
            self.made.add(chr(code), self.now)


def _toggled(now: _Set, word: bytes, on: bool) -> _Set:
    if word == b"i":
        return replace(now, italic=on)
    if word == b"b":
        return replace(now, bold=on)
    return replace(now, hidden=on) if word == b"v" else replace(now, raised=on)


def _known_page(number: int) -> str:
    name = {10000: "mac_roman", 65001: "utf-8"}.get(number, f"cp{number}")
    try:
        b"".decode(name)
    except LookupError:
        return "cp1252"
    return name


def paragraphs(payload: bytes) -> list[Paragraph]:
    r"""Read the paragraphs of RTF; foot-notes stand at the end.

    Raises:
        RowFailed: ``too-large`` beyond twenty million characters or three million marks.

    Example:
        >>> [p.text for p in paragraphs(rb"{\rtf1 On {\i Her}\par caf\'e9 \u8212?}")]
        ['On Her', 'café —']
    """
    return _whole(_Reader(payload).read())


def _whole(made: _Converted) -> list[Paragraph]:
    found = [*made.paragraphs, *made.notes]
    return [replace_surrogates(paragraph) for paragraph in found if paragraph.text]


def replace_surrogates(paragraph: Paragraph) -> Paragraph:
    r"""Join the halves in which RTF writes characters beyond U+FFFF.

    Example:
        >>> replace_surrogates(Paragraph((Run("\ud83d"), Run("\ude00")))).text == "\U0001f600"
        True
    """
    if not any("\ud800" <= char <= "\udfff" for run in paragraph.runs for char in run.text):
        return paragraph
    runs: list[Run] = []
    for run in paragraph.runs:
        if runs and runs[-1].text[-1:].encode("utf-16", "surrogatepass")[-1] in range(0xD8, 0xDC):
            runs[-1] = runs[-1]._replace(text=runs[-1].text + run.text)
        else:
            runs.append(run)
    return paragraph._replace(runs=tuple(run._replace(text=_joined(run.text)) for run in runs))


def _joined(text: str) -> str:
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _read(payload: bytes) -> Iterator[Document]:
    made = _Reader(payload).read()
    found = _whole(made)
    stated = {
        "title": properties.title(made.facts.get("title", "")),
        "authors": properties.person(made.facts.get("author", "")),
    }
    if not found:
        yield Document(stated, "no-text: nothing but marks and pictures")
        return
    yield Document({**stated, "text_html": markup.fragment(found)})


def _recognise(sample: Sample) -> bool:
    return sample.kind == "rtf"


RTF = Importer(_read, _recognise, extensions=(".rtf",), text="text_html", whole=True)

"""Bytes → characters: the charset that a page is in, and text that was decoded wrongly before.

UTF-8 is tried first, since text that is valid UTF-8 and holds anything beyond ASCII is hardly
ever something else; then the charset that the page names; then Windows-1252, as browsers do.
Labels follow the WHATWG Encoding Standard where practice differs from the name.
"""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import accumulate

from ..errors import RowFailed

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# https://encoding.spec.whatwg.org/#names-and-labels: what the name says isn't what is meant
MEANT = {
    "iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "ascii": "cp1252",
    "us-ascii": "cp1252", "iso-8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030",
    "shift_jis": "cp932", "shift-jis": "cp932", "ks_c_5601-1987": "cp949", "euc-kr": "cp949",
    "iso-8859-11": "cp874", "tis-620": "cp874",
}  # fmt: skip
# text encodings of Python's that no page may ask for
REFUSED = frozenset(
    {"utf-7", "unicode-escape", "raw-unicode-escape", "idna", "punycode", "undefined", "mbcs"}
)
MAGIC = (
    (b"%PDF-", "a PDF"), (b"PK\x03\x04", "a ZIP archive"), (b"\x89PNG", "a PNG image"),
    (b"GIF8", "a GIF image"), (b"\xff\xd8\xff", "a JPEG image"), (b"\x1f\x8b", "gzip"),
    (b"RIFF", "a RIFF file"), (b"OggS", "an Ogg file"), (b"ID3", "an MP3 file"),
)  # fmt: skip
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"^\s*<\?xml[^>]*encoding\s*=\s*[\"']([\w.-]+)", re.IGNORECASE)
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")

UNDECODABLE = "�"
_WRITING = 0.6  # of characters are letters and space, in a page of markup too
_TOLERATED = 200  # one undecodable byte in so many is damage, more is another charset


@dataclass(frozen=True)
class Decoded:
    """Characters, and the charset that gave them."""

    text: str
    charset: str


def decode(payload: bytes, content_type: str | None = None) -> Decoded:
    r"""Decode a page.

    Args:
        payload: The bytes as they came in.
        content_type: As served; its charset counts before the page's own.

    Raises:
        RowFailed: ``empty`` or ``binary``: there is no text in it.

    Example:
        >>> decode(b"caf\xe9", "text/html; charset=ISO-8859-1")
        Decoded(text='café', charset='cp1252')
    """
    if not payload.strip():
        raise RowFailed("empty", "no bytes but white space")
    for mark, charset in BOMS:
        if payload.startswith(mark):
            return Decoded(payload.decode(charset, "replace").lstrip("\ufeff"), charset)
    wide = _utf16_without_mark(payload)
    if wide:
        return Decoded(payload.decode(wide, "replace"), wide)
    _refuse_binary(payload)
    return _by_charset(payload, _named(payload, content_type))


def _named(payload: bytes, content_type: str | None) -> str | None:
    served = _CHARSET.search((content_type or "").encode("ascii", "ignore"))
    found = served or _CHARSET.search(payload[:8192]) or _XML_ENCODING.search(payload[:200])
    if not found:
        return None
    label = found[1].decode("ascii").lower()
    return None if label.replace("_", "-") in REFUSED else MEANT.get(label, label)


def _by_charset(payload: bytes, named: str | None) -> Decoded:
    escapes = named is not None and named.startswith("iso-2022") and b"\x1b" in payload
    order = [named, "utf-8"] if escapes else ["utf-8", named]
    for charset in order:
        text = _strictly(payload, charset)
        if text is not None and charset:
            return Decoded(text, charset)
    damaged = payload.decode("utf-8", "replace")
    lost = damaged.count(UNDECODABLE)
    beyond_ascii = sum(1 for c in damaged if c > "\x7f")
    if lost * _TOLERATED < len(damaged) and lost * 4 < beyond_ascii:
        return Decoded(damaged, "utf-8")
    return Decoded(payload.decode("cp1252", "replace"), "cp1252")


def _strictly(payload: bytes, charset: str | None) -> str | None:
    try:
        return payload.decode(charset) if charset else None
    except (LookupError, ValueError):
        return None


def _utf16_without_mark(payload: bytes) -> str | None:
    """Latin text in UTF-16 has a NUL in every second byte."""
    head = payload[:2048]
    if len(head) < 8 or b"\x00" not in head:
        return None
    even, odd = head[::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if odd > 0.7 * half and even < 0.1 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.7 * half and odd < 0.1 * half else None


def _refuse_binary(payload: bytes) -> None:
    for magic, what in MAGIC:
        if payload.startswith(magic):
            raise RowFailed("binary", f"the bytes are {what}")
    head = payload[:65536]
    bare = _CONTROLS.sub(b"", head)
    controls = len(head) - len(bare)
    if controls > max(3, len(head) // 50) and (controls * 3 > len(head) or not _reads(bare)):
        raise RowFailed("binary", f"{controls} control characters in {len(head)} bytes")


def _reads(bare: bytes) -> bool:
    """Whether bytes are writing once controls are out, as old word processors strew them in."""
    text = bare.decode("utf-8", "replace")
    if text.count(UNDECODABLE) * _TOLERATED > len(text):
        return False
    return sum(c.isalpha() or c.isspace() for c in text) > _WRITING * len(text)


# mojibake is of two characters at least, none of them ASCII, or of a control that no text holds
_SUSPECT = re.compile(r"[^\x00-\x7f]{2}|[\x80-\x9f]")
_MOST_RUNS = 5_000  # that are compared one by one
_LOST = re.compile("[\ufffd\ue000-\uf8ff]")  # what wrong guesses at a charset bring forth
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")


@dataclass(frozen=True)
class Mended:
    """Text without mojibake, and how many places were mended."""

    text: str
    places: int


def mend_mojibake(text: str) -> Mended:
    """Undo UTF-8 that was read as another charset, where there is hardly a doubt.

    ftfy 6 (Speer 2019, "ftfy", Zenodo) undoes it, also where it happened twice, or where a byte was
    lost; its other changes (quotes, ligatures, widths) are not made.

    Example:
        >>> mend_mojibake("Samanthaâ€™s voice").text
        'Samantha’s voice'
        >>> mend_mojibake("“NÃO”, she says").places
        0
    """
    if not _SUSPECT.search(text):
        return Mended(text, 0)
    mended = _fix()(text)
    if mended == text or len(_LOST.findall(mended)) > len(_LOST.findall(text)):
        return Mended(text, 0)
    return Mended(mended, _places(text, mended))


def mended_offsets(before: str, after: str, offsets: Sequence[int]) -> list[int]:
    """Say where offsets into a text come to lie when its mojibake is mended.

    Example:
        >>> mended_offsets("Itâ€™s Her.", "It’s Her.", [7, 10])
        [5, 8]
    """
    old, new = _runs(before), _runs(after)
    starts, begin = (list(accumulate(map(len, runs), initial=0)) for runs in (old, new))
    to = [begin[min(at, len(new))] for at in _pairs(old, new)]
    found = []
    for offset in offsets:
        nth = min(bisect_right(starts, offset) - 1, len(old))
        end = to[nth + 1] if nth < len(old) else len(after)
        found.append(min(to[nth] + offset - starts[nth], end))
    return found


def _pairs(old: list[str], new: list[str]) -> list[int]:
    """For each run of the old text, and for its end, the run of the new that begins there."""
    to = [*range(len(old)), len(new)]
    if len(old) != len(new) and len(old) < _MOST_RUNS:
        for _, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            to[i:j] = [min(k + nth, m) for nth in range(j - i)]
    return to


def _runs(text: str) -> list[str]:
    return re.findall(r"[^\x00-\x7f]+|[\x00-\x7f]+", text)


def _places(before: str, after: str) -> int:
    """Count the runs beyond ASCII that changed."""
    old: list[str] = _BEYOND_ASCII.findall(before)
    new: list[str] = _BEYOND_ASCII.findall(after)
    if len(old) != len(new):
        return max(1, (Counter(old) - Counter(new)).total())
    return max(1, sum(a != b for a, b in zip(old, new, strict=True)))


@lru_cache(maxsize=1)
def _fix() -> Callable[[str], str]:
    from ftfy import TextFixerConfig, fix_encoding

    how = TextFixerConfig(explain=False)
    return lambda text: str(fix_encoding(text, how))

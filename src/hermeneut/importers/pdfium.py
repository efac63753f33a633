"""What pdfium finds on the pages of a PDF; run as a program of its own, on its standard input.

A PDF from a stranger is read in a process with bounded time and memory, so that one that hangs,
swells or crashes takes nothing with it. What comes out is JSON Lines: what the file says of itself,
then each page with its lines, in the order in which the file draws them. `lines` says what each
figure is. Nothing of Hermeneut's is imported here: the program starts in a tenth of a second.
"""

from __future__ import annotations

import ctypes
import json
import math
import re
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any

MOST_PAGES = 2_000
MOST_ON_A_PAGE = 100_000  # characters; a newspaper's broadsheet has some 40,000
MOST_CHARACTERS = 10_000_000
SECONDS = 60  # of computing
MEMORY = 2 * 2**30  # bytes of address space
INFO = ("Title", "Author", "Subject", "Keywords", "Creator", "Producer", "CreationDate", "ModDate")

_ITALIC = re.compile(r"ital|obli|slant|cmti|cmsl|sfti|ecti|[-,]it$", re.IGNORECASE)
_BOLD = re.compile(r"bold|black|heavy|cmbx|demi|sfbx|[-,]bd", re.IGNORECASE)
_ITALIC_FLAG, _BOLD_FLAG = 1 << 6, 1 << 18  # PDF 32000-1:2008, table 123
_HYPHEN = "\x02"  # what pdfium writes for one at the end of a line
_IMAGE = 3  # FPDF_PAGEOBJ_IMAGE
_PASSWORD = 4  # FPDF_ERR_PASSWORD
_MOST_OBJECTS = 200  # of a page without text that are looked at for a picture


def read(payload: bytes) -> Iterator[dict[str, Any]]:
    """Yield what a PDF says of itself, then its pages; or one refusal.

    A page is its ``width``, ``height``, whether it has ``pictures`` (where it has no text), and
    ``lines``: left edge, baseline, right edge, size of type, whether it is bold, whether it ends
    with a hyphen, and its runs: text, and whether it is italic.
    """
    import pypdfium2 as pdfium  # type: ignore[import-untyped]
    import pypdfium2.raw as raw  # type: ignore[import-untyped]

    try:
        document = pdfium.PdfDocument(payload)
    except pdfium.PdfiumError as error:
        locked = raw.FPDF_GetLastError() == _PASSWORD or "password" in str(error).lower()
        slug = "encrypted" if locked else "damaged"
        yield {"error": f"{slug}: {'it asks for a password' if locked else error}"}
        return
    count = len(document)
    if count > MOST_PAGES:
        yield {"error": f"too-large: {count} pages; {MOST_PAGES} are read"}
        return
    yield {"pages": count, "info": {key: document.get_metadata_value(key) for key in INFO}}
    left = MOST_CHARACTERS
    for number in range(count):
        page = _page(document, number)
        left -= sum(len(text) for line in page["lines"] for text, _ in line[6])
        if left < 0:
            yield {"error": f"too-large: more than {MOST_CHARACTERS} characters"}
            return
        yield page


def _page(document: Any, number: int) -> dict[str, Any]:
    import pypdfium2 as pdfium

    try:
        page = document[number]
        width, height = page.get_size()
        text = page.get_textpage()
        lines = list(_Text(text).lines())
        pictures = not lines and any(
            found.type == _IMAGE
            for found, _ in zip(page.get_objects(max_depth=3), range(_MOST_OBJECTS), strict=False)
        )
        text.close()
        page.close()
    except pdfium.PdfiumError:
        return {"width": 0, "height": 0, "lines": [], "pictures": False, "damaged": True}
    return {"width": width, "height": height, "lines": lines, "pictures": pictures}


class _Text:
    """The characters of one page."""

    def __init__(self, page: Any) -> None:
        import pypdfium2.raw as raw

        self.raw, self.page = raw, page
        self.count = min(page.count_chars(), MOST_ON_A_PAGE)
        self.box = [ctypes.c_double() for _ in range(4)]
        self.matrix = raw.FS_MATRIX()
        self.flags = ctypes.c_int()
        self.name = ctypes.create_string_buffer(80)
        self.fonts: dict[tuple[bytes, int], tuple[bool, bool]] = {}

    def lines(self) -> Iterator[list[Any]]:
        found = [line for line in map(self._line, self._spans()) if line]
        angles = Counter(line[7] for line in found)
        usual = angles.most_common(1)[0][0] if angles else 0
        for line in found:  # what is set at another angle is a stamp in the margin
            if line[7] == usual:
                yield _turned(line, usual)[:7]

    def _spans(self) -> Iterator[tuple[str, int]]:
        """Yield each line as drawn, with the number of its first character."""
        get = self.raw.FPDFText_GetUnicode
        line: list[str] = []
        start = 0
        for index in range(self.count):
            char = chr(get(self.page, index) or 0xFFFD)
            if char in "\r\n":
                yield "".join(line), start
                line, start = [], index + 1
            elif char == _HYPHEN:
                yield "".join([*line, char]), start
                line, start = [], index + 1
            else:
                line.append(char)
        yield "".join(line), start

    def _line(self, span: tuple[str, int]) -> list[Any] | None:
        text, start = span
        hyphen = text.endswith(_HYPHEN)
        bare = text.removesuffix(_HYPHEN)
        shown = [n for n, char in enumerate(bare) if not char.isspace()]
        if not shown:
            return None
        first, last = start + shown[0], start + len(text) - 1 if hyphen else start + shown[-1]
        some = [start + shown[len(shown) * part // 4] for part in range(4)]
        size = Counter(map(self._size, some)).most_common(1)[0][0]
        bold = all(self._font(index)[1] for index in some)
        x0, y0 = self._corner(first, right=False)
        x1, y1 = self._corner(last, right=True)
        angle = round(math.degrees(self.raw.FPDFText_GetCharAngle(self.page, first)) / 90) % 4
        runs = self._runs(bare, start, size)
        return [x0, y0, x1, size, bold, hyphen, runs, angle, y1] if runs else None

    def _runs(self, text: str, start: int, size: float) -> list[tuple[str, bool]]:
        """Part a line into runs that are italic and not; raised marks of notes are left out."""
        runs: list[tuple[str, bool]] = []
        for word in re.finditer(r"\s*\S+", text):
            chars = word[0]
            at = word.end() - len(chars.lstrip())
            worded = any(char.isalnum() for char in chars)  # bullets and leaders are set anyhow
            slanted = worded and self._font(start + at)[0]
            bare = self._without_mark(chars, start + word.start(), size)
            if runs and runs[-1][1] == slanted:
                runs[-1] = (runs[-1][0] + bare, slanted)
            else:
                runs.append((bare, slanted))
        return [run for run in runs if run[0]]

    def _without_mark(self, word: str, start: int, size: float) -> str:
        """Take small digits off a word's end, which stand for a note."""
        bare = word.rstrip("0123456789,*†‡")
        if bare == word or not word[-1].isdigit() or self._size(start + len(word) - 1) > 0.8 * size:
            return word
        return bare

    def _font(self, index: int) -> tuple[bool, bool]:
        """Say whether a character's font is italic, and whether it is bold."""
        self.raw.FPDFText_GetFontInfo(self.page, index, self.name, 80, self.flags)
        font = (self.name.value, self.flags.value)
        if font not in self.fonts:
            name = font[0].decode("latin-1").rpartition("+")[2]
            self.fonts[font] = (
                bool(font[1] & _ITALIC_FLAG or _ITALIC.search(name)),
                bool(font[1] & _BOLD_FLAG or _BOLD.search(name)),
            )
        return self.fonts[font]

    def _size(self, index: int) -> float:
        """Measure type as it is shown: its size times what the page is scaled by."""
        self.raw.FPDFText_GetMatrix(self.page, index, self.matrix)
        scale = math.hypot(self.matrix.c, self.matrix.d) or 1.0
        return round(float(self.raw.FPDFText_GetFontSize(self.page, index)) * scale, 1)

    def _corner(self, index: int, *, right: bool) -> tuple[float, float]:
        left, right_, bottom, top = self.box
        self.raw.FPDFText_GetCharBox(self.page, index, left, right_, bottom, top)
        x, y = ctypes.c_double(), ctypes.c_double()
        self.raw.FPDFText_GetCharOrigin(self.page, index, x, y)
        return round(right_.value if right else left.value, 1), round(y.value, 1)


def _turned(line: list[Any], quarters: int) -> list[Any]:
    """Turn a line's place back, so that its text runs from left to right."""
    if not quarters:
        return line
    x0, y0, x1, *rest = line
    y1 = rest[-1]
    turned = {1: (y0, -x0, y1), 2: (-x0, -y0, -x1), 3: (-y0, x0, -y1)}[quarters]
    return [*turned, *rest]


def main() -> None:
    """Read a PDF from standard input; write JSON Lines."""
    from contextlib import suppress

    try:
        import resource

        for kind, bound in ((resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_AS, MEMORY)):
            with suppress(ValueError, OSError):  # a system may set a lower one, or none
                resource.setrlimit(kind, (bound, bound))
    except ImportError:  # pragma: no cover: a system without such bounds
        pass
    for part in read(sys.stdin.buffer.read()):
        sys.stdout.buffer.write(json.dumps(part).encode() + b"\n")


if __name__ == "__main__":
    main()

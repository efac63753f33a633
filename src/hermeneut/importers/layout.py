"""Lines on pages → paragraphs: what the setting of a page says about its text.

Running heads and page numbers go, foot-notes go to the end, words parted at the end of a line are
joined, and a new paragraph is told by what printers mark it with: an indent, a gap, a short last
line, another size of type. Lines keep the order in which the file draws them, which is the reading
order in nearly all files, columns included.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from typing import Any, NamedTuple

from .markup import Paragraph, Run

MOST_PAGES_ALIKE = 3  # a line that stands at the edge of so many pages is a running head
_EDGE = 0.12  # of a page's height: where running heads stand
_EDGE_LINES = 4  # lines at either edge that may be running heads
_SMALL = 0.91  # of the size of the text: notes
_LARGE = 1.09  # headings
_LONGEST_HEADING = 120  # characters of one that is told by bold type alone
_NEAR = 12  # lines before and after that show how wide a column is
_PAGE_NUMBER = re.compile(
    r"^\W*(?:(?:page|seite|p\.)\s*)?(?:\d{1,4}|[ivxl]{1,7})(?:\s*(?:of|/|von|sur|de)\s*\d{1,4})?\W*$"
)
_CLOSED = re.compile(r"[.!?:…][\"'”’»)\]\d*†‡]*$")
_BULLET = re.compile(r"^[•‣▪◦●■–—]\s")
_NUMBERED = re.compile(r"^(?:\(?\d{1,3}[.)]|\(?[a-z]\))\s")
# Words that keep their hyphen before a word of its own: well-known, self-aware.
_COMPOUNDING = frozenset({"well", "self", "half", "ex", "non", "quasi", "ill", "all", "so", "mid"})
_LIGATURES = str.maketrans({
    "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st",
})  # fmt: skip


class Line(NamedTuple):
    """A line of type: its left edge, baseline, right edge and size in points, from below left."""

    x0: float
    y: float
    x1: float
    size: float
    bold: bool
    hyphen: bool
    runs: tuple[Run, ...]
    page: int = 0

    @property
    def text(self) -> str:
        """Its characters, blanks at the ends taken off."""
        return "".join(run.text for run in self.runs).strip()


class Page(NamedTuple):
    """A page with its lines, in the order in which they are drawn."""

    width: float
    height: float
    lines: list[Line]


def pages_of(found: Iterable[Mapping[str, Any]]) -> list[Page]:
    """Take pages as `pdfium.read` gives them."""
    pages = []
    for number, page in enumerate(found):
        lines = [_line(given, number) for given in page["lines"]]
        pages.append(Page(page["width"], page["height"], _joined_on_a_line(lines)))
    return pages


def _line(given: Sequence[Any], page: int) -> Line:
    x0, y, x1, size, bold, hyphen, runs = given
    set_ = tuple(Run(text.translate(_LIGATURES), italic) for text, italic in runs)
    return Line(x0, y, x1, size, bold, hyphen, set_, page)


def _joined_on_a_line(lines: Sequence[Line]) -> list[Line]:
    """Join what stands on one baseline, with no more than a few blanks between."""
    found: list[Line] = []
    for line in lines:
        last = found[-1] if found else None
        if last and _marks_a_note(line, last):
            continue
        near = last is not None and abs(last.y - line.y) < 0.3 * line.size
        if last and near and -line.size < line.x0 - last.x1 < 3 * line.size and not last.hyphen:
            runs = (*last.runs, Run(" "), *line.runs)
            found[-1] = last._replace(x1=line.x1, hyphen=line.hyphen, runs=runs)
        else:
            found.append(line)
    return found


def _marks_a_note(line: Line, last: Line) -> bool:
    """Say whether a line is a raised figure at the end of the one before."""
    raised = 0 < line.y - last.y < last.size and abs(line.x0 - last.x1) < last.size
    return (
        raised
        and line.size < 0.85 * last.size
        and re.fullmatch(r"[\d,*†‡]+", line.text) is not None
    )


def body_size(pages: Iterable[Page]) -> float:
    """Tell the size that most of the text is set in, in points; 0 where there is no text."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page.lines:
            sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def without_furniture(pages: Sequence[Page]) -> list[Page]:
    """Take off running heads, running feet and page numbers.

    A line goes if it stands at the edge of several pages, figures in it apart, or is a page number.
    """
    edges = [_at_edges(page) for page in pages]
    alike = Counter(key for edge in edges for key in {_shape(line) for line in edge})
    enough = MOST_PAGES_ALIKE if len(pages) > 4 else 2
    kept = []
    for page, edge in zip(pages, edges, strict=True):
        gone = {
            id(line)
            for line in edge
            if alike[_shape(line)] >= enough or (len(pages) > 1 and _PAGE_NUMBER.match(line.text))
        }
        kept.append(page._replace(lines=[line for line in page.lines if id(line) not in gone]))
    return kept


def _at_edges(page: Page) -> list[Line]:
    by_height = sorted(page.lines, key=lambda line: -line.y)
    margin = page.height * _EDGE
    top = [line for line in by_height[:_EDGE_LINES] if line.y > page.height - margin]
    bottom = [line for line in by_height[-_EDGE_LINES:] if line.y < margin]
    return list({id(line): line for line in [*top, *bottom]}.values())


def _shape(line: Line) -> str:
    return re.sub(r"\d+", "#", " ".join(line.text.casefold().split()))


def paragraphs(pages: Sequence[Page]) -> list[Paragraph]:
    """Read the paragraphs of pages; foot-notes stand at the end."""
    size = body_size(pages)
    flow: list[Line] = []
    notes: list[Line] = []
    for page in without_furniture(pages):
        text, small = _without_notes(page.lines, size)
        flow += text
        notes += small
    words = _vocabulary(flow)
    parts = [*_blocks(flow), *_blocks(notes)]
    return [_paragraph(block, words, size) for block in parts]


def _without_notes(lines: list[Line], size: float) -> tuple[list[Line], list[Line]]:
    """Part the lines of a page from the notes at its foot, set smaller than the text."""
    end = len(lines)
    while end and lines[end - 1].size <= _SMALL * size:
        end -= 1
    if not end or lines[end - 1].y < max((line.y for line in lines[end:]), default=0.0):
        return lines, []  # nothing but small type, or it doesn't stand below
    return lines[:end], lines[end:]


def _blocks(lines: Sequence[Line]) -> list[list[Line]]:
    """Part lines into paragraphs."""
    blocks: list[list[Line]] = []
    pitch = _pitch(lines)
    for number, line in enumerate(lines):
        if not blocks or _opens(lines, number, pitch):
            blocks.append([])
        blocks[-1].append(line)
    return blocks


def _pitch(lines: Sequence[Line]) -> float:
    """Tell the usual distance of baselines, in sizes of type."""
    steps: Counter[float] = Counter()
    for last, line in pairwise(lines):
        step = (last.y - line.y) / max(line.size, 1.0)
        if last.page == line.page and 0.8 < step < 3 and abs(last.size - line.size) < 0.5:
            steps[round(step, 1)] += 1
    return steps.most_common(1)[0][0] if steps else 1.2


def _opens(lines: Sequence[Line], number: int, pitch: float) -> bool:
    """Say whether a line begins a paragraph."""
    last, line = lines[number - 1], lines[number]
    if _parted(last, line):
        return False
    if not 1 / _LARGE < last.size / max(line.size, 0.1) < _LARGE or last.bold != line.bold:
        return True
    below = last.page == line.page and last.y > line.y
    if below and last.y - line.y > (pitch + 0.45) * line.size and _overlap(last, line):
        return True
    if _indented(lines, number) or _BULLET.match(line.text):
        return True
    closed = _CLOSED.search(last.text) is not None
    if closed and _NUMBERED.match(line.text):
        return True
    left, right = _column(lines, number - 1)
    room = right - last.x1
    needed = (len(line.text.split(" ", 1)[0]) + 1) * _width(line)  # its first word's place
    return room > needed if closed else room > max(0.4 * (right - left), 3 * needed)


def _parted(last: Line, line: Line) -> bool:
    """Say whether a word goes on in the next line."""
    drawn = re.search(r"\w[-‐]$", last.text) is not None and line.text[:1].islower()
    return last.hyphen or drawn


def _overlap(a: Line, b: Line) -> bool:
    return min(a.x1, b.x1) > max(a.x0, b.x0)


def _width(line: Line) -> float:
    """Tell how wide a character of a line is."""
    return (line.x1 - line.x0) / max(len(line.text), 1)


def _indented(lines: Sequence[Line], number: int) -> bool:
    """Say whether a line is set in against what stands around it, or out, as in bibliographies."""
    line = lines[number]
    em = line.size
    before = lines[number - 1]
    after = lines[number + 1] if number + 1 < len(lines) else None
    follows = after is not None and after.page == line.page and 0 < line.y - after.y < 3 * em
    same_column = before.page == line.page and before.y > line.y
    listed = _BULLET.match(before.text) or _NUMBERED.match(before.text)
    if listed and line.x0 > before.x0:
        return False  # an entry of a list goes on under its own text
    if follows and after is not None and 0.6 * em < line.x0 - after.x0 < 6 * em:
        return (
            not same_column
            or line.x0 - before.x0 > 0.6 * em
            or _CLOSED.search(before.text) is not None
        )
    if same_column and 0.6 * em < line.x0 - before.x0 < 6 * em:
        left, _ = _column(lines, number)
        return line.x0 - left > 0.6 * em
    hanging = follows and after is not None and 0.6 * em < after.x0 - line.x0 < 6 * em
    return hanging and same_column and 0.6 * em < before.x0 - line.x0 < 6 * em


def _column(lines: Sequence[Line], number: int) -> tuple[float, float]:
    """Tell how far the column of a line reaches, from the lines around it."""
    line = lines[number]
    near = [
        other
        for other in lines[max(number - _NEAR, 0) : number + _NEAR + 1]
        if other.page == line.page
        and abs(other.x0 - line.x0) < 6 * line.size
        and abs(other.size - line.size) < 0.15 * line.size
    ]
    rights = sorted(other.x1 for other in near)
    return min(other.x0 for other in near), rights[-1]


def _vocabulary(lines: Iterable[Line]) -> Counter[str]:
    """Count the words that stand whole in some lines, compounds as such."""
    return Counter(
        word.casefold() for line in lines for word in re.findall(r"\w[\w'’-]*\w|\w", line.text)
    )


def _paragraph(block: Sequence[Line], words: Counter[str], size: float) -> Paragraph:
    runs: list[Run] = []
    for number, line in enumerate(block):
        if number + 1 == len(block):
            runs += line.runs
            break
        following = block[number + 1].text
        if _parted(line, block[number + 1]):
            runs += _without_hyphen(line.runs)
            runs.append(Run(_hyphen(line.text.rstrip("-‐"), following, words)))
            continue
        runs += line.runs
        if not re.search(r"\w[-–—/]$", line.text):
            runs.append(Run(" "))
    large = block[0].size > _LARGE * size
    titled = block[0].bold and sum(len(line.text) for line in block) < _LONGEST_HEADING
    level = 2 if large or titled else 0
    return Paragraph(tuple(_merged(runs)), level)


def _without_hyphen(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    *others, last = runs
    return (*others, last._replace(text=last.text.rstrip().rstrip("-‐")))


def _hyphen(before: str, after: str, words: Counter[str]) -> str:
    """Decide what stands between the halves of a word: nothing, or the hyphen that it has."""
    first = (re.findall(r"[\w'’]+$", before) or [""])[0].casefold()
    second = (re.findall(r"^[\w'’]+", after) or [""])[0]
    whole = first + second.casefold()
    if second[:1].isupper() or second[:1].isdigit() or not first:
        return "-"
    if words[whole] or not second:
        return ""
    known = words[f"{first}-{second.casefold()}"]
    return "-" if known or (first in _COMPOUNDING and words[second.casefold()]) else ""


def _merged(runs: Iterable[Run]) -> Iterator[Run]:
    """Join runs that are set alike; blanks take the setting of what they stand between."""
    for italic, group in groupby(runs, key=lambda run: run.italic):
        yield Run("".join(run.text for run in group), italic)


def title_of(pages: Sequence[Page]) -> str:
    """Read the title as printed: the largest type on the first page, where it stands out.

    Returns:
        Its words on one line; nothing where no type stands out, or too much of it.
    """
    if not pages:
        return ""
    size = body_size(pages)
    largest = max((line.size for line in pages[0].lines if len(line.text) > 2), default=0.0)
    lines = [line for line in pages[0].lines if line.size > 0.95 * largest]
    text = " ".join(" ".join(line.text for line in lines).split())
    return text if size and largest > _LARGE * size and 2 < len(text) <= 300 else ""

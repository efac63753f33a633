"""When a text without a date was written: an interval, and what in the text says so.

Not a printed date and never shown as one. Each cue bounds the time of writing from one side or
both; the bounds are laid over each other. A year that a text looks back on, or a thing that did
not exist before, bounds it from below (*terminus post quem*), the day of capture from above. That
an award is still to be given, or a film about to open, bounds it on both sides; such phrases count
only beside a name of the work's people, and only where the design tells the work's year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

NEAR = 250  # characters around a phrase in which one of the work's people must be named
LONGEST = (
    15  # years of an interval that nothing but the day of capture ends; of the work's, its own
)
_NEVER = "9999"
FIRST_YEAR = 1895  # of the cinema; an earlier year in a text is history
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_LOOKED_BACK_ON = re.compile(
    rf"\b(?:[Ii]n|[Ss]ince|[Dd]uring|[Ee]arly|[Ll]ate|[Mm]id-?|[Uu]ntil|[Ff]rom|"
    rf"(?:{_MONTHS})(?: \d{{1,2}},)?|[Ss]pring of|"
    r"[Ss]ummer of|[Aa]utumn of|[Ff]all of|[Ww]inter of) (?P<in>(?:19|20)\d\d)(?![\d–-]|’s|'s|"
    r"s\b| (?:census|years))|"
    r"\((?P<of>(?:19|20)\d\d)\)|[©] ?(?P<rights>20\d\d)"
)
_FORESEEN = re.compile(
    r"\b(?:will|by|set|would|takes? place|future|imagin\w+|until|expected|plans?|scheduled|"
    r"deadline|due|through)\b[^.!?]{0,60}$",
    re.I,
)  # fmt: skip
_COUNT = (
    r"(?P<n>\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"fifteen|twenty|a decade|one decade)"
)
_YEARS_ON = (
    re.compile(rf"\b{_COUNT}(?: years?)? (?:after (?:its|the film.s|the movie.s) (?:release|"
    rf"premiere)|since (?:its release|the film))", re.I),
    re.compile(rf"\b(?:released|came out|premiered|opened) (?:over |almost |nearly |about "
    rf")?{_COUNT}(?: years?)? ago\b", re.I),
    re.compile(rf"\b{_COUNT}(?: years?)? (?:on|later)\b[,:]", re.I),
    re.compile(r"\b(?P<n>\d{1,2})(?:th|st|nd|rd)[- ]anniversary\b|\b(?P<word>fifth|tenth|"
    r"fifteenth|twentieth)[- ]anniversary\b", re.I),
)  # fmt: skip
_OPENS = re.compile(
    r"\bopen(?:s|ing) (?:in (?:theat(?:er|re)s|cinemas|limited|wide|select)|this|on|nationwide|"
    r"today|wide)\b|"
    r"\b(?:in|hits|reaches) (?:theat(?:er|re)s|cinemas) (?:now|today|this|on|from|next)\b|"
    r"\bnow (?:playing|showing)\b|"
    r"\bin (?:theat(?:er|re)s|cinemas) (?:everywhere|nationwide)\b|\bopens (?:mon|tues|wednes|"
    r"thurs|fri|satur|sun)day\b",
    re.I,
)  # fmt: skip
_PRIZE = r"(?:Oscars?|Academy Awards?|Best Picture|Best Original Screenplay|Golden Globes?)"
_NOMINATED = re.compile(
    rf"\b(?:is|are|has been|have been|been|just|now) (?:up|nominated)(?: "
    rf"for)?\b[^.!?]{{0,60}}{_PRIZE}|"
    rf"\bnominated for\b[^.!?]{{0,40}}{_PRIZE}[^.!?]{{0,30}}\b(?:this year|next month|on "
    rf"(?:Sunday|March|February))|"
    rf"\bthis year['’]s {_PRIZE}|\b{_PRIZE} (?:voters|ballot)\b|\b(?:five|four|three|six|"
    rf"several) {_PRIZE} nominations\b[^.!?]{{0,60}}\b(?:this year|next|Sunday)",
    re.I,
)  # fmt: skip
_AWAITED = re.compile(
    rf"\b{_PRIZE} (?:race|contender|hopeful|buzz|season|favou?rite|frontrunner|bait|nod)\b|"
    rf"\bawards season\b|"
    rf"\b(?:will|should|could|might|deserves) (?:win|get|earn|be nominated|a "
    rf"nomination)\b[^.!?]{{0,40}}{_PRIZE}",
    re.I,
)  # fmt: skip
_WON = re.compile(
    rf"\bwon\b[^.!?]{{0,30}}{_PRIZE}|\b(?:Oscar|Academy Award)[- ]winning (?:film|movie|"
    rf"screenplay|script)|\b{_PRIZE} winner\b",
    re.I,
)
_RECENT = (
    r"(?:new|latest|recent|just|yesterday|this week|last week|this month|last month|unveil\w+|demo)"
)
_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "a decade": 10,
    "one decade": 10, "fifth": 5, "tenth": 10, "fifteenth": 15, "twentieth": 20,
}  # fmt: skip
_DISTINCT = re.compile(
    r"\b(?:[A-Z][a-z]+[A-Z]\w*|[A-Z]+[a-z]*-\d\w*|[A-Z][a-z]+\.[A-Z]{2}|[A-Z]{2,}-\d\w*)"
)


@dataclass(frozen=True)
class Dating:
    """When a text was written, as far as it shows.

    Attributes:
        interval: ISO 8601, from month to month or from year to year: ``2014-01/2014-03``.
        why: The phrases that bound it.
    """

    interval: str
    why: str


@dataclass(frozen=True)
class Times:
    """What a design tells of a work's life.

    Attributes:
        year: Of the work; 0 where unknown.
        names: Its makers and people, one of whom must be named beside a phrase.
        events: Date and label of each event.
    """

    year: int = 0
    names: tuple[str, ...] = ()
    events: tuple[tuple[str, str], ...] = ()


NO_TIMES = Times()


@dataclass(frozen=True)
class _Bound:
    """Not before, not after (months, ``2014-01``; empty for none), and the phrase."""

    low: str
    high: str
    why: str


def date_of(text: str, times: Times = NO_TIMES, *, latest: str = "") -> Dating | None:
    """Find out when a text was written.

    Args:
        text: The text.
        times: What the design tells of the work.
        latest: The day of capture, ISO: no text is younger.

    Returns:
        The interval; ``None`` where the text shows nothing, or contradicts itself.

    Example:
        >>> her = Times(2013, ("Jonze",))
        >>> date_of("Jonze’s film is nominated for Best Picture.", her).interval
        '2014-01/2014-03'
        >>> date_of("It began in 2019. A friend left in 2021.", latest="2023-05-04").interval
        '2021-01/2023-05'
    """
    bounds = [*_from_years(text, latest), *_from_events(text, times.events)]
    if times.year:
        bounds += _from_work(text, times)
    bounds = [b for b in bounds if not latest or b.low <= latest[:7]]
    floor = max((b for b in bounds if b.low), key=lambda b: b.low, default=None)
    if floor is None:
        return None
    # a phrase whose end lies before what the text looks back on speaks of an earlier time
    kept = [b for b in bounds if not b.high or b.high >= floor.low]
    above = [b for b in kept if b.high]
    roof = min(above, key=lambda b: b.high) if above else None
    high = min(roof.high if roof else _NEVER, latest[:7] or _NEVER)
    if high == _NEVER or (roof is None and _says_little(floor.low, high, times.year)):
        return None
    why = dict.fromkeys(b.why for b in (roof, floor) if b is not None)
    return Dating(f"{floor.low}/{high}", "; ".join(why))


def _says_little(low: str, high: str, year: int) -> bool:
    """A text that looks back on 1962 alone may be of any year since."""
    return int(low[:4]) < (year or int(high[:4]) - LONGEST)


def _from_years(text: str, latest: str) -> Iterator[_Bound]:
    """The last year that a text looks back on."""
    most = int(latest[:4]) if latest[:4].isdigit() else 9998
    best: tuple[int, str] | None = None
    for match in _LOOKED_BACK_ON.finditer(text):
        year = int(match["in"] or match["of"] or match["rights"])
        before = text[max(0, match.start() - 80) : match.start()]
        told = FIRST_YEAR <= year <= most and not _FORESEEN.search(before)
        if told and (best is None or year > best[0]):
            best = year, match[0]
    if best:
        yield _Bound(f"{best[0]}-01", "", f"text: “{best[1].strip()}”")


def _from_events(text: str, events: Sequence[tuple[str, str]]) -> Iterator[_Bound]:
    """Things with a name of their own that a study's events date; told as new, they date it."""
    for name, date in _named(tuple(events)):
        match = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)
        if not match:
            continue
        around = text[max(0, match.start() - 40) : match.end() + 40]
        new = len(date) >= 7 and re.search(rf"\b{_RECENT}\b", around, re.IGNORECASE)
        high = _month(date, 3) if new else ""
        yield _Bound(
            _month(date, 0),
            high,
            f"text: “{' '.join(around.split())}”" if new else f"text: names {name}",
        )


@lru_cache(maxsize=16)
def _named(events: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Names that are nobody's word (ChatGPT, GPT-4o, Character.AI), with their first event."""
    first: dict[str, str] = {}
    for date, label in sorted(events):
        for name in _DISTINCT.findall(label):
            first.setdefault(name, date)
    return tuple(first.items())


def _from_work(text: str, times: Times) -> Iterator[_Bound]:
    year = times.year
    opened = [d for d, label in times.events if re.search(r"premiere|release", label, re.I)]
    opened = [d for d in opened if len(d) >= 7 and abs(int(d[:4]) - year) <= 1]
    first, last = min(opened, default=f"{year}-01"), max(opened, default=f"{year}-12")
    awards = f"{year + 1}-01", f"{year + 1}-03"
    for pattern, low, high in (
        (_OPENS, _month(first, -1), _month(last, 6)),
        (_NOMINATED, *awards),
        (_AWAITED, _month(first, -1), awards[1]),
        (_WON, awards[1], ""),
    ):
        for match in pattern.finditer(text):
            if _is_near(text, match, times.names):
                yield _Bound(low, high, f"text: “{' '.join(match[0].split())}”")
                break
    for pattern in _YEARS_ON:
        for match in pattern.finditer(text):
            said = (match["n"] or match.groupdict().get("word") or "").lower()
            count = int(said) if said.isdigit() else _NUMBERS.get(said, 0)
            if count >= 2 and _is_near(text, match, times.names):
                low, high = f"{year + count}-01", f"{year + count + 1}-12"
                yield _Bound(low, high, f"text: “{' '.join(match[0].split())}”")
                break


def _is_near(text: str, match: re.Match[str], names: tuple[str, ...]) -> bool:
    around = text[max(0, match.start() - NEAR) : match.end() + NEAR]
    return any(name in around for name in names)


def _month(date: str, by: int) -> str:
    """Move a date by months.

    Example:
        >>> _month("2013-12-18", 2), _month("2014", 0), _month("2014-01", -1)
        ('2014-02', '2014-01', '2013-12')
    """
    months = int(date[:4]) * 12 + (int(date[5:7]) - 1 if len(date) >= 7 else 0) + by
    return f"{months // 12:04}-{months % 12 + 1:02}"

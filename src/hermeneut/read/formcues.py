"""What in a text shows its form: counted cues, each with a name and a unit.

Rates are per hundred words unless a cue says otherwise, and are capped, so that no single page
runs away with a verdict. They speak English; for other languages `cues_of` gives nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

FEWEST = 80  # words; verse and notices of fewer were taken for anything
MOST_READ = 15_000  # characters at the beginning that are looked at
_ENGLISH = re.compile(r"\b(?:the|of|and|to|in|that|is|it|for|with|as|was|on|this|but|by)\b", re.I)
_LEAST_ENGLISH = 0.15  # of the words; in English prose about 0.3


def _words(*words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w'’])(?:{'|'.join(words)})(?![\w’])", re.IGNORECASE)


RATES: Mapping[str, re.Pattern[str]] = {
    "we": _words("we", "our", "us", "ourselves"),
    "saying, past": _words("said", "told", "added", "announced", "confirmed", "reported", "warned"),
    "saying, present": _words("says", "tells", "adds", "argues", "writes", "notes", "claims"),
    "according to": _words("according to", "spokes(?:man|woman|person)", "in a statement"),
    "film": _words("films?", "movies?", "cinema", "on-?screen", "filmmakers?", "flick"),
    "craft": _words("directors?", "directed", "direction", "screenplays?", "scripts?", "writing",
                    "cinematograph\\w+", "actors?", "actress(?:es)?", "acting", "cast", "casting",
                    "starring", "stars?", "performances?", "pacing", "paced", "soundtrack", "score",
                    "dialogue", "visuals?", "visually", "editing", "production design", "runtime"),
    "played by": _words("played by", "voiced by", "portrayed by", "plays", "stars as", "as played"),
    "new work": _words("(?:new|latest|debut|first|second|third|previous) (?:film|movie|feature|"
    "novel|book|"
                       "album|season)", "opens (?:on|in|at)", "in (?:theaters|theatres|cinemas)",
                       "now playing", "out now", "on dvd", "on blu-ray"),
    "story": _words("plot", "story", "characters?", "scenes?", "sequences?", "ending", "twists?",
                    "storyline", "protagonist", "sequel"),
    "book": _words("books?", "novels?", "chapters?", "memoir", "readers?", "prose", "volume"),
    "praise": _words("great", "best", "brilliant\\w*", "masterpiece", "superb\\w*", "excellent",
                     "wonderful\\w*", "beautiful\\w*", "perfect\\w*", "amazing", "enjoy\\w*", "fun",
                     "entertaining", "compelling", "stunning", "moving", "delight\\w*", "loved"),
    "blame": _words("worst", "bad", "boring", "dull", "terrible", "awful", "disappoint\\w+", "weak",
                    "fails?", "unfortunately", "waste", "predictable", "flaws?", "tedious",
                    "clichés?",
                    "mess", "lacks?", "silly"),
    "advice": _words("recommend\\w*", "must-see", "worth (?:seeing|watching|a watch|reading)",
                     "see it", "watch it", "skip it", "spoilers?", "avoid"),
    "viewing": _words("(?:I|we)(?:'ve|’ve)? (?:just |first |finally )?(?:saw|watched|seen|"
    "loved|liked|"
                      "enjoyed|hated|rented|caught)"),
    "names in brackets": re.compile(r"\((?:[A-Z][\w.'’-]+ ){1,3}[A-Z][\w'’-]+\)"),
    "weekdays": _words("(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"),
    "sums": re.compile(r"[$£€]\s?\d|\d\s?(?:%|per ?cent|million|billion|m\b|bn\b)"),
    "officials": _words("police", "minister", "government", "president", "court", "officials?",
                        "company", "companies", "firm", "chairman", "executive", "election",
                        "market", "league", "match", "campaign"),
    "abstractions": re.compile(r"\b\w{3,}(?:tion|ism|ity|ness|ology)s?\b", re.I),
    "reasoning": _words("indeed", "perhaps", "rather", "merely", "thus", "whether", "itself", "yet",
                        "after all", "in other words", "what it means", "one might", "suggests?"),
    "future": _words("will", "expected to", "due to", "plans to", "set to", "next (?:week|"
    "month|year)"),
    "shown acting": re.compile(r"\b(?:he|she|they|who|it) [a-z]{2,}(?<!wa)(?<!i)(?<!ha)s\b", re.I),
    "questions": re.compile(r"\?"),
    "citations": re.compile(
        r"\((?:see )?[A-Z][\w’'-]+(?:,? (?:and|&|et al\.?)[^()]{0,30})?,? (?:1[89]|20)\d\d[a-z]?"
        r"(?:[,:] ?[^()]{1,20})?\)|\[\d{1,3}\]|\bet al\b|\bpp?\. ?\d|\bibid\b|\bdoi\b", re.I),
}  # fmt: skip
_RIM, _SHORT = 6, 80  # paragraphs at each end and their characters: a verdict stands by itself
_FEWEST_TURNS = 4
_LEAD_WORDS = 110  # at the beginning, where news says what happened when
_LEAD = re.compile(
    r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\b(?:yesterday|today)\b|"
    r"^[A-Z][A-Z .,]{3,40} ?(?:\(\w|—|–|--|- )"
)
_QUOTED = re.compile(r"[“\"][^“”\"]{2,600}[”\"]")
_CREDITS = re.compile(
    r"running time|\b\d{2,3} ?min(?:ute)?s?\b|\brated (?:PG|R\b|G\b|NC)|\bPG-13\b|\bMPAA\b|"
    r"(?:^|[.\n|] ?)(?:directed|written|screenplay|produced) by\b|"
    r"\b(?:director|starring|cast|screenwriter|running time|genre|country|certificate)s?:",
    re.IGNORECASE,
)
_VERDICT = re.compile(
    r"[★⭐]|\d(?:\.\d)? ?(?:/|out of) ?(?:4|5|10|100)\b|\b(?:rating|grade|score|verdict) ?[:=-]|"
    r"\b(?:one|two|three|four|five)(?: and a half)? stars?\b|\b[A-D][+-] ?$",
    re.IGNORECASE,
)
_DATELINE = re.compile(
    r"^(?:[A-Z][A-Z .,'’-]{2,40}(?:, [A-Z][\w.]{1,12})?|[A-Z][a-z]+(?:, [A-Z][\w.]{1,12})?)"
    r"(?: \([A-Z][\w ]{1,20}\))? ?(?:—|–|--|-) ?[A-Z“\"]|^\(?(?:Reuters|AP|AFP)\b"
)
_SPEAKER = re.compile(
    r"^(?:[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*){0,3}|Q|A)(?: ?\([^()]{1,30}\))? ?[:.](?= ?[A-Z“\"‘(I])"
)
_STAMP = re.compile(r"^[\[(]?(?:\d{1,2}:)?\d{1,2}:\d\d(?:[.,]\d+)?[\])]?")
_NUMBERED = re.compile(r"^(?:#|No\. ?)?\d{1,3}[.):] ?\S")
_SCHOLARLY = re.compile(
    r"^(?:abstract|key ?words?|references|works cited|bibliography|notes|literature cited|"
    r"acknowledge?ments?|introduction)\b[:.]?|\bthis (?:paper|article|essay) (?:argues|"
    r"examines|explores)",
    re.I,
)


def _turns(passages: Sequence[str]) -> int:
    """Count the turns of two who speak by turns; of more, it is no interview."""
    named = [m[0] for p in passages if (m := _SPEAKER.match(p))]
    two = [name for name, n in Counter(named).most_common(2) if n > 1]
    turns = [name for name in named if name in two]
    changes = sum(a != b for a, b in pairwise(turns))
    return len(turns) if changes >= _FEWEST_TURNS and len(turns) > 0.7 * len(named) else 0


def is_english(text: str) -> bool:
    """Say whether a text is English by its commonest words.

    Example:
        >>> is_english("It is the story of a man and a voice."), is_english("Ein Mann liebt.")
        (True, False)
    """
    words = len(text.split())
    return bool(words) and len(_ENGLISH.findall(text)) / words >= _LEAST_ENGLISH


def cues_of(passages: Sequence[str]) -> dict[str, float]:
    """Count what shows a text's form.

    Args:
        passages: Its paragraphs in order.

    Returns:
        A number for each cue; empty for a text that is too short or not English.

    Example:
        >>> told = cues_of(["LONDON (AP) — The film will open on Friday, the studio said. " * 8])
        >>> told["dateline"], round(told["saying, past"], 1)
        (1.0, 8.3)
    """
    text = "\n".join(passages)[:MOST_READ]
    words = len(text.split())
    if words < FEWEST or not is_english(text):
        return {}
    hundred = words / 100
    quoted = sum(len(m) for m in _QUOTED.findall(text))
    found = {name: min(len(p.findall(text)) / hundred, 12) for name, p in RATES.items()}
    found |= {
        "length (hundreds of words, 10 at most)": min(words / 100, 10),
        "quoted (share of 10)": min(10 * quoted / len(text), 8),
        "credits": min(len(_CREDITS.findall(text)), 4),
    }
    return found | _of_shape([p for p in passages if p][:400])


def _of_shape(passages: Sequence[str]) -> dict[str, float]:
    count = len(passages)
    sizes = [len(p.split()) for p in passages]
    asked = sum(
        a.endswith("?") and 3 <= n <= 80 and not b.endswith("?")
        for (a, n), b in zip(zip(passages, sizes, strict=True), passages[1:], strict=False)
    )
    first = next((p for p, n in zip(passages, sizes, strict=True) if n > 8), "")
    rims = [p for p in (*passages[:_RIM], *passages[-_RIM:]) if len(p) <= _SHORT]
    numbered = sum(bool(_NUMBERED.match(p)) for p in passages)
    lead = " ".join(" ".join(passages[:8]).split()[:_LEAD_WORDS])
    return {
        "asked and answered (share of paragraphs)": asked / count * (asked >= _FEWEST_TURNS),
        "speakers' turns (share of paragraphs)": _turns(passages) / count,
        "verdict at the ends": float(any(_VERDICT.search(p) for p in rims)),
        "news in the lead": float(bool(_LEAD.search(lead))),
        "time stamps (share of paragraphs)": sum(bool(_STAMP.match(p)) for p in passages) / count,
        "numbered (paragraphs, 12 at most)": min(numbered, 12),
        "dateline": float(bool(_DATELINE.match(first))),
        "parts of a paper (5 at most)": min(
            sum(bool(_SCHOLARLY.search(p[:200])) for p in passages), 5
        ),
    }  # fmt: skip

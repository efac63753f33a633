"""Which way a debate motion goes: for its matter, or against it.

A claim speaks well or ill of something; whether it is then for a motion hangs on what the motion
wants done with it: "This house would ban boxing" is against boxing. Words that turn a motion about
are counted; an odd number of them turns it. The composition is that of Bar-Haim et al. (2017),
*Stance classification of context-dependent claims*, EACL, without their relation of two targets.
"""

from __future__ import annotations

import re

_VERBS = (
    "abandon", "abolish", "avoid", "ban", "block", "boycott", "cap", "cease", "censor", "close",
    "condemn", "criminalise", "criminalize", "curb", "cut", "deny", "destroy", "disallow",
    "disband", "discourage", "dismantle", "dissolve", "divest", "drop", "eliminate", "end",
    "eradicate", "exclude", "expel", "fear", "fight", "forbid", "halt", "ignore", "lift",
    "limit", "lower", "oppose", "outlaw", "privatise", "privatize", "prohibit", "punish",
    "reduce", "refuse", "regret", "reject", "remove", "repeal", "resist", "restrict", "scrap",
    "stop", "suspend", "withdraw",
)  # fmt: skip
_PHRASES = (
    "forbidden", "fought", "break up", "do away with", "get rid of", "give up", "keep out",
    "phase out", "pull out of", "put an end to", "shut down",
)  # fmt: skip
_BAD = (
    r"(?:an? )?bad|barbaric|counterproductive|cruel|dangerous|destructive|discriminatory|evil"
    r"|exploitative|harmful|hypocritical|illegal|immoral|indefensible|ineffective|inhumane|irresponsible"
    r"|obsolete|outdated|overrated|pointless|racist|sexist|unacceptable|undemocratic|unethical"
    r"|unfair|unjust|unjustifi(?:ed|able)|unnecessary|unsustainable|useless|worse|worthless|wrong"
    r"|too \w+|exploitation|(?:an? )?(?:criminal |serious )?"
    r"(?:burden|crime|danger|disaster|distraction|failed \w+|failure|fraud|illusion|mistake|myth"
    r"|offen[cs]e|relic|sham|threat|violation|waste)"
)
_BEFORE_A_VERB = "and|are|be|by|for|house|in|is|must|not|of|should|the|to|we|would"


def _forms(verb: str) -> tuple[str, ...]:
    stem = verb.removesuffix("e")
    doubled = stem + stem[-1]
    return (
        verb, f"{verb}s", f"{verb}es", f"{stem}ed", f"{doubled}ed", f"{stem}ing", f"{doubled}ing",
    )  # fmt: skip


_TURNING = sorted({*_PHRASES, *(f for v in _VERBS for f in _forms(v))}, key=lambda f: (-len(f), f))
_TURNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?:never|not|no|nobody|cannot|can[’']t|shouldn[’']t|isn[’']t|aren[’']t|neither)\b",
        rf"\b(?:{_BEFORE_A_VERB})\s+(?:(?:be|never)\s+)?(?:{'|'.join(_TURNING)})\b(?!\s+o[fn]\b)",
        rf"\b(?:are|be|do|does|is|not|was|were)\s+(?:\w+ly\s+)?(?:{_BAD})\b",
        r"\b(?:more harm than good|harms|hurts?|gone too far|(?:has|have) failed)\b",
        r"\b(?:undermin|violat|degrad|damag|threaten|corrupt|worsen)(?:e?s|e|ed)?\b",
        # A ban to come is against what it bans; one that is there is itself what is judged.
        (
            r"\b(?:an?|total|complete|international)\s+"
            r"(?:ban|boycott|embargo|moratorium|prohibition)\s+on\b"
        ),
        r"\bthe (?:abolition|death|decline|demise|end|loss) of\b",
        r"\b(?:act|are|be|house|is|not|stand|vote)\s+against\b",
    )
)
_MOTION = re.compile(r"\s*this house\b", re.IGNORECASE)


def direction(proposition: str) -> int:
    """Say which way a debate motion goes: 1 for its matter, -1 against it, 0 if it is no motion.

    Args:
        proposition: A sentence. One that begins with "This house" is a motion.

    Example:
        >>> direction("This house would ban boxing"), direction("This house supports the arts")
        (-1, 1)
        >>> direction("This house would not ban boxing"), direction("The film is good.")
        (1, 0)
    """
    if not _MOTION.match(proposition):
        return 0
    return -1 if sum(len(turn.findall(proposition)) for turn in _TURNS) % 2 else 1

"""Verbs and nouns that give words to a speaker: say, write, quip, call; line, verdict, remark.

The lists are data: a verb added to ``SAYING`` is found in all its forms. They were written by
hand and completed with verbs that attributions in a news corpus (PolNeAR's training part) use.
"""

from __future__ import annotations

import re
from collections.abc import Iterable


def words(text: str) -> tuple[str, ...]:
    """Cut a list that is written as a text."""
    return tuple(text.split())


# Verbs whose object is what was said: she said “…”.
SAYING = words(
    """
    acknowledge add admit admonish advise affirm agree allege announce answer argue ask assert
    assure aver bark begin believe bellow blog blurt boast brag caution challenge chant charge
    cheer chide chime cite claim comment complain concede conclude confess confide confirm
    contend continue counsel counter cry declare demand deny disclose discover elaborate email
    emphasise emphasize enthuse exclaim exhort explain exult fret fume gripe groan growl grumble
    gush hint hope howl imagine imply inform inquire insist interject interrupt intone joke jot
    lament laugh lecture maintain marvel mention moan mock mouth mumble murmur muse mutter note
    object observe offer opine pen plead pledge point post praise pray predict proclaim promise
    pronounce propose protest query question quip quote rail rant recall recite recommend
    recount reflect rejoin relate remark remember remind repeat reply report respond retaliate
    retort reveal roar scoff scold scream sermonise shout shriek sigh sign sing smile snap sneer
    state stress suggest summarise summarize surmise swear taunt tease testify text theorise
    theorize thunder tout tweet urge utter venture voice volunteer vow wager wail warn whine
    whisper wonder worry yell
    """
)
# Verbs whose object is named by what was said: he called it “…”.
NAMING = words(
    """
    accuse applaud blame blast brand call characterise characterize christen classify coin
    commend condemn consider credit criticise criticize decry deem define denounce depict deride
    describe diagnose dismiss dub fault greet hail idealise identify interpret judge label
    lambast laud list name nickname portray reference regard rename slam style term title treat
    welcome
    """
)
# Nouns whose owner said it: Ferris’s verdict, “…”.
NOUNS = words(
    """
    answer argument assessment claim comment complaint conclusion contention definition
    description formulation judgement judgment line motto observation phrase phrasing point
    question quip remark review slogan statement term thesis verdict warning word words
    """
)
_IRREGULAR = {
    "say": "say says said saying",
    "write": "write writes wrote written writing",
    "tell": "tell tells told telling",
    "think": "think thinks thought thinking",
    "read": "reads",
    "feel": "feels felt feeling",
    "speak": "speak speaks spoke spoken speaking",
    "begin": "begin begins began begun beginning",
    "sing": "sing sings sang sung singing",
    "swear": "swear swears swore sworn swearing",
}
_DOUBLED = frozenset(words("admit brag chat commit jot nod pen quip snap submit sum"))
# As bare words these are nouns or adjectives more often than verbs.
_NOT_BARE = frozenset(
    words(
        """
        answer blog brand challenge charge comment credit cry email fault hope identify joke label
        laugh list mouth name object offer pen plan pledge point post promise query question
        reference remark report roar sign smile snap state style term text title voice
        """
    )
)
_HEADING = "Said|Says|Writes|Wrote|Added|Adds|Continued|Continues|Asked|Asks|Explained"
_PHRASES = (
    "[Aa]ccording to|[Ii]n the words of|[Ii]n (?:his|her|their|its|my|our) (?:own )?words"
    "|(?:puts?|has|had) it|points? out|pointed out|pointing out|sums? (?:it )?up|summed (?:it )?up"
    "|goes on|went on|shot back|shoots back|fires back|fired back|chimes in|chimed in"
)


# Cues that give words, beside those of SAYING.
_TOLD = words(
    "say write tell read speak show find call describe define label name term "
    "title dub portray depict characterize characterise put point refer"
)
# Cues that give a mind.
_THOUGHT = words(
    """
    think believe feel hope fear expect imagine suppose wonder know understand realise realize
    assume suspect doubt consider regard deem see hold judge dream worry reflect surmise
    """
)


def forms(verb: str) -> tuple[str, ...]:
    """Inflect a verb.

    Example:
        >>> forms("quip"), forms("reply")[1:], forms("note")[2:]
        (('quip', 'quips', 'quipped', 'quipping'), ('replies', 'replied', 'replying'), \
('noted', 'noting'))
    """
    if verb in _IRREGULAR:
        return words(_IRREGULAR[verb])
    if re.search(r"[^aeiou]y$", verb):
        return verb, f"{verb[:-1]}ies", f"{verb[:-1]}ied", f"{verb}ing"
    stem = verb[:-1] if verb.endswith("e") and not verb.endswith("ee") else verb
    if verb in _DOUBLED:
        stem = verb + verb[-1]
    es = "es" if re.search(r"(?:s|sh|ch|x|z)$", verb) else "s"
    return verb, f"{verb}{es}", f"{stem}ed", f"{stem}ing"


def _any(verbs: Iterable[str]) -> str:
    found = {form for verb in verbs for form in forms(verb)} - _NOT_BARE
    return "|".join(sorted(found, key=lambda form: (-len(form), form)))


def manner(cue: str | None) -> str | None:
    """Tell speech from thought, and both from a mere attitude, by a cue.

    Example:
        >>> [manner(cue) for cue in ("has argued", "believes", "was drawn to", None)]
        ['speech', 'thought', 'attitude', None]
    """
    if not cue:
        return None
    spoken = set(re.findall(r"[a-z-]+", cue.lower()))
    if spoken & _THOUGHTS:
        return "thought"
    return "speech" if spoken & _TELLS or CUE.search(cue) or cue.strip() == ":" else "attitude"


_THOUGHTS = {form for verb in _THOUGHT for form in forms(verb)} | set(
    words("thought knew known understood saw held")
)
_TELLS = (
    {form for verb in (*SAYING, *_TOLD) for form in forms(verb)}
    | set(
        words(
            "found showed shown put puts account statement letter interview tweet speech "
            "warning claim claims"
        )
    )
) - {"list", "lists"}

# Groups: phrase; first (a verb that opens its sentence); say; name.
CUE = re.compile(
    rf"(?<![-‑])\b(?:(?P<phrase>{_PHRASES})|(?P<first>(?:{_HEADING})(?= [A-Z]))"
    rf"|(?P<say>{_any((*SAYING, 'say', 'write', 'tell', 'think', 'read', 'feel', 'speak'))})"
    rf"|(?P<name>{_any(NAMING)}|refer(?:s|red|ring) to))\b"
)

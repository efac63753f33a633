"""Whose voice a quotation is: a character's, a maker's, a critic's, an expert's, a user's.

Told by the design's people, by what stands beside the speaker's name anywhere in the document
("the philosopher Anselm Reyes", "Colm, a retired bus driver"), by outlets, and by how the words are
given: who "writes" and "argues" without a role is taken for a critic. The lists are data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice

from ..passes import Row
from .saying import forms, words
from .speakers import Speaker

VOICES = ("writer", "character", "maker", "critic", "expert", "user", "scholar", "other", "unknown")

_ROLES = {
    "expert": words(
        """
        academic anthropologist biologist clinician counsellor counselor doctor economist engineer
        ethicist ethnographer expert geneticist historian institute jurist lawyer lecturer
        linguist logician mathematician neurologist neuroscientist nurse nutritionist paper pastor
        philologist philosopher physicist physician physiologist poll priest professor
        psychiatrist psychoanalyst psychologist psychotherapist rabbi report research researcher
        researchers scholar scholars scientist scientists semiotician sexologist sociologist study
        studies survey technologist technologists theologian theorist therapist therapists
        university architect phonetician neurobiologist criminologist geographer ethologist
        statistician dean experts
        """
    ),
    "critic": words(
        """
        blogger blogs columnist commentator commentators critic critics editor editorial essay
        essayist journalist magazine newspaper notice obituarist podcaster review reviewer
        reviewers reviews novelist
        """
    ),
    "maker": words(
        """
        actor actress animator auteur ceo cinematographer co-founder cofounder company companies
        composer costumer designer designers developer developers director directors distributor
        executive filmmaker filmmakers firm founder founders manufacturer producer producers
        programmer screenwriter scriptwriter showrunner engineers spokesman spokesperson
        spokeswoman star start-up startup studio writer-director advertisement trailer
        """
    ),
    "user": words(
        """
        audience commenter customer customers fan fans forum moviegoer poster reader readers
        redditor respondent respondents spectator student students subscriber subscribers
        subscribes teenager user users viewer viewers widow widower participant participants
        teenagers redditors
        """
    ),
    "other": words(
        """
        aunt boss brother brother-in-law cabinet colleague cousin daughter father father-in-law
        friend friends girlfriend grandfather grandmother grandson husband lawmaker mayor minister
        mother mum mom dad mystic neighbor neighbour neighbours nephew niece opponent opponents
        partner politician politicians president prosecutor poet sister senator son uncle wife
        defenders enthusiasts supporters advocates
        """
    ),
}
_CROWD = frozenset(  # who is nobody in particular
    words(
        "everyone everybody nobody people some many most they others it critics’ "
        "wisdom reading view industry"
    )
)
_OUTLETS = re.compile(
    r"\b(?:Times|Post|Gazette|Courier|Herald|Tribune|Review|Magazine|Guardian|Variety|New Yorker"
    r"|Atlantic|Wired|Telegraph|Independent|Observer|Chronicle|Globe|Journal|Slate|Salon|Vulture"
    r"|Vox|Verge|Indiewire|IndieWire|Hollywood Reporter|Rolling Stone|Time Out"
    r"|Empire|Sight and Sound"
    r"|Sight & Sound|Film Comment|Cahiers|Monitor|Examiner|Standard|Daily|Weekly|Quarterly|Monthly"
    r"|Gizmodo|Newsweek|Economist|Spectator|Nation|New Republic|Esquire|GQ|Vogue"
    r"|AV Club|A\.V\. Club"
    r"|RogerEbert\.com|Rotten Tomatoes|Metacritic|Le Monde|Libération|Der Spiegel"
    r"|El País|Los Angeles"
    r" Review of Books|London Review of Books|n\+1|Jezebel|BuzzFeed|HuffPost)\b"
)
_TITLED = re.compile(r"\b(?:Dr|Prof|Professor|Doctor|Rev)\b\.?")
_DOES = (  # what somebody is said to do, where no noun says what they are
    (
        "critic",
        re.compile(
            r"\b(?:who|that) (?:[a-z]+ ){0,2}?(?:reviews?|reviewed|blogs?|blogging"
            r"|writes for|wrote for|edits)\b"
        ),
    ),
    (
        "expert",
        re.compile(
            r"\bwho (?:[a-z’]+ ){0,2}?(?:teach(?:es)?|taught|stud(?:y|ies|ied)|treat(?:s"
            r"|ed|ing)?|research(?:es|ed)|runs a (?:\w+ )?clinic|lectures)\b"
        ),
    ),
    (
        "maker",
        re.compile(
            r"\bwho (?:[a-z’]+ ){0,2}?(?:plays|played|voices|voiced|directed|directs"
            r"|wrote the (?:script|score|screenplay)|edited|shot|scored|composed|founded"
            r"|designed)\b"
        ),
    ),
)
_CREW = re.compile(
    r"\b(?:(?:sound|film|music|casting|picture) (?:editor|designer|director)"
    r"|production design(?:er)?|art director"
    r"|director of photography|former (?:engineer|employee|designer|researcher)|own engineers)\b"
)
_SEATED = re.compile(
    r"\b(?:man|woman|boy|girl|couple|person|lady|somebody|someone"
    r"|student) (?:in the (?:audience|row|queue)|behind|beside|next to|in front)\b"
)
_BODY = re.compile(
    r"\b(?:University|Institute|College|Laboratory|Lab|Society|Academy|School|Infirmary|Hospital)\b"
)
_FIRM = re.compile(
    r"\b(?:Inc|Ltd|Corp|Corporation|Systems|Labs|Technologies|Studios?|Pictures"
    r"|OpenAI|Replika|Google"
    r"|Microsoft|Meta|Apple|Amazon|Character\.AI|Luka|Anthropic)\b"
)
_USES = re.compile(
    r"\b(?:uses?|used|using|subscribes?|subscribed|downloaded|signed up"
    r"|has been (?:dating|talking to|chatting)"
    r"|(?:his|her|their|my) (?:Replika|companion|companions|chatbot|bot|AI|app)"
    r"|fell in love with (?:a|an|his|her) (?:AI|bot|chatbot))\b"
)
_THINKING = frozenset(
    form
    for verb in words(
        """
        argue call claim complain conclude contend describe declare dismiss find hail hold insist
        label maintain note observe opine praise propose suppose write quip gush sniff joke announce
        point date term dub deem see judge regard read
        """
    )
    for form in forms(verb)
) | frozenset(words("puts put points pointed found holds held sees saw has"))
_TALKING = frozenset(
    words("say says said told tells tell added adds explained explains recalls recalled")
)
_OWN = frozenset(words("i we me us my our mine ours myself ourselves"))
_CITED = re.compile(
    r"\(\s?[A-ZÀ-ÖØ-Þ][^()]{0,60}\b(?:1[5-9]|20)\d\d[a-z]?\b[^()]{0,40}\)"
    r"|\([A-ZÀ-ÖØ-Þ][\w’'-]+,? \d{1,4}\)"
)
_STOP = r"(?!(?:for|of|to|with|by|from|at|in|on|and|or|but|than|about|against|like|as)\b)"
_BEFORE = re.compile(
    rf"(?:{_STOP}[\w’'-]+,?\s){{1,4}}(?:(?:Dr|Prof|Mr|Mrs|Ms)\.?\s|[A-Z][\w’-]*\s)?$"
)
_BEHIND = re.compile(
    r"(?:\s[A-Z][\w’'-]*)?(?:,\s(?:who|an?|the|its|their|his|her|one)\b|\s\("
    r"|,?\s(?:of|at|from|in)\s(?:[Tt]he\s)?(?=[A-Z]))"
    r"[^.;:!?\n“”\")]{1,90}"
)
_WHERE = re.compile(r"\s(?:in|behind|beside|next|who|at|of|from)\s[^.,;:“”\"\n]{1,50}")
_LOOKED_AT = 12  # mentions of one name
_WORD = re.compile(r"[A-Za-z][\w’-]*")
_SMALL = re.compile(r"[a-z][a-z’-]+")
_AROUND_NAME = 90  # code points behind a name that may say what it is
_ROLE_OF = {word: voice for voice, nouns in _ROLES.items() for word in nouns}


def voice(
    text: str, row: Row, speaker: Speaker, seen: dict[str, list[str]] | None = None
) -> str | None:
    """Say whose voice a quotation is; ``None`` for scare quotes and titles, which are nobody's.

    Args:
        text: The document's text.
        row: A quotation.
        speaker: Who its speaker is.
        seen: What stands beside each name, kept from one quotation of a text to the next.

    Limits: a role must be named in English, somewhere beside the name; first names alone in a
    piece on users, and whom nothing describes, are *unknown*.

    Example:
        >>> text = "The philosopher Ada Quill thinks so. “Yes,” Quill said."
        >>> row = {"kind": "direct", "start": 38, "end": 42, "cue": "said",
        ...     "source_start": 44, "source_end": 49}
        >>> voice(text, row, Speaker("Ada Quill"))
        'expert'
    """
    if row["kind"] in ("scare", "title"):
        return None
    if speaker.known:
        return speaker.known.voice
    if row["source_start"] is None:
        return "unknown"
    said = text[row["source_start"] : row["source_end"]]
    if re.split(r"[’']", said.lower())[0] in _OWN:
        return "writer"
    if row["cue"] is None and is_citation(text, row):
        return "scholar"
    if _CROWD & set(said.lower().split()[:2]) and not speaker.name:
        return "other"
    for about in descriptions(text, row, said, speaker, {} if seen is None else seen):
        found = role_of(about)
        if found:
            return found
    return _by_manner(text, row, said, speaker)


def is_citation(text: str, row: Row) -> bool:
    """Say whether the source stands in a citation: (Ferris 2014, 12)."""
    start = text.rfind("(", max(0, row["source_start"] - 60), row["source_start"])
    return start >= row["end"] - 1 and bool(_CITED.match(text, start))


def descriptions(
    text: str, row: Row, said: str, speaker: Speaker, seen: dict[str, list[str]]
) -> Iterator[str]:
    """Yield what describes a speaker: the source itself, then what stands beside their name."""
    where = _WHERE.match(text, row["source_end"])
    yield said + (where[0] if where else "")
    if speaker.described:
        yield speaker.described
    if speaker.name:
        yield _beside(text, row["source_start"], row["source_end"])
        if speaker.name not in seen:
            seen[speaker.name] = list(_beside_name(text, speaker.name))
        yield from seen[speaker.name]


def _beside_name(text: str, name: str) -> Iterator[str]:
    for called in dict.fromkeys((name, name.split()[-1])):
        for start, end in islice(places_of(text, called), _LOOKED_AT):
            yield _beside(text, start, end)


def places_of(text: str, name: str) -> Iterator[tuple[int, int]]:
    """Find where a name stands as a whole word.

    >>> list(places_of("Ada and Adam; Ada.", "Ada"))
    [(0, 3), (14, 17)]
    """
    at = text.find(name)
    while at >= 0:
        end = at + len(name)
        if not (at and _is_word(text[at - 1])) and not _is_word(text[end : end + 1]):
            yield at, end
        at = text.find(name, end)


def _is_word(mark: str) -> bool:
    return mark.isalnum() or mark == "_"


def _beside(text: str, start: int, end: int) -> str:
    """Return the words that stand in apposition to a name, before it and behind it."""
    before = _BEFORE.search(text, max(0, start - 60), start)
    behind = _BEHIND.match(text, end, end + _AROUND_NAME)
    return f"{before[0] if before else ''} | {behind[0] if behind else ''}"


@lru_cache(maxsize=1 << 12)
def role_of(about: str) -> str | None:
    """Find the first role that a description names; outlets and titles count too."""
    if _TITLED.search(about):
        return "expert"
    if _CREW.search(about):
        return "maker"
    if _SEATED.search(about):
        return "user"
    found = [
        _ROLE_OF[low]
        for word in _WORD.findall(about)
        if (low := word.lower().removesuffix("’s").removesuffix("'s")) in _ROLE_OF
        and (word[0].islower() or about.startswith(word))
    ]
    plain = next((one for one in found if one != "other"), None)
    done = next((one for one, does in _DOES if does.search(about)), None)
    if plain or done:
        return plain or done
    if found:
        return "other"
    if _USES.search(about):
        return "user"
    if _OUTLETS.search(about):
        return "critic"
    if _FIRM.search(about):
        return "maker"
    return "expert" if _BODY.search(about) else None


def roles_named(text: str) -> set[str]:
    """Find the voices whose roles are named anywhere in a stretch of text, names aside.

    >>> sorted(roles_named("the critic asked a nurse"))
    ['critic', 'expert']
    """
    return {_ROLE_OF[word] for word in _SMALL.findall(text) if word in _ROLE_OF}


def outlet(text: str) -> bool:
    """Say whether an outlet of criticism is named."""
    return bool(_OUTLETS.search(text))


def _by_manner(text: str, row: Row, said: str, speaker: Speaker) -> str:
    """Tell a critic by writing and arguing."""
    cue = (row["cue"] or "").lower().split()
    if speaker.name is None:
        return "unknown"
    if " " in speaker.name or re.search(rf"\b[A-Z]\w+\s{re.escape(speaker.name)}\b", text):
        return "critic" if any(word in _THINKING for word in cue) else "unknown"
    return "user" if any(word in _TALKING for word in cue) else "unknown"


def voices(
    text: str,
    rows: Sequence[Row],
    speakers: Sequence[Speaker],
    seen: dict[str, list[str]] | None = None,
) -> list[str | None]:
    """Say whose voice each quotation is; somebody named has one voice in a document.

    The voice of a name is that which most of its quotations have, unknown ones aside. What stands
    beside each name is put into ``seen``.
    """
    seen = {} if seen is None else seen
    found = [voice(text, row, speaker, seen) for row, speaker in zip(rows, speakers, strict=True)]
    counted: dict[str, dict[str, int]] = {}
    for one, speaker in zip(found, speakers, strict=True):
        if speaker.name and one not in (None, "unknown"):
            votes = counted.setdefault(speaker.name, {})
            votes[str(one)] = votes.get(str(one), 0) + 1
    usual = {
        name: max(VOICES, key=lambda v: (votes.get(v, 0), -VOICES.index(v)))
        for name, votes in counted.items()
    }
    return [
        usual.get(speaker.name, one) if one is not None and speaker.name else one
        for one, speaker in zip(found, speakers, strict=True)
    ]

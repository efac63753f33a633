"""Names of persons in running text: where they stand, and what is none though it has a capital."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NamedTuple

from ..models.capitals import is_small
from .saying import words

_CAP = r"[A-ZÀ-ÖØ-Þ](?:[\w’'‑-]*[\w]|\.(?:[A-Z]\.)*)?"
_PARTICLE = r"(?:de|da|di|du|del|della|der|den|van|von|la|le|el|al|bin|ibn|ten|ter)"
NAME = re.compile(rf"(?<![\w’'-]){_CAP}(?: (?:{_PARTICLE} ){{0,2}}{_CAP})*")
_HONORIFIC = re.compile(
    r"(?:(?:Mr|Mrs|Ms|Mx|Dr|Prof|Professor|Doctor|Rev|Father|Sister|Sir|Dame|Lord|Lady|Miss|Madame"
    r"|Saint|St|Sen|Gov|President|Judge|Director|Critic)\.?\s)+"
)
# Capitals that begin a sentence, not a name.
_NO_NAMES = frozenset(
    words(
        """
        A According Again All Although An And Another Any As Asked At Because Before Both But By
        Critics Even Every Everyone For From Further He Her Here His How However I If In Indeed Is
        It Its Just Later Like Many Meanwhile Most Much My No Nobody None Nor Not Now Of On Once One
        Only Or Our Others People Perhaps Reviewers She Since So Some Someone Still Such That The
        Their Then There These They This Those Though Three To Too Two Under Until We What When
        Where While Who Why With Yet You Your Several Few Professor Doctor Dr Mr Mrs Ms Defenders
        Critics Fans Users Viewers Readers Supporters Enthusiasts Advocates Audiences Men Women
        Compare Consider Take See Add Ask Let Read Call Enter Call Unlike Along Among Against About
        After Before During Between Nothing Something Everything Dear Hi Hello Oh Ah Well Yes
        """
    )
)
_ORGANISATION = re.compile(
    r"\b(?:Times|Post|Gazette|Courier|Herald|Review|Magazine|University|Institute"
    r"|Systems|Pictures|Inc"
    r"|Company|Street|Academy|Festival|Journal|Studios?|College|Hospital|School|Press|Angeles|York"
    r"|London|America|American|Hollywood|Film|Films|Awards?|English|Internet|City"
    r"|Island|Party|House)\b"
)


# Places, peoples, days, months: what they "say" is said by nobody who has a name.
_NOBODYS = frozenset(
    one.replace("_", " ")
    for one in words(
        """
        monday tuesday wednesday thursday friday saturday sunday january february march april june
        july august september october november december christmas easter
        africa african africans america american americans asia asian asians europe european
        europeans england english britain british scotland scottish scots wales welsh ireland irish
        france french germany german germans austria austrian italy italian italians spain spanish
        portugal portuguese greece greek greeks netherlands dutch belgium belgian denmark danish
        danes sweden swedish swedes norway norwegian finland finnish iceland icelandic poland polish
        poles russia russian russians soviet ukraine ukrainian hungary hungarian romania romanian
        czech slovak switzerland swiss turkey turkish israel israeli israelis palestine palestinian
        iran iranian iraq iraqi syria syrian egypt egyptian saudi_arabia libya morocco nigeria
        nigerian kenya kenyan india indian indians pakistan china chinese japan japanese korea
        korean koreans south_korea north_korea taiwan vietnam vietnamese thailand thai indonesia
        philippines australia australian australians new_zealand canada canadian canadians mexico
        mexican brazil brazilian argentina chile cuba cuban latin western eastern northern southern
        middle_east southeast_asia united_states united_kingdom california californian texas florida
        london paris berlin vienna rome milan madrid barcelona lisbon athens amsterdam brussels
        copenhagen stockholm oslo helsinki warsaw prague budapest moscow kiev kyiv istanbul tel_aviv
        jerusalem cairo lagos nairobi mumbai bombay delhi beijing shanghai chengdu shenzhen
        guangzhou hong_kong tokyo kyoto osaka seoul singapore bangkok hanoi jakarta manila sydney
        melbourne toronto montreal vancouver new_york los_angeles san_francisco chicago boston
        seattle hollywood washington silicon_valley venice cannes locarno dublin edinburgh glasgow
        manchester liverpool leeds bristol christian christians muslim muslims jewish catholic
        protestant buddhist victorian medieval
        """
    )
)


class Mention(NamedTuple):
    """Where a name stands."""

    start: int
    end: int
    name: str


def mention(found: re.Match[str]) -> Mention | None:
    """Cut titles, owners and first words of a sentence from a name; ``None`` if none is left.

    Example:
        >>> [mention(NAME.search(said)) for said in ("The Courier’s Dr Ada Quill", "The")]
        [Mention(start=17, end=26, name='Ada Quill'), None]
    """
    start, name = found.start(), found[0]
    if re.match(r"I[’']", name):
        return None
    owner = list(re.finditer(r"[’']s?\s", name))
    if owner:
        start, name = start + owner[-1].end(), name[owner[-1].end() :]
    lead = _HONORIFIC.match(name)
    if lead and lead.end() < len(name):
        start, name = start + lead.end(), name[lead.end() :]
    while re.split(r"[\s’']", name)[0] in _NO_NAMES:  # It’s
        first, _, rest = name.partition(" ")
        if not rest:
            return None
        start, name = start + len(first) + 1, rest
    name = re.sub(r"[’']s?$", "", name)
    parts = name.split(" ")
    cut = next((n for n, word in enumerate(parts) if n and word in _NO_NAMES), len(parts))
    name = " ".join(parts[:cut])
    return Mention(start, start + len(name), name) if len(name) > 1 else None


def only_opens(text: str, one: Mention, small: set[str]) -> bool:
    """Say whether a capital is that of a sentence, and the word stands small elsewhere.

    Example:
        >>> only_opens("Nine came.", Mention(0, 4, "Nine"), {"nine", "came"})
        True
    """
    if " " in one.name or one.name.lower() not in small:
        return False
    before = text[max(0, one.start - 3) : one.start].strip(" “\"'‘(")
    return not before or before[-1] in ".!?:;—\n"


def lent(text: str, one: Mention, inside: Collection[str]) -> bool:
    """Say whether a word that English writes small has its capital from the sentence it opens.

    Args:
        text: The document's text.
        one: What may be a name.
        inside: The text's names that stand inside a sentence.

    Example:
        >>> text = "Nine came. Will came, and Will sat."
        >>> [lent(text, Mention(at, at + 4, text[at : at + 4]), {"Will"}) for at in (0, 11)]
        [True, False]
    """
    if " " in one.name or one.name in inside or not is_small(one.name):
        return False
    return opens(text, one.start)


def opens(text: str, start: int) -> bool:
    """Say whether a sentence, a line or speech begins at a place."""
    before = text[max(0, start - 3) : start].strip(" “\"'‘(")
    return not before or before[-1] in ".!?:;—–-\n"


def is_nobodys(name: str) -> bool:
    """Say whether a name is that of a place, a people, a day or a month.

    Example:
        >>> [is_nobodys(name) for name in ("Chengdu", "British", "Sunday", "Paris", "Ada Quill")]
        [True, True, True, True, False]
    """
    return name.lower() in _NOBODYS


def is_thing(text: str, one: Mention) -> bool:
    """Say whether an article before a name, or an office in it, shows that it is no person's.

    Example:
        >>> is_thing("the Long Hum", Mention(4, 12, "Long Hum"))
        True
    """
    before = text[max(0, one.start - 4) : one.start].lower()
    return before == "the " or is_organisation(one.name)


def is_organisation(name: str) -> bool:
    """Say whether a name holds a word that names of organisations hold.

    Example:
        >>> is_organisation("Annexe Pictures"), is_organisation("Ada Quill")
        (True, False)
    """
    return bool(_ORGANISATION.search(name))

"""What a site says about mining, training and reuse: read, recorded, and what of it is obeyed.

======================  =========================================================  ============
signal                  where, and whose it is                                     by default
======================  =========================================================  ============
``tdm-reservation``     ``/.well-known/tdmrep.json``, header, ``<meta>``: TDM       1 refuses
                        Reservation Protocol, W3C Community Group, 10 May 2024
``noai``                ``X-Robots-Tag``, ``<meta name=robots>``: DeviantArt,       refuses
                        November 2022
``noml``                the same places: noml.info                                 refuses
``noimageai``           the same places: DeviantArt; pictures aren't kept as text   is recorded
``noindex``, ``none``,  the same places: Robots meta tags specification, Google    is recorded;
``noarchive`` …         Search Central; about search engines                       see below
``content-signal``,     robots.txt: Cloudflare; IETF draft-ietf-aipref-attach;     is recorded
``content-usage``       about search, training and answering machines
``robots-ai``           robots.txt: groups that keep out agents that train          is recorded
``licence``             ``rel=license``: HTML Standard, 4.6.7.9; RFC 4946; JSON-LD  is recorded
======================  =========================================================  ============

What is addressed to ``hermeneut`` by name refuses with ``noindex``, ``noarchive``, ``nosnippet``
or ``none`` as well: whoever names this tool means what it does, which is to keep text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import quote, urljoin, urlsplit

from ... import formats
from ...reservations import AGENT, reserved
from ..http.fetch import Exchange
from .robots import Rules

__all__ = ["AGENT", "Reservation", "reserved", "signals", "tdmrep"]

WELL_KNOWN = "/.well-known/tdmrep.json"
HEAD = 2**16  # bytes of a page that are looked at
_MOST_RULES = 1000  # of one tdmrep.json
_LONGEST = 500  # characters of one signal that are kept
# Agents that gather for training, as their makers document them.
_TRAINING = (
    "ai2bot", "amazonbot", "applebot-extended", "bytespider", "ccbot", "claudebot", "cohere-ai",
    "google-extended", "gptbot", "meta-externalagent",
)  # fmt: skip
# Directives of X-Robots-Tag with a value of their own; before any other colon stands an agent.
_VALUED = ("unavailable_after", "max-snippet", "max-image-preview", "max-video-preview")
_DIRECTIVE = re.compile(r"(?:([\w*.-]{1,60})\s*:)?\s*([\w-]{1,60}(?::.{0,60})?)")
_MOST_DIRECTIVES = 50  # of one page; honest ones have five
_WORTH_PARSING = ("robots", "tdm-", "license", "licence", AGENT)
_PICTURES = {
    "ImageObject",
    "VideoObject",
    "AudioObject",
    "MediaObject",
}  # with licences of their own
_LINK = re.compile(r"<([^<>]{1,2000})>((?:[^<\"]|\"[^\"]{0,500}\"){0,500})")
_REL_LICENCE = re.compile(r";\s*rel\s*=\s*\"?[^\";]{0,200}\blicen[cs]e\b", re.IGNORECASE)


class Reservation(NamedTuple):
    """One rule of a site's tdmrep.json.

    Attributes:
        location: Pattern of paths, as in robots.txt.
        reservation: 1 where mining is reserved, else 0.
        policy: Address of the conditions; empty if there is none.
    """

    location: str
    reservation: int
    policy: str


def tdmrep(body: bytes) -> tuple[Reservation, ...]:
    """Read /.well-known/tdmrep.json (TDM Reservation Protocol, "TDM File on the Origin Server").

    What isn't a rule is left out; a single rule that isn't in a list is read too.

    Example:
        >>> tdmrep(b'[{"location": "/reviews/", "tdm-reservation": 1}]')
        (Reservation(location='/reviews/', reservation=1, policy=''),)
        >>> tdmrep(b"<html>Not found")
        ()
    """
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return ()
    rules = found if isinstance(found, list) else [found]
    return tuple(filter(None, map(_reservation, rules[:_MOST_RULES])))


def signals(
    url: str, exchange: Exchange, *, tdm: Sequence[Reservation] = (), robots: Rules | None = None
) -> dict[str, str]:
    """Gather what is said about a page: each signal by its name, only those that are there.

    Of a TDM reservation, the page counts before its header, that before the site's file
    (TDM Reservation Protocol, "Processing priority"); of the file, the first rule that matches.

    Args:
        url: Its address.
        exchange: The page as it came; its first 64 KiB are looked at.
        tdm: The site's file.
        robots: The site's robots.txt.

    Returns:
        Of ``tdm-reservation``, ``tdm-policy``, ``tdm-source`` (meta, header or file),
        ``x-robots-tag``, ``robots-meta``, ``robots-ai``, ``content-signal``, ``content-usage``
        and ``licence`` those that there are. Directives are joined by commas; one that is
        addressed to an agent has its name and a colon before it.
    """
    page = _page(exchange)
    found = _tdm(url, exchange, page, tdm)
    found["x-robots-tag"] = ", ".join(_directives(exchange.every("x-robots-tag")))
    found["robots-meta"] = ", ".join(page.robots)
    found["licence"] = next(_licences(url, exchange, page), "")
    found |= _uses(url, exchange, robots)
    return {name: value[:_LONGEST] for name, value in found.items() if value}


class _Page(NamedTuple):
    """What the first bytes of a page say."""

    reservation: str = ""
    policy: str = ""
    robots: tuple[str, ...] = ()
    licences: tuple[str, ...] = ()


def _reservation(rule: Any) -> Reservation | None:
    if not isinstance(rule, dict) or not isinstance(rule.get("location"), str):
        return None
    value, policy = str(rule.get("tdm-reservation")), rule.get("tdm-policy")
    if value not in ("0", "1"):
        return None
    return Reservation(rule["location"], int(value), policy if isinstance(policy, str) else "")


def _tdm(url: str, exchange: Exchange, page: _Page, tdm: Sequence[Reservation]) -> dict[str, str]:
    said = [("meta", page.reservation, page.policy)]
    said += [("header", exchange.header("tdm-reservation"), exchange.header("tdm-policy"))]
    said += [
        ("file", str(rule.reservation), rule.policy) for rule in tdm if _matches(rule.location, url)
    ]
    for source, value, policy in said:
        value = value.partition(",")[0].strip()
        if value in ("0", "1"):  # anything else is an error, which counts as unset
            terms = _link(url, policy)
            return {"tdm-reservation": value, "tdm-policy": terms, "tdm-source": source}
    return {}


@lru_cache(maxsize=1024)
def _pattern(location: str) -> Rules:
    path = urlsplit(location).path if "://" in location else location
    path = quote(path, safe="!$%&'()*+,/:;=?@[]~", errors="replace")
    path = path if path.startswith(("/", "*")) else f"/{path}"
    return Rules(groups=((frozenset("*"), f"disallow: {path}"),))


def _matches(location: str, url: str) -> bool:
    try:
        return not _pattern(location).allows(url, "*")
    except ValueError:
        return False


def _directives(values: Iterable[str]) -> tuple[str, ...]:
    """Part directives; an agent named before the first holds for all of its header."""
    found: dict[str, None] = {}
    for value in values:
        scope = ""
        for part in re.split(r"[,;]", value.lower()):
            directive = _DIRECTIVE.fullmatch(part.strip())
            if not directive:
                continue
            agent, named = directive.groups()
            if agent in _VALUED:
                named = f"{agent}:{named}"
            elif agent:
                scope = "" if agent == "*" else f"{agent}: "
            found[scope + named] = None
    return tuple(found)[:_MOST_DIRECTIVES]


def _uses(url: str, exchange: Exchange, robots: Rules | None) -> dict[str, str]:
    found = {"content-usage": exchange.every("content-usage"), "content-signal": []}
    for name, values in found.items():
        lines = robots.uses if robots else ()
        values += [line.removeprefix(f"{name}: ") for line in lines if line.startswith(name)]
    kept_out = [
        name
        for name in (_TRAINING if robots else ())
        if robots and robots.names(name) and not robots.allows(url, name)
    ]
    return {name: "; ".join(values) for name, values in found.items()} | {
        "robots-ai": ", ".join(kept_out)
    }


def _page(exchange: Exchange) -> _Page:
    kind = exchange.header("content-type").lower()
    if kind and "html" not in kind and "xml" not in kind:
        return _Page()
    text = formats.decode(exchange.content(HEAD)).read()
    low = text.lower()
    if not any(word in low for word in _WORTH_PARSING):
        return _Page()
    from lxml import etree

    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.LxmlError:
        return _Page()
    return _Page() if root is None else _read(root)


def _read(root: Any) -> _Page:
    metas: dict[str, list[str]] = {}
    for meta in root.iter("meta"):
        name = (meta.get("name") or "").strip().lower()
        metas.setdefault(name, []).append((meta.get("content") or "").strip())
    said = [*metas.get("robots", []), *(f"{AGENT}: {value}" for value in metas.get(AGENT, []))]
    return _Page(
        reservation=next(iter(metas.get("tdm-reservation", [])), ""),
        policy=next(iter(metas.get("tdm-policy", [])), ""),
        robots=_directives(said),
        licences=tuple(_licence_links(root)),
    )


def _licence_links(root: Any) -> Iterator[str]:
    for tag in ("link", "a"):
        for element in root.iter(tag):
            words = (element.get("rel") or "").lower().split()
            pictured = tag == "a" and next(element.iterancestors("figure"), None) is not None
            if "license" in words and not pictured:
                yield element.get("href") or ""
        if tag == "link":
            yield from _licences_in_json(root)


def _licences_in_json(root: Any) -> Iterator[str]:
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        try:
            left = [json.loads(script.text or "")]
        except (ValueError, RecursionError):
            continue
        while left:
            thing = left.pop()
            if isinstance(thing, list):
                left += thing[::-1]
            elif isinstance(thing, dict) and not _is_picture(thing):
                licence = thing.get("license")
                if isinstance(licence, dict):
                    licence = licence.get("@id") or licence.get("url")
                if isinstance(licence, str):
                    yield licence
                left += list(thing.values())[::-1]


def _is_picture(thing: dict[str, Any]) -> bool:
    kinds = thing.get("@type")
    return any(
        kind in _PICTURES
        for kind in (kinds if isinstance(kinds, list) else [kinds])
        if isinstance(kind, str)
    )


def _licences(url: str, exchange: Exchange, page: _Page) -> Iterator[str]:
    for header in exchange.every("link"):
        for target, parameters in _LINK.findall(header):
            if _REL_LICENCE.search(parameters):
                yield from filter(None, [_link(url, target)])
    yield from filter(None, (_link(url, licence) for licence in page.licences))


def _link(url: str, reference: str) -> str:
    """Make an address absolute; empty if it is none of the web."""
    try:
        found = urljoin(url, reference.strip()) if reference.strip() else ""
    except ValueError:
        return ""
    return found if found.startswith(("https://", "http://")) else ""

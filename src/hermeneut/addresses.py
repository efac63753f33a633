"""Addresses: which of them are one page, and what a document is called by.

`canonical` is for telling pages apart, never for fetching: it drops ``www.`` and the like, so
what it returns need not answer. What is dropped from a query stands in the tables below.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from urllib.parse import SplitResult, quote, urlsplit

# Hosts that serve the same page under another name.
FRONTS = re.compile(r"(?:www\d?|m|mobile|amp|embed)\.(?=[^.]+\.)")

# Parameters that say how a reader came or what the page should look like, not which page it is.
TRACKING = frozenset({
    "fbclid", "gclid", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "twclid", "ttclid",
    "igshid", "igsh", "mc_cid", "mc_eid", "mkt_tok", "_ga", "_gl", "_hsenc", "_hsmi",
    "hss_channel", "oly_enc_id", "oly_anon_id", "vero_id", "rb_clickid", "s_cid", "wt_mc", "xtor",
    "ref", "referer", "referrer", "ref_src", "ref_url", "source", "src", "share", "shared",
    "sharetype", "share_source", "sr_share", "sref", "smid", "smtyp", "smprod", "emc", "partner",
    "mbid", "ito", "cmp", "cmpid", "ncid", "ocid", "icid", "trk", "trkcampaign", "spm", "taid",
    "soc_src", "soc_trk", "guccounter", "guce_referrer", "guce_referrer_sig", "hootpostid",
    "fb_ref", "fb_source", "like_comment", "_wpnonce", "replytocom", "nb", "syndication", "rss",
    "print", "printable", "printerfriendly", "amp", "noamp", "gift", "giftcopy",
    "unlocked_article_code", "accesstoken", "phpsessid", "jsessionid", "sessionid",
})  # fmt: skip
TRACKING_PREFIXES = ("utm_", "fb_action_", "pk_", "mtm_", "at_", "stm_")
TRACKING_PAIRS = frozenset({
    ("action", "share"), ("view", "print"), ("format", "print"), ("format", "amp"),
    ("outputtype", "amp"), ("output", "amp"), ("feature", "share"), ("feature", "youtu.be"),
    ("cid", "rss"), ("msg", "fail"), ("m", "0"), ("m", "1"), ("login", "false"),
})  # fmt: skip

_INDEX = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?|jsp|cfm)$", re.IGNORECASE)
_VIEW = re.compile(r"(?<=[^/])(?:/(?:amp|print)|\.amp)$", re.IGNORECASE)
_TAIL = re.compile(r"(?:[./]|%20)+$")
_SESSION = re.compile(r";jsessionid=[^/?]*", re.IGNORECASE)
_BARE_HOST = re.compile(r"(?://)?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?::\d+)?(?:[/?#]|$)", re.IGNORECASE)
_ESCAPE = re.compile(r"%[0-9a-f]{2}", re.IGNORECASE)
_BLANK = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029\ufeff]+")
_SURROGATE = re.compile("[\ud800-\udfff]")
_UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
_PATH_PLAIN = _UNRESERVED + ":@!$'()*,"  # mean the same with and without the percent sign
_QUERY_PLAIN = _PATH_PLAIN + "/?"
_ROUNDS = 5  # an address settles in one round, rubbish in a few
_DELIMITERS = "&=+;"


def canonical(url: str) -> str:
    """Reduce the addresses of one page to one address.

    The scheme becomes https, the host loses its case, ``www.``, ``m.``, ``amp.`` and ``embed.``;
    default ports, names and passwords, fragments, index files, trailing dots and slashes, print and
    AMP views, session, share and tracking parameters are dropped; the rest of the query is sorted;
    percent signs are written in one way. What names a page stays: ``?p=``, ``?id=``, ``?page=2``,
    the case of the path. An address that isn't one comes back tidied, never as an error.

    Limits: sites are free to serve different pages under ``www.`` or in another order of
    parameters; that the two are one page is the usual case, not a law. A site that tells pages
    apart by ``?source=`` or ``?ref=`` alone loses that.

    Example:
        >>> canonical("http://www.Example.org:80/2014/01/her/?utm_source=x&p=7#comments")
        'https://example.org/2014/01/her?p=7'
        >>> canonical("file:///essays/On%20Her.txt")
        'file:///essays/On%20Her.txt'
    """
    for _ in range(_ROUNDS):
        before, url = url, _reduced(url)
        if url == before:
            break
    return url


def host(url: str) -> str:
    """Name the site of an address, without ``www.`` and the like; empty if there is none.

    Example:
        >>> host("https://m.example.org:8080/a")
        'example.org'
    """
    address = canonical(url)
    if not address.startswith("https://"):
        return ""
    return re.split(r"[/?]", address.removeprefix("https://"), maxsplit=1)[0].rsplit(":", 1)[0]


def doc_id(url: str) -> str:
    """Name the document at an address: sixteen hexadecimal digits.

    Example:
        >>> doc_id("http://www.example.org/her/") == doc_id("https://example.org/her?ref=home")
        True
    """
    return _digest(canonical(url))


def doc_id_of_row(source_url: str, row_number: int) -> str:
    """Name the document in a row of a table, or in a piece of a page, counted from 1.

    Example:
        >>> doc_id_of_row("file:///reviews.csv", 1) == doc_id_of_row("file:///reviews.csv", 2)
        False
    """
    return _digest(f"{canonical(source_url)}\x1f{row_number}")


def doc_ids_of_rows(source_url: str, rows: Sequence[tuple[int, str, bool]]) -> list[str]:
    """Name the documents in the rows of a table.

    A row is the document at its address if it alone has that address. Rows with texts that share
    one are pieces of that page, each named by its row; of rows without, the first is the page.

    Args:
        source_url: Address of the table.
        rows: For each row its number, its address (or nothing), and whether it has a text.

    Example:
        >>> rows = [(1, "https://a.org/x", True), (2, "https://a.org/y", True)]
        >>> doc_ids_of_rows("file:///t.csv", rows) == [doc_id(url) for _, url, _ in rows]
        True
    """
    pages = [canonical(url) if url else "" for _, url, _ in rows]
    shared = Counter(pages)
    seen: set[str] = set()
    names = []
    for (number, _, has_text), page in zip(rows, pages, strict=True):
        own = bool(page) and (shared[page] == 1 or (page not in seen and not has_text))
        seen.add(page)
        names.append(_digest(page) if own else doc_id_of_row(source_url, number))
    return names


def _reduced(url: str) -> str:
    tidy = _SURROGATE.sub("\ufffd", _BLANK.sub(" ", _plain(url, _UNRESERVED)).strip(" <>\"'"))
    if _BARE_HOST.match(tidy):
        tidy = "https://" + tidy.removeprefix("//")
    escaped = _escaped(tidy, _UNRESERVED, keep="/:?#[]@&=")
    try:
        parts = urlsplit(tidy)
    except ValueError:
        return escaped
    if parts.scheme in ("http", "https") and parts.netloc.strip(".:@"):
        return _page(parts)
    return _file(parts) if parts.scheme == "file" else escaped


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:16]


def _page(parts: SplitResult) -> str:
    query = _query(parts.query)
    return f"https://{_site(parts.netloc)}{_path(parts.path)}{'?' + query if query else ''}"


def _file(parts: SplitResult) -> str:
    query = "?" + _escaped(parts.query, _QUERY_PLAIN) if parts.query else ""
    path = _escaped(parts.path, _PATH_PLAIN, keep="/" + _DELIMITERS)
    return f"file://{parts.netloc.lower()}{path if path.startswith('/') else '/' + path}{query}"


def _site(netloc: str) -> str:
    name, _, port = netloc.rpartition("@")[2].lower().partition(":")
    if netloc.rpartition("@")[2].startswith("["):  # an IPv6 address holds colons
        name, _, port = netloc.rpartition("@")[2].lower().partition("]")
        name, port = name + "]", port.removeprefix(":")
    name = _ascii_host(name.strip("."))
    while front := FRONTS.match(name):
        name = name[front.end() :]
    return name if port in ("", "80", "443") else f"{name}:{_escaped(port, _UNRESERVED)}"


def _ascii_host(name: str) -> str:
    with suppress(UnicodeError):  # no host that could be registered
        name = name if name.isascii() else name.encode("idna").decode("ascii").strip(".")
    return _escaped(name, _UNRESERVED, keep="[]:").lower()


def _path(path: str) -> str:
    path = _escaped(_SESSION.sub("", path), _PATH_PLAIN, keep="/" + _DELIMITERS)
    path = posixpath.normpath("/" + re.sub(r"/{2,}", "/", path).lstrip("/"))
    while (shorter := _TAIL.sub("", _VIEW.sub("", _INDEX.sub("/", path)))) != path:
        path = shorter
    return path or "/"


def _query(query: str) -> str:
    kept = []
    for part in query.replace("&amp;", "&").split("&"):
        name, equals, value = part.partition("=")
        name, value = (_escaped(p, _QUERY_PLAIN) for p in (name, value.lstrip("=")))
        if (name or value) and not _tracks(name.lower(), value.lower()):
            kept.append((name, equals, value))
    return "&".join("".join(part) for part in sorted(kept))


def _tracks(name: str, value: str) -> bool:
    return name in TRACKING or name.startswith(TRACKING_PREFIXES) or (name, value) in TRACKING_PAIRS


def _escaped(text: str, plain: str, *, keep: str = _DELIMITERS) -> str:
    """Write percent signs in one way.

    Letters of ``plain`` stand bare, whether or not they were escaped; those of ``keep`` stay as
    they came, since escaping would change what they mean; all else is escaped in capitals.
    """
    text = re.sub(r"%(?![0-9a-fA-F]{2})", "%25", text)
    return quote(_plain(text, plain), safe=plain + keep + "%", errors="replace")


def _plain(text: str, plain: str) -> str:
    def bare(match: re.Match[str]) -> str:
        letter = chr(int(match[0][1:], 16))
        return letter if letter in plain else match[0].upper()

    return _ESCAPE.sub(bare, text)

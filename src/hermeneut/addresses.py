"""Addresses: which of them are one page, and what a document is called by.

`canonical` is for telling pages apart, never for fetching: it drops ``www.`` and the like, so
what it returns need not answer. What is dropped stands in the tables below; they follow the
addresses that sites themselves give for one page (``rel="canonical"``, ``amphtml``, share links)
and the public lists of tracking parameters. ``bench/addresses.py`` measures what they catch.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from urllib.parse import SplitResult, quote, unquote, urlsplit

from .exits import behind

# Hosts that serve the same page under another name; what would leave co.uk is no such host.
FRONTS = re.compile(
    r"(?:www\d?|m|mobile?|wap|touch|amp|embed)\.(?=[^.]+\.)"
    r"(?!(?:com?|org|net|ac|gov|edu)\.[a-z]{2}$)"
)
# Sites that answer under many names: by the reader's country, in old and new designs.
ALIASES = (
    (re.compile(r"(.+)\.blogspot\.(?:com?\.)?[a-z]{2,3}"), r"\1.blogspot.com"),
    (re.compile(r"(?:old|new|np)\.reddit\.com"), "reddit.com"),
    (re.compile(r"(?:edition|us)\.cnn\.com"), "cnn.com"),
)

# Parameters that say how a reader came or what the page should look like, not which page it is.
TRACKING = frozenset({
    "fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "gad_source", "msclkid", "yclid",
    "ysclid", "twclid", "ttclid", "li_fat_id", "igshid", "igsh", "mibextid", "srsltid", "dicbo",
    "mc_cid", "mc_eid", "mkt_tok", "_ga", "_gl", "_hsenc", "_hsmi", "__hstc", "__hssc", "__hsfp",
    "hsctatracking", "hss_channel", "oly_enc_id", "oly_anon_id", "vero_id", "rb_clickid", "s_cid",
    "s_kwcid", "ef_id", "epik", "wt_mc", "wt_zmc", "wt.mc_id", "wt.nav", "xtor", "ref", "referer",
    "referrer", "refid", "ref_src", "ref_url", "source", "src", "share", "shared", "sharetype",
    "share_source", "sharetoken", "sr_share", "sref", "smid", "smtyp", "smprod", "smvar", "emc",
    "partner", "partnerid", "mbid", "cndid", "bxid", "esrc", "ito", "iref", "cmp", "cmpid",
    "intcmp", "int_cmp", "ncid", "ocid", "icid", "rref", "trk", "trkcampaign", "spm", "taid",
    "tpcc", "maca", "_r", "soc_src", "soc_trk", "guccounter", "guce_referrer",
    "guce_referrer_sig", "hootpostid", "fb_ref", "fb_source", "fb_comment_id", "like_comment",
    "_wpnonce", "replytocom", "nb", "syndication", "rss", "print", "printable",
    "printerfriendly", "printview", "amp", "_amp", "noamp", "gift", "giftcopy",
    "unlocked_article_code", "accesstoken", "chash", "phpsessid", "jsessionid", "sessionid",
})  # fmt: skip
TRACKING_PREFIXES = ("utm_", "fb_action_", "pk_", "mtm_", "at_", "stm_", "itm_", "etcc_")
TRACKING_PAIRS = frozenset({
    ("action", "share"), ("action", "click"), ("view", "print"), ("format", "print"),
    ("format", "amp"), ("outputtype", "amp"), ("outputtype", "amp-type"), ("output", "amp"),
    ("display", "amp"), ("feature", "share"), ("feature", "shared"), ("feature", "youtu.be"),
    ("cid", "rss"), ("via", "rss"), ("r", "rss"), ("msg", "fail"), ("m", "0"), ("m", "1"),
    ("login", "false"), ("pagewanted", "all"), ("pagewanted", "print"), ("page", "all"),
    ("seite", "all"), ("single", "true"), ("singlepage", "true"),
})  # fmt: skip
_SESSIONS = frozenset({"s", "sid", "sessid", "session", "session_id", "zenid", "oscsid"})
_SESSION_VALUE = re.compile(r"[0-9a-f]{26,64}")
# What a viewer shows (``?src=/essay.pdf``) or a form came from (``?source=/article/view/7``).
_NAMED = re.compile(r"/.+|.+\.(?:pdf|html?|txt|epub)", re.IGNORECASE)

# Addresses that hold another: archives' copies (https://archive.org/help/wayback_api.php), AMP
# caches, counters of clicks.
_COPY = re.compile(
    r"https?://(?:(?:web|wayback)\.archive\.org/web|arquivo\.pt/(?:noframe/)?(?:replay|wayback)|"
    r"wayback\.archive-it\.org/\w+|webarchive\.[\w.-]+/\w+|archive\.(?:is|today|ph|md|li|fo|vn))"
    r"/[\d.-]{4,17}(?:[a-z]{2}_)?/(?P<inner>.+)",
    re.IGNORECASE,
)
_CACHE = re.compile(
    r"https?://(?:(?:www\.)?google\.[a-z.]+/amp|[\w-]+\.cdn\.ampproject\.org/[a-z]+)/(?:s/)?"
    r"(?P<inner>[\w-]+\.[\w.-]+/.+)",
    re.IGNORECASE,
)
_SUBSTACK = re.compile(
    r"https?://open\.substack\.com/pub/(?P<name>[\w-]+)(?P<post>/p/[\w-]+)", re.I
)
_HOLDERS = ("archive.", "arquivo.", "ampproject.", "/amp/", "open.substack.")
_INDEX = re.compile(r"(?:index|default)\.(?:html?|php|aspx?|jsp|cfm)", re.IGNORECASE)
_AMP = re.compile(r"[._~!]amp(?=(?:\.s?html?)?$)", re.IGNORECASE)
_VIEWS = ("amp", "print")  # last segments that show the page before them
_THROUGH = ("amp", "google-amp", "index.php")  # segments that lead to the page after them
_MARKS = ("amp", "print", "index.", "default.")  # one of the above has one of these
_SESSION = re.compile(r";jsessionid=[^/?]*", re.IGNORECASE)
_BARE_HOST = re.compile(r"(?://)?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?::\d+)?(?:[/?#]|$)", re.IGNORECASE)
_SCHEME = re.compile(r"(https?):/*", re.IGNORECASE)
_ESCAPE = re.compile(r"%[0-9a-f]{2}", re.IGNORECASE)
_LETTERS = re.compile(r"[A-Za-z]?(?:%[89A-F][0-9A-F])+")
_WORD = re.compile(r"%[0-9A-F]{2}|(?<![A-Za-z0-9])[A-Za-z]+(?![A-Za-z0-9])")
_APART = re.compile(r"[-_+.,]|%20")
_LONG = 2_000  # longer paths are rubbish, and not looked at for views
_WORDS = 4  # so many words of three letters: no two pages of a site differ in their case alone
_BLANK = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029\ufeff]+")
_SURROGATE = re.compile("[\ud800-\udfff]")
_UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
_PATH_PLAIN = _UNRESERVED + ":@!$'()*,"  # mean the same with and without the percent sign
_QUERY_PLAIN = _PATH_PLAIN + "/?"
_ROUNDS = 8  # an address settles in one round and holds one other; rubbish takes a few
_DELIMITERS = "&=+;"
# An address that needs no unescaping and no second look: nineteen of twenty.
_ORDINARY = re.compile(
    r"https?://(?P<site>[a-z0-9-]+(?:\.[a-z0-9-]+)+)(?P<path>(?:/(?![/.])[\w.~:@!$()*,&=+-]*)*)"
    r"(?:\?(?P<query>[\w.~:@!$()*,&=+/?-]*))?(?:#(?![!/])[!-~]*)?",
    re.ASCII | re.IGNORECASE,
)


def canonical(url: str) -> str:
    """Reduce the addresses of one page to one address.

    The scheme becomes https; the host loses its case, ``www.``, ``m.``, ``amp.`` and ``embed.``;
    default ports, names and passwords, fragments, index files, trailing dots and slashes, print and
    AMP views, session, share and tracking parameters are dropped; the rest of the query is sorted;
    percent signs and accents are written in one way. An archive's copy, an AMP cache's and a link
    that counts clicks become the page that they hold. What names a page stays: ``?p=``, ``?id=``,
    ``?page=2``, ``#!/essay``, the case of the path but in slugs of four words and more. An address
    that isn't one comes back tidied, never as an error.

    Limits: sites are free to serve different pages under ``www.`` or in another order of
    parameters; that the two are one page is the usual case, not a law. A site that tells pages
    apart by ``?ref=`` alone loses that. That ``?p=123`` is a dated slug no address tells.

    Example:
        >>> canonical("http://www.Example.org:80/2014/01/her/?utm_source=x&p=7#comments")
        'https://example.org/2014/01/her?p=7'
        >>> canonical("https://web.archive.org/web/2014/http://amp.example.org/her/")
        'https://example.org/her'
        >>> canonical("file:///essays/On%20Her.txt")
        'file:///essays/On%20Her.txt'
    """
    for _ in range(_ROUNDS):
        if settled := _ordinary(url):
            return settled
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
    parts = _parts(_tidy(url))
    return _site(parts.netloc)[0] if parts and _is_page(parts) else ""


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


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:16]


def _ordinary(url: str) -> str:
    """Reduce an address of the usual kind at once; empty where it takes more."""
    match = _ORDINARY.fullmatch(url)
    if match is None or url.find("http", 8) > 0 or any(mark in url for mark in _HOLDERS):
        return ""
    site, path, query = match.groups()
    kept = _query(query) if query else ""
    return f"https://{_known(site.lower())}{_shortened(path)}{'?' + kept if kept else ''}"


def _reduced(url: str) -> str:
    tidy = _innermost(_tidy(url))
    parts = _parts(tidy)
    if parts and (_is_page(parts) or parts.scheme == "file"):
        return _page(parts) if _is_page(parts) else _file(parts)
    return _escaped(tidy, _UNRESERVED, keep="/:?#[]@&=")


def _tidy(url: str) -> str:
    tidy = _SURROGATE.sub("\ufffd", _BLANK.sub(" ", _plain(url, _UNRESERVED)).strip(" <>\"'"))
    return "https://" + tidy.removeprefix("//") if _BARE_HOST.match(tidy) else tidy


def _parts(tidy: str) -> SplitResult | None:
    try:
        return urlsplit(tidy)
    except ValueError:
        return None


def _is_page(parts: SplitResult) -> bool:
    return parts.scheme in ("http", "https") and bool(parts.netloc.strip(".:@"))


def _innermost(url: str) -> str:
    """Find what an address leads to; one that holds others without end holds none."""
    given = url
    for _ in range(_ROUNDS):
        inner = _held(url)
        if not inner:
            return url
        url = inner
    return given


def _held(url: str) -> str:
    if led_to := behind(url):
        return led_to
    if match := _SUBSTACK.match(url):
        return f"https://{match['name']}.substack.com{match['post']}"
    match = _COPY.match(url) or _CACHE.match(url)
    inner = _SCHEME.sub(r"\1://", match["inner"], count=1) if match else ""
    if _BARE_HOST.match(inner):
        return "https://" + inner
    return inner if _SCHEME.match(inner) else ""


def _page(parts: SplitResult) -> str:
    site, port = _site(parts.netloc)
    site += "" if port in ("", "80", "443") else f":{_escaped(port, _UNRESERVED)}"
    query = _query(parts.query, raw=True)
    return (
        f"https://{site}{_path(parts.path)}{'?' + query if query else ''}{_route(parts.fragment)}"
    )


def _file(parts: SplitResult) -> str:
    query = "?" + _escaped(parts.query, _QUERY_PLAIN) if parts.query else ""
    path = _escaped(parts.path, _PATH_PLAIN, keep="/" + _DELIMITERS)
    return f"file://{parts.netloc.lower()}{path if path.startswith('/') else '/' + path}{query}"


def _site(netloc: str) -> tuple[str, str]:
    """Part a host from its port; names and passwords are dropped."""
    name, _, port = netloc.rpartition("@")[2].lower().partition(":")
    if netloc.rpartition("@")[2].startswith("["):  # an IPv6 address holds colons
        name, _, port = netloc.rpartition("@")[2].lower().partition("]")
        name, port = name + "]", port.removeprefix(":")
    return _known(_ascii_host(name.strip("."))), port


def _known(name: str) -> str:
    while front := FRONTS.match(name):
        name = name[front.end() :]
    for form, usual in ALIASES:
        if match := form.fullmatch(name):
            return match.expand(usual)
    return name


def _ascii_host(name: str) -> str:
    with suppress(UnicodeError):  # no host that could be registered
        name = name if name.isascii() else name.encode("idna").decode("ascii").strip(".")
    return _escaped(name, _UNRESERVED, keep="[]:").lower()


def _path(path: str) -> str:
    path = _escaped(_SESSION.sub("", path), _PATH_PLAIN, keep="/" + _DELIMITERS)
    return _shortened(posixpath.normpath("/" + re.sub(r"/{2,}", "/", path).lstrip("/")))


def _shortened(path: str) -> str:
    """Drop loose ends, index files and views from a path, and the case of long slugs."""
    before, lower = None, ""
    while before != path:
        before, path = path, path[: _end(path)]
        lower = path.lower()
        if len(path) < _LONG and any(mark in lower for mark in _MARKS):
            path = _viewed(path)
    return (path if path == lower else "/".join(map(_folded, path.split("/")))) or "/"


def _end(path: str) -> int:
    end = len(path)
    while end and (path[end - 1] in "./," or path.endswith("%20", 0, end)):
        end -= 1 if path[end - 1] in "./," else 3
    return end


def _viewed(path: str) -> str:
    """Find the page that a path shows, from its last segment and those on the way."""
    *way, last = path.replace("/platform/amp/", "/amp/").split("/")
    if _INDEX.fullmatch(last) or (last.lower() in _VIEWS and any(way)):
        return "/".join(way)
    through = [segment for segment in way if segment.lower() not in _THROUGH]
    return "/".join([*through, _AMP.sub("", last)])


def _folded(segment: str) -> str:
    words = [word for word in _APART.split(segment) if len(word) > 2 and word.isalpha()]
    if len(words) < _WORDS:
        return segment
    return _WORD.sub(lambda m: m[0] if m[0][0] == "%" else m[0].lower(), segment)


def _route(fragment: str) -> str:
    """Keep a fragment that names a page of a site made by scripts: ``#!her``, ``#/essays/7``."""
    if not fragment.startswith(("!", "/")) or not fragment.strip("!/"):
        return ""
    return "#" + _escaped(fragment, _QUERY_PLAIN)


def _query(query: str, *, raw: bool = False) -> str:
    """Drop what doesn't name a page, and sort the rest; ``raw`` where it may need escaping."""
    kept = []
    for part in query.replace("&amp;", "&").split("&"):
        name, equals, value = part.partition("=")
        name, value = name.removeprefix("amp;"), value.lstrip("=")
        if raw:
            name, value = _escaped(name, _QUERY_PLAIN), _escaped(value, _QUERY_PLAIN)
        if (name or value) and not _tracks(name.lower(), value.lower()):
            kept.append((name, equals, value))
    return "&".join("".join(part) for part in sorted(kept))


def _tracks(name: str, value: str) -> bool:
    if name in ("source", "src") and _NAMED.fullmatch(value):
        return False
    if name in _SESSIONS:
        return _SESSION_VALUE.fullmatch(value) is not None
    return name in TRACKING or name.startswith(TRACKING_PREFIXES) or (name, value) in TRACKING_PAIRS


def _escaped(text: str, plain: str, *, keep: str = _DELIMITERS) -> str:
    """Write percent signs and accents in one way.

    Letters of ``plain`` stand bare, whether or not they were escaped; those of ``keep`` stay as
    they came, since escaping would change what they mean; all else is escaped in capitals. A
    letter with an accent is one letter (Unicode's form C).
    """
    text = re.sub(r"%(?![0-9a-fA-F]{2})", "%25", text)
    text = quote(_plain(text, plain), safe=plain + keep + "%", errors="replace")
    return _LETTERS.sub(_composed, text) if "%" in text else text


def _composed(match: re.Match[str]) -> str:
    try:
        letters = unquote(match[0], errors="strict")
    except UnicodeDecodeError:
        return match[0]
    composed = unicodedata.normalize("NFC", letters)
    return match[0] if composed == letters else quote(composed, safe="")


def _plain(text: str, plain: str) -> str:
    def bare(match: re.Match[str]) -> str:
        letter = chr(int(match[0][1:], 16))
        return letter if letter in plain else match[0].upper()

    return _ESCAPE.sub(bare, text)

"""CDXJ: the index that replay tools look captures up by.

One line a capture: the address in sort-friendly order, fourteen digits of time, and JSON; sorted by
bytes. The fields are those of https://specs.webrecorder.net/cdxj/0.1.0/, as pywb and cdxj-indexer
write them. An index lies beside each WARC file that was collected, ``00001.cdxj`` beside
``00001.warc.gz``; it can be made again at any time.
"""

from __future__ import annotations

import json
import os
import posixpath
import re
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote, unquote_to_bytes, urlsplit

from ...captures import Capture, records
from . import warcfiles

_WWW = re.compile(r"www\d*\.")
_SESSION = re.compile(
    r"(?:(?:jsession|phpsess|s)id=[0-9a-z]{32}|aspsessionid[a-z]{8}=[a-z]{24}"
    r"|cfid=[^&]+&cftoken=[^&]+)(?:&|$)"
)
_PATH_SESSION = re.compile(r"/\((?:[a-z]\([0-9a-z]{24}\))+\)(?=/)|/\([0-9a-z]{24}\)(?=/)")
_PLAIN = "!\"$&'()*+,-./:;<=>?@[\\]^_`{|}~"
_IN_ORDER = re.compile(r"[\w!\"$&'()*+,\-./:;<=>?@\[\\\]^`{|}~]*", re.ASCII)
_ROUNDS = 5  # of undoing percent signs that were escaped themselves


def key(url: str) -> str:
    """Write an address so that what belongs together is sorted together.

    The host is turned round, and what rarely tells pages apart goes: scheme, ``www.``, case,
    trailing slashes, session names, the order of the query. It follows the Sort-friendly URI
    Reordering Transform as the Internet Archive uses it.

    Example:
        >>> key("https://www.Example.org:443/Goo/?b=2&A=1#top")
        'org,example)/goo?a=1&b=2'
        >>> key("http://example.org:8080")
        'org,example:8080)/'
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return _escaped(url.strip().lower())
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return _escaped(url.strip().lower())
    host = _WWW.sub("", parts.hostname, count=1) if _WWW.match(parts.hostname) else parts.hostname
    front = host if ":" in host else ",".join(reversed(host.strip(".").split(".")))
    if port and port != {"http": 80, "https": 443}[parts.scheme]:
        front += f":{port}"
    query = _query(parts.query)
    return f"{_escaped(front)}){_path(parts.path)}{'?' + query if query else ''}"


def line(capture: Capture, *, file: str, offset: int, length: int) -> str:
    """Write the line of a capture; empty for what wasn't fetched from the web.

    Args:
        capture: The capture.
        file: Name of its WARC file.
        offset: Where its record begins there.
        length: How long the record is, compressed.
    """
    if not capture.url.startswith(("http://", "https://")):
        return ""
    response = capture.http
    served = response.headers.get("content-type", "") or capture.content_type
    mime = re.split(r"[;\s]", served.strip(), maxsplit=1)[0]
    fields = {
        "url": capture.url,
        "mime": "warc/revisit" if capture.kind == "revisit" else mime or "unk",
        "status": str(response.status or 200),
        "digest": f"sha256:{capture.digest}",
        "length": str(length),
        "offset": str(offset),
        "filename": file,
    }
    moment = re.sub(r"\D", "", capture.fetched_at)[:14]
    return f"{key(capture.url)} {moment} {json.dumps(fields)}\n"


def lines(path: Path) -> Iterator[str]:
    """Yield the lines of a WARC file, in its own order; what is damaged has none."""
    lengths = dict(warcfiles.members(path))
    for offset, capture in records(path):
        if offset in lengths and not (capture.error and not capture.block):
            found = line(capture, file=path.name, offset=offset, length=lengths[offset])
            if found:
                yield found


def write(path: Path, found: Iterable[str] | None = None) -> Path:
    """Write the index beside a WARC file.

    Args:
        path: The WARC file.
        found: Its lines, in any order; read from the file if None.

    Returns:
        Where the index is.
    """
    target = beside(path)
    aside = target.with_name(f".{target.name}.{uuid.uuid4().hex}.partial")
    made = content(lines(path) if found is None else found)
    try:
        with aside.open("xb") as file:
            file.write(made)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)
    return target


def beside(path: Path) -> Path:
    """Say where the index of a WARC file lies."""
    return path.with_name(path.name.removesuffix(".warc.gz") + ".cdxj")


def content(found: Iterable[str]) -> bytes:
    """Write lines as an index."""
    return "".join(ordered(found)).encode()


def ordered(found: Iterable[str]) -> list[str]:
    """Sort lines by their bytes, and drop those that aren't there or there twice."""
    return sorted(set(filter(None, found)), key=lambda text: text.encode())


def _path(path: str) -> str:
    plain = _escaped(path).lower()
    plain = _PATH_SESSION.sub("", plain) if ".aspx" in plain else plain
    plain = posixpath.normpath("/" + re.sub(r"/{2,}", "/", plain).lstrip("/"))
    return plain.rstrip("/") or "/"


def _query(query: str) -> str:
    plain = _SESSION.sub("", _escaped(query).lower())
    return "&".join("=".join(part) for part in sorted(p.split("=", 1) for p in plain.split("&")))


def _escaped(text: str) -> str:
    """Write percent signs in one way: undone as far as they go, and set where they must be."""
    if _IN_ORDER.fullmatch(text):
        return text
    raw = text.encode("utf-8", "replace")
    for _ in range(_ROUNDS):
        before, raw = raw, unquote_to_bytes(raw)
        if raw == before:
            break
    return quote(raw, safe=_PLAIN)

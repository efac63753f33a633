r"""Heads of HTTP/1 answers, mended where they break the rules as browsers let them.

The parser (h11) takes no line that RFC 9112 forbids, and would lose a page for a blank before a
colon. Such a line is put right, or left out where it holds nothing.

    >>> mended(b"HTTP/1.1 200 OK\r\nContent-Type : text/html\r\nno colon\r\n\r\n")
    b'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n'
"""

from __future__ import annotations

import re

_TOKEN = rb"[-!#$%&'*+.^_`|~0-9A-Za-z]+"  # RFC 9110, 5.6.2
_END = re.compile(rb"\n\r?\n")
_INTERIM = re.compile(rb"HTTP/1\.[01] 1(?!01)[0-9]{2}")  # RFC 9110, 15.2; 101 is the last word
_CONTROLS = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")
_RIGHT = re.compile(rb"[^\r\n\0]*\r?\n(?:" + _TOKEN + rb":[^\x00-\x08\x0a-\x1f\x7f]*\r?\n)*\r?\n")
_NAME = re.compile(_TOKEN)


class Heads:
    """What comes in until the head of an answer is whole.

    Attributes:
        whole: Whether it is.
    """

    def __init__(self) -> None:
        self.whole = False
        self._waiting, self._looked = bytearray(), 0

    def feed(self, piece: bytes) -> bytes:
        """Take in a piece, give out what may be parsed by now: nothing, or heads that are whole.

        Hints and continues (1xx) are passed on with the head that follows them or before it. What
        doesn't begin as HTTP does is passed on at once: the parser will say so.
        """
        self._waiting += piece
        if not self._waiting.startswith(b"HTTP/"[: len(self._waiting)]):
            return self._rest()
        ready = b""
        while end := _END.search(self._waiting, self._looked):
            found = bytes(self._waiting[: end.end()])
            del self._waiting[: end.end()]
            self._looked = 0
            ready += mended(found)
            if not _INTERIM.match(found):
                self.whole = True
                return ready + self._rest()
        self._looked = max(len(self._waiting) - 2, 0)
        return ready

    def _rest(self) -> bytes:
        rest = bytes(self._waiting)
        self._waiting.clear()
        return rest


def mended(head: bytes) -> bytes:
    """Put the lines of a head right; one that needs no mending comes back as it is."""
    if _RIGHT.fullmatch(head):
        return head
    first, *lines = head.rstrip(b"\r\n").split(b"\n")
    kept = [_CONTROLS.sub(b"", first)]
    for line in lines:
        name, colon, value = line.partition(b":")
        value = _CONTROLS.sub(b"", value).strip(b" \t")
        if line[:1] in b" \t" and len(kept) > 1:  # goes on from the line before: RFC 9112, 5.2
            kept[-1] += b" " + _CONTROLS.sub(b"", line).strip(b" \t")
        elif colon and _NAME.fullmatch(name.strip(b" \t")):
            kept.append(name.strip(b" \t") + b": " + value)
    return b"\r\n".join([*kept, b"", b""])

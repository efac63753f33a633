"""One question of a source, and what of it may be written down: everything but keys."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, quote, quote_plus, urlencode, urlsplit, urlunsplit

from ..http.exchange import Exchange

_SHORTEST = 5  # characters of a key; what is shorter stands in texts by chance


@dataclass(frozen=True)
class Inquiry:
    """One question of a source, and what of it may be written down.

    Attributes:
        source: Who asks.
        query: What for.
        url: With its parameters.
        headers: Beyond the usual ones.
        secret: Names of the parameters and headers that nobody may read.
        service: Whether it is put to a documented programming interface.
        rate: Questions a minute that are allowed; 0 where the usual delay holds.

    Example:
        >>> url = "https://api.example.org/search?q=her&api-key=k-123"
        >>> Inquiry("nyt", "her", url, secret=frozenset({"api-key"})).open_url
        'https://api.example.org/search?q=her'
    """

    source: str
    query: str
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    secret: frozenset[str] = frozenset()
    service: bool = False
    rate: int = 0

    @property
    def open_url(self) -> str:
        """The question without its secrets."""
        return self.without_secrets(self.url)

    @property
    def key(self) -> str:
        """What its answer is found by; the same with another key to the same service."""
        open_headers = {k: v for k, v in self.headers.items() if k not in self.secret}
        what = json.dumps([self.open_url, sorted(open_headers.items())])
        return hashlib.sha256(what.encode()).hexdigest()

    def without_secrets(self, url: str) -> str:
        """Leave the secret parameters out of an address."""
        if not self.secret:
            return url
        parts = urlsplit(url)
        pairs = [part for part in parts.query.split("&") if part.split("=")[0] not in self.secret]
        return self.hidden(urlunsplit(parts._replace(query="&".join(pairs))))

    def hidden(self, text: str) -> str:
        """Take secrets out of what is told."""
        for value in self._secrets():
            text = text.replace(value, "…")
        return text

    def scrubbed(self, body: bytes) -> bytes:
        """Take secrets out of an answer: some services repeat the question."""
        for value in self._secrets():
            body = body.replace(value.encode(), b"***")
        return body

    def openly(self, came: Exchange) -> dict[str, str]:
        """Return the headers of an answer by name in lower case, without what is only ours."""
        names = {name.lower() for name, _ in came.headers} - {"set-cookie"}
        return {name: self.hidden(came.header(name)) for name in sorted(names)}

    def _secrets(self) -> list[str]:
        query = dict(parse_qsl(urlsplit(self.url).query))
        values = [
            given[name] for given in (query, self.headers) for name in self.secret & set(given)
        ]
        values += [value.partition(" ")[2] for value in values]  # "Bearer …": the key alone, too
        spellings = {
            form for v in values for form in (v, quote(v), quote(v, safe=""), quote_plus(v))
        }
        return sorted((one for one in spellings if len(one) >= _SHORTEST), key=len, reverse=True)


def with_params(url: str, params: Mapping[str, str]) -> str:
    """Write parameters into an address, behind those that it has.

    Example:
        >>> with_params("https://api.example.org/search?v=2", {"q": "Spike Jonze"})
        'https://api.example.org/search?v=2&q=Spike%20Jonze'
    """
    if not params:
        return url
    more = urlencode(params, quote_via=quote, safe="*:/,")
    return f"{url}{'&' if '?' in url else '?'}{more}"

"""Sites that stand between a link and where it leads, and what lies behind them.

Link checks of mail services, exits of networks and search engines: they carry the address of the
page in a parameter of their own.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

_EXIT = re.compile(
    r"(?:https?:)?//(?:[\w-]+\.safelinks\.protection\.outlook\.com/|(?:www\.)?google\.[a-z.]+/url|"
    r"lm?\.facebook\.com/l\.php|l\.instagram\.com/|out\.reddit\.com/|t\.umblr\.com/redirect|"
    r"(?:www\.)?youtube\.com/redirect|vk\.com/away\.php|slack-redir\.net/link|"
    r"getpocket\.com/redirect|(?:www\.)?duckduckgo\.com/l/)"
    r"[^?#]*\?(?:[^#]*?&)??(?:url|u|q|z|to|uddg)=(?P<inner>https?(?::|%3a)[^&#]+)",
    re.IGNORECASE,
)


def behind(url: str) -> str:
    """Return the address that a link through an exit leads to; empty for any other link.

    Example:
        >>> behind("https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.org%2Fher&h=AT0")
        'https://example.org/her'
        >>> behind("https://example.org/?url=https://example.net/")
        ''
    """
    found = _EXIT.match(url)
    return unquote(found["inner"]) if found else ""

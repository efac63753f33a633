"""Zeeschuimer's NDJSON: posts as platforms send them to a browser, one object a line.

An object has ``source_platform``, ``item_id``, ``timestamp_collected`` and, in ``data``, the post
as the platform writes it (https://github.com/digitalmethodsinitiative/zeeschuimer). 4CAT keeps the
same posts with ``__import_meta`` beside their fields. Mapped by name: TikTok and its comments,
Instagram and its comments, Threads, X/Twitter, LinkedIn, Truth Social, Gab, 9GAG, Imgur, Douyin,
RedNote. Of any other platform what is generally there is taken: a text, a name, a time, an address.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from .. import formats
from . import posts
from .importer import Document, Importer, Sample
from .markup import one_line

Post = Mapping[str, Any]
Path = str  # keys and places in lists, parted by dots

_META = ("source_platform", "item_id")
_LONGEST = 16 * 2**20  # characters of one line


class Platform(NamedTuple):
    """Where a platform keeps what: paths, the best first; ``{}`` in an address takes what follows.

    Attributes:
        name: As its users call it.
        text: What was posted.
        author: Who posted it.
        posted: When.
        address: A pattern, and what fills it; or paths of addresses as they stand.
        language: As the platform guesses it.
        title: Where posts have titles.
    """

    name: str
    text: tuple[Path, ...]
    author: tuple[Path, ...]
    posted: tuple[Path, ...]
    address: tuple[str, ...] = ()
    language: tuple[Path, ...] = ()
    title: tuple[Path, ...] = ()


_INSTAGRAM_TEXT = (
    "caption.text", "edge_media_to_caption.edges.0.node.text", "caption", "text",
)  # fmt: skip
_INSTAGRAM_WHO = ("user.username", "owner.username", "user.unique_id")
_LEGACY_USER = "core.user_results.result.legacy.screen_name"
PLATFORMS = {
    "tiktok.com": Platform(
        "TikTok", ("desc", "contents.0.desc"), ("author.uniqueId", "author.unique_id", "author"),
        ("createTime", "create_time"), ("https://www.tiktok.com/@{}/video/{}", "@author", "id"),
        ("textLanguage", "desc_language"),
    ),
    "tiktok-comments": Platform(
        "TikTok", ("text",), ("user.unique_id", "user.nickname"), ("create_time",),
        ("share_info.url",), ("comment_language",),
    ),
    "instagram.com": Platform(
        "Instagram", _INSTAGRAM_TEXT, _INSTAGRAM_WHO, ("taken_at", "taken_at_timestamp"),
        ("https://www.instagram.com/p/{}/", "code|shortcode"),
    ),
    "instagram-comments": Platform(
        "Instagram", ("text",), ("user.unique_id", "user.username", "owner.username"),
        ("created_at", "created_at_utc"), ("https://www.instagram.com/p/{}/c/{}/", "post_shortcode",
                                           "comment_id|pk|id"),
    ),
    "threads.net": Platform(
        "Threads", _INSTAGRAM_TEXT, _INSTAGRAM_WHO, ("taken_at",),
        ("https://www.threads.net/@{}/post/{}", "@author", "code"),
    ),
    "twitter.com": Platform(
        "X/Twitter",
        ("note_tweet.note_tweet_results.result.text", "legacy.full_text", "full_text", "text"),
        (_LEGACY_USER, "core.user_results.result.core.screen_name", "user.screen_name"),
        ("legacy.created_at", "created_at"),
        ("https://x.com/{}/status/{}", "@author", "rest_id|legacy.id_str|id"), ("legacy.lang",),
    ),
    "linkedin.com": Platform(
        "LinkedIn", ("commentary.text.text", "commentary.commentaryText.text"),
        ("actor.name.text",), ("created_at",),
        ("https://www.linkedin.com/feed/update/{}/", "updateMetadata.urn|metadata.backendUrn"),
    ),
    "truthsocial.com": Platform(
        "Truth Social", ("content", "text"), ("account.username", "account.acct"), ("created_at",),
        ("url", "uri"), ("language",),
    ),
    "gab.com": Platform(
        "Gab", ("content",), ("account.username", "account.display_name"), ("created_at",),
        ("url",), ("language",),
    ),
    "9gag.com": Platform(
        "9GAG", ("description", "title"), ("creator.username", "creator.fullName"),
        ("creationTs",), ("url",), (), ("title",),
    ),
    "imgur.com": Platform(
        "Imgur", ("description", "title"), ("account.username", "account_id"), ("created_at",),
        ("url",), (), ("title",),
    ),
    "douyin.com": Platform(
        "Douyin", ("desc", "itemTitle"), ("author.nickname", "authorInfo.nickname"),
        ("create_time", "createTime"), ("https://www.douyin.com/video/{}", "aweme_id|awemeId"),
    ),
    "xiaohongshu.com": Platform(
        "RedNote", ("note_card.desc", "desc", "note_card.display_title"),
        ("note_card.user.nickname", "user.nickname"), ("note_card.time", "time"),
        ("https://www.xiaohongshu.com/explore/{}", "id"), (),
        ("note_card.display_title", "note_card.title"),
    ),
}  # fmt: skip
_SAME = {"x.com": "twitter.com", "threads.com": "threads.net", "rednote": "xiaohongshu.com",
         "rednote.com": "xiaohongshu.com", "truthsocial": "truthsocial.com"}  # fmt: skip
_ANY = Platform(
    "",
    ("text", "body", "content", "desc", "description", "caption.text", "caption", "message",
     "full_text", "message.text"),
    ("author.username", "author.name", "author.nickname", "author", "user.username", "user.name",
     "user.nickname", "account.username", "username", "owner.username", "creator.username"),
    ("created_at", "timestamp", "create_time", "createTime", "created_time", "date", "time",
     "taken_at"),
    ("url", "permalink", "link", "share_url", "post_url"), ("lang", "language"),
    ("title", "headline"),
)  # fmt: skip


def _read(payload: bytes) -> Iterator[Document]:
    lines = (line.strip("\ufeff\x00 \t\r\n") for line in formats.decode(payload))
    for line in filter(None, lines):
        try:
            if len(line) > _LONGEST:
                raise ValueError(f"a line of {len(line)} characters")
            found = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield Document({}, f"not-json: {error}")
            continue
        if isinstance(found, dict):
            yield _post(found)
        else:
            yield Document({}, f"not-json: a {type(found).__name__}, not an object")


def _post(wrapped: Post) -> Document:
    post = wrapped.get("data")
    meta = wrapped if isinstance(post, dict) else wrapped.get("__import_meta")
    post = post if isinstance(post, dict) else wrapped
    meta = meta if isinstance(meta, dict) else {}
    source = _text(meta.get("source_platform")).lower().removeprefix("www.")
    platform = _platform(source, post)
    author = _first(post, platform.author)
    facts = {
        "text": _first(post, platform.text),
        "title": _first(post, platform.title),
        "authors": one_line(author),
        "outlet": platform.name or source,
        "venue": "platform",
        "published": posts.moment(_raw(post, platform.posted)),
        "url": _address(post, platform, author),
        "language": _first(post, platform.language),
        "id": _text(meta.get("item_id")) or _first(post, ("id", "pk", "rest_id")),
        "source_platform": source,
        "seen_on": _text(meta.get("source_platform_url")),
        "collected_at": posts.moment(meta.get("timestamp_collected")),
    }
    return Document(facts)


def _platform(source: str, post: Post) -> Platform:
    key = _SAME.get(source, source)
    if key in PLATFORMS:
        return PLATFORMS[key]
    if "comments" in key:
        key = key.replace("-comments", ".com")
    if "legacy" in post and ("rest_id" in post or "core" in post):
        return PLATFORMS["twitter.com"]
    return PLATFORMS.get(key, _ANY)


def _address(post: Post, platform: Platform, author: str) -> str:
    pattern, *fills = platform.address or ("",)
    if "{}" in pattern:
        values = [author if f == "@author" else _first(post, f.split("|")) for f in fills]
        fit = all(re.fullmatch(r"[\w.:,()@-]{1,200}", value) for value in values)
        return pattern.format(*values) if fit else ""
    found = _first(post, platform.address)
    return found if found.startswith(("http://", "https://")) else ""


def _first(post: Post, paths: Sequence[Path]) -> str:
    return next((text for path in paths if (text := _text(_at(post, path)).strip())), "")


def _raw(post: Post, paths: Sequence[Path]) -> Any:
    return next((value for path in paths if (value := _at(post, path))), None)


def _at(value: Any, path: Path) -> Any:
    for key in path.split("."):
        if isinstance(value, dict):
            value = value.get(key)
        elif isinstance(value, list) and key.isdecimal() and int(key) < len(value):
            value = value[int(key)]
        else:
            return None
    return value


def _text(value: Any) -> str:
    known = isinstance(value, str | int | float) and not isinstance(value, bool)
    return str(value) if known else ""


def _recognise(sample: Sample) -> bool:
    line = sample.payload[:_LONGEST].split(b"\n", 1)[0].lstrip(b"\xef\xbb\xbf \t\r")
    if not line.startswith(b"{"):
        return False
    wrapped = all(f'"{name}"'.encode() in line[:20_000] for name in (*_META, "data"))
    return wrapped or b'"__import_meta"' in line


ZEESCHUIMER = Importer(_read, _recognise)

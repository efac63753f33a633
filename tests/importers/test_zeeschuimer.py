import json

import pytest

from hermeneut.importers import recognise
from hermeneut.importers.zeeschuimer import PLATFORMS

TWEET = {
    "rest_id": "7", "core": {"user_results": {"result": {"legacy": {"screen_name": "ana"}}}},
    "legacy": {
        "created_at": "Mon May 13 09:00:00 +0000 2024", "full_text": "I saw Her.", "lang": "en",
    },
}  # fmt: skip
SAMPLES = {
    "tiktok.com": (
        {"id": "7", "desc": "I saw Her.", "createTime": 1715590800,
         "author": {"uniqueId": "ana", "nickname": "Ana"}, "textLanguage": "en"},
        "https://www.tiktok.com/@ana/video/7",
    ),
    "tiktok-comments": (
        {"cid": "9", "text": "I saw Her.", "create_time": 1715590800, "user": {"unique_id": "ana"},
         "share_info": {"url": "https://m.tiktok.com/v/7.html"}},
        "https://m.tiktok.com/v/7.html",
    ),
    "instagram.com": (
        {"code": "Cx7", "caption": {"text": "I saw Her."}, "user": {"username": "ana"},
         "taken_at": 1715590800},
        "https://www.instagram.com/p/Cx7/",
    ),
    "instagram-comments": (
        {"id": "9", "text": "I saw Her.", "user": {"unique_id": "ana"}, "created_at": 1715590800,
         "post_shortcode": "Cx7", "comment_id": "9"},
        "https://www.instagram.com/p/Cx7/c/9/",
    ),
    "threads.net": (
        {"code": "Cx7", "caption": {"text": "I saw Her."}, "user": {"username": "ana"},
         "taken_at": 1715590800},
        "https://www.threads.net/@ana/post/Cx7",
    ),
    "twitter.com": (TWEET, "https://x.com/ana/status/7"),
    "linkedin.com": (
        {"commentary": {"text": {"text": "I saw Her."}}, "actor": {"name": {"text": "ana"}},
         "updateMetadata": {"urn": "urn:li:activity:7"}, "created_at": "2024-05-13"},
        "https://www.linkedin.com/feed/update/urn:li:activity:7/",
    ),
    "truthsocial.com": (
        {"content": "I saw Her.", "account": {"username": "ana"},
         "created_at": "2024-05-13T09:00:00.000Z", "url": "https://truthsocial.com/@ana/7"},
        "https://truthsocial.com/@ana/7",
    ),
    "gab.com": (
        {"content": "I saw Her.", "account": {"username": "ana"}, "created_at": "2024-05-13",
         "url": "https://gab.com/ana/posts/7"},
        "https://gab.com/ana/posts/7",
    ),
    "9gag.com": (
        {"title": "I saw Her.", "creator": {"username": "ana"}, "creationTs": 1715590800,
         "url": "http://9gag.com/gag/a7"},
        "http://9gag.com/gag/a7",
    ),
    "imgur.com": (
        {"title": "I saw Her.", "account": {"username": "ana"}, "created_at": "2024-05-13T09:00Z",
         "url": "https://imgur.com/gallery/a7"},
        "https://imgur.com/gallery/a7",
    ),
    "douyin.com": (
        {"aweme_id": "7", "desc": "I saw Her.", "create_time": 1715590800,
         "author": {"nickname": "ana"}},
        "https://www.douyin.com/video/7",
    ),
    "xiaohongshu.com": (
        {"id": "7", "note_card": {"desc": "I saw Her.", "user": {"nickname": "ana"},
                                  "time": 1715590800000}},
        "https://www.xiaohongshu.com/explore/7",
    ),
}  # fmt: skip


def wrapped(source, post):
    return {
        "nav_index": "1:1:0",
        "item_id": "7",
        "timestamp_collected": 1715690800000,
        "source_platform": source,
        "source_platform_url": f"https://www.{source}/",
        "data": post,
    }


def test_every_platform_that_is_mapped_has_a_sample():
    assert SAMPLES.keys() == PLATFORMS.keys()


@pytest.mark.parametrize("source", SAMPLES)
def test_a_post_of_each_platform(make, facts, source):
    post, address = SAMPLES[source]
    payload = make.lines_of(wrapped(source, post))
    assert recognise(payload) == "zeeschuimer"
    (row,) = facts(payload, "zeeschuimer")
    found = {name: row[name] for name in ("text", "authors", "published", "url", "outlet", "venue")}
    assert found == {
        "text": "I saw Her.",
        "authors": "ana",
        "published": "2024-05-13",
        "url": address,
        "outlet": PLATFORMS[source].name,
        "venue": "platform",
    }
    assert (row["id"], row["collected_at"]) == ("7", "2024-05-14")


def test_what_4cat_keeps_of_it(make, facts):
    meta = {"source_platform": "twitter.com", "item_id": "7"}
    payload = make.lines_of({**TWEET, "__import_meta": meta})
    assert recognise(payload) == "zeeschuimer"
    assert facts(payload, "zeeschuimer")[0]["text"] == "I saw Her."


def test_another_platform_gives_what_is_generally_there(make, facts):
    post = {
        "message": "I saw Her.",
        "username": "ana",
        "date": "2024-05-13",
        "url": "https://a.org/7",
    }
    (row,) = facts(make.lines_of(wrapped("a.org", post)), "zeeschuimer")
    assert (row["text"], row["authors"], row["outlet"]) == ("I saw Her.", "ana", "a.org")
    assert row["url"] == "https://a.org/7"


@pytest.mark.parametrize(
    "post",
    [{}, {"author": [], "desc": {"a": 1}, "id": None}, {"desc": True, "createTime": "soon"},
     {"id": "../../x", "author": "a/b", "desc": "x"}],
)  # fmt: skip
def test_posts_of_another_shape_make_no_addresses(make, facts, post):
    (row,) = facts(make.lines_of(wrapped("tiktok.com", post)), "zeeschuimer")
    assert "url" not in row
    assert row["outlet"] == "TikTok"


def test_lines_that_are_no_posts(errors):
    lines = b"\n".join([b"[1]", b"{", json.dumps(wrapped("x.com", TWEET)).encode(), b"[" * 100_000])
    assert errors(lines, "zeeschuimer") == ["not-json", "not-json", None, "not-json"]

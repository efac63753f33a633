import base64
import gzip
import hashlib
import os
import random
import shutil
import sqlite3
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hermeneut.candidates import Candidate
from hermeneut.collect.evidence.digests import Record, Trouble, read_records
from hermeneut.collect.evidence.keeping import Keeper
from hermeneut.collect.evidence.verify import PROBLEMS, verify
from hermeneut.collect.evidence.warc import Capture, WarcWriter, response
from hermeneut.collect.evidence.warcfiles import members
from hermeneut.collect.http.exchange import Exchange
from hermeneut.collect.queue.frontier import Frontier

START = datetime(2026, 1, 2, tzinfo=UTC)
PAGE = b"<!doctype html><title>Her, again</title><p>A warm, odd film."


def clock():
    return START


def collected(folder, pages=4):
    """Collect some pages, the first of them twice, and add a file."""
    with Frontier(folder, now=clock) as frontier, Keeper(folder, now=clock, study="S") as keeper:
        frontier.offer(Candidate(f"https://a.org/{n}", "list", "l") for n in range(pages))
        for second in (0, 1):
            for page in frontier.due("a.org"):
                at = START.replace(second=second).isoformat()
                headers, body = (("Content-Type", "text/html"),), PAGE + page.url.encode()
                came = Exchange(page.url, at, b"GET / HTTP/1.1\r\n\r\n", 200, "HTTP/1.1 200 OK",
                                headers, body)  # fmt: skip
                (row,), place = keeper.keep([came], page=page)
                seen = {"digest": row["digest"], "capture": row["capture_id"]}
                frontier.kept(page, place, state="done", **seen)
            if not second:
                frontier.rows("UPDATE pages SET state = 'waiting' WHERE url = 'https://a.org/0'")
    with WarcWriter(folder, now=clock) as writer:
        writer.write(Capture("file:///her.txt", "", b"Warm.", format="text"))


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made") / "archive"
    collected(folder)
    return folder


@pytest.fixture
def folder(made, tmp_path):
    shutil.copytree(made, tmp_path / "archive")
    return tmp_path / "archive"


def slugs(folder):
    return [problem.slug for problem in verify(folder)]


def changed(path, old, new, count=1):
    """Change bytes inside the records of a WARC file, which stays well formed as gzip."""
    stored = path.read_bytes()
    parts = [gzip.decompress(stored[at : at + length]) for at, length in members(path)]
    for number, part in enumerate(parts):
        if old in part and count:
            parts[number], count = part.replace(old, new), count - 1
    path.write_bytes(b"".join(gzip.compress(part, mtime=0) for part in parts))


def recounted(folder):
    """Let the frontier count a file as long as it is now, and drop its index."""
    with sqlite3.connect(folder / "frontier.sqlite") as connection:
        connection.execute("DROP TRIGGER visits_update")
        size = (folder / "00001.warc.gz").stat().st_size
        connection.execute("UPDATE visits SET ends = ?", (size,))
        connection.execute(
            "CREATE TRIGGER visits_update BEFORE UPDATE ON visits "
            "BEGIN SELECT raise(abort, 'visits is append only'); END"
        )
    (folder / "00001.cdxj").unlink()


def test_of_a_sound_archive_there_is_nothing_to_say(folder):
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    assert [] == verify(folder)
    assert before == {path.name: path.read_bytes() for path in folder.iterdir()}
    assert [] == verify(folder / "nothing there")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (b"odd film.https://a.org/2", b"odd folm.https://a.org/2",
         {"block-digest", "payload-digest", "not-there"}),
        (b"GET /", b"PUT /", {"block-digest"}),
        (b"WARC-Block-Digest: sha256:", b"WARC-Block-Digest: sha256:0", {"block-digest"}),
        (b"WARC-Payload-Digest: sha256:", b"WARC-Payload-Digest: sha256:0", {"payload-digest"}),
        (b"Content-Length: 18", b"Content-Length: 17", {"length", "block-digest"}),
        (b"WARC-Record-ID: ", b"X-Record-ID: ", {"header"}),
        (b"WARC-Type: revisit", b"WARC-Type: response", {"payload-digest"}),
        (b"WARC-Refers-To: <urn:uuid:", b"WARC-Refers-To: <urn:uuid:0", set()),  # of a metadata
    ],
)  # fmt: skip
def test_what_was_changed_is_found(folder, old, new, expected):
    changed(folder / "00001.warc.gz", old, new)
    recounted(folder)

    assert expected == set(slugs(folder)) <= set(PROBLEMS)


def test_where_it_is_wrong_is_said(folder):
    changed(folder / "00001.warc.gz", b"odd film.https://a.org/2", b"odd folm.https://a.org/2")
    recounted(folder)
    (offset,) = {p.offset for p in verify(folder) if p.offset is not None}

    assert ("00001.warc.gz", "https://a.org/2") == verify(folder)[0][0:3:2]
    assert 1 < offset in dict(members(folder / "00001.warc.gz"))


def test_a_record_that_is_there_twice(folder):
    path = folder / "00002.warc.gz"
    path.write_bytes(path.read_bytes() * 2)
    assert ["same-name", "same-name"] == slugs(folder)


def test_a_file_that_ends_too_soon(folder):
    path = folder / "00001.warc.gz"
    os.truncate(path, path.stat().st_size - 30)
    assert {"truncated-archive", "not-there", "index"} >= set(slugs(folder))
    assert {"truncated-archive", "not-there"} <= set(slugs(folder))


def test_a_file_that_isnt_there(folder):
    (folder / "00001.warc.gz").unlink()
    assert [("00001.warc.gz", "not-there")] == [(p.file, p.slug) for p in verify(folder)]


def test_a_file_that_holds_more_than_counts(folder):
    path = folder / "00001.warc.gz"
    with WarcWriter(folder / "other", now=lambda: START + timedelta(days=1)) as writer:
        writer.write(Capture("file:///b.txt", "", b"Cold.", format="text"))
    path.write_bytes(path.read_bytes() + (folder / "other" / "00001.warc.gz").read_bytes())
    shutil.rmtree(folder / "other")
    assert ["not-counted"] == slugs(folder)


def test_damage_is_one_problem_and_what_follows_is_read(folder):
    path = folder / "00001.warc.gz"
    stored, places = bytearray(path.read_bytes()), list(members(path))
    at, length = places[4]  # the second response
    stored[at + 20 : at + length - 4] = bytes(length - 24)
    path.write_bytes(stored)
    found = list(read_records(path))

    assert (len(places), 1) == (len(found), sum(isinstance(r, Trouble) for _, r in found))
    assert {"damaged", "not-there", "index"} == set(slugs(folder))


def test_an_index_of_another_file(folder):
    (folder / "00001.cdxj").write_text("org,b)/ 2014 {}\n")
    assert [("00001.cdxj", "index")] == [(p.file, p.slug) for p in verify(folder)]


@pytest.mark.parametrize("content", [b"no database", b"SQLite format 3\x00" + bytes(500)])
def test_a_damaged_frontier_is_a_problem_among_others(folder, content):
    (folder / "frontier.sqlite").write_bytes(content)
    changed(folder / "00002.warc.gz", b"Warm.", b"Cold.")
    assert {"frontier", "block-digest", "payload-digest"} == set(slugs(folder))


def test_pages_of_the_frontier_that_are_no_longer_whole(folder):
    path = folder / "frontier.sqlite"
    stored = bytearray(path.read_bytes())
    stored[4096 * 3 + 200 : 4096 * 12] = random.Random(1).randbytes(4096 * 9 - 200)
    path.write_bytes(stored)
    assert "frontier" in slugs(folder)


def test_an_archive_without_a_frontier(folder):
    (folder / "frontier.sqlite").unlink()
    assert [] == verify(folder)


def member(block, **headers):
    given = {"WARC-Type": "resource", "WARC-Record-ID": "<urn:x>", "WARC-Date": "2014-01-01",
             "Content-Length": str(len(block)), **headers}  # fmt: skip
    head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in given.items())
    return gzip.compress(b"WARC/1.0\r\n" + head.encode() + b"\r\n" + block + b"\r\n\r\n")


def read(tmp_path, content):
    path = tmp_path / "00009.warc.gz"
    path.write_bytes(content)
    return [found for _, found in read_records(path)]


@pytest.mark.parametrize("algorithm", ["md5", "sha1", "sha256", "sha-256", "sha512"])
@pytest.mark.parametrize("digits", ["hex", "base32"])
def test_digests_of_other_tools(tmp_path, algorithm, digits):
    digest = hashlib.new(algorithm.replace("-", ""), b"Warm.").digest()
    text = digest.hex().upper() if digits == "hex" else base64.b32encode(digest).decode()
    right, wrong = f"{algorithm}:{text}", f"{algorithm}:A{text[1:]}"
    good, bad = read(
        tmp_path,
        member(b"Warm.", WARC_Block_Digest=right) + member(b"Warm!", WARC_Payload_Digest=wrong),
    )
    assert (False, False, True) == (good.block_differs, good.payload_differs, bad.payload_differs)


def test_a_digest_of_an_unknown_kind_cant_be_checked(tmp_path):
    (record,) = read(tmp_path, member(b"Warm.", WARC_Block_Digest="blake9:00"))
    assert not record.block_differs


def test_the_payload_is_what_follows_an_http_head(tmp_path):
    capture = response("https://a.org/", "2014", "HTTP/1.1 200 OK", [("X", "y" * 99_000)], PAGE)
    digest = hashlib.sha256(PAGE).hexdigest()
    (record,) = read(tmp_path, member(capture.block, WARC_Type="response"))
    (other,) = read(tmp_path, member(PAGE + b"\r\n\r\n.", WARC_Type="response"))
    (empty,) = read(tmp_path, member(b"HTTP/1.1 200 OK\r\n", WARC_Type="response"))
    assert digest == record.payload_sha256
    assert hashlib.sha256(PAGE + b"\r\n\r\n.").hexdigest() == other.payload_sha256
    assert hashlib.sha256(b"").hexdigest() == empty.payload_sha256


@pytest.mark.parametrize(
    ("content", "slug"),
    [
        (gzip.compress(b"", mtime=0), "damaged"),
        (gzip.compress(b"\r\n\r\n", mtime=0), "damaged"),
        (gzip.compress(b"WARC/1.0\r\nno end", mtime=0), "damaged"),
        (gzip.compress(b"WARC/1.0\r\n" + b"x" * 3_000_000 + b"\r\n\r\n", mtime=0), "damaged"),
        (b"not gzip at all", "damaged"),
        (gzip.compress(b"WARC", mtime=0)[:9], "truncated-archive"),
        (member(b"", **{"Content-Length": str(10**12)}), "too-large"),
    ],
)
def test_what_is_no_record(tmp_path, content, slug):
    (trouble,) = read(tmp_path, content)
    assert slug == trouble.slug


@pytest.mark.parametrize("length", ["", "x", "-1", "4", "6", "²"])
def test_a_length_that_isnt_so(tmp_path, length):
    (record,) = read(tmp_path, member(b"Warm.", **{"Content-Length": length}))
    assert not record.fits


def test_a_bomb_is_read_in_little_memory(tmp_path, monkeypatch):
    monkeypatch.setattr("hermeneut.collect.evidence.digests.LARGEST", 2_000_000)
    bomb = member(b" " * 8_000_000, **{"Content-Length": "5"})
    trouble, record = read(tmp_path, bomb + member(b"Warm."))
    assert ("too-large", True) == (trouble.slug, record.fits)


@given(st.binary(max_size=300), st.integers(0, 2**32))
def test_whatever_the_bytes_something_is_said(tmp_path_factory, rubbish, seed):
    folder = tmp_path_factory.mktemp("any")
    content = bytearray(member(b"Warm.") + rubbish + member(b"Cold."))
    content[seed % len(content)] ^= 1 << seed % 8
    (folder / "00001.warc.gz").write_bytes(content)
    for _, found in read_records(folder / "00001.warc.gz"):
        assert isinstance(found, Record | Trouble)
    assert all(problem.slug in PROBLEMS for problem in verify(folder))

import errno
import gzip
import os
import random
import resource
import signal
import subprocess
import sys
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
import warcio.archiveiterator
from fastwarc.warc import ArchiveIterator

from hermeneut import archive
from hermeneut.candidates import Candidate
from hermeneut.captures import index, payload
from hermeneut.collect.evidence import cdxj, keeping, warcfiles
from hermeneut.collect.evidence.keeping import Keeper
from hermeneut.collect.evidence.verify import verify
from hermeneut.collect.evidence.warc import Capture, WarcWriter
from hermeneut.collect.http.exchange import Exchange
from hermeneut.collect.queue.frontier import Frontier
from hermeneut.disk import sweep
from hermeneut.errors import Bug, TryAgain, UserError

START = datetime(2026, 1, 2, tzinfo=UTC)
LATER = START + timedelta(days=1)
PAGE = b"<!doctype html><title>Her, again</title><p>A warm, odd film."
REQUEST = b"GET / HTTP/1.1\r\nHost: a.org\r\n\r\n"


def clock():
    return START


def exchange(url, status=200, body=PAGE, **further):
    headers = (("Content-Type", "text/html"), *further.pop("headers", ()))
    at = further.pop("at", START)
    line = f"HTTP/1.1 {status} X"
    given = {"ip": "192.0.2.1", "seconds": 0.25, **further}
    return Exchange(url, at.isoformat(), REQUEST, status, line, headers, body, **given)


class Desk:
    """An archive with its frontier and its keeper."""

    def __init__(self, folder, **options):
        self.folder = folder
        self.frontier = Frontier(folder, now=clock)
        self.keeper = Keeper(folder, now=clock, study="Her", **options)

    def __enter__(self):
        self.frontier.__enter__()
        self.keeper.__enter__()
        return self

    def __exit__(self, *error):
        self.keeper.__exit__(*error)
        self.frontier.__exit__(*error)

    def page(self, url, **further):
        self.frontier.offer([Candidate(url, "list", "list.txt", **further)])
        return next(p for h, _ in self.frontier.hosts() for p in self.frontier.due(h, 999)
                    if p.url == url)  # fmt: skip

    def take(self, page, *exchanges, state="done", **options):
        rows, place = self.keeper.keep(exchanges, page=page, **options)
        seen = {"digest": rows[-1]["digest"], "capture": rows[-1]["capture_id"]} if rows else {}
        self.frontier.kept(page, place, state=state, error=options.get("error", ""), **seen)
        return rows


@pytest.fixture
def desk(tmp_path):
    with Desk(tmp_path / "archive") as opened:
        yield opened


def finished(desk):
    desk.keeper.close()
    (path,) = archive.files(desk.folder)
    return path


def lines(path):
    """List the headers of a file's records, as (name, value) by record."""
    text = gzip.decompress(path.read_bytes()).decode()
    heads = [part.split("\r\n\r\n")[0] for part in text.split("WARC/1.1\r\n")[1:]]
    return [dict(line.split(": ", 1) for line in head.splitlines()) for head in heads]


def blocks(path, kind):
    with path.open("rb") as file:
        records = ArchiveIterator(file, parse_http=False)
        return [r.reader.read() for r in records if r.headers["WARC-Type"] == kind]


def check(path):
    """Let two other tools read a file and verify its digests."""
    with path.open("rb") as file:
        for record in warcio.archiveiterator.ArchiveIterator(file, check_digests="raise"):
            record.content_stream().read()
    with path.open("rb") as file:
        whole = [r.verify_block_digest() for r in ArchiveIterator(file, parse_http=False)]
    assert all(whole)
    return len(whole)


def warcio_check(path):
    command = [sys.executable, "-m", "warcio.cli", "check", "-v", str(path)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return said.count("digest pass") + said.count("not checked (revisit)")


def test_a_page_is_a_response_a_request_and_what_is_known_of_it(desk):
    rights = {"tdm-reservation": "0", "licence": "Ä\nX"}
    page = desk.page("https://a.org/x")
    (row,) = desk.take(page, exchange(page.url, protocol="h2"), rights=rights)

    path = finished(desk)
    assert index(path).to_pylist() == [row]
    assert (page.url, 200, None, "html") == (row["url"], row["status"], row["error"], row["format"])
    assert PAGE == payload(path, row["offset"])
    about, response, request, metadata = lines(path)
    assert ["warcinfo", "response", "request", "metadata"] == [
        head["WARC-Type"] for head in (about, response, request, metadata)
    ]
    assert ("192.0.2.1", "h2") == (response["WARC-IP-Address"], response["WARC-Protocol"])
    assert response["WARC-Record-ID"] == request["WARC-Concurrent-To"] == metadata["WARC-Refers-To"]
    assert [REQUEST] == blocks(path, "request")
    assert (
        b"fetchTimeMs: 250\r\nfound-by: list: list.txt\r\n"
        b'rights: {"licence": "\\u00c4\\nX", "tdm-reservation": "0"}\r\n'
    ) == blocks(path, "metadata")[0]
    assert row["rights"] == '{"licence": "\\u00c4\\nX", "tdm-reservation": "0"}'
    assert 4 == check(path) == warcio_check(path)


def test_the_file_says_whose_it_is(tmp_path):
    about = {"robots": "obeyed", "http-header-user-agent": "Hermeneut"}
    with Desk(tmp_path, about=about) as desk:
        page = desk.page("https://a.org/x")
        desk.take(page, exchange(page.url))
    (block,) = blocks(tmp_path / "00001.warc.gz", "warcinfo")
    said = dict(line.split(": ") for line in block.decode().splitlines())
    assert "WARC File Format 1.1" == said["format"]
    assert ("Her", "obeyed") == (said["isPartOf"], said["robots"])


def test_redirects_are_kept_and_called_so(desk):
    page = desk.page("http://a.org/x")
    away = exchange("http://a.org/x", 302, b"", headers=[("Location", "https://b.org/y")])
    rows = desk.take(page, away, exchange("https://b.org/y"))

    assert [("http://a.org/x", "redirect"), ("https://b.org/y", None)] == [
        (row["url"], row["error"]) for row in rows
    ]
    path = finished(desk)
    assert b"via: http://a.org/x\r\nhopsFromSeed: R\r\n" in blocks(path, "metadata")[1]
    assert index(path).to_pylist() == rows
    assert 7 == check(path)


def test_why_a_page_isnt_whole_stands_with_it(desk):
    page = desk.page("https://a.org/x")
    cut = exchange(page.url, truncated="time")
    (row,) = desk.take(page, cut, error="timeout", state="failed")

    path = finished(desk)
    assert "timeout" == row["error"] == index(path)["error"][0].as_py()
    assert "time" == lines(path)[1]["WARC-Truncated"]
    assert [("failed", "timeout", 1)] == desk.frontier.reasons()


@pytest.mark.parametrize(
    ("answer", "profile"),
    [
        (exchange("https://a.org/x", at=LATER), "identical-payload-digest"),
        (exchange("https://a.org/x", 304, b"", at=LATER), "server-not-modified"),
    ],
    ids=["same-bytes", "not-modified"],
)
def test_an_unchanged_page_is_a_revisit(desk, answer, profile):
    page = desk.page("https://a.org/x")
    (first,) = desk.take(page, exchange(page.url))
    desk.frontier.again(None)
    (row,) = desk.take(desk.page(page.url), answer)

    path = finished(desk)
    original, revisit = lines(path)[1], lines(path)[4]
    assert ("revisit", first["digest"], 0) == (row["error"], row["digest"], row["length"])
    assert index(path).to_pylist() == [first, row]
    assert {
        "WARC-Profile": f"http://netpreserve.org/warc/1.1/revisit/{profile}",
        "WARC-Refers-To": original["WARC-Record-ID"],
        "WARC-Refers-To-Target-URI": page.url,
        "WARC-Refers-To-Date": "2026-01-02T00:00:00Z",
        "WARC-Payload-Digest": original["WARC-Payload-Digest"],
    }.items() <= revisit.items()
    assert f"HTTP/1.1 {answer.status} X" in blocks(path, "revisit")[0].decode()
    assert 7 == check(path) == warcio_check(path)
    desk.frontier.again(None)
    assert first["capture_id"] == desk.page(page.url).capture


def test_a_changed_page_is_a_new_response(desk):
    page = desk.page("https://a.org/x")
    desk.take(page, exchange(page.url))
    desk.frontier.again(None)
    (row,) = desk.take(desk.page(page.url), exchange(page.url, body=PAGE + b" Really."))

    assert row["error"] is None
    desk.frontier.again(None)
    assert row["capture_id"] == desk.page(page.url).capture


def test_an_archives_copy_bears_the_pages_address_and_its_own_time(desk):
    via = "https://archive.example/web/2014id_/http://a.org/x"
    page = desk.page("http://a.org/x", via=via, captured_at="2014-01-10T05:00:00Z")
    memento = ("Memento-Datetime", "Sat, 11 Jan 2014 06:00:00 GMT")
    away = exchange(via, 302, b"", headers=[("Location", via + "?b")])
    _, row = desk.take(page, away, exchange(via + "?b", headers=[memento]))

    assert ("http://a.org/x", "2014-01-11T06:00:00Z", via + "?b", None) == (
        row["url"], row["fetched_at"], row["via"], row["error"],
    )  # fmt: skip
    path = finished(desk)
    copy, request = lines(path)[4:6]
    assert (via + "?b", "2026-01-02T00:00:00Z") == (
        copy["WARC-Source-URI"], copy["WARC-Creation-Date"],
    )  # fmt: skip
    assert (via + "?b", "2026-01-02T00:00:00Z") == (
        request["WARC-Target-URI"],
        request["WARC-Date"],
    )
    assert "WARC-IP-Address" not in copy
    assert index(path).to_pylist()[-1] == row
    check(path)


def test_without_a_memento_date_the_index_is_believed(desk):
    page = desk.page("http://a.org/x", via="https://b.org/c", captured_at="2014-01-10T05:00:00Z")
    (row,) = desk.take(page, exchange(page.via))
    assert ("http://a.org/x", "2014-01-10T05:00:00Z") == (row["url"], row["fetched_at"])


def test_an_error_of_the_archive_isnt_the_pages(desk):
    page = desk.page("http://a.org/x", via="https://b.org/c", captured_at="2014-01-10T05:00:00Z")
    (row,) = desk.take(page, exchange(page.via, 404), error="http-404", state="failed")
    assert ("https://b.org/c", "http-404", None) == (row["url"], row["error"], row["via"])


def slice_of_a_warc(folder):
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    kind = "application/http; msgtype=response"
    capture = Capture("http://a.org/x", "2014-05-06T07:08:09Z", head + PAGE, "response", kind)
    with WarcWriter(folder, now=clock) as writer:
        offset = writer.write(capture)["offset"]
    return (folder / "00001.warc.gz").read_bytes()[offset:]


def test_a_piece_of_an_archives_file_is_the_page_in_it(desk, tmp_path):
    via, piece = "https://data.example/crawl.warc.gz", slice_of_a_warc(tmp_path / "other")
    page = desk.page("http://a.org/x", via=via, span=(100, len(piece)))
    (row,) = desk.take(page, exchange(via, 206, piece), rights={"x-robots-tag": "noai"})

    path = finished(desk)
    assert ("http://a.org/x", "2014-05-06T07:08:09Z", via, 200, None, "html") == tuple(
        row[name] for name in ("url", "fetched_at", "via", "status", "error", "format")
    )
    assert (PAGE, '{"x-robots-tag": "noai"}') == (payload(path, row["offset"]), row["rights"])
    assert index(path).to_pylist() == [row]
    check(path)


@pytest.mark.parametrize("piece", [b"", b"no WARC", gzip.compress(b"no WARC")])
def test_a_piece_that_holds_no_page_is_damaged(desk, piece):
    page = desk.page("http://a.org/x", via="https://b.org/c", span=(1, 9))
    (row,) = desk.take(page, exchange(page.via, 206, piece))
    assert ("https://b.org/c", "damaged") == (row["url"], row["error"])


@pytest.mark.parametrize("coding", ["gzip", ""], ids=["compressed", "plain"])
def test_bytes_stay_as_they_came(desk, coding):
    body = gzip.compress(PAGE * 50, mtime=0) if coding else PAGE * 50
    headers = [("Content-Encoding", coding), ("X-Odd", "a\r\nWARC/1.1\x00\ud800")]
    page = desk.page("https://a.org/x")
    (row,) = desk.take(page, exchange(page.url, body=body, headers=headers))

    path = finished(desk)
    assert (len(body), None) == (row["length"], row["error"])
    assert PAGE * 50 == payload(path, row["offset"])
    assert blocks(path, "response")[0].endswith(b"\r\n\r\n" + body)
    check(path)


def test_what_fails_before_any_answer_is_the_frontiers_alone(desk):
    page = desk.page("https://a.org/x")
    assert ([], None) == desk.keeper.keep([], page=page, error="dns")
    assert [] == list(desk.folder.glob("*.warc.gz*"))


def test_the_same_answer_within_a_second_is_one_capture(desk):
    page = desk.page("https://a.org/x")
    here = exchange(page.url, 302, b"", headers=[("Location", page.url)])
    first, again = desk.take(page, here, here, error="too-many-redirects", state="failed")

    assert ("too-many-redirects", "redirect") == (again["error"], first["error"]) or first == again
    assert 1 == index(finished(desk)).num_rows


def test_the_open_file_is_hidden_and_its_number_taken(desk):
    page = desk.page("https://a.org/x")
    desk.take(page, exchange(page.url))

    assert [".00001.warc.gz.open"] == [p.name for p in desk.folder.glob(".*")]
    assert [] == archive.files(desk.folder)
    sweep(desk.folder)  # as adding does first
    with WarcWriter(desk.folder, now=clock) as writer:
        assert "00002.warc.gz" == writer.write(Capture("file:///a.txt", "", b"a"))["warc"]
    desk.keeper.close()
    assert ["00001", "00002"] == [archive.name(path) for path in archive.files(desk.folder)]


@pytest.mark.parametrize("limit", [{"captures": 2}, {"size": 2500}], ids=["captures", "bytes"])
def test_a_full_file_is_finished_and_another_begun(tmp_path, limit):
    with Desk(tmp_path, **limit) as desk:
        rows = []
        for n in range(5):
            page = desk.page(f"https://a.org/{n}")
            rows += desk.take(page, exchange(page.url, body=os.urandom(300)))
    assert [f"0000{n}.warc.gz" for n in (1, 1, 2, 2, 3)] == [row["warc"] for row in rows]
    assert rows == [r for path in archive.files(tmp_path) for r in index(path).to_pylist()]
    for path in archive.files(tmp_path):
        assert cdxj.content(cdxj.lines(path)) == cdxj.beside(path).read_bytes()
    assert [] == verify(tmp_path)


def test_without_captures_there_is_no_file(tmp_path):
    with Desk(tmp_path) as desk:
        desk.page("https://a.org/x")
    assert ["frontier.sqlite"] == [path.name for path in tmp_path.iterdir()]


def test_what_was_kept_is_to_be_counted_before_the_next(desk):
    first, second = desk.page("https://a.org/1"), desk.page("https://a.org/2")
    desk.keeper.keep([exchange(first.url)], page=first)
    with pytest.raises(Bug, match=r"Frontier\.kept"):
        desk.keeper.keep([exchange(second.url)], page=second)


def test_what_isnt_counted_is_cut_off(tmp_path):
    with Desk(tmp_path) as desk:
        first, second = desk.page("https://a.org/1"), desk.page("https://a.org/2")
        desk.take(first, exchange(first.url))
        desk.keeper.keep([exchange(second.url)], page=second)
    assert [first.url] == index(tmp_path / "00001.warc.gz")["url"].to_pylist()
    assert 1 == cdxj.beside(tmp_path / "00001.warc.gz").read_text().count("\n")
    assert [] == verify(tmp_path)


def test_left_by_an_exception_what_counts_is_there(tmp_path):
    with suppress(KeyboardInterrupt), Desk(tmp_path) as desk:
        page = desk.page("https://a.org/1")
        desk.take(page, exchange(page.url))
        raise KeyboardInterrupt
    names = {path.name for path in tmp_path.iterdir()}
    assert {"00001.cdxj", "00001.warc.gz", "frontier.sqlite"} == names


def test_a_finished_file_of_that_name_is_never_overwritten(tmp_path):
    desk = Desk(tmp_path).__enter__()
    page = desk.page("https://a.org/1")
    desk.take(page, exchange(page.url))
    (tmp_path / "00001.warc.gz").write_bytes(b"someone else's")
    with pytest.raises(UserError, match="are there"):
        desk.__exit__(None, None, None)
    assert b"someone else's" == (tmp_path / "00001.warc.gz").read_bytes()
    assert (tmp_path / ".00001.warc.gz.open").exists()


# Crashes -----------------------------------------------------------------------------------------

PAGES = 12


def collect(folder, *, body=lambda url: PAGE + url.encode()):
    """Collect a small web to its end, as far as one is let."""
    with Desk(folder, captures=5) as desk:
        desk.frontier.offer(
            Candidate(f"https://{'ab'[n % 2]}.org/{n}", "list", "l") for n in range(PAGES)
        )
        while pages := [p for host, _ in desk.frontier.hosts() for p in desk.frontier.due(host, 3)]:
            for page in pages:
                away = exchange(f"{page.url}?from", 301, b"", headers=[("Location", page.url)])
                desk.take(page, away, exchange(page.url, body=body(page.url)))


def kept(folder):
    """List the captures of an archive, without their places."""
    rows = [row for path in archive.files(folder) for row in index(path).to_pylist()]
    return sorted((row["url"], row["digest"], row["error"]) for row in rows)


def forked(work):
    """Do something in a process of its own; return how that ended."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        except TryAgain:
            code = 3
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def killed_after(steps):
    """Return a tracer that kills the process after so many lines of the code under test."""
    left = steps

    def trace(frame, event, _):
        nonlocal left
        if "hermeneut" not in frame.f_code.co_filename:
            return None
        left -= event == "line"
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return trace

    return trace


def undisturbed(folder):
    collect(folder)
    return kept(folder)


def test_killed_anywhere_and_again_the_same_is_kept_and_nothing_twice(tmp_path):
    expected = undisturbed(tmp_path / "whole")
    assert 2 * PAGES == len(set(expected))
    chance = random.Random(20)
    folder, rounds = tmp_path / "killed", 0

    def work(steps):
        sys.settrace(killed_after(steps))
        collect(folder)

    for steps in [chance.randrange(40, 9000) for _ in range(40)]:
        if forked(lambda steps=steps: work(steps)) == 0:
            rounds += 1
            assert expected == kept(folder)
            assert [] == verify(folder)
            for path in archive.files(folder):
                check(path)
            folder = tmp_path / f"killed{rounds}"
    assert 3 < rounds < 30, "collecting was hardly disturbed, or never let to its end"


def test_a_kill_while_a_page_is_written_leaves_whole_records(tmp_path):
    def work():
        with Desk(tmp_path) as desk:
            page = desk.page("https://a.org/1")
            desk.take(page, exchange(page.url))
            file = desk.keeper._file
            file.write(gzip.compress(b"WARC/1.1\r\n" * 99)[:50])
            os.kill(os.getpid(), signal.SIGKILL)

    assert -signal.SIGKILL == forked(work)
    assert [] == verify(tmp_path)  # what counts of the open file
    with Desk(tmp_path) as desk:
        assert 1 == desk.frontier.counts()["done"]
    assert [("https://a.org/1", None)] == [(u, e) for u, _, e in kept(tmp_path)]
    assert [] == verify(tmp_path)
    assert cdxj.beside(tmp_path / "00001.warc.gz").exists()


@pytest.mark.parametrize("zeros", [False, True], ids=["cut", "zeros"])
@pytest.mark.parametrize("left", [0, 40, -9, -300], ids=["page", "record", "end", "response"])
def test_what_a_power_cut_takes_from_the_file_is_asked_for_again(tmp_path, left, zeros):
    def work():
        desk = Desk(tmp_path).__enter__()
        desk.frontier.offer(Candidate(f"https://a.org/{n}", "list", "l") for n in range(4))
        for _ in range(4):
            page = desk.frontier.due("a.org")[0]
            desk.take(page, exchange(page.url))
            with (tmp_path / "size").open("a") as sizes:
                sizes.write(f"{desk.keeper._file.tell()}\n")
        os.kill(os.getpid(), signal.SIGKILL)

    assert -signal.SIGKILL == forked(work)
    path = tmp_path / ".00001.warc.gz.open"
    sizes = [int(n) for n in (tmp_path / "size").read_text().split()]
    os.truncate(path, sizes[1] + left if left >= 0 else sizes[2] + left)
    if zeros:
        os.truncate(path, sizes[3])

    with Desk(tmp_path) as desk:
        assert {"done": 2, "waiting": 2} == {k: v for k, v in desk.frontier.counts().items() if v}
        pages = desk.frontier.due("a.org")
        assert ["https://a.org/2", "https://a.org/3"] == [page.url for page in pages]
        assert [("", "")] * 2 == [(page.digest, page.capture) for page in pages]
        for page in pages:
            desk.take(page, exchange(page.url, at=START + timedelta(seconds=9)))
    assert [f"https://a.org/{n}" for n in range(4)] == [url for url, _, _ in kept(tmp_path)]
    assert [] == verify(tmp_path)


def test_a_revisit_that_a_power_cut_took_leaves_the_first_capture_known(tmp_path):
    with Desk(tmp_path) as desk:
        page = desk.page("https://a.org/x")
        (first,) = desk.take(page, exchange(page.url))
        desk.frontier.again(None)

    def work():
        desk = Desk(tmp_path).__enter__()
        page = desk.page("https://a.org/x")
        desk.take(page, exchange(page.url, body=b"<html>New."))
        os.kill(os.getpid(), signal.SIGKILL)

    forked(work)
    os.truncate(tmp_path / ".00002.warc.gz.open", 10)
    with Desk(tmp_path) as desk:
        assert first["capture_id"] == desk.page("https://a.org/x").capture
    assert [] == verify(tmp_path)


def test_a_page_that_power_cuts_took_twice_is_no_revisit_of_what_is_lost(tmp_path):
    def work(number):
        desk = Desk(tmp_path).__enter__()
        for name in ("https://a.org/kept", "https://a.org/x"):
            page = desk.page(name)
            desk.take(page, exchange(page.url, at=START + timedelta(seconds=number)))
            with (tmp_path / "size").open("a") as sizes:
                sizes.write(f"{desk.keeper._file.tell()}\n")
        os.kill(os.getpid(), signal.SIGKILL)

    for number in (1, 2):
        (tmp_path / "size").unlink(missing_ok=True)
        forked(lambda number=number: work(number))
        kept_end = int((tmp_path / "size").read_text().split()[0])
        os.truncate(tmp_path / f".0000{number}.warc.gz.open", kept_end)
        with Desk(tmp_path) as desk:
            assert "" == desk.page("https://a.org/x").capture
            desk.frontier.again(None)
    assert [] == verify(tmp_path)


def test_members_larger_than_a_piece_are_told_apart(tmp_path):
    long = gzip.compress(random.Random(1).randbytes(30_000) + bytes(150_000))
    short = gzip.compress(random.Random(2).randbytes(60_000))
    path = tmp_path / "x.gz"
    path.write_bytes(long + short + short)
    expected = [(0, len(long)), (len(long), len(short)), (len(long + short), len(short))]
    assert expected == list(warcfiles.members(path))
    assert path.stat().st_size == warcfiles.whole(path, path.stat().st_size)


def test_without_its_frontier_an_open_file_is_finished_as_it_is(tmp_path):
    def work():
        desk = Desk(tmp_path).__enter__()
        for n in range(3):
            page = desk.page(f"https://a.org/{n}")
            desk.take(page, exchange(page.url))
        os.kill(os.getpid(), signal.SIGKILL)

    forked(work)
    for path in tmp_path.glob("frontier.sqlite*"):
        path.unlink()
    with Desk(tmp_path):
        pass
    assert 3 == len(kept(tmp_path))


@pytest.mark.parametrize("size", [200, 9000], ids=["frontier", "pages"])
def test_a_full_disk_is_told_and_leaves_a_study_to_go_on_with(tmp_path, size):
    def body(url):
        return PAGE + random.Random(url).randbytes(size)

    collect(tmp_path / "whole", body=body)
    folder, ends = tmp_path / "full", []
    for room in range(20_000, 300_000, 16_000):

        def work(room=room):
            resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
            collect(folder, body=body)

        ends.append(forked(work))
        assert [] == [p for p in verify(folder) if p.slug not in ("frontier",)]
    assert {0, 3} == set(ends)
    assert kept(tmp_path / "whole") == kept(folder)
    assert [] == verify(folder)


def test_a_full_disk_costs_the_page_alone(desk, monkeypatch):
    first, second = desk.page("https://a.org/1"), desk.page("https://a.org/2")
    desk.take(first, exchange(first.url))

    class Full:
        def __init__(self, file):
            self.file = file

        def write(self, content):
            self.file.write(bytes(content)[:100])
            raise OSError(errno.ENOSPC, "No space left on device")

        def __getattr__(self, name):
            return getattr(self.file, name)

    with monkeypatch.context() as patched:
        patched.setattr(desk.keeper, "_file", Full(desk.keeper._file))
        with pytest.raises(TryAgain, match=r"No space left on device\n.*make room"):
            desk.take(second, exchange(second.url))
    desk.take(second, exchange(second.url))

    assert 7 == check(finished(desk))


def test_a_file_that_couldnt_be_finished_is_finished_next_time(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    with Desk(tmp_path, captures=1) as desk:
        for n in range(3):
            page = desk.page(f"https://a.org/{n}")
            with monkeypatch.context() as patched:
                if n == 1:
                    patched.setattr("hermeneut.collect.evidence.warcfiles.finish", full)
                    with pytest.raises(TryAgain):
                        desk.take(page, exchange(page.url))
            desk.take(page, exchange(page.url))
    assert ["00002.warc.gz", "00003.warc.gz"] == [p.name for p in archive.files(tmp_path)]
    with Desk(tmp_path):
        pass
    assert [f"https://a.org/{n}" for n in range(3)] == [url for url, _, _ in kept(tmp_path)]
    assert [] == verify(tmp_path)


def test_pages_are_brought_to_disk_at_intervals(desk, monkeypatch):
    synced = []
    monkeypatch.setattr(os, "fsync", synced.append)
    monkeypatch.setattr(keeping, "SYNC_SECONDS", 0.0)
    for n in range(3):
        page = desk.page(f"https://a.org/{n}")
        desk.take(page, exchange(page.url))
    assert len(synced) >= 3


def test_memory_doesnt_grow_with_what_was_kept(tmp_path):
    with Desk(tmp_path, captures=50) as desk:
        for n in range(120):
            page = f"https://a.org/{n}"
            desk.frontier.offer([Candidate(page, "list", "l")])
            desk.take(desk.frontier.due("a.org")[0], exchange(page))
        assert len(desk.keeper._lines) <= 50
        assert len(desk.keeper._recent) <= 1024

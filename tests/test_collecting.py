"""Collecting as a whole: a study, its sources, a web on loopback, interruptions of every kind."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path

import pytest

from hermeneut import archive, collecting
from hermeneut.captures import index
from hermeneut.collect.evidence import verify
from hermeneut.collect.visits.tools import Silent
from hermeneut.collecting import Wishes, collect
from hermeneut.engine import Pool, Serial
from hermeneut.errors import TryAgain, UserError
from hermeneut.plan import Plan
from hermeneut.study import Study
from hermeneut.testing import DESIGN

PROGRAM = [sys.executable, "-c", "from hermeneut.cli import main; main()"]
MANNERS = "[collect]\ndelay = 0.01\nbackoff = 0.01\npatience = 2.0\nseconds = 5.0\n"
LIST = '[[source]]\nkind = "list"\npath = "list.txt"\n'


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 2**16

    def do_GET(self):
        web = self.server.web
        host = self.headers["Host"].partition(":")[0]
        with web.lock:
            web.asked.append((host, self.path, time.monotonic()))
        time.sleep(web.takes)
        web.open.wait()
        status, body, *headers = web.pages.get(f"{host}{self.path}", (404, b"No."))
        self.send_response(status)
        fields = {"Content-Type": "text/html", "Content-Length": str(len(body))}
        for name, value in (fields | dict(*headers)).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Web:
    """Pages by host and path; hosts are 127.0.0.0/8, of which Linux answers on all."""

    def __init__(self, server):
        self.port = server.server_address[1]
        self.pages, self.asked, self.takes = {}, [], 0.0
        self.lock = threading.Lock()
        self.open = threading.Event()
        self.open.set()

    def url(self, place):
        host, _, path = place.partition("/")
        return f"http://{host}:{self.port}/{path}"

    def paths(self):
        return [p for _, p, _ in self.asked if "robots.txt" not in p and "tdmrep" not in p]


@pytest.fixture
def web():
    server = ThreadingHTTPServer(("0.0.0.0", 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None
    server.web = Web(server)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server.web
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def own_configuration(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("HERMENEUT_CONTACT", "reader@uni.example")


def page(n):
    return f"<html><title>Page {n}</title><p>Somebody wrote {n} words.</p></html>".encode()


def new_study(folder, text, urls=()):
    folder.mkdir()
    (folder / "study.toml").write_text(f"{DESIGN}\n{MANNERS}{text}", encoding="utf-8")
    (folder / "list.txt").write_text("".join(f"{url}\n" for url in urls), encoding="utf-8")
    return Study.open(folder)


def wishes(**more):
    return Wishes("reader@uni.example", allow_private=True, **more)


async def online(_name):
    return True


def go(study, **more):
    return collect(study, wishes(**more), resolves=online)


def captures(study):
    return [r for f in archive.files(study.archive) for r in index(f).to_pylist()]


def filled(web, tmp_path, *, hosts=3, pages=4, more=""):
    places = [f"127.0.0.{h + 2}/{n}" for h in range(hosts) for n in range(pages)]
    web.pages |= {place: (200, page(place)) for place in places}
    return new_study(tmp_path / "s", LIST + more, map(web.url, places)), places


def test_a_list_becomes_captures_tables_and_a_sentence(web, tmp_path):
    study, _ = filled(web, tmp_path)
    web.pages["127.0.0.2/robots.txt"] = (200, b"User-agent: *\nDisallow: /0")
    with (study.root / "list.txt").open("a") as file:
        file.write(web.url("127.0.0.3/gone") + "\n")

    outcome = go(study)

    assert (
        "13 candidates, 13 pages new; 11 kept, 1 failed (http-404 1), 1 refused (robots 1)\n"
        "  → hermeneut run"
    ) == outcome.sentence()
    assert not outcome.failed
    assert {"done": 11, "failed": 1, "refused": 1} == {
        state: n for state, n in outcome.standing.items() if n
    }
    with Pool(Serial) as pool:
        Plan(study).run(["readings"], pool=pool)
    query = "select state, error, count(*) n from candidates group by all order by n desc"
    assert [("done", None, 11), ("failed", "http-404", 1), ("refused", "robots", 1)] == sorted(
        tuple(row.values()) for row in study.sql(query).to_pylist()
    )
    assert 11 == study.sql("select count(*) n from captures where error is null")["n"][0].as_py()
    assert [] == verify.verify(study.archive)


def test_a_second_time_nothing_is_asked(web, tmp_path):
    study, _ = filled(web, tmp_path)
    go(study)
    before = list(web.asked)

    outcome = go(study)

    assert before == web.asked
    assert "12 candidates, 0 pages new; 0 kept" == outcome.sentence()


def test_again_means_again(web, tmp_path):
    study, _ = filled(web, tmp_path, hosts=1)
    go(study)

    assert 4 == go(study, again=True).visited.kept

    assert {2} == set(Counter(web.paths()).values())
    assert {None: 4, "revisit": 4} == Counter(c["error"] for c in captures(study))


def test_a_limit_is_a_limit(web, tmp_path):
    study, _ = filled(web, tmp_path)

    outcome = go(study, limit=5)

    assert 5 == outcome.visited.kept == len(web.paths())
    assert "ended early: the limit of 5 pages is reached" in outcome.sentence()
    assert 7 == go(study).visited.kept


def test_sources_are_chosen_by_kind_and_by_number(web, tmp_path):
    study, _ = filled(web, tmp_path, more=LIST.replace("list.txt", "other.txt"))
    (study.root / "other.txt").write_text(web.url("127.0.0.9/x"))

    assert ["list.txt", "other.txt"] == [s.path for s in collecting.sources(study, ["list"])]
    assert ["other.txt"] == [s.path for s in collecting.sources(study, ["2"])]
    with pytest.raises(UserError, match=r"did you mean list\?"):
        collecting.sources(study, ["lst"])


def test_without_a_source_the_way_to_one_is_shown(tmp_path):
    with pytest.raises(UserError) as told:
        go(new_study(tmp_path / "s", ""))

    assert 'kind = "list"' in str(told.value)


def test_without_a_contact_nobody_is_asked(tmp_path):
    with pytest.raises(UserError, match="must be able to reach you"):
        collect(new_study(tmp_path / "s", LIST), Wishes(""))


def test_feeds_and_maps_are_found_and_their_pages_fetched(web, tmp_path):
    home = "127.0.0.5"
    entries = "".join(f"<item><link>{web.url(f'{home}/{n}')}</link></item>" for n in range(3))
    urls = "".join(f"<url><loc>{web.url(f'{home}/{n}')}</loc></url>" for n in range(2, 6))
    xml = {"Content-Type": "application/xml"}
    web.pages |= {f"{home}/{n}": (200, page(n)) for n in range(6)}
    web.pages |= {
        f"{home}/feed.xml": (200, f"<rss><channel>{entries}</channel></rss>".encode(), xml),
        f"{home}/map.xml": (200, f"<urlset>{urls}</urlset>".encode(), xml),
        f"{home}/robots.txt": (200, f"Sitemap: {web.url(f'{home}/map.xml')}".encode()),
    }
    study = new_study(
        tmp_path / "s",
        f'[[source]]\nkind = "feeds"\nurls = ["{web.url(f"{home}/feed.xml")}"]\n'
        f'[[source]]\nkind = "sitemaps"\nurls = ["{web.url(f"{home}/")}"]\n',
    )

    outcome = go(study)

    assert 6 == outcome.visited.kept
    assert 7 == sum(found.candidates for found in outcome.found)
    assert 1 == max(Counter(web.paths()).values())
    with Pool(Serial) as pool:
        Plan(study).run(["readings"], pool=pool)
    asked = study.sql("select source, status from questions order by source").to_pylist()
    assert [("feeds", 200), ("sitemaps", 200)] == [tuple(row.values()) for row in asked]
    assert "can’t be estimated" in collecting.missed(study).sentence()


class Hears(Silent):
    def __init__(self):
        self.notes = []

    def note(self, sentence):
        self.notes.append(sentence)


def test_a_source_that_fails_is_told_and_the_others_go_on(web, tmp_path):
    study, _ = filled(web, tmp_path, more=LIST.replace("list.txt", "missing.txt"))
    hears = Hears()

    outcome = collect(study, wishes(), told=hears, resolves=online)

    assert outcome.failed
    assert 12 == outcome.visited.kept
    assert any("no missing.txt" in note for note in hears.notes)


def test_what_a_source_warns_of_is_told(web, tmp_path):
    study = new_study(tmp_path / "s", LIST.replace("list.txt", "list.csv"))
    (study.root / "list.csv").write_text("title,url\nA,\nB,http://127.0.0.1:1/x\n")
    hears = Hears()

    collect(study, wishes(), told=hears, resolves=online)

    assert any("1 rows without an address" in note for note in hears.notes)


def ark(web):
    """An archive that holds one page of those that are gone."""
    there, url = "127.0.0.8", web.url("127.0.0.2/gone")
    stamp = "20140110052146"
    lines = [
        ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest"],
        ["x", stamp, url, "text/html", "200", "D"],
    ]

    def answer(status, body, kind):
        return (
            status,
            body,
            {"Content-Type": kind, "Memento-Datetime": "Fri, 10 Jan 2014 05:21:46 GMT"},
        )

    class Pages(dict):
        def get(self, key, default=None):
            if key.startswith(f"{there}/cdx"):
                found = lines if "%2Fgone" in key or "/gone" in key else []
                return answer(200, json.dumps(found).encode(), "application/json")
            return super().get(key, default)

    web.pages = Pages(web.pages)
    web.pages[f"{there}/web/{stamp}id_/{url}"] = answer(200, page("of old"), "text/html")
    return (
        '[[source]]\nkind = "wayback"\nurls = ["nowhere.example/x"]\n'
        f'endpoint = "{web.url(f"{there}/cdx")}"\nreplay = "{web.url(f"{there}/web/")}"\n'
    )


@pytest.fixture
def fast_archive(monkeypatch):
    from hermeneut.collect.sources import wayback

    monkeypatch.setattr(wayback.Wayback, "rate", 600)  # a minute


def test_of_a_dead_page_an_archives_copy_is_kept(web, tmp_path, fast_archive):
    gone, lost = web.url("127.0.0.2/gone"), web.url("127.0.0.2/lost")
    study = new_study(tmp_path / "s", LIST + ark(web), [gone, lost])
    with pytest.raises(UserError, match="--confirm"):
        go(study)
    collecting.consent.confirm(collecting.sources(study))

    outcome = go(study)

    assert {"http-404": 2} == outcome.visited.failed
    assert (1, 1) == (outcome.visited.kept, outcome.copies)
    (kept,) = [c for c in captures(study) if not c["error"]]
    assert (gone, "2014-01-10T05:21:46Z") == (kept["url"], kept["fetched_at"])
    at = [moment for host, _, moment in web.asked if host == "127.0.0.8"]
    assert min(b - a for a, b in pairwise(at)) >= 0.1  # index and copies at the rate it allows
    before = len(web.asked)
    go(study)
    assert before == len(web.asked)  # what was looked for in vain isn't looked for again


def test_no_copy_is_looked_for_where_a_site_said_no(web, tmp_path, fast_archive):
    web.pages["127.0.0.2/gone"] = (403, b"Members only.")
    study = new_study(tmp_path / "s", LIST + ark(web), [web.url("127.0.0.2/gone")])
    collecting.consent.confirm(collecting.sources(study))

    assert 0 == go(study).visited.kept

    assert not [p for p in web.paths() if "gone" in p and p != "/gone"]


def test_archives_can_be_left_alone(web, tmp_path, fast_archive):
    text = ark(web).replace("[[source]]", "[[source]]", 1)
    study = new_study(tmp_path / "s", LIST + text, [web.url("127.0.0.2/gone")])
    toml = study.root / "study.toml"
    toml.write_text(toml.read_text().replace("[collect]", "[collect]\narchives = false"))
    study = Study.open(study.root)
    collecting.consent.confirm(collecting.sources(study))

    assert (0, 0) == ((out := go(study)).visited.kept, out.copies)


def test_a_lost_network_ends_the_go_and_fails_nothing(web, tmp_path):
    async def offline(_name):
        return False

    study = new_study(
        tmp_path / "s", LIST, ["http://nowhere.invalid/1", "http://nowhere.invalid/2"]
    )
    hears = Hears()

    outcome = collect(study, wishes(), told=hears, resolves=offline)

    assert outcome.failed
    assert "the network is lost" in outcome.sentence()
    assert 2 == outcome.standing["waiting"]
    assert any("seems lost" in note for note in hears.notes)


def test_a_full_disk_is_told_and_nothing_is_lost(web, tmp_path, monkeypatch):
    from hermeneut.collect.evidence.keeping import Keeper

    study, _ = filled(web, tmp_path)
    keep, kept = Keeper.keep, []

    def full(self, *args, **more):
        kept.append(1)
        if len(kept) > 5:
            raise TryAgain("the disk is full")
        return keep(self, *args, **more)

    with monkeypatch.context() as patch:
        patch.setattr(Keeper, "keep", full)
        with pytest.raises(TryAgain, match="the disk is full"):
            go(study)

    assert 7 == go(study).visited.kept
    assert 12 == len({c["url"] for c in captures(study)}) == len(captures(study))


def test_without_obeying_rights_it_is_said_aloud(web, tmp_path):
    study = new_study(tmp_path / "s", "obey_rights = false\n" + LIST, [web.url("127.0.0.2/x")])
    web.pages["127.0.0.2/x"] = (200, page(1), {"TDM-Reservation": "1"})
    hears = Hears()

    assert 1 == collect(study, wishes(), told=hears, resolves=online).visited.kept

    assert any("RIGHTS ARE NOT OBEYED" in note for note in hears.notes)
    first = b"".join(p.read_bytes() for p in study.archive.glob("*.warc.gz"))
    import gzip

    assert b"reservations recorded, not obeyed" in gzip.decompress(first)


def start(study, *more):
    command = [*PROGRAM, "collect", "-s", str(study.root), "--allow-private", *more]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ,
        start_new_session=True,
    )  # fmt: skip


def end(process):
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


def gaps(web):
    by_host = {}
    for host, _, at in web.asked:
        by_host.setdefault(host, []).append(at)
    return [b - a for times in by_host.values() for a, b in pairwise(times)]


def test_killed_at_any_moment_it_goes_on_and_keeps_each_page_once(web, tmp_path):
    study, places = filled(web, tmp_path, hosts=4, pages=8)
    toml = study.root / "study.toml"
    toml.write_text(toml.read_text().replace("delay = 0.01", "delay = 0.1"))
    chance = random.Random(7)
    for _ in range(4):
        process = start(study)
        time.sleep(chance.uniform(0.4, 1.0))
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()

    code, _, err = end(start(study))

    assert (0, "") == (code, err)
    kept = Counter(c["url"] for c in captures(study) if not c["error"])
    assert {web.url(place): 1 for place in places} == kept
    assert min(gaps(web)) >= 0.1
    assert [] == verify.verify(study.archive)
    asked = Counter((host, path) for host, path, _ in web.asked)
    assert max(asked.values()) <= 5  # those that a kill cut off are asked for again


@pytest.mark.parametrize("sent", ["SIGINT", "SIGTERM", "SIGHUP"])  # a terminal that is closed, too
def test_ctrl_c_ends_within_a_second_and_keeps_what_came(web, tmp_path, sent):
    study, _ = filled(web, tmp_path, hosts=2, pages=30)
    web.takes = 0.05
    process = start(study)
    deadline = time.monotonic() + 30
    while len(web.paths()) < 10 and time.monotonic() < deadline:
        time.sleep(0.01)

    began = time.monotonic()
    os.killpg(process.pid, getattr(signal, sent))
    code, out, err = end(process)

    assert time.monotonic() - began < 2  # one, and one for a busy machine
    assert (130, "") == (code, out)
    assert "hermeneut: stopped; what was done stays done" in err
    assert [] == list(study.archive.glob(".*.open"))  # finished: the next run reads it
    kept = len(captures(study))
    assert len(web.paths()) - 4 <= kept < 60
    assert 60 - kept == go(study).visited.kept
    assert 60 == len(captures(study))


def test_what_is_told_to_outlast_its_terminal_does(web, tmp_path):
    study, places = filled(web, tmp_path, hosts=1, pages=4)
    web.takes = 0.05
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as nohup does
    try:
        process = start(study)
    finally:
        signal.signal(signal.SIGHUP, before)
    deadline = time.monotonic() + 30
    while not web.paths() and time.monotonic() < deadline:
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGHUP)

    assert 0 == end(process)[0]
    assert len(places) == len(captures(study))


def test_a_second_command_waits_and_says_so(web, tmp_path):
    study, _ = filled(web, tmp_path, hosts=1, pages=6)
    web.open.clear()
    first = start(study)
    while not web.asked:
        time.sleep(0.01)
    second = start(study)
    waits = second.stderr.readline()
    web.open.set()

    codes, outs, errs = zip(end(first), end(second), strict=True)

    assert (0, 0) == codes
    assert f"another command is writing {study.archive}; waiting for it\n" == waits
    assert ("", "") == errs
    assert "6 kept" in outs[0]
    assert "0 kept" in outs[1]


def test_previewing_asks_nobody(web, tmp_path):
    study, _ = filled(web, tmp_path)
    (study.root / "list.txt").open("a").write("\n")

    rows = list(collecting.preview(study))

    asks = "list.txt: 12 addresses, 0 of them left out"
    assert [{"source": "list", "what": "path=list.txt", "asks": asks}] == rows
    assert [] == web.asked
    assert not Path(study.archive / "frontier.sqlite").exists()
    go(study, limit=2)
    rows = list(collecting.preview(study, ["list"]))
    assert 10 == sum(int(r["asks"].split()[0]) for r in rows if r["source"] == "pages")


def test_how_candidates_stand_is_counted_page_by_page(web, tmp_path):
    study, _ = filled(web, tmp_path, hosts=1, pages=2)
    assert [] == collecting.standing(study)
    go(study)

    assert [{"pages": "done", "why": "", "count": 2}] == collecting.standing(study)

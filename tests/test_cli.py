"""The command line as people and programs meet it: words, exit codes, pipes, two at a time."""

import contextlib
import csv
import http.server
import io
import json
import os
import pty
import shutil
import signal
import subprocess
import sys
import threading
import time
import zipfile
from pathlib import Path

import pytest

from hermeneut import cli
from hermeneut.engine import Pool, Serial
from hermeneut.plan import Plan, State
from hermeneut.study import Study
from hermeneut.testing import DESIGN, make_study

COMMANDS = sorted(c.name or c.callback.__name__ for c in cli.app.registered_commands)
ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONUNBUFFERED"}
PROGRAM = [sys.executable, "-c", "from hermeneut.cli import main; main()"]
SLOW = """
import sys, time
from hermeneut import admission, engine
before, admission.TEXTS_A_SHARD = engine.ShardTask._write, 5
def slowly(*args):
    time.sleep(0.3)
    return before(*args)
engine.ShardTask._write = slowly
from hermeneut.cli import main
main()
"""


def start(*args, code=None, **more):
    command = [sys.executable, "-c", code] if code else PROGRAM
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "env": ENVIRONMENT, **more}
    return subprocess.Popen([*command, *map(str, args)], start_new_session=True, **options)


def finish(process, given=None):
    out, err = process.communicate(given, timeout=60)
    return process.returncode, (out or b"").decode(), err.decode()


@pytest.fixture
def ask(monkeypatch, capfd):
    """Run a command in this process; return exit code, standard output and standard error."""

    def run(*args):
        monkeypatch.setattr(sys, "argv", ["hermeneut", *map(str, args)])
        with pytest.raises(SystemExit) as end:
            cli.main()
        return (end.value.code or 0, *capfd.readouterr())

    return run


def pages(folder, numbers):
    folder.mkdir(parents=True, exist_ok=True)
    for n in numbers:
        said = (f"Up is a film, said critic {n} {at}. It knows that Carl is a widower."
                for at in ("at once", "later", "in the end"))  # fmt: skip
        text = "\n\n".join(said)
        (folder / f"{n:03}.md").write_text(f"---\ntitle: Up {n}\n---\n{text}", encoding="utf-8")
    return folder


def new_study(folder):
    folder.mkdir(parents=True)
    (folder / "study.toml").write_text(DESIGN, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A study of ten pages, read and parted into sentences."""
    from hermeneut.adding import add_paths

    folder = tmp_path_factory.mktemp("cli")
    study = Study.open(new_study(folder / "s"))
    add_paths(study, [pages(folder / "pages", range(10))])
    with Pool(Serial) as pool:
        Plan(study).run(["sentences", "documents", "subjects"], pool=pool)
    return study.root


@pytest.fixture
def study(small, tmp_path):
    return Path(shutil.copytree(small, tmp_path / "s"))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(ask, command):
    code, out, err = ask(command, "--help")

    assert (0, "") == (code, err)
    assert "Usage" in out
    assert len(out.split()) > 20


WRONG = [["frobnicate"], ["status", "--nope"], ["sql"], ["run", "--workers", "many"], ["correct"],
         ["run", "-j", "-1"], ["kwic", "film", "--limit", "0"]]  # fmt: skip


@pytest.mark.parametrize("args", WRONG, ids=" ".join)
def test_wrong_usage_is_2(ask, args):
    code, out, err = ask(*args)

    assert (2, "") == (code, out)
    assert "Usage" in err


def damage(study, what):
    if what == "newer":
        (study / "FORMAT").write_text("hermeneut 99\n")
    elif what == "format":
        (study / "FORMAT").write_bytes(b"\xff\x00 \xc2\xb2")
    elif what == "snapshot":
        (study / "tables" / "current.json").write_text('{"runs": 5}')
    elif what == "shard":
        next((study / "tables" / "sentences").rglob("*.parquet")).write_bytes(b"PAR1 no PAR1")
    elif what == "judgements":
        (study / "judgements.sqlite").write_bytes(b"nothing of the kind" * 99)
    elif what == "design":
        (study / "study.toml").write_text("[study]\nname = " + "[" * 9999)
    elif what == "a folder":
        (study / "study.toml").unlink()
        (study / "study.toml").mkdir()


DAMAGES = {
    "newer": "newer Hermeneut", "format": "doesn't name a format", "snapshot": "is damaged",
    "shard": "can't be read", "judgements": "can't be read", "design": "isn't TOML",
    "a folder": "Is a directory",
}  # fmt: skip


@pytest.mark.parametrize("command", ["status", "sql", "run"])
@pytest.mark.parametrize(("what", "words"), DAMAGES.items(), ids=DAMAGES)
def test_what_is_damaged_is_told_without_a_traceback(ask, study, what, words, command):
    damage(study, what)
    more = {"sql": ["select 1"], "run": ["sentences", "-j", "0"]}.get(command, [])

    code, out, err = ask(command, *more, "-s", study)

    assert (1, "") == (code, out)
    assert err.startswith("hermeneut: ")
    assert words in err
    assert len(err.splitlines()) <= 2


MISTAKES = {
    "no study": (["status", "-s", "nowhere"], "→ hermeneut new nowhere"),
    "no such step": (["run", "sentenses"], "did you mean sentences?"),
    "a query": (["sql", "select nothing"], "the query failed"),
    "a filter": (["kwic", "film", "-w", "form"], "isn't field=value"),
    "a document": (["correct", "zzz", "form=review", "--why", "so"], "no document"),
    "a shipped study": (["apply", "sentences", "--like", "up"], "there are: her, sample"),
    "a pass": (["apply", "keyness"], "no passes named 'keyness'"),
    "a coder": (["add", ".", "--code", "x"], "judgements need a coder"),
}


@pytest.mark.parametrize(("args", "words"), MISTAKES.values(), ids=MISTAKES)
def test_what_failed_is_1_and_says_what_to_do(ask, small, monkeypatch, args, words):
    monkeypatch.chdir(small)

    code, out, err = ask(*args)

    assert (1, "") == (code, out)
    assert words in err
    assert "Traceback" not in err


@pytest.mark.parametrize("more", [[], ["--json"]], ids=["said", "json"])
def test_it_is_1_when_nothing_that_was_named_came_in(ask, study, more):
    (page,) = pages(study.parent / "one", [50]).iterdir()

    assert 0 == ask("add", page, "nowhere.txt", "-s", study, *more)[0]
    code, out, err = ask("add", "nowhere.txt", "-s", study, *more)

    assert 1 == code
    assert "there is no such file" in out + err


def test_a_run_that_something_overtook_says_so(ask, study, monkeypatch):
    def overtaken(*args, **options):
        return [State("sentences", "pass", "up to date"), State("trends", "analysis", "stale")]

    monkeypatch.setattr(Plan, "run", overtaken)

    told = ask("run", "-j", "0", "-s", study)[1]

    assert "1 steps up to date\nwhat they read has changed since: trends\n  → hermeneut run" in told


def test_what_nobody_foresaw_is_told_in_a_line_or_in_full(ask, small, monkeypatch):
    monkeypatch.setattr(Study, "check_links", lambda _: 1 / 0)

    code, _, err = ask("status", "-s", small)
    assert (1, 2) == (code, len(err.splitlines()))
    assert "a mistake of ours: ZeroDivisionError" in err

    monkeypatch.setenv("HERMENEUT_TRACEBACK", "1")
    monkeypatch.setattr(sys, "argv", ["hermeneut", "status", "-s", str(small)])
    with pytest.raises(ZeroDivisionError):
        cli.main()


def strictly(text):
    def refuse(word):
        raise ValueError(word)

    return [json.loads(line, parse_constant=refuse) for line in text.split("\n") if line]


ODD = (
    "select 'nan'::double as a, ['inf'::double, 1] as b, {'x': [null]} as c, '\u2028\n\"' as d, "
    "'\\x00'::blob as e, date '2014-01-10' as f, 1e300::decimal(38,0) as g"
).replace("1e300", "12")
JSON = {
    "sql": ["sql", ODD],
    "status": ["status"],
    "kwic": ["kwic", "film"],
    "search": ["search", "film"],
    "run": ["run", "sentences", "-j", "0"],
    "add": ["add", "page.txt"],
}


@pytest.mark.parametrize("args", JSON.values(), ids=JSON)
def test_json_is_json_lines(ask, study, monkeypatch, args):
    monkeypatch.chdir(study)
    (study / "page.txt").write_text("Up is a film.", encoding="utf-8")

    code, out, err = ask(*args, "--json")

    assert (0, "") == (code, err)
    rows = strictly(out)
    assert rows
    assert all(isinstance(row, dict) for row in rows)
    if args[0] == "sql":
        assert (None, [None, 1.0], {"x": [None]}) == tuple(rows[0][k] for k in "abc")


def test_csv_runs_nothing_in_a_spreadsheet(ask, small):
    query = "select '=cmd|x' as \"+head\", '@a' as b, ['-1', 'c'] as c, -2 as d, {'k': 1} as e"

    code, out, _ = ask("sql", query, "--csv", "-s", small)

    assert 0 == code
    assert [["'+head", "b", "c", "d", "e"], ["'=cmd|x", "'@a", "'-1; c", "-2", '{"k": 1}']] == list(
        csv.reader(io.StringIO(out))
    )


def test_what_documents_say_commands_no_terminal(ask, tmp_path):
    row = {"doc_id": "a", "capture_id": "c", "title": "\x1b]0;owned\x07Up", "completeness": "whole"}
    root = make_study(tmp_path / "s", {"documents": [row]}).root

    shown = ask("sql", "select title from documents", "-s", root)[1]
    told = ask("correct", "a", "form=review", "--why", "so", "-s", root)[1]

    assert "\x1b" not in shown + told
    assert "owned" in shown
    assert "form = review" in told


def test_a_pipe_gets_the_answer_and_nothing_else(study):
    for _ in range(2):
        got = finish(start("run", "sentences", "-s", study))
        assert (0, "2 steps up to date\n", "") == got


def test_status_names_each_step_and_where_documents_leave(ask, study):
    pages(study.parent / "more", [77])
    assert 0 == ask("add", study.parent / "more", "-s", study)[0]

    code, out, err = ask("status", "-s", study)

    assert (0, "") == (code, err)
    assert all(name in out for name in ("sentences", "up to date", "never run", "measured"))
    assert "files of the archive not read yet: 1\n  → hermeneut run" in out


def test_status_tells_of_what_a_kill_left_open(ask, study):
    assert "cut off" not in ask("status", "-s", study)[1]
    (study / "archive" / ".00009.warc.gz.open").write_bytes(b"")

    assert "or was cut off" in ask("status", "-s", study)[1]


@pytest.mark.parametrize("form", ["--json", "--csv", ""])
@pytest.mark.parametrize("query", ["select * from sentences, range(99)", "select 1 as n"])
def test_a_reader_that_leaves_early_is_no_fault(small, query, form):
    process = start("sql", query, "-s", small, *filter(None, [form]))
    process.stdout.read(1)
    process.stdout.close()

    code, err = process.wait(60), process.stderr.read().decode()
    assert code in (0, 1)
    assert err in ("", "the first 1000 of 5940 rows; --csv and --json give all\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_an_output_that_is_full_is_told(small):
    with open("/dev/full", "wb") as full:  # noqa: PTH123
        process = start("sql", "select 1", "-s", small, stdout=full)

        code, _, err = finish(process)
    assert (1, "hermeneut: No space left on device\n") == (code, err)


def test_ctrl_c_gives_one_line(tmp_path):
    root = new_study(tmp_path / "s")
    finish(start("add", pages(tmp_path / "pages", range(40)), "-s", root))
    process = start("run", "sentences", "-s", root, "-j", "2", code=SLOW)
    wait_for(lambda: list(root.glob("tables/readings/*/.*.partial")))

    os.killpg(process.pid, signal.SIGINT)

    code, out, err = finish(process)
    assert (130, "") == (code, out)
    assert ["hermeneut: stopped; what was done stays done, run the command again to go on"] == (
        err.splitlines()
    )


def wait_for(something, seconds=30):
    end = time.monotonic() + seconds
    while not (found := something()):
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)
    return found


def contents(root):
    study = Study.open(root)
    query = "select url, text_id, (select count(*) from sentences s where s.text_id = d.text_id) n"
    return study.sql(f"{query} from readings d order by 1, 2").to_pylist()


def whole(root):
    """Check that each WARC and each shard that counts can be read, and nothing lies half done."""
    from hermeneut import archive

    study = Study.open(root)
    urls = [u for f in archive.files(study.archive) for u in archive.index(f)["url"].to_pylist()]
    assert len(urls) == len(set(urls))
    assert [] == list(root.rglob(".*.partial"))
    return len(urls)


def test_the_second_run_waits_and_says_so(tmp_path):
    root = new_study(tmp_path / "s")
    finish(start("add", pages(tmp_path / "pages", range(20)), "-s", root))
    first = start("run", "sentences", "-s", root, "-j", "0", code=SLOW)
    wait_for(lambda: list(root.glob("tables/readings/*/.*.partial")))
    second = start("run", "sentences", "-s", root, "-j", "0")

    codes, outs, errs = zip(finish(first), finish(second), strict=True)

    assert (0, 0) == codes
    assert {"2 steps up to date\n"} == set(outs)
    assert ("", f"another command is writing {root}/tables; waiting for it\n") == errs
    assert 20 == whole(root) == len(contents(root))


def test_adding_and_running_at_once_loses_nothing(tmp_path):
    root = new_study(tmp_path / "s")
    many = [
        start("add", pages(tmp_path / f"p{n}", range(n, n + 9)), "-s", root) for n in (0, 9, 18)
    ]
    many += [start("run", "sentences", "-s", root, "-j", "0", code=SLOW) for _ in range(2)]

    ended = [finish(process) for process in many]

    assert [0] * 5 == [code for code, _, _ in ended], ended
    assert "Traceback" not in "".join(err for _, _, err in ended)
    assert 0 == finish(start("run", "sentences", "-s", root, "-j", "0"))[0]
    assert 27 == whole(root) == len(contents(root))
    assert all(row["n"] for row in contents(root))


def test_a_report_is_of_one_moment_whatever_runs(study):
    before = start("report", "-s", study, "--to", study / "a")
    assert 0 == finish(before)[0]
    finish(start("add", pages(study.parent / "more", range(50, 60)), "-s", study))
    running = start("run", "sentences", "-s", study, "-j", "0", code=SLOW)
    wait_for(lambda: list(study.glob("tables/readings/*/.*.partial")))

    code, _, err = finish(start("report", "-s", study, "--to", study / "b"))

    assert (0, "") == (code, err)
    assert 0 == finish(running)[0]
    a, b = (
        {p.relative_to(f): p.read_bytes() for p in f.rglob("*.html")}
        for f in (study / "a", study / "b")
    )
    assert a.keys() == b.keys()
    assert 20 == len(contents(study))


@pytest.mark.parametrize("moment", [0.7, 1.4])
def test_a_killed_report_leaves_the_former_or_none(study, moment):
    process = start("report", "-s", study)
    time.sleep(moment)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    folder = study / "report"
    assert not folder.exists() or (folder / "report.json").exists()

    assert 0 == finish(start("report", "-s", study))[0]

    assert (folder / "index.html").exists()
    assert [] == list(study.glob(".report.*"))


@contextlib.contextmanager
def mounted(folder, *options):
    folder.mkdir(exist_ok=True)
    got = subprocess.run(["mount", *options, str(folder)], capture_output=True, check=False)
    if got.returncode:
        pytest.skip("only where one may mount")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_is_told_and_with_room_again_nothing_is_lost(tmp_path):
    source = pages(tmp_path / "pages", range(40))
    (source / "noise.txt").write_text(os.urandom(600_000).hex())
    with mounted(tmp_path / "disk", "-t", "tmpfs", "-o", "size=400k", "tmpfs") as disk:
        root = new_study(disk / "s")
        code, out, err = finish(start("add", source, "-s", root))
        assert (1, "") == (code, out)
        assert "No space left on device" in err
        assert "→ make room and run the command again" in err
        assert 0 == whole(root)
        (source / "noise.txt").unlink()
        assert 0 == finish(start("add", source, "-s", root))[0]
        (disk / "filler").write_bytes(bytes(250_000))

        code, out, err = finish(start("run", "-s", root, "-j", "0"))
        assert (1, "") == (code, out)
        assert err.startswith("hermeneut: the disk is full")
        assert len(err.splitlines()) == 2
        subprocess.run(["mount", "-o", "remount,size=9m", str(disk)], check=True)

        assert 0 == finish(start("run", "sentences", "-s", root, "-j", "0"))[0]
        assert 40 == whole(root) == len(contents(root))


def test_a_folder_that_is_read_only_can_be_asked_and_not_changed(study):
    with mounted(study.parent / "ro", "-o", "ro,bind", study) as root:
        assert 0 == finish(start("sql", "select 1", "-s", root))[0]
        more = pages(study.parent / "more", [50])
        word = ["correct", "Up 1", "form=review", "--why", "x"]
        for args in (["run", "-j", "0"], ["add", more], word, ["report"], ["clean"]):
            code, out, err = finish(start(*args, "-s", root))
            assert (1, "", 2) == (code, out, len(err.splitlines())), (args, err)
            assert "can't be written" in err


def test_apply_answers_before_the_input_ends(tmp_path):
    from hermeneut.apply import ROWS

    rows = [{"id": n, "text": "A film."} for n in range(ROWS)]
    process = start("apply", "sentences", stdin=subprocess.PIPE)
    process.stdin.write("".join(json.dumps(row) + "\n" for row in rows).encode())
    process.stdin.flush()

    answers = [json.loads(process.stdout.readline()) for _ in rows]

    assert list(range(ROWS)) == [row["id"] for row in answers]
    assert (0, "", "") == finish(process)


ROWS_IN = {
    b'{"id": {"a": [1, null]}, "text": "Good."}': {"id": {"a": [1, None]}, "start": 0, "end": 5},
    b'{"id": "caf\xe9", "text": "caf\xe9 good."}': {"id": "caf\udce9", "start": 0, "end": 10},
    b'{"id": "\\ud800", "text": "\\ud800 ok."}': {"id": "\ud800", "start": 0, "end": 5},
    b'{"id": 123456789012345678901234567890, "text": "Good."}': {
        "id": 123456789012345678901234567890, "start": 0, "end": 5
    },
    b'{"id": 1, "text": "Good.", "language": null}': {"id": 1, "start": 0, "end": 5},
    b'{"id": "\xe2\x80\xa8", "text": "Good."}': {"id": "\u2028", "start": 0, "end": 5},
    b'{"id": 2, "text": ["a"]}': {"id": 2, "error": "a row needs a text"},
    b'{"id": 3}': {"id": 3, "error": "a row needs a text"},
    b'{"id": 4, "text": "Good.", "language": 5}': {"id": 4},
    b"\xff\xfe": {"id": None},
    b"[1]": {"id": None, "error": "a row is a JSON object"},
    b"[" * 99_999: {"id": None},
    b'{"id": ' + b"9" * 5000 + b"}": {"id": None},
    b'{"id": 1e999, "text": "Huge."}': {"id": None},
    b'{"id": NaN, "text": "None."}': {"id": None, "error": "not JSON: NaN is no number of JSON"},
    b'{"id": 5, "text": "Last."}': {"id": 5, "start": 0, "end": 5},
}  # fmt: skip


def test_apply_answers_every_row_in_order_whatever_it_holds():
    given = b"\xef\xbb\xbf" + b"\n\n".join(ROWS_IN)

    code, out, err = finish(start("apply", "sentences", stdin=subprocess.PIPE), given)

    assert (0, "") == (code, err)
    got = [json.loads(line) for line in out.split("\n") if line]
    assert len(ROWS_IN) == len(got)
    for row, wanted in zip(got, ROWS_IN.values(), strict=True):
        assert wanted.items() <= row.items()
        assert ("start" in row) != ("error" in row)


def test_apply_article_answers_every_row():
    rows = [
        b'{"id": 1, "html": "<p>A film."}', b'{"id": 2, "html": 5}', b'{"id": 3}',
        b'{"id": 4, "html": "\\u0000\\ud800"}', b'{"id": 5, "html": "x", "url": 7}',
    ]  # fmt: skip

    process = start("apply", "article", stdin=subprocess.PIPE)
    code, out, err = finish(process, b"\n".join(rows))

    assert (0, "") == (code, err)
    got = [json.loads(line) for line in out.splitlines()]
    assert [1, 2, 3, 4, 5] == [row["id"] for row in got]
    assert [False, True, True, False, True] == ["error" in row for row in got]
    assert got[4]["error"] == "url is text, if there is one"
    assert got[0].keys() >= {
        "id", "text", "title", "authors", "published", "outlet", "language", "form", "venue",
        "rating", "completeness", "fields",
    }  # fmt: skip
    assert all({"source", "confidence", "chosen"} <= one.keys() for one in got[0]["fields"])


def test_nothing_in_nothing_out():
    assert (0, "", "") == finish(start("apply", "sentences", stdin=subprocess.PIPE), b"")


LISTED = """
[collect]
delay = 0.01
tries = 1
archives = false
[[source]]
kind = "list"
path = "list.txt"
"""


@contextlib.contextmanager
def site(*paths):
    """Serve pages on loopback; yield their addresses."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            body = b"<p>Up is a film.</p>"
            self.send_response(200 if self.path in paths else 404)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield [f"http://127.0.0.1:{server.server_address[1]}{path}" for path in (*paths, "/gone")]
        server.shutdown()


@pytest.fixture
def at_home(tmp_path, monkeypatch):
    """A study with a list, and a person whose configuration is empty."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("HERMENEUT_CONTACT", raising=False)
    root = new_study(tmp_path / "s")
    with (root / "study.toml").open("a") as file:
        file.write(LISTED)
    (root / "list.txt").write_text("")
    return root


def test_collecting_keeps_pages_and_says_what_came(ask, at_home):
    with site("/a", "/b") as urls:
        (at_home / "list.txt").write_text("\n".join(urls))
        args = ["collect", "-s", at_home, "--allow-private"]
        code, out, err = ask(*args, "--contact", "reader@uni.example")
        again = ask(*args, "--json")

    kept = at_home.parent / "config" / "hermeneut" / "contact"
    assert (0, f"reader@uni.example: kept in {kept}\n") == (code, err)
    assert ("3 candidates, 3 pages new; 2 kept, 1 failed (http-404 1)\n  → hermeneut run\n") == out
    (row,) = strictly(again[1])
    assert (0, 0, 0, {}) == (again[0], row["kept"], row["new"], row["failed"])
    assert (0, "every digest of the archive is right\n", "") == ask("verify", "-s", at_home)
    code, out, _ = ask("export", "wacz", at_home.parent / "up", "-s", at_home)
    assert (0, f"{at_home.parent / 'up.wacz'}\n") == (code, out)
    assert zipfile.is_zipfile(at_home.parent / "up.wacz")
    code, out, _ = ask("status", "-s", at_home)
    assert "http-404" in out
    assert "How many pages were missed can’t be estimated" in out


def test_who_collects_is_asked_once_on_a_terminal_and_sees_how_it_goes(at_home):
    with site("/a") as urls:
        (at_home / "list.txt").write_text("\n".join(urls))
        shown = []
        for said in (b"nobody\n", b"reader@uni.example\n", b""):
            shown.append(on_terminal("collect", "-s", at_home, "--allow-private", said=said))

    assert "'nobody' is no address that one can write to" in shown[0]
    assert "2 candidates, 2 pages new; 1 kept, 1 failed" in shown[1]
    assert "127.0.0.1" in shown[1]
    assert "contact:" in shown[1]
    assert "contact:" not in shown[2]
    assert "2 candidates, 0 pages new; 0 kept" in shown[2]


def on_terminal(*args, said=b""):
    """Run a command on a terminal of its own; return what it shows."""
    ours, theirs = pty.openpty()
    environment = {**ENVIRONMENT, **os.environ, "TERM": "xterm", "COLUMNS": "120"}
    process = start(*args, stdin=theirs, stdout=theirs, stderr=theirs, env=environment)
    os.close(theirs)
    os.write(ours, said)
    shown = b""
    with contextlib.suppress(OSError):  # the terminal is gone when the command is
        while piece := os.read(ours, 4096):
            shown += piece
    process.wait(60)
    os.close(ours)
    return shown.decode("utf-8", "replace")


def test_without_a_terminal_or_a_source_the_way_is_told(ask, at_home):
    code, out, err = ask("collect", "-s", at_home)
    assert (1, "") == (code, out)
    assert "→ --contact you@example.org, or HERMENEUT_CONTACT in the environment" in err

    text = (at_home / "study.toml").read_text().partition("[[source]]")[0]
    (at_home / "study.toml").write_text(text)
    code, out, err = ask("collect", "-s", at_home, "--contact", "reader@uni.example")
    assert (1, "") == (code, out)
    assert 'kind = "list"' in err


def test_what_would_be_asked_is_shown_and_nobody_is_asked(ask, at_home):
    (at_home / "list.txt").write_text("http://127.0.0.1:9/a")

    code, out, err = ask("collect", "-s", at_home, "--dry-run")

    assert (0, "") == (code, err)
    assert "list.txt: 1 addresses" in out
    assert not (at_home / "archive").exists()
    assert {"source", "what", "asks"} == set(
        strictly(ask("collect", "-s", at_home, "-n", "--json")[1])[0]
    )


def test_a_source_that_fails_is_1_and_says_so(ask, at_home):
    (at_home / "list.txt").unlink()

    code, out, err = ask("collect", "-s", at_home, "--contact", "reader@uni.example")

    assert (1, "0 candidates, 0 pages new; 0 kept\n") == (code, out)
    assert "no list.txt" in err


def test_an_endpoint_is_confirmed_on_this_machine(ask, at_home):
    text = (at_home / "study.toml").read_text().partition("[[source]]")[0]
    source = '[[source]]\nkind = "crossref"\nendpoint = "http://127.0.0.1:9/works"\n'
    (at_home / "study.toml").write_text(text + source)
    args = ["collect", "-s", at_home, "--contact", "reader@uni.example"]

    code, _, err = ask(*args)
    assert 1 == code
    assert "http://127.0.0.1:9/works" in err
    assert "→ if you trust it: hermeneut collect --confirm" in err

    code, _, err = ask(*args, "--confirm")
    assert "endpoint of crossref: http://127.0.0.1:9/works is trusted on this machine" in err
    assert "private-address" in err
    assert 1 == code


def test_damage_to_the_archive_is_found(ask, at_home):
    with site("/a") as urls:
        (at_home / "list.txt").write_text("\n".join(urls))
        ask("collect", "-s", at_home, "--allow-private", "--contact", "reader@uni.example")
    (path,) = at_home.glob("archive/*.warc.gz")
    content = bytearray(path.read_bytes())
    content[-40] ^= 255
    path.write_bytes(content)

    code, out, err = ask("verify", "-s", at_home)

    assert (1, "") == (code, err)
    assert path.name in out
    assert 1 == ask("export", "pdf", "x", "-s", at_home)[0]


def test_names_that_the_design_lacks_are_listed_and_written_as_sections(ask, study):
    (study / "study.toml").write_text(DESIGN.replace('"Carl", ', ""), encoding="utf-8")

    code, out, _ = ask("names", "Carl", "--study", study, "--json")
    rows = [json.loads(line) for line in out.splitlines()]
    written = ask("names", "Carl", "--study", study, "--toml")[1]

    assert (0, [("Carl", 10)]) == (code, [(row["name"], row["documents"]) for row in rows])
    assert '[[target]]\nid = "carl"' in written
    assert 1 == ask("names", "--kind", "place", "--study", study)[0]

"""The documentation is true: what it shows runs, what it links to is there, and nothing is missing.

Of README, tutorial and how-tos every ``console`` and ``python`` block is run, in one folder a
page, and what comes out is compared with what the page shows. ``…`` stands for what varies: in a
line for some words, alone for some lines. Runs of blanks and empty lines don't count. Where a
paragraph ends in "Save this as `NAME`:", the block that follows is saved, not run.
"""

import doctest
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from hermeneut import registry, schema
from hermeneut.cli import app
from hermeneut.disk import shard_path, write_shard
from hermeneut.engine import Pool, Serial
from hermeneut.plan import Plan
from hermeneut.samples import fill, make
from hermeneut.study import Study

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent
CHECKING = ROOT / "docs/tutorial-checking.md"
RUN = [
    ROOT / "README.md",
    ROOT / "docs/tutorial.md",
    CHECKING,
    *sorted(ROOT.glob("docs/how-to/*.md")),
]
SAVE = re.compile(r"Save this as `([\w./-]+)`:$")
FENCE = re.compile(r"^(`{3,})(\w*)[^`]*$")
LINK = re.compile(r"(?<!!)\[[^\]\n]*\]\(([^)\s]+)\)|!\[[^\]\n]*\]\(([^)\s]+)\)|src=\"([^\"]+)\"")
SKIPPED = {".venv", "demo", "node_modules", ".pytest_cache", ".hypothesis", ".git"}
QUICK = (
    "sentences",
    "crosstabs",
)  # the steps, with what they stand on, that pages on the demo ask for

INSTALL = """\
# Stands in for pip: installs the project that one stands in, for this reader alone, offline.
import pathlib, shutil, tomllib
project = tomllib.loads(pathlib.Path("pyproject.toml").read_text())["project"]
module, site = project["name"].replace("-", "_"), pathlib.Path(SITE)
shutil.copy(f"{module}.py", site)
told = site / f"{module}-{project['version']}.dist-info"
told.mkdir()
facts = f"Metadata-Version: 2.1\\nName: {project['name']}\\nVersion: {project['version']}\\n"
(told / "METADATA").write_text(facts)
entries = [
    line
    for group, named in project["entry-points"].items()
    for line in (f"[{group}]", *(f"{name} = {where}" for name, where in named.items()))
]
(told / "entry_points.txt").write_text("\\n".join(entries))
"""


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its text, where it is to be saved, and its first line."""

    language: str
    text: str
    save: str
    line: int


def blocks(page):
    lines = iter(enumerate(page.read_text(encoding="utf-8").splitlines(), 1))
    save = ""
    for number, line in lines:
        if fence := FENCE.match(line):
            inside = []
            for _, text in lines:
                if text == fence[1]:
                    break
                inside.append(text)
            yield Block(fence[2], "\n".join(inside) + "\n", save, number + 1)
        if line.strip():
            found = SAVE.search(line)
            save = found[1] if found else ""


def commands(text):
    """Part a console block into commands, each with the output shown."""
    found = []
    for line in text.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        elif line.startswith("> ") and not found[-1][1]:
            found[-1] = (f"{found[-1][0]}\n{line[2:]}", [])
        else:
            found[-1][1].append(line)
    return [(command, "\n".join(shown)) for command, shown in found]


def plain(text):
    lines = (re.sub(r"─+", "─", re.sub(r"\s+", " ", line)).strip() for line in text.splitlines())
    return "\n".join(filter(None, lines))


def fits(shown, came):
    """Say whether what came is what a page shows."""
    lines = plain(shown).split("\n")
    patterns = [
        r"(?:.*\n)*" if line == "…" else re.escape(line).replace("…", ".*?") + r"\n"
        for line in lines
        if line
    ]
    return re.fullmatch("".join(patterns), f"{plain(came)}\n" if plain(came) else "") is not None


class Checker(doctest.OutputChecker):
    """What `fits` says, for examples in Python."""

    def check_output(self, want, got, flags):
        return fits(want, got)


class Reader:
    """Somebody who does what a page says, in a folder of their own."""

    def __init__(self, home):
        self.here = home / "work"
        self.names = {}
        self.env = {
            "PATH": f"{home / 'bin'}:{BIN}:{os.environ['PATH']}",
            "HOME": str(home),
            "LOGNAME": "you",
            "LANG": "C.UTF-8",
            "PYTHONPATH": str(home / "site"),
        }
        self._where = home / "where"
        for folder in ("work", "bin", "site"):
            (home / folder).mkdir()
        pip = home / "bin" / "pip"
        pip.write_text(f"#!{sys.executable}\nSITE = {str(home / 'site')!r}\n{INSTALL}")
        pip.chmod(0o755)

    def follow(self, page):
        for block in blocks(page):
            at = f"{page.relative_to(ROOT)}:{block.line}"
            if block.save:
                path = self.here / block.save
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(block.text, encoding="utf-8")
            elif block.language == "console":
                for command, shown in commands(block.text):
                    self.type(command, shown, at)
            elif block.language == "python":
                self.work(block.text, at)

    def type(self, command, shown, at):
        came, code = self.shell(command)
        wrong = "hermeneut: " in shown  # a page that shows a mistake
        assert fits(shown, came), f"{at}: {command}\n--- shown\n{shown}\n--- came\n{came}"
        assert (code != 0) == wrong, f"{at}: {command} ended with {code}\n{came}"

    def shell(self, command):
        script = f"{command}\nended=$?; pwd > {self._where}; exit $ended"
        done = subprocess.run(
            ["bash", "-c", script], cwd=self.here, env=self.env, text=True, timeout=180,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        self.here = Path(self._where.read_text().strip())
        return done.stdout, done.returncode

    def work(self, text, at):
        test = doctest.DocTestParser().get_doctest(text, self.names, at, at, 0)
        assert test.examples, f"{at}: an example needs >>>"
        told = []
        before = Path.cwd()
        os.chdir(self.here)
        try:
            runner = doctest.DocTestRunner(Checker(), verbose=False)
            runner.run(test, out=told.append, clear_globs=False)
        finally:
            os.chdir(before)
        self.names.update(test.globs)
        assert runner.failures == 0, "".join(told)


@pytest.fixture
def reader(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    return Reader(tmp_path)


@pytest.mark.parametrize("page", RUN, ids=lambda p: str(p.relative_to(ROOT)))
def test_what_a_page_shows_runs(page, reader, request):
    if page == CHECKING:
        as_read(request.getfixturevalue("read_sample"), reader.here / "demo" / "sample")
    elif "cd demo/sample" in page.read_text(encoding="utf-8"):
        as_after_make_demo(reader.here / "demo" / "sample")
    reader.follow(page)


def as_after_make_demo(folder):
    """Make the sample study as far as pages ask for it."""
    make(folder, "sample")
    study = Study.open(folder)
    fill(study, "sample")
    Plan(study).run(QUICK, pool=Pool(Serial))


def as_read(study, folder):
    """Copy a study that was read, its slowest passes left empty: the page asks nothing of them."""
    copied = Study.open(shutil.copytree(study.root, folder))
    texts = copied.tables.glob("texts/run=*/[!.]*.parquet")
    shards = [path.stem for path in texts]
    for step in Plan(copied).steps:
        for shard in shards if step.name in ("sentiments", "stances") else ():
            for table in step.tables:
                path = shard_path(copied.tables, table, step.run, shard)
                write_shard(path, schema.TABLES[table].empty_table())


@pytest.mark.parametrize("page", RUN, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_page_shows_something_that_runs(page):
    assert any(b.language in ("console", "python") and not b.save for b in blocks(page))


@pytest.mark.parametrize(
    ("shown", "came", "same"),
    [
        ("a  b\n\nc", "a b\nc", True),
        ("a … c", "a b b c", True),
        ("a\n…\nd", "a\nb\nc\nd", True),
        ("…", "", True),
        ("", "", True),
        ("", "a", False),
        ("a", "", False),
        ("a … c", "a b\nc", False),
        ("a.c", "abc", False),
        ("── x", "──────── x", True),
    ],
)
def test_comparing_takes_blanks_and_ellipses_lightly_and_nothing_else(shown, came, same):
    assert fits(shown, came) is same


def pages_of_the_project():
    found = [p for p in ROOT.rglob("*.md") if not SKIPPED & set(p.relative_to(ROOT).parts)]
    return sorted(found)


def slug(heading):
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def anchors(page):
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    return {slug(match) for match in re.findall(r"^#+ (.+)$", text, re.M)}


@pytest.mark.parametrize("page", pages_of_the_project(), ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    for found in LINK.finditer(re.sub(r"`[^`\n]*`", "", text)):
        target, _, anchor = next(filter(None, found.groups())).partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        path = (page.parent / target).resolve() if target else page
        assert path.exists(), f"{page.relative_to(ROOT)} links to {target}, which isn't there"
        assert path == ROOT or ROOT in path.parents, f"{target} leads out of the project"
        if anchor and path.suffix == ".md":
            assert anchor in anchors(path), f"{target or page.name} has no heading #{anchor}"


def test_the_reference_is_up_to_date():
    done = subprocess.run(
        [sys.executable, ROOT / "docs/generate.py", "--check"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_a_stale_page_of_the_reference_is_told(tmp_path):
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs/generate.py")
    generate = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generate)
    page = tmp_path / "reference" / "tables.md"
    assert generate._put(page, "new", check=True)
    assert not page.exists()
    assert generate._put(page, "new", check=False)
    assert page.read_text() == "new"
    assert not generate._put(page, "new", check=True)


def reference(name):
    return anchors(ROOT / "docs/reference" / name)


def commands_of(one):
    return {c.name or c.callback.__name__ for c in one.registered_commands}


def test_every_command_is_in_the_reference():
    names = commands_of(app)
    for group in app.registered_groups:
        names |= {f"{group.name}-{name}" for name in commands_of(group.typer_instance)}
    assert names
    assert names <= reference("commands.md")


def test_every_table_is_in_the_reference():
    assert {*schema.TABLES, *schema.JUDGEMENTS, "corpus"} <= reference("tables.md")


def test_every_pass_and_analysis_is_in_the_reference():
    named = {*registry.entries("passes"), *registry.entries("analyses")}
    assert {name.replace(".", "") for name in named} <= reference("passes.md")


def test_every_benchmark_is_explained():
    text = (ROOT / "bench/README.md").read_text(encoding="utf-8")
    for script in (ROOT / "bench").glob("*.py"):
        assert f"`{script.name}`" in text, f"bench/README.md doesn't explain {script.name}"


def test_every_page_of_the_docs_is_on_the_map():
    text = (ROOT / "docs/README.md").read_text(encoding="utf-8")
    for page in (ROOT / "docs").rglob("*.md"):
        name = page.relative_to(ROOT / "docs").as_posix()
        assert name == "README.md" or f"({name})" in text, f"docs/README.md doesn't lead to {name}"


def test_make_has_what_readme_tells_one_to_make():
    told = re.findall(r"\bmake ([a-z]+)\b", (ROOT / "README.md").read_text(encoding="utf-8"))
    made = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert {"demo", "test"} <= set(told)
    assert all(f"\n{target}:" in made for target in told)


def test_readme_says_of_themes_what_their_card_says():
    told = re.search(
        r"(\d\d) in 100 are right and (\d\d) in 100",
        " ".join((ROOT / "README.md").read_text().split()),
    )
    card = (ROOT / "docs/methods/themes.md").read_text(encoding="utf-8")
    assert f"| themes, as shipped (.22) | .{told[1]} | .{told[2]} |" in card


def test_every_command_that_is_told_of_is_there():
    names = commands_of(app) | {group.name for group in app.registered_groups}
    for page in pages_of_the_project():
        for name in re.findall(r"`hermeneut ([a-z]+)\b", page.read_text(encoding="utf-8")):
            assert name in names, f"{page.relative_to(ROOT)}: there is no `hermeneut {name}`"


def test_the_picture_is_small():
    picture = ROOT / "docs/images/report.png"
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert picture.stat().st_size < 300_000

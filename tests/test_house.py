"""The rules of the house: who may import whom, and what must never be there."""

import ast
import importlib.metadata
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SRC = ROOT / "src" / "hermeneut"

LAYER_0 = {"schema", "sections", "design", "spans", "cues", "errors", "addresses", "exits", "rows",
           "formats"}  # fmt: skip
LAYER_1 = {"passes", "registry", "captures", "candidates", "importers", "lots", "reservations",
           "answers"}  # fmt: skip
KERNEL = {"joins", "archive", "continuations", "admission", "again", "digests", "disk", "study",
          "plan", "engine", "judgements"}  # fmt: skip
ROOMS = {"read", "annotate", "analyse", "validate"}
TOP = {"adding", "coding", "collecting", "correct", "apply", "judging", "console", "samples",
       "testing", "training", "asking", "naming", "cli"}  # fmt: skip
OTHER = {"collect", "export", "models", "report", "views"}

# part → the parts of ours that it may import; what isn't named here may import nothing of ours.
MAY_IMPORT = {
    **dict.fromkeys(LAYER_0, LAYER_0),
    **dict.fromkeys(LAYER_1, LAYER_0 | LAYER_1),
    "models": LAYER_0,
    **{room: LAYER_0 | LAYER_1 | {"models", room} for room in ROOMS},
    "annotate": LAYER_0 | LAYER_1 | {"models", "views", "annotate"},  # for the codebook
    "validate": LAYER_0 | LAYER_1 | {"models", "views", "validate"},
    "collect": LAYER_0 | LAYER_1 | {"collect", "archive"},
    **dict.fromkeys(KERNEL, LAYER_0 | LAYER_1 | KERNEL | {"views"}),
    "views": LAYER_0 | LAYER_1 | {"study", "judgements", "views"},
    "report": LAYER_0 | LAYER_1 | {"study", "judgements", "views", "report"},
    "export": LAYER_0 | LAYER_1 | {"study", "judgements", "views", "console", "disk", "export"},
    "coding": LAYER_0 | LAYER_1 | KERNEL | {"validate", "views", "export", "console", "coding"},
    "correct": LAYER_0 | LAYER_1 | KERNEL,
    "apply": LAYER_0 | LAYER_1 | KERNEL,
    "judging": LAYER_0 | LAYER_1 | {"models", "annotate"},
    "asking": LAYER_0 | LAYER_1 | KERNEL | {"collect", "training", "views"},
    "naming": LAYER_0 | LAYER_1 | KERNEL | {"annotate"},
    "training": LAYER_0 | LAYER_1 | KERNEL | {"models", "validate", "views"},
    "console": LAYER_0,
    "collecting": LAYER_0 | LAYER_1 | KERNEL | {"collect"},
    "adding": LAYER_0 | LAYER_1 | KERNEL | {"collect"},
    "testing": LAYER_0 | LAYER_1 | KERNEL | {"collect", "adding", "export"},
    "samples": LAYER_0 | LAYER_1 | KERNEL | {"adding", "collect", "report", "samples"},
    "cli": LAYER_0 | LAYER_1 | KERNEL | ROOMS | TOP | OTHER,
    "__init__": {"study", "design"},
}
# Third-party modules that one part alone may import, at any depth.
CONFINED = {
    "duckdb": {"study"},
    "httpx": {"collect"},
    "torch": set(),
    "sqlite3": {"judgements", "views", "candidates", "answers", "collect"},
}
# Heavy modules that nothing may import at the top of a file.
LAZY = {"duckdb", "onnxruntime", "tokenizers", "sklearn", "scipy", "trafilatura", "lxml", "spacy",
        "vl_convert", "rich", "nupunkt", "py3langid", "safetensors", "httpx",
        "httpcore", "feedparser", "protego", "keyring", "docx", "pypdfium2", "rispy",
        "bibtexparser", "openpyxl"}  # fmt: skip


def modules():
    return sorted(SRC.rglob("*.py"))


def part(path):
    return path.relative_to(SRC).parts[0].removesuffix(".py")


def ours(path, tree):
    """Yield the parts of ours that a module imports, at any depth."""
    depth = len(path.relative_to(SRC).parts)
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom):
            continue
        names = (node.module or "").split(".") if node.module else []
        if 0 < node.level < depth:
            yield part(path)
        elif node.level or names[0] == "hermeneut":
            inside = names if node.level else names[1:]
            yield from inside[:1] or (a.name for a in node.names if a.name != "__version__")


def others(nodes):
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module.split(".")[0]


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(SRC)))
def test_imports_follow_the_house(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    here = part(path)
    allowed = MAY_IMPORT.get(here, set())
    for name in ours(path, tree):
        assert name in allowed or name == here, (
            f"{path.relative_to(SRC)} imports {name}: see docs/architecture.md, Who may import whom"
        )
    for name in others(ast.walk(tree)):
        assert here in CONFINED.get(name, {here}), f"only {CONFINED[name]} may import {name}"
    for name in others(tree.body):
        assert name not in LAZY, f"import {name} in the function that needs it: it is heavy"


def test_every_part_has_its_rule():
    assert {part(path) for path in modules()} <= set(MAY_IMPORT)


def loaded_by(code):
    script = f"import sys\n{code}\nprint(*sorted({{m.split('.')[0] for m in sys.modules}}))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split()[-1000:])


def test_help_loads_nothing_heavy():
    code = "from hermeneut.cli import app\ntry: app(['--help'])\nexcept SystemExit: pass"
    heavy = {
        "duckdb",
        "pyarrow",
        "numpy",
        "onnxruntime",
        "tokenizers",
        "sklearn",
        "trafilatura",
        "lxml",
    }
    assert loaded_by(code) & heavy == set()


def test_no_torch_and_no_cuda_is_installed():
    names = {d.metadata["Name"].lower() for d in importlib.metadata.distributions()}
    assert {n for n in names if n == "torch" or n.startswith("nvidia")} == set()


def test_the_lock_pins_by_hash_and_names_no_registry():
    for lock in ROOT.glob("requirements*.lock"):
        text = lock.read_text()
        assert "--hash=sha256:" in text
        assert not re.search(r"https?://|--index|--find-links", text), (
            f"{lock.name} names a registry"
        )
    assert not (ROOT / "uv.lock").is_file() or "uv.lock" in (ROOT / ".gitignore").read_text()


def test_functions_and_modules_stay_small():
    long_modules = [p for p in modules() if len(p.read_text("utf-8").splitlines()) > 400]
    assert long_modules == []
    long_functions = [
        f"{path.relative_to(SRC)}:{node.lineno} {node.name}"
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno > 50
    ]
    assert long_functions == []

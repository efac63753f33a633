"""What is registered must have its conformance test, its help and its method card."""

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import pytest

from hermeneut import registry, schema
from hermeneut.design import parse
from hermeneut.errors import UserError
from hermeneut.passes import Analysis, Pass, definition
from hermeneut.samples import design_of

ROOT = Path(__file__).parent.parent
CARD_OF = {"readings": "reading", "fields": "reading", "documents": "reading",
           "themes.keywords": "themes"}  # fmt: skip
CHECK = {"passes": "check_pass", "analyses": "check_analysis"}
TOLD = ("sources", "services")  # pages on what can be asked where writing is
REGISTERED = [(kind, name) for kind in CHECK for name in registry.entries(kind)]


@pytest.mark.parametrize(("kind", "name"), REGISTERED)
def test_has_conformance_test_help_and_card(kind, name):
    cls = registry.load(kind, name)
    test = ROOT / "tests" / "/".join(cls.__module__.split(".")[1:-1])
    test = test / f"test_{cls.__module__.split('.')[-1]}.py"
    assert test.exists(), f"{name} has no test: write {test.relative_to(ROOT)}"
    assert CHECK[kind] in test.read_text("utf-8"), f"{test.name} must call {CHECK[kind]}"
    written = (cls.__doc__ or "").strip().removeprefix(f"{cls.__name__}(")
    assert written == (cls.__doc__ or "-").strip(), f"{name} has no docstring: it is its help"
    card = ROOT / "docs" / "methods" / f"{CARD_OF.get(name, name)}.md"
    assert card.exists(), f"{name} has no method card: write {card.relative_to(ROOT)}"


@pytest.mark.parametrize("name", registry.entries("sources"))
def test_a_source_has_conformance_test_help_and_a_place_in_the_docs(name):
    cls = registry.load("sources", name)
    test = ROOT / "tests" / "collect" / "sources" / f"test_{cls.__module__.split('.')[-1]}.py"
    assert test.exists(), f"{name} has no test: write {test.relative_to(ROOT)}"
    assert "check_source" in test.read_text("utf-8"), f"{test.name} must call check_source"
    assert not (cls.__doc__ or f"{cls.__name__}(").startswith(f"{cls.__name__}("), (
        f"{name}: no help"
    )
    told = "".join((ROOT / "docs" / "how-to" / f"{page}.md").read_text("utf-8") for page in TOLD)
    assert f'kind = "{name}"' in told or f"`{name}`" in told, f"say in {TOLD} what it finds"


@pytest.mark.parametrize(("kind", "name"), REGISTERED)
@pytest.mark.parametrize("study", ["her", "sample"])
def test_is_made_from_a_design_under_its_own_name(kind, name, study):
    made = registry.make(kind, name, design_of(study))
    assert isinstance(made, {"passes": Pass, "analyses": Analysis}[kind])
    assert made.name == name.partition(".")[0]  # what may take a seat goes by its name


def test_a_wrong_name_is_answered_with_the_nearest():
    with pytest.raises(UserError, match="did you mean sentences"):
        registry.load("passes", "sentence")


@dataclass(frozen=True)
class Mine:
    """A pass that can take the seat of themes."""

    least: int = 1

    name: ClassVar = "themes"
    by: ClassVar = "mine"
    version: ClassVar = 1
    writes: ClassVar = schema.THEMES


class Other(Mine):
    """It says that it is something else."""

    by: ClassVar = "other"


class Elsewhere(Mine):
    """It writes another table."""

    writes: ClassVar = schema.STANCES


def seated(monkeypatch, cls, settings='by = "mine"'):
    before = registry.load
    monkeypatch.setattr(registry, "load", lambda k, n: cls if n == "themes.mine" else before(k, n))
    work = '[study]\nname = "up"\n[work]\ntitle = "Up"\nyear = 2009\n'
    return registry.make("passes", "themes", parse(f"{work}[pass.themes]\n{settings}"))


def test_a_seat_is_taken_by_whom_the_design_names(monkeypatch):
    assert seated(monkeypatch, Mine, 'by = "mine"\nleast = 3') == Mine(3)
    assert definition(Mine(), {})["by"] == "mine"


@pytest.mark.parametrize(
    ("cls", "settings", "said"),
    [
        (Other, 'by = "mine"', "isn't made for the seat of themes"),
        (Elsewhere, 'by = "mine"', "doesn't write the table of themes"),
        (Mine, 'by = "nobody"', "no passes named 'themes.nobody'"),
        (Mine, 'by = "mine"\nmost = 2', "most is not known"),
    ],
)
def test_a_seat_is_given_to_nothing_else(monkeypatch, cls, settings, said):
    with pytest.raises(UserError, match=said):
        seated(monkeypatch, cls, settings)

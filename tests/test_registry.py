"""What is registered must have its conformance test, its help and its method card."""

from pathlib import Path

import pytest

from hermeneut import registry
from hermeneut.errors import UserError
from hermeneut.passes import Analysis, Pass
from hermeneut.samples import design_of

ROOT = Path(__file__).parent.parent
CARD_OF = {"readings": "reading", "fields": "reading", "documents": "reading"}
CHECK = {"passes": "check_pass", "analyses": "check_analysis"}
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


@pytest.mark.parametrize(("kind", "name"), REGISTERED)
@pytest.mark.parametrize("study", ["her", "sample"])
def test_is_made_from_a_design_under_its_own_name(kind, name, study):
    made = registry.make(kind, name, design_of(study))
    assert isinstance(made, {"passes": Pass, "analyses": Analysis}[kind])
    assert made.name == name


def test_a_wrong_name_is_answered_with_the_nearest():
    with pytest.raises(UserError, match="did you mean sentences"):
        registry.load("passes", "sentence")

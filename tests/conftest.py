"""What all tests share: the floors of quality, and where measured data may lie."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import settings

# The same examples in every run; to look for more: pytest --hypothesis-profile=default
settings.register_profile("same", derandomize=True, deadline=None)
settings.load_profile("same")

FLOORS = tomllib.loads((Path(__file__).parent / "quality.toml").read_text(encoding="utf-8"))
DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def floor():
    """Look up a floor: ``floor(measure, figure)``."""
    return lambda measure, figure: FLOORS[measure][figure]


@pytest.fixture(scope="session")
def data():
    """Say where the evaluation data lie; skip where they don't."""
    if not DATA.exists():
        pytest.skip("the evaluation data are not beside the checkout (shared/data)")
    return DATA


@pytest.fixture(scope="session")
def read_sample(tmp_path_factory):
    """Read the sample study as far as evaluations, once; nobody writes to it."""
    from hermeneut.engine import Pool, Serial
    from hermeneut.plan import Plan
    from hermeneut.samples import fill, make
    from hermeneut.study import Study

    made = Study.open(make(tmp_path_factory.mktemp("read") / "sample", "sample"))
    fill(made, "sample")
    with Pool(Serial) as pool:
        steps = ["documents", "subjects", "quotations", "themes", "evaluations"]
        Plan(made).run(steps, pool=pool)
    return made


def pytest_make_parametrize_id(config, val, argname):
    """Name packed bytes by their argument: a clock may stand in them, and workers must agree."""
    return argname if isinstance(val, bytes) and not val.isascii() else None

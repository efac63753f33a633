import sys
from importlib.util import find_spec

import pytest

from hermeneut.collect.http.lines import MOST_IDLE, most_idle, note_missing

resource = pytest.importorskip("resource")


@pytest.mark.parametrize(
    ("files", "kept"),
    [(256, 128), (10**6, MOST_IDLE), (resource.RLIM_INFINITY, MOST_IDLE)],
)
def test_idle_connections_leave_half_of_the_files_to_others(monkeypatch, files, kept):
    monkeypatch.setattr(resource, "getrlimit", lambda _: (files, resource.RLIM_INFINITY))
    assert most_idle() == kept


def test_what_is_not_installed_is_looked_for_once(monkeypatch):
    monkeypatch.delitem(sys.modules, "sniffio", raising=False)
    installed = find_spec("sniffio") is not None
    note_missing()
    assert ("sniffio" in sys.modules) is not installed
    if not installed:
        monkeypatch.setattr(sys, "path", [])
        with pytest.raises(ImportError, match=r"None in sys\.modules"):
            import sniffio  # noqa: F401

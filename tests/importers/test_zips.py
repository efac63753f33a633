import io
import zipfile

import pytest

from hermeneut.errors import RowFailed
from hermeneut.importers import zips
from hermeneut.importers.zips import Archive


def test_parts_are_read_by_name(make):
    with Archive(make.zipped({"a/../../b": "1", "c": "2"})) as archive:
        assert "c" in archive
        assert archive.read("a/../../b") == b"1"
        with pytest.raises(RowFailed, match="missing-part"):
            archive.read("b")


@pytest.mark.parametrize(
    "payload", [b"", b"PK\x03\x04", b"PK\x05\x06" + bytes(18)[:5], b"\x00" * 99]
)
def test_what_is_no_zip(payload):
    with pytest.raises(RowFailed, match="damaged"):
        Archive(payload)


def test_a_part_swells_no_further_than_allowed(make, monkeypatch):
    payload = make.zipped({"bomb": b"\x00" * 3_000_000, "b": b"\x00" * 3_000_000})
    with Archive(payload) as archive, pytest.raises(RowFailed, match="too-large"):
        b"".join(archive.pieces("bomb", limit=1_000_000))
    with Archive(payload, most=4_000_000) as archive:
        archive.read("bomb")
        with pytest.raises(RowFailed, match="too-large"):
            archive.read("b")
    monkeypatch.setattr(zips, "MOST_PARTS", 1)
    with pytest.raises(RowFailed, match="too-many-parts"):
        Archive(payload)


def test_damaged_and_locked_parts(make):
    payload = bytearray(make.zipped({"a": b"text " * 100}))
    payload[33:38] = b"\xff" * 5
    with Archive(bytes(payload)) as archive, pytest.raises(RowFailed, match="damaged"):
        archive.read("a")
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("a", "x")
    locked = bytearray(made.getvalue())
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    with Archive(bytes(locked)) as archive, pytest.raises(RowFailed, match="encrypted"):
        archive.read("a")

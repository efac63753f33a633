"""What is kept of a person, and where: never in a study."""

from dataclasses import dataclass
from typing import ClassVar

import pytest

from hermeneut.collect.inquiries import consent
from hermeneut.errors import UserError


@dataclass(frozen=True)
class Service:
    """A source that asks a service."""

    endpoint: str = "https://api.example.org/search"
    query: str = ""

    name: ClassVar = "service"


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv(consent.VARIABLE, raising=False)
    return tmp_path / "config" / "hermeneut"


def test_a_contact_is_kept_and_found(home, monkeypatch):
    assert "" == consent.contact()
    assert home / "contact" == consent.keep_contact("reader@uni.example")
    assert "reader@uni.example" == consent.contact()
    monkeypatch.setenv(consent.VARIABLE, "https://uni.example/us")
    assert "https://uni.example/us" == consent.contact()
    assert "now@uni.example" == consent.contact("now@uni.example")


def test_without_a_folder_of_its_own_it_is_in_the_home(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", "relative/doesnt/count")
    monkeypatch.setenv("HOME", str(tmp_path))

    assert tmp_path / ".config" / "hermeneut" == consent.folder()


@pytest.mark.parametrize(
    "given",
    [
        "me",
        "a@b",
        "a b@c.org",
        "a@b.org\r\nX: y",
        "ä@b.org",
        "a@b.org" * 99,
        "(x@y.org)",
        "ftp://x.y",
    ],
)
def test_what_nobody_could_write_to_is_refused(given):
    with pytest.raises(UserError, match="no address that one can write to"):
        consent.checked(given)


def test_what_is_usual_need_not_be_confirmed(home):
    consent.check_endpoints([Service(), Service(query="her")])

    assert not home.exists()


def test_an_unusual_endpoint_is_confirmed_once_on_each_machine(tmp_path, monkeypatch):
    ours = Service(endpoint="https://mirror.example.net/search")
    with pytest.raises(UserError) as told:
        consent.check_endpoints([Service(), ours])
    assert "https://mirror.example.net/search" in str(told.value)
    assert "--confirm" in str(told.value)

    (confirmed,) = consent.confirm([Service(), ours])

    assert ("service", "endpoint", ours.endpoint) == confirmed
    consent.check_endpoints([ours])
    consent.confirm([ours])
    assert 1 == len((consent.folder() / "endpoints").read_text().splitlines())
    with pytest.raises(UserError):
        consent.check_endpoints([Service(endpoint="https://other.example.net/search")])
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "another machine"))
    with pytest.raises(UserError):
        consent.check_endpoints([ours])


def test_one_address_cant_pass_for_another_by_its_line_ends():
    consent.confirm([Service(endpoint="https://a.example\nservice endpoint https://b.example")])

    with pytest.raises(UserError):
        consent.check_endpoints([Service(endpoint="https://b.example")])

import logging
import sys
import types

import pytest

from hermeneut.candidates import NotAnswered
from hermeneut.collect.inquiries import keys

SECRET = "s3cret-key-0123456789"


@pytest.fixture(autouse=True)
def bare(monkeypatch):
    for lock in keys.SERVICES.values():
        for variable in lock.variables:
            monkeypatch.delenv(variable, raising=False)
    monkeypatch.setitem(sys.modules, "keyring", types.SimpleNamespace(get_password=_none))


def _none(ring, service):
    return None


@pytest.mark.parametrize("service", keys.SERVICES)
def test_our_own_variable_goes_before_the_usual_ones(service, monkeypatch):
    first, *others = keys.SERVICES[service].variables
    assert first == f"HERMENEUT_{service.upper()}_KEY"
    for variable in others:
        monkeypatch.setenv(variable, "usual")
    assert keys.key(service) == "usual"
    monkeypatch.setenv(first, f"  {SECRET}\n")
    assert keys.key(service) == keys.known(service) == SECRET


@pytest.mark.parametrize("service", keys.SERVICES)
def test_a_missing_key_says_what_to_set_and_where_to_get_one(service):
    assert keys.known(service) == ""
    with pytest.raises(NotAnswered) as why:
        keys.key(service)
    assert why.value.slug == "no-key"
    for told in (
        f"HERMENEUT_{service.upper()}_KEY",
        "https://",
        f"keyring set hermeneut {service}",
    ):
        assert told in why.value.detail


def test_the_keyring_is_asked_after_the_environment(monkeypatch):
    asked = []
    ring = types.SimpleNamespace(get_password=lambda *who: asked.append(who) or SECRET)
    monkeypatch.setitem(sys.modules, "keyring", ring)
    assert keys.key("nyt") == SECRET
    assert asked == [("hermeneut", "nyt")]
    monkeypatch.setenv("NYT_API_KEY", "from-the-environment")
    assert keys.key("nyt") == "from-the-environment"


def test_a_keyring_without_backend_or_a_broken_one_means_no_key(monkeypatch, caplog):
    def broken(ring, service):
        raise RuntimeError(f"locked; the key is {SECRET}")

    monkeypatch.setitem(sys.modules, "keyring", types.SimpleNamespace(get_password=broken))
    caplog.set_level(logging.DEBUG)
    assert keys.known("guardian") == ""
    assert SECRET not in caplog.text
    monkeypatch.setitem(sys.modules, "keyring", None)  # not installed
    with pytest.raises(NotAnswered, match="no-key"):
        keys.key("guardian")


@pytest.mark.parametrize("bad", [f"{SECRET}\r\nX-Evil: 1", f"{SECRET} two", f"{SECRET}\N{BULLET}"])
def test_what_cannot_be_a_key_is_refused_without_showing_it(bad, monkeypatch):
    monkeypatch.setenv("GUARDIAN_API_KEY", bad)
    with pytest.raises(NotAnswered) as why:
        keys.known("guardian")
    assert why.value.slug == "bad-key"
    assert "GUARDIAN_API_KEY" in why.value.detail
    assert SECRET not in str(why.value) + repr(why.value)


def test_a_refusal_is_told_apart_from_other_failures():
    assert "guardian refuses the key" in keys.refused("guardian", NotAnswered("http-403")).detail
    other = NotAnswered("http-500", "x")
    assert keys.refused("guardian", other) is other

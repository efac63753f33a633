"""Keys of services: from the environment or the system's keyring, never from a study's files.

    >>> import os
    >>> os.environ["HERMENEUT_GUARDIAN_KEY"] = "for-the-example"
    >>> key("guardian")
    'for-the-example'
    >>> del os.environ["HERMENEUT_GUARDIAN_KEY"]

A key is handed to the one question that needs it. Nothing here writes one down: no message, no
log, no field of a source holds it.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Mapping
from typing import NamedTuple

from ...candidates import NotAnswered

RING = "hermeneut"  # what the keyring calls us; the service's name stands for the user
REFUSED = ("http-401", "http-403")

# Anything else can't stand in a header, and a client's error message would show the whole key.
_USABLE = re.compile(r"[\x21-\x7e]+")
_LOG = logging.getLogger(__name__)


class Lock(NamedTuple):
    """What a service's key is called, and where one gets it."""

    variables: tuple[str, ...]  # of the environment, the first that is set counts
    where: str


SERVICES: Mapping[str, Lock] = {
    "guardian": Lock(
        ("HERMENEUT_GUARDIAN_KEY", "GUARDIAN_API_KEY", "GUARDIAN_KEY", "GU_API_KEY"),
        "https://open-platform.theguardian.com/access/",
    ),
    "nyt": Lock(
        ("HERMENEUT_NYT_KEY", "NYT_API_KEY", "NYTIMES_API_KEY", "NYTIMES_KEY"),
        "https://developer.nytimes.com/get-started",
    ),
    "mediacloud": Lock(
        ("HERMENEUT_MEDIACLOUD_KEY", "MEDIACLOUD_API_KEY", "MC_API_TOKEN", "MC_API_KEY"),
        "https://search.mediacloud.org/account",
    ),
    "openalex": Lock(
        ("HERMENEUT_OPENALEX_KEY", "OPENALEX_API_KEY"),
        "https://openalex.org/settings/api",
    ),
}


def key(service: str) -> str:
    """Look up the key of a service that gives no answer without one.

    Raises:
        NotAnswered: ``no-key``, saying what to set and where to get one; ``bad-key`` where what is
            set can't be one.
    """
    found = known(service)
    if not found:
        variable = SERVICES[service].variables[0]
        raise NotAnswered(
            "no-key",
            f"{service} answers only with a key. Get one at {SERVICES[service].where}, then set "
            f"{variable} in the environment, or: keyring set {RING} {service}",
        )
    return found


def known(service: str) -> str:
    """Look up the key of a service that also answers without; empty if there is none.

    Raises:
        NotAnswered: ``bad-key`` where what is set can't be one.
    """
    for variable in SERVICES[service].variables:
        if found := os.environ.get(variable, "").strip():
            return _usable(found, variable)
    return _usable(found, "the keyring") if (found := _from_ring(service)) else ""


def of_host(host: str) -> str:
    """Look up the key for a service at an address of one's own; empty if there is none.

    It is bound to the host, so that a study which names another address never gets it: in the
    environment as ``HERMENEUT_KEY_`` and the host's name, in the keyring under that name.

    Raises:
        NotAnswered: ``bad-key`` where what is set can't be one.

    Example:
        >>> variable_of("api.example.org")
        'HERMENEUT_KEY_API_EXAMPLE_ORG'
    """
    variable = variable_of(host)
    if found := os.environ.get(variable, "").strip():
        return _usable(found, variable)
    return _usable(found, "the keyring") if (found := _from_ring(host)) else ""


def variable_of(host: str) -> str:
    """Name the variable of the environment that holds the key for a host."""
    return f"HERMENEUT_KEY_{re.sub('[^A-Z0-9]+', '_', host.upper())}"


def refused(service: str, why: NotAnswered) -> NotAnswered:
    """Say what a refusal means to someone who has a key.

    Example:
        >>> refused("nyt", NotAnswered("http-401")).detail
        'nyt refuses the key: is it whole, and enabled for this service? ...'
    """
    if why.slug not in REFUSED:
        return why
    where = SERVICES[service].where
    said = f"{service} refuses the key: is it whole, and enabled for this service? See {where}"
    return NotAnswered(why.slug, said)


def _usable(found: str, place: str) -> str:
    if not _USABLE.fullmatch(found):
        said = f"the key in {place} holds blanks, line ends or other letters; copy it again"
        raise NotAnswered("bad-key", said)
    return found


def _from_ring(service: str) -> str:
    try:
        import keyring

        return (keyring.get_password(RING, service) or "").strip()
    except Exception as error:  # no backend, a locked one, a broken one: all mean no key
        _LOG.debug("the keyring has no key of %s: %s", service, type(error).__name__)
        return ""

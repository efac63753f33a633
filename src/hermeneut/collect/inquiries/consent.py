"""What the person at this machine has said once: whom sites may write to, whom to ask.

It lies in their own configuration folder, never in a study: a study is given to others.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import NamedTuple

from ...candidates import Source
from ...errors import UserError

VARIABLE = "HERMENEUT_CONTACT"
_CONTACT = re.compile(r"[!-~]{1,64}@[!-~]+\.[!-~]+|https?://[!-~]+\.[!-~]+")
_LONGEST = 200  # characters; it goes with every request
_HINT = f"--contact you@example.org, or {VARIABLE} in the environment"


class Endpoint(NamedTuple):
    """A service's address that ``study.toml`` sets to something else than is usual."""

    kind: str
    key: str
    address: str


def folder() -> Path:
    """Name the folder of the user's own configuration (XDG Base Directory Specification)."""
    base = os.environ.get("XDG_CONFIG_HOME", "")
    return (Path(base) if base.startswith("/") else Path.home() / ".config") / "hermeneut"


def contact(given: str = "") -> str:
    """Look up whom sites may write to: what is given now, the environment, what was kept.

    Returns:
        An address of mail or of a page; empty if none is known.

    Raises:
        UserError: It isn't one.
    """
    path = folder() / "contact"
    kept = path.read_text("utf-8", "replace") if path.is_file() else ""
    found = (given or os.environ.get(VARIABLE, "") or kept).strip()
    return checked(found) if found else ""


def checked(given: str) -> str:
    """Refuse what no site owner could write to.

    Raises:
        UserError: It is no address of mail or of a page.

    Example:
        >>> checked(" reader@example.org ")
        'reader@example.org'
    """
    given = given.strip()
    if len(given) > _LONGEST or not _CONTACT.fullmatch(given) or "(" in given or ")" in given:
        raise UserError(f"{given[:80]!r} is no address that one can write to", hint=_HINT)
    return given


def keep_contact(given: str) -> Path:
    """Keep whom sites may write to, for the next time; return the file."""
    path = folder() / "contact"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{checked(given)}\n", encoding="utf-8")
    return path


def no_contact() -> UserError:
    """Say that collecting needs somebody whom sites can write to."""
    return UserError(
        "whoever collects says who they are: the owners of sites must be able to reach you",
        hint=_HINT,
    )


def unusual(sources: Iterable[Source]) -> Iterator[Endpoint]:
    """Find the services' addresses that a study sets to something else than is usual."""
    for source in sources:
        for field in fields(source):  # type: ignore[arg-type]
            usual, value = field.default, getattr(source, field.name)
            if isinstance(usual, str) and re.match("https?://", usual) and value != usual:
                yield Endpoint(source.name, field.name, str(value))


def check_endpoints(sources: Iterable[Source]) -> None:
    """Refuse to ask where only a study says that one should.

    Raises:
        UserError: Naming the first address that nobody at this machine has confirmed.
    """
    for one in unusual(sources):
        check(one, goes="your questions, and your key if it has one,", hint="hermeneut collect")


def check(one: Endpoint, *, goes: str, hint: str) -> None:
    """Refuse to ask at an address that nobody at this machine has confirmed.

    Args:
        one: The address.
        goes: What would go there.
        hint: The command that confirms it.

    Raises:
        UserError: Nobody has.
    """
    if _line(one) not in _confirmed():
        said = f"study.toml sets {one.key} of {one.kind} to {one.address}: {goes} would go there"
        raise UserError(said, hint=f"if you trust it: {hint} --confirm")


def confirm(sources: Iterable[Source]) -> list[Endpoint]:
    """Keep, for this machine, that the addresses which a study sets may be asked."""
    found = list(unusual(sources))
    trust(found)
    return found


def trust(found: Iterable[Endpoint]) -> None:
    """Keep, for this machine, that some addresses may be asked."""
    known = _confirmed()
    path = folder() / "endpoints"
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = dict.fromkeys([*known, *map(_line, found)])
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _confirmed() -> list[str]:
    path = folder() / "endpoints"
    return path.read_text("utf-8", "replace").splitlines() if path.is_file() else []


def _line(one: Endpoint) -> str:
    return " ".join(" ".join(one).split())

"""The two studies that ship, and the making of new ones.

``her`` is real and holds facts only: a bibliography with one machine's judgements. ``sample``
is texts, every one of them invented, so that the whole path has something to work on.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import UserError

if TYPE_CHECKING:
    from ..design import Design
    from ..engine import Pool
    from ..study import Study

SHIPPED = ("her", "sample")
CODED = "2025-06-30T12:00:00+00:00"  # when the sample's author set down what each page holds
AUTHOR = "the sample's author"
# What a study says of its own corpus, which isn't true of another that is made like it.
_OF_ITS_CORPUS = re.compile(r'^collected = ".*"\nlimits = \[\n(?:  ".*",\n)*\]\n', re.MULTILINE)
_LEFT_TO_YOU = re.compile(r"^(?:collected|limits) = .*\n", re.MULTILINE)  # in blank.toml


def text_of(name: str) -> str:
    """Return the study.toml of a study that ships.

    Raises:
        UserError: None of that name ships.
    """
    if name not in SHIPPED:
        raise UserError(f"no study named {name!r} ships", hint=f"there are: {', '.join(SHIPPED)}")
    home = files(__name__)
    parts = (home / name / "study.toml", home / "design.toml")
    return "\n".join(part.read_text(encoding="utf-8") for part in parts)


def design_of(name: str) -> Design:
    """Return the design of a study that ships."""
    from ..design import parse

    return parse(text_of(name))


def make(folder: Path, like: str = "blank", *, empty: bool = False) -> Path:
    """Make a study's folder with its study.toml, and the lists that its sources name.

    Args:
        folder: Where; it may exist, but must hold no study.
        like: ``her``, ``sample`` or ``blank``.
        empty: Whether it is for another corpus: what a real study says of how its own was
            collected, and of what that can't say, is left for you to write.

    Returns:
        The folder.

    Raises:
        UserError: A study is there already, a file of a list's name, or the folder can't be
            written.
    """
    from ..study import write_whole

    if (folder / "study.toml").exists():
        raise UserError(f"{folder} holds a study already", hint="choose another folder")
    text = _blank(folder.resolve().name) if like == "blank" else text_of(like)
    if empty and "\ninvented = true\n" not in text:
        text = _OF_ITS_CORPUS.sub("".join(_LEFT_TO_YOU.findall(_blank(""))), text)
    lists = {} if like == "blank" else _lists(like)
    for name in lists:
        if (folder / name).exists():
            raise UserError(f"{folder} holds a {name} already", hint="choose another folder")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(f"{folder} can't be made: {error.strerror}") from None
    for name, content in lists.items():
        write_whole(folder / name, content)
    write_whole(folder / "study.toml", text.encode())
    return folder


def _lists(name: str) -> dict[str, bytes]:
    """Read the files that the sources of a study that ships name."""
    home = files(__name__) / name
    named = [given["path"] for given in design_of(name).sources if "path" in given]
    return {path: (home / path).read_bytes() for path in named}


def _blank(name: str) -> str:
    from datetime import UTC, datetime

    safe = json.dumps(name, ensure_ascii=False)[1:-1]
    text = (files(__name__) / "blank.toml").read_text(encoding="utf-8")
    year = str(datetime.now(UTC).year)
    return text.replace("{name}", safe).replace("{title}", safe).replace("{year}", year)


def demonstrate(
    folder: Path, pool: Pool, told: Callable[[str, str, int, int], None]
) -> Iterator[Path]:
    """Run both studies that ship, start to finish.

    Yields:
        The first page of each report.
    """
    from ..plan import Plan
    from ..report import build
    from ..study import Study

    for name in SHIPPED:
        root = folder / name
        if not (root / "study.toml").exists():
            make(root, name)
        study = Study.open(root)
        fill(study, name)
        Plan(study).run(pool=pool, told=lambda s, *rest, n=name: told(f"{n} {s}", *rest))
        yield build(study, root / "report") / "index.html"


def fill(study: Study, name: str) -> None:
    """Put into a study what ships with it; what is there already is left alone."""
    from ..adding import Coder, add_paths

    home = Path(str(files(__name__))) / name
    if name == "her":
        add_paths(
            study,
            [home / "catalogue.csv"],
            mapping=(
                "url=url,title=title,authors=author,outlet=outlet,published=published,"
                "language=language,form=kind,about=about,copy_of=duplicate_of"
            ),
            code="film_verdict,ai_love_stance,themes",
            coder=Coder("a language model that read page openings", machine=True),
        )
    else:
        add_paths(study, [home / "pages.warc.gz"])
        _code_sample(study, home / "gold.jsonl")


def _code_sample(study: Study, gold: Path) -> None:
    """Enter what the sample's author set down, once, as codings."""
    if study.judgements.rows("codings").num_rows:
        return
    study.judgements.append("codings", list(_codings(study, gold)))


def _codings(study: Study, gold: Path) -> Iterator[dict[str, Any]]:
    from ..addresses import doc_id

    codebook = study.design.codebook_digest()
    for line in gold.read_text(encoding="utf-8").splitlines():
        page = json.loads(line)
        values = {"evaluation": page["evaluation"]}
        values |= {p.id: "not taken up" for p in study.design.propositions}
        values |= {key: value.replace("-", " ") for key, value in page["positions"].items()}
        if page["about"] != "about" or page["completeness"] != "whole" or page["copy_of"]:
            continue
        ident = doc_id(page["url"])
        for variable, value in values.items():
            yield {
                "unit": ident,
                "doc_id": ident,
                "coder": AUTHOR,
                "kind": "person",
                "variable": variable,
                "value": value,
                "coded_at": CODED,
                "codebook": codebook,
            }

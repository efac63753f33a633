"""What every page of a report draws on, loaded once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ..design import Design
from ..passes import Tables
from ..study import Snapshot, Study
from ..views import (
    arguments,
    collecting,
    corpus,
    methods,
    multiverse,
    passages,
    results,
    validity,
    voices,
)
from ..views.asking import Row, ask
from ..views.figures import slug
from .site import Section, Site


@dataclass
class Desk:
    """A study laid out for the report.

    Attributes:
        links: The address of the evidence of each result.
        names: What each result is, in words.
        lists: The address of each list of documents, by what is in it.
        aliases: The result whose evidence another shares.
    """

    study: Study
    design: Design
    tables: Tables
    site: Site
    docs: Sequence[Row]
    series: Sequence[results.Series]
    crosses: Sequence[results.Cross]
    keyness: Sequence[Row]
    topics: Sequence[Row]
    checks: corpus.Checks
    runs: Sequence[methods.Made]
    failures: Sequence[Row]
    collected: collecting.Collected
    evidence: Mapping[str, Sequence[Row]]
    spoken: Mapping[str, Sequence[Row]]
    cited: Sequence[Row] = ()
    agents: Sequence[Row] = ()
    curves: Sequence[multiverse.Curve] = ()
    links: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.by_id = {doc["doc_id"]: doc for doc in self.docs}
        self.counted = [doc for doc in self.docs if doc["counted"]]
        self.measured = [doc for doc in self.docs if doc["measured"]]
        for series in self.series:
            for row in series.every:
                row["checked"] = self._is_checked(series)

    def link(self, result_id: str) -> str:
        """Return where the evidence of a result stands."""
        return self.links.get(self.aliases.get(result_id, result_id), "")

    @property
    def validity(self) -> validity.Validity:
        """What is known of how far measures can be trusted."""
        return self.checks.validity

    def _is_checked(self, found: results.Series) -> bool:
        """Say whether people coded a sample of what a share counts, or a coder's word twice."""
        if found.measure == "coding":
            return self.checks.of(found.variable, found.coder)[0]
        return self.validity.is_checked(self.validity.of_series(found)[0])

    def name(self, variable: str) -> str:
        """Name a variable as a person would."""
        return results.label(self.design, variable)

    def listed(self, name: str, title: str, words: str, docs: Sequence[Row]) -> str:
        """Write a list of documents and return its address."""
        if name not in self.lists:
            path = f"lists/{name}"
            section = Section("all", "", docs)
            self.lists[name] = self.site.documents(path, title, words, [section])[""]
        return self.lists[name]


def lay_out(study: Study, snapshot: Snapshot, tables: Tables, site: Site) -> Desk:
    """Load what the pages need."""
    return Desk(
        study=study,
        design=study.design,
        tables=tables,
        site=site,
        docs=corpus.documents(tables),
        series=results.series(tables, study.design),
        crosses=results.crosses(tables, study.design),
        keyness=ask(
            tables,
            "select * from keyness order by comparison, log_likelihood desc, term, result_id",
        ),
        topics=ask(tables, "select * from topics order by topic, result_id"),
        checks=corpus.Checks(
            corpus.coders(tables), corpus.agreements(tables), validity.load(tables)
        ),
        runs=methods.runs(study, snapshot),
        failures=methods.failures(tables),
        collected=collecting.collected(tables),
        evidence=passages.evidence(tables),
        curves=multiverse.curves(tables),
        cited=ask(tables, "select * from cited order by documents desc, times desc, kind, name"),
        agents=ask(tables, "select * from agents order by result_id"),
        spoken={name: _with_links(name, column, load(tables)) for name, column, load in _SPOKEN},
    )


_SPOKEN = (
    ("quotations", "kind", voices.kinds),
    ("voices", "voice", voices.whose),
    ("speakers", "speaker", voices.speakers),
    ("lines", "line", voices.lines),
    ("mentions", "target", voices.targets),
    ("claims", "claim", arguments.voices),
    ("positions", "claim", arguments.positions),
)


def _with_links(name: str, column: str, rows: list[Row]) -> list[Row]:
    for row in rows:
        row["named"] = row[column]
        row["anchor"] = slug(column, row[column])
        row["href"] = f"evidence/{name}.html#{row['anchor']}"
    return rows

"""A study of invented texts that holds what pages trip over, and its report."""

import pytest

from hermeneut import testing
from hermeneut.passes import result_id
from hermeneut.report import build

DESIGN = """
[study]
name = "glass"
title = "Glass Harbour <2009> & its critics"
invented = true
collected = "Invented for a test."
limits = ["Ten documents prove <nothing>."]
[work]
title = "Glass Harbour"
year = 2009
makers = ["Ada Pell"]
[[target]]
id = "film"
label = "the film"
aliases = ["the film"]
[[target]]
id = "keeper"
label = "the Keeper"
kind = "character"
[[proposition]]
id = "real"
text = "The harbour is real."
[[code]]
id = "solitude"
definition = "speaks of being alone"
label = "Solitude"
[[period]]
id = "then"
from = 2009
to = 2010
[[period]]
id = "now"
from = 2011
to = 2020
[[event]]
date = "2009-05"
label = "opening <night>"
[[event]]
date = "2014"
label = "new cut"
[[crosstab]]
rows = "verdict"
columns = "real"
title = "Praise & position"
[[comparison]]
facet = "period"
target = "now"
reference = "then"
"""
LONG = "A very long headline " * 240
LINE = "every harbour is a kind of mirror"
RISKY = '<script>alert("x")</script> & =HYPERLINK("http://evil.example")'
PERSIAN = "بندر شیشه‌ای تنهاست"

# doc_id, title, form, published, language, completeness, text, url
_DOCUMENTS = [
    ("d1", RISKY, "review", "2009-05-02", "en", "whole",
     f"The film is lonely. {RISKY} said Ada Pell. “{LINE},” wrote Noor Vey.\n\nThe film sings.",
     "https://one.example/a?b=1&c=<2>"),
    ("d2", LONG, "review", "2009-06", "en", "whole",
     "\n\n".join(f"Passage {i} of the film is about being alone, and says so." for i in range(9)),
     "https://two.example/"),
    ("d3", PERSIAN, "essay", "2013", "fa", "whole", f"{PERSIAN}. " * 5, "https://three.example/"),
    ("d4", "A plain essay", "essay", "2014-01-01", "en", "whole",
     f"The film again. “Every harbour is a kind of mirror!” says Noor Vey. {'word ' * 90}",
     "javascript:alert(1)"),
    ("d5", "No date at all", "review", None, "en", "truncated", "The film, and then",
     "https://five.example/"),
    ("d6", "A bare fact", "essay", "2012", "en", "bibliographic", None, "https://six.example/"),
    ("d7", "A copy", "review", "2010", "en", "whole", "Copied words.", "https://seven.example/"),
    ("d8", "Off the subject", "news", "2011", "en", "whole", "Other things.", "http://e.example"),
    ("d9", None, None, None, None, "unreadable", None, "file:///tmp/broken.html"),
    ("../d 10", "Odd name", "review", "2015", "en", "whole", "The film, alone.", "https://t.ex/"),
]  # fmt: skip


def documents():
    for i, (ident, title, form, published, language, completeness, text, url) in enumerate(
        _DOCUMENTS
    ):
        row = testing.text_row(text, language=language) if text else {"text_id": None, "words": 0}
        yield {
            "doc_id": ident, "capture_id": f"c{i}", "url": url, "text_id": row["text_id"],
            "title": title, "authors": ["Noor Vey", "<b>Bold</b>"], "outlet": "Outlet & Sons",
            "published": published, "form": form, "language": language, "words": row["words"],
            "completeness": completeness, "fetched_at": "2026-01-02T03:04:05Z",
            "reason": "no-bytes: <empty>" if completeness == "unreadable" else None,
            "copy_of": "https://one.example/" if ident == "d7" else None,
            "rating_value": {"d1": 0.8, "d2": 0.4}.get(ident),
        }  # fmt: skip


def _span(text, part, **more):
    start = text.index(part)
    row = testing.text_row(text)
    return {"text_id": row["text_id"], "start": start, "end": start + len(part), **more}


def _results():
    """Make trends, crosstabs, key words and topics with their evidence."""
    of = {row["doc_id"]: row for row in documents()}
    texts = {ident: text for ident, _, _, _, _, _, text, _ in _DOCUMENTS}
    spans = [("d1", "The film is lonely.")]
    spans += [("d2", f"Passage {i} of the film") for i in range(9)]
    spans += [("d4", "word " * 80 + "word"), ("../d 10", "The film, alone.")]
    evidence, trends = [], []
    for facet, part, k, n in (
        ("all", "all", 4, 4), ("year", "2009", 2, 2), ("year", "2014", 1, 1),
        ("year", "2015", 1, 1), ("period", "then", 2, 2), ("period", "now", 2, 2),
        ("form", "review", 3, 3), ("form", "essay", 0, 1), ("form+period", "review · then", 2, 2),
    ):  # fmt: skip
        ident = result_id("t", facet, part)
        trends.append(
            {"result_id": ident, "measure": "theme", "variable": "solitude", "value": "holds",
             "facet": facet, "slice": part, "of": "measured documents" + f", {part}" * (k < 4),
             "n": 5 * n, "k": 5.0 * k, "share": k / n, "low": 0.1, "high": 0.9, "checked": False}
        )  # fmt: skip
        for rank, (doc, words) in enumerate(spans if k else [], 1):
            place = _span(texts[doc], words)
            evidence.append(
                {"result_id": ident, "rank": rank, "selection": "passages <that> hold it",
                 "total": len(spans), "doc_id": doc, "score": 1 / rank, **place}
            )  # fmt: skip
    cells = []
    for facet, part in (("all", "all"), ("form", "review")):
        for row, column, n, total in (
            ("positive", "for", 1, 3), ("positive", "not taken up", 2, 3), ("na", "for", 0, 1),
        ):  # fmt: skip
            ident = result_id("x", facet, part, row, column)
            cells.append(
                {"result_id": ident, "coder": "a <model>", "rows": "verdict", "row": row,
                 "columns": "real", "column": column, "facet": facet, "slice": part, "n": n,
                 "of": total, "share": n / total, "low": 0.0, "high": 1.0}
            )  # fmt: skip
            evidence += [
                {"result_id": ident, "rank": i + 1, "selection": "coded so", "total": n,
                 "doc_id": doc, "score": 1.0}
                for i, doc in enumerate(["d1", "d2", "d4"][:n])
            ]  # fmt: skip
    keyness = [
        {"result_id": result_id("k", term), "comparison": "period: now / then", "term": term,
         "target_count": 9, "reference_count": 1, "target_words": 900, "reference_words": 800,
         "log_likelihood": 7.5, "log_ratio": ratio, "dispersion": 0.4, "documents": 2}
        for term, ratio in (("alone", 3.0), ("<i>glass", 1.5))
    ]  # fmt: skip
    topics = [
        {"result_id": result_id("topic"), "topic": 1, "label": "harbour, glass",
         "terms": ["harbour", "glass"], "share": 1.0, "documents": 3, "stability": None}
    ]  # fmt: skip
    weights = [{"doc_id": d, "topic": 1, "weight": 1.0} for d in of if of[d]["text_id"]]
    cited = [
        {"result_id": result_id("c", name), "kind": kind, "name": name, "author": author,
         "wikidata": wikidata, "documents": 2, "times": 3, "listed": bool(wikidata)}
        for kind, name, author, wikidata in (
            ("work", "The <b>Bold Mirror", "A. & B.", "Q42"),
            ("thinker", "Maud Ferris", None, None),
        )
    ]  # fmt: skip
    agents = [
        {"result_id": result_id("a", value, facet, part), "target": "keeper", "measure": measure,
         "value": value, "facet": facet, "slice": part, "documents": 2, "times": 2, "share": 0.5,
         "low": 0.1, "high": 0.9}
        for measure, value in (("pronoun", "she"), ("pronoun", "it"), ("role", "acts"),
                               ("stray", "he"))
        for facet, part in (("all", "all"), ("form", "review"), ("form", "form unknown"),
                            ("year", "2009"))
    ]  # fmt: skip
    for row in (*cited, *agents):
        evidence.append(
            {"result_id": row["result_id"], "rank": 1, "selection": "places", "total": 1,
             "doc_id": "d1", "score": 1.0, **_span(texts["d1"], "The film is lonely.")}
        )  # fmt: skip
    return {"evidence": evidence, "trends": trends, "crosstabs": cells, "keyness": keyness,
            "topics": topics, "topic_weights": weights, "cited": cited,
            "agents": agents}  # fmt: skip


def tables():
    docs = list(documents())
    texts = {t: testing.text_row(t, language=lang) for *_, lang, _, t, _ in _DOCUMENTS if t}
    one, four = _DOCUMENTS[0][6], _DOCUMENTS[3][6]
    quotations = [
        _span(
            one,
            LINE,
            kind="direct",
            speaker="Noor Vey",
            cue="wrote",
            voice="critic",
            adopted="adopted",
        ),
        _span(four, "Every harbour is a kind of mirror!", kind="direct", speaker="Noor Vey"),
        _span(one, "alert", kind="scare"),
    ]
    evaluations = [
        {"text_id": row["text_id"], "evaluation": value, "consensus": consensus,
         "score": 0.5, "judging": 0.9, "evidence": [], "consensus_evidence": []}
        for row, value, consensus in (
            (docs[0], "positive", "mixed"), (docs[1], "positive", None), (docs[3], "none", None))
    ]  # fmt: skip
    return {
        "documents": docs,
        "evaluations": evaluations,
        "captures": [
            {"capture_id": d["capture_id"], "url": d["url"], "fetched_at": d["fetched_at"],
             "status": 200, "digest": f"{i:064x}", "length": 9, "warc": "00001.warc.gz",
             "offset": i * 1000}
            for i, d in enumerate(docs)
        ],
        "subjects": [
            {"doc_id": d["doc_id"], "capture_id": d["capture_id"], "subject": "work",
             "verdict": "mentions" if d["doc_id"] == "d8" else "about", "score": 0.9,
             "cues": ["<Pell>"]}
            for d in docs
        ],
        "fields": [
            {"doc_id": "d1", "capture_id": "c0", "field": "published", "value": value,
             "source": source, "confidence": confidence, "chosen": source == "json-ld"}
            for value, source, confidence in (
                ("2009-05-02", "json-ld", 0.9), ("2008-01-01", "<meta>", 0.4))
        ],
        "texts": texts.values(),
        "quotations": quotations,
        "positions": [
            _span(one, one.split("\n\n")[0], proposition="real", position="for",
                  own="not taken up", conceding=False, favour=1.0, against=0.0, near=0.5,
                  carries=[])
        ],
        "document_positions": [
            {"result_id": "dp", "doc_id": "d1", "proposition": "real", "position": "for",
             "own": "not taken up", "conceding": False, "favour": 1, "against": 0, "torn": 0,
             "passages": 1}
        ],
        "mentions": [_span(one, "The film", target="film", cue="alias")],
        "failures": [{"pass": "themes", "key": "d1", "slug": "too-long", "detail": "<9> words"}],
        **_results(),
    }  # fmt: skip


def codings():
    for doc in ("d1", "d2", "d4"):
        yield {"unit": doc, "doc_id": doc, "coder": "a <model>", "kind": "machine",
               "variable": "verdict", "value": "positive", "coded_at": "2026-02-01T00:00:00Z",
               "quote": "<q>"}  # fmt: skip


@pytest.fixture(scope="session")
def study(tmp_path_factory):
    made = testing.make_study(
        tmp_path_factory.mktemp("study"), tables(), design=DESIGN, codings=codings()
    )
    made.judgements.append("corrections", [
        {"doc_id": "d4", "field": "title", "value": "A plainer essay", "who": "I. Reader",
         "why": "the <page> says so", "corrected_at": "2026-03-01T00:00:00Z"},
    ])  # fmt: skip
    return made


@pytest.fixture(scope="session")
def report(study, tmp_path_factory):
    return build(study, tmp_path_factory.mktemp("out") / "report")

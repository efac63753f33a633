"""Charts as Vega-Lite specifications: plain dictionaries, drawn without a browser.

Sizes are fixed by what is drawn, never by measured letters, so a specification gives the same
picture whatever fonts a machine has. One colour; a point is an estimate, the line through it
its 95 % interval. Marks carry ``href`` to their evidence.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..design import Event
from .figures import cut

Spec = dict[str, Any]

LONGEST = 36  # letters of a label
SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
VERSION = "5.21"  # of Vega-Lite, fixed, so that a newer library draws the same
WIDTH = 720
STEP = 24  # px a row
LETTER = 7.0  # px, widest usual mean of a letter at 12 px in a serif face
ACCENT = "#8c2f1b"  # brick: 7.6:1 on white, distinct from ink for the colour-blind by lightness
INK = "#222222"
QUIET = "#595959"  # 7:1 on white
LINE = "#d9d4cb"
FONT = "Charter, 'Bitstream Charter', 'Sitka Text', Cambria, 'Noto Serif', Georgia, serif"
NOWHERE = "https://report.invalid/"  # Vega wants whole addresses; taken off again when drawn


def ranges(rows: Sequence[Mapping[str, Any]], *, title: str, axis: str) -> Spec:
    """Draw shares with their intervals, one a line.

    Args:
        rows: ``label, share, low, high, note, href``; a row without ``share`` is a heading.
        title: What the chart shows.
        axis: What the shares are of.

    Example:
        >>> spec = ranges([{"label": "for", "share": 0.05, "low": 0.03, "high": 0.08,
        ...     "note": "13 of 282", "href": "evidence/x.html#a"}], title="Praise", axis="of all")
        >>> [layer["mark"]["type"] for layer in spec["layer"]]
        ['text', 'rule', 'point', 'text']
    """
    values = [_named(i, row) for i, row in enumerate(rows)]
    left, right = _margin(values, "label"), _margin(values, "note")
    top = max((v.get("high") or v.get("share") or 0 for v in values), default=0)
    x = {"type": "quantitative", "scale": {"domain": [0, _round_up(top)], "nice": False}}
    measured = {"filter": "isValid(datum.share)"}
    layers = [
        _labels(),
        {
            "transform": [{"filter": "isValid(datum.low)"}],
            "mark": {"type": "rule", "strokeWidth": 2, "color": ACCENT, "opacity": 0.55},
            "encoding": {"x": {"field": "low", **x}, "x2": {"field": "high"}},
        },
        {
            "transform": [measured],
            "mark": {"type": "point", "filled": True, "size": 64, "color": ACCENT, "opacity": 1},
            "encoding": {
                "x": {"field": "share", **x, "axis": _percent(axis)},
                "href": {"field": "href"},
                "description": {"field": "alt"},
            },
        },
        _notes(WIDTH - left - right),
    ]
    return _rows_of(values, layers, title=title, left=left, right=right)


def dots(
    rows: Sequence[Mapping[str, Any]], *, title: str, axis: str, zero: bool = True, form: str = ""
) -> Spec:
    """Draw plain numbers, one a line: ``label, value, note, href``.

    Args:
        rows: What to draw.
        title: What the chart shows.
        axis: What the numbers are.
        zero: Whether the axis starts at nought.
        form: How d3 writes a number of the axis.
    """
    values = [_named(i, row) for i, row in enumerate(rows)]
    left, right = _margin(values, "label"), _margin(values, "note")
    top = max((v["value"] for v in values), default=1)
    low = 0 if zero else min(0, *(v["value"] for v in values))
    for value in values:
        value["from"] = low
    x = {"type": "quantitative", "scale": {"domain": [low, top], "nice": True}}
    layers = [
        _labels(),
        {
            "mark": {"type": "rule", "strokeWidth": 1, "color": LINE},
            "encoding": {"x": {"field": "from", **x}, "x2": {"field": "value"}},
        },
        {
            "mark": {"type": "point", "filled": True, "size": 64, "color": ACCENT, "opacity": 1},
            "encoding": {
                "x": {
                    "field": "value",
                    **x,
                    "axis": {"title": axis, "tickCount": 5, **({"format": form} if form else {})},
                },
                "href": {"field": "href"},
                "description": {"field": "alt"},
            },
        },
        _notes(WIDTH - left - right),
    ]
    return _rows_of(values, layers, title=title, left=left, right=right)


def timeline(
    points: Sequence[Mapping[str, Any]],
    events: Iterable[Event],
    *,
    title: str,
    axis: str,
    counts: bool = False,
) -> Spec:
    """Draw shares by year with their intervals, and lettered events over them.

    Args:
        points: ``year, share, low, high, note, href``.
        events: What happened; `lettered` gives the key.
        title: What the chart shows.
        axis: What the shares are of.
        counts: Whether ``share`` is a count.
    """
    values = [{**p, "at": p["year"] + 0.5, "alt": f"{p['year']}: {p['note']}"} for p in points]
    years = [p["year"] for p in points]
    span = [min(years) - 0.3, max(years) + 1.3]
    width = WIDTH - 80
    marks = [m for m in lettered(events) if span[0] <= m["at"] <= span[1]]
    levels = _stagger([(m["at"] - span[0]) / (span[1] - span[0]) * width for m in marks])
    for mark, level in zip(marks, levels, strict=True):
        mark["level"] = -8 - 14 * level
    head = 22 + 14 * (1 + max(levels, default=-1))
    top = max(p.get("high") or p["share"] for p in points)
    x = {"type": "quantitative", "scale": {"domain": span, "nice": False, "zero": False}}
    y = {
        "type": "quantitative",
        "scale": {"domain": [0, top if counts else _round_up(top)], "nice": counts},
    }
    spec = frame(title, width=width, height=180, left=64, right=16, top=head + 18, bottom=30)
    spec["title"]["offset"] = 10
    spec["data"] = {"values": values}
    spec["layer"] = [
        *_event_layers(marks, x),
        *_point_layers(x, y, {"title": axis, "tickCount": 5, "format": "d" if counts else ".0%"},
                       _ticks(years), intervals=not counts),
    ]  # fmt: skip
    return spec


def lettered(events: Iterable[Event]) -> list[dict[str, Any]]:
    """Give each event, in order of date, a letter and its place on an axis of years.

    Example:
        >>> lettered([Event("2014-07", "a voice answers")])
        [{'letter': 'a', 'at': 2014.5, 'date': '2014-07', 'label': 'a voice answers'}]
    """
    ordered = sorted((e for e in events if re.match(r"\d{4}", e.date)), key=lambda e: e.date)
    return [
        {"letter": _letter(i), "at": _year(e.date), "date": e.date, "label": e.label}
        for i, e in enumerate(ordered)
    ]


def render(spec: Spec) -> str:
    """Draw a specification as SVG, to stand in a page; its links are relative to that page."""
    import vl_convert

    whole = copy.deepcopy(spec)
    for value in whole.get("data", {}).get("values", []):
        if value.get("href"):
            value["href"] = NOWHERE + value["href"]
    svg = vl_convert.vegalite_to_svg(whole, vl_version=VERSION, allowed_base_urls=[])
    svg = svg.replace(f'xlink:href="{NOWHERE}', 'tabindex="-1" href="')
    return re.sub(r'<rect width="[\d.]+" height="[\d.]+" fill="white"/>', "", svg, count=1)


def _rows_of(
    values: list[dict[str, Any]], layers: list[Spec], *, title: str, left: float, right: float
) -> Spec:
    spec = frame(
        title, width=WIDTH - left - right, height=STEP * len(values), left=left, right=right,
        top=34, bottom=44,
    )  # fmt: skip
    spec["data"] = {"values": values}
    spec["encoding"] = {
        "y": {"field": "row", "type": "ordinal", "axis": None, "sort": None},
    }
    spec["layer"] = layers
    return spec


def _named(i: int, row: Mapping[str, Any]) -> dict[str, Any]:
    label, note = cut(str(row["label"]), LONGEST), str(row.get("note") or "")
    heading = row.get("share") is None and row.get("value") is None
    return {
        **row, "row": i, "label": label, "note": note, "alt": f"{label}: {note}",
        "weight": "bold" if heading else "normal",
    }  # fmt: skip


def _margin(values: list[dict[str, Any]], name: str) -> float:
    return 16 + LETTER * max((len(v[name]) for v in values), default=0)


def frame(title: str, *, width: float, height: float, **padding: float) -> Spec:
    """Make a specification without marks: its size, title and type."""
    left = padding["left"]
    return {
        "$schema": SCHEMA,
        "width": width,
        "height": height,
        "autosize": {"type": "none"},
        "padding": padding,
        "title": {"text": cut(title, 84), "anchor": "start", "frame": "group", "dx": -left,
                  "offset": 14},
        "config": {
            "font": FONT,
            "background": "transparent",
            "view": {"stroke": None},
            "title": {"fontSize": 13, "fontWeight": "bold", "color": INK},
            "axis": {
                "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal",
                "labelColor": QUIET, "titleColor": QUIET, "gridColor": LINE, "domain": False,
                "ticks": False, "labelPadding": 6, "labelOverlap": False, "labelFlush": False,
                "labelBound": False, "titleAnchor": "start",
            },
        },
    }  # fmt: skip


def _labels() -> Spec:
    return {
        "mark": {"type": "text", "align": "right", "baseline": "middle", "fontSize": 12,
                 "color": INK},
        "encoding": {
            "x": {"value": -10},
            "text": {"field": "label"},
            "opacity": {"condition": {"test": "datum.weight == 'bold'", "value": 0.7}, "value": 1},
        },
    }  # fmt: skip


def _notes(width: float) -> Spec:
    return {
        "mark": {"type": "text", "align": "left", "baseline": "middle", "fontSize": 12,
                 "color": QUIET},
        "encoding": {"x": {"value": width + 10}, "text": {"field": "note"}},
    }  # fmt: skip


def _percent(title: str) -> Spec:
    return {"title": title, "format": ".0%", "tickCount": 5}


def _event_layers(marks: list[dict[str, Any]], x: Spec) -> list[Spec]:
    if not marks:
        return []
    data = {"values": marks}
    return [
        {
            "data": data,
            "mark": {"type": "rule", "strokeDash": [2, 3], "color": QUIET},
            "encoding": {"x": {"field": "at", **x}},
        },
        {
            "data": data,
            "mark": {"type": "text", "fontSize": 12, "fontStyle": "italic", "color": QUIET},
            "encoding": {
                "x": {"field": "at", **x},
                "y": {"field": "level", "type": "quantitative", "scale": None},
                "text": {"field": "letter"},
            },
        },
    ]


def _point_layers(
    x: Spec, y: Spec, axis: Spec, ticks: list[float], *, intervals: bool
) -> list[Spec]:
    years = {
        "title": None,
        "values": ticks,
        "grid": False,
        "labelExpr": "format(floor(datum.value), 'd')",
    }
    at = {"field": "at", **x}
    ends = [
        {
            "mark": {"type": "rule", "strokeWidth": 2, "color": ACCENT, "opacity": 0.55},
            "encoding": {"x": at, "y": {"field": "low", **y}, "y2": {"field": "high"}},
        }
    ]
    return [
        {
            "mark": {"type": "line", "color": ACCENT, "opacity": 0.35, "strokeWidth": 1},
            "encoding": {"x": at, "y": {"field": "share", **y}},
        },
        *(ends if intervals else []),
        {
            "mark": {"type": "point", "filled": True, "size": 64, "color": ACCENT, "opacity": 1},
            "encoding": {
                "x": {**at, "axis": years},
                "y": {"field": "share", **y, "axis": axis},
                "href": {"field": "href"},
                "description": {"field": "alt"},
            },
        },
    ]


def _round_up(top: float) -> float:
    steps = (0.05, 0.1, 0.2, 0.25, 0.4, 0.5, 0.6, 0.8)
    return next((step for step in steps if top <= step), 1.0)


def _ticks(years: list[int]) -> list[float]:
    first, last = min(years), max(years)
    return [year + 0.5 for year in range(first, last + 1, 1 + (last - first) // 14)]


def _stagger(places: list[float]) -> list[int]:
    """Lift a letter to the first line where it doesn't touch the one before it."""
    ends: list[float] = []
    levels = []
    for place in places:
        level = next((i for i, end in enumerate(ends) if place >= end), len(ends))
        ends[level : level + 1] = [place + 12]
        levels.append(level)
    return levels


def _letter(i: int) -> str:
    return chr(97 + i % 26) * (1 + i // 26)


def _year(date: str) -> float:
    parts = [int(part) for part in re.findall(r"\d+", date)[:3]]
    month, day = (*parts[1:], 1, 1)[:2] if len(parts) > 1 else (7, 1)  # a bare year: its middle
    return round(parts[0] + (month - 1) / 12 + (day - 1) / 372, 3)

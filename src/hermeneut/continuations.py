"""Articles that were captured page by page, joined into one text.

A serial step of the kernel, because the pages of an article may lie in different files: readings
say where a page goes on, and where that page was captured too, the document of the first page gets
the whole text, and the others count as pages of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from . import schema
from .addresses import doc_id
from .disk import read_shard
from .passes import text_id

RUN = "continuations-v1"
_LINKS = ("doc_id", "capture_id", "url", "fetched_at", "completeness", "page", "next_url")
_TEXTS = ("doc_id", "capture_id", "text", "emphasis", "language", "words", "reason", "completeness")
_PARAGRAPH = "\n\n"
_READABLE = ("whole", "truncated")
_FURNITURE = 12  # words; a shorter paragraph that page one has too stands on every page


class Joined(NamedTuple):
    """What joining gives: rows of ``continuations`` and the texts they name."""

    rows: pa.Table
    texts: list[dict[str, Any]]


def join(shards: list[Path]) -> Joined:
    """Join the pages of split articles.

    Of pages captured again the latest counts. Pages join only from the first one on, without a
    gap. A short paragraph that an earlier page has too is furniture and stands once.

    Args:
        shards: The files of a run of ``readings``.
    """
    chains = list(_chains(_linked(shards)))
    wanted = {page["capture_id"] for chain in chains for page in chain}
    texts = {(row["doc_id"], row["capture_id"]): row for row in _texts(shards, wanted)}
    rows: list[dict[str, Any]] = []
    wholes: list[dict[str, Any]] = []
    for chain in chains:
        pages = [texts[page["doc_id"], page["capture_id"]] for page in chain]
        text, emphasis, starts = _whole(
            [_Page(page["text"], page["emphasis"] or []) for page in pages]
        )
        whole = {
            "text_id": text_id(text, [(one["start"], one["end"]) for one in emphasis]),
            "text": text, "emphasis": emphasis, "language": pages[0]["language"],
            "words": sum(page["words"] for page in pages),
        }  # fmt: skip
        wholes.append(whole)
        rows += _rows(chain, starts, whole, pages[-1])
    return Joined(pa.Table.from_pylist(rows, schema.CONTINUATIONS), wholes)


def _linked(shards: list[Path]) -> dict[str, dict[str, Any]]:
    """Return the latest readable reading of each document; none where no page goes on."""
    tables = [read_shard(path, list(_LINKS)) for path in shards if _pages(path)]
    if not any(pc.any(pc.is_valid(table["next_url"])).as_py() for table in tables):
        return {}
    latest: dict[str, dict[str, Any]] = {}
    for row in pa.concat_tables(tables).to_pylist():
        before = latest.get(row["doc_id"])
        if row["completeness"] in _READABLE and (before is None or _when(before) < _when(row)):
            latest[row["doc_id"]] = row
    return latest


def _pages(path: Path) -> bool:
    return "next_url" in pq.read_schema(path).names


def _when(row: Mapping[str, Any]) -> tuple[str, str]:
    return row["fetched_at"] or "", row["capture_id"]


def _chains(latest: Mapping[str, dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Yield the pages of each split article in order; by their numbers no chain can be a ring."""
    for name in sorted(latest):
        page = latest[name]
        chain = [page]
        while page["next_url"] and (page := latest.get(doc_id(page["next_url"]), {})):
            if page["page"] != len(chain) + 1:
                break
            chain.append(page)
        if chain[0]["page"] == 1 and len(chain) > 1:
            yield chain


def _texts(shards: list[Path], captures: set[str]) -> Iterator[dict[str, Any]]:
    for path in shards if captures else ():
        for batch in pq.ParquetFile(path).iter_batches(256, columns=list(_TEXTS)):
            kept = pc.is_in(batch["capture_id"], pa.array(sorted(captures)))
            yield from batch.filter(kept).to_pylist()


class _Page(NamedTuple):
    text: str
    emphasis: list[dict[str, int]]


def _whole(pages: list[_Page]) -> tuple[str, list[dict[str, int]], list[int]]:
    """Lay pages one after the other; return the text, its emphasis, and where each page begins."""
    kept: list[str] = []
    emphasis: list[dict[str, int]] = []
    starts: list[int] = []
    seen: set[str] = set()
    at = 0
    for page in pages:
        starts.append(at)
        own = 0
        for paragraph in page.text.split(_PARAGRAPH):
            end = own + len(paragraph)
            if paragraph not in seen or len(paragraph.split()) >= _FURNITURE:
                inside = (m for m in page.emphasis if own <= m["start"] and m["end"] <= end)
                emphasis += [{k: m[k] - own + at for k in ("start", "end")} for m in inside]
                kept.append(paragraph)
                at += len(paragraph) + len(_PARAGRAPH)
            own = end + len(_PARAGRAPH)
        seen.update(page.text.split(_PARAGRAPH))
    return _PARAGRAPH.join(kept), emphasis, starts


def _rows(
    chain: list[dict[str, Any]],
    starts: list[int],
    whole: Mapping[str, Any],
    last: Mapping[str, Any],
) -> Iterator[dict[str, Any]]:
    first = chain[0]
    for page, start in zip(chain, starts, strict=True):
        row = {"doc_id": page["doc_id"], "capture_id": page["capture_id"], "page": page["page"]}
        row |= {"first": first["url"], "start": start}
        if page is first:
            joined = f"pages-joined: {len(chain)} pages"
            ends = last["reason"] if last["completeness"] != "whole" else None
            row |= {"text_id": whole["text_id"], "words": whole["words"]}
            row |= {"completeness": last["completeness"], "reason": ends or joined}
        else:
            row |= {"completeness": "not an article"}
            row |= {"reason": f"continues: page {page['page']} of {first['url']}"}
        yield row

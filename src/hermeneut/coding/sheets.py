"""Sheets to code in: a CSV file, or a workbook with drop-downs and the codebook beside.

A sheet is blind: it holds neither the machine's label nor anybody else's, nor why a unit was drawn.
Its rows stand in the order of drawing, which is random, so that the first half is a sample too.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..console import cell
from ..disk import write_whole
from ..errors import UserError
from ..passes import Row
from ..study import Study
from ..views.codebook import Variable, definitions
from .drawing import CONTEXT, Sample, around, texts_of

FORMATS = (".csv", ".xlsx")
HEAD = ("unit", "document", "before", "text", "after")
TAIL = ("memo", "coder", "sample", "codebook")
DOCUMENT = "doc:"  # before a doc_id, and before a digest: a spreadsheet might take either for a
CODEBOOK = "codebook:"  # number
MARK = "x"  # in the column of a value that holds, where several may
MOST_CELL = 30_000  # characters; a workbook's cell holds 32,767
LEFT_OUT = " […] (the rest is in the study: hermeneut sql, or the report)"
_WIDTHS = {"unit": 14, "document": 24, "before": 44, "text": 70, "after": 44, "memo": 30}


def write(study: Study, sample: Sample, path: Path, *, coder: str = "") -> int:
    """Write a sheet; a file that is there is replaced.

    Beside a CSV file the codebook is written as plain text, ``NAME-codebook.txt``.

    Args:
        study: The study.
        sample: What is to be coded.
        path: Where to; ``.csv`` or ``.xlsx``.
        coder: For whom; the units that this coder has decided already are left out.

    Returns:
        How many units it holds.

    Raises:
        UserError: A name that ends otherwise, or nothing is left to code.
    """
    if path.suffix.lower() not in FORMATS:
        raise UserError(f"{path.name}: a sheet is .csv or .xlsx", hint=f"--out {path.stem}.xlsx")
    rows = list(lines(study, sample, coder))
    if not rows:
        raise UserError(f"{coder} has coded the whole sample", hint="hermeneut code status")
    columns = columns_of(sample.variable)
    if path.suffix.lower() == ".csv":
        write_whole(path, _csv(columns, rows))
        beside = path.with_name(f"{path.stem}-codebook.txt")
        write_whole(beside, _instructions(sample.variable).encode())
    else:
        write_whole(path, _workbook(sample.variable, columns, rows))
    return len(rows)


def answers(variable: Variable) -> tuple[str, ...]:
    """Name the columns that coders fill: the variable's, or one for each value if several hold."""
    return tuple(v.id for v in variable.values) if variable.several else (variable.id,)


def columns_of(variable: Variable) -> tuple[str, ...]:
    """Name the columns of a sheet."""
    return (*HEAD, *answers(variable), *TAIL)


def lines(study: Study, sample: Sample, coder: str = "") -> Iterator[Row]:
    """Yield the rows of a sheet, those left out that a coder has decided."""
    with study.reader() as tables:
        texts = texts_of(tables, {row["text_id"] for row in sample.rows})
        titles = _titles(tables)
        done = decided(tables, sample.variable.id, coder) if coder else set()
    codebook = study.design.codebook_digest()
    for row in sample.rows:
        if row["unit"] in done:
            continue
        before, text, after = shown(row, texts.get(row["text_id"], ""))
        yield {
            "unit": row["unit"] if row["start"] is not None else f"{DOCUMENT}{row['unit']}",
            "document": titles.get(row["doc_id"], ""),
            "before": before,
            "text": text,
            "after": after,
            "coder": coder,
            "sample": sample.id,
            "codebook": f"{CODEBOOK}{codebook}",
        }


def decided(tables: Any, variable: str, coder: str) -> set[str]:
    """Name the units of which a coder has decided a variable."""
    query = "select distinct unit from codings where variable = $v and coder = $c"
    return set(tables.sql(query, {"v": variable, "c": coder})["unit"].to_pylist())


def shown(row: Row, text: str) -> tuple[str, str, str]:
    """Cut what a coder reads of a unit: before, the unit, after.

    What was kept when the unit was drawn stands in where its text isn't there any more.
    """
    if not text and row["start"] is not None:
        return "", row["quote"] or "", ""
    if row["start"] is None:
        return "", text if len(text) <= MOST_CELL else text[:MOST_CELL] + LEFT_OUT, ""
    before, after = around(text, row["start"], row["end"], chars=CONTEXT)
    return before.strip(), text[row["start"] : row["end"]], after.strip()


def _titles(tables: Any) -> dict[str, str]:
    got = tables.sql("select doc_id, coalesce(title, url, doc_id) as title from corpus")
    return dict(zip(got["doc_id"].to_pylist(), got["title"].to_pylist(), strict=True))


def _csv(columns: tuple[str, ...], rows: list[Row]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([cell(name) for name in columns])
    for row in rows:
        writer.writerow([cell(row.get(name, "")) for name in columns])
    return out.getvalue().encode("utf-8-sig")  # without the mark Excel takes it for Windows-1252


def _instructions(variable: Variable) -> str:
    how = (
        f"Put {MARK} into the column of each value that holds; one at least."
        if variable.several
        else f"Write one of these values into the column {variable.id}."
    )
    return (
        f"{definitions(variable)}\n\n{how}\n"
        "Judge the text in the column text; before and after are there to understand it by.\n"
        "A remark goes into memo. Leave the other columns, and the order of rows doesn't matter.\n"
        "When you have done: hermeneut code import FILE --coder YOUR-NAME\n"
    )


def _workbook(variable: Variable, columns: tuple[str, ...], rows: list[Row]) -> bytes:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    sheet.title = "coding"
    sheet.append(list(columns))
    wrapped = Alignment(wrap_text=True, vertical="top")
    for number, row in enumerate(rows, 2):
        for at, name in enumerate(columns, 1):
            if row.get(name):
                _put(sheet.cell(number, at), row[name])
                sheet.cell(number, at).alignment = wrapped
    fill = PatternFill("solid", fgColor="FFF2CC")
    for at, name in enumerate(columns, 1):
        sheet.cell(1, at).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(at)].width = _WIDTHS.get(name, 16)
        if name in answers(variable):
            sheet.cell(1, at).fill = fill
    sheet.freeze_panes = "B2"
    _drop_downs(book, sheet, variable, columns, len(rows))
    for number, line in enumerate(_instructions(variable).splitlines(), 1):
        _put(book["codebook"].cell(number, 1), line)
        book["codebook"].cell(number, 1).alignment = wrapped
    book["codebook"].column_dimensions["A"].width = 110
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _drop_downs(
    book: Any, sheet: Any, variable: Variable, columns: tuple[str, ...], rows: int
) -> None:
    """Offer the values in the cells to be filled; they stand on a sheet of their own, hidden."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    book.create_sheet("codebook")
    offered = book.create_sheet("values")
    offered.sheet_state = "hidden"
    values = [MARK] if variable.several else [value.id for value in variable.values]
    for number, value in enumerate(values, 1):
        _put(offered.cell(number, 1), value)
    rule = DataValidation("list", formula1=f"values!$A$1:$A${len(values)}", allow_blank=True)
    rule.errorTitle, rule.error = "not in the codebook", "choose from the list"
    rule.showErrorMessage = True
    sheet.add_data_validation(rule)
    for name in answers(variable):
        letter = get_column_letter(columns.index(name) + 1)
        rule.add(f"{letter}2:{letter}{rows + 1}")


def _put(target: Any, text: str) -> None:
    """Write text, and nothing but text: what begins like a formula stays what it is."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    target.value = ILLEGAL_CHARACTERS_RE.sub("\ufffd", text)[: MOST_CELL + len(LEFT_OUT)]
    target.data_type = "s"
    target.quotePrefix = True

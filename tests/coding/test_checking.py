"""Every mistake that coders and spreadsheets make is told with its place."""

import csv
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from hermeneut.coding import spreadsheets
from hermeneut.coding.checking import check
from hermeneut.errors import UserError

from .conftest import UNITS


def save(path, rows, *, separator=",", encoding="utf-8-sig", first="", newline="\r\n"):
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, lineterminator=newline).writerows(rows)
    path.write_bytes((first + out.getvalue()).encode(encoding, "replace"))
    return path


def checked(sample, *paths, coders=None):
    sheets = [spreadsheets.read(path) for path in paths]
    return check(sheets, coders or ["ana"] * len(paths), [sample])


def told(taken):
    return [*taken.mistakes, *taken.absent]


SAVED = {
    "semicolons": {"separator": ";"},
    "tabs": {"separator": "\t"},
    "a line that names the separator": {"separator": ";", "first": "sep=;\r\n"},
    "Windows-1252": {"encoding": "cp1252", "separator": ";"},
    "ASCII with marks for the rest": {"encoding": "ascii"},
    "UTF-16": {"encoding": "utf-16", "separator": "\t"},
    "UTF-8 without a mark": {"encoding": "utf-8"},
    "old line ends": {"newline": "\r"},
}


@pytest.mark.parametrize("how", SAVED.values(), ids=SAVED)
def test_however_a_spreadsheet_saves_it_is_read(sample, sheet, tmp_path, how):
    taken = checked(sample, save(tmp_path / "a.csv", sheet, **how))

    assert () == taken.mistakes == taken.absent
    assert UNITS == len(taken.given)


def reorder(rows):
    turned = [[row[8], row[5].upper(), row[0], "mine"] for row in rows[1:]]
    return [["Sample", "tone", "UNIT", "my column"], *turned[::-1]]


def title_above(rows):
    return [["For Ana"], [], *rows, ["", ""], []]


@pytest.mark.parametrize("change", [reorder, title_above])
def test_what_does_no_harm_is_no_mistake(sample, sheet, tmp_path, change):
    taken = checked(sample, save(tmp_path / "a.csv", change(sheet)))
    assert () == taken.mistakes == taken.absent
    assert UNITS == len(taken.given)


def with_cell(row, column, value):
    def change(rows):
        rows[row][column] = value
        return rows

    return change


MISTAKES = {
    "no value of the codebook": (with_cell(2, 5, "ernest"), 3, "tone", "did you mean earnest"),
    "two values": (with_cell(2, 5, "earnest; mocking"), 3, "tone", "one value alone"),
    "not coded": (with_cell(4, 5, " "), 5, "tone", "not coded"),
    "another unit": (with_cell(1, 0, "abc:0-9"), 2, "unit", "isn't in sample"),
    "no unit": (with_cell(1, 0, ""), 2, "unit", "has no unit"),
    "a changed text": (with_cell(3, 3, "I wrote this myself"), 4, "text", "isn't the one"),
    "another sample": (with_cell(1, 8, "0123456789"), 2, "sample", "was drawn in this study"),
    "a row twice": (lambda rows: [*rows, rows[1]], 7, "unit", "in row 2 already"),
    "a row twice, otherwise": (
        lambda rows: [*rows, [*rows[1][:5], "mocking", *rows[1][6:]]], 7, "unit", "and otherwise"),
    "a row lost": (lambda rows: rows[:-1], 0, "", "1 of the 5 units"),
    "a column renamed": (with_cell(0, 5, "tune"), 2, "", "no column is named tone"),
    "a column twice": (with_cell(0, 7, "tone"), 1, "tone", "two columns"),
    "no header": (lambda rows: rows[1:], 0, "", "names the columns"),
}  # fmt: skip


@pytest.mark.parametrize(("change", "row", "column", "words"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_with_its_place_and_nothing_is_taken(
    sample, sheet, tmp_path, change, row, column, words
):
    taken = checked(sample, save(tmp_path / "a.csv", change(sheet)))

    found = [m for m in told(taken) if words in f"{m.what} {m.do}"]
    assert [("a.csv", row, column)] == [(m.file, m.row, m.column) for m in found[:1]], told(taken)
    assert all(m.do for m in told(taken))


def fill(one):
    for row in range(2, UNITS + 2):
        one["coding"].cell(row, 6).value = "mocking"


def test_a_workbook_is_read_whatever_its_sheets_are_called(sample, toned, tmp_path):
    one = load_workbook(toned[0].parent / "sheet.xlsx")
    fill(one)
    one.move_sheet("coding", 2)
    one["coding"].title = "Ana's"
    one.save(tmp_path / "a.xlsx")

    taken = checked(sample, tmp_path / "a.xlsx")
    assert (UNITS, ()) == (len(taken.given), taken.mistakes)


def merge(one):
    one["coding"].merge_cells("F3:F4")


def formula(one):
    one["coding"]["F3"].value = "=F2"


def lose(one):
    del one["coding"]


WORKBOOKS = {
    "merged cells": (merge, 3, "tone", "unmerge"),
    "a formula": (formula, 3, "tone", "write its value instead"),
    "the wrong sheet": (lose, 0, "", "keep the sheet named coding"),
}


@pytest.mark.parametrize(("change", "row", "column", "words"), WORKBOOKS.values(), ids=WORKBOOKS)
def test_what_goes_wrong_in_workbooks_is_told(sample, toned, tmp_path, change, row, column, words):
    one = load_workbook(toned[0].parent / "sheet.xlsx")
    fill(one)
    change(one)
    one.save(tmp_path / "a.xlsx")

    found = [m for m in checked(sample, tmp_path / "a.xlsx").mistakes if words in m.do]
    assert [(row, column)] == [(m.row, m.column) for m in found]


def bomb(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("xl/workbook.xml", b"0" * (65 * 2**20))


def empty(path):
    Workbook().save(path)


HOSTILE = {
    "an old workbook": lambda p: p.write_bytes(b"\xd0\xcf\x11\xe0rest"),
    "no workbook": lambda p: p.write_bytes(b"PK\x03\x04 nothing"),
    "a bomb": bomb,
    "an empty workbook": empty,
    "noise": lambda p: p.write_bytes(bytes(range(256)) * 50),
    "nothing": lambda p: p.write_bytes(b""),
    "an open quote": lambda p: p.write_text('unit,sample,tone\n"a,b,c\nd,e,f'),
}


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_a_file_that_is_none_is_told(sample, tmp_path, make):
    make(tmp_path / "a.xlsx")

    assert told(checked(sample, tmp_path / "a.xlsx"))
    with pytest.raises(UserError, match="is it there"):
        spreadsheets.read(tmp_path / "gone.csv")


@given(st.binary(max_size=400))
def test_whatever_a_file_holds_ends_as_a_sheet(tmp_path_factory, payload):
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(payload)
    spreadsheets.read(path)


def test_two_files_of_one_coder_must_agree(sample, sheet, tmp_path):
    halves = [save(tmp_path / "a.csv", sheet[:4]), save(tmp_path / "b.csv", [sheet[0], *sheet[3:]])]
    assert [] == told(checked(sample, *halves))
    assert ["a.csv", "b.csv"] == [
        m.file for m in checked(sample, *halves, coders=["a", "b"]).absent
    ]

    sheet[3][5] = "mocking"
    wrong = checked(sample, halves[1], save(tmp_path / "c.csv", sheet)).mistakes
    assert ["c.csv"] == [m.file for m in wrong]
    assert "row 2 of b.csv already, and otherwise" in wrong[0].what

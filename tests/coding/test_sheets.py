import csv
import io

import pytest
from openpyxl import load_workbook

from hermeneut.coding.drawing import Wishes, draw
from hermeneut.coding.sheets import LEFT_OUT, MOST_CELL, columns_of, shown, write
from hermeneut.coding.spreadsheets import read
from hermeneut.errors import UserError
from hermeneut.validate.sampling import Design

FEW = Wishes(Design(n=6))
SEEN = ("label", "probab", "stratum", "held", "machine", "score")


def cells(path):
    return list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")))


def test_a_csv_sheet_has_the_unit_its_surroundings_and_nothing_to_be_swayed_by(
    drawn_study, sample, tmp_path
):
    drawn_study.judgements.append("codings", [
        {"unit": sample.rows[0]["unit"], "coder": "ben", "kind": "person", "value": "earnest",
         "variable": "tone", "coded_at": "2026"}])  # fmt: skip

    assert 5 == write(drawn_study, sample, tmp_path / "a.csv")

    head, *rows = cells(tmp_path / "a.csv")
    assert list(columns_of(sample.variable)) == head
    assert [row["unit"] for row in sample.rows] == [row[0] for row in rows]
    first = dict(zip(head, rows[0], strict=True))
    assert sample.rows[0]["quote"].endswith(first["text"].removeprefix("'"))
    assert "" == first["tone"] == first["memo"]
    assert not any(word in " ".join(head) for word in SEEN)
    assert "ben" not in (tmp_path / "a.csv").read_text("utf-8")
    assert "reads loss" not in (told := (tmp_path / "a-codebook.txt").read_text("utf-8"))
    assert "it jokes, or sneers" in told


def test_what_a_coder_has_decided_is_left_out_of_their_sheet(drawn_study, sample, tmp_path):
    drawn_study.judgements.append("codings", [
        {"unit": row["unit"], "coder": "ben", "kind": "person", "value": "earnest",
         "variable": "tone", "coded_at": "2026"} for row in sample.rows[:4]])  # fmt: skip

    assert 1 == write(drawn_study, sample, tmp_path / "ben.csv", coder="ben")
    assert 5 == write(drawn_study, sample, tmp_path / "ana.csv", coder="ana")
    assert {"ben"} == {row[-3] for row in cells(tmp_path / "ben.csv")[1:]}


def test_a_csv_runs_nothing_and_comes_back_as_it_was(study, clock, tmp_path):
    sample = draw(study, "tone", Wishes(Design(n=96)), now=clock)
    write(study, sample, tmp_path / "a.csv")

    texts = [row[3] for row in cells(tmp_path / "a.csv")[1:]]
    assert any(text.startswith("'=By the end") for text in texts)
    assert not any(text.startswith("=") for text in texts)
    again = {row["unit"]: row["text"] for _, row in read(tmp_path / "a.csv").rows}
    assert {row["unit"]: row["quote"] for row in sample.rows} == again


def test_a_workbook_offers_the_values_and_holds_the_codebook(drawn_study, sample, tmp_path):
    write(drawn_study, sample, tmp_path / "a.xlsx")

    book = load_workbook(tmp_path / "a.xlsx")
    assert ["coding", "codebook", "values"] == book.sheetnames
    assert "hidden" == book["values"].sheet_state
    (rule,) = book["coding"].data_validations.dataValidation
    assert ("list", "F2:F6") == (rule.type, str(rule.sqref))
    offered = [cell.value for (cell,) in book["values"][rule.formula1.partition("!")[2]]]
    assert ["earnest", "mocking", "unclear"] == offered
    assert "it jokes, or sneers" in " ".join(str(row[0].value) for row in book["codebook"])
    assert {row["unit"] for row in sample.rows} == {
        row["unit"] for _, row in read(tmp_path / "a.xlsx").rows
    }


def test_a_workbook_holds_no_formula(study, clock, tmp_path):
    sample = draw(study, "tone", Wishes(Design(n=96)), now=clock)
    write(study, sample, tmp_path / "a.xlsx")

    found = [cell for row in load_workbook(tmp_path / "a.xlsx")["coding"] for cell in row]
    assert any(str(cell.value).startswith("=By the end") for cell in found)
    assert {"f"} & {cell.data_type for cell in found} == set()
    assert () == read(tmp_path / "a.xlsx").mistakes


def test_where_several_values_hold_each_has_its_column(study, clock, tmp_path):
    sample = draw(study, "themes", FEW, now=clock)
    write(study, sample, tmp_path / "a.csv")

    assert ["loneliness", "grief", "none", "unclear"] == cells(tmp_path / "a.csv")[0][5:9]


def test_a_document_is_shown_whole_up_to_what_a_cell_holds(study, clock, tmp_path):
    sample = draw(study, "about", FEW, now=clock)
    write(study, sample, tmp_path / "a.csv")

    assert all(row[0].startswith("doc:") for row in cells(tmp_path / "a.csv")[1:])
    text = shown(sample.rows[0], "x" * 50_000)[1]
    assert text.endswith(LEFT_OUT)
    assert MOST_CELL + len(LEFT_OUT) == len(text) < 32_767


def test_another_ending_or_nothing_left_is_told(drawn_study, sample, tmp_path):
    with pytest.raises(UserError, match=r"\.csv or \.xlsx"):
        write(drawn_study, sample, tmp_path / "a.ods")
    drawn_study.judgements.append("codings", [
        {"unit": row["unit"], "coder": "ben", "kind": "person", "value": "earnest",
         "variable": "tone", "coded_at": "2026"} for row in sample.rows])  # fmt: skip
    with pytest.raises(UserError, match="has coded the whole sample"):
        write(drawn_study, sample, tmp_path / "a.csv", coder="ben")

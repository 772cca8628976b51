import csv
import io
import zipfile
from datetime import UTC, date, datetime

import pytest
import time_machine
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import Workbook

from people.exports import csv_bytes, safe_cell
from people.imports import readers
from people.imports.readers import SURPLUS, UnreadableFile, read, read_table

TEXT = "Nummer;Name\n1;Müller\n2;Łukasz\n"
EXPECTED = [{"Nummer": "1", "Name": "Müller"}, {"Nummer": "2", "Name": "Łukasz"}]


def xlsx(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def repacked(content, change):
    """An XLSX file with the parts that `change(name, data)` returns."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            new.writestr(*change(name, old.read(name)))
    return stream.getvalue()


def declaring(name, data, *, before=b""):
    """A sheet that declares entities, after `before`."""
    _head, _mark, rest = data.partition(b"?>") if data.startswith(b"<?xml") else (b"", b"", data)
    return name, b"<?xml version='1.0'?>" + before + b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + rest


def test_entities_behind_a_long_comment_are_refused():
    def change(name, data):
        is_sheet = name.endswith("sheet1.xml")
        return declaring(name, data, before=b"<!--%s-->" % (b" " * 2_000_000)) if is_sheet else (name, data)

    with pytest.raises(UnreadableFile):
        read_table("x.xlsx", repacked(xlsx(["Name"], ["Anna"]), change))


def test_entities_in_a_sheet_of_another_name_are_refused():
    def change(name, data):
        if name.endswith("sheet1.xml"):
            return declaring(name.replace(".xml", ".dat"), data)
        return name, data.replace(b"sheet1.xml", b"sheet1.dat")

    with pytest.raises(UnreadableFile):
        read_table("x.xlsx", repacked(xlsx(["Name"], ["Anna"]), change))


def test_a_row_numbered_in_the_billions_makes_no_rows_before_it():
    def change(name, data):
        return name, data.replace(b'r="2"', b'r="1000000000000"').replace(b'"A2"', b'"A1000000000000"')

    with pytest.raises(UnreadableFile, match=r"empty rows|leerer Zeilen"):
        read_table("x.xlsx", repacked(xlsx(["Name"], ["Anna"]), change))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_encodings_and_separators_are_found(encoding, separator):
    assert read_table("x.csv", TEXT.replace(";", separator).encode(encoding)) == EXPECTED


def test_windows_code_page_is_read():
    assert read_table("x.csv", "Name;Ort\nJürgen;Köln\n".encode("cp1252")) == [{"Name": "Jürgen", "Ort": "Köln"}]


def test_the_separator_line_that_excel_writes_is_no_heading():
    assert read_table("x.csv", b"sep=,\r\nA,B\r\n1,2\r\n") == [{"A": "1", "B": "2"}]


def test_a_separator_inside_quotation_marks_separates_nothing():
    assert read_table("x.csv", b'"A;B;C",D\n1,"2;3"\n') == [{"A;B;C": "1", "D": "2;3"}]


def test_short_rows_lack_keys_and_long_rows_have_a_surplus():
    assert read_table("x.csv", b"A;B\n1\n1;2;3;4;;\n1;2;;\n") == [
        {"A": "1"},
        {"A": "1", "B": "2", SURPLUS: "3; 4"},
        {"A": "1", "B": "2"},
    ]


def test_rows_are_counted_from_the_first_below_the_headings_with_empty_ones():
    table = read("x.csv", b"\n;;\nA;B\n1;2\n;\n3;4\n\n")
    assert [row.number for row in table.rows] == [1, 3]


def test_cells_of_a_spreadsheet_become_text():
    row = [7, 7.0, 7.5, date(2026, 3, 4), datetime(2026, 3, 4), datetime(2026, 3, 4, 9, 30), True, None, " a  b "]
    (found,) = read_table("x.xlsx", xlsx(list("ABCDEFGHI"), row, [None] * 9, ["", "  "]))
    assert list(found.values()) == [
        "7",
        "7",
        "7.5",
        "2026-03-04",
        "2026-03-04",
        "2026-03-04T09:30:00",
        "1",
        "",
        "a b",
    ]


def test_formulas_are_text_and_not_computed():
    (found,) = read_table("x.xlsx", xlsx(["A", "B"], ["=1+1", '=HYPERLINK("http://example.org")']))
    assert found == {"A": "=1+1", "B": '=HYPERLINK("http://example.org")'}


def test_invisible_characters_are_taken_out():
    (found,) = read_table("x.csv", "A;B\na\u200bb;c\u202ed\x07e\n".encode())
    assert found == {"A": "ab", "B": "cd e"}


def test_decomposed_umlauts_are_composed():
    assert read_table("x.csv", "A\nMu\u0308ller\n".encode()) == [{"A": "Müller"}]


def _entity(name, data):
    if name == "xl/workbook.xml":
        data = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + data
    return name, data


def _entity_in_utf16(name, data):
    if name == "xl/workbook.xml":
        data = ('<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x>' + data.decode().split("?>")[-1]).encode("utf-16")
    return name, data


@pytest.mark.parametrize("change", [_entity, _entity_in_utf16])
def test_xml_entities_are_refused(change):
    with pytest.raises(UnreadableFile):
        read("x.xlsx", repacked(xlsx(["A"], ["1"]), change))


def test_macros_are_refused_with_a_sentence():
    content = repacked(
        xlsx(["A"], ["1"]), lambda name, data: (name.replace("docProps/app.xml", "xl/vbaProject.bin"), data)
    )
    with pytest.raises(UnreadableFile, match=r"Makros|macros"):
        read("x.xlsm", content)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b" \n ",
        b"\xef\xbb\xbf",
        b";;\n;;",
        b"A;B\n",
        b"A;a\n1;2\n",
        b'A;B\n1;"2\n3;4\n',
        b"\xd0\xcf\x11\xe0old",
        b"PK\x03\x04damaged",
        b"\x89PNG\r\n\x1a\n\x00\x00\x81\x8d",
        b"A\x00B",
        b";".join(b"A%d" % n for n in range(61)) + b"\n1",
        b"A\n" + b"x" * 10_001,
    ],
)
def test_what_is_no_table_is_said_in_a_sentence(content):
    with pytest.raises(UnreadableFile) as caught:
        read("x.csv", content)
    assert str(caught.value.message).endswith((".", "?"))


def test_a_file_may_not_be_larger_than_its_limits(monkeypatch):
    assert len(read("x.csv", b"A\n" + b"1\n" * 20_000).rows) == 20_000
    with pytest.raises(UnreadableFile, match=r"20[.,]000"):
        read("x.csv", b"A\n" + b"1\n" * 20_001)
    with pytest.raises(UnreadableFile, match="10 MB"):
        read("x.csv", b"A\n" + b"1" * readers.MAX_BYTES)


def test_a_small_file_that_unpacks_to_a_huge_one_is_refused(monkeypatch):
    monkeypatch.setattr(readers, "MAX_UNPACKED_BYTES", 1000)
    with pytest.raises(UnreadableFile):
        read("x.xlsx", xlsx(["A"], ["1" * 2000]))


@given(st.binary(max_size=2000))
@example(b"PK\x03\x04" + bytes(100))
@example(b"\xff\xfe\x00")
@example(b"\x00\xd8")
def test_no_bytes_raise_anything_but_unreadable(content):
    try:
        table = read("x", content)
    except UnreadableFile:
        return
    assert table.rows
    assert "\x00" not in str(table.rows)


@given(st.binary(min_size=1, max_size=60), st.integers(min_value=0, max_value=4000))
def test_a_damaged_spreadsheet_raises_nothing_but_unreadable(damage, place):
    content = bytearray(SOUND)
    content[place : place + len(damage)] = damage
    try:
        read("x.xlsx", bytes(content))
    except UnreadableFile:
        return


with time_machine.travel(datetime(2026, 3, 4, tzinfo=UTC), tick=False):  # it holds when it was written
    SOUND = xlsx(["A", "B"], ["1", "2"])


# ---------------------------------------------------------------- the way back


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =1", "\r=1"])
def test_what_a_spreadsheet_would_run_is_written_as_text(text):
    assert safe_cell(text) == f"'{text}"


def test_other_values_are_written_as_they_are():
    assert [safe_cell(value) for value in ("Ada", -3, 2.5, None, "a=b")] == ["Ada", "-3", "2.5", "", "a=b"]


@given(
    st.lists(st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=20), min_size=1)
)
def test_no_cell_of_an_export_starts_a_formula(cells):
    text = csv_bytes(["A"] * len(cells), [cells]).decode("utf-8-sig")
    _headings, *rows = csv.reader(io.StringIO(text, newline=""), delimiter=";")
    assert rows
    assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for cell in rows[0])

"""Opens a paper's data tables with other people's programs and fails unless they are as the rules for statistics in
spreadsheets ask, and the same figures stand in xlsx, ods and csv.
usage: python check_tables.py FOLDER ...    (folders of papers: report.xlsx, report.ods, tables/)"""

import csv
import json
import sys
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

import openpyxl
from csvw import CSVW
from odf import namespaces, opendocument
from odf.table import DatabaseRange, Table, TableCell, TableRow
from odf.text import A, P

LANGUAGE = "en-GB"
BEFORE_TABLES = ["Cover", "Contents", "Notes"]
ONE_TABLE = "This sheet has one table."


class Checks:
    """Counts what was looked at and tells what is wrong."""

    def __init__(self, folder):
        self.folder, self.done, self.failures = folder, 0, 0

    def that(self, holds, words):
        self.done += 1
        if not holds:
            self.failures += 1
            print(f"FAILED {self.folder}: {words}", file=sys.stderr)


def number(value):
    """A number as a decimal of 12 places: what a spreadsheet holds of it."""
    return round(Decimal(str(value)), 12)


def is_number(text):
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


def xlsx_sheet(checks, sheet):
    name = sheet.title
    checks.that(sheet.sheet_state == "visible", f"xlsx {name} is hidden")
    checks.that(not sheet.merged_cells.ranges, f"xlsx {name} has merged cells")
    checks.that(sheet.freeze_panes is None, f"xlsx {name} has frozen panes")
    checks.that(sheet.auto_filter.ref is None, f"xlsx {name} has a filter")
    checks.that(not any(row.hidden for row in sheet.row_dimensions.values()), f"xlsx {name} has hidden rows")
    checks.that(not any(column.hidden for column in sheet.column_dimensions.values()), f"xlsx {name} has hidden columns")
    checks.that(sheet["A1"].style == "Heading 1", f"xlsx {name}: A1 has the style {sheet['A1'].style}")
    for row in sheet.iter_rows():
        checks.that(any(cell.value is not None for cell in row), f"xlsx {name} row {row[0].row} is blank")
        for cell in row:
            if cell.value is not None:
                checks.that(cell.data_type in "snd", f"xlsx {name} {cell.coordinate} is of type {cell.data_type}")
                checks.that(cell.fill.fill_type is None, f"xlsx {name} {cell.coordinate} is filled")


def xlsx_table(checks, sheet):
    """The cells of a sheet's one table, headings first."""
    name = sheet.title
    checks.that(list(sheet.tables) == [name], f"xlsx {name} has the tables {list(sheet.tables)}")
    table = sheet.tables[name]
    first, last = table.ref.split(":")
    checks.that(first.startswith("A") and first[1:].isdigit(), f"xlsx {name}: the table begins in {first}")
    end = sheet.cell(sheet.max_row, sheet.max_column).coordinate
    checks.that(last == end, f"xlsx {name}: the table ends in {last}, the sheet in {end}")
    checks.that(table.headerRowCount == 1 and not table.totalsRowCount, f"xlsx {name}: not one header row")
    checks.that(table.autoFilter is None, f"xlsx {name}: the table has filter buttons")
    style = table.tableStyleInfo
    banded = style is not None and (style.showRowStripes or style.showColumnStripes or style.name)
    checks.that(not banded, f"xlsx {name}: the table has bands or colours")
    rows = [list(row) for row in sheet[table.ref]]
    checks.that(all(cell.value not in (None, "") for row in rows for cell in row), f"xlsx {name} has blank cells")
    for cell in rows[0]:
        checks.that(cell.alignment.wrap_text and cell.font.bold, f"xlsx {name} {cell.coordinate}: a heading does not wrap")
        width = sheet.column_dimensions[cell.column_letter].width
        checks.that(8 <= width <= 90, f"xlsx {name} column {cell.column_letter} is {width} wide")
    for row in rows[1:]:
        for cell in row:
            if cell.data_type == "s":
                checks.that(cell.alignment.wrap_text, f"xlsx {name} {cell.coordinate} does not wrap")
            else:
                checks.that(cell.number_format != "General", f"xlsx {name} {cell.coordinate} has no number format")
    heads = [str(cell.value).lower() for cell in rows[0]]
    checks.that(len(set(heads)) == len(heads), f"xlsx {name} has a heading twice")
    return [[xlsx_cell(cell) for cell in row] for row in rows]


def xlsx_cell(cell):
    if cell.data_type == "d":
        return cell.value.date()
    return cell.value if cell.data_type == "s" else number(cell.value)


def xlsx(checks, path):
    book = openpyxl.load_workbook(path)
    told = book.properties
    checks.that(bool(told.title) and told.language == LANGUAGE, f"xlsx: title {told.title}, language {told.language}")
    checks.that(not told.creator and not told.lastModifiedBy, f"xlsx names an author, {told.creator}")
    checks.that(book.sheetnames[:3] == BEFORE_TABLES, f"xlsx begins with the sheets {book.sheetnames[:3]}")
    checks.that(len(book.sheetnames) > 3, "xlsx has no table")
    tables = {}
    for sheet in book:
        xlsx_sheet(checks, sheet)
        if sheet.title != "Cover":
            tables[sheet.title] = xlsx_table(checks, sheet)
            lines = [cell.value for cell in sheet["A"]]
            checks.that(lines.count(ONE_TABLE) == 1, f"xlsx {sheet.title} does not say that it has one table")
    links = [cell.hyperlink.location for row in book["Contents"].iter_rows() for cell in row if cell.hyperlink]
    wanted = [f"{name}!A1" for name in book.sheetnames[2:]]
    checks.that(links == wanted, f"xlsx: Contents leads to {links}, not to {wanted}")
    return tables


def ods_cell(cell):
    kind = cell.getAttribute("valuetype")
    if kind in ("float", "percentage"):
        return number(cell.getAttribute("value"))
    if kind == "date":
        return date.fromisoformat(cell.getAttribute("datevalue"))
    return "".join(words(p) for p in cell.getElementsByType(P))


def words(node):
    return "".join(child.data if child.nodeType == child.TEXT_NODE else words(child) for child in node.childNodes)


def ods(checks, path):
    document = opendocument.load(path)
    told = {element.qname: str(element) for element in document.meta.childNodes}
    checks.that(told.get((namespaces.DCNS, "language")) == LANGUAGE, f"ods: no language in {told}")
    checks.that(bool(told.get((namespaces.DCNS, "title"))), "ods has no title")
    checks.that((namespaces.DCNS, "creator") not in told, "ods names an author")
    ranges = {own.getAttribute("name"): own for own in document.getElementsByType(DatabaseRange)}
    sheets = {sheet.getAttribute("name"): sheet for sheet in document.getElementsByType(Table)}
    checks.that(list(sheets)[:3] == BEFORE_TABLES, f"ods begins with the sheets {list(sheets)[:3]}")
    tables = {}
    for name, sheet in sheets.items():
        cells = [row.getElementsByType(TableCell) for row in sheet.getElementsByType(TableRow)]
        checks.that(all(cells), f"ods {name} has a blank row")
        for cell in (cell for row in cells for cell in row):
            checks.that(cell.getAttribute("formula") is None, f"ods {name} has a formula")
            spans = (cell.getAttribute("numbercolumnsspanned"), cell.getAttribute("numberrowsspanned"))
            checks.that(spans == (None, None), f"ods {name} has merged cells")
        title = cells[0][0].getAttribute("stylename")
        checks.that(title == "Heading_20_1", f"ods {name}: A1 has the style {title}")
        if name == "Cover":
            continue
        lines = [ods_cell(row[0]) for row in cells]
        checks.that(lines.count(ONE_TABLE) == 1, f"ods {name} does not say that it has one table")
        own = ranges.get(name)
        checks.that(own is not None, f"ods {name}: the table has no name")
        first, last = own.getAttribute("targetrangeaddress").split(":")
        checks.that(own.getAttribute("displayfilterbuttons") == "false", f"ods {name} has filter buttons")
        begins = int(first.removeprefix(f"{name}.A"))
        tables[name] = [[ods_cell(cell) for cell in row] for row in cells[begins - 1 :]]
        checks.that(last.endswith(str(len(cells))), f"ods {name}: the table ends in {last}, the sheet in row {len(cells)}")
    links = [own.getAttribute("href") for own in sheets["Contents"].getElementsByType(A)]
    checks.that(links == [f"#{name}.A1" for name in list(sheets)[2:]], f"ods: Contents leads to {links}")
    return tables


def inert(text):
    """A text as the csv files write it (see docs/data-tables.md)."""
    out, begins = [], True
    for c in text:
        if begins and c in "=+-@＝＋－＠":
            out.append("'")
        begins = c in ',;|"' or (begins and c == " ")
        out.append(c)
    return "".join(out)


def csv_cell(checks, url, cell, kind):
    if kind == "date":
        return date.fromisoformat(cell)
    if kind == "string":
        checks.that(cell[0] not in "=+-@\t\r", f"{url}: {cell} begins like a formula")
        return cell
    checks.that(is_number(cell), f"{url}: {cell} is neither a number nor shorthand")
    return number(cell) if is_number(cell) else cell


def csvs(checks, folder):
    """Every csv that the metadata name, read by their columns' types."""
    path = folder / "csv-metadata.json"
    metadata = json.loads(path.read_text(encoding="utf-8"))
    checks.that(metadata["dc:language"] == LANGUAGE and bool(metadata["dc:title"]), "csv: no language or title")
    named = [table["url"] for table in metadata["tables"]]
    there = sorted(own.name for own in folder.glob("*.csv"))
    checks.that(sorted(named) == there, f"csv: the metadata name {named}, the folder has {there}")
    valid = CSVW(str(path), validate=True)
    checks.that(valid.is_valid, f"csv: not valid as CSV on the Web: {[str(own.message) for own in valid.warnings]}")
    tables = {}
    for table in metadata["tables"]:
        url, columns = table["url"], table["tableSchema"]["columns"]
        raw = (folder / url).read_bytes()
        checks.that(not raw.startswith(b"\xef\xbb\xbf"), f"{url} begins with a byte order mark")
        rows = list(csv.reader(raw.decode("utf-8").splitlines()))
        checks.that(rows[0] == [column["titles"] for column in columns], f"{url}: other headings than in the metadata")
        read = [rows[0]]
        for row in rows[1:]:
            checks.that(len(row) == len(columns) and all(row), f"{url} has a blank cell or a short row: {row}")
            kinds = ["string" if cell in own.get("null", []) else own["datatype"] for cell, own in zip(row, columns)]
            read.append([csv_cell(checks, url, cell, kind) for cell, kind in zip(row, kinds)])
        tables["Table_" + str(int(url.split("-")[1]))] = read
    return tables


def equal(checks, books):
    """The same cells everywhere: the csv files have tables alone, and texts as they write them."""
    in_xlsx, in_ods, in_csv = books
    checks.that(list(in_xlsx) == list(in_ods), "xlsx and ods have other sheets")
    checks.that(list(in_xlsx)[2:] == list(in_csv), f"xlsx has the tables {list(in_xlsx)[2:]}, csv {list(in_csv)}")
    for name, rows in in_xlsx.items():
        checks.that(rows == in_ods.get(name), f"{name} differs between xlsx and ods")
        if name in in_csv:
            written = [[inert(cell) if isinstance(cell, str) else cell for cell in row] for row in rows]
            checks.that(written == in_csv[name], f"{name} differs between xlsx and csv")


def main(folders):
    if not folders:
        sys.exit(__doc__)
    failures = 0
    for folder in map(Path, folders):
        checks = Checks(folder)
        books = xlsx(checks, folder / "report.xlsx"), ods(checks, folder / "report.ods"), csvs(checks, folder / "tables")
        equal(checks, books)
        failures += checks.failures
        cells = sum(isinstance(cell, Decimal) for rows in books[2].values() for row in rows for cell in row)
        print(f"{folder}: {len(books[2])} tables, {cells} numbers, {checks.done} checks, {checks.failures} failures")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main(sys.argv[1:])

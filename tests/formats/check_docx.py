"""Opens a paper's Word file with other people's programs and fails unless it is as an accessible paper has to be: valid
against Microsoft's own schemas (the data of its Open XML SDK, which openxml-audit brings), real styles, header rows that
repeat, descriptions, language, title, numbers that are text.
usage: python check_docx.py FOLDER ...    (folders of papers: report.docx)"""

import re
import sys
import zipfile
from pathlib import Path

import docx
from docx.oxml.ns import qn
from lxml import etree
from openxml_audit import FileFormat, OpenXmlValidator

LANGUAGE = "en-GB"
STYLES = ["Title", "Heading 1", "Heading 2", "Caption", "List Bullet", "Numbered Paragraph", "Source", "Callout Heading"]
FIELDS = {"PAGE", "NUMPAGES"}
NUMBER = re.compile(r"^\d+(\.\d+)+\t\S")
# In order: every program that reads the file takes the first it knows.
OFFICES = [FileFormat.OFFICE_2010, FileFormat.OFFICE_2019, FileFormat.MICROSOFT_365]


class Checks:
    """Counts what was looked at and tells what is wrong."""

    def __init__(self, folder):
        self.folder, self.done, self.failures = folder, 0, 0

    def that(self, holds, words):
        self.done += 1
        if not holds:
            self.failures += 1
            print(f"FAILED {self.folder}: {words}", file=sys.stderr)


def schema(checks, path):
    for office in OFFICES:
        result = OpenXmlValidator(file_format=office, max_errors=20).validate(str(path))
        for error in result.errors:
            print(f"  {office.value}: {error}", file=sys.stderr)
        checks.that(result.is_valid, f"not valid for {office.value}")


def container(checks, path):
    with zipfile.ZipFile(path) as file:
        for part in file.infolist():
            checks.that(part.date_time == (1980, 1, 1, 0, 0, 0), f"{part.filename} is of a day: {part.date_time}")
            root = etree.fromstring(file.read(part))
            fields = {e.get(qn("w:instr")).strip() for e in root.iter(qn("w:fldSimple"))}
            checks.that(fields <= FIELDS, f"{part.filename} has the fields {sorted(fields - FIELDS)}")
            checks.that(not list(root.iter(qn("w:instrText"))), f"{part.filename} has an instruction")
            checks.that(root.find(f".//{qn('w:updateFields')}") is None, f"{part.filename} asks to update fields")
            for relationship in root.iter("{*}Relationship"):
                checks.that(relationship.get("TargetMode") != "External", f"{part.filename} leads outside")
        names = set(file.namelist())
        checks.that(not any("media/" in name or "embeddings/" in name for name in names), "something is embedded")


def properties(checks, document):
    core = document.core_properties
    title = next((p.text for p in document.paragraphs if p.style.name == "Title"), None)
    checks.that(title and core.title == title, f"the title of the file is {core.title!r}, that of the paper {title!r}")
    checks.that(core.language == LANGUAGE, f"the language of the file is {core.language!r}")
    checks.that(not core.author and not core.last_modified_by, "the file names an author")
    language = document.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")
    checks.that(language is not None and language.get(qn("w:val")) == LANGUAGE, "words have another language")
    section = document.sections[0]
    size = (round(section.page_width.mm), round(section.page_height.mm))
    checks.that(size == (210, 297), f"the page is of {size} mm")


def paragraphs(checks, document):
    used = {p.style.name for p in document.paragraphs}
    for style in STYLES:
        checks.that(style in used, f"no paragraph has the style {style}")
    checks.that("Normal" not in used, "a paragraph has no style of its own")
    for p in document.paragraphs:
        # A section may have no number, and then none of its paragraphs has one.
        name, tabbed = p.style.name, "\t" in p.text and p.style.name in ("Heading 1", "Heading 2")
        numbered = tabbed or name == "Numbered Paragraph"
        checks.that(not numbered or NUMBER.match(p.text), f"the number of {p.text[:40]!r} ({name}) is not text")
        if p._p.pPr is not None:
            checks.that(p._p.pPr.numPr is None, f"Word counts {p.text[:40]!r}")
    marks = {b.get(qn("w:name")) for b in document.element.iter(qn("w:bookmarkStart"))}
    links = [a.get(qn("w:anchor")) for a in document.element.iter(qn("w:hyperlink"))]
    checks.that(links and set(links) <= marks, f"links lead nowhere: {sorted(set(links) - marks)}")


def tables(checks, document):
    checks.that(document.tables, "there is no table")
    for table in document.tables:
        properties = table._tbl.tblPr
        caption = properties.find(qn("w:tblCaption"))
        title = caption.get(qn("w:val")) if caption is not None else ""
        checks.that(title, "a table has no title")
        described = properties.find(qn("w:tblDescription"))
        checks.that(described is not None and described.get(qn("w:val")), f"{title} has no description")
        checks.that(properties.find(qn("w:tblLook")).get(qn("w:firstRow")) == "1", f"{title}: the first row is no header")
        checks.that(table.style.name == "Paper Table", f"{title} has the style {table.style.name}")
        before = table._tbl.getprevious().find(qn("w:pPr"))
        is_caption = before.find(qn("w:pStyle")).get(qn("w:val")) == "Caption"
        checks.that(is_caption, f"{title} has no caption above it")
        for i, row in enumerate(table._tbl.tr_lst):
            checks.that((row.find(f".//{qn('w:tblHeader')}") is not None) == (i == 0), f"{title}: header rows, row {i}")
            checks.that(row.find(f".//{qn('w:cantSplit')}") is not None, f"{title}: a page may break row {i}")
            checks.that(len(row.tc_lst) == len(table.columns), f"{title}: row {i} has {len(row.tc_lst)} cells")
            for cell in row.tc_lst:
                checks.that("".join(cell.itertext()).strip(), f"{title}: a cell of row {i} is empty")


def drawings(checks, document):
    for drawing in document.element.iter(qn("wp:docPr")):
        told = drawing.get("title") and drawing.get("descr")
        checks.that(told, f"drawing {drawing.get('id')} has no title or no description")
    ids = [d.get("id") for d in document.element.iter(qn("wp:docPr"))]
    checks.that(len(ids) == len(set(ids)), "two drawings have one id")


def check(folder):
    checks, path = Checks(folder), Path(folder) / "report.docx"
    schema(checks, path)
    container(checks, path)
    document = docx.Document(str(path))
    for part in (properties, paragraphs, tables, drawings):
        part(checks, document)
    print(f"{folder}: {checks.done} checks, {checks.failures} failed")
    return checks.failures


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(1 if sum(check(folder) for folder in sys.argv[1:]) else 0)

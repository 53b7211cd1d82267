"""Prints each page to A4 with Chromium and reads the PDF back: on every page on which a table goes on its header stands above
its rows, no chart is cut in two, and nothing runs over the edge of the page.
usage: python check_print.py REPORT.html ..."""

import os
import subprocess
import sys
import tempfile
from xml.etree import ElementTree

from lxml import html

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
WIDTH = 595.5  # A4 in points, with the half that Chromium adds


def words_of(text):
    return " ".join(text.split())


def printed(path, folder):
    """Every page as a list of (left, right, top, word)."""
    pdf = os.path.join(folder, "page.pdf")
    call = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--print-to-pdf={pdf}"]
    subprocess.run([*call, "file://" + os.path.abspath(path)], check=True, capture_output=True)
    boxes = subprocess.run(["pdftotext", "-bbox", pdf, "-"], check=True, capture_output=True).stdout
    root = ElementTree.fromstring(boxes)
    space = "{http://www.w3.org/1999/xhtml}"
    pages = []
    for page in root.iter(space + "page"):
        words = [
            (float(word.get("xMin")), float(word.get("xMax")), float(word.get("yMin")), word.text or "")
            for word in page.iter(space + "word")
        ]
        pages.append(words)
    return pages


def check(path, folder):
    faults = []
    page = html.parse(path).getroot()
    pages = printed(path, folder)
    texts = [words_of(" ".join(word[3] for word in words)) for words in pages]
    for number, words in enumerate(pages, 1):
        over = [word[3] for word in words if word[0] < 0 or word[1] > WIDTH]
        if over:
            faults.append(f"page {number}: runs over the edge: {over[:3]}")
    for table in page.iter("table"):
        caption = words_of(table.findtext("caption/span") or table.find("caption").text_content())
        heading = words_of(table.find("thead/tr/th").text_content())
        begins = [n for n, text in enumerate(texts) if caption[:60] in text]
        rows = [words_of(row.find("th").text_content()) for row in table.iterfind("tbody/tr")]
        if not begins:
            faults.append(f"{caption[:40]}: is on no page")
            continue
        # From its caption on the rows follow each other; a page that has some of them has the header, too.
        ends = [n for n in range(begins[-1], len(texts)) if rows and rows[-1] in texts[n]]
        if not ends:
            faults.append(f"{caption[:40]}: its last row is on no page behind its caption")
            continue
        for n in range(begins[-1] + 1, ends[0] + 1):
            if heading not in texts[n]:
                faults.append(f"{caption[:40]}: goes on on page {n + 1} without its header")
    for figure in page.iter("figure"):
        for panel in figure.iter("{http://www.w3.org/2000/svg}svg", "svg"):
            labels = [words_of(text.text_content()) for text in panel.iter("text", "{http://www.w3.org/2000/svg}text")]
            labels = [label for label in labels if label]
            if not any(all(label in text for label in labels) for text in texts):
                faults.append(f"figure {figure.get('id')}: no page has the whole of a panel")
    return len(pages), faults


def main(paths):
    failed = False
    if not paths:
        sys.exit(__doc__)
    for path in paths:
        with tempfile.TemporaryDirectory() as folder:
            pages, faults = check(path, folder)
        for fault in faults:
            failed = True
            print(f"FAILED {path}: {fault}", file=sys.stderr)
        print(f"{path}: {pages} pages of A4")
    if failed:
        sys.exit(1)
    print("print: headers repeat, no chart is cut, nothing runs over the edge")


main(sys.argv[1:])

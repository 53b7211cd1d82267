#!/usr/bin/env python3
"""check_archive.py BINARY: the archive, and answers as files, read by programs that are not ours.

A run on each sample is kept; DuckDB reads the returns in it by their folders, and finds the rows that the run accounts for, references that
are keyed names and no day of birth. Answers as Parquet (DuckDB) and as a workbook (openpyxl) hold the cells of the same answer as csv.
"""
import csv
import io
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import duckdb
import openpyxl

SAMPLES = pathlib.Path(__file__).resolve().parents[2] / "sample_data"
ANSWERS = [
    ["attached,job_starts,sustained", "--by", "prime"],
    ["job_start_rate,sustainment_rate", "--by", "ward", "--detail"],
    ["days_to_job_start", "--by", "attachment_quarter"],
    ["job_start_rate", "--by", "prime,sex", "--sort", "job_start_rate", "--top", "3"],
]


def run(binary, folder, *args, fail=False):
    ended = subprocess.run([binary, *args], cwd=folder, capture_output=True)
    if ended.returncode != 0 and not fail:
        sys.exit(f"{args}: {ended.stderr.decode()}")
    return ended.stdout


def near(one, other):
    return one is not None and other != "" and abs(float(one) - float(other)) < 1e-5


def archive(folder, checks):
    state = folder / "ws" / ".quarterdeck"
    matched = json.loads(next(state.glob("runs/*/matched.json")).read_text())["content"]
    glob = str(state / "archive" / "returns" / "**" / "*.parquet")
    db = duckdb.connect()
    all_of = f"read_parquet('{glob}', hive_partitioning=true, union_by_name=true)"
    columns = [row[0] for row in db.sql(f"describe select * from {all_of}").fetchall()]
    assert "birth_date" not in columns and {"supplier", "period", "record"} <= set(columns), columns
    found = dict(db.sql(f"select supplier || '/' || record, count(*) from {all_of} group by 1").fetchall())
    expected = {}
    for table in matched["tables"]:
        name = table["file"].split("/")
        key = f"{name[0].split('=')[1]}/{name[2].split('=')[1]}"
        expected[key] = expected.get(key, 0) + table["head"]["rows"]
    assert found == expected, (found, expected)
    references = [row[0] for row in db.sql(f"select distinct reference from {all_of} where reference is not null").fetchall()]
    assert references and all(re.fullmatch("[0-9a-f]{32}", own) for own in references)
    return checks + len(found) + len(references) + 1


def answers(binary, folder, checks):
    for asked in ANSWERS:
        base = ["query", *asked, "-w", "ws", "--format"]
        text = run(binary, folder, *base, "csv").decode()
        rows = list(csv.DictReader(io.StringIO(text)))
        path = folder / "answer.parquet"
        path.write_bytes(run(binary, folder, *base, "parquet"))
        table = duckdb.sql(f"select * from '{path}'")
        own = [dict(zip(table.columns, row)) for row in table.fetchall()]
        assert len(own) == len(rows), (asked, len(own), len(rows))
        sheet = openpyxl.load_workbook(io.BytesIO(run(binary, folder, *base, "xlsx"))).active
        cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
        lines = [json.loads(line) for line in run(binary, folder, *base, "ndjson").decode().splitlines()]
        assert len(lines) == len(rows)
        for at, row in enumerate(rows):
            for name, value in row.items():
                kept, cell = own[at][name], cells[at + 1][cells[0].index(name)]
                mark = own[at].get(f"{name}_mark")
                same = kept == value or mark == value or near(kept, value)
                same_cell = str(cell) == value or (isinstance(cell, (int, float)) and near(cell, value))
                same_line = str(lines[at][name]) == value or (isinstance(lines[at][name], (int, float)) and near(lines[at][name], value))
                assert same and same_cell and same_line, (asked, at, name, value, kept, mark, cell, lines[at][name])
                checks += 3
    return checks


def main():
    binary = str(pathlib.Path(sys.argv[1]).resolve())
    checks = 0
    for sample in ["halton", "greater-manchester", "pioneer"]:
        with tempfile.TemporaryDirectory() as root:
            folder = pathlib.Path(root)
            shutil.copytree(SAMPLES / sample, folder / "ws")
            run(binary, folder, "monthly", "-w", "ws", "--settle", "0", "--quiet")
            checks = archive(folder, checks)
            checks = answers(binary, folder, checks)
    print(f"archive and answers: {checks} checks, 0 failed")


if __name__ == "__main__":
    main()

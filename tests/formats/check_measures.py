#!/usr/bin/env python3
"""check_measures.py BINARY: every measure by every dimension of the samples, by DuckDB and by DataFusion, cell by cell as `query` says it.

A run on each sample is kept. `metrics export` gives the statements; both engines run them over the archive's Parquet files; every cell
is held against the exact answer of `query --audience officers`.
"""
import csv
import pathlib
import shutil
import subprocess
import sys
import tempfile

import datafusion
import duckdb

SAMPLES = pathlib.Path(__file__).resolve().parents[2] / "sample_data"
DIMENSIONS = """prime office area ward payment_group benefit sex age_band disability barrier route
attachment_year attachment_quarter attachment_month referral_year referral_quarter referral_month""".split()
PEOPLE = """referred attached job_starts sustained sustained_otherwise sustained_13w sustained_26w outcomes_paid leavers""".split()
RATES = "attachment_rate job_start_rate sustainment_rate sustained_of_job_starts outcome_rate".split()
WITHIN = "job_start_within_12m sustained_within_12m sustained_within_24m outcome_within_12m outcome_within_24m".split()
TIMED = "job_start_rate sustainment_rate sustained_of_job_starts".split()
TYPICAL = "days_to_attachment days_to_job_start weeks_in_work".split()
STATES = "on_programme supported_in_work".split()
BASES = ["to-date", "period", "twelve-months", "cohort"]


def run(binary, folder, *args):
    ended = subprocess.run([binary, *args], cwd=folder, capture_output=True, text=True)
    if ended.returncode != 0:
        sys.exit(f"{args}: {ended.stderr}")
    return ended.stdout


def asked(binary, folder, measures, *args):
    """The exact answer, by the names of its groups."""
    file = run(binary, folder, "query", ",".join(measures), "-w", "ws", "--audience", "officers", "--format", "csv", "--quiet", *args).strip()
    rows = [row for row in csv.reader((folder / file).read_text().splitlines()[1:])]
    header, rows = rows[0], rows[1:]
    return {row[0]: dict(zip(header[1:], row[1:])) for row in rows}


def connect_duckdb(sql):
    db = duckdb.connect()
    db.execute(sql)

    def rows(query):
        found = db.execute(query)
        names = [column[0] for column in found.description]
        return [dict(zip(names, row)) for row in found.fetchall()]

    return rows


def connect_datafusion(sql):
    context = datafusion.SessionContext()
    bare = "\n".join(line for line in sql.splitlines() if not line.startswith("--"))
    for statement in bare.split(";\n"):
        if statement.strip():
            context.sql(statement).collect()

    def rows(query):
        return [row for batch in context.sql(query).collect() for row in batch.to_pylist()]

    return rows


def same(told, found):
    if told in ("[z]", ""):
        return found is None
    return found is not None and abs(float(told) - float(found)) < 1e-6


def compare(expected, found, columns, what, checks):
    """`columns`: of the answer, and of the view."""
    for group, told in expected.items():
        own = found.get(group, {})
        for name, other in columns.items():
            if name not in told:
                sys.exit(f"{what}: the answer has no {name}")
            if told[name] == "0" and other not in own:
                continue
            if not same(told[name], own.get(other)):
                sys.exit(f"{what}, {group}, {name}: query says {told[name]}, the database {own.get(other)}")
            checks += 1
    return checks


def of_rate(measures, suffix=""):
    return {f"{id}{end}": f"{id}{suffix}{end}" for id in measures for end in ("", "_achieved", "_of")}


def check(binary, folder, rows, by, checks, what):
    own = lambda view, basis: {row[by]: row for row in rows(f"SELECT * FROM {view} WHERE basis = '{basis}' AND run = '0001'")}
    for basis in BASES:
        found = own(f"measures_by_{by}", basis)
        expected = asked(binary, folder, PEOPLE + RATES, "--by", by, "--basis", basis)
        checks = compare(expected, found, {id: id for id in PEOPLE} | of_rate(RATES), f"{what} {by} {basis}", checks)
        if set(expected) != set(found):
            sys.exit(f"{what} {by} {basis}: groups {set(expected) ^ set(found)}")
        typical = {}
        for row in rows(f"SELECT * FROM typical_by_{by} WHERE basis = '{basis}' AND run = '0001'"):
            own_group = typical.setdefault(row[by], {})
            for told, column in (("", "middle"), ("_lower_quartile", "lower_quartile"), ("_upper_quartile", "upper_quartile")):
                own_group[row["measure"] + told] = row[column]
        names = {f"{id}{end}": f"{id}{end}" for id in TYPICAL for end in ("", "_lower_quartile", "_upper_quartile")}
        checks = compare(asked(binary, folder, TYPICAL, "--by", by, "--basis", basis), typical, names, f"{what} {by} {basis}", checks)
        if basis not in ("to-date", "cohort"):
            continue
        within = [id for id in WITHIN]
        checks = compare(asked(binary, folder, within, "--by", by, "--basis", basis), found, of_rate(within), f"{what} {by} {basis}", checks)
        for of in ("had-time", "completed"):
            expected = asked(binary, folder, TIMED, "--by", by, "--basis", basis, "--of", of)
            checks = compare(expected, found, of_rate(TIMED, "_" + of.replace("-", "_")), f"{what} {by} {basis} {of}", checks)
        expected = asked(binary, folder, TIMED, "--by", by, "--basis", basis, "--detail")
        columns = {f"{id}_in_time": f"{id}_in_time" for id in TIMED}
        checks = compare(expected, found, columns, f"{what} {by} {basis} in time", checks)
    found = own(f"measures_by_{by}", "to-date")
    return compare(asked(binary, folder, STATES, "--by", by), found, {id: id for id in STATES}, f"{what} {by}", checks)


def reach(binary, folder, rows, by, checks, what):
    found = {row[by]: row for row in rows(f"SELECT * FROM reach_by_{by} WHERE run = '0001'")}
    names = ["reach", "reach_attached", "reach_residents"]
    return compare(asked(binary, folder, ["reach"], "--by", by), found, {name: name for name in names}, f"{what} reach {by}", checks)


def scores(binary, folder, rows, checks, what):
    file = run(binary, folder, "query", "score_change", "-w", "ws", "--audience", "officers", "--format", "csv", "--quiet").strip()
    told = list(csv.DictReader((folder / file).read_text().splitlines()[1:]))
    found = {(row["prime"], row["score"]): row for row in rows("SELECT * FROM score_changes_by_prime WHERE run = '0001'")}
    for row in told:
        own = found.get((row["prime"], row["score"]), {"improved": 0, "people": 0})
        for name in ("score_change", "improved_rate", "improved", "people"):
            if not same(row[name], own.get(name)):
                sys.exit(f"{what} scores, {row['prime']}, {row['score']}, {name}: {row[name]} and {own.get(name)}")
            checks += 1
    return checks


def main():
    binary = str(pathlib.Path(sys.argv[1]).resolve())
    engines = {"duckdb": connect_duckdb, "datafusion": connect_datafusion}
    for sample in ("halton", "greater-manchester", "pioneer"):
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            shutil.copytree(SAMPLES / sample, folder / "ws", ignore=shutil.ignore_patterns(".quarterdeck"))
            run(binary, folder, "monthly", "-w", "ws", "--settle", "0", "--quiet")
            for name, connect in engines.items():
                checks = 0
                sql = run(binary, folder, "metrics", "export", "-w", str(folder / "ws"), "--dialect", name)
                rows = connect(sql)
                for by in DIMENSIONS:
                    checks = check(binary, folder, rows, by, checks, f"{sample} {name}")
                if "reach_by_ward" in sql:
                    for by in ("ward", "area"):
                        checks = reach(binary, folder, rows, by, checks, f"{sample} {name}")
                if "score_changes_by_prime" in sql:
                    checks = scores(binary, folder, rows, checks, f"{sample} {name}")
                print(f"{sample}: {checks:,} cells by {name} as query says them, 0 differ")


if __name__ == "__main__":
    main()

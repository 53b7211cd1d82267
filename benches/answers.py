"""answers.py BINARY FOLDER RETURNS ROUNDS: see answers.sh, which calls it.

A round asks each question of the three programs in turn, every time in a new process, so that what else the machine does meets all of
them alike. Wall seconds and the largest resident memory are those of the process; the counts have to be the same.
"""
import csv
import io
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

COLUMNS = ["attached", "job_starts", "sustained"]
QUESTIONS = ["prime", "ward", "prime,attachment_quarter"]

DUCKDB = """
import sys, duckdb
path, by = sys.argv[1], sys.argv[2].split(",")
keys = ", ".join(f"coalesce({key}, '')" for key in by)
rows = duckdb.connect().execute(f'''
    SELECT {keys}, count(attachment_date), count(job_start_date), sum(CASE WHEN sustained_date IS NOT NULL OR sustained_undated THEN 1 ELSE 0 END),
           count(referral_date), count(job_start_date) / count(attachment_date),
           sum(CASE WHEN sustained_date IS NOT NULL OR sustained_undated THEN 1 ELSE 0 END) / count(attachment_date)
    FROM read_parquet('{path}') GROUP BY GROUPING SETS (({keys}), ()) ORDER BY ALL''').fetchall()
for row in rows:
    print(*["All" if cell is None else cell for cell in row], sep=",")
"""

POLARS = """
import sys
import polars as pl
path, by = sys.argv[1], sys.argv[2].split(",")
sustained = (pl.col("sustained_date").is_not_null() | pl.col("sustained_undated")).sum()
counts = [pl.col("attachment_date").count().alias("a"), pl.col("job_start_date").count().alias("j"), sustained.alias("s"), pl.col("referral_date").count().alias("r")]
frame = pl.scan_parquet(path)
rates = [(pl.col("j") / pl.col("a")).alias("jr"), (pl.col("s") / pl.col("a")).alias("sr")]
groups, total = pl.collect_all([frame.group_by([pl.col(key).fill_null("") for key in by]).agg(counts).with_columns(rates).sort(by), frame.select(counts).with_columns(rates)])
for row in groups.rows():
    print(*row, sep=",")
print(*["All"] * len(by), *total.rows()[0], sep=",")
"""


def timed(command, folder):
    """Standard output, seconds, and largest resident memory in MB."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        begun = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, stdout=out, stderr=err)
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        if process.returncode != 0:
            sys.exit(f"{command}: {err.read().decode()}")
        return out.read().decode(), seconds, used.ru_maxrss / 1024


def groups(text, dimensions, is_ours):
    """The counts of each group, by its names; those that are hidden, and people of whom the group is not known, left out."""
    rows = list(csv.reader(io.StringIO(text)))
    rows = rows[1:] if is_ours else rows
    known = lambda names: not any(name in ("", "Area not known", "Not known", "Not attached") for name in names)
    found = {tuple(row[:dimensions]): row[dimensions:dimensions + 3] for row in rows}
    return {names: cells for names, cells in found.items() if known(names) and "[c]" not in cells}


def main():
    binary, folder, returns, rounds = str(pathlib.Path(sys.argv[1]).resolve()), pathlib.Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
    month = [binary, "monthly", "-w", "workspace", "--returns", returns, "--settle", "0", "--quiet"]
    _, whole, _ = timed(month, folder)
    nothing = [timed(month, folder)[1] for _ in range(rounds)]
    print(f"monthly: {whole:.2f} s in full, {statistics.median(nothing):.3f} s with nothing new: {100 * statistics.median(nothing) / whole:.1f}%")
    people = str(next(folder.glob("workspace/.quarterdeck/archive/people/*/*/people.parquet")))
    print(f"people.parquet: {os.path.getsize(people) / 1e6:.1f} MB")
    for by in QUESTIONS:
        asked = ",".join(COLUMNS) + ",referred,job_start_rate,sustainment_rate"
        commands = {
            "quarterdeck": [binary, "query", asked, "--by", by, "-w", "workspace", "--returns", returns, "--format", "csv", "--quiet"],
            "duckdb": [sys.executable, "-c", DUCKDB, people, by],
            "polars": [sys.executable, "-c", POLARS, people, by],
        }
        seconds, memory, told = {}, {}, {}
        for _ in range(rounds):
            for name, command in commands.items():
                text, took, most = timed(command, folder)
                seconds.setdefault(name, []).append(took)
                memory.setdefault(name, []).append(most)
                told[name] = groups(text, len(by.split(",")), name == "quarterdeck")
        ours = told["quarterdeck"]
        for name in ("duckdb", "polars"):
            differ = [group for group, cells in ours.items() if told[name].get(group) != cells]
            if differ or not ours:
                sys.exit(f"{by}: {name} counts otherwise in {differ[:3]}")
        middle = {name: statistics.median(all) for name, all in seconds.items()}
        most = {name: statistics.median(all) for name, all in memory.items()}
        best = min(("duckdb", "polars"), key=lambda name: middle[name])
        each = ", ".join(f"{name} {middle[name]:.3f} s {most[name]:.0f} MB" for name in commands)
        print(f"by {by} ({len(ours)} groups alike): {each}; beside {best}: time {middle['quarterdeck'] / middle[best]:.2f}, memory {most['quarterdeck'] / most[best]:.2f}")


if __name__ == "__main__":
    main()

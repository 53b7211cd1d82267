"""Adds up the data tables of a paper as a reader would, with a linear program over several tables at once, and fails
where a hidden number of people is known to less than the threshold: people by the quarter in which they joined, their
totals, and those of all primes who have had their full time, who are the people of the first quarters.
usage: python check_disclosure.py FOLDER ...    (folders of papers with tables/)"""

import csv
import sys
from pathlib import Path

from scipy.optimize import linprog

THRESHOLD = 5
ATTACHED = "Attached"
# What happened, who still can, and the rate by which the other table knows it.
EVENTS = [("Started a job", "Still in time", "Job start rate"), ("Sustained", "Still in time to sustain", "Sustainment rate")]


def number(text):
    return None if text.startswith("[") else float(text)


def table(folder, name):
    """The rows of a table by their headings; none where the paper has no such table."""
    found = sorted((folder / "tables").glob(f"table-*-{name}.csv"))
    if not found:
        return []
    with found[0].open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def first_quarters(joined, of):
    """How many of the first quarters have so many people; none where they are not whole quarters."""
    people = 0
    for count, own in enumerate(joined):
        if people == of:
            return count
        people += own
    return len(joined) if people == of else None


def equations(rows, total, event, had_time):
    """What a reader knows: each row of coefficients and what it comes to. Unknown are who achieved, then who is in time."""
    happened, in_time, rate = event
    size = len(rows)
    known = []
    for at, column in ((0, happened), (size, in_time)):
        sum_of_all = number(total[column]) if total else None
        if sum_of_all is not None:
            known.append(([float(at <= i < at + size) for i in range(2 * size)], sum_of_all))
    for i, row in enumerate(rows):
        # Where both are hidden, it may be known that nobody is out of time yet.
        if number(row[happened]) is None and number(row[in_time]) is None:
            known.append(([float(j in (i, size + i)) for j in range(2 * size)], number(row[ATTACHED])))
    for row in had_time:
        own = row["Indicator"] == rate and row["Prime"].lower() == "all primes"
        achieved, of = (number(row[f"Have had their time: {what}"]) for what in ("people achieved", "of people"))
        if own and of is not None and achieved is not None:
            count = first_quarters([number(row[ATTACHED]) for row in rows], of)
            if count is None:
                raise ValueError(f"those who have had their time for {rate} are not the people of whole quarters")
            known.append(([float(j < count) for j in range(2 * size)], achieved))
    return known


def narrow(rows, total, event, had_time):
    """The hidden numbers that are known to less than the threshold, each with its quarter and bounds."""
    happened, in_time, _ = event
    size = len(rows)
    shown = [number(row[column]) for column in (happened, in_time) for row in rows]
    joined = [number(row[ATTACHED]) for row in rows]
    if None in joined:
        return [], 0
    bounds = [(0, joined[at % size]) if own is None else (own, own) for at, own in enumerate(shown)]
    nested = [[float(j in (i, size + i)) for j in range(2 * size)] for i in range(size)]
    known = equations(rows, total, event, had_time)
    found, hidden = [], [at for at, own in enumerate(shown) if own is None]
    for at in hidden:
        ends = []
        for sign in (1.0, -1.0):
            goal = [sign * float(j == at) for j in range(2 * size)]
            solved = linprog(
                goal,
                A_ub=nested,
                b_ub=joined,
                A_eq=[own for own, _ in known] or None,
                b_eq=[own for _, own in known] or None,
                bounds=bounds,
            )
            if solved.status != 0:
                raise ValueError(f"{event[0]}: the tables contradict each other ({solved.message})")
            ends.append(sign * solved.fun)
        if ends[1] - ends[0] < THRESHOLD - 1 - 1e-6:
            found.append((rows[at % size], (happened, in_time)[at // size], ends))
    return found, len(hidden)


def main(folders):
    if not folders:
        sys.exit(__doc__)
    failures = 0
    for folder in map(Path, folders):
        cohorts, had_time = table(folder, "cohorts"), table(folder, "had-time")
        rows = [row for row in cohorts if row["Attached in"] != "All quarters"]
        totals = [row for row in cohorts if row["Attached in"] == "All quarters"]
        hidden = 0
        for event in EVENTS if rows else []:
            found, count = narrow(rows, totals[0] if totals else None, event, had_time)
            hidden += count
            for row, column, (low, high) in found:
                failures += 1
                print(f"FAILED {folder}: {row['Attached in']}, {column}: {low:.0f} to {high:.0f}", file=sys.stderr)
        print(f"{folder}: {len(rows)} quarters, {hidden} hidden numbers attacked")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main(sys.argv[1:])

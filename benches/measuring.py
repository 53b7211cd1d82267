"""The three headline rates by prime, as a hand-written polars query makes them from the same canonical tables: who was
referred and attached, each person's first job begun within 104 weeks, and different days in work (91 or 182 by payment
group) in jobs begun within them, up to the as-at day.

    python measuring.py DIR ROUNDS

Reading the columns is not timed; the query is, from frames to rates.
"""

import resource
import sys
import time
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

AS_AT = (date(2015, 12, 31) - date(1970, 1, 1)).days
MISSING = np.iinfo(np.int32).min


def frame(folder, table, columns):
    whole = {name: np.fromfile(folder / f"{table}.{name}", dtype="<i4") for name in columns}
    return pl.DataFrame(whole).with_columns(pl.when(pl.all() != MISSING).then(pl.all()))


def rates(referrals, participants, spells):
    people = participants.lazy().group_by("prime", "person").agg(
        pl.col("attachment").min(), pl.col("payment_group").first()
    )
    attached = people.filter(pl.col("attachment") <= AS_AT)
    key = ["prime", "person"]
    jobs = (
        spells.lazy()
        .join(attached, on=key)
        .filter(pl.col("first") < pl.col("attachment") + 728)
        .with_columns(pl.col("last").fill_null(AS_AT).clip(upper_bound=AS_AT))
        .filter(pl.col("first") <= pl.col("last"))
        .sort([*key, "first"])
        .with_columns(before=pl.col("last").cum_max().shift(1).over(key))
        .with_columns(days=(pl.col("last") - pl.max_horizontal("first", pl.col("before") + 1) + 1).clip(lower_bound=0))
        .group_by(key)
        .agg(pl.col("first").min(), pl.col("days").sum(), pl.col("payment_group").first())
        .with_columns(needed=pl.when(pl.col("payment_group").is_between(3, 8)).then(91).otherwise(182))
    )
    started = jobs.group_by("prime").agg(
        job_starts=pl.len(), sustained=(pl.col("days") >= pl.col("needed")).sum()
    )
    joined = attached.group_by("prime").agg(attached=pl.len())
    referred = referrals.lazy().select(key).unique().group_by("prime").agg(referred=pl.len())
    return referred.join(joined, on="prime").join(started, on="prime").sort("prime").collect()


def main():
    folder, rounds = Path(sys.argv[1]), int(sys.argv[2])
    referrals = frame(folder, "referrals", ["prime", "person"])
    participants = frame(folder, "participants", ["prime", "person", "payment_group", "attachment"])
    spells = frame(folder, "spells", ["prime", "person", "first", "last"])
    print(f"spells {spells.height}")
    for _ in range(rounds):
        started = time.perf_counter()
        answer = rates(referrals, participants, spells)
        print(f"seconds {time.perf_counter() - started:.4f}")
    for row in answer.iter_rows(named=True):
        pairs = [(row["attached"], row["referred"]), (row["job_starts"], row["attached"]), (row["sustained"], row["attached"])]
        print("rates", ["", "East", "North", "West"][row["prime"]], str(pairs).replace("'", ""))
    print(f"megabytes {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}")


if __name__ == "__main__":
    main()

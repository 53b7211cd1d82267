"""Prints what the test of src/stats/survival_checks.rs holds: Kaplan-Meier curves of real people, from lifelines.

    pip install -r docs/methods/reference/requirements.txt
    python docs/methods/reference/survival_real.py > docs/methods/reference/survival_real.csv

Rows: time in days, at risk, events, people censored since the row before (that day included), survival, the ends of the 95%
log-log ("exponential Greenwood") interval; one row for each day on which anybody had the event.

The file is that of 459 school leavers in Northern Ireland (McVicar D, Anyadike-Danes M. Journal of the Royal Statistical
Society A 2002; 165: 317-334), in the folder of shared files: QUARTERDECK_SHARED, or else ../shared. People who were attached
(a start_date) are followed to 30 June 1999, the end of the file:

* time to job start: days from start_date to job_start_date; whoever has none by then is censored on that day;
* time in job: days from job_start_date to job_end_date, which is the first day out of work, so that their difference is the
  number of days in the job; whoever has no end by then has been in it to the end of that day, which counts, and is
  censored after so many days. Whoever has no job is not in this one.

No end of a job in the file lies after 1 May 1999, so that none is cut off by the rule; it is applied all the same.
"""

import os
from pathlib import Path

import pandas as pd
from lifelines import KaplanMeierFitter

END = pd.Timestamp("1999-06-30")


def curve(kind, begins, ends, last):
    happened = ends.notna() & (ends <= END)
    days = (ends.where(happened, last) - begins).dt.days
    fitted = KaplanMeierFitter().fit(days, happened)
    events, shares, intervals = fitted.event_table, fitted.survival_function_, fitted.confidence_interval_
    censored = 0
    for day, row in events.iterrows():
        if row["observed"] > 0:
            share, (low, high) = shares.loc[day].iloc[0], intervals.loc[day]
            counts = f"{int(day)},{int(row['at_risk'])},{int(row['observed'])},{censored}"
            print(f"{kind},{counts},{float(share)!r},{float(low)!r},{float(high)!r}")
            censored = 0
        censored += int(row["censored"])


def main():
    shared = Path(os.environ.get("QUARTERDECK_SHARED", Path(__file__).parents[3] / "../shared"))
    dates = ["start_date", "job_start_date", "job_end_date"]
    people = pd.read_csv(shared / "real/ni-youth-training/clients.csv", parse_dates=dates)
    attached = people[people["start_date"].notna()]
    in_job = attached[attached["job_start_date"].notna()]
    print("kind,day,at_risk,events,censored,survival,low,high")
    curve("time to job start", attached["start_date"], attached["job_start_date"], END)
    curve("time in job", in_job["job_start_date"], in_job["job_end_date"], END + pd.Timedelta(days=1))


if __name__ == "__main__":
    main()

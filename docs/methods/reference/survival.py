"""Prints what the tests of src/stats/survival.rs hold, from another implementation. R's half is in survival.R.

    pip install -r docs/methods/reference/requirements.txt
    python docs/methods/reference/survival.py data > docs/methods/reference/survival_data.csv
    python docs/methods/reference/survival.py > docs/methods/reference/survival_lifelines.csv

Data: set, time, events, people censored. Table: rows SET: time, at risk, events, survival, the ends of the 95% log-log
("exponential Greenwood") interval; rows `SET quantile`: share, time; rows `SET mean`: horizon, restricted mean.

`6-mp`, `placebo`: weeks of remission from leukaemia. Freireich EJ and others. Blood 1963; 21: 699-716; as in Gehan EA.
Biometrika 1965; 52: 203-223. `rossi`: weeks to arrest of 432 men released from prison. Rossi PH, Berk RA, Lenihan KJ. Money,
work, and crime. New York: Academic Press; 1980; from lifelines. `lung`: days of survival with advanced lung cancer. Loprinzi
CL and others. Journal of Clinical Oncology 1994; 12: 601-607; from lifelines.
"""

import sys

import pandas as pd
from lifelines import KaplanMeierFitter
from lifelines.datasets import load_lung, load_rossi
from lifelines.utils import restricted_mean_survival_time

SHARES = [0.1, 0.25, 0.5, 0.75, 0.9]
HORIZONS = {"6-mp": [10, 20, 35], "placebo": [10, 23], "rossi": [26, 52], "lung": [180, 365, 1000]}


def sets():
    drug = [(t, True) for t in (6, 6, 6, 7, 10, 13, 16, 22, 23)] + [(t, False) for t in (6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)]
    placebo = [(t, True) for t in (1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23)]
    rossi, lung = load_rossi(), load_lung()
    yield "6-mp", pd.DataFrame(drug, columns=["time", "event"])
    yield "placebo", pd.DataFrame(placebo, columns=["time", "event"])
    yield "rossi", pd.DataFrame({"time": rossi["week"], "event": rossi["arrest"].astype(bool)})
    yield "lung", pd.DataFrame({"time": lung["time"].astype(int), "event": lung["status"].astype(bool)})


def data():
    print("set,time,events,censored")
    for name, people in sets():
        for time, day in people.groupby("time"):
            print(f"{name},{time},{day['event'].sum()},{(~day['event']).sum()}")


def table():
    print("kind,1,2,3,4,5,6")
    for name, people in sets():
        fitted = KaplanMeierFitter().fit(people["time"], people["event"])
        events, shares, ends = fitted.event_table, fitted.survival_function_, fitted.confidence_interval_
        for time, row in events[events["observed"] > 0].iterrows():
            share, (low, high) = shares.loc[time].iloc[0], ends.loc[time]
            print(f"{name},{int(time)},{int(row['at_risk'])},{int(row['observed'])},{float(share)!r},{float(low)!r},{float(high)!r}")
        for share in SHARES:
            time = fitted.percentile(1 - share)
            print(f"{name} quantile,{share},{'NA' if time == float('inf') else int(time)}")
        for horizon in HORIZONS[name]:
            print(f"{name} mean,{horizon},{float(restricted_mean_survival_time(fitted, t=horizon))!r}")


if __name__ == "__main__":
    data() if sys.argv[1:] == ["data"] else table()

"""Prints the table that the tests of src/stats/ratio.rs hold, from another implementation.

    pip install -r docs/methods/reference/requirements.txt
    python docs/methods/reference/ratio.py > docs/methods/reference/ratio.csv

Rows `byar`: a count, the ends of its interval at 95% and at 99.8% (exact below 10, as phstatsmethods has it).
Rows `SET stratum`: achieved and people of the unit, achieved and people of the reference.
Rows `SET`, first for 95%, then for 99.8%: observed, expected, ratio, its ends, rate, its ends.

`selvin`: deaths from cancer of white men in the United States in 1940, held against 1960. Selvin S. Statistical analysis
of epidemiologic data. 3rd edn. Oxford University Press; 2004; the example of ageadjust.indirect in R's epitools, which
prints 71058 observed, 85556.89 expected, ratio 0.83 and rate 137.9 per 100,000.
`few` and `three` are made up: fewer than ten observed, and three strata for working by hand.

The package's functions byars_lower and byars_upper are called one by one: its byars(count, confidence), which should give
both, hands 1 - confidence on to them in the version used (0.1.16). byars_upper refuses 0, whose exact upper end is
exact_upper's.
"""

import pandas as pd
from PHStatsMethods import ph_ISRate, ph_ISRatio
from PHStatsMethods.confidence_intervals import byars_lower, byars_upper, exact_upper

COUNTS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 15, 20, 28, 30, 50, 100, 143, 500, 1000, 12345, 71058, 1000000]

SETS = {
    "selvin": [
        (45, 906897, 141, 1784033), (201, 3794573, 926, 7065148), (320, 10003544, 1253, 15658730),
        (670, 10629526, 1080, 10482916), (1126, 9465330, 1869, 9939972), (3160, 8249558, 4891, 10563872),
        (9723, 7294330, 14956, 9114202), (17935, 5022499, 30888, 6850263), (22179, 2920220, 41725, 4702482),
        (13461, 1019504, 26501, 1874619), (2238, 142532, 5928, 330915),
    ],
    "few": [(3, 40, 60, 300), (1, 12, 45, 500), (2, 31, 20, 410)],
    "three": [(30, 100, 40, 100), (20, 200, 60, 300), (0, 0, 0, 0)],
}


def main():
    print("kind,1,2,3,4,5,6,7,8")
    for count in COUNTS:
        ends = [
            end
            for level in (0.95, 0.998)
            for end in (
                byars_lower(count, level) if count else 0.0,
                byars_upper(count, level) if count else exact_upper(count, level),
            )
        ]
        print(f"byar,{count}," + ",".join(repr(float(end)) for end in ends))
    for name, strata in SETS.items():
        for stratum in strata:
            print(f"{name} stratum," + ",".join(str(count) for count in stratum))
        columns = ["x", "n", "x_ref", "n_ref"]
        frame = pd.DataFrame([stratum for stratum in strata if stratum[3]], columns=columns)
        for level in (0.95, 0.998):
            ratio = ph_ISRatio(frame, *columns, metadata=False, confidence=level).iloc[0]
            rate = ph_ISRate(frame, *columns, metadata=False, confidence=level, multiplier=1).iloc[0]
            fields = [*ratio, *rate[3:]]  # the rate's first three are observed, expected and the reference's rate
            print(f"{name}," + ",".join(repr(float(field)) for field in fields))


if __name__ == "__main__":
    main()

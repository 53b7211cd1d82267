"""Prints the table that the tests of the comparison of primes hold, from other implementations.

    pip install -r docs/methods/reference/requirements.txt
    python docs/methods/reference/comparison.py > docs/methods/reference/comparison.csv

Rows `people`: area, prime, payment group, people who started a job, people attached. All of it is made up: in East the two
primes have the same two groups in opposite shares, so that the one with the higher rate has the lower one with the same
mix; in West one count is too small to be printed.
Rows `chance`: area, prime, started, attached, target, the fewest and the most inside 95% and inside 99.8%, where it lies.
Rows `mix`: area, prime, observed, expected, ratio, its ends, rate with the same mix, its ends (95%).
Rows `gap`: prime, people without a job start and all of group 2, the same of group 1, the difference, its ends (95%).
"""

import pandas as pd
from PHStatsMethods import ph_ISRate, ph_ISRatio
from scipy.stats import binom
from statsmodels.stats.proportion import confint_proportions_2indep

PEOPLE = [
    ("East", "North", 1, 90, 150), ("East", "North", 2, 10, 50),
    ("East", "South", 1, 33, 50), ("East", "South", 2, 36, 150),
    ("West", "North", 1, 9, 60), ("West", "North", 2, 12, 40),
    ("West", "South", 1, 30, 60), ("West", "South", 2, 3, 25),
]
MINIMUM = 0.2


def limits(n, p, tail):
    """The fewest and the most that have a chance of at least `tail` for so few or fewer, so many or more."""
    inside = [x for x in range(n + 1) if binom.cdf(x, n, p) >= tail and binom.sf(x - 1, n, p) >= tail]
    return inside[0], inside[-1]


def place(x, n, p):
    for tail, word in ((0.001, "Far "), (0.025, "")):
        for lies, chance in (("below", binom.cdf(x, n, p)), ("above", binom.sf(x - 1, n, p))):
            if chance < tail:
                return (word + lies).capitalize()
    return "Inside"


def sums(rows):
    return sum(row[3] for row in rows), sum(row[4] for row in rows)


def main():
    print("kind,1,2,3,4,5,6,7,8,9,10")
    for row in PEOPLE:
        print("people," + ",".join(str(field) for field in row))
    for area in ("East", "West"):
        everybody = [row for row in PEOPLE if row[0] == area]
        for prime in ("North", "South"):
            own = [row for row in everybody if row[1] == prime]
            x, n = sums(own)
            ends = limits(n, MINIMUM, 0.025) + limits(n, MINIMUM, 0.001)
            fields = (area, prime, x, n, MINIMUM, *ends, place(x, n, MINIMUM))
            print("chance," + ",".join(str(field) for field in fields))
            of_group = [sums([row for row in everybody if row[2] == group]) for group in (1, 2)]
            strata = [(row[3], row[4], *of_group[row[2] - 1]) for row in own]
            columns = ["x", "n", "x_ref", "n_ref"]
            frame = pd.DataFrame(strata, columns=columns)
            ratio = ph_ISRatio(frame, *columns, metadata=False, confidence=0.95).iloc[0]
            rate = ph_ISRate(frame, *columns, metadata=False, confidence=0.95, multiplier=1).iloc[0]
            print(f"mix,{area},{prime}," + ",".join(repr(float(field)) for field in [*ratio, *rate[3:]]))
    for prime in ("North", "South"):
        started = [sums([row for row in PEOPLE if row[1:3] == (prime, group)]) for group in (1, 2)]
        (a, b), (c, d) = [(n - x, n) for x, n in started]
        low, high = confint_proportions_2indep(c, d, a, b, method="newcomb", compare="diff")
        print(f"gap,{prime},{c},{d},{a},{b},{c / d - a / b!r},{float(low)!r},{float(high)!r}")


if __name__ == "__main__":
    main()

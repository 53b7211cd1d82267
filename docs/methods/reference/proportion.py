"""Prints the table that the tests of src/stats/proportion.rs hold, from another implementation.

    pip install -r docs/methods/reference/requirements.txt
    python docs/methods/reference/proportion.py > docs/methods/reference/proportion.csv

Rows `wilson`: x1 of n1 (x2 and n2 empty), from statsmodels. Rows `wilson_ph_95` and `wilson_ph_998`: the same at 95% and
99.8% from phstatsmethods, the methods of the public-health profiles of England. Rows `newcombe`: x1 of n1 less x2 of n2.
"""

from PHStatsMethods.confidence_intervals import wilson
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

WILSON = [
    (0, 1), (1, 1), (0, 2), (1, 2), (0, 5), (5, 5), (0, 10), (10, 10), (1, 10), (9, 10), (3, 7), (9, 50), (10, 50),
    (41, 50), (15, 100), (81, 263), (15, 148), (0, 20), (1, 29), (29, 29), (150, 1000), (200, 1000), (999, 1000),
    (1, 1000), (0, 1000), (12345, 67890), (1, 1000000), (499999, 1000000), (123456789, 987654321),
]

NEWCOMBE = [
    (56, 70, 48, 80), (9, 10, 3, 10), (6, 7, 2, 7), (5, 56, 0, 29), (0, 10, 0, 20), (0, 10, 0, 10), (10, 10, 0, 20),
    (10, 10, 0, 10), (0, 10, 10, 10), (1, 1, 0, 1), (0, 1, 0, 1), (1, 1, 1, 1), (1, 2, 1, 2), (9, 50, 12, 60),
    (10, 50, 10, 50), (150, 1000, 200, 1000), (41, 50, 3, 4), (3, 4, 41, 50), (1, 1000, 0, 1000), (999, 1000, 1, 1),
    (5, 5, 200, 1000), (0, 5, 200, 1000), (12345, 67890, 12000, 70000), (1, 1000000, 2, 1000000),
]


def main():
    print("kind,x1,n1,x2,n2,low,high")
    for x, n in WILSON:
        low, high = proportion_confint(x, n, alpha=0.05, method="wilson")
        print(f"wilson,{x},{n},,,{low:.15f},{high:.15f}")
    for level, confidence in [(95, 0.95), (998, 0.998)]:
        for x, n in WILSON:
            low, high = wilson(x, n, confidence)
            print(f"wilson_ph_{level},{x},{n},,,{low:.15f},{high:.15f}")
    for x1, n1, x2, n2 in NEWCOMBE:
        low, high = confint_proportions_2indep(x1, n1, x2, n2, method="newcomb", compare="diff", alpha=0.05)
        print(f"newcombe,{x1},{n1},{x2},{n2},{low:.15f},{high:.15f}")


if __name__ == "__main__":
    main()

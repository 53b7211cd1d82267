"""Prints the table that the tests of src/stats/binomial.rs hold, from another implementation.

    pip install -r docs/methods/reference/requirements.txt
    python docs/methods/reference/binomial.py > docs/methods/reference/binomial.csv

Rows `tails`: x, n, p, the chance of exactly x, of x or fewer, of x or more, and the two-sided exact test.
Rows `interval`: x, n, the ends of Clopper and Pearson's interval at 95% and at 99.8%, as quantiles of the beta
distribution: binomtest's own proportion_ci looks for them by steps of 2e-12, which is too coarse for one in a million.
"""

from scipy.stats import beta, binom, binomtest

TAILS = [
    (0, 1, 0.5), (1, 1, 0.2), (0, 10, 0.2), (1, 10, 0.2), (2, 10, 0.2), (5, 10, 0.2), (10, 10, 0.2), (5, 10, 0.5),
    (4, 10, 0.5), (9, 50, 0.2), (10, 50, 0.2), (11, 50, 0.2), (3, 50, 0.2), (20, 50, 0.2), (0, 28, 0.15), (7, 28, 0.15),
    (28, 28, 0.15), (15, 16, 0.9), (17, 31, 0.55), (150, 1000, 0.15), (149, 1000, 0.15), (120, 1000, 0.15),
    (180, 1000, 0.15), (1, 1000, 0.15), (0, 1000, 0.001), (5, 1000, 0.001), (999, 1000, 0.999), (990, 1000, 0.999),
    (12345, 67890, 0.18), (12345, 67890, 0.185), (1, 1000000, 0.000001), (4, 1000000, 0.000001), (0, 1000000, 0.000005),
    (500000, 1000000, 0.5), (499000, 1000000, 0.5), (501000, 1000000, 0.5), (150000, 1000000, 0.151),
    (151500, 1000000, 0.15), (200000, 1000000, 0.2), (199123, 1000000, 0.2), (999999, 1000000, 0.999999),
    (999990, 1000000, 0.999999), (682, 925, 0.75), (531, 1000, 0.5), (2000040000, 4000000000, 0.5),
    (800030000, 4000000000, 0.2), (1999950000, 4000000000, 0.5),
]

INTERVALS = [
    (0, 1), (1, 1), (0, 2), (1, 2), (0, 5), (5, 5), (0, 10), (10, 10), (1, 10), (9, 10), (3, 7), (9, 50), (10, 50),
    (41, 50), (15, 100), (81, 263), (15, 148), (0, 20), (1, 29), (29, 29), (150, 1000), (999, 1000), (1, 1000),
    (0, 1000), (12345, 67890), (0, 1000000), (1, 1000000), (150000, 1000000), (499999, 1000000), (999999, 1000000),
]


def main():
    print("kind,x,n,p_or_low_95,exactly_or_high_95,at_most_or_low_998,at_least_or_high_998,test")
    for x, n, p in TAILS:
        chances = (binom.pmf(x, n, p), binom.cdf(x, n, p), binom.sf(x - 1, n, p), binomtest(x, n, p).pvalue)
        print(f"tails,{x},{n},{p!r}," + ",".join(repr(float(chance)) for chance in chances))
    for x, n in INTERVALS:
        ends = []
        for tail in (0.025, 0.001):
            ends.append(beta.ppf(tail, x, n - x + 1) if x > 0 else 0.0)
            ends.append(beta.isf(tail, x + 1, n - x) if x < n else 1.0)
        print(f"interval,{x},{n}," + ",".join(repr(float(end)) for end in ends))


if __name__ == "__main__":
    main()

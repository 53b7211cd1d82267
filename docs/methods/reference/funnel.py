"""Prints the table that the tests of src/stats/funnel.rs hold, from another implementation.

    pip install -r docs/methods/reference/requirements.txt
    python docs/methods/reference/funnel.py > docs/methods/reference/funnel.csv

Rows `limits_95` and `limits_998`: people, target, the fewest and the most that are inside, the rates of the lower and the
upper line (empty where people are too few for a count beyond it), and Spiegelhalter's upper line. The lower line is formula A.1.1
of Spiegelhalter (2005); the upper one is the lower line of those who have not achieved, turned over.
Rows `place`: achieved, people, target, where they lie.
"""

from fractions import Fraction
from math import comb

from scipy.stats import binom

LIMITS = [(n, p) for p in (0.055, 0.15, 0.2, 0.5, 0.75) for n in (1, 2, 5, 10, 17, 28, 50, 100, 333, 1000, 20000)]
PLACES = [(x, n, p) for n, p in ((10, 0.2), (28, 0.15), (100, 0.2), (1000, 0.15)) for x in range(0, n + 1, max(1, n // 25))]


def line(n, p, tail):
    """Formula A.1.1: the inverse of the binomial distribution at a tail, and the line interpolated from it, in people."""
    fewest = int(binom.ppf(tail, n, p))
    alpha = (binom.cdf(fewest, n, p) - tail) / binom.pmf(fewest, n, p)
    return fewest, fewest - alpha


def place(x, n, p):
    """By summing up exact fractions, without scipy: slow, and beyond doubt."""
    p = Fraction(str(p))
    chances = [comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)]
    fewer, more = sum(chances[: x + 1]), sum(chances[x:])
    for tail, word in ((Fraction(1, 1000), "far "), (Fraction(25, 1000), "")):
        if fewer < tail:
            return word + "below"
        if more < tail:
            return word + "above"
    return "inside"


def main():
    print("kind,1,2,3,4,5,6,7")
    for level, tail in ((95, 0.025), (998, 0.001)):
        for n, p in LIMITS:
            fewest, low = line(n, p, tail)
            turned, high = line(n, 1 - p, tail)
            low = repr(float(low / n)) if fewest > 0 else ""
            high = repr(float((n - high) / n)) if turned > 0 else ""
            own_high = float(line(n, p, 1 - tail)[1] / n)
            print(f"limits_{level},{n},{p},{fewest},{n - turned},{low},{high},{own_high!r}")
    for x, n, p in PLACES:
        print(f"place,{x},{n},{p},{place(x, n, p)}")


if __name__ == "__main__":
    main()

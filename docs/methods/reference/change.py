"""Prints the table that the tests of src/stats/change.rs hold, from another implementation.

    pip install -r docs/methods/reference/requirements.txt
    python docs/methods/reference/change.py > docs/methods/reference/change.csv

Rows `t`: degrees of freedom, Student's t at 95% and at 99.8%.
Rows `set`: name, people, improved, mean change, the ends of its interval at 95% and at 99.8%.
Rows NAME: one person's change in hundredths.

`sleep`: hours of sleep more with one drug than with another, ten patients. Cushny AR, Peebles AR. Journal of Physiology
1905; 32: 501-510; the data of Student (1908).
`maize`: height of cross- less height of self-fertilised plants, in eighths of an inch. Darwin C. The effects of cross and
self fertilisation in the vegetable kingdom. 1876; as in Fisher RA. The design of experiments. 1935: chapter 3.
`weight`: pounds gained by 17 girls in family therapy. Hand DJ and others. A handbook of small data sets. 1994: set 285.
"""

from scipy.stats import t, ttest_rel

FREEDOM = [*range(1, 21), 29, 30, 40, 50, 99, 100, 256, 459, 500, 999, 1000, 1001, 1500, 5000, 10000, 123456, 1000000]

SETS = {
    "sleep": (
        [70, -160, -20, -120, -10, 340, 370, 80, 0, 200],
        [190, 80, 110, 10, -10, 440, 550, 160, 460, 340],
    ),
    "maize": (
        [0] * 15,
        [4900, -6700, 800, 1600, 600, 2300, 2800, 4100, 1400, 2900, 5600, 2400, 7500, 6000, -4800],
    ),
    "weight": (
        [8380, 8330, 8600, 8250, 8670, 7960, 7690, 9420, 7340, 8050, 8160, 8210, 7760, 8350, 8990, 8600, 8730],
        [9520, 9430, 9150, 9190, 10030, 7670, 7680, 10160, 9490, 7520, 7780, 9550, 9070, 9250, 9380, 9170, 9800],
    ),
}


def main():
    print("kind,1,2,3,4,5,6,7,8")
    for freedom in FREEDOM:
        print(f"t,{freedom},{float(t.isf(0.025, freedom))!r},{float(t.isf(0.001, freedom))!r}")
    for name, (before, after) in SETS.items():
        changes = [later - earlier for earlier, later in zip(before, after)]
        test = ttest_rel([score / 100 for score in after], [score / 100 for score in before])
        one, two = test.confidence_interval(0.95), test.confidence_interval(0.998)
        mean = sum(changes) / len(changes) / 100
        improved = sum(change > 0 for change in changes)
        ends = ",".join(repr(float(end)) for end in (one.low, one.high, two.low, two.high))
        print(f"set,{name},{len(changes)},{improved},{mean!r},{ends}")
        for change in changes:
            print(f"{name},{change}")


if __name__ == "__main__":
    main()

//! How far a rate may lie from a target by chance alone, for as many people as there are: the limits of a funnel plot.
//!
//! The limits are exact (binomial). Those of the public-health profiles of England (Fingertips) come to `p` less and plus
//! z root(p (1 - p) / n), which passes 0 and miscounts the tails where people are few: for 10 at 20%, 5 of 10 would be
//! outside, though chance alone brings so many or more in 3.3% of draws. The reference numbers in the tests come from
//! scipy; `docs/methods/reference/funnel.py` holds the calls.

use super::binomial::{density, first, is_chance, lower_tail, upper_tail};
use super::interval::Level;

/// Where a unit lies about the target, lowest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Position {
    /// Below the 99.8% limit.
    FarBelow,
    /// Below the 95% limit.
    Below,
    Inside,
    /// Above the 95% limit.
    Above,
    /// Above the 99.8% limit.
    FarAbove,
}

/// What chance alone brings of so many people.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// The fewest achieved that are still inside.
    pub fewest: u64,
    /// The most achieved that are still inside.
    pub most: u64,
    /// The rate at which the lower line is drawn; None where people are too few for any count to lie below.
    pub low: Option<f64>,
    /// The rate at which the upper line is drawn; None where people are too few for any count to lie above.
    pub high: Option<f64>,
}

/// Says where `achieved` of `people` lies: below where so few or fewer have a chance of less than 2.5% (0.1%) when each
/// has the chance `target`, above where so many or more have.
///
/// None without people, for more achieved than people, for more people than [`super::binomial::MOST`], and for a target
/// that is no fraction.
pub fn position(achieved: u64, people: u64, target: f64) -> Option<Position> {
    if people == 0 || !is_chance(achieved, people, target) {
        return None;
    }
    let (fewer, more) = (lower_tail(achieved, people, target), upper_tail(achieved, people, target));
    Some(match () {
        () if fewer < Level::P998.tail() => Position::FarBelow,
        () if fewer < Level::P95.tail() => Position::Below,
        () if more < Level::P998.tail() => Position::FarAbove,
        () if more < Level::P95.tail() => Position::Above,
        () => Position::Inside,
    })
}

/// The limits for `people`: whole counts to judge by, and rates for drawing, which run smoothly from one number of
/// people to the next and have every count that is outside, and no other, beyond them.
///
/// The lower line is Spiegelhalter's: with r the fewest that are inside and F the chance of so many or fewer, it lies
/// at (r - a) / n, a = (F(r) - 0.025) / (F(r) - F(r - 1)). His upper line, the same at 0.975, lies one person too low:
/// it has a count outside of which chance alone brings so many or more in over 2.5% of draws. Here the upper line is the
/// lower one turned over, so that neither promise is broken: what Manktelow and Seaton ask of their first method.
///
/// Spiegelhalter DJ. Funnel plots for comparing institutional performance. Statistics in Medicine 2005; 24: 1185-1202:
/// appendix A.1.1. Manktelow BN, Seaton SE. Specifying the probability characteristics of funnel plot control limits:
/// an investigation of three approaches. PLoS ONE 2012; 7: e45723.
pub fn limits(people: u64, target: f64, level: Level) -> Option<Limits> {
    if people == 0 || !is_chance(0, people, target) {
        return None;
    }
    let tail = level.tail();
    let fewest = first(0, people, |x| lower_tail(x, people, target) >= tail);
    let too_many = first(1, people + 1, |x| upper_tail(x, people, target) < tail);
    let most = too_many - 1;
    let part = |chance: f64, x: u64| ((chance - tail) / density(x, people, target)).clamp(0.0, 1.0);
    let rate = |x: f64| x / people as f64;
    let low = rate(fewest as f64 - part(lower_tail(fewest, people, target), fewest));
    let high = rate(most as f64 + part(upper_tail(most, people, target), most));
    Some(Limits { fewest, most, low: (fewest > 0).then_some(low), high: (most < people).then_some(high) })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::reference::{assert_near, number, rows};
    use super::*;

    const REFERENCE: &str = include_str!("../../docs/methods/reference/funnel.csv");

    #[test]
    fn limits_agree_with_those_counted_out_with_scipy() {
        for (kind, level) in [("limits_95", Level::P95), ("limits_998", Level::P998)] {
            let rows = rows(REFERENCE, kind);
            assert!(rows.len() >= 30);
            for row in rows {
                let (people, target) = (number(row[0]), number(row[1]));
                let own = limits(people, target, level).unwrap();
                let what = format!("{people} people, target {target}, {level:?}");
                assert_eq!([own.fewest, own.most], [2, 3].map(|i| number::<u64>(row[i])), "{what}");
                for (own, field) in [(own.low, row[4]), (own.high, row[5])] {
                    assert_eq!(own.is_none(), field.is_empty(), "{what}");
                    if let Some(own) = own {
                        assert_near(own, number(field), &what);
                    }
                }
            }
        }
    }

    #[test]
    fn the_upper_line_lies_one_person_above_spiegelhalters() {
        for row in rows(REFERENCE, "limits_95") {
            let people: u64 = number(row[0]);
            let Some(high) = limits(people, number(row[1]), Level::P95).unwrap().high else { continue };
            assert_near(high * people as f64, number::<f64>(row[6]) * people as f64 + 1.0, &format!("{row:?}"));
        }
    }

    #[test]
    fn places_agree_with_those_counted_out_with_scipy() {
        let rows = rows(REFERENCE, "place");
        assert!(rows.len() >= 30);
        for row in rows {
            let place = match row[3] {
                "far below" => Position::FarBelow,
                "below" => Position::Below,
                "inside" => Position::Inside,
                "above" => Position::Above,
                "far above" => Position::FarAbove,
                other => panic!("{other}"),
            };
            assert_eq!(position(number(row[0]), number(row[1]), number(row[2])), Some(place), "{row:?}");
        }
    }

    #[test]
    fn ten_people_at_one_in_five_worked_by_hand() {
        // docs/methods/statistics.md: none of ten has a chance of 10.7%, so nobody can lie below.
        let own = limits(10, 0.2, Level::P95).unwrap();
        assert_eq!((own.fewest, own.most, own.low), (0, 5, None));
        assert_eq!((own.high.unwrap() * 1e4).round(), 5295.0);
        assert_eq!(
            [0, 5, 6, 7].map(|x| position(x, 10, 0.2).unwrap()),
            [Position::Inside, Position::Inside, Position::Above, Position::FarAbove]
        );
    }

    #[test]
    fn few_people_cannot_lie_outside() {
        // One of one at a target of one in five is no news; nor is none of one.
        assert_eq!(limits(1, 0.2, Level::P95), Some(Limits { fewest: 0, most: 1, low: None, high: None }));
        assert_eq!([position(0, 1, 0.2), position(1, 1, 0.2)], [Some(Position::Inside); 2]);
        // Below one in five nobody lies until there are 17 people: 0.8 to the 16th is 2.8%, to the 17th 2.3%.
        assert_eq!([16, 17].map(|n| position(0, n, 0.2).unwrap()), [Position::Inside, Position::Below]);
        assert_eq!([16, 17].map(|n| limits(n, 0.2, Level::P95).unwrap().fewest), [0, 1]);
    }

    #[test]
    fn at_a_target_of_nought_or_one_any_other_count_is_outside() {
        assert_eq!([0, 1].map(|x| position(x, 5, 0.0).unwrap()), [Position::Inside, Position::FarAbove]);
        assert_eq!([4, 5].map(|x| position(x, 5, 1.0).unwrap()), [Position::FarBelow, Position::Inside]);
    }

    #[test]
    fn without_people_or_a_target_there_are_no_limits() {
        for (people, target) in [(0, 0.2), (5, -0.1), (5, 1.1), (5, f64::NAN), (1 << 40, 0.2)] {
            assert_eq!(limits(people, target, Level::P95), None);
            assert_eq!(position(0, people, target), None);
        }
        assert_eq!(position(6, 5, 0.2), None);
    }

    proptest! {
        #[test]
        fn counts_are_outside_exactly_where_the_lines_have_them(n in 1u64..400, p in 0.001..0.999f64) {
            for (level, inside) in [(Level::P95, Position::Inside..=Position::Inside), (Level::P998, Position::Below..=Position::Above)] {
                let limits = limits(n, p, level).unwrap();
                for x in 0..=n {
                    let (rate, place) = (x as f64 / n as f64, position(x, n, p).unwrap());
                    prop_assert_eq!((limits.fewest..=limits.most).contains(&x), inside.contains(&place), "{}", x);
                    prop_assert_eq!(limits.low.is_some_and(|low| rate < low - 1e-12), x < limits.fewest, "{}", x);
                    prop_assert_eq!(limits.high.is_some_and(|high| rate > high + 1e-12), x > limits.most, "{}", x);
                }
            }
        }

        #[test]
        fn chance_alone_brings_no_more_outside_than_promised(n in 1u64..400, p in 0.001..0.999f64) {
            for level in [Level::P95, Level::P998] {
                let limits = limits(n, p, level).unwrap();
                let below: f64 = (0..limits.fewest).map(|x| density(x, n, p)).sum();
                let above: f64 = (limits.most + 1..=n).map(|x| density(x, n, p)).sum();
                prop_assert!(below < level.tail() && above < level.tail(), "{below} and {above}");
            }
        }

        #[test]
        fn the_wider_limits_hold_the_narrower_and_both_the_target(n in 1u64..1_000_000, p in 0.0..=1.0f64) {
            let (narrow, wide) = (limits(n, p, Level::P95).unwrap(), limits(n, p, Level::P998).unwrap());
            prop_assert!(wide.fewest <= narrow.fewest && narrow.most <= wide.most && narrow.fewest <= narrow.most);
            for limits in [narrow, wide] {
                prop_assert!(limits.low.is_none_or(|low| (0.0..=p).contains(&low)), "{limits:?}");
                prop_assert!(limits.high.is_none_or(|high| (p..=1.0).contains(&high)), "{limits:?}");
            }
        }

        #[test]
        fn more_achieved_never_lies_lower_and_the_mirror_image_lies_opposite(n in 1u64..2_000, part in 0.0..1.0f64, tenth in 1u32..10) {
            let x = ((n as f64 * part) as u64).min(n - 1);
            let p = f64::from(tenth) / 10.0;
            prop_assert!(position(x, n, p).unwrap() <= position(x + 1, n, p).unwrap());
            let opposite = match position(x, n, p).unwrap() {
                Position::FarBelow => Position::FarAbove,
                Position::Below => Position::Above,
                Position::Inside => Position::Inside,
                Position::Above => Position::Below,
                Position::FarAbove => Position::FarBelow,
            };
            prop_assert_eq!(position(n - x, n, 1.0 - p).unwrap(), opposite);
        }
    }
}

//! Months and their quarters beside each other: adding both would count everybody twice.

use super::TimeSpan;

/// What becomes of one of several spans of time that the same people are counted in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Length {
    Used,
    /// Left out: the shorter ones at these places fill it, or all of it that is over.
    Covered(Vec<usize>),
    /// Left out: it lies in a longer one that the shorter ones do not fill.
    Inside,
}

/// Uses the shorter of different spans where they fill a longer one, else the longer.
pub fn one_length(spans: &[TimeSpan]) -> Vec<Length> {
    let mut order: Vec<usize> = (0..spans.len()).collect();
    order.sort_by_key(|&i| (spans[i].months(), spans[i], i));
    let mut lengths = vec![Length::Used; spans.len()];
    for (at, &i) in order.iter().enumerate() {
        let own = order[..at].iter().copied();
        let mut inside: Vec<usize> =
            own.filter(|&j| lengths[j] == Length::Used && spans[i] != spans[j] && spans[i].holds(spans[j])).collect();
        inside.sort_by_key(|&j| spans[j]);
        let end =
            inside.iter().try_fold(spans[i].first, |day, &j| (spans[j].first == day).then(|| spans[j].next_day()));
        if inside.is_empty() {
            continue;
        }
        if end == Some(spans[i].next_day()) || is_not_over(spans, i, &inside) {
            lengths[i] = Length::Covered(inside);
        } else {
            inside.iter().for_each(|&j| lengths[j] = Length::Inside);
        }
    }
    lengths
}

/// Whether a year is not over by the evidence of the others: none ends behind the last of the shorter ones in it.
/// What such a year holds is so far, and not known to be more than they say.
fn is_not_over(spans: &[TimeSpan], year: usize, inside: &[usize]) -> bool {
    let Some(last) = inside.iter().map(|&j| spans[j].last).max() else { return false };
    let behind = |span: &TimeSpan| span.last > last && !span.holds(spans[year]);
    spans[year].months() >= 12 && last < spans[year].last && !spans.iter().any(behind)
}

/// The most that counts of spans can hold together which do not overlap: whatever holds all those spans holds no less.
pub fn most_together(parts: &[(TimeSpan, u64)]) -> u64 {
    let mut parts = parts.to_vec();
    parts.sort_by_key(|(span, _)| span.last);
    // By how many of them are looked at.
    let mut most = vec![0];
    for (i, (span, people)) in parts.iter().enumerate() {
        let before = parts[..i].partition_point(|(other, _)| other.last < span.first);
        most.push(most[i].max(most[before] + people));
    }
    most[parts.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::timespan::read_labels;

    fn lengths(labels: &[&str]) -> Vec<Length> {
        let spans: Vec<TimeSpan> = read_labels(labels, None).into_iter().map(Option::unwrap).collect();
        one_length(&spans)
    }

    #[test]
    fn months_that_fill_their_quarter_are_used_and_others_are_not() {
        use Length::{Covered, Inside, Used};
        assert_eq!(
            lengths(&["Q3 2015-16", "Oct-15", "Nov-15", "Dec-15", "Jan-16"]),
            [Covered(vec![1, 2, 3]), Used, Used, Used, Used]
        );
        assert_eq!(lengths(&["Q3 2015-16", "Oct-15", "Dec-15"]), [Used, Inside, Inside]);
        assert_eq!(
            lengths(&["Apr 2015-Mar 2016", "Q1 2015-16", "Q2 2015-16", "Q3 2015-16", "Q4 2015-16", "Jan-16"]),
            [Covered(vec![1, 2, 3, 4]), Used, Used, Used, Used, Inside]
        );
    }

    #[test]
    fn a_year_that_is_not_over_gives_way_to_its_months() {
        use Length::{Covered, Inside, Used};
        assert_eq!(lengths(&["Oct-15", "Nov-15", "Apr 2015-Mar 2016"]), [Used, Used, Covered(vec![0, 1])]);
        let later = lengths(&["Oct-15", "Apr 2015-Mar 2016", "Apr-16"]);
        assert_eq!(later, [Inside, Used, Used], "it is over");
    }

    #[test]
    fn parts_of_a_time_hold_no_more_than_those_that_do_not_overlap() {
        let most = |parts: &[(&str, u64)]| {
            let labels: Vec<&str> = parts.iter().map(|(label, _)| *label).collect();
            let spans = read_labels(&labels, None).into_iter().map(Option::unwrap);
            most_together(&spans.zip(parts).map(|(span, part)| (span, part.1)).collect::<Vec<_>>())
        };
        assert_eq!(most(&[("Nov-15", 25), ("Oct-15", 31)]), 56);
        assert_eq!(most(&[("Q2 2015-16", 60), ("Jul-15", 30), ("Aug-15", 40), ("Oct-15", 5)]), 75);
        assert_eq!(most(&[("Oct to Nov 2015", 7), ("Nov to Dec 2015", 9)]), 9);
        assert_eq!(most(&[]), 0);
    }

    #[test]
    fn spans_that_overlap_do_not_fill_a_longer_one() {
        use Length::{Inside, Used};
        assert_eq!(lengths(&["Oct to Dec 2015", "Oct to Nov 2015", "Nov-15"]), [Used, Inside, Inside]);
        assert_eq!(lengths(&["Sep to Nov 2015", "Oct to Dec 2015"]), [Used, Used], "neither holds the other");
    }
}

//! Counts that look as if each held those before it, though no word says so: adding them up would count everybody again
//! and again.

use std::collections::BTreeMap;

use crate::canonical::counts::{self, CountsOf};
use crate::canonical::{Count, Measure};
use crate::finding::{Effect, Finding, Place};
use crate::mapping::MappedRecords;
use crate::stats::order::chance_of_never_falling;
use crate::vocabulary::{AsAt, TimeSpan};

use super::RuleContext;

/// As many months or quarters as it takes to see that they run on.
const LEAST: usize = 3;

/// How seldom chance may bring figures so that all that the sender counts run on; they have to grow by a quarter, too.
const SELDOM: f64 = 1.0 / 200.0;

/// The same where each series rises at every step, to about as many times its first figure as there are figures, as
/// months do that are added up from the first.
const FROM_THE_FIRST: f64 = 1.0 / 20.0;

/// The same where nothing grows much.
const HARDLY_EVER: f64 = 1.0 / 5000.0;

/// The same for some of the measures beside others that go up and down, once for each way to choose as many of them.
const OF_SOME: f64 = 1.0 / 2000.0;

/// As many figures as `SELDOM` needs for some of the measures, each from the first: figures of a programme that begins grow
/// too.
const HALF_A_YEAR: usize = 6;

/// Steps up for each step down: a figure is put right now and then.
const STEPS_UP: u64 = 20;

/// The month with which a figure so far may begin anew: never, each April, each January.
const ANEW: [Option<u32>; 3] = [None, Some(4), Some(1)];

/// A count with its table.
type Own<'a> = (&'a MappedRecords, &'a Count);

/// One part's figures of a measure in the order of time.
type Series = Vec<(TimeSpan, u64)>;

/// Asks of each prime's counts of events whether each figure holds those before it. A layout can answer.
pub fn ask(tables: &[MappedRecords], context: &RuleContext<'_>, findings: &mut Vec<Finding>) {
    let mut primes: BTreeMap<&str, BTreeMap<Measure, Vec<Own<'_>>>> = BTreeMap::new();
    for own in tables.iter().flat_map(|table| table.counts().map(move |count| (table, count))) {
        let (_, count) = own;
        let answered = context.counts_alone[count.source_id as usize];
        let figure = count.people.is_ok() && counts::makes_figures(count.measure);
        if count.of == CountsOf::Events && figure && !answered {
            primes.entry(&count.prime).or_default().entry(count.measure).or_default().push(own);
        }
    }
    for (prime, measures) in primes {
        let series: Vec<(Measure, Vec<Series>)> =
            measures.iter().map(|(measure, own)| (*measure, series(own, context.as_at))).collect();
        if let Some(found) = run_on(&series) {
            let (measure, _) = found[0];
            let first = measures[&measure].iter().min_by_key(|(_, count)| count.span);
            findings.extend(first.map(|own| question(prime, &found, *own)));
        }
    }
}

fn series(own: &[Own<'_>], as_at: AsAt) -> Vec<Series> {
    let all: Vec<&Count> = own.iter().map(|(_, count)| *count).collect();
    let figure = |count: &&Count| count.span.filter(|span| span.last <= as_at.0).zip(count.people.ok());
    let mut parts: Vec<Series> =
        counts::whole(&all).iter().map(|part| part.iter().filter_map(figure).collect()).collect();
    parts.iter_mut().for_each(|part| part.sort_unstable());
    parts.retain(|part| part.len() >= LEAST);
    parts
}

/// The measures whose figures run on: all that move, or some of them; with the sums of their first and last figures.
fn run_on(all: &[(Measure, Vec<Series>)]) -> Option<Vec<(Measure, [u64; 2])>> {
    ANEW.iter().find_map(|anew| {
        let own = all.iter().map(|(measure, parts)| (*measure, Signs::of(parts, *anew)));
        let moving: Vec<(Measure, Signs)> = own.filter(|(_, signs)| signs.up + signs.down > 0).collect();
        let together = together(&moving);
        let enough = |chance| together.goes_up() && together.chance <= chance;
        let all = enough(HARDLY_EVER)
            || (enough(SELDOM) && 4 * together.last >= 5 * together.first)
            || (enough(FROM_THE_FIRST) && together.from_the_first);
        let mut found = if all { moving } else { some_that_run_on(moving) };
        found.sort_by_key(|(measure, _)| *measure);
        (!found.is_empty()).then(|| found.iter().map(|(measure, own)| (*measure, [own.first, own.last])).collect())
    })
}

fn together(own: &[(Measure, Signs)]) -> Signs {
    own.iter().fold(Signs::default(), |sum, (_, own)| sum.and(own))
}

/// Those measures that chance would least bring so, where it hardly would: as many of them as make it rarest. Monthly
/// figures of the others are no evidence for these. Whoever looks for the rarest few among several finds them more
/// often, so that their chance counts once for each way to choose as many.
fn some_that_run_on(mut moving: Vec<(Measure, Signs)>) -> Vec<(Measure, Signs)> {
    let all = moving.len();
    moving.retain(|(_, own)| own.goes_up());
    moving.sort_by(|a, b| a.1.chance.total_cmp(&b.1.chance));
    let chance = |many: usize| ways(all, many) * together(&moving[..many]).chance;
    let Some(many) = (1..=moving.len()).min_by(|a, b| chance(*a).total_cmp(&chance(*b))) else { return Vec::new() };
    let own = together(&moving[..many]);
    let from_the_first = own.from_the_first && own.shortest >= HALF_A_YEAR;
    let limit = if from_the_first { SELDOM } else { OF_SOME };
    moving.truncate(if chance(many) <= limit { many } else { 0 });
    moving
}

/// How many ways there are to choose some of all.
fn ways(all: usize, some: usize) -> f64 {
    (0..some).map(|i| (all - i) as f64 / (i + 1) as f64).product()
}

/// What speaks for figures that run on, and against.
struct Signs {
    /// How often chance alone would bring series that never fall.
    chance: f64,
    up: u64,
    down: u64,
    first: u64,
    last: u64,
    from_the_first: bool,
    /// How many figures the shortest series has.
    shortest: usize,
}

impl Default for Signs {
    fn default() -> Self {
        Signs { chance: 1.0, up: 0, down: 0, first: 0, last: 0, from_the_first: true, shortest: usize::MAX }
    }
}

impl Signs {
    fn of(parts: &[Series], anew: Option<u32>) -> Self {
        let mut signs = Signs::default();
        for run in parts.iter().flat_map(|part| part.chunk_by(|a, b| goes_on(a.0, b.0, anew))) {
            let figures: Vec<u64> = run.iter().map(|(_, people)| *people).collect();
            let steps = |step: fn(&[u64]) -> bool| figures.windows(2).filter(|pair| step(pair)).count() as u64;
            let (many, first, last) = (figures.len() as u64, figures[0], figures[figures.len() - 1]);
            let up = steps(|pair| pair[0] < pair[1]);
            let own = Signs {
                chance: chance_of_never_falling(&figures),
                up,
                down: steps(|pair| pair[0] > pair[1]),
                first,
                last,
                from_the_first: up + 1 == many && 4 * last >= 3 * many * first,
                shortest: figures.len(),
            };
            // One that falls proves nothing by itself; it counts among the steps.
            signs = signs.and(&if own.down == 0 { own } else { Signs { chance: 1.0, ..own } });
        }
        signs
    }

    fn and(self, other: &Signs) -> Signs {
        Signs {
            chance: self.chance * other.chance,
            up: self.up + other.up,
            down: self.down + other.down,
            first: self.first + other.first,
            last: self.last + other.last,
            from_the_first: self.from_the_first && other.from_the_first,
            shortest: self.shortest.min(other.shortest),
        }
    }

    fn goes_up(&self) -> bool {
        self.up > 0 && STEPS_UP * self.down <= self.up
    }
}

/// Whether a figure of the second time could hold that of the first.
fn goes_on(a: TimeSpan, b: TimeSpan, anew: Option<u32>) -> bool {
    let begins = |month: u32| TimeSpan::year_from(b.first, month) == TimeSpan::year_from(a.first, month);
    a.months() == b.months() && anew.is_none_or(begins)
}

fn question(prime: &str, found: &[(Measure, [u64; 2])], (table, count): Own<'_>) -> Finding {
    let series: Vec<String> =
        found.iter().map(|(measure, [first, last])| format!("{} from {first} to {last}", measure.name())).collect();
    let message = format!(
        "figures of {prime} run on from month to month, as chance would hardly bring them: {}; does each hold those before it?",
        series.join(", ")
    );
    let hint = "if so, adding them up counts everybody again and again: ask the sender for the figures of each month alone, and \
                write cumulative = true below [sheet.counts] of the layout until they come; if not, write cumulative = false, or \
                let this run go on with --accept counts_may_be_cumulative --because TEXT --by NAME";
    let place = Place::file(&table.origin.file).sheet(&table.origin.sheet);
    let place = place.row(count.source_row).column(count.source_column, "");
    Finding::new("counts_may_be_cumulative", Effect::Stops, place, message, hint)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::timespan::read_labels;

    fn months(figures: &[u64]) -> Series {
        let month = |i: usize| read_labels(&[format!("2015-{:02}", i + 1).as_str(), "2015-05"], None)[0].unwrap();
        figures.iter().enumerate().map(|(i, people)| (month(i), *people)).collect()
    }

    fn found(all: &[(Measure, &[&[u64]])]) -> Option<Vec<(Measure, [u64; 2])>> {
        let own = all.iter().map(|(measure, parts)| (*measure, parts.iter().map(|part| months(part)).collect()));
        run_on(&own.collect::<Vec<_>>())
    }

    #[test]
    fn three_months_of_three_measures_are_enough_and_of_two_where_they_add_up_from_the_first() {
        use Measure::{Attachments, JobStarts, Referrals};
        let all: [(Measure, &[&[u64]]); 3] =
            [(Referrals, &[&[340, 380, 420]]), (Attachments, &[&[30, 61, 90]]), (JobStarts, &[&[25, 39, 66]])];
        assert_eq!(found(&all).unwrap().len(), 3);
        assert_eq!(found(&all[..2]), None, "one time in 36");
        assert_eq!(found(&all[1..]).unwrap().len(), 2);
        assert_eq!(found(&all[1..2]), None, "one time in 6");
    }

    #[test]
    fn series_that_hardly_grow_are_asked_about_only_where_there_are_many() {
        let slow: &[u64] = &[100, 101, 102];
        assert_eq!(found(&[(Measure::Attachments, &[slow; 4])]), None);
        assert!(found(&[(Measure::Attachments, &[slow; 5])]).is_some());
    }

    #[test]
    fn a_measure_that_grows_beside_one_that_does_not_needs_more_than_chance() {
        use Measure::{Attachments, JobStarts};
        let falls: &[u64] = &[30, 20, 25, 19];
        let grows: &[u64] = &[1, 5, 6, 7];
        assert_eq!(found(&[(Attachments, &[falls; 2]), (JobStarts, &[grows; 2])]), None, "as a programme begins");
        let more = found(&[(Attachments, &[falls; 3]), (JobStarts, &[grows; 3])]);
        assert_eq!(more, Some(vec![(JobStarts, [3, 21])]));
    }

    #[test]
    fn measures_that_only_grow_are_asked_about_beside_monthly_ones() {
        use Measure::{Attachments, JobStarts, Referrals, Sustained};
        let monthly: &[u64] = &[30, 22, 20, 31, 25, 28];
        let (jobs, outcomes): (&[u64], &[u64]) = (&[4, 7, 12, 18, 22, 27], &[0, 1, 3, 4, 7, 9]);
        let of = |all: &[(Measure, &[u64])]| {
            let all: Vec<(Measure, Vec<Series>)> = all.iter().map(|(own, of)| (*own, vec![months(of)])).collect();
            run_on(&all).map(|found| found.into_iter().map(|(measure, _)| measure).collect::<Vec<_>>())
        };
        let both = Some(vec![JobStarts, Sustained]);
        assert_eq!(of(&[(Attachments, monthly), (JobStarts, jobs), (Sustained, outcomes)]), both);
        // They need not be added up from the first month.
        let [later, more]: [&[u64]; 2] = [&[64, 67, 72, 78, 82, 87], &[20, 21, 23, 24, 27, 29]];
        assert_eq!(of(&[(Attachments, monthly), (JobStarts, later), (Sustained, more)]), both);
        // One alone is 1 in 720, three times as often among three: asked where it is as months added up are.
        assert_eq!(of(&[(Attachments, monthly), (JobStarts, jobs), (Sustained, monthly)]), Some(vec![JobStarts]));
        assert_eq!(of(&[(Attachments, monthly), (JobStarts, later), (Sustained, monthly)]), None);
        let four = [(Referrals, monthly), (Attachments, monthly), (JobStarts, jobs), (Sustained, monthly)];
        assert_eq!(of(&four), None, "1 in 180 among four");
    }

    #[test]
    fn one_figure_in_twenty_may_have_been_put_right() {
        let up: &[u64] = &[5, 10, 15, 20, 25, 30];
        let down: &[u64] = &[5, 10, 9, 20, 25, 30];
        let parts = |ups: usize| [vec![up; ups], vec![down]].concat();
        assert!(found(&[(Measure::Attachments, &parts(4))]).is_some());
        assert_eq!(found(&[(Measure::Attachments, &parts(2))]), None);
    }
}

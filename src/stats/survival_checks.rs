//! Kaplan-Meier curves of people whom nobody here invented: Northern Ireland's school leavers of 1993, held against those
//! that lifelines draws from the same file (`docs/methods/reference/survival_real.py`, which says who is followed from
//! when to when).

use std::path::PathBuf;

use chrono::NaiveDate;

use super::interval::Level;
use super::reference::{assert_near, number, rows};
use super::survival::FollowUp;

const REFERENCE: &str = include_str!("../../docs/methods/reference/survival_real.csv");

/// The last day on which the file follows anybody.
const END: NaiveDate = NaiveDate::from_ymd_opt(1999, 6, 30).unwrap();

/// Two dates of each person who was attached, the first and the second (None: not yet); nothing where the folder of
/// shared files is absent.
fn dates(from: &str, to: &str) -> Option<Vec<(NaiveDate, Option<NaiveDate>)>> {
    let folder = std::env::var_os("QUARTERDECK_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let path = folder.join("real/ni-youth-training/clients.csv");
    if !path.is_file() {
        eprintln!("skipped: there is no folder of shared files (set QUARTERDECK_SHARED)");
        return None;
    }
    let mut reader = csv::Reader::from_path(path).unwrap();
    let headers = reader.headers().unwrap().clone();
    let column = |name: &str| headers.iter().position(|header| header == name).unwrap();
    let [attached, from, to] = ["start_date", from, to].map(column);
    let people = reader.records().map(Result::unwrap).filter(|record| !record[attached].is_empty());
    let pairs = people.filter_map(|record| {
        let date = |place: usize| (!record[place].is_empty()).then(|| record[place].parse::<NaiveDate>().unwrap());
        Some((date(from)?, date(to)))
    });
    Some(pairs.collect())
}

#[test]
fn curves_of_real_people_equal_those_of_lifelines_at_every_event_time() {
    // Whoever is in a job at the end of the last day has been in it on that day, too.
    for (kind, from, to, last, people, events, steps) in [
        ("time to job start", "start_date", "job_start_date", END, 257, 234, 96),
        ("time in job", "job_start_date", "job_end_date", END.succ_opt().unwrap(), 234, 72, 48),
    ] {
        let Some(dates) = dates(from, to) else { return };
        let time = |(from, to): (NaiveDate, Option<NaiveDate>)| {
            let end = to.filter(|end| *end <= END);
            let days = (end.unwrap_or(last) - from).num_days();
            (u32::try_from(days).unwrap(), end.is_some())
        };
        let curve = dates.into_iter().map(time).collect::<FollowUp>().curve();
        let rows = rows(REFERENCE, kind);
        assert_eq!(
            (curve.people, curve.events, curve.steps.len(), rows.len()),
            (people, events, steps, steps),
            "{kind}"
        );
        for (step, row) in curve.steps.iter().zip(rows) {
            let what = format!("{kind}, day {}", step.day);
            let own = [step.day.into(), step.at_risk, step.events, step.censored_before];
            assert_eq!(own, [0, 1, 2, 3].map(|i| number::<u64>(row[i])), "{what}");
            assert_near(step.estimate.survival, number(row[4]), &what);
            let interval = step.estimate.log_log(Level::P95).unwrap();
            assert_near(interval.low, number(row[5]), &what);
            assert_near(interval.high, number(row[6]), &what);
        }
    }
}

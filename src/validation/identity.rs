//! Whether two lists mean the same person: days of birth held against each other, and references that nearly match.
//! A likeness is told, never acted on.

use std::collections::HashMap;

use chrono::Datelike;

use super::keys::Keys;
use super::rows::TableRows;
use crate::canonical::frame::{Day, date_of};
use crate::canonical::schema::Record;
use crate::finding::{Effect, Finding, mask};
use crate::mapping::values::references::look;

/// Referrals of one person may differ by as many days on the two lists.
const REFERRALS_MAY_DIFFER_DAYS: Day = 7;

/// A row's place in the run: table and row.
type At = (usize, usize);

fn birth(tables: &[TableRows<'_>], (t, i): At) -> Option<Day> {
    tables[t].birth.get(i)
}

/// The rows of one kind of list that say when somebody was born.
fn with_births(tables: &[TableRows<'_>], record: Record) -> Vec<At> {
    let own = tables.iter().enumerate().filter(|(_, rows)| rows.origin.record == record);
    let told = own.filter(|(_, rows)| !rows.birth.raw().is_empty());
    told.flat_map(|(t, rows)| (0..rows.height()).map(move |i| (t, i)))
        .filter(|at| birth(tables, *at).is_some())
        .collect()
}

/// Holds days of birth on the primes' lists against Jobcentre Plus's. One digit, or day and month changed over, is a
/// slip of the pen; anything else is another person, and the prime's row counts in nothing until that is settled.
pub fn births(tables: &mut [TableRows<'_>], keys: &Keys, findings: &mut Vec<Finding>) {
    let mut listed: HashMap<usize, Vec<At>> = HashMap::new();
    for (t, i) in with_births(tables, Record::Referrals) {
        if let Some(person) = keys.person(t, i).filter(|_| tables[t].fates.is_used(i)) {
            listed.entry(person).or_default().push((t, i));
        }
    }
    if listed.is_empty() {
        return;
    }
    for (t, i) in with_births(tables, Record::Participants) {
        let person = keys.person(t, i).filter(|_| tables[t].fates.is_used(i));
        let (Some(entries), Some(own)) = (person.and_then(|person| listed.get(&person)), birth(tables, (t, i))) else {
            continue;
        };
        let supplier = &tables[t].origin.supplier;
        let speaks = |at: &&At| tables[at.0].primes.get(at.1).is_none_or(|prime| prime == supplier);
        let entries: Vec<At> = entries.iter().filter(speaks).copied().collect();
        let likeness = |at: &At| birth(tables, *at).map(|other| likeness(own, other));
        let Some(best) = entries.iter().filter_map(likeness).max() else { continue };
        let (t0, i0) = entries[0];
        let place = tables[t0].origin.place(tables[t0].source_rows[i0], Some("birth_date"));
        match best {
            Likeness::Same => {}
            Likeness::Near => {
                let message = format!("the day of birth nearly agrees with {place}; taken for the same person");
                let hint = "ask the prime or Jobcentre Plus to correct the day";
                let own = tables[t].origin.place(tables[t].source_rows[i], Some("birth_date"));
                findings.push(Finding::new("birth_date_nearly_agrees", Effect::Notes, own, message, hint));
            }
            Likeness::Other => {
                let message = format!("the day of birth is not the one on Jobcentre Plus's list: {place}");
                let hint = "ask Jobcentre Plus and the prime whether both mean one person; the row counts in nothing until then";
                findings.push(tables[t].set_aside(i, "birth_date_differs", Some("birth_date"), message, hint));
            }
        }
    }
}

/// How like two days are, the least like first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Likeness {
    Other,
    /// One digit differs, or day and month are changed over.
    Near,
    Same,
}

fn likeness(one: Day, other: Day) -> Likeness {
    if one == other {
        return Likeness::Same;
    }
    let (one, other) = (date_of(one), date_of(other));
    let changed_over = (one.year(), one.month(), one.day()) == (other.year(), other.day(), other.month());
    let digits = |date: chrono::NaiveDate| date.format("%Y%m%d").to_string();
    let differ = digits(one).bytes().zip(digits(other).bytes()).filter(|(a, b)| a != b).count();
    if changed_over || differ == 1 { Likeness::Near } else { Likeness::Other }
}

/// Suggests who may be meant where a prime's reference is not on Jobcentre Plus's list: somebody there whom no prime
/// has, born on the same day, referred within days, with a reference that differs by one character or looks alike.
pub fn near_matches(tables: &[TableRows<'_>], keys: &Keys, findings: &mut Vec<Finding>) {
    let (listed, own) = (with_births(tables, Record::Referrals), with_births(tables, Record::Participants));
    if listed.is_empty() || own.is_empty() {
        return;
    }
    let on = |record: Record| {
        let mut on = vec![false; keys.distinct()];
        for (t, rows) in tables.iter().enumerate().filter(|(_, rows)| rows.origin.record == record) {
            (0..rows.height()).filter_map(|i| keys.person(t, i)).for_each(|person| on[person] = true);
        }
        on
    };
    let (at_jcp, at_prime) = (on(Record::Referrals), on(Record::Participants));
    let mut alone: HashMap<Day, Vec<At>> = HashMap::new();
    for at in listed {
        if let (Some(person), Some(day)) = (keys.person(at.0, at.1), birth(tables, at))
            && !at_prime[person]
        {
            alone.entry(day).or_default().push(at);
        }
    }
    for (t, i) in own {
        let unknown = keys.person(t, i).is_some_and(|person| !at_jcp[person]);
        let candidates = birth(tables, (t, i)).filter(|_| unknown).and_then(|day| alone.get(&day));
        let Some(reference) = tables[t].references.get(i) else { continue };
        for &(t0, i0) in candidates.into_iter().flatten() {
            let other = tables[t0].references.get(i0).unwrap_or_default();
            let days = tables[t].referral.get(i).zip(tables[t0].referral.get(i0)).map(|(a, b)| (a - b).abs());
            let near = look(reference) == look(other) || strsim::osa_distance(reference, other) <= 1;
            if near && days.is_some_and(|days| days <= REFERRALS_MAY_DIFFER_DAYS) {
                let place = tables[t0].origin.place(tables[t0].source_rows[i0], None);
                let message = format!(
                    "{} of {place} was born on the same day and referred at the same time: it may be this person, and is not taken for them",
                    mask(other)
                );
                let hint = "ask the prime whether the reference is right";
                let own = tables[t].origin.place(tables[t].source_rows[i], Some("reference"));
                findings.push(Finding::new("reference_nearly_matches", Effect::Notes, own, message, hint));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::canonical::frame::day_of;
    use chrono::NaiveDate;

    #[test]
    fn a_slip_of_the_pen_is_near_and_anything_else_another_day() {
        let day = |y, m, d| day_of(NaiveDate::from_ymd_opt(y, m, d).unwrap());
        let own = day(1960, 12, 5);
        for (other, expected) in [
            (day(1960, 12, 5), Likeness::Same),
            (day(1960, 5, 12), Likeness::Near),
            (day(1961, 12, 5), Likeness::Near),
            (day(1960, 12, 15), Likeness::Near),
            (day(1960, 11, 15), Likeness::Other),
            (day(1901, 1, 1), Likeness::Other),
        ] {
            assert_eq!(likeness(own, other), expected, "{other}");
        }
    }
}

//! A list held against one of the same sender before it: which days are new, and which have become others.

use std::collections::{BTreeMap, HashMap};

use crate::canonical::Day;
use crate::canonical::frame::date_of;
use crate::canonical::schema::Record;
use crate::fault::printable;
use crate::finding::{Effect, Finding, Place, Rows, number_of};
use crate::mapping::MappedRecords;

use super::JOB_COLUMNS;

/// The days that make figures; the first days of all of a person's jobs together.
const DAYS: [&str; 8] = [
    "referral_date",
    "attachment_date",
    "job_start_date",
    "sustained_claim_date",
    "sustained_13w_date",
    "sustained_26w_date",
    "outcome_paid_date",
    "claim_date",
];

/// Where the first days of jobs stand among them.
const JOB_STARTS: u8 = 2;

/// What has become of the days in one column.
#[derive(Debug, Default)]
struct Change {
    /// Days that the earlier list gives.
    had: u64,
    /// Rows with a day that the earlier list does not have.
    new: Rows,
    /// Of those, with a day that was over when the earlier list was reported on.
    late: Rows,
    /// Rows in which another day stands in the place of one.
    other: Rows,
    /// Days of the earlier list that are gone, and nothing in their place.
    gone: u64,
}

/// How a list differs from the one before it.
#[derive(Debug, Default)]
pub struct Since {
    people_new: u64,
    people_gone: u64,
    days: BTreeMap<(Record, &'static str), Change>,
}

/// A person's day in a column, the row it stands in, and whether it is the first day of a job that has ended: another one may
/// come in its place.
type Held = (u32, u8, Day, u32, bool);

impl Since {
    /// Compares the rows that are used. `over` is the last day that the earlier list was reported on.
    pub fn of(now: &[&MappedRecords], before: &[MappedRecords], over: Day) -> Since {
        let mut since = Since::default();
        for record in [Record::Participants, Record::Referrals, Record::Jobs, Record::Claims] {
            let own: Vec<&MappedRecords> = now.iter().copied().filter(|table| table.origin.record == record).collect();
            let earlier: Vec<&MappedRecords> = before.iter().filter(|table| table.origin.record == record).collect();
            if !own.is_empty() && !earlier.is_empty() {
                since.add(record, &own, &earlier, over);
            }
        }
        since
    }

    fn add(&mut self, record: Record, now: &[&MappedRecords], before: &[&MappedRecords], over: Day) {
        let mut numbers: HashMap<&str, u32> = HashMap::new();
        let (own, people) = held(now, &mut numbers);
        let known = numbers.len();
        let (earlier, people_before) = held(before, &mut numbers);
        if record != Record::Jobs && record != Record::Claims {
            let is_in = |all: &[bool], person: usize| all.get(person).copied().unwrap_or(false);
            let of =
                |mine: &[bool], other: &[bool]| (0..mine.len()).filter(|at| mine[*at] && !is_in(other, *at)).count();
            self.people_new += of(&people, &people_before) as u64;
            self.people_gone += of(&people_before, &people) as u64;
        }
        debug_assert!(known <= numbers.len());
        let (mut a, mut b) = (0, 0);
        while a < own.len() || b < earlier.len() {
            let key = |list: &[Held], at: usize| list.get(at).map(|held| (held.0, held.1));
            let next = [key(&own, a), key(&earlier, b)].into_iter().flatten().min().expect("one list has more");
            let run = |list: &[Held], from: usize| {
                (from..list.len()).take_while(|at| key(list, *at) == Some(next)).count() + from
            };
            let (to_a, to_b) = (run(&own, a), run(&earlier, b));
            self.person(record, next.1, &own[a..to_a], &earlier[b..to_b], over);
            (a, b) = (to_a, to_b);
        }
    }

    /// The days of one person in one column.
    fn person(&mut self, record: Record, column: u8, now: &[Held], before: &[Held], over: Day) {
        let change = self.days.entry((record, DAYS[column as usize])).or_default();
        change.had += before.len() as u64;
        let only = |these: &[Held], those: &[Held]| -> Vec<Held> {
            these.iter().filter(|own| those.iter().all(|other| other.2 != own.2)).copied().collect()
        };
        let (new, gone) = (only(now, before), only(before, now));
        let others = new.len().min(gone.iter().filter(|held| !held.4).count());
        new[..others].iter().for_each(|held| change.other.add(held.3));
        for held in &new[others..] {
            change.new.add(held.3);
            if held.2 <= over {
                change.late.add(held.3);
            }
        }
        change.gone += (gone.len() - others) as u64;
    }

    /// Days that have become others, a finding a column.
    pub fn rewritten(&self, now: &[&MappedRecords], earlier: &str) -> Vec<Finding> {
        let own = |((record, name), change): (&(Record, &'static str), &Change)| {
            (change.other.count() > 0).then(|| {
                let message = format!(
                    "`{}` has another day in `{name}` for the people of {}: {}",
                    printable(earlier),
                    number_of(change.other.count(), "row"),
                    change.other
                );
                let hint = "ask the sender which day is right, and why it was changed";
                let place = place(now, *record, name);
                Finding::new("dates_rewritten", Effect::Notes, place, message, hint)
                    .of_compared(change.other.count(), change.had)
            })
        };
        self.days.iter().filter_map(own).collect()
    }

    /// Days of a time that was reported on before, and that are told only now. A prime's list of people who joined tells late of
    /// every referral; that is none unless its list is where referrals are counted.
    pub fn late(&self, now: &[&MappedRecords], earlier: &str, over: Day, counts_referrals: bool) -> Vec<Finding> {
        let own = |((record, name), change): (&(Record, &'static str), &Change)| {
            let is_counted = counts_referrals || (*record, *name) != (Record::Participants, "referral_date");
            (is_counted && change.late.count() > 0).then(|| {
                let message = format!(
                    "{} in `{name}` up to {} that `{}` did not have: {}; figures that were reported move by them",
                    number_of(change.late.count(), "day"),
                    date_of(over),
                    printable(earlier),
                    change.late
                );
                let place = place(now, *record, name);
                let place = if change.late.count() == 1 { place.row(change.late.first()) } else { place };
                let hint = "nothing to do: the next paper says which figures were revised, as far as they may be told";
                Finding::new("late_event", Effect::Notes, place, message, hint).for_rows(change.late.count())
            })
        };
        self.days.iter().filter_map(own).collect()
    }

    /// What a correction changes: `2 people more, 1 fewer; job_start_date: 1 more, 3 changed`.
    pub fn in_words(&self) -> String {
        let count = |many: u64, what: &str| (many > 0).then(|| format!("{many} {what}"));
        let people: Vec<String> = [count(self.people_new, "people more"), count(self.people_gone, "people fewer")]
            .into_iter()
            .flatten()
            .collect();
        let mut parts: Vec<String> = (!people.is_empty()).then(|| people.join(", ")).into_iter().collect();
        for ((_, name), change) in &self.days {
            let own: Vec<String> = [
                count(change.new.count(), "more"),
                count(change.gone, "fewer"),
                count(change.other.count(), "changed"),
            ]
            .into_iter()
            .flatten()
            .collect();
            if !own.is_empty() {
                parts.push(format!("{name}: {}", own.join(", ")));
            }
        }
        if parts.is_empty() { "no person and no day differs".into() } else { parts.join("; ") }
    }
}

/// The days of the rows that are used, by person and column, in order; and who is on the lists.
fn held<'a>(tables: &[&'a MappedRecords], numbers: &mut HashMap<&'a str, u32>) -> (Vec<Held>, Vec<bool>) {
    let (mut all, mut people) = (Vec::new(), Vec::new());
    for table in tables {
        let references = table.columns.texts("reference");
        let days: Vec<(u8, &str)> = DAYS
            .iter()
            .enumerate()
            .filter(|(_, name)| **name != "job_start_date")
            .map(|(at, name)| (at as u8, *name))
            .collect();
        for row in table.fates.used() {
            let Some(reference) = references.get(row) else { continue };
            let next = numbers.len() as u32;
            let person = *numbers.entry(reference).or_insert(next);
            if people.len() <= person as usize {
                people.resize(person as usize + 1, false);
            }
            people[person as usize] = true;
            let day = |name: &str| table.columns.days(name).get(row);
            let mut add = |column: u8, name: &str, has_ended: bool| {
                all.extend(day(name).map(|day| (person, column, day, table.source_rows[row], has_ended)));
            };
            days.iter().for_each(|(column, name)| add(*column, name, false));
            JOB_COLUMNS.iter().for_each(|(start, end, _)| add(JOB_STARTS, start, day(end).is_some()));
        }
    }
    all.sort_unstable();
    (all, people)
}

/// The column in the newer list.
fn place(now: &[&MappedRecords], record: Record, name: &str) -> Place {
    let own: Vec<&&MappedRecords> = now.iter().filter(|table| table.origin.record == record).collect();
    let has = |table: &&&&MappedRecords| table.origin.headers.contains_key(name);
    own.iter().find(has).or(own.first()).map_or_else(Place::default, |table| table.origin.column(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::canonical::{ColumnData, Columns, Texts};
    use crate::mapping::{Fates, Origin};

    /// People with a day of attachment and one of a job start; from row 2 on.
    fn list(rows: &[(&str, Option<Day>, Option<Day>)]) -> MappedRecords {
        let mut references = Texts::with_capacity(rows.len());
        for (reference, ..) in rows {
            let id = references.words.push(reference);
            references.push(Some(id));
        }
        let mut columns = Columns::default();
        columns.insert("reference", ColumnData::Texts(references));
        columns.insert("attachment_date", ColumnData::Days(rows.iter().map(|row| row.1).collect()));
        columns.insert("job_start_date", ColumnData::Days(rows.iter().map(|row| row.2).collect()));
        let nobody = MappedRecords::nobody();
        MappedRecords {
            origin: Origin { file: "n.csv".into(), ..nobody.origin.clone() },
            columns,
            source_rows: (2..).take(rows.len()).collect(),
            fates: Fates::new(rows.len()),
            ..nobody
        }
    }

    #[test]
    fn what_is_new_late_changed_or_gone_is_told_apart() {
        let before = [list(&[
            ("A", Some(10), None),
            ("B", Some(11), Some(20)),
            ("C", Some(12), Some(30)),
            ("D", Some(13), None),
        ])];
        // A's job is late, B's day has become another, C's job is gone, D is gone, E is new and joined after the earlier list.
        let now = list(&[
            ("E", Some(200), None),
            ("A", Some(10), Some(40)),
            ("B", Some(11), Some(21)),
            ("C", Some(12), None),
        ]);
        let since = Since::of(&[&now], &before, 100);
        assert_eq!(
            since.in_words(),
            "1 people more, 1 people fewer; attachment_date: 1 more, 1 fewer; job_start_date: 1 more, 1 fewer, 1 changed"
        );
        let told = |findings: Vec<Finding>| {
            findings.into_iter().map(|own| (own.code, own.rows, own.compared, own.message)).collect::<Vec<_>>()
        };
        let late = told(since.late(&[&now], "old.csv", 100, false));
        assert_eq!(late.len(), 1, "{late:?}");
        assert!(
            late[0].3.starts_with("1 day in `job_start_date` up to 1970-04-11 that `old.csv` did not have: row 3"),
            "{late:?}"
        );
        let rewritten = told(since.rewritten(&[&now], "old.csv"));
        assert_eq!((rewritten.len(), rewritten[0].1, rewritten[0].2), (1, 1, Some(2)), "{rewritten:?}");
    }

    #[test]
    fn a_person_with_two_jobs_in_another_order_has_changed_nothing() {
        let before = [list(&[("A", Some(10), Some(20)), ("A", Some(10), Some(50))])];
        let now = list(&[("A", Some(10), Some(50)), ("A", Some(10), Some(20))]);
        assert_eq!(Since::of(&[&now], &before, 100).in_words(), "no person and no day differs");
    }
}

//! Single people whom officers ask a prime about, by place and never by name: where claims and dates of jobs disagree or a
//! claim is set aside, who left work just before the mark, and who reaches it next quarter by staying in work.

use anyhow::Result;

use crate::canonical::Record;
use crate::canonical::frame::{Day, date_of, day_of};
use crate::mapping::Fate;
use crate::metrics::people::{ClaimSetAside, Person};
use crate::metrics::{Dimension, Disagreement, Measured, People};
use crate::vocabulary::{AsAt, Milestone};

use super::Session;
use super::officers::{MARK, safe};

const HEADERS: [&str; 9] =
    ["what", "prime", "payment_group", "day", "days_short", "file", "sheet", "row", "claim_set_aside"];

/// One line a person and matter, as csv: contracts in their order, each in the order of the prime's list.
pub fn list(measured: &Measured, session: &Session) -> Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut marked = [""; HEADERS.len()];
    marked[0] = MARK;
    writer.write_record(marked)?;
    writer.write_record(HEADERS)?;
    let people = &measured.people;
    let now = day_of(AsAt::end_of(session.quarter).0);
    let next = day_of(AsAt::end_of(session.quarter.next()).0);
    for (contract, prime) in people.primes().iter().enumerate() {
        let mut own: Vec<&Person> = people.of_contract(contract).iter().collect();
        own.sort_by_key(|person| person.row);
        for person in own {
            for matter in matters(people, person, now, next) {
                writer.write_record(matter.line(people, person, prime, session))?;
            }
        }
    }
    Ok(writer.into_inner()?)
}

/// What is said where the rows that claim an outcome are set aside.
const SET_ASIDE: &str = "dates show it, claim set aside";
const WEEKS_SET_ASIDE: &str = "weeks in work are there, claim set aside";

/// What is to be asked, or looked forward to.
struct Matter {
    what: &'static str,
    day: Option<Day>,
    days_short: Option<Day>,
}

fn matters(people: &People, person: &Person, now: Day, next: Day) -> Vec<Matter> {
    let mut all = Vec::new();
    let mut add = |what, day, days_short| all.push(Matter { what, day, days_short });
    let dates_show = people.rules(person).dates_show;
    // Of earnings the weeks in work are a sign alone.
    let of = |dates: &'static str, weeks: &'static str| if dates_show { dates } else { weeks };
    match people.disagreement(person, now) {
        Some(Disagreement::NotSupported { claimed }) => {
            add(of("claimed, dates do not show it", "claimed, with fewer weeks in work"), claimed, None)
        }
        Some(Disagreement::NotClaimed { reached }) => {
            add(of("dates show it, not claimed", "weeks in work are there, not claimed"), Some(reached), None)
        }
        Some(Disagreement::SetAside { reached }) => add(of(SET_ASIDE, WEEKS_SET_ASIDE), Some(reached), None),
        None => {}
    }
    if let Some(short) = people.near_miss(person, now).filter(|_| dates_show) {
        add("left within four weeks of the mark", None, Some(short));
    }
    let ahead = people.ahead(person, person.sustained_by_dates, now, next);
    for (_, day) in ahead.iter().filter(|(milestone, _)| dates_show && *milestone == Milestone::Outcome) {
        add("reaches the mark next quarter by staying in work", Some(*day), None);
    }
    all
}

impl Matter {
    fn line(&self, people: &People, person: &Person, prime: &str, session: &Session) -> [String; HEADERS.len()] {
        let (source, row) = person.row.unzip();
        let file = source.and_then(|source| session.facts.inputs.get(source as usize));
        let sheet = session
            .checked
            .records
            .iter()
            .find(|table| Some(table.origin.source_id) == source && table.origin.record == Record::Participants);
        let number = |day: Option<Day>| day.map_or_else(String::new, |day| day.to_string());
        [
            self.what.to_string(),
            safe(prime),
            safe(&people.group(person, Dimension::PaymentGroup)),
            self.day.map_or_else(String::new, |day| date_of(day).to_string()),
            number(self.days_short),
            safe(file.map_or("", |input| &input.file)),
            safe(sheet.map_or("", |table| &table.origin.sheet)),
            row.map_or_else(String::new, |row| row.to_string()),
            safe(&if [SET_ASIDE, WEEKS_SET_ASIDE].contains(&self.what) {
                claims_set_aside(people, person, session)
            } else {
                String::new()
            }),
        ]
    }
}

/// The rows that claim a person's outcome and are set aside, each with the rule that did it.
fn claims_set_aside(people: &People, person: &Person, session: &Session) -> String {
    let own = people.claims_set_aside(person).iter().filter(|own| own.claim.milestone == Milestone::Outcome);
    let place = |own: &ClaimSetAside| {
        let (table, row) = own.row;
        let table = &session.checked.records[table as usize];
        let at = table.source_rows.iter().position(|other| *other == row);
        let rule = match at.map(|at| table.fates.get(at)) {
            Some(Fate::SetAside(code)) => format!(" ({code})"),
            _ => String::new(),
        };
        format!("{}{rule}", table.origin.place(row, None))
    };
    own.map(place).collect::<Vec<_>>().join("; ")
}

//! People put together from a list of events: a row a start, a job, an outcome or an end. What becomes of a person
//! becomes of each of the person's rows.

use std::collections::{BTreeMap, HashMap};

use super::events_not_given::not_given;
use super::records::{Elsewhere, Fate, Fates, MappedRecords, Shape};
use crate::canonical::schema::{self, Kind, Record};
use crate::canonical::{ColumnData, Columns, Day, Texts};
use crate::definitions::shapes::{NOT_WANTED, dates_of};
use crate::definitions::{EventKind, Layout, SheetLayout};
use crate::finding::{Effect, Finding, Place, Rows};

/// The rule by which events are left out that the layout maps to `none`.
pub const EVENT_NOT_WANTED: &str = "event_not_wanted";

/// Two starts, or two referrals, of one person that lie no further apart are one and not two.
pub const NEW_SPELL_DAYS: Day = 14;

/// The dates that a job has.
const OF_JOBS: [&str; 2] = ["job_start_date", "job_end_date"];

/// One event of a person.
#[derive(Clone, Copy)]
struct Event {
    /// The row's place in the table.
    row: usize,
    kind: EventKind,
    /// As the list gives them.
    dates: [Option<Day>; 2],
    /// Which canonical date each of them is.
    means: [Option<&'static str>; 2],
}

impl Event {
    /// Canonical dates that the event carries.
    fn milestones(&self) -> impl Iterator<Item = (&'static str, Day, usize)> {
        let (dates, means) = (self.dates, self.means);
        (0..2).filter_map(move |at| Some((means[at]?, dates[at]?, at)))
    }

    fn milestone(&self, name: &str) -> Option<Day> {
        self.milestones().find(|(own, ..)| *own == name).map(|(_, day, _)| day)
    }

    /// The day by which events are put in order.
    fn day(&self) -> Option<Day> {
        self.dates[0].or(self.dates[1])
    }
}

/// A person's events that hold, and what they make.
struct Person {
    /// The first start, which stands for the person; then all others but jobs, which have an account of their own.
    rows: Vec<usize>,
    /// Every row that says what the person is, jobs too; the first start before the others.
    told_in: Vec<usize>,
    /// By canonical column: the day, and the event's row and date.
    days: BTreeMap<&'static str, (Day, usize, usize)>,
}

/// Puts people together from the rows of a list of events; a list of jobs beside them where it has jobs.
pub fn assemble(list: MappedRecords, sheet: &SheetLayout, layout: &Layout) -> (Vec<MappedRecords>, Vec<Finding>) {
    let mut assembly = Assembly { list, findings: Vec::new() };
    let mut people: Vec<Vec<Event>> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for row in 0..assembly.list.fates.len() {
        if let Some((reference, event)) = assembly.event(row, sheet) {
            let at = *places.entry(reference).or_insert_with(|| {
                people.push(Vec::new());
                people.len() - 1
            });
            people[at].push(event);
        }
    }
    let (mut persons, mut jobs, mut again) = (Vec::new(), Vec::new(), 0);
    for mut events in people {
        assembly.leave_out_repeated(&mut events);
        assembly.set_aside_conflicting(&mut events);
        if let Some((person, own_jobs, starts)) = assembly.person(events) {
            again += u64::from(starts > 1);
            persons.push(person);
            jobs.extend(own_jobs);
        }
    }
    if again > 0 {
        let message = format!("people who joined more than once: {again}; each counts once, from the first start");
        let place = Place::file(&assembly.list.origin.file).sheet(&assembly.list.origin.sheet);
        assembly
            .findings
            .push(Finding::new("attached_again", Effect::Notes, place, message, "nothing to do").for_rows(again));
    }
    assembly.note_disagreeing(&persons);
    assembly.name_absent_dates(sheet);
    assembly.list.origin.not_given = not_given(&assembly.list, sheet, layout);
    assembly.finish(&persons, &jobs)
}

/// The list, and what becomes of its rows on the way.
struct Assembly {
    list: MappedRecords,
    findings: Vec<Finding>,
}

impl Assembly {
    /// The event of a row that can be used, with its person.
    fn event(&mut self, row: usize, layout: &SheetLayout) -> Option<(String, Event)> {
        if !self.list.fates.is_used(row) {
            return None;
        }
        let columns = &self.list.columns;
        let reference = columns.texts("reference").get(row)?.to_string();
        let word = columns.texts("event").get(row).unwrap_or_default();
        if word == NOT_WANTED {
            self.list.fates.set(row, Fate::LeftOut(EVENT_NOT_WANTED));
            return None;
        }
        let Some(kind) = EventKind::find(word) else {
            // A word that the layout does not know was told when it was read.
            let hint = "ask the sender what happened; the row counts in nothing until then";
            self.set_aside(row, "event_not_known", "event", "nothing says which event it is".into(), hint);
            return None;
        };
        let dates = ["date_1", "date_2"].map(|name| columns.days(name).get(row));
        let event = Event { row, kind, dates, means: dates_of(&layout.events, kind) };
        if let Some(column) = self.lacks(&event) {
            let message = format!("an event ({}) without its date", kind.name());
            let hint = "ask the sender for the date; the row counts in nothing until then";
            self.set_aside(row, "event_date_missing", column, message, hint);
            return None;
        }
        Some((reference, event))
    }

    /// The column in which the day is missing that an event counts by. A day for which the table has no column was
    /// told of the whole table: then any other will do.
    fn lacks(&self, event: &Event) -> Option<&'static str> {
        const DATES: [&str; 2] = ["date_1", "date_2"];
        let counts = |at: &usize| {
            let means = event.means[*at].is_some_and(|name| event.kind.counts_by().contains(&name));
            means && self.list.origin.headers.contains_key(DATES[*at])
        };
        let own: Vec<usize> = (0..2).filter(counts).collect();
        match own.first() {
            Some(first) => own.iter().all(|at| event.dates[*at].is_none()).then_some(DATES[*first]),
            None => event.milestones().next().is_none().then_some(DATES[0]),
        }
    }

    fn place(&self, row: usize, column: &str) -> Place {
        self.list.origin.place(self.list.source_rows[row], Some(column))
    }

    fn set_aside(&mut self, row: usize, code: &'static str, column: &str, message: String, hint: &str) {
        let place = self.place(row, column);
        self.list.fates.set(row, Fate::SetAside(code));
        self.findings.push(Finding::new(code, Effect::SetsAside, place, message, hint));
    }

    /// The same event on the same days twice.
    fn leave_out_repeated(&mut self, events: &mut Vec<Event>) {
        let mut kept: Vec<Event> = Vec::new();
        for event in events.drain(..) {
            let same = |other: &&Event| (other.kind, other.dates) == (event.kind, event.dates);
            let Some(first) = kept.iter().find(same).map(|first| first.row) else {
                kept.push(event);
                continue;
            };
            let place = self.place(event.row, "event");
            let message = format!("repeats row {}", self.list.source_rows[first]);
            self.list.fates.set(event.row, Fate::LeftOut("identical_duplicate"));
            self.findings.push(Finding::new("identical_duplicate", Effect::LeavesOut, place, message, "nothing to do"));
        }
        kept.sort_by_key(|event| (event.day(), event.kind, event.row));
        *events = kept;
    }

    /// Two starts too near each other to be two, and two outcomes or ends of one stay on the programme.
    fn set_aside_conflicting(&mut self, events: &mut Vec<Event>) {
        let starts: Vec<Day> =
            events.iter().filter(|event| event.kind == EventKind::Start).filter_map(Event::day).collect();
        // The stay that an event belongs to: the number of starts up to its day.
        let stay = |event: &Event| starts.iter().filter(|start| event.day().is_some_and(|day| **start <= day)).count();
        let conflict = |a: &Event, b: &Event| match (a.kind, b.kind) {
            (EventKind::Start, EventKind::Start) => {
                a.day().zip(b.day()).is_some_and(|(a, b)| (a - b).abs() <= NEW_SPELL_DAYS)
            }
            (EventKind::Outcome, EventKind::Outcome) => stay(a) == stay(b) && a.means == b.means,
            (EventKind::End, EventKind::End) => stay(a) == stay(b),
            _ => false,
        };
        let with = |event: &Event| events.iter().find(|other| other.row != event.row && conflict(event, other));
        let conflicts: Vec<(usize, usize)> =
            events.iter().filter_map(|event| Some((event.row, with(event)?.row))).collect();
        for &(row, other) in &conflicts {
            let first_day = |at: usize| events.iter().find(|event| event.row == at).and_then(|event| event.dates[0]);
            let how = match first_day(row) == first_day(other) {
                true => "on the same day, with another second date",
                false => "on another day",
            };
            let message = format!("row {} has the same event of this person {how}", self.list.source_rows[other]);
            let hint = "ask the sender which row is right; neither counts until then";
            self.set_aside(row, "conflicting_duplicate", "event", message, hint);
        }
        events.retain(|event| !conflicts.iter().any(|(row, _)| *row == event.row));
    }

    /// The person whom events make, the person's jobs, and how many starts there are. Without a start all events
    /// are set aside.
    fn person(&mut self, events: Vec<Event>) -> Option<(Person, Vec<Event>, usize)> {
        let starts: Vec<Event> = events.iter().filter(|event| event.kind == EventKind::Start).copied().collect();
        let Some(first) = starts.first() else {
            for event in &events {
                let message = format!("an event ({}) of somebody without a start that counts", event.kind.name());
                let hint = "ask the sender for the start; the row counts in nothing until then";
                self.set_aside(event.row, "event_without_start", "reference", message, hint);
            }
            return None;
        };
        let (jobs, own): (Vec<Event>, Vec<Event>) = events.iter().partition(|event| event.kind == EventKind::Job);
        let last_start = starts.last().and_then(Event::day);
        let mut days: BTreeMap<&'static str, (Day, usize, usize)> = BTreeMap::new();
        for event in &own {
            // Somebody who came back has not left.
            let over = event.kind == EventKind::End && starts.len() > 1 && event.day() < last_start;
            for (name, day, at) in event.milestones().filter(|_| !over) {
                let kept = days.entry(name).or_insert((day, event.row, at));
                let later = name == "leave_date" && day > kept.0;
                if later || (name != "leave_date" && day < kept.0) {
                    *kept = (day, event.row, at);
                }
            }
        }
        let first_before = |events: &[Event]| {
            let mut rows: Vec<usize> = events.iter().map(|event| event.row).collect();
            rows.sort_by_key(|row| (*row != first.row, *row));
            rows
        };
        let person = Person { rows: first_before(&own), told_in: first_before(&events), days };
        Some((person, jobs, starts.len()))
    }

    /// Columns of codes in which rows of one person have different values.
    fn note_disagreeing(&mut self, persons: &[Person]) {
        let codes = schema::of(Record::Participants).filter(|spec| spec.kind == Kind::Code);
        for spec in codes.filter(|spec| self.list.origin.headers.contains_key(spec.name)) {
            let own = self.list.columns.texts(spec.name);
            let mut others: Vec<u32> = Vec::new();
            for person in persons {
                let mut told = person.told_in.iter().filter_map(|&row| Some((row, own.get(row)?)));
                let Some((_, first)) = told.next() else { continue };
                others.extend(told.filter(|(_, word)| *word != first).map(|(row, _)| self.list.source_rows[row]));
            }
            if others.is_empty() {
                continue;
            }
            others.sort_unstable();
            let rows: Rows = others.into_iter().collect();
            let message = format!(
                "rows have another value than the one that counts for their person (the start's, or that of the first \
                 row that has one): {rows}"
            );
            let hint = "ask the sender which is right, where figures by it matter";
            let place = self.list.origin.column(spec.name);
            let finding = Finding::new("events_disagree", Effect::Notes, place, message, hint);
            self.findings.push(finding.for_rows(rows.count()));
        }
    }

    /// Dates of events that are not in the table, called by what the layout takes them for.
    fn name_absent_dates(&mut self, layout: &SheetLayout) {
        let absent = &mut self.list.origin.absent;
        let dates = ["date_1", "date_2"].map(|name| absent.remove(name));
        for kind in EventKind::ALL {
            for (name, headers) in dates_of(&layout.events, kind).into_iter().zip(&dates) {
                if let (Some(name), Some(headers)) = (name, headers) {
                    absent.insert(name.into(), headers.clone());
                }
            }
        }
    }

    /// The tables: participants, with the list's account, and jobs.
    fn finish(self, persons: &[Person], jobs: &[Event]) -> (Vec<MappedRecords>, Vec<Finding>) {
        let Assembly { list, findings } = self;
        let participants = participants(&list, persons, jobs.len() as u64);
        let jobs = (!jobs.is_empty()).then(|| job_table(&list, jobs));
        ([participants].into_iter().chain(jobs).collect(), findings)
    }
}

fn participants(list: &MappedRecords, persons: &[Person], jobs: u64) -> MappedRecords {
    let mut columns = Columns::default();
    let references = list.columns.texts("reference");
    columns.insert("reference", ColumnData::Texts(texts(references, persons.iter().map(|person| &person.rows[..1]))));
    for spec in schema::of(Record::Participants).filter(|spec| list.origin.headers.contains_key(spec.name)) {
        if spec.kind == Kind::Code {
            let own = texts(list.columns.texts(spec.name), persons.iter().map(|person| &person.told_in[..]));
            columns.insert(spec.name, ColumnData::Texts(own));
        }
    }
    let mut headers = list.origin.headers.clone();
    let mut elsewhere = Vec::new();
    for spec in schema::of(Record::Participants).filter(|spec| spec.kind == Kind::Date) {
        let own = |person: &Person| person.days.get(spec.name).copied();
        if !persons.iter().any(|person| own(person).is_some()) {
            continue;
        }
        columns
            .insert(spec.name, ColumnData::Days(persons.iter().map(|person| own(person).map(|own| own.0)).collect()));
        for person in persons {
            let Some((_, row, at)) = own(person) else { continue };
            let Some(found) = list.origin.headers.get(["date_1", "date_2"][at]) else { continue };
            headers.entry(spec.name.into()).or_insert_with(|| found.clone());
            elsewhere.push(Elsewhere {
                first_row: list.source_rows[person.rows[0]],
                column: spec.name.into(),
                row: list.source_rows[row],
                found: found.clone(),
            });
        }
    }
    elsewhere.sort_by(|a, b| (a.first_row, &a.column).cmp(&(b.first_row, &b.column)));
    let mut origin = list.origin.clone();
    (origin.record, origin.headers, origin.elsewhere) = (Record::Participants, headers, elsewhere);
    origin.absent.retain(|name, _| !OF_JOBS.contains(&name.as_str()));
    let (mut left_out, mut set_aside) = (list.left_out.clone(), list.set_aside.clone());
    for fate in list.fates.iter() {
        match fate {
            Fate::Used => {}
            Fate::SetAside(code) => *set_aside.entry(code).or_insert(0) += 1,
            Fate::LeftOut(rule) => *left_out.entry(rule).or_insert(0) += 1,
        }
    }
    MappedRecords {
        origin,
        columns,
        source_rows: persons.iter().map(|person| list.source_rows[person.rows[0]]).collect(),
        fates: Fates::new(persons.len()),
        left_out,
        set_aside,
        delivered: list.delivered - jobs,
        shape: Shape::Events(persons.iter().map(|person| person.rows.len() as u32).collect()),
    }
}

/// By person: the first text that any of the rows holds.
fn texts<'a>(all: &Texts, rows: impl Iterator<Item = &'a [usize]>) -> Texts {
    let mut out = Texts::default();
    let mut numbers: HashMap<&str, u32> = HashMap::new();
    for rows in rows {
        let id = rows
            .iter()
            .find_map(|&row| all.get(row))
            .map(|text| *numbers.entry(text).or_insert_with(|| out.words.push(text)));
        out.push(id);
    }
    out
}

fn job_table(list: &MappedRecords, jobs: &[Event]) -> MappedRecords {
    let mut columns = Columns::default();
    let row = |event: &Event| event.row;
    let rows: Vec<[usize; 1]> = jobs.iter().map(|event| [row(event)]).collect();
    let references = texts(list.columns.texts("reference"), rows.iter().map(|row| &row[..]));
    columns.insert("reference", ColumnData::Texts(references));
    let mut headers = list.origin.headers.clone();
    for name in OF_JOBS {
        columns.insert(name, ColumnData::Days(jobs.iter().map(|job| job.milestone(name)).collect()));
        let at = jobs.iter().find_map(|job| job.milestones().find(|(own, ..)| *own == name)).map(|(.., at)| at);
        if let Some(found) = at.and_then(|at| list.origin.headers.get(["date_1", "date_2"][at])) {
            headers.insert(name.into(), found.clone());
        }
    }
    let mut origin = list.origin.clone();
    (origin.record, origin.headers) = (Record::Jobs, headers);
    // It is asked of the people.
    origin.not_given.clear();
    origin.absent.retain(|name, _| OF_JOBS.contains(&name.as_str()));
    MappedRecords {
        origin,
        columns,
        source_rows: jobs.iter().map(|job| list.source_rows[job.row]).collect(),
        fates: Fates::new(jobs.len()),
        left_out: BTreeMap::new(),
        set_aside: BTreeMap::new(),
        delivered: jobs.len() as u64,
        shape: Shape::Rows,
    }
}

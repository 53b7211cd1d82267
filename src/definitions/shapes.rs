//! What a layout says of sheets whose rows are not people: counts, and events.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::layout::{Coverage, Layout, SheetLayout};
use super::workspace::fold;
use crate::canonical::counts::{CountsOf, Measure};
use crate::canonical::schema::{self, Kind};
use crate::vocabulary::QuarterYear;

/// How a sheet of counts is laid out.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CountsLayout {
    pub form: CountsForm,
    /// Under a title: what the rows are, as a canonical column (prime, area, office, ward, payment_group).
    pub rows: Option<String>,
    /// Whom a span's figures are about.
    pub of: CountsOf,
    /// Which year `Q1 2018` counts in.
    pub quarters: Option<QuarterYear>,
    /// Names of rows that repeat the sum of the others, besides `Total`.
    pub totals: Vec<String>,
    /// Whether each figure holds those before it, whatever the sender's words say; left out, they say it.
    pub cumulative: Option<bool>,
    /// Columns of names or months that are written once for a block of rows: a blank cell is as the one above it.
    pub as_above: Vec<String>,
}

/// Where the name of a measure stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CountsForm {
    /// Each measure is a column; periods, where there are any, stand in the rows.
    #[default]
    Columns,
    /// Each measure is a table under its title; periods stand across.
    Titles,
}

impl CountsLayout {
    /// Whether the layout names a row as the sum of the others.
    pub fn is_total(&self, name: &str) -> bool {
        let folded = fold(name);
        let folded = folded.trim_end_matches([':', '*']);
        self.totals.iter().any(|total| fold(total) == folded)
    }
}

/// What a layout writes for words whose rows are known and count in nothing.
pub const NOT_WANTED: &str = "none";

/// What can happen to a person on a list of events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// The person joins the programme.
    Start,
    /// The person begins a job.
    Job,
    /// The prime claims the programme's outcome, or weeks in work.
    Outcome,
    /// The person leaves the programme.
    End,
}

impl EventKind {
    pub const ALL: [EventKind; 4] = [EventKind::Start, EventKind::Job, EventKind::Outcome, EventKind::End];

    /// As layouts write it.
    pub fn name(self) -> &'static str {
        match self {
            EventKind::Start => "start",
            EventKind::Job => "job",
            EventKind::Outcome => "outcome",
            EventKind::End => "end",
        }
    }

    pub fn find(name: &str) -> Option<Self> {
        EventKind::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// What its first date is where a layout does not say; its second is nothing.
    fn first_date(self) -> &'static str {
        match self {
            EventKind::Start => "attachment_date",
            EventKind::Job => "job_start_date",
            EventKind::Outcome => "sustained_claim_date",
            EventKind::End => "leave_date",
        }
    }

    /// The dates that say that it happened: without any of them the event is nothing. The others may come later, or
    /// not be known.
    pub fn counts_by(self) -> &'static [&'static str] {
        match self {
            EventKind::Start => &["attachment_date"],
            EventKind::Job => &["job_start_date"],
            EventKind::Outcome => &["sustained_claim_date", "sustained_13w_date", "sustained_26w_date"],
            EventKind::End => &["leave_date"],
        }
    }

    /// The dates that an event of this kind may carry.
    fn may_hold(self) -> &'static [&'static str] {
        match self {
            EventKind::Start => &["attachment_date", "referral_date"],
            EventKind::Job => &["job_start_date", "job_end_date"],
            EventKind::Outcome => {
                &["sustained_claim_date", "sustained_13w_date", "sustained_26w_date", "job_start_date"]
            }
            EventKind::End => &["leave_date", "job_end_date"],
        }
    }
}

/// Which canonical date each date of an event is.
pub type EventDates = BTreeMap<EventKind, BTreeMap<String, String>>;

/// The canonical dates of an event's `date_1` and `date_2`.
pub fn dates_of(events: &EventDates, kind: EventKind) -> [Option<&'static str>; 2] {
    let own = events.get(&kind);
    ["date_1", "date_2"].map(|column| match own {
        Some(own) => own.get(column).and_then(|name| schema::find(name)).map(|spec| spec.name),
        None => (column == "date_1").then(|| kind.first_date()),
    })
}

/// Contradictions of a sheet of counts: what is wrong, and what to do.
pub(super) fn check_counts(sheet: &SheetLayout) -> Result<(), (String, String)> {
    let counts = &sheet.counts;
    let groups: Vec<&str> = sheet.columns.keys().map(String::as_str).filter(|name| is_group(name)).collect();
    let measures = sheet.columns.keys().filter(|name| Measure::find(name).is_some()).count();
    if measures == 0 {
        let known: Vec<&str> = Measure::ALL.iter().map(|measure| measure.name()).collect();
        return Err(("a sheet of counts names no measure".into(), format!("measures are: {}", known.join(", "))));
    }
    if let Some(rows) = counts.rows.as_deref().filter(|rows| *rows != "prime" && !is_group(rows)) {
        let hint = "rows can be prime, area, office, ward or payment_group";
        return Err((format!("[sheet.counts] rows = \"{rows}\" is nothing that people are counted by"), hint.into()));
    }
    let names = |column: &&String| match counts.form {
        CountsForm::Titles => counts.rows.as_ref() == Some(column),
        CountsForm::Columns => sheet.columns.contains_key(column.as_str()) && Measure::find(column).is_none(),
    };
    if let Some(column) = counts.as_above.iter().find(|column| !names(column)) {
        let message = format!("[sheet.counts] as_above names `{column}`, which is no column of names or months");
        return Err((
            message,
            "it can be period, or what the rows are: prime, area, office, ward, payment_group".into(),
        ));
    }
    match counts.form {
        CountsForm::Titles if counts.rows.is_none() => {
            let hint = "write rows = \"area\" below [sheet.counts], or prime, office, ward, payment_group";
            Err(("tables under titles do not say what their rows are".into(), hint.into()))
        }
        CountsForm::Titles if sheet.columns.keys().any(|name| Measure::find(name).is_none()) => {
            let hint = "leave only the measures, each with its tables' titles";
            Err(("tables under titles hold measures alone".into(), hint.into()))
        }
        CountsForm::Columns if counts.rows.is_some() => {
            let hint = "write the header of the column below [sheet.columns]; rows is for form = \"titles\"";
            Err(("rows is given, and the measures stand in columns".into(), hint.into()))
        }
        CountsForm::Columns if groups.len() > 1 => {
            let message = format!("people are counted by {} at once", groups.join(" and "));
            Err((message, "give each its own [[sheet]]: sums over two of them would count people twice".into()))
        }
        _ => Ok(()),
    }
}

/// Whether a canonical column parts a prime's people.
fn is_group(name: &str) -> bool {
    schema::of(schema::Record::Counts).any(|spec| spec.name == name && spec.kind == Kind::Code && name != "prime")
}

/// Contradictions of a sheet of events.
pub(super) fn check_events(sheet: &SheetLayout, layout: &Layout) -> Result<(), (String, String)> {
    if layout.coverage == Coverage::Quarter {
        let message = "coverage = \"quarter\" does not go with a sheet of events, which has to list everything so far: \
                       people are put together from one file, and whose start stands in another has none";
        let hint = "write coverage = \"to_date\", and ask the sender for lists since the contract began";
        return Err((message.into(), hint.into()));
    }
    let kinds = EventKind::ALL.map(EventKind::name).join(", ");
    let Some(words) = layout.values.get("event") else {
        let hint = format!("add [values.event] with a line a word, such as \"Start\" = \"start\"; events are: {kinds}");
        return Err(("no word of the event column is explained".into(), hint));
    };
    let known = |ours: &str| ours == NOT_WANTED || EventKind::find(ours).is_some();
    if let Some((word, ours)) = words.iter().find(|(_, ours)| !known(ours)) {
        let hint = format!("events are: {kinds}; {NOT_WANTED} leaves the rows of a word out");
        return Err((format!("`{word}` stands for `{ours}`, which is no event"), hint));
    }
    for (kind, dates) in &sheet.events {
        for (column, name) in dates {
            if !matches!(column.as_str(), "date_1" | "date_2") {
                let hint = "an event has date_1 and date_2".to_string();
                return Err((format!("[sheet.events.{}] has no `{column}`", kind.name()), hint));
            }
            if !kind.may_hold().contains(&name.as_str()) {
                let message = format!("[sheet.events.{}]: {column} cannot be `{name}`", kind.name());
                return Err((message, format!("it can be: {}", kind.may_hold().join(", "))));
            }
        }
    }
    Ok(())
}

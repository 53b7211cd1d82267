//! The canonical columns: what every return is mapped to, whatever its sender calls things.
//! The data dictionary is generated from this list.

/// What one row of a sheet is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Record {
    /// A referral on Jobcentre Plus's list.
    Referrals,
    /// A person on a prime's list, with the milestones that the layout holds beside them.
    Participants,
    /// A job spell of a person, on a sheet of its own.
    Jobs,
    /// A claim of the prime's for a payment, on a sheet of its own.
    Claims,
    /// An assessment of a person that gave a score, on a sheet of its own.
    Scores,
    /// Something that happened to a person: a start, an outcome, an end. Mapping puts each person together
    /// from them, as participants and jobs.
    Events,
    /// People counted by the sender: by month or quarter, or so far.
    Counts,
}

impl Record {
    /// The word for it in files and messages.
    pub fn name(self) -> &'static str {
        match self {
            Record::Referrals => "referrals",
            Record::Participants => "participants",
            Record::Jobs => "jobs",
            Record::Claims => "claims",
            Record::Scores => "scores",
            Record::Events => "events",
            Record::Counts => "counts",
        }
    }
}

impl Record {
    /// The columns without which a row is nobody's: a person's reference, and what happened.
    pub fn key(self) -> &'static [&'static str] {
        match self {
            Record::Counts => &[],
            Record::Events => &["reference", "event", "date_1"],
            Record::Claims => &["reference", "milestone"],
            Record::Scores => &["reference", "score_date", "score_value"],
            _ => &["reference"],
        }
    }

    /// Whether its rows tell more of people who stand on the sheet of participants, each person in any number of rows.
    pub fn is_beside_participants(self) -> bool {
        matches!(self, Record::Jobs | Record::Claims | Record::Scores)
    }
}

/// How a column's values are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A person's reference: normalised, masked wherever it is shown.
    Reference,
    /// A date; days without a time.
    Date,
    /// A day of birth: compared, never shown and in no figure.
    BirthDate,
    /// A value from a list: ward, office, payment group.
    Code,
    /// Yes or no.
    YesNo,
    /// A plain decimal number with at most two decimals, not negative: kept as whole hundredths.
    Number,
    /// A sum of money in pounds, not negative: kept as whole pence.
    Money,
    /// A month, a quarter or a year.
    Period,
    /// A number of people, or why there is none.
    Count,
    /// A percentage of the sender's: held against the counts, never used.
    Percent,
}

/// One canonical column.
#[derive(Debug)]
pub struct ColumnSpec {
    pub name: &'static str,
    pub kind: Kind,
    /// The records that may hold it.
    pub records: &'static [Record],
    /// What it is, for the data dictionary.
    pub meaning: &'static str,
}

impl ColumnSpec {
    /// A day on which something happened to a person of a row, or did not happen (yet) where the cell is empty.
    pub fn is_milestone(&self) -> bool {
        self.kind == Kind::Date && !matches!(self.name, "referral_date" | "leave_date" | "date_1" | "date_2")
    }
}

use Record::{Claims, Counts, Events, Jobs, Participants, Referrals, Scores};

const PERSON: &[Record] = &[Participants, Referrals];
/// What people are, on a list of events too: the start's value counts, else that of the first row that has one.
const PERSON_OR_EVENT: &[Record] = &[Participants, Referrals, Events];
/// What people are counted by as well.
const ANY_GROUP: &[Record] = &[Participants, Referrals, Events, Counts];

/// Every canonical column, in the order of the data dictionary.
pub const COLUMNS: &[ColumnSpec] = &[
    column(
        "reference",
        Kind::Reference,
        &[Referrals, Participants, Jobs, Claims, Scores, Events],
        "The person's reference, the same at Jobcentre Plus and the prime",
    ),
    column(
        "birth_date",
        Kind::BirthDate,
        PERSON,
        "Day of birth: tells whether two lists mean one person; never shown, and in no figure",
    ),
    column(
        "prime",
        Kind::Code,
        &[Participants, Referrals, Counts],
        "The prime that the person was referred to, or that counts them, as the sender spells it",
    ),
    column(
        "route",
        Kind::Code,
        PERSON,
        "Who referred the person: jcp, partner, provider, council, self; jcp where a return has no such column",
    ),
    column("referral_date", Kind::Date, PERSON, "Day of the referral"),
    column("attachment_date", Kind::Date, &[Participants], "Day the person joined the prime's programme"),
    column("leave_date", Kind::Date, &[Participants], "Day the person left the programme"),
    column("job_start_date", Kind::Date, &[Participants, Jobs], "First day of a job"),
    column(
        "job_end_date",
        Kind::Date,
        &[Participants, Jobs],
        "End of the job; the layout says whether the last day in it or the first day out",
    ),
    column("hours", Kind::Number, &[Participants, Jobs], "Hours a week of the job; empty where they are not told"),
    column("job_start_date_2", Kind::Date, &[Participants], "First day of a second job in the same row"),
    column("job_end_date_2", Kind::Date, &[Participants], "End of the second job"),
    column("hours_2", Kind::Number, &[Participants], "Hours a week of the second job"),
    column("job_start_date_3", Kind::Date, &[Participants], "First day of a third job in the same row"),
    column("job_end_date_3", Kind::Date, &[Participants], "End of the third job"),
    column("hours_3", Kind::Number, &[Participants], "Hours a week of the third job"),
    column(
        "sustained_claim_date",
        Kind::Date,
        &[Participants],
        "Day for which the prime claims the programme's outcome",
    ),
    column(
        "outcome_paid_date",
        Kind::Date,
        &[Participants],
        "Day on which the programme's outcome was paid; an outcome without a day of its claim was claimed by that day",
    ),
    column("sustained_13w_date", Kind::Date, &[Participants], "Day for which the prime claims 13 weeks in work"),
    column("sustained_26w_date", Kind::Date, &[Participants], "Day for which the prime claims 26 weeks in work"),
    column(
        "sustained",
        Kind::YesNo,
        &[Participants],
        "The prime's own mark that the programme's outcome was reached, without a date",
    ),
    column(
        "sustained_13w",
        Kind::YesNo,
        &[Participants],
        "The prime's own mark that 13 weeks in work were reached, without a date",
    ),
    column("office", Kind::Code, ANY_GROUP, "Jobcentre Plus office"),
    column("area", Kind::Code, ANY_GROUP, "Local authority or other area"),
    column("ward", Kind::Code, ANY_GROUP, "Electoral ward of residence; empty where it must not be known"),
    column("payment_group", Kind::Code, ANY_GROUP, "Client group that sets fees and outcome weeks"),
    column("benefit", Kind::Code, PERSON_OR_EVENT, "Benefit at referral"),
    column("sex", Kind::Code, PERSON_OR_EVENT, "Sex as recorded by the sender"),
    column(
        "age_band",
        Kind::Code,
        PERSON_OR_EVENT,
        "Age band; where a return has no such column, worked out from `birth_date` on the day of attachment, or of the referral where the row has no attachment: 16 to 24, 25 to 34, 35 to 49, 50 and over",
    ),
    column(
        "disability",
        Kind::Code,
        PERSON_OR_EVENT,
        "Disability as recorded by the sender: Yes, No, or the layout's words",
    ),
    column("barrier", Kind::Code, PERSON_OR_EVENT, "The main barrier to work as recorded by the sender"),
    column(
        "milestone",
        Kind::Code,
        &[Claims],
        "What is claimed: attachment, job_start, outcome (the programme's), sustainment",
    ),
    column("claim_date", Kind::Date, &[Claims], "Day of the claim; where it is empty, the day of payment counts as it"),
    column("paid_date", Kind::Date, &[Claims], "Day of the payment; empty while it is not paid"),
    column("paid_amount", Kind::Money, &[Claims], "What was paid"),
    column("score_name", Kind::Code, &[Scores], "Which score: the assessment's name"),
    column("score_date", Kind::Date, &[Scores], "Day of the assessment"),
    column("score_value", Kind::Number, &[Scores], "The score"),
    column("event", Kind::Code, &[Events], "What happened: the layout says which word is which event"),
    column("date_1", Kind::Date, &[Events], "First date beside the event; the layout says what it is"),
    column("date_2", Kind::Date, &[Events], "Second date beside the event; the layout says what it is"),
    column("period", Kind::Period, &[Counts], "Month, quarter or year that the row's counts are for"),
    count("referrals", "People referred"),
    count("attachments", "People who joined the programme"),
    count("early_leavers", "People who joined and left before support began in earnest"),
    count("job_starts", "People who started a job"),
    count("sustained_13w", "People in work for 13 weeks, or 3 months as the sender counts"),
    count("sustained_26w", "People in work for 26 weeks, or 6 months as the sender counts"),
    count("sustained_52w", "People in work for 52 weeks, or a year as the sender counts"),
    count("sustained", "People who reached the programme's outcome, as the sender counts"),
    count("outcomes", "Outcomes that were paid; never shown as job starts"),
    count("expected", "Outcomes that the contract's minimum performance level asks for"),
    percent("attachment_rate", "Attached of referred"),
    percent("job_start_rate", "Started a job of attached"),
    percent("sustainment_rate", "Sustained of attached"),
];

const fn column(name: &'static str, kind: Kind, records: &'static [Record], meaning: &'static str) -> ColumnSpec {
    ColumnSpec { name, kind, records, meaning }
}

const fn count(name: &'static str, meaning: &'static str) -> ColumnSpec {
    ColumnSpec { name, kind: Kind::Count, records: &[Counts], meaning }
}

const fn percent(name: &'static str, meaning: &'static str) -> ColumnSpec {
    ColumnSpec { name, kind: Kind::Percent, records: &[Counts], meaning }
}

/// The column of that name; of two records' columns of one name, the people's.
pub fn find(name: &str) -> Option<&'static ColumnSpec> {
    COLUMNS.iter().find(|spec| spec.name == name)
}

/// The columns that a record may hold.
pub fn of(record: Record) -> impl Iterator<Item = &'static ColumnSpec> {
    COLUMNS.iter().filter(move |spec| spec.records.contains(&record))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_record_has_two_columns_of_one_name_and_every_one_of_people_has_a_reference() {
        for (i, spec) in COLUMNS.iter().enumerate() {
            let shared = |other: &&ColumnSpec| other.records.iter().any(|record| spec.records.contains(record));
            assert!(COLUMNS[..i].iter().filter(shared).all(|other| other.name != spec.name), "{}", spec.name);
        }
        for record in [Referrals, Participants, Jobs, Claims, Scores, Events] {
            for key in record.key() {
                assert!(of(record).any(|spec| spec.name == *key), "{key} of {}", record.name());
            }
        }
    }
}

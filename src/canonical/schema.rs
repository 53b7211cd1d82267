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
}

impl Record {
    /// The word for it in files and messages.
    pub fn name(self) -> &'static str {
        match self {
            Record::Referrals => "referrals",
            Record::Participants => "participants",
            Record::Jobs => "jobs",
        }
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

use Record::{Jobs, Participants, Referrals};

const PERSON: &[Record] = &[Participants, Referrals];

/// Every canonical column, in the order of the data dictionary.
pub const COLUMNS: &[ColumnSpec] = &[
    column(
        "reference",
        Kind::Reference,
        &[Referrals, Participants, Jobs],
        "The person's reference, the same at Jobcentre Plus and the prime",
    ),
    column(
        "birth_date",
        Kind::BirthDate,
        PERSON,
        "Day of birth: tells whether two lists mean one person; never shown, and in no figure",
    ),
    column("prime", Kind::Code, PERSON, "The prime that the person was referred to, as the sender spells it"),
    column(
        "route",
        Kind::Code,
        PERSON,
        "Who referred the person: jcp, partner, self; jcp where a return has no such column",
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
    column("job_start_date_2", Kind::Date, &[Participants], "First day of a second job in the same row"),
    column("job_end_date_2", Kind::Date, &[Participants], "End of the second job"),
    column("job_start_date_3", Kind::Date, &[Participants], "First day of a third job in the same row"),
    column("job_end_date_3", Kind::Date, &[Participants], "End of the third job"),
    column(
        "sustained_claim_date",
        Kind::Date,
        &[Participants],
        "Day for which the prime claims the programme's outcome",
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
    column("office", Kind::Code, PERSON, "Jobcentre Plus office"),
    column("area", Kind::Code, PERSON, "Local authority or other area"),
    column("ward", Kind::Code, PERSON, "Electoral ward of residence; empty where it must not be known"),
    column("payment_group", Kind::Code, PERSON, "Client group that sets fees and outcome weeks"),
    column("benefit", Kind::Code, PERSON, "Benefit at referral"),
    column("sex", Kind::Code, PERSON, "Sex as recorded by the sender"),
];

const fn column(name: &'static str, kind: Kind, records: &'static [Record], meaning: &'static str) -> ColumnSpec {
    ColumnSpec { name, kind, records, meaning }
}

/// The column of that name.
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
    fn no_canonical_name_stands_twice_and_every_record_has_a_reference() {
        for (i, spec) in COLUMNS.iter().enumerate() {
            assert!(COLUMNS[..i].iter().all(|other| other.name != spec.name), "{}", spec.name);
        }
        for record in [Record::Referrals, Record::Participants, Record::Jobs] {
            assert!(of(record).any(|spec| spec.name == "reference"));
        }
    }
}

//! Kinds of faults that are put into returns on purpose, and how a typist's slips look.

use chrono::{Datelike, NaiveDate};

use crate::calendar::{plus, typed};

/// A kind of fault; its code is that of the finding it must lead to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    IdenticalDuplicate,
    ConflictingDuplicate,
    AttachmentBeforeReferral,
    JobStartBeforeAttachment,
    JobEndBeforeStart,
    JobWithoutParticipant,
    ClaimTooEarly,
    ClaimWithoutJobStart,
    ClaimedTwice,
    PaidBeforeClaim,
    ScoreMissing,
    DateAfterReceived,
    DateNotPossible,
    ReferenceMissing,
    WardNotKnown,
    AreaNotKnown,
    /// People whom Jobcentre Plus never referred: a world makes them, nothing is changed in their rows.
    NotOnJcpList,
    /// People whom Jobcentre Plus sent to another prime: its list says so, nothing is changed in their rows.
    JcpNamesAnotherPrime,
}

/// Every kind with its code, in the order of `planted.csv`.
const CODES: [(Kind, &str); 18] = [
    (Kind::IdenticalDuplicate, "identical_duplicate"),
    (Kind::ConflictingDuplicate, "conflicting_duplicate"),
    (Kind::AttachmentBeforeReferral, "attachment_before_referral"),
    (Kind::JobStartBeforeAttachment, "job_start_before_attachment"),
    (Kind::JobEndBeforeStart, "job_end_before_start"),
    (Kind::JobWithoutParticipant, "job_without_participant"),
    (Kind::ClaimTooEarly, "claim_too_early"),
    (Kind::ClaimWithoutJobStart, "claim_without_job_start"),
    (Kind::ClaimedTwice, "claimed_twice"),
    (Kind::PaidBeforeClaim, "paid_before_claim"),
    (Kind::ScoreMissing, "score_missing"),
    (Kind::DateAfterReceived, "date_after_received"),
    (Kind::DateNotPossible, "date_not_possible"),
    (Kind::ReferenceMissing, "reference_missing"),
    (Kind::WardNotKnown, "ward_not_known"),
    (Kind::AreaNotKnown, "area_not_known"),
    (Kind::NotOnJcpList, "not_on_jcp_list"),
    (Kind::JcpNamesAnotherPrime, "jcp_names_another_prime"),
];

impl Kind {
    pub fn all() -> impl Iterator<Item = (Kind, &'static str)> {
        CODES.into_iter()
    }
}

/// The slip of a typist in January: the right day of the wrong year.
pub fn a_year_on(date: NaiveDate) -> NaiveDate {
    date.with_year(date.year() + 1).unwrap_or(plus(date, 365))
}

/// A day that no calendar has, as somebody typed it.
pub fn impossible(date: NaiveDate, nth: usize) -> String {
    let day = ["30/02", "31/04", "31/09", "31/06", "31/11"][nth % 5];
    format!("{day}/{}", &typed(date)[6..])
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::calendar::day;

    #[test]
    fn an_impossible_day_keeps_its_year_and_is_in_no_calendar() {
        for nth in 0..5 {
            let text = impossible(day(2015, 3, 9), nth);
            assert!(text.ends_with("/2015"));
            assert!(NaiveDate::parse_from_str(&text, "%d/%m/%Y").is_err(), "{text}");
        }
    }

    #[test]
    fn a_year_on_from_a_leap_day_is_still_a_day() {
        assert_eq!(a_year_on(day(2016, 2, 29)), day(2017, 2, 28));
        assert_eq!(a_year_on(day(2015, 12, 4)), day(2016, 12, 4));
    }

    #[test]
    fn no_two_kinds_have_one_code() {
        let codes: BTreeSet<&str> = Kind::all().map(|(_, code)| code).collect();
        assert_eq!(codes.len(), CODES.len());
    }
}

//! A list of events: which word is which event, and what the dates beside each are.

use crate::definitions::EventKind;
use crate::source::Sheet;

use super::cells;
use super::profile::Profile;
use super::words::words;

/// What the dates beside one kind of event are, with what speaks for it.
#[derive(Clone, Debug, PartialEq)]
pub struct ProposedDates {
    pub kind: EventKind,
    /// Our columns for `date_1` and `date_2`; nothing where the second is never filled.
    pub dates: [Option<&'static str>; 2],
    /// Whether the order of the two tells which is which.
    pub proved: bool,
    pub reason: String,
}

/// Whether a column says what happened: a few words, two of them events.
pub fn is_event_column(profile: &Profile) -> bool {
    let known = profile.codes.keys().filter(|value| words().value("event", value).is_some()).count();
    profile.distinct <= 15 && known >= 2
}

/// Proposes the dates of each kind of event that occurs, by their order in the rows that have both.
pub fn propose(
    sheet: &Sheet,
    rows: &[usize],
    event: u32,
    first: &Profile,
    second: Option<&Profile>,
) -> Vec<ProposedDates> {
    let kind_of = |row: &usize| {
        let word = cells::text(sheet.value(*row, event))?;
        EventKind::find(words().value("event", &word)?)
    };
    let kinds: Vec<Option<EventKind>> = rows.iter().map(kind_of).collect();
    let day = |profile: &Profile, at: usize| profile.dates.days().get(at).copied().flatten();
    EventKind::ALL
        .into_iter()
        .filter_map(|kind| {
            let own: Vec<usize> = (0..rows.len()).filter(|&at| kinds[at] == Some(kind)).collect();
            let pairs: Vec<(i32, i32)> =
                own.iter().filter_map(|&at| Some((day(first, at)?, day(second?, at)?))).collect();
            (!own.is_empty()).then(|| dates_of(kind, own.len(), &pairs))
        })
        .collect()
}

/// The dates of one kind: `pairs` are its rows with both.
fn dates_of(kind: EventKind, rows: usize, pairs: &[(i32, i32)]) -> ProposedDates {
    // What comes earlier and later beside such an event.
    let (own, earlier, later) = match kind {
        EventKind::Start => ("attachment_date", "referral_date", "attachment_date"),
        EventKind::Job => ("job_start_date", "job_start_date", "job_end_date"),
        EventKind::Outcome => ("sustained_claim_date", "job_start_date", "sustained_claim_date"),
        EventKind::End => ("leave_date", "job_end_date", "leave_date"),
    };
    let proposed = |dates, proved, reason| ProposedDates { kind, dates, proved, reason };
    if pairs.len() * 20 < rows {
        return proposed([Some(own), None], true, "the second date is empty".into());
    }
    let rising = pairs.iter().filter(|(first, second)| first < second).count();
    let falling = pairs.iter().filter(|(first, second)| first > second).count();
    let both = pairs.len();
    let told = |part: usize, words: &str| format!("the second date is {words} in {part} of {both} rows");
    if rising > 0 && falling * 20 <= rising {
        proposed([Some(earlier), Some(later)], kind != EventKind::End, told(rising, "later"))
    } else if falling > 0 && rising * 20 <= falling {
        proposed([Some(later), Some(earlier)], kind != EventKind::End, told(falling, "earlier"))
    } else {
        proposed([Some(own), None], false, "the order of the two dates does not tell which is which".into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_two_dates_says_what_they_are_and_silence_is_a_question() {
        let dates = |kind, pairs: &[(i32, i32)]| {
            let own = dates_of(kind, 20, pairs);
            (own.dates, own.proved)
        };
        let rising = [(10, 200); 20];
        let falling = [(30, 10); 20];
        let both = |first, second| ([Some(first), Some(second)], true);
        assert_eq!(dates(EventKind::Outcome, &rising), both("job_start_date", "sustained_claim_date"));
        assert_eq!(dates(EventKind::Start, &falling), both("attachment_date", "referral_date"));
        assert_eq!(dates(EventKind::Start, &[]), ([Some("attachment_date"), None], true));
        assert_eq!(dates(EventKind::Job, &[(5, 5); 20]), ([Some("job_start_date"), None], false));
    }
}

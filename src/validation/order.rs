//! The order in which rules decide about rows: what one has set aside or left out, no later one looks at.

use super::checks::CHECKS;
use crate::canonical::schema::Record;

/// The rules that hold a row against others, in the order in which `validate` runs them; those of one line look at the
/// same rows. They come after the rules about one row, which stand in their order in `CHECKS`.
const ACROSS_ROWS: &[&[&str]] = &[
    &["identical_duplicate", "conflicting_duplicate", "claimed_twice"],
    &["client_of_two_primes"],
    &["not_on_jcp_list", "jcp_row_not_used", "reference_nearly_matches"],
    &["jcp_names_another_prime"],
    &["birth_date_differs", "birth_date_nearly_agrees"],
    &["job_without_participant", "claim_without_participant", "score_without_participant"],
    &["participant_left_out", "participant_set_aside"],
    &["job_start_before_attachment", "job_start_without_attachment"],
    &["claim_before_attachment", "claim_without_attachment"],
    &["claim_without_job_start", "claim_too_early"],
];

/// Whether a rule did not look at a row, because another code had decided what becomes of it.
pub fn hides(decided: &str, code: &str, record: Record) -> bool {
    place_of(decided, record) < place_of(code, record)
}

/// A code's place among the rules for a kind of row. Whatever is no rule is found as a row is read, before all of them
/// and in every row.
fn place_of(code: &str, record: Record) -> usize {
    let about_one = CHECKS.iter().filter(|check| check.records.contains(&record));
    let about_one = about_one.map(|check| std::slice::from_ref(&check.code));
    let mut rules = about_one.chain(ACROSS_ROWS.iter().copied());
    rules.position(|codes| codes.contains(&code)).map_or(0, |at| at + 1)
}

/// Whether a code has its place among the rules, for any kind of row.
#[cfg(test)]
pub fn is_rule(code: &str) -> bool {
    CHECKS.iter().any(|check| check.code == code) || ACROSS_ROWS.concat().contains(&code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_hidden_from_the_rules_after_the_one_that_set_it_aside() {
        for (decided, code, expected) in [
            ("date_not_possible", "claim_too_early", true),
            ("after_as_at", "date_after_received", true),
            ("date_after_received", "claim_too_early", true),
            ("claim_too_early", "date_after_received", false),
            ("claim_too_early", "conflicting_duplicate", true),
            ("conflicting_duplicate", "claim_too_early", false),
            ("identical_duplicate", "conflicting_duplicate", false),
            ("claim_too_early", "ward_not_known", false),
            ("error_cell", "date_not_possible", false),
        ] {
            assert_eq!(hides(decided, code, Record::Participants), expected, "{decided}, {code}");
        }
        // One code, two rules: a row of participants is looked at by itself, a job beside its participant.
        let (decided, code) = ("job_end_before_start", "job_start_before_attachment");
        assert!(!hides(decided, code, Record::Participants) && hides(decided, code, Record::Jobs));
    }
}

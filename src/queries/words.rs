//! Every code that a finding can have, in words for the person who sent the file: what is wrong and what to
//! correct. The officer's hint stands with the finding; what goes back to a sender is told here alone.

use super::words::Asks::{AcrossAllLists, AcrossOwnLists, File, Line, Nothing, Row};

/// What a finding asks of the sender, and what it took to see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asks {
    /// To correct a row; the row alone shows the fault.
    Row,
    /// To correct a row that cannot be repeated: its values stand in the wrong columns, so that what is never
    /// read (names, birth dates) could be among them.
    Line,
    /// To correct a row that disagrees with another list or row of the same sender.
    AcrossOwnLists,
    /// To look at a row that disagrees with somebody else's list. Its message may speak of that list, so
    /// that only the words below go to the sender.
    AcrossAllLists,
    /// To do something about the file.
    File,
    /// Nothing: it is left out by rule, or for the officer to settle.
    Nothing,
}

impl Asks {
    /// Whether it is asked of a row.
    pub fn of_a_row(self) -> bool {
        matches!(self, Row | Line | AcrossOwnLists | AcrossAllLists)
    }
}

/// A code in plain words.
#[derive(Debug)]
pub struct Words {
    pub code: &'static str,
    pub asks: Asks,
    /// What is wrong, as a heading.
    pub what: &'static str,
    /// What to correct; empty where nothing is asked.
    pub correct: &'static str,
}

const fn say(code: &'static str, asks: Asks, what: &'static str, correct: &'static str) -> Words {
    Words { code, asks, what, correct }
}

const NAME: &str = "Please use a name from the list that the council sent, or tell the council about a new one.";
const EXPORT: &str = "Please export the file again and look at this line.";

/// Every code, in alphabetical order.
pub const WORDS: &[Words] = &[
    say("after_as_at", Nothing, "The row begins after the day of the report", ""),
    say("area_not_known", Row, "The area is not on the council's list", NAME),
    say(
        "attachment_before_referral",
        Row,
        "Attachment is before the referral",
        "Please check both dates and correct the wrong one.",
    ),
    say("benefit_not_known", Row, "The benefit is not on the list", NAME),
    say("bytes_not_text", Line, "The line holds damaged letters", EXPORT),
    say(
        "claim_too_early",
        Row,
        "An outcome is claimed before the weeks in work can have passed",
        "Please check the day of the claim and the job start, and correct the wrong one.",
    ),
    say(
        "claim_without_job_start",
        AcrossOwnLists,
        "An outcome is claimed and there is no job start",
        "Please give the job's first day, or take the claim out.",
    ),
    say(
        "client_of_two_primes",
        AcrossAllLists,
        "Jobcentre Plus does not name you as this person's provider",
        "Please check the reference and whether this person was referred to you.",
    ),
    say("commentary_missing", Nothing, "Words of the officers are missing", ""),
    say("commentary_not_placed", Nothing, "Words of the officers have no place in the paper", ""),
    say(
        "conflicting_duplicate",
        AcrossOwnLists,
        "The same reference stands in two rows that disagree",
        "Please say which row is right, and take the other out or correct its reference.",
    ),
    say(
        "date_after_received",
        Row,
        "A date is later than the day your file arrived",
        "Please correct the date, or leave it empty until it has happened.",
    ),
    say("date_not_possible", Row, "A date that cannot be", "Please write the date in full, such as 31 December 2015."),
    say(
        "date_not_understood",
        Row,
        "Not a date",
        "Please write the date in full, such as 31 December 2015, and remarks in another column.",
    ),
    say(
        "date_two_digit_year",
        Row,
        "A year of two digits",
        "Please write the year with four digits, such as 31 December 2015.",
    ),
    say(
        "encoding_guessed",
        File,
        "The file does not say how its letters are stored",
        "Nothing is wrong so far; please export it as UTF-8 if your program lets you choose.",
    ),
    say("error_cell", Row, "The cell shows an error instead of a value", "Please put the value itself into the cell."),
    say("event_after_as_at", Nothing, "Events after the day of the report", ""),
    say(
        "extension_differs_from_content",
        File,
        "The file's name does not say what the file is",
        "Please save the file in the format that its name says.",
    ),
    say("file_not_recognised", Nothing, "The file's name fits no sender", ""),
    say("footnote", Nothing, "A remark below the table", ""),
    say(
        "header_not_recognised",
        File,
        "A column that the council does not know",
        "It is not used. If it replaces another column, please tell the council what it holds.",
    ),
    say(
        "hidden_sheet_not_used",
        File,
        "A hidden sheet",
        "It is not read. If it holds records, please show it and send the file again; else take it out.",
    ),
    say("identical_duplicate", Nothing, "The same row twice", ""),
    say(
        "jcp_names_another_prime",
        AcrossAllLists,
        "Jobcentre Plus names another provider for this person",
        "Please check the reference and whether this person was referred to you.",
    ),
    say(
        "job_end_before_start",
        Row,
        "The job ends before it starts",
        "Please check both dates and correct the wrong one.",
    ),
    say("job_end_without_start", Row, "A job has an end and no start", "Please give the job's first day."),
    say(
        "job_start_before_attachment",
        AcrossOwnLists,
        "The job starts before attachment",
        "Please check both dates and correct the wrong one.",
    ),
    say("job_start_missing", Row, "A job without its first day", "Please give the job's first day."),
    say(
        "job_start_without_attachment",
        AcrossOwnLists,
        "There is a job start and no attachment",
        "Please give the day of attachment.",
    ),
    say(
        "job_without_participant",
        AcrossOwnLists,
        "A job of somebody who is not on the list of participants",
        "Please add the participant's row, or correct the reference.",
    ),
    say(
        "leaving_before_attachment",
        Row,
        "The day of leaving is before attachment",
        "Please check both dates and correct the wrong one.",
    ),
    say(
        "line_endings_mixed",
        File,
        "Lines end in different ways",
        "Nothing is wrong so far; please export the file in one go rather than joining files.",
    ),
    say("mark_not_understood", Row, "Neither yes nor no", "Please write yes or no, or leave the cell empty."),
    say("no_row_used", File, "Not one row could be used", "Please send a corrected file."),
    say("not_at_jcp", Nothing, "People who are not on Jobcentre Plus's list", ""),
    say("not_at_prime", Nothing, "Referrals that are on no prime's list", ""),
    say(
        "not_on_jcp_list",
        AcrossAllLists,
        "Jobcentre Plus's list does not have this reference",
        "Please check the reference; if it is right, ask Jobcentre Plus for the referral.",
    ),
    say(
        "nul_removed",
        File,
        "Characters that are no text were taken out",
        "Please export the file again, and tell the council how it was made if it happens again.",
    ),
    say("office_not_known", Row, "The office is not on the council's list", NAME),
    say("participant_left_out", Nothing, "The job of a participant who is left out", ""),
    say(
        "participant_set_aside",
        AcrossOwnLists,
        "The job of a participant whose own row must be corrected",
        "Please correct the participant's row; nothing is wrong with the job itself.",
    ),
    say("payment_group_not_known", Row, "The payment group is not on the list", NAME),
    say("prime_not_known", Row, "The provider is not on the council's list", NAME),
    say(
        "ragged_row",
        Line,
        "The line has more or fewer cells than the header",
        "Please export the file again and look at this line: a comma or a line break inside a cell needs quotes.",
    ),
    say("received_without_file", Nothing, "A day of receipt for a file that is not there", ""),
    say("red_without_reason", Nothing, "A red rating without a reason", ""),
    say(
        "reference_damaged",
        Row,
        "The reference has lost digits",
        "Please format the column as text before the references go in, and send the file again.",
    ),
    say("reference_missing", Row, "There is no reference", "Please give the person's reference."),
    say("reference_pattern", Row, "Not a reference", "Please correct the reference."),
    say("reference_respelt", Nothing, "References in other spellings that are read as the same", ""),
    say(
        "referral_date_differs",
        File,
        "Referral dates differ from Jobcentre Plus's by more than a week",
        "Please check your referral dates; those of Jobcentre Plus are used.",
    ),
    say("referral_date_missing", Row, "There is no referral date", "Please give the day of the referral."),
    say("repeated_header", Nothing, "The header again", ""),
    say("return_is_empty", File, "There are no records in the file", "Please send the file with its records."),
    say("return_missing", Nothing, "No file came", ""),
    say("route_not_known", Row, "The route is not on the list", NAME),
    say(
        "row_cut_off",
        Line,
        "The file ends in the middle of this line",
        "Please export the file again and send it whole.",
    ),
    say(
        "row_limit_reached",
        File,
        "The file is exactly as long as a spreadsheet can be",
        "Records are probably missing: please say how many there are, or split the file.",
    ),
    say("rows_set_aside", Nothing, "Too many rows are set aside", ""),
    say("sex_not_known", Row, "The sex is not on the list", NAME),
    say(
        "sheet_not_used",
        File,
        "A sheet that the council does not know",
        "It is not read. If it holds records, please tell the council.",
    ),
    say("stray_quote", Line, "A quotation mark stands in the wrong place", EXPORT),
    say("totals_row", Nothing, "A row of totals", ""),
    say("value_not_known", Row, "The value is not on the list", NAME),
    say("ward_not_known", Row, "The ward is not on the council's list", NAME),
];

/// The words for a code; none for one that a later version of this program knew.
pub fn of(code: &str) -> Option<&'static Words> {
    WORDS.binary_search_by_key(&code, |words| words.code).ok().map(|at| &WORDS[at])
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::path::{Path, PathBuf};

    /// What stands before a code where a finding is made, without white space.
    const BEFORE_A_CODE: [&str; 11] = [
        "Finding::new(\"",
        "Trouble::new(\"",
        "code:\"",
        ".set_aside(i,\"",
        ".leave_out(i,\"",
        "SetAside(\"",
        "LeftOut(\"",
        "note_rows(\"",
        "why)=(\"",
        "else{(\"",
        "=>\"",
    ];

    fn sources(folder: &Path, into: &mut Vec<PathBuf>) {
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                sources(&path, into);
            } else if path.extension().is_some_and(|ext| ext == "rs") && !path.ends_with("tests.rs") {
                into.push(path);
            }
        }
    }

    /// The codes in a file's code: words joined by `_` where a finding is made.
    fn codes(text: &str) -> Vec<String> {
        let code = text.split("#[cfg(test)]").next().unwrap();
        let code: String = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
        let literals = BEFORE_A_CODE.iter().flat_map(|before| code.split(before).skip(1));
        literals
            .filter_map(|rest| rest.split('"').next())
            .filter(|word| {
                word.contains('_') && word.bytes().all(|b| b.is_ascii_lowercase() || b"_0123456789".contains(&b))
            })
            .map(String::from)
            .collect()
    }

    #[test]
    fn every_code_that_can_be_raised_has_plain_words() {
        let mut files = Vec::new();
        for folder in ["source", "mapping", "validation", "report"] {
            sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(folder), &mut files);
        }
        let columns: BTreeSet<&str> = crate::canonical::schema::COLUMNS.iter().map(|column| column.name).collect();
        let raised: BTreeSet<String> =
            files.iter().flat_map(|file| codes(&std::fs::read_to_string(file).unwrap())).collect();
        assert!(raised.len() > 50, "the search has lost the codes: {raised:?}");
        let without: Vec<&String> =
            raised.iter().filter(|code| of(code).is_none() && !columns.contains(code.as_str())).collect();
        assert!(without.is_empty(), "add a line for each to WORDS in queries/words.rs: {without:?}");
    }

    #[test]
    fn codes_stand_in_order_once_and_whoever_is_asked_is_told_what_to_do() {
        assert!(WORDS.windows(2).all(|two| two[0].code < two[1].code));
        for words in WORDS {
            assert_eq!(words.correct.is_empty(), words.asks == Nothing, "{}", words.code);
            assert!(words.what.chars().next().unwrap().is_uppercase() && !words.what.ends_with('.'), "{}", words.code);
            assert!(words.correct.is_empty() || words.correct.ends_with('.'), "{}", words.code);
        }
    }
}

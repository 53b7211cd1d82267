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
    say("attached_again", Nothing, "People who joined more than once", ""),
    say(
        "attachment_before_referral",
        Row,
        "Attachment is before the referral",
        "Please check both dates and correct the wrong one.",
    ),
    say("benefit_not_known", Row, "The benefit is not on the list", NAME),
    say(
        "birth_date_differs",
        AcrossAllLists,
        "The day of birth is not the one that Jobcentre Plus has for this reference",
        "Please check the day of birth and the reference.",
    ),
    say(
        "birth_date_nearly_agrees",
        AcrossAllLists,
        "The day of birth nearly agrees with Jobcentre Plus's",
        "Please check the day of birth.",
    ),
    say("bytes_not_text", Line, "The line holds damaged letters", EXPORT),
    say(
        "cells_outside_table",
        File,
        "Cells outside the table",
        "They are not used. If they hold records, please put them into the table and send the file again.",
    ),
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
    say("count_not_understood", Row, "Not a number of people", "Please write a whole number."),
    say("count_not_used", Nothing, "A count that no figure is made of", ""),
    say("counts_are_cumulative", File, "Each figure holds those before it", "Please give each month or quarter alone."),
    say("counts_of_one_time_differ", File, "Two counts for one time", "Please say which table is right."),
    say("counts_with_gaps", File, "Months without a count", "Please give every month up to the quarter's end."),
    say("covered_by_longer_period", Nothing, "Months that a longer row counts already", ""),
    say("covered_by_shorter_periods", Nothing, "A quarter or year that shorter rows count already", ""),
    say(
        "date_after_received",
        Row,
        "A date is later than the day your file arrived",
        "Please correct the date, or leave it empty until it has happened.",
    ),
    say(
        "date_depends_on_zone",
        Row,
        "A time that is another day in its own time zone",
        "Please write the day alone, such as 31 December 2015.",
    ),
    say("date_not_possible", Row, "A date that cannot be", "Please write the date in full, such as 31 December 2015."),
    say(
        "date_not_understood",
        Row,
        "Not a date",
        "Please write the date in full, such as 31 December 2015, and remarks in another column.",
    ),
    say(
        "date_order_differs",
        File,
        "Dates are written in another order than before",
        "Please tell the council which order is meant, or send real dates.",
    ),
    say(
        "date_order_mixed",
        File,
        "A column of dates mixes two orders",
        "Please send real dates, or write all of them in one order.",
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
    say("event_date_missing", Row, "An event without its date", "Please give the date."),
    say(
        "event_not_known",
        Row,
        "An event that is not on the list",
        "Please use the words agreed with the council, or tell it about a new one.",
    ),
    say("event_not_wanted", Nothing, "An event that the layout leaves out", ""),
    say(
        "event_without_start",
        AcrossOwnLists,
        "An event of somebody without a start",
        "Please give the start, or correct the reference.",
    ),
    say(
        "extension_differs_from_content",
        File,
        "The file's name does not say what the file is",
        "Please save the file in the format that its name says.",
    ),
    say("file_not_recognised", Nothing, "The file's name fits no sender", ""),
    say("footnote", Nothing, "A remark below the table", ""),
    say("formula_like_text", Nothing, "Text that begins like a formula", ""),
    say(
        "formula_not_calculated",
        File,
        "Formulas that were never calculated",
        "Please open the file in your program, let it calculate, save it and send it again.",
    ),
    say("formula_without_result", Row, "A formula without its result", "Please put the value itself into the cell."),
    say(
        "header_not_recognised",
        File,
        "A column that the council does not know",
        "It is not used. If it replaces another column, please tell the council what it holds.",
    ),
    say(
        "hidden_column_read",
        File,
        "A hidden column was read",
        "Nothing is wrong if it is meant to count; else please take it out and send the file again.",
    ),
    say(
        "hidden_rows_read",
        File,
        "Hidden rows were read",
        "Nothing is wrong if they are meant to count; else please take them out and send the file again.",
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
        "layout_changed",
        File,
        "The columns are not those of your last file",
        "Please tell the council what changed and why.",
    ),
    say("layout_recognised", Nothing, "The file's name fits no sender, its headers do", ""),
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
    say("money_not_understood", Row, "Not a sum of money", "Please write pounds with at most two decimals."),
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
    say("numbers_read_as_dates", File, "Dates are written as bare numbers", "Please format the column as dates."),
    say("office_not_known", Row, "The office is not on the council's list", NAME),
    say("participant_left_out", Nothing, "The job of a participant who is left out", ""),
    say(
        "participant_set_aside",
        AcrossOwnLists,
        "The job of a participant whose own row must be corrected",
        "Please correct the participant's row; nothing is wrong with the job itself.",
    ),
    say("payment_group_not_known", Row, "The payment group is not on the list", NAME),
    say("percent_column_mixed", File, "Percentages are written in several ways", "Please write them in one way."),
    say("percent_not_understood", Row, "Not a percentage", "Please write a percentage, such as 18.5%."),
    say(
        "percentage_differs_from_counts",
        Row,
        "A percentage does not agree with the counts beside it",
        "Please say which is right.",
    ),
    say(
        "period_not_understood",
        Row,
        "No month, quarter or year",
        "Please write the month or quarter in full, such as October 2015.",
    ),
    say("periods_overlap", File, "Periods that overlap", "Please give periods that follow each other."),
    say("prime_not_known", Row, "The provider is not on the council's list", NAME),
    say("queries_not_understood", Nothing, "The workbook of queries cannot be read", ""),
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
    say(
        "reference_length_not_known",
        File,
        "References are kept as numbers, which lose the noughts at their front",
        "Please format the column as text before the references go in, and send the file again.",
    ),
    say(
        "reference_looks_alike",
        AcrossOwnLists,
        "Two references that are easily mixed up",
        "Please check the letters and digits of both.",
    ),
    say("reference_missing", Row, "There is no reference", "Please give the person's reference."),
    say(
        "reference_nearly_matches",
        AcrossAllLists,
        "The reference nearly matches one on Jobcentre Plus's list",
        "Please check the reference.",
    ),
    say("reference_pattern", Row, "Not a reference", "Please correct the reference."),
    say("reference_respelt", Nothing, "References in other spellings that are read as the same", ""),
    say(
        "reference_zeros_restored",
        File,
        "References that lost the noughts at their front",
        "They were put back. Please format the column as text.",
    ),
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
    say("same_people_twice", File, "The same people in two tables", "Please say what each is counted by."),
    say("sex_not_known", Row, "The sex is not on the list", NAME),
    say(
        "sheet_not_used",
        File,
        "A sheet that the council does not know",
        "It is not read. If it holds records, please tell the council.",
    ),
    say("stray_quote", Line, "A quotation mark stands in the wrong place", EXPORT),
    say("table_is_empty", File, "A table without rows", "Please send its rows, if there are any."),
    say(
        "table_not_used",
        File,
        "A table that the council does not know",
        "It is not used. If it should count, please tell the council.",
    ),
    say(
        "text_too_long",
        Line,
        "A cell holds more text than a spreadsheet can",
        "Please export the file again and look at this line.",
    ),
    say("time_left_out", Nothing, "Times behind dates are left out", ""),
    say("total_in_all_but_name", Row, "It holds the sum of the others", "If it is a total, please call it one."),
    say("totals_disagree_with_counts", File, "Your counts and your rows do not agree", "Please say which is right."),
    say(
        "totals_disagree_with_rows",
        File,
        "A total does not agree with its rows",
        "Please say which is right; the rows count.",
    ),
    say("totals_row", Nothing, "A row of totals", ""),
    say("value_not_known", Row, "The value is not on the list", NAME),
    say("values_missing_by_mark", File, "Counts without a figure", "Please give the figures if there are any."),
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

    /// Words joined by `_` in the folders where findings are made that are neither codes nor columns: settings,
    /// columns of frames and of context, forms of names.
    const OTHER_WORDS: [&str; 12] = [
        "cells_per_sheet",
        "claim_date",
        "date_order",
        "first_day",
        "last_day",
        "snake_case",
        "source_id",
        "source_row",
        "unpacked_mb",
        "unpacked_ratio",
        "used_range",
        "working_age_population",
    ];

    fn sources(folder: &Path, into: &mut Vec<PathBuf>) {
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                sources(&path, into);
            } else if path.extension().is_some_and(|ext| ext == "rs")
                && !["tests.rs", "properties.rs"].iter().any(|name| path.ends_with(name))
            {
                into.push(path);
            }
        }
    }

    /// Every text in a file's code that could be a code: small words joined by `_`.
    fn texts(file: &Path) -> Vec<String> {
        let text = std::fs::read_to_string(file).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap();
        let code: Vec<&str> = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        let small = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
        let texts = code.iter().flat_map(|line| line.split('"').skip(1).step_by(2));
        texts.filter(|text| text.trim_matches('_').contains('_') && text.bytes().all(small)).map(String::from).collect()
    }

    #[test]
    fn every_code_that_can_be_raised_has_plain_words() {
        let mut files = Vec::new();
        for folder in ["source", "mapping", "validation"] {
            sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(folder), &mut files);
        }
        let texts: BTreeSet<String> = files.iter().flat_map(|file| texts(file)).collect();
        let is_column = |text: &str| crate::canonical::schema::find(text).is_some();
        let codes = texts.iter().filter(|text| !is_column(text) && !OTHER_WORDS.contains(&text.as_str()));
        let codes: Vec<&String> = codes.collect();
        assert!(codes.len() > 70, "the search has lost the codes: {codes:?}");
        let without: Vec<&&String> = codes.iter().filter(|code| of(code).is_none()).collect();
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

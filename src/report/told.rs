//! What the sentences say, kind by kind, and that they say no number that no table holds.

use std::collections::BTreeSet;

use proptest::prelude::*;

use crate::metrics::Dimension;
use crate::vocabulary::Basis;

use super::figures::Figures;
use super::input::PaperInput;
use super::made_up::{Counts, MadeUp, cohorts, counted, figures, quarter, table, words};
use super::model::{Block, Table};
use super::{blocks, narrative, questions, standing, stands_out};

fn told(made_up: &MadeUp, figures: &Figures, tell: impl Fn(&PaperInput<'_>, &Figures) -> Vec<Block>) -> String {
    let terms = made_up.terms();
    let (rows, counts): (Vec<_>, Vec<_>) =
        terms.into_iter().partition(|own| figures.counted.iter().all(|counted| counted.prime != own.prime_name));
    words(&tell(&made_up.input(&rows, &counts), figures))
}

/// Met by North, missed by South; North's sustainment is open, South's is hidden.
fn two_primes() -> Figures {
    figures(&[
        ("North", Counts { had_time: [40, 20, 12], ..Counts::new([120, 100, 30, 12], [20, 20]) }),
        ("South", Counts::new([120, 100, 12, 3], [5, 60])),
    ])
}

#[test]
fn the_verdicts_lead_with_what_is_not_met_and_say_what_is_hidden() {
    let made_up = MadeUp::of(&["North", "South"]);
    let said = told(&made_up, &two_primes(), |input, figures| vec![standing::verdicts(input, figures)]);
    assert!(
        said.starts_with("The minimum for the job start rate is not met by South. That minimum is met by North."),
        "{said}"
    );
    assert!(said.contains("is not shown, to protect people.") && !said.contains("sustainment rate is met"), "{said}");
}

#[test]
fn an_open_minimum_is_too_early_to_tell_and_without_minimums_none_is_spoken_of() {
    let figures = figures(&[("North", Counts::new([120, 100, 15, 8], [20, 20]))]);
    let verdicts =
        |made_up: &MadeUp| told(made_up, &figures, |input, figures| vec![standing::verdicts(input, figures)]);
    assert_eq!(
        verdicts(&MadeUp::of(&["North"])),
        "It is too early to tell whether the minimum for the job start rate will be met by North. \
         It is too early to tell whether the minimum for the sustainment rate will be met by North."
    );
    let without = MadeUp::new(&["North"], "work-programme", "");
    assert_eq!(verdicts(&without), "The contracts set no minimum for the rates in this report.");
}

#[test]
fn a_rate_is_told_with_its_counts_minimum_evidence_and_time() {
    let said = told(&MadeUp::of(&["North", "South"]), &two_primes(), standing::headline);
    for line in [
        "North: 30.0% (30 of 100 people), against a minimum of 20%. Met. Of those who have had their full time it is 50% \
         (20 of 40 people): clearly at or above it. Still in time: 20 people.",
        "South: 12.0% (12 of 100 people), against a minimum of 20%. Not met, even if everybody still in time achieved it. \
         Still in time: 5 people.",
    ] {
        assert!(said.lines().any(|own| own == line), "`{line}` is not in\n{said}");
    }
    assert!(said.contains("South: a figure that is not shown to protect individuals"), "{said}");
}

#[test]
fn a_single_prime_is_not_told_twice() {
    let figures = figures(&[("North", Counts::new([120, 100, 30, 12], [20, 20]))]);
    let said = told(&MadeUp::of(&["North"]), &figures, standing::headline);
    assert!(!said.contains("Over all primes") && said.matches("30 of 100 people").count() == 1, "{said}");
}

#[test]
fn a_change_to_date_is_told_and_said_not_to_be_tested() {
    let mut own = two_primes();
    let then = [("North", Counts::new([90, 80, 20, 6], [9, 9])), ("South", Counts::new([90, 80, 8, 0], [9, 9]))];
    own.to_date_before = table(Basis::ToDate, quarter().year_before(), Dimension::Prime, &then);
    let said = told(&MadeUp::of(&["North", "South"]), &own, standing::headline);
    assert!(said.contains("A year before, it was 25% (20 of 80 people)."), "{said}");
    assert!(said.contains("Changes are not tested against chance, as both hold the same people."), "{said}");
}

#[test]
fn nobody_counted_yet_is_not_applicable_and_no_verdict() {
    let figures = figures(&[("North", Counts::default())]);
    let said = told(&MadeUp::of(&["North"]), &figures, |input, figures| {
        let mut blocks = vec![standing::verdicts(input, figures)];
        blocks.extend(standing::headline(input, figures));
        blocks
    });
    assert!(said.contains("There is no figure yet to hold against the minimum for the job start rate for North."));
    assert!(said.contains("not applicable, because nobody is counted yet") && !said.contains("0%  "), "{said}");
}

#[test]
fn counts_alone_are_not_reached_so_far_and_lead_to_the_question_who_still_can() {
    let mut own = figures(&[]);
    own.counted.push(counted("East", Counts::new([0, 100, 12, 30], [0, 0])));
    let made_up = MadeUp::of(&["East"]);
    let said = told(&made_up, &own, |input, figures| vec![standing::verdicts(input, figures)]);
    assert_eq!(
        said,
        "The minimum for the job start rate is not reached so far by East, going by counts alone. \
         The minimum for the sustainment rate is met by East."
    );
    let asked = told(&made_up, &own, questions::questions);
    assert!(asked.contains("How many people still can, which counts do not tell?"), "{asked}");
    assert!(asked.contains("Figures of East rest on counts alone."), "{asked}");
}

#[test]
fn an_outcome_of_earnings_is_not_called_weeks_in_work() {
    let figures = figures(&[("North", Counts::new([120, 100, 30, 12], [20, 20]))]);
    let made_up = MadeUp::new(&["North"], "whp-pioneer", "");
    let said = told(&made_up, &figures, narrative::quarter);
    assert!(said.contains("12 reached the outcome that the contract pays for") && !said.contains("weeks"), "{said}");
    let limits = told(&made_up, &figures, super::limits::limits);
    assert!(limits.contains("It says that the outcome was claimed.") && !limits.contains("so many weeks"), "{limits}");
}

#[test]
fn questions_follow_from_what_is_printed_and_from_nothing_else() {
    let mut own = two_primes();
    let then = [("North", Counts::new([300, 200, 60, 40], [0, 0]))];
    own.in_quarter_before = table(Basis::Period, quarter().year_before(), Dimension::Prime, &then);
    let mut made_up = MadeUp::of(&["North", "South"]);
    made_up.accounts.set_aside = 24;
    let asked = told(&made_up, &own, questions::questions);
    for words in [
        "South does not meet the minimum of 20%, with 12.0% (12 of 100 people). What is the plan, and when will it show?",
        "240 people were referred, and 300 in the same quarter last year. What do fewer referrals mean",
        "North meets its minimum.",
        "Rows are set aside until their senders correct them (about 20).",
    ] {
        assert!(asked.contains(words), "`{words}` is not in\n{asked}");
    }
    made_up.blocks = vec!["headline".into()];
    let asked = told(&made_up, &own, questions::questions);
    for rate in ["Attachment rate: ", "Job start rate: ", "Sustainment rate: "] {
        let about_it = asked.matches(rate).count();
        assert!((2..=4).contains(&about_it), "{rate} {about_it} in\n{asked}");
    }
    assert!(!asked.contains("were referred, and 300") && !asked.contains("set aside"), "{asked}");
}

#[test]
fn a_group_stands_out_only_beyond_limits_for_many_and_none_is_judged_by_what_is_hidden() {
    let of = |rows: &[(&str, [u64; 4])]| {
        let rows: Vec<(&str, Counts)> = rows.iter().map(|(name, own)| (*name, Counts::new(*own, [0, 0]))).collect();
        let table = table(Basis::ToDate, quarter(), Dimension::PaymentGroup, &rows);
        told(&MadeUp::of(&["North"]), &figures(&[]), |input, _| stands_out::blocks(input, &table))
    };
    // 60 of 200 against 21.0%: chance brings so many in fewer than 1 of 1,000 cases.
    let said = of(&[("1", [240, 200, 65, 40]), ("2", [480, 400, 61, 50]), ("3", [240, 200, 42, 30])]);
    assert!(
        said.starts_with("By the job start rate, these stand out from everybody's 21.0% (168 of 800 people):"),
        "{said}"
    );
    assert!(said.contains("(65 of 200 people), above."), "{said}");
    assert!(said.contains("No payment group stands out by the attachment rate."), "{said}");
    assert!(!said.contains("sustainment"), "its weeks differ by payment group: {said}");
    // More than chance by one group's own limits, and no more than what many groups bring.
    let said = of(&[("1", [240, 200, 50, 40]), ("2", [480, 400, 76, 50]), ("3", [240, 200, 42, 30])]);
    assert!(said.contains("No payment group stands out by the attachment rate or the job start rate."), "{said}");
    let said = of(&[("1", [9, 8, 4, 1]), ("2", [9, 8, 2, 1])]);
    assert!(!said.contains("stand out from") && !said.contains("No payment group stands out by"), "{said}");
}

/// The numbers of a text, as written: `1,410`, `23.8%`.
fn numbers(text: &str) -> BTreeSet<String> {
    let is_number = |c: char| c.is_ascii_digit() || matches!(c, ',' | '.' | '%');
    let words = text.split(|c| !is_number(c)).map(|word| word.trim_matches([',', '.']));
    words.filter(|word| word.contains(|c: char| c.is_ascii_digit())).map(String::from).collect()
}

fn of_table(table: &Table) -> String {
    let around = [&table.title, &table.scope, &table.units].into_iter().chain(&table.notes);
    let heads = table.columns.iter().map(|column| &column.heading);
    let cells = table.rows.iter().flat_map(|row| row.cells.iter().map(|cell| &cell.text));
    around.chain(heads).chain(cells).cloned().collect::<Vec<_>>().join("\n")
}

/// Nested counts of one row.
fn counts() -> impl Strategy<Value = Counts> {
    (0u64..400, 0u64..=100, 0u64..=100, 0u64..=100, 0u64..=100).prop_map(|(referred, a, b, c, d)| {
        let attached = referred * a / 100;
        let (started, had) = (attached * b / 100, attached * d / 100);
        let sustained = started * c / 100;
        let had_time = [had, started.min(had), sustained.min(had)];
        let in_time = [(attached - started) * d / 100, (attached - sustained) * d / 100];
        Counts { happened: [referred, attached, started, sustained], in_time, had_time, otherwise: sustained / 2 }
    })
}

fn rows(names: &'static [&'static str]) -> impl Strategy<Value = Vec<(&'static str, Counts)>> {
    prop::collection::vec(counts(), names.len()).prop_map(|own| names.iter().copied().zip(own).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_sentence_holds_a_number_that_no_printed_table_holds(
        primes in rows(&["North", "South"]), before in rows(&["North", "South"]),
        offices in rows(&["Runcorn", "Widnes"]), groups in rows(&["1", "2", "3", "9"]),
        joined in rows(&["2013-14-Q3", "2014-15-Q3"])
    ) {
        let then = quarter().year_before();
        let mut own = figures(&primes);
        own.to_date_before = table(Basis::ToDate, then, Dimension::Prime, &before);
        own.in_quarter_before = table(Basis::Period, then, Dimension::Prime, &before);
        own.offices = table(Basis::ToDate, quarter(), Dimension::Office, &offices);
        own.payment_groups = table(Basis::ToDate, quarter(), Dimension::PaymentGroup, &groups);
        own.cohorts = cohorts(quarter(), &joined);
        own.cohorts_before = cohorts(then, &joined[..1]);
        let made_up = MadeUp::of(&["North", "South"]);
        let terms = made_up.terms();
        let input = made_up.input(&terms, &[]);
        let names = ["summary", "headline", "quarter", "cohorts", "offices", "payment_groups", "wards", "sources", "questions"];
        let made = blocks::BLOCKS.iter().filter(|(name, _)| names.contains(name));
        let made: Vec<Block> = made.flat_map(|(_, make)| make(&input, &own)).collect();
        let tables = made.iter().filter_map(|block| match block {
            Block::Table(table) => Some(of_table(table)),
            _ => None,
        });
        let printed = numbers(&tables.collect::<Vec<_>>().join("\n"));
        // The limits' own level, and nought: nobody.
        let known: BTreeSet<String> = ["99.8%", "95%", "0"].map(String::from).into();
        for number in numbers(&words(&made)) {
            prop_assert!(printed.contains(&number) || known.contains(&number), "{number} is in no table:\n{}", words(&made));
        }
    }
}

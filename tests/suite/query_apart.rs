//! Answers to several public questions laid beside each other: what one hides, the others must not tell by subtraction.

use std::collections::BTreeMap;

use crate::harness::Bench;

const LEAST: i64 = 5;

/// A count of a group, or that it is hidden.
type Count = Option<i64>;

/// The rows of an answer as CSV: the names of the dimensions, then the counts.
fn asked(bench: &Bench, by: &[&str], basis: &str) -> Vec<(Vec<String>, Vec<Count>)> {
    let mut args = vec!["query", "referred,attached,job_starts,sustained,leavers", "-w", "halton", "--format", "csv"];
    let names = by.join(",");
    args.extend(["--basis", basis, "--quiet"]);
    if !by.is_empty() {
        args.extend(["--by", &names]);
    }
    let outcome = bench.run(&args);
    let text = &outcome.expect(0).stdout;
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows = reader.records().map(|row| {
        let row = row.unwrap();
        let names = row.iter().take(by.len()).map(str::to_string).collect();
        (names, row.iter().skip(by.len()).map(|cell| cell.parse().ok()).collect())
    });
    rows.collect()
}

/// What is left of a sum when all that is shown is taken away has to be nobody, or several counts of enough people.
fn is_told(sum: i64, parts: &[Count]) -> bool {
    let hidden = parts.iter().filter(|part| part.is_none()).count();
    let left = sum - parts.iter().flatten().sum::<i64>();
    hidden == 1 || (hidden > 0 && (1..LEAST).contains(&left))
}

#[test]
fn everybody_is_one_figure_whichever_dimension_is_asked_for_and_leaves_no_hidden_group() {
    let bench = Bench::new();
    bench.sample();
    let dimensions = ["prime", "ward", "payment_group", "office", "sex", "route", "benefit", "attachment_quarter"];
    let (mut hidden, mut shown) = (0, 0);
    for basis in ["to-date", "period", "twelve-months", "cohort"] {
        let all = asked(&bench, &[], basis).remove(0).1;
        for by in dimensions.iter().chain(&["attachment_year", "referral_year", "referral_quarter"]) {
            let mut rows = asked(&bench, &[by], basis);
            let (name, total) = rows.pop().unwrap();
            assert_eq!((name, &total), (vec!["All".to_string()], &all), "{by} {basis}");
            for (column, total) in all.iter().enumerate() {
                let parts: Vec<Count> = rows.iter().map(|(_, counts)| counts[column]).collect();
                match total {
                    Some(total) => {
                        shown += 1;
                        assert!(!is_told(*total, &parts), "{by} {basis} column {column}: {total} of {parts:?}");
                    }
                    None => {
                        hidden += 1;
                        assert!(parts.contains(&None), "{by} {basis} column {column}: {parts:?} add up to it");
                    }
                }
            }
        }
    }
    assert!(shown > 100 && hidden > 20, "{shown} shown, {hidden} hidden");
}

#[test]
fn groups_of_two_dimensions_do_not_tell_a_hidden_group_of_one_nor_the_one_them() {
    let bench = Bench::new();
    bench.sample();
    let mut lines = 0;
    for (first, second) in
        [("prime", "payment_group"), ("ward", "prime"), ("sex", "office"), ("prime", "attachment_year")]
    {
        for basis in ["to-date", "period", "cohort"] {
            let both = asked(&bench, &[first, second], basis);
            for (place, by) in [(0, first), (1, second)] {
                let margin: BTreeMap<Vec<String>, Vec<Count>> = asked(&bench, &[by], basis).into_iter().collect();
                for (name, counts) in margin.iter().filter(|(name, _)| name[0] != "All") {
                    for (column, sum) in counts.iter().enumerate() {
                        let own = both.iter().filter(|(names, _)| names[place] == name[0]);
                        let parts: Vec<Count> = own.map(|(_, counts)| counts[column]).collect();
                        lines += 1;
                        match sum {
                            Some(sum) => {
                                assert!(!is_told(*sum, &parts), "{first},{second} {basis} {name:?}: {parts:?}")
                            }
                            None => assert!(
                                parts.contains(&None) || parts.is_empty(),
                                "{first},{second} {basis} {name:?} column {column}: {parts:?} add up to it"
                            ),
                        }
                    }
                }
            }
        }
    }
    assert!(lines > 300, "{lines}");
}

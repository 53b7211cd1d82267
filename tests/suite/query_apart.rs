//! Answers to several public questions laid beside each other: what one hides, the others must not tell by subtraction.

use std::collections::BTreeMap;

use quarterdeck::vocabulary::{Month, Quarter};

use crate::harness::Bench;

const LEAST: i64 = 5;

/// A count of a group, or that it is hidden.
type Count = Option<i64>;

/// The rows of an answer as CSV: the names of the dimensions, then the counts.
fn asked(bench: &Bench, by: &[&str], basis: &str) -> Vec<(Vec<String>, Vec<Count>)> {
    asked_of(bench, by, basis, &[])
}

fn asked_of(bench: &Bench, by: &[&str], basis: &str, more: &[&str]) -> Vec<(Vec<String>, Vec<Count>)> {
    let mut args = vec!["query", "referred,attached,job_starts,sustained,leavers", "-w", "halton", "--format", "csv"];
    let names = by.join(",");
    args.extend(["--basis", basis, "--quiet"]);
    args.extend(more);
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
            // Years are sums of quarters that are shown, and tell nothing besides.
            let columns = all.iter().enumerate().filter(|_| !by.ends_with("_year"));
            for (column, total) in columns {
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
    assert!(shown > 60 && hidden > 10, "{shown} shown, {hidden} hidden");
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

/// The quarter of a month, and the year of a quarter.
fn coarser(name: &str) -> String {
    match name.parse::<Month>() {
        Ok(month) => Quarter::of(month.first_day()).to_string(),
        Err(_) => name.parse::<Quarter>().map_or(name.to_string(), |quarter| quarter.financial_year()),
    }
}

#[test]
fn months_quarters_and_years_do_not_tell_each_other() {
    let bench = Bench::new();
    bench.sample();
    let (mut shown, mut hidden) = (0, 0);
    for event in ["attachment", "referral"] {
        for basis in ["to-date", "period", "twelve-months", "cohort"] {
            let [months, quarters, years] =
                ["month", "quarter", "year"].map(|time| asked(&bench, &[&format!("{event}_{time}")], basis));
            for (fine, coarse) in [(&months, &quarters), (&quarters, &years)] {
                for (name, counts) in coarse.iter().filter(|(name, _)| name[0] != "All") {
                    for (column, sum) in counts.iter().enumerate() {
                        let own = fine.iter().filter(|(fine, _)| coarser(&fine[0]) == name[0]);
                        let parts: Vec<Count> = own.map(|(_, counts)| counts[column]).collect();
                        match sum {
                            // One month with people is the quarter.
                            Some(_) if parts.len() == 1 => {}
                            Some(sum) => {
                                shown += 1;
                                assert!(!is_told(*sum, &parts), "{basis} {name:?} column {column}: {sum} of {parts:?}");
                            }
                            None => {
                                hidden += 1;
                                assert!(parts.contains(&None), "{basis} {name:?} column {column}: {parts:?} add up");
                            }
                        }
                    }
                }
            }
        }
    }
    assert!(shown > 100 && hidden > 50, "{shown} shown, {hidden} hidden");
}

#[test]
fn the_people_of_a_quarter_are_told_alike_as_a_basis_and_as_a_row() {
    let bench = Bench::new();
    bench.sample();
    let mut hidden = 0;
    for quarter in ["2014-15-Q3", "2015-16-Q1", "2015-16-Q2", "2015-16-Q3"] {
        let more = ["--quarter", quarter];
        let cohort = asked_of(&bench, &[], "cohort", &more).remove(0).1;
        let rows = asked_of(&bench, &["attachment_quarter"], "to-date", &more);
        let row = &rows.iter().find(|(name, _)| name[0] == quarter).unwrap().1;
        for (column, (one, other)) in cohort.iter().zip(row).enumerate().skip(1) {
            assert!(one.is_some() || other.is_none(), "{quarter} column {column}: {other:?}");
            // Where the row hides what the basis shows, it stands in no sum.
            let all_hidden =
                rows.iter().filter(|(name, _)| name[0] != "All").all(|(_, counts)| counts[column].is_none());
            assert!(one.is_none() || other.is_some() || all_hidden, "{quarter} column {column}: {one:?}");
            hidden += usize::from(one.is_none());
        }
    }
    assert!(hidden > 2, "{hidden}");
}

#[test]
fn a_programmes_first_quarters_are_told_by_no_dimension() {
    let bench = Bench::new();
    bench.sample();
    for quarter in ["2012-13-Q1", "2012-13-Q2"] {
        let more = ["--from", quarter, "--to", quarter];
        for basis in ["period"] {
            let all = asked_of(&bench, &[], basis, &more).remove(0).1;
            for by in ["prime", "attachment_quarter", "attachment_year", "office", "referral_quarter"] {
                let rows = asked_of(&bench, &[by], basis, &more);
                for column in (0..all.len()).filter(|column| all[*column].is_none()) {
                    // Nobody who has not joined has done more than be referred.
                    let is_known = |name: &str| {
                        column > 0 && (name == "Not attached" || name > quarter && by.starts_with("attachment"))
                    };
                    let groups = rows.iter().filter(|(name, _)| name[0] != "All" && !is_known(&name[0]));
                    let parts: Vec<Count> = groups.map(|(_, counts)| counts[column]).collect();
                    assert!(parts.contains(&None), "{quarter} {basis} {by} column {column}: {parts:?} add up to it");
                }
            }
        }
    }
}

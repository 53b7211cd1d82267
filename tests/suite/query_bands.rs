//! Queries of longer times: years of joining, and events of several quarters together.

use std::collections::BTreeMap;

use crate::harness::{Bench, Outcome};

const MEASURES: [&str; 4] = ["referred", "attached", "job_starts", "sustained"];

type Rows = Vec<BTreeMap<String, String>>;

fn query(bench: &Bench, args: &[&str]) -> Outcome {
    bench.run(&[&["query", "-w", "halton"], args].concat())
}

fn csv(bench: &Bench, args: &[&str]) -> Rows {
    let outcome = query(bench, &[args, &["--format", "csv"]].concat());
    outcome.expect(0);
    let mut reader = csv::Reader::from_reader(outcome.stdout.as_bytes());
    let headers: Vec<String> = reader.headers().unwrap().iter().map(String::from).collect();
    let row = |record: csv::StringRecord| headers.iter().cloned().zip(record.iter().map(String::from)).collect();
    reader.records().map(|record| row(record.unwrap())).collect()
}

fn sample() -> Bench {
    let bench = Bench::new();
    bench.sample();
    bench
}

fn year_of(quarter: &str) -> &str {
    quarter.rsplit_once("-Q").map_or(quarter, |(year, _)| year)
}

#[test]
fn years_of_joining_run_from_april_to_march_and_are_the_sums_of_their_quarters() {
    let bench = sample();
    for (year, quarter) in [("attachment_year", "attachment_quarter"), ("referral_year", "referral_quarter")] {
        let years = csv(&bench, &[&MEASURES.join(","), "--by", year]);
        let quarters = csv(&bench, &[&MEASURES.join(","), "--by", quarter]);
        assert!(years.iter().any(|row| row[year] == "2014-15"), "{years:?}");
        let mut compared = 0;
        for row in &years {
            for measure in MEASURES {
                let own = quarters.iter().filter(|own| year_of(&own[quarter]) == row[year]);
                let cells: Vec<Option<u64>> = own.map(|own| own[measure].parse().ok()).collect();
                let sum: Option<u64> = cells.iter().copied().sum();
                let hidden = cells.iter().filter(|cell| cell.is_none()).count();
                match (row[measure].parse::<u64>(), sum) {
                    (Ok(shown), Some(sum)) => {
                        compared += 1;
                        assert_eq!(shown, sum, "{row:?}");
                    }
                    (Ok(_), None) => assert!(hidden > 1, "a single hidden quarter is worked out: {row:?}"),
                    _ => assert_eq!(row[measure], "[c]"),
                }
            }
        }
        assert!(compared > 8, "{compared}");
    }
    let outcome = query(&bench, &["attached", "--by", "attachment_yaer"]);
    outcome.expect(2).says(&["did you mean `attachment_year`?"]);
}

#[test]
fn hidden_quarters_of_a_year_are_never_few_people_together() {
    let bench = sample();
    let exact = |by: &str| {
        let args = ["--by", by, "--audience", "officers", "--format", "csv"];
        let outcome = query(&bench, &[&[&MEASURES.join(",")[..]], &args[..]].concat());
        outcome.expect(0);
        let text = bench.read(outcome.stdout.trim());
        let rows: Vec<Vec<String>> =
            text.lines().skip(2).map(|line| line.split(',').map(String::from).collect()).collect();
        rows
    };
    for (years, quarters) in [
        ("attachment_year", "attachment_quarter"),
        ("attachment_year,prime", "attachment_quarter,prime"),
        ("referral_year,office", "referral_quarter,office"),
    ] {
        let told = csv(&bench, &[&MEASURES.join(","), "--by", years]);
        let finer = csv(&bench, &[&MEASURES.join(","), "--by", quarters]);
        let truth = exact(quarters);
        assert_eq!(truth.len(), finer.len());
        let names: Vec<&str> = years.split(',').collect();
        for row in told.iter().filter(|row| row[names[0]] != "All") {
            for (at, measure) in MEASURES.into_iter().enumerate().filter(|(_, measure)| row[*measure] != "[c]") {
                let is_own = |own: &BTreeMap<String, String>| {
                    let quarter = quarters.split(',').next().unwrap();
                    year_of(&own[quarter]) == row[names[0]] && names[1..].iter().all(|name| own[*name] == row[*name])
                };
                let hidden = finer.iter().zip(&truth).filter(|(own, _)| is_own(own) && own[measure] == "[c]");
                let counts: Vec<u64> = hidden.map(|(_, exact)| exact[names.len() + at].parse().unwrap()).collect();
                let sum: u64 = counts.iter().sum();
                assert!(counts.len() != 1 && (sum == 0 || sum >= 5), "{years} {row:?}: {counts:?}");
            }
        }
    }
}

#[test]
fn events_of_several_quarters_are_the_sum_of_those_of_each_and_hidden_where_any_is() {
    let bench = sample();
    let quarters = ["2014-15-Q3", "2014-15-Q4", "2015-16-Q1", "2015-16-Q2"];
    let (mut shown, mut hidden) = (0, 0);
    for by in ["prime", "office", "ward", "payment_group", "prime,office"] {
        let args = [&MEASURES.join(","), "--by", by, "--basis", "period"];
        let band = csv(&bench, &[&args[..], &["--from", quarters[0], "--to", quarters[3]]].concat());
        let single: Vec<Rows> =
            quarters.map(|quarter| csv(&bench, &[&args[..], &["--from", quarter, "--to", quarter]].concat())).into();
        for (at, row) in band.iter().enumerate() {
            for measure in MEASURES {
                let sum: Option<u64> = single.iter().map(|rows| rows[at][measure].parse::<u64>().ok()).sum();
                match row[measure].parse::<u64>() {
                    Ok(own) => {
                        shown += 1;
                        assert_eq!(Some(own), sum, "{by} {row:?}");
                    }
                    Err(_) => hidden += 1,
                }
            }
        }
    }
    assert!(shown > 30 && hidden > 30, "{shown} shown, {hidden} hidden");
}

#[test]
fn the_difference_of_two_periods_is_what_single_quarters_tell() {
    let bench = sample();
    let args = ["job_starts", "--by", "ward", "--basis", "period"];
    let band = |from: &str, to: &str| csv(&bench, &[&args[..], &["--from", from, "--to", to]].concat());
    let (long, short) = (band("2013-14-Q1", "2013-14-Q4"), band("2013-14-Q2", "2013-14-Q4"));
    let first = band("2013-14-Q1", "2013-14-Q1");
    for ((long, short), first) in long.iter().zip(&short).zip(&first) {
        if let (Ok(long), Ok(short)) = (long["job_starts"].parse::<u64>(), short["job_starts"].parse::<u64>()) {
            assert_eq!(first["job_starts"].parse::<u64>(), Ok(long - short), "{first:?}");
        }
    }
}

#[test]
fn a_period_of_one_quarter_is_that_quarters_own_answer_and_filters_hold() {
    let bench = sample();
    let args = ["attached,job_start_rate", "--basis", "period", "--by", "payment_group", "--where", "office=Widnes"];
    let one = csv(&bench, &[&args[..], &["--from", "2015-16-Q3", "--to", "2015-16-Q3"]].concat());
    assert_eq!(one, csv(&bench, &[&args[..], &["--quarter", "2015-16-Q3"]].concat()));
}

#[test]
fn a_period_that_makes_no_sense_is_refused() {
    let bench = sample();
    let band = ["--from", "2015-16-Q1", "--to", "2015-16-Q2"];
    for (args, words) in [
        (&["attached", "--basis", "to-date"][..], "the basis `to-date` has no first quarter"),
        (&["days_to_job_start", "--basis", "period"], "`days_to_job_start` is not told of several quarters"),
        (&["attached", "--basis", "period", "--against", "last-year"], "not set against another"),
    ] {
        query(&bench, &[args, &band].concat()).expect(2).says(&[words]);
    }
    let backwards = ["attached", "--basis", "period", "--from", "2015-16-Q2", "--to", "2015-16-Q1"];
    query(&bench, &backwards).expect(2).says(&["2015-16-Q1 is before 2015-16-Q2"]);
    let later = ["attached", "--basis", "period", "--from", "2015-16-Q2", "--to", "2016-17-Q1"];
    query(&bench, &later).expect(2).says(&["--to 2016-17-Q1 is after 2015-16-Q3"]);
    query(&bench, &["attached", "--basis", "period", "--from", "2015-16-Q2"]).expect(2);
}

//! Answers drawn: in letters for a terminal, and as SVG for a page.

use quick_xml::Reader;
use quick_xml::events::Event;

use crate::harness::{Bench, Outcome};

fn sample() -> Bench {
    let bench = Bench::new();
    bench.sample();
    bench
}

fn query(bench: &Bench, args: &[&str]) -> Outcome {
    bench.run(&[&["query", "-w", "halton", "--quarter", "2015-16-Q3"], args].concat())
}

fn drawn(bench: &Bench, args: &[&str]) -> String {
    let outcome = query(bench, args);
    outcome.expect(0);
    outcome.stdout
}

#[test]
fn a_plot_stands_in_place_of_the_table_with_the_same_figures_and_nothing_that_is_hidden() {
    let bench = sample();
    for args in [
        &["job_starts", "--by", "ward"][..],
        &["job_start_rate", "--by", "prime"],
        &["attached,job_starts,job_start_rate", "--by", "office"],
        &["sustained", "--by", "attachment_quarter"],
        &["attached", "--by", "attachment_month", "--where", "office=Widnes"],
        &["job_starts", "--by", "attachment_year", "--against", "last-year"],
        &["attached"],
        &["days_to_job_start", "--by", "prime"],
        &["job_starts", "--by", "ward", "--basis", "period", "--from", "2014-15-Q1", "--to", "2014-15-Q4"],
    ] {
        let table = drawn(&bench, args);
        for more in [&["--plot"][..], &["--plot", "--ascii"]] {
            let plot = drawn(&bench, &[args, more].concat());
            assert!(!plot.contains("+---") || plot.is_ascii(), "{plot}");
            assert_eq!(plot.is_ascii(), more.len() == 2, "{plot}");
            assert!(plot.lines().all(|line| line.chars().count() <= 80), "{plot}");
            assert!(!plot.contains('\u{1b}'), "{plot}");
            // Every number beside a bar or in words stands in the table.
            let is_time =
                args.iter().any(|arg| arg.contains("_quarter") || arg.contains("_month") || arg.contains("_year"));
            for line in
                plot.lines().filter(|line| !is_time && line.contains(if more.len() == 2 { " |" } else { "│" }))
            {
                let told = line.split_whitespace().last().unwrap();
                assert!(table.contains(told), "{told} of `{line}` is in no cell:\n{table}");
            }
            if table.contains("[c]") {
                assert!(plot.contains("not shown, to protect individuals"), "{args:?}\n{plot}");
            }
        }
    }
}

#[test]
fn a_plot_in_a_pipe_has_the_same_bytes_whatever_the_machine() {
    let bench = sample();
    let args = ["query", "-w", "halton", "attached,job_start_rate", "--by", "ward", "--plot"];
    let plain = bench.run_with(&args, &[("LC_ALL", "C"), ("TERM", "dumb"), ("COLUMNS", "200"), ("NO_COLOR", "1")]);
    let other =
        bench.run_with(&args, &[("LC_ALL", "de_DE.UTF-8"), ("TERM", "xterm-256color"), ("CLICOLOR_FORCE", "1")]);
    assert_eq!(plain.expect(0).stdout, other.expect(0).stdout);
    assert!(plain.stdout.contains('█'), "{}", plain.stdout);
}

#[test]
fn the_minimum_of_a_contract_is_marked_where_the_answer_is_by_prime() {
    let bench = sample();
    let plot = drawn(&bench, &["job_start_rate", "--by", "prime", "--plot", "--ascii"]);
    assert!(plot.contains("minimum in the contract: 20%") && plot.matches('!').count() == 3, "{plot}");
    let plot = drawn(&bench, &["job_start_rate", "--by", "office", "--plot", "--ascii"]);
    assert!(!plot.contains('!'), "{plot}");
}

/// The elements of a file with their texts; fails where it is no XML.
fn elements(text: &str) -> Vec<(String, String)> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    let mut open: Vec<(String, String)> = Vec::new();
    let mut all = Vec::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => {
                start.attributes().for_each(|attribute| drop(attribute.unwrap()));
                open.push((start.name().as_ref().to_string(), String::new()));
            }
            Event::Empty(empty) => {
                empty.attributes().for_each(|attribute| drop(attribute.unwrap()));
                all.push((empty.name().as_ref().to_string(), String::new()));
            }
            Event::Text(text) => {
                if let Some(last) = open.last_mut() {
                    last.1 += &text.into_inner();
                }
            }
            Event::End(_) => all.extend(open.pop()),
            Event::Eof => break,
            _ => {}
        }
    }
    assert!(open.is_empty(), "{open:?} is not closed");
    all
}

#[test]
fn an_svg_is_valid_xml_by_itself_with_a_title_a_description_and_only_what_the_table_shows() {
    let bench = sample();
    for args in [
        &["job_starts", "--by", "ward"][..],
        &["job_start_rate,sustainment_rate", "--by", "prime"],
        &["attached,job_start_rate", "--by", "attachment_quarter"],
        &["attached", "--by", "prime,office", "--against", "last-year"],
        &["days_to_job_start"],
    ] {
        let svg = drawn(&bench, &[args, &["--svg"]].concat());
        let all = elements(&svg);
        let texts =
            |name: &str| all.iter().filter(|(own, _)| own == name).map(|(_, text)| text.as_str()).collect::<Vec<_>>();
        assert_eq!((texts("svg").len(), texts("title").len(), texts("desc").len()), (1, 1, 1));
        assert!(texts("title")[0].contains(args[0].split(',').next().unwrap()), "{svg}");
        assert!(svg.contains("xmlns=\"http://www.w3.org/2000/svg\"") && svg.contains("role=\"img\""));
        for outside in ["<script", "href", "<style", "<image", "url("] {
            assert!(!svg.contains(outside), "{outside}: {svg}");
        }
        let table = drawn(&bench, args);
        let hidden = svg.matches("class=\"gap\"").count();
        assert_eq!(hidden > 0, table.contains("[c]"), "{args:?}\n{table}\n{svg}");
        if hidden > 0 {
            assert!(svg.contains("Hatched: figure not shown.") && texts("desc")[0].contains("[c]"), "{svg}");
        }
    }
    let first = drawn(&bench, &["attached", "--by", "ward", "--svg"]);
    assert_eq!(first, drawn(&bench, &["attached", "--by", "ward", "--svg"]));
}

#[test]
fn what_cannot_be_drawn_is_refused() {
    let bench = sample();
    for (args, words) in [
        (&["attached", "--plot", "--audience", "officers"][..], "--plot draws what is published"),
        (&["attached", "--svg", "--audience", "officers"], "--svg draws what is published"),
        (&["score_change", "--plot"], "draws neither scores"),
        (&["attached", "--svg", "--counts"], "draws neither scores nor the counts"),
    ] {
        query(&bench, args).expect(2).says(&[words]);
    }
    query(&bench, &["attached", "--plot", "--svg"]).expect(2);
    query(&bench, &["attached", "--plot", "--format", "csv"]).expect(2);
    query(&bench, &["attached", "--ascii"]).expect(2);
}

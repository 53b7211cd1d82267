//! Tables of counts that add up to a wrong figure: what a reader would be misled by stops, or is no figure.

use serde_json::Value;

use crate::counts::{MONTHS, east, query};
use crate::harness::Bench;
use crate::small::{checked, edit, path_of, text};

/// Columns of months; an area a row.
const BY_AREA: &str = r#"name = "east"
description = "A row a month and area"
[[sheet]]
record = "counts"
required = ["period", "area", "attachments"]
[sheet.columns]
period = ["Month"]
area = ["Area"]
referrals = ["Sent"]
attachments = ["Starters"]
job_starts = ["Into work"]
sustained = ["Stayed"]
"#;

/// A row a month, of everybody.
fn monthly(rows: &[&str]) -> Bench {
    let bench = east(&MONTHS);
    let layout = BY_AREA.replace("area = [\"Area\"]\n", "").replace(", \"area\"", "");
    bench.file("ws/layouts/east.toml", &layout);
    bench.file(&path_of("east", "csv"), &text("Month,Sent,Starters,Into work,Stayed", rows));
    bench
}

/// The same rows of area and figures for each month of the quarter.
fn by_area(rows: &[&str]) -> Bench {
    let bench = east(&MONTHS);
    bench.file("ws/layouts/east.toml", BY_AREA);
    let months = ["Oct-15", "Nov-15", "Dec-15"];
    let all: Vec<String> =
        months.iter().flat_map(|month| rows.iter().map(move |row| format!("{month},{row}"))).collect();
    bench.file(&path_of("east", "csv"), &text("Month,Area,Sent,Starters,Into work,Stayed", &all));
    bench
}

fn with_areas(bench: &Bench, areas: &str) {
    edit(bench, "ws/quarterdeck.toml", "[areas]\n", &format!("[areas]\nareas = [{areas}]\n"));
}

fn lines(changes: &[(usize, &str)]) -> Vec<String> {
    let mut rows = MONTHS.map(String::from).to_vec();
    changes.iter().for_each(|(at, row)| rows[*at] = (*row).into());
    rows
}

/// The messages of a code with its effect, as `check` ends with the exit code.
fn said(bench: &Bench, exit: i32, code: &str, effect: &str) -> Vec<String> {
    let found = checked(bench, &[&path_of("east", "csv")], exit);
    let own = |finding: &&Value| finding["code"] == code && finding["effect"] == effect;
    let all: Vec<&Value> = found["findings"].as_array().unwrap().iter().filter(own).collect();
    all.iter().map(|own| format!("{} {}", own["place"]["cell"], own["message"].as_str().unwrap())).collect()
}

fn stopped(bench: &Bench, code: &str) -> Vec<String> {
    said(bench, 3, code, "stops")
}

/// Fails unless one message of the code holds every word.
fn holds(messages: &[String], words: &[&str]) {
    let all = |message: &&String| words.iter().all(|word| message.contains(word));
    assert!(messages.iter().any(|message| all(&message)), "{words:?} in {messages:#?}");
}

#[test]
fn a_total_of_the_senders_that_says_otherwise_stops() {
    let rows = ["North,60,30,10,5", "South,60,25,9,5", "Inner,110,50,19,10", "Far,60,31,10,5", "All,180,86,29,15"];
    holds(&stopped(&by_area(&rows), "totals_disagree_with_rows"), &["180", "290"]);
    let bench = monthly(&["Oct-15,60,50,10,10", "Nov-15,60,50,10,10", "Dec-15,60,52,10,10", "Total,180,152,30,90"]);
    holds(&stopped(&bench, "totals_disagree_with_rows"), &["E5", "90", "30"]);
    bench.run(&["query", "attached", "--counts", "-w", "ws"]).expect(3);
}

#[test]
fn one_measure_that_is_the_sum_of_the_others_at_every_time_is_enough_to_ask() {
    let bench = by_area(&["North,60,30,10,5", "South,60,25,12,5", "Whole lot,60,55,22,5"]);
    with_areas(&bench, "\"North\", \"South\"");
    let found = checked(&bench, &[&path_of("east", "csv")], 3);
    assert_eq!(found["accounts"]["tables"][0]["set_aside"]["total_in_all_but_name"], 3, "{found:#}");
    holds(&stopped(&bench, "totals_disagree_with_rows"), &["C4", "60", "120"]);
    let one_off = by_area(&["North,60,30,10,5", "South,60,25,12,5", "Far,60,26,11,5", "Whole lot,160,81,33,13"]);
    with_areas(&one_off, "\"North\", \"South\", \"Far\"");
    holds(&stopped(&one_off, "totals_disagree_with_rows"), &["160", "180"]);
}

#[test]
fn without_a_list_of_areas_a_row_about_as_large_as_the_others_together_is_asked_about_too() {
    let rows = lines(&[(3, "The lot,20,51,50,52"), (8, "The lot,3,13,15,17")]);
    holds(&stopped(&east(&rows), "totals_disagree_with_rows"), &["51", "50"]);
    // The largest of three parts is none.
    let rows = lines(&[(3, "Ditton,40,90,90,90"), (8, "Ditton,9,20,20,20")]);
    assert_eq!(query(&east(&rows), &["attached,job_starts"]), ["480,117"]);
}

#[test]
fn a_row_of_figures_without_a_name_is_set_aside_and_no_sum_is_made_without_it() {
    let bench = east(&lines(&[(3, ",19,50,49,50")]));
    let asked = said(&bench, 0, "row_name_missing", "sets_aside");
    assert!(asked.len() == 1 && asked[0].contains("A5"), "{asked:?}");
    assert_eq!(query(&bench, &["attached,job_starts"]), ["[z],48"]);
}

#[test]
fn a_gap_says_of_which_area_it_is() {
    let bench = by_area(&["North,60,30,10,5", "South,60,25,12,5"]);
    let rows = bench.read(&path_of("east", "csv")).replace("Nov-15,South,60,25,12,5\n", "");
    bench.file(&path_of("east", "csv"), &rows);
    holds(&said(&bench, 0, "counts_with_gaps", "notes"), &["job_starts", "South", "November 2015"]);
    assert_eq!(query(&bench, &["job_starts"]), ["[z]"]);
}

#[test]
fn an_area_that_one_measure_lacks_leaves_it_without_a_figure() {
    let rows: Vec<&str> = [&MONTHS[..7], &["Total,1,5,6,7"]].concat();
    let bench = east(&rows);
    let gaps = said(&bench, 0, "counts_with_gaps", "notes");
    holds(&gaps, &["job_starts", "Runcorn", "row 4"]);
    assert_eq!(query(&bench, &["attached,job_starts,job_start_rate"]), ["170,[z],[z],[z],170"]);
    let rows: Vec<&str> = [&MONTHS[..2], &["Total,10,20,30,10"], &MONTHS[4..]].concat();
    assert_eq!(query(&east(&rows), &["attached,job_starts"]), ["[z],48"]);
}

#[test]
fn targets_other_years_and_parts_of_other_rows_are_left_out_by_a_rule() {
    for name in ["Forecast", "Previous year", "of which South East", "Target", "% of total", "Average"] {
        let bench = east(&[&MONTHS[..3], &[&format!("{name},19,40,44,41")], &MONTHS[4..]].concat());
        let left = said(&bench, 0, "row_not_a_part", "leaves_out");
        assert_eq!(left.len(), 1, "{name}");
        assert_eq!(query(&bench, &["attached,job_starts"]), ["170,48"], "{name}");
    }
    let bench = east(&[&MONTHS[..3], &["Target,1,1,1,1"], &MONTHS[4..]].concat());
    with_areas(&bench, "\"Widnes\", \"Runcorn\", \"Target\"");
    let attached = query(&bench, &["attached,job_starts"]);
    assert_eq!(attached, ["174,[z]"], "an area of that name is one, and it has no job starts");
}

#[test]
fn more_people_in_work_than_joined_stops_with_both_cells() {
    let bench = monthly(&["Oct-15,10,50,60,70", "Nov-15,90,50,10,10", "Dec-15,90,52,10,10"]);
    let nested = stopped(&bench, "counts_do_not_nest");
    holds(&nested, &["attachments 50, referrals 10", "by 2015-10-31", "(C2)", "(B2)"]);
    holds(&nested, &["job_starts 60, attachments 50"]);
    holds(&nested, &["sustained 70, job_starts 60"]);
    // In one month people can start a job who joined before.
    let bench = monthly(&["Oct-15,90,80,10,1", "Nov-15,60,5,10,1", "Dec-15,60,52,10,10"]);
    assert_eq!(query(&bench, &["job_starts"]), ["30"]);
    // Of a quarter's own rows the first months may hold people who came before them; the rate is printed all the same.
    let rows = ["Oct-15,60,10,20,1", "Nov-15,60,50,10,1", "Dec-15,60,52,10,10"];
    let bench = monthly(&rows);
    edit(&bench, "ws/layouts/east.toml", "[[sheet]]", "coverage = \"quarter\"\n[[sheet]]");
    holds(&said(&bench, 0, "counts_do_not_nest", "notes"), &["job_starts 20, attachments 10"]);
    let bench = monthly(&["Oct-15,60,50,10,1", "Nov-15,60,50,60,1", "Dec-15,60,52,10,1"]);
    edit(&bench, "ws/layouts/east.toml", "[sheet.columns]", "[sheet.counts]\nof = \"joiners\"\n[sheet.columns]");
    holds(&stopped(&bench, "counts_do_not_nest"), &["job_starts 60, attachments 50", "November 2015"]);
}

#[test]
fn a_remark_that_figures_are_cumulative_stops_like_a_title() {
    let above: Vec<&str> = [&["Figures since April,,,,"], &MONTHS[..]].concat();
    holds(&stopped(&east(&above), "counts_are_cumulative"), &["row 2"]);
    let below: Vec<&str> = [&MONTHS[..4], &["Note: running totals,,,,"], &MONTHS[4..]].concat();
    let told = stopped(&east(&below), "counts_are_cumulative");
    assert_eq!(told.len(), 1, "the table below is not meant: {told:?}");
    let not: Vec<&str> = [&["Figures are not cumulative,,,,"], &MONTHS[..]].concat();
    assert_eq!(query(&east(&not), &["attached,job_starts"]), ["170,48"]);
}

/// Tables of starters and job starts by area, three months each.
fn by_months(starters: &[&str], jobs: &[&str]) -> Bench {
    let table = |title: &str, rows: &[&str]| {
        let areas = ["Widnes", "Runcorn", "Ditton", "Hale", "Moore"].iter().zip(rows);
        let rows = areas.map(|(area, row)| format!("{area},{row},"));
        [format!("{title},Oct-15,Nov-15,Dec-15,")].into_iter().chain(rows).collect::<Vec<_>>()
    };
    east(&[table("Starters", starters), vec![",,,,".into()], table("Into work", jobs)].concat())
}

#[test]
fn a_series_that_only_grows_is_asked_about() {
    let months = ["Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let grown = |step: u32| {
        let rows: Vec<String> =
            months.iter().zip(1..).map(|(month, i)| format!("{month}-15,900,{},1,0", 20 + step * i)).collect();
        monthly(&rows.iter().map(String::as_str).collect::<Vec<_>>())
    };
    holds(&stopped(&grown(20), "counts_may_be_cumulative"), &["attachments", "from 40 to 140"]);
    assert_eq!(query(&grown(1), &["attached"]), ["141"]);
}

#[test]
fn three_months_that_run_on_in_every_area_are_asked_about_and_the_layout_answers() {
    let run_on = || by_months(&["10,30,60", "10,40,60", "5,9,20"], &["1,6,12", "2,7,13", "1,2,5"]);
    holds(
        &stopped(&run_on(), "counts_may_be_cumulative"),
        &["attachments", "from 25 to 140", "job_starts", "from 4 to 30"],
    );
    let bench = run_on();
    edit(&bench, "ws/layouts/east.toml", "[sheet.counts]", "[sheet.counts]\ncumulative = false");
    assert_eq!(query(&bench, &["attached,job_starts"]), ["244,49"]);
    let bench = east(&MONTHS);
    edit(&bench, "ws/layouts/east.toml", "[sheet.counts]", "[sheet.counts]\ncumulative = true");
    assert_eq!(stopped(&bench, "counts_are_cumulative").len(), 2);
    let titled = east(&MONTHS.map(|row| row.replace("Starters", "Starters to date")));
    edit(&titled, "ws/layouts/east.toml", "\"Starters\"", "\"Starters to date\"");
    edit(&titled, "ws/layouts/east.toml", "[sheet.counts]", "[sheet.counts]\ncumulative = false");
    assert_eq!(query(&titled, &["attached"]), ["170"], "the layout knows better than the title");
}

#[test]
fn one_measure_alone_can_run_on_and_figures_that_go_up_and_down_do_not() {
    let jobs = ["9,6,2", "2,5,1", "1,4,5", "1,0,1", "3,1,2"];
    let bench = by_months(&["10,30,60", "10,40,60", "5,9,20", "8,11,12", "3,6,11"], &jobs);
    let asked = stopped(&bench, "counts_may_be_cumulative");
    assert!(asked.len() == 1 && asked[0].contains("attachments") && !asked[0].contains("job_starts"), "{asked:?}");
    let bench = by_months(&["10,30,20", "10,40,60", "5,9,20", "8,11,12", "3,6,11"], &jobs);
    assert_eq!(query(&bench, &["attached"]), ["255"]);
}

#[test]
fn neither_months_to_come_nor_a_new_year_nor_one_figure_put_right_hides_that_figures_run_on() {
    let series = |rows: [[u32; 7]; 3]| {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun"].map(|month| format!("{month}-15"));
        let header = format!("Starters,{},Jan-16", months.join(","));
        let areas = ["Widnes", "Runcorn", "Ditton"].iter().zip(rows);
        let line = |(area, row): (&&str, [u32; 7])| format!("{area},{}", row.map(|count| count.to_string()).join(","));
        let rows: Vec<String> = [header].into_iter().chain(areas.map(|own| line((own.0, own.1)))).collect();
        let bench = east(&rows);
        edit(&bench, "ws/layouts/east.toml", ", \"job_starts\"", "");
        let file = path_of("east", "csv");
        bench.run(&["check", "-w", "ws", "--quarter", "2015-16-Q1", "--format", "json", &file]).stdout
    };
    let found = series([[20, 24, 31, 5, 9, 14, 0], [30, 33, 39, 4, 8, 11, 0], [41, 44, 47, 3, 7, 12, 0]]);
    assert!(found.contains("counts_may_be_cumulative"), "a year begins in April: {found}");
    let found = series([[1, 4, 9, 12, 19, 24, 0], [1, 3, 8, 12, 14, 17, 0], [2, 5, 8, 10, 12, 20, 0]]);
    assert!(found.contains("counts_may_be_cumulative"), "January to come: {found}");
    let found = series([[9, 4, 9, 2, 9, 4, 0], [1, 3, 8, 2, 4, 7, 0], [2, 5, 8, 1, 2, 1, 0]]);
    assert!(!found.contains("counts_may_be_cumulative"), "{found}");
}

#[test]
fn a_quarter_in_which_every_cell_is_a_mark_stops_like_a_return_without_a_row() {
    let rows = ["Sep-15,60,50,10,1", "Oct-15,[z],x,-,[x]", "Nov-15,..,-,-,[z]", "Dec-15,n/a,[c],*,-"];
    holds(&stopped(&monthly(&rows), "no_row_used"), &["12 counts", "October to December 2015", "none has a figure"]);
    let by_title = east(&MONTHS.map(|row| match row.split_once(',') {
        Some((name @ ("Widnes" | "Runcorn" | "Total"), _)) => format!("{name},10,[z],x,-"),
        _ => row.to_string(),
    }));
    holds(&stopped(&by_title, "no_row_used"), &["none has a figure"]);
    let few = ["Sep-15,60,50,10,1", "Oct-15,60,50,10,1", "Nov-15,..,-,-,[z]", "Dec-15,n/a,[c],*,-"];
    assert_eq!(query(&monthly(&few), &["attached"]), ["[z]"]);
    let bench = monthly(&few);
    edit(&bench, "ws/quarterdeck.toml", "[gates]", "[gates]\nleast_used = 0.5");
    holds(&stopped(&bench, "too_few_rows_used"), &["12 counts", "only 4 have", "least_used"]);
    // What has a figure in each month is told, and goes on.
    let one = ["Oct-15,60,50,10,[x]", "Nov-15,60,50,10,[x]", "Dec-15,60,50,10,[x]"];
    assert_eq!(query(&monthly(&one), &["attached"]), ["150"]);
}

#[test]
fn every_row_that_looks_like_a_total_is_named() {
    let bench = by_area(&["North,60,30,10,5", "South,60,25,12,5", "Whole lot,120,55,22,10"]);
    let told = said(&bench, 0, "total_in_all_but_name", "sets_aside");
    assert!(told.len() == 1 && told[0].contains("rows 4, 7, 10"), "{told:?}");
}

#[test]
fn a_return_of_another_year_stops() {
    let bench = monthly(&["Oct-16,60,50,10,1", "Nov-16,60,50,10,1", "Dec-16,60,52,10,1"]);
    holds(&stopped(&bench, "no_row_used"), &["October 2016", "December 2016", "Oct"]);
}

#[test]
fn a_year_that_is_not_over_gives_way_to_its_months() {
    let rows = ["Oct-15,60,50,10,1", "Nov-15,60,50,10,1", "Dec-15,60,52,10,1", "2015-16,180,152,30,3"];
    assert_eq!(query(&monthly(&rows), &["attached,job_starts"]), ["152,30"]);
    let more = ["Oct-15,60,50,10,1", "Nov-15,60,50,10,1", "Dec-15,60,52,10,1", "2015-16,280,252,50,3"];
    holds(&stopped(&monthly(&more), "totals_disagree_with_rows"), &["252", "152"]);
}

#[test]
fn two_breakdowns_of_one_measure_that_differ_stop() {
    let bench = east(&MONTHS);
    let layout = bench.read("ws/layouts/east.toml");
    let second = layout.split("[[sheet]]").nth(1).unwrap().replace("\"area\"", "\"payment_group\"");
    let second = second.replace("required = [\"attachments\", \"job_starts\"]", "required = [\"attachments\"]");
    let second = second.replace("Starters", "Starters by group").replace("job_starts = [\"Into work\"]\n", "");
    bench.file("ws/layouts/east.toml", &format!("{layout}[[sheet]]{second}"));
    let groups = |first: &str| {
        let more = [",,,,", "Starters by group,Sep-15,Oct-15,Nov-15,Dec-15", first, "2,15,40,25,30"];
        bench.file(&path_of("east", "csv"), &text("Monthly figures of East,,,,", &[&MONTHS[..], &more].concat()));
    };
    groups("1,5,10,25,21");
    holds(&stopped(&bench, "breakdowns_differ"), &["December 2015", "50 by area", "51 by payment_group"]);
    groups("1,5,10,25,20");
    assert_eq!(query(&bench, &["attached,job_starts"]), ["170,48"]);
}

#[test]
fn a_column_of_totals_is_compared_and_not_used() {
    let table = |widnes: &str| {
        let rows = ["Starters,Sep-15,Oct-15,Nov-15,Dec-15,Total", widnes, "Runcorn,10,30,20,40,100", ",,,,,"];
        let jobs = MONTHS[5..].iter().map(|row| format!("{row},"));
        rows.map(String::from).into_iter().chain(jobs).collect::<Vec<String>>()
    };
    let bench = east(&table("Widnes,10,20,30,10,70"));
    assert_eq!(said(&bench, 0, "totals_column", "notes").len(), 1);
    assert_eq!(query(&bench, &["attached,job_starts"]), ["170,48"]);
    holds(&stopped(&east(&table("Widnes,10,20,30,10,71")), "totals_disagree_with_rows"), &["F3", "71", "70"]);
}

#[test]
fn a_row_without_a_month_is_told_in_words_and_not_as_an_empty_quotation() {
    let bench = monthly(&["Oct-15,100,60,10,5", ",100,50,9,5", "Sometime,100,50,9,5"]);
    holds(&said(&bench, 0, "period_missing", "sets_aside"), &["without a month, quarter or year", "row 3"]);
    let asked = said(&bench, 0, "period_not_understood", "sets_aside");
    assert!(asked.len() == 1 && !asked[0].contains("``"), "{asked:?}");
    holds(&asked, &["A4", "`…` is no month"]);
}

/// Starts and jobs of four areas, September to December.
const FOUR: [(&str, [u64; 8]); 4] = [
    ("Appleton", [35, 57, 54, 28, 6, 14, 10, 11]),
    ("Ditton", [43, 58, 50, 60, 11, 10, 9, 13]),
    ("Mersey", [57, 24, 58, 20, 5, 6, 13, 5]),
    ("Heath", [50, 36, 55, 34, 11, 9, 14, 3]),
];

/// The four areas and one more that is the sum of the chosen ones, which stands at a place among them.
fn with_sum_of(chosen: &[usize], name: &'static str, at: usize) -> Vec<(&'static str, [u64; 8])> {
    let mut areas = FOUR.to_vec();
    areas.insert(at, (name, std::array::from_fn(|i| chosen.iter().map(|area| FOUR[*area].1[i]).sum())));
    areas
}

/// As stacked tables with months across.
fn stacked(areas: &[(&str, [u64; 8])]) -> Bench {
    let block = |title: &str, from: usize| {
        let row = |(name, own): &(&str, [u64; 8])| {
            let figures: Vec<String> = own[from..from + 4].iter().map(u64::to_string).collect();
            format!("{name},{}", figures.join(","))
        };
        let rows = areas.iter().map(row);
        [format!("{title},Sep-15,Oct-15,Nov-15,Dec-15")].into_iter().chain(rows).collect::<Vec<_>>()
    };
    let bench = east(&[block("Starters", 0), vec![",,,,".into()], block("Into work", 4)].concat());
    with_areas(&bench, "\"Appleton\", \"Ditton\", \"Mersey\", \"Heath\"");
    bench
}

/// As a row for each area and month.
fn listed(areas: &[(&str, [u64; 8])]) -> Bench {
    let bench = by_area(&[]);
    let months = ["Sep-15", "Oct-15", "Nov-15", "Dec-15"];
    let of_area = |(name, own): &(&str, [u64; 8])| {
        let row = |(i, month): (usize, &&str)| format!("{month},{name},,{},{},", own[i], own[i + 4]);
        months.iter().enumerate().map(row).collect::<Vec<_>>()
    };
    let rows: Vec<String> = areas.iter().flat_map(of_area).collect();
    bench.file(&path_of("east", "csv"), &text("Month,Area,Sent,Starters,Into work,Stayed", &rows));
    with_areas(&bench, "\"Appleton\", \"Ditton\", \"Mersey\", \"Heath\"");
    bench
}

#[test]
fn a_row_that_is_the_sum_of_some_areas_under_a_name_that_nobody_knows_is_not_counted_wherever_it_stands() {
    let all = ["719,150"];
    assert_eq!(query(&stacked(&FOUR), &["attached,job_starts"]), all);
    assert_eq!(query(&listed(&FOUR), &["attached,job_starts"]), all);
    for (chosen, name, at) in [
        (&[0, 1, 2][..], "Main area", 4),
        (&[0, 1, 2], "Without Heath", 0),
        (&[0, 2], "Riverside", 2),
        (&[0, 1, 2], "-", 4),
        (&[0, 1, 2, 3], "n/a", 0),
    ] {
        for bench in [stacked(&with_sum_of(chosen, name, at)), listed(&with_sum_of(chosen, name, at))] {
            let asked = said(&bench, 0, "total_in_all_but_name", "sets_aside");
            assert!(!asked.is_empty(), "{name} at {at}");
            assert_eq!(query(&bench, &["attached,job_starts"]), all, "{name} at {at}");
        }
    }
}

#[test]
fn areas_that_no_list_knows_count_together_as_not_known() {
    let two = [("Out of area", [3, 4, 5, 6, 1, 0, 2, 1]), ("No fixed abode", [2, 9, 1, 1, 0, 1, 0, 1])];
    let areas: Vec<_> = FOUR.into_iter().chain(two).collect();
    for bench in [stacked(&areas), listed(&areas)] {
        assert_eq!(query(&bench, &["attached,job_starts"]), ["750,156"]);
        assert_eq!(query(&bench, &["attached", "--by", "area"])[4..], ["Area not known,31", "All,750"]);
    }
}

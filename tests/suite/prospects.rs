//! What officers ask a prime about single people: by the row of its list, never by name.

use crate::harness::{Bench, project};
use crate::small::{PARTICIPANTS, council, edit, exact, path_of, text};

/// Group 2 is asked for 182 days. As at 31 December 2015; next quarter ends on 31 March 2016.
const ROWS: [&str; 7] = [
    // 182 days, and claimed the day after: nothing to ask.
    "HPJ000001,A,,01/01/2015,10/01/2015,,2,01/02/2015,01/08/2015,02/08/2015,",
    // 182 days, not claimed.
    "HPJ000002,B,,01/01/2015,10/01/2015,,2,01/02/2015,01/08/2015,,",
    // Claimed, and 89 days in work.
    "HPJ000003,C,,01/01/2015,10/01/2015,,2,01/02/2015,30/04/2015,05/08/2015,",
    // 154 days: 28 short. 153: 29 short, no near miss.
    "HPJ000004,D,,01/01/2015,10/01/2015,,2,01/02/2015,04/07/2015,,",
    "HPJ000005,E,,01/01/2015,10/01/2015,,2,01/02/2015,03/07/2015,,",
    // In work: day 182 is 31 March 2016, the last of the next quarter; a day later it is too late for it.
    "HPJ000006,F,,01/01/2015,10/01/2015,,2,02/10/2015,,,",
    "HPJ000007,G,,01/01/2015,10/01/2015,,2,03/10/2015,,,",
];

#[test]
fn claims_against_dates_near_misses_and_people_about_to_reach_the_mark_are_listed_by_row() {
    let bench = council(&["North"], false);
    bench.file(&path_of("north", "csv"), &text(PARTICIPANTS, &ROWS));
    bench.run(&["report", "-w", "ws", "--audience", "officers"]).expect(0);
    let list = bench.read("output/small/2015-16-Q3/internal/outcomes.csv");
    let mut lines = list.lines();
    assert!(lines.next().unwrap().starts_with("OFFICIAL-SENSITIVE"), "{list}");
    assert_eq!(lines.next(), Some("what,prime,payment_group,day,days_short,file,sheet,row,claim_set_aside"));
    let own: Vec<&str> = lines.collect();
    let at = |row: u32| format!("north_2015-16-Q3.csv,north_2015-16-Q3,{row},");
    assert_eq!(
        own,
        [
            format!("\"dates show it, not claimed\",North,2,2015-08-01,,{}", at(3)),
            format!("\"claimed, dates do not show it\",North,2,2015-08-05,,{}", at(4)),
            format!("left within four weeks of the mark,North,2,,28,{}", at(5)),
            format!("reaches the mark next quarter by staying in work,North,2,2016-03-31,,{}", at(7)),
        ]
    );
    assert!(!list.contains("HPJ"), "{list}");
}

/// 182 days in the first stay; the row of the second claims the outcome, has no job, and is set aside.
#[test]
fn a_claim_in_another_row_of_the_person_that_is_set_aside_is_told_with_its_row_and_the_rule() {
    let bench = council(&["North"], false);
    let rows = [
        "HPJ000001,A,,01/01/2013,10/01/2013,,2,01/02/2013,01/08/2013,,01/09/2013",
        "HPJ000001,A,,01/01/2015,10/01/2015,,2,,,05/08/2015,",
    ];
    bench.file(&path_of("north", "csv"), &text(PARTICIPANTS, &rows));
    bench.run(&["report", "-w", "ws", "--audience", "officers"]).expect(0);
    let list = bench.read("output/small/2015-16-Q3/internal/outcomes.csv");
    let (file, own): (&str, Vec<&str>) = ("north_2015-16-Q3.csv,north_2015-16-Q3", list.lines().skip(2).collect());
    let row = "\"north_2015-16-Q3.csv, north_2015-16-Q3, row 3 (claim_without_job_start)\"";
    assert_eq!(own, [format!("\"dates show it, claim set aside\",North,2,2013-08-01,,{file},2,{row}")]);
}

/// Support of 104 weeks ended in January 2015: nobody here can begin another job that counts.
#[test]
fn a_job_of_too_few_hours_keeps_nobody_in_time_and_one_of_untold_hours_does() {
    let bench = council(&["North"], false);
    let built_in = project().join("src/definitions/programmes/work-programme.toml");
    let built_in = std::fs::read_to_string(built_in).unwrap();
    assert!(built_in.contains("\n[sustained]\n"));
    let own = built_in.replace("\n[sustained]\n", "\n[sustained]\nminimum_hours = 16\n");
    bench.file("ws/programmes/work-programme.toml", &own);
    edit(
        &bench,
        "ws/layouts/north.toml",
        "ward = [\"Ward\"]",
        "ward = [\"Ward\"]\nhours = [\"Hours\"]\njob_start_date_2 = [\"Next\"]\njob_end_date_2 = [\"Until\"]\nhours_2 = [\"Its Hours\"]",
    );
    let row = |(i, job): (usize, &str)| format!("HPJ{i:06},,,01/01/2013,10/01/2013,Mersey,2,{job}");
    // Three jobs run; the fourth ended 20 days short of 182, in front of one of too few hours that runs.
    let jobs = [
        "01/12/2014,,,,10,,,",
        "01/12/2014,,,,16,,,",
        "01/12/2014,,,,,,,",
        "01/02/2014,12/07/2014,,,16,01/12/2014,,10",
    ];
    let rows: Vec<String> = jobs.into_iter().enumerate().map(row).collect();
    bench.file(&path_of("north", "csv"), &text(&format!("{PARTICIPANTS},Hours,Next,Until,Its Hours"), &rows));
    let told = exact(&bench, &["attached,job_starts,sustained,sustainment_rate", "--detail"]);
    // Rate, achieved, of, and then in time: nobody any more.
    assert!(told[0].starts_with("4,4,2,0.500000,2,4,0,"), "{told:?}");
    bench.run(&["report", "-w", "ws", "--audience", "officers"]).expect(0);
    let list = bench.read("output/small/2015-16-Q3/internal/outcomes.csv");
    assert!(list.contains("left within four weeks of the mark,North,2,,20,"), "{list}");
}

/// Pioneer's outcome is earnings: claims decide, and the weeks in work are a sign alone.
#[test]
fn where_dates_do_not_show_the_outcome_claims_and_weeks_in_work_that_disagree_are_listed_all_the_same() {
    let bench = Bench::new();
    bench.sample_of("pioneer");
    bench.run(&["report", "-w", "pioneer", "--audience", "officers"]).expect(0);
    let list = bench.read("output/pioneer/2023-24-Q4/internal/outcomes.csv");
    let rows = |what: &str| {
        let own = list.lines().filter(|line| line.contains(what));
        own.map(|line| line.trim_end_matches(',').rsplit(',').next().unwrap().to_string()).collect::<Vec<_>>()
    };
    assert!(rows("claimed, with fewer weeks in work").contains(&"59".to_string()), "{list}");
    assert!(rows("weeks in work are there, not claimed").contains(&"73".to_string()), "{list}");
    assert!(rows("reaches the mark").is_empty() && rows("dates").is_empty(), "{list}");
}

/// Attached on 1 July and supported for six months: 31 December, the as-at day, is the last on which a job can begin.
#[test]
fn on_the_last_day_of_support_a_job_can_still_begin_and_reach_the_outcome_within_the_window() {
    let bench = council(&["North"], false);
    let programme = "id = \"short\"\nname = \"Short\"\nsummary = \"Invented.\"\nsource = \"invented\"\nroutes = [\"jcp\"]\n\
                     support = { months = 6 }\nwindow = { months = 13 }\n[sustained]\nweeks = 8\n";
    bench.file("ws/programmes/short.toml", programme);
    edit(&bench, "ws/quarterdeck.toml", "programme = \"work-programme\"", "programme = \"short\"");
    let rows = ["HPJ000001,,,20/06/2015,01/07/2015,Mersey,,,,,", "HPJ000002,,,20/06/2015,30/06/2015,Mersey,,,,,"];
    bench.file(&path_of("north", "csv"), &text(PARTICIPANTS, &rows));
    // In time for a job, and to sustain: the first alone.
    for measure in ["job_start_rate", "sustainment_rate"] {
        let told = exact(&bench, &[measure, "--detail"]);
        assert!(told[0].starts_with("0.000000,0,2,1,"), "{measure}: {told:?}");
    }
}

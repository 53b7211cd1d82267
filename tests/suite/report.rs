//! The main job on the sample workspace.

use crate::harness::{Bench, project};

const REPORT: [&str; 5] = ["report", "-w", "halton", "--quarter", "2015-16-Q3"];
const FOLDER: &str = "output/halton/2015-16-Q3";

#[test]
fn the_sample_makes_the_paper_and_a_second_run_the_same_bytes() {
    let bench = Bench::new();
    bench.sample().run(&REPORT).expect(0);
    let first = bench.all_files("output");
    let names = first.iter().map(|(name, _)| name.strip_prefix("halton/2015-16-Q3/").unwrap());
    let (tables, others): (Vec<&str>, Vec<&str>) = names.partition(|name| name.starts_with("tables/"));
    assert_eq!(others, ["internal/run.json", "report.docx", "report.html", "report.md", "report.ods", "report.xlsx"]);
    let pages = bench.read(&format!("{FOLDER}/report.html")).matches("<table").count();
    assert_eq!(
        (tables[0], tables.len()),
        ("tables/csv-metadata.json", pages + 1),
        "a csv file a table, and what they are"
    );
    bench.run(&REPORT).expect(0);
    assert!(first == bench.all_files("output"), "a second run gives the same bytes");
}

#[test]
fn neither_time_zone_nor_locale_nor_threads_nor_memory_nor_day_change_a_byte() {
    let bench = Bench::new();
    bench.sample().run(&REPORT).expect(0);
    let first = bench.all_files("output");
    // Without the variable the program starts itself anew; whoever has set it keeps what they set.
    let environments: [&[(&str, &str)]; 2] = [
        &[("TZ", "Pacific/Auckland"), ("LC_ALL", "C"), ("RAYON_NUM_THREADS", "1")],
        &[("TZ", "Europe/London"), ("LC_ALL", "de_DE.UTF-8"), ("RAYON_NUM_THREADS", "7"), ("GLIBC_TUNABLES", "")],
    ];
    for environment in environments {
        bench.run_with(&[&REPORT[..], &["--today", "2031-02-03"]].concat(), environment).expect(0);
        assert!(first == bench.all_files("output"), "{environment:?}");
    }
}

#[test]
fn the_rows_of_all_returns_are_accounted_for() {
    let bench = Bench::new();
    bench.sample().run(&REPORT).expect(0).says(&["rows read  6,306 = 6,231 used + 51 set aside + 24 left out"]);
}

#[test]
fn the_papers_figures_are_those_counted_by_hand_from_the_sample() {
    // Counted by an independent reading of the sample's workbooks; see sample_data/README.md.
    let bench = Bench::new();
    bench.sample().run(&REPORT).expect(0);
    let paper = bench.read(&format!("{FOLDER}/report.md"));
    for line in [
        "| Attachment rate, Northgate Works | 84.4% | 1,410 of 1,670 |",
        "| Attachment rate, Bridgewater Pathways | 84.1% | 1,160 of 1,380 |",
        "| Job start rate, Northgate Works | 23.8% | 336 of 1,410 |",
        "| Job start rate, Bridgewater Pathways | 17.9% | 208 of 1,160 |",
        "| Sustainment rate, Northgate Works | 16.4% | 231 of 1,410 |",
        "| Sustainment rate, Bridgewater Pathways | 13.3% | 154 of 1,160 |",
        "| Northgate Works | 231 | 204 | Job dates |",
        "| Bridgewater Pathways | 154 | 143 | Job dates |",
    ] {
        assert!(paper.contains(line), "{line}");
    }
}

#[test]
fn both_formats_say_the_same_figures_and_every_page_says_that_the_data_is_invented() {
    let bench = Bench::new();
    bench.sample().run(&REPORT).expect(0);
    let (html, markdown) = (bench.read(&format!("{FOLDER}/report.html")), bench.read(&format!("{FOLDER}/report.md")));
    for words in [
        "1,410 of 1,670",
        "23.4% to 29.9%",
        "Too early to tell; too close to call",
        "every person, firm and figure in this paper is invented",
    ] {
        assert!(html.contains(words) && markdown.contains(words), "{words}");
    }
    for trace in ["HPJ0", "Employer", "Surname"] {
        assert!(!html.contains(trace) && !markdown.contains(trace), "{trace}");
    }
}

#[test]
fn exact_figures_are_written_only_when_officers_ask_and_only_for_their_owner() {
    let bench = Bench::new();
    bench.sample().run(&REPORT).expect(0);
    assert!(!bench.exists(&format!("{FOLDER}/internal/figures.csv")));
    bench.run(&[&REPORT[..], &["--audience", "officers"]].concat()).expect(0);
    let figures = bench.read(&format!("{FOLDER}/internal/figures.csv"));
    assert!(figures.starts_with("OFFICIAL-SENSITIVE"), "{figures}");
    assert!(figures.contains("prime,to-date,Northgate Works,job_starts,336"), "{figures}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &str| std::fs::metadata(bench.path().join(path)).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&format!("{FOLDER}/internal/figures.csv")), 0o600);
        assert_eq!(mode(&format!("{FOLDER}/internal")), 0o700);
    }
}

#[test]
fn an_earlier_quarter_is_made_from_its_own_returns() {
    let bench = Bench::new();
    bench.sample().run(&["report", "-w", "halton", "--quarter", "2014-15-Q3"]).expect(0);
    let manifest: serde_json::Value =
        serde_json::from_str(&bench.read("output/halton/2014-15-Q3/internal/run.json")).unwrap();
    let files: Vec<&str> =
        manifest["run"]["inputs"].as_array().unwrap().iter().map(|input| input["file"].as_str().unwrap()).collect();
    assert_eq!(
        files,
        [
            "northgate_2014-15-Q3.xlsx",
            "bridgewater_2014-15-Q3.xlsx",
            "jcp_runcorn_2014-15-Q3.xlsx",
            "jcp_widnes_2014-15-Q3.csv"
        ]
    );
}

/// The report where somebody answers for what would stop it.
fn accepting<'a>(code: &'a str, because: &'a str) -> Vec<&'a str> {
    [&REPORT[..], &["--accept", code, "--because", because, "--by", "J Brown"]].concat()
}

#[test]
fn a_prime_whose_return_was_refused_and_accepted_so_has_no_figures_instead_of_noughts() {
    let bench = Bench::new();
    bench.sample().bytes("halton/returns/bridgewater_2015-16-Q3.xlsx", b"not a workbook \x00\x01\x02");
    bench.run(&REPORT).expect(4);
    bench.run(&accepting("file_refused", "the file was damaged")).expect(0);
    let paper = bench.read(&format!("{FOLDER}/report.md"));
    assert!(paper.contains("| Job start rate, Northgate Works | 23.8% | 336 of 1,410 |"));
    assert!(!paper.contains("Job start rate, Bridgewater Pathways"), "no rate of a prime that sent nothing");
    assert!(paper.contains("the file was damaged (J Brown)"), "{paper}");
}

#[test]
fn a_prime_without_a_return_for_the_quarter_has_no_figures_from_an_older_one() {
    let bench = Bench::new();
    bench.sample();
    std::fs::remove_file(bench.path().join("halton/returns/northgate_2015-16-Q3.xlsx")).unwrap();
    let report = bench.run(&accepting("return_missing", "they are late"));
    report.expect(0);
    assert!(!report.stderr.contains("northgate_2015-16-Q2.xlsx, Client data"), "{}", report.stderr);
    let paper = bench.read(&format!("{FOLDER}/report.md"));
    assert!(paper.contains("Job start rate, Bridgewater Pathways"), "{paper}");
    // Nobody would have joined in the quarter, and whoever was in work when it began would be in work still.
    assert!(!paper.contains("rate, Northgate Works") && paper.contains("they are late (J Brown)"), "{paper}");
    for words in [
        "**No figures of Northgate Works are in this report.** What they sent is missing or was not used.",
        "No figures of Northgate Works are in this report. When will they come?",
        "There are figures of one prime only, and of none to compare it with in the same area.",
    ] {
        assert!(paper.contains(words), "{words}: {paper}");
    }
}

#[test]
fn last_quarters_file_under_this_quarters_name_stops_the_paper() {
    let bench = Bench::new();
    bench.sample();
    let returns = bench.path().join("halton/returns");
    std::fs::copy(returns.join("northgate_2015-16-Q2.xlsx"), returns.join("northgate_2015-16-Q3.xlsx")).unwrap();
    bench.run(&REPORT).expect(3).says(&[
        "stops      return_is_stale",
        "northgate_2015-16-Q3.xlsx: it is the same file as `northgate_2015-16-Q2.xlsx`, byte by byte",
    ]);
    // Saved again in between, with other line ends.
    bench.sample();
    let widnes = bench.read("halton/returns/jcp_widnes_2015-16-Q2.csv").replace("\r\n", "\n");
    let widnes = if widnes.contains('\r') { widnes.replace('\r', "\n") } else { widnes };
    bench.file("halton/returns/jcp_widnes_2015-16-Q3.csv", &format!("{widnes}\n"));
    bench.run(&REPORT).expect(3).says(&[
        "stops      return_is_stale",
        "jcp_widnes_2015-16-Q3.csv: it holds the same as `jcp_widnes_2015-16-Q2.csv`, value by value",
    ]);
}

#[test]
fn a_quarter_that_is_missing_among_returns_that_hold_their_own_quarter_alone_stops_the_paper() {
    let bench = Bench::new();
    bench.sample();
    let layout = bench.read("halton/layouts/jcp-widnes.toml");
    bench.file("halton/layouts/jcp-widnes.toml", &layout.replace("\"to_date\"", "\"quarter\""));
    let stopped = bench.run(&REPORT);
    stopped
        .expect(3)
        .says(&["jcp_widnes_2014-15-Q4.csv: Jobcentre Plus has sent no return for 2014-15-Q4, and returns"]);
    assert!(!stopped.stderr.contains("no return for 2015-16-Q1"), "{}", stopped.stderr);
}

#[test]
fn residents_in_thousands_give_no_reach_and_are_told() {
    let bench = Bench::new();
    bench.sample();
    let residents = bench.read("halton/context/population.csv");
    let ditton = residents.lines().find(|line| line.starts_with("Ditton")).unwrap();
    bench.file("halton/context/population.csv", &residents.replace(ditton, "Ditton,4"));
    bench.run(&REPORT).expect(0).says(&["residents_too_few", "more than half of the residents given for `Ditton`"]);
    let paper = bench.read(&format!("{FOLDER}/report.md"));
    let line = paper.lines().find(|line| line.starts_with("| Ditton |")).unwrap();
    assert!(line.trim_end_matches(" |").ends_with("\\[z\\]"), "{line}");
}

#[test]
fn an_older_list_of_jobcentre_plus_still_says_who_was_referred() {
    let bench = Bench::new();
    bench.sample();
    std::fs::remove_file(bench.path().join("halton/returns/jcp_widnes_2015-16-Q3.csv")).unwrap();
    let report = bench.run(&accepting("return_missing", "office closed"));
    report.expect(0).says(&["jcp_widnes_2015-16-Q2.csv, jcp_widnes_2015-16-Q2 (referrals"]);
    let paper = bench.read(&format!("{FOLDER}/report.md"));
    assert!(!paper.contains("The attachment rate counts the people on each prime's own list"), "{paper}");
}

#[test]
fn without_jobcentre_plus_the_primes_own_lists_are_counted_and_the_paper_says_so() {
    let bench = Bench::new();
    bench.sample();
    for name in ["jcp_runcorn_2015-16-Q3.xlsx", "jcp_widnes_2015-16-Q3.csv"] {
        std::fs::remove_file(bench.path().join("halton/returns").join(name)).unwrap();
    }
    for name in ["2014-15-Q3", "2015-16-Q1", "2015-16-Q2"] {
        std::fs::remove_file(bench.path().join(format!("halton/returns/jcp_runcorn_{name}.xlsx"))).unwrap();
        std::fs::remove_file(bench.path().join(format!("halton/returns/jcp_widnes_{name}.csv"))).unwrap();
    }
    bench.run(&REPORT).expect(3).says(&["return_missing", "Jobcentre Plus has sent no return for 2015-16-Q3"]);
    bench.run(&accepting("return_missing", "offices closed")).expect(0);
    let paper = bench.read(&format!("{FOLDER}/report.md"));
    assert!(paper.contains("The attachment rate counts the people on each prime's own list"));
}

#[test]
fn a_workspaces_own_programme_goes_before_the_built_in_one_and_built_in_layouts_need_no_file() {
    let bench = Bench::new();
    let programme = std::fs::read_to_string(project().join("src/definitions/programmes/work-programme.toml")).unwrap();
    bench.sample().file("halton/programmes/work-programme.toml", &programme.replace("weeks = 26", "weeks = 13"));
    bench.run(&REPORT).expect(0);
    let paper = bench.read(&format!("{FOLDER}/report.md"));
    assert!(!paper.contains("231 of 1,410") && paper.contains("13 weeks in work for payment groups"), "{paper}");

    let clients = "Client Ref,Referral Date,Attachment Date,Job Start Date,Surname\nA1,01/04/2015,02/04/2015,,Smith\n";
    bench.file("new_export.csv", clients);
    let check = ["check", "new_export.csv", "-w", "halton", "--layout", "clients", "--supplier", "northgate"];
    let outcome = bench.run(&check);
    outcome.expect(0);
    assert!(outcome.stdout.contains("rows read  1 = 1 used"), "{}", outcome.stdout);
}

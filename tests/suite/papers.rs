//! The built-in papers, papers of a council's own, and packs of papers: one a prime, an area or a lot.

use crate::harness::{Bench, shared};

const HALTON: [&str; 4] = ["-w", "halton", "--quarter", "2015-16-Q3"];

fn report(bench: &Bench, args: &[&str]) -> String {
    let outcome = bench.run(&[&["report"][..], args].concat());
    outcome.expect(0);
    outcome.stdout.clone()
}

/// What a command prints, on either side.
fn tells(bench: &Bench, args: &[&str], code: i32, says: &[&str]) {
    let outcome = bench.run(args);
    outcome.expect(code);
    let said = format!("{}{}", outcome.stdout, outcome.stderr);
    for words in says {
        assert!(said.contains(words), "`{words}` is not in:\n{said}");
    }
}

/// The paper in Markdown that the sample of Halton makes with a template.
fn markdown(bench: &Bench, template: &str) -> String {
    report(bench, &[&HALTON[..], &["--template", template, "--formats", "markdown"]].concat());
    bench.read("output/halton/2015-16-Q3/report.md")
}

/// A line as it can be compared: letters and digits in small, single spaces.
fn plain(line: &str) -> String {
    let line = line.replace(['’', '\''], "");
    let words = line.to_lowercase().replace(|c: char| !c.is_alphanumeric() && c != '.', " ");
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Places of parts in a text; each has to stand behind the one before it.
fn in_order(text: &str, parts: &[String]) {
    let mut at = 0;
    for part in parts {
        let found = text[at..].find(part.as_str());
        at += found.unwrap_or_else(|| panic!("`{part}` does not stand behind the part before it in:\n{text}"));
    }
}

#[test]
fn the_cover_report_has_every_heading_of_the_real_one_in_its_order_and_every_paragraph_a_number() {
    let bench = Bench::new();
    bench.sample();
    let paper = markdown(&bench, "halton-cover");
    let headings: Vec<String> = paper.lines().filter_map(|line| line.strip_prefix("## ")).map(plain).collect();
    let wanted = [
        "1.0 purpose of the report",
        "2.0 recommendation that",
        "3.0 supporting information",
        "4.0 policy implications",
        "5.0 other implications",
        "6.0 implications for the councils priorities",
        "7.0 risk analysis",
        "8.0 equality and diversity issues",
        "9.0 list of background papers under section 100d of the local government act 1972",
    ];
    assert_eq!(headings.iter().filter(|own| *own != "contents").collect::<Vec<_>>(), wanted);
    let body = paper.split("## 1.0 ").nth(1).unwrap();
    let paragraphs = body.split("\n\n").filter(|block| block.trim_start().starts_with("**"));
    let numbers: Vec<&str> = paragraphs.filter_map(|block| block.trim_start()[2..].split("**").next()).collect();
    let is_number = |text: &str| !text.is_empty() && text.split('.').all(|part| part.parse::<u32>().is_ok());
    let numbered = numbers.iter().filter(|own| is_number(own)).count();
    assert!(numbered > 40, "{numbers:?}");
    let Some(shared) = shared() else { return };
    let seeds: Vec<_> = std::fs::read_dir(shared.join("seeds")).unwrap().map(|entry| entry.unwrap().path()).collect();
    let real = seeds.iter().map(|path| std::fs::read_to_string(path).unwrap());
    let real = real.into_iter().find(|text| text.contains("PURPOSE OF THE REPORT")).expect("the real cover report");
    // A heading of the real paper may run over two lines.
    let real = plain(&real.replace(['\r', '\n'], " "));
    in_order(&real, &wanted.map(String::from));
    let subheadings: Vec<String> = paper.lines().filter_map(|line| line.strip_prefix("### 6.")).map(plain).collect();
    in_order(&real, &subheadings.iter().map(|own| format!("6.{own}")).collect::<Vec<_>>());
}

#[test]
fn the_scrutiny_report_has_the_particulars_of_the_real_one_before_its_numbered_sections() {
    let bench = Bench::new();
    bench.sample();
    let paper = markdown(&bench, "manchester-scrutiny");
    let parts = [
        "report for",
        "report to",
        "subject",
        "report of",
        "summary",
        "recommendations",
        "wards affected",
        "contact officers",
        "background documents available for public inspection",
        "1.0 introduction",
    ];
    let own = paper.split("## Contents").next().unwrap().to_string()
        + paper.split("\n## ").skip(2).collect::<Vec<_>>().join("\n").as_str();
    in_order(&plain(&own), &parts.map(String::from));
    assert!(paper.contains("**1.1** ") && !paper.contains("** ** "), "{paper}");
    assert!(paper.contains("none within the meaning of the Act"));
    let Some(shared) = shared() else { return };
    let seeds: Vec<_> = std::fs::read_dir(shared.join("seeds")).unwrap().map(|entry| entry.unwrap().path()).collect();
    let real = seeds.iter().map(|path| std::fs::read_to_string(path).unwrap());
    let real = real.into_iter().find(|text| text.contains("**Report to:**")).expect("the real scrutiny report");
    in_order(&plain(&real.replace(['\r', '\n', '*', '#'], " ")), &parts.map(String::from));
}

#[test]
fn the_monitoring_report_numbers_the_plans_indicators_and_explains_its_symbols() {
    let bench = Bench::new();
    bench.sample();
    let paper = markdown(&bench, "halton-qmr");
    for words in [
        "**Directorate:** ",
        "Quarter 3, 1 October to 31 December 2015",
        "| PPLI 1 |",
        "Key performance indicators",
        "| PPLI 1a |",
        "Explanation of the symbols",
        "★ On course",
        "→ Same",
    ] {
        assert!(paper.contains(words), "`{words}` is not in:\n{paper}");
    }
}

#[test]
fn a_paper_of_ones_own_begins_as_a_copy_and_makes_the_same_paper() {
    let bench = Bench::new();
    bench.sample();
    let first = markdown(&bench, "halton-cover");
    let new = ["template", "new", "our-board", "-w", "halton"];
    tells(&bench, &new, 0, &["templates/our-board/paper.toml", "next: change paper.toml"]);
    // The run is another, as it was made with other files.
    let but_run =
        |paper: &str| paper.lines().filter(|line| !line.starts_with("Made by")).collect::<Vec<_>>().join("\n");
    assert_eq!(but_run(&markdown(&bench, "our-board")), but_run(&first));
    tells(&bench, &["template", "check", "our-board", "-w", "halton"], 0, &["nothing wrong was found"]);
    bench.run(&new).expect(2).says(&["is there already, and is not changed"]);
    bench.run(&["template", "new", "../x", "-w", "halton"]).expect(2).says(&["cannot be a paper's name"]);
    bench
        .run(&["template", "new", "x", "--from", "halton-covr", "-w", "halton"])
        .expect(2)
        .says(&["did you mean `halton-cover`?"]);
    tells(&bench, &["template", "list", "-w", "halton"], 0, &["contract-review", "our-board"]);
}

/// What `template check` says of a copy in which one text stands for another.
fn checked(file: &str, from: &str, to: &str, says: &[&str]) {
    let bench = Bench::new();
    bench.sample();
    bench.run(&["template", "new", "own", "-w", "halton"]).expect(0);
    let path = format!("halton/templates/own/{file}");
    let text = bench.read(&path);
    assert!(text.contains(from), "`{from}` is not in {file}");
    bench.file(&path, &text.replacen(from, to, 1));
    tells(&bench, &["template", "check", "own", "-w", "halton"], 2, says);
}

#[test]
fn what_is_wrong_with_a_paper_is_told_with_file_and_line() {
    checked("report.html", "{{ council }}", "{{ concil }}", &["report.html, line ", "concil"]);
    checked("report.md", "{{ council }}", "{% if notice %}{{ concil }}{% endif %}", &["report.md, line ", "concil"]);
    checked(
        "paper.toml",
        "blocks = [\"parked\"]",
        "blocks = [\"praked\"]",
        &["paper.toml, line ", "`praked`", "did you mean `parked`?"],
    );
    checked("paper.toml", "statutory = \"background_papers\"\n", "", &["section 100D", "statutory"]);
    checked(
        "paper.toml",
        "default = \"the report be noted.\"",
        "words = [\"It is {{ job_strat_rate }}.\"]",
        &["paper.toml`, line ", "job_strat_rate", "job_start_rate"],
    );
    checked(
        "paper.toml",
        "blocks = [\"parked\"]",
        "blocks = [\"place\"]",
        &["cannot stand in a paper about all primes"],
    );
    checked("paper.toml", "title = \"", "title = \"{group} ", &["line ", "`{group}` stands for one prime or place"]);
}

#[test]
fn a_template_reads_neither_files_nor_the_environment() {
    for code in
        ["{{ get_env(name=\"HOME\") }}", "{% include \"/etc/passwd\" %}", "{{ load_data(path=\"x\") }}", "{{ now() }}"]
    {
        checked("report.html", "{{ council }}", code, &["report.html"]);
    }
    checked(
        "report.md",
        "{{ council }}",
        "{% for a in range(end=50000) %}{% for b in range(end=50000) %}xxxxxxxxxxxxxxxx{% endfor %}{% endfor %}",
        &["report.md", "over 10 MB"],
    );
}

#[test]
fn standing_words_name_published_figures() {
    let bench = Bench::new();
    bench.sample();
    bench.run(&["template", "new", "own", "-w", "halton"]).expect(0);
    let path = "halton/templates/own/paper.toml";
    let text = bench.read(path);
    bench.file(
        path,
        &text.replacen(
            "default = \"the report be noted.\"",
            "words = [\"By now {{ attached, Northgate }} have joined.\"]",
            1,
        ),
    );
    let paper = markdown(&bench, "own");
    assert!(paper.contains("By now 7") || paper.contains(" have joined."), "{paper}");
    assert!(!paper.contains("{{") && !paper.contains("&#123;"), "{paper}");
}

/// The names of the files below a folder.
fn names(bench: &Bench, below: &str) -> Vec<String> {
    bench.all_files(below).into_iter().map(|(name, _)| name).collect()
}

#[test]
fn a_pack_for_primes_holds_a_paper_each_with_nothing_of_the_other() {
    let bench = Bench::new();
    bench.sample();
    report(&bench, &[&HALTON[..], &["--for-each", "prime"]].concat());
    let files = names(&bench, "output/halton/2015-16-Q3/prime");
    for name in [
        "index.html",
        "index.md",
        "northgate-works/report.html",
        "northgate-works/report.docx",
        "bridgewater-pathways/report.xlsx",
        "internal/run.json",
    ] {
        assert!(files.iter().any(|own| own == name), "{name}: {files:?}");
    }
    let northgate = bench.read("output/halton/2015-16-Q3/prime/northgate-works/report.md");
    let bridgewater = bench.read("output/halton/2015-16-Q3/prime/bridgewater-pathways/report.md");
    assert!(northgate.contains("Northgate Works, contract review: October to December 2015"), "{northgate}");
    assert!(!northgate.contains("Bridgewater") && !bridgewater.contains("Northgate"));
    assert!(!northgate.contains("All primes") && !northgate.contains("all primes together"), "{northgate}");
    // Jobcentre Plus's list is of the people of both.
    assert!(
        northgate.contains("All rows of the returns of Northgate Works are accounted for (about 1,690)."),
        "{northgate}"
    );
    // What the paper about all prints of a prime, its own paper prints too.
    let all = markdown(&bench, "halton-cover");
    let row = all.lines().find(|line| line.starts_with("| Job start rate, Northgate Works |")).unwrap();
    assert!(northgate.contains(&row.split(" | ").take(4).collect::<Vec<_>>().join(" | ")), "{row}\n{northgate}");
    let index = bench.read("output/halton/2015-16-Q3/prime/index.html");
    assert!(index.contains("href=\"northgate-works/report.html\""), "{index}");
}

#[test]
fn a_pack_for_areas_and_lots_tells_of_each_what_the_paper_about_all_allows() {
    let bench = Bench::new();
    bench.sample_of("greater-manchester");
    let args = ["-w", "greater-manchester", "--quarter", "2017-18-Q3"];
    report(&bench, &[&args[..], &["--for-each", "area", "--formats", "html,markdown"]].concat());
    report(&bench, &[&args[..], &["--for-each", "lot", "--formats", "html,markdown"]].concat());
    let folder = "output/greater-manchester/2017-18-Q3";
    let areas: Vec<String> =
        names(&bench, &format!("{folder}/area")).into_iter().filter(|name| name.ends_with("/report.md")).collect();
    assert_eq!(areas.len(), 10, "{areas:?}");
    let bolton = bench.read(&format!("{folder}/area/bolton/report.md"));
    assert!(
        bolton.contains("What has become of people who live in Bolton") && bolton.contains("All primes, Bolton"),
        "{bolton}"
    );
    // A lot is the sum of its areas as far as they are printed.
    let count = |paper: &str| -> Option<u64> {
        let row = paper.lines().find(|line| line.starts_with("| **All primes, ") && !line.contains("all areas"))?;
        row.split('|').nth(2)?.trim().trim_matches('*').replace(',', "").parse().ok()
    };
    let lot: Vec<String> =
        names(&bench, &format!("{folder}/lot")).into_iter().filter(|name| name.ends_with("/report.md")).collect();
    assert_eq!(lot.len(), 2, "{lot:?}");
    let of_lots: Option<u64> = lot.iter().map(|name| count(&bench.read(&format!("{folder}/lot/{name}")))).sum();
    let of_areas: Option<u64> = areas.iter().map(|name| count(&bench.read(&format!("{folder}/area/{name}")))).sum();
    assert!(of_lots.is_some() && of_lots == of_areas, "{of_lots:?} {of_areas:?}");
}

#[test]
fn of_an_earlier_pack_nothing_is_left_that_this_one_does_not_have() {
    let bench = Bench::new();
    bench.sample();
    let pack = |more: &[&str]| report(&bench, &[&HALTON[..], &["--for-each", "prime"], more].concat());
    pack(&[]);
    let folder = "output/halton/2015-16-Q3/prime";
    bench.file(&format!("{folder}/northgate-works/notes.txt"), "mine");
    // A prime that had another name.
    for name in ["report.docx", "tables/table-01-headline.csv"] {
        bench.file(&format!("{folder}/canal-paths/{name}"), "old");
    }
    pack(&["--formats", "html"]);
    let left: Vec<String> = names(&bench, folder).into_iter().filter(|name| !name.starts_with("internal")).collect();
    let expected = [
        "bridgewater-pathways/report.html",
        "index.html",
        "index.md",
        "northgate-works/notes.txt",
        "northgate-works/report.html",
    ];
    assert_eq!(left, expected);
}

#[test]
fn a_pack_that_there_cannot_be_is_refused_with_what_to_do() {
    let bench = Bench::new();
    bench.sample();
    let each = |args: &[&str]| bench.run(&[&["report"][..], &HALTON, args].concat());
    each(&["--for-each", "area"]).expect(2).says(&["the returns know no areas", "hint:"]);
    each(&["--for-each", "lot"]).expect(2).says(&["hint:"]);
    each(&["--template", "contract-review"]).expect(2).says(&["is a paper about one prime", "--for-each prime"]);
    each(&["--for-each", "prime", "--template", "halton-cover"])
        .expect(2)
        .says(&["is a paper about all primes", "--template"]);
    assert!(!bench.exists("output"));
}

#[test]
fn the_part_2_annex_is_a_paper_of_its_own_that_is_not_published() {
    let bench = Bench::new();
    bench.sample_of("greater-manchester");
    report(&bench, &["-w", "greater-manchester", "--quarter", "2017-18-Q3", "--audience", "officers"]);
    let annex = bench.read("output/greater-manchester/2017-18-Q3/internal/part-2.html");
    for words in ["Not for publication", "paragraph 3 of Schedule 12A", "£", "Fallen due", "Irwell Forward"] {
        assert!(annex.contains(words), "`{words}`");
    }
    let page = bench.read("output/greater-manchester/2017-18-Q3/report.html");
    assert!(!page.contains('£') && !page.contains("Part 2 annex"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let path = bench.path().join("output/greater-manchester/2017-18-Q3/internal/part-2.docx");
        assert_eq!(std::fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600);
    }
    // The next paper for the public takes it away.
    report(&bench, &["-w", "greater-manchester", "--quarter", "2017-18-Q3"]);
    assert!(!bench.exists("output/greater-manchester/2017-18-Q3/internal/part-2.html"));
}

#[test]
fn the_paper_that_a_sample_makes_of_its_own_passes_the_check_of_templates() {
    let bench = Bench::new();
    bench.sample_of("pioneer");
    let outcome = bench.run(&["template", "check", "small-contract", "-w", "pioneer", "--quarter", "2023-24-Q4"]);
    outcome.expect(0);
    assert!(!outcome.stderr.contains("statutory"), "{}", outcome.stderr);
}

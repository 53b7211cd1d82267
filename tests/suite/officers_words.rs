//! Words of officers that could be lost or go astray: headings of packs, what one prime must not read of another, lines that
//! are nearly marks, files that are nearly the right ones, and what is typed in another way than Markdown reads it.

use crate::harness::{Bench, Outcome};

const HALTON: [&str; 4] = ["-w", "halton", "--quarter", "2015-16-Q3"];
const FILE: &str = "halton/commentary/2015-16-Q3.md";
const FOLDER: &str = "output/halton/2015-16-Q3";

/// The sample with more words at the end of its own.
fn with(words: &str) -> Bench {
    let bench = Bench::new();
    bench.sample();
    add(&bench, FILE, words);
    bench
}

fn add(bench: &Bench, file: &str, words: &str) {
    bench.file(file, &format!("{}\n\n{words}\n", bench.read(file).trim_end()));
}

fn run(bench: &Bench, command: &[&str], more: &[&str]) -> Outcome {
    let outcome = bench.run(&[command, &HALTON, more].concat());
    outcome.expect(0);
    outcome
}

/// What `commentary check` prints.
fn checked(bench: &Bench) -> String {
    run(bench, &["commentary", "check"], &[]).stdout.clone()
}

fn markdown(bench: &Bench, template: &str) -> String {
    run(bench, &["report"], &["--template", template, "--formats", "markdown"]);
    bench.read(&format!("{FOLDER}/report.md"))
}

fn pack(bench: &Bench) -> Outcome {
    run(bench, &["report"], &["--for-each", "prime", "--formats", "markdown"])
}

fn of_prime(bench: &Bench, prime: &str) -> String {
    bench.read(&format!("{FOLDER}/prime/{prime}/report.md"))
}

fn all_in(text: &str, words: &[&str]) {
    for words in words {
        assert!(text.contains(words), "`{words}` is not in:\n{text}");
    }
}

fn none_in(text: &str, words: &[&str]) {
    for words in words {
        assert!(!text.contains(words), "`{words}` is in:\n{text}");
    }
}

/// The line of the file on which words stand.
fn line_of(bench: &Bench, words: &str) -> usize {
    bench.read(FILE).lines().position(|line| line.contains(words)).unwrap() + 1
}

#[test]
fn words_for_one_prime_are_found_by_its_aliases_and_a_name_that_nobody_has_is_told() {
    let bench = with(
        "## Contract review, Northgate (KM, 19 January 2016)\n\nBy an alias.\n\n\
         ## Actions, Bridgewater Pathways CIC (KM, 19 January 2016)\n\nBy another.\n\n\
         ## Actions, Northgate Wroks (KM, 19 January 2016)\n\nBy nobody.\n\n\
         ## Area, Runcorn (KM, 19 January 2016)\n\nOf no area.\n\n\
         ## Acions for all (KM, 19 January 2016)\n\nOf no paper.",
    );
    let out = pack(&bench);
    all_in(&of_prime(&bench, "northgate-works"), &["By an alias. (KM, 19 January 2016)"]);
    all_in(&of_prime(&bench, "bridgewater-pathways"), &["By another. (KM, 19 January 2016)"]);
    let wrong = format!("line {}: no prime is called `Northgate Wroks`: the words under", line_of(&bench, "Wroks"));
    let area = "no area or lot is called `Runcorn`";
    let unknown = "the paper has no place for the heading `Acions for all`";
    out.says(&[&wrong, area, unknown]);
    all_in(&checked(&bench), &[&wrong, "to do: did you mean `Actions, Northgate Works`?", area, unknown]);
    run(&bench, &["report"], &["--formats", "markdown"]).says(&[&wrong, area, unknown]);
    none_in(&out.stderr, &["`Contract review", "`Actions, B", "Key developments"]);
}

#[test]
fn words_for_an_area_or_a_lot_are_found_by_its_aliases_and_a_name_that_nobody_has_is_told() {
    let bench = Bench::new();
    bench.sample_of("greater-manchester");
    let heading = |name: &str| format!("## Area, {name} (KM, 19 January 2018)\n\nOf {name}.\n\n");
    let words = ["City of Salford", "Wigann", "bolton"].map(heading).concat();
    add(&bench, "greater-manchester/commentary/2017-18-Q3.md", &words);
    let args = ["-w", "greater-manchester", "--quarter", "2017-18-Q3"];
    let wrong = "no area or lot is called `Wigann`";
    let out = bench.run(&[&["report", "--for-each", "area", "--formats", "markdown"], &args[..]].concat());
    out.expect(0).says(&[wrong]);
    let paper = |name: &str| bench.read(&format!("output/greater-manchester/2017-18-Q3/area/{name}/report.md"));
    all_in(&paper("salford"), &["Of City of Salford. (KM, 19 January 2018)"]);
    all_in(&paper("bolton"), &["Of bolton."]);
    all_in(&paper("wigan"), &["Nothing has been written about this area."]);
    let told = bench.run(&[&["commentary", "check"], &args[..]].concat());
    all_in(&told.expect(0).stdout, &[wrong, "did you mean `Area, Wigan`?"]);
    assert_eq!(told.stdout.matches("to do:").count(), 1, "{}", told.stdout);
}

/// A paper about one prime with another text in it.
fn own_paper(from: &str, to: &str) -> Bench {
    let bench = Bench::new();
    bench.sample();
    bench.run(&["template", "new", "talks", "--from", "contract-review", "-w", "halton"]).expect(0);
    let path = "halton/templates/talks/paper.toml";
    let text = bench.read(path);
    assert!(text.contains(from), "{text}");
    bench.file(path, &text.replacen(from, to, 1));
    bench
}

#[test]
fn a_paper_about_one_prime_has_no_place_for_words_about_all() {
    for heading in ["Job start rate", "Key developments", "Job start rate, {group}"] {
        let bench = own_paper("commentary = \"Actions, {group}\"", &format!("commentary = \"{heading}\""));
        let what = match heading.contains("{group}") {
            true => {
                "the blocks `headline` and `kpis` print what is written under `Job start rate, {group}`".to_string()
            }
            false => format!("this paper is about one prime, and the words under `{heading}` may be about any"),
        };
        let check = bench.run(&["template", "check", "talks", "-w", "halton", "--quarter", "2015-16-Q3"]);
        all_in(&check.expect(2).stdout, &[&what, "paper.toml, line "]);
        let report = bench.run(&[&["report", "--for-each", "prime", "--template", "talks"], &HALTON[..]].concat());
        report.expect(2).says(&[&what]);
        assert!(!bench.exists("output"));
    }
}

#[test]
fn a_prime_that_is_named_where_another_reads_it_is_told() {
    let bench = own_paper("default = \"None are recorded.\"", "default = \"As with Bridgewater, none.\"");
    let check = bench.run(&["template", "check", "talks", "-w", "halton", "--quarter", "2015-16-Q3"]);
    let what = "a paper about one prime names Bridgewater Pathways, and every prime reads it";
    all_in(&check.expect(2).stdout, &["paper.toml, line ", what]);
    let report = bench.run(&[&["report", "--for-each", "prime", "--template", "talks"], &HALTON[..]].concat());
    report.expect(0).says(&["names_another_prime", what]);

    let bench = with(
        "## Actions, Northgate (KM, 19 January 2016)\n\nMeet Northgate Works.\n\n- and do as\n  BRIDGEWATER pathways does\n\n\
         ## Actions, Bridgewater (KM, 19 January 2016)\n\nBridgewater has {{ attached, Bridgewater }}.",
    );
    let line = line_of(&bench, "BRIDGEWATER");
    let what = format!(
        "line {line}: the words under `Actions, Northgate` name Bridgewater Pathways, and Northgate Works reads them"
    );
    assert_eq!(checked(&bench).matches("names_another_prime").count(), 1, "{}", checked(&bench));
    all_in(&checked(&bench), &[&what]);
    pack(&bench).says(&["names_another_prime", &what]);
}

#[test]
fn lines_that_are_nearly_marks_or_mean_nothing_where_they_stand_are_told_and_not_printed() {
    let bench = with(
        "## Sustainment rate, Bridgewater (MO, 19 January 2016)\n\nRAG status: red\nRAG red\n\nMy RAG: Green\n\n- RAG: red\n- a list\n\n\
         The rag-and-bone man was red.\n\n\
         ## Background papers (MO, 19 January 2016)\n\nRAG: red\nProgress: good\nConsent: Jane\n\nThe list.",
    );
    let paper = markdown(&bench, "halton-cover");
    all_in(&paper, &["a list", "The rag-and-bone man was red.", "The list. (MO, 19 January 2016)"]);
    none_in(&paper, &["RAG status", "RAG red", "My RAG", "RAG: red", "Progress: good", "Jane"]);
    let told = checked(&bench);
    assert_eq!(told.matches("commentary_mark_not_understood").count(), 7, "{told}");
    for line in ["RAG status: red", "RAG red", "My RAG: Green", "- RAG: red", "Progress: good", "Consent: Jane"] {
        all_in(&told, &[&format!("line {}: a line like `RAG:`", line_of(&bench, line))]);
    }
}

#[test]
fn what_is_typed_in_another_way_than_it_is_read_is_mended_and_told() {
    let bench = with(
        "##Background papers (KM, 19 January 2016)\n\nThe <b>list</b> of <Name>.\n\n| Paper | Year |\n|---|---|\n| One | 2015 |",
    );
    let text = bench.read(FILE);
    let (_, from_the_first_heading) = text.split_once("-->\n\n").unwrap();
    assert!(from_the_first_heading.starts_with("## Purpose of the report"));
    bench.file(FILE, &format!("\u{feff}{from_the_first_heading}"));
    let paper = markdown(&bench, "halton-cover");
    all_in(&paper, &["To tell the Board how the two"]);
    all_in(&paper, &["of \\<Name\\>", "- Paper, Year", "- One, 2015 (KM, 19 January 2016)"]);
    none_in(&paper, &["\\<b\\>", "---|", "##Background"]);
    let told = checked(&bench);
    for (code, words) in
        [("commentary_heading_mended", "##Background"), ("commentary_markup", "<b>"), ("commentary_table", "| Paper")]
    {
        all_in(&told, &[&format!("{code}: commentary/2015-16-Q3.md: line {}: ", line_of(&bench, words))]);
    }
    assert_eq!(told.matches("to do:").count(), 3, "{told}");
}

#[test]
fn a_file_that_looks_like_the_quarters_is_named() {
    let bench = Bench::new();
    bench.sample();
    let words = bench.read(FILE);
    bench.file("halton/commentary/2015-16-Q3.md.txt", &words);
    all_in(&checked(&bench), &["`commentary/2015-16-Q3.md.txt` looks like this quarter's words and is not read"]);
    std::fs::remove_file(bench.path().join(FILE)).unwrap();
    bench.file("halton/commentary/2015_16 q3 (1).md", &words);
    all_in(&checked(&bench), &["`commentary/2015_16 q3 (1).md` looks like", "call it commentary/2015-16-Q3.md"]);
    run(&bench, &["commentary", "new"], &[]).says(&["commentary/2015-16-Q3.md.txt lies beside it and is not read"]);
}

#[cfg(unix)]
#[test]
fn a_commentary_is_a_plain_file_of_a_size_that_people_write() {
    let bench = Bench::new();
    bench.sample();
    let path = bench.path().join(FILE);
    let refused = |what: &str| {
        let command = [&["commentary", "check"], &HALTON[..]].concat();
        let out = bench.run(&command);
        out.expect(2).says(&[what]);
    };
    let other = bench.path().join("other.md");
    std::fs::rename(&path, &other).unwrap();
    std::os::unix::fs::symlink(&other, &path).unwrap();
    refused("is not a regular file");
    std::fs::remove_file(&path).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
    refused("is not a regular file");
    std::fs::remove_file(&path).unwrap();
    std::fs::write(&path, vec![b'x'; (1 << 20) + 1]).unwrap();
    refused("is over 1 MB");
}

#[test]
fn a_reason_that_was_given_for_another_rag_is_not_carried_over() {
    let bench = Bench::new();
    bench.sample();
    let heading = "## Job start rate, Bridgewater Pathways";
    let now = bench.read(FILE);
    let (before, rest) = now.split_once(heading).unwrap();
    let (_, after) = rest.split_once("\n## ").unwrap();
    bench.file(FILE, &format!("{before}## {after}"));
    let toml = bench.read("halton/quarterdeck.toml");
    bench.file("halton/quarterdeck.toml", &toml.replace("job_start_rate = 20.0", "job_start_rate = 60.0"));
    let then = |rag: &str| {
        bench.file(
            "halton/commentary/2015-16-Q2.md",
            &format!("{heading} (MO, 6 October 2015)\n\nRAG: {rag}\n\nAn old reason.\n"),
        );
        // Words about all primes of this quarter would stand in its place.
        let own = bench.read(FILE);
        let cut = own
            .split_once("## Job start rate (MO")
            .map(|(before, rest)| format!("{before}## {}", rest.split_once("\n## ").unwrap().1));
        bench.file(FILE, &cut.unwrap_or(own));
        (markdown(&bench, "halton-cover"), markdown(&bench, "halton-qmr"))
    };
    let (cover, monitoring) = then("red");
    all_in(
        &cover,
        &[
            "The reason is carried over from July to September 2015 and not yet confirmed for this quarter. An old reason.",
        ],
    );
    all_in(
        &monitoring,
        &["Carried over from July to September 2015, not yet confirmed. An old reason. (MO, 6 October 2015)"],
    );
    let (cover, monitoring) = then("green");
    all_in(&cover, &["Job start rate, Bridgewater Pathways: not on course. No reason given."]);
    none_in(&cover, &["An old reason"]);
    none_in(&monitoring, &["An old reason"]);
}

#[test]
fn a_reason_on_all_primes_is_looked_for_where_the_paper_has_it() {
    let bench = Bench::new();
    bench.sample();
    let toml = bench.read("halton/quarterdeck.toml");
    bench.file("halton/quarterdeck.toml", &toml.replace("job_start_rate = 20.0", "job_start_rate = 60.0"));
    for template in ["halton-cover", "halton-qmr"] {
        let paper = markdown(&bench, template);
        all_in(
            &paper,
            &[
                "Job start rate, Northgate Works: not on course. What officers say of all primes is under \"What officers say about job starts\" (MO, 19 January 2016).",
                "What officers say about job starts\n",
                "Northgate Works holds a jobs fair",
            ],
        );
    }
    // The table of indicators has what is said of the prime alone.
    let monitoring = markdown(&bench, "halton-qmr");
    let row = |reference: &str| monitoring.lines().find(|line| line.starts_with(reference)).unwrap().to_string();
    all_in(&row("| PPLI 1 |"), &["No comment on this prime."]);
    all_in(&row("| PPLI 2 |"), &["The written plan was due in December"]);
    let own = bench.read(FILE);
    let (before, rest) = own.split_once("## Job start rate (MO").unwrap();
    bench.file(FILE, &format!("{before}## {}", rest.split_once("\n## ").unwrap().1));
    all_in(&markdown(&bench, "halton-cover"), &["Job start rate, Northgate Works: not on course. No reason given."]);
}

#[test]
fn a_new_commentary_has_the_headings_of_packs_with_real_names_where_they_are_asked_for() {
    let bench = Bench::new();
    bench.sample();
    let headings = |args: &[&str], file: &str| -> Vec<String> {
        let _ = std::fs::remove_file(bench.path().join(file));
        bench.run(&[&["commentary", "new"], args].concat()).expect(0);
        let text = bench.read(file);
        assert!(!text.contains("{group}"), "{text}");
        text.lines()
            .filter_map(|line| line.strip_prefix("## ")?.strip_suffix(" (initials, date)").map(String::from))
            .collect()
    };
    let of_primes = [
        "Actions, Northgate Works",
        "Contract review, Northgate Works",
        "Actions, Bridgewater Pathways",
        "Contract review, Bridgewater Pathways",
    ];
    let plain = headings(&HALTON, FILE);
    assert!(!plain.iter().any(|own| own.contains("Actions")), "{plain:?}");
    all_in(&bench.read(FILE), &["commentary new --for-each prime"]);
    let with_packs = headings(&[&HALTON[..], &["--for-each", "prime"]].concat(), FILE);
    assert_eq!(with_packs, [&plain[..], &of_primes.map(String::from)].concat());
    all_in(&bench.read(FILE), &["Without words the paper says: None are recorded."]);
    let out = bench
        .run(&[&["commentary", "new", "--for-each", "lot", "-w", "halton", "--quarter", "2016-17-Q1"][..]].concat());
    out.expect(2).says(&["there is no lot to write headings for"]);

    let toml = bench.read("halton/quarterdeck.toml");
    bench.file(
        "halton/quarterdeck.toml",
        &toml.replace("template = \"halton-cover\"", "template = \"contract-review\""),
    );
    let own = headings(&HALTON, FILE);
    assert!(own.ends_with(&of_primes.map(String::from)), "{own:?}");
    add(&bench, FILE, "## Actions, Northgate (KM, January)\n\nx\n\n## Actions, Nort (KM, 19 January 2016)\n\nx");
    all_in(&checked(&bench), &["is signed `KM, January`", "no prime is called `Nort`"]);

    bench.sample_of("greater-manchester");
    let args = ["-w", "greater-manchester", "--quarter", "2018-19-Q1", "--for-each"];
    let file = "greater-manchester/commentary/2018-19-Q1.md";
    let areas = headings(&[&args[..], &["area"]].concat(), file);
    assert_eq!(areas.iter().filter(|own| own.starts_with("Area, ")).count(), 10, "{areas:?}");
    let lots = headings(&[&args[..], &["lot"]].concat(), file);
    assert_eq!(lots.iter().filter(|own| own.starts_with("Area, ")).count(), 2, "{lots:?}");
}

#[test]
fn notes_stand_in_the_order_of_their_lines() {
    let bench = with("## Nowhere (KM, 19 January 2016)\n\nx");
    let text = bench.read(FILE);
    bench.file(FILE, &format!("\n## Elsewhere (KM, 19 January 2016)\n\nx\n\n{text}"));
    let last = line_of(&bench, "Nowhere");
    assert!(last >= 100, "{last}");
    let told = run(&bench, &["report"], &["--formats", "markdown"]);
    let at = |words: &str| told.stderr.find(words).unwrap_or_else(|| panic!("`{words}` is not in:\n{}", told.stderr));
    assert!(at("line 2: the paper has no place") < at(&format!("line {last}: the paper has no place")));
    let told = checked(&bench);
    assert!(told.find("line 2: ").unwrap() < told.find(&format!("line {last}: ")).unwrap(), "{told}");
}

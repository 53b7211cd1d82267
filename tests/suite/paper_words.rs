//! What the paper and the messages say where something is missing, hidden or left out.

use rust_xlsxwriter::Workbook;

use crate::counts::{LAYOUT, MONTHS, east};
use crate::harness::Bench;
use crate::small::{QUARTER, checked, council, path_of, text, told};

fn paper(bench: &Bench) -> String {
    bench.run(&["report", "-w", "ws"]).expect(0);
    bench.read(&format!("output/small/{QUARTER}/report.md"))
}

#[test]
fn a_count_that_was_not_sent_or_cannot_be_read_is_not_called_nobody() {
    let mut rows = MONTHS.map(String::from);
    for missing in ["#REF!", "<5", ""] {
        rows[6] = format!("Widnes,1,{missing},6,7");
        let paper = paper(&east(&rows));
        for words in [
            "Job start rate, East: not known, because a count that it needs was not sent or could not be read. The minimum is 20%.",
            "had started a job",
        ] {
            assert!(paper.contains(words), "`{missing}`: `{words}` is not in the paper:\n{paper}");
        }
        assert!(!paper.contains("nobody is counted yet"), "`{missing}`");
    }
}

#[test]
fn few_rows_are_not_rounded_to_none_and_rows_set_aside_are_told_in_tens() {
    let paper = paper(&east(&MONTHS));
    assert!(paper.contains("accounted for (fewer than 10)"), "{paper}");
    assert!(paper.contains("until the sender corrects it (none)"), "{paper}");
}

#[test]
fn a_small_number_is_not_the_difference_of_a_primes_counts_to_date_and_of_the_quarter() {
    let mut rows = MONTHS.map(String::from);
    // 2 job starts in September, 45 since.
    rows[7] = "Runcorn,1,8,9,10".into();
    rows[8] = "Total,2,13,15,17".into();
    let paper = paper(&east(&rows));
    assert!(paper.contains("47 had started a job"), "{paper}");
    let line = paper.lines().find(|line| line.starts_with("| East |")).unwrap();
    assert_eq!(line, r"| East | \[z\] | 150 | \[z\] | \[c\] | \[c\] | \[z\] | \[z\] |");
}

#[test]
fn wards_without_residents_are_named_and_everybody_is_not_set_against_the_others() {
    let bench = Bench::new();
    bench.sample();
    let file = "halton/context/population.csv";
    let all = |bench: &Bench| {
        let outcome = bench.run(&["report", "-w", "halton", "--quarter", "2015-16-Q3"]);
        outcome.expect(0);
        let paper = bench.read("output/halton/2015-16-Q3/report.md");
        let wards = paper.split("Performance to date by ward of residence").nth(1).unwrap();
        let line = wards.lines().find(|line| line.contains("All")).unwrap().to_string();
        (outcome.stderr, line)
    };
    let (said, line) = all(&bench);
    assert!(!said.contains("ward_without_residents") && !line.trim_end().ends_with(r"\[z\]** |"), "{line}");
    let kept: Vec<String> =
        bench.read(file).lines().filter(|line| !line.starts_with("Ditton")).map(String::from).collect();
    bench.file(file, &(kept.join("\n") + "\n"));
    let (said, line) = all(&bench);
    assert!(said.contains("there is no line for `Ditton`"), "{said}");
    assert!(line.trim_end_matches(['|', ' ', '*']).ends_with(r"\[z\]"), "{line}");
    let paper = bench.read("output/halton/2015-16-Q3/report.md");
    let meaning = paper.lines().find(|line| line.contains("Not applicable: there is no figure")).unwrap();
    for why in
        ["Nobody is counted", "no minimum", "the year before", "residents of a ward", "not sent or could not be read"]
    {
        assert!(meaning.contains(why), "`{why}` is not among the meanings of [z]: {meaning}");
    }
}

#[test]
fn hidden_rows_and_columns_of_counts_are_said() {
    let bench = council(&["East"], false);
    bench.file("ws/layouts/east.toml", &format!("name = \"east\"\n{LAYOUT}"));
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (r, row) in MONTHS.iter().enumerate() {
        for (c, cell) in row.split(',').enumerate().filter(|(_, cell)| !cell.is_empty()) {
            let (r, c) = (r as u32, c as u16);
            match cell.parse::<f64>() {
                Ok(number) => sheet.write_number(r, c, number).unwrap(),
                Err(_) => sheet.write_string(r, c, cell).unwrap(),
            };
        }
    }
    sheet.set_row_hidden(2).unwrap();
    sheet.set_column_hidden(3).unwrap();
    bench.bytes(&path_of("east", "xlsx"), &workbook.save_to_buffer().unwrap());
    let found = told(&checked(&bench, &[&path_of("east", "xlsx")], 0), &["totals_row", "footnote"]);
    let hidden: Vec<&String> = found.iter().filter(|told| told.starts_with("hidden_")).collect();
    assert_eq!(
        hidden,
        [
            "hidden_rows_read notes null null",
            "hidden_column_read notes null D \"Starters, Nov-15\"",
            "hidden_column_read notes null D \"Into work, Nov-15\"",
        ]
    );
}

#[test]
fn context_files_are_read_and_what_is_wrong_with_them_is_told() {
    let bench = east(&MONTHS);
    let layout = |file: &str| {
        format!("description = \"Claimants\"\nfile = {file:?}\narea = \"Area\"\n[measures]\nclaimants = [\"Count\"]\n")
    };
    bench.file("ws/context/claimants.toml", &layout("claimants.csv"));
    let check = ["check", "-w", "ws", "--quarter", QUARTER, &path_of("east", "csv")];
    bench.run(&check).expect(2).says(&["context/claimants.toml", "`claimants.csv`, which is not there"]);
    bench.file(
        "ws/context/claimants.csv",
        "Area,Count,Rate\nWidnes,10,1\nRuncorn,many,2\nMersey,4,3\nHeath,5,4\nwidnes,12,5\nZoë Row,6,1\n",
    );
    let found = checked(&bench, &[&path_of("east", "csv")], 0);
    let context: Vec<String> = told(&found, &[]).into_iter().filter(|told| told.starts_with("context_")).collect();
    assert_eq!(
        context,
        ["context_not_understood notes 3 B \"Count\"", "context_given_twice notes 6 B \"Count\""],
        "a text is no figure, and an area stands twice"
    );
    bench.run(&["report", "-w", "ws"]).expect(0).says(&["context_given_twice"]);
    bench.file("outside.csv", "Area,Count\nWidnes,10\n");
    for file in ["../../outside.csv", "../../../../../../../../etc/passwd"] {
        bench.file("ws/context/claimants.toml", &layout(file));
        bench.run(&check).expect(2).says(&["lies outside the workspace"]);
    }
}

#[test]
fn the_cell_of_a_count_that_is_none_stands_among_the_cells_at_fault() {
    let mut rows = MONTHS.map(String::from);
    rows[6] = "Widnes,1,-5,6,7".into();
    let bench = east(&rows);
    bench.run(&["check", "-w", "ws", "--quarter", QUARTER, &path_of("east", "csv")]).expect(0);
    let book = format!("output/small/{QUARTER}/internal/queries/queries-east.xlsx");
    let lines = crate::queries::sheet(&bench, &book, "To correct");
    let column = lines[0].iter().position(|name| name == "Cells at fault").unwrap();
    assert_eq!(lines[1][column], "C8", "{lines:?}");
}

#[test]
fn rows_that_the_accounts_leave_out_have_a_finding() {
    let titled: Vec<&str> = MONTHS.into_iter().collect();
    let bench = council(&["East"], false);
    bench.file("ws/layouts/east.toml", &format!("name = \"east\"\n{LAYOUT}"));
    let rows = [
        &["Area,Sep-15,Oct-15,Nov-15,Dec-15"],
        &titled[1..5],
        &["Into work,,,,"],
        &["Area,Sep-15,Oct-15,Nov-15,Dec-15"],
        &titled[6..],
    ]
    .concat();
    bench.file(&path_of("east", "csv"), &text("Starters,,,,", &rows));
    let found = checked(&bench, &[&path_of("east", "csv")], 0);
    let rules = found["accounts"]["tables"].as_array().unwrap().iter();
    let rules = rules.flat_map(|table| table["left_out"].as_object().unwrap().keys());
    let told = told(&found, &[]);
    for rule in rules {
        assert!(told.iter().any(|line| line.starts_with(&format!("{rule} leaves_out"))), "{rule}: {told:?}");
    }
    assert!(told.contains(&"table_title leaves_out null null".to_string()), "{told:?}");
}

#[test]
fn the_samples_paper_says_in_sentences_what_its_tables_print() {
    let bench = Bench::new();
    bench.sample().run(&["report", "-w", "halton", "--quarter", "2015-16-Q3"]).expect(0);
    let paper = bench.read("output/halton/2015-16-Q3/report.md");
    for words in [
        "**3.1.1** It is too early to tell whether the minimum for the job start rate will be met by Bridgewater \
         Pathways. That minimum is met by Northgate Works.",
        "**Job start rate:** Officers call Bridgewater Pathways not on course; by the figures alone it is uncertain. What do they know \
         besides?",
        "In October to December 2015, 131 people were referred, fewer than the 169 of the same quarter last year, and 97 joined.",
        "Of those who have had their full time it is 19.9% (111 of 558 people): too close to it to call.",
        "A year before, it was 16.2% (148 of 911 people). Still in time: 496 people.",
        "All primes: 28% (27 of 97 people), lower than 32.2% (46 of 143 people) a year before.",
        "**Job start rate: worse, no more than chance.** Of people who joined in October to December 2014, 21.0% (30 of 143",
        "these stand out from everybody's 21.2% (544 of 2,570 people):",
        "- Payment group 1 Jobseeker's Allowance, aged 18 to 24: 30.1% (153 of 508 people), **above**.",
        "No office stands out by the attachment rate, the job start rate or the sustainment rate.",
        "How much will the 496 people still in time bring, and by when?",
        "By dates of jobs 385 people are sustained, and 347 by claims. Why do the two differ?",
    ] {
        assert!(paper.contains(words), "`{words}` is not in the paper");
    }
    let glossary = paper.split("Words used in this report").last().unwrap();
    assert!(glossary.contains("+ **Payment group**") && !glossary.contains("+ **JCP**"), "{glossary}");
}

//! Each file is read in a process of its own, under limits.

use crate::harness::Bench;

/// A workspace with one prime whose returns have a reference and a date, under limits.
fn workspace(limits: &str) -> Bench {
    let bench = Bench::new();
    bench.sample();
    let settings = bench.read("halton/quarterdeck.toml");
    bench.file("halton/quarterdeck.toml", &format!("{settings}\n[limits]\n{limits}\n"));
    bench.file(
        "halton/layouts/two.toml",
        "name = 'two'\ndescription = 'two columns'\n[[sheet]]\nrecord = 'participants'\nrequired = []\n\
         [sheet.columns]\nreference = ['Ref']\nattachment_date = ['Attached']\n",
    );
    bench
}

/// A csv file of that many people.
fn people(rows: usize) -> String {
    let lines = (0..rows).map(|row| format!("HPJ{row:07},{:02}/06/2015\n", row % 28 + 1));
    "Ref,Attached\n".to_string() + &lines.collect::<String>()
}

fn check(bench: &Bench) -> crate::harness::Outcome {
    let args = ["--layout", "two", "--supplier", "northgate", "--today", "2016-01-10"];
    bench.run(&[&["check", "-w", "halton"], &args[..], &["large.csv", "small.csv"]].concat())
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_that_asks_for_too_much_memory_is_refused_and_the_others_are_read() {
    let bench = workspace("memory_mb = 100");
    bench.file("large.csv", &people(900_000)).file("small.csv", &people(40));
    let outcome = check(&bench);
    outcome.expect(4);
    assert!(outcome.stderr.contains("cannot read `large.csv`"), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("more memory than the limit of 100 MB"), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("damaged file:"), "a csv is no workbook: {}", outcome.stderr);
    assert!(outcome.stderr.contains("`memory_mb` under [limits] in quarterdeck.toml"), "{}", outcome.stderr);
    assert!(outcome.stdout.contains("40 used"), "{}", outcome.stdout);
    let more = workspace("memory_mb = 1000");
    more.file("large.csv", &people(900_000)).file("small.csv", &people(40));
    check(&more).expect(0);
}

#[test]
fn what_the_reader_is_told_of_is_not_for_people() {
    let bench = Bench::new();
    assert!(!bench.run(&["--help"]).stdout.contains("read-file"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_reader_that_is_killed_from_outside_says_so_and_blames_no_file() {
    let bench = workspace("");
    bench.file("large.csv", &people(900_000));
    let args = ["check", "-w", "halton", "--layout", "two", "--supplier", "northgate", "--no-queries", "large.csv"];
    let parent = std::process::Command::new(env!("CARGO_BIN_EXE_quarterdeck"))
        .args(args)
        .current_dir(bench.path())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let tasks = format!("/proc/{}/task", parent.id());
    let child = (0..20_000).find_map(|_| {
        std::thread::sleep(std::time::Duration::from_micros(500));
        let tasks = std::fs::read_dir(&tasks).ok()?.flatten();
        let children = tasks.filter_map(|task| std::fs::read_to_string(task.path().join("children")).ok());
        children.flat_map(|list| list.split_whitespace().map(String::from).collect::<Vec<_>>()).next()
    });
    let killed = std::process::Command::new("kill").args(["-9", &child.expect("a reading process")]).status().unwrap();
    assert!(killed.success());
    let output = parent.wait_with_output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("ended from outside") && said.contains("try again"), "{said}");
    assert!(!said.contains("damaged") && !said.contains("do not open it"), "{said}");
    assert_eq!(output.status.code(), Some(4));
}

#[test]
fn memory_that_is_too_small_to_start_is_refused_when_the_workspace_is_read() {
    for small in [1, 30, 63] {
        let bench = workspace(&format!("memory_mb = {small}"));
        bench.file("large.csv", &people(4)).file("small.csv", &people(4));
        check(&bench).expect(2).says(&[&format!("[limits] memory_mb is {small}"), "64 at least"]);
    }
    let bench = workspace("memory_mb = 64");
    bench.file("large.csv", &people(400)).file("small.csv", "Ref,Attached\nHPJ0000900,01/06/2015\n");
    check(&bench).expect(0);
}

#[test]
fn a_long_field_is_told_and_does_not_run_into_the_clock() {
    let bench = workspace("seconds = 3");
    let long = "12,some words of a long remark (and more), ".repeat(120_000);
    let line =
        |field: &str| format!("Ref,Attached,Notes\nHPJ0000901,01/06/2015,\"{field}\"\nHPJ0000902,02/06/2015,x\n");
    bench.file("large.csv", &line(&long)).file("small.csv", &people(40));
    let outcome = check(&bench);
    outcome.expect(0);
    assert!(outcome.stdout.contains("text_too_long"), "{}", outcome.stdout);
    bench.file("large.csv", &format!("Ref,Attached\n{},01/06/2015\n{}", "x".repeat(5_000_000), people(40)));
    let outcome = check(&bench);
    assert!(!outcome.stderr.contains("does not come to an end"), "{}", outcome.stderr);
}

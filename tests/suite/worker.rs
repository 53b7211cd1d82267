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

//! What is around a run: folders that cannot be written, closed pipes, odd paths, two runs at once.

use crate::harness::Bench;
use crate::wrong_uses::{NORTHGATE, REPORT, with_paper, wrong};

#[test]
fn a_place_that_cannot_be_written_is_named_and_nothing_is_left_half_done() {
    let file = |bench: &Bench| {
        bench.file("taken", "a file");
    };
    let args = [&REPORT[..], &["--output", "taken"]].concat();
    wrong(file, &args, 5, &["cannot write `taken", "hint: ", "--output", "the last paper is untouched"]);
    // The folder for exact figures cannot be made where the published files can.
    let inside = |bench: &Bench| {
        bench.file("out/halton/2015-16-Q3/internal", "a file");
    };
    wrong(inside, &[&REPORT[..], &["--output", "out"]].concat(), 5, &["cannot write `out/halton/2015-16-Q3/internal"]);
    let (bench, _) = with_paper();
    inside(&bench);
    bench.run(&[&REPORT[..], &["--output", "out"]].concat()).expect(5);
    let left: Vec<String> = bench.all_files("out").into_iter().map(|(name, _)| name).collect();
    assert_eq!(left, ["halton/2015-16-Q3/internal"], "temporary files or half a paper");
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_only_be_read_keeps_its_paper() {
    let (bench, paper) = with_paper();
    let folder = "output/halton/2015-16-Q3";
    bench.set_mode(folder, 0o555);
    let report = bench.run_as_nobody(&REPORT);
    bench.set_mode(folder, 0o755);
    let Some(report) = report else { return };
    report.expect(5).says(&["permission denied", "hint: ask for write access"]);
    assert!(paper == bench.all_files("output"));
}

#[test]
fn a_reader_who_has_seen_enough_and_a_closed_stderr_break_nothing() {
    if !cfg!(unix) {
        return;
    }
    let (bench, paper) = with_paper();
    std::fs::remove_dir_all(bench.path().join("output")).unwrap();
    let binary = env!("CARGO_BIN_EXE_quarterdeck");
    let shell = |line: &str| {
        let line = line.replace("quarterdeck", &format!("'{binary}'"));
        let output = std::process::Command::new("bash").args(["-c", &line]).current_dir(bench.path()).output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let check = format!("set -o pipefail; quarterdeck check -w halton {NORTHGATE} --all --no-queries | head -1");
    assert_eq!(shell(&check), (Some(0), String::new()));
    let report = "set -o pipefail; quarterdeck report -w halton 2>&1 | true";
    assert_eq!(shell(report), (Some(0), String::new()));
    assert!(paper == bench.all_files("output"), "the paper is made whoever reads");
    let (code, said) = shell("quarterdeck query attached -w halton > /dev/full");
    assert_eq!(code, Some(5));
    assert!(said.contains("cannot write the answer"), "{said}");
}

#[test]
fn blanks_and_umlauts_in_paths_and_two_runs_at_once_are_nothing_special() {
    let (bench, paper) = with_paper();
    std::fs::create_dir_all(bench.path().join("Größe und Maß")).unwrap();
    std::fs::rename(bench.path().join("halton"), bench.path().join("Größe und Maß/h á")).unwrap();
    let args = ["report", "-w", "Größe und Maß/h á", "--output", "aus gabe/ü"];
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| bench.run(&args).expect(0).code);
        }
    });
    assert!(paper == bench.all_files("aus gabe/ü"));
}

#[cfg(target_os = "linux")]
#[test]
fn with_few_threads_a_run_ends_all_the_same_and_with_none_it_says_so() {
    let bench = Bench::new();
    bench.sample();
    let _ = bench.run_as_nobody(&["--version"]);
    // Nobody else runs anything as this user: the limit is of all that a user runs.
    let user = "setpriv --reuid=65533 --regid=65533 --clear-groups";
    let run = |most: u32| {
        let line = format!("ulimit -u {most}; exec {user} ./quarterdeck query attached -w halton");
        let output = std::process::Command::new("bash").args(["-c", &line]).current_dir(bench.path()).output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let enough = run(200);
    if enough.2.contains("setpriv") {
        eprintln!("skipped: no right to run as another user");
        return;
    }
    assert_eq!(enough.0, Some(0), "{}", enough.2);
    for most in [1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 24] {
        let (code, answer, said) = run(most);
        match code {
            Some(0) => assert!(answer == enough.1, "with {most} threads another answer"),
            Some(5) => assert!(said.contains("hint: end other programs"), "{most}: {said}"),
            _ => panic!("with {most} threads: {code:?}: {said}"),
        }
        assert!(most > 2 || code == Some(5), "no process was to be had, and it is not said");
    }
}

#[cfg(unix)]
#[test]
fn with_too_few_open_files_a_run_says_so_and_that_it_is_the_machine() {
    let bench = Bench::new();
    bench.sample();
    let binary = env!("CARGO_BIN_EXE_quarterdeck");
    for most in [6, 8, 10, 12, 15, 20, 25, 40] {
        let line = format!("ulimit -n {most}; exec '{binary}' query attached -w halton");
        let output = std::process::Command::new("bash").args(["-c", &line]).current_dir(bench.path()).output().unwrap();
        let (code, said) = (output.status.code(), String::from_utf8(output.stderr).unwrap());
        assert!(matches!(code, Some(0 | 5)), "with {most} open files: {code:?}: {said}");
        let told = said.contains("Too many open files") && said.contains("hint: end other programs");
        assert!(code == Some(0) || told, "with {most} open files: {said}");
        assert!(most > 8 || code == Some(5), "no file was to be had, and it is not said");
    }
}

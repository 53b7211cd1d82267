//! The help pages as a newcomer uses them: what stands under `Examples` is typed, and has to work.

use crate::harness::Bench;

const PAGES: [&[&str]; 41] = [
    &[],
    &["report"],
    &["monthly"],
    &["status"],
    &["verify"],
    &["archive"],
    &["archive", "list"],
    &["archive", "check"],
    &["archive", "purge"],
    &["revisions"],
    &["metrics"],
    &["metrics", "export"],
    &["completions"],
    &["man"],
    &["check"],
    &["check-paper"],
    &["query"],
    &["sql"],
    &["money"],
    &["compare"],
    &["ask"],
    &["cohorts"],
    &["curve"],
    &["init"],
    &["layout"],
    &["layout", "learn"],
    &["layout", "check"],
    &["programme"],
    &["programme", "new"],
    &["programme", "check"],
    &["template"],
    &["template", "list"],
    &["template", "new"],
    &["template", "check"],
    &["commentary"],
    &["commentary", "new"],
    &["commentary", "check"],
    &["explain"],
    &["explain", "figures"],
    &["explain", "programme"],
    &["explain", "finding"],
];

fn page(bench: &Bench, command: &[&str]) -> String {
    let help = bench.run(&[command, &["--help"]].concat());
    help.expect(0);
    help.stdout.clone()
}

/// The lines under `Examples`, as they would be typed.
fn examples(page: &str) -> Vec<&str> {
    let lines = page.lines().skip_while(|line| *line != "Examples:").skip(1);
    lines.take_while(|line| !line.is_empty()).collect()
}

/// Quotes, patterns and the line's end are a shell's.
#[cfg(unix)]
#[test]
fn every_example_of_every_help_page_works_with_the_sample_data() {
    let binary = std::path::Path::new(env!("CARGO_BIN_EXE_quarterdeck"));
    let path = format!("{}:{}", binary.parent().unwrap().display(), std::env::var("PATH").unwrap());
    let mut commands = 0;
    for command in PAGES {
        let bench = Bench::new();
        bench.sample();
        std::fs::create_dir(bench.path().join("sample_data")).unwrap();
        std::fs::rename(bench.path().join("halton"), bench.path().join("sample_data/halton")).unwrap();
        if page(&bench, command).contains("greater-manchester") {
            bench.sample_of("greater-manchester");
            let place = bench.path().join("sample_data/greater-manchester");
            std::fs::rename(bench.path().join("greater-manchester"), place).unwrap();
        }
        let page = page(&bench, command);
        let examples = examples(&page);
        assert!(examples.iter().all(|line| line.starts_with("  ")), "an example is broken by its line's end:\n{page}");
        commands += examples.iter().filter(|line| line.starts_with("  quarterdeck ")).count();
        let script = format!("set -e\n{}\n", examples.join("\n"));
        let mut shell = std::process::Command::new("sh");
        let output = shell.args(["-c", &script]).env("PATH", &path).current_dir(bench.path()).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{command:?}: {script}\n{said}");
    }
    assert!(commands > 20, "{commands}");
}

#[test]
fn every_help_page_has_examples_and_no_line_that_ends_early() {
    let bench = Bench::new();
    for command in PAGES {
        let page = page(&bench, command);
        assert!(!examples(&page).is_empty(), "{command:?}");
        let lines: Vec<&str> = page.lines().collect();
        for pair in lines.windows(2) {
            let next = pair[1].split(' ').next().unwrap();
            let prose = |line: &str| line.starts_with(|c: char| c.is_alphabetic() || c == '`');
            let early = prose(pair[0]) && prose(pair[1]) && pair[0].chars().count() + next.chars().count() < 98;
            assert!(!early, "{command:?}: a line ends early:\n{}\n{}", pair[0], pair[1]);
        }
    }
}

//! The transcript in `docs/queries.md`: every command gives what stands below it.

use std::process::Command;

use crate::harness::{Bench, project};

/// The commands of the page that have their answer below them, with it.
fn transcript(page: &str) -> Vec<(String, String)> {
    let mut asked: Vec<(String, String)> = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        if line != "```console" {
            continue;
        }
        for line in lines.by_ref().take_while(|line| *line != "```") {
            match (line.strip_prefix("$ "), asked.last_mut()) {
                (Some(command), _) => asked.push((command.to_string(), String::new())),
                (None, Some((command, answer))) if answer.is_empty() && command.ends_with('\\') => {
                    command.push('\n');
                    command.push_str(line);
                }
                (None, Some((_, answer))) => *answer += &format!("{line}\n"),
                (None, None) => panic!("an answer without a command: {line}"),
            }
        }
    }
    asked
}

/// Quotes and the line's end are a shell's.
#[cfg(unix)]
#[test]
fn every_command_of_the_page_of_questions_gives_the_answer_that_stands_below_it() {
    let page = std::fs::read_to_string(project().join("docs/queries.md")).unwrap().replace("\r\n", "\n");
    let asked = transcript(&page);
    assert!(asked.len() >= 10, "{} questions", asked.len());
    let bench = Bench::new();
    bench.sample();
    std::fs::create_dir(bench.path().join("sample_data")).unwrap();
    std::fs::rename(bench.path().join("halton"), bench.path().join("sample_data/halton")).unwrap();
    let binary = std::path::Path::new(env!("CARGO_BIN_EXE_quarterdeck"));
    let path = format!("{}:{}", binary.parent().unwrap().display(), std::env::var("PATH").unwrap());
    for (command, answer) in asked {
        let ended =
            Command::new("sh").arg("-c").arg(&command).env("PATH", &path).current_dir(bench.path()).output().unwrap();
        let told = String::from_utf8_lossy(&ended.stderr).to_string();
        // A first attempt may be refused: then the page has what was said.
        let out = String::from_utf8(ended.stdout).unwrap();
        let given = if ended.status.success() { out } else { told.clone() };
        assert_eq!(given.trim_end(), answer.trim_end(), "{command}\n{told}");
    }
}

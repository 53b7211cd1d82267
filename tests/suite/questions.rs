//! docs/questions.md: every command of the page is run on the samples, and prints what the page says.

use crate::harness::{Bench, project};

/// The commands of the page, each with the answer below it.
fn commands(page: &str) -> Vec<(String, String)> {
    let blocks = page.split("```sh\n").skip(1).map(|rest| {
        let (command, rest) = rest.split_once("\n```\n\n```text\n").expect("an answer stands below each command");
        (command.to_string(), rest.split_once("\n```").unwrap().0.to_string())
    });
    blocks.collect()
}

#[test]
fn the_six_questions_of_members_are_answered_as_the_page_says() {
    let page = std::fs::read_to_string(project().join("docs/questions.md")).unwrap();
    let bench = Bench::new();
    for id in ["halton", "greater-manchester", "pioneer"] {
        bench.sample_of(id);
        std::fs::create_dir_all(bench.path().join("sample_data")).unwrap();
        std::fs::rename(bench.path().join(id), bench.path().join("sample_data").join(id)).unwrap();
    }
    let commands = commands(&page);
    assert!((1..=6).all(|question| page.contains(&format!("\n## {question}. "))) && commands.len() >= 6);
    for (command, answer) in commands {
        let words: Vec<&str> = command.split_whitespace().collect();
        assert_eq!(words[0], "quarterdeck");
        let outcome = bench.run(&words[1..]);
        outcome.expect(0);
        let lines = |text: &str| text.lines().map(|line| line.trim_end().to_string()).collect::<Vec<_>>();
        assert_eq!(lines(outcome.stdout.trim_end()), lines(&answer), "{command}\n{}", outcome.stdout);
    }
}

#[test]
fn need_is_asked_of_a_measure_that_the_workspace_holds() {
    let bench = Bench::new();
    bench.sample();
    bench.run(&["ask", "need", "-w", "halton"]).expect(2).says(&["want_work", "working_age"]);
    bench.run(&["ask", "need", "-w", "halton", "--need", "working_age"]).expect(0);
    bench.sample_of("pioneer");
    // A target over twelve months cannot be set against residents: the hint says which target it is, and what to write.
    let own = bench.read("pioneer/quarterdeck.toml");
    assert!(own.contains("basis = \"to-date\""));
    bench.file("pioneer/quarterdeck.toml", &own.replace("basis = \"to-date\"", "basis = \"twelve-months\""));
    let said =
        ["asks for people since its beginning", "`outcomes_paid` with basis = \"twelve-months\": write that basis"];
    bench.run(&["ask", "need", "-w", "pioneer", "--need", "want_work"]).expect(2).says(&said);
    bench.file("pioneer/quarterdeck.toml", &own);
    bench.run(&["ask", "elsewhere", "-w", "pioneer"]).expect(2).says(&["elsewhere = true"]);
}

//! `quarterdeck sql`: what it answers is what `query` answers, whatever the format; what it refuses leaves nothing behind.

use std::collections::BTreeMap;
use std::sync::Mutex;

use serde_json::Value;

use crate::harness::{Bench, Outcome, project};

/// A row of an answer in JSON.
type Row = BTreeMap<String, Value>;

fn sample() -> Bench {
    let bench = Bench::new();
    bench.sample();
    bench
}

fn sql(bench: &Bench, statement: &str, args: &[&str]) -> Outcome {
    bench.run(&[&["sql", "-w", "halton", "--quiet", statement], args].concat())
}

#[track_caller]
fn rows(outcome: &Outcome) -> Vec<Row> {
    outcome.expect(0);
    serde_json::from_str(&outcome.stdout).unwrap()
}

/// The rows of `figures` that one question of `query` answers, as that question has to answer them.
struct Question {
    measure: String,
    basis: String,
    dimension: String,
    rows: Vec<Row>,
}

/// The figures of a workspace by question.
fn questions(bench: &Bench, id: &str) -> Vec<Question> {
    let mut all: Vec<Question> = Vec::new();
    for row in rows(&bench.run(&["sql", "SELECT * FROM figures", "--format", "json", "--quiet", "-w", id])) {
        let word = |name: &str| row[name].as_str().unwrap().to_string();
        let [measure, basis, dimension] = ["measure", "basis", "dimension"].map(word);
        let is_last =
            |own: &&mut Question| (&own.measure, &own.basis, &own.dimension) == (&measure, &basis, &dimension);
        match all.last_mut().filter(is_last) {
            Some(question) => question.rows.push(row),
            None => all.push(Question { measure, basis, dimension, rows: vec![row] }),
        }
    }
    all
}

/// Asks `query` and holds each cell of its answer against the view.
fn assert_as_query_answers(bench: &Bench, id: &str, question: &Question, everybody: &Everybody) {
    let Question { measure, basis, dimension, rows: figures } = question;
    let mut args = vec!["query", measure, "--basis", basis, "--format", "json", "--quiet", "-w", id];
    if !dimension.is_empty() {
        args.extend(["--by", dimension]);
    }
    let mut answer = rows(&bench.run(&args));
    if !dimension.is_empty() {
        let total = answer.pop().unwrap();
        assert_eq!(total[dimension.as_str()], "All", "{args:?}");
        // What is hidden of the total here, the figure of everybody together must not tell.
        let own = &everybody[&(measure.clone(), basis.clone())];
        for (column, name) in columns(measure) {
            let is_hidden = total.get(&name).is_some_and(|cell| cell == "[c]");
            assert!(!is_hidden || own[column].is_null(), "{args:?}: {column} of {own:?} is told");
        }
    }
    assert_eq!(answer.len(), figures.len(), "{args:?}");
    for (figure, answer) in figures.iter().zip(&answer) {
        let group = if dimension.is_empty() { &Value::from("All") } else { &answer[dimension.as_str()] };
        assert_eq!(figure["group_name"], *group, "{args:?}");
        for (column, name) in columns(measure) {
            // A mark stands for a number that is not there.
            let own = answer.get(&name).and_then(Value::as_f64);
            let is_hidden_for_others = dimension.is_empty() && figure[column].is_null();
            assert!(
                figure[column].as_f64() == own || is_hidden_for_others,
                "{args:?}: {column}: {figure:?} {answer:?}"
            );
        }
        let mark = if dimension.is_empty() && figure["mark"] == "[c]" {
            "[c]"
        } else {
            answer[measure].as_str().unwrap_or("")
        };
        assert_eq!(figure["mark"].as_str().unwrap_or(""), mark, "{args:?}: {figure:?} {answer:?}");
    }
}

/// The columns of the view that hold numbers, each with its name in the answer of `query`, where that has it.
fn columns(measure: &str) -> [(&'static str, String); 5] {
    let [numerator, denominator] = if measure == "reach" { ["attached", "residents"] } else { ["achieved", "of"] };
    [
        ("value", measure.to_string()),
        ("numerator", format!("{measure}_{numerator}")),
        ("denominator", format!("{measure}_{denominator}")),
        ("lower_quartile", format!("{measure}_lower_quartile")),
        ("upper_quartile", format!("{measure}_upper_quartile")),
    ]
}

/// The figures of everybody together, by measure and basis.
type Everybody = BTreeMap<(String, String), Row>;

/// Every question where `QUARTERDECK_EVERY_FIGURE` is set, which takes some minutes; else every question by one dimension and
/// of everybody together, and each so-manieth of the others.
fn assert_figures(id: &str, whole: &str, each: usize) {
    let bench = Bench::new();
    bench.sample_of(id);
    let all = questions(&bench, id);
    let total = |own: &Question| ((own.measure.clone(), own.basis.clone()), own.rows[0].clone());
    let everybody: Everybody = all.iter().filter(|own| own.dimension.is_empty()).map(total).collect();
    let each = if std::env::var_os("QUARTERDECK_EVERY_FIGURE").is_some() { 1 } else { each };
    let is_asked = |(at, own): &(usize, Question)| own.dimension.is_empty() || own.dimension == whole || at % each == 0;
    let asked: Vec<Question> = all.into_iter().enumerate().filter(is_asked).map(|(_, own)| own).collect();
    let counted = asked.len();
    assert!(counted > 160, "{id}: {counted}");
    let left = Mutex::new(asked);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                loop {
                    let Some(question) = left.lock().unwrap().pop() else { break };
                    assert_as_query_answers(&bench, id, &question, &everybody);
                }
            });
        }
    });
}

#[test]
fn every_figure_of_halton_is_the_one_that_query_answers() {
    assert_figures("halton", "prime", 11);
}

#[test]
fn every_figure_of_greater_manchester_is_the_one_that_query_answers() {
    assert_figures("greater-manchester", "area", 17);
}

#[test]
fn every_figure_of_a_team_of_few_is_the_one_that_query_answers() {
    assert_figures("pioneer", "sex", 19);
}

#[test]
fn everybody_together_do_not_tell_what_a_dimension_hides() {
    let bench = sample();
    let query = |args: &[&str]| {
        let fixed = ["query", "job_starts", "--basis", "cohort", "-w", "halton", "--quiet", "--format", "json"];
        rows(&bench.run(&[&fixed[..], args].concat()))
    };
    let by_prime = query(&["--by", "prime"]);
    let hidden = by_prime.iter().filter(|row| row["job_starts"] == "[c]").count();
    // One prime and the total: whoever has the total has the prime.
    assert_eq!((hidden, &by_prime.last().unwrap()["job_starts"]), (2, &Value::from("[c]")));
    assert_eq!(query(&[])[0]["job_starts"], "[c]");
    let own = "SELECT value, mark FROM figures WHERE measure = 'job_starts' AND basis = 'cohort' AND dimension = ''";
    let own = rows(&sql(&bench, own, &["--format", "json"]));
    assert_eq!((&own[0]["value"], &own[0]["mark"]), (&Value::Null, &Value::from("[c]")));
    // Most are told all the same.
    let told = "SELECT count(value) AS told FROM figures WHERE dimension = ''";
    assert!(rows(&sql(&bench, told, &["--format", "json"]))[0]["told"].as_u64() > Some(40));
}

#[test]
fn the_views_hold_every_measure_on_every_basis_by_every_dimension_that_is_known() {
    let bench = sample();
    let statement = "SELECT dimension, count(DISTINCT measure || basis) AS figures FROM figures GROUP BY dimension";
    let by: BTreeMap<String, u64> = rows(&sql(&bench, statement, &["--format", "json"]))
        .iter()
        .map(|row| (row["dimension"].as_str().unwrap().to_string(), row["figures"].as_u64().unwrap()))
        .collect();
    let known = [
        "",
        "attachment_month",
        "attachment_quarter",
        "attachment_year",
        "benefit",
        "office",
        "payment_group",
        "prime",
        "referral_month",
        "referral_quarter",
        "referral_year",
        "route",
        "sex",
        "ward",
    ];
    assert!(by.keys().eq(known), "{by:?}");
    // Reach is of places alone.
    assert!(by.iter().all(|(name, own)| *own == if name.is_empty() || name == "ward" { 81 } else { 80 }), "{by:?}");
    let measures = rows(&sql(&bench, "SELECT id FROM measures ORDER BY id", &["--format", "json"]));
    let figured = rows(&sql(&bench, "SELECT DISTINCT measure AS id FROM figures ORDER BY id", &["--format", "json"]));
    assert_eq!(measures, figured);
}

#[test]
fn a_wide_view_has_the_figures_of_the_long_one() {
    let bench = sample();
    let wide = "SELECT ward AS g, referred, attached, job_starts, sustained, attachment_rate, job_start_rate, \
                sustainment_rate FROM by_ward ORDER BY g";
    let one = |measure: &str| format!("max(CASE measure WHEN '{measure}' THEN value END) AS {measure}");
    let measures =
        ["referred", "attached", "job_starts", "sustained", "attachment_rate", "job_start_rate", "sustainment_rate"];
    let long = format!(
        "SELECT group_name AS g, {} FROM figures WHERE basis = 'to-date' AND dimension = 'ward' GROUP BY g ORDER BY g",
        measures.map(one).join(", ")
    );
    let [wide, long] = [wide, &long].map(|statement| rows(&sql(&bench, statement, &["--format", "json"])));
    assert_eq!(wide, long);
    assert!(wide.iter().any(|row| row["sustained"].is_null()) && wide.iter().any(|row| row["sustained"].is_u64()));
}

#[test]
fn returns_findings_contracts_and_runs_tell_what_other_commands_tell() {
    let bench = sample();
    let json = ["--format", "json"];
    let statement = "SELECT sum(rows_read) AS r, sum(rows_used + rows_set_aside + rows_left_out) AS s FROM returns";
    let sums = rows(&sql(&bench, statement, &json));
    assert_eq!((sums[0]["r"].as_u64(), sums[0]["s"].as_u64()), (Some(6306), Some(6306)));
    let aside = "SELECT (SELECT sum(rows_set_aside) FROM returns) AS a, (SELECT sum(rows) FROM findings \
                 WHERE effect = 'set aside') AS f";
    let aside = rows(&sql(&bench, aside, &json));
    assert_eq!(aside[0]["a"], 51);
    assert!(aside[0]["f"].as_u64() >= Some(51), "{aside:?}");
    let minimum = "SELECT minimum_job_start_rate AS m FROM contracts WHERE prime = 'Northgate Works'";
    assert_eq!(rows(&sql(&bench, minimum, &json))[0]["m"], 0.2);
    let runs = "SELECT quarter, learnt, new_returns > 0 AS new, is_whole FROM runs";
    assert_eq!(rows(&sql(&bench, runs, &json)), Vec::<Row>::new());
    bench.run(&["monthly", "-w", "halton", "--settle", "0", "--today", "2016-01-20"]).expect(0);
    let kept = sql(&bench, runs, &["--format", "csv", "--known-at", "2016-01-20"]);
    kept.expect(0);
    assert_eq!(kept.stdout, "quarter,learnt,new,is_whole\n2015-16-Q3,2016-01-20,1,1\n");
    sql(&bench, runs, &["--known-at", "2016-01-19"]).expect(2).says(&["nothing was known on 2016-01-19"]);
    // What was known then are the same figures.
    let figures = "SELECT * FROM by_ward";
    let then = sql(&bench, figures, &["--known-at", "2016-01-20"]);
    assert_eq!(then.expect(0).stdout, sql(&bench, figures, &[]).expect(0).stdout);
}

#[test]
fn every_format_has_the_same_answer() {
    let bench = sample();
    let statement = "SELECT prime, attached, job_start_rate, NULL AS none, -attached AS less FROM by_prime";
    let said = |format: &str| sql(&bench, statement, &["--format", format]).expect(0).stdout.clone();
    let csv = said("csv");
    assert!(
        csv.starts_with("prime,attached,job_start_rate,none,less\nNorthgate Works,1410,0.238298,,-1410\n"),
        "{csv}"
    );
    let json: Vec<Row> = serde_json::from_str(&said("json")).unwrap();
    let first = |name: &str| json[0][name].clone();
    assert_eq!([first("attached"), first("none"), first("less")], [1410.into(), Value::Null, (-1410).into()]);
    assert_eq!(first("job_start_rate"), 0.238298);
    assert_eq!(said("ndjson").lines().count(), 2);
    assert!(said("table").contains("1,410"));
    assert!(said("markdown").contains("| Northgate Works | 1,410 | 0.238298 |  | \\-1,410 |"), "{}", said("markdown"));
    let empty = sql(&bench, "SELECT prime FROM by_prime WHERE 0", &["--format", "markdown"]);
    assert_eq!(empty.expect(0).stdout, "| prime |\n| --- |\n");
    for (format, first) in [("xlsx", "PK"), ("parquet", "PAR1")] {
        let script = format!("$0 sql -w halton --quiet '{statement}' --format {format} > answer");
        let mut shell = std::process::Command::new("sh");
        let binary = env!("CARGO_BIN_EXE_quarterdeck");
        assert!(shell.args(["-c", &script, binary]).current_dir(bench.path()).output().unwrap().status.success());
        assert!(std::fs::read(bench.path().join("answer")).unwrap().starts_with(first.as_bytes()));
    }
}

#[test]
fn officers_get_exact_figures_in_a_marked_file_and_none_on_the_screen() {
    let bench = sample();
    let statement = "SELECT ward, sustained FROM by_ward";
    let public = rows(&sql(&bench, statement, &["--format", "json"]));
    for format in ["csv", "json", "table", "markdown", "ndjson"] {
        let extension = if format == "table" { "txt" } else { &format.replace("markdown", "md") };
        let outcome = sql(&bench, statement, &["--audience", "officers", "--format", format]);
        let path = format!("output/halton/2015-16-Q3/internal/sql.{extension}");
        assert_eq!(outcome.expect(0).stdout.replace('\\', "/"), format!("{path}\n"), "only the file's name");
        let text = bench.read(&path);
        assert!(text.contains("OFFICIAL-SENSITIVE"), "{text}");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(bench.path().join(&path)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        if format == "json" {
            let exact: Vec<Row> = serde_json::from_str(&text).unwrap();
            assert!(exact.iter().all(|row| row["sustained"].is_u64() && row["marking"].is_string()));
            assert!(public.iter().any(|row| row["sustained"].is_null()));
            for (exact, public) in exact.iter().zip(&public) {
                assert!(public["sustained"].is_null() || exact["sustained"] == public["sustained"]);
            }
        }
    }
    let taken = "SELECT ward AS marking FROM by_ward";
    sql(&bench, taken, &["--audience", "officers", "--format", "json"]).expect(2).says(&["`marking`"]);
    // As `query` does.
    let query = ["query", "sustained", "--by", "ward", "--audience", "officers", "--format", "json", "-w", "halton"];
    bench.run(&query).expect(0);
    let mut asked: Vec<Row> =
        serde_json::from_str(&bench.read("output/halton/2015-16-Q3/internal/query.json")).unwrap();
    asked.pop();
    let own: Vec<Row> = serde_json::from_str(&bench.read("output/halton/2015-16-Q3/internal/sql.json")).unwrap();
    assert_eq!(own, asked);
}

#[test]
fn what_is_refused_ends_with_2_and_leaves_no_file() {
    let bench = sample();
    let before = bench.all_files("");
    let endless = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c";
    let heavy = "WITH RECURSIVE c(x, t) AS (SELECT 1, '' UNION SELECT x + 1, printf('%30000s', x) FROM c) \
                 SELECT count(*) FROM c";
    for (statement, words) in [
        ("ATTACH 'stolen.db' AS x", "ATTACH is refused"),
        ("VACUUM INTO 'stolen.db'", "VACUUM is refused"),
        ("SELECT writefile('stolen', 'x')", "the function `writefile` may not be used here"),
        ("SELECT readfile('halton/quarterdeck.toml')", "the function `readfile` may not be used here"),
        ("SELECT 1; ATTACH 'stolen.db' AS x", "ATTACH is refused"),
        ("SELECT prim FROM by_prime", "did you mean `prime`"),
        ("SELECT * FROM by_wart", "did you mean `by_ward`"),
        (endless, "stopped after 1 s"),
    ] {
        let outcome = sql(&bench, statement, &["--seconds", "1"]);
        outcome.expect(2).says(&[words, "hint: "]).prints_not(&["1"]);
    }
    sql(&bench, heavy, &["--seconds", "60"]).expect(2).says(&["more than 256 MB of memory"]);
    sql(&bench, "SELECT * FROM by_ward", &[]).expect(0);
    sql(&bench, "SELECT prime, group_concat(sex) AS s FROM by_prime, by_sex GROUP BY 1 ORDER BY 2", &[]).expect(0);
    assert!(bench.all_files("") == before, "a file was written or changed");
    let said = sql(&bench, "SELECT nothing", &["--format", "json"]);
    let said: Value = serde_json::from_str(&said.expect(2).stdout).unwrap();
    assert_eq!(said["error"]["exit_code"], 2);
    // Before any return is read.
    bench.run(&["sql", "SELECT * FROM figurs", "-w", "nowhere"]).expect(2).says(&["did you mean `figures`"]);
    bench.run(&["sql"]).expect(2).says(&["required arguments were not provided"]);
}

#[test]
fn the_views_are_listed_without_a_workspace() {
    let listed = Bench::new().run(&["sql", "--views"]);
    listed.expect(0).prints(&["figures: Every measure", "by_prime: ", "  minimum_job_start_rate", "runs: "]);
    let page = std::fs::read_to_string(project().join("docs/sql.md")).unwrap();
    for view in listed.stdout.lines().filter(|line| !line.starts_with(' ') && !line.is_empty()) {
        let name = view.split(':').next().unwrap();
        assert!(page.contains(&format!("\n### {name}\n")), "{name}");
    }
}

#[cfg(unix)]
#[test]
fn the_worked_examples_of_the_page_are_answered_as_it_says() {
    let bench = sample();
    std::fs::create_dir(bench.path().join("sample_data")).unwrap();
    std::fs::rename(bench.path().join("halton"), bench.path().join("sample_data/halton")).unwrap();
    let page = std::fs::read_to_string(project().join("docs/sql.md")).unwrap();
    let binary = std::path::Path::new(env!("CARGO_BIN_EXE_quarterdeck"));
    let path = format!("{}:{}", binary.parent().unwrap().display(), std::env::var("PATH").unwrap());
    let mut examples = 0;
    for block in page.split("```sh\n").skip(1) {
        let (command, rest) = block.split_once("\n```\n\n```text\n").expect("an answer stands below each command");
        let mut shell = std::process::Command::new("sh");
        let output = shell.args(["-c", command]).env("PATH", &path).current_dir(bench.path()).output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        assert_eq!(said.trim_end(), rest.split_once("\n```").unwrap().0, "{command}");
        examples += 1;
    }
    assert_eq!(examples, 3);
}

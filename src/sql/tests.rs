use super::*;
use crate::fault::{Exit, exit_of, hint_of};

fn row(group: &str, people: i64, rate: Option<f64>) -> Vec<Value> {
    let mut row = vec![Value::from(group)];
    row.extend((0..4).map(|_| Value::Whole(people)));
    row.extend((0..3).map(|_| Value::from(rate)));
    row
}

/// An engine whose `by_prime` has two rows.
fn engine(limits: Limits) -> Engine {
    let mut engine = Engine::new(views(), limits).unwrap();
    let view = views().into_iter().find(|view| view.name == "by_prime").unwrap();
    engine.fill(&view, &[row("Northgate Works", 412, Some(0.25)), row("Mersey", 90, None)]).unwrap();
    engine
}

fn asked(statement: &str) -> anyhow::Result<Selected> {
    let mut engine = engine(LIMITS);
    engine.reads(statement)?;
    engine.answer(statement)
}

/// The one value that a statement answers.
#[track_caller]
fn value(statement: &str) -> Value {
    let answer = asked(statement).unwrap_or_else(|error| panic!("{statement}: {error}"));
    assert_eq!((answer.rows.len(), answer.headers.len()), (1, 1), "{statement}: {answer:?}");
    answer.rows[0][0].clone()
}

/// The fault of a statement that is refused, with its hint.
#[track_caller]
fn refused(statement: &str) -> String {
    let error = match asked(statement) {
        Ok(answer) => panic!("{statement} is answered: {answer:?}"),
        Err(error) => error,
    };
    assert_eq!(exit_of(&error), Exit::Usage, "{statement}: {error}");
    format!("{error} | {}", hint_of(&error).unwrap_or_else(|| panic!("{statement}: {error} has no hint")))
}

#[test]
fn what_a_select_is_for_is_answered() {
    assert_eq!(value("SELECT sum(attached) FROM by_prime"), Value::Whole(502));
    assert_eq!(value("SELECT job_start_rate FROM by_prime WHERE prime = 'Mersey'"), Value::Nothing);
    assert_eq!(
        value("WITH w AS (SELECT attached AS a FROM by_prime) SELECT max(a) - min(a) FROM w;"),
        Value::Whole(322)
    );
    assert_eq!(value("WITH w AS (SELECT 1 AS a) SELECT count(*) FROM w -- and no more"), Value::Whole(1));
    assert_eq!(value("/* first */ VALUES (-3)"), Value::Whole(-3));
    assert_eq!(value("SELECT prime FROM by_prime WHERE prime LIKE 'north%'"), Value::from("Northgate Works"));
    assert_eq!(value("SELECT round(avg(attached), 1) FROM by_prime"), Value::Real(251.0));
    assert_eq!(
        value("SELECT group_concat(prime, ', ') FROM (SELECT prime FROM by_prime ORDER BY attached)"),
        Value::from("Mersey, Northgate Works")
    );
    let ranked =
        asked("SELECT prime, rank() OVER (ORDER BY attached DESC) AS place FROM by_prime ORDER BY place").unwrap();
    assert_eq!(ranked.headers, ["prime", "place"]);
    assert_eq!(ranked.rows[1], [Value::from("Mersey"), Value::Whole(2)]);
    let counted = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 9) SELECT sum(x) FROM c";
    assert_eq!(value(counted), Value::Whole(45));
}

#[test]
fn a_statement_tells_which_views_it_reads_before_anything_is_worked_out() {
    let reads = |statement| {
        let views = engine(LIMITS).reads(statement).unwrap();
        views.into_iter().map(|view| view.name).collect::<Vec<_>>()
    };
    assert_eq!(reads("SELECT count(*) FROM figures"), ["figures"]);
    assert_eq!(reads("SELECT (SELECT max(threshold) FROM dimensions) FROM by_ward AS w"), ["by_ward", "dimensions"]);
    assert_eq!(reads("SELECT 1"), Vec::<String>::new());
}

#[test]
fn whatever_is_no_select_over_the_views_is_refused() {
    let attacks = [
        "",
        " ; ",
        "-- nothing",
        "/* SELECT 1",
        "SELECT 1; SELECT 2",
        "SELECT 1; DROP TABLE figures",
        "SELECT 1 -- a\n; DELETE FROM figures",
        "SELECT 1 /* ; */; /* hidden */ ATTACH 'x' AS y",
        "SELECT 1;;;PRAGMA user_version",
        ".import x figures",
        ".shell ls",
        "ATTACH DATABASE '/tmp/x.db' AS x",
        "DETACH DATABASE main",
        "PRAGMA table_info(figures)",
        "PRAGMA hard_heap_limit = 0",
        "INSERT INTO figures (measure) VALUES ('x')",
        "REPLACE INTO figures (measure) VALUES ('x')",
        "UPDATE figures SET value = 1",
        "DELETE FROM figures",
        "WITH x AS (SELECT 1) DELETE FROM figures",
        "WITH x AS (SELECT 1) INSERT INTO figures (measure) SELECT 'x' FROM x",
        "WITH x AS (SELECT 1) UPDATE figures SET value = 1",
        "CREATE TABLE x (a)",
        "CREATE TABLE x AS SELECT * FROM figures",
        "CREATE TEMP TABLE x (a)",
        "CREATE VIEW x AS SELECT 1",
        "CREATE TRIGGER x AFTER INSERT ON figures BEGIN SELECT 1; END",
        "CREATE VIRTUAL TABLE x USING fts5(a)",
        "DROP TABLE figures",
        "ALTER TABLE figures RENAME TO other",
        "BEGIN",
        "COMMIT",
        "SAVEPOINT x",
        "VACUUM",
        "VACUUM INTO '/tmp/x.db'",
        "ANALYZE",
        "REINDEX",
        "EXPLAIN SELECT 1",
        "EXPLAIN QUERY PLAN SELECT * FROM figures",
        "SELECT load_extension('x')",
        "SELECT readfile('/etc/passwd')",
        "SELECT writefile('/tmp/x', 'y')",
        "SELECT edit('x')",
        "SELECT fts3_tokenizer('x')",
        "SELECT * FROM sqlite_master",
        "SELECT count(*) FROM sqlite_master",
        "SELECT 1 FROM sqlite_schema",
        "SELECT count(*) FROM sqlite_temp_schema",
        "SELECT * FROM pragma_table_info('figures')",
        "SELECT count(*) FROM pragma_database_list",
        "SELECT * FROM pragma_database_list",
        "SELECT * FROM dbstat",
        "SELECT count(*) FROM dbstat",
        "SELECT * FROM json_each('[1,2]')",
        "SELECT sqlite_version()",
        "SELECT sqlite_compileoption_get(0)",
        "SELECT last_insert_rowid()",
        "SELECT changes()",
        "SELECT random()",
        "SELECT hex(randomblob(1000000000))",
        "SELECT zeroblob(1000000000)",
        "SELECT date('now')",
        "SELECT strftime('%s')",
        "SELECT CURRENT_TIMESTAMP",
        "SELECT ?",
        "SELECT :name",
        "SELECT x'00ff'",
        "SELECT 1 AS a, 2 AS a",
        "SELECT 'a\0b'",
        "SELECT 1\0; DROP TABLE figures",
        "SELECT \"Northgate Works\" FROM by_prime",
    ];
    for attack in attacks {
        refused(attack);
    }
}

#[test]
fn a_statement_that_is_too_much_is_stopped() {
    let deep = format!("SELECT {}1{}", "abs(".repeat(300), ")".repeat(300));
    let many = format!("SELECT 1 AS a{}", " UNION ALL SELECT 1".repeat(60));
    let wide = format!("SELECT {}", (0..150).map(|at| format!("1 AS c{at}")).collect::<Vec<_>>().join(", "));
    let long = format!("SELECT '{}'", "x".repeat(LIMITS.statement));
    let pattern = format!("SELECT 'aaaa' LIKE '{}b'", "%a".repeat(150));
    for (statement, words) in [
        (deep.as_str(), "depth"),
        (&many, "compound"),
        (&wide, "column"),
        (&long, "at most 10000"),
        (&pattern, "pattern"),
        ("SELECT printf('%1000000000s', 'x')", "longer than 32000 bytes"),
        ("SELECT replace(printf('%30000s', 'x'), ' ', printf('%30000s', 'x'))", "longer than 32000 bytes"),
        ("WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c", "more than 100000 rows"),
        (
            "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT printf('%31000s', x) AS t FROM c",
            "64 MB",
        ),
    ] {
        let said = refused(statement);
        assert!(said.contains(words), "{statement:.80}: {said}");
    }
}

#[test]
fn a_statement_that_does_not_end_is_stopped_by_the_clock() {
    let mut engine = engine(Limits { seconds: 1, ..LIMITS });
    let begun = std::time::Instant::now();
    let crossed = (0..40).map(|at| format!("by_prime AS p{at}")).collect::<Vec<_>>().join(", ");
    let doubled = (1..30).map(|at| format!("c{at} AS (SELECT * FROM c{0} UNION ALL SELECT * FROM c{0})", at - 1));
    let doubled = doubled.collect::<Vec<_>>().join(", ");
    for statement in [
        "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c".to_string(),
        format!("SELECT sum(p0.attached + p39.attached) FROM {crossed}"),
        format!("WITH c0 AS (SELECT attached FROM by_prime), {doubled} SELECT sum(attached) FROM c29"),
    ] {
        let error = engine.answer(&statement).unwrap_err();
        assert_eq!(exit_of(&error), Exit::Usage, "{statement:.80}: {error}");
        assert!(hint_of(&error).is_some(), "{error}");
    }
    assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
}

#[test]
fn what_is_misspelt_is_told_with_the_nearest_name() {
    for (statement, words) in [
        ("SELECT * FROM figurs", "there is no view `figurs` | did you mean `figures`?"),
        ("SELECT * FROM main.by_wards", "did you mean `by_ward`?"),
        (
            "SELECT sustaind FROM by_prime",
            "there is no column `sustaind` | did you mean `sustained`, which is in by_prime",
        ),
        ("SELECT f.mesure FROM figures AS f", "did you mean `measure`, which is in figures?"),
        ("SELECT prime FROM by_prime WHERE prime = \"Mersey\"", "A text stands between ' and '"),
        ("SELECT summ(attached) FROM by_prime", "the function `summ` may not be used here | did you mean `sum`?"),
        ("SELECT date('now')", "the same returns have to give the same answer"),
        ("SELECT current_date", "the same returns have to give the same answer"),
        ("PRAGMA table_info(figures)", "PRAGMA is refused: `sql` answers one SELECT"),
        ("SELECT 1; SELECT 2", "one statement at a time"),
        ("SELECT prime FORM by_prime", "near \"by_prime\": syntax error (at character 19)"),
    ] {
        let said = refused(statement);
        assert!(said.contains(words), "{statement}: {said}");
    }
}

#[test]
fn every_view_and_column_has_a_name_of_its_own_and_a_sentence() {
    let views = views();
    for (at, view) in views.iter().enumerate() {
        assert!(views[..at].iter().all(|other| other.name != view.name), "{}", view.name);
        assert!(view.about.ends_with('.'), "{}", view.about);
        for (at, column) in view.columns.iter().enumerate() {
            assert!(view.columns[..at].iter().all(|other| other.name != column.name), "{}", column.name);
            assert!(!column.about.is_empty(), "{}", column.name);
        }
    }
    let listed = listed();
    assert!(views.iter().all(|view| listed.contains(&format!("\n{}: ", view.name)) || listed.starts_with(&view.name)));
}

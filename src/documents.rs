//! Reference pages made from the lists that the program itself runs on, so that they cannot drift from it.

use std::fmt::Write;

use crate::canonical::schema::{COLUMNS, Kind};
use crate::inspect;
use crate::metrics::{Dimension, Figure, INDICATORS, Indicator, Whose, kept};
use crate::sql;
use crate::validation::checks::CHECKS;

/// `docs/indicators.md`.
pub fn indicators() -> String {
    let mut out = String::from(
        "# Indicators\n\nMade from the list in the program; a test fails when this page is stale.\n\n\
         | id | name | figure | bases | definition | source |\n|---|---|---|---|---|---|\n",
    );
    for indicator in INDICATORS {
        let figure = match indicator.figure {
            Figure::People(_) => "people".to_string(),
            Figure::Rate { event, of } => format!("`{}` of `{}`", event.id(), of.id()),
            Figure::Within { event, of, months } => {
                format!("`{}` within {months} months, of `{}`", event.id(), of.id())
            }
            Figure::Typical(typical) => format!("middle and quarters, of `{}`", typical.event().id()),
            Figure::Reach => "`attached` of residents".to_string(),
            Figure::Change => "share improved, and mean change".to_string(),
        };
        let bases: Vec<&str> = indicator.bases.iter().map(|basis| basis.id()).collect();
        let Indicator { id, name, definition, source, .. } = indicator;
        let _ = writeln!(out, "| `{id}` | {name} | {figure} | {} | {definition} | {source} |", bases.join(", "));
    }
    out.push_str(
        "\n## Bases\n\n`to-date` (since the contracts began), `period` (events of the quarter over events of the quarter), \
         `twelve-months` (the same over the twelve months to the quarter's end) and `cohort` (people who joined in the \
         quarter, followed since).\n\n## Denominators\n\nOf whom a rate is formed (`query --of`):\n\n| name | who |\n|---|---|\n",
    );
    for (name, who, _) in Whose::ALL {
        let _ = writeln!(out, "| `{name}` | {who} |");
    }
    out.push_str("\n## Dimensions\n\n| id | threshold | people without a value |\n|---|---|---|\n");
    for dimension in Dimension::ALL {
        let threshold = if dimension.is_sensitive() { "sensitive" } else { "usual" };
        let _ = writeln!(out, "| `{}` | {threshold} | {} |", dimension.id(), dimension.not_known());
    }
    out
}

/// `docs/data-dictionary.md`.
pub fn data_dictionary() -> String {
    let mut out = String::from(
        "# Data dictionary\n\nThe canonical columns that every return is mapped to. Made from the list in the program; \
         a test fails when this page is stale.\n\n| column | kind | stands in | meaning |\n|---|---|---|---|\n",
    );
    for spec in COLUMNS {
        let kind = match spec.kind {
            Kind::Reference => "reference",
            Kind::Date => "date",
            Kind::BirthDate => "day of birth",
            Kind::Code => "code",
            Kind::YesNo => "yes or no",
            Kind::Number => "number",
            Kind::Money => "money",
            Kind::Period => "month or quarter",
            Kind::Count => "count",
            Kind::Percent => "percentage",
        };
        let records: Vec<&str> = spec.records.iter().map(|record| record.name()).collect();
        let _ = writeln!(out, "| `{}` | {kind} | {} | {} |", spec.name, records.join(", "), spec.meaning);
    }
    out.push_str("\n## Rules about one row\n\n| finding | what is wrong | what to do |\n|---|---|---|\n");
    for check in CHECKS {
        let _ = writeln!(out, "| `{}` | {} | {} |", check.code, check.message, check.hint);
    }
    out.push_str(
        "\n## People as runs keep them\n\nThe columns of `people.parquet` in the archive, one row for each person on a contract; \
         [portable-sql.md](portable-sql.md) says what to do with them.\n\n| column | kind | meaning |\n|---|---|---|\n",
    );
    for column in kept::COLUMNS {
        let _ = writeln!(out, "| `{}` | {} | {} |", column.name, column.kind, column.about);
    }
    out
}

/// `docs/paper-rules.md`.
pub fn paper_rules() -> String {
    let mut out = String::from(
        "# What a paper has to be\n\nThe rules that `quarterdeck check-paper FILE...` holds a finished paper against: HTML, Word, XLSX, ODS \
         or CSV, made by Quarterdeck or by anybody. Made from the list in the program; a test fails when this page is stale.\n\n\
         A file is known by its content, whatever it is called. It is read within limits, and nothing in it is run or fetched. The \
         command tells each rule's verdict with the places, and ends with exit code 0 when no rule is broken, 10 when one is (the paper \
         was read, and the answer is no, as with a minimum that is not met), 2 when a file is missing or no paper, 4 when a file is \
         damaged, dangerous or too large to be a paper.\n\nA browser, a screen reader and a person see more than these rules do: \
         contrast of what only a browser works out, whether a rate stands beside its counts, whether words are true.\n",
    );
    for kind in inspect::Kind::ALL {
        let _ = writeln!(out, "\n## {}\n\n| rule | asks | why | to mend |\n|---|---|---|---|", kind.name());
        for rule in inspect::rules().filter(|rule| rule.kinds.contains(&kind)) {
            let code = |text: &str| text.replace('<', "\\<").replace('|', "\\|");
            let _ = writeln!(out, "| `{}` | {} | {} | {} |", rule.id, code(rule.asks), code(rule.why), code(rule.mend));
        }
    }
    out
}

/// Questions with their answers from the sample workspace of Halton, for `docs/sql.md`: a test asks them again.
const WORKED: [(&str, &str, &str); 3] = [
    (
        "Each prime's sustainment rate beside the minimum of its contract",
        "SELECT prime, round(100 * sustainment_rate, 1) AS percent, 100 * minimum_sustainment_rate AS minimum
FROM by_prime JOIN contracts USING (prime)",
        "+------------------------------------------+
| prime                  percent   minimum |
+==========================================+
| Northgate Works           16.4        15 |
| Bridgewater Pathways      13.3        15 |
+------------------------------------------+",
    ),
    (
        "Wards in which more of the people attached have started a job than everywhere together, the first five",
        "WITH rates AS (SELECT * FROM figures WHERE measure = 'job_start_rate' AND basis = 'to-date')
SELECT w.group_name AS ward, round(100 * w.value, 1) AS percent, w.denominator AS attached
FROM rates AS w JOIN rates AS everybody ON everybody.dimension = ''
WHERE w.dimension = 'ward' AND w.value > everybody.value
ORDER BY w.value DESC LIMIT 5",
        "+------------------------------------+
| ward            percent   attached |
+====================================+
| Hough Green        25.4        118 |
| Appleton           23.3        150 |
| Windmill Hill      23.2         99 |
| Kingsway           23.1        169 |
| Norton North       22.2        108 |
+------------------------------------+",
    ),
    (
        "Who sends rows that cannot be used",
        "SELECT sender, sum(rows_read) AS rows_read, sum(rows_set_aside) AS set_aside
FROM returns GROUP BY sender ORDER BY set_aside DESC",
        "+----------------------------------------------+
| sender                 rows_read   set_aside |
+==============================================+
| Northgate Works            1,689          36 |
| Bridgewater Pathways       1,487          15 |
| Jobcentre Plus             3,130           0 |
+----------------------------------------------+",
    ),
];

/// `docs/sql.md`.
pub fn sql_views() -> String {
    let mut out = String::from(
        "# Questions in SQL\n\n`quarterdeck sql \"SELECT ...\"` answers one SELECT over the views below. Made from the list in the \
         program; a test fails when this page is stale.\n\nFigures are made by the code that answers `query`, and published alike: \
         each row of `figures` is the answer to one measure by one dimension on one basis. What is hidden, or does not apply, is empty \
         (NULL): `sum()` and `avg()` leave it out, so that they are of the shown groups alone (`count(*) - count(value)` tells how many \
         they lack), and no comparison with it is true. `mark` in `figures` tells which of the two it is. The wide views \
         `by_...` have the same figures, are made at once, and leave out the reason; `figures` takes some seconds. Only views that a \
         statement reads are made.\n\nNumbers are numbers: a rate is a fraction. Days and quarters are texts, which sort as time \
         goes.\n",
    );
    for (title, statement, answer) in WORKED {
        let _ = writeln!(
            out,
            "\n{title}:\n\n```sh\nquarterdeck sql --quiet -w sample_data/halton \"{statement}\"\n```\n\n```text\n{answer}\n```"
        );
    }
    out.push_str(
        "\n## What is protected, and what is not\n\n`--audience public`, the usual one, reads figures after disclosure control alone: no \
         exact count is in the database that a statement is asked of, so nothing that it computes can hold one. The groups of one \
         measure by one dimension are judged together, with their total, and a figure of everybody together is hidden where any \
         dimension hides its own. Several dimensions and several measures are separate answers of `query` all the same, and are not \
         judged once more because they stand side by side here: do not publish a difference between them (an area less its wards, the \
         sum of one dimension less the shown groups of another) where a part is hidden. `returns` and `findings` tell of rows, not of people, exactly as `check` does.\n\n`--audience officers` reads exact \
         figures, and writes the answer to `internal/sql.<ext>`, marked and readable by its owner alone.\n\n## What is refused\n\n\
         One statement, SELECT, WITH ... SELECT or VALUES: everything else is refused before it runs, by SQLite's own authorizer, which \
         allows reading the views and the functions below and nothing more. The database is in memory, opens no file and knows no \
         other. Whatever could differ between two runs is refused too, such as `random()` and the day of today.\n\n\
         | limit | at most |\n|---|---|\n",
    );
    let sql::Limits { seconds, rows, bytes, statement, text, memory, columns, depth, compound, pattern } = sql::LIMITS;
    for (what, most) in [
        ("time", format!("{seconds} s; `--seconds` gives it another")),
        ("rows of an answer", rows.to_string()),
        ("size of an answer", format!("{} MB", bytes >> 20)),
        ("length of the statement", format!("{statement} bytes")),
        ("length of a text or row", format!("{text} bytes")),
        ("memory", format!("{} MB", memory >> 20)),
        ("columns", columns.to_string()),
        ("depth of an expression", depth.to_string()),
        ("SELECTs put together", compound.to_string()),
        ("length of a pattern", format!("{pattern} bytes")),
    ] {
        let _ = writeln!(out, "| {what} | {most} |");
    }
    let functions: Vec<String> = sql::FUNCTIONS.iter().map(|name| format!("`{name}`")).collect();
    let _ = writeln!(out, "\nFunctions: {}.", functions.join(", "));
    out.push_str("\n## Views\n");
    for view in sql::views() {
        let _ = writeln!(out, "\n### {}\n\n{}\n\n| column | what it holds |\n|---|---|", view.name, view.about);
        for column in view.columns {
            let _ = writeln!(out, "| `{}` | {} |", column.name, column.about);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Compares a page with what the program makes; `UPDATE_DOCS=1 cargo test documents` writes it anew.
    fn current(name: &str, made: &str) {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name);
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::write(&path, made).unwrap();
        }
        let page = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
        assert!(page == made, "docs/{name} is stale: run UPDATE_DOCS=1 cargo test documents");
    }

    #[test]
    fn the_page_of_indicators_is_current() {
        current("indicators.md", &indicators());
    }

    #[test]
    fn the_page_of_rules_for_papers_is_current() {
        current("paper-rules.md", &paper_rules());
    }

    #[test]
    fn the_page_of_sql_is_current() {
        current("sql.md", &sql_views());
    }

    #[test]
    fn the_data_dictionary_is_current() {
        current("data-dictionary.md", &data_dictionary());
    }
}

//! Reference pages made from the lists that the program itself runs on, so that they cannot drift from it.

use std::fmt::Write;

use crate::canonical::schema::{COLUMNS, Kind};
use crate::inspect;
use crate::metrics::{Dimension, Figure, INDICATORS, Indicator, Whose, kept};
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
    fn the_data_dictionary_is_current() {
        current("data-dictionary.md", &data_dictionary());
    }
}

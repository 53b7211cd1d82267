//! Findings and row accounts in words: counted first, listed after.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use crate::fault::{exit_of, hint_of, json_on_a_terminal, on_a_terminal};
use crate::finding::{Effect, Finding, Rows, rows_of};
use crate::report::format::count;
use crate::validation::Accounts;

/// JSON as it goes to the standard output.
pub fn json(value: &serde_json::Value) -> String {
    json_on_a_terminal(&format!("{value:#}")) + "\n"
}

/// What stopped a command, for programs.
pub fn error_as_json(error: &anyhow::Error) -> serde_json::Value {
    serde_json::json!({ "message": format!("{error:#}"), "hint": hint_of(error), "exit_code": exit_of(error).code() })
}

/// Files that were refused, for programs.
pub fn refused_as_json(refused: &[(String, anyhow::Error)]) -> Vec<serde_json::Value> {
    let one = |(file, error): &(String, anyhow::Error)| serde_json::json!({ "file": file, "message": format!("{error:#}"), "hint": hint_of(error) });
    refused.iter().map(one).collect()
}

/// `1 file was`, `3 files were`.
pub fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", count(number), if number == 1 { one } else { many })
}

/// Findings of one kind in one table.
type Kind<'a> = (Effect, &'a str, &'a str, Option<&'a str>);

fn kinds(findings: &[Finding]) -> BTreeMap<Kind<'_>, Vec<&Finding>> {
    let mut kinds: BTreeMap<Kind<'_>, Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        let kind = (finding.effect, finding.code, finding.place.file.as_str(), finding.place.sheet.as_deref());
        kinds.entry(kind).or_default().push(finding);
    }
    kinds
}

/// One line a kind: effect, code, rows, where; for what stops, a second one with what to do.
pub fn summary(findings: &[Finding]) -> String {
    let mut out = String::new();
    for ((effect, code, file, sheet), kind) in kinds(findings) {
        let rows = rows_of(kind.iter().copied());
        let mut place = crate::fault::printable(file);
        if let Some(sheet) = sheet {
            let _ = write!(place, ", {}", crate::fault::printable(sheet));
        }
        let detail = if effect == Effect::Stops || kind[0].place.row.is_none() {
            in_order(kind.iter().map(|finding| on_a_terminal(&finding.message)).collect()).join("; ")
        } else {
            places(&kind).to_string()
        };
        let _ = writeln!(
            out,
            "{:<10} {:<30} {:>6} {:<4}  {place}: {detail}",
            effect.to_string(),
            code,
            count(rows),
            if rows == 1 { "row" } else { "rows" }
        );
        if effect == Effect::Stops {
            let _ = writeln!(out, "{:<10} to do: {}", "", on_a_terminal(&kind[0].hint));
        }
    }
    out
}

/// Messages each once, sorted as a reader counts: line 9 before line 10.
fn in_order(mut messages: Vec<String>) -> Vec<String> {
    messages.sort_by_cached_key(|message| by_number(message));
    messages.dedup();
    messages
}

/// A text in parts, so that numbers in it are compared as numbers.
pub fn by_number(text: &str) -> Vec<(String, u64, String)> {
    let mut parts = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (words, from) = rest.split_at(rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len()));
        let (digits, after) = from.split_at(from.find(|c: char| !c.is_ascii_digit()).unwrap_or(from.len()));
        parts.push((words.to_string(), digits.parse().unwrap_or(u64::MAX), digits.to_string()));
        rest = after;
    }
    parts
}

/// `rows 18, 44, 107, 120, 121 and 11 more`.
fn places(kind: &[&Finding]) -> Rows {
    let numbers: BTreeSet<u32> = kind.iter().filter_map(|finding| finding.place.row).collect();
    numbers.into_iter().collect()
}

/// Every finding with its place, what was expected and what to do; at most `most` of a kind.
pub fn details(findings: &[Finding], most: usize) -> String {
    let mut out = String::new();
    for ((effect, code, ..), kind) in kinds(findings) {
        let _ = writeln!(out, "\n{effect}: {code}");
        for finding in kind.iter().take(most) {
            let _ = writeln!(out, "  {}: {}", finding.place, on_a_terminal(&finding.message));
        }
        if kind.len() > most {
            let _ = writeln!(out, "  and {} more: list them with --all", count((kind.len() - most) as u64));
        }
        let _ = writeln!(out, "  to do: {}", on_a_terminal(&kind[0].hint));
    }
    out
}

/// The row accounts, table by table and in all.
pub fn accounts(accounts: &Accounts) -> String {
    let mut out = String::new();
    let mut line = |name: &str, read, used, aside, left| {
        let sum =
            format!("{} = {} used + {} set aside + {} left out", count(read), count(used), count(aside), count(left));
        let _ = writeln!(out, "rows read  {sum:<60} {name}");
    };
    for table in &accounts.tables {
        let name = format!(
            "{}, {} ({}, header in {})",
            crate::fault::printable(&table.file),
            crate::fault::printable(&table.sheet),
            table.record,
            table.header_rows.iter().copied().collect::<Rows>()
        );
        line(&name, table.read, table.used, table.set_aside_total(), table.left_out_total());
    }
    line("all files", accounts.read, accounts.used, accounts.set_aside, accounts.left_out);
    out
}

/// How many rows count, in one line, for an answer that lists no findings.
pub fn account(accounts: &Accounts) -> String {
    let Accounts { read, used, set_aside, left_out, .. } = accounts;
    format!(
        "rows read  {} = {} used + {} set aside + {} left out; quarterdeck report or check says which and why\n",
        count(*read),
        count(*used),
        count(*set_aside),
        count(*left_out)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Place;

    #[test]
    fn messages_stand_in_the_order_of_their_numbers() {
        let messages = ["line 105: b", "line 3: a", "line 29: c", "line 3: a"].map(String::from).to_vec();
        assert_eq!(in_order(messages), ["line 3: a", "line 29: c", "line 105: b"]);
    }

    #[test]
    fn a_kind_is_counted_first_and_lists_five_rows() {
        let findings: Vec<Finding> = (18..32)
            .map(|row| {
                Finding::new(
                    "job_start_before_attachment",
                    Effect::SetsAside,
                    Place::file("n.xlsx").sheet("P").row(row),
                    "m",
                    "h",
                )
            })
            .collect();
        let text = summary(&findings);
        assert!(text.contains("set aside"), "{text}");
        assert!(text.contains("14 rows"), "{text}");
        assert!(text.contains("n.xlsx, P: rows 18, 19, 20, 21, 22 and 9 more"), "{text}");
        assert_eq!(text.lines().count(), 1);
    }
}

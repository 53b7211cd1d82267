//! What a statement may not do, and what SQLite says, in words that tell what there is instead.

use rusqlite::{Error, ErrorCode};

use super::{FUNCTIONS, Limits, View};
use crate::definitions::nearest;
use crate::fault::{Fault, printable};

/// Where everything that can be asked stands.
const SEE: &str = "`quarterdeck sql --views` lists the views and their columns";

/// Something that the authorizer refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// A table that is no view.
    Table(String),
    Function(String),
    /// Anything else, by its name.
    Action(String),
}

impl Refusal {
    pub fn fault(&self, views: &[View]) -> Fault {
        match self {
            Refusal::Table(name) => no_view(name, views),
            Refusal::Function(name) => function(name),
            Refusal::Action(what) => {
                Fault::usage(format!("{} is refused: `sql` answers one SELECT and changes nothing", printable(what)))
                    .hint(SEE)
            }
        }
    }
}

/// Refuses what no SELECT can be, by length and first word: SQLite would say so less clearly.
pub fn by_its_words(statement: &str, limits: &Limits) -> Result<(), Fault> {
    if statement.len() > limits.statement {
        let message = format!("the statement has {} bytes; at most {}", statement.len(), limits.statement);
        return Err(Fault::usage(message).hint("ask for less at a time"));
    }
    if statement.contains('\0') {
        return Err(Fault::usage("the statement holds a character NUL").hint("take it out"));
    }
    let word: String = behind_comments(statement).chars().take_while(|c| !c.is_whitespace() && *c != '(').collect();
    match word.to_uppercase().as_str() {
        "SELECT" | "WITH" | "VALUES" => Ok(()),
        "" | ";" => Err(Fault::usage("there is no SELECT in the statement").hint(SEE)),
        other => Err(Refusal::Action(other.into()).fault(&[])),
    }
}

/// A statement without the comments and blanks before its first word.
fn behind_comments(statement: &str) -> &str {
    let mut rest = statement.trim_start();
    loop {
        let after = if let Some(comment) = rest.strip_prefix("--") {
            comment.find('\n').map(|end| &comment[end + 1..])
        } else if let Some(comment) = rest.strip_prefix("/*") {
            comment.find("*/").map(|end| &comment[end + 2..])
        } else {
            return rest;
        };
        rest = after.unwrap_or_default().trim_start();
    }
}

/// What SQLite says of a statement.
pub fn said(error: &Error, views: &[View], limits: &Limits) -> Fault {
    if matches!(error, Error::MultipleStatement) {
        return Fault::usage("one statement at a time").hint("ask again for the second one");
    }
    let fault = |message: String, hint: &str| Fault::usage(message).hint(hint);
    match error.sqlite_error_code() {
        Some(ErrorCode::OperationInterrupted) => {
            let message = format!("the statement was stopped after {} s", limits.seconds);
            return fault(
                message,
                "ask for less: join by a condition, end a recursion; or give it longer with --seconds",
            );
        }
        Some(ErrorCode::OutOfMemory) => {
            let message = format!("the statement needs more than {} MB of memory", limits.memory >> 20);
            return fault(message, "ask for less: join by a condition, sort fewer rows");
        }
        Some(ErrorCode::TooBig) => {
            let message = format!("a text or a row of the statement is longer than {} bytes", limits.text);
            return fault(message, "ask for shorter texts");
        }
        _ => {}
    }
    let (text, offset, sql) = match error {
        Error::SqlInputError { msg, offset, sql, .. } => (msg.clone(), *offset, sql.as_str()),
        Error::SqliteFailure(_, Some(text)) => (text.clone(), -1, ""),
        other => (other.to_string(), -1, ""),
    };
    if let Some(name) = text.strip_prefix("no such table: ") {
        return no_view(name, views);
    }
    if let Some(name) = text.strip_prefix("no such column: ") {
        return no_column(name, views);
    }
    if let Some(name) = text.strip_prefix("no such function: ") {
        return function(name);
    }
    let place = usize::try_from(offset)
        .ok()
        .and_then(|offset| sql.get(..offset))
        .map_or_else(String::new, |before| format!(" (at character {})", before.chars().count() + 1));
    fault(format!("SQLite refuses the statement: {}{place}", printable(&text)), SEE)
}

/// The answer is longer than anybody reads.
pub fn too_large(limits: &Limits) -> Fault {
    let (rows, bytes) = (limits.rows, limits.bytes >> 20);
    Fault::usage(format!("the answer has more than {rows} rows or {bytes} MB"))
        .hint("ask for less: add a WHERE, a GROUP BY or a LIMIT")
}

fn no_view(name: &str, views: &[View]) -> Fault {
    // A name with its schema: there is one alone.
    let own = name.rsplit('.').next().unwrap_or(name);
    let names = || views.iter().map(|view| view.name.as_str());
    let near = nearest(own, names()).map_or_else(String::new, |near| format!("did you mean `{near}`? "));
    let all: Vec<&str> = names().collect();
    Fault::usage(format!("there is no view `{}`", printable(name))).hint(format!("{near}There are: {}", all.join(", ")))
}

fn no_column(said: &str, views: &[View]) -> Fault {
    // Between double quotes SQLite says more behind the name.
    let name = said.split(" - ").next().unwrap_or(said).trim_matches('"');
    let own = name.rsplit('.').next().unwrap_or(name);
    let columns = || views.iter().flat_map(|view| view.columns.iter().map(move |column| (view, column.name)));
    let near = nearest(own, columns().map(|(_, column)| column)).map_or_else(String::new, |near| {
        let holders: Vec<&str> =
            columns().filter(|(_, column)| *column == near).map(|(view, _)| view.name.as_str()).take(3).collect();
        format!("did you mean `{near}`, which is in {}? ", holders.join(", "))
    });
    let quotes = if said.contains('"') { "A text stands between ' and '. " } else { "" };
    Fault::usage(format!("there is no column `{}`", printable(name))).hint(format!("{near}{quotes}{SEE}"))
}

/// Functions whose answer hangs on the day or on chance.
const CHANGING: [&str; 13] = [
    "random",
    "randomblob",
    "date",
    "time",
    "datetime",
    "julianday",
    "unixepoch",
    "strftime",
    "timediff",
    "current_date",
    "current_time",
    "current_timestamp",
    "last_insert_rowid",
];

fn function(name: &str) -> Fault {
    let name = name.to_lowercase();
    if CHANGING.contains(&name.as_str()) {
        let message = format!("the function `{name}` is refused: the same returns have to give the same answer");
        return Fault::usage(message).hint(
            "days are texts such as 2015-12-31: compare them as they are, cut them with substr(); --quarter and \
             --known-at say of when figures are",
        );
    }
    let near = nearest(&name, FUNCTIONS).map_or_else(String::new, |near| format!("did you mean `{near}`? "));
    Fault::usage(format!("the function `{}` may not be used here", printable(&name)))
        .hint(format!("{near}Those that may: {}", FUNCTIONS.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql::LIMITS;

    #[test]
    fn the_first_word_is_found_behind_comments() {
        for (statement, first) in [
            ("SELECT 1", "SELECT 1"),
            (" -- a\n/* b */ SELECT 1", "SELECT 1"),
            ("/* never ended", ""),
            ("-- never ended", ""),
            ("--a\n--b\nDROP", "DROP"),
        ] {
            assert_eq!(behind_comments(statement), first);
        }
    }

    #[test]
    fn every_function_that_changes_is_off_the_list() {
        assert!(CHANGING.iter().all(|name| !FUNCTIONS.contains(name)));
        assert!(by_its_words(&"x".repeat(LIMITS.statement + 1), &LIMITS).is_err());
    }
}

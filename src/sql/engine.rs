//! SQLite in memory, with everything shut that a SELECT over the views does not need.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use anyhow::Result;
use rusqlite::config::DbConfig;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::limits::Limit;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, Row, Statement, ToSql};

use super::refused::{self, Refusal};
use super::{FUNCTIONS, Kind, Limits, Selected, Value, View};
use crate::fault::{Fault, printable};

/// Instructions of SQLite between two looks at the clock.
const INSTRUCTIONS: i32 = 1000;

/// A database that holds the views, empty until they are filled.
pub struct Engine {
    connection: Connection,
    views: Vec<View>,
    limits: Limits,
    seen: Arc<Mutex<Seen>>,
}

/// What the authorizer saw of a statement.
#[derive(Default)]
struct Seen {
    /// Views that it reads.
    read: BTreeSet<String>,
    /// Tables it names without reading a column: a WITH's own are, and should be nothing else.
    named: BTreeSet<String>,
    /// The first thing that it may not do.
    refused: Option<Refusal>,
}

impl Engine {
    /// The views, without rows.
    pub fn new(views: Vec<View>, limits: Limits) -> Result<Engine> {
        let connection = Connection::open_in_memory()?;
        // Before anything is refused: memory for all of SQLite in this process, and nothing ever to a file.
        connection.execute_batch(&format!(
            "PRAGMA temp_store = MEMORY; PRAGMA soft_heap_limit = {0}; PRAGMA hard_heap_limit = {0};",
            limits.memory
        ))?;
        for (what, on) in [
            (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
            (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
            (DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false),
            (DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false),
            (DbConfig::SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, false),
            (DbConfig::SQLITE_DBCONFIG_ENABLE_ATTACH_CREATE, false),
            (DbConfig::SQLITE_DBCONFIG_ENABLE_ATTACH_WRITE, false),
            // "a misspelt column" must not become a text.
            (DbConfig::SQLITE_DBCONFIG_DQS_DML, false),
            (DbConfig::SQLITE_DBCONFIG_DQS_DDL, false),
        ] {
            connection.set_db_config(what, on)?;
        }
        for view in &views {
            connection.execute_batch(&table(view))?;
        }
        for (what, most) in [
            (Limit::SQLITE_LIMIT_LENGTH, limits.text),
            (Limit::SQLITE_LIMIT_SQL_LENGTH, limits.statement),
            (Limit::SQLITE_LIMIT_COLUMN, limits.columns),
            (Limit::SQLITE_LIMIT_EXPR_DEPTH, limits.depth),
            (Limit::SQLITE_LIMIT_COMPOUND_SELECT, limits.compound),
            (Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, limits.pattern),
            (Limit::SQLITE_LIMIT_FUNCTION_ARG, 100),
            (Limit::SQLITE_LIMIT_VARIABLE_NUMBER, 1),
            (Limit::SQLITE_LIMIT_ATTACHED, 0),
            (Limit::SQLITE_LIMIT_TRIGGER_DEPTH, 0),
            (Limit::SQLITE_LIMIT_WORKER_THREADS, 0),
        ] {
            connection.set_limit(what, i32::try_from(most)?)?;
        }
        Ok(Engine { connection, views, limits, seen: Arc::default() })
    }

    /// The views that a statement reads, or what is wrong with it: nothing is worked out yet.
    pub fn reads(&mut self, statement: &str) -> Result<Vec<View>> {
        self.guard()?;
        self.prepared(statement)?;
        let seen = self.seen();
        Ok(self.views.iter().filter(|view| seen.read.contains(&view.name)).cloned().collect())
    }

    /// Puts rows into a view.
    pub fn fill(&mut self, view: &View, rows: &[Vec<Value>]) -> Result<()> {
        self.connection.authorizer(None::<fn(AuthContext<'_>) -> Authorization>)?;
        self.connection.progress_handler(0, None::<fn() -> bool>)?;
        let places = vec!["?"; view.columns.len()].join(", ");
        self.connection.set_limit(Limit::SQLITE_LIMIT_VARIABLE_NUMBER, i32::try_from(view.columns.len())?)?;
        let filling = self.connection.unchecked_transaction()?;
        let mut insert = filling.prepare(&format!("INSERT INTO \"{}\" VALUES ({places})", view.name))?;
        for row in rows {
            insert.execute(rusqlite::params_from_iter(row))?;
        }
        drop(insert);
        filling.commit()?;
        self.connection.set_limit(Limit::SQLITE_LIMIT_VARIABLE_NUMBER, 1)?;
        Ok(())
    }

    /// The answer to a statement from the views as they are filled.
    pub fn answer(&mut self, statement: &str) -> Result<Selected> {
        self.guard()?;
        let mut prepared = self.prepared(statement)?;
        let headers: Vec<String> = prepared.column_names().map(String::from).collect();
        let mut answer = Selected { headers, rows: Vec::new() };
        let mut bytes = 0;
        let mut rows = prepared.raw_query();
        while let Some(row) = rows.next().map_err(|error| self.fault(&error))? {
            let cells = cells(row, &answer.headers)?;
            bytes += cells.iter().map(size).sum::<usize>();
            if answer.rows.len() == self.limits.rows || bytes > self.limits.bytes {
                return Err(refused::too_large(&self.limits).into());
            }
            answer.rows.push(cells);
        }
        Ok(answer)
    }

    /// Sets the authorizer and the clock for one statement.
    fn guard(&mut self) -> Result<()> {
        *self.seen() = Seen::default();
        let (seen, views) = (self.seen.clone(), self.views.iter().map(|view| view.name.clone()).collect::<Vec<_>>());
        self.connection.authorizer(Some(move |context: AuthContext<'_>| {
            let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
            seen.judge(context.action, &views)
        }))?;
        let (begun, most) = (Instant::now(), Duration::from_secs(self.limits.seconds));
        self.connection.progress_handler(INSTRUCTIONS, Some(move || begun.elapsed() > most))?;
        Ok(())
    }

    /// The one statement, which reads views and nothing else.
    fn prepared(&self, text: &str) -> Result<Statement<'_>> {
        refused::by_its_words(text, &self.limits)?;
        let statement = self.connection.prepare(text).map_err(|error| self.fault(&error))?;
        if let Some(refusal) = &self.seen().refused {
            return Err(refusal.fault(&self.views).into());
        }
        // A statement that only looks like a SELECT changes something, or explains itself.
        if !statement.readonly() || statement.is_explain() != 0 || statement.column_count() == 0 {
            return Err(Refusal::Action("a statement that is no SELECT".into()).fault(&self.views).into());
        }
        if statement.parameter_count() > 0 {
            return Err(Fault::usage("nothing fills the parameters of this statement")
                .hint("write the value itself, a text between ' and '")
                .into());
        }
        self.only_views_are_named()?;
        let names: Vec<&str> = statement.column_names().collect();
        if let Some((_, twice)) = names.iter().enumerate().find(|(at, name)| names[..*at].contains(name)) {
            let message = format!("two columns of the answer are called `{}`", printable(twice));
            return Err(Fault::usage(message).hint("name each once: SELECT a AS one, b AS other").into());
        }
        Ok(statement)
    }

    /// A table of which no column is read may be one that the statement makes itself, and must not be one of SQLite's own.
    fn only_views_are_named(&self) -> Result<()> {
        let named = std::mem::take(&mut self.seen().named);
        if named.is_empty() {
            return Ok(());
        }
        let bare = Connection::open_in_memory()?;
        for name in named {
            let is_there = match bare.prepare(&format!("SELECT 1 FROM \"{}\"", name.replace('"', "\"\""))) {
                Ok(_) => true,
                Err(error) => !error.to_string().contains("no such table"),
            };
            if is_there {
                return Err(Refusal::Table(name).fault(&self.views).into());
            }
        }
        Ok(())
    }

    /// What SQLite says, as a fault: what it may not do comes first.
    fn fault(&self, error: &rusqlite::Error) -> Fault {
        match &self.seen().refused {
            Some(refusal) => refusal.fault(&self.views),
            None => refused::said(error, &self.views, &self.limits),
        }
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Seen {
    /// Whether a statement may do something: whatever is not named here it may not.
    fn judge(&mut self, action: AuthAction<'_>, views: &[String]) -> Authorization {
        let refusal = match action {
            AuthAction::Select | AuthAction::Recursive => return Authorization::Allow,
            AuthAction::Read { table_name, .. } if views.iter().any(|view| view == table_name) => {
                self.read.insert(table_name.into());
                return Authorization::Allow;
            }
            AuthAction::Read { table_name, column_name: "" } => {
                self.named.insert(table_name.into());
                return Authorization::Allow;
            }
            AuthAction::Function { function_name } => {
                if FUNCTIONS.iter().any(|own| own.eq_ignore_ascii_case(function_name)) {
                    return Authorization::Allow;
                }
                Refusal::Function(function_name.to_lowercase())
            }
            AuthAction::Read { table_name, .. } => Refusal::Table(table_name.into()),
            AuthAction::Pragma { pragma_name, .. } => Refusal::Action(format!("PRAGMA {pragma_name}")),
            AuthAction::Attach { .. } => Refusal::Action("ATTACH".into()),
            AuthAction::Detach { .. } => Refusal::Action("DETACH".into()),
            AuthAction::Insert { .. } => Refusal::Action("INSERT".into()),
            AuthAction::Update { .. } => Refusal::Action("UPDATE".into()),
            AuthAction::Delete { .. } => Refusal::Action("DELETE".into()),
            _ => Refusal::Action("a statement that is no SELECT".into()),
        };
        self.refused.get_or_insert(refusal);
        Authorization::Deny
    }
}

/// The statement that makes a view's table.
fn table(view: &View) -> String {
    let columns: Vec<String> = view
        .columns
        .iter()
        .map(|column| {
            let kind = match column.kind {
                Kind::Text => "TEXT",
                Kind::Whole => "INTEGER",
                Kind::Number => "",
            };
            format!("\"{}\" {kind}", column.name)
        })
        .collect();
    format!("CREATE TABLE \"{}\" ({})", view.name, columns.join(", "))
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Nothing => ValueRef::Null,
            Value::Whole(number) => ValueRef::Integer(*number),
            Value::Real(number) => ValueRef::Real(*number),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
        }))
    }
}

fn cells(row: &Row<'_>, headers: &[String]) -> Result<Vec<Value>> {
    let cell = |(at, header): (usize, &String)| {
        Ok(match row.get_ref(at)? {
            ValueRef::Null => Value::Nothing,
            ValueRef::Integer(number) => Value::Whole(number),
            ValueRef::Real(number) => Value::Real(number),
            ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
            ValueRef::Blob(_) => {
                let message = format!("column `{}` holds bytes, which no format can show", printable(header));
                return Err(Fault::usage(message).hint("ask for texts and numbers").into());
            }
        })
    };
    headers.iter().enumerate().map(cell).collect()
}

fn size(value: &Value) -> usize {
    match value {
        Value::Text(text) => size_of::<Value>() + text.len(),
        _ => size_of::<Value>(),
    }
}

//! `quarterdeck sql`: one SELECT over the views, published unless officers ask for a file.

mod contents;

use anyhow::Result;

use crate::cli::{Audience, SqlArgs};
use crate::fault::{Exit, Fault};
use crate::finding::number_of;
use crate::metrics::recalled::Wanted;
use crate::report::format;
use crate::sql::{self, Engine, LIMITS, Limits, Selected, Source, Value, View};

use super::answer::{self, Answer, Cell, write};
use super::{Session, exact_answer, print_aside, print_out, query};

use contents::Contents;

/// Answers the statement.
pub fn run(args: &SqlArgs) -> Result<Option<Exit>> {
    let Some(statement) = args.statement.as_deref() else {
        return print_out(&sql::listed()).map(|()| None);
    };
    let mut engine = Engine::new(sql::views(), Limits { seconds: args.seconds, ..LIMITS })?;
    // A slip in the statement is told before the returns are read.
    let reads = engine.reads(statement)?;
    may_read(args, &reads)?;
    exact_answer::allow(args.audience, &args.inputs)?;
    let accept = args.accept.as_accept();
    let session = match reads.iter().any(|view| view.source.is_of_returns()) {
        true => Session::open(&args.inputs, &args.folders, &accept)?,
        false => Session::answer(&args.inputs, &args.folders, &accept, &Wanted::all())?,
    };
    let mut session = match query::told(session, args.format)? {
        Ok(session) => session,
        Err(exit) => return Ok(Some(exit)),
    };
    let contents = Contents::of(&mut session, args, &reads)?;
    for view in &reads {
        let rows = contents.rows(view)?;
        if args.audience == Audience::Public {
            tell_hidden(view, &rows);
        }
        engine.fill(view, &rows)?;
    }
    let mut answer = as_answer(engine.answer(statement)?);
    match args.audience {
        Audience::Public => answer::print(&write(&answer, args.format)?, args.format)?,
        Audience::Officers => {
            if args.format.is_rows_alone() {
                mark(&mut answer)?;
            }
            exact_answer::to_officers(
                write(&answer, args.format)?,
                "sql",
                args.format,
                (&args.inputs, &args.folders),
                &session,
            )?;
        }
    }
    Ok(None)
}

/// Says how many figures of a view are empty: a comparison or a ranking leaves them out without a word.
fn tell_hidden(view: &View, rows: &[Vec<Value>]) {
    let is_empty = |value: &&Value| match view.source {
        Source::Figures => {
            matches!(value, Value::Text(mark) if mark == format::HIDDEN || mark == format::NOT_APPLICABLE)
        }
        Source::By(_) => **value == Value::Nothing,
        _ => false,
    };
    let empty = rows.iter().flatten().filter(is_empty).count() as u64;
    if empty > 0 {
        let are = if empty == 1 { "is" } else { "are" };
        print_aside(&format!(
            "{} of `{}` {are} empty (NULL), hidden to protect individuals or not applicable: no comparison finds them\n",
            number_of(empty, "figure"),
            view.name
        ));
    }
}

/// Whether the audience may see the views.
fn may_read(args: &SqlArgs, reads: &[View]) -> Result<()> {
    match reads.iter().find(|view| view.source.is_for_officers()) {
        Some(view) if args.audience == Audience::Public => {
            let message = format!("`{}` is exact: it is for officers alone", view.name);
            Err(Fault::usage(message)
                .hint("ask the views of figures, or with --audience officers, which writes to a file in internal/")
                .into())
        }
        _ => Ok(()),
    }
}

fn as_answer(selected: Selected) -> Answer {
    let cell = |value| match value {
        Value::Nothing => Cell::Nothing,
        Value::Whole(number) => Cell::Whole(number),
        Value::Real(number) => Cell::Real(number),
        // Whole: a finding's message is longer than a name.
        Value::Text(text) => Cell::Words(text),
    };
    let rows = selected.rows.into_iter().map(|row| row.into_iter().map(cell).collect()).collect();
    Answer { headers: selected.headers, rows }
}

/// Marks every row, unless the statement has a column of that name.
fn mark(answer: &mut Answer) -> Result<()> {
    if answer.headers.iter().any(|header| header == "marking") {
        return Err(Fault::usage("a column is called `marking`, as that of the officers' mark is")
            .hint("give it another name with AS")
            .into());
    }
    answer.mark_rows();
    Ok(())
}

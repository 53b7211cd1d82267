//! `quarterdeck explain FIGURE`: a figure of the paper on one page, exact for officers.

use anyhow::Result;

use super::rows::{Counted, Sources};
use super::written;
use crate::cli::{Audience, ExplainArgs, ExplainFiguresArgs, PageFormat, QueryFormat};
use crate::commands::answer::{self, Answer, Cell, write};
use crate::commands::exact_answer::{self, to_officers};
use crate::commands::query::open;
use crate::commands::{officers, print_out};
use crate::definitions::nearest;
use crate::fault::{Exit, Fault, printable};
use crate::metrics::{CountColumn, Event, Measured};
use crate::report::explained::{Explained, page};
use crate::report::printed::{PrintedFigure, exact_as};
use crate::report::programme::{Line, Section};
use crate::report::{format, reasons};

/// Tells a figure; an id that no figure has names the nearest (exit 2).
pub fn run(args: &ExplainArgs) -> Result<Option<Exit>> {
    let asked = args.figure.as_deref().unwrap_or_default();
    if !asked.starts_with("f-") {
        return Err(not_found(asked, &[]).into());
    }
    let told = if args.format == PageFormat::Json { QueryFormat::Json } else { QueryFormat::Table };
    exact_answer::allow(args.audience, &args.inputs)?;
    let mut session = match open(&args.inputs, &args.folders, &args.accept, told)? {
        Ok(session) => session,
        Err(exit) => return Ok(Some(exit)),
    };
    let measured = session.measure()?;
    let rule = session.definitions.disclosure();
    let figures = session.figures(&measured)?;
    let printed = figures.printed();
    let Some(figure) = printed.iter().find(|figure| figure.id == asked) else {
        return Err(not_found(asked, &printed).into());
    };
    let officers = args.audience == Audience::Officers;
    let (contracts, counted) = (session.definitions.contracts(), session.definitions.counted());
    let sources = Sources { session: &session, figures: &figures, figure, officers };
    let reasons = match officers {
        true => reasons::exact(&measured.people, figure),
        false => reasons::published(&measured.people, &figures, figure, rule),
    };
    let own = Explained {
        figure,
        contracts: &contracts,
        counted: &counted,
        reasons,
        sources: sources.used(),
        not_used: sources.not_used(),
    };
    let mut page = page(&own);
    let mut more = serde_json::Map::new();
    more.insert("id".into(), figure.id.as_str().into());
    more.insert("printed".into(), figure.text().into());
    if !officers {
        print_out(&written(&page, args.format, more))?;
        return Ok(None);
    }
    if figure.counted.is_none() {
        page.sections.push(exact(&measured, figure));
        page.sections.push(Counted { session: &session, people: &measured.people, figure }.rows());
    }
    let format = match args.format {
        PageFormat::Text => QueryFormat::Table,
        PageFormat::Markdown => QueryFormat::Markdown,
        PageFormat::Json => QueryFormat::Json,
    };
    more.insert("marking".into(), officers::MARK.into());
    to_officers(
        written(&page, args.format, more).into_bytes(),
        "explain",
        format,
        (&args.inputs, &args.folders),
        &session,
    )?;
    Ok(None)
}

/// Lists the ids of the paper's figures.
pub fn list(args: &ExplainFiguresArgs) -> Result<Option<Exit>> {
    let mut session = match open(&args.inputs, &args.folders, &args.accept, args.format)? {
        Ok(session) => session,
        Err(exit) => return Ok(Some(exit)),
    };
    let measured = session.measure()?;
    let figures = session.figures(&measured)?;
    let asked = args.matching.as_deref().unwrap_or_default();
    let printed = figures.printed().into_iter().filter(|figure| figure.id.contains(asked));
    let row = |own: PrintedFigure<'_>| {
        let text = own.text();
        vec![Cell::Text(own.id), Cell::Text(text), Cell::Text(own.indicator.name.into())]
    };
    let headers = ["id", "figure", "name"].map(String::from).into();
    answer::print(&write(&Answer { headers, rows: printed.map(row).collect() }, args.format)?, args.format)?;
    Ok(None)
}

fn not_found(asked: &str, printed: &[PrintedFigure<'_>]) -> Fault {
    let near = nearest(asked, printed.iter().map(|figure| figure.id.as_str()).chain(["programme", "finding"]));
    let near = near.map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
    Fault::usage(format!("no figure of the paper has the id `{}`", printable(asked)))
        .hint(format!("{near}quarterdeck explain figures lists them all"))
}

/// The exact counts, and which rule hides the figure.
fn exact(measured: &Measured, figure: &PrintedFigure<'_>) -> Section {
    let mut columns = vec![Event::Referred, Event::Attached];
    columns.extend(figure.parts().into_iter().flat_map(|(event, of)| [of, event]));
    columns.sort_unstable();
    columns.dedup();
    let columns: Vec<CountColumn> = columns.into_iter().map(CountColumn::Happened).collect();
    let paper = figure.table;
    let table = exact_as(&measured.people, paper, &columns);
    let exact = |event| figure.exact_in(&table, CountColumn::Happened(event)).unwrap_or_default();
    let event = figure.indicator.event();
    let mut lines = vec![Line::Item(format!("{}: {}", event.id(), format::count(exact(event))))];
    if let Some((_, of)) = figure.parts() {
        lines.push(Line::Item(format!("{}: {}", of.id(), format::count(exact(of)))));
        if figure.text() == format::HIDDEN {
            let (x, n) = (exact(event), exact(of));
            let small = |count: u64| (1..paper.threshold()).contains(&count);
            let rule = match () {
                () if small(x) || small(n) => "small: the count itself",
                () if n >= x && small(n - x) => "complement: what it leaves of the larger count",
                () if figure.indicator.of().is_some() && n < 2 * paper.threshold() => "too few people for a rate",
                () => "secondary: a smaller count could be worked out from it",
            };
            lines.push(Line::Says(format!("It is hidden by the rule: {rule}.")));
        }
    }
    Section { heading: "Exact counts, for officers", lines }
}

//! Tables of counts: which measure each column or title is, what the rows are, and what the figures say against it.

mod figures;

use std::collections::BTreeSet;

use crate::canonical::counts::{CountsOf, Measure};
use crate::canonical::schema::{self, Kind, Record};
use crate::definitions::CountsForm;
use crate::fault::printable;
use crate::source::Sheet;
use crate::source::blocks::{self, Block, BlockColumn, plain};
use crate::source::sheet::normalise_header;
use crate::vocabulary::QuarterYear;
use crate::vocabulary::timespan::read_labels;

use super::lists::Lists;
use super::roles::{Band, Proposed, Role};
use super::words::{Fit, words};
use super::{Claim, ProposedSheet};
use figures::Series;

/// How a sheet of counts is laid out.
#[derive(Clone, Debug)]
pub struct ProposedCounts {
    pub form: CountsForm,
    /// Under titles: what the rows are; nothing where they could not be anything of ours.
    pub rows: Option<Claim<&'static str>>,
    /// Whom the figures are about, where that could be asked.
    pub of: Option<Claim<CountsOf>>,
    /// Quarters are written so that the year must be asked for.
    pub quarters: bool,
    /// Rows that are the sums of the others and are not called a total.
    pub totals: Vec<String>,
}

/// The score of a measure that is named outright above figures that are counts.
const NAMED: f64 = 0.9;
/// Of one that only a list of names makes what it is.
const LISTED: f64 = 0.75;
/// Of one that could be something else.
const UNPROVED: f64 = 0.59;

/// Why tables of figures are not learnt.
pub const NOT_OURS: &str = "these look like figures, not people, and no header or title is a measure that we know (referrals, \
    attachments, job starts, sustained); for counts in other words, and for figures of an area, write the file by hand: see \
    `Counts` and `Context` in docs/layouts.md";

/// The tables of counts on a sheet; where there are figures that are none, why.
pub fn learn(sheet: &Sheet, name: &str, lists: &Lists<'_>) -> Result<Vec<ProposedSheet>, Option<&'static str>> {
    let found = blocks::find(sheet, None);
    let (titled, by_columns): (Vec<&Block>, Vec<&Block>) = found.iter().partition(|block| is_titled(block));
    let mut out: Vec<ProposedSheet> = Vec::new();
    out.extend(under_titles(sheet, &titled, lists).map(|table| ProposedSheet { sheet: name.into(), ..table }));
    let mut seen: BTreeSet<Vec<String>> = BTreeSet::new();
    for block in by_columns {
        let headers = block.columns.iter().map(|column| normalise_header(&column.label())).collect();
        if let Some(table) = columns(sheet, block, lists).filter(|_| seen.insert(headers)) {
            out.push(ProposedSheet { sheet: name.into(), ..table });
        }
    }
    match (out.is_empty(), found.is_empty()) {
        (false, _) => Ok(out),
        (true, true) => Err(None),
        (true, false) => Err(Some(NOT_OURS)),
    }
}

/// Whether periods stand across, so that the measure must be the title.
fn is_titled(block: &Block) -> bool {
    let labels: Vec<String> = block.columns.iter().skip(1).map(BlockColumn::label).collect();
    let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
    let spans = read_labels(&labels, Some(QuarterYear::Financial)).iter().flatten().count();
    spans >= 2 && spans * 2 > labels.len()
}

/// The best measure for a header, and how well it fits.
struct Named {
    name: &'static str,
    fit: Fit,
    reasons: Vec<String>,
    rivals: Vec<(&'static str, f64)>,
}

fn named(header: &str, kinds: &[Kind]) -> Option<Named> {
    let specs = schema::of(Record::Counts).filter(|spec| kinds.contains(&spec.kind));
    let measures = words().measures(header);
    let mut fits: Vec<(&'static str, &super::words::Likeness)> =
        specs.filter_map(|spec| Some((spec.name, measures.get(spec.name)?))).collect();
    fits.retain(|(_, likeness)| likeness.score >= 0.5);
    fits.sort_by(|a, b| (b.1.fit, b.1.score).partial_cmp(&(a.1.fit, a.1.score)).expect("scores are numbers"));
    let (name, best) = fits.first()?;
    let mut reasons = vec![match best.score >= 0.999 {
        true => "the header says so".to_string(),
        false => format!("the header is close to `{}`", best.phrase),
    }];
    if best.fit == Fit::Part && !best.extra.is_empty() {
        let extra: Vec<String> = best.extra.iter().map(|word| format!("`{}`", printable(word))).collect();
        reasons.push(format!("the header also says {}", extra.join(", ")));
    }
    let close = fits.iter().skip(1).filter(|(_, other)| best.fit < Fit::Whole && other.fit == best.fit);
    Some(Named { name, fit: best.fit, reasons, rivals: close.map(|(name, _)| (*name, UNPROVED)).take(2).collect() })
}

fn proposed(column: u32, header: &str, role: Role, score: f64, reasons: Vec<String>) -> Proposed {
    let band = match score {
        score if score >= 0.85 => Band::Sure,
        score if score >= 0.6 => Band::Check,
        _ => Band::Unsure,
    };
    Proposed { column, header: header.into(), role, band, score, reasons, named: false, rivals: Vec::new() }
}

/// A column or title as the measure that its words name, unless its figures are no counts.
fn measure(column: u32, header: &str, kinds: &[Kind], series: &Series) -> Option<Proposed> {
    let named = named(header, kinds)?;
    let percent = schema::of(Record::Counts).any(|spec| spec.name == named.name && spec.kind == Kind::Percent);
    let mut reasons = named.reasons;
    let mut score = if named.fit == Fit::Whole { NAMED } else { UNPROVED };
    if !percent && !series.are_counts() {
        reasons.push("its figures are no whole numbers".into());
        score = UNPROVED;
    }
    Some(Proposed { rivals: named.rivals, ..proposed(column, header, Role::Ours(named.name), score, reasons) })
}

/// All tables under titles: one entry, a title for each measure.
fn under_titles(sheet: &Sheet, blocks: &[&Block], lists: &Lists<'_>) -> Option<ProposedSheet> {
    let first = blocks.first()?;
    let mut tables: Vec<(Proposed, Series)> = Vec::new();
    let mut totals: BTreeSet<String> = BTreeSet::new();
    let mut labels: Vec<String> = Vec::new();
    let (mut quarters, mut rows) = (false, 0);
    for block in blocks {
        let column = block.columns.first()?;
        let table = figures::table(sheet, block, &block.columns[1..]);
        let series = Series::across(&table);
        let own = measure(column.column, &column.label(), &[Kind::Count], &series).filter(|own| own.score > UNPROVED);
        let above = || {
            let title = block.remarks(sheet).pop()?;
            measure(column.column, &title, &[Kind::Count], &series)
        };
        let unknown = || {
            let why = "the title is no measure that we know".to_string();
            proposed(column.column, &column.label(), Role::Unknown, 0.0, vec![why])
        };
        let weaker = || measure(column.column, &column.label(), &[Kind::Count], &series);
        tables.push((own.or_else(above).or_else(weaker).unwrap_or_else(unknown), series));
        totals.extend(figures::totals(&table));
        labels.extend(table.iter().map(|row| row.label.clone()));
        quarters |= has_open_quarters(&block.columns[1..].iter().map(BlockColumn::label).collect::<Vec<_>>());
        rows += block.rows.len();
    }
    figures::doubts(&mut tables);
    labels.retain(|label| !totals.contains(label));
    let counts = ProposedCounts {
        form: CountsForm::Titles,
        rows: rows_are(&labels, lists),
        of: None,
        quarters,
        totals: totals.into_iter().collect(),
    };
    let columns: Vec<Proposed> = tables.into_iter().map(|(table, _)| table).collect();
    let known = columns.iter().any(|column| matches!(column.role, Role::Ours(_)));
    let reason =
        format!("{} tables with months or quarters across, each under the title of what it counts", blocks.len());
    known.then(|| table_of(sheet, first, rows, columns, counts, reason))
}

fn table_of(
    sheet: &Sheet,
    block: &Block,
    rows: usize,
    columns: Vec<Proposed>,
    counts: ProposedCounts,
    record_reason: String,
) -> ProposedSheet {
    ProposedSheet {
        sheet: String::new(),
        header_row: block.header.first().map_or(1, |&row| sheet.row_number(row)),
        begins: None,
        rows,
        record: Record::Counts,
        record_reason,
        record_sure: true,
        columns,
        events: Vec::new(),
        counts: Some(counts),
        unnamed: Vec::new(),
    }
}

/// What people are counted by, by the lists that hold the rows' names.
fn rows_are(labels: &[String], lists: &Lists<'_>) -> Option<Claim<&'static str>> {
    for name in ["prime", "area", "office", "ward", "payment_group"] {
        let known = |label: &&String| lists.get(name).is_some_and(|list| list.knows(label));
        let share = labels.iter().filter(known).count() * 100 / labels.len().max(1);
        if share >= 80 {
            let reason = format!("{share}% of the rows' names are on the list of {name}s").replace('_', " ");
            return Some(Claim { value: name, proved: true, reason });
        }
    }
    // Ages and sexes are no areas, whatever else the rows are.
    let of_people = |label: &&String| {
        let folded = label.to_lowercase();
        words().value("sex", &folded).is_some()
            || folded.starts_with("age")
            || folded.starts_with(|c: char| c.is_ascii_digit() && label.contains(['-', '+']))
    };
    let people = labels.iter().filter(of_people).count();
    let reason = "the rows' names are on no list here".to_string();
    (people * 2 < labels.len()).then_some(Claim { value: "area", proved: false, reason })
}

fn has_open_quarters(labels: &[String]) -> bool {
    let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
    let read = |year| read_labels(&labels, year).iter().flatten().count();
    read(None) < read(Some(QuarterYear::Financial))
}

/// One table with a column for each measure.
fn columns(sheet: &Sheet, block: &Block, lists: &Lists<'_>) -> Option<ProposedSheet> {
    let mut tables: Vec<(Proposed, Series)> = Vec::new();
    let mut totals = Vec::new();
    let table = figures::table(sheet, block, &block.columns[1..]);
    let mut quarters = false;
    for own in &block.columns {
        let cells: Vec<String> = block.rows.iter().map(|&row| plain(sheet.value(row, own.column))).collect();
        let series = Series::down(sheet, block, own);
        let label = own.label();
        let column = if series.share() >= 0.5 {
            measure(own.column, &label, &[Kind::Count, Kind::Percent], &series)
        } else {
            quarters |= has_open_quarters(&cells);
            key(own.column, &label, &cells, lists)
        };
        let unknown = || {
            let why = "nothing speaks for any measure that we know".to_string();
            proposed(own.column, &label, Role::Unknown, 0.0, vec![why])
        };
        tables.push((column.unwrap_or_else(unknown), series));
    }
    figures::doubts(&mut tables);
    one_key(&mut tables);
    let usable = |name: &str| tables.iter().any(|(own, _)| own.is_used_as(name));
    let is_measure = |own: &Proposed| matches!(own.role, Role::Ours(name) if Measure::find(name).is_some());
    let is_key = |own: &Proposed| matches!(own.role, Role::Ours(name) if ["period", "prime", "area", "office", "ward", "payment_group"].contains(&name));
    if !tables.iter().any(|(own, _)| is_measure(own)) || !tables.iter().any(|(own, _)| is_key(own)) {
        return None;
    }
    if !usable("period") {
        totals = figures::totals(&table);
    }
    let of = usable("period").then(|| joiners(&tables)).flatten();
    let counts = ProposedCounts { form: CountsForm::Columns, rows: None, of, quarters, totals };
    let columns: Vec<Proposed> = tables.into_iter().map(|(column, _)| column).collect();
    let reason = "a column for each thing that is counted".to_string();
    Some(table_of(sheet, block, block.rows.len(), columns, counts, reason))
}

/// A column of words: the month or quarter of the row, or what its people are counted by.
fn key(column: u32, header: &str, cells: &[String], lists: &Lists<'_>) -> Option<Proposed> {
    let labels: Vec<&str> = cells.iter().map(String::as_str).filter(|cell| !cell.is_empty()).collect();
    let spans = read_labels(&labels, Some(QuarterYear::Financial)).iter().flatten().count();
    if spans >= 2 && spans * 10 >= labels.len() * 8 {
        let why = format!("{spans} of {} are months, quarters or years", labels.len());
        return Some(proposed(column, header, Role::Ours("period"), NAMED, vec![why]));
    }
    let meaning = words().meaning(header);
    let candidates = ["prime", "area", "office", "ward", "payment_group"].map(|name| {
        let known = labels.iter().filter(|label| lists.get(name).is_some_and(|list| list.knows(label))).count();
        let listed = !labels.is_empty() && known * 2 >= labels.len();
        let whole = meaning.columns[name].fit == Fit::Whole;
        let score = match (whole, listed, lists.get(name).is_some()) {
            (true, true, _) => NAMED,
            (true, false, false) => LISTED,
            (false, true, _) if meaning.columns[name].fit == Fit::Vague => LISTED,
            (true, false, true) | (false, true, _) => UNPROVED,
            _ => 0.0,
        };
        let told = if listed {
            format!("{known} of {} are on the list of {name}s", labels.len()).replace('_', " ")
        } else {
            "its names are on no list here".into()
        };
        (score, name, told)
    });
    let (score, name, told) = candidates.into_iter().max_by(|a, b| a.0.total_cmp(&b.0)).filter(|own| own.0 > 0.0)?;
    Some(proposed(column, header, Role::Ours(name), score, vec![told]))
}

/// Sums over two things that people are counted by would count them twice, and a row has one month: of two, none.
fn one_key(tables: &mut [(Proposed, Series)]) {
    let group = |own: &Proposed| match own.role {
        Role::Ours(name @ ("area" | "office" | "ward" | "payment_group")) if own.band > Band::Unsure => {
            Some(("group", name))
        }
        Role::Ours(name @ ("period" | "prime")) if own.band > Band::Unsure => Some((name, name)),
        _ => None,
    };
    let kinds: Vec<Option<&str>> = tables.iter().map(|(own, _)| group(own).map(|(kind, _)| kind)).collect();
    for at in 0..tables.len() {
        if kinds[at].is_some_and(|kind| kinds.iter().filter(|other| **other == Some(kind)).count() > 1) {
            figures::doubt(&mut tables[at].0, "another column says the same of its rows: use one of them".into());
        }
    }
}

/// Whether the rows follow the people who joined in each month: then no later step is ever more than the one before it.
fn joiners(tables: &[(Proposed, Series)]) -> Option<Claim<CountsOf>> {
    let of = |name: &str| tables.iter().find(|(own, _)| own.is(name)).map(|(_, series)| series);
    let joined = of("attachments").filter(|_| of("referrals").is_none())?;
    let later: Vec<&Series> =
        ["sustained_13w", "sustained_26w", "sustained_52w", "sustained"].into_iter().filter_map(of).collect();
    let rows: usize = later.iter().map(|series| series.pairs(joined).count()).sum();
    if later.is_empty() || rows < 8 {
        return None;
    }
    let never_more = later.iter().all(|series| series.pairs(joined).all(|(part, whole)| part <= whole));
    let waits = later.iter().any(|series| series.ends_without_figures());
    Some(match (never_more, waits) {
        (true, true) => Claim {
            value: CountsOf::Joiners,
            proved: true,
            reason: "the last rows have no figures yet for later steps, and no step is ever more than the joiners"
                .into(),
        },
        (true, false) => Claim {
            value: CountsOf::Joiners,
            proved: false,
            reason: "no later step is ever more than the joiners".into(),
        },
        _ => Claim {
            value: CountsOf::Events,
            proved: true,
            reason: "in some rows more reach a later step than joined".into(),
        },
    })
}

//! Rules about data tables in workbooks: those of the Government Analysis Function for statistics in spreadsheets.

use std::collections::BTreeSet;

use super::{Check, Rule};
use crate::fault::printable;
use crate::inspect::kind::Kind::{self, Ods, Xlsx};
use crate::inspect::sheets::{Book, CONTENTS, COVER, Cell, NOTES, Sheet};
use crate::inspect::{Places, Verdict, phrases, place_with};

const BOOKS: &[Kind] = &[Xlsx, Ods];

pub const RULES: &[Rule] = &[
    Rule {
        id: "cover_contents_notes",
        kinds: BOOKS,
        asks: "The first sheet is a cover; there is a contents sheet and a notes sheet",
        why: "Who opens the workbook is told what it is, finds each table and the meaning of its marks.",
        mend: "call the sheets Cover, Contents and Notes",
        check: Check::Book(cover_contents_notes),
    },
    Rule {
        id: "one_table_a_sheet",
        kinds: BOOKS,
        asks: "Each other sheet holds one table that is marked up and named, and begins in column A",
        why: "A screen reader goes from table to table by their names; programs read one table a sheet.",
        mend: "mark the range as a table (Insert, Table; in LibreOffice Data, Define Range), one a sheet",
        check: Check::Book(one_table_a_sheet),
    },
    Rule {
        id: "sheet_titles",
        kinds: BOOKS,
        asks: "A1 of every sheet is its title, in a heading style, or bold and larger than the text",
        why: "A screen reader begins there.",
        mend: "write the title into A1 and give it the style Heading 1",
        check: Check::Book(|book| {
            let title = |sheet: &&Sheet| {
                !sheet.cells.get(&(0, 0)).is_some_and(|cell| cell.look.is_heading && !cell.text.trim().is_empty())
            };
            Verdict::of(book.sheets.iter().filter(title).map(|sheet| sheet.place((0, 0))).collect())
        }),
    },
    Rule {
        id: "one_header_row",
        kinds: BOOKS,
        asks: "A table has one header row, and every heading in it is there once",
        why: "Programs take the first row as the names of the columns.",
        mend: "put what stands in two rows into one heading",
        check: Check::Book(one_header_row),
    },
    Rule {
        id: "no_merged_cells",
        kinds: BOOKS,
        asks: "No cells are merged",
        why: "A screen reader loses its place in them, and programs the value.",
        mend: "unmerge them and repeat the value",
        check: Check::Book(|book| each(book, |sheet| sheet.merged.clone())),
    },
    Rule {
        id: "nothing_hidden_in_book",
        kinds: BOOKS,
        asks: "No sheet, row or column is hidden",
        why: "Hidden is not deleted: anybody can show it again.",
        mend: "delete what is not to be published",
        check: Check::Book(|book| {
            let sheets =
                book.sheets.iter().filter(|sheet| sheet.is_hidden).map(|sheet| place_with("sheet", &sheet.name));
            let inside = book.sheets.iter().flat_map(|sheet| sheet.hidden.iter().map(move |own| within(sheet, own)));
            Verdict::of(sheets.chain(inside).collect())
        }),
    },
    Rule {
        id: "no_empty_rows_or_columns",
        kinds: BOOKS,
        asks: "A table has no empty row or column",
        why: "A screen reader, and a program, takes it for the end.",
        mend: "delete the row or column",
        check: Check::Book(no_empty_rows_or_columns),
    },
    Rule {
        id: "no_fill",
        kinds: BOOKS,
        asks: "No cell has a fill colour, and no table a style that colours it",
        why: "Colour is not seen by all, and hides the lines of those who need strong contrast.",
        mend: "take the fill away; choose a table style without colour",
        check: Check::Book(|book| {
            let tables = book.sheets.iter().flat_map(|sheet| {
                sheet.tables.iter().filter(|table| table.is_coloured).map(move |table| within(sheet, &table.name))
            });
            Verdict::of(cells(book, |_, _, cell| cell.look.is_filled).chain(tables).collect())
        }),
    },
    Rule {
        id: "no_filters",
        kinds: BOOKS,
        asks: "There are no filters",
        why: "Their buttons cover headings, and a filter that was left on hides rows.",
        mend: "Data, Filter: off",
        check: Check::Book(|book| each(book, |sheet| sheet.filters.clone())),
    },
    Rule {
        id: "no_frozen_panes",
        kinds: BOOKS,
        asks: "No panes are frozen",
        why: "At 400% what is frozen leaves no room for the rest.",
        mend: "View, Unfreeze Panes",
        check: Check::Book(|book| {
            Verdict::of(
                book.sheets
                    .iter()
                    .filter(|sheet| sheet.is_frozen)
                    .map(|sheet| place_with("sheet", &sheet.name))
                    .collect(),
            )
        }),
    },
    Rule {
        id: "text_wraps",
        kinds: BOOKS,
        asks: "Long text in a table, or in a sheet of words, is wrapped",
        why: "What runs into the next cell is cut off there.",
        mend: "Wrap Text, and a sensible width of the column",
        check: Check::Book(text_wraps),
    },
    Rule {
        id: "no_formulas",
        kinds: BOOKS,
        asks: "No cell has a formula",
        why: "A published figure does not change when it is opened, and points to nothing that is not published.",
        mend: "paste the values",
        check: Check::Book(|book| Verdict::of(cells(book, |_, _, cell| cell.has_formula).collect())),
    },
    Rule {
        id: "numbers_are_numbers",
        kinds: BOOKS,
        asks: "A number or percentage in the body of a table is stored as a number, not as text",
        why: "Text does not add up.",
        mend: "write the number with a number format; marks such as [c] stay text beside it",
        check: Check::Book(|book| {
            let body = |sheet: &Sheet, at: (u32, u32)| {
                sheet
                    .table_at(at)
                    .is_some_and(|table| at.0 >= table.first.0 + table.header_rows && at.1 > table.first.1)
            };
            Verdict::of(
                cells(book, |sheet, at, cell| cell.is_text && body(sheet, at) && phrases::is_numeral(&cell.text))
                    .collect(),
            )
        }),
    },
];

fn within(sheet: &Sheet, what: &str) -> String {
    place_with(&printable(&sheet.name), what)
}

fn each(book: &Book, wrong: impl Fn(&Sheet) -> Vec<String>) -> Verdict {
    Verdict::of(
        book.sheets
            .iter()
            .flat_map(|sheet| wrong(sheet).into_iter().map(|own| within(sheet, &own)).collect::<Vec<_>>())
            .collect(),
    )
}

/// Cells of all sheets for which something holds, each with its text.
fn cells<'a>(
    book: &'a Book,
    is_wrong: impl Fn(&Sheet, (u32, u32), &Cell) -> bool + Copy + 'a,
) -> impl Iterator<Item = String> + 'a {
    book.sheets.iter().flat_map(move |sheet| {
        let wrong = sheet.cells.iter().filter(move |(at, cell)| is_wrong(sheet, **at, cell));
        wrong.map(move |(at, cell)| place_with(&sheet.place(*at), &cell.text))
    })
}

fn cover_contents_notes(book: &Book) -> Verdict {
    let first = book.sheets.first().is_some_and(|sheet| sheet.is_called(COVER));
    let has = |names: &[&str]| book.sheets.iter().any(|sheet| sheet.is_called(names));
    let missing =
        [(first, "the first sheet is no cover"), (has(CONTENTS), "no contents sheet"), (has(NOTES), "no notes sheet")];
    Verdict::of(missing.into_iter().filter(|(is_there, _)| !is_there).map(|(_, what)| what.to_string()).collect())
}

fn one_table_a_sheet(book: &Book) -> Verdict {
    let wrong = book.sheets.iter().filter(|sheet| !sheet.is_of_words()).filter_map(|sheet| {
        let problem = match sheet.tables.as_slice() {
            [table] if table.name.trim().is_empty() => "the table has no name".to_string(),
            [table] if table.first.1 > 0 => format!("{} does not begin in column A", printable(&table.name)),
            [_] => return None,
            several => format!("{} tables are marked up", several.len()),
        };
        Some(within(sheet, &problem))
    });
    Verdict::of(wrong.collect())
}

fn one_header_row(book: &Book) -> Verdict {
    let mut wrong = Vec::new();
    let tables = || book.sheets.iter().flat_map(|sheet| sheet.tables.iter().map(move |table| (sheet, table)));
    for (sheet, table) in tables() {
        if table.header_rows != 1 {
            wrong.push(within(sheet, &format!("{} header rows", table.header_rows)));
            continue;
        }
        let mut seen = BTreeSet::new();
        for column in table.columns() {
            let at = (table.first.0, column);
            let heading = sheet.text(at).trim();
            if heading.is_empty() || !seen.insert(heading.to_lowercase()) {
                wrong.push(place_with(&sheet.place(at), if heading.is_empty() { "no heading" } else { heading }));
            }
        }
    }
    Verdict::about(tables().next().is_some(), wrong.into_iter().collect())
}

fn no_empty_rows_or_columns(book: &Book) -> Verdict {
    let mut places = Vec::new();
    let mut is_there = false;
    for sheet in &book.sheets {
        for table in &sheet.tables {
            is_there = true;
            let filled: Vec<(u32, u32)> = table.body().filter(|at| !sheet.text(*at).trim().is_empty()).collect();
            let rows: BTreeSet<u32> = filled.iter().map(|at| at.0).collect();
            let columns: BTreeSet<u32> = filled.iter().map(|at| at.1).collect();
            let body: BTreeSet<u32> = table.body().map(|at| at.0).collect();
            places.extend(body.difference(&rows).map(|row| within(sheet, &format!("row {}", row + 1))));
            let empty = table.columns().filter(|column| !columns.contains(column));
            places.extend(
                empty.map(|column| within(sheet, &format!("column {}", crate::inspect::sheets::letters(column)))),
            );
        }
    }
    Verdict::about(is_there, Places::from_iter(places))
}

/// From this length on, text is longer than a column is wide.
const LONG: usize = 60;

fn text_wraps(book: &Book) -> Verdict {
    let runs_over = |sheet: &Sheet, at: (u32, u32), cell: &Cell| {
        let stands_in = sheet.table_at(at).is_some() || (sheet.is_of_words() && at.0 > 0);
        cell.is_text && stands_in && !cell.look.wraps && cell.text.chars().count() > LONG
    };
    Verdict::of(cells(book, runs_over).collect())
}

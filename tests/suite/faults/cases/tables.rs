//! Rows 19 to 22, 26, 45 and 46: where the table is, what its columns are called, which rows are no data.

use crate::faults::case::{Case, case};
use crate::faults::make::ods::ods;
use crate::faults::make::table::{Cell, EMPLOYER, HEADER, Table, clean, text, total};
use crate::faults::make::text::csv;
use crate::faults::make::xls::xls;
use crate::faults::make::xlsx::{SHEET, book, xlsx};

pub fn cases() -> Vec<Case> {
    [headers(), columns(), no_data(), limits(), counts()].concat()
}

/// Titles above the header.
fn below(titles: &[&[&str]]) -> Table {
    let rows = titles.iter().map(|cells| cells.iter().map(|cell| text(cell)).collect());
    Table { rows: rows.chain(clean().rows).collect(), ..clean() }
}

fn headers() -> Vec<Case> {
    let titles: [&[&str]; 6] =
        [&["Northgate Works"], &[], &["", "Monthly return"], &["As at", "30/09/2015"], &[], &["Confidential"]];
    let blank: Vec<&[&str]> = vec![&[]; 20];
    let two_rows = |upper: [&str; 9], lower: [&str; 9]| {
        let mut table = clean().headers(&lower);
        table.rows.insert(0, upper.map(|word| if word.is_empty() { Cell::Empty } else { text(word) }).to_vec());
        table
    };
    let split = two_rows(
        ["Client", "", "", "Prime", "Referral", "Attachment", "Job Start", "Sustained", ""],
        ["Ref", "Date of Birth", "Ward", "Contractor", "Date", "Date", "Date", "Date", "Employer"],
    );
    let grouped = two_rows(["Person", "", "", "", "Milestones", "", "", "", ""], HEADER);
    let joined = |cells: &str, table: &Table| {
        let merge = format!("</sheetData><mergeCells><mergeCell ref=\"{cells}\"/></mergeCells>");
        book(std::slice::from_ref(table)).edit(SHEET, "</sheetData>", &merge).bytes()
    };
    let banner = below(&[&["Northgate Works: return for September 2015"]]);
    let here = |name, what, bytes| case(19, name, what, bytes);
    vec![
        here("header_row_7.xlsx", "a header below titles", xlsx(&below(&titles))),
        here("header_row_7.csv", "a header below titles", csv(&below(&titles))),
        here("header_row_7.ods", "a header below titles", ods(&below(&titles))),
        here("header_row_7.xls", "a header below titles", xls(&below(&titles))),
        here("header_row_21.xlsx", "a header below twenty blank rows", xlsx(&below(&blank))),
        here("merged_banner.xlsx", "a title over all columns", joined("A1:I1", &banner)),
        here(
            "titles_with_header_words.xlsx",
            "a title that holds words of the header",
            xlsx(&below(&[&["Client Ref is the DWP reference", "Ward of residence"]])),
        ),
        here("two_row_header.xlsx", "a header over two rows", xlsx(&split)),
        here("two_row_header.csv", "a header over two rows", csv(&split)),
        here("grouped_header.xlsx", "groups above the header", joined("E1:H1", &grouped)),
        here(
            "header_case.xlsx",
            "headers in capitals with odd blanks",
            xlsx(&clean().headers(&[
                "CLIENT  REF",
                "date of birth ",
                "WARD",
                "Prime\nContractor",
                "\u{a0}Referral Date",
                "attachment date",
                "Job Start Date:",
                "SUSTAINED DATE",
                "employer",
            ])),
        ),
        here(
            "table_begins_in_column_d.xlsx",
            "a table with blank columns before it",
            xlsx(&clean().columns(&[20, 20, 20, 0, 1, 2, 3, 4, 5, 6, 7, 8])),
        ),
    ]
}

fn columns() -> Vec<Case> {
    let renamed = |column: usize, name: &'static str| {
        let mut header = HEADER;
        header[column] = name;
        clean().headers(&header)
    };
    let without = |column: usize| clean().columns(&(0..9).filter(|&own| own != column).collect::<Vec<_>>());
    let twice = |column: usize, name: &str| {
        let mut table = clean().columns(&[0, 1, 2, 3, 4, 5, 6, 7, 8, column]);
        table.rows[0][9] = text(name);
        table
    };
    let missing = |name: &str, column: usize| {
        let what = format!("no column {}", HEADER[column]);
        case(20, name, &what, xlsx(&without(column))).refused("file, sheet, header row")
    };
    let other = [
        "Kunden-Nr",
        "Geburtstag",
        "Bezirk",
        "Träger",
        "Zugewiesen",
        "Aufgenommen",
        "Arbeitsbeginn",
        "Gehalten",
        "Betrieb",
    ];
    let numbered: Vec<String> = (1..=9).map(|i| format!("Column{i}")).collect();
    let numbered: Vec<&str> = numbered.iter().map(String::as_str).collect();
    vec![
        case(20, "column_twice.xlsx", "two columns with one name", xlsx(&twice(6, "Job Start Date")))
            .refused("file, sheet, header row"),
        case(20, "column_twice.csv", "two columns with one name", csv(&twice(0, "client ref")))
            .refused("file, header row"),
        case(
            20,
            "column_twice_unused.xlsx",
            "two columns with one name that nobody reads",
            xlsx(&twice(8, "Employer")),
        ),
        missing("no_reference.xlsx", 0),
        missing("no_attachment.xlsx", 5),
        missing("no_job_start.xlsx", 6),
        missing("no_sustained.xlsx", 7),
        case(20, "job_start_misspelt.xlsx", "a header with a letter wrong", xlsx(&renamed(6, "Job Stat Date")))
            .refused("file, sheet, header row")
            .says(&["Job Stat Date"]),
        case(20, "all_renamed.xlsx", "every header in another language", xlsx(&clean().headers(&other)))
            .refused("file, sheet, header row"),
        case(20, "all_numbered.csv", "headers that say nothing", csv(&clean().headers(&numbered)))
            .refused("file, header row"),
        case(20, "no_header.csv", "rows without a header", csv(&Table { rows: clean().rows[1..].to_vec(), ..clean() }))
            .refused("file"),
        case(20, "blank_header.xlsx", "a blank header over the references", xlsx(&renamed(0, "")))
            .refused("file, sheet, header row"),
        case(20, "unknown_column.xlsx", "a header that the layout does not know", xlsx(&renamed(8, "RAG (mgr)")))
            .noted("column RAG"),
        case(
            21,
            "columns_reversed.xlsx",
            "columns in reverse order",
            xlsx(&clean().columns(&[8, 7, 6, 5, 4, 3, 2, 1, 0])),
        ),
        case(21, "columns_mixed.csv", "columns in another order", csv(&clean().columns(&[3, 0, 5, 4, 8, 6, 7, 1, 2]))),
        case(
            21,
            "blank_column_between.xlsx",
            "a blank column in the middle",
            xlsx(&clean().columns(&[0, 1, 2, 3, 30, 4, 5, 6, 7, 8])),
        ),
    ]
}

fn no_data() -> Vec<Case> {
    let with_total = clean().push(total("Total", 20.0, 8.0, 4.0));
    let note = |words: &str| vec![text(words)];
    let blocks = clean()
        .insert(12, total("Subtotal", 10.0, 4.0, 2.0))
        .push(total("Subtotal", 10.0, 4.0, 2.0))
        .push(total("Grand total", 20.0, 8.0, 4.0));
    let repeated = clean().insert(12, clean().rows[0].clone());
    let wrong = |started: f64| clean().push(total("Total", 20.0, started, 4.0));
    let person = clean().put(5, EMPLOYER, text("Total Logistics"));
    vec![
        case(22, "total_row.xlsx", "a totals row that agrees", xlsx(&with_total)).left_out([21, 20, 0, 1], "row 22"),
        case(22, "total_row.csv", "a totals row that agrees", csv(&with_total)).left_out([21, 20, 0, 1], "row 22"),
        case(22, "total_row.ods", "a totals row that agrees", ods(&with_total)).left_out([21, 20, 0, 1], "row 22"),
        case(22, "total_row.xls", "a totals row that agrees", xls(&with_total)).left_out([21, 20, 0, 1], "row 22"),
        case(
            22,
            "total_after_blank.xlsx",
            "a totals row below a blank row",
            xlsx(&clean().push(vec![]).push(total("TOTAL", 20.0, 8.0, 4.0))),
        )
        .left_out([21, 20, 0, 1], "row 23"),
        case(22, "subtotals.xlsx", "subtotals and a grand total", xlsx(&blocks))
            .left_out([23, 20, 0, 3], "rows 12,23,24"),
        case(
            22,
            "footnotes.xlsx",
            "two footnotes",
            xlsx(
                &clean()
                    .push(note("* provisional"))
                    .push(note("Source: Northgate Works, prepared by the performance team")),
            ),
        )
        .left_out([22, 20, 0, 2], "rows 22,23"),
        case(22, "footnote.csv", "a footnote", csv(&clean().push(note("* figures are provisional"))))
            .left_out([21, 20, 0, 1], "row 22"),
        case(22, "section_title.xlsx", "the title of a section above the last rows", {
            xlsx(&clean().insert(19, note("Withdrawn - do not count")))
        })
        .warned([21, 20, 0, 1], "row 19")
        .says(&["look at row 19"]),
        case(22, "section_titles.csv", "a title above every fourth row", {
            csv(&(1..=4).rev().fold(clean(), |table, i| table.insert(4 * i, note("A section of its own"))))
        })
        .blocked([24, 20, 0, 4], "file")
        .says(&["remarks stand above rows"]),
        case(22, "repeated_header.xlsx", "the header again in the middle", xlsx(&repeated))
            .left_out([21, 20, 0, 1], "row 12"),
        case(22, "repeated_header.csv", "the header again in the middle", csv(&repeated))
            .left_out([21, 20, 0, 1], "row 12"),
        case(22, "blank_rows.xlsx", "blank rows between people", xlsx(&clean().insert(8, vec![]).insert(8, vec![]))),
        case(22, "total_in_a_name.xlsx", "an employer with `Total` in its name", xlsx(&person)),
        case(46, "total_disagrees.xlsx", "a totals row of nine job starts over eight", xlsx(&wrong(9.0)))
            .warned([21, 20, 0, 1], "row 22")
            .says(&["9", "8"]),
        case(46, "total_disagrees.csv", "a totals row of seven job starts over eight", csv(&wrong(7.0)))
            .warned([21, 20, 0, 1], "row 22"),
        case(
            46,
            "people_total_disagrees.xlsx",
            "a totals row of 21 people over 20",
            xlsx(&clean().push(total("Total", 21.0, 8.0, 4.0))),
        )
        .warned([21, 20, 0, 1], "row 22"),
        case(
            46,
            "subtotal_disagrees.xlsx",
            "a subtotal that is wrong",
            xlsx(&clean().insert(12, total("Subtotal", 10.0, 5.0, 2.0)).push(total("Total", 20.0, 8.0, 4.0))),
        )
        .warned([22, 20, 0, 2], "row 12"),
    ]
}

fn limits() -> Vec<Case> {
    let lines = |count: u32| {
        let rows = (1..count).map(|i| format!("HPJ{:06},16/05/2014\r\n", i % 1_000_000));
        std::iter::once("Client Ref,Attachment Date\r\n".to_string()).chain(rows).collect::<String>().into_bytes()
    };
    let cut = |name, count: u32| {
        let rows = u64::from(count) - 1;
        case(26, name, "exactly as many lines as a sheet could hold", lines(count))
            .layout("refs_only")
            .warned([rows, rows, 0, 0], "file")
            .says(&["cut"])
    };
    let whole = |name, count: u32| {
        let rows = u64::from(count) - 1;
        case(26, name, "one line less or more than a sheet could hold", lines(count))
            .layout("refs_only")
            .left_out([rows, rows, 0, 0], "")
    };
    vec![cut("lines_65536.csv", 65_536), whole("lines_65535.csv", 65_535), whole("lines_65537.csv", 65_537)]
}

/// Counts by prime instead of people.
fn counts() -> Vec<Case> {
    let table = |rows: [&str; 3]| {
        format!("Prime Contractor,Attached,Job Starts,Job Start %,Sustained %\r\n{}\r\n", rows.join("\r\n"))
    };
    let summary = |name, what, rows: [&str; 3]| case(45, name, what, table(rows).into_bytes()).layout("summary");
    vec![
        summary(
            "percent_mixed.csv",
            "20%, 0.18 and 18 in one column",
            ["Northgate,200,40,20%,15%", "B2w,100,18,0.18,14%", "Pathway Links,50,9,18,15%"],
        )
        .warned([3, 3, 0, 0], "column Job Start %"),
        summary(
            "percent_signs.csv",
            "percentages with signs",
            ["Northgate,200,40,20%,15%", "B2w,100,18,18%,14%", "Pathway Links,50,9,18%,15%"],
        )
        .left_out([3, 3, 0, 0], ""),
        summary(
            "percent_wrong.csv",
            "a percentage that its counts do not give",
            ["Northgate,200,40,25%,15%", "B2w,100,18,18%,14%", "Pathway Links,50,9,18%,15%"],
        )
        .warned([3, 3, 0, 0], "row 2"),
        summary(
            "counts_total_in_all_but_name.csv",
            "figures of all primes under a name that no list has",
            ["Northgate,200,40,20%,15%", "B2w,100,18,18%,14%", "The whole contract area,300,58,19%,15%"],
        )
        .warned([3, 2, 1, 0], "row 4"),
        summary(
            "counts_with_marks.csv",
            "a row of counts with marks behind them, and one of words",
            ["Northgate,200 (p),40*,20%,15%", "B2w,many,few,18%,14%", "Pathway Links,50,9,18%,15%"],
        )
        .warned([3, 3, 0, 0], "row 2"),
    ]
}

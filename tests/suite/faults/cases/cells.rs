//! Rows 29, 63 and the cells' part of others: errors, formulas, numbers and words where something else belongs,
//! and texts that would do something where they are printed.

use crate::faults::case::{Case, case};
use crate::faults::make::ods::{self, ods};
use crate::faults::make::table::{
    ATTACHED, Cell, EMPLOYER, PRIME, REF, REFERRED, STARTED, SUSTAINED, Table, WARD, clean, people, text,
};
use crate::faults::make::text::csv;
use crate::faults::make::xls::xls;
use crate::faults::make::xlsx::{SHEET, book, xlsx};
use crate::faults::make::zip::zip;

pub fn cases() -> Vec<Case> {
    [errors(), formulas(), words(), hostile(), limits()].concat()
}

fn errors() -> Vec<Case> {
    let at = |column, error| clean().put(4, column, Cell::Error(error));
    let key = |name: &str, column, error, cell| case(29, name, error, xlsx(&at(column, error))).one_aside(cell);
    vec![
        key("error_in_reference.xlsx", REF, "#N/A", "cell A4"),
        key("error_in_prime.xlsx", PRIME, "#REF!", "cell D4"),
        key("error_in_referral.xlsx", REFERRED, "#VALUE!", "cell E4"),
        key("error_in_attachment.xlsx", ATTACHED, "#DIV/0!", "cell F4"),
        key("error_in_job_start.xlsx", STARTED, "#NUM!", "cell G4"),
        key("error_in_sustained.xlsx", SUSTAINED, "#NAME?", "cell H4"),
        case(29, "error_in_ward.xlsx", "#N/A in a ward", xlsx(&at(WARD, "#N/A"))).noted("cell C4"),
        case(29, "error_in_employer.xlsx", "#N/A in a column that is not read", xlsx(&at(EMPLOYER, "#N/A"))),
        case(29, "error_in_job_start.xls", "#N/A in an old workbook", xls(&at(STARTED, "#N/A"))).one_aside("cell G4"),
        case(29, "error_as_text.csv", "#N/A as text", csv(&at(STARTED, "#N/A"))).one_aside("row 4"),
        case(29, "error_as_text.ods", "#N/A as text", ods(&at(STARTED, "#N/A"))).one_aside("row 4"),
    ]
}

fn formulas() -> Vec<Case> {
    let without = |column| clean().put(4, column, Cell::Formula("TODAY()", None));
    let empty = |name, column, cell| {
        case(29, name, "a formula without a value", xlsx(&without(column)))
            .one_aside(cell)
            .says(&["formula|calculated"])
    };
    let styled = book(&[clean()]).edit(SHEET, "<c r=\"G2\" s=\"1\"><v>", "<c r=\"G2\" s=\"1\"><f>F2+20</f><v>").bytes();
    let blank = book(&[without(STARTED)]).edit(SHEET, "<f>TODAY()</f>", "<f>TODAY()</f><v></v>").bytes();
    vec![
        empty("formula_without_value_reference.xlsx", REF, "row 4"),
        empty("formula_without_value_attachment.xlsx", ATTACHED, "row 4"),
        empty("formula_without_value_job_start.xlsx", STARTED, "row 4"),
        case(29, "formula_with_blank_value.xlsx", "a formula with an empty value", blank).one_aside("row 4"),
        case(29, "formula_without_value_ward.xlsx", "a ward by a formula without a value", xlsx(&without(WARD)))
            .noted("cell C4"),
        case(29, "formula_with_value.xlsx", "a date by a formula with its value", styled),
    ]
}

/// What is no date where a date belongs.
fn words() -> Vec<Case> {
    let at =
        |name: &str, what, cell: Cell| case(29, name, what, xlsx(&clean().put(4, STARTED, cell))).one_aside("cell G4");
    vec![
        at("true_as_date.xlsx", "TRUE as a date", Cell::Bool(true)),
        at("yes_as_date.xlsx", "yes as a date", text("yes")),
        at("number_as_date.xlsx", "42 as a date", Cell::Number(42.0)),
        at("negative_as_date.xlsx", "a negative number as a date", Cell::Number(-41_000.0)),
        at("huge_as_date.xlsx", "a number beyond any date", Cell::Number(1e15)),
        at("words_as_date.xlsx", "`next week` as a date", text("next week")),
        at("month_as_date.xlsx", "`May 2014` as a date", text("May 2014")),
        at("phone_as_date.xlsx", "a telephone number as a date", text("0151 496 0000")),
        case(29, "yes_as_date.csv", "yes as a date", csv(&clean().put(4, STARTED, text("yes"))))
            .one_aside("row 4 column Job Start Date"),
        case(29, "blanks_as_date.xlsx", "blanks as a date", xlsx(&clean().put(4, STARTED, text("  \u{a0} ")))),
    ]
}

/// Texts that do something where they are printed without care; none is ever a row's undoing.
fn hostile() -> Vec<Case> {
    let payloads = [
        "=HYPERLINK(\"http://evil.example\",\"x\")",
        "+SUM(1)",
        "-2+3",
        "@SUM(1)",
        "=cmd|' /C calc'!A0",
        "<script>alert(1)</script>",
        "{{ 7*7 }}",
        "{% include 'x' %}",
        "| a | b |",
        "[x](http://evil.example)",
        "\u{1b}[31mred",
        "\u{202e}desrever",
        "\u{9b}2J",
        "a\u{7}b",
    ];
    let mut employers = clean();
    for (i, payload) in payloads.iter().enumerate() {
        employers = employers.put(i + 2, EMPLOYER, text(payload));
    }
    let sheet = Table { sheet: "=1+1 {{7*7}} <b>".into(), ..clean() };
    let header = |name: &'static str| {
        let mut table = clean();
        table.rows[0][EMPLOYER] = text(name);
        table
    };
    let references =
        payloads.iter().take(10).enumerate().fold(clean(), |table, (i, payload)| table.put(i + 2, REF, text(payload)));
    let wards =
        payloads.iter().take(10).enumerate().fold(clean(), |table, (i, payload)| table.put(i + 2, WARD, text(payload)));
    vec![
        case(29, "hostile_employers.csv", "formulas, HTML and templates as employers", csv(&employers))
            .noted("column Employer"),
        case(29, "hostile_references.csv", "formulas, HTML and templates as references", csv(&references))
            .warned([20, 10, 10, 0], "rows 2-11 column Client Ref"),
        case(29, "hostile_wards.csv", "formulas, HTML and templates as wards", csv(&wards))
            .noted("rows 2-11 column Ward"),
        case(29, "hostile_sheet_name.xlsx", "a formula and HTML as a sheet's name", xlsx(&sheet)),
        case(
            29,
            "hostile_header.xlsx",
            "escapes for a terminal in a header",
            csv(&header("\u{1b}[2JEmployer\u{202e}\u{7}")),
        )
        .noted("file"),
        case(29, "hostile name {{7}} <i>$(id)`.csv", "a hostile file name", csv(&clean())),
        case(
            29,
            "hostile_prime.csv",
            "HTML as a prime",
            csv(&clean().put(3, PRIME, text("<img src=x onerror=alert(1)>"))),
        )
        .one_aside("row 3 column Prime Contractor"),
    ]
}

/// The machine's limits: a clear message and no crash.
fn limits() -> Vec<Case> {
    let content = ods::content("Participants", &ods::rows_xml(&clean().rows));
    let endless = zip(&ods::parts(&content[..content.find("</table:table>").unwrap()]));
    // Texts that differ: what repeats takes no memory.
    let many = |row: usize| (0..500).map(|i| format!("{} ", (row * 7919 + i * 104_729) % 99_991)).collect::<String>();
    let large = people(20_000, 1, "Northgate").each(EMPLOYER, |row, _| text(&many(row)));
    vec![
        case(63, "memory_limit.csv", "a file that takes more memory than its reader may hold", csv(&large))
            .settings("[limits]\nmemory_mb = 64\n")
            .refused("file")
            .says(&["memory_mb"]),
        case(63, "memory_limit.xlsx", "a workbook that takes more memory than its reader may hold", xlsx(&large))
            .settings("[limits]\nmemory_mb = 64\n")
            .refused("file")
            .says(&["memory_mb"]),
        case(63, "time_limit.ods", "a document that would never end, in a second", endless)
            .settings("[limits]\nseconds = 1\n")
            .refused("file"),
    ]
}

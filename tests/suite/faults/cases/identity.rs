//! Rows 37 to 43: who a row is about.

use crate::faults::case::{Case, case};
use crate::faults::make::ods::ods;
use crate::faults::make::table::{Cell, PRIME, REF, STARTED, Table, WARD, clean, day, people, text};
use crate::faults::make::text::csv;
use crate::faults::make::xls::xls;
use crate::faults::make::xlsx::{SHEET, book, xlsx};

pub fn cases() -> Vec<Case> {
    [duplicates(), two_primes(), spellings(), numbers(), lookalikes(), primes(), missing()].concat()
}

fn again(row: usize) -> Table {
    let table = clean();
    let cells = table.rows[row - 1].clone();
    table.push(cells)
}

fn duplicates() -> Vec<Case> {
    let conflict = again(4).put(22, STARTED, Cell::Date(day(2014, 9, 1)));
    let spelt = again(4).put(22, REF, text(" hpj-001003"));
    vec![
        case(37, "identical_rows.csv", "a row twice", csv(&again(4))).left_out([21, 20, 0, 1], "row 22, row 4"),
        case(37, "identical_rows.xlsx", "a row twice", xlsx(&again(4))).left_out([21, 20, 0, 1], "row 22"),
        case(37, "identical_rows_three.csv", "a row three times", csv(&again(4).push(clean().rows[3].clone())))
            .left_out([22, 20, 0, 2], "rows 22,23"),
        case(37, "conflicting_rows.csv", "one person with two job starts", csv(&conflict))
            .warned([21, 19, 2, 0], "rows 4,22"),
        case(37, "conflicting_rows.xlsx", "one person with two job starts", xlsx(&conflict))
            .warned([21, 19, 2, 0], "rows 4,22"),
        case(37, "duplicate_other_spelling.csv", "a row twice, the reference written otherwise", csv(&spelt))
            .warned([21, 20, 0, 1], "row 22"),
    ]
}

fn two_primes() -> Vec<Case> {
    let other = people(20, 1016, "B2w");
    let one = |name: &str, bytes| case(38, name, "five people at two primes", bytes);
    vec![
        one("shared_northgate.csv", csv(&clean()))
            .with("shared_b2w.csv", "standard", csv(&other))
            .warned([20, 15, 5, 0], "both files, both rows, rows 17-21"),
        one("shared_northgate.xlsx", xlsx(&clean()))
            .with("shared_b2w.xlsx", "standard", xlsx(&other))
            .warned([20, 15, 5, 0], "both files, both rows, rows 17-21"),
        case(38, "apart_northgate.csv", "nobody at two primes", csv(&clean())).with(
            "apart_b2w.csv",
            "standard",
            csv(&people(20, 2001, "B2w")),
        ),
    ]
}

fn spellings() -> Vec<Case> {
    let one = |name: &str, what, reference: &str| {
        case(39, name, what, csv(&clean().put(4, REF, text(reference)))).noted("column Client Ref")
    };
    let each = |name: &str, what, change: fn(&str) -> String| {
        let table = clean().each(REF, |_, cell| match cell {
            Cell::Text(reference) => text(&change(&reference)),
            other => other,
        });
        case(39, name, what, xlsx(&table)).noted("column Client Ref")
    };
    vec![
        one("ref_nbsp.csv", "a no-break space in a reference", "HPJ\u{a0}001003"),
        one("ref_zero_width.csv", "a zero-width space", "HPJ\u{200b}001003"),
        one("ref_byte_order_mark.csv", "a byte order mark", "\u{feff}HPJ001003"),
        one("ref_soft_hyphen.csv", "a soft hyphen", "HPJ\u{ad}001003"),
        one("ref_full_width.csv", "full-width letters", "ＨＰＪ００１００３"),
        one("ref_lower_case.csv", "small letters", "hpj001003"),
        one("ref_hyphens.csv", "hyphens", "HPJ-001-003"),
        one("ref_slashes.csv", "slashes and dots", "HPJ/001.003"),
        one("ref_spaces.csv", "spaces inside", "HPJ 001 003"),
        case(39, "ref_spaces_around.csv", "spaces around", csv(&clean().put(4, REF, text("  HPJ001003 "))))
            .noted("column Client Ref"),
        each("refs_lower_case.xlsx", "every reference in small letters", |reference| reference.to_lowercase()),
        each("refs_hyphens.xlsx", "every reference with a hyphen", |reference| reference.replace("HPJ", "HPJ-")),
    ]
}

fn numbers() -> Vec<Case> {
    let numeric = |change: fn(u32) -> Cell| clean().each(REF, |row, _| change(999 + row as u32));
    let shortened = numeric(|number| Cell::Number(f64::from(number)));
    let padded = |name: &str, bytes| {
        case(40, name, "references as numbers", bytes).layout("numeric_ref").noted("column Client Ref")
    };
    let long = |name: &str, bytes| {
        case(40, name, "references of 20 digits as numbers", bytes).blocked([20, 0, 20, 0], "column Client Ref")
    };
    let exponent = clean().each(REF, |row, _| text(&format!("1.234{row:02}E+11")));
    let twenty = {
        let xml = String::from_utf8(book(std::slice::from_ref(&shortened)).part(SHEET).to_vec()).unwrap();
        let xml = (1001..=1020).fold(xml, |xml, number| {
            xml.replace(&format!("<v>{number}</v>"), &format!("<v>1234567890123456{number}</v>"))
        });
        book(std::slice::from_ref(&shortened)).put(SHEET, xml).bytes()
    };
    vec![
        padded("refs_as_numbers.xlsx", xlsx(&shortened)),
        padded("refs_as_numbers.xls", xls(&shortened)),
        padded("refs_as_numbers.ods", ods(&shortened)),
        padded("refs_as_numbers.csv", csv(&shortened)),
        case(
            40,
            "refs_as_text_padded.xlsx",
            "references as text with their zeros",
            xlsx(&numeric(|number| text(&format!("{number:06}")))),
        )
        .layout("numeric_ref"),
        case(40, "refs_lost_letters.xlsx", "references that lost their letters", xlsx(&shortened))
            .blocked([20, 0, 20, 0], "column Client Ref"),
        long("refs_20_digits.xlsx", twenty.clone()),
        long("refs_20_digits_text.csv", csv(&numeric(|number| text(&format!("1234567890123456{number}"))))),
        case(40, "refs_20_digits_numeric.xlsx", "references of 20 digits as numbers", twenty)
            .layout("numeric_ref")
            .blocked([20, 0, 20, 0], "column Client Ref"),
        case(40, "refs_exponent.csv", "references like 1.23457E+11", csv(&exponent))
            .blocked([20, 0, 20, 0], "column Client Ref"),
        case(
            40,
            "ref_exponent_one.csv",
            "one reference like 1.23457E+11",
            csv(&clean().put(4, REF, text("1.23457E+11"))),
        )
        .blocked([20, 19, 1, 0], "row 4 column Client Ref"),
        case(
            40,
            "ref_with_fraction.xlsx",
            "a reference with a fraction",
            xlsx(&shortened.put(4, REF, Cell::Number(1003.5))),
        )
        .layout("numeric_ref")
        .one_aside("row 4"),
    ]
}

fn lookalikes() -> Vec<Case> {
    let one = |name: &str, what, reference: &str| {
        case(41, name, what, csv(&clean().put(4, REF, text(reference)))).one_aside("row 4 column Client Ref")
    };
    let beside = |name: &str, what, reference: &str| {
        let row = clean().rows[3].clone();
        case(41, name, what, csv(&clean().push(row).put(22, REF, text(reference))))
            .warned([21, 20, 1, 0], "row 22 column Client Ref")
    };
    vec![
        one("lookalike_cyrillic_h.csv", "a Cyrillic letter like H", "НPJ001003"),
        one("lookalike_greek_rho.csv", "a Greek letter like P", "HΡJ001003"),
        one("lookalike_letter_o.csv", "the letter O for a nought", "HPJO01003"),
        one("lookalike_letter_i.csv", "the letter I for a one", "HPJ00I003"),
        one("lookalike_arabic_digits.csv", "digits of another script", "HPJ٠٠١٠٠٣"),
        beside("lookalike_of_another_row.csv", "a reference that looks like another row's", "HPJ00I003"),
        beside("lookalike_cyrillic_of_another_row.csv", "a Cyrillic letter in another row's reference", "НPJ001003"),
    ]
}

fn primes() -> Vec<Case> {
    let named = |name: &str| clean().put(4, PRIME, text(name));
    let known = |name: &str, prime| case(42, name, "a prime written otherwise", csv(&named(prime))).layout("aliases");
    let unknown = |name: &str, prime| {
        case(42, name, "a prime that nobody knows", csv(&named(prime)))
            .layout("aliases")
            .one_aside("row 4 column Prime Contractor")
    };
    let ward = |name: &str| clean().put(4, WARD, text(name));
    vec![
        known("prime_capitals.csv", "NORTHGATE"),
        known("prime_dots.csv", "north gate."),
        known("prime_alias.csv", "Northgate Works Ltd"),
        known("prime_alias_spaces.csv", "northgate  works   limited "),
        known("prime_of_another.csv", "B2W LTD"),
        unknown("prime_misspelt.csv", "Nothgate").says(&["Northgate"]),
        unknown("prime_with_addition.csv", "Northgate (Holdings)").says(&["Northgate"]),
        unknown("prime_other_firm.csv", "Back to Work"),
        case(42, "ward_misspelt.csv", "a ward with a letter wrong", csv(&ward("Appelton")))
            .noted("row 4 column Ward")
            .says(&["Appleton"]),
        case(42, "ward_unknown.csv", "a ward that is not the council's", csv(&ward("Toxteth")))
            .noted("row 4 column Ward"),
        case(42, "ward_missing.csv", "no ward", csv(&clean().put(4, WARD, Cell::Empty))),
    ]
}

fn missing() -> Vec<Case> {
    let words = [
        ("blank", ""),
        ("not_available", "N/A"),
        ("to_be_confirmed", "TBC"),
        ("unknown", "unknown"),
        ("hyphen", "-"),
        ("question_mark", "?"),
        ("nought", "0"),
        ("none", "none"),
    ];
    let mut cases: Vec<Case> = words
        .into_iter()
        .map(|(name, word)| {
            let cell = if word.is_empty() { Cell::Empty } else { text(word) };
            case(43, &format!("ref_{name}.csv"), &format!("`{word}` for a reference"), csv(&clean().put(4, REF, cell)))
                .one_aside("row 4 column Client Ref")
        })
        .collect();
    let both = clean().put(4, REF, text("TBC")).put(5, REF, text("TBC"));
    cases.push(
        case(43, "ref_placeholder_twice.csv", "two people with the same placeholder", csv(&both))
            .warned([20, 18, 2, 0], "rows 4,5"),
    );
    cases
}

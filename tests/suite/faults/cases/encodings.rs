//! Rows 25, 27 and 28: text in every encoding, with every delimiter and line end, and damaged text.

use crate::faults::case::{Case, case};
use crate::faults::make::table::{EMPLOYER, Table, clean, text};
use crate::faults::make::text::{cp1252, csv, delimited, utf16};

pub fn cases() -> Vec<Case> {
    [every_combination(), line_ends(), separators(), quotes(), ragged(), bytes()].concat()
}

/// The twenty people with letters that tell encodings apart.
fn accented() -> Table {
    clean().put(2, EMPLOYER, text("Café Zoë – “Best” £5")).put(7, EMPLOYER, text("Siân’s Bakery"))
}

/// How a text becomes bytes, and whether the file leaves it to be guessed.
type Encoding = (&'static str, bool, fn(&str) -> Vec<u8>);

const ENCODINGS: [Encoding; 7] = [
    ("utf8", false, |text| text.as_bytes().to_vec()),
    ("utf8_marked", false, |text| format!("\u{feff}{text}").into_bytes()),
    ("cp1252", true, cp1252),
    ("utf16le_marked", false, |text| utf16(&format!("\u{feff}{text}"), u16::to_le_bytes)),
    ("utf16be_marked", false, |text| utf16(&format!("\u{feff}{text}"), u16::to_be_bytes)),
    ("utf16le", true, |text| utf16(text, u16::to_le_bytes)),
    ("utf16be", true, |text| utf16(text, u16::to_be_bytes)),
];

fn every_combination() -> Vec<Case> {
    let delimiters = [("comma", ','), ("semicolon", ';'), ("tab", '\t'), ("bar", '|')];
    let ends = [("crlf", "\r\n"), ("lf", "\n"), ("cr", "\r")];
    let mut cases = Vec::new();
    for (encoding, guessed, encode) in ENCODINGS {
        for (delimiter, cut) in delimiters {
            for (end, line_end) in ends {
                let name = format!("{encoding}_{delimiter}_{end}.csv");
                let what = format!("{encoding}, {delimiter}, {end}");
                let case = case(27, &name, &what, encode(&delimited(&accented(), cut, line_end)));
                cases.push(if guessed { case.noted("file").says(&["read as"]) } else { case });
            }
        }
    }
    cases
}

fn line_ends() -> Vec<Case> {
    let whole = delimited(&accented(), ',', "\n");
    let mut mixed = String::new();
    for (i, line) in whole.lines().enumerate() {
        mixed += line;
        mixed += ["\r\n", "\n", "\r"][i % 3];
    }
    let inside = clean().put(2, EMPLOYER, text("Mersey\r\nFoods, \"Ltd\"")).put(3, EMPLOYER, text("a\nb"));
    vec![
        case(27, "mixed_line_ends.csv", "three kinds of line ends", mixed.into_bytes()).noted("file").says(&["mixed"]),
        case(27, "no_last_line_end.csv", "no line end after the last row", whole.trim_end().as_bytes().to_vec()),
        case(27, "blank_lines.csv", "a blank line after every row", whole.replace('\n', "\n\n").into_bytes()),
        case(27, "line_break_in_field.csv", "line breaks, commas and quotes inside fields", csv(&inside)),
        case(
            27,
            "line_ends_in_field.csv",
            "rows ended by LF, fields with CR LF",
            delimited(&inside, ',', "\n").into_bytes(),
        ),
        case(
            27,
            "end_of_file_mark.csv",
            "the mark of the end of a file of old systems",
            [whole.as_bytes(), b"\x1a"].concat(),
        )
        .warned([21, 20, 1, 0], "row 22"),
    ]
}

fn separators() -> Vec<Case> {
    let said = |name: &str, line: &str, cut| {
        case(
            27,
            name,
            "a line that says the delimiter",
            format!("{line}\r\n{}", delimited(&accented(), cut, "\r\n")).into_bytes(),
        )
    };
    let quoted = delimited(&accented(), ',', "\r\n")
        .lines()
        .map(|line| format!("\"{}\"\r\n", line.replace('"', "").replace(',', "\",\"")))
        .collect::<String>();
    vec![
        said("separator_semicolon.csv", "sep=;", ';'),
        said("separator_tab.csv", "sep=\t", '\t'),
        said("separator_comma_quoted.csv", "\"sep=,\"", ','),
        said("separator_capitals.csv", "SEP=|", '|'),
        case(27, "every_field_quoted.csv", "every field in quotes", quoted.into_bytes()),
        case(
            27,
            "spaces_around.csv",
            "spaces around every field",
            delimited(&clean(), ',', "\r\n").replace(',', " , ").into_bytes(),
        )
        .noted("column Client Ref"),
        case(
            27,
            "trailing_delimiters.csv",
            "a delimiter at the end of every row",
            delimited(&clean(), ',', "\r\n").replace("\r\n", ",\r\n").into_bytes(),
        ),
        case(27, "text.tsv", "tabs in a file named tsv", delimited(&accented(), '\t', "\n").into_bytes()),
        case(27, "text.txt", "commas in a file named txt", csv(&accented())),
    ]
}

fn quotes() -> Vec<Case> {
    let open = |row: usize| {
        let text = delimited(&clean(), ',', "\r\n");
        let lines = text.split_inclusive("\r\n").enumerate();
        lines
            .map(|(i, line)| if i + 1 == row { line.replacen("Northgate", "\"Northgate", 1) } else { line.into() })
            .collect::<String>()
    };
    let refused = |name, row| {
        case(25, name, "a quote that is never closed", open(row).into_bytes()).refused("file").says(&["never closed"])
    };
    vec![
        refused("unclosed_quote_row_9.csv", 9),
        refused("unclosed_quote_row_2.csv", 2),
        refused("unclosed_quote_last_row.csv", 21),
        case(25, "quote_inside.csv", "a quote inside a field without quotes", {
            delimited(&clean(), ',', "\r\n").replacen("Mersey Foods Ltd", "Mersey 5\" Foods", 1).into_bytes()
        }),
        case(25, "text_after_quote.csv", "text behind a closing quote", {
            delimited(&clean(), ',', "\r\n").replacen("Mersey Foods Ltd", "\"Mersey\" Foods", 1).into_bytes()
        })
        .one_aside("row 2"),
    ]
}

fn ragged() -> Vec<Case> {
    let line = |row: usize, change: fn(&str) -> String| {
        let text = delimited(&clean(), ',', "\r\n");
        let lines = text.split_inclusive("\r\n").enumerate();
        lines
            .map(|(i, line)| if i + 1 == row { change(line.trim_end()) + "\r\n" } else { line.into() })
            .collect::<String>()
            .into_bytes()
    };
    let short = |line: &str| line.split(',').take(3).collect::<Vec<_>>().join(",");
    vec![
        case(25, "line_in_quotes.csv", "a line in quotes as a whole", line(6, |line| format!("\"{line}\"")))
            .one_aside("row 6")
            .says(&["stands in one cell"]),
        case(25, "line_with_semicolons.csv", "a line with semicolons", line(6, |line| line.replace(',', ";")))
            .one_aside("row 6")
            .says(&["stands in one cell"]),
        case(25, "all_in_quotes.csv", "every line in quotes as a whole", {
            let lines = delimited(&clean(), ',', "\r\n");
            lines.lines().map(|line| format!("\"{line}\"\r\n")).collect::<String>().into_bytes()
        })
        .refused("file")
        .says(&["in quotes as a whole"]),
        case(25, "short_row.csv", "a row of three fields", line(6, short)).one_aside("row 6"),
        case(25, "long_row.csv", "a comma without quotes", line(6, |line| line.replacen("Northgate", "North,gate", 1)))
            .one_aside("row 6"),
        case(25, "short_last_row.csv", "a last row of three fields", line(21, short)).one_aside("row 21"),
        case(25, "long_header.csv", "a header with one name too many", line(1, |line| line.to_string() + ",Extra"))
            .noted(""),
        case(
            25,
            "two_short_rows.csv",
            "two rows cut by a line break without quotes",
            line(6, |line| line.replacen("Northgate", "North\r\ngate", 1)),
        )
        .warned([21, 19, 2, 0], "rows 6,7"),
    ]
}

fn bytes() -> Vec<Case> {
    let replaced = |from: &str, to: &[u8]| {
        let whole = csv(&accented());
        let at = whole.windows(from.len()).position(|bytes| bytes == from.as_bytes()).unwrap();
        [&whole[..at], to, &whole[at + from.len()..]].concat()
    };
    let nul = |name: &str, what, from, to: &[u8]| case(28, name, what, replaced(from, to)).noted("row").says(&["NUL"]);
    let broken = |name, what, from, to: &[u8], row| {
        case(28, name, what, replaced(from, to)).one_aside(row).says(&["not text|damaged"])
    };
    vec![
        broken(
            "bytes_in_reference.csv",
            "bytes that are no text in a reference",
            "HPJ001010",
            b"HPJ\xff\xfe\xc0001010",
            "row 11, byte offset",
        ),
        broken("bytes_in_ward.csv", "half of a letter in a ward", "Riverside", b"Rivers\xc3de", "row 6, byte offset"),
        case(
            28,
            "replacement_character.csv",
            "a letter that was lost before",
            replaced("HPJ001010", "HPJ\u{fffd}01010".as_bytes()),
        )
        .one_aside("row 11"),
        nul("nul_in_employer.csv", "a NUL in a name", "Widnes Logistics", b"Widnes\0 Logistics"),
        nul("nul_in_reference.csv", "a NUL in a reference", "HPJ001010", b"HPJ0\x0001010"),
        case(28, "nul_for_blank.csv", "NULs in place of blanks", replaced(",,,", b",\0\0,\0,"))
            .noted("row")
            .says(&["NUL"]),
        case(
            28,
            "noncharacters.csv",
            "letters outside the first plane",
            replaced("Widnes Logistics", "Widnes 🚚 Logistics".as_bytes()),
        ),
        case(
            28,
            "delete_and_c1.csv",
            "control characters in a name",
            replaced("Widnes Logistics", b"Wid\x7fnes \xc2\x9b31m"),
        ),
    ]
}

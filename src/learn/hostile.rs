//! Files whose headers, values, sheets, names and senders are made to be taken for lines of a layout: what is written
//! holds them as they are, and nothing besides.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::sample::*;
use super::*;
use crate::fault::is_plain;

/// Texts of which a careless writer makes lines of TOML, or that a terminal obeys.
const PIECES: [&str; 16] = [
    "\n",
    "\r\n",
    "\n[values.ward]\n\"Mersey\" = \"Hale\"\n#",
    "\"]\nleave_date = [\"Ward",
    "\"\"\"",
    "'''",
    "\\",
    "\\u0041",
    "#",
    " = [",
    "\u{202e}",
    "\u{2066}\u{feff}",
    "\u{1b}[31m\u{7}",
    "\u{85}\u{2028}\u{7f}\0",
    "\u{e0041}\u{ad}",
    "é 💷 ward",
];
/// What a header begins with, so that it is known, nearly known, or not at all.
const STEMS: [&str; 8] = ["Ward", "Start Date", "Gender", "Job End Date", "Surname", "", "Sustained", "Zzz"];

fn hostile() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(&PIECES[..]), 0..4).prop_map(|pieces| pieces.concat())
}

fn header() -> impl Strategy<Value = String> {
    (prop::sample::select(&STEMS[..]), hostile()).prop_map(|(stem, tail)| format!("{stem}{tail}"))
}

/// A list of people with some columns under such headers, and these words for wards in turn.
fn file(headers: &[String], words: &[String], name: &str, sheet: &str) -> Workbook {
    let mut rows = vec![[&["Client Ref", "Referral Date"].map(String::from)[..], headers].concat()];
    for person in people(40, 3) {
        let holds = |at: usize| match at % 4 {
            0 => words[person.number % words.len()].clone(),
            1 => attachment(&person),
            2 => sex(&person),
            _ => job_end(&person),
        };
        let own = [reference(&person), referral(&person)];
        rows.push(own.into_iter().chain((0..headers.len()).map(holds)).collect());
    }
    let mut workbook = file_of(&rows);
    workbook.file.name = name.to_string();
    workbook.file.format = Format::Xlsx;
    workbook.sheets[0].name = sheet.to_string();
    workbook
}

/// What the proposal would have the layout read, by our column.
fn meant(sheet: &ProposedSheet) -> BTreeMap<String, Vec<String>> {
    let used = sheet.columns.iter().filter(|column| column.band > Band::Unsure);
    used.filter_map(|column| match column.role {
        Role::Ours(name) => Some((name.to_string(), vec![column.header.clone()])),
        _ => None,
    })
    .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_layout_of_hostile_words_is_the_proposal_and_nothing_else(
        headers in prop::collection::vec(header(), 1..6),
        words in prop::collection::vec(header(), 2..5),
        name in hostile(),
        sheet in hostile(),
        supplier in hostile(),
    ) {
        let workbook = file(&headers, &words, &name, &sheet);
        let (workspace, programme) = workspace();
        let programmes = [&programme];
        let learner = Learner {
            workspace: &workspace,
            programmes: &programmes,
            name: "list",
            supplier: &supplier,
            from_jcp: false,
            sheet: None,
            header_row: None,
        };
        let Ok(proposal) = learn(&workbook, &learner) else { return Ok(()) };
        let text = proposal.toml().unwrap();
        prop_assert!(text.chars().all(|c| c == '\n' || is_plain(c)), "{text:?}");
        let layout: Layout = parse_definition(&text, "list.toml").unwrap();
        prop_assert!(layout.description.starts_with(&supplier), "{text}");
        prop_assert_eq!(layout.sheet.len(), proposal.sheets.len());
        for (own, proposed) in layout.sheet.iter().zip(&proposal.sheets) {
            let all = |role: Option<Role>| -> Vec<String> {
                let of = proposed.columns.iter().filter(|column| role.is_none_or(|role| column.role == role));
                of.map(|column| column.header.clone()).collect()
            };
            prop_assert_eq!((&own.sheet, own.record), (&proposed.sheet, proposed.record));
            prop_assert_eq!(&own.columns, &meant(proposed));
            prop_assert_eq!(&own.ignored, &all(Some(Role::Ignored)));
            prop_assert_eq!(&own.order, &all(None));
            prop_assert!(own.events.is_empty(), "{text}");
        }
        for (column, values) in &proposal.values {
            let sure = values.values.iter().filter(|value| value.sure);
            let sure: BTreeMap<String, String> =
                sure.map(|value| (value.theirs.clone(), value.ours.clone().unwrap_or_default())).collect();
            prop_assert_eq!(layout.values.get(*column).cloned().unwrap_or_default(), sure);
        }
        prop_assert!(layout.values.keys().all(|column| proposal.values.contains_key(column.as_str())));
    }
}

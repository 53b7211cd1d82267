//! Published files that nobody here wrote, read in place: every one opens, its tables of figures are found, and chosen
//! cells are what other programs read there: openpyxl 3.1 (xlsx), xlrd 2.0 (xls), odfpy 1.4 (ods), pyxlsb 1.0 (xlsb),
//! Python's csv.

use std::path::{Path, PathBuf};

use quarterdeck::definitions::Limits;
use quarterdeck::definitions::context::ContextLayout;
use quarterdeck::definitions::workspace::Areas;
use quarterdeck::mapping::context::{ContextSeries, read_series};
use quarterdeck::source::{self, Sheet, Value, Workbook, blocks, find_table};
use quarterdeck::vocabulary::WhyMissing;

use crate::harness::shared;

fn folder() -> Option<PathBuf> {
    shared().map(|shared| shared.join("real"))
}

fn open(folder: &Path, file: &str) -> Workbook {
    source::read(&folder.join(file), &Limits::default()).unwrap_or_else(|error| panic!("{file}: {error:#}"))
}

fn sheet<'a>(workbook: &'a Workbook, name: &str) -> &'a Sheet {
    let own = workbook.sheets.iter().find(|sheet| name == "*" || sheet.name == name);
    own.unwrap_or_else(|| panic!("{}: no sheet {name}", workbook.file.name))
}

/// A cell by its address, as text; numbers as they are written in full.
fn cell(sheet: &Sheet, address: &str) -> String {
    let split = address.find(|c: char| c.is_ascii_digit()).unwrap();
    let column = address[..split].bytes().fold(0, |column, letter| column * 26 + u32::from(letter - b'A') + 1) - 1;
    let number: u32 = address[split..].parse().unwrap();
    let row = (0..sheet.row_count()).find(|&row| sheet.row_number(row) == number);
    match row.map_or(Value::Empty, |row| sheet.value(row, column)) {
        Value::Number(number) => number.to_string(),
        value => blocks::plain(value),
    }
}

/// A file, a sheet, and cells of it with what the other program reads there.
type Chosen = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

const CELLS: &[Chosen] = &[
    (
        "nomis/nomis_2023_04_24_APSempRate.xlsx",
        "Data",
        &[
            ("B4", "Jan 2018-Dec 2018"),
            ("B9", "34728600"),
            ("H9", "26169200"),
            ("Q24", "63100"),
            ("B378", "-"),
            ("P115", "*"),
            ("Q439", "~"),
            ("B472", "Jan 2019-Dec 2019"),
            ("B477", "34811200"),
            ("E477", "27566500"),
            ("H491", "4521400"),
            ("B2320", "64100"),
            ("T2324", "25100"),
        ],
    ),
    (
        "claimants/claimant-count.xlsx",
        "Headline",
        &[("A5", "1997 Apr"), ("B5", "65"), ("D308", "36.166"), ("A307", "2022 Jun (r)")],
    ),
    ("claimants/claimant-count.xlsx", "Age", &[("A6", "2013-01-01"), ("B6", "18055"), ("D14", "10850")]),
    (
        "claimants/claimant-count.xlsx",
        "LGD(11)",
        &[("A4", "2022-07-01"), ("D12", "9175"), ("M12", "1.2"), ("K9", "-30.6")],
    ),
    ("claimants/claimant-count.xlsx", "Ward", &[("D8", "45"), ("D30", "30"), ("G35", "6.6")]),
    ("claimants/claimant-count.xlsx", "SOA", &[("B10", "2017-10-01"), ("B12", "10"), ("G11", "5")]),
    (
        "uk-spreadsheets/ONS-vacancy-referencetablesupdated.xlsx",
        "1",
        &[("C5", "18.2"), ("H14", "8"), ("A4", "Local authority [note 1]")],
    ),
    ("uk-spreadsheets/ONS-vacancy-referencetablesupdated.xlsx", "2", &[("G7", "2375.1"), ("A14", "Unknown [note 4]")]),
    (
        "uk-spreadsheets/house-prices.xls",
        "Table 11",
        &[("E9", "77360"), ("M11", "76992"), ("B12", "1993"), ("I12", "60213")],
    ),
    ("uk-spreadsheets/ashe-79.xls", "All", &[("C6", "27500"), ("D11", "37.4"), ("J14", "20.9")]),
    ("uk-spreadsheets/ashe-79.xls", "Male", &[("H12", "x"), ("I12", "36.8")]),
    (
        "uk-spreadsheets/EB1-_Existing_Domestic_Properties.ods",
        "EB1_England_and_Wales",
        &[("C5", "21956014"), ("D6", "159999499"), ("E6", "279"), ("A5", "(Total)")],
    ),
    (
        "uk-spreadsheets/EB1-_Existing_Domestic_Properties.ods",
        "EB1_by_Region",
        &[("C13", "2109467"), ("B15", "2008/4"), ("D16", "4131236")],
    ),
    (
        "uk-spreadsheets/EB1-_Existing_Domestic_Properties.ods",
        "EB1_by_LA",
        &[("A5", "E07000223"), ("D5", "491"), ("F12", "0"), ("D19965", "1151")],
    ),
    ("xlsb/date.xlsb", "Sheet1", &[("A1", "2021-01-01"), ("B1", "15"), ("B3", "17")]),
    ("xlsb/date_1904.xlsb", "Sheet1", &[("A1", "2021-01-01"), ("B2", "16")]),
    ("nomis/ucjsa.csv", "*", &[("A11", "Bolton 001A"), ("C11", "5"), ("E23", "0"), ("D13", "0")]),
    (
        "claimants/claimant_count_wards.csv",
        "*",
        &[("A2", "2015-01-01"), ("B2", "155"), ("E3", "Bradshaw"), ("C7310", "0.7")],
    ),
    ("claimants/claimant_count_local_authorities.csv", "*", &[("B2", "5295"), ("C3", "2.3")]),
    ("geography/gm_jobcentreplus.csv", "*", &[("A2", "Alexandra Park"), ("E3", "E08000009")]),
    ("geography/LAD_to_CombinedAuthority_2025.csv", "*", &[("A1", "LAD25CD"), ("B2", "Bolton")]),
];

#[test]
fn chosen_cells_of_published_files_are_what_other_programs_read_there() {
    let Some(folder) = folder() else { return };
    let mut workbooks: Vec<(&str, Workbook)> = Vec::new();
    let mut compared = 0;
    for (file, name, cells) in CELLS {
        if !workbooks.iter().any(|(known, _)| known == file) {
            workbooks.push((file, open(&folder, file)));
        }
        let (_, workbook) = workbooks.iter().find(|(known, _)| known == file).unwrap();
        for (address, expected) in *cells {
            assert_eq!(cell(sheet(workbook, name), address), *expected, "{file}, {name}, {address}");
            compared += 1;
        }
    }
    assert_eq!(compared, 74);
}

#[test]
fn the_tables_of_every_published_file_are_found_with_all_their_rows() {
    let Some(folder) = folder() else { return };
    let found = |file: &str, name: &str| {
        let workbook = open(&folder, file);
        let tables = blocks::find(sheet(&workbook, name), None);
        (tables.len(), tables.iter().map(|table| table.rows.len()).sum::<usize>())
    };
    // Tables, and rows with figures as openpyxl, xlrd or a text editor count them.
    assert_eq!(found("nomis/nomis_2023_04_24_APSempRate.xlsx", "Data"), (5, 2250));
    assert_eq!(found("claimants/claimant-count.xlsx", "Ward"), (26, 582));
    assert_eq!(found("claimants/claimant-count.xlsx", "SOA").0, 1);
    assert_eq!(found("nomis/ucjsa.csv", "*"), (1, 1674));
    assert_eq!(found("claimants/claimant_count_wards.csv", "*"), (1, 7310));
    assert_eq!(found("claimants/claimant_count_local_authorities.csv", "*"), (1, 340));
    assert_eq!(found("uk-spreadsheets/ONS-vacancy-referencetablesupdated.xlsx", "1"), (1, 331));
    assert_eq!(found("uk-spreadsheets/ashe-79.xls", "All").0, 1);
    assert_eq!(found("uk-spreadsheets/house-prices.xls", "Table 11").0, 1);
    assert_eq!(found("uk-spreadsheets/EB1-_Existing_Domestic_Properties.ods", "EB1_by_LA"), (1, 19_961));
    // Lists of names hold no figures; a layout finds them by their headers.
    for (file, headers) in [
        ("geography/gm_jobcentreplus.csv", ["name", "area_code"]),
        ("geography/LAD_to_CombinedAuthority_2025.csv", ["lad25cd", "lad25nm"]),
        ("geography/trafford-spatial-lookups_2021_administrative_lookup.csv", ["wd22cd", "lad22nm"]),
        ("ni-youth-training/clients.csv", ["client_id", "start_date"]),
    ] {
        let workbook = open(&folder, file);
        let table = find_table(sheet(&workbook, "*"), &|name| headers.contains(&name), 2).unwrap();
        assert!(table.rows.len() > 9 && table.header_rows == [1], "{file}");
    }
}

/// The figures of a file, read by a layout of context.
fn series(folder: &Path, file: &str, layout: &str) -> Vec<ContextSeries> {
    let text = format!("description = \"-\"\nfile = \"{file}\"\n{layout}");
    let layout: ContextLayout = quarterdeck::definitions::parse_definition(&text, "context.toml").unwrap();
    let records = read_series(&open(folder, file), &layout, &Areas::default()).unwrap();
    records.account.check(file).unwrap();
    records.series
}

#[test]
fn figures_of_context_have_their_measure_area_and_period_wherever_the_file_says_them() {
    let Some(folder) = folder() else { return };
    let one = |file: &str, layout: &str, measure: &str, area: &str, period: &str| {
        let all = series(&folder, file, layout);
        let is = |own: &&ContextSeries| {
            let said = own.period.map(|period| period.to_string()).unwrap_or_default();
            own.measure == measure && own.area == area && said == period
        };
        let own: Vec<&ContextSeries> = all.iter().filter(is).collect();
        assert_eq!(own.len(), 1, "{file}: {measure}, {area}, {period}");
        own[0].value
    };
    // Stacked blocks, each under a line that says its year.
    let nomis = "nomis/nomis_2023_04_24_APSempRate.xlsx";
    let employed = "[measures]\nin_employment = [\"T01:28 (Aged 16-64 - In employment : All People ) number\"]\n\
                    active = [\"T01:25 (Aged 16-64 - Economically active : All People ) number\"]";
    assert_eq!(one(nomis, employed, "in_employment", "country:England", "January to December 2018"), Ok(26_169_200.0));
    assert_eq!(one(nomis, employed, "active", "country:England", "January to December 2019"), Ok(27_566_500.0));
    assert_eq!(
        one(nomis, employed, "in_employment", "ladu:Isles of Scilly", "January to December 2018"),
        Err(WhyMissing::Nothing)
    );
    // `date : September 2017` above the table.
    assert_eq!(one("nomis/ucjsa.csv", "", "Total", "Bolton 001A", "September 2017"), Ok(5.0));
    // A column of days, each the first of its month.
    let wards = "area = \"wd15nm\"\n[measures]\nclaimants = [\"count\"]";
    assert_eq!(
        one("claimants/claimant_count_wards.csv", wards, "claimants", "Astley Bridge", "January 2015"),
        Ok(155.0)
    );
    // Periods across: years, and months as date cells under a title.
    let vacancies = "uk-spreadsheets/ONS-vacancy-referencetablesupdated.xlsx";
    let title = "Total job adverts by local authority, UK, units, average over the month of January, 2017 to 2022";
    assert_eq!(one(vacancies, "sheet = \"1\"", title, "Aberdeen City", "January to December 2017"), Ok(18.2));
    let areas = "sheet = \"SOA\"";
    let title = "EXPERIMENTAL STATISTICS";
    assert_eq!(one("claimants/claimant-count.xlsx", areas, title, "95AA01S2 : Aldergrove_2", "October 2017"), Ok(10.0));
    // Hidden by the publisher.
    let hours = series(&folder, "uk-spreadsheets/ashe-79.xls", "sheet = \"Male\"");
    let hidden =
        hours.iter().find(|own| own.place.row == Some(12) && own.place.column.as_deref().unwrap().starts_with("H "));
    assert_eq!(hidden.unwrap().value, Err(WhyMissing::NotAvailable));
}

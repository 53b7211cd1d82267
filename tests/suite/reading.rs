//! One small return in every format, encoding and shape gives the same figures.

use std::process::Command;

use crate::harness::{Bench, Cell, project, shared};
use crate::small::{account, checked, council, edit, exact, path_of, told};

/// Twelve people: reference, referred, attached, ward, payment group, job start, job end. Ten attached, six in a
/// job, three sustained (the last of them on the last of 182 days).
const PEOPLE: [[&str; 7]; 12] = [
    ["HPJ000001", "2014-04-01", "2014-04-22", "Zoë Row", "1", "2014-06-02", "2015-03-31"],
    ["HPJ000002", "2014-04-02", "2014-04-23", "Zoë Row", "1", "2014-07-01", "2014-12-29"],
    ["HPJ000003", "2014-04-03", "2014-04-24", "Zoë Row", "1", "2014-07-01", "2014-12-28"],
    ["HPJ000004", "2014-04-04", "2014-04-25", "Mersey", "2", "2014-08-31", ""],
    ["HPJ000005", "2014-05-06", "2014-05-27", "Mersey", "2", "2015-12-31", ""],
    ["HPJ000006", "2014-05-07", "2014-05-28", "Mersey", "2", "2015-11-01", "2015-11-30"],
    ["HPJ000007", "2014-05-08", "2014-06-01", "Mersey", "3", "", ""],
    ["HPJ000008", "2014-06-09", "2014-06-30", "Heath", "3", "", ""],
    ["HPJ000009", "2014-07-10", "2014-07-31", "Heath", "4", "", ""],
    ["HPJ000010", "2015-01-11", "2015-02-28", "Heath", "4", "", ""],
    ["HPJ000011", "2015-10-12", "", "Heath", "5", "", ""],
    ["HPJ000012", "2015-12-31", "", "Heath", "5", "", ""],
];
const HEADER: [&str; 7] = ["Client Ref", "Referred", "Attached", "Ward", "Group", "Job Start", "Job End"];
const FIGURES: [&str; 4] = ["Heath,5,3,0,0", "Mersey,4,4,3,1", "Zoë Row,3,3,3,2", "All,12,10,6,3"];
const QUERY: [&str; 3] = ["referred,attached,job_starts,sustained", "--by", "ward"];

/// How dates are put into a cell.
#[derive(Clone, Copy, PartialEq)]
enum Dates {
    Real,
    Serials,
    Slashes,
    Iso,
    Words,
}

fn is_date(text: &str) -> bool {
    text.len() == 10 && text.as_bytes()[4] == b'-'
}

fn written(text: &str, dates: Dates) -> String {
    let parts: Vec<&str> = text.split('-').collect();
    match dates {
        _ if !is_date(text) => text.to_string(),
        Dates::Slashes => format!("{}/{}/{}", parts[2], parts[1], parts[0]),
        Dates::Words => {
            let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
            format!("{}-{}-{}", parts[2], months[parts[1].parse::<usize>().unwrap() - 1], parts[0])
        }
        _ => text.to_string(),
    }
}

/// Days since 30 December 1899, as Excel counts them.
fn serial(iso: &str) -> f64 {
    let parts: Vec<i64> = iso.split('-').map(|part| part.parse().unwrap()).collect();
    let (y, m) = if parts[1] > 2 { (parts[0], parts[1] - 3) } else { (parts[0] - 1, parts[1] + 9) };
    let days = 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + parts[2] - 1;
    // 1 March 2000 is day 36,586.
    let epoch = 365 * 2000 + 2000 / 4 - 2000 / 100 + 2000 / 400;
    (days - epoch + 36_586) as f64
}

fn cell(text: &'static str, dates: Dates) -> Cell {
    match (text, dates) {
        ("", _) => Cell::Empty,
        (text, Dates::Real) if is_date(text) => Cell::Date(text),
        (text, Dates::Serials) if is_date(text) => Cell::Number(serial(text)),
        (text, _) => Cell::Text(written(text, dates).leak()),
    }
}

/// Header and people as cells.
fn table(dates: Dates) -> Vec<Vec<Cell>> {
    let header = HEADER.map(Cell::Text).to_vec();
    std::iter::once(header)
        .chain(PEOPLE.iter().map(|person| person.iter().map(|text| cell(text, dates)).collect()))
        .collect()
}

/// Header and people as lines.
fn lines(delimiter: &str, dates: Dates) -> String {
    let rows = std::iter::once(HEADER.to_vec()).chain(PEOPLE.iter().map(|person| person.to_vec()));
    let line = |row: Vec<&str>| row.iter().map(|text| written(text, dates)).collect::<Vec<_>>().join(delimiter);
    rows.map(line).collect::<Vec<_>>().join("\r\n") + "\r\n"
}

fn north() -> Bench {
    council(&["North"], false)
}

#[track_caller]
fn assert_figures(bench: &Bench, what: &str) {
    assert_eq!(exact(bench, &QUERY), FIGURES, "{what}");
}

#[test]
fn a_workbook_gives_the_same_figures_however_its_dates_are_written() {
    assert_eq!(serial("2015-12-31"), 42_369.0);
    for dates in [Dates::Real, Dates::Serials, Dates::Slashes, Dates::Iso, Dates::Words] {
        let bench = north();
        bench.workbook(&path_of("north", "xlsx"), &[("People", table(dates))]);
        assert_figures(&bench, "xlsx");
    }
}

#[test]
fn text_gives_the_same_figures_in_every_encoding_and_with_every_delimiter() {
    let slashes = |delimiter| lines(delimiter, Dates::Slashes);
    let utf16 =
        |bytes: fn(u16) -> [u8; 2]| ("\u{feff}".to_owned() + &slashes(",")).encode_utf16().flat_map(bytes).collect();
    // ë is one byte in cp1252 and the only letter that is not ASCII.
    let cp1252 = slashes(",").chars().map(|c| if c == 'ë' { 0xeb } else { c as u8 }).collect();
    let cases: [(&str, Vec<u8>); 10] = [
        ("utf-8", slashes(",").into_bytes()),
        ("utf-8 with a mark", ("\u{feff}".to_owned() + &slashes(",")).into_bytes()),
        ("utf-16le", utf16(u16::to_le_bytes)),
        ("utf-16be", utf16(u16::to_be_bytes)),
        ("cp1252", cp1252),
        ("semicolons", slashes(";").into_bytes()),
        ("tabs", slashes("\t").into_bytes()),
        ("a separator line", ("sep=|\r\n".to_owned() + &slashes("|")).into_bytes()),
        ("iso dates, old line ends", lines(",", Dates::Iso).replace("\r\n", "\r").into_bytes()),
        ("months in words, no last line end", lines(",", Dates::Words).trim_end().as_bytes().to_vec()),
    ];
    for (what, bytes) in cases {
        let bench = north();
        bench.bytes(&path_of("north", "csv"), &bytes);
        assert_figures(&bench, what);
    }
}

#[test]
fn the_old_and_the_open_workbook_formats_give_the_same_figures() {
    let bench = north();
    bench.workbook("made.xlsx", &[("People", table(Dates::Real))]);
    for extension in ["xls", "ods"] {
        let profile = format!("-env:UserInstallation=file://{}", bench.path().join("profile").display());
        let made = Command::new("soffice")
            .args([&profile, "--headless", "--convert-to", extension, "made.xlsx"])
            .current_dir(bench.path())
            .output();
        if made.is_err() || !bench.exists(&format!("made.{extension}")) {
            eprintln!("skipped: LibreOffice is not there to make .{extension} files");
            return;
        }
        let bytes = std::fs::read(bench.path().join(format!("made.{extension}"))).unwrap();
        bench.bytes(&path_of("north", extension), &bytes);
        assert_figures(&bench, extension);
        std::fs::remove_file(bench.path().join(path_of("north", extension))).unwrap();
    }
}

#[test]
fn the_content_of_a_file_is_believed_and_not_its_name() {
    let bench = north();
    bench.file(&path_of("north", "xlsx"), &lines(",", Dates::Slashes));
    assert_figures(&bench, "text called xlsx");
    let found = checked(&bench, &[&path_of("north", "xlsx")], 0);
    assert_eq!(told(&found, &[]), ["extension_differs_from_content notes null null"]);
}

#[test]
fn titles_totals_footnotes_and_repeated_headers_are_no_people() {
    let mut sheet = vec![
        vec![Cell::Text("North: client level data, quarter 3")],
        vec![Cell::Empty, Cell::Text("Referred to the end of December")],
        vec![],
    ];
    let mut rows = table(Dates::Real);
    rows.insert(7, HEADER.map(Cell::Text).to_vec());
    sheet.extend(rows);
    sheet.push(vec![Cell::Text("Total"), Cell::Empty, Cell::Number(10.0), Cell::Empty, Cell::Empty, Cell::Number(6.0)]);
    sheet.push(vec![Cell::Text("* figures are provisional")]);
    let bench = north();
    bench.workbook(&path_of("north", "xlsx"), &[("People", sheet)]);
    assert_figures(&bench, "titles");
    let found = checked(&bench, &[&path_of("north", "xlsx")], 0);
    let left = ["repeated_header leaves_out 11 null", "totals_row leaves_out 18 null", "footnote leaves_out 19 null"];
    assert_eq!(told(&found, &[]), left);
    assert_eq!(account(&found, "north"), [15, 12, 0, 3]);
}

#[test]
fn columns_in_another_order_with_other_case_and_blanks_are_the_same_columns() {
    let mut rows = table(Dates::Real);
    for row in &mut rows {
        row.reverse();
        row.insert(2, Cell::Text("whatever"));
    }
    rows[0] = [" JOB  END", "job start*", "Remark", "GROUP:", "ward ", "Attached\u{a0}", "\nReferred", "client\n ref"]
        .map(Cell::Text)
        .to_vec();
    let bench = north();
    bench.workbook(&path_of("north", "xlsx"), &[("People", rows)]);
    assert_figures(&bench, "reordered");
    let found = checked(&bench, &[&path_of("north", "xlsx")], 0);
    assert_eq!(told(&found, &[]), ["header_not_recognised notes 1 C \"Remark\""]);
}

#[test]
fn rows_on_two_sheets_that_fit_the_layouts_pattern_add_up_and_others_are_told() {
    let all = table(Dates::Real);
    let (first, second) = all.split_at(7);
    let second = [&all[..1], second].concat();
    let other = vec![vec![Cell::Text("Kept by J Officer")]];
    let bench = north();
    edit(&bench, "ws/layouts/north.toml", "[[sheet]]", "[[sheet]]\nsheet = \"Clients *\"");
    bench
        .workbook(&path_of("north", "xlsx"), &[("Clients 1", first.to_vec()), ("Notes", other), ("clients 2", second)]);
    assert_figures(&bench, "two sheets");
    let found = checked(&bench, &[&path_of("north", "xlsx")], 0);
    assert_eq!(told(&found, &[]), ["sheet_not_used notes null null"]);
}

/// A layout with people on one sheet and their jobs on another.
fn jobs_on_their_own_sheet(bench: &Bench, job_end: &str) {
    let layout = bench.read("ws/layouts/north.toml");
    let layout = layout.replace("[[sheet]]", &format!("job_end = \"{job_end}\"\n[[sheet]]\nsheet = \"People\""));
    let layout = layout.replace(", \"job_start_date\", \"job_end_date\"]", "]");
    let layout = layout.replace("job_start_date = [\"Job Start\"]\njob_end_date = [\"Job End\"]\n", "");
    let jobs = "[[sheet]]\nsheet = \"Jobs\"\nrecord = \"jobs\"\nrequired = [\"job_start_date\", \"job_end_date\"]\n\
                [sheet.columns]\nreference = [\"Client Ref\"]\njob_start_date = [\"Job Start\"]\njob_end_date = [\"Job End\"]\n";
    bench.file("ws/layouts/north.toml", &format!("{layout}\n{jobs}"));
    let people = table(Dates::Real).into_iter().map(|row| row[..5].to_vec()).collect();
    let in_work = table(Dates::Real).into_iter().filter(|row| !matches!(row[5], Cell::Empty));
    let jobs = in_work.map(|row| vec![row[0].clone(), row[5].clone(), row[6].clone()]).collect();
    bench.workbook(&path_of("north", "xlsx"), &[("Jobs", jobs), ("People", people)]);
}

#[test]
fn people_and_jobs_on_two_sheets_give_the_same_figures() {
    let bench = north();
    jobs_on_their_own_sheet(&bench, "last_day");
    assert_figures(&bench, "two sheets");
}

#[test]
fn an_end_that_is_the_first_day_out_of_work_makes_the_job_a_day_shorter() {
    // HPJ000002 has 182 days with 29 December 2014 as the last in work and 181 with it as the first out.
    let bench = north();
    jobs_on_their_own_sheet(&bench, "first_day_out");
    assert_eq!(exact(&bench, &QUERY), ["Heath,5,3,0,0", "Mersey,4,4,3,1", "Zoë Row,3,3,3,1", "All,12,10,6,2"]);
}

#[test]
fn a_date_of_excels_other_calendar_and_a_binary_workbook_are_opened() {
    let Some(shared) = shared() else { return };
    let bench = north();
    for name in ["date", "date_1904"] {
        let bytes = std::fs::read(shared.join(format!("real/xlsb/{name}.xlsb"))).unwrap();
        bench.bytes(&path_of("north", "xlsb"), &bytes);
        let outcome = bench.run(&["check", "-w", "ws", &path_of("north", "xlsb")]);
        outcome.expect(4).says(&[
            "no header row found in the first 30 rows",
            "; the nearest is row 1",
            "hint: the layout `north` expects",
        ]);
    }
}

#[test]
fn real_files_open_or_are_refused_for_what_they_lack_and_never_end_in_a_fault() {
    let Some(shared) = shared() else { return };
    let bench = north();
    for name in [
        "claimants/claimant-count.xlsx",
        "claimants/claimant_count_wards.csv",
        "geography/LAD_to_CombinedAuthority_2025.csv",
        "geography/gm_jobcentreplus.csv",
        "nomis/nomis_2023_04_24_APSempRate.xlsx",
        "nomis/ucjsa.csv",
        "uk-spreadsheets/EB1-_Existing_Domestic_Properties.ods",
        "uk-spreadsheets/ONS-vacancy-referencetablesupdated.xlsx",
        "uk-spreadsheets/ashe-79.xls",
        "uk-spreadsheets/house-prices.xls",
    ] {
        let path = shared.join("real").join(name);
        let outcome = bench.run(&["check", "-w", "ws", "--layout", "north", path.to_str().unwrap()]);
        outcome.expect(4).says(&["cannot use `", "no header row found", "hint: "]);
    }
}

#[test]
fn the_northern_ireland_leavers_read_whole_with_a_layout_of_their_own() {
    let Some(shared) = shared() else { return };
    let bench = north();
    edit(&bench, "ws/quarterdeck.toml", "[areas]", "[areas]\nareas = []");
    let layout = "name = \"leavers\"\ndescription = \"School leavers\"\n[[sheet]]\nrecord = \"participants\"\n\
        required = [\"reference\", \"attachment_date\", \"sustained\"]\n\
        ignored = [\"months_in_first_job\", \"sustained_3m\"]\n[sheet.columns]\n\
        reference = [\"client_id\"]\narea = [\"area\"]\nsex = [\"sex\"]\nreferral_date = [\"referral_date\"]\n\
        attachment_date = [\"start_date\"]\njob_start_date = [\"job_start_date\"]\njob_end_date = [\"job_end_date\"]\n\
        sustained = [\"sustained_6m\"]\n";
    bench.file("ws/layouts/leavers.toml", layout);
    // Older than the programme of 2011.
    let programme = std::fs::read_to_string(project().join("src/definitions/programmes/work-programme.toml")).unwrap();
    bench.file("ws/programmes/work-programme.toml", &programme.replace("first_year = 2011\n", ""));
    let path = shared.join("real/ni-youth-training/clients.csv");
    let args = ["--layout", "leavers", "--supplier", "north", path.to_str().unwrap()];
    let found = checked(&bench, &args, 0);
    assert_eq!(account(&found, "clients.csv"), [459, 459, 0, 0]);
    assert_eq!(told(&found, &[]), Vec::<String>::new());
}

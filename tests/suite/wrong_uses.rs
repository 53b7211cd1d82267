//! Wrong uses: each ends with its exit code, says where, what was expected and what to do, and leaves the
//! last paper as it was.

use crate::harness::{Bench, Cell, Outcome, project, shared};
use crate::small::{PARTICIPANTS, QUARTER, checked, council, edit, path_of, text};

pub const REPORT: [&str; 5] = ["report", "-w", "halton", "--quarter", "2015-16-Q3"];
pub const NORTHGATE: &str = "halton/returns/northgate_2015-16-Q3.xlsx";
const WIDNES: &str = "halton/returns/jcp_widnes_2015-16-Q3.csv";
const WORKSPACE: &str = "halton/quarterdeck.toml";
const ACCEPTED: [&str; 4] = ["--because", "Widnes office closed by flood", "--by", "J Brown"];

/// The sample with its paper made.
pub fn with_paper() -> (Bench, Vec<(String, Vec<u8>)>) {
    let bench = Bench::new();
    bench.sample().run(&REPORT).expect(0);
    let paper = bench.all_files("output");
    assert!(paper.len() > 3, "{} files", paper.len());
    (bench, paper)
}

/// Makes the paper, prepares a wrong use, and runs it: the code, what it says with a hint, the paper untouched.
#[track_caller]
pub fn wrong(prepare: impl Fn(&Bench), args: &[&str], code: i32, words: &[&str]) -> Outcome {
    let (bench, paper) = with_paper();
    prepare(&bench);
    let outcome = bench.run(args);
    outcome.expect(code).says(words);
    let hints = ["hint: ", "to do: ", "tip: ", "try '--help'"];
    assert!(hints.iter().any(|hint| outcome.stderr.contains(hint)), "no hint:\n{}", outcome.stderr);
    let mut files = bench.all_files("output");
    // What goes back to the senders is no part of the paper.
    files.retain(|(name, _)| !name.contains("/internal/queries/"));
    assert!(paper == files, "the last paper was touched");
    outcome
}

/// The same where nothing has to be prepared.
#[track_caller]
fn wrong_words(args: &[&str], code: i32, words: &[&str]) -> Outcome {
    wrong(|_| {}, args, code, words)
}

fn client_data(header: &[&'static str], rows: &[&[Cell]]) -> Vec<Vec<Cell>> {
    let header = header.iter().map(|name| Cell::Text(name)).collect();
    std::iter::once(header).chain(rows.iter().map(|row| row.to_vec())).collect()
}

const HEADER: [&str; 6] = ["Client Ref", "Referral Date", "Attach Date", "Job Start", "Job End", "Outcome Claimed"];

#[test]
fn a_file_that_is_not_there_and_a_folder_in_its_place_are_told_apart() {
    wrong_words(&["check", "-w", "halton", "nosuch.xlsx"], 2, &["there is no file `nosuch.xlsx`"]);
    wrong_words(&["check", "-w", "halton", "halton/returns"], 2, &["`halton/returns` is a folder, not a file"]);
    wrong_words(&["check", "-w", "halton"], 2, &["required arguments were not provided", "<FILE>"]);
}

#[cfg(unix)]
#[test]
fn a_pipe_a_socket_a_device_and_a_dead_link_are_called_what_they_are() {
    let make = |bench: &Bench| {
        let folder = bench.path();
        let made = std::process::Command::new("mkfifo").arg(folder.join("pipe.xlsx")).status();
        assert!(made.is_ok_and(|status| status.success()), "mkfifo");
        drop(std::os::unix::net::UnixListener::bind(folder.join("socket.xlsx")).unwrap());
        std::os::unix::fs::symlink("nowhere.xlsx", folder.join("link.xlsx")).unwrap();
    };
    let check = |file: &'static str| ["check", "-w", "halton", "--layout", "clients", "--supplier", "northgate", file];
    for (file, said) in [
        ("pipe.xlsx", "`pipe.xlsx` is a named pipe, not a file"),
        ("socket.xlsx", "`socket.xlsx` is a socket, not a file"),
        ("/dev/null", "`/dev/null` is a device, not a file"),
        ("link.xlsx", "`link.xlsx` is a link to a file that is not there"),
    ] {
        wrong(make, &check(file), 2, &[said]);
    }
}

#[test]
fn a_folder_with_the_name_of_a_return_is_told() {
    let bench = council(&["North"], false);
    bench.file(&format!("{}/inside.txt", path_of("north", "xlsx")), "x");
    let words = ["return_is_no_file", "is a folder, not a file: it is not read", "return_missing"];
    bench.run(&["report", "-w", "ws", "--quarter", QUARTER]).expect(3).says(&words);
}

#[test]
fn a_path_in_place_of_a_layouts_name_is_told_what_a_name_is() {
    for path in ["../../etc/passwd", "layouts/northgate.toml", "northgate.toml", "/etc/passwd", ".."] {
        let args = ["check", "-w", "halton", "--layout", path, "halton/returns/northgate_2015-16-Q3.xlsx"];
        let words = ["cannot be the name of a layout", "give the name of a file in the workspace's `layouts` folder"];
        let outcome = wrong_words(&args, 2, &words);
        assert!(!outcome.stderr.contains("add layouts/"), "{}", outcome.stderr);
    }
}

#[test]
fn a_folder_in_the_place_of_a_layout_or_programme_is_told_and_nothing_built_in_takes_its_place() {
    for (name, args) in [
        ("layouts/northgate.toml", &["check", "-w", "halton", NORTHGATE][..]),
        ("layouts/clients.toml", &["layout", "check", "clients", "-w", "halton"]),
        ("programmes/work-programme.toml", &REPORT),
    ] {
        let put = |bench: &Bench| {
            let place = bench.path().join("halton").join(name);
            drop(std::fs::remove_file(&place));
            std::fs::create_dir_all(place).unwrap();
        };
        wrong(put, args, 2, &[&format!("`halton/{name}` is a folder"), "put the file itself in its place"]);
    }
}

#[test]
fn a_file_that_is_refused_while_its_layout_is_looked_for_does_not_keep_others_from_being_checked() {
    let bench = Bench::new();
    bench.sample().bytes("unknown.xlsx", b"PK\x03\x04 cut off");
    let good = "halton/returns/northgate_2015-16-Q3.xlsx";
    for files in [["unknown.xlsx", good], [good, "unknown.xlsx"]] {
        let outcome = bench.run(&[&["check", "-w", "halton", "--format", "json"], &files[..]].concat());
        outcome.expect(4);
        let said: serde_json::Value = serde_json::from_str(&outcome.stdout).unwrap();
        assert_eq!(said["refused"][0]["file"], "unknown.xlsx");
        assert!(said["refused"][0]["message"].as_str().unwrap().contains("not a complete workbook"), "{said}");
        assert!(said["accounts"]["read"].as_u64().unwrap() > 100, "the other was read");
    }
}

#[test]
fn a_folder_that_is_no_workspace_is_told_what_a_workspace_is() {
    wrong_words(&["report", "-w", "halton/returns"], 2, &["`halton/returns` is not a workspace", "quarterdeck.toml"]);
    wrong_words(&["report", "-w", "nosuch"], 2, &["there is no folder `nosuch`"]);
    wrong_words(&["report", "-w", WORKSPACE], 2, &["this is a file, not a folder"]);
}

#[test]
fn a_quarter_that_is_none_and_one_without_returns_are_refused_with_those_there_are() {
    let words = ["`2015-16-Q5`", "quarters run from Q1 to Q4"];
    wrong_words(&["report", "-w", "halton", "--quarter", "2015-16-Q5"], 2, &words);
    let words = ["2015 is followed by 16, not 17"];
    wrong_words(&["report", "-w", "halton", "--quarter", "2015-17-Q3"], 2, &words);
    let words = ["`Christmas` is not a quarter", "write it as 2015-16-Q3"];
    wrong_words(&["report", "-w", "halton", "--quarter", "Christmas"], 2, &words);
    let words = ["there is no return for 2019-20-Q1", "hint: the returns are for 2014-15-Q3, 2015-16-Q1, 2015-16-Q2"];
    wrong_words(&["report", "-w", "halton", "--quarter", "2019-20-Q1"], 2, &words);
}

#[test]
fn a_return_without_a_required_header_is_refused_with_the_nearest() {
    let put = |bench: &Bench| {
        let header = ["Client Ref", "Referral Date", "Attach. Dt", "Job Start", "Job End", "Outcome Claimed"];
        let row = [Cell::Text("HPJ001001"), Cell::Date("2015-04-01")];
        bench.workbook(NORTHGATE, &[("Client data", client_data(&header, &[&row]))]);
    };
    let words = [
        "northgate_2015-16-Q3.xlsx, Client data, row 1",
        "no header for required column `attachment_date`",
        "hint: nearest header is `Attach. Dt`",
        "layouts/northgate.toml",
        "no figures were made: 1 file was refused",
    ];
    wrong(put, &REPORT, 4, &words);
    wrong(put, &["check", "-w", "halton", NORTHGATE], 4, &words[..4]);
}

#[test]
fn two_headers_for_one_column_and_two_sheets_that_match_are_never_chosen_between() {
    let row: &[Cell] = &[Cell::Text("HPJ001001"), Cell::Date("2015-04-01")];
    let twice = |bench: &Bench| {
        let header = [&HEADER[..], &["Attachment Date"]].concat();
        bench.workbook(NORTHGATE, &[("Client data", client_data(&header, &[row]))]);
    };
    let words = ["Client data, row 1: columns C `Attach Date` and G `Attachment Date` both mean `attachment_date`"];
    wrong(twice, &REPORT, 4, &words);
    let sheets = |bench: &Bench| {
        edit(bench, "halton/layouts/northgate.toml", "sheet = \"Client data\"", "sheet = \"*\"");
        let sheet = || client_data(&HEADER, &[row]);
        bench.workbook(NORTHGATE, &[("Q3", sheet()), ("Q3 old", sheet())]);
    };
    let words = ["northgate_2015-16-Q3.xlsx: sheets Q3 and Q3 old all look like participants", "sheet = \"...\""];
    wrong(sheets, &REPORT, 4, &words);
}

#[test]
fn a_sheet_without_anything_and_a_header_without_rows_are_not_taken_for_nobody() {
    let empty = |bench: &Bench| {
        bench.workbook(NORTHGATE, &[("Client data", vec![])]);
    };
    let words = ["return_is_empty", "northgate_2015-16-Q3.xlsx", "Client data: the sheet is empty", "to do: ask"];
    wrong(empty, &REPORT, 3, &words);
    let header = |bench: &Bench| {
        bench.workbook(NORTHGATE, &[("Client data", client_data(&HEADER, &[]))]);
    };
    let words = ["Client data: the table has a header and no rows", "to do: ask the sender for the return again"];
    wrong(header, &REPORT, 3, &words);
    let other = |bench: &Bench| {
        let sheet = client_data(&HEADER, &[&[Cell::Text("HPJ001001"), Cell::Date("2015-04-01")]]);
        bench.workbook(NORTHGATE, &[("Sheet1", sheet)]);
    };
    wrong(other, &REPORT, 4, &["no visible sheet is called `Client data`", "the file has `Sheet1`"]);
}

#[test]
fn what_is_no_workbook_is_called_by_its_name() {
    let sized = |stream: &str| {
        // An OLE container: its signature, and a directory entry with the name of a stream.
        let mut bytes = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
        bytes.resize(512, 0);
        bytes.extend(stream.encode_utf16().flat_map(u16::to_le_bytes));
        bytes.resize(2048, 0);
        bytes
    };
    let whole = std::fs::read(project().join("sample_data").join(NORTHGATE)).unwrap();
    let cases: [(Vec<u8>, &str, &str); 6] = [
        (sized("EncryptedPackage"), "protected by a password", "remove the password"),
        (sized("WordDocument"), "a Word document", "ask the sender"),
        (
            b"<html><table><tr><td>Client Ref</td></tr>".to_vec(),
            "a web page (HTML), not a workbook",
            "save it as .xlsx",
        ),
        (whole[..whole.len() - 22].to_vec(), "not a complete workbook", "is it still being copied?"),
        (Vec::new(), "empty (0 bytes)", "is it still being copied?"),
        (b"%PDF-1.7 ...".to_vec(), "this is a PDF", "ask the sender"),
    ];
    for (bytes, said, hint) in cases {
        let put = |bench: &Bench| {
            bench.bytes(NORTHGATE, &bytes);
        };
        wrong(put, &REPORT, 4, &["cannot read `northgate_2015-16-Q3.xlsx`", said, hint]);
    }
    let Some(shared) = shared() else { return };
    let real = std::fs::read(shared.join("badinputs/files/a14_password_protected.xlsx")).unwrap();
    let put = |bench: &Bench| {
        bench.bytes(NORTHGATE, &real);
    };
    wrong(put, &REPORT, 4, &["protected by a password"]);
}

#[test]
fn a_web_page_called_xls_is_refused_by_what_it_is() {
    let bench = Bench::new();
    bench.sample().file("export.xls", "\r\n<table border=1><tr><th>Client Ref</th></tr></table>");
    let args = ["check", "-w", "halton", "--layout", "northgate", "--supplier", "northgate", "export.xls"];
    bench.run(&args).expect(4).says(&["cannot read `export.xls`", "a web page (HTML)", "save it as .xlsx"]);
}

#[test]
fn a_quote_that_is_never_closed_names_the_line_where_it_opens() {
    let put = |bench: &Bench| {
        let text = bench.read(WIDNES);
        let at = text.match_indices('\n').nth(4).unwrap().0 + 1;
        bench.file(WIDNES, &format!("{}\"{}", &text[..at], &text[at..]));
    };
    let words = ["cannot read `jcp_widnes_2015-16-Q3.csv`", "line 6: a quote opens here and is never closed"];
    wrong(put, &REPORT, 4, &words);
}

#[test]
fn definition_files_with_a_slip_name_file_line_and_what_was_meant() {
    let slips = [
        (WORKSPACE, "min_rows = 5", "min_rows = ", "line 34", "correct that line"),
        (WORKSPACE, "min_rows = 5", "min_row = 5", "line 34: unknown name `min_row`", "did you mean `min_rows`?"),
        (WORKSPACE, "kind = \"jcp\"", "kind = \"jpc\"", "unknown name `jpc`", "known here: prime, jcp"),
        (
            WORKSPACE,
            "programme = \"work-programme\"",
            "programme = \"work-program\"",
            "no programme is called `work-program`",
            "did you mean `work-programme`?",
        ),
        (WORKSPACE, "template = \"halton-cover\"", "template = \"halton-covr\"", "halton-covr", "halton-cover"),
        (
            WORKSPACE,
            "layout = \"northgate\"",
            "layout = \"nortgate\"",
            "no layout is called `nortgate`",
            "did you mean `northgate`?",
        ),
        (WORKSPACE, "meeting_date = 2016-02-22", "meeting_date = 2016-02-30", "line 10", "correct that line"),
        (WORKSPACE, "job_start_rate = 20.0", "job_start_rate = 120.0", "120 is not a percentage", "correct that line"),
        (
            WORKSPACE,
            "\"Castlefields\" = \"Halton Castle\"",
            "\"Castlefields\" = \"Halton Castel\"",
            "`Castlefields` stands for `Halton Castel`, which is no ward",
            "did you mean `Halton Castle`?",
        ),
        (
            WORKSPACE,
            "min_rows = 5",
            "min_rows = 5\nblock_share = { ward_not_known = 10 }",
            "`ward_not_known` is 10",
            "a share from 0 to 1",
        ),
        (
            "halton/layouts/northgate.toml",
            "ward = [\"Ward\"]",
            "wrad = [\"Ward\"]",
            "`wrad` is no canonical column",
            "did you mean `ward`?",
        ),
        (
            "halton/layouts/northgate.toml",
            "\"JSA 18-24\" = \"1\"",
            "\"JSA 18-24\" = \"11\"",
            "`JSA 18-24` stands for `11`",
            "did you mean `1`?",
        ),
    ];
    for (file, from, to, said, hint) in slips {
        wrong(|bench| edit(bench, file, from, to), &REPORT, 2, &["error: ", said, "hint: ", hint]);
    }
}

#[test]
fn a_return_that_did_not_come_stops_the_paper_until_somebody_answers_for_it() {
    let remove = |bench: &Bench| std::fs::remove_file(bench.path().join(WIDNES)).unwrap();
    let words = [
        "stops      return_missing",
        "jcp_widnes_2015-16-Q3.csv: Jobcentre Plus has sent no return for 2015-16-Q3; the newest is `jcp_widnes_2015-16-Q2.csv`; whoever was referred since is on no list",
        "to do: ask for it, or let this run go on without it with --accept return_missing --because TEXT --by NAME",
        "the last paper is untouched",
    ];
    wrong(remove, &REPORT, 3, &words);
    let query = ["query", "attached", "-w", "halton", "--quarter", "2015-16-Q3"];
    // In a query --by says how to group.
    let words = words.map(|words| words.replace("--by NAME", "--accepted-by NAME"));
    wrong(remove, &query, 3, &words.each_ref().map(String::as_str));

    let (bench, paper) = with_paper();
    remove(&bench);
    bench.run(&[&REPORT[..], &["--accept", "return_missing"], &ACCEPTED].concat()).expect(0);
    assert!(paper != bench.all_files("output"));
    for file in ["report.md", "report.html"] {
        let text = bench.read(&format!("output/halton/2015-16-Q3/{file}"));
        for words in ["Jobcentre Plus has sent no return for", "Widnes office closed by flood", "J Brown"] {
            assert!(text.contains(words), "{file}: {words}");
        }
    }
    let manifest = bench.read("output/halton/2015-16-Q3/internal/run.json");
    assert!(manifest.contains("\"because\": \"Widnes office closed by flood\""), "{manifest}");
    let accept = ["--accept", "return_missing", "--because", "flood", "--accepted-by", "J Brown"];
    bench.run(&[&query[..], &accept].concat()).expect(0);
}

#[test]
fn an_acceptance_needs_reason_and_name_and_one_of_nothing_is_told_and_not_printed() {
    wrong_words(&[&REPORT[..], &["--accept", "return_missing"]].concat(), 2, &["--because <TEXT>", "--by <NAME>"]);
    let blank = ["--accept", "return_missing", "--because", " ", "--by", "J Brown"];
    wrong_words(&[&REPORT[..], &blank].concat(), 2, &["--accept needs a reason and a name"]);
    wrong_words(&[&REPORT[..], &["--because", "flood"]].concat(), 2, &["--accept"]);

    let (bench, paper) = with_paper();
    let idle = [&REPORT[..], &["--accept", "retun_missing"], &ACCEPTED].concat();
    bench.run(&idle).expect(0).says(&["nothing called `retun_missing` stops this run"]);
    assert!(paper == bench.all_files("output"), "the paper says that a check would have stopped it");
    std::fs::remove_file(bench.path().join(WIDNES)).unwrap();
    bench.run(&idle).expect(3).says(&["did you mean `return_missing`?", "return_missing"]);
    assert!(paper == bench.all_files("output"));
}

#[test]
fn a_return_with_too_many_bad_rows_stops_until_it_is_accepted_by_that_name() {
    let bench = council(&["North"], false);
    edit(&bench, "ws/quarterdeck.toml", "min_rows = 1000000", "min_rows = 5");
    let row = |i: u32, job: &str| format!("HPJ00{i:04},,,01/04/2014,01/05/2014,Mersey,1,{job},,,");
    let rows: Vec<String> = (0..100).map(|i| row(i, if i < 5 { "01/04/2014" } else { "" })).collect();
    bench.file(&path_of("north", "csv"), &text(PARTICIPANTS, &rows));
    let report = ["report", "-w", "ws"];
    let words = [
        "stops      job_start_before_attachment",
        "5 of 100 rows (5.0%); at most 5.0% may be so",
        "to do: ask the sender",
    ];
    bench.run(&report).expect(3).says(&words).says(&["stops      rows_set_aside"]);
    assert!(!bench.exists("output"));
    let one = [&report[..], &["--accept", "rows_set_aside"], &ACCEPTED].concat();
    bench.run(&one).expect(3);
    bench.run(&[&one[..], &["--accept", "job_start_before_attachment"]].concat()).expect(0);
    // One row less is under both limits.
    let rows: Vec<String> = (0..100).map(|i| row(i, if i < 4 { "01/04/2014" } else { "" })).collect();
    bench.file(&path_of("north", "csv"), &text(PARTICIPANTS, &rows));
    bench.run(&report).expect(0);
}

#[test]
fn a_row_with_two_bad_dates_counts_as_one_row_at_the_gate() {
    let bench = council(&["North"], false);
    edit(&bench, "ws/quarterdeck.toml", "min_rows = 1000000", "min_rows = 1\nblock_share = { rows_set_aside = 1.0 }");
    let bad = "HPJ000001,,,30/02/2014,31/02/2014,Mersey,1,,,,".to_string();
    let good = |i: u32| format!("HPJ00{i:04},,,01/04/2014,01/05/2014,Mersey,1,,,,");
    let job = "HPJ001000,,,01/04/2014,01/05/2014,Mersey,1,01/06/2014,,,".to_string();
    let rows: Vec<String> = [bad, job].into_iter().chain((2..=74).map(good)).collect();
    bench.file(&path_of("north", "csv"), &text(PARTICIPANTS, &rows));
    // 1 of 75 is under the 2% at which impossible dates stop; 2 of 75 would be over.
    let outcome = bench.run(&["report", "-w", "ws"]);
    outcome.expect(0).says(&["date_not_possible                   1 row "]);
}

#[test]
fn queries_for_what_there_is_not_name_the_nearest() {
    let query = |args: &[&'static str]| [&["query"], args, &["-w", "halton"]].concat();
    let cases: [(&[&str], &str, &str); 7] = [
        (&["attachd"], "there is no measure `attachd`", "did you mean `attached`?"),
        (&["attached", "--by", "wards"], "there is no dimension `wards`", "did you mean `ward`?"),
        (&["attached", "--where", "wrd=Mersey"], "there is no dimension `wrd`", "did you mean `ward`?"),
        (&["attached", "--where", "ward=Mersy"], "there is no ward called `Mersy`", "did you mean `Mersey`?"),
        (&["attached", "--where", "Mersey"], "`Mersey` is not DIM=VALUE", "--where ward=Mersey"),
        (&["attached,attached"], "measure `attached` is given twice", "name it once"),
        (&["attached", "--by", "ward,ward"], "dimension `ward` is given twice", "name it once"),
    ];
    for (args, said, hint) in cases {
        wrong_words(&query(args), 2, &[said, hint]);
    }
}

#[test]
fn options_and_commands_that_there_are_not_name_the_nearest() {
    wrong_words(&["report", "-w", "halton", "--acept", "x"], 2, &["unexpected argument '--acept'", "'--accept'"]);
    wrong_words(&["raport"], 2, &["unrecognized subcommand 'raport'", "'report'"]);
    wrong_words(&["query", "attached", "-w", "halton", "--format", "xml"], 2, &["invalid value 'xml'", "json"]);
    wrong_words(&["report", "-w", "halton", "--today", "today"], 2, &["--today <YYYY-MM-DD>"]);
}

#[test]
fn a_file_whose_name_no_pattern_fits_is_read_with_the_layout_that_its_headers_fit_and_says_so() {
    let bench = Bench::new();
    bench.sample();
    std::fs::copy(bench.path().join(NORTHGATE), bench.path().join("new.xlsx")).unwrap();
    let check = |args: &[&str]| bench.run(&[&["check", "-w", "halton"], args].concat());
    let outcome = check(&["new.xlsx"]);
    let said = &outcome.expect(0).stdout;
    assert!(said.contains("layout_recognised") && said.contains("the headers fit the layout `northgate`"), "{said}");
    bench.file("other.csv", "Client Reference,Started,Finished\n1,2,3\n");
    check(&["other.csv"]).expect(2).says(&["`other.csv` fits no layout; nearest: `", " of ", "--layout NAME"]);
    bench.file("strange.csv", "a,b,c\n1,2,3\n");
    check(&["strange.csv"]).expect(2).says(&["`strange.csv` fits no layout; none comes near"]);
}

#[test]
fn a_file_that_fits_no_layout_is_asked_about_and_the_others_are_checked() {
    let bench = council(&["North", "South"], false);
    bench.file("other.csv", "Client Ref,Begun,Finished\n1,2,3\n").file("strange.csv", "a,b,c\n1,2,3\n");
    bench.file(&path_of("north", "csv"), &text(PARTICIPANTS, &["HPJ000001,,,30/02/2014,01/03/2014,Mersey,1,,,,"; 1]));
    let check = |files: &[&str], code| {
        let outcome = bench.run(&[&["check", "-w", "ws", "--quarter", "2015-16-Q3"], files].concat());
        outcome.expect(code);
        outcome
    };
    let north = path_of("north", "csv");
    let asked = ["`other.csv` fits no layout; nearest: `", " of ", "--layout NAME --supplier ID"];
    for files in [[north.as_str(), "other.csv", "strange.csv"], ["strange.csv", "other.csv", &north]] {
        // Its one row is set aside, which stops: data quality is told before a question.
        let outcome = check(&files, 3);
        outcome.says(&asked).says(&["`strange.csv` fits no layout; none comes near"]);
        assert!(outcome.stdout.contains("date_not_possible"), "{}", outcome.stdout);
    }
    bench.file(&north, &text(PARTICIPANTS, &["HPJ000001,,,01/02/2014,01/03/2014,Mersey,1,,,,"; 1]));
    let outcome = check(&[&north, "other.csv"], 2);
    assert!(outcome.says(&asked).stdout.contains("1 used"), "{}", outcome.stdout);
    bench.file("page.csv", "<html>");
    check(&[&north, "other.csv", "page.csv"], 4).says(&asked);
    let found = checked(&bench, &[&north, "other.csv"], 2);
    assert_eq!(found["refused"][0]["file"], "other.csv");
    assert!(found["refused"][0]["hint"].as_str().unwrap().contains("--layout NAME"), "{found}");
}

#[test]
fn check_does_not_guess_who_sent_a_file_nor_mix_lists_of_two_quarters() {
    let bench = Bench::new();
    bench.sample();
    std::fs::copy(bench.path().join(NORTHGATE), bench.path().join("new.xlsx")).unwrap();
    std::fs::copy(bench.path().join("halton/layouts/northgate.toml"), bench.path().join("halton/layouts/free.toml"))
        .unwrap();
    edit(&bench, "halton/layouts/free.toml", "name = \"northgate\"", "name = \"free\"");
    let check = |args: &[&str]| bench.run(&[&["check", "-w", "halton"], args].concat());
    let words = ["`new.xlsx` fits `free` (", ") and `northgate` (", "alike", "--layout NAME --supplier ID"];
    check(&["new.xlsx"]).expect(2).says(&words);
    check(&["new.xlsx", "--layout", "northgate"]).expect(0);
    let words = ["it is not clear who sent `new.xlsx`", "--supplier ID", "northgate, bridgewater, jcp"];
    check(&["new.xlsx", "--layout", "free"]).expect(2).says(&words);
    let words = ["no supplier has the id `northgat`", "suppliers are: northgate, bridgewater, jcp"];
    check(&["new.xlsx", "--layout", "free", "--supplier", "northgat"]).expect(2).says(&words);
    let older = "halton/returns/northgate_2015-16-Q2.xlsx";
    check(&[older, NORTHGATE]).expect(2).says(&["list everybody so far for two quarters", "one quarter at a time"]);
    let again = "./halton/../halton/returns/northgate_2015-16-Q3.xlsx";
    let (once, twice) = (check(&[NORTHGATE, "--no-queries"]), check(&[NORTHGATE, again, "--no-queries"]));
    assert_eq!(once.expect(0).stdout, twice.expect(0).stdout, "a file given twice");
}

#[test]
fn a_refused_file_does_not_keep_the_others_from_being_checked() {
    let bench = council(&["North", "South"], false);
    bench.file(&path_of("south", "csv"), "<html>");
    bench.file(&path_of("north", "csv"), &text(PARTICIPANTS, &["HPJ000001,,,30/02/2014,,Mersey,1,,,,"]));
    let found = checked(&bench, &[&path_of("north", "csv"), &path_of("south", "csv")], 4);
    assert_eq!(found["refused"][0]["file"], "south_2015-16-Q3.csv");
    assert!(found["refused"][0]["message"].as_str().unwrap().contains("a web page"), "{found}");
    assert_eq!(found["findings"][0]["code"], "date_not_possible");
}

#[test]
fn a_hint_names_the_flags_of_the_command_that_gives_it() {
    let bench = council(&["North"], false);
    let row = |i: u32| format!("HPJ00{i:04},,,01/04/2014,,Mersey,1,,,,");
    bench.file(&path_of("north", "csv"), &text(PARTICIPANTS, &(0..30).map(row).collect::<Vec<String>>()));
    let accept = |by| format!("let this run go on with --accept column_empty --because TEXT {by} NAME");
    bench.run(&["report", "-w", "ws"]).expect(3).says(&[&accept("--by")]);
    bench.run(&["query", "attached", "-w", "ws"]).expect(3).says(&[&accept("--accepted-by")]);
    let north = path_of("north", "csv");
    let check = bench.run(&["check", "-w", "ws", "--quarter", QUARTER, &north]);
    assert!(check.expect(3).stdout.contains("let `report` go on with --accept column_empty"), "{}", check.stdout);
    let blank = ["query", "attached", "-w", "ws", "--accept", "column_empty", "--because", " ", "--accepted-by", "J"];
    bench.run(&blank).expect(2).says(&["--because TEXT and --accepted-by NAME"]);
}

#[test]
fn a_prime_of_whose_people_no_row_is_used_has_no_figures_where_that_is_accepted() {
    let bench = council(&["North", "South"], false);
    let row = |prefix: &str, i: u32| format!("{prefix}{i:04},,,01/04/2014,01/05/2014,Mersey,1,,,,");
    let rows = |prefix| (0..15).map(|i| row(prefix, i)).collect::<Vec<String>>();
    bench.file(&path_of("north", "csv"), &text(PARTICIPANTS, &rows("HPJ00")));
    let report = ["report", "-w", "ws"];
    for south in [text(PARTICIPANTS, &rows("QQQ00")), text(PARTICIPANTS, &[""; 0])] {
        bench.file(&path_of("south", "csv"), &south);
        bench.run(&report).expect(3);
        let accept = ["--accept", "no_row_used", "--accept", "return_is_empty"];
        bench.run(&[&report[..], &accept, &ACCEPTED].concat()).expect(0);
        let paper = bench.read(&format!("output/small/{QUARTER}/report.md"));
        assert!(paper.contains("Attachment rate, North"), "{paper}");
        for figure in ["rate, South", "| South |", "Returns of North and South"] {
            assert!(!paper.contains(figure), "{figure}: {paper}");
        }
        assert!(paper.contains("A check would have stopped it: South: "), "{paper}");
        bench.run(&["query", "attached", "--by", "prime", "-w", "ws"]).expect(3);
    }
}

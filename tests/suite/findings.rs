//! Findings: each rule says what is wrong and where, and what becomes of the row.

use crate::harness::{Bench, Cell, project};
use crate::small::{PARTICIPANTS, REFERRALS, account, checked, checked_to_the_end, council, edit, path_of, text, told};

/// One return of one row too many: what is written into a good row, and what must be told of it.
struct Case {
    /// Extra header of the return, where the rule needs a column that others do without.
    header: &'static str,
    /// The rows; `good` and `job` stand for rows without a fault.
    rows: &'static [&'static str],
    /// `code effect row column`.
    told: &'static [&'static str],
    /// Read, used, set aside, left out.
    account: [u64; 4],
}

const GOOD: &str = "HPJ000001,Oldham,12/03/1980,01/04/2014,01/05/2014,Mersey,1,01/06/2014,30/11/2014,30/11/2014,";

/// What is said of lists that are as short as these: nothing in them is used, or no date proves which order they have.
const SHORT: &[&str] = &["no_row_used", "date_order_not_proven"];

const fn one(rows: &'static [&'static str], told: &'static [&'static str]) -> Case {
    Case { header: "", rows, told, account: [1, 0, 1, 0] }
}

const fn noted(header: &'static str, rows: &'static [&'static str], told: &'static [&'static str]) -> Case {
    Case { header, rows, told, account: [1, 1, 0, 0] }
}

/// Rules about one row of a prime's return.
const ROWS: &[Case] = &[
    noted("", &[GOOD], &[]),
    one(
        &["HPJ000001,,,01/04/2014,01/05/2014,Mersey,1,11/01/2016,,,"],
        &["date_after_received sets_aside 2 H \"Job Start\""],
    ),
    noted("", &["HPJ000001,,,01/04/2014,01/05/2014,Mersey,1,10/01/2016,,,"], &["event_after_as_at notes null null"]),
    one(&["HPJ000001,,,31/12/2010,01/05/2014,Mersey,1,,,,"], &["date_before_programme sets_aside 2 D \"Referred\""]),
    noted("", &["HPJ000001,,,01/01/2011,01/05/2014,Mersey,1,,,,"], &[]),
    one(
        &["HPJ000001,,,02/05/2014,01/05/2014,Mersey,1,,,,"],
        &["attachment_before_referral sets_aside 2 E \"Attached\""],
    ),
    one(
        &["HPJ000001,,,01/04/2014,01/05/2014,Mersey,1,,,,30/04/2014"],
        &["leaving_before_attachment sets_aside 2 K \"Left\""],
    ),
    one(
        &["HPJ000001,,,01/04/2014,,Mersey,1,01/06/2014,,,"],
        &["job_start_without_attachment sets_aside 2 H \"Job Start\""],
    ),
    one(
        &["HPJ000001,,,01/04/2014,01/05/2014,Mersey,1,30/04/2014,,,"],
        &["job_start_before_attachment sets_aside 2 H \"Job Start\""],
    ),
    one(
        &["HPJ000001,,,01/04/2014,01/05/2014,Mersey,1,,30/04/2015,,"],
        &["job_end_without_start sets_aside 2 I \"Job End\""],
    ),
    one(
        &["HPJ000001,,,01/04/2014,01/05/2014,Mersey,1,01/06/2014,30/05/2014,,"],
        &["job_end_before_start sets_aside 2 I \"Job End\""],
    ),
    one(
        &["HPJ000001,,,01/04/2014,01/05/2014,Mersey,1,,,30/11/2014,"],
        &["claim_without_job_start sets_aside 2 J \"Claimed\""],
    ),
    // 26 weeks from 1 June are over on 29 November; 13 weeks of group 3 on 30 August.
    one(
        &["HPJ000001,,,01/04/2014,01/05/2014,Mersey,1,01/06/2014,,28/11/2014,"],
        &["claim_too_early sets_aside 2 J \"Claimed\""],
    ),
    noted("", &["HPJ000001,,,01/04/2014,01/05/2014,Mersey,1,01/06/2014,,29/11/2014,"], &[]),
    noted("", &["HPJ000001,,,01/04/2014,01/05/2014,Mersey,3,01/06/2014,,30/08/2014,"], &[]),
    one(&["TBC,,,01/04/2014,01/05/2014,Mersey,1,,,,"], &["reference_missing sets_aside 2 A \"Client Ref\""]),
    one(&["HPX000001,,,01/04/2014,01/05/2014,Mersey,1,,,,"], &["reference_pattern sets_aside 2 A \"Client Ref\""]),
    noted(
        "",
        &["hpj-000 001,,,01/04/2014,01/05/2014,Mersey,1,,,,"],
        &["reference_respelt notes null A \"Client Ref\""],
    ),
    one(&["HPJ000001,,,30/02/2014,01/05/2014,Mersey,1,,,,"], &["date_not_possible sets_aside 2 D \"Referred\""]),
    one(&["HPJ000001,,,01/04/2014,01/05/14,Mersey,1,,,,"], &["date_two_digit_year sets_aside 2 E \"Attached\""]),
    one(&["HPJ000001,,,01/04/2014,soon,Mersey,1,,,,"], &["date_not_understood sets_aside 2 E \"Attached\""]),
    one(&["HPJ000001,,,01/04/2014,#REF!,Mersey,1,,,,"], &["error_cell sets_aside 2 E \"Attached\""]),
    one(
        &["HPJ000001,,,01/04/2014,2014-06-30T23:30:00Z,Mersey,1,,,,"],
        &["date_depends_on_zone sets_aside 2 E \"Attached\"", "time_left_out notes null E \"Attached\""],
    ),
    noted("", &["HPJ000001,,,01/04/2014,41760,Mersey,1,,,,"], &["numbers_read_as_dates notes null E \"Attached\""]),
    noted("", &["HPJ000001,,,01/04/2014,01/05/2014 09:30,Mersey,1,,,,"], &["time_left_out notes null E \"Attached\""]),
    noted(
        "",
        &["HPJ000001,,,01/04/2014,01/05/2014,..,1,n/a,,,"],
        &["values_missing_by_mark notes null H \"Job Start\"", "values_missing_by_mark notes null F \"Ward\""],
    ),
    noted("", &["HPJ000001,,,01/04/2014,01/05/2014,#N/A,1,,,,"], &["error_cell notes 2 F \"Ward\""]),
    noted(
        "",
        &["HPJ000001,=1+A1,,01/04/2014,01/05/2014,Mersey,1,,,,"],
        &["formula_like_text notes null B \"Surname\""],
    ),
    Case {
        header: "",
        rows: &[GOOD, "HPJO0000I,,,01/04/2014,01/05/2014,Mersey,1,,,,"],
        told: &["reference_pattern sets_aside 3 A \"Client Ref\"", "reference_looks_alike notes 3 A \"Client Ref\""],
        account: [2, 1, 1, 0],
    },
    noted("", &["HPJ000001,,,01/04/2014,01/05/2014,Mersy,1,,,,"], &["ward_not_known notes 2 F \"Ward\""]),
    noted("", &["HPJ000001,,,01/04/2014,01/05/2014,Mersey,77,,,,"], &["payment_group_not_known notes 2 G \"Group\""]),
    noted(
        ",Office",
        &["HPJ000001,,,01/04/2014,01/05/2014,Mersey,1,,,,,Leeds"],
        &["office_not_known notes 2 L \"Office\""],
    ),
    noted(",Area", &["HPJ000001,,,01/04/2014,01/05/2014,Mersey,1,,,,,Leeds"], &["area_not_known notes 2 L \"Area\""]),
    noted(",Route", &["HPJ000001,,,01/04/2014,01/05/2014,Mersey,1,,,,,bus"], &["route_not_known notes 2 L \"Route\""]),
    noted(
        ",RAG",
        &["HPJ000001,,,01/04/2014,01/05/2014,Mersey,1,,,,,red"],
        &["header_not_recognised notes 1 L \"RAG\""],
    ),
    Case {
        header: ",Mark",
        rows: &["HPJ000001,,,01/04/2014,01/05/2014,Mersey,1,01/06/2014,,,,perhaps"],
        told: &["mark_not_understood sets_aside 2 L \"Mark\""],
        account: [1, 0, 1, 0],
    },
    Case {
        header: ",Mark",
        rows: &["HPJ000001,,,01/04/2014,01/05/2014,Mersey,1,,,,,yes"],
        told: &["claim_without_job_start sets_aside 2 L \"Mark\""],
        account: [1, 0, 1, 0],
    },
    // Referred after the end of the quarter, before the return arrived.
    Case {
        header: "",
        rows: &[GOOD, "HPJ000002,,,05/01/2016,,Mersey,1,,,,"],
        told: &["after_as_at leaves_out 3 null"],
        account: [2, 1, 0, 1],
    },
    Case {
        header: "",
        rows: &[GOOD, "HPJ000002,,,01/04/2014,,Mersey,1,,,,", GOOD],
        told: &["identical_duplicate leaves_out 4 A \"Client Ref\""],
        account: [3, 2, 0, 1],
    },
    Case {
        header: "",
        rows: &[GOOD, "HPJ000001,,,01/04/2014,02/05/2014,Mersey,1,,,,", "HPJ000002,,,01/04/2014,,Mersey,1,,,,"],
        told: &[
            "conflicting_duplicate sets_aside 2 A \"Client Ref\"",
            "conflicting_duplicate sets_aside 3 A \"Client Ref\"",
        ],
        account: [3, 1, 2, 0],
    },
    // Who has left and joins again has come back: on the day of leaving at the earliest.
    Case {
        header: "",
        rows: &[
            "HPJ000001,,,01/04/2014,01/05/2014,Mersey,1,,,,01/09/2014",
            "HPJ000001,,,,01/09/2014,Mersey,1,,,,02/02/2015",
            "HPJ000001,,,20/02/2015,01/03/2015,Mersey,1,01/06/2015,,,",
        ],
        told: &["attached_again notes null null", "referral_date_not_given notes null D \"Referred\""],
        account: [3, 3, 0, 0],
    },
    Case {
        header: "",
        rows: &[
            "HPJ000001,,,01/04/2014,01/05/2014,Mersey,1,,,,02/09/2014",
            "HPJ000001,,,10/04/2014,01/09/2014,Mersey,1,,,,",
        ],
        told: &[
            "conflicting_duplicate sets_aside 2 A \"Client Ref\"",
            "conflicting_duplicate sets_aside 3 A \"Client Ref\"",
        ],
        account: [2, 0, 2, 0],
    },
    // Referred again before the first stay began: it is that referral, written another way.
    Case {
        header: "",
        rows: &[
            "HPJ000001,,,01/04/2014,01/05/2014,Mersey,1,,,,01/09/2014",
            "HPJ000001,,,10/04/2014,01/09/2014,Mersey,1,,,,",
        ],
        told: &[
            "conflicting_duplicate sets_aside 2 A \"Client Ref\"",
            "conflicting_duplicate sets_aside 3 A \"Client Ref\"",
        ],
        account: [2, 0, 2, 0],
    },
    // Referred again after more than 14 days is a second spell; 14 days is not.
    Case {
        header: "",
        rows: &[GOOD, "HPJ000001,,,16/04/2014,,Mersey,1,,,,"],
        told: &["referred_again notes null null"],
        account: [2, 2, 0, 0],
    },
    Case {
        header: "",
        rows: &[GOOD, "HPJ000001,,,15/04/2014,,Mersey,1,,,,"],
        told: &[
            "conflicting_duplicate sets_aside 2 A \"Client Ref\"",
            "conflicting_duplicate sets_aside 3 A \"Client Ref\"",
        ],
        account: [2, 0, 2, 0],
    },
    Case {
        header: "",
        rows: &[GOOD, "HPJ000002,a,b,c", "HPJ000003,,,01/04/2014,,Mersey,1,,,,,,9", "Total,,,,,,,12,1,,"],
        told: &[
            "ragged_row sets_aside 3 null",
            "ragged_row sets_aside 4 null",
            "totals_row leaves_out 5 null",
            "totals_disagree_with_rows notes 5 H \"Job Start\"",
        ],
        account: [4, 1, 2, 1],
    },
    Case {
        header: "",
        rows: &[GOOD, "HPJ000002,\"Oldham\" J,,01/04/2014,,Mersey,1,,,,", "* provisional"],
        told: &["stray_quote sets_aside 3 null", "footnote leaves_out 4 null"],
        account: [3, 1, 1, 1],
    },
];

#[test]
fn each_rule_about_a_row_names_it_with_row_and_column_and_says_what_becomes_of_it() {
    for case in ROWS {
        let bench = council(&["North"], false);
        edit(&bench, "ws/quarterdeck.toml", "[areas]", "[areas]\nareas = [\"Halton\"]");
        let path = path_of("north", "csv");
        bench.file(&path, &text(&format!("{PARTICIPANTS}{}", case.header), case.rows));
        let found = checked(&bench, &[&path], if case.account[1] == 0 { 3 } else { 0 });
        assert_eq!(told(&found, SHORT), case.told, "{:?}", case.rows);
        assert_eq!(account(&found, "north"), case.account, "{:?}", case.rows);
        for finding in found["findings"].as_array().unwrap() {
            assert_eq!(finding["place"]["file"], "north_2015-16-Q3.csv", "{finding}");
            let whole = finding["place"]["row"].is_null();
            assert!(whole || finding["place"]["sheet"] == "north_2015-16-Q3", "{finding}");
            let [message, hint] = ["message", "hint"].map(|name| finding[name].as_str().unwrap());
            assert!(message.len() > 10 && hint.len() > 5, "{finding}");
        }
    }
}

#[test]
fn a_return_of_which_nothing_is_used_stops_check_and_report_with_the_reasons_counted() {
    let bench = council(&["North"], false);
    let path = path_of("north", "csv");
    let later = |i: u32| format!("HPJ00000{i},,,05/01/2016,,Mersey,1,,,,");
    bench.file(&path, &text(PARTICIPANTS, &[later(1), later(2), "TBC,,,01/04/2014,,Mersey,1,,,,".into()]));
    let found = checked(&bench, &[&path], 3);
    let stops = found["findings"].as_array().unwrap().iter().rfind(|finding| finding["effect"] == "stops").unwrap();
    assert_eq!(stops["code"], "no_row_used");
    assert_eq!(stops["message"], "of 3 rows of participants none is used: 2 after_as_at, 1 reference_missing");
    bench.run(&["report", "-w", "ws"]).expect(3).says(&["stops      no_row_used"]);

    bench.file(&path, &text(PARTICIPANTS, &[GOOD.to_string(), later(1)]));
    assert_eq!(told(&checked(&bench, &[&path], 0), &[]), ["after_as_at leaves_out 3 null"]);
    edit(&bench, "ws/quarterdeck.toml", "min_rows = 1000000", "min_rows = 1000000\nleast_used = 0.6");
    let expected = ["after_as_at leaves_out 3 null", "too_few_rows_used stops null null"];
    assert_eq!(told(&checked(&bench, &[&path], 3), &[]), expected);
    edit(&bench, "ws/quarterdeck.toml", "least_used = 0.6", "least_used = 6");
    bench.run(&["check", "-w", "ws", &path]).expect(2).says(&["gates.least_used is 6, which is no share of rows"]);
}

/// 30 people, referred on each day of a month and attached a week later; the second half writes the attachment with
/// the month first.
#[test]
fn a_column_that_mixes_orders_is_asked_about_once_and_not_row_by_row() {
    let bench = council(&["North"], false);
    let row = |i: u32| {
        let attached = if i > 15 { format!("05/{i:02}/2014") } else { format!("{i:02}/05/2014") };
        format!("HPJ0000{i:02},,,01/04/2014,{attached},Mersey,1,20/06/2014,,,")
    };
    // Read with the day first these are in January to December: attached after the job began.
    let early = |i: u32| format!("HPJ0001{i:02},,,01/04/2014,05/{i:02}/2014,Mersey,1,20/06/2014,,,");
    let rows: Vec<String> = (13..=30).map(row).chain((7..=12).map(early)).collect();
    bench.file(&path_of("north", "csv"), &text(PARTICIPANTS, &rows));
    let found = checked(&bench, &[&path_of("north", "csv")], 3);
    let told = told(&found, &["column_empty", "column_empty_so_far"]);
    let expected = [
        "date_order_mixed stops null E \"Attached\"",
        "date_order_not_proven notes null D \"Referred\"",
        "job_start_before_attachment sets_aside null H \"Job Start\"",
    ];
    let mut sorted = told.clone();
    sorted.sort();
    sorted.dedup();
    assert_eq!(sorted, expected, "{told:?}");
    assert_eq!(account(&found, "north"), [24, 3, 21, 0], "15 in the other order, 6 after their job");
}

#[test]
fn damaged_bytes_and_a_row_that_is_cut_off_are_set_aside_where_they_stand() {
    let good = text(PARTICIPANTS, &[GOOD, "HPJ000002,Zoë,,01/04/2014,,Zoë Row,1,,,,"]);
    let path = path_of("north", "csv");
    let bench = council(&["North"], false);
    let mut bytes = good.clone().into_bytes();
    bytes.extend(b"HPJ000003,Zo\xff,,01/04/2014,,Mersey,1,,,,\n");
    bench.bytes(&path, &bytes);
    let found = checked(&bench, &[&path], 0);
    assert_eq!(told(&found, SHORT), ["bytes_not_text sets_aside 4 B \"Surname\""]);
    assert_eq!(account(&found, "north"), [3, 2, 1, 0]);

    bench.file(&path, &format!("{good}HPJ000003,Oldham,,01/04"));
    let found = checked(&bench, &[&path], 0);
    assert_eq!(told(&found, SHORT), ["row_cut_off sets_aside 4 null"]);

    bench.file(&path, &good.replace("Oldham", "Old\0ham").replace("\n", "\r\n").replacen("\r\n", "\n", 1));
    let found = checked(&bench, &[&path], 0);
    assert_eq!(told(&found, SHORT), ["line_endings_mixed notes null null", "nul_removed notes 2 null"]);
    assert_eq!(account(&found, "north"), [2, 2, 0, 0]);

    let cp1252: Vec<u8> = good.chars().map(|c| if c == 'ë' { 0xeb } else { c as u8 }).collect();
    bench.bytes(&path, &cp1252);
    assert_eq!(told(&checked(&bench, &[&path], 0), SHORT), ["encoding_guessed notes null null"]);
}

#[test]
fn a_reference_that_lost_its_digits_sets_its_row_aside_and_stops_the_paper() {
    let bench = council(&["North"], false);
    let header = ["Client Ref", "Attached", "Job Start", "Job End"].map(Cell::Text).to_vec();
    let damaged = vec![Cell::Number(1.234_567_890_123_456_7e19), Cell::Date("2014-05-01")];
    let good = vec![Cell::Text("HPJ000002"), Cell::Date("2014-05-01")];
    bench.workbook(&path_of("north", "xlsx"), &[("People", vec![header, damaged, good])]);
    let found = checked(&bench, &[&path_of("north", "xlsx")], 3);
    let expected = ["reference_damaged sets_aside 2 A \"Client Ref\"", "reference_damaged stops null A \"Client Ref\""];
    assert_eq!(told(&found, SHORT), expected);
    assert_eq!(account(&found, "north"), [2, 1, 1, 0]);
    bench.run(&["report", "-w", "ws"]).expect(3).says(&["stops      reference_damaged"]);
}

/// North's return, South's where there is one, and Jobcentre Plus's list.
fn lists(north: &[&str], south: &[&str], jcp: &[&str]) -> (Bench, serde_json::Value) {
    let bench = council(&["North", "South"], true);
    let files = [("north", PARTICIPANTS, north), ("south", PARTICIPANTS, south), ("jcp", REFERRALS, jcp)];
    let mut paths = Vec::new();
    for (sender, header, rows) in files.into_iter().filter(|(.., rows)| !rows.is_empty()) {
        bench.file(&path_of(sender, "csv"), &text(header, rows));
        paths.push(path_of(sender, "csv"));
    }
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    let found = checked_to_the_end(&bench, &paths);
    (bench, found)
}

const SENT: &str = "HPJ000001,Oldham,01/04/2014,North,Widnes";

#[test]
fn primes_are_held_against_jobcentre_pluss_list() {
    let (_, found) = lists(&[GOOD], &[], &[SENT]);
    assert_eq!(told(&found, SHORT), Vec::<String>::new());

    let other = "HPJ000002,,,01/04/2014,01/05/2014,Mersey,1,,,,";
    let (_, found) = lists(&[GOOD, other], &[], &[SENT]);
    assert_eq!(told(&found, SHORT), ["not_on_jcp_list leaves_out 3 A \"Client Ref\""]);
    assert_eq!(account(&found, "north"), [2, 1, 0, 1]);

    let (_, found) = lists(&[GOOD], &[], &["HPJ000001,,01/04/2014,South,Widnes"]);
    let expected = ["jcp_names_another_prime sets_aside 2 A \"Client Ref\"", "not_at_prime notes null null"];
    assert_eq!(told(&found, SHORT), expected);
    assert_eq!(account(&found, "north"), [1, 0, 1, 0]);

    let (_, found) = lists(&[GOOD], &[], &["HPJ000001,,09/04/2014,North,Widnes"]);
    assert_eq!(told(&found, SHORT), ["referral_date_differs notes null null"]);
    let (_, found) = lists(&[GOOD], &[], &["HPJ000001,,08/04/2014,North,Widnes"]);
    assert_eq!(told(&found, SHORT), Vec::<String>::new(), "7 days are near enough");

    // 28 days before 31 December 2015 is 3 December: from then on a referral may still be on its way.
    let (_, found) = lists(&[GOOD], &[], &[SENT, "HPJ000003,,03/12/2015,North,Widnes"]);
    assert_eq!(told(&found, SHORT), Vec::<String>::new());
    let (_, found) = lists(&[GOOD], &[], &[SENT, "HPJ000003,,02/12/2015,North,Widnes"]);
    assert_eq!(told(&found, SHORT), ["not_at_prime notes null null"]);
}

#[test]
fn jobcentre_pluss_own_rows_have_rules_too() {
    let rows =
        [SENT, "HPJ000002,,,North,Widnes", "HPJ000003,,01/12/2015,Nord,Widnes", "HPJ000004,,11/01/2016,North,Leeds"];
    let (_, found) = lists(&[GOOD], &[], &rows);
    let expected = [
        "prime_not_known sets_aside 4 D \"Provider\"",
        "office_not_known notes 5 E \"Office\"",
        "referral_date_missing sets_aside 3 C \"Sent On\"",
        "date_after_received sets_aside 5 C \"Sent On\"",
    ];
    assert_eq!(told(&found, SHORT), expected);
    assert_eq!(account(&found, "jcp"), [4, 1, 3, 0]);
    let message = found["findings"][0]["message"].as_str().unwrap();
    assert!(message.contains("nearest: North"), "{message}");
}

#[test]
fn a_person_of_two_primes_counts_where_jobcentre_plus_says_and_without_its_word_nowhere() {
    let (_, found) = lists(&[GOOD], &[GOOD], &[SENT]);
    assert_eq!(told(&found, SHORT), ["client_of_two_primes sets_aside 2 A \"Client Ref\""]);
    assert_eq!((account(&found, "north"), account(&found, "south")), ([1, 1, 0, 0], [1, 0, 1, 0]));

    let bench = council(&["North", "South"], false);
    for prime in ["north", "south"] {
        bench.file(&path_of(prime, "csv"), &text(PARTICIPANTS, &[GOOD]));
    }
    let found = checked_to_the_end(&bench, &[&path_of("north", "csv"), &path_of("south", "csv")]);
    assert_eq!((account(&found, "north"), account(&found, "south")), ([1, 0, 1, 0], [1, 0, 1, 0]));
}

#[test]
fn people_not_at_jobcentre_plus_are_noted_where_the_primes_list_is_the_denominator() {
    let bench = council(&["North"], true);
    edit(&bench, "ws/quarterdeck.toml", "referrals_from = \"jcp\"", "referrals_from = \"prime\"");
    bench.file(&path_of("north", "csv"), &text(PARTICIPANTS, &[GOOD]));
    bench.file(&path_of("jcp", "csv"), &text(REFERRALS, &["HPJ000009,,01/12/2015,,Widnes"]));
    let found = checked(&bench, &[&path_of("north", "csv"), &path_of("jcp", "csv")], 0);
    assert_eq!(told(&found, &[SHORT, &["not_at_prime"]].concat()), ["not_at_jcp notes null null"]);
    assert_eq!(account(&found, "north"), [1, 1, 0, 0]);
}

/// People who were referred on 1 April 2014: reference, attached, job start, claimed, paid. Beside them rows of another
/// sheet, whose layout says what they are.
fn beside(people: &[&'static str], layout: &str, header: &'static str, rows: &[&'static str]) -> serde_json::Value {
    let bench = council(&["North"], false);
    let people_layout = "sheet = \"People\"\nrecord = \"participants\"\nrequired = [\"attachment_date\"]\n[sheet.columns]\n\
        reference = [\"Ref\"]\nattachment_date = [\"Attached\"]\njob_start_date = [\"Job\"]\n\
        sustained_claim_date = [\"Claimed\"]\noutcome_paid_date = [\"Outcome Paid\"]\n";
    let layout = format!("name = \"north\"\ndescription = \"x\"\n[[sheet]]\n{people_layout}[[sheet]]\n{layout}");
    bench.file("ws/layouts/north.toml", &layout);
    let sheet = |header: &'static str, rows: &[&'static str]| -> Vec<Vec<Cell>> {
        let cells = |row: &&'static str| row.split(',').map(Cell::Text).collect();
        [&[header], rows].concat().iter().map(cells).collect()
    };
    let people = sheet("Ref,Attached,Job,Claimed,Outcome Paid", people);
    bench.workbook(&path_of("north", "xlsx"), &[("People", people), ("Others", sheet(header, rows))]);
    checked_to_the_end(&bench, &[&path_of("north", "xlsx")])
}

const CLAIMS: &str = "sheet = \"Others\"\nrecord = \"claims\"\nrequired = [\"claim_date\"]\n[sheet.columns]\nreference = [\"Ref\"]\n\
    milestone = [\"Claim Type\"]\nclaim_date = [\"Claim Date\"]\npaid_date = [\"Paid\"]\npaid_amount = [\"Amount\"]\n";

/// One claim of somebody attached on 1 May 2014 and in work from 1 June, and what is told.
#[test]
fn claims_are_held_against_their_people_each_fault_with_its_place() {
    let person = "HPJ000001,01/05/2014,01/06/2014,,";
    let claim = |row: &'static str| {
        let found = beside(&[person], CLAIMS, "Ref,Claim Type,Claim Date,Paid,Amount", &[row]);
        (told(&found, SHORT), found)
    };
    let cases: [(&str, &[&str]); 22] = [
        ("HPJ000001,attachment,01/05/2014,20/05/2014,\u{a3}1 200.50", &[]),
        ("HPJ000001,Attachment,01/05/2014,20/05/2014,400", &[]),
        ("HPJ000001,Job Start,01/06/2014,,", &[]),
        ("HPJ000001,outcome,29/11/2014,10/12/2014,1200", &[]),
        ("HPJ000001,sustainment,27/12/2014,,TBC", &["values_missing_by_mark notes null E \"Amount\""]),
        ("HPJ000001,start,01/05/2014,,", &["milestone_not_known sets_aside 2 B \"Claim Type\""]),
        ("HPJ000001,delivery,01/05/2014,,", &["milestone_not_known sets_aside 2 B \"Claim Type\""]),
        ("HPJ000001,,01/05/2014,,", &["milestone_missing sets_aside 2 B \"Claim Type\""]),
        ("HPJ000001,attachment,,,400", &["claim_date_missing sets_aside 2 C \"Claim Date\""]),
        ("HPJ000001,attachment,,20/05/2014,400", &[]),
        ("HPJ000001,attachment,21/05/2014,20/05/2014,400", &["paid_before_claim sets_aside 2 D \"Paid\""]),
        ("HPJ000001,attachment,30/04/2014,20/05/2014,400", &["claim_before_attachment sets_aside 2 C \"Claim Date\""]),
        ("HPJ000001,attachment,,30/04/2014,400", &["claim_before_attachment sets_aside 2 D \"Paid\""]),
        ("HPJ000001,job start,31/05/2014,,", &["claim_too_early sets_aside 2 C \"Claim Date\""]),
        ("HPJ000001,outcome,28/11/2014,,", &["claim_too_early sets_aside 2 C \"Claim Date\""]),
        ("HPJ000001,outcome,11/01/2016,,", &["date_after_received sets_aside 2 C \"Claim Date\""]),
        ("HPJ000001,outcome,29/11/2014,11/01/2016,", &["date_after_received sets_aside 2 D \"Paid\""]),
        ("HPJ000001,outcome,05/01/2016,,", &["after_as_at leaves_out 2 null"]),
        ("HPJ000001,outcome,29/11/2014,05/01/2016,1200", &["event_after_as_at notes null null"]),
        ("HPJ000009,attachment,01/05/2014,,", &["claim_without_participant sets_aside 2 A \"Ref\""]),
        ("HPJ000001,attachment,01/05/2014,,-400", &["money_not_understood sets_aside 2 E \"Amount\""]),
        ("HPJ000001,attachment,01/05/2014,,400.125", &["money_not_understood sets_aside 2 E \"Amount\""]),
    ];
    for (row, expected) in cases {
        let (told, found) = claim(row);
        assert_eq!(told, expected, "{row}");
        let messages = found["findings"].to_string();
        assert!(!messages.contains("400") && !messages.contains("1200"), "an amount is repeated: {messages}");
    }
    let (found, _) = claim("HPJ000001,attachment,01/05/2014,,400");
    assert_eq!(found, ["paid_amount_without_date notes null E \"Amount\""]);
    let nobody = ["HPJ000001,,,,", "HPJ000002,01/05/2014,,,"];
    let rows = ["HPJ000001,attachment,01/05/2014,,", "HPJ000002,outcome,01/05/2015,,"];
    let found = beside(&nobody, CLAIMS, "Ref,Claim Type,Claim Date,Paid,Amount", &rows);
    let expected = [
        "claim_without_attachment sets_aside 2 B \"Claim Type\"",
        "claim_without_job_start sets_aside 3 B \"Claim Type\"",
    ];
    assert_eq!(told(&found, &[SHORT, &["row_without_milestone"]].concat()), expected);
}

#[test]
fn one_claim_twice_is_left_out_or_asked_about_and_sustainment_is_claimed_again_and_again() {
    let people = ["HPJ000001,01/05/2014,01/06/2014,,", "HPJ000002,01/05/2014,01/06/2014,,"];
    let twice =
        |rows: &[&'static str]| told(&beside(&people, CLAIMS, "Ref,Claim Type,Claim Date,Paid,Amount", rows), SHORT);
    let first = "HPJ000001,outcome,29/11/2014,10/12/2014,1200";
    assert_eq!(twice(&[first, first]), ["identical_duplicate leaves_out 3 A \"Ref\""]);
    let again = ["claimed_twice sets_aside 2 B \"Claim Type\"", "claimed_twice sets_aside 3 B \"Claim Type\""];
    for other in ["HPJ000001,outcome,30/11/2014,10/12/2014,1200", "HPJ000001,outcome,29/11/2014,10/12/2014,1300"] {
        assert_eq!(twice(&[first, other]), again, "{other}");
    }
    let sustained = "HPJ000001,sustainment,27/12/2014,,";
    assert_eq!(twice(&[first, sustained, "HPJ000001,sustainment,24/01/2015,,"]), Vec::<String>::new());
    assert_eq!(twice(&[sustained, "HPJ000001,sustainment,27/12/2014,02/01/2015,170"]), again);
    assert_eq!(twice(&[first, "HPJ000002,outcome,29/11/2014,10/12/2014,1200"]), Vec::<String>::new());
}

#[test]
fn the_payment_of_an_outcome_in_a_persons_row_is_held_against_its_claim() {
    let score = "sheet = \"Others\"\nrecord = \"jobs\"\nrequired = []\n[sheet.columns]\nreference = [\"Ref\"]\njob_start_date = [\"From\"]\n";
    let found = |row| told(&beside(&[row], score, "Ref,From", &["HPJ000001,01/06/2014"]), SHORT);
    assert_eq!(found("HPJ000001,01/05/2014,01/06/2014,29/11/2014,29/11/2014"), Vec::<String>::new());
    assert_eq!(found("HPJ000001,01/05/2014,01/06/2014,,29/11/2014"), Vec::<String>::new());
    for (row, expected) in [
        ("HPJ000001,01/05/2014,01/06/2014,30/11/2014,29/11/2014", "paid_before_claim sets_aside 2 E \"Outcome Paid\""),
        ("HPJ000001,01/05/2014,01/06/2014,,28/11/2014", "claim_too_early sets_aside 2 E \"Outcome Paid\""),
        // The sheet of jobs has one from before attachment, and its outcome is claimed.
        ("HPJ000001,01/05/2015,,29/11/2014,", "claim_before_attachment sets_aside 2 D \"Claimed\""),
    ] {
        assert_eq!(found(row)[0], expected, "{row}");
    }
}

#[test]
fn a_claim_in_a_row_and_on_the_sheet_of_claims_is_one_and_other_days_are_noted() {
    let claims = ["HPJ000001,outcome,29/11/2014,,", "HPJ000002,outcome,02/12/2014,,"];
    let people = ["HPJ000001,01/05/2014,01/06/2014,29/11/2014,", "HPJ000002,01/05/2014,01/06/2014,01/12/2014,"];
    let found = beside(&people, CLAIMS, "Ref,Claim Type,Claim Date,Paid,Amount", &claims);
    assert_eq!(told(&found, SHORT), ["claims_differ notes null D \"Claimed\""]);
}

const SCORES: &str = "sheet = \"Others\"\nrecord = \"scores\"\nrequired = [\"score_date\"]\n[sheet.columns]\nreference = [\"Ref\"]\n\
    score_name = [\"Tool\"]\nscore_date = [\"On\"]\nscore_value = [\"Score\"]\n\
    [values.score_name]\nConfidence = \"Confidence\"\nHealth = \"Health\"\n";

#[test]
fn assessments_have_a_name_a_day_and_one_score_and_no_message_repeats_it() {
    let person = "HPJ000001,01/05/2014,,,";
    let cases: [(&[&str], &[&str]); 10] = [
        (&["HPJ000001,Confidence,20/04/2014,7.25", "HPJ000001,Confidence,20/10/2014,8"], &[]),
        (&["HPJ000001,Confidence,20/04/2014,7.25", "HPJ000001,Health,20/04/2014,3"], &[]),
        (&["HPJ000001,,20/04/2014,7.25"], &["score_missing sets_aside 2 B \"Tool\""]),
        (&["HPJ000001,Confidence,,7.25"], &["score_missing sets_aside 2 C \"On\""]),
        (&["HPJ000001,Confidence,20/04/2014,"], &["score_missing sets_aside 2 D \"Score\""]),
        (&["HPJ000001,Confidence,20/04/2014,seven"], &["number_not_understood sets_aside 2 D \"Score\""]),
        (&["HPJ000001,Confidence,20/04/2014,-7.25"], &["number_not_understood sets_aside 2 D \"Score\""]),
        (&["HPJ000009,Confidence,20/04/2014,7.25"], &["score_without_participant sets_aside 2 A \"Ref\""]),
        (
            &["HPJ000001,Confidence,20/04/2014,7.25", "HPJ000001,Confidence,20/04/2014,8"],
            &["conflicting_duplicate sets_aside 2 A \"Ref\"", "conflicting_duplicate sets_aside 3 A \"Ref\""],
        ),
        (
            &["HPJ000001,Confidence,20/04/2014,7.25", "HPJ000001,Confidence,20/04/2014,7.25"],
            &["identical_duplicate leaves_out 3 A \"Ref\""],
        ),
    ];
    for (rows, expected) in cases {
        let found = beside(&[person], SCORES, "Ref,Tool,On,Score", rows);
        assert_eq!(told(&found, SHORT), expected, "{rows:?}");
        let messages = found["findings"].to_string();
        assert!(!messages.contains("7.25") && !messages.contains("seven"), "{messages}");
    }
}

/// Reference and two dates.
type Row = [&'static str; 3];

/// People on one sheet, jobs on another: rows of the sheet of jobs, and what is told.
fn jobs(people: &[Row], jobs: &[Row]) -> serde_json::Value {
    let bench = council(&["North"], false);
    let people_layout = "sheet = \"People\"\nrecord = \"participants\"\nrequired = [\"attachment_date\"]\n[sheet.columns]\n\
        reference = [\"Ref\"]\nreferral_date = [\"Referred\"]\nattachment_date = [\"Attached\"]\n";
    let jobs_layout = "sheet = \"Jobs\"\nrecord = \"jobs\"\nrequired = [\"job_start_date\"]\n[sheet.columns]\n\
        reference = [\"Ref\"]\njob_start_date = [\"From\"]\njob_end_date = [\"To\"]\n";
    let layout = format!("name = \"north\"\ndescription = \"x\"\n[[sheet]]\n{people_layout}[[sheet]]\n{jobs_layout}");
    bench.file("ws/layouts/north.toml", &layout);
    let sheet = |header: Row, rows: &[Row]| {
        std::iter::once(&header).chain(rows).map(|row| row.map(Cell::Text).to_vec()).collect::<Vec<_>>()
    };
    let sheets =
        [("People", sheet(["Ref", "Referred", "Attached"], people)), ("Jobs", sheet(["Ref", "From", "To"], jobs))];
    bench.workbook(&path_of("north", "xlsx"), &sheets);
    checked_to_the_end(&bench, &[&path_of("north", "xlsx")])
}

#[test]
fn jobs_on_a_sheet_of_their_own_are_held_against_the_people() {
    let person = ["HPJ000001", "01/04/2014", "01/05/2014"];
    let job = ["HPJ000001", "01/06/2014", "30/06/2014"];
    let cases: [(&[Row], Row, &[&str]); 7] = [
        (&[person], job, &[]),
        (&[person], ["HPJ000009", "01/06/2014", ""], &["job_without_participant sets_aside 2 A \"Ref\""]),
        (&[person], ["HPJ000001", "30/04/2014", ""], &["job_start_before_attachment sets_aside 2 B \"From\""]),
        (&[person], ["HPJ000001", "", "30/06/2014"], &["job_start_missing sets_aside 2 B \"From\""]),
        (&[person], ["HPJ000001", "30/06/2014", "01/06/2014"], &["job_end_before_start sets_aside 2 C \"To\""]),
        (&[["HPJ000001", "01/04/2014", ""]], job, &["job_start_without_attachment sets_aside 2 B \"From\""]),
        (
            &[["HPJ000001", "02/05/2014", "01/05/2014"]],
            job,
            &["attachment_before_referral sets_aside 2 C \"Attached\"", "participant_set_aside sets_aside 2 null"],
        ),
    ];
    for (people, row, expected) in cases {
        let found = jobs(people, &[row]);
        assert_eq!(told(&found, SHORT), expected, "{row:?}");
    }
    let found = jobs(&[person], &[job, job, ["HPJ000001", "01/07/2014", ""]]);
    assert_eq!(told(&found, SHORT), ["identical_duplicate leaves_out 3 A \"Ref\""], "several jobs are no conflict");
}

#[test]
fn the_job_of_somebody_who_is_not_on_the_list_counts_in_nothing_either() {
    let bench = council(&["North"], true);
    let person = |i: u32| format!("HPJ00000{i},,,01/04/2014,01/05/2014,Mersey,1,,,,");
    let layout = bench.read("ws/layouts/north.toml").replace(", \"job_start_date\", \"job_end_date\"]", "]");
    let jobs = "[[sheet]]\nrecord = \"jobs\"\nrequired = [\"job_start_date\"]\n[sheet.columns]\n\
                reference = [\"Client Ref\"]\njob_start_date = [\"Job Start\"]\n";
    // The jobs come as a file of their own, from the same prime.
    bench.file("ws/layouts/north.toml", &layout);
    bench.file("ws/layouts/jobs.toml", &format!("name = \"jobs\"\ndescription = \"x\"\n{jobs}"));
    let series = "[[supplier.returns]]\nfiles = \"spells_{quarter}.csv\"\nlayout = \"jobs\"\n[[contract]]";
    edit(&bench, "ws/quarterdeck.toml", "[[contract]]", series);
    bench.file(&path_of("north", "csv"), &text(PARTICIPANTS, &[person(1), person(2)]));
    bench.file(&path_of("spells", "csv"), "Client Ref,Job Start\nHPJ000001,01/06/2014\nHPJ000002,01/06/2014\n");
    bench.file(&path_of("jcp", "csv"), &text(REFERRALS, &[SENT]));
    let files = [&path_of("north", "csv"), &path_of("spells", "csv"), &path_of("jcp", "csv")];
    let found = checked(&bench, &files.map(|path| path.as_str()), 0);
    let expected = ["not_on_jcp_list leaves_out 3 A \"Client Ref\"", "participant_left_out leaves_out 3 null"];
    assert_eq!(told(&found, SHORT), expected);
    assert_eq!((account(&found, "north"), account(&found, "spells")), ([2, 1, 0, 1], [2, 1, 0, 1]));
}

#[test]
fn one_reference_in_thousands_of_rows_is_told_without_naming_all_in_each() {
    let bench = council(&["North"], false);
    let rows: Vec<String> =
        (0..3000).map(|i| format!("HPJ000001,,,01/04/2014,01/05/2014,Mersey,1,,,,{:02}/06/2014", i % 30 + 1)).collect();
    bench.file(&path_of("north", "csv"), &text(PARTICIPANTS, &rows));
    let found = checked(&bench, &[&path_of("north", "csv")], 3);
    assert_eq!(account(&found, "north"), [3000, 0, 30, 2970]);
    let longest = found["findings"].as_array().unwrap().iter().map(|f| f["message"].as_str().unwrap().len()).max();
    assert!(longest < Some(300), "{longest:?}");
}

#[test]
fn every_rule_about_a_row_has_its_case_above() {
    let source = std::fs::read_to_string(project().join("src/validation/checks.rs")).unwrap();
    let codes: Vec<&str> =
        source.split("code: \"").skip(1).filter_map(|rest| rest.split('"').next()).filter(|c| !c.is_empty()).collect();
    assert!(codes.len() > 10, "{codes:?}");
    let own = std::fs::read_to_string(project().join("tests/suite/findings.rs")).unwrap();
    let missing: Vec<&&str> = codes.iter().filter(|code| !own.contains(&format!("\"{code} sets_aside "))).collect();
    assert_eq!(missing, Vec::<&&str>::new());
}

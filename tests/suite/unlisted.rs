//! Columns of codes for which the workspace has no list: what several people have is the name of a group, what a few
//! have may be somebody's own, and is read as not known.

use serde_json::Value;

use crate::harness::Bench;
use crate::small::{PARTICIPANTS, REFERRALS, checked, council, edit, exact, path_of, text, told};

/// A council without a list of offices, whose one prime sends these rows under further headers.
fn listless(headers: &str, rows: &[String]) -> Bench {
    let bench = council(&["North"], false);
    edit(&bench, "ws/quarterdeck.toml", "offices = [\"Widnes\", \"Runcorn\"]", "offices = []");
    bench.file(&path_of("north", "csv"), &text(&format!("{PARTICIPANTS}{headers}"), rows));
    bench
}

/// A row for each office: people numbered from 1, all attached on the same day.
fn of_offices(offices: &[&str]) -> Vec<String> {
    let row = |(i, office): (usize, &&str)| format!("HPJ{:06},,,20/04/2014,20/05/2014,Mersey,1,,,,,{office}", i + 1);
    offices.iter().enumerate().map(row).collect()
}

fn north(bench: &Bench) -> Value {
    checked(bench, &[&path_of("north", "csv")], 0)
}

/// People by office, exactly.
fn by_office(bench: &Bench) -> Vec<String> {
    exact(bench, &["attached", "--by", "office"])
}

#[test]
fn five_people_keep_an_office_that_is_on_no_list_and_four_lose_it_and_it_is_told() {
    let offices = [&["Widnes"; 5][..], &["Runcorn"; 4], &["Quillfeather"]].concat();
    let bench = listless(",Office", &of_offices(&offices));
    let found = north(&bench);
    assert_eq!(told(&found, &[]), ["value_of_few notes null L \"Office\""]);
    let finding = &found["findings"][0];
    assert_eq!(
        finding["message"],
        "2 values that fewer than 5 people have are read as not known (5 rows): no list says that they are names of \
         offices"
    );
    assert_eq!(
        finding["hint"],
        "list the names under [areas] in quarterdeck.toml (`offices`); values on the list always count"
    );
    assert_eq!(finding["rows"], 5);
    assert_eq!(by_office(&bench), ["Widnes,5", "Not known,5", "All,10"]);
    let answer = bench.run(&["query", "attached", "-w", "ws", "--where", "office=nosuch"]);
    assert!(answer.stderr.contains("Widnes") && !answer.stderr.contains("Runcorn"), "{}", answer.stderr);
}

#[test]
fn one_value_of_one_person_is_told_as_one() {
    let offices = [&["Widnes"; 5][..], &["Quillfeather"]].concat();
    let bench = listless(",Office", &of_offices(&offices));
    assert_eq!(
        north(&bench)["findings"][0]["message"],
        "1 value that fewer than 5 people have is read as not known (1 row): no list says that it is the name of an office"
    );
}

#[test]
fn where_there_is_a_list_one_person_is_enough_for_a_value_on_it() {
    let bench = listless(",Office", &of_offices(&["Widnes", "Runcorn"]));
    edit(&bench, "ws/quarterdeck.toml", "offices = []", "offices = [\"Widnes\", \"Runcorn\"]");
    assert_eq!(told(&north(&bench), &[]), Vec::<String>::new());
    assert_eq!(by_office(&bench), ["Runcorn,1", "Widnes,1", "All,2"]);
}

#[test]
fn an_alias_and_what_it_stands_for_are_names_without_a_list_too() {
    let bench = listless(",Office", &of_offices(&["Widnes JCP", "Widnes", "WIDNES", "Runcorn"]));
    edit(
        &bench,
        "ws/quarterdeck.toml",
        "offices = []",
        "offices = []\noffice_aliases = { \"Widnes JCP\" = \"Widnes\" }",
    );
    assert_eq!(by_office(&bench), ["Widnes,3", "Not known,1", "All,4"]);
}

#[test]
fn spellings_of_a_value_count_together() {
    let bench = listless(",Office", &of_offices(&["Widnes", "WIDNES", "widnes", "Widnes.", "Wid nes"]));
    assert_eq!(told(&north(&bench), &[]), Vec::<String>::new());
}

#[test]
fn a_row_that_was_cut_in_the_wrong_places_speaks_for_no_value() {
    let mut rows = of_offices(&["Runcorn"; 5]);
    rows[4] += ",more";
    let bench = listless(",Office", &rows);
    let expected = ["ragged_row sets_aside 6 null", "value_of_few notes null L \"Office\""];
    assert_eq!(told(&north(&bench), &[]), expected);
    assert_eq!(north(&bench)["findings"][1]["rows"], 4, "the damaged row is told once");
}

#[test]
fn one_person_referred_five_times_is_one_person_however_the_reference_is_spelt() {
    let bench = council(&["North"], true);
    edit(&bench, "ws/quarterdeck.toml", "offices = [\"Widnes\", \"Runcorn\"]", "offices = []");
    bench.file(&path_of("north", "csv"), &text(PARTICIPANTS, &["HPJ000001,,,20/04/2014,20/05/2014,Mersey,1,,,,"]));
    let spelt = ["HPJ000001", "hpj000001", "HPJ 000001", "HPJ-000001", "HPJ/000001", "HPJ.000001"];
    let rows = spelt.iter().zip(1..).map(|(reference, month)| format!("{reference},,20/{month:02}/2014,North,Kinsey"));
    bench.file(&path_of("jcp", "csv"), &text(REFERRALS, &rows.collect::<Vec<_>>()));
    let found = checked(&bench, &[&path_of("jcp", "csv")], 0);
    let told = told(&found, &[]).concat();
    assert!(told.contains("value_of_few notes null E \"Office\""), "{told}");
    assert_eq!(by_office(&bench), ["Not known,1", "All,1"]);
}

#[test]
fn payment_groups_of_a_programme_that_has_none_are_held_to_it_too() {
    let row = |(i, group): (usize, &str)| format!("HPJ{i:06},,,20/04/2014,20/05/2014,Mersey,{group},,,,");
    let groups = ["early", "early", "early", "early", "early", "Quillfeather"];
    let bench = listless("", &groups.into_iter().enumerate().map(row).collect::<Vec<_>>());
    let programme = "id = \"work-programme\"\nname = \"Own\"\nsummary = \"Support into work.\"\nroutes = [\"jcp\"]\n\
                     support = { weeks = 104 }\nsource = \"the contract\"\n[sustained]\nrule = \"continuous\"\nweeks = 26\n";
    bench.file("ws/programmes/work-programme.toml", programme);
    let found = north(&bench);
    assert_eq!(told(&found, &[]), ["value_of_few notes null G \"Group\""]);
    let finding = found["findings"][0].to_string();
    assert!(finding.contains("the name of a payment group") && finding.contains("[[payment_group]]"), "{finding}");
    assert_eq!(exact(&bench, &["attached", "--by", "payment_group"]), ["early,5", "Not known,1", "All,6"]);
}

/// Surnames and wards of people numbered from 1.
fn of_surnames(people: &[(&str, &str)]) -> Vec<String> {
    let row = |(i, (surname, ward)): (usize, &(&str, &str))| {
        format!("HPJ{:06},{surname},,20/04/2014,20/05/2014,{ward},1,01/06/2014,01/07/2014,,", i + 1)
    };
    people.iter().enumerate().map(row).collect()
}

#[test]
fn a_surname_that_several_people_share_makes_no_ward_where_cells_were_swapped() {
    let bench = listless("", &[]);
    edit(&bench, "ws/quarterdeck.toml", "wards = [\"Mersey\", \"Heath\", \"Zoë Row\"]", "wards = []");
    let wards = |people: &[(&str, &str)]| {
        bench.file(&path_of("north", "csv"), &text(PARTICIPANTS, &of_surnames(people)));
        let told = north(&bench)["findings"].to_string();
        (told.contains("or that a column holds that is never read"), exact(&bench, &["attached", "--by", "ward"]))
    };
    let right = [&[("Quillfeather", "Mersey"); 7][..], &[("Brambleby", "Mersey"); 6]].concat();
    assert_eq!(wards(&right), (false, vec!["Mersey,13".to_string(), "All,13".into()]));
    let swapped = [&[("Quillfeather", "Mersey"); 7][..], &[("Mersey", "Quillfeather"); 6]].concat();
    let (told, groups) = wards(&swapped);
    assert!(told && groups.iter().all(|line| !line.contains("Quillfeather")), "{groups:?}");
    // Somebody is called like the ward in which many live.
    let called = [&[("Quillfeather", "Heath"); 30][..], &[("Heath", "Heath"); 1]].concat();
    assert_eq!(wards(&called), (false, vec!["Heath,31".to_string(), "All,31".into()]));
}

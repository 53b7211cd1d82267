//! A header so far down that it is not looked for: it is named, and read where a person says so.

use crate::harness::Bench;
use crate::small::{PARTICIPANTS, QUARTER, account, checked, council, path_of, text};

/// A list of forty people below that many lines of remarks.
fn list(remarks: usize) -> String {
    let notes: String = (1..=remarks).map(|note| format!("Remark {note}: the figures are provisional\n")).collect();
    let person = |i: usize| {
        let day = |day: usize| format!("{:02}/{:02}/2015", day % 28 + 1, 1 + i % 5);
        let (referred, attached) = (day(i % 9), format!("{:02}/{:02}/2015", i % 28 + 1, 6 + i % 3));
        format!("HPJ{:06},Oldham,,{referred},{attached},{},,,,,", 1000 + i * 37, ["Mersey", "Heath"][i % 2])
    };
    notes + &text(PARTICIPANTS, &(0..40).map(person).collect::<Vec<_>>())
}

fn learn(bench: &Bench, more: &[&str]) -> crate::harness::Outcome {
    let file = path_of("north", "csv");
    bench.run(&[&["layout", "learn", &file, "--supplier", "north", "--name", "deep", "-w", "ws"], more].concat())
}

#[test]
fn a_header_too_far_down_is_named_and_is_learnt_and_read_where_a_person_says_so() {
    let bench = council(&["North"], false);
    bench.file(&path_of("north", "csv"), &list(40));
    learn(&bench, &[]).expect(4).says(&["row 41 does", "--header-row 41"]);
    learn(&bench, &["--header-row", "40"]).expect(4).says(&["row 40 does not look like a header"]);
    let learnt = learn(&bench, &["--header-row", "41"]);
    learnt.expect(0).says(&["header in row 41, 40 rows"]);
    assert!(learnt.stdout.contains("\nheader_row = 41\n"), "{}", learnt.stdout);
    bench.file("ws/layouts/north.toml", &learnt.stdout.replace("name = \"deep\"", "name = \"north\""));
    let found = checked(&bench, &[&path_of("north", "csv")], 0);
    assert_eq!(account(&found, "north"), [40, 40, 0, 0], "{found}");
    bench.run(&["layout", "check", "north", "-w", "ws", "--against", &path_of("north", "csv")]).expect(0);
    // The next return has one line more: nothing is guessed.
    bench.file(&path_of("north", "csv"), &list(41));
    let check = ["check", "-w", "ws", "--quarter", QUARTER, &path_of("north", "csv")];
    let words = ["no header row found in row 41, where the layout says that it is", "row 42 has what is required"];
    bench.run(&check).expect(4).says(&words).says(&["`header_row = 42`", "layouts/north.toml"]);
}

#[test]
fn a_header_among_the_first_rows_needs_no_line_in_the_layout() {
    let bench = council(&["North"], false);
    bench.file(&path_of("north", "csv"), &list(11));
    for more in [&[][..], &["--header-row", "12"]] {
        let learnt = learn(&bench, more);
        learnt.expect(0).says(&["header in row 12, 40 rows"]);
        assert!(!learnt.stdout.contains("header_row"), "{}", learnt.stdout);
    }
}

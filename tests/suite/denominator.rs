//! Whose list says who was referred: what is said about Jobcentre Plus's list depends on it.

use crate::harness::Bench;

/// What is said, and Northgate's line of the attachment rate, when Jobcentre Plus's list has so many more old
/// referrals, none of them on a prime's list.
fn report(referrals_from: &str, more: usize) -> (String, String) {
    let bench = Bench::new();
    bench.sample();
    let workspace = bench.read("halton/quarterdeck.toml");
    bench.file(
        "halton/quarterdeck.toml",
        &workspace.replace("referrals_from = \"jcp\"", &format!("referrals_from = \"{referrals_from}\"")),
    );
    let list = bench.read("halton/returns/jcp_widnes_2015-16-Q3.csv");
    let row = list.lines().skip(3).find(|line| line.contains(",Northgate")).unwrap();
    let reference = row.split(',').find(|cell| cell.starts_with("HPJ")).unwrap();
    let rows: String =
        (0..more).map(|i| format!("{}\r\n", row.replace(reference, &format!("HPJ9999{i:02}")))).collect();
    bench.file("halton/returns/jcp_widnes_2015-16-Q3.csv", &(list + &rows));
    let outcome = bench.run(&["report", "-w", "halton", "--quarter", "2015-16-Q3"]);
    outcome.expect(0);
    let paper = bench.read("output/halton/2015-16-Q3/report.md");
    let line = paper.lines().find(|line| line.starts_with("| Attachment rate, Northgate Works |")).unwrap();
    (outcome.stderr, line.to_string())
}

#[test]
fn referrals_that_no_prime_has_count_only_where_jobcentre_plus_says_who_was_referred() {
    let (said, line) = report("jcp", 40);
    let told =
        |count: &str| said.lines().any(|line| line.contains("that are on no prime's list: ") && line.ends_with(count));
    assert!(told("; they count as referred and not attached"), "{said}");
    assert!(line.contains("1,410 of 1,710"), "{line}");

    let (said, line) = report("prime", 40);
    let told = said
        .lines()
        .any(|line| line.contains("that are on no prime's list: ") && line.contains("; they count in nothing"));
    assert!(told, "{said}");
    assert_eq!(line, report("prime", 0).1);
}

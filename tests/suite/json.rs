//! `--format json`: one value on the standard output, however the run ends.

use serde_json::Value;

use crate::harness::{Bench, Outcome};

const RETURN: &str = "halton/returns/northgate_2015-16-Q3.xlsx";

/// What stdout holds, which must be one value of JSON.
#[track_caller]
fn value(outcome: &Outcome) -> Value {
    serde_json::from_str(&outcome.stdout).unwrap_or_else(|error| panic!("{error}: {outcome:?}"))
}

#[test]
fn a_check_that_fails_for_any_reason_says_so_in_json() {
    let page = |bench: &Bench| {
        let layout = "description = 'd'\nfile = 'page.csv'\n[measures]\nclaimants = ['Count']\n";
        bench.file("halton/context/page.toml", layout).file("halton/context/page.csv", "<html><body>no</body></html>");
    };
    let broken = |bench: &Bench| {
        bench.file("halton/quarterdeck.toml", "id = \"x\n");
    };
    let taken = |bench: &Bench| {
        bench.file("taken", "a file");
    };
    let nothing = |_: &Bench| {};
    type Prepare<'a> = &'a dyn Fn(&Bench);
    let cases: [(Prepare<'_>, &[&str], i32, &str); 6] = [
        (&broken, &[RETURN], 2, "line 1"),
        (&nothing, &["nosuch.csv"], 2, "there is no file `nosuch.csv`"),
        (&nothing, &[RETURN, "--layout", "nosuch"], 2, "no layout is called `nosuch`"),
        (&nothing, &[RETURN, "--supplier", "nosuch"], 2, "no supplier has the id `nosuch`"),
        (&taken, &[RETURN, "--queries", "taken"], 5, "cannot write `taken"),
        (&page, &[RETURN], 4, "a web page"),
    ];
    for (prepare, args, code, words) in cases {
        let bench = Bench::new();
        bench.sample();
        prepare(&bench);
        let outcome = bench.run(&[&["check", "-w", "halton", "--format", "json"], args].concat());
        outcome.expect(code);
        let said = value(&outcome);
        // A file that is refused beside others stands in a list of its own.
        let error = if said["error"].is_null() { &said["refused"][0] } else { &said["error"] };
        assert!(error["message"].as_str().unwrap().contains(words), "{args:?}: {said:#}");
        assert!(error["hint"].is_string(), "{args:?}: {said:#}");
        assert!(said["error"].is_null() || said["error"]["exit_code"] == code, "{said:#}");
    }
}

#[test]
fn a_query_that_fails_or_is_stopped_says_so_in_json() {
    let bench = Bench::new();
    bench.sample();
    let query =
        |measure: &str| bench.run(&["query", measure, "-w", "halton", "--quarter", "2015-16-Q3", "--format", "json"]);
    assert!(value(query("attached").expect(0)).get("error").is_none());
    let said = value(query("atached").expect(2));
    assert_eq!(said["error"]["message"], "there is no measure `atached`");
    let widnes = "halton/returns/jcp_widnes_2015-16-Q3.csv";
    std::fs::remove_file(bench.path().join(widnes)).unwrap();
    let said = value(query("attached").expect(3));
    assert!(said["error"]["exit_code"] == 3 && said["findings"][0]["code"] == "return_missing", "{said:#}");
    assert!(!said.to_string().contains("--by NAME"), "in a query --by says how to group: {said:#}");
    bench.file(widnes, "<html>");
    let said = value(query("attached").expect(4));
    assert!(said["error"]["exit_code"] == 4 && said["refused"][0]["file"] == "jcp_widnes_2015-16-Q3.csv", "{said:#}");
}

#[test]
fn a_failure_of_a_query_for_officers_and_a_slip_of_the_command_line_are_json_too() {
    let bench = Bench::new();
    bench.sample();
    bench.file("taken", "a file");
    let query = ["query", "attached", "-w", "halton", "--quarter", "2015-16-Q3", "--format", "json"];
    let exact = value(bench.run(&[&query[..], &["--audience", "officers", "--output", "taken"]].concat()).expect(5));
    assert_eq!(exact["error"]["exit_code"], 5, "{exact:#}");
    let slip = value(bench.run(&[&query[..], &["--bogus"]].concat()).expect(2));
    assert_eq!(slip["error"]["exit_code"], 2, "{slip:#}");
    assert!(slip["error"]["message"].as_str().unwrap().contains("--bogus"), "{slip:#}");
    let text = bench.run(&["query", "attached", "--bogus"]);
    assert!(text.expect(2).stdout.is_empty() && text.stderr.contains("--bogus"));
    assert!(bench.run(&["query", "--format", "json", "--help"]).expect(0).stdout.contains("Usage:"));
}

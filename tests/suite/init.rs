//! `init`: a new workspace that the program itself can read.

use crate::harness::Bench;

#[test]
fn a_new_workspace_is_read_by_the_program_and_keeps_returns_out_of_version_control() {
    let bench = Bench::new();
    bench.run(&["init", "My Council"]).expect(0);
    for folder in ["returns", "commentary", "context", "layouts", "programmes", "templates"] {
        assert!(bench.path().join("My Council").join(folder).is_dir(), "{folder}");
    }
    assert!(bench.read("My Council/quarterdeck.toml").contains("id = \"my-council\""));
    let kept_out = bench.read("My Council/.gitignore");
    for line in ["returns/", ".quarterdeck/", "output/"] {
        assert!(kept_out.lines().any(|own| own == line), "{line}");
    }
    bench.run(&["layout", "check", "clients", "-w", "My Council"]).expect(0);
    // Without returns the paper has no quarter; everything before that is in order.
    bench.run(&["report", "-w", "My Council"]).expect(2).says(&["no quarter is given, and there are no returns"]);
    // A return that no supplier's pattern fits: what is missing is the pattern.
    bench.file("My Council/returns/northgate_2015-16-Q3.csv", "Ref\n1\n");
    bench
        .run(&["report", "-w", "My Council"])
        .expect(2)
        .says(&["no supplier says what its returns are called", "files = "]);
    let own = bench.read("My Council/quarterdeck.toml");
    let pattern = "\n[[supplier.returns]]\nfiles = \"prime_{quarter}.csv\"\nlayout = \"clients\"\n\n[[contract]]";
    assert!(own.contains("\n[[contract]]"), "{own}");
    bench.file("My Council/quarterdeck.toml", &own.replacen("\n[[contract]]", pattern, 1));
    let said = ["fits no supplier's `files` with a {quarter}: prime_{quarter}.csv", "correct `files`"];
    bench.run(&["report", "-w", "My Council"]).expect(2).says(&said);
}

#[test]
fn a_folder_that_is_not_empty_is_left_alone() {
    let bench = Bench::new();
    bench.file("there/notes.txt", "mine").file("file", "mine");
    bench.run(&["init", "there"]).expect(2).says(&["is not empty"]);
    bench.run(&["init", "file"]).expect(2).says(&["is a file"]);
    assert_eq!(bench.all_files("there").len(), 1);
}

#[test]
fn returns_that_are_there_make_suppliers_patterns_and_layouts() {
    let bench = Bench::new();
    bench
        .sample()
        .file("halton/returns/figures 2015.csv", "Area,Households,Rainfall\nHalton,1,2\nSefton,3,4\n")
        .file(
            "halton/returns/readme.txt",
            "Please send, by Friday, the lists.\nColumns: Client Ref, Referral Date, Ward\n",
        )
        .file("halton/returns/template.csv", "Client Ref,Referral Date,Attachment Date,Ward\n");
    let outcome = bench.run(&["init", "council", "--from-returns", "halton/returns"]);
    outcome.expect(0).says(&[
        "from the newest of 4 files",
        "passed over figures 2015.csv: ",
        "passed over readme.txt: ",
        "passed over template.csv: there is a header",
    ]);
    let text = bench.read("council/quarterdeck.toml");
    let workspace: toml::Table = toml::from_str(&text).unwrap();
    let suppliers = workspace["supplier"].as_array().unwrap();
    let told: Vec<(&str, &str, usize)> = suppliers
        .iter()
        .map(|supplier| {
            let returns = supplier.get("returns").and_then(|returns| returns.as_array()).map_or(0, Vec::len);
            (supplier["id"].as_str().unwrap(), supplier["kind"].as_str().unwrap(), returns)
        })
        .collect();
    let expected = [("bridgewater", "prime", 1), ("jcp", "jcp", 2), ("northgate", "prime", 1)];
    assert_eq!(told, expected);
    assert!(text.contains("files = \"jcp_widnes_{quarter}.csv\""), "{text}");
    assert!(text.contains("# Passed over: readme.txt: "), "{text}");
    assert!(
        text.contains("\n# aliases = [\"NORTHGATE WORKS\", \"Northgate Works\", \"Northgate Works Ltd\"]\n"),
        "the names in the lists are suggested: {text}"
    );
    // The returns stay where they are; with them the new workspace reads every file.
    let returns = ["--returns", "halton/returns", "--quarter", "2015-16-Q3"];
    let report = bench.run(&[&["report", "-w", "council"], &returns[..]].concat());
    assert!(!report.stderr.contains("refused"), "{}", report.stderr);
    assert!(bench.all_files("council/returns").is_empty());
    bench.run(&["init", "other", "--from-returns", "council/returns"]).expect(2).says(&["there is no file"]);
    assert!(!bench.exists("other"));
}

#[test]
fn spellings_of_a_prime_in_the_returns_are_suggested_to_the_sender_that_they_are_like_and_never_applied() {
    let bench = Bench::new();
    let list: String = (0..36)
        .map(|i| {
            let prime = ["Northgate Works Ltd", "NORTHGATE", "Nortgate Ltd", "Ingeus"][i % 4];
            format!("HPJ{:06},{prime},{:02}/04/2015,Widnes\n", 100 + i * 7, 1 + i % 28)
        })
        .collect();
    let people: String =
        (0..20).map(|i| format!("HPJ{:06},{:02}/04/2015,{:02}/05/2015\n", i * 7, 1 + i, 1 + i)).collect();
    bench
        .file("in/jcp_2015-16-Q1.csv", &format!("Client Ref,Prime,Referral Date,JCP Office\n{list}"))
        .file("in/northgate_2015-16-Q1.csv", &format!("Client Ref,Referral Date,Attachment Date\n{people}"));
    bench.run(&["init", "council", "--from-returns", "in"]).expect(0);
    let text = bench.read("council/quarterdeck.toml");
    assert!(text.contains("\n# aliases = [\"Nortgate Ltd\", \"Northgate Works Ltd\"]\n"), "{text}");
    assert!(text.contains("# Named as a prime in the returns, and like no sender above: Ingeus\n"), "{text}");
    assert!(!text.contains("\naliases"), "nothing is applied: {text}");
}

#[test]
fn what_keeps_a_workspace_from_being_made_is_told_in_words_that_fit() {
    let bench = Bench::new();
    bench.file("afile", "mine").file("in/people.csv", "Client Ref,Referral Date\nHPJ000001,13/04/2015\n");
    let wants = "give the folder with the files that senders sent";
    let cases: [(&[&str], i32, &[&str]); 4] = [
        (&["init", "new", "--from-returns", "nosuch"], 2, &["there is no folder `nosuch`", wants]),
        (&["init", "new", "--from-returns", "afile"], 2, &["`afile` is no folder", wants]),
        (
            &["init", "afile/x"],
            5,
            &["`afile/x", "a part of the path is a file, not a folder", "give the name of another"],
        ),
        (&["init", "afile"], 2, &["`afile` is a file"]),
    ];
    for (args, code, words) in cases {
        let outcome = bench.run(args);
        outcome.expect(code).says(words);
        for other in ["os error", "--returns", "--output", "paper"] {
            assert!(!outcome.stderr.contains(other), "{args:?} says `{other}`: {}", outcome.stderr);
        }
    }
    assert!(!bench.exists("new"));
    let report = bench.sample().run(&["report", "-w", "halton", "--returns", "nosuch"]);
    report.expect(2).says(&["there is no folder `nosuch`", "or give another with --returns"]);
    assert!(!report.stderr.contains("os error"), "{}", report.stderr);
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_only_be_read_is_no_place_for_a_workspace_or_a_layout() {
    let bench = Bench::new();
    bench.sample().file("closed/kept", "mine").file("in.csv", "Client Ref,Referral Date\nHPJ000001,13/04/2015\n");
    bench.set_mode("closed", 0o555);
    bench.set_mode("halton/layouts", 0o555);
    let learn = ["layout", "learn", "in.csv", "--supplier", "Zed", "-w", "halton", "--write"];
    let cases: [(&[&str], &str); 2] =
        [(&["init", "closed/x"], "give the name of another folder"), (&learn, "leave out --write")];
    for (args, instead) in cases {
        let Some(run) = bench.run_as_nobody(args) else { return };
        run.expect(5).says(&["permission denied", "hint: ask for write access, or ", instead]);
        assert!(["os error", "--output", "paper"].iter().all(|word| !run.stderr.contains(word)), "{}", run.stderr);
    }
    bench.set_mode("closed", 0o755);
    bench.set_mode("halton/layouts", 0o755);
}

#[test]
fn two_series_of_one_sender_have_a_layout_each() {
    let bench = Bench::new();
    let list = |header: &str| {
        let rows = (1..20).map(|i| format!("HPJ{:06},{i:02}/04/2015,{i:02}/05/2015\n", i * 7)).collect::<String>();
        format!("{header}\n{rows}")
    };
    bench
        .file("in/North_2015-16-Q1.csv", &list("Client Ref,Referral Date,Attachment Date"))
        .file("in/north.csv", &list("Customer ID,Date Referred,Joined Programme"));
    bench.run(&["init", "council", "--from-returns", "in"]).expect(0);
    let workspace: toml::Table = toml::from_str(&bench.read("council/quarterdeck.toml")).unwrap();
    let returns = workspace["supplier"][0]["returns"].as_array().unwrap();
    let told: Vec<(&str, &str)> =
        returns.iter().map(|own| (own["files"].as_str().unwrap(), own["layout"].as_str().unwrap())).collect();
    assert_eq!(told, [("North_{quarter}.csv", "north"), ("north.csv", "north-2")]);
    assert!(bench.read("council/layouts/north.toml").contains("[\"Client Ref\"]"));
    assert!(bench.read("council/layouts/north-2.toml").contains("[\"Customer ID\"]"));
}

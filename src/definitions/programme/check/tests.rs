use crate::definitions::programme::ProgrammeFile;

/// Five lines with which every text begins.
const ROOT: &str = "id = 'x'\nname = 'X'\nsummary = 'x'\nsource = 'x'\nroutes = ['jcp']\n";

/// The lines and words of what is found in a programme; lines are counted below `ROOT`.
fn found(rest: &str) -> Vec<String> {
    let file = ProgrammeFile::from_text(&format!("{ROOT}{rest}"), "x.toml".into(), "x").unwrap();
    let told = file.problems().into_iter().map(|problem| {
        assert!(!problem.hint.is_empty());
        format!("{}: {}", problem.line.unwrap_or_default() as i64 - 5, problem.what)
    });
    told.collect()
}

/// A contradiction: what is written, and the line and some words of the only problem found in it.
const CASES: &[(&str, i64, &str)] = &[
    // Lengths of time.
    (
        "support = { weeks = 1, days = 2 }\n[sustained]\nweeks = 26",
        1,
        "support needs exactly one of weeks, months or days",
    ),
    ("\nin_work = { confirmed = false }\n[sustained]\nweeks = 26", 2, "in_work needs exactly one"),
    ("support = { months = 0 }\n[sustained]\nweeks = 26", 1, "support is 0 months"),
    ("window = { days = 181 }\n[sustained]\nweeks = 26", 1, "window of 181 days is shorter than 26 weeks"),
    ("window = { months = 5 }\n[sustained]\nweeks = 26", 1, "window of 5 months is shorter"),
    // The outcome.
    ("[sustained]\nrule = 'cumulative'", 1, "an outcome of 0 weeks"),
    ("[sustained]\nweeks = 0", 2, "an outcome of 0 weeks"),
    ("[sustained]\nweeks = 50\nwithin_weeks = 49", 3, "50 weeks in work cannot lie within within_weeks = 49"),
    ("[sustained]\nweeks = 50\nwithin_weeks = 58\nrule = 'continuous'", 3, "within_weeks with rule \"continuous\""),
    ("[sustained]\nweeks = 26\ngap_days = 7", 3, "gap_days = 7 with rule \"cumulative\""),
    ("[sustained]\nstatus_months = [0, 6]\nread_from = 'claimed'\nweeks = 26", 2, "weeks in work and status_months"),
    ("[sustained]\nstatus_months = [6, 0]\nread_from = 'claimed'", 2, "status_months [6, 0] do not rise"),
    ("[sustained]\nstatus_months = [0]", 2, "a status is read from job dates"),
    (
        "closes_leavers = true\n[sustained]\nstatus_months = [6]\nread_from = 'claimed'",
        1,
        "the outcome is 6 months after leaving",
    ),
    (
        "[sustained]\nstatus_months = [0]\nread_from = 'claimed'\n[[payment_group]]\ncode = '1'\nname = 'a'\noutcome_weeks = 13",
        4,
        "payment groups have weeks in work",
    ),
    // Payment groups and sustainments.
    (
        "[sustained]\nweeks = 26\n[[payment_group]]\ncode = '6a'\nname = 'a'\noutcome_weeks = 13\n[[payment_group]]\nname = 'b'\ncode = '6A'\noutcome_weeks = 13",
        9,
        "payment group `6A` is listed twice",
    ),
    (
        "[sustained]\nweeks = 26\n[[payment_group]]\ncode = '1'\nname = 'a'\noutcome_weeks = 0",
        6,
        "payment group `1`: an outcome of 0 weeks",
    ),
    (
        "[sustained]\nweeks = 26\n[[payment_group]]\ncode = '1'\nname = 'a'\noutcome_weeks = 13\nsustainments = 4",
        7,
        "payment group `1` has sustainments, and the programme has none",
    ),
    ("[sustained]\nweeks = 26\n[sustainment]\nweeks = 0", 4, "a sustainment of 0 weeks"),
    // Money.
    ("[sustained]\nweeks = 26\n[[fee]]\nmilestone = 'outcome'", 3, "the fee for job outcome has no amount"),
    ("[sustained]\nweeks = 26\n[[fee]]\nmilestone = 'outcome'\npence = 1\npercent = 2", 6, "in pence and in percent"),
    ("[sustained]\nweeks = 26\n[[fee]]\nmilestone = 'outcome'\npence = -1", 5, "is -£0.01"),
    (
        "[sustained]\nweeks = 26\n[[fee]]\nmilestone = 'outcome'\npence = 1\npayment_groups = ['4']",
        6,
        "payment group `4` is not listed",
    ),
    (
        "[sustained]\nweeks = 26\n[[fee]]\nmilestone = 'outcome'\npence = 1\n\n[[fee]]\nmilestone = 'outcome'\npence = 2",
        7,
        "a second fee for job outcome, after [[fee]] number 1",
    ),
    (
        "[sustained]\nweeks = 26\n[[fee]]\nmilestone = 'outcome'\npence = 1\nreferred_from = 2014-04-01\nreferred_until = 2014-03-31",
        7,
        "referred_until 2014-03-31 lies before referred_from 2014-04-01",
    ),
    (
        "[sustained]\nweeks = 26\n[[fee]]\nmilestone = 'outcome'\npence = 1\nreferred_until = 2014-04-01\n[[fee]]\nmilestone = 'outcome'\npence = 2\nreferred_from = 2014-04-01",
        7,
        "a second fee",
    ),
    (
        "[sustained]\nweeks = 26\n[[fee]]\nmilestone = 'outcome'\npence = 1\ninstalment_months = [0, 6, 3]",
        6,
        "instalment_months [0, 6, 3] do not rise",
    ),
    (
        "[sustained]\nweeks = 26\n[[fee]]\nmilestone = 'outcome'\npence = 1\ninstalment_months = [0, 0]",
        6,
        "do not rise",
    ),
    (
        "[sustained]\nweeks = 26\n[[fee]]\nmilestone = 'delivery'\npence = 1\ninstalment_months = [0, 3]",
        6,
        "instalments of a delivery fee",
    ),
    (
        "[sustained]\nweeks = 26\n[[fee]]\nmilestone = 'delivery'\npence = 1\nreferred_from = 2014-04-01",
        4,
        "a delivery fee for some people",
    ),
    ("[sustained]\nweeks = 26\n[[fee]]\nmilestone = 'delivery'\npence = 1\nmonths = 0", 6, "spread over 0 months"),
    (
        "[sustained]\nweeks = 26\n[[fee]]\nmilestone = 'job_start'\npence = 1\nmonths = 3",
        6,
        "months = 3 on a fee for job start",
    ),
    (
        "[sustained]\nweeks = 26\n[[fee]]\nmilestone = 'sustainment'\npence = 1",
        4,
        "a fee for sustainments, of which the programme has none",
    ),
    (
        "[sustained]\nweeks = 26\n[[fee]]\nmilestone = 'job_start'\npercent = 61\n[[fee]]\nmilestone = 'outcome'\npercent = 40",
        8,
        "add up to 101% of the price",
    ),
    (
        "[sustained]\nweeks = 26\n[sustainment]\nweeks = 4\nmost = 13\n[[fee]]\nmilestone = 'sustainment'\npercent = 8",
        8,
        "add up to 104% of the price",
    ),
    (
        "[sustained]\nweeks = 26\n[[fee]]\nmilestone = 'delivery'\npercent = 60\nmonths = 3\n[[fee]]\nmilestone = 'delivery'\npercent = 60",
        7,
        "a second fee for delivery",
    ),
    ("[sustained]\nweeks = 26\n[[cap]]\nper = 'year'", 3, "a cap of neither people nor pence"),
    ("[sustained]\nweeks = 26\n[[cap]]\nper = 'year'\npeople = 3\n[[cap]]\nper = 'year'\npence = 3", 6, "a second cap"),
    ("grant = true\nunpriced = ['outcome']\n[sustained]\nweeks = 26", 1, "a grant, and fees"),
    (
        "unpriced = ['outcome']\n[sustained]\nweeks = 26\n[[fee]]\nmilestone = 'outcome'\npence = 1",
        1,
        "`unpriced` names job outcome",
    ),
    ("unpriced = ['sustainment']\n[sustained]\nweeks = 26", 1, "`unpriced` names sustainments"),
    // Targets.
    (
        "[sustained]\nweeks = 26\n[[target]]\nindicator = 'job_start_rate'\nbasis = 'to-date'",
        3,
        "neither a percentage nor a number",
    ),
    (
        "[sustained]\nweeks = 26\n[[target]]\nindicator = 'job_start_rate'\nbasis = 'to-date'\npercent = 1\npeople = 1",
        3,
        "in percent and in people",
    ),
    (
        "[sustained]\nweeks = 26\n[[target]]\nbasis = 'to-date'\nindicator = 'job_start_rat'\npercent = 1",
        5,
        "no target can be set for `job_start_rat`",
    ),
    (
        "[sustained]\nweeks = 26\n[[target]]\nindicator = 'job_start_rate'\nbasis = 'to-date'\npeople = 3",
        6,
        "is a rate, and its target a number",
    ),
    (
        "[sustained]\nweeks = 26\n[[target]]\nindicator = 'job_starts'\nbasis = 'to-date'\npercent = 3",
        6,
        "counts people, and its target",
    ),
    (
        "[sustained]\nweeks = 26\n[[target]]\nindicator = 'job_starts'\nbasis = 'to-date'\npeople = 3\nyear = 0",
        7,
        "year = 0",
    ),
    (
        "[sustained]\nweeks = 26\n[[target]]\nindicator = 'job_starts'\nbasis = 'to-date'\npeople = 3\npayment_groups = ['1']",
        7,
        "payment group `1` is not listed",
    ),
    (
        "[sustained]\nweeks = 26\n[[target]]\nindicator = 'job_starts'\nbasis = 'to-date'\npeople = 3\n[[target]]\nindicator = 'job_starts'\nbasis = 'to-date'\npeople = 4",
        7,
        "a second minimum for `job_starts`",
    ),
    (
        "[sustained]\nweeks = 26\n[[target]]\nindicator = 'job_start_rate'\nbasis = 'to-date'\npercent = 20\n[[target]]\nindicator = 'job_start_rate'\nbasis = 'to-date'\nkind = 'bid'\npercent = 19.5",
        7,
        "is above the bidder's own target",
    ),
    // Lots, scores, routes.
    (
        "[sustained]\nweeks = 26\n[[lot]]\nid = '1'\nname = 'a'\nareas = ['Bury', 'Wigan']\n[[lot]]\nid = '2'\nname = 'b'\nareas = ['wigan']",
        10,
        "`wigan` is in lot `1` and in lot `2`",
    ),
    (
        "[sustained]\nweeks = 26\n[[lot]]\nid = '1'\nname = 'a'\nareas = ['Bury', 'Bury']",
        6,
        "`Bury` is listed twice in lot `1`",
    ),
    ("[sustained]\nweeks = 26\n[[lot]]\nid = '1'\nname = 'a'\nareas = []", 6, "lot `1` has no area"),
    (
        "[sustained]\nweeks = 26\n[[lot]]\nid = '1'\nname = 'a'\nareas = ['Bury']\n[[lot]]\nid = '1'\nname = 'b'\nareas = ['Wigan']",
        8,
        "lot `1` is listed twice",
    ),
    (
        "[sustained]\nweeks = 26\n[[score]]\nid = 's'\nname = 'S'\nlowest = 5\nhighest = 5\nbetter = 'higher'",
        6,
        "lowest 5 is not below highest 5",
    ),
    (
        "[sustained]\nweeks = 26\n[[score]]\nid = 's'\nname = 'S'\nlowest = 0\nhighest = 5\nbetter = 'higher'\n[[score]]\nid = 's'\nname = 'T'\nlowest = 0\nhighest = 5\nbetter = 'higher'",
        10,
        "score `s` is listed twice",
    ),
    (
        "routes_opened = { self = 'later' }\n[sustained]\nweeks = 26",
        1,
        "a route was opened that is not one of `routes`",
    ),
];

#[test]
fn every_contradiction_is_found_with_its_line_and_nothing_else_is() {
    for (rest, line, words) in CASES {
        let found = found(rest);
        assert_eq!(found.len(), 1, "{rest}\n{found:?}");
        assert!(found[0].starts_with(&format!("{line}: ")) && found[0].contains(words), "{rest}\n{found:?}");
    }
}

#[test]
fn what_looks_like_a_contradiction_and_is_none_is_let_through() {
    for rest in [
        // 30 + 30 + 40 is the whole price.
        "[sustained]\nweeks = 26\n[[fee]]\nmilestone = 'attachment'\npercent = 30\n[[fee]]\nmilestone = 'job_start'\npercent = 30\n[[fee]]\nmilestone = 'outcome'\npercent = 40",
        // A share of the value is none of the price.
        "[sustained]\nweeks = 26\n[[fee]]\nmilestone = 'delivery'\npercent = 30\n[[fee]]\nmilestone = 'outcome'\npercent = 100",
        // Other days of referral, other groups, and everybody else after some.
        "[sustained]\nweeks = 26\n[[fee]]\nmilestone = 'outcome'\npercent = 90\nreferred_until = 2014-03-31\n[[fee]]\nmilestone = 'outcome'\npercent = 90\nreferred_from = 2014-04-01",
        "[sustained]\nweeks = 26\n[[payment_group]]\ncode = '1'\nname = 'a'\noutcome_weeks = 13\n[[fee]]\nmilestone = 'outcome'\npence = 1\npayment_groups = ['1']\n[[fee]]\nmilestone = 'outcome'\npence = 2",
        // A gap where one group's weeks are continuous.
        "[sustained]\nweeks = 26\ngap_days = 3\n[[payment_group]]\ncode = '1'\nname = 'a'\noutcome_weeks = 13\noutcome_rule = 'continuous'",
        "window = { months = 6 }\n[sustained]\nweeks = 26",
        "[sustained]\nweeks = 50\nwithin_weeks = 50",
        // Another year, another basis, a bid at the minimum.
        "[sustained]\nweeks = 26\n[[target]]\nindicator = 'job_start_rate'\nbasis = 'to-date'\nyear = 1\npercent = 20\n[[target]]\nindicator = 'job_start_rate'\nbasis = 'to-date'\npercent = 20\n[[target]]\nindicator = 'job_start_rate'\nbasis = 'to-date'\nkind = 'bid'\npercent = 20\n[[target]]\nindicator = 'job_start_rate'\nbasis = 'cohort'\nkind = 'bid'\npercent = 2",
    ] {
        assert_eq!(found(rest), [""; 0], "{rest}");
    }
}

#[test]
fn all_contradictions_of_a_file_are_told_in_its_order() {
    let rest = "support = { }\n[sustained]\nweeks = 0\n[[cap]]\nper = 'contract'";
    let lines: Vec<String> = found(rest).iter().map(|told| told.split(':').next().unwrap().into()).collect();
    assert_eq!(lines, ["1", "3", "4"]);
}

#[test]
fn an_id_that_is_not_the_files_name_is_refused_on_its_line() {
    let text = format!("{ROOT}[sustained]\nweeks = 26");
    let file = ProgrammeFile::from_text(&text, "y.toml".into(), "y").unwrap();
    assert_eq!(file.checked().unwrap_err().to_string(), "`y.toml`, line 1: id is `x` but the file is called `y.toml`");
}

#[test]
fn a_route_that_nobody_knows_is_refused_with_the_line() {
    let text = ROOT.replace("'jcp'", "'jcp', 'health'") + "[sustained]\nweeks = 26";
    let error = ProgrammeFile::from_text(&text, "x.toml".into(), "x").err().unwrap();
    assert!(error.to_string().contains("line 5: unknown name `health`"), "{error}");
}

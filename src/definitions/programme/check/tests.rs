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
    (
        "unpriced = ['outcome']\n[sustained]\nweeks = 26\n[[cap]]\nper = 'year'\npence = 3\n[[cap]]\nper = 'year'\npence = 3",
        7,
        "a second cap",
    ),
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

/// Five lines: an outcome that is paid £400.
const FEE: &str = "[sustained]\nweeks = 26\n[[fee]]\nmilestone = 'outcome'\npence = 40000";
/// Twelve lines: a fee for sustainments of a group that has none.
const SUSTAINMENTS: &str = "[sustained]\nweeks = 26\n[sustainment]\nweeks = 4\n[[payment_group]]\ncode = '1'\nname = 'a'\noutcome_weeks = 26\nsustainments = 0\n[[fee]]\nmilestone = 'sustainment'\npence = 5";
/// Four lines: the beginning of a target, whose own lines follow.
const TARGET: &str = "[sustained]\nweeks = 26\n[[target]]\nbasis = 'to-date'";

/// What cannot be meant: what stands around it, what is written below, and the line and some words of the only problem.
const NONSENSE: &[(&str, &str, i64, &str)] = &[
    // Caps that nothing reaches, or that let nothing through.
    (FEE, "[[cap]]\nper = 'contract'\npence = 0", 8, "the cap for everything together is £0.00"),
    (FEE, "[[cap]]\nper = 'contract'\npence = -5", 8, "the cap for everything together is -£0.05"),
    (FEE, "[[cap]]\nper = 'contract'\npence = 39999", 8, "is £399.99, below the smallest fee that it is for (£400.00)"),
    (FEE, "[[cap]]\nper = 'year'\nmilestone = 'outcome'\npeople = 0", 9, "a cap of 0 people"),
    (FEE, "[[cap]]\nper = 'year'\npeople = 5", 8, "a cap on people that names no milestone"),
    (
        "[sustained]\nweeks = 26\n[[fee]]\nmilestone = 'delivery'\npence = 400\nmonths = 4",
        "[[cap]]\nper = 'year'\nmilestone = 'delivery'\npeople = 5",
        10,
        "a cap on people for delivery",
    ),
    (
        "[sustained]\nweeks = 26\n[[fee]]\nmilestone = 'delivery'\npence = 400\nmonths = 4",
        "[[cap]]\nper = 'year'\nmilestone = 'delivery'\npence = 99",
        10,
        "is £0.99, below the smallest fee that it is for (£1.00)",
    ),
    (
        FEE,
        "[[cap]]\nper = 'contract'\nmilestone = 'outcome'\npence = 500000\n[[cap]]\nper = 'year'\nmilestone = 'outcome'\npence = 500001",
        13,
        "the cap for job outcome in a year is £5,000.01, above that for job outcome of £5,000.00",
    ),
    (
        FEE,
        "[[cap]]\nper = 'year'\nmilestone = 'outcome'\npeople = 9\n[[cap]]\nper = 'contract'\nmilestone = 'outcome'\npeople = 8",
        9,
        "the cap for job outcome in a year is 9 people, above that for job outcome of 8 people",
    ),
    (
        FEE,
        "[[cap]]\nper = 'contract'\nmilestone = 'outcome'\npence = 500001\n[[cap]]\nper = 'contract'\npence = 500000",
        9,
        "the cap for job outcome is £5,000.01, above that for everything together of £5,000.00",
    ),
    (
        FEE,
        "[[cap]]\nper = 'year'\nmilestone = 'job_start'\npeople = 5",
        8,
        "a cap for job start in a year, for which nothing is paid",
    ),
    ("grant = true\n[sustained]\nweeks = 26", "[[cap]]\nper = 'contract'\npence = 500", 4, "a cap on a grant"),
    ("[sustained]\nweeks = 26", "[[cap]]\nper = 'contract'\npence = 500", 3, "for which nothing is paid"),
    // Fees.
    (FEE, "instalment_months = [0, 121]", 6, "an instalment 121 months after the milestone"),
    ("[sustained]\nweeks = 26\n[[fee]]\nmilestone = 'outcome'", "pence = 0", 5, "the fee for job outcome is £0.00"),
    ("[sustained]\nweeks = 26\n[[fee]]\nmilestone = 'outcome'", "percent = 0", 5, "the fee for job outcome is 0%"),
    (
        "[sustained]\nweeks = 26\n[[fee]]\nmilestone = 'outcome'",
        "pence = 100000000001",
        5,
        "is £1,000,000,000.01, which is above £1,000,000,000.00",
    ),
    (
        "[sustained]\nweeks = 26\n[[fee]]\nmilestone = 'outcome'",
        "pence = 9223372036854775807",
        5,
        "which is above £1,000,000,000.00",
    ),
    (
        "first_year = 2014\n[sustained]\nweeks = 26\n[[fee]]\nmilestone = 'outcome'\npence = 5",
        "referred_until = 2013-12-31",
        7,
        "referred_until 2013-12-31 lies before the programme began in 2014",
    ),
    (
        "[sustained]\nweeks = 26\n[[fee]]\nmilestone = 'delivery'\npence = 5",
        "months = 121",
        6,
        "a delivery fee spread over 121 months",
    ),
    (
        "[sustained]\nweeks = 26\n[[fee]]\nmilestone = 'job_start'\npercent = 30\n[[fee]]\nmilestone = 'outcome'",
        "percent = 40",
        8,
        "add up to 70% of the price, and nothing else is paid",
    ),
    (SUSTAINMENTS, "payment_groups = ['1']", 13, "a fee for sustainments of payment group `1`, which has none"),
    (SUSTAINMENTS, "", 11, "and nobody has any that could be claimed"),
    // Targets.
    (
        TARGET,
        "indicator = 'job_start_rate'\npercent = 0.2",
        6,
        "the target for `job_start_rate` is 0.2%, which is below 1%",
    ),
    (TARGET, "indicator = 'job_start_rate'\npercent = 0", 6, "is 0%, which is below 1%"),
    (TARGET, "indicator = 'job_starts'\npeople = 0", 6, "the target for `job_starts` is 0 people"),
    (TARGET, "indicator = 'job_starts'\npeople = 9\nyear = 31", 7, "year = 31: no contract has so many years"),
    (TARGET, "indicator = 'job_starts'\npeople = 9\nyear = 2014", 7, "year = 2014"),
    (
        "[size]\npeople = 900\n[sustained]\nweeks = 26\n[[target]]\nbasis = 'to-date'",
        "indicator = 'job_starts'\npeople = 901",
        8,
        "is 901 people, and programme `x` was for 900 in all",
    ),
    (
        TARGET,
        "indicator = 'job_starts'\npeople = 9\n[[target]]\nbasis = 'to-date'\nindicator = 'sustained'\npeople = 10",
        7,
        "the minimum for `sustained` is above that for `job_starts`",
    ),
    (
        TARGET,
        "indicator = 'sustainment_rate'\npercent = 21\n[[target]]\nbasis = 'to-date'\nindicator = 'job_start_rate'\npercent = 20",
        7,
        "the minimum for `sustainment_rate` is above that for `job_start_rate`",
    ),
    (
        TARGET,
        "indicator = 'job_start_rate'\npercent = 20\n[[target]]\nbasis = 'to-date'\nindicator = 'job_start_rate'\nkind = 'bid'\nyear = 2\npercent = 19",
        7,
        "is above the bidder's own target",
    ),
    (
        TARGET,
        "indicator = 'job_start_rate'\npercent = 20\nyear = 2\n[[target]]\nbasis = 'to-date'\nindicator = 'job_start_rate'\nkind = 'bid'\npercent = 19",
        8,
        "is above the bidder's own target",
    ),
    // Years and lengths of time.
    ("first_year = 1989\n[sustained]", "weeks = 26", 1, "first_year is 1989"),
    ("first_year = 20166\n[sustained]", "weeks = 26", 1, "first_year is 20166"),
    ("support = { weeks = 104 }\n[sustained]", "weeks = 157", 3, "an outcome of 157 weeks"),
    ("[sustained]", "weeks = 4294967295", 2, "an outcome of 4294967295 weeks"),
    ("[sustained]\nweeks = 26", "within_weeks = 313", 3, "within_weeks = 313"),
    ("[sustained]\nweeks = 26\nrule = 'continuous'", "gap_days = 366", 4, "gap_days = 366"),
    ("[sustained]\nweeks = 26", "[sustainment]\nweeks = 157", 4, "a sustainment of 157 weeks"),
    ("[sustained]\nweeks = 26", "[sustainment]\nweeks = 4\nmost = 157", 5, "157 sustainments that can be claimed"),
    (
        "[sustained]\nweeks = 26\n[[payment_group]]\ncode = '1'\nname = 'a'",
        "outcome_weeks = 157",
        6,
        "payment group `1`: an outcome of 157 weeks",
    ),
    ("window = { months = 121 }\n[sustained]", "weeks = 26", 1, "window is 121 months, which is more than ten years"),
    ("support = { weeks = 25 }\n[sustained]", "weeks = 26", 1, "support of 25 weeks is shorter than 26 weeks"),
    (
        "support = { weeks = 12 }\nin_work = { weeks = 13 }\n[sustained]",
        "weeks = 26",
        1,
        "support of 12 weeks, with the support in work, is shorter",
    ),
    ("[sustained]\nread_from = 'claimed'\nstatus_months = [0, 121]", "", 3, "a status 121 months after leaving"),
    (
        "[sustained]\nread_from = 'claimed'\nstatus_months = [0]",
        "[sustainment]\nweeks = 4",
        4,
        "[sustainment] has further weeks in work, and the outcome is a status",
    ),
    ("[size]\npeople = 0\n[sustained]", "weeks = 26", 2, "a programme for 0 people"),
    ("[size]\npence = -1\n[sustained]", "weeks = 26", 2, "was to cost is -£0.01"),
    ("[size]\n[sustained]", "weeks = 26", 1, "a size of neither people nor pence"),
    // Names and other texts.
    ("fees_note = ' '\n[sustained]", "weeks = 26", 1, "`fees_note` is empty"),
    ("[sustained]\nweeks = 26", "asks = '...'", 3, "`asks` is still \"...\""),
    ("[sustained]\nweeks = 26", "[[lot]]\nid = '1'\nname = ''\nareas = ['Bury']", 5, "`name` is empty"),
    ("[sustained]\nweeks = 26", "[[lot]]\nid = '1'\nname = 'a'\nareas = ['Bury', '']", 6, "`areas` is empty"),
    (
        "[sustained]\nweeks = 26\n[[lot]]\nid = '1'\nname = 'North'\nareas = ['Bury']",
        "[[lot]]\nid = '2'\nname = 'north'\nareas = ['Wigan']",
        9,
        "a second lot is called `north`",
    ),
    (
        "[sustained]\nweeks = 26\n[[payment_group]]\ncode = '1'\nname = 'Young'\noutcome_weeks = 26",
        "[[payment_group]]\ncode = '2'\nname = 'Young'\noutcome_weeks = 26",
        9,
        "a second payment group is called `Young`",
    ),
    ("[sustained]\nweeks = 26\n[[payment_group]]\ncode = '1'", "name = ' '\noutcome_weeks = 26", 5, "`name` is empty"),
];

#[test]
fn what_cannot_be_meant_is_found_with_its_line_and_nothing_else_is() {
    let wrong = NONSENSE.iter().filter_map(|(around, written, line, words)| {
        let rest = format!("{around}\n{written}\n");
        let found = found(&rest);
        let is_right = matches!(&found[..], [one] if one.starts_with(&format!("{line}: ")) && one.contains(words));
        (!is_right).then(|| format!("{rest}: {words}\n{found:?}"))
    });
    assert_eq!(wrong.collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn the_blank_programme_is_refused_until_name_summary_and_source_are_written() {
    let file = ProgrammeFile::from_text(crate::definitions::programme::BLANK, "b.toml".into(), "blank").unwrap();
    let told: Vec<String> = file.problems().into_iter().map(|problem| problem.what + ": " + &problem.hint).collect();
    assert_eq!(told.len(), 3, "{told:?}");
    for (told, key) in told.iter().zip(["name", "summary", "source"]) {
        assert!(told.starts_with(&format!("`{key}` is still \"...\": write ")), "{told}");
    }
}

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
        "[sustained]\nweeks = 26\n[[fee]]\nmilestone = 'outcome'\npercent = 100\nreferred_until = 2014-03-31\n[[fee]]\nmilestone = 'outcome'\npercent = 100\nreferred_from = 2014-04-01",
        "[sustained]\nweeks = 26\n[[payment_group]]\ncode = '1'\nname = 'a'\noutcome_weeks = 13\n[[fee]]\nmilestone = 'outcome'\npence = 1\npayment_groups = ['1']\n[[fee]]\nmilestone = 'outcome'\npence = 2",
        // A gap where one group's weeks are continuous.
        "[sustained]\nweeks = 26\ngap_days = 3\n[[payment_group]]\ncode = '1'\nname = 'a'\noutcome_weeks = 13\noutcome_rule = 'continuous'",
        "window = { months = 6 }\n[sustained]\nweeks = 26",
        // Help in work is time for the weeks as well; 26 weeks are the 182 days of support.
        "support = { weeks = 13 }\nin_work = { weeks = 13 }\n[sustained]\nweeks = 26",
        "support = { days = 182 }\n[sustained]\nweeks = 26",
        // The rest of the price: in pence, of the value, at a price that no source tells, or not paid to late referrals.
        "[sustained]\nweeks = 26\n[[fee]]\nmilestone = 'job_start'\npence = 5\n[[fee]]\nmilestone = 'outcome'\npercent = 70",
        "[sustained]\nweeks = 26\n[[fee]]\nmilestone = 'delivery'\npercent = 30\n[[fee]]\nmilestone = 'outcome'\npercent = 70",
        "unpriced = ['job_start']\n[sustained]\nweeks = 26\n[[fee]]\nmilestone = 'outcome'\npercent = 70",
        "[sustained]\nweeks = 26\n[[fee]]\nmilestone = 'attachment'\npercent = 30\nreferred_until = 2014-03-31\n[[fee]]\nmilestone = 'outcome'\npercent = 70\n[[fee]]\nmilestone = 'job_start'\npence = 5\nreferred_from = 2014-04-01",
        // Sustainments of the groups that have some.
        "[sustained]\nweeks = 26\n[sustainment]\nweeks = 4\n[[payment_group]]\ncode = '1'\nname = 'a'\noutcome_weeks = 26\nsustainments = 13\n[[payment_group]]\ncode = '2'\nname = 'b'\noutcome_weeks = 26\nsustainments = 0\n[[fee]]\nmilestone = 'sustainment'\npence = 5",
        // Caps inside each other, as large as each other, and on a price that no source tells.
        "unpriced = ['outcome']\n[sustained]\nweeks = 26\n[[cap]]\nper = 'contract'\npence = 500\n[[cap]]\nper = 'year'\nmilestone = 'outcome'\npence = 500\npeople = 3\n[[cap]]\nper = 'contract'\nmilestone = 'outcome'\npeople = 3",
        // A year with a minimum of its own; more sustained than job starts in a quarter; on leaving, which needs no job.
        "[sustained]\nweeks = 26\n[[target]]\nindicator = 'job_start_rate'\nbasis = 'to-date'\npercent = 20\n[[target]]\nindicator = 'job_start_rate'\nbasis = 'to-date'\nyear = 1\npercent = 5\n[[target]]\nindicator = 'job_start_rate'\nbasis = 'to-date'\nkind = 'bid'\nyear = 1\npercent = 6",
        "[sustained]\nweeks = 26\n[[target]]\nindicator = 'job_starts'\nbasis = 'period'\npeople = 2\n[[target]]\nindicator = 'sustained'\nbasis = 'period'\npeople = 3",
        "[sustained]\nstatus_months = [0]\nread_from = 'claimed'\n[[target]]\nindicator = 'job_starts'\nbasis = 'to-date'\npeople = 2\n[[target]]\nindicator = 'sustained'\nbasis = 'to-date'\npeople = 3",
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

//! Published percentages computed again from their published counts. Most must come out as printed; where the plain
//! division does not, it must be told why: the counts were rounded, the denominator is another one, or the printed rate
//! was formed on another basis. What tells these apart is the row's own words and numbers.

use std::path::PathBuf;

use super::proportion::round_half_up;

/// One published percentage with the counts that stand beside it.
struct Check {
    id: String,
    description: String,
    numerator: u64,
    denominator: u64,
    /// In units of the last printed place: 3.6 at one place is 36.
    printed: u64,
    places: u32,
    /// How the counts were rounded, in words.
    inputs: String,
    /// What the makers of the file expect; compared with the verdict, never used for it.
    expectation: String,
    computed: String,
}

/// Why a printed percentage is, or is not, the division of the counts beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    /// The division rounds to it.
    Match,
    /// It does not, but the printed counts are rounded and the counts behind them can give it.
    RoundedInputs,
    /// No rounding explains it: it is of another denominator.
    WrongDenominator,
    /// No rounding explains it: it is a rate of a cohort, beside the counts of a whole life.
    WrongBasis,
    /// No rounding explains it and the row does not say why.
    Unexplained,
}

/// The smallest and the largest percentage, in units of the last printed place, that the counts behind the printed ones
/// can give.
fn reachable(check: &Check) -> (u64, u64) {
    let (x, n) = (unit(check, check.numerator, "numerator"), unit(check, check.denominator, "denominator"));
    // Doubled, so that half a unit is a whole number.
    let low = round_half_up(2 * check.numerator - x, 2 * check.denominator + n, check.places);
    let high = round_half_up(2 * check.numerator + x, 2 * check.denominator - n, check.places);
    (low, high)
}

/// The unit that a count was rounded to: the one the row names, else what its zeros say; 0 for an exact one.
fn unit(check: &Check, count: u64, part: &str) -> u64 {
    let words = check.inputs.as_str();
    let named = ["rounded to ", "nearest "].iter().find_map(|before| {
        let digits: String =
            words.split_once(before)?.1.chars().take_while(|c| c.is_ascii_digit() || *c == ',').collect();
        digits.replace(',', "").parse().ok()
    });
    let zeros = 10u64.pow((0..19).take_while(|&zeros| count.is_multiple_of(10u64.pow(zeros + 1))).count() as u32);
    match words {
        "exact" => 0,
        "rounded" => zeros,
        _ if words.ends_with("approximate") => zeros * u64::from(words.starts_with(part)),
        _ => named.unwrap_or_else(|| panic!("{}: inputs `{words}` are not understood", check.id)),
    }
}

/// Tells a match from the kinds of traps.
fn verdict(check: &Check, all: &[Check]) -> Verdict {
    if round_half_up(check.numerator, check.denominator, check.places) == check.printed {
        return Verdict::Match;
    }
    let (low, high) = reachable(check);
    if (low..=high).contains(&check.printed) {
        return Verdict::RoundedInputs;
    }
    // The same count is printed as the same percentage of somebody else.
    let of_others = all.iter().any(|other| {
        (other.numerator, other.printed, other.places) == (check.numerator, check.printed, check.places)
            && other.denominator != check.denominator
            && round_half_up(other.numerator, other.denominator, other.places) == other.printed
    });
    let words = check.description.to_lowercase();
    let about_a_cohort = words.contains("two-year rate") || words.contains("cohort");
    let of_a_whole_life = words.contains("all outcomes / all referred") || words.contains("naively");
    if of_others || words.contains("wrong denominator") {
        Verdict::WrongDenominator
    } else if about_a_cohort && of_a_whole_life {
        Verdict::WrongBasis
    } else {
        Verdict::Unexplained
    }
}

/// The rows of the file of published rates; nothing where the folder of shared files is absent.
fn checks() -> Option<Vec<Check>> {
    let folder = std::env::var_os("QUARTERDECK_SHARED")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let path = folder.join("published/rate_checks.csv");
    if !path.is_file() {
        eprintln!("skipped: there is no folder of shared files (set QUARTERDECK_SHARED)");
        return None;
    }
    let mut reader = csv::Reader::from_path(path).unwrap();
    let headers = reader.headers().unwrap().clone();
    let row = |record: csv::StringRecord| {
        let text = |name: &str| record[headers.iter().position(|header| header == name).unwrap()].to_string();
        let number = |name: &str| text(name).parse::<u64>().unwrap();
        let places = number("printed_dp") as u32;
        Check {
            id: text("id"),
            description: text("description"),
            numerator: number("numerator"),
            denominator: number("denominator"),
            printed: units(&text("printed_pct"), places),
            places,
            inputs: text("inputs"),
            expectation: text("expectation"),
            computed: text("computed_rounded"),
        }
    };
    Some(reader.records().map(|record| row(record.unwrap())).collect())
}

/// `3.6` at one place as 36; `26.0` as 260, `4` at none as 4.
fn units(text: &str, places: u32) -> u64 {
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    let rest = format!("{rest:0<width$}", width = places as usize);
    assert_eq!(rest.len(), places as usize, "{text} has another number of places");
    format!("{whole}{rest}").parse().unwrap()
}

#[test]
fn of_21_published_percentages_15_are_computed_as_printed_and_6_are_told_apart() {
    let Some(checks) = checks() else { return };
    let mut counted = [0; 5];
    for check in &checks {
        let verdict = verdict(check, &checks);
        counted[verdict as usize] += 1;
        let expected = match check.expectation.as_str() {
            "match" => Verdict::Match,
            trap if trap.starts_with("trap: rounded inputs") => Verdict::RoundedInputs,
            trap if trap.contains("people are referred more than once") => Verdict::WrongDenominator,
            trap if trap.contains("cohort") => Verdict::WrongBasis,
            other => panic!("{}: the file expects `{other}`", check.id),
        };
        assert_eq!(verdict, expected, "{} {}", check.id, check.description);
        let own = round_half_up(check.numerator, check.denominator, check.places);
        assert_eq!(own, units(&check.computed, check.places), "{}", check.id);
    }
    assert_eq!(counted, [15, 2, 1, 3, 0]);
}

#[test]
fn a_rate_that_rounded_counts_can_give_is_believed_and_one_that_they_cannot_is_not() {
    let Some(checks) = checks() else { return };
    let of = |id: &str| reachable(checks.iter().find(|check| check.id == id).unwrap());
    // 30,500 to 31,500 of 877,500 to 878,500: 3.47% to 3.59%; 103,500 to 104,500 of the same: 11.78% to 11.91%.
    assert_eq!((of("RC09"), of("RC10")), ((35, 36), (118, 119)));
    // 612,650 to 612,750 of 1,945,000 to 1,955,000 is 31.3% to 31.5%, and nowhere near 27.8%.
    assert_eq!(of("RC18"), (313, 315));
}

#[test]
fn a_wrong_percentage_without_an_explanation_stays_unexplained() {
    let check = |printed, inputs: &str| Check {
        id: "made up".into(),
        description: "attachments / referrals".into(),
        numerator: 31_000,
        denominator: 878_000,
        printed,
        places: 1,
        inputs: inputs.into(),
        expectation: String::new(),
        computed: String::new(),
    };
    assert_eq!(verdict(&check(35, "exact"), &[]), Verdict::Match);
    assert_eq!(verdict(&check(36, "exact"), &[]), Verdict::Unexplained);
    assert_eq!(verdict(&check(36, "nearest 10"), &[]), Verdict::Unexplained);
    assert_eq!(verdict(&check(36, "rounded to 1,000"), &[]), Verdict::RoundedInputs);
    assert_eq!(verdict(&check(36, "rounded"), &[]), Verdict::RoundedInputs);
    assert_eq!(verdict(&check(37, "rounded"), &[]), Verdict::Unexplained);
    assert_eq!(verdict(&check(36, "denominator approximate"), &[]), Verdict::Unexplained);
    assert_eq!(verdict(&check(36, "numerator approximate"), &[]), Verdict::RoundedInputs);
}

use std::path::Path;

use chrono::{Days, NaiveDate};

use super::load::BUILTIN;
use super::*;
use crate::definitions::SustainedFrom;
use crate::vocabulary::Basis;

fn of(id: &str) -> Programme {
    load(Path::new("/nowhere"), id).unwrap()
}

#[test]
fn every_built_in_programme_and_the_blank_one_filled_in_pass_their_own_check() {
    let blank = ["name", "summary", "source"]
        .iter()
        .fold(BLANK.to_string(), |text, key| text.replace(&format!("\n{key} = \"...\""), &format!("\n{key} = \"x\"")));
    for (id, text) in BUILTIN.iter().copied().chain([("blank", blank.as_str())]) {
        let file = ProgrammeFile::from_text(text, id.into(), id).unwrap();
        assert_eq!(file.problems(), [], "{id}");
    }
}

#[test]
fn the_blank_programme_with_all_its_notes_made_lines_uses_every_key() {
    // A note that has the form of a key or a table is one.
    let is_line = |line: &&str| {
        let key = line.split_once(" = ").map(|(key, _)| key);
        line.starts_with('[') || key.is_some_and(|key| key.chars().all(|c| c.is_ascii_lowercase() || c == '_'))
    };
    let lines = BLANK.lines().map(|line| line.strip_prefix("# ").filter(is_line).unwrap_or(line));
    let text = lines.collect::<Vec<_>>().join("\n");
    let programme: Programme = toml::from_str(&text).unwrap();
    assert_eq!((programme.fee.len(), programme.lot.len(), programme.score.len()), (1, 1, 1));
    for key in every_key() {
        assert!(text.lines().any(|line| names(line, &key)), "{key} is not in the blank programme");
    }
}

#[test]
fn every_key_of_a_programme_and_of_a_contract_is_explained_in_the_docs() {
    let page = include_str!("../../../docs/programmes.md");
    let contracts =
        keys::<crate::definitions::Contract>().into_iter().chain(keys::<crate::definitions::contract::Cost>());
    for key in every_key().into_iter().chain(contracts) {
        assert!(page.contains(&format!("`{key}`")), "{key} is not in docs/programmes.md");
    }
    for (indicator, _) in target::INDICATORS {
        assert!(page.contains(&format!("`{indicator}`")), "{indicator} is not in docs/programmes.md");
    }
}

/// Every key of every table of a programme.
fn every_key() -> Vec<String> {
    let tables = [
        keys::<Programme>(),
        keys::<Span>(),
        keys::<Outcome>(),
        keys::<Sustainment>(),
        keys::<PaymentGroup>(),
        keys::<Fee>(),
        keys::<Cap>(),
        keys::<Target>(),
        keys::<Lot>(),
        keys::<Score>(),
        keys::<Size>(),
    ];
    tables.concat()
}

/// The keys of a table, as its own refusal of a wrong one names them.
fn keys<T: serde::de::DeserializeOwned>() -> Vec<String> {
    let Err(error) = toml::from_str::<T>("no_such_key = 1") else { panic!("a wrong key was taken") };
    let names: Vec<String> = error.message().split('`').skip(3).step_by(2).map(String::from).collect();
    assert!(names.len() > 2, "{error}");
    names
}

/// Whether a line of a definition sets a key, as a line, in braces or as a table.
fn names(line: &str, key: &str) -> bool {
    let line = line.split('#').next().unwrap_or_default();
    line.split(['[', ']', '{', ',', '=']).any(|part| part.trim() == key)
}

#[test]
fn the_work_programme_asks_for_26_weeks_of_groups_1_2_and_9_and_13_of_the_others() {
    let programme = of("work-programme");
    let codes = ["1", "2", "3", "4", "5", "6", "6a", "6B", "7", "8", "9"];
    let weeks = codes.map(|code| programme.outcome_weeks(Some(code)));
    assert_eq!(weeks, [26, 26, 13, 13, 13, 13, 13, 13, 13, 13, 26]);
    assert_eq!(programme.outcome_weeks(None), 26);
    let sustainments = ["1", "2", "3", "4", "7", "8"].map(|code| programme.sustainments(Some(code)));
    assert_eq!(sustainments, [13, 13, 20, 20, 26, 0]);
    assert_eq!(programme.outcome_test(Some("1")).days, 182);
}

/// The totals that the committee's table prints, and that of group 7 that is confirmed: attachment, outcome and all
/// sustainments.
#[test]
fn the_fees_of_the_work_programme_add_up_to_the_published_totals() {
    let programme = of("work-programme");
    let total = |code: &str| -> i64 {
        let fees = programme.fee.iter().filter(|fee| fee.payment_groups.iter().any(|own| own == code));
        let times =
            |fee: &Fee| if fee.milestone == Milestone::Sustainment { programme.sustainments(Some(code)) } else { 1 };
        fees.map(|fee| fee.pence.unwrap().0 * i64::from(times(fee))).sum()
    };
    let totals = ["1", "2", "3", "4", "5", "6", "7", "9"].map(|code| total(code) / 100);
    assert_eq!(totals, [3810, 4395, 6600, 6600, 3700, 6500, 13_720, 5500]);
    let attachments = programme.fee.iter().filter(|fee| fee.milestone == Milestone::Attachment);
    let last = NaiveDate::from_ymd_opt(2014, 3, 31);
    assert!(attachments.clone().count() > 3 && attachments.clone().all(|fee| fee.referred_until == last));
    assert!(attachments.flat_map(|fee| &fee.payment_groups).count() == 9, "of every group");
}

#[test]
fn only_fees_of_groups_1_to_4_of_the_work_programme_are_confirmed() {
    for fee in of("work-programme").fee {
        let first_four = fee.payment_groups.iter().all(|code| code.as_str() < "5");
        assert_eq!(fee.confirmed, first_four, "{fee:?}");
    }
}

#[test]
fn minimum_performance_levels_are_those_of_each_year_and_group() {
    let programme = of("work-programme");
    let level = |year, group| {
        let kind = TargetKind::Minimum;
        let found = target::find(&programme.target, "outcome_rate", kind, Basis::TwelveMonths, Some(year), Some(group));
        found.and_then(|target| target.percent).map(|percent| percent.hundredths)
    };
    let levels = [1, 2, 3].map(|year| ["1", "2", "6"].map(|group| level(year, group).unwrap()));
    assert_eq!(levels, [[550, 550, 550], [3300, 2750, 1650], [4400, 3300, 1650]]);
    assert_eq!(level(4, "1"), None);
    assert_eq!(programme.target.iter().filter(|target| !target.confirmed).count(), 1);
}

#[test]
fn working_well_asks_for_a_fifth_in_work_and_splits_its_price_30_30_40() {
    let programme = of("working-well-expansion");
    let percents: Vec<u32> = programme.fee.iter().map(|fee| fee.percent.unwrap().hundredths).collect();
    assert_eq!(percents, [3000, 3000, 4000]);
    assert_eq!(programme.fee[0].instalment_months, [0, 3, 6]);
    assert_eq!(programme.lot.iter().map(|lot| lot.areas.len()).collect::<Vec<_>>(), [3, 7]);
    for id in ["working-well-expansion", "working-well-pilot"] {
        let programme = of(id);
        let percent = |indicator| {
            let found = target::find(&programme.target, indicator, TargetKind::Minimum, Basis::ToDate, None, None);
            found.unwrap().percent.map(|percent| percent.hundredths)
        };
        assert_eq!([percent("job_start_rate"), percent("sustainment_rate")], [Some(2000), Some(1500)]);
    }
}

#[test]
fn outcomes_that_job_dates_cannot_show_are_read_from_claims_and_say_what_they_ask() {
    for id in ["work-and-health-programme", "whp-pioneer", "ways-to-work"] {
        let programme = of(id);
        assert_eq!(programme.sustained.read_from, SustainedFrom::Claimed, "{id}");
        assert!(programme.sustained.asks.is_some(), "{id}");
    }
    assert_eq!(of("ways-to-work").outcome_test(None).days, OutcomeTest::NEVER);
    assert_eq!(of("work-and-health-programme").outcome_test(None).days, 182);
}

#[test]
fn what_no_source_confirms_is_told_in_few_words_and_without_amounts() {
    let told: Vec<(String, String)> =
        BUILTIN.iter().map(|(id, _)| ((*id).into(), of(id).unconfirmed().join("; "))).collect();
    let told: Vec<(&str, &str)> = told.iter().map(|(id, text)| (id.as_str(), text.as_str())).collect();
    assert_eq!(
        told,
        [
            ("ways-to-work", ""),
            (
                "whp-pioneer",
                "the length of support (456 days); the length of support in work (182 days); the time within which the outcome has to be reached (638 days)"
            ),
            ("work-and-health-programme", "the time within which the outcome has to be reached (638 days)"),
            (
                "work-programme",
                "the outcome weeks of payment groups 8 and 9; the number of sustainments of payment groups 5, 6 and 9; some targets; some fees"
            ),
            ("working-well-expansion", "the weeks in work that make the outcome (26); when instalments are paid"),
            ("working-well-pilot", "the weeks in work that make the outcome (50 of 58)"),
        ]
    );
}

/// Each kind of value alone, so that none can be unconfirmed in silence.
#[test]
fn every_kind_of_value_that_can_be_unconfirmed_is_told() {
    const NOT: &str = "confirmed = false";
    let cases = [
        (format!("support = {{ weeks = 1, {NOT} }}"), ""),
        (format!("in_work = {{ weeks = 1, {NOT} }}"), ""),
        (format!("window = {{ weeks = 99, {NOT} }}"), ""),
        (format!("size = {{ people = 1, {NOT} }}"), ""),
        (String::new(), "confirmed = false"),
        (String::new(), "[sustainment]\nweeks = 4\nconfirmed = false"),
        (String::new(), "[[payment_group]]\ncode = '1'\nname = 'x'\noutcome_weeks = 1\nconfirmed = false"),
        (String::new(), "[[payment_group]]\ncode = '1'\nname = 'x'\noutcome_weeks = 1\nsustainments_confirmed = false"),
        (String::new(), "[[fee]]\nmilestone = 'outcome'\npence = 1\nconfirmed = false"),
        (String::new(), "[[fee]]\nmilestone = 'outcome'\npence = 1\ninstalments_confirmed = false"),
        (String::new(), "[[cap]]\nper = 'contract'\npence = 1\nconfirmed = false"),
        (String::new(), "[[target]]\nindicator = 'referred'\nbasis = 'to-date'\npeople = 1\nconfirmed = false"),
    ];
    for (root, tables) in cases {
        let text = format!(
            "id = 'x'\nname = 'x'\nsummary = 'x'\nsource = 'x'\nroutes = ['jcp']\n{root}\n[sustained]\nweeks = 26\n{tables}"
        );
        let programme: Programme = toml::from_str(&text).unwrap();
        assert_eq!(programme.unconfirmed().len(), 1, "{text}");
    }
}

#[test]
fn support_of_104_weeks_ends_728_days_after_attachment() {
    let start = NaiveDate::from_ymd_opt(2012, 4, 2).unwrap();
    assert_eq!(of("work-programme").support.unwrap().end_after(start), start + Days::new(728));
}

#[test]
fn an_unknown_programme_names_the_nearest() {
    let error = load(Path::new("/nowhere"), "work-program").unwrap_err();
    assert!(crate::fault::hint_of(&error).unwrap().contains("`work-programme`"));
}

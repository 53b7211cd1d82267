//! Fees, claims, caps and statements worked out by hand, to the penny.

use super::facts::Facts;
use super::fees::{part, share};
use super::lines::{Line, Sum};
use super::sample::{Sample, THIRTY_THIRTY_FORTY, WORK_PROGRAMME, as_at, attached, day};
use super::statement::Statement;
use crate::metrics::people::{Claim, Happened};
use crate::vocabulary::{Milestone, Pence, Percent};
use Milestone::{Attachment, Delivery, JobStart, Outcome, Sustainment};

fn sum(times: u64, pence: i64) -> Sum {
    Sum { times, pence: Pence(pence) }
}

fn statement(sample: &Sample, people: &[Facts<'_>], iso: &str) -> Statement {
    Statement::of(&sample.terms(), people, as_at(iso))
}

/// The line of a milestone of a Work Programme contract.
fn line(programme: &str, contract: &str, people: &[Facts<'_>], iso: &str, milestone: Milestone) -> Line {
    let statement = statement(&Sample::new(programme, contract), people, iso);
    statement.line(milestone).cloned().unwrap()
}

/// Somebody who reached everything, with more sustainments than are paid.
fn everything(group: &str) -> Facts<'_> {
    let mut person = attached(group, "2011-07-01").with_outcome("2012-03-01");
    person.job_start = Happened::On(day("2011-08-01"));
    person.sustainments = (1..=30).map(|n| day("2012-03-01") + 28 * n).collect();
    person
}

#[test]
fn the_work_programmes_first_year_comes_to_3810_4395_6600_and_6600_pounds() {
    let samples = [Sample::new(WORK_PROGRAMME, ""), Sample::built_in("work-programme", "")];
    let groups = [
        ("1", 40_000, 221_000, 13, 381_000),
        ("2", 40_000, 279_500, 13, 439_500),
        ("3", 40_000, 500_000, 20, 660_000),
        ("4", 40_000, 500_000, 20, 660_000),
    ];
    for (sample, (group, attachment, sustained, times, all)) in
        samples.iter().flat_map(|sample| groups.map(|group| (sample, group)))
    {
        let statement = statement(sample, &[everything(group)], "2016-03-31");
        assert_eq!(statement.line(Attachment).unwrap().achieved, sum(1, attachment), "{group}");
        assert_eq!(statement.line(Outcome).unwrap().achieved, sum(1, 120_000), "{group}");
        assert_eq!(statement.line(Sustainment).unwrap().achieved, sum(times, sustained), "{group}");
        assert_eq!(statement.line(Sustainment).unwrap().people, 1);
        assert_eq!(statement.income(), Pence(all), "{group}");
        assert_eq!(statement.line(JobStart), None, "no milestone that is paid");
    }
}

#[test]
fn whoever_was_referred_from_april_2014_brings_no_attachment_fee_and_is_not_without_one() {
    let people = [attached("1", "2014-03-31"), attached("1", "2014-04-01"), attached("5", "2014-01-02")];
    let line = line(WORK_PROGRAMME, "", &people, "2014-12-31", Attachment);
    assert_eq!((line.people, line.achieved, line.without_fee), (3, sum(3, 40_000), 1));
}

#[test]
fn a_group_with_a_letter_is_paid_as_its_family_unless_a_fee_names_it() {
    let fees = "[[fee]]\nmilestone = \"outcome\"\npayment_groups = [\"6a\"]\npence = 100\n\
                [[fee]]\nmilestone = \"outcome\"\npayment_groups = [\"6\"]\npence = 7\n";
    let outcome = |group| attached(group, "2012-01-02").with_outcome("2012-09-01");
    for (group, pence, unknown) in [("6A", 100, 0), ("6b", 7, 0), ("6", 7, 0), ("7", 0, 1), ("not known", 0, 1)] {
        let line = line(fees, "", &[outcome(group)], "2013-03-31", Outcome);
        assert_eq!((line.achieved.pence, line.without_fee), (Pence(pence), unknown), "{group}");
    }
}

#[test]
fn a_milestone_that_is_paid_for_at_a_price_nobody_tells_is_not_known() {
    let statement = statement(&Sample::new("unpriced = [\"outcome\"]\n", ""), &[everything("1")], "2013-03-31");
    let outcome = statement.line(Outcome).unwrap();
    assert_eq!((outcome.people, outcome.without_fee, statement.is_at_least), (1, 1, true));
    assert_eq!(statement.lines.len(), 1);
    let contract = "[[fee]]\nmilestone = \"outcome\"\npence = 5\n";
    let told = line("unpriced = [\"outcome\"]\n", contract, &[everything("1")], "2013-03-31", Outcome);
    assert_eq!((told.achieved, told.without_fee), (sum(1, 5), 0));
}

#[test]
fn a_contracts_fee_stands_in_place_of_the_programmes_for_that_milestone_alone() {
    let contract = "[[fee]]\nmilestone = \"outcome\"\npence = 90000\nconfirmed = false\n";
    let statement =
        statement(&Sample::new(WORK_PROGRAMME, contract), &[everything("1"), everything("5")], "2016-03-31");
    let outcome = statement.line(Outcome).unwrap();
    assert_eq!((outcome.achieved, outcome.unconfirmed, outcome.without_fee), (sum(2, 180_000), Pence(180_000), 0));
    let attachment = statement.line(Attachment).unwrap();
    assert_eq!((attachment.achieved, attachment.unconfirmed, attachment.without_fee), (sum(2, 40_000), Pence(0), 1));
}

/// 30% of 713.33 pounds is 213.999, so 214.00, in parts of 71.34, 71.33 and 71.33; 40% is 285.332, so 285.33.
#[test]
fn thirty_thirty_forty_of_an_odd_price_falls_due_to_the_penny() {
    let price = "price_pence = 71333\n";
    let mut person = attached("", "2016-08-31").with_outcome("2017-05-01");
    person.job_start = Happened::On(day("2016-10-31"));
    let people = [person];
    let built_in = Sample::built_in("working-well-expansion", price);
    assert_eq!(statement(&built_in, &people, "2017-06-30").income(), Pence(71_333));
    assert!(statement(&built_in, &people, "2017-06-30").notes[0].contains("No source confirms when the parts"));
    let sample = Sample::new(THIRTY_THIRTY_FORTY, price);
    // The second part falls due on 30 November (there is no 31st), the third on 28 February.
    for (iso, achieved, next, later) in [
        ("2016-08-31", 7_134, sum(1, 7_133), 7_133),
        ("2016-11-29", 7_134, sum(2, 14_266), 0),
        ("2016-11-30", 14_267, sum(1, 7_133), 0),
        ("2017-02-27", 14_267, sum(1, 7_133), 0),
        ("2017-02-28", 21_400, sum(0, 0), 0),
    ] {
        let statement = statement(&sample, &people, iso);
        let line = statement.line(Attachment).unwrap();
        assert_eq!((line.people, line.achieved), (1, sum(1, achieved)), "{iso}");
        assert_eq!((line.next_instalments, line.later), (next, Pence(later)), "{iso}");
    }
    let statement = statement(&sample, &people, "2017-06-30");
    assert_eq!(statement.line(JobStart).unwrap().achieved, sum(1, 21_400));
    assert_eq!(statement.line(Outcome).unwrap().achieved, sum(1, 28_533));
    assert_eq!(statement.income(), Pence(71_333));
}

#[test]
fn a_share_is_rounded_once_half_up_and_its_parts_add_up() {
    let percent = |hundredths| Percent { hundredths };
    assert_eq!(share(Pence(71_333), percent(3_000)), Pence(21_400));
    assert_eq!(share(Pence(50), percent(100)), Pence(1), "half a penny is one");
    assert_eq!(share(Pence(49), percent(100)), Pence(0));
    assert_eq!([0, 1, 2].map(|i| part(Pence(100), 3, i)), [Pence(34), Pence(33), Pence(33)]);
    assert_eq!(part(Pence(100), 1, 0), Pence(100));
}

#[test]
fn without_a_price_a_share_is_not_known_rather_than_nothing() {
    let statement = statement(&Sample::new(THIRTY_THIRTY_FORTY, ""), &[attached("", "2016-08-31")], "2016-12-31");
    let line = statement.line(Attachment).unwrap();
    assert_eq!((line.people, line.without_fee, line.achieved), (1, 1, sum(1, 0)));
    assert!(statement.notes[0].contains("price_pence"), "{:?}", statement.notes);
}

/// 30% of 1,000.01 pounds is 300.003, so 300.00; by seven months 42.84 and six times 42.86.
#[test]
fn the_delivery_fee_falls_due_with_the_last_day_of_each_contract_month_and_adds_up() {
    let fee = "[[fee]]\nmilestone = \"delivery\"\npercent = 30\nmonths = 7\n";
    let contract = "start = 2016-01-31\nvalue_pence = 100001\n";
    // 30,000 / 7 = 4,285 and 5 over: the first month has 4,290. Months end on 28 February (29 days in 2016), 30 March ...
    for (iso, months, pence, next) in [
        ("2016-02-27", 0, 0, sum(5, 21_430)),
        ("2016-02-28", 1, 4_290, sum(4, 17_140)),
        ("2016-03-30", 2, 8_575, sum(3, 12_855)),
        ("2020-01-01", 7, 30_000, sum(0, 0)),
    ] {
        let line = line(fee, contract, &[], iso, Delivery);
        assert_eq!((line.people, line.achieved), (0, sum(months, pence)), "{iso}");
        assert_eq!(line.next_instalments, next, "{iso}");
    }
    let unknown = statement(&Sample::new(fee, "value_pence = 100001\n"), &[], "2020-01-01");
    assert_eq!((unknown.line(Delivery).unwrap().achieved, unknown.is_at_least), (sum(0, 0), true));
    assert!(unknown.notes[0].contains("the contract's start"), "{:?}", unknown.notes);
}

#[test]
fn whoever_may_bring_sustainments_whose_number_nobody_knows_is_without_a_known_fee() {
    let people = [attached("8", "2012-01-02"), attached("8", "2012-01-02").with_outcome("2012-09-03"), everything("1")];
    let line = line(WORK_PROGRAMME, "", &people, "2013-03-31", Sustainment);
    assert_eq!((line.people, line.without_fee), (1, 1));
}

#[test]
fn a_claim_sent_twice_is_one_claim_and_one_payment() {
    let person = everything("1")
        .with_payment(Outcome, "2012-03-05", "2012-04-01", None)
        .with_payment(Outcome, "2012-03-05", "2012-04-01", None)
        .with_claim(Outcome, "2012-03-06")
        .with_claim(Sustainment, "2012-04-02")
        .with_claim(Sustainment, "2012-04-02")
        .with_claim(Sustainment, "2012-05-02");
    let statement = statement(&Sample::new(WORK_PROGRAMME, ""), &[person], "2012-06-30");
    let outcome = statement.line(Outcome).unwrap();
    assert_eq!(outcome.claimed, Some(sum(1, 120_000)));
    assert_eq!(outcome.paid.as_ref().unwrap().sum, sum(1, 120_000));
    let sustained = statement.line(Sustainment).unwrap();
    // Reached on 29 March, 26 April, 24 May and 21 June; two of the four are claimed.
    assert_eq!((sustained.achieved, sustained.claimed), (sum(4, 68_000), Some(sum(2, 34_000))));
    assert_eq!(sustained.unclaimed.unwrap(), [sum(2, 34_000), sum(0, 0), sum(0, 0), sum(0, 0)]);
    assert_eq!((&sustained.paid, &statement.line(Attachment).unwrap().claimed), (&None, &None), "not told");
}

#[test]
fn what_was_paid_is_what_is_told_and_what_is_above_the_fee_stands_apart() {
    let outcome = || attached("1", "2012-01-02").with_outcome("2012-09-03");
    let people = [
        outcome().with_payment(Outcome, "2012-09-04", "2012-10-01", Some(110_000)),
        outcome().with_payment(Outcome, "2012-09-04", "2013-01-02", None),
        outcome().with_payment(Outcome, "2012-09-04", "2012-10-01", Some(120_000)).with_payment(
            Outcome,
            "2012-09-04",
            "2013-01-02",
            Some(120_000),
        ),
        outcome().with_payment(Outcome, "2012-09-04", "2013-04-01", Some(120_000)),
        attached("5", "2012-01-02").with_outcome("2012-09-03").with_payment(Outcome, "2012-09-04", "2012-10-01", None),
    ];
    let line = line(WORK_PROGRAMME, "", &people, "2013-03-31", Outcome);
    let paid = line.paid.unwrap();
    assert_eq!((paid.sum, paid.above_fee, paid.without_amount), (sum(4, 470_000), sum(1, 120_000), 1));
    let quarters: Vec<(String, i64)> = paid.by_quarter.iter().map(|(q, pence)| (q.to_string(), pence.0)).collect();
    assert_eq!(quarters, [("2012-13-Q3".into(), 230_000), ("2012-13-Q4".into(), 240_000)]);
}

#[test]
fn a_payment_without_an_amount_is_the_parts_that_had_fallen_due_and_were_not_paid() {
    let sample = Sample::new(THIRTY_THIRTY_FORTY, "price_pence = 71333\n");
    let paid = |days: &[&str]| {
        let person = days
            .iter()
            .fold(attached("", "2016-08-31"), |person, paid| person.with_payment(Attachment, "2016-09-05", paid, None));
        let statement = statement(&sample, &[person], "2018-03-31");
        statement.line(Attachment).unwrap().paid.as_ref().unwrap().sum.pence.0
    };
    assert_eq!(paid(&["2016-09-30"]), 7_134);
    assert_eq!(paid(&["2016-12-31"]), 14_267);
    assert_eq!(paid(&["2016-09-30", "2016-12-31", "2017-03-31"]), 21_400);
    assert_eq!(paid(&["2017-03-31"]), 21_400);
    assert_eq!(paid(&["2017-03-31", "2017-06-30"]), 21_400, "no fee is paid twice");
    assert_eq!(paid(&["2016-08-01"]), 7_134, "before it was due: the first part all the same");
}

#[test]
fn what_is_achieved_and_not_claimed_has_the_age_of_the_day_it_was_reached() {
    let people = ["2012-12-31", "2012-12-30", "2012-10-01", "2012-09-30", "2012-03-31", "2012-03-30"]
        .map(|iso| attached("1", "2012-01-02").with_outcome(iso));
    let claimed = attached("1", "2012-01-02").with_outcome("2012-12-31").with_claim(Outcome, "2013-01-05");
    let people: Vec<Facts<'_>> = people.into_iter().chain([claimed]).collect();
    let line = line(WORK_PROGRAMME, "", &people, "2013-03-31", Outcome);
    assert_eq!(line.achieved, sum(7, 840_000));
    let each = |times| sum(times, 120_000 * times as i64);
    // Three months after 31 December is 31 March; six months after 30 September, 30 March, are over.
    assert_eq!(line.unclaimed.unwrap(), [each(1), each(2), each(2), each(1)]);
}

#[test]
fn claims_that_the_dates_do_not_bear_out_are_told_with_their_money() {
    let people = [
        attached("1", "2012-01-02").with_claim(Outcome, "2012-09-04"),
        attached("1", "2012-01-02").with_outcome("2012-12-01").with_claim(Outcome, "2012-09-04"),
        attached("5", "2012-01-02").with_claim(Outcome, "2012-09-04"),
        attached("1", "2012-01-02").with_outcome("2012-09-04").with_claim(Outcome, "2012-09-04"),
    ];
    let sample = Sample::new(WORK_PROGRAMME, "");
    let at = |iso| statement(&sample, &people, iso).line(Outcome).unwrap().clone();
    assert_eq!(at("2012-09-03").claimed, Some(sum(0, 0)));
    for iso in ["2012-09-30", "2012-12-31"] {
        // The second was reached, but not by the day for which it is claimed.
        assert_eq!((at(iso).claimed, at(iso).unsupported), (Some(sum(4, 360_000)), Some(sum(3, 240_000))), "{iso}");
    }
}

#[test]
fn dates_bear_out_no_outcome_of_a_programme_that_asks_what_they_do_not_show_and_deny_none() {
    let people = [attached("1", "2018-01-02").with_payment(Outcome, "2018-09-04", "2018-10-01", Some(100))];
    let sample = Sample::built_in("work-and-health-programme", "");
    let line = statement(&sample, &people, "2018-12-31").line(Outcome).unwrap().clone();
    assert_eq!((line.claimed, line.unsupported, line.income()), (Some(sum(1, 0)), None, Pence(100)));
}

#[test]
fn an_outcome_that_is_only_marked_counts_as_achieved_and_in_no_quarter() {
    let mut person = attached("1", "2012-01-02");
    person.outcome = Happened::Undated;
    person.claims = vec![Claim { milestone: Outcome, weeks: 0, day: None, paid: None, amount: None }];
    let statement = statement(&Sample::new(WORK_PROGRAMME, ""), &[person], "2013-03-31");
    let line = statement.line(Outcome).unwrap();
    assert_eq!((line.achieved, line.claimed, line.by_quarter.len()), (sum(1, 120_000), Some(sum(1, 120_000)), 0));
    assert_eq!(line.unsupported, Some(sum(1, 120_000)));
    assert!(statement.notes[0].contains("without a day"), "{:?}", statement.notes);
}

#[test]
fn the_next_quarter_holds_parts_already_earned_and_people_who_reach_the_mark_if_they_stay() {
    let mut stays = attached("1", "2012-01-02");
    stays.expected = vec![(Outcome, day("2013-04-01")), (Sustainment, day("2013-04-29"))];
    let mut too_late = attached("1", "2012-01-02");
    too_late.expected = vec![(Outcome, day("2013-07-01"))];
    let mut has_it = everything("1");
    has_it.expected = vec![(Outcome, day("2013-04-02")), (Sustainment, day("2013-04-03"))];
    let mut left = attached("1", "2012-01-02");
    left.near_miss = true;
    let statement = statement(&Sample::new(WORK_PROGRAMME, ""), &[stays, too_late, has_it, left], "2013-03-31");
    let (outcome, sustained) = (statement.line(Outcome).unwrap(), statement.line(Sustainment).unwrap());
    assert_eq!((outcome.next_people, outcome.near_misses), (sum(1, 120_000), sum(1, 120_000)));
    assert_eq!(sustained.next_people, sum(1, 17_000), "the other has had 13 of 13");
    assert_eq!(statement.income(), Pence(3 * 40_000 + 381_000 + 40_000 - 40_000), "nothing expected is income");
}

/// Three outcomes of 1,200 pounds each, a day apart, in the order of days; two more on one day a year later.
fn five() -> Vec<Facts<'static>> {
    ["2012-09-05", "2012-09-03", "2013-09-03", "2012-09-04", "2013-09-03"]
        .map(|iso| attached("1", "2012-01-02").with_outcome(iso))
        .to_vec()
}

fn capped(cap: &str, iso: &str) -> (Sum, Sum) {
    let contract = format!("start = 2012-04-01\n[[cap]]\nmilestone = \"outcome\"\n{cap}\n");
    let line = line(WORK_PROGRAMME, &contract, &five(), iso, Outcome);
    (line.achieved, line.cut)
}

#[test]
fn a_cap_pays_in_the_order_of_days_due_and_says_what_it_cuts() {
    let money = "per = \"contract\"\npence = 300000";
    assert_eq!(capped(money, "2012-09-03"), (sum(1, 120_000), sum(0, 0)));
    assert_eq!(capped(money, "2012-09-04"), (sum(2, 240_000), sum(0, 0)));
    assert_eq!(capped(money, "2012-09-05"), (sum(3, 300_000), sum(1, 60_000)));
    assert_eq!(capped(money, "2014-03-31"), (sum(5, 300_000), sum(3, 300_000)));
    assert_eq!(capped("per = \"contract\"\npeople = 2", "2014-03-31"), (sum(5, 240_000), sum(3, 360_000)));
    assert_eq!(capped("per = \"year\"\npence = 200000", "2014-03-31"), (sum(5, 400_000), sum(3, 200_000)));
    assert_eq!(capped("per = \"year\"\npeople = 1", "2014-03-31"), (sum(5, 240_000), sum(3, 360_000)));
    let both = "per = \"year\"\npeople = 2\n[[cap]]\nper = \"contract\"\npence = 400000";
    // The attachments of 2 January come first: 5 at 400 pounds; then two outcomes until the 4,000 pounds are used.
    assert_eq!(capped(both, "2014-03-31"), (sum(5, 200_000), sum(4, 400_000)));
}

#[test]
fn a_cap_over_people_pays_all_parts_of_whom_it_lets_in() {
    let contract =
        "start = 2016-04-01\nprice_pence = 71333\n[[cap]]\nmilestone = \"attachment\"\nper = \"year\"\npeople = 1\n";
    let people = [attached("", "2016-12-01"), attached("", "2016-12-02"), attached("", "2017-04-01")];
    let line = line(THIRTY_THIRTY_FORTY, contract, &people, "2018-03-31", Attachment);
    assert_eq!((line.achieved, line.cut), (sum(3, 42_800), sum(3, 21_400)));
}

#[test]
fn a_cap_over_a_year_is_not_applied_where_no_start_is_known_and_that_is_said() {
    let contract = "[[cap]]\nper = \"year\"\npeople = 0\n";
    let statement = statement(&Sample::new(WORK_PROGRAMME, contract), &five(), "2014-03-31");
    assert_eq!(statement.line(Outcome).unwrap().cut, sum(0, 0));
    assert!(statement.notes.iter().any(|note| note.contains("no start")), "{:?}", statement.notes);
}

#[test]
fn a_contract_without_fees_says_so_and_has_lines_for_what_is_claimed_alone() {
    let none = statement(&Sample::new("", ""), &five(), "2014-03-31");
    assert!(none.lines.is_empty() && none.notes.len() == 1, "{:?}", none.notes);
    let paid = [attached("", "2012-01-02").with_payment(Outcome, "2012-09-04", "2012-10-01", Some(55))];
    let told = statement(&Sample::new("", ""), &paid, "2014-03-31");
    assert_eq!((told.lines.len(), told.income()), (1, Pence(55)));
}

/// An outcome of 5 December 2023 falls due on 5 March 2024, one of 4 March in June: in the next contract year.
#[test]
fn a_cap_over_a_year_counts_people_and_money_in_the_year_in_which_they_fall_due() {
    let fee = "[[fee]]\nmilestone = \"outcome\"\npence = 120000\ninstalment_months = [3]\n";
    let people = ["2023-12-05", "2024-03-04"].map(|iso| attached("1", "2023-01-02").with_outcome(iso));
    for cap in ["people = 1", "pence = 120000"] {
        let contract = format!("start = 2021-04-01\n[[cap]]\nmilestone = \"outcome\"\nper = \"year\"\n{cap}\n");
        let outcome = line(fee, &contract, &people, "2024-06-30", Outcome);
        assert_eq!((outcome.achieved, outcome.cut), (sum(2, 240_000), sum(0, 0)), "{cap}");
        // Both of one year: the second has no room.
        let later = [people[1].clone(), attached("1", "2023-01-02").with_outcome("2024-03-05")];
        let outcome = line(fee, &contract, &later, "2024-06-30", Outcome);
        assert_eq!((outcome.achieved, outcome.cut), (sum(2, 120_000), sum(1, 120_000)), "{cap}");
    }
}

/// 600 pounds of 1,200 are left under the cap, for the second part of one outcome or the first of another.
#[test]
fn under_a_cap_what_is_earned_has_its_room_before_what_may_come() {
    let fee = "[[fee]]\nmilestone = \"outcome\"\npence = 120000\ninstalment_months = [0, 6]\n";
    let earned = attached("1", "2024-01-02").with_outcome("2024-08-20");
    let mut stays = attached("1", "2024-01-02");
    stays.expected = vec![(Outcome, day("2025-01-05"))];
    let ahead = |cap: &str, people: &[Facts<'_>]| {
        let contract = format!("[[cap]]\nper = \"contract\"\n{cap}\n");
        let line = line(fee, &contract, people, "2024-12-31", Outcome);
        assert_eq!(line.achieved.pence, Pence(60_000), "{cap}");
        (line.next_instalments, line.next_people)
    };
    let both = [stays, earned];
    assert_eq!(ahead("pence = 120000", &both), (sum(1, 60_000), sum(1, 0)));
    assert_eq!(ahead("pence = 150000", &both), (sum(1, 60_000), sum(1, 30_000)));
    // Somebody who joined the first part's month later is let in before whoever may come.
    let late = ["2024-08-20", "2024-12-31"].map(|iso| attached("1", "2024-01-02").with_outcome(iso));
    let [first, second] = late;
    let months = fee.replace("[0, 6]", "[1, 6]");
    let contract = "[[cap]]\nper = \"contract\"\npeople = 2\n";
    let mut soon = attached("1", "2024-01-02");
    soon.expected = vec![(Outcome, day("2025-01-01"))];
    let line = line(&months, contract, &[soon, second, first], "2024-12-31", Outcome);
    // Due on 20 September, and on 31 January and 20 February; the other's would be due on 1 February.
    assert_eq!((line.next_instalments, line.next_people), (sum(2, 120_000), sum(1, 0)));
}

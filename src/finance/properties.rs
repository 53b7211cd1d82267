//! Properties of money over generated people, contracts and days.

use proptest::prelude::*;

use super::facts::Facts;
use super::fees::part;
use super::lines::Line;
use super::sample::{Sample, THIRTY_THIRTY_FORTY, WORK_PROGRAMME, attached, day};
use super::statement::Statement;
use crate::canonical::frame::{Day, date_of};
use crate::metrics::people::{Claim, Happened};
use crate::vocabulary::{AsAt, Milestone, Pence};

const GROUPS: [&str; 5] = ["1", "2", "3a", "5", "not known"];

/// Days after the first of January 2012, in some four years.
fn when() -> impl Strategy<Value = Day> {
    (0..1_500i32).prop_map(|days| day("2012-01-01") + days)
}

fn happened() -> impl Strategy<Value = Happened> {
    prop_oneof![2 => Just(Happened::No), 6 => when().prop_map(Happened::On), 1 => Just(Happened::Undated)]
}

fn claim() -> impl Strategy<Value = Claim> {
    let milestone = prop::sample::select(&Milestone::ALL[..4]);
    let (day, paid) = (prop::option::of(when()), prop::option::of(when()));
    (milestone, day, paid, prop::option::of(0..200_000i64)).prop_map(|(milestone, day, paid, pence)| Claim {
        milestone,
        weeks: 0,
        day,
        paid,
        amount: pence.map(Pence),
    })
}

fn person() -> impl Strategy<Value = Facts<'static>> {
    let group = prop::sample::select(&GROUPS[..]);
    let next = (prop::sample::select(&Milestone::ALL[..4]), when());
    let claims = || prop::collection::vec(claim(), 0..4);
    let lists = (prop::collection::vec(when(), 0..6), prop::collection::vec(next, 0..3), claims(), claims());
    (group, when(), happened(), happened(), happened(), any::<bool>(), lists).prop_map(
        |(
            group,
            referred,
            attachment,
            job_start,
            outcome,
            near_miss,
            (mut sustainments, expected, claims, set_aside),
        )| {
            sustainments.sort_unstable();
            let referral = Happened::On(referred);
            let own = attached(group, "2012-01-01");
            let by_dates = if outcome == Happened::Undated { Happened::No } else { outcome };
            Facts {
                referral,
                attachment,
                job_start,
                outcome,
                outcome_by_dates: by_dates,
                sustainments,
                near_miss,
                expected,
                claims,
                set_aside,
                ..own
            }
        },
    )
}

fn people() -> impl Strategy<Value = Vec<Facts<'static>>> {
    prop::collection::vec(person(), 0..12)
}

/// Fees by group or by price, with a delivery fee, and up to three caps.
fn contract() -> impl Strategy<Value = Sample> {
    let milestone = prop::option::of(prop::sample::select(&Milestone::ALL[..]));
    let per = prop::sample::select(&["contract", "year"][..]);
    let cap = (milestone, per, prop::option::of(0..6u64), prop::option::of(0..600_000i64));
    let caps = prop::collection::vec(cap, 0..3);
    (any::<bool>(), 1..200_000i64, caps).prop_map(|(by_group, price, caps)| {
        let delivery = "[[fee]]\nmilestone = \"delivery\"\npercent = 30\nmonths = 25\n";
        let programme = if by_group { WORK_PROGRAMME } else { THIRTY_THIRTY_FORTY };
        let mut contract = format!("start = 2012-02-29\nprice_pence = {price}\nvalue_pence = 123457\n");
        for (milestone, per, people, pence) in caps {
            contract += &format!("[[cap]]\nper = \"{per}\"\n");
            milestone.into_iter().for_each(|own: Milestone| contract += &format!("milestone = \"{}\"\n", own.id()));
            people.into_iter().for_each(|most| contract += &format!("people = {most}\n"));
            pence.into_iter().for_each(|most| contract += &format!("pence = {most}\n"));
        }
        Sample::new(&format!("{programme}{delivery}"), &contract)
    })
}

fn at(day: Day) -> AsAt {
    AsAt(date_of(day))
}

proptest! {
    #[test]
    fn parts_of_an_amount_add_up_to_it(whole in 0..i64::MAX / 2, parts in 1..500u64) {
        let parts: Vec<i64> = (0..parts).map(|i| part(Pence(whole), parts.max(1), i).0).collect();
        prop_assert_eq!(parts.iter().map(|part| i128::from(*part)).sum::<i128>(), i128::from(whole));
        prop_assert!(parts[1..].windows(2).all(|two| two[0] == two[1]));
        prop_assert!(parts[1..].iter().all(|part| *part <= parts[0] && parts[0] - part < parts.len() as i64));
    }

    #[test]
    fn the_order_of_people_changes_nothing(sample in contract(), people in people(), on in when(), turn in 0..12usize) {
        let before = Statement::of(&sample.terms(), &people, at(on));
        let mut turned = people;
        let by = turn % turned.len().max(1);
        turned.rotate_left(by);
        turned.reverse();
        prop_assert!(before == Statement::of(&sample.terms(), &turned, at(on)));
    }

    #[test]
    fn the_order_of_claims_and_a_claim_sent_twice_change_nothing(sample in contract(), people in people(), on in when()) {
        let before = Statement::of(&sample.terms(), &people, at(on));
        let mut again = people;
        for person in &mut again {
            person.claims.extend_from_within(..);
            person.claims.reverse();
        }
        prop_assert!(before == Statement::of(&sample.terms(), &again, at(on)));
    }

    #[test]
    fn a_later_day_never_lowers_what_is_achieved_or_paid(
        sample in contract(), people in people(), on in when(), later in 0..900i32,
    ) {
        let (before, after) = (Statement::of(&sample.terms(), &people, at(on)), Statement::of(&sample.terms(), &people, at(on + later)));
        for (before, after) in before.lines.iter().zip(&after.lines) {
            prop_assert!(before.people <= after.people && before.achieved.times <= after.achieved.times);
            prop_assert!(before.achieved.pence <= after.achieved.pence, "{:?}", before.milestone);
            prop_assert!(before.cut.pence <= after.cut.pence);
            prop_assert!(before.claimed.map(|sum| sum.times) <= after.claimed.map(|sum| sum.times));
        }
    }

    #[test]
    fn caps_only_cut_and_what_they_cut_is_what_is_missing(sample in contract(), people in people(), on in when()) {
        let mut free = sample.clone();
        free.lift_caps();
        let (held, free) = (Statement::of(&sample.terms(), &people, at(on)), Statement::of(&free.terms(), &people, at(on)));
        for (held, free) in held.lines.iter().zip(&free.lines) {
            prop_assert_eq!(held.achieved.pence + held.cut.pence, free.achieved.pence);
            prop_assert_eq!(&held.claimed, &free.claimed);
        }
    }

    #[test]
    fn claims_set_aside_are_taken_from_what_is_not_claimed_and_move_nothing_else(
        sample in contract(), people in people(), on in when(),
    ) {
        let own = Statement::of(&sample.terms(), &people, at(on));
        let mut without = people;
        without.iter_mut().for_each(|person| person.set_aside.clear());
        let without = Statement::of(&sample.terms(), &without, at(on));
        let all = |line: &Line| {
            let parts = line.unclaimed.unwrap_or_default().into_iter().chain(line.set_aside);
            parts.fold((0, Pence(0)), |(times, pence), sum| (times + sum.times, pence + sum.pence))
        };
        for (own, without) in own.lines.iter().zip(&without.lines) {
            if own.unclaimed.is_some() {
                prop_assert_eq!(all(own), all(without));
            }
            prop_assert_eq!(without.set_aside.unwrap_or_default().times, 0);
            let same = Line { unclaimed: without.unclaimed, set_aside: without.set_aside, ..own.clone() };
            prop_assert!(same == *without);
        }
        prop_assert_eq!(own.lines.len(), without.lines.len());
    }

    #[test]
    fn what_may_come_takes_nothing_from_what_is_earned(sample in contract(), mut sober in people(), on in when()) {
        let mut people = sober.clone();
        for (person, day) in people.iter_mut().zip(on + 1..) {
            person.expected = Milestone::ALL[..4].iter().map(|milestone| (*milestone, day)).collect();
        }
        let hoping = Statement::of(&sample.terms(), &people, at(on));
        sober.iter_mut().for_each(|person| person.expected.clear());
        let sober = Statement::of(&sample.terms(), &sober, at(on));
        for (hoping, sober) in hoping.lines.iter().zip(&sober.lines) {
            let same = Line { next_people: sober.next_people, ..hoping.clone() };
            prop_assert!(same == *sober, "{:?}", hoping.milestone);
        }
    }

    #[test]
    fn what_is_not_claimed_is_part_of_what_is_achieved(sample in contract(), people in people(), on in when()) {
        for line in Statement::of(&sample.terms(), &people, at(on)).lines {
            let ages = line.unclaimed.unwrap_or_default();
            let ages = ages.into_iter().chain(line.set_aside);
            let (times, pence) = (ages.clone().map(|age| age.times).sum::<u64>(), ages.map(|age| age.pence).sum::<Pence>());
            prop_assert!(times <= line.achieved.times && pence <= line.achieved.pence);
            let (claimed, unsupported) = (line.claimed.unwrap_or_default(), line.unsupported.unwrap_or_default());
            prop_assert!(unsupported.times <= claimed.times && unsupported.pence <= claimed.pence);
            prop_assert!(line.unconfirmed <= line.achieved.pence && line.without_fee <= people.len() as u64);
            let told: Pence = line.by_quarter.values().copied().sum();
            prop_assert!(told == line.achieved.pence || line.without_day);
        }
    }
}

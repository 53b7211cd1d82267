//! The invented people of Greater Manchester and what happens to them, before any supplier writes it down.

use chrono::NaiveDate;

use super::places::AREAS;
use super::{HORIZON, LAST_REFERRAL, QUARTER_BEGINS};
use crate::calendar::{day, office_day, plus};
use crate::caseload::{self, Claim, Job, Listed, Milestone, Person, Route, Score, Stay};
use crate::random::Random;

pub const SEED: u64 = 20_171_231;

/// People referred, by Jobcentre Plus or another way, besides those of `SENT_ELSEWHERE`.
const REFERRED: u64 = 3_993;
/// People in the last returns whom Jobcentre Plus sent to another prime than the one that lists them.
const SENT_ELSEWHERE: [u64; 3] = [3, 2, 2];
/// People in the last returns whom Jobcentre Plus never referred, by prime.
const NOT_REFERRED: [u64; 3] = [7, 4, 5];
/// Weeks in work that make the outcome.
pub const WEEKS: i64 = 26;

/// The primes, in the order of the numbers that people carry.
pub const IRWELL: usize = 0;
pub const MEDLOCK: usize = 1;
pub const GOYT: usize = 2;

/// A main barrier to work: share of the people referred (permille) by mix, and the chance of a job against the prime's
/// own level (percent).
struct Barrier {
    shares: [usize; 3],
    ease: usize,
    /// People who also have a disability, permille.
    disabled: usize,
}

pub const MENTAL_HEALTH: usize = 0;

/// In this order at every prime: mental health, physical health, skills and qualifications, caring responsibilities,
/// housing, debt and money, confidence.
const BARRIERS: [Barrier; 7] = [
    Barrier { shares: [220, 300, 400], ease: 62, disabled: 640 },
    Barrier { shares: [170, 240, 330], ease: 55, disabled: 830 },
    Barrier { shares: [230, 170, 90], ease: 125, disabled: 190 },
    Barrier { shares: [110, 90, 60], ease: 100, disabled: 160 },
    Barrier { shares: [60, 60, 50], ease: 88, disabled: 260 },
    Barrier { shares: [70, 50, 30], ease: 115, disabled: 200 },
    Barrier { shares: [140, 90, 40], ease: 140, disabled: 210 },
];

/// What makes one prime differ from the other in a lot.
struct Level {
    /// Which of the mixes of barriers it is sent: 0 easy, 1 as all, 2 hard.
    mix: usize,
    /// Permille.
    finds_work: usize,
    stays: usize,
    /// Chance of a job for people whose barrier is mental health against others of the prime, percent: the parked.
    mental_health: usize,
    /// Price per participant, in pence.
    price: i64,
}

fn level(prime: usize, lot: u8) -> Level {
    match (prime, lot) {
        (IRWELL, 1) => Level { mix: 0, finds_work: 320, stays: 560, mental_health: 100, price: 71_300 },
        (IRWELL, _) => Level { mix: 1, finds_work: 335, stays: 590, mental_health: 105, price: 71_300 },
        (MEDLOCK, _) => Level { mix: 2, finds_work: 325, stays: 600, mental_health: 105, price: 72_500 },
        (_, _) => Level { mix: 1, finds_work: 405, stays: 590, mental_health: 30, price: 69_900 },
    }
}

/// Intake by quarter, permille: it grows for four quarters and then falls.
const INTAKE: [usize; 7] = [85, 140, 185, 195, 175, 135, 85];

/// Everybody, in the order of the first referral, which is the order of the references.
pub fn people() -> Vec<Person> {
    let mut people: Vec<Person> = (0..REFERRED).map(|number| person(number, None)).collect();
    let wrong = [(Listed::Nowhere, NOT_REFERRED), (Listed::WithAnother, SENT_ELSEWHERE)];
    let extra = wrong.into_iter().flat_map(|(listed, counts)| {
        let each = counts.into_iter().enumerate();
        each.flat_map(move |(prime, count)| std::iter::repeat_n((prime, listed), count as usize))
    });
    people.extend(extra.enumerate().map(|(i, odd)| person(REFERRED + i as u64, Some(odd))));
    people.sort_by_key(|person| (person.stays[0].referred, person.number));
    let mut luck = Random::new(SEED, u64::MAX);
    let mut reference = 2_300;
    for person in &mut people {
        reference += luck.between(1, 9);
        let letter = match person.route {
            Route::Jcp => 'J',
            Route::Itself => 'S',
            Route::Partner | Route::Council => 'P',
        };
        person.reference = format!("WW{letter}{reference:06}");
    }
    people
}

/// One life; `odd` is the prime of somebody whom Jobcentre Plus's list does not bear out.
fn person(number: u64, odd: Option<(usize, Listed)>) -> Person {
    let mut luck = Random::new(SEED, number);
    let quarter = luck.weighted(INTAKE.into_iter());
    let referred = match odd {
        None => office_day(plus(QUARTER_BEGINS[quarter], luck.between(0, 88))).min(LAST_REFERRAL),
        // In the last quarter, so that no earlier return has them.
        Some(_) => office_day(plus(day(2017, 10, 2), luck.between(0, 25))),
    };
    let (lot, prime) = lot_and_prime(odd, &mut luck);
    let own = AREAS.iter().map(|area| if area.lot == lot { area.referred } else { 0 });
    let place = luck.weighted(own);
    let level = level(prime, lot);
    let barrier = luck.weighted(BARRIERS.iter().map(|barrier| barrier.shares[level.mix]));
    let (woman, [surname, forename], born) = caseload::who(&mut luck, referred, 460, [180, 250, 330, 240]);
    let route = if odd.is_some() { Route::Jcp } else { route(quarter, &mut luck) };
    let mut person = Person {
        number,
        reference: String::new(),
        prime,
        place: Some(place),
        route,
        listed: odd.map_or(Listed::Rightly, |(_, listed)| listed),
        surname,
        forename,
        born,
        woman,
        barrier,
        disabled: luck.chance(BARRIERS[barrier].disabled),
        stays: vec![Stay::begins(referred, entered(referred, &mut luck))],
    };
    live(&mut person, &level, &mut luck);
    person
}

fn lot_and_prime(odd: Option<(usize, Listed)>, luck: &mut Random) -> (u8, usize) {
    let first = luck.chance(400);
    let both = luck.chance(460);
    match odd {
        Some((MEDLOCK, _)) => (1, MEDLOCK),
        Some((GOYT, _)) => (2, GOYT),
        Some((prime, _)) => (if first { 1 } else { 2 }, prime),
        None if first => (1, if both { IRWELL } else { MEDLOCK }),
        None => (2, if both { IRWELL } else { GOYT }),
    }
}

/// Partners refer from the third quarter on, people themselves from the fifth.
fn route(quarter: usize, luck: &mut Random) -> Route {
    let shares = match quarter {
        0 | 1 => [1000, 0, 0],
        2 | 3 => [850, 150, 0],
        _ => [700, 200, 100],
    };
    [Route::Jcp, Route::Partner, Route::Itself][luck.weighted(shares.into_iter())]
}

/// A prime enters a referral on the day or up to five days later.
fn entered(referred: NaiveDate, luck: &mut Random) -> NaiveDate {
    let late = if luck.chance(700) { 0 } else { luck.between(1, 3) };
    let date = office_day(plus(referred, late));
    // Over Christmas the next open day would be too far off.
    if (date - referred).num_days() > 5 { referred } else { date }
}

fn live(person: &mut Person, level: &Level, luck: &mut Random) {
    let attaches = match person.route {
        Route::Jcp => 835,
        // Goyt Bridge Employment lists those who joined, and nobody else lists who came to it another way.
        _ if person.prime == GOYT => 1000,
        _ => 930,
    };
    if !luck.chance(attaches) && person.listed == Listed::Rightly {
        return;
    }
    stay(person, 0, level, luck);
    let first = &person.stays[0];
    // Somebody who left without a job may be sent again.
    let (again, wait) = (luck.chance(330), luck.between(25, 120));
    if let (true, Some(left), true) = (again, first.left, first.jobs.is_empty() && person.listed == Listed::Rightly) {
        let referred = office_day(plus(left, wait));
        if referred <= LAST_REFERRAL {
            person.stays.push(Stay::begins(referred, entered(referred, luck)));
            stay(person, 1, level, luck);
        }
    }
}

/// What happens from a referral on.
fn stay(person: &mut Person, nth: usize, level: &Level, luck: &mut Random) {
    let area = &AREAS[person.place.expect("everybody here has an area")];
    let barrier =
        BARRIERS[person.barrier].ease * if person.barrier == MENTAL_HEALTH { level.mental_health } else { 100 } / 100;
    let age = if person.age() >= 50 { 82 } else { 104 };
    let chance = level.finds_work * barrier * area.ease * age / 1_000_000;
    let listed_rightly = person.listed == Listed::Rightly;
    let own = &mut person.stays[nth];
    let attached = office_day(plus(own.entered, luck.early(0, 48))).min(plus(own.entered, 60));
    let joins_at_once = person.prime == GOYT && person.route != Route::Jcp;
    let attached = if joins_at_once { own.entered } else { attached };
    own.attached = Some(attached);
    // Nobody whom the lists do not bear out works: their jobs on another sheet would be left out with them.
    if luck.chance(chance) && listed_rightly {
        own.jobs = jobs(attached, level, luck);
    }
    leave(own, attached, luck);
    own.claims = claims(own, attached, level.price, luck);
    if nth > 0 {
        // The fee for joining is paid once a person.
        own.claims.retain(|claim| claim.milestone != Milestone::Attachment);
    }
    own.scores = scores(own, attached, luck);
}

fn jobs(attached: NaiveDate, level: &Level, luck: &mut Random) -> Vec<Job> {
    let mut jobs: Vec<Job> = Vec::new();
    let mut first = caseload::first_day(plus(attached, luck.early(8, 560)), attached, luck);
    let support_ends = plus(attached, 690);
    while jobs.len() < 3 && first <= support_ends {
        let hours = hours(luck);
        let days = match luck.below(1000) {
            n if n < level.stays => luck.between(190, 900),
            // Out of work within four weeks of the mark, and after 25 weeks to the day.
            n if n < level.stays + 100 => luck.between(155, 181),
            n if n < level.stays + 150 => 25 * 7,
            n if n < level.stays + 260 => luck.between(60, 154),
            _ => luck.between(4, 60),
        };
        jobs.push(caseload::job(first, days, hours, HORIZON, luck));
        // A second job beside the first.
        if hours <= 20 && luck.chance(160) && jobs.len() < 3 {
            let beside = caseload::first_day(plus(first, luck.between(14, 90)), plus(first, 1), luck);
            let (days, hours) = (luck.between(20, 400), luck.pick(&[4, 6, 8, 10, 12]));
            jobs.push(caseload::job(beside, days, hours, HORIZON, luck));
        }
        let ends = jobs.iter().map(|job| job.last).max_by_key(|last| last.unwrap_or(NaiveDate::MAX)).flatten();
        // Most of those who fall out after 25 weeks come back.
        let (again, gap) = (luck.chance(if days == 25 * 7 { 800 } else { 560 }), luck.early(0, 130));
        let open = jobs.iter().any(|job| job.last.is_none());
        match ends.filter(|_| again && !open) {
            Some(last) => first = caseload::first_day(plus(last, 1 + gap), plus(last, 1), luck),
            None => break,
        }
    }
    jobs
}

fn hours(luck: &mut Random) -> u32 {
    luck.pick(&[12, 16, 16, 16, 20, 20, 24, 30, 35, 37, 37, 40])
}

/// Support lasts longer than these returns look back; a few people leave early, those in work when the job has ended.
fn leave(own: &mut Stay, attached: NaiveDate, luck: &mut Random) {
    let (early, after) = (luck.chance(130), luck.between(30, 420));
    if early {
        let busy = own.jobs.iter().map(|job| job.last.unwrap_or(HORIZON)).max();
        let left = busy.map_or(plus(attached, after), |last| plus(attached, after).max(plus(last, 1)));
        own.left = (left < HORIZON).then_some(left);
    }
}

/// 30% on attachment in three parts, 30% for the job start, 40% for 26 weeks in work. Primes forget a few.
fn claims(own: &Stay, attached: NaiveDate, price: i64, luck: &mut Random) -> Vec<Claim> {
    let claimed = office_day(plus(attached, luck.between(2, 20)));
    let part = price * 30 / 100 / 3;
    let quarter = |nth: i64| office_day(plus(claimed, 28 + 91 * nth));
    let mut claims = vec![Claim {
        milestone: Milestone::Attachment,
        claimed,
        payments: vec![(quarter(0), price * 30 / 100 - 2 * part), (quarter(1), part), (quarter(2), part)],
    }];
    let (forgot_start, forgot_outcome) = (luck.chance(25), luck.chance(85));
    let (wait_start, wait_outcome) = (luck.early(2, 40), luck.early(0, 36));
    let (days_to_pay, refused) = (luck.between(21, 45), luck.chance(30));
    let mut claim = |milestone, on: NaiveDate, percent| {
        let claimed = office_day(on);
        let paid = (office_day(plus(claimed, days_to_pay)), price * percent / 100);
        let refused = refused && milestone == Milestone::Outcome;
        claims.push(Claim { milestone, claimed, payments: if refused { vec![] } else { vec![paid] } });
    };
    let Some(start) = own.jobs.iter().map(|job| job.first).min() else { return claims };
    if !forgot_start {
        claim(Milestone::JobStart, plus(start, wait_start), 30);
    }
    // Some claim as soon as the calendar says 26 weeks, whatever the days in work.
    let calendar = plus(start, WEEKS * 7 - 1 + wait_outcome / 2);
    let hasty = luck.chance(300) && caseload::reached(&own.jobs, 90).is_some_and(|day| day <= calendar);
    match caseload::reached(&own.jobs, WEEKS * 7) {
        Some(reached) if reached <= calendar && !forgot_outcome => {
            claim(Milestone::Outcome, plus(reached, wait_outcome), 40);
        }
        _ if hasty => claim(Milestone::Outcome, calendar, 40),
        Some(reached) if !forgot_outcome => claim(Milestone::Outcome, plus(reached, wait_outcome), 40),
        _ => {}
    }
    claims
}

/// Two questions on joining, and again after half a year by those who are still there.
fn scores(own: &Stay, attached: NaiveDate, luck: &mut Random) -> Vec<Score> {
    let mut scores = Vec::new();
    let (on, later) = (office_day(plus(attached, luck.between(0, 10))), luck.between(170, 200));
    let asked_again = luck.chance(640);
    let again = office_day(plus(attached, later));
    let still_here = own.left.is_none_or(|left| again < left);
    for name in 0..2 {
        let before = luck.between(1, 7);
        let after = (before + luck.between(-2, 4)).clamp(0, 10);
        scores.push(Score { name, on, value: before as u32 });
        if asked_again && still_here {
            scores.push(Score { name, on: again, value: after as u32 });
        }
    }
    scores
}

//! The invented people and what happens to them, before any supplier writes it down.

use chrono::NaiveDate;

use super::groups::{GROUPS, Group};
use super::places::{Office, WARDS};
use super::{FIRST_REFERRAL, HORIZON, LAST_REFERRAL};
use crate::calendar::{day, monday, office_day, plus};
use crate::names::{MEN, SURNAMES, WOMEN};
use crate::random::Random;

pub const SEED: u64 = 20_151_231;

/// People on Jobcentre Plus's lists.
const REFERRED: u64 = 3_050;
/// People in a prime's last return whom Jobcentre Plus never referred.
const NOT_REFERRED: [(Prime, u64); 2] = [(Prime::Northgate, 9), (Prime::Bridgewater, 5)];
/// The programme supports a person for 104 weeks.
pub const SUPPORT_DAYS: i64 = 104 * 7;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Prime {
    Northgate,
    Bridgewater,
}

/// What makes one prime differ from the other, permille.
struct Level {
    attaches: usize,
    finds_work: usize,
    /// First jobs that are long ones.
    stays: usize,
    most_jobs: usize,
}

impl Prime {
    fn level(self) -> Level {
        match self {
            Prime::Northgate => Level { attaches: 874, finds_work: 268, stays: 570, most_jobs: 2 },
            Prime::Bridgewater => Level { attaches: 874, finds_work: 234, stays: 650, most_jobs: 4 },
        }
    }
}

/// Days in work without a break, first and last day included. Jobs that go on have no last day.
pub struct Job {
    pub first: NaiveDate,
    pub last: Option<NaiveDate>,
    pub employer: usize,
    pub hours: i64,
}

pub struct Person {
    pub number: u64,
    pub prime: Prime,
    pub reference: String,
    pub surname: &'static str,
    pub forename: &'static str,
    pub born: NaiveDate,
    pub woman: bool,
    pub group: &'static Group,
    /// None for people whose address is protected.
    pub ward: Option<usize>,
    pub office: Office,
    /// As Jobcentre Plus has it; the second one more than 14 days after the first.
    pub referrals: Vec<NaiveDate>,
    /// The same referrals as the prime dates them.
    pub received: Vec<NaiveDate>,
    pub attached: Option<NaiveDate>,
    pub jobs: Vec<Job>,
    pub claimed: Option<NaiveDate>,
    pub left: Option<NaiveDate>,
    pub on_jcp_list: bool,
}

/// Everybody, in the order of their first referral, which is the order of the references.
pub fn people() -> Vec<Person> {
    let mut people: Vec<Person> = (0..REFERRED).map(|number| person(number, None)).collect();
    let extra = NOT_REFERRED.iter().flat_map(|&(prime, count)| std::iter::repeat_n(prime, count as usize));
    people.extend(extra.enumerate().map(|(i, prime)| person(REFERRED + i as u64, Some(prime))));
    people.sort_by_key(|p| (p.referrals[0], p.number));
    let mut luck = Random::new(SEED, u64::MAX);
    let mut reference = 1_200;
    for person in &mut people {
        reference += luck.between(1, 9);
        person.reference = format!("HPJ{reference:06}");
    }
    people
}

/// One life; `stranger_at` names the prime of somebody whom Jobcentre Plus never referred.
fn person(number: u64, stranger_at: Option<Prime>) -> Person {
    let mut luck = Random::new(SEED, number);
    let prime = stranger_at.unwrap_or(if luck.chance(540) { Prime::Northgate } else { Prime::Bridgewater });
    let group = &GROUPS[luck.weighted(GROUPS.iter().map(|g| g.share))];
    let ward = luck.weighted(WARDS.iter().map(|w| w.referred));
    let protected = stranger_at.is_none() && luck.chance(4);
    let referrals = match stranger_at {
        Some(_) => vec![office_day(plus(day(2015, 7, 1), luck.between(0, 120)))],
        None => referrals(&mut luck),
    };
    let woman = luck.chance(390);
    let mut person = Person {
        number,
        prime,
        reference: String::new(),
        surname: luck.pick(&SURNAMES),
        forename: if woman { luck.pick(&WOMEN) } else { luck.pick(&MEN) },
        born: plus(referrals[0], -luck.between(group.age.0 * 365 + 10, group.age.1 * 365)),
        woman,
        group,
        ward: (!protected).then_some(ward),
        office: WARDS[ward].office,
        received: referrals.iter().map(|&date| received(date, &mut luck)).collect(),
        referrals,
        attached: None,
        jobs: Vec::new(),
        claimed: None,
        left: None,
        on_jcp_list: stranger_at.is_none(),
    };
    person.live(&mut luck);
    person
}

/// One referral, or for a few people who did not come a second one some months later.
fn referrals(luck: &mut Random) -> Vec<NaiveDate> {
    // Growing for fifteen months, then falling.
    let month = luck.weighted((0..45usize).map(|m| if m <= 15 { 40 + 4 * m } else { 100 - 2 * (m - 15) })) as i64;
    let within = luck.between(0, 29);
    let first = office_day(plus(FIRST_REFERRAL, month * 3044 / 100 + within)).min(LAST_REFERRAL);
    let second = office_day(plus(first, luck.between(40, 240)));
    if luck.chance(26) && second <= LAST_REFERRAL { vec![first, second] } else { vec![first] }
}

/// A prime enters a referral on the day or up to five days later.
fn received(referred: NaiveDate, luck: &mut Random) -> NaiveDate {
    let late = if luck.chance(650) { 0 } else { luck.between(1, 3) };
    let date = office_day(plus(referred, late));
    // Over Christmas the next open day would be too far off.
    if (date - referred).num_days() > 5 { referred } else { date }
}

impl Person {
    /// The referral that a prime works with on a day: its last one so far.
    pub fn received_by(&self, cut: NaiveDate) -> Option<NaiveDate> {
        self.received.iter().copied().rfind(|&date| date <= cut)
    }

    fn live(&mut self, luck: &mut Random) {
        let level = self.prime.level();
        let referred = *self.referrals.last().expect("everybody has a referral");
        let entered = *self.received.last().expect("every referral is entered");
        let attached = office_day(plus(entered, luck.early(0, 50))).min(plus(referred, 60));
        if !luck.chance(level.attaches) && self.on_jcp_list {
            return;
        }
        self.attached = Some(attached);
        let works = luck.chance(level.finds_work * self.group.ease / 100);
        // Strangers at Bridgewater never work: a job sheet would then hold people of no list.
        if works && (self.on_jcp_list || self.prime == Prime::Northgate) {
            self.work(attached, &level, luck);
            self.claim(luck);
        }
        self.leave(attached, luck);
    }

    fn work(&mut self, attached: NaiveDate, level: &Level, luck: &mut Random) {
        let mut first = first_day(plus(attached, luck.early(8, 690)), attached, luck);
        let (support_ends, later) = (plus(attached, SUPPORT_DAYS - 14), plus(attached, SUPPORT_DAYS + 7));
        while self.jobs.len() < level.most_jobs && (first <= support_ends || first >= later) {
            let days = match luck.below(1000) {
                n if n < level.stays => luck.between(190, 1100),
                n if n < level.stays + 160 => luck.between(60, 200),
                _ => luck.between(4, 75),
            };
            let last = plus(first, days - 1);
            let open = last > HORIZON;
            self.jobs.push(Job { first, last: (!open).then_some(last), employer: luck.below(16), hours: hours(luck) });
            let again = luck.chance(520);
            let gap = luck.early(1, 220);
            // Nobody is followed after support, unless a job went on beyond it.
            let followed = last > plus(attached, SUPPORT_DAYS) || plus(last, gap + 8) < support_ends;
            if open || !again || !followed {
                return;
            }
            first = first_day(plus(last, 1 + gap), plus(last, 1), luck);
        }
    }

    /// Primes claim up to 40 days after the day on which the weeks in work are reached, and forget
    /// some: about 8 in 100.
    fn claim(&mut self, luck: &mut Random) {
        let (forgotten, wait) = (luck.chance(80), luck.early(0, 36));
        if let Some(reached) = self.reached().filter(|_| !forgotten) {
            let claimed = plus(reached, wait);
            let open = office_day(claimed);
            self.claimed = Some(if (open - reached).num_days() <= 40 { open } else { claimed });
        }
    }

    /// The day on which the weeks of the payment group are reached, adding up all jobs begun in support.
    fn reached(&self) -> Option<NaiveDate> {
        let mut wanted = self.group.weeks * 7;
        let support_ends = plus(self.attached?, SUPPORT_DAYS);
        for job in self.jobs.iter().filter(|job| job.first <= support_ends) {
            let days = job.last.map_or(i64::MAX, |last| (last - job.first).num_days() + 1);
            if days >= wanted {
                return Some(plus(job.first, wanted - 1));
            }
            wanted -= days;
        }
        None
    }

    /// Support ends after 104 weeks, for a few people earlier; who is in work then stays on the
    /// books until the job ends.
    fn leave(&mut self, attached: NaiveDate, luck: &mut Random) {
        let early = luck.chance(45);
        let end = plus(attached, if early { luck.between(30, 640) } else { SUPPORT_DAYS });
        let busy = self.jobs.last().map(|job| job.last.unwrap_or(HORIZON));
        let left = busy.map_or(end, |last| end.max(plus(last, 1))).max(self.claimed.unwrap_or(end));
        self.left = (left < HORIZON).then_some(left);
    }
}

/// Most jobs begin on a Monday, none before `earliest`.
fn first_day(about: NaiveDate, earliest: NaiveDate, luck: &mut Random) -> NaiveDate {
    let date = if luck.chance(720) { monday(about) } else { about };
    office_day(date.max(earliest))
}

fn hours(luck: &mut Random) -> i64 {
    luck.pick(&[16, 16, 20, 24, 30, 35, 37, 37, 39, 40])
}

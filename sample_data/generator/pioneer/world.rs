//! The invented people of Pioneer and what happens to them, before anybody writes it down.

use chrono::NaiveDate;

use super::places::WARDS;
use super::{HORIZON, QUARTER_BEGINS};
use crate::calendar::{office_day, plus};
use crate::caseload::{self, Claim, Job, Listed, Milestone, Person, Route, Stay};
use crate::random::Random;

pub const SEED: u64 = 20_240_331;

/// People referred, by any route.
const REFERRED: u64 = 106;
/// Intake by quarter: most came in the first, because the money ends with the year.
const INTAKE: [usize; 4] = [46, 28, 18, 14];
/// What the prime pays the council for a job outcome, in pence.
const OUTCOME_FEE: i64 = 400_000;
/// Hours in work at the National Living Wage that earn what an outcome needs: 16 a week for 26 weeks.
const HOURS_FOR_OUTCOME: i64 = 16 * 26;

/// A main barrier to work: share of the people referred (permille), chance of a job (permille), and people who also
/// have a disability (permille). In this order in the return: mental health, physical health, skills and
/// qualifications, caring responsibilities, confidence.
const BARRIERS: [(usize, usize, usize); 5] =
    [(280, 420, 700), (260, 400, 860), (170, 600, 200), (160, 540, 150), (130, 620, 250)];

/// Everybody, in the order of the first referral, which is the order of the references.
pub fn people() -> Vec<Person> {
    let mut people: Vec<Person> = (0..REFERRED).map(person).collect();
    people.sort_by_key(|person| (person.stays[0].referred, person.number));
    let mut luck = Random::new(SEED, u64::MAX);
    let mut reference = 140;
    for person in &mut people {
        reference += luck.between(1, 9);
        person.reference = format!("PI{reference:06}");
    }
    people
}

fn person(number: u64) -> Person {
    let mut luck = Random::new(SEED, number);
    let quarter = luck.weighted(INTAKE.into_iter());
    let referred = office_day(plus(QUARTER_BEGINS[quarter], luck.early(0, 75)));
    let (woman, [surname, forename], born) = caseload::who(&mut luck, referred, 520, [120, 230, 370, 280]);
    let barrier = luck.weighted(BARRIERS.iter().map(|(share, ..)| *share));
    let (_, finds_work, disabled) = BARRIERS[barrier];
    let ward = luck.weighted(WARDS.iter().map(|ward| ward.want_work as usize));
    let mut person = Person {
        number,
        reference: String::new(),
        prime: 0,
        // One address is protected.
        place: (number != 40).then_some(ward),
        route: [Route::Jcp, Route::Partner, Route::Council, Route::Itself]
            [luck.weighted([420, 170, 230, 180].into_iter())],
        listed: Listed::Rightly,
        surname,
        forename,
        born,
        woman,
        barrier,
        disabled: luck.chance(disabled),
        stays: vec![Stay::begins(referred, referred)],
    };
    if luck.chance(850) {
        join(&mut person.stays[0], finds_work, &mut luck);
    }
    person
}

fn join(stay: &mut Stay, finds_work: usize, luck: &mut Random) {
    let attached = office_day(plus(stay.entered, luck.early(0, 30)));
    stay.attached = Some(attached);
    if luck.chance(finds_work) {
        stay.jobs = jobs(attached, luck);
        stay.claims = claim(&stay.jobs, luck).into_iter().collect();
    } else if luck.chance(120) {
        stay.left = Some(office_day(plus(attached, luck.between(40, 260))));
    }
}

fn jobs(attached: NaiveDate, luck: &mut Random) -> Vec<Job> {
    let first = caseload::first_day(plus(attached, luck.early(5, 260)), attached, luck);
    let days = if luck.chance(680) { luck.between(200, 600) } else { luck.between(20, 170) };
    let mut jobs = vec![caseload::job(first, days, hours(luck), HORIZON, luck)];
    if let (Some(last), true) = (jobs[0].last, luck.chance(500)) {
        let again = caseload::first_day(plus(last, luck.between(1, 60)), plus(last, 1), luck);
        let (days, hours) = (luck.between(30, 400), hours(luck));
        jobs.push(caseload::job(again, days, hours, HORIZON, luck));
    }
    jobs
}

fn hours(luck: &mut Random) -> u32 {
    luck.pick(&[16, 16, 18, 20, 20, 24, 30, 37])
}

/// The prime claims once the tax records show the earnings; the department refuses or is late with some.
fn claim(jobs: &[Job], luck: &mut Random) -> Option<Claim> {
    let earned = earned_on(jobs)?;
    let claimed = office_day(plus(earned, luck.between(8, 30)));
    let refused = luck.chance(90);
    let paid = office_day(plus(claimed, luck.between(24, 45)));
    let payments = if refused { vec![] } else { vec![(paid, OUTCOME_FEE)] };
    Some(Claim { milestone: Milestone::Outcome, claimed, payments })
}

/// The day on which the hours of all jobs add up to those of an outcome, at the National Living Wage.
fn earned_on(jobs: &[Job]) -> Option<NaiveDate> {
    // Hours are a week's: seven times as many are counted, day by day.
    let mut wanted = HOURS_FOR_OUTCOME * 7;
    for job in jobs {
        let days = (job.last.unwrap_or(HORIZON) - job.first).num_days() + 1;
        let per_day = i64::from(job.hours);
        if days * per_day >= wanted {
            return Some(plus(job.first, (wanted + per_day - 1) / per_day - 1));
        }
        wanted -= days * per_day;
    }
    None
}

//! Claims as canonical rows: those that count, and those of rows that are set aside.

use anyhow::Result;
use polars::prelude::DataFrame;

use super::{Claimed, Traced, Used};
use crate::canonical::Day;
use crate::canonical::frame::{date_column, day_of, known_numbers_column, number_column, pence_column};
use crate::canonical::schema::Record;
use crate::mapping::Fate;
use crate::validation::RuleContext;
use crate::validation::keys::Keys;
use crate::validation::rows::{CLAIM_COLUMNS, TableRows};
use crate::vocabulary::Milestone;

/// One claim as a row has it.
#[derive(Clone, Copy)]
struct Claim {
    milestone: Milestone,
    weeks: u32,
    day: Option<Day>,
    paid: Option<Day>,
    pence: Option<i64>,
}

/// The claims in a row of a person: the programme's outcome with the day of its payment, and weeks in work. A mark that one
/// is reached is a claim where there is no day for it.
fn in_row(rows: &TableRows<'_>, i: usize) -> impl Iterator<Item = Claim> {
    let columns = rows.claims.iter().zip(CLAIM_COLUMNS);
    columns.filter_map(move |(days, (_, weeks))| {
        let paid = rows.paid.get(i).filter(|_| weeks == 0);
        let marked = match weeks {
            0 => rows.marked.get(i),
            13 => rows.marked_13w.get(i),
            _ => None,
        };
        let day = days.get(i).or(paid);
        let is_claimed = day.is_some() || marked == Some(true);
        is_claimed.then_some(Claim { milestone: Milestone::Outcome, weeks, day, paid, pence: None })
    })
}

/// What a row of a sheet of claims is for, where it says.
fn milestone_of(rows: &TableRows<'_>, i: usize) -> Option<Milestone> {
    let word = rows.milestones.get(i)?;
    Milestone::ALL.into_iter().find(|milestone| milestone.id() == word)
}

/// The day of a claim in a row of such a sheet, that of its payment where there is no other, and the latter.
fn days_of(rows: &TableRows<'_>, i: usize) -> (Option<Day>, Option<Day>) {
    let paid = rows.paid.get(i);
    (rows.claimed.get(i).or(paid), paid)
}

#[derive(Default)]
pub(super) struct Claims {
    traced: Traced,
    rows: Vec<Claim>,
}

impl Claims {
    /// The claims in rows of people; the programme's outcome only where no sheet of claims has it.
    pub fn of_people(used: &Used<'_, '_>, claimed: &Claimed) -> Self {
        let mut claims = Claims::default();
        for (&i, &person) in used.used.iter().zip(&used.people) {
            let on_sheet =
                !claimed.on_sheets.is_empty() && claimed.on_sheets.contains_key(&(used.supplier, person as usize));
            for claim in in_row(used.rows, i).filter(|claim| claim.weeks != 0 || !on_sheet) {
                claims.add(used, (i, person), claim, claimed.as_at);
            }
        }
        claims
    }

    /// The rows of a sheet of claims.
    pub fn of_sheet(used: &Used<'_, '_>, claimed: &Claimed) -> Self {
        let (rows, mut claims) = (used.rows, Claims::default());
        let amounts = rows.columns.figures("paid_amount");
        for (&i, &person) in used.used.iter().zip(&used.people) {
            let Some(milestone) = milestone_of(rows, i) else { continue };
            let (day, paid) = days_of(rows, i);
            let claim = Claim { milestone, weeks: 0, day, paid, pence: amounts.get(i) };
            claims.add(used, (i, person), claim, claimed.as_at);
        }
        claims
    }

    /// Adds a claim made by the as-at date; what is paid later, or without a day, is not paid yet.
    fn add(&mut self, used: &Used<'_, '_>, (i, person): (usize, u32), claim: Claim, as_at: Day) {
        if claim.day.is_some_and(|day| day > as_at) {
            return;
        }
        let paid = claim.paid.filter(|day| *day <= as_at);
        self.traced.add(used, i, person);
        self.rows.push(Claim { paid, pence: claim.pence.filter(|_| paid.is_some()), ..claim });
    }

    pub fn frame(self) -> Result<DataFrame> {
        let numbers = |of: fn(&Claim) -> u32| self.rows.iter().map(of).collect();
        let own = vec![
            number_column("milestone", numbers(|claim| claim.milestone.number())),
            number_column("weeks", numbers(|claim| claim.weeks)),
            date_column("claim_date", self.rows.iter().map(|claim| claim.day)),
            date_column("paid_date", self.rows.iter().map(|claim| claim.paid)),
            pence_column("paid_pence", self.rows.iter().map(|claim| claim.pence)),
        ];
        self.traced.frame(own)
    }
}

/// What rows claim that are set aside. They count in nothing, and it would be wrong to say that nobody claimed it.
#[derive(Default)]
pub(super) struct SetAside {
    rows: Vec<Aside>,
}

/// One such row: whose it is and what it claims, as far as it says.
struct Aside {
    prime: u32,
    person: Option<u32>,
    milestone: Option<Milestone>,
    day: Option<Day>,
    paid: Option<Day>,
    pence: Option<i64>,
    table: u32,
    source_row: u32,
}

impl SetAside {
    /// The rows of the run's table `t` that are set aside and claim something by the as-at date.
    pub fn of(t: usize, rows: &TableRows<'_>, prime: u32, keys: &Keys, context: &RuleContext<'_>) -> Self {
        let (as_at, received) = (day_of(context.as_at.0), context.received[rows.origin.source_id as usize]);
        // A day after the file arrived is a wrong day, and does not say that something came later.
        let is_later = |day: Option<Day>| day.is_some_and(|day| as_at < day && day <= received);
        let is_right = |day: &Day| *day <= as_at;
        let told = |i: usize| {
            let (milestone, claim) = claimed_in(rows, i, context)?;
            let (day, paid, pence) = claim;
            let is_paid = paid.is_some() && !is_later(paid);
            (!is_later(day)).then_some(Aside {
                prime,
                person: keys.person(t, i).map(|person| person as u32),
                milestone,
                day: day.filter(is_right),
                paid: paid.filter(is_right),
                pence: pence.filter(|_| is_paid),
                table: t as u32,
                source_row: rows.source_rows[i],
            })
        };
        let set_aside = (0..rows.height()).filter(|&i| matches!(rows.fates.get(i), Fate::SetAside(_)));
        SetAside { rows: set_aside.filter_map(told).collect() }
    }

    pub fn frame(self) -> Result<DataFrame> {
        let rows = &self.rows;
        let numbers = |of: fn(&Aside) -> u32| rows.iter().map(of).collect();
        Ok(DataFrame::new_infer_height(vec![
            number_column("prime", numbers(|row| row.prime)),
            known_numbers_column("person", rows.iter().map(|row| row.person)),
            known_numbers_column("milestone", rows.iter().map(|row| row.milestone.map(Milestone::number))),
            date_column("claim_date", rows.iter().map(|row| row.day)),
            date_column("paid_date", rows.iter().map(|row| row.paid)),
            pence_column("paid_pence", rows.iter().map(|row| row.pence)),
            number_column("table", numbers(|row| row.table)),
            number_column("source_row", numbers(|row| row.source_row)),
        ])?)
    }
}

/// Day of a claim, day of its payment, and pence.
type Told = (Option<Day>, Option<Day>, Option<i64>);

/// What a row claims, whatever became of it: a row of claims anything, and one of a person the outcome of their payment
/// group, once.
fn claimed_in(rows: &TableRows<'_>, i: usize, context: &RuleContext<'_>) -> Option<(Option<Milestone>, Told)> {
    match rows.origin.record {
        Record::Claims => {
            let (day, paid) = days_of(rows, i);
            Some((milestone_of(rows, i), (day, paid, rows.columns.figures("paid_amount").get(i))))
        }
        Record::Participants | Record::Events => {
            let terms = context.contract_of(&rows.origin.supplier);
            let weeks = terms.map(|terms| terms.programme.outcome_weeks(rows.payment_groups.get(i)));
            let claim = in_row(rows, i).find(|claim| claim.weeks == 0 || Some(claim.weeks) == weeks)?;
            Some((Some(claim.milestone), (claim.day, claim.paid, claim.pence)))
        }
        _ => None,
    }
}

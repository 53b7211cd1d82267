//! Claims and payments of one person for one milestone, each counted once however often its row was sent.

use std::collections::BTreeMap;

use super::fees::Price;
use crate::canonical::frame::Day;
use crate::metrics::people::Claim;
use crate::vocabulary::{Milestone, Pence};

/// One thing that is claimed: a milestone, or one of several sustainments.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(test, derive(Debug))]
pub struct Claimed {
    /// The earliest day given; none where the sender only marks it.
    pub day: Option<Day>,
    /// Each payment once: its day, and its pence where they are told.
    pub payments: Vec<(Option<Day>, Option<Pence>)>,
}

/// What a person's rows claim of a milestone by a day, in time.
///
/// Everything but sustainments is claimed once: several rows are one claim, with several payments if their days or
/// amounts differ. Sustainments are told apart by the day of the claim, or of the payment where there is none.
pub fn claimed(rows: &[Claim], milestone: Milestone, by: Day) -> Vec<Claimed> {
    let known = |row: &&Claim| row.milestone == milestone && row.day.or(row.paid).is_none_or(|day| day <= by);
    let mut claims: BTreeMap<Option<Day>, Claimed> = BTreeMap::new();
    for row in rows.iter().filter(known) {
        let day = row.day.or(row.paid);
        let which = if milestone == Milestone::Sustainment { day } else { None };
        let claim = claims.entry(which).or_insert_with(|| Claimed { day, payments: Vec::new() });
        claim.day = [claim.day, day].into_iter().flatten().min();
        let payment = (row.paid, row.amount);
        let is_paid = payment != (None, None) && row.paid.is_none_or(|day| day <= by);
        if is_paid && !claim.payments.contains(&payment) {
            claim.payments.push(payment);
        }
    }
    let mut claims: Vec<Claimed> = claims.into_values().collect();
    for claim in &mut claims {
        claim.payments.sort_unstable();
    }
    claims
}

/// Whether what somebody has reached is claimed.
#[derive(Clone, Copy, PartialEq, Eq)]
#[cfg_attr(test, derive(Debug))]
pub enum Standing {
    Claimed,
    /// Only in rows that are set aside.
    SetAside,
    NotClaimed,
}

/// How many things are claimed of a milestone in rows that are set aside and not in those that count.
pub fn set_aside_alone(rows: &[Claim], counted: &[Claimed], milestone: Milestone, by: Day) -> usize {
    let is_alone = |own: &Claimed| counted.iter().all(|other| other.day != own.day);
    claimed(rows, milestone, by).iter().filter(|own| is_alone(own)).count()
}

impl Claimed {
    /// Each payment's day and pence. One whose amount is not told is what had fallen due of the fee by its day and was not
    /// paid before, the next part at least; where no fee is known it has no amount.
    pub fn paid(&self, price: Option<Price<'_>>, reached: Option<Day>) -> Vec<(Option<Day>, Option<Pence>)> {
        let mut before = Pence(0);
        let amount = |(day, pence): &(Option<Day>, Option<Pence>)| {
            let pence = pence.or_else(|| Some(owed(price?, reached.or(self.day), *day, before)));
            before = before + pence.unwrap_or_default();
            (*day, pence)
        };
        self.payments.iter().map(amount).collect()
    }
}

/// What a payment without an amount is taken to be, after others.
fn owed(price: Price<'_>, reached: Option<Day>, paid: Option<Day>, before: Pence) -> Pence {
    let mut due = Pence(0);
    for (day, pence) in price.parts(reached) {
        let is_due = day.zip(paid).is_none_or(|(day, paid)| day <= paid);
        if due > before && !is_due {
            break;
        }
        due = due + pence;
    }
    Pence((due - before).0.max(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finance::Sum;
    use crate::finance::facts::Facts;
    use crate::finance::sample::{Sample, WORK_PROGRAMME, as_at, attached, day};
    use crate::finance::statement::Statement;
    use Milestone::{Attachment, Outcome, Sustainment};

    fn sum(times: u64, pence: i64) -> Sum {
        Sum { times, pence: Pence(pence) }
    }

    fn statement(people: &[Facts<'_>], iso: &str) -> Statement {
        Statement::of(&Sample::new(WORK_PROGRAMME, "").terms(), people, as_at(iso))
    }

    #[test]
    fn who_is_claimed_in_a_row_that_is_set_aside_is_not_among_those_not_claimed() {
        let outcome = |iso| attached("1", "2012-01-02").with_outcome(iso);
        let people = [
            outcome("2012-12-31").with_claim_set_aside(Outcome, Some("2013-01-05")),
            outcome("2012-12-31"),
            // Its day is wrong or missing; claimed after the day of the statement.
            outcome("2012-04-02").with_claim_set_aside(Outcome, None),
            outcome("2012-12-31").with_claim_set_aside(Outcome, Some("2013-04-01")),
            // Claimed in a row that counts; in rows about something else; of somebody who has not reached it.
            outcome("2012-12-31").with_claim(Outcome, "2013-01-05").with_claim_set_aside(Outcome, Some("2013-01-06")),
            outcome("2012-12-31").with_claim_set_aside(Attachment, Some("2013-01-05")),
            attached("1", "2012-01-02").with_claim_set_aside(Outcome, Some("2013-01-05")),
        ];
        let statement = statement(&people, "2013-03-31");
        let line = statement.line(Outcome).unwrap();
        assert_eq!((line.achieved, line.claimed), (sum(6, 720_000), Some(sum(1, 120_000))));
        assert_eq!(line.set_aside, Some(sum(2, 240_000)));
        assert_eq!(line.unclaimed.unwrap(), [sum(3, 360_000), sum(0, 0), sum(0, 0), sum(0, 0)]);
        // Of attachments nothing is claimed that counts: what is not claimed is not known, and one row is known of.
        let attachment = statement.line(Attachment).unwrap();
        assert_eq!(
            (attachment.claimed, attachment.unclaimed, attachment.set_aside),
            (None, None, Some(sum(1, 40_000)))
        );
        assert_eq!(statement.line(Sustainment).unwrap().set_aside, None);
    }

    /// Four sustainments are reached: one claimed, two more in rows set aside, of which one is for the claimed day too.
    #[test]
    fn sustainments_claimed_in_rows_that_are_set_aside_are_told_apart_by_their_day() {
        let aside = |iso| Claim { milestone: Sustainment, weeks: 0, day: Some(day(iso)), paid: None, amount: None };
        let mut person = attached("1", "2011-07-01").with_outcome("2012-03-01").with_claim(Sustainment, "2012-04-02");
        person.sustainments = (1..=30).map(|n| day("2012-03-01") + 28 * n).collect();
        person.set_aside = ["2012-04-02", "2012-05-02", "2012-05-02"].map(aside).to_vec();
        let line = statement(&[person], "2012-06-30").line(Sustainment).cloned().unwrap();
        assert_eq!((line.achieved, line.claimed), (sum(4, 68_000), Some(sum(1, 17_000))));
        assert_eq!((line.set_aside, line.unclaimed.unwrap()[0]), (Some(sum(1, 17_000)), sum(2, 34_000)));
    }
}

//! The statement of a contract: each milestone achieved, claimed, paid, not claimed and expected, as at a day.

use std::collections::BTreeMap;

use super::cap::{self, Payment};
use super::claims::{Claimed, Standing, claimed, set_aside_alone};
use super::facts::Facts;
use super::fees::{GroupFees, Worth, delivery, months_after, pays};
use super::lines::Line;
use crate::canonical::frame::{Day, date_of, day_of};
use crate::definitions::SustainedFrom;
use crate::definitions::programme::CapPer;
use crate::validation::ContractTerms;
use crate::vocabulary::{AsAt, Milestone, Pence, Quarter};

/// A contract's money as at a day.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(test, derive(Debug))]
pub struct Statement {
    /// One line a milestone that is paid for or claimed.
    pub lines: Vec<Line>,
    /// What could not be worked out, in words without amounts.
    pub notes: Vec<String>,
    /// Whether something is missing from the income because nobody knows what it comes to.
    pub is_at_least: bool,
}

impl Statement {
    /// Works out what a contract has brought, from everybody on it. The order of people changes nothing.
    pub fn of(terms: &ContractTerms<'_>, people: &[Facts<'_>], as_at: AsAt) -> Statement {
        let mut drawn = Drawing::new(terms, people, as_at);
        let mut fees: BTreeMap<&str, GroupFees<'_>> = BTreeMap::new();
        for (place, person) in people.iter().enumerate() {
            let fees = fees.entry(person.group).or_insert_with(|| GroupFees::of(terms, person.group));
            drawn.person(place, person, fees);
        }
        drawn.delivery();
        if terms.caps().next().is_some() {
            cap::apply(&mut drawn.payments, terms, &ranks(people));
        }
        drawn.add_up();
        let is_at_least = drawn.unknown_delivery.is_some() || drawn.lines.values().any(Line::is_at_least);
        Statement { notes: drawn.notes(), is_at_least, lines: drawn.lines.into_values().collect() }
    }

    /// The line of a milestone.
    pub fn line(&self, milestone: Milestone) -> Option<&Line> {
        self.lines.iter().find(|line| line.milestone == milestone)
    }

    /// What has been paid where returns tell it, else what has fallen due, of all milestones.
    pub fn income(&self) -> Pence {
        self.lines.iter().map(Line::income).sum()
    }

    /// The same by quarter. What has no day is in none.
    pub fn income_by_quarter(&self) -> BTreeMap<Quarter, Pence> {
        let mut all = BTreeMap::new();
        for (quarter, pence) in self.lines.iter().flat_map(Line::income_by_quarter) {
            let sum: &mut Pence = all.entry(*quarter).or_default();
            *sum = *sum + *pence;
        }
        all
    }
}

/// By place: where a person stands among all, by what is known of them; people of whom the same is known are alike in
/// every figure.
fn ranks(people: &[Facts<'_>]) -> Vec<u32> {
    let mut order: Vec<usize> = (0..people.len()).collect();
    order.sort_by(|a, b| people[*a].cmp(&people[*b]));
    let mut ranks = vec![0; people.len()];
    order.into_iter().enumerate().for_each(|(rank, place)| ranks[place] = rank as u32);
    ranks
}

/// A statement while it is drawn up.
struct Drawing<'a> {
    terms: &'a ContractTerms<'a>,
    as_at: Day,
    /// Last day of the quarter after the as-at day's.
    horizon: Day,
    lines: BTreeMap<Milestone, Line>,
    payments: Vec<Payment>,
    /// What has to be known for the delivery fee and is not.
    unknown_delivery: Option<&'static str>,
}

/// What is known of one milestone of one person.
struct Reached<'a> {
    place: usize,
    milestone: Milestone,
    days: Vec<Option<Day>>,
    worth: Worth<'a>,
    claims: Vec<Claimed>,
    /// How many more are claimed in rows that are set aside.
    set_aside: usize,
}

impl Reached<'_> {
    /// Whether the first, second ... of what was reached is claimed: the first claimed is the first reached.
    fn standing(&self, number: usize) -> Standing {
        match number.checked_sub(self.claims.len()) {
            None => Standing::Claimed,
            Some(more) if more < self.set_aside => Standing::SetAside,
            Some(_) => Standing::NotClaimed,
        }
    }
}

impl<'a> Drawing<'a> {
    /// A line for each milestone that the contract pays for or somebody's row claims.
    fn new(terms: &'a ContractTerms<'a>, people: &[Facts<'_>], as_at: AsAt) -> Self {
        let paid_for = Milestone::ALL.into_iter().filter(|milestone| pays(terms, *milestone));
        let mut lines: BTreeMap<Milestone, Line> =
            paid_for.map(|milestone| (milestone, Line::new(milestone))).collect();
        let dates_show = terms.programme.sustained.read_from == SustainedFrom::Dates;
        for claim in people.iter().flat_map(|person| &person.claims) {
            let line = lines.entry(claim.milestone).or_insert_with(|| Line::new(claim.milestone));
            line.claimed.get_or_insert_default();
            // Dates cannot bear out what the programme reads from claims because they do not show it.
            if claim.milestone != Milestone::Outcome || dates_show {
                line.unsupported.get_or_insert_default();
            }
            line.unclaimed.get_or_insert_default();
            line.set_aside.get_or_insert_default();
            if claim.paid.is_some() || claim.amount.is_some() {
                line.paid.get_or_insert_default();
            }
        }
        for claim in people.iter().flat_map(|person| &person.set_aside) {
            lines.get_mut(&claim.milestone).map(|line| line.set_aside.get_or_insert_default());
        }
        let horizon = day_of(Quarter::of(as_at.0).next().last_day());
        Drawing { terms, as_at: day_of(as_at.0), horizon, lines, payments: Vec::new(), unknown_delivery: None }
    }

    /// Takes up what one person has reached, what is claimed for it, and what they may still bring.
    fn person(&mut self, place: usize, person: &Facts<'_>, fees: &GroupFees<'a>) {
        let most = fees.most_sustainments.unwrap_or(0);
        let milestones: Vec<Milestone> = self.lines.keys().copied().collect();
        for milestone in milestones {
            let days = person.reached(milestone, self.as_at, most);
            let claims = claimed(&person.claims, milestone, self.as_at);
            let worth = fees.worth(milestone, person.referral);
            let set_aside = set_aside_alone(&person.set_aside, &claims, milestone, self.as_at);
            let own = Reached { place, milestone, days, worth, claims, set_aside };
            self.achieved(&own);
            self.claims(&own, person);
            self.expected(&own, person, most);
        }
        // What sustainments bring of which nobody knows the number is not nothing.
        if fees.most_sustainments.is_none() && person.outcome.by(self.as_at) {
            self.lines.entry(Milestone::Sustainment).and_modify(|line| line.without_fee += 1);
        }
    }

    fn line(&mut self, milestone: Milestone) -> &mut Line {
        self.lines.entry(milestone).or_insert_with(|| Line::new(milestone))
    }

    fn achieved(&mut self, own: &Reached<'_>) {
        let as_at = self.as_at;
        let line = self.line(own.milestone);
        let once = u64::from(!own.days.is_empty());
        line.people += once;
        line.achieved.times += own.days.len() as u64;
        line.without_fee += if own.worth == Worth::NotKnown { once } else { 0 };
        for (number, day) in own.days.iter().enumerate().filter(|_| own.worth != Worth::Nothing) {
            line.without_claim(own.standing(number), age(*day, as_at)).into_iter().for_each(|sum| sum.times += 1);
        }
        for (number, day) in own.days.iter().enumerate() {
            self.pay(own, number, *day, false);
        }
    }

    /// Notes the payments that a milestone brings: those within the next quarter where it is only expected.
    fn pay(&mut self, own: &Reached<'_>, number: usize, reached: Option<Day>, expected: bool) {
        let Worth::Fee(price) = own.worth else { return };
        let horizon = self.horizon;
        let first_due = price.parts(reached).filter_map(|(due, _)| due).min();
        let falls_due = |(due, _): &(Option<Day>, Pence)| !expected || due.is_some_and(|due| due <= horizon);
        self.payments.extend(price.parts(reached).filter(falls_due).map(|(due, pence)| Payment {
            person: Some(own.place),
            milestone: own.milestone,
            number,
            reached,
            due,
            first_due,
            pence,
            cut: Pence(0),
            confirmed: price.confirmed,
            standing: own.standing(number),
            expected,
        }));
    }

    /// Adds up what is claimed and paid.
    fn claims(&mut self, own: &Reached<'_>, person: &Facts<'_>) {
        let as_at = self.as_at;
        let line = self.line(own.milestone);
        for (number, claim) in own.claims.iter().enumerate() {
            let reached = own.days.get(number).copied().flatten().or(claim.day);
            let price = match own.worth {
                Worth::Fee(price) => Some(price),
                _ => None,
            };
            let worth = price.map_or(Pence(0), |price| price.due_by(reached, as_at));
            line.claimed.get_or_insert_default().add(worth);
            let by = claim.day.map_or(as_at, |day| day.min(as_at));
            if !person.had_reached(own.milestone, own.days.get(number).copied(), by) {
                line.unsupported.iter_mut().for_each(|sum| sum.add(worth));
            }
            let payments = claim.paid(price, reached);
            let most = if own.worth == Worth::NotKnown { None } else { Some(price.map_or(Pence(0), |p| p.pence)) };
            if !payments.is_empty() {
                line.paid.get_or_insert_default().add(&payments, most);
            }
        }
    }

    /// Whoever left shortly before the mark, and what those in work bring in the next quarter if they stay.
    fn expected(&mut self, own: &Reached<'_>, person: &Facts<'_>, most_sustainments: u32) {
        let many = own.milestone == Milestone::Sustainment;
        if own.milestone == Milestone::Outcome && person.near_miss && own.days.is_empty() {
            let fee = if let Worth::Fee(price) = own.worth { price.pence } else { Pence(0) };
            self.line(own.milestone).near_misses.add(fee);
        }
        let room = if many { most_sustainments as usize } else { 1 }.saturating_sub(own.days.len());
        let (as_at, horizon) = (self.as_at, self.horizon);
        let next = person.expected.iter().filter(|(milestone, _)| *milestone == own.milestone);
        let next = next.filter(|(_, day)| as_at < *day && *day <= horizon).take(room);
        for (more, (_, day)) in next.enumerate() {
            self.line(own.milestone).next_people.times += 1;
            self.pay(own, own.days.len() + more, Some(*day), true);
        }
    }

    fn delivery(&mut self) {
        let months = match delivery(self.terms, self.horizon) {
            Ok(months) => months,
            Err(what) => return self.unknown_delivery = Some(what),
        };
        for month in months {
            let due = Some(month.due);
            if month.due <= self.as_at {
                self.line(Milestone::Delivery).achieved.times += 1;
            }
            self.payments.push(Payment {
                person: None,
                milestone: Milestone::Delivery,
                number: 0,
                reached: due,
                due,
                first_due: due,
                pence: month.pence,
                cut: Pence(0),
                confirmed: month.confirmed,
                standing: Standing::NotClaimed,
                expected: false,
            });
        }
    }

    /// Adds the payments up, after caps.
    fn add_up(&mut self) {
        for payment in std::mem::take(&mut self.payments) {
            let (as_at, horizon) = (self.as_at, self.horizon);
            let line = self.line(payment.milestone);
            match payment.due {
                Some(due) if due > horizon => line.later = line.later + payment.pence,
                Some(due) if due > as_at && payment.expected => {
                    line.next_people.pence = line.next_people.pence + payment.pence;
                }
                Some(due) if due > as_at => line.next_instalments.add(payment.pence),
                _ => line.has_fallen_due(&payment, age(payment.reached, as_at)),
            }
        }
    }

    /// What could not be worked out.
    fn notes(&self) -> Vec<String> {
        let contract = self.terms.contract;
        let by_price = |line: &&Line| {
            let fees = self.terms.fees(line.milestone);
            line.milestone != Milestone::Delivery && fees.iter().any(|fee| fee.pence.is_none() && fee.percent.is_some())
        };
        let mut notes = Vec::new();
        let mut note = |applies: bool, text: &str| notes.extend(applies.then(|| text.to_string()));
        let is_grant = self.terms.programme.grant;
        note(is_grant, "The programme is paid for by a grant: nothing depends on who achieves what.");
        note(
            self.lines.is_empty() && !is_grant,
            "No fee is known for this contract and returns hold no claims: nothing is said in money.",
        );
        let unsure = |line: &Line| self.terms.fees(line.milestone).iter().any(|fee| !fee.instalments_confirmed);
        note(self.lines.values().any(unsure), "No source confirms when the parts of a fee fall due.");
        note(
            contract.price_pence.is_none() && self.lines.values().any(|line| by_price(&line)),
            "Fees that are a share of the price of one participant are not known: the contract gives no price_pence.",
        );
        let by_year = self.terms.caps().any(|cap| cap.per == CapPer::Year);
        note(
            by_year && contract.start.is_none(),
            "Caps over a contract year are not applied: the contract gives no start.",
        );
        note(self.terms.caps().any(|cap| !cap.confirmed), "A cap that no source confirms is applied.");
        note(
            self.lines.values().any(|line| line.without_day),
            "Milestones that a sender marks without a day count as achieved, in no quarter, and under no cap over a year.",
        );
        if let Some(what) = self.unknown_delivery {
            note(true, &format!("The delivery fee is not in the figures: nobody says {what}."));
        }
        notes
    }
}

/// The place among `AGES` of something reached on a day.
fn age(reached: Option<Day>, as_at: Day) -> usize {
    let Some(reached) = reached else { return 0 };
    let is_within = |months: &u32| as_at <= day_of(months_after(date_of(reached), *months));
    [3, 6, 12].iter().position(is_within).unwrap_or(3)
}

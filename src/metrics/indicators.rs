//! The indicators, the dimensions people are grouped by, and the bases a rate is formed on. One list
//! each: whatever is said about them anywhere comes from here.

use serde::{Deserialize, Serialize};

use crate::vocabulary::Basis;

use super::compute::CountColumn;

/// Something that happens to a person once, as far as the figures go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    Referred,
    Attached,
    JobStarted,
    /// As the contract reads it: from dates or from the prime's claims.
    Sustained,
    /// As the contract does not read it: the other of the two.
    SustainedOtherwise,
    Sustained13Weeks,
    Sustained26Weeks,
    /// The programme's outcome was paid.
    OutcomePaid,
    /// Left the programme, and has not joined again.
    Left,
    /// A state, not an event: attached, and supported still.
    OnProgramme,
    /// A state: in a job, and supported in it still.
    SupportedInWork,
}

impl Event {
    pub const ALL: [Event; 11] = [
        Event::Referred,
        Event::Attached,
        Event::JobStarted,
        Event::Sustained,
        Event::SustainedOtherwise,
        Event::Sustained13Weeks,
        Event::Sustained26Weeks,
        Event::OutcomePaid,
        Event::Left,
        Event::OnProgramme,
        Event::SupportedInWork,
    ];

    /// Whether it is true of a day rather than something that happened: it has no basis but the as-at day.
    pub fn is_a_state(self) -> bool {
        matches!(self, Event::OnProgramme | Event::SupportedInWork)
    }

    /// The indicator that counts it.
    pub fn id(self) -> &'static str {
        match self {
            Event::Referred => "referred",
            Event::Attached => "attached",
            Event::JobStarted => "job_starts",
            Event::Sustained => "sustained",
            Event::SustainedOtherwise => "sustained_otherwise",
            Event::Sustained13Weeks => "sustained_13w",
            Event::Sustained26Weeks => "sustained_26w",
            Event::OutcomePaid => "outcomes_paid",
            Event::Left => "leavers",
            Event::OnProgramme => "on_programme",
            Event::SupportedInWork => "supported_in_work",
        }
    }
}

/// A definition of something that is measured.
#[derive(Debug)]
pub struct Indicator {
    pub id: &'static str,
    pub name: &'static str,
    pub figure: Figure,
    pub bases: &'static [Basis],
    pub definition: &'static str,
    /// Whose definition it is.
    pub source: &'static str,
}

/// What kind of figure an indicator is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    /// People to whom something happened, or who are in a state.
    People(Event),
    /// People to whom something happened, of people to whom something else did.
    Rate { event: Event, of: Event },
    /// People to whom something happened within so many months of something else, of those followed for so long.
    Within { event: Event, of: Event, months: u32 },
    /// A middle value over people.
    Typical(Typical),
    /// People attached, of the residents who could use the service.
    Reach,
    /// How far people's scores have come between the first and the last.
    Change,
}

/// Something that people have much or little of; the middle of it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Typical {
    /// Days from the referral to the attachment.
    DaysToAttachment,
    /// Days from the attachment to the first job, of people who have one.
    DaysToJobStart,
    /// Whole weeks in work so far, as the outcome counts them, of people who started a job.
    WeeksInWork,
}

impl Typical {
    /// The event that makes a person one of those over whom it is taken.
    pub fn event(self) -> Event {
        match self {
            Typical::DaysToAttachment => Event::Attached,
            Typical::DaysToJobStart | Typical::WeeksInWork => Event::JobStarted,
        }
    }
}

/// Of whom a rate is formed, where not of everybody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, clap::ValueEnum)]
pub enum Whose {
    /// Everybody in the denominator, those still in time too
    #[default]
    All,
    /// Those who have had the full time that it takes, whatever they did with it
    HadTime,
    /// Those for whom the programme is over: they left, or their support has ended
    Completed,
}

impl Whose {
    pub const ALL: [(&'static str, &'static str, Whose); 3] = [
        ("all", "everybody in the denominator, those still in time too", Whose::All),
        ("had-time", "those who have had the full time that it takes, whatever they did with it", Whose::HadTime),
        ("completed", "those for whom the programme is over: they left, or their support has ended", Whose::Completed),
    ];
}

impl Indicator {
    /// The people it is about: the numerator of a rate.
    pub fn event(&self) -> Event {
        match self.figure {
            Figure::People(event) | Figure::Rate { event, .. } | Figure::Within { event, .. } => event,
            Figure::Typical(typical) => typical.event(),
            Figure::Reach | Figure::Change => Event::Attached,
        }
    }

    /// Numerator and denominator of a rate of some of its people; nothing where it is of everybody.
    pub fn counts_of(&self, whose: Whose) -> Option<[CountColumn; 2]> {
        let (event, of) = (self.event(), self.of()?);
        match (self.figure, whose) {
            (Figure::Within { months, .. }, _) => {
                Some([CountColumn::FollowedAchieved { event, of, months }, CountColumn::Followed { of, months }])
            }
            (_, Whose::All) => None,
            (_, Whose::HadTime) => {
                Some([CountColumn::MaturedAchieved { event, of }, CountColumn::Matured { event, of }])
            }
            (_, Whose::Completed) => {
                Some([CountColumn::CompletedAchieved { event, of }, CountColumn::Completed { of }])
            }
        }
    }

    /// The denominator of a rate.
    pub fn of(&self) -> Option<Event> {
        match self.figure {
            Figure::Rate { of, .. } | Figure::Within { of, .. } => Some(of),
            _ => None,
        }
    }
}

const EVERY: &[Basis] = &[Basis::ToDate, Basis::Period, Basis::TwelveMonths, Basis::Cohort];
const FOLLOWED: &[Basis] = &[Basis::ToDate, Basis::Cohort];
const TO_DATE: &[Basis] = &[Basis::ToDate];

const OWN: &str = "This program";
const CONTRACT: &str = "Contracts with the primes";
const DWP_COHORT: &str = "Department for Work and Pensions, Work Programme statistics by month of referral";
const DWP_MPL: &str = "Department for Work and Pensions, Work Programme minimum performance levels";

/// Every indicator.
pub const INDICATORS: &[Indicator] = &[
    people(
        "referred",
        "People referred",
        Event::Referred,
        "People referred to the prime, each counted once however often they were referred.",
    ),
    people("attached", "People attached", Event::Attached, "People who have joined the prime's programme."),
    people(
        "job_starts",
        "People who started a job",
        Event::JobStarted,
        "People attached who have begun a job while supported.",
    ),
    people(
        "sustained",
        "People sustained in work",
        Event::Sustained,
        "People attached who stayed in work for the weeks that the programme asks of their payment group, read as the contract says.",
    ),
    people(
        "sustained_otherwise",
        "People sustained in work, by the other source",
        Event::SustainedOtherwise,
        "The same from the other source: from claims where the contract reads dates, from dates where it reads claims.",
    ),
    people(
        "sustained_13w",
        "People in work for 13 weeks",
        Event::Sustained13Weeks,
        "People attached who reached 13 weeks in work, read as the contract says.",
    ),
    people(
        "sustained_26w",
        "People in work for 26 weeks",
        Event::Sustained26Weeks,
        "People attached who reached 26 weeks in work, read as the contract says.",
    ),
    people(
        "outcomes_paid",
        "Job outcomes paid",
        Event::OutcomePaid,
        "People for whom the programme's outcome has been paid, by the day of payment. Never the same as job starts.",
    ),
    people(
        "on_programme",
        "People on the programme",
        Event::OnProgramme,
        "People attached who have not left and are still supported, in work or out of it, on the as-at day.",
    ),
    people(
        "supported_in_work",
        "People supported in work",
        Event::SupportedInWork,
        "People in a job begun while supported, for as long as the programme supports people in work, on the as-at day.",
    ),
    people(
        "leavers",
        "People who left",
        Event::Left,
        "People attached who have left the programme and have not joined again.",
    ),
    rate(
        "attachment_rate",
        "Attachment rate",
        Event::Attached,
        Event::Referred,
        "People attached, of people referred.",
    ),
    rate(
        "job_start_rate",
        "Job start rate",
        Event::JobStarted,
        Event::Attached,
        "People who started a job, of people attached.",
    ),
    rate(
        "sustainment_rate",
        "Sustainment rate",
        Event::Sustained,
        Event::Attached,
        "People sustained in work, of people attached.",
    ),
    rate(
        "sustained_of_job_starts",
        "Sustained of job starts",
        Event::Sustained,
        Event::JobStarted,
        "People sustained in work, of people who started a job.",
    ),
    Indicator {
        source: DWP_MPL,
        ..rate(
            "outcome_rate",
            "Outcomes of referrals",
            Event::Sustained,
            Event::Referred,
            "People sustained in work, of people referred. On the basis of twelve months it is DWP's period formula: outcomes of the months over referrals of the same months, who are other people; it is nobody's chance, and can pass 100%.",
        )
    },
    within("job_start_within_12m", "Job start within 12 months", Event::JobStarted, Event::Attached, 12),
    within("sustained_within_12m", "Sustained within 12 months", Event::Sustained, Event::Attached, 12),
    within("sustained_within_24m", "Sustained within 24 months", Event::Sustained, Event::Attached, 24),
    Indicator {
        source: DWP_COHORT,
        ..within("outcome_within_12m", "Outcome within 12 months of referral", Event::Sustained, Event::Referred, 12)
    },
    Indicator {
        source: DWP_COHORT,
        ..within("outcome_within_24m", "Outcome within 24 months of referral", Event::Sustained, Event::Referred, 24)
    },
    typical(
        "days_to_attachment",
        "Days from referral to attachment",
        Typical::DaysToAttachment,
        "The middle person's days from referral to attachment, of people attached.",
    ),
    typical(
        "days_to_job_start",
        "Days from attachment to job start",
        Typical::DaysToJobStart,
        "The middle person's days from attachment to the first job, of people who started one. People still without a job are not in it: the curve of time to job start counts them.",
    ),
    typical(
        "weeks_in_work",
        "Weeks in work",
        Typical::WeeksInWork,
        "The middle person's whole weeks in work so far, as the outcome counts them, of people who started a job.",
    ),
    Indicator {
        id: "reach",
        name: "Reach",
        figure: Figure::Reach,
        bases: TO_DATE,
        definition: "People attached, of the residents of the place who could use the service, as the workspace's context figures count them.",
        source: OWN,
    },
    Indicator {
        id: "score_change",
        name: "Change of scores",
        figure: Figure::Change,
        bases: TO_DATE,
        definition: "For people with a first and a later score: the share whose score improved, and the mean change in points, for the better above nought, with its 95% interval.",
        source: OWN,
    },
];

const fn people(id: &'static str, name: &'static str, event: Event, definition: &'static str) -> Indicator {
    let bases = match event {
        Event::OnProgramme | Event::SupportedInWork => TO_DATE,
        _ => EVERY,
    };
    Indicator { id, name, figure: Figure::People(event), bases, definition, source: CONTRACT }
}

const fn rate(id: &'static str, name: &'static str, event: Event, of: Event, definition: &'static str) -> Indicator {
    Indicator { id, name, figure: Figure::Rate { event, of }, bases: EVERY, definition, source: CONTRACT }
}

/// People followed for the months, whoever they are; a cohort's own are asked for by its month or quarter.
const fn within(id: &'static str, name: &'static str, event: Event, of: Event, months: u32) -> Indicator {
    let definition = match of {
        Event::Referred => {
            "People sustained in work within the months after their referral, of people referred at least so long ago. People followed for less are in neither count."
        }
        _ => {
            "People to whom it happened within the months after their attachment, of people attached at least so long ago. People followed for less are in neither count."
        }
    };
    Indicator { id, name, figure: Figure::Within { event, of, months }, bases: FOLLOWED, definition, source: OWN }
}

const fn typical(id: &'static str, name: &'static str, typical: Typical, definition: &'static str) -> Indicator {
    Indicator { id, name, figure: Figure::Typical(typical), bases: EVERY, definition, source: OWN }
}

/// The indicator of that id.
pub fn find(id: &str) -> Option<&'static Indicator> {
    INDICATORS.iter().find(|indicator| indicator.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_indicator_id_stands_twice() {
        for (i, indicator) in INDICATORS.iter().enumerate() {
            assert!(INDICATORS[..i].iter().all(|other| other.id != indicator.id), "{}", indicator.id);
        }
    }

    #[test]
    fn every_event_has_an_indicator_that_counts_it() {
        for event in Event::ALL {
            assert_eq!(find(event.id()).unwrap().figure, Figure::People(event));
        }
    }
}

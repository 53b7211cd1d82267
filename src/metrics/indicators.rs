//! The indicators, the dimensions people are grouped by, and the bases a rate is formed on. One list
//! each: whatever is said about them anywhere comes from here.

/// Something that happens to a person once, as far as the figures go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
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
}

impl Event {
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
        }
    }
}

/// How a rate is formed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, clap::ValueEnum)]
pub enum Basis {
    /// Since the programme began.
    ToDate,
    /// Events of the quarter over events of the quarter.
    Period,
    /// People who joined in the quarter, followed since.
    Cohort,
}

impl Basis {
    /// As commands and figure ids write it.
    pub fn id(self) -> &'static str {
        match self {
            Basis::ToDate => "to-date",
            Basis::Period => "period",
            Basis::Cohort => "cohort",
        }
    }
}

/// A definition of something that is measured.
#[derive(Debug)]
pub struct Indicator {
    pub id: &'static str,
    pub name: &'static str,
    pub numerator: Event,
    /// None for a count of people.
    pub denominator: Option<Event>,
    pub definition: &'static str,
}

/// Every indicator.
pub const INDICATORS: &[Indicator] = &[
    count(
        "referred",
        "People referred",
        Event::Referred,
        "People referred to the prime, each counted once however often they were referred.",
    ),
    count("attached", "People attached", Event::Attached, "People who have joined the prime's programme."),
    count(
        "job_starts",
        "People who started a job",
        Event::JobStarted,
        "People attached who have begun a job while supported.",
    ),
    count(
        "sustained",
        "People sustained in work",
        Event::Sustained,
        "People attached who stayed in work for the weeks that the programme asks of their payment group, read as the contract says.",
    ),
    count(
        "sustained_otherwise",
        "People sustained in work, by the other source",
        Event::SustainedOtherwise,
        "The same from the other source: from claims where the contract reads dates, from dates where it reads claims.",
    ),
    count(
        "sustained_13w",
        "People in work for 13 weeks",
        Event::Sustained13Weeks,
        "People attached who reached 13 weeks in work, read as the contract says.",
    ),
    count(
        "sustained_26w",
        "People in work for 26 weeks",
        Event::Sustained26Weeks,
        "People attached who reached 26 weeks in work, read as the contract says.",
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
];

const fn count(id: &'static str, name: &'static str, event: Event, definition: &'static str) -> Indicator {
    Indicator { id, name, numerator: event, denominator: None, definition }
}

const fn rate(
    id: &'static str,
    name: &'static str,
    numerator: Event,
    denominator: Event,
    definition: &'static str,
) -> Indicator {
    Indicator { id, name, numerator, denominator: Some(denominator), definition }
}

/// The indicator of that id.
pub fn find(id: &str) -> Option<&'static Indicator> {
    INDICATORS.iter().find(|indicator| indicator.id == id)
}

/// What people are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Dimension {
    Prime,
    Office,
    Area,
    Ward,
    PaymentGroup,
    Benefit,
    Sex,
    AgeBand,
    Disability,
    Barrier,
    Route,
    AttachmentQuarter,
    AttachmentMonth,
    ReferralQuarter,
    ReferralMonth,
}

impl Dimension {
    pub const ALL: [Dimension; 15] = [
        Dimension::Prime,
        Dimension::Office,
        Dimension::Area,
        Dimension::Ward,
        Dimension::PaymentGroup,
        Dimension::Benefit,
        Dimension::Sex,
        Dimension::AgeBand,
        Dimension::Disability,
        Dimension::Barrier,
        Dimension::Route,
        Dimension::AttachmentQuarter,
        Dimension::AttachmentMonth,
        Dimension::ReferralQuarter,
        Dimension::ReferralMonth,
    ];

    /// As commands write it.
    pub fn id(self) -> &'static str {
        match self {
            Dimension::Prime => "prime",
            Dimension::Office => "office",
            Dimension::Area => "area",
            Dimension::Ward => "ward",
            Dimension::PaymentGroup => "payment_group",
            Dimension::Benefit => "benefit",
            Dimension::Sex => "sex",
            Dimension::AgeBand => "age_band",
            Dimension::Disability => "disability",
            Dimension::Barrier => "barrier",
            Dimension::Route => "route",
            Dimension::AttachmentQuarter => "attachment_quarter",
            Dimension::AttachmentMonth => "attachment_month",
            Dimension::ReferralQuarter => "referral_quarter",
            Dimension::ReferralMonth => "referral_month",
        }
    }

    /// Small areas and characteristics that ask for the higher threshold.
    pub fn is_sensitive(self) -> bool {
        use Dimension::{AgeBand, Barrier, Benefit, Disability, Sex, Ward};
        matches!(self, Ward | Sex | Benefit | AgeBand | Disability | Barrier)
    }

    /// The group of people for whom the value is not known.
    pub fn not_known(self) -> &'static str {
        match self {
            Dimension::Ward | Dimension::Area => "Area not known",
            Dimension::AttachmentQuarter | Dimension::AttachmentMonth => "Not attached",
            _ => "Not known",
        }
    }

    /// The dimension of that id.
    pub fn find(id: &str) -> Option<Self> {
        Dimension::ALL.into_iter().find(|dimension| dimension.id() == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_indicator_or_dimension_id_stands_twice() {
        for (i, indicator) in INDICATORS.iter().enumerate() {
            assert!(INDICATORS[..i].iter().all(|other| other.id != indicator.id), "{}", indicator.id);
        }
        for dimension in Dimension::ALL {
            assert_eq!(Dimension::find(dimension.id()), Some(dimension));
        }
    }

    #[test]
    fn every_event_has_an_indicator_that_counts_it() {
        for event in [
            Event::Referred,
            Event::Attached,
            Event::JobStarted,
            Event::Sustained,
            Event::SustainedOtherwise,
            Event::Sustained13Weeks,
            Event::Sustained26Weeks,
        ] {
            let indicator = find(event.id()).unwrap();
            assert_eq!((indicator.numerator, indicator.denominator), (event, None));
        }
    }
}

//! What people are grouped by. One list: whatever is said about it anywhere comes from here.

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
    AttachmentYear,
    AttachmentQuarter,
    AttachmentMonth,
    ReferralYear,
    ReferralQuarter,
    ReferralMonth,
}

impl Dimension {
    pub const ALL: [Dimension; 17] = [
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
        Dimension::AttachmentYear,
        Dimension::AttachmentQuarter,
        Dimension::AttachmentMonth,
        Dimension::ReferralYear,
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
            Dimension::AttachmentYear => "attachment_year",
            Dimension::AttachmentQuarter => "attachment_quarter",
            Dimension::AttachmentMonth => "attachment_month",
            Dimension::ReferralYear => "referral_year",
            Dimension::ReferralQuarter => "referral_quarter",
            Dimension::ReferralMonth => "referral_month",
        }
    }

    /// Small areas and characteristics that ask for the higher threshold.
    pub fn is_sensitive(self) -> bool {
        use Dimension::{AgeBand, Barrier, Benefit, Disability, Sex, Ward};
        matches!(self, Ward | Sex | Benefit | AgeBand | Disability | Barrier)
    }

    /// Whether its groups are months, quarters or years.
    pub fn is_a_time(self) -> bool {
        use Dimension::{AttachmentMonth, AttachmentQuarter, ReferralMonth, ReferralQuarter};
        self.of_quarters().is_some()
            || matches!(self, AttachmentMonth | AttachmentQuarter | ReferralMonth | ReferralQuarter)
    }

    /// Whether its groups are times of joining; other times are those of referral.
    pub fn is_of_joining(self) -> bool {
        matches!(self, Dimension::AttachmentYear | Dimension::AttachmentQuarter | Dimension::AttachmentMonth)
    }

    pub fn is_of_months(self) -> bool {
        matches!(self, Dimension::AttachmentMonth | Dimension::ReferralMonth)
    }

    /// Of months the dimension of their quarters.
    pub fn of_months_quarters(self) -> Option<Dimension> {
        match self {
            Dimension::AttachmentMonth => Some(Dimension::AttachmentQuarter),
            Dimension::ReferralMonth => Some(Dimension::ReferralQuarter),
            _ => None,
        }
    }

    /// Of years (April to March) the dimension of their quarters.
    pub fn of_quarters(self) -> Option<Dimension> {
        match self {
            Dimension::AttachmentYear => Some(Dimension::AttachmentQuarter),
            Dimension::ReferralYear => Some(Dimension::ReferralQuarter),
            _ => None,
        }
    }

    /// The group of people for whom the value is not known.
    pub fn not_known(self) -> &'static str {
        match self {
            Dimension::Ward | Dimension::Area => "Area not known",
            Dimension::AttachmentYear | Dimension::AttachmentQuarter | Dimension::AttachmentMonth => "Not attached",
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
    fn no_dimension_id_stands_twice() {
        for dimension in Dimension::ALL {
            assert_eq!(Dimension::find(dimension.id()), Some(dimension));
        }
    }
}

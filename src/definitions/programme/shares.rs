//! Fees that are shares of one price: what one person can bring of it.

use chrono::NaiveDate;

use super::{Fee, Programme};
use crate::vocabulary::Milestone;

/// The whole price, in hundredths of a percent.
pub(super) const WHOLE: u64 = 10_000;

/// The shares that somebody of one payment group, referred at one time, can bring of the price of one participant.
/// Delivery is a share of another amount, and is not among them.
pub(super) struct Shares<'a> {
    pub fees: Vec<&'a Fee>,
    /// Of the price, in hundredths of a percent; of a sustainment as often as it can be claimed.
    pub hundredths: u64,
    /// Whether a share is paid to these people for every milestone that has one for anybody.
    pub are_all: bool,
}

impl<'a> Shares<'a> {
    /// Of every payment group and of people in none, referred in the earliest time and from every later day on which a
    /// fee begins. Without shares, nothing.
    pub fn of(fees: &[&'a Fee], programme: &Programme) -> Vec<Shares<'a>> {
        let groups = programme.payment_group.iter().map(|group| Some(group.code.as_str())).chain([None]);
        let days: Vec<Option<NaiveDate>> =
            fees.iter().filter_map(|fee| fee.referred_from).map(Some).chain([None]).collect();
        let of = |group| days.iter().map(move |day| Shares::of_one(fees, programme, group, *day)).collect::<Vec<_>>();
        groups.flat_map(of).filter(|shares| !shares.fees.is_empty()).collect()
    }

    fn of_one(fees: &[&'a Fee], programme: &Programme, group: Option<&str>, day: Option<NaiveDate>) -> Shares<'a> {
        let mut shares = Shares { fees: Vec::new(), hundredths: 0, are_all: true };
        for milestone in Milestone::ALL.into_iter().filter(|milestone| *milestone != Milestone::Delivery) {
            let mut own = fees.iter().copied().filter(|fee| fee.milestone == milestone);
            let has_any = own.clone().any(|fee| fee.percent.is_some());
            let times = if milestone == Milestone::Sustainment { programme.sustainments(group) } else { 1 };
            let paid = own.find(|fee| is_for(fee, group, day));
            if let Some((fee, percent)) = paid.and_then(|fee| Some((fee, fee.percent?))) {
                shares.fees.push(fee);
                shares.hundredths += u64::from(percent.hundredths) * u64::from(times);
                shares.are_all &= times > 0;
            } else {
                shares.are_all &= !has_any;
            }
        }
        shares
    }
}

impl Programme {
    /// What one person can bring of the price at most, in percent, where all that can be is less than the whole.
    pub fn most_of_the_price(&self) -> Option<f64> {
        let fees: Vec<&Fee> = self.fee.iter().collect();
        let most = Shares::of(&fees, self).into_iter().map(|shares| shares.hundredths).max()?;
        (most < WHOLE).then(|| most as f64 / 100.0)
    }
}

/// Whether a fee is paid for people of a group who were referred on a day; without a day: in the earliest time.
fn is_for(fee: &Fee, group: Option<&str>, day: Option<NaiveDate>) -> bool {
    let of_group = fee.payment_groups.is_empty()
        || group.is_some_and(|group| fee.payment_groups.iter().any(|own| own.eq_ignore_ascii_case(group)));
    let of_day = match day {
        Some(day) => {
            fee.referred_from.is_none_or(|from| from <= day) && fee.referred_until.is_none_or(|end| day <= end)
        }
        None => fee.referred_from.is_none(),
    };
    of_group && of_day
}

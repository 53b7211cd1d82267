//! Shares of one price that one person can bring: more than the whole of it cannot be meant, and less only where
//! something else is paid besides.

use super::super::Fee;
use super::super::shares::{Shares, WHOLE};
use super::paid::Paid;
use crate::definitions::contradictions::Contradictions;
use crate::vocabulary::Milestone;

pub(super) fn shares(paid: &Paid<'_>, found: &mut Contradictions<'_>) {
    let all: Vec<&Fee> = paid.fees.iter().chain(paid.beside.iter().copied()).collect();
    let elsewhere = all.iter().any(|fee| fee.pence.is_some() || fee.milestone == Milestone::Delivery)
        || !paid.programme.unpriced.is_empty();
    for shares in Shares::of(&all, paid.programme) {
        let own = |fee: &&Fee| paid.fees.iter().position(|own| std::ptr::eq(own, *fee));
        let Some(nth) = shares.fees.iter().rev().find_map(own) else { continue };
        let percent = shares.hundredths as f64 / 100.0;
        let what = format!("the shares that one person can bring add up to {percent}% of the price");
        let place = format!("{}fee.{nth}.percent", paid.at);
        if shares.hundredths > WHOLE {
            found.add(&place, what, "bring them to 100 or less");
        } else if (1..WHOLE).contains(&shares.hundredths) && shares.are_all && !elsewhere {
            let hint = "bring them to 100; if the rest is paid for something whose price no source tells, name it in `unpriced`";
            found.add(&place, format!("{what}, and nothing else is paid"), hint);
        }
    }
}

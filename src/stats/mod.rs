//! Statistics that stand beside a printed figure; pure numbers in, numbers out.
//!
//! `docs/methods/statistics.md` says each in plain words. Logarithms, exponentials and the like are libm's: the standard
//! library's differ in the last digit from one machine to the next.

pub mod binomial;
pub mod change;
pub mod funnel;
pub mod interval;
pub mod order;
pub mod proportion;
#[cfg(test)]
mod published_checks;
pub mod ratio;
#[cfg(test)]
mod reference;
pub mod survival;
#[cfg(test)]
mod survival_checks;

pub use interval::{Interval, Level};
pub use proportion::{newcombe, newcombe_95, round_half_up, wilson, wilson_95};

//! Statistics that stand beside a printed figure; pure numbers in, numbers out.

pub mod order;
pub mod proportion;
#[cfg(test)]
mod published_checks;

pub use proportion::{Interval, newcombe, newcombe_95, round_half_up, wilson, wilson_95};

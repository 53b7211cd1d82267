//! The words that every stage shares: dates and quarters, money, bases.

pub mod money;
pub mod period;

pub use money::Pence;
pub use period::{AsAt, Month, Quarter};

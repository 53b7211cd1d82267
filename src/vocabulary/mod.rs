//! The words that every stage shares: dates and spans of time, money, why a figure is missing, what is personal.

pub mod age;
pub mod basis;
pub mod lengths;
pub mod marks;
pub mod milestone;
pub mod money;
pub mod months;
pub mod percent;
pub mod period;
pub mod personal;
pub mod timespan;
pub mod told_times;
pub mod totals;

pub use basis::Basis;
pub use marks::WhyMissing;
pub use milestone::Milestone;
pub use money::Pence;
pub use percent::Percent;
pub use period::{AsAt, Month, Quarter};
pub use timespan::{QuarterYear, TimeSpan};

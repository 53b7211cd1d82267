//! From accepted rows to counts: people and their milestones, weeks in work, indicators, and what a
//! count says about a target.

mod ahead;
mod assemble;
pub mod assess;
pub mod because;
pub mod by_month;
pub mod cohort;
pub mod compare;
pub mod compute;
pub mod counted;
pub mod dimension;
mod disagreement;
pub mod employment;
mod grouping;
pub mod indicators;
pub mod kept;
pub mod people;
pub mod portable;
pub mod recalled;
pub mod reported;
pub mod revisions;
mod rules;
pub mod scores;
pub mod survival;
pub mod typical;
mod window;

#[cfg(test)]
mod tests;

pub use because::{Because, Why};
pub use by_month::MonthCounts;
pub use compute::{CountColumn, CountTable, View};
pub use counted::{Counted, Measured};
pub use dimension::Dimension;
pub use disagreement::{Disagreement, RowsSetAside};
pub use indicators::{Event, Figure, INDICATORS, Indicator, Typical, Whose};
pub use people::People;
pub use scores::ScoreChanges;
pub use survival::{Lasting, SurvivalTable};
pub use typical::{Quartiles, TypicalTable};

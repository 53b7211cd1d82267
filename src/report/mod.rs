//! The paper, built from published figures and the officers' words.

mod beside;
pub mod blocks;
pub mod build;
mod cells;
pub mod charts;
mod cohort_curves;
pub mod commentary;
pub mod compared;
pub mod comparison;
mod counted;
pub mod explained;
pub mod figures;
pub mod format;
mod funnel;
pub mod input;
mod methods;
pub mod model;
mod months;
mod narrative;
pub mod outline;
mod paid;
pub mod parked;
pub mod picture;
pub mod printed;
pub mod programme;
pub mod reasons;
mod tables;
mod targets;

pub use build::build;
pub use figures::Figures;
pub use input::{Acceptance, PaperInput, ReturnLine};

//! The paper, built from published figures and the officers' words.

mod beside;
pub mod blocks;
pub mod build;
pub mod cell;
mod cells;
mod charts;
pub mod commentary;
pub mod compared;
pub mod comparison;
mod counted;
pub mod explained;
pub mod figures;
pub mod format;
pub mod input;
mod methods;
pub mod model;
mod narrative;
pub mod outline;
mod paid;
pub mod parked;
pub mod printed;
pub mod programme;
pub mod reasons;
mod tables;
mod targets;

pub use build::build;
pub use figures::Figures;
pub use input::{Acceptance, PaperInput, ReturnLine};

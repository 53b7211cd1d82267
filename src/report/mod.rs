//! The paper, built from published figures and the officers' words.

mod beside;
pub mod blocks;
pub mod build;
mod cells;
mod charts;
pub mod commentary;
pub mod compared;
pub mod comparison;
mod counted;
pub mod explained;
pub mod figures;
pub mod format;
mod glossary;
pub mod input;
mod limits;
#[cfg(test)]
mod made_up;
mod methods;
pub mod model;
mod narrative;
pub mod outline;
mod paid;
pub mod parked;
pub mod printed;
pub mod programme;
mod questions;
pub mod reasons;
mod standing;
mod stands_out;
mod tables;
mod targets;
#[cfg(test)]
mod told;

pub use build::build;
pub use figures::Figures;
pub use input::{Acceptance, PaperInput, ReturnLine};

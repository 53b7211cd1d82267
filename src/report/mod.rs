//! The paper, built from published figures and the officers' words.

mod beside;
pub mod blocks;
pub mod build;
pub mod cell;
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
mod glossary;
pub mod input;
pub mod judged;
mod limits;
#[cfg(test)]
mod made_up;
mod methods;
pub mod model;
mod monitoring;
mod months;
mod narrative;
mod officers;
pub mod other_primes;
pub mod outline;
pub mod packs;
mod paid;
pub mod papers;
pub mod parked;
pub mod picture;
pub mod places;
pub mod printed;
pub mod programme;
mod questions;
pub mod reasons;
mod reported;
mod standing;
mod stands_out;
mod tables;
mod targets;
#[cfg(test)]
mod told;

pub use build::build;
pub use figures::Figures;
pub use input::{Acceptance, PaperInput, ReturnLine, Subject};

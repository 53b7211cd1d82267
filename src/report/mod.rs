//! The paper, built from published figures and the officers' words.

pub mod model;

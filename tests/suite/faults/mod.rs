//! Files that misbehave: what each must lead to is a line of a manifest, and the real binary is held to it.

pub mod layouts;
pub mod manifest;
pub mod naming;
pub mod outcome;
pub mod run;
pub mod trial;

//! Files that misbehave: what each must lead to is a line of a manifest, and the real binary is held to it.
//!
//! `make` writes files, right and wrong, in every format; `cases` lists what can be wrong with what it must lead
//! to; `trial` gives a file to the binary and judges what it says. `../badinputs.rs` does the same with a folder
//! from elsewhere.

pub mod case;
mod cases;
pub mod layouts;
pub mod make;
pub mod manifest;
pub mod naming;
pub mod outcome;
pub mod run;
mod tests;
pub mod trial;

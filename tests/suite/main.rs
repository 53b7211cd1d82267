//! One integration binary: each one that links polars is large. `README.md` beside this file says how a
//! test is written.

mod findings;
mod harness;
mod house;
mod privacy;
mod query;
mod reading;
mod report;
mod small;
mod surroundings;
mod wrong_uses;

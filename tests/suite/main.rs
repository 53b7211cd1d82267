//! One integration binary: each one that links polars is large. `README.md` beside this file says how a
//! test is written.

mod badinputs;
mod bench_figures;
mod denominator;
mod faults;
mod findings;
mod harness;
mod house;
mod money;
mod privacy;
mod query;
mod reading;
mod real_data;
mod report;
mod shapes;
mod small;
mod surroundings;
mod worked_example;
mod worker;
mod wrong_uses;

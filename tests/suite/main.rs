//! One integration binary: each one that links polars is large. `README.md` beside this file says how a
//! test is written.

mod bench_figures;
mod denominator;
mod harness;
mod house;
mod money;
mod real_data;
mod report;
mod worked_example;

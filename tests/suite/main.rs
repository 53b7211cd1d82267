//! One integration binary: each one that links polars is large. `README.md` beside this file says how a
//! test is written.

mod badinputs;
mod bench_figures;
mod counted_once;
mod counts;
mod denominator;
mod events;
mod faults;
mod findings;
mod harness;
mod house;
mod inert;
mod init;
mod layout_check;
mod layout_learn;
mod money;
mod mutation;
mod planted;
mod privacy;
mod queries;
mod queries_settled;
mod query;
mod reading;
mod real_data;
mod real_files;
mod report;
mod shapes;
mod slipped;
mod small;
mod surroundings;
mod worked_example;
mod worker;
mod workspace;
mod wrong_uses;

//! Quarterdeck makes the quarterly performance monitoring report on welfare-to-work contracts from the
//! spreadsheets that prime contractors and Jobcentre Plus send to a council.
//!
//! The modules stand in the order of the journey; a module uses only those above it.

#![forbid(unsafe_code)]

/// Canonical columns and tables.
pub mod canonical;
/// The command line.
pub mod cli;
/// One file a subcommand.
pub mod commands;
/// The workspace, its layouts and programmes.
pub mod definitions;
/// Exact counts in, published figures out.
pub mod disclosure;
/// What stops a command, with exit code and hint.
pub mod fault;
/// Trouble in the data, as data.
pub mod finding;
/// What went in and what came out.
pub mod manifest;
/// Tables into canonical columns.
pub mod mapping;
/// People, milestones, counts, statements.
pub mod metrics;
/// Whole files, then rename.
pub mod output;
/// The journey, one call a stage.
pub mod pipeline;
/// The paper in its formats.
pub mod render;
/// The paper as data.
pub mod report;
/// Files into sheets, sheets into tables.
pub mod source;
/// Intervals and rounding: numbers in, numbers out.
pub mod stats;
/// Rules, reconciliation, gates, row accounts.
pub mod validation;
/// Dates, quarters, money.
pub mod vocabulary;

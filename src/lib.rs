//! Quarterdeck makes the quarterly performance monitoring report on welfare-to-work contracts from the
//! spreadsheets that prime contractors and Jobcentre Plus send to a council.
//!
//! The modules stand in the order of the journey; a module uses only those above it. A test holds the
//! order (and the blank lines keep it from being sorted).

#![forbid(unsafe_code)]

/// What stops a command, with exit code and hint.
pub mod fault;

/// Threads, as many as the system gives.
pub mod threads;

/// Dates, quarters, money.
pub mod vocabulary;

/// Intervals, curves, ratios, rounding: numbers in, numbers out.
pub mod stats;

/// Trouble in the data, as data.
pub mod finding;

/// Canonical columns and tables.
pub mod canonical;

/// The workspace, its layouts and programmes.
pub mod definitions;

/// Files into sheets, sheets into tables.
pub mod source;

/// Tables into canonical columns.
pub mod mapping;

/// A layout proposed from a file, and how a file differs from one.
pub mod learn;

/// One process a file, with limits.
pub mod worker;

/// Rules, reconciliation, gates, row accounts.
pub mod validation;

/// What goes back to the senders.
pub mod queries;

/// People, milestones, counts, statements.
pub mod metrics;

/// Achieved and claimed, in whole pence.
pub mod finance;

/// Exact counts in, published figures out.
pub mod disclosure;

/// The paper as data.
pub mod report;

/// The paper in its formats.
pub mod render;

/// A finished paper held against the rules for papers.
pub mod inspect;

/// Whole files, then rename.
pub mod output;

/// What went in and what came out.
pub mod manifest;

/// What was accepted, kept: returns by content, runs, what was printed.
pub mod archive;

/// One SELECT over documented views.
pub mod sql;

/// Reference pages made from the program's own lists.
pub mod documents;

/// The journey, one call a stage.
pub mod pipeline;

/// The command line.
pub mod cli;

/// One file a subcommand.
pub mod commands;

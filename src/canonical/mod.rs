//! Canonical tables: what every return becomes, typed, and traced to file, sheet and row.

pub mod frame;
pub mod schema;
pub mod tables;

pub use frame::Day;
pub use schema::Record;
pub use tables::CanonicalTables;

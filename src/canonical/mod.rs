//! Canonical tables: what every return becomes, typed, and traced to file, sheet and row.

pub mod columns;
pub mod counts;
pub mod frame;
pub mod schema;
pub mod tables;

pub use columns::{ColumnData, Columns, Days, Figures, Marks, Texts, Words};
pub use counts::{Count, CountsOf, Measure};
pub use frame::Day;
pub use schema::Record;
pub use tables::CanonicalTables;

//! Files made by code, the same bytes every time: one table in every format, and each format's faults.

pub mod ods;
pub mod table;
pub mod text;
pub mod xls;
pub mod xlsb;
pub mod xlsx;
pub mod zip;

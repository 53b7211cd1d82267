//! The only figures that may be printed. Exact counts go in, published ones come out: a published
//! type has private fields and is made nowhere else, so the compiler keeps exact counts out of papers.
//!
//! ```
//! // A published count may be shown, and serialised into a template.
//! fn needs_serialize<T: serde::Serialize>() {}
//! needs_serialize::<quarterdeck::disclosure::PublishedCount>();
//! ```
//!
//! An exact table may not:
//!
//! ```compile_fail,E0277
//! fn needs_serialize<T: serde::Serialize>() {}
//! needs_serialize::<quarterdeck::metrics::CountTable>();
//! ```

mod attack;
pub mod audit;
mod problem;
#[cfg(test)]
mod properties;
pub mod publish;
pub mod published;
pub mod suppress;
mod witness;

pub use publish::{Rule, publish, publish_family};
pub use published::{PublishedCount, PublishedMeasure, PublishedTable, Row, Shown};

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

mod against;
mod attack;
pub mod audit;
pub mod before;
mod cohort_curves;
pub mod crossed;
mod curve;
mod detailed;
mod everybody;
mod finer;
mod followed;
pub mod had_time;
mod months;
pub mod moved;
mod problem;
#[cfg(test)]
mod properties;
mod publish;
pub mod published;
mod relations;
mod scores;
mod spans;
pub mod suppress;
mod typical;
mod whole;
mod witness;

pub use against::{Beside as BesideBefore, Told, publish_against};
pub use before::{PaperBefore, PapersBefore};
pub use cohort_curves::{ToldOfCohorts, publish_curves};
pub use crossed::{Crossing, publish_crossed};
pub use curve::{CoarseShare, PublishedCurves};
pub use everybody::{
    Others, keep_cohort_alike, keep_everybody_alike, publish_beside_others, publish_more_beside_others, told_by_cohort,
};
pub use finer::{publish_years, told_by_parts};
pub use followed::hide_what_quarters_tell;
pub use had_time::{hide_partial_quarters, hide_what_had_time_tells};
pub use months::{Beside, PublishedMonths, Spans, publish_months};
pub use publish::{
    Rule, publish, publish_beside, publish_family, publish_hiding, publish_more, publish_more_hiding, publish_part,
    publish_within,
};
pub use published::{Bundle, PublishedCount, PublishedMeasure, PublishedTable, Row, Shown};
pub use scores::{PublishedScore, publish_scores};
pub use spans::{Inside, publish_spans};
pub use typical::PublishedTypical;
pub use whole::publish_whole;

#[cfg(test)]
mod tests {
    use std::fmt::Display;
    use std::marker::PhantomData;

    use serde::Serialize;

    use super::*;
    use crate::metrics::{CountTable, People};

    /// Asks the compiler whether a type can be given to a template or printed: the inherent constant is
    /// there only where the bound holds, and goes before the trait's.
    struct Probe<T>(PhantomData<T>);

    trait CanNot {
        const BE_SERIALISED: bool = false;
        const BE_PRINTED: bool = false;
    }

    impl<T> CanNot for Probe<T> {}

    impl<T: Serialize> Probe<T> {
        const BE_SERIALISED: bool = true;
    }

    impl<T: Display> Probe<T> {
        const BE_PRINTED: bool = true;
    }

    #[test]
    fn a_template_can_be_given_a_published_count_and_no_exact_one() {
        const { assert!(Probe::<PublishedCount>::BE_SERIALISED) };
        const { assert!(Probe::<String>::BE_PRINTED) };
        const { assert!(!Probe::<CountTable>::BE_SERIALISED) };
        const { assert!(!Probe::<CountTable>::BE_PRINTED) };
        const { assert!(!Probe::<People>::BE_SERIALISED) };
        const { assert!(!Probe::<suppress::Problem>::BE_SERIALISED) };
    }
}

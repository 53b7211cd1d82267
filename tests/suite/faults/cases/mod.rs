//! Every case, by the part of the table of faults that it belongs to.

mod cells;
mod container;
mod dates;
mod encodings;
mod identity;
mod sheets;
mod tables;
mod together;
mod unsaid;

use super::case::Case;

/// Rows of the table that no file alone can show, and where they are held or what they wait for.
pub const ELSEWHERE: &[(u8, &str)] = &[
    (47, "not yet: needs a memory of published quarters"),
    (48, "maturity of cohorts: denominator.rs and the worked example"),
    (49, "rates of nothing, of all and of more than all: denominator.rs, small.rs"),
    (50, "not yet: needs a memory of earlier deliveries"),
    (51, "not yet: needs a memory of earlier deliveries"),
    (52, "not yet: needs a memory of earlier deliveries"),
    (53, "not yet: the monthly run"),
    (54, "not yet: the monthly run waits until a file has settled"),
    (55, "not yet: the monthly run"),
    (56, "not yet: the lock of the monthly run"),
    (57, "not yet: the monthly run"),
    (58, "surroundings.rs: folders that cannot be written; the disk full is not yet there"),
    (59, "output.rs: the temporary file stands beside its target"),
    (60, "not yet: the order of syncing of the monthly run"),
    (61, "the day is an argument: surroundings.rs; the refusal of a wrong clock waits for the monthly run"),
    (62, "surroundings.rs: time zone, locale, no home, closed output"),
    (64, "not yet: status of the monthly run"),
    (65, "not yet: there is no state"),
];

/// All cases, in the order of the table.
pub fn all() -> Vec<Case> {
    let mut cases = [
        container::cases(),
        sheets::cases(),
        tables::cases(),
        encodings::cases(),
        cells::cases(),
        dates::cases(),
        identity::cases(),
        together::cases(),
        unsaid::cases(),
    ]
    .concat();
    cases.sort_by_key(|case| case.row);
    cases
}

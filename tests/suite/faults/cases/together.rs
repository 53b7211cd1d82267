//! Row 44: Jobcentre Plus's list beside a prime's.

use crate::faults::case::{Case, case};
use crate::faults::make::table::{Cell, Table, clean, day, text};
use crate::faults::make::text::csv;

/// Jobcentre Plus's list of the twenty people.
fn list() -> Table {
    let mut table = clean().columns(&[0, 1, 4, 3]);
    table.rows[0] = ["Client Ref", "DOB", "Referral Date", "Prime Contractor"].map(text).to_vec();
    table
}

pub fn cases() -> Vec<Case> {
    let beside = |name: &str, what, list: Table| {
        case(44, name, what, csv(&list)).layout("jcp").with("clean.csv", "standard", csv(&clean()))
    };
    let mut shorter = list();
    shorter.rows.remove(8);
    let born = |date| list().put(5, 1, Cell::Date(date));
    vec![
        beside("jcp_agrees.csv", "a list that agrees", list()),
        beside("jcp_other_prime.csv", "a person sent to another prime", list().put(7, 3, text("B2w")))
            .noted("")
            .says(&["B2w"]),
        beside("jcp_person_missing.csv", "a person whom the list lacks", shorter)
            .left_out([19, 19, 0, 0], "")
            .says(&["not_on_jcp_list"]),
        beside(
            "jcp_person_more.csv",
            "a person whom the prime lacks",
            list().push(["HPJ009999", "01/01/1970", "01/05/2014", "Northgate"].map(text).to_vec()),
        )
        .warned([21, 21, 0, 0], "file"),
        beside("jcp_other_birth_day.csv", "another date of birth", born(day(1901, 1, 1))).noted(""),
        beside(
            "jcp_other_referral_day.csv",
            "a referral a month later",
            list().put(5, 2, Cell::Date(day(2014, 6, 20))),
        )
        .noted(""),
    ]
}

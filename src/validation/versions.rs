//! Several returns of one sender for one quarter: the same file twice, a corrected return beside the one that it replaces, or
//! parts of one return. Nobody may count twice, and nobody may be lost.

use std::collections::HashSet;

use crate::fault::printable;
use crate::finding::{Effect, Finding, Place, number_of};
use crate::mapping::{Fate, MappedRecords};

/// The rule by which the rows of the same file under another name are left out.
pub const SAME_FILE: &str = "same_file_twice";
/// The rule by which the rows of a return are left out that another one takes the place of.
pub const SUPERSEDED: &str = "superseded_return";

/// The share of the smaller file's people who stand in the other one too, from which both are one return.
const SAME_PEOPLE: f64 = 0.5;

/// Leaves out every row of one file that is used still; how many those are.
pub fn leave_out(tables: &mut [MappedRecords], source: u32, rule: &'static str) -> u64 {
    let mut rows = 0;
    for table in tables.iter_mut().filter(|table| table.origin.source_id == source) {
        let used: Vec<usize> = table.fates.used().collect();
        rows += used.len() as u64;
        used.into_iter().for_each(|row| table.fates.set(row, Fate::LeftOut(rule)));
    }
    rows
}

/// Whether two files hold mostly the same people: then one corrects the other. Parts of one return have hardly anybody in
/// common.
pub fn are_of_the_same_people(tables: &[MappedRecords], one: u32, other: u32) -> bool {
    let people = |source: u32| -> HashSet<&str> {
        let own = tables.iter().filter(|table| table.origin.source_id == source);
        own.flat_map(|table| table.columns.texts("reference").words.iter()).collect()
    };
    let (one, other) = (people(one), people(other));
    let common = one.intersection(&other).count();
    let fewer = one.len().min(other.len());
    fewer > 0 && common as f64 >= SAME_PEOPLE * fewer as f64
}

/// Says that a file's rows are left out, because `by` is the same file.
pub fn same_file(file: &str, by: &str, rows: u64) -> Finding {
    let message = format!("the same content as `{}` (SHA-256): ignored, {}", printable(by), number_of(rows, "row"));
    let hint = "nothing to do; the second file may be moved away";
    Finding::new(SAME_FILE, Effect::Notes, Place::file(printable(file)), message, hint).for_rows(rows)
}

/// Says that a file's rows are left out, because `by` takes its place; `change` is what differs.
pub fn superseded(file: &str, by: &str, rows: u64, change: &str) -> Finding {
    let message =
        format!("`{}` came later and takes its place ({change}): {} left out", printable(by), number_of(rows, "row"));
    let hint =
        "nothing to do; if it is no correction, give each file a name and a series of its own in quarterdeck.toml";
    Finding::new(SUPERSEDED, Effect::Notes, Place::file(printable(file)), message, hint).for_rows(rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::canonical::{ColumnData, Columns, Texts};
    use crate::mapping::{Fates, Origin};

    fn file(source_id: u32, references: &[&str]) -> MappedRecords {
        let mut texts = Texts::with_capacity(references.len());
        for reference in references {
            let id = texts.words.push(reference);
            texts.push(Some(id));
        }
        let mut columns = Columns::default();
        columns.insert("reference", ColumnData::Texts(texts));
        let nobody = MappedRecords::nobody();
        MappedRecords {
            origin: Origin { source_id, ..nobody.origin.clone() },
            columns,
            source_rows: (2..).take(references.len()).collect(),
            fates: Fates::new(references.len()),
            ..nobody
        }
    }

    #[test]
    fn a_correction_has_the_same_people_and_a_part_has_others() {
        let tables = [file(0, &["A", "B", "C", "D"]), file(1, &["B", "C", "D", "E", "F"]), file(2, &["X", "Y", "A"])];
        assert!(are_of_the_same_people(&tables, 0, 1));
        assert!(!are_of_the_same_people(&tables, 0, 2));
        assert!(!are_of_the_same_people(&tables, 0, 9), "nobody is no correction");
    }

    #[test]
    fn rows_left_out_are_counted_and_earlier_fates_stay() {
        let mut tables = [file(0, &["A", "B", "C"]), file(1, &["A"])];
        tables[0].fates.set(1, Fate::SetAside("date_not_possible"));
        assert_eq!(leave_out(&mut tables, 0, SUPERSEDED), 2);
        let fates: Vec<Fate> = tables[0].fates.iter().collect();
        assert_eq!(fates, [Fate::LeftOut(SUPERSEDED), Fate::SetAside("date_not_possible"), Fate::LeftOut(SUPERSEDED)]);
        assert!(tables[1].fates.is_used(0));
    }
}

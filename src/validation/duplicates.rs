//! The same row twice, and one person in two rows that disagree.

use std::collections::HashMap;

use crate::canonical::frame::Day;
use crate::canonical::schema::Record;
use crate::finding::Finding;

use super::rows::TableRows;

/// Referrals of one person more than this many days apart are referrals again, not a duplicate.
const NEW_SPELL_DAYS: Day = 14;

/// A row's place in the run: table and row.
type At = (usize, usize);

/// Finds duplicates in each supplier's tables of one record. Identical rows are left out but for the
/// first; rows that disagree are all set aside. A person referred again after more than 14 days, and a
/// person's several jobs, are no duplicates.
pub fn find(tables: &mut [TableRows<'_>], findings: &mut Vec<Finding>) {
    let mut groups: HashMap<(Record, String, String), Vec<At>> = HashMap::new();
    let mut order: Vec<(Record, String, String)> = Vec::new();
    for (t, rows) in tables.iter().enumerate() {
        for i in rows.used() {
            let Some(reference) = rows.references[i] else { continue };
            let key = (rows.table.record, rows.table.supplier.clone(), reference.to_string());
            let group = groups.entry(key.clone()).or_default();
            if group.len() == 1 {
                order.push(key);
            }
            group.push((t, i));
        }
    }
    for key in order {
        let group = &groups[&key];
        let distinct = leave_out_identical(tables, group, findings);
        if key.0 != Record::Jobs {
            set_aside_conflicting(tables, &distinct, findings);
        }
    }
}

/// Leaves out each row that repeats an earlier one in every column; gives back the others.
fn leave_out_identical(tables: &mut [TableRows<'_>], group: &[At], findings: &mut Vec<Finding>) -> Vec<At> {
    let mut distinct: Vec<At> = Vec::new();
    for &(t, i) in group {
        let first = distinct.iter().copied().find(|&other| identical(tables, other, (t, i)));
        match first {
            None => distinct.push((t, i)),
            Some((t0, i0)) => {
                let message = format!("repeats {}", tables[t0].table.place(tables[t0].source_rows[i0], None));
                findings.push(tables[t].leave_out(
                    i,
                    "identical_duplicate",
                    Some("reference"),
                    message,
                    "nothing to do",
                ));
            }
        }
    }
    distinct
}

/// Whether two rows agree in every canonical column.
fn identical(tables: &[TableRows<'_>], (t1, i1): At, (t2, i2): At) -> bool {
    let (a, b) = (tables[t1].frame, tables[t2].frame);
    a.columns().iter().filter(|column| column.name() != "source_row").all(|column| {
        let other = b.column(column.name());
        other.is_ok_and(|other| matches!((column.get(i1), other.get(i2)), (Ok(x), Ok(y)) if x == y))
    })
}

/// Sets aside rows of one person that disagree, unless they are referrals that lie far enough apart.
fn set_aside_conflicting(tables: &mut [TableRows<'_>], distinct: &[At], findings: &mut Vec<Finding>) {
    let mut in_conflict: Vec<At> = Vec::new();
    for (k, &(t1, i1)) in distinct.iter().enumerate() {
        for &(t2, i2) in &distinct[k + 1..] {
            let apart = match (tables[t1].referral[i1], tables[t2].referral[i2]) {
                (Some(a), Some(b)) => (a - b).abs() > NEW_SPELL_DAYS,
                _ => false,
            };
            if !apart {
                in_conflict.extend([(t1, i1), (t2, i2)]);
            }
        }
    }
    in_conflict.sort_unstable();
    in_conflict.dedup();
    for &(t, i) in &in_conflict {
        let others: Vec<String> = in_conflict
            .iter()
            .filter(|&&other| other != (t, i))
            .map(|&(t2, i2)| tables[t2].table.place(tables[t2].source_rows[i2], None).to_string())
            .collect();
        let message = format!("the same reference stands in {} with other values", others.join(" and "));
        let hint = "ask the sender which row is right; neither counts until then";
        findings.push(tables[t].set_aside(i, "conflicting_duplicate", Some("reference"), message, hint));
    }
}

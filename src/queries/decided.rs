//! Rows of now that count in nothing, and by which code: no later rule has looked at them.

use std::collections::BTreeMap;

use super::Sender;
use crate::canonical::schema::Record;
use crate::mapping::Fate;
use crate::validation::order;

/// Where a row is: file, sheet and number.
pub type Place = (String, String, u32);

/// A kind of row of ours, and the code that decided about it.
type Decision = (Record, &'static str);

/// By file, sheet and number what decided about each row that is set aside or left out. A row of events may be
/// several of ours.
pub struct Decided<'a>(BTreeMap<(&'a str, &'a str, u32), Vec<Decision>>);

impl<'a> Decided<'a> {
    pub fn of(sender: &'a Sender<'_>) -> Self {
        let mut decided: BTreeMap<_, Vec<Decision>> = BTreeMap::new();
        for file in &sender.files {
            for table in &file.tables {
                for (row, fate) in table.rows.iter().zip(table.fates.iter()) {
                    let (Fate::SetAside(code) | Fate::LeftOut(code)) = fate else { continue };
                    decided.entry((file.name, table.sheet, *row)).or_default().push((table.record, code));
                }
            }
        }
        Decided(decided)
    }

    /// Whether something else in one of these rows kept a code from being looked for.
    pub fn hides(&self, code: &str, rows: &[Place]) -> bool {
        rows.iter().any(|(file, sheet, row)| {
            let decided = self.0.get(&(file.as_str(), sheet.as_str(), *row));
            decided.into_iter().flatten().any(|(record, decided)| order::hides(decided, code, *record))
        })
    }
}

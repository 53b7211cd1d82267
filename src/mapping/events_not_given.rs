//! What a list of events gives for nobody: a kind of event that no row is any more, as when the sheet was filtered by
//! it, or a date that is empty in all of its rows. Whether it is missed, the rules say.

use super::records::{Fate, MappedRecords, NotGiven};
use crate::definitions::shapes::dates_of;
use crate::definitions::{EventKind, Layout, SheetLayout};

/// The columns of a list in which dates stand.
const DATES: [&str; 2] = ["date_1", "date_2"];

/// The rows of one kind of event.
#[derive(Clone, Copy, Default)]
struct Met {
    rows: u64,
    set_aside: u64,
    /// Whether a row that counts has the date.
    has: [bool; 2],
}

/// The kinds of event that the layout has words for and whose dates, or some of them, no row gives that counts. A date
/// for which the table has no column is told as that.
pub fn not_given(list: &MappedRecords, sheet: &SheetLayout, layout: &Layout) -> Vec<NotGiven> {
    let met = met(list);
    let told = |kind: EventKind| {
        let of_kind = layout.values.get("event")?.iter().filter(|(_, ours)| *ours == kind.name());
        let words: Vec<String> = of_kind.map(|(word, _)| word.clone()).collect();
        let Met { rows, set_aside, has } = met[kind as usize];
        let missing = |at: &usize| !has[*at] && list.origin.headers.contains_key(DATES[*at]);
        let named = |at: usize| Some((dates_of(&sheet.events, kind)[at]?.to_string(), DATES[at].to_string()));
        let dates: Vec<(String, String)> = (0..2).filter(missing).filter_map(named).collect();
        let is_told = !words.is_empty() && !dates.is_empty();
        is_told.then_some(NotGiven { event: kind, words, rows, set_aside, dates })
    };
    EventKind::ALL.into_iter().filter_map(told).collect()
}

/// By kind of event.
fn met(list: &MappedRecords) -> [Met; EventKind::ALL.len()] {
    let events = list.columns.texts("event");
    let kinds: Vec<Option<EventKind>> = events.words.iter().map(EventKind::find).collect();
    let dates = DATES.map(|name| list.columns.days(name));
    let mut met = [Met::default(); EventKind::ALL.len()];
    for row in 0..list.fates.len() {
        let Some(kind) = events.id(row).and_then(|id| kinds[id as usize]) else { continue };
        let met = &mut met[kind as usize];
        match list.fates.get(row) {
            Fate::Used => {
                met.rows += 1;
                (0..2).for_each(|at| met.has[at] |= dates[at].get(row).is_some());
            }
            Fate::SetAside(_) => met.set_aside += 1,
            Fate::LeftOut(_) => {}
        }
    }
    met
}

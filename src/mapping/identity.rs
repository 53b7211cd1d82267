//! Who a row is about: its reference, and what is told of the whole column of references.

use std::collections::HashMap;

use super::headers::Found;
use super::reader::{MISSING, TROUBLE, TableReader, UNREAD};
use super::values::references::{is_plain, look};
use super::values::{Trouble, normalise_reference, reference};
use crate::canonical::{Texts, Words};
use crate::finding::{Effect, Finding, Rows, mask};
use crate::source::{Held, Value};

/// So many references that look alike are named by their rows.
const PAIRS_NAMED: usize = 6;

/// What the references of one column have shown.
#[derive(Default)]
struct Shown {
    respelt: u64,
    zeros_restored: Rows,
    /// Held as numbers, without a pattern that says how long they are.
    numbers: Rows,
    damaged: Rows,
    /// Rows whose reference has another form, by their place in the table.
    strange: Vec<usize>,
}

/// What has to be counted each time that a text is met again.
#[derive(Clone, Copy, Default)]
struct Signs {
    respelt: bool,
    zeros_restored: bool,
}

impl TableReader<'_> {
    /// References: a missing one sets its row aside; what had to be done to read them is counted. Each distinct
    /// text is read once.
    pub fn references(&mut self, found: &Found, held: &[Held]) -> Texts {
        let sheet = self.table.sheet;
        let mut references = Texts::with_capacity(self.table.rows.len());
        let mut seen = vec![(UNREAD, Signs::default()); sheet.distinct_texts().len()];
        let mut shown = Shown::default();
        for (i, &held) in held.iter().enumerate() {
            let text_id = held.text();
            let known = text_id.map_or((UNREAD, Signs::default()), |id| seen[id]);
            let (id, signs) = if known.0 < TROUBLE || known.0 == MISSING {
                known
            } else {
                let read = self.reference(i, found, &mut references.words, &mut shown);
                if let Some(id) = text_id {
                    seen[id] = read;
                }
                read
            };
            shown.respelt += u64::from(signs.respelt);
            if signs.zeros_restored {
                shown.zeros_restored.add(sheet.row_number(self.table.rows[i]));
            }
            references.push((id < TROUBLE).then_some(id));
            if id == MISSING && self.fates.is_used(i) {
                let expected = "a reference: a row without one cannot be matched or counted once";
                self.set_aside(i, found, &Trouble::new("reference_missing", expected, "nothing"));
            }
        }
        self.tell(found, &shown);
        match self.context.layout.reference_pattern {
            Some(_) => self.tell_what_looks_alike(found, &references, &shown.strange),
            None => self.tell_who_look_alike(found, &references),
        }
        references
    }

    /// Reads one reference: its number among the words, and what has to be counted each time it is met.
    fn reference(&mut self, i: usize, found: &Found, words: &mut Words, shown: &mut Shown) -> (u32, Signs) {
        let pattern = self.context.layout.reference_pattern.as_deref();
        let row = self.table.rows[i];
        let value = self.table.sheet.value(row, found.column);
        if let Value::Text(text) = value
            && is_plain(text, pattern)
        {
            return (words.push(text), Signs::default());
        }
        match reference(value, pattern) {
            Ok(Some(read)) => {
                if read.number {
                    shown.numbers.add(self.table.sheet.row_number(row));
                }
                let signs = Signs { respelt: read.respelt, zeros_restored: read.zeros_restored };
                (words.push(&read.text), signs)
            }
            Ok(None) => (MISSING, Signs::default()),
            Err(trouble) => {
                self.cannot_be_read(i, found, &trouble, shown);
                (TROUBLE, Signs::default())
            }
        }
    }

    fn cannot_be_read(&mut self, i: usize, found: &Found, trouble: &Trouble, shown: &mut Shown) {
        if self.is_damaged(i) {
            return;
        }
        match trouble.code {
            "reference_damaged" => shown.damaged.add(self.table.sheet.row_number(self.table.rows[i])),
            "reference_pattern" => shown.strange.push(i),
            _ => {}
        }
        self.set_aside(i, found, trouble);
    }

    /// What is told once of the whole column.
    fn tell(&mut self, found: &Found, shown: &Shown) {
        let place = self.column_place(found);
        let mut tell = |code, effect, rows: u64, message: String, hint: &str| {
            if rows > 0 {
                self.findings.push(Finding::new(code, effect, place.clone(), message, hint).for_rows(rows));
            }
        };
        let respelt = shown.respelt;
        let message = format!("references written with other case, spaces or hyphens, and read as the same: {respelt}");
        tell("reference_respelt", Effect::Notes, respelt, message, "nothing to do");
        let message =
            format!("references that lost the noughts at their front, which were put back: {}", shown.zeros_restored);
        let hint = "ask the sender to keep references as text";
        tell("reference_zeros_restored", Effect::Notes, shown.zeros_restored.count(), message, hint);
        let message = format!(
            "references are kept as numbers, which have no noughts at their front, and the layout does not say how long they are: {}",
            shown.numbers
        );
        let hint = "set `reference_pattern` in the layout, such as \"######\" for six digits";
        tell("reference_length_not_known", Effect::Stops, shown.numbers.count(), message, hint);
        let message = format!(
            "references that have lost their last digits could be anybody's: {}; a number keeps 15 digits at most",
            shown.damaged
        );
        let hint = "ask the sender for the return with its references as text";
        tell("reference_damaged", Effect::Stops, shown.damaged.count(), message, hint);
    }

    /// References that were set aside and look like one that was read: named, never taken for it.
    fn tell_what_looks_alike(&mut self, found: &Found, references: &Texts, strange: &[usize]) {
        if strange.is_empty() {
            return;
        }
        let mut looks: HashMap<String, usize> = HashMap::new();
        for row in 0..self.table.rows.len() {
            if let Some(reference) = references.get(row) {
                looks.entry(look(reference)).or_insert(row);
            }
        }
        for &i in strange {
            let Value::Text(text) = self.table.sheet.value(self.table.rows[i], found.column) else { continue };
            let Some(&like) = looks.get(&look(&normalise_reference(text))) else { continue };
            let row = self.table.sheet.row_number(self.table.rows[like]);
            let message = format!(
                "the reference looks like {} of row {row}, and is not taken for it",
                mask(references.get(like).unwrap_or_default())
            );
            let hint = "ask the sender whether both rows are about one person: letters and digits are easily mixed up";
            let place = self.place_of(i, found);
            self.findings.push(Finding::new("reference_looks_alike", Effect::Notes, place, message, hint));
        }
    }

    /// The same where no pattern says which of two is a reference: each counts as another person, and the column is
    /// told once.
    fn tell_who_look_alike(&mut self, found: &Found, references: &Texts) {
        // By look the reference that has it first; by reference its row.
        let mut looks: HashMap<String, &str> = HashMap::new();
        let mut rows: HashMap<&str, u32> = HashMap::new();
        let mut alike: Vec<(u32, u32)> = Vec::new();
        for i in (0..self.table.rows.len()).filter(|i| !self.is_damaged(*i)) {
            let Some(reference) = references.get(i).filter(|reference| !rows.contains_key(reference)) else { continue };
            let row = self.table.sheet.row_number(self.table.rows[i]);
            rows.insert(reference, row);
            let first = *looks.entry(look(reference)).or_insert(reference);
            if first != reference {
                alike.push((row, rows[first]));
            }
        }
        if alike.is_empty() {
            return;
        }
        let named: Vec<String> =
            alike.iter().take(PAIRS_NAMED).map(|(row, like)| format!("row {row} like row {like}")).collect();
        let others = match alike.len().saturating_sub(PAIRS_NAMED) {
            0 => String::new(),
            others => format!(" and {others} more"),
        };
        let message = format!(
            "references look like another's (O and 0, I and 1, letters of another alphabet) and count as other people: \
             {}{others}",
            named.join(", ")
        );
        let hint = "ask the sender whether they are about one person; a `reference_pattern` in the layout tells which \
                    of two is a reference";
        let finding = Finding::new("reference_looks_alike", Effect::Notes, self.column_place(found), message, hint);
        self.findings.push(finding.for_rows(alike.len() as u64));
    }
}

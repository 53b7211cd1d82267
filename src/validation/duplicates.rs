//! The same row twice, and one person in two rows that disagree.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write;

use crate::canonical::schema::Record;
use crate::canonical::{ColumnData, Day};
use crate::fault::printable;
use crate::finding::{Effect, Finding, Place, Rows, number_of};
use crate::mapping::NEW_SPELL_DAYS;

use super::keys::Keys;
use super::rows::TableRows;
use super::twice;

/// Other rows of the same person that a message names; a reference that stands in thousands would fill the memory.
const OTHERS_SHOWN: usize = 3;

/// A row's place in the run: table and row.
pub(super) type At = (usize, usize);

/// What a person's rows have in common: record, supplier, person.
type Key = (Record, usize, usize);

/// Finds duplicates in each supplier's tables of one record. Identical rows are left out but for the
/// first; rows that disagree are all set aside. A person referred again after more than 14 days, one who joined again
/// after leaving, and a person's several jobs, claims and scores are no duplicates; two people under one reference are
/// in conflict whenever they came.
pub fn find(tables: &mut [TableRows<'_>], keys: &Keys, findings: &mut Vec<Finding>) {
    let repeated = repeated(tables, keys);
    let mut groups: Vec<&[(Key, At)]> = repeated.chunk_by(|a, b| a.0 == b.0).collect();
    let (mut referred, mut attached, mut elsewhere) = (Vec::new(), Vec::new(), Elsewhere::new());
    // In the order in which a reader of the returns meets somebody again.
    groups.sort_by_key(|group| group.get(1).map(|(_, at)| *at));
    for group in groups {
        let places: Vec<At> = group.iter().map(|(_, at)| *at).collect();
        let distinct = leave_out_identical(tables, &places, &mut elsewhere, findings);
        match group[0].0.0 {
            Record::Jobs => {}
            Record::Claims => twice::claims(tables, &distinct, findings),
            Record::Scores => twice::scores(tables, &distinct, findings),
            record => {
                set_aside_conflicting(tables, record, &distinct, findings);
                let (stays, later) = later_rows(tables, record, &distinct);
                if stays { attached.extend(later) } else { referred.extend(later) }
            }
        }
    }
    note_again(tables, referred, findings, |rows| {
        let message = format!(
            "people who were referred again, more than {NEW_SPELL_DAYS} days after an earlier referral: {rows}; each counts \
             once, from the first"
        );
        ("referred_again", message)
    });
    note_again(tables, attached, findings, |rows| {
        let message = format!("people who joined again after they had left: {rows}; each counts once, with all stays");
        ("attached_again", message)
    });
    findings.extend(elsewhere.iter().filter_map(|(of, rows)| two_versions(tables, *of, *rows)));
}

/// By table and the earlier table of another file: how many rows stand in both, value by value.
type Elsewhere = BTreeMap<(usize, usize), u64>;

/// A list most of which stands in another file of its sender too is another version of it: the two would be added up.
fn two_versions(tables: &[TableRows<'_>], (t, first): (usize, usize), rows: u64) -> Option<Finding> {
    let (height, origin) = (tables[t].height() as u64, tables[t].origin);
    let other = printable(&tables[first].origin.file);
    let message = format!(
        "{} of {height} stand in `{other}` too: they look like two versions of one list, and whoever stands in one alone \
         would count as well",
        number_of(rows, "row")
    );
    let hint = "keep the version that counts and move the other away";
    let place = Place::file(&origin.file).sheet(&origin.sheet);
    let finding = Finding::new("list_sent_twice", Effect::Notes, place, message, hint).of_compared(rows, height);
    (2 * rows >= height).then_some(finding)
}

/// Rows of a person of whom an earlier row counts too, and whether they are stays that follow each other.
fn later_rows(tables: &[TableRows<'_>], record: Record, distinct: &[At]) -> (bool, Vec<At>) {
    let used: Vec<At> = distinct.iter().copied().filter(|(t, i)| tables[*t].fates.is_used(*i)).collect();
    if used.len() > 1 && are_stays(tables, record, &used) {
        let attached = |&(t, i): &At| tables[t].attachment.get(i);
        return (true, but_the_first(&used, attached));
    }
    (false, but_the_first(&used, |&(t, i)| tables[t].referral.get(i)))
}

fn but_the_first(rows: &[At], day: impl Fn(&At) -> Option<Day>) -> Vec<At> {
    let mut dated: Vec<(Option<Day>, At)> = rows.iter().map(|at| (day(at), *at)).collect();
    dated.sort_unstable();
    dated.into_iter().skip(1).map(|(_, at)| at).collect()
}

/// Whether rows are one person's stays on the programme, one after the other: each joined on or after the day on which
/// the one before was left, and was not referred before that one began. Who never left has not come back.
fn are_stays(tables: &[TableRows<'_>], record: Record, rows: &[At]) -> bool {
    if record != Record::Participants {
        return false;
    }
    let attached = rows.iter().map(|&(t, i)| Some((tables[t].attachment.get(i)?, (t, i))));
    let Some(mut stays) = attached.collect::<Option<Vec<(Day, At)>>>() else { return false };
    stays.sort_unstable();
    stays.windows(2).all(|pair| {
        let [(first, (t, i)), (again, (t2, i2))] = [pair[0], pair[1]];
        let has_left = tables[t].leave.get(i).is_some_and(|left| left <= again);
        first < again && has_left && tables[t2].referral.get(i2).is_none_or(|referred| referred >= first)
    })
}

/// Says of each table how many of its rows are about somebody who counts already; `told` is the code and what it says.
fn note_again(
    tables: &[TableRows<'_>],
    again: Vec<At>,
    findings: &mut Vec<Finding>,
    told: impl Fn(&Rows) -> (&'static str, String),
) {
    let mut rows: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
    for (t, i) in again {
        rows.entry(t).or_default().push(tables[t].source_rows[i]);
    }
    for (t, mut rows) in rows {
        rows.sort_unstable();
        let rows: Rows = rows.into_iter().collect();
        let (code, message) = told(&rows);
        let place = Place::file(&tables[t].origin.file).sheet(&tables[t].origin.sheet);
        let hint = "nothing to do, unless two people have one reference";
        findings.push(Finding::new(code, Effect::Notes, place, message, hint).for_rows(rows.count()));
    }
}

/// The rows of whoever has several, side by side.
fn repeated(tables: &[TableRows<'_>], keys: &Keys) -> Vec<(Key, At)> {
    // By record and supplier, for each person: 1 for one row, 2 for several.
    let mut counts: HashMap<(Record, usize), Vec<u8>> = HashMap::new();
    for (t, rows) in tables.iter().enumerate() {
        let counts = counts.entry((rows.origin.record, keys.supplier(t))).or_insert_with(|| vec![0; keys.distinct()]);
        for (_, person) in keys.people(t, rows.fates.used()) {
            counts[person] = 2.min(counts[person] + 1);
        }
    }
    let mut repeated = Vec::new();
    for (t, rows) in tables.iter().enumerate() {
        let (record, supplier) = (rows.origin.record, keys.supplier(t));
        let counts = &counts[&(record, supplier)];
        let several = keys.people(t, rows.fates.used()).filter(|(_, person)| counts[*person] > 1);
        repeated.extend(several.map(|(i, person)| ((record, supplier, person), (t, i))));
    }
    repeated.sort_unstable();
    repeated
}

/// Leaves out each row that repeats an earlier one in every column; gives back the others.
fn leave_out_identical(
    tables: &mut [TableRows<'_>],
    group: &[At],
    elsewhere: &mut Elsewhere,
    findings: &mut Vec<Finding>,
) -> Vec<At> {
    if group.len() < 2 {
        return group.to_vec();
    }
    let mut distinct: Vec<At> = Vec::new();
    let mut firsts: HashMap<String, At> = HashMap::new();
    for &(t, i) in group {
        match firsts.entry(values(&tables[t], i)) {
            Entry::Vacant(entry) => {
                entry.insert((t, i));
                distinct.push((t, i));
            }
            Entry::Occupied(entry) => {
                let &(t0, i0) = entry.get();
                if tables[t0].origin.source_id != tables[t].origin.source_id {
                    *elsewhere.entry((t, t0)).or_default() += 1;
                }
                let message = format!("repeats {}", tables[t0].origin.place(tables[t0].source_rows[i0], None));
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

/// Every canonical value of a row, so that equal rows have equal texts. Comparing by text keeps a return
/// with one reference in every row from being compared each row with each.
fn values(rows: &TableRows<'_>, i: usize) -> String {
    rows.columns.iter().fold(String::new(), |mut text, (_, column)| {
        let _ = write!(text, "{}\u{1f}", value(column, i));
        text
    })
}

fn value(column: &ColumnData, i: usize) -> String {
    match column {
        ColumnData::Days(days) => format!("{:?}", days.get(i)),
        ColumnData::Texts(texts) => format!("{:?}", texts.get(i)),
        ColumnData::Marks(marks) => format!("{:?}", marks.get(i)),
        ColumnData::Figures(figures) => format!("{:?}", figures.get(i)),
    }
}

/// Sets aside rows of one person that disagree, unless they are referrals that lie far enough apart, or stays that follow
/// each other.
fn set_aside_conflicting(tables: &mut [TableRows<'_>], record: Record, distinct: &[At], findings: &mut Vec<Finding>) {
    let (in_conflict, hint) = if are_several_people(tables, distinct) {
        (
            distinct.to_vec(),
            "ask the sender whose reference it is: two people seem to have it; neither counts until then",
        )
    } else {
        (in_conflict(tables, distinct), "ask the sender which row is right; neither counts until then")
    };
    if are_several_people(tables, distinct) || !are_stays(tables, record, &in_conflict) {
        tell_conflicting(tables, in_conflict, hint, findings);
    }
}

/// Sets aside rows of one person under one code and says in each where the others are.
pub(super) fn tell_conflicting(
    tables: &mut [TableRows<'_>],
    mut in_conflict: Vec<At>,
    hint: &str,
    findings: &mut Vec<Finding>,
) {
    in_conflict.sort_unstable();
    let others = Others::of(tables, &in_conflict);
    let columns = match differing(tables, &in_conflict) {
        columns if columns.is_empty() => String::new(),
        columns => format!(" of {}", columns.join(" and ")),
    };
    for &(t, i) in &in_conflict {
        let message = format!("the same reference stands in {} with other values{columns}", others.but((t, i)));
        findings.push(tables[t].set_aside(i, "conflicting_duplicate", Some("reference"), message, hint));
    }
}

/// Where the rows of a group stand, the first few of them named.
pub(super) struct Others {
    shown: Vec<(At, String)>,
    rows: usize,
}

impl Others {
    pub fn of(tables: &[TableRows<'_>], rows: &[At]) -> Self {
        let place = |&(t, i): &At| ((t, i), tables[t].origin.place(tables[t].source_rows[i], None).to_string());
        Others { shown: rows.iter().take(OTHERS_SHOWN + 1).map(place).collect(), rows: rows.len() }
    }

    /// The rows of the group but one.
    pub fn but(&self, own: At) -> String {
        let others = self.shown.iter().filter(|(other, _)| *other != own).take(OTHERS_SHOWN);
        let mut others: Vec<&str> = others.map(|(_, place)| place.as_str()).collect();
        let more = match self.rows - 1 - others.len() {
            0 => String::new(),
            more => number_of(more as u64, "more row"),
        };
        others.extend((!more.is_empty()).then_some(more.as_str()));
        others.join(" and ")
    }
}

/// Whether rows under one reference are about different people: another day of birth, or another sex, where both are
/// known.
fn are_several_people(tables: &[TableRows<'_>], rows: &[At]) -> bool {
    let differ = |own: &dyn Fn(At) -> Option<String>| {
        let known: BTreeSet<String> = rows.iter().filter_map(|at| own(*at)).collect();
        known.len() > 1
    };
    differ(&|(t, i)| tables[t].birth.get(i).map(|day| day.to_string()))
        || differ(&|(t, i)| tables[t].columns.texts("sex").get(i).map(str::to_string))
}

/// The columns in which rows disagree, as the sender calls them; of a great many rows the first few speak for all.
fn differing(tables: &[TableRows<'_>], group: &[At]) -> Vec<String> {
    let Some((&(t0, i0), others)) = group.split_first() else { return Vec::new() };
    let first = &tables[t0];
    let differs = |(name, column): &(&'static str, &ColumnData)| {
        let own = value(column, i0);
        others.iter().take(OTHERS_SHOWN).any(|&(t, i)| {
            tables[t].columns.iter().find(|(other, _)| other == name).is_none_or(|(_, column)| value(column, i) != own)
        })
    };
    let named = first.columns.iter().filter(differs).filter_map(|(name, _)| first.origin.headers.get(name));
    named.map(|found| format!("`{}`", crate::fault::printable(&found.header))).collect()
}

/// The rows that cannot be referrals apart from every other: by date, the one before or the one after is too near. A
/// row without a referral date is apart from none.
fn in_conflict(tables: &[TableRows<'_>], distinct: &[At]) -> Vec<At> {
    if distinct.len() < 2 {
        return Vec::new();
    }
    let dated = distinct.iter().map(|&(t, i)| tables[t].referral.get(i).map(|day| (day, (t, i))));
    let Some(mut dated) = dated.collect::<Option<Vec<(Day, At)>>>() else { return distinct.to_vec() };
    dated.sort_unstable();
    let near = |a: usize, b: usize| dated[b].0 - dated[a].0 <= NEW_SPELL_DAYS;
    let last = dated.len() - 1;
    (0..=last).filter(|&k| (k > 0 && near(k - 1, k)) || (k < last && near(k, k + 1))).map(|k| dated[k].1).collect()
}

//! The rows that every rule let through, as canonical tables.

mod claims;

use std::collections::{BTreeMap, HashMap};

use anyhow::Result;
use polars::prelude::{Column, DataFrame};
use rayon::prelude::*;

use crate::canonical::frame::{
    date_column, day_of, hundredths_column, known_numbers_column, no_numbers_column, number_column,
};
use crate::canonical::schema::Record;
use crate::canonical::tables::{CODES, CanonicalTables, Codes};
use crate::canonical::{Count, Day, counts};
use crate::mapping::MappedRecords;

use super::RuleContext;
use super::beside::outcomes_claimed;
use super::keys::Keys;
use super::rows::TableRows;
use claims::{Claims, SetAside};

/// What senders counted, as far as it is used.
pub fn counted(records: &[MappedRecords]) -> Vec<Count> {
    records.iter().flat_map(|table| counts::unnamed_together(table.counts())).collect()
}

/// Builds the canonical tables from the rows that are used.
pub fn tables(records: &mut [MappedRecords], keys: &Keys, context: &RuleContext<'_>) -> Result<CanonicalTables> {
    let mut codes: BTreeMap<&'static str, Codes> = BTreeMap::new();
    let numbers: Vec<Numbers> = records.iter().map(|table| Numbers::of(table, &mut codes)).collect();
    let counts = counted(records);
    let tables: Vec<TableRows<'_>> = records.iter_mut().map(|table| TableRows::new(table, context)).collect();
    let claimed = Claimed { on_sheets: outcomes_claimed(&tables, keys), as_at: day_of(context.as_at.0) };
    let each = tables.par_iter().zip(&numbers).enumerate();
    let each = each.filter(|(_, (rows, _))| rows.origin.record != Record::Counts);
    let each = each.map(|(t, (rows, numbers))| {
        let set_aside = Some(SetAside::of(t, rows, numbers.supplier, keys, context).frame()?);
        Ok(Frames { set_aside, ..Used::new(t, rows, numbers, keys).frames(&claimed)? })
    });
    // A run without a list of one kind still has the table, without rows.
    let mut nobody = MappedRecords::nobody();
    let numbers = Numbers::of(&nobody, &mut BTreeMap::new());
    let rows = TableRows::new(&mut nobody, context);
    let none = Used { rows: &rows, numbers: &numbers, supplier: 0, used: Vec::new(), people: Vec::new() };
    let mut all = Frames {
        referrals: Some(none.referrals()?),
        scores: Some(none.scores(claimed.as_at)?),
        set_aside: Some(SetAside::default().frame()?),
        ..none.frames(&claimed)?
    };
    for frames in each.collect::<Result<Vec<Frames>>>()? {
        all.add(frames)?;
    }
    let whole = |frame: Option<DataFrame>| frame.unwrap_or_default();
    let tables = CanonicalTables {
        referrals: whole(all.referrals),
        participants: whole(all.participants),
        job_spells: whole(all.spells),
        claims: whole(all.claims),
        claims_set_aside: whole(all.set_aside),
        scores: whole(all.scores),
        counts,
        people: keys.distinct(),
        codes,
    };
    tables.checked()
}

/// The run's numbers for the words of one table.
struct Numbers {
    supplier: u32,
    /// By column and the table's own number of a word.
    words: BTreeMap<&'static str, Vec<u32>>,
}

/// What is known of claims besides their rows.
struct Claimed {
    /// Of whom a sheet of claims has the programme's outcome: by supplier and person.
    on_sheets: HashMap<(usize, usize), Option<Day>>,
    as_at: Day,
}

impl Numbers {
    fn of(table: &MappedRecords, codes: &mut BTreeMap<&'static str, Codes>) -> Self {
        let supplier = codes.entry("prime").or_default().add(&table.origin.supplier);
        let mut number = |name: &'static str| {
            let codes = codes.entry(name).or_default();
            (name, table.columns.texts(name).words.iter().map(|word| codes.add(word)).collect())
        };
        let words = ["prime", "route", "score_name"].iter().chain(CODES).map(|name| number(name)).collect();
        Numbers { supplier, words }
    }
}

/// What one table adds to the canonical ones.
#[derive(Default)]
struct Frames {
    referrals: Option<DataFrame>,
    participants: Option<DataFrame>,
    spells: Option<DataFrame>,
    claims: Option<DataFrame>,
    scores: Option<DataFrame>,
    /// Claims in rows that are set aside.
    set_aside: Option<DataFrame>,
}

impl Frames {
    fn add(&mut self, below: Frames) -> Result<()> {
        let Frames { referrals, participants, spells, claims, scores, set_aside } = below;
        stack(&mut self.referrals, referrals)?;
        stack(&mut self.participants, participants)?;
        stack(&mut self.spells, spells)?;
        stack(&mut self.claims, claims)?;
        stack(&mut self.scores, scores)?;
        stack(&mut self.set_aside, set_aside)
    }
}

/// Puts rows below others; the first that has any begins anew.
fn stack(all: &mut Option<DataFrame>, below: Option<DataFrame>) -> Result<()> {
    match (all, below) {
        (_, None) => {}
        (Some(all), Some(below)) if all.height() > 0 => drop(all.vstack_mut(&below)?),
        (all, below) => *all = below,
    }
    Ok(())
}

/// The rows of one table that are used.
struct Used<'a, 'b> {
    rows: &'b TableRows<'a>,
    numbers: &'b Numbers,
    /// The number of the table's supplier among the keys.
    supplier: usize,
    used: Vec<usize>,
    /// By used row.
    people: Vec<u32>,
}

impl<'a, 'b> Used<'a, 'b> {
    /// A row without a reference is never used.
    fn new(t: usize, rows: &'b TableRows<'a>, numbers: &'b Numbers, keys: &Keys) -> Self {
        let of = |i: usize| keys.person(t, i).map(|person| (i, person as u32));
        let (used, people) = rows.fates.used().filter_map(of).unzip();
        Used { rows, numbers, supplier: keys.supplier(t), used, people }
    }

    fn frames(&self, claimed: &Claimed) -> Result<Frames> {
        let spells = || Spells::of(self, claimed.as_at).frame().map(Some);
        let own = Frames::default();
        Ok(match self.rows.origin.record {
            Record::Referrals => Frames { referrals: Some(self.referrals()?), ..own },
            Record::Jobs => Frames { spells: spells()?, ..own },
            Record::Claims => Frames { claims: Some(Claims::of_sheet(self, claimed).frame()?), ..own },
            Record::Scores => Frames { scores: Some(self.scores(claimed.as_at)?), ..own },
            Record::Participants | Record::Events | Record::Counts => Frames {
                participants: Some(self.participants()?),
                spells: spells()?,
                claims: Some(Claims::of_people(self, claimed).frame()?),
                ..own
            },
        })
    }

    /// One row an assessment, up to the as-at date.
    fn scores(&self, as_at: Day) -> Result<DataFrame> {
        let (rows, names) = (self.rows, self.codes("score_name"));
        let (values, mut traced) = (rows.columns.figures("score_value"), Traced::default());
        let (mut scores, mut days, mut hundredths) = (Vec::new(), Vec::new(), Vec::new());
        for ((&i, &person), name) in self.used.iter().zip(&self.people).zip(names) {
            let value = values.get(i).and_then(|value| i32::try_from(value).ok());
            let (Some(day), Some(value)) = (rows.assessed.get(i).filter(|day| *day <= as_at), value) else { continue };
            traced.add(self, i, person);
            scores.push(name);
            days.push(Some(day));
            hundredths.push(value);
        }
        let own = vec![number_column("score", scores), date_column("score_date", days)];
        traced.frame([own, vec![hundredths_column("value", hundredths)]].concat())
    }

    fn referrals(&self) -> Result<DataFrame> {
        self.frame(self.codes("prime"), vec![self.days("referral_date")])
    }

    fn participants(&self) -> Result<DataFrame> {
        let route = number_column("route", self.codes("route"));
        let own = vec![route, self.days("referral_date"), self.days("attachment_date"), self.days("leave_date")];
        self.frame(vec![self.numbers.supplier; self.used.len()], own)
    }

    fn frame(&self, primes: Vec<u32>, own: Vec<Column>) -> Result<DataFrame> {
        let mut columns = vec![number_column("prime", primes), number_column("person", self.people.clone())];
        columns.extend(own);
        columns.extend(CODES.iter().map(|name| number_column(name, self.codes(name))));
        columns.push(number_column("source_id", vec![self.rows.origin.source_id; self.used.len()]));
        columns.push(number_column("source_row", self.used.iter().map(|&i| self.rows.source_rows[i]).collect()));
        Ok(DataFrame::new_infer_height(columns)?)
    }

    fn days(&self, name: &str) -> Column {
        let days = self.rows.columns.days(name);
        date_column(name, self.used.iter().map(|&i| days.get(i)))
    }

    /// The run's number for each row's code.
    fn codes(&self, name: &str) -> Vec<u32> {
        let (texts, numbers) = (self.rows.columns.texts(name), &self.numbers.words[name]);
        if texts.raw().is_empty() {
            return vec![0; self.used.len()];
        }
        self.used.iter().map(|&i| texts.id(i).map_or(0, |id| numbers[id as usize])).collect()
    }
}

/// Columns that every traced row has.
#[derive(Default)]
struct Traced {
    prime: Vec<u32>,
    person: Vec<u32>,
    source_id: Vec<u32>,
    source_row: Vec<u32>,
}

impl Traced {
    fn add(&mut self, used: &Used<'_, '_>, row: usize, person: u32) {
        self.prime.push(used.numbers.supplier);
        self.person.push(person);
        self.source_id.push(used.rows.origin.source_id);
        self.source_row.push(used.rows.source_rows[row]);
    }

    fn frame(self, own: Vec<Column>) -> Result<DataFrame> {
        let mut columns = vec![number_column("prime", self.prime), number_column("person", self.person)];
        columns.extend(own);
        columns.push(number_column("source_id", self.source_id));
        columns.push(number_column("source_row", self.source_row));
        Ok(DataFrame::new_infer_height(columns)?)
    }
}

#[derive(Default)]
struct Spells {
    traced: Traced,
    first: Vec<Option<Day>>,
    last: Vec<Option<Day>>,
    /// Empty where the sender tells no hours.
    hours: Vec<Option<u32>>,
}

impl Spells {
    /// Each job that had begun by the as-at date; an end after it is not known yet.
    fn of(used: &Used<'_, '_>, as_at: Day) -> Self {
        let (rows, mut spells) = (used.rows, Spells::default());
        let has_hours = rows.jobs.iter().any(|job| job.has_hours());
        for (&i, &person) in used.used.iter().zip(&used.people) {
            for job in &rows.jobs {
                if let Some(start) = job.start(i).filter(|start| *start <= as_at) {
                    spells.traced.add(used, i, person);
                    spells.first.push(Some(start));
                    spells.last.push(job.last(i).filter(|last| *last <= as_at));
                    if has_hours {
                        spells.hours.push(job.hours(i));
                    }
                }
            }
        }
        spells
    }

    fn frame(self) -> Result<DataFrame> {
        let hours = match self.hours.is_empty() {
            true => no_numbers_column("hours", self.first.len()),
            false => known_numbers_column("hours", self.hours),
        };
        let own = vec![date_column("first_day", self.first), date_column("last_day", self.last), hours];
        self.traced.frame(own)
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::canonical::frame::{date_of, days, hundredths, known_numbers, numbers, pence};
    use crate::canonical::{ColumnData, Columns, Texts};
    use crate::definitions::{Coverage, JobEnd};
    use crate::mapping::headers::Found;
    use crate::mapping::{Fate, Fates, Origin};
    use crate::vocabulary::{AsAt, Milestone};

    const COUNT: usize = 3;

    /// A table of one supplier with a row for each of three people, and these columns.
    fn table(record: Record, columns: Vec<(&'static str, ColumnData)>) -> MappedRecords {
        let nobody = MappedRecords::nobody();
        let header = |name: &str| (name.to_string(), Found { column: 0, header: name.to_string() });
        let headers = columns.iter().map(|(name, _)| header(name)).collect();
        let mut all = Columns::default();
        all.insert("reference", texts(["A", "B", "C"]));
        columns.into_iter().for_each(|(name, data)| all.insert(name, data));
        MappedRecords {
            origin: Origin { record, supplier: "north".into(), headers, ..nobody.origin.clone() },
            columns: all,
            source_rows: (2..).take(COUNT).collect(),
            fates: Fates::new(COUNT),
            ..nobody
        }
    }

    /// An empty text is missing.
    fn texts(own: [&str; COUNT]) -> ColumnData {
        let mut texts = Texts::default();
        for text in own {
            let id = (!text.is_empty()).then(|| texts.words.push(text));
            texts.push(id);
        }
        ColumnData::Texts(texts)
    }

    fn on(days: [Option<Day>; COUNT]) -> ColumnData {
        ColumnData::Days(days.into_iter().collect())
    }

    fn figures(own: [Option<i64>; COUNT]) -> ColumnData {
        ColumnData::Figures(own.into_iter().collect())
    }

    const AS_AT: Day = 1000;

    fn made(mut records: Vec<MappedRecords>) -> CanonicalTables {
        let context = RuleContext {
            as_at: AsAt(date_of(AS_AT)),
            received: vec![AS_AT + 10],
            job_end: vec![JobEnd::LastDay],
            coverage: vec![Coverage::ToDate],
            counts_alone: vec![false],
            contracts: &[],
        };
        let keys = Keys::of(&records);
        tables(&mut records, &keys, &context).unwrap()
    }

    #[test]
    fn a_spell_has_the_hours_of_its_own_job_and_none_where_they_are_not_told() {
        let people = table(
            Record::Participants,
            vec![
                ("job_start_date", on([Some(10), Some(20), Some(AS_AT + 1)])),
                ("hours", figures([Some(1650), None, Some(4000)])),
                ("job_start_date_2", on([Some(50), None, None])),
                ("hours_2", figures([Some(0), Some(3000), None])),
            ],
        );
        let jobs = table(Record::Jobs, vec![("job_start_date", on([Some(30), None, None]))]);
        let spells = made(vec![people, jobs]).job_spells;
        assert_eq!(days(&spells, "first_day").unwrap(), [Some(10), Some(50), Some(20), Some(30)]);
        assert_eq!(known_numbers(&spells, "hours").unwrap(), [Some(1650), Some(0), None, None]);
    }

    /// Milestone, weeks, day, paid, pence.
    type Row = (u32, u32, Option<Day>, Option<Day>, Option<i64>);

    fn claimed(tables: &CanonicalTables) -> Vec<Row> {
        let frame = &tables.claims;
        let (milestones, weeks) = (numbers(frame, "milestone").unwrap(), numbers(frame, "weeks").unwrap());
        let dates = days(frame, "claim_date").unwrap().into_iter().zip(days(frame, "paid_date").unwrap());
        let rows = milestones.into_iter().zip(weeks).zip(dates).zip(pence(frame, "paid_pence").unwrap());
        rows.map(|(((milestone, weeks), (day, paid)), pence)| (milestone, weeks, day, paid, pence)).collect()
    }

    #[test]
    fn a_persons_outcome_is_one_claim_with_its_payment_and_a_mark_counts_where_there_is_no_day() {
        let marks = ColumnData::Marks([Some(true), Some(true), None].into_iter().collect());
        let people = table(
            Record::Participants,
            vec![
                ("sustained_claim_date", on([Some(200), None, None])),
                ("outcome_paid_date", on([Some(230), None, Some(240)])),
                ("sustained_13w_date", on([Some(100), None, Some(AS_AT + 1)])),
                ("sustained", marks),
            ],
        );
        let outcome = Milestone::Outcome.number();
        let expected = [
            (outcome, 0, Some(200), Some(230), None),
            (outcome, 13, Some(100), None, None),
            (outcome, 0, None, None, None),
            (outcome, 0, Some(240), Some(240), None),
        ];
        assert_eq!(claimed(&made(vec![people])), expected);
    }

    #[test]
    fn a_sheet_of_claims_has_the_outcome_in_place_of_the_persons_row_and_later_payments_are_none_yet() {
        let people = table(
            Record::Participants,
            vec![("sustained_claim_date", on([Some(200), Some(201), None])), ("outcome_paid_date", on([None; COUNT]))],
        );
        let claims = table(
            Record::Claims,
            vec![
                ("milestone", texts(["outcome", "job_start", "sustainment"])),
                ("claim_date", on([Some(205), Some(90), None])),
                ("paid_date", on([Some(AS_AT + 1), Some(95), Some(300)])),
                ("paid_amount", figures([Some(120_000), Some(40_000), None])),
            ],
        );
        let number = Milestone::number;
        let expected = [
            (number(Milestone::Outcome), 0, Some(201), None, None),
            (number(Milestone::Outcome), 0, Some(205), None, None),
            (number(Milestone::JobStart), 0, Some(90), Some(95), Some(40_000)),
            (number(Milestone::Sustainment), 0, Some(300), Some(300), None),
        ];
        assert_eq!(claimed(&made(vec![people, claims])), expected);
    }

    #[test]
    fn what_rows_claim_that_are_set_aside_is_known_beside_the_claims_that_count() {
        let mut claims = table(
            Record::Claims,
            vec![
                ("milestone", texts(["outcome", "", "outcome"])),
                ("claim_date", on([Some(205), Some(90), Some(AS_AT + 1)])),
                ("paid_date", on([Some(200), Some(95), None])),
                ("paid_amount", figures([Some(120_000), Some(40_000), None])),
            ],
        );
        // The day of the first is wrong; the second does not say of what; the third came after the as-at day.
        (0..COUNT).for_each(|i| claims.fates.set(i, Fate::SetAside("for_a_test")));
        let mut wrong = claims.clone();
        wrong.columns.insert("claim_date", on([Some(AS_AT + 11), None, None]));
        wrong.columns.insert("paid_date", on([Some(AS_AT + 11), Some(AS_AT + 5), None]));
        let people = |claim| {
            let mut people = table(
                Record::Participants,
                vec![("sustained_claim_date", on(claim)), ("sustained_13w_date", on([Some(100), Some(101), None]))],
            );
            people.fates.set(1, Fate::SetAside("for_a_test"));
            people.fates.set(2, Fate::LeftOut("for_a_test"));
            people
        };
        let tables = made(vec![people([None; COUNT]), claims, wrong, people([Some(300), Some(301), Some(302)])]);
        let frame = &tables.claims_set_aside;
        let whose = known_numbers(frame, "person").unwrap().into_iter().zip(known_numbers(frame, "milestone").unwrap());
        let dates = days(frame, "claim_date").unwrap().into_iter().zip(days(frame, "paid_date").unwrap());
        let places = numbers(frame, "table").unwrap().into_iter().zip(numbers(frame, "source_row").unwrap());
        let rows = whose.zip(dates).zip(pence(frame, "paid_pence").unwrap()).zip(places);
        let rows: Vec<_> = rows.map(|(((whose, days), pence), place)| (whose, days, pence, place)).collect();
        let outcome = Some(Milestone::Outcome.number());
        let expected = [
            ((Some(0), outcome), (Some(205), Some(200)), Some(120_000), (1, 2)),
            ((Some(1), None), (Some(90), Some(95)), Some(40_000), (1, 3)),
            // A day after the file arrived is wrong: the claim and its payment are known of without it.
            ((Some(0), outcome), (None, None), Some(120_000), (2, 2)),
            ((Some(2), outcome), (None, None), None, (2, 4)),
            // 13 weeks are not the programme's outcome; the third row is left out by rule.
            ((Some(1), outcome), (Some(301), None), None, (3, 3)),
        ];
        assert_eq!(rows, expected);
        let counted: Vec<Option<Day>> = claimed(&tables).into_iter().map(|(.., day, _, _)| day).collect();
        assert_eq!(counted, [Some(100), Some(300), Some(100)], "none of them counts");
    }

    #[test]
    fn scores_up_to_the_as_at_day_are_hundredths_of_a_named_score() {
        let scores = table(
            Record::Scores,
            vec![
                ("score_name", texts(["Confidence", "Health", "Confidence"])),
                ("score_date", on([Some(100), Some(AS_AT), Some(AS_AT + 1)])),
                ("score_value", figures([Some(725), Some(0), Some(900)])),
            ],
        );
        let tables = made(vec![scores]);
        let names = tables.codes["score_name"].words();
        let named: Vec<&str> =
            numbers(&tables.scores, "score").unwrap().into_iter().map(|score| names[score as usize].as_str()).collect();
        assert_eq!(named, ["Confidence", "Health"]);
        assert_eq!(days(&tables.scores, "score_date").unwrap(), [Some(100), Some(AS_AT)]);
        assert_eq!(hundredths(&tables.scores, "value").unwrap(), [725, 0]);
    }

    #[test]
    fn age_bands_are_worked_out_on_the_day_of_attachment_only_where_the_sender_has_none() {
        let day = |text: &str| Some(day_of(text.parse::<NaiveDate>().unwrap()));
        let births = || ("birth_date", on([day("1945-10-01"), day("1945-10-01"), None]));
        let days = || {
            vec![
                births(),
                ("referral_date", on([day("1970-09-30"), day("1970-09-30"), Some(1)])),
                ("attachment_date", on([day("1970-10-01"), None, Some(2)])),
            ]
        };
        let bands = |columns| {
            let mut records = vec![table(Record::Participants, columns)];
            crate::validation::bands::instead_of_births(&mut records);
            let tables = made(records);
            let words = tables.codes["age_band"].words();
            let bands = numbers(&tables.participants, "age_band").unwrap();
            bands.into_iter().map(|band| words[band as usize].clone()).collect::<Vec<_>>()
        };
        assert_eq!(bands(days()), ["25 to 34", "16 to 24", ""]);
        let own = [days(), vec![("age_band", texts(["18-30", "", ""]))]].concat();
        assert_eq!(bands(own), ["18-30", "", ""]);
    }
}

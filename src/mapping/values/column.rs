//! What a column shows only when it is read whole: which order its dates prove, and the marks in it.

use std::collections::BTreeMap;

use super::dates::{self, DateRules, Signs, Span};
use crate::canonical::schema::{ColumnSpec, Kind, Record};
use crate::definitions::DateOrder;
use crate::fault::printable;
use crate::finding::{Effect, Finding, Place, Rows};
use crate::vocabulary::marks::WhyMissing;

/// What the rows of one column of dates have shown.
#[derive(Default)]
pub struct DateColumn {
    numbers: Rows,
    times: Rows,
    own_order: Rows,
    other_order: Rows,
    either: Rows,
    /// Those of them that the other order puts into another quarter.
    other_quarter: Rows,
    year_month_day: Rows,
    year_day_month: Rows,
    /// Real dates up to the 12th of a month, and after it; counted where there are dates in text beside them.
    real_early: u64,
    real_late: u64,
}

/// So many dates that could be read either way, and none that proves the order, are no chance: were days spread over
/// the month, none of them above 12 would come up once in ten thousand times.
const NO_CHANCE: u64 = 10;

/// The share of days that lie up to the 12th of a month.
const EARLY: f64 = 0.39;

/// Days that fall apart so by chance are rarer than this.
const HARDLY_EVER: f64 = 0.001;

/// The fewest real dates, and the fewest in text, that show what a spreadsheet program did.
const FEWEST: u64 = 3;

impl DateColumn {
    /// Whether dates in text have an order of day and month: then the real dates beside them are worth looking at.
    pub fn has_an_order(&self) -> bool {
        self.own_order.count() + self.other_order.count() + self.either.count() > 0
    }

    /// Takes in a real date's day of the month.
    pub fn add_real(&mut self, day_of_month: u32) {
        match day_of_month {
            ..=12 => self.real_early += 1,
            _ => self.real_late += 1,
        }
    }

    /// A text file opened in a spreadsheet program that reads the other order: dates that it could read became real,
    /// with day and month changed over, and those after the 12th stayed text.
    fn is_swapped(&self) -> bool {
        let (own, other) = (self.own_order.count(), self.other_order.count());
        let text = own + other;
        let is_apart = self.real_late == 0 && self.either.count() == 0 && (own == 0 || other == 0);
        let power = |share: f64, count: u64| share.powi(count.min(1000) as i32);
        let chance = power(EARLY, self.real_early) * power(1.0 - EARLY, text);
        is_apart && text.min(self.real_early) >= FEWEST && chance < HARDLY_EVER
    }

    /// Takes in what a row's date showed beside its day; the row as Excel numbers it.
    pub fn add(&mut self, row: u32, signs: Signs) {
        for (sign, rows) in [
            (signs.number, &mut self.numbers),
            (signs.time, &mut self.times),
            (signs.own_order, &mut self.own_order),
            (signs.other_order, &mut self.other_order),
            (signs.either, &mut self.either),
            (signs.other_quarter, &mut self.other_quarter),
            (signs.year_month_day, &mut self.year_month_day),
            (signs.year_day_month, &mut self.year_day_month),
        ] {
            if sign {
                rows.add(row);
            }
        }
    }

    /// What is to be said about the column; `numbers_expected` where the layout says that its dates are numbers.
    pub fn findings(&self, place: &Place, rules: DateRules, layout: &str, numbers_expected: bool) -> Vec<Finding> {
        let mut findings = Vec::new();
        findings.extend(self.order(place, rules.order, layout));
        findings.extend(self.is_year_day_month().then(|| self.turned(place)));
        let mut note = |code, rows: &Rows, message: String, hint: &str| {
            if rows.count() > 0 {
                let finding = Finding::new(code, Effect::Notes, place.clone(), message, hint);
                findings.push(finding.for_rows(rows.count()));
            }
        };
        if !numbers_expected {
            let message = format!("numbers read as Excel counts days, from 1900: {}", self.numbers);
            let hint = "compare a date or two with the sender; `dates_as_numbers = true` in the layout says that this is meant";
            note("numbers_read_as_dates", &self.numbers, message, hint);
        }
        let message = format!("the day was taken as it is written, and the time behind it left out: {}", self.times);
        note("time_left_out", &self.times, message, "nothing to do");
        findings
    }

    /// Whether a date of it can only be read in the layout's order.
    pub fn proves_the_order(&self) -> bool {
        self.own_order.count() > 0
    }

    /// Dates that could be read either way, and none that says which. Where another column of the table proves the
    /// order, a few of them are taken for written alike, unless they stand among real dates.
    pub fn unproven(&self, place: &Place, rules: DateRules, layout: &str, other_proves: bool) -> Option<Finding> {
        let (order, rows) = (rules.order, self.either.count());
        let proven = self.own_order.count() + self.other_order.count() > 0;
        if proven || rows == 0 {
            return None;
        }
        if self.real_early + self.real_late >= rows {
            return Some(self.among_real(place, rules, other_proves));
        }
        if other_proves && rows < NO_CHANCE {
            return None;
        }
        let (written, other) = match order {
            DateOrder::Mdy => (dates::in_words(order), "dmy"),
            _ => (dates::in_words(order), "mdy"),
        };
        let message = format!(
            "no date in the column proves whether day or month comes first: read {written}, as the layout's `date_order` \
             says: {}",
            self.either
        );
        let hint = format!(
            "compare a date or two with the sender; if they are meant the other way, set date_order = \"{other}\" in \
             layouts/{layout}.toml; real dates, or 2015-12-31, leave no doubt"
        );
        Some(Finding::new("date_order_not_proven", Effect::Notes, place.clone(), message, hint).for_rows(rows))
    }

    /// Dates in text among real ones: what a spreadsheet program could not read as a date, or was told to leave alone.
    /// Had somebody else written them, they would be in whatever order that person writes. Where it matters to
    /// figures, it has to be settled, unless the sender's other dates prove an order and these are so few that none of
    /// them need have done so.
    fn among_real(&self, place: &Place, rules: DateRules, other_proves: bool) -> Finding {
        let rows = self.either.count();
        let (dates, are, each) = if rows == 1 { ("date", "is", "it") } else { ("dates", "are", "each of them") };
        let mut message = format!(
            "{rows} {dates} among {} real ones {are} text, and {each} could be read either way: read {}, as the layout's \
             `date_order` says: {}",
            self.real_early + self.real_late,
            dates::in_words(rules.order),
            self.either
        );
        let moved = self.other_quarter.count();
        let silent_by_chance = EARLY.powi(rows.min(1000) as i32);
        let is_doubtful = !other_proves || silent_by_chance < HARDLY_EVER;
        let is_moved = rules.span == Span::Milestone && moved >= FEWEST;
        if is_moved {
            message += &format!("; read the other way, {moved} of them lie in another quarter");
        }
        let (effect, or) = match is_moved && is_doubtful {
            true => (
                Effect::Stops,
                ", or let this run go on with --accept date_order_not_proven --because TEXT --by NAME once the sender \
                 has confirmed how they are meant",
            ),
            false => (Effect::Notes, ""),
        };
        let hint = format!("ask the sender to write these as real dates like the others, or as 2015-12-31{or}");
        Finding::new("date_order_not_proven", effect, place.clone(), message, hint).for_rows(rows)
    }

    /// Whether its dates are written year, day, month: enough of them can be read in no other way, and none of them
    /// otherwise.
    pub fn is_year_day_month(&self) -> bool {
        self.year_day_month.count() >= FEWEST && self.year_month_day.count() == 0
    }

    fn turned(&self, place: &Place) -> Finding {
        let message = format!(
            "the column looks like year-day-month: {} can only be read so, and none only year-month-day",
            self.year_day_month
        );
        let hint = "ask the sender for real dates, or for 2015-12-31: nothing here reads the day before the month after a \
                    year, and the other dates of the column are probably the wrong days";
        Finding::new("date_order_differs", Effect::Stops, place.clone(), message, hint)
            .for_rows(self.year_day_month.count())
    }

    /// The code of what makes the order of the column doubtful.
    pub fn doubt(&self) -> Option<&'static str> {
        match (self.other_order.count(), self.own_order.count()) {
            _ if self.is_swapped() => Some("dates_swapped_by_excel"),
            (0, _) => None,
            (_, 0) => Some("date_order_differs"),
            _ => Some("date_order_mixed"),
        }
    }

    /// One date that is impossible in the layout's order and possible in another makes every date doubtful that is
    /// possible in both.
    fn order(&self, place: &Place, order: DateOrder, layout: &str) -> Option<Finding> {
        let code = self.doubt()?;
        if self.is_swapped() {
            return Some(self.swapped(place));
        }
        let written = dates::in_words(order);
        let (message, hint) = if self.own_order.count() == 0 {
            let other = match order {
                DateOrder::Dmy => ("month/day/year", "date_order = \"mdy\""),
                DateOrder::Mdy => ("day/month/year", "date_order = \"dmy\""),
                DateOrder::Ymd => ("day/month/year or month/day/year", "date_order"),
            };
            let message = format!(
                "the column is written {}, and the layout says {written}: {} can only be read so",
                other.0, self.other_order
            );
            let mut hint = format!("set {} in layouts/{layout}.toml if the sender confirms it", other.1);
            if self.real_early > 0 && self.real_late == 0 {
                hint += "; no real date in the column is after the 12th of a month: a spreadsheet program may have \
                         changed day and month over in them, which no setting mends: ask for the file as it was exported";
            }
            (message, hint)
        } else {
            let message = format!(
                "the column mixes two orders: {} can only be read {written}, {} only in another order",
                self.own_order, self.other_order
            );
            let hint =
                "ask the sender for real dates or for one order: which of the others are meant how cannot be known";
            (message, hint.to_string())
        };
        let rows = self.other_order.count();
        Some(Finding::new(code, Effect::Stops, place.clone(), message, hint).for_rows(rows))
    }

    fn swapped(&self, place: &Place) -> Finding {
        let text = if self.own_order.count() > 0 { &self.own_order } else { &self.other_order };
        let message = format!(
            "a spreadsheet program changed day and month over: all {} real dates lie on the 1st to 12th of a month, and \
             the {} after the 12th are text, which it could not read ({text})",
            self.real_early,
            text.count()
        );
        let hint =
            "ask the sender for the file as it was exported, not opened in between: the real dates cannot be trusted";
        Finding::new("dates_swapped_by_excel", Effect::Stops, place.clone(), message, hint).for_rows(self.real_early)
    }
}

/// The marks in place of values in one column, with their reasons.
#[derive(Default)]
pub struct MarkColumn {
    marks: BTreeMap<String, (WhyMissing, u64)>,
}

impl MarkColumn {
    /// Takes in a cell's mark; an empty cell is none.
    pub fn add(&mut self, text: &str, why: WhyMissing) {
        if why != WhyMissing::NotGiven {
            self.marks.entry(text.trim().to_lowercase()).or_insert((why, 0)).1 += 1;
        }
    }

    /// One note a column: which marks, what they say, how often, and what comes of it.
    pub fn finding(&self, place: &Place, spec: &ColumnSpec, record: Record) -> Option<Finding> {
        let rows: u64 = self.marks.values().map(|(_, count)| count).sum();
        let told: Vec<String> = self
            .marks
            .iter()
            .map(|(mark, (why, count))| format!("{count} `{}` ({})", printable(mark), why.in_words()))
            .collect();
        let message = format!(
            "marks in place of a value, read as missing and never as 0: {}; {}",
            told.join(", "),
            what_comes_of_it(spec, record)
        );
        let hint = "nothing to do, unless the sender means something else by them";
        let note =
            || Finding::new("values_missing_by_mark", Effect::Notes, place.clone(), message, hint).for_rows(rows);
        (rows > 0).then(note)
    }
}

/// What the figures make of a row in which a mark stands in place of a value.
fn what_comes_of_it(spec: &ColumnSpec, record: Record) -> &'static str {
    match spec.name {
        "leave_date" => "whoever has one counts as still on the programme",
        "referral_date" if record == Record::Referrals => {
            "a referral without its day counts in nothing: its row is set aside"
        }
        "referral_date" => "the day of attachment counts as it, unless Jobcentre Plus's list has another",
        "job_end_date" | "job_end_date_2" | "job_end_date_3" => "the job counts as still going on",
        "date_1" | "date_2" => "the event has no such day",
        "birth_date" => "it cannot be held against another list",
        "prime" => "the row speaks of whichever prime has the reference",
        "route" => "whoever has one counts as referred by Jobcentre Plus",
        "hours" | "hours_2" | "hours_3" => "the hours of these jobs count as not told",
        "paid_amount" => "these payments have no amount",
        "milestone" | "score_name" | "score_value" => "such a row counts in nothing: it is set aside",
        "payment_group" => "whoever has one has the weeks that the programme gives to those without a group",
        _ => match spec.kind {
            Kind::YesNo => "nothing is claimed there",
            Kind::Date => "it counts as not having happened",
            _ => "figures by it have them under \"not known\"",
        },
    }
}

#[cfg(test)]
mod tests {
    use super::super::dates::date;
    use super::*;
    use crate::canonical::schema;
    use crate::definitions::Timestamps;
    use crate::source::Value;

    fn rules(order: DateOrder) -> DateRules {
        DateRules { order, timestamps: Timestamps::SameDay, span: Span::Milestone, first_told: 2011 }
    }

    fn findings(texts: &[&str], order: DateOrder) -> Vec<Finding> {
        let rules = rules(order);
        let mut column = DateColumn::default();
        for (i, text) in texts.iter().enumerate() {
            column.add(i as u32 + 2, date(Value::Text(text), rules).signs);
        }
        column.findings(&Place::file("a.csv"), rules, "north", false)
    }

    #[test]
    fn a_column_that_mixes_orders_stops_and_names_the_rows_that_prove_each() {
        let found = findings(&["25/12/2015", "03/04/2015", "12/25/2015", "01/31/2015"], DateOrder::Dmy);
        assert_eq!((found[0].code, found[0].effect, found.len()), ("date_order_mixed", Effect::Stops, 1));
        assert!(found[0].message.contains("row 2 can only be read day/month/year"), "{}", found[0].message);
        assert!(found[0].message.contains("rows 4, 5 only in another"), "{}", found[0].message);
    }

    #[test]
    fn a_column_in_the_other_order_says_what_to_set() {
        let found = findings(&["03/04/2015", "12/25/2015"], DateOrder::Dmy);
        assert_eq!((found[0].code, found[0].effect), ("date_order_differs", Effect::Stops));
        assert!(found[0].hint.contains("date_order = \"mdy\" in layouts/north.toml"), "{}", found[0].hint);
        assert_eq!(findings(&["03/04/2015", "30/02/2015", "25/12/2015"], DateOrder::Dmy), []);
        assert_eq!(findings(&["31/12/2015"], DateOrder::Ymd)[0].code, "date_order_differs");
    }

    /// A column of texts and of real dates, given as days of the month.
    fn with_real(texts: &[&str], real: &[u32], order: DateOrder) -> Vec<Finding> {
        let rules = rules(order);
        let mut column = DateColumn::default();
        for (i, text) in texts.iter().enumerate() {
            column.add(i as u32 + 2, date(Value::Text(text), rules).signs);
        }
        real.iter().for_each(|day| column.add_real(*day));
        column.findings(&Place::file("a.csv"), rules, "north", false)
    }

    #[test]
    fn real_dates_up_to_the_12th_beside_text_after_it_were_changed_over_by_a_spreadsheet_program() {
        let late = ["25/12/2015", "13/01/2015", "31/03/2015", "14/04/2015", "28/02/2015"];
        let american = ["12/25/2015", "01/13/2015", "03/31/2015", "04/14/2015", "02/28/2015"];
        let real = [1, 5, 12, 7, 3];
        for (texts, order) in [(late, DateOrder::Dmy), (american, DateOrder::Dmy), (american, DateOrder::Mdy)] {
            let found = with_real(&texts, &real, order);
            assert_eq!((found.len(), found[0].code, found[0].effect), (1, "dates_swapped_by_excel", Effect::Stops));
            assert!(found[0].message.contains("all 5 real dates") && found[0].message.contains("the 5 after"));
            assert!(found[0].hint.contains("as it was exported"), "{found:?}");
        }
        assert_eq!(with_real(&late, &[1, 5, 12, 7, 13], DateOrder::Dmy), [], "a real date after the 12th");
        assert_eq!(with_real(&late[..2], &[1; 20], DateOrder::Dmy), [], "few in text");
        assert_eq!(with_real(&late[..3], &real, DateOrder::Dmy), [], "it could be chance");
        let either = [&late[..], &["03/04/2015"]].concat();
        assert_eq!(with_real(&either, &real, DateOrder::Dmy), [], "a text that the program would have read");
    }

    #[test]
    fn the_other_order_is_no_way_out_where_real_dates_may_have_been_changed_over() {
        let hint = |real: &[u32]| with_real(&["12/25/2015"], real, DateOrder::Dmy)[0].hint.clone();
        assert!(hint(&[1, 2]).contains("which no setting mends"), "{}", hint(&[1, 2]));
        assert!(!hint(&[1, 13]).contains("setting mends") && !hint(&[]).contains("setting mends"));
    }

    #[test]
    fn a_column_without_proof_says_so_unless_it_is_short_and_another_column_proves_the_order() {
        let told = |texts: &[&str], other_proves| {
            let rules = rules(DateOrder::Dmy);
            let mut column = DateColumn::default();
            for (i, text) in texts.iter().enumerate() {
                column.add(i as u32 + 2, date(Value::Text(text), rules).signs);
            }
            column.unproven(&Place::file("a.csv"), rules, "north", other_proves)
        };
        let found = told(&["03/04/2015", "04/04/2015", "05/06/2015", "2015-12-31"], false).unwrap();
        assert_eq!((found.code, found.effect, found.rows), ("date_order_not_proven", Effect::Notes, 2));
        assert!(
            found.message.ends_with("read day/month/year, as the layout's `date_order` says: rows 2, 4"),
            "{found:?}"
        );
        assert!(found.hint.contains("date_order = \"mdy\" in layouts/north.toml"), "{found:?}");
        assert_eq!(told(&["03/04/2015", "25/12/2015"], false), None);
        assert_eq!(told(&["04/04/2015"], false), None, "the same day either way");
        assert_eq!(told(&["03/04/2015"; 9], true), None);
        assert!(told(&["03/04/2015"; 10], true).is_some());
    }

    #[test]
    fn dates_in_text_among_real_ones_are_told_however_few_and_stop_where_the_other_order_could_move_them() {
        let told_beside = |texts: &[&str], real: u32, span, other_proves| {
            let rules = DateRules { span, ..rules(DateOrder::Dmy) };
            let mut column = DateColumn::default();
            for (i, text) in texts.iter().enumerate() {
                column.add(i as u32 + 2, date(Value::Text(text), rules).signs);
            }
            (0..real).for_each(|day| column.add_real(day % 28 + 1));
            column.unproven(&Place::file("a.csv"), rules, "north", other_proves)
        };
        let told = |texts: &[&str], real, span| told_beside(texts, real, span, false);
        let few = told(&["05/10/2015", "11/02/2015"], 30, Span::Milestone).unwrap();
        assert_eq!((few.code, few.effect, few.rows), ("date_order_not_proven", Effect::Notes, 2));
        assert!(few.message.starts_with("2 dates among 30 real ones are text") && few.message.ends_with("rows 2, 3"));
        let moved = ["05/10/2015", "11/02/2015", "01/12/2015", "04/05/2015"];
        let found = told(&moved, 30, Span::Milestone).unwrap();
        assert_eq!((found.effect, found.rows), (Effect::Stops, 4));
        assert!(found.message.ends_with("read the other way, 3 of them lie in another quarter"), "{found:?}");
        assert!(found.hint.contains("--accept date_order_not_proven"), "{found:?}");
        let proven = |many: usize| told_beside(&moved.repeat(2)[..many], 30, Span::Milestone, true).unwrap();
        assert_eq!(proven(7).effect, Effect::Notes, "seven may be silent by chance where other dates say the order");
        assert!(proven(7).message.ends_with("read the other way, 6 of them lie in another quarter"), "{:?}", proven(7));
        assert_eq!(proven(8).effect, Effect::Stops);
        let near = told(&["04/05/2015", "05/06/2015", "06/04/2015"], 30, Span::Milestone).unwrap();
        assert_eq!(near.effect, Effect::Notes, "the same quarter either way");
        assert_eq!(told(&moved, 30, Span::Birth).unwrap().effect, Effect::Notes, "in no figure");
        assert_eq!(told_beside(&moved, 3, Span::Milestone, true), None, "a column of texts");
        assert_eq!(told(&["05/10/2015", "25/10/2015"], 30, Span::Milestone), None, "one proves the order");
    }

    #[test]
    fn a_column_of_year_day_month_is_told_once_and_a_slip_of_the_pen_is_none() {
        let turned = ["2015-15-04", "2015-05-04", "2014-31-12", "2015-28-02"];
        let found = findings(&turned, DateOrder::Dmy);
        assert_eq!((found.len(), found[0].code, found[0].effect), (1, "date_order_differs", Effect::Stops));
        assert!(found[0].message.contains("year-day-month: rows 2, 4, 5 can only be read so"), "{found:?}");
        assert_eq!(findings(&turned[..3], DateOrder::Dmy), [], "two of them");
        assert_eq!(findings(&[&turned[..], &["2015-04-15"]].concat(), DateOrder::Dmy), [], "one that is written right");
    }

    #[test]
    fn numbers_and_times_are_noted_once_a_column() {
        let found = findings(&["42369", "42369.5", "2015-12-31 10:00"], DateOrder::Dmy);
        let told: Vec<_> = found.iter().map(|finding| (finding.code, finding.rows)).collect();
        assert_eq!(told, [("numbers_read_as_dates", 2), ("time_left_out", 2)]);
        assert!(found[1].message.ends_with("rows 3, 4"), "{}", found[1].message);
    }

    #[test]
    fn marks_are_counted_by_what_they_say() {
        let mut column = MarkColumn::default();
        for (text, why) in
            [("n/a", WhyMissing::NotApplicable), (" N/A", WhyMissing::NotApplicable), ("", WhyMissing::NotGiven)]
        {
            column.add(text, why);
        }
        let spec = schema::find("leave_date").unwrap();
        let note = column.finding(&Place::file("a.csv"), spec, Record::Participants).unwrap();
        assert!(note.message.ends_with("; whoever has one counts as still on the programme"), "{}", note.message);
        assert_eq!(note.rows, 2);
        assert!(note.message.contains("2 `n/a` (not applicable)"), "{}", note.message);
        assert_eq!(MarkColumn::default().finding(&Place::file("a.csv"), spec, Record::Participants), None);
    }
}

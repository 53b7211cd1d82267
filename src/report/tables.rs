//! The paper's tables, row by row from published figures.

use crate::disclosure::{PublishedTable, Row as TableRow, Shown};
use crate::fault::printable;
use crate::finding::{Effect, Finding, Place};
use crate::metrics::{CountColumn, Dimension, Event, Indicator};

use super::cells::{
    HEADLINE, TableMaker, TableWords, against_minimum, before, count, count_cell, indicator, minimum, not_applicable,
    paid_cell, prime_rows, rate_cell, rate_of, row_name, shown, symbol, travel,
};
use super::figures::Figures;
use super::format;
use super::input::{PaperInput, Subject};
use super::judged;
use super::model::{Cell, Column, Decimal, Mark, Table, Unit};

/// Each indicator and prime in a row: the name, and the row's place in a table by prime.
fn headline_rows(table: &PublishedTable) -> Vec<(Cell, TableRow, &'static Indicator)> {
    let of = |id: &'static str| prime_rows(table).into_iter().map(move |row| (row, indicator(id)));
    let named = |(row, measured): (TableRow, &'static Indicator)| {
        (Cell::names([measured.name, &row_name(table, row, "all primes")]), row, measured)
    };
    HEADLINE.into_iter().flat_map(of).map(named).collect()
}

/// What a row of a table by indicator and prime is called.
fn rate_and_prime() -> Column {
    Column::names("Rate and prime", ["Indicator", "Prime"])
}

/// The people of a rate, and those who have achieved.
fn people() -> Column {
    Column::of("People", ["People achieved", "Of people"])
}

/// Whose judgement a RAG is.
fn rag_heading(input: &PaperInput<'_>) -> &'static str {
    if input.commentary.overrides_any() { "RAG (calculated, or by officers)" } else { "RAG (calculated)" }
}

/// Performance to date against the contracts' minimums, and against last year.
pub fn headline(input: &PaperInput<'_>, figures: &Figures) -> Table {
    let table = &figures.to_date;
    let mut maker = TableMaker::new(vec![
        rate_and_prime(),
        Column::percent("Rate"),
        people(),
        Column::percent("Minimum"),
        Column::words("Against the minimum"),
        Column::words(rag_heading(input)),
        Column::rate_of("Same quarter last year"),
        Column::words("Direction of travel"),
    ]);
    for (name, row, measured) in headline_rows(table) {
        let measure = table.measure(row, measured);
        let before = before(&figures.to_date_before, table, row, measured);
        let mut cells = vec![rate_cell(table, row, measured.id), shown(measure.counts(), Cell::of)];
        let minimum = minimum(input, table, row, measured.id);
        let [least, against, _] = against_minimum(&measure, minimum);
        let calculated = minimum.map_or(Shown::NotApplicable, |minimum| measure.rag(minimum));
        let rag = symbol(match row {
            TableRow::Group(_) => judged::rag(input.commentary, measured.id, &row_name(table, row, ""), calculated),
            TableRow::Total => format::rag(calculated),
        });
        cells.extend([least, against, rag, rate_of(before.as_ref())]);
        cells.push(symbol(travel(&measure, before.as_ref())));
        maker.row(name, cells, false);
    }
    let definitions: Vec<&str> = HEADLINE.iter().map(|id| indicator(id).definition).collect();
    let words = TableWords {
        id: "headline",
        title: "Rates to date against the contracts' minimums, by prime".into(),
        scope: format!(
            "Since the contracts began, as at {}. {}",
            format::date(table.view().as_at.0),
            definitions.join(" ")
        ),
        units: "Rates in percent of people; counts of people.",
        notes: &[
            "A rate to date rises by itself as the same people get more time: better than last year need not mean that the programme works better. Its change is not tested against chance. Groups of the same age are compared below.",
        ],
    };
    maker.finish(input, words, table.threshold())
}

/// Who is still in time, and the rate of those who have had their time, with its interval.
pub fn had_time(input: &PaperInput<'_>, figures: &Figures) -> Table {
    let table = &figures.to_date;
    let mut maker = TableMaker::new(vec![
        rate_and_prime(),
        Column::count("People attached"),
        Column::count("Still in time"),
        Column::of("Have had their time", ["Have had their time: people achieved", "Have had their time: of people"]),
        Column::percent("Their rate"),
        Column::range("95% interval", ["low", "high"], Unit::Percent),
    ]);
    for (name, row, measured) in headline_rows(table) {
        let measure = table.measure(row, measured);
        if measure.in_time() == Shown::NotApplicable {
            continue;
        }
        let had_time = measure.had_time();
        let cells = vec![
            count(table, row, Event::Attached),
            shown(measure.in_time(), Cell::count),
            shown(had_time, Cell::of),
            shown(had_time, Cell::rate),
            shown(measure.interval(), |interval| Cell::interval(interval, had_time.value().map_or(0, |(_, n)| n))),
        ];
        maker.row(name, cells, false);
    }
    let words = TableWords {
        id: "had-time",
        title: "People still in time, and rates of those who have had their full time".into(),
        scope: format!("People attached since the contracts began, as at {}.", format::date(table.view().as_at.0)),
        units: "Counts of people; rates in percent of the people who have had their full time.",
        notes: &[
            "Still in time: people who have not achieved and still can. They are not yet known, and are no failures.",
            "Have had their time: people who joined in quarters of which everybody has had the full time that it takes.",
            "The interval is Wilson's. It says how far chance alone could move the rate.",
        ],
    };
    maker.finish(input, words, table.threshold())
}

/// Events of the quarter by prime, with the three rates on the period basis.
pub fn quarter(input: &PaperInput<'_>, figures: &Figures) -> Table {
    let words = TableWords {
        id: "this-quarter",
        title: format!("Events in {}, by prime", figures.quarter.months_in_words()),
        scope: format!("People to whom it happened in {}.", figures.quarter.in_words()),
        units: "Counts of people; rates in percent (period basis).",
        notes: &[
            "People attached are set against the quarter's referrals, job starts and people sustained against the quarter's attachments.",
            "A period rate compares different people: those who started a job in the quarter with those attached in it. It can rise because fewer people are attached, and it is nobody's chance of a job.",
        ],
    };
    milestones(input, &figures.in_quarter, "Prime", words)
}

/// The quarter's rates beside those of the same quarter last year.
pub fn quarter_travel(input: &PaperInput<'_>, figures: &Figures) -> Table {
    let (now, then) = (&figures.in_quarter, &figures.in_quarter_before);
    let mut maker = TableMaker::new(vec![
        rate_and_prime(),
        Column::rate_of("This quarter"),
        Column::rate_of("Same quarter last year"),
        Column::words("Direction of travel"),
    ]);
    for (name, row, measured) in headline_rows(now) {
        let measure = now.measure(row, measured);
        let before = before(then, now, row, measured);
        let travel = symbol(travel(&measure, before.as_ref()));
        maker.row(name, vec![rate_of(Some(&measure)), rate_of(before.as_ref()), travel], false);
    }
    let words = TableWords {
        id: "this-quarter-last-year",
        title: "The quarter's rates and those of the same quarter last year".into(),
        scope: format!(
            "Events in {} and in {}.",
            figures.quarter.months_in_words(),
            figures.quarter.year_before().months_in_words()
        ),
        units: "Rates in percent, with counts of people (period basis).",
        notes: &["Period rates set different people against each other, so their change is not tested against chance."],
    };
    maker.finish(input, words, now.threshold())
}

/// People attached, by the quarter in which they joined.
pub fn cohorts(input: &PaperInput<'_>, figures: &Figures) -> Table {
    let table = &figures.cohorts;
    let mut maker = TableMaker::new(vec![
        Column::words("Attached in"),
        Column::count("Attached"),
        Column::count("Started a job"),
        Column::percent("Job start rate"),
        Column::count("Still in time"),
        Column::count("Sustained"),
        Column::percent("Sustainment rate"),
        Column::count("Still in time to sustain"),
    ]);
    for row in table.rows() {
        let (starts, sustained) =
            (table.measure(row, indicator("job_start_rate")), table.measure(row, indicator("sustainment_rate")));
        let cells = vec![
            count_cell(table, row, Event::Attached),
            count_cell(table, row, Event::JobStarted),
            rate_cell(table, row, "job_start_rate"),
            shown(starts.in_time(), Cell::count),
            count_cell(table, row, Event::Sustained),
            rate_cell(table, row, "sustainment_rate"),
            shown(sustained.in_time(), Cell::count),
        ];
        let name = input.group_words(Dimension::AttachmentQuarter, &row_name(table, row, "All quarters"));
        maker.row(Cell::words(name), cells, row == TableRow::Total);
    }
    let words = TableWords {
        id: "cohorts",
        title: "People by the quarter in which they joined, followed to date".into(),
        scope: format!(
            "{}: people attached in each quarter, and what had happened to them by {}.",
            input.whose(),
            format::date(table.view().as_at.0)
        ),
        units: "Counts of people; rates in percent of the people attached in the quarter (cohort basis).",
        notes: &["Recent quarters have had less time. Compare quarters only where few people are still in time."],
    };
    maker.finish(input, words, table.threshold())
}

/// People who joined a year ago beside those who joined a year before them, at the same age; nothing where no rate of
/// both can be shown.
pub fn a_year_on(input: &PaperInput<'_>, figures: &Figures) -> Option<Table> {
    let (joined, earlier) = (figures.quarter.year_before(), figures.quarter.year_before().year_before());
    let row = figures.cohorts.group_named(&joined.to_string())?;
    let row_before = figures.cohorts_before.group_named(&earlier.to_string())?;
    let heads = [joined, earlier].map(|quarter| format!("Joined in {}", quarter.months_in_words()));
    let [now, then] = heads.map(Column::rate_of);
    let mut maker = TableMaker::new(vec![Column::words("Rate a year on"), now, then, Column::words("Change")]);
    let mut is_empty = true;
    for measured in ["job_start_rate", "sustainment_rate"].map(indicator) {
        let now = figures.cohorts.measure(row, measured);
        let then = figures.cohorts_before.measure(row_before, measured);
        is_empty &= now.rate().value().is_none() || then.rate().value().is_none();
        let change = symbol(format::travel(now.travel(&then), now.differs_from(&then)));
        maker.row(Cell::words(measured.name), vec![rate_of(Some(&now)), rate_of(Some(&then)), change], false);
    }
    let words = TableWords {
        id: "a-year-on",
        title: "Rates a year on, of people who joined in the same quarter of two years".into(),
        scope: format!(
            "{}, as at {} and as at the same day a year before.",
            input.whose(),
            format::date(figures.to_date.view().as_at.0)
        ),
        units: "Rates in percent, with counts of people (cohort basis).",
        notes: &["A change is called more than chance when Newcombe's 95% interval of the difference excludes 0."],
    };
    (!is_empty).then(|| maker.finish(input, words, figures.cohorts.threshold()))
}

/// The four milestones and the three rates, behind what heads the rows.
pub(super) fn milestone_columns(head: &str) -> Vec<Column> {
    vec![
        Column::words(head),
        Column::count("Referred"),
        Column::count("Attached"),
        Column::percent("Attachment rate"),
        Column::count("Started a job"),
        Column::percent("Job start rate"),
        Column::count("Sustained"),
        Column::percent("Sustainment rate"),
    ]
}

/// The four milestones and the three rates by a dimension.
fn milestones(input: &PaperInput<'_>, table: &PublishedTable, head: &str, words: TableWords<'_>) -> Table {
    let mut maker = TableMaker::new(milestone_columns(head));
    let population = table.dimensions() == [Dimension::Ward] && !input.population.is_empty();
    if population {
        maker.columns.push(Column::number("Attached per 1,000 residents aged 16 to 64"));
    }
    // In a paper about one prime there are no others to add it to.
    let is_of_one = matches!(input.subject, Subject::Prime(_)) && table.dimensions() == [Dimension::Prime];
    for row in table.rows().into_iter().filter(|row| !(is_of_one && *row == TableRow::Total)) {
        let mut cells = vec![
            count_cell(table, row, Event::Referred),
            count_cell(table, row, Event::Attached),
            rate_cell(table, row, "attachment_rate"),
            count_cell(table, row, Event::JobStarted),
            rate_cell(table, row, "job_start_rate"),
            count_cell(table, row, Event::Sustained),
            rate_cell(table, row, "sustainment_rate"),
        ];
        let total = if table.dimensions() == [Dimension::Prime] { "All primes" } else { "All" };
        let name = row_name(table, row, total);
        if population {
            cells.push(reach(input, table, row, &name));
        }
        maker.row(Cell::words(input.group_words(table.dimensions()[0], &name)), cells, row == TableRow::Total);
    }
    maker.finish(input, words, table.threshold())
}

/// People attached per 1,000 residents of working age, from the published count.
fn reach(input: &PaperInput<'_>, table: &PublishedTable, row: TableRow, name: &str) -> Cell {
    let residents = match row {
        TableRow::Total => {
            // People of a ward whose residents are not known would be set against those of the others.
            let not_known = Dimension::Ward.not_known();
            let wards = table.groups().iter().filter(|group| group[0] != not_known);
            wards.map(|group| input.population.get(&group[0]).copied()).sum::<Option<u64>>()
        }
        TableRow::Group(_) => input.population.get(name).copied(),
    };
    match (residents, table.count(row, CountColumn::Happened(Event::Attached)).get()) {
        (None, _) => not_applicable(),
        (Some(residents), Some(attached)) if is_impossible(attached, residents) => not_applicable(),
        (_, None) => Cell::mark(Mark::Confidential),
        (Some(residents), Some(attached)) => {
            let each_thousand = (attached * 1000 * 2 + residents) / (2 * residents);
            Cell::number(Decimal::whole(each_thousand.cast_signed()))
        }
    }
}

/// More than half of a ward's residents of working age have joined: the residents are in thousands, or of another ward.
fn is_impossible(attached: u64, residents: u64) -> bool {
    2 * attached > residents
}

/// Wards whose residents are too few for the people of theirs who have joined.
pub fn too_few_residents(input: &PaperInput<'_>, table: &PublishedTable) -> Vec<Finding> {
    let attached = |row| table.count(row, CountColumn::Happened(Event::Attached)).get();
    let of_ward =
        |(row, residents): (TableRow, u64)| attached(row).is_some_and(|people| is_impossible(people, residents));
    let wards = table.rows().into_iter().filter_map(|row| {
        let TableRow::Group(_) = row else { return None };
        let name = row_name(table, row, "All");
        let residents = input.population.get(&name).copied()?;
        of_ward((row, residents)).then_some(name)
    });
    let tell = |ward: String| {
        let message = format!(
            "more than half of the residents given for `{}` would have joined: no reach is given for it",
            printable(&ward)
        );
        let hint = "give residents aged 16 to 64 as whole people, not in thousands, for each ward";
        Finding::new("residents_too_few", Effect::Notes, Place::file("context/population.csv"), message, hint)
    };
    wards.map(tell).collect()
}

pub fn offices(input: &PaperInput<'_>, figures: &Figures) -> Table {
    let words = TableWords {
        id: "offices",
        title: "Performance to date by Jobcentre Plus office".into(),
        scope: scope(figures),
        units: "Counts of people; rates in percent.",
        notes: &[],
    };
    milestones(input, &figures.offices, "Office", words)
}

pub fn payment_groups(input: &PaperInput<'_>, figures: &Figures) -> Table {
    let words = TableWords {
        id: "payment-groups",
        title: "Performance to date by payment group".into(),
        scope: scope(figures),
        units: "Counts of people; rates in percent.",
        notes: &[
            "The weeks in work that count as sustained differ by payment group, so their sustainment rates are not comparable with each other.",
        ],
    };
    milestones(input, &figures.payment_groups, "Payment group", words)
}

pub fn wards(input: &PaperInput<'_>, figures: &Figures) -> Table {
    let words = TableWords {
        id: "wards",
        title: "Performance to date by ward of residence".into(),
        scope: scope(figures),
        units: "Counts of people; rates in percent.",
        notes: &[
            "The ward is the prime's, else Jobcentre Plus's. People without a ward on either list stand under \"Area not known\", those whose address must be kept secret among them. Residents aged 16 to 64 are the council's figures. \"All\" sets everybody against the residents of the wards in the table.",
        ],
    };
    milestones(input, &figures.wards, "Ward", words)
}

fn scope(figures: &Figures) -> String {
    format!("All primes, since the contracts began, as at {}.", format::date(figures.to_date.view().as_at.0))
}

/// Sustained from dates and from claims, side by side.
pub fn sources(input: &PaperInput<'_>, figures: &Figures) -> Table {
    let table = &figures.to_date;
    let is_paid_told = !figures.paid_told.is_empty();
    let paid = is_paid_told.then(|| Column::count("Outcome paid"));
    let told =
        [Column::words("Prime"), Column::count("As the contract reads it"), Column::count("By the other source")];
    let columns = told.into_iter().chain(paid).chain([Column::words("The contract reads")]);
    let mut maker = TableMaker::new(columns.collect());
    for row in prime_rows(table) {
        let reads = input.reads(table, row);
        let mut cells =
            vec![count_cell(table, row, Event::Sustained), count_cell(table, row, Event::SustainedOtherwise)];
        cells.extend(is_paid_told.then(|| paid_cell(figures, row)));
        cells.push(Cell::words(reads));
        maker.row(Cell::words(row_name(table, row, "All primes")), cells, row == TableRow::Total);
    }
    let words = TableWords {
        id: "sources",
        title: "People sustained in work, from job dates and from primes' claims".into(),
        scope: format!("Since the contracts began, as at {}.", format::date(table.view().as_at.0)),
        units: "Counts of people.",
        notes: if is_paid_told { &[DIFFER, PAID] } else { &[DIFFER] },
    };
    maker.finish(input, words, table.threshold())
}

const DIFFER: &str = "Dates show who has been in work long enough; claims show for whom the prime has asked to be paid. The two differ while claims are on their way, and where the one does not support the other.";
const PAID: &str = "Outcome paid: people for whom the programme's outcome has been paid, where a prime's returns tell payments. It follows the claim by weeks or months.";

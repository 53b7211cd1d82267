//! What happened month by month in the last twelve months, all primes together.

use crate::disclosure::{PublishedCount, Spans};
use crate::metrics::Event;
use crate::metrics::by_month::last_twelve;
use crate::vocabulary::{Month, Quarter};

use super::cells::{TableMaker, TableWords, published};
use super::figures::Figures;
use super::format;
use super::input::PaperInput;
use super::model::{Block, Cell, Chart, Column, Inline, Mark, Picture, SpanCount, SpanPanel, Table};

/// The table of months and its chart.
pub fn months(input: &PaperInput<'_>, figures: &Figures) -> Vec<Block> {
    let sentence = format!(
        "{} by month, all primes together. Each person counts once, in the month in which it first happened.",
        "People who joined, started a job and were sustained in work"
    );
    vec![
        Block::paragraph(vec![Inline::plain(sentence)]),
        Block::Table(table(input, figures)),
        Block::Chart(chart(input, figures)),
    ]
}

fn name(event: Event) -> &'static str {
    match event {
        Event::Attached => "People attached",
        Event::JobStarted => "Job starts",
        _ => "People sustained",
    }
}

/// The four quarters of the twelve months, the oldest first.
fn quarters(last: Quarter) -> [Quarter; 4] {
    let [three, two, one] = [1, 2, 3].map(|back| (0..back).fold(last, |quarter, _| quarter.previous()));
    [one, two, three, last]
}

/// Each month of a quarter, then the quarter.
fn table(input: &PaperInput<'_>, figures: &Figures) -> Table {
    let told: Vec<(Event, Spans)> = figures.months.events().collect();
    let columns = told.iter().map(|(event, _)| Column::count(name(*event)));
    let mut maker = TableMaker::new([Column::words("Month")].into_iter().chain(columns).collect());
    let twelve = last_twelve(figures.months.quarter());
    for (q, quarter) in quarters(figures.months.quarter()).into_iter().enumerate() {
        for (m, month) in twelve.iter().enumerate().skip(3 * q).take(3) {
            let cells = told.iter().map(|(_, spans)| of_month(*spans, m));
            maker.row(Cell::words(format::month(*month)), cells.collect(), false);
        }
        let cells = told.iter().map(|(event, spans)| of_quarter(*spans, q, figures.months.is_revised(*event, q)));
        maker.row(Cell::words(quarter.months_in_words()), cells.collect(), true);
    }
    let words = TableWords {
        id: "months",
        title: format!("People attached, job starts and people sustained, {}", in_words(&twelve)),
        scope: "All primes that send a row for each person; people to whom it happened in the month, as in the quarter's table."
            .into(),
        units: "Counts of people.",
        notes: &[
            "The twelve months of a column are shown together or not at all, so that no other figure of this report can be told from them. If they are not, its quarters are, where they can be.",
            "Months go up and down by chance, with the number of working days, and with what was sent late: one month is no trend.",
        ],
    };
    maker.finish(input, words, figures.months.threshold())
}

fn in_words(months: &[Month; 12]) -> String {
    format!("{} to {}", format::month(months[0]), format::month(months[11]))
}

fn of_month(spans: Spans, month: usize) -> Cell {
    match spans {
        Spans::Months(counts) => published(counts[month]),
        _ => hidden(),
    }
}

fn of_quarter(spans: Spans, quarter: usize, is_revised: bool) -> Cell {
    match spans {
        Spans::Months(counts) => {
            sum(&counts[3 * quarter..3 * quarter + 3]).map_or_else(hidden, Cell::count).revised(is_revised)
        }
        Spans::Quarters(counts) => published(counts[quarter]),
        Spans::Hidden => hidden(),
    }
}

fn hidden() -> Cell {
    Cell::mark(Mark::Confidential)
}

fn sum(counts: &[PublishedCount]) -> Option<u64> {
    counts.iter().map(|count| count.get()).sum()
}

fn chart(input: &PaperInput<'_>, figures: &Figures) -> Chart {
    let quarter = figures.months.quarter();
    let panels: Vec<SpanPanel> = figures.months.events().map(|(event, spans)| panel(quarter, event, spans)).collect();
    let told = |panel: &SpanPanel| {
        let spans = panel.spans.iter().map(|span| format!("{} {}", span.name, span.text));
        let spans = if panel.spans.is_empty() { "not shown, to protect individuals".into() } else { list(spans) };
        format!("{}: {spans}.", panel.label)
    };
    Chart {
        id: "months-drawn".into(),
        number: String::new(),
        title: message(&panels),
        subtitle: format!(
            "People attached, job starts and people sustained, all primes together, {}",
            in_words(&last_twelve(quarter))
        ),
        description: panels.iter().map(told).collect::<Vec<_>>().join(" "),
        table: String::new(),
        source: input.source_line(),
        picture: Picture::Spans(panels),
    }
}

fn list(items: impl Iterator<Item = String>) -> String {
    items.collect::<Vec<_>>().join("; ")
}

fn panel(quarter: Quarter, event: Event, spans: Spans) -> SpanPanel {
    let year = |month: Month, is_first: bool| (is_first || month.month <= 3).then(|| month.year.to_string());
    let spans = match spans {
        Spans::Months(counts) => {
            let months = last_twelve(quarter).into_iter().zip(counts).enumerate();
            let span = |(i, (month, count)): (usize, (Month, PublishedCount))| {
                let year = year(month, i == 0).filter(|_| i == 0 || month.month == 1);
                span(format::month(month), format::month_letter(month), year, count)
            };
            months.filter_map(span).collect()
        }
        Spans::Quarters(counts) => {
            let quarters = quarters(quarter).into_iter().zip(counts).enumerate();
            let span = |(i, (quarter, count)): (usize, (Quarter, PublishedCount))| {
                let short = format::short_quarter(quarter);
                let short = short.rsplit_once(' ').map_or(short.as_str(), |(months, _)| months);
                let year = year(Month::of(quarter.first_day()), i == 0);
                span(quarter.months_in_words(), short.into(), year, count)
            };
            quarters.filter_map(span).collect()
        }
        Spans::Hidden => Vec::new(),
    };
    SpanPanel { label: name(event).into(), spans }
}

fn span(name: String, short: String, year: Option<String>, count: PublishedCount) -> Option<SpanCount> {
    Some(SpanCount { name, short, year, count: count.get()?, text: format::published(count) })
}

/// How the last month or quarter stands among those shown, of job starts if they are.
fn message(panels: &[SpanPanel]) -> String {
    let is_of_jobs = |panel: &&SpanPanel| panel.label == name(Event::JobStarted) && !panel.spans.is_empty();
    let shown = panels.iter().find(is_of_jobs).or(panels.iter().find(|panel| !panel.spans.is_empty()));
    let Some((panel, (last, before))) = shown.and_then(|panel| Some((panel, panel.spans.split_last()?))) else {
        return "People attached, job starts and people sustained: too few a month to be shown".into();
    };
    let span = if panel.spans.len() == 12 { "months" } else { "quarters" };
    let (most, least) = (before.iter().map(|own| own.count).max(), before.iter().map(|own| own.count).min());
    let standing = match () {
        () if most.is_some_and(|most| last.count > most) => format!(", the most of these {} {span}", panel.spans.len()),
        () if least.is_some_and(|least| last.count < least) => {
            format!(", the fewest of these {} {span}", panel.spans.len())
        }
        () => format!(
            "; between {} and {} in the {} {span} before",
            format::count(least.unwrap_or(0)),
            format::count(most.unwrap_or(0)),
            before.len()
        ),
    };
    format!("{}: {} in {}{standing}", panel.label, last.text, last.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn panel(label: &str, counts: &[u64]) -> SpanPanel {
        let span = |(i, count): (usize, &u64)| SpanCount {
            name: format!("month {}", i + 1),
            short: "M".into(),
            year: None,
            count: *count,
            text: count.to_string(),
        };
        SpanPanel { label: label.into(), spans: counts.iter().enumerate().map(span).collect() }
    }

    fn of_jobs(last: u64) -> String {
        let counts = [30, 28, 40, 31, 30, 33, 34, 29, 30, 38, 30, last];
        message(&[panel("People attached", &[9; 12]), panel("Job starts", &counts)])
    }

    #[test]
    fn the_message_says_where_the_last_month_stands_and_no_more() {
        assert_eq!(of_jobs(43), "Job starts: 43 in month 12, the most of these 12 months");
        assert_eq!(of_jobs(12), "Job starts: 12 in month 12, the fewest of these 12 months");
        assert_eq!(of_jobs(40), "Job starts: 40 in month 12; between 28 and 40 in the 11 months before");
        assert_eq!(of_jobs(28), "Job starts: 28 in month 12; between 28 and 40 in the 11 months before");
    }

    #[test]
    fn where_job_starts_are_not_shown_the_message_is_of_what_is() {
        let panels = [panel("People attached", &[20, 30, 10, 40]), panel("Job starts", &[])];
        assert_eq!(message(&panels), "People attached: 40 in month 4, the most of these 4 quarters");
        assert_eq!(
            message(&panels[1..]),
            "People attached, job starts and people sustained: too few a month to be shown"
        );
    }

    #[test]
    fn the_quarters_of_a_year_follow_each_other() {
        let names = quarters("2015-16-Q3".parse().unwrap()).map(|quarter| quarter.to_string());
        assert_eq!(names, ["2014-15-Q4", "2015-16-Q1", "2015-16-Q2", "2015-16-Q3"]);
    }
}

//! Easy wins and parking: of each group of people, how many had no job start after some months; and where that is more
//! than chance would explain, a question to the prime. Never an accusation: the returns do not say what was done.

use crate::disclosure::crossed::OTHERS;
use crate::disclosure::{PublishedTable, Row as TableRow};
use crate::metrics::compare::{Counts, Gap, above_the_others, widest};
use crate::metrics::compute::CountTable;
use crate::metrics::{CountColumn, Dimension, Event, People};

use super::cells::{TableMaker, TableWords, not_applicable};
use super::comparison::{capital, in_words};
use super::figures::Figures;
use super::format;
use super::input::PaperInput;
use super::model::{Block, Cell, Column, Decimal, Inline, List, Mark, Table, Unit};

/// After how many months it is asked who has had no job start.
pub const MONTHS: [u32; 3] = [6, 12, 24];

/// What is counted of each group: people followed for so long, and those of them with a job start by then.
pub const COLUMNS: [CountColumn; 8] = [
    CountColumn::Happened(Event::Attached),
    CountColumn::Happened(Event::JobStarted),
    followed(MONTHS[0]),
    started(MONTHS[0]),
    followed(MONTHS[1]),
    started(MONTHS[1]),
    followed(MONTHS[2]),
    started(MONTHS[2]),
];

const fn followed(months: u32) -> CountColumn {
    CountColumn::Followed { of: Event::Attached, months }
}

const fn started(months: u32) -> CountColumn {
    CountColumn::FollowedAchieved { event: Event::JobStarted, of: Event::Attached, months }
}

/// The kind of people that is asked about: the main barrier, else the first of which the returns hold several groups.
pub fn kind(people: &People) -> Option<Dimension> {
    let kinds = [Dimension::Barrier].into_iter().chain(crate::metrics::compare::KINDS);
    kinds.into_iter().find(|kind| people.known_groups(*kind) > 1)
}

/// Groups of people and how many of each had no job start after some months.
#[derive(Clone, Debug)]
pub struct Parked {
    pub dimension: Dimension,
    pub groups: Vec<String>,
    /// By months, in the order of [`MONTHS`], and group: people without a job start, of those followed so long. Nothing
    /// where it is hidden.
    pub without: [Vec<Option<Counts>>; 3],
    /// The fewest people of whom a share is said.
    pub least: u64,
}

impl Parked {
    /// From a published table whose last dimension has the groups; `which` tells the rows apart from those of another prime.
    pub fn published(table: &PublishedTable, which: &dyn Fn(&[String]) -> bool) -> Parked {
        let count = |at, column| table.count(TableRow::Group(at), column).get();
        Parked::of(table.dimensions(), table.groups(), which, &count, 2 * table.threshold())
    }

    /// The same with nothing hidden, for officers' files and tests only.
    pub fn exact(table: &CountTable, which: &dyn Fn(&[String]) -> bool) -> Parked {
        Parked::of(&table.dimensions, &table.groups, which, &|at, column| table.exact(at, column), 1)
    }

    fn of(
        dimensions: &[Dimension],
        groups: &[Vec<String>],
        which: &dyn Fn(&[String]) -> bool,
        count: &dyn Fn(usize, CountColumn) -> Option<u64>,
        least: u64,
    ) -> Parked {
        let rows: Vec<usize> = (0..groups.len()).filter(|at| which(&groups[*at])).collect();
        let without = |months| {
            let of = |at: &usize| {
                let (followed, started) = (count(*at, followed(months))?, count(*at, started(months))?);
                Some((followed.checked_sub(started)?, followed))
            };
            rows.iter().map(of).collect()
        };
        Parked {
            dimension: dimensions.last().copied().unwrap_or(Dimension::Barrier),
            groups: rows.iter().filter_map(|at| groups[*at].last().cloned()).collect(),
            without: MONTHS.map(without),
            least,
        }
    }

    /// Whether a group is one kind of people: not all others together, nor those of whom nothing is known.
    fn is_a_kind(&self, group: usize) -> bool {
        let name = &self.groups[group];
        name != OTHERS && name != self.dimension.not_known()
    }

    /// The groups with the highest and lowest share without a job start after the months of that place.
    pub fn widest(&self, at: usize) -> Option<(Gap, usize)> {
        let kinds = self.without[at].iter().enumerate().map(|(group, own)| own.filter(|_| self.is_a_kind(group)));
        widest(&kinds.collect::<Vec<_>>(), self.least)
    }

    /// A question for each group of whom more than of the others had no job start, by more than chance: after the most
    /// months for which that holds. `words` are a group's as readers know it.
    pub fn questions(&self, words: &dyn Fn(&str) -> String) -> Vec<String> {
        let above: [Vec<Gap>; 3] = [0, 1, 2].map(|at| above_the_others(&self.without[at], self.least));
        let question = |(group, name): (usize, &String)| {
            let (at, gap) =
                (0..MONTHS.len()).rev().find_map(|at| Some((at, above[at].iter().find(|gap| gap.group == group)?)))?;
            let share = |counts: Counts| Cell::rate_of(counts).text;
            Some(format!(
                "Of people {} {}, {} had started no job {} months after they joined. Of others it was {}. What is done for them?",
                of_whom(self.dimension),
                words(name),
                share(gap.own),
                MONTHS[at],
                share(gap.others)
            ))
        };
        self.groups.iter().enumerate().filter(|(group, _)| self.is_a_kind(*group)).filter_map(question).collect()
    }
}

fn of_whom(dimension: Dimension) -> String {
    match dimension {
        Dimension::PaymentGroup => "in payment group".into(),
        Dimension::AgeBand => "in the age band".into(),
        other => format!("whose {} is", in_words(other)),
    }
}

/// The block `parked`.
pub fn parked(input: &PaperInput<'_>, figures: &Figures) -> Vec<Block> {
    let sentence = |text: String| Block::paragraph(vec![Inline::plain(text)]);
    let Some(table) = &figures.parked else {
        return vec![sentence("There are no groups of people by which this could be told, or the figures of everybody could then not be shown.".into())];
    };
    let parked = Parked::published(table, &|_| true);
    let name = in_words(parked.dimension);
    if parked.groups.is_empty() {
        return vec![sentence(format!(
            "Of no group by {name} could the counts be shown without telling of single people."
        ))];
    }
    let words = |group: &str| input.group_words(parked.dimension, group);
    let questions = parked.questions(&words);
    let mut blocks = vec![sentence(format!(
        "A prime that is paid for job outcomes may help first those who need least. The table tells by {name} how many people had started no job 6, 12 and 24 months after they joined. Why is not in the returns: what differs by more than chance would explain is a question to the primes.",
    ))];
    if questions.is_empty() {
        blocks.push(sentence(format!(
            "No group by {name} whose counts can be shown has been without a job start more often than the others by more than chance would explain."
        )));
    } else {
        blocks.push(sentence("Questions to the primes:".into()));
        blocks.push(Block::List(List { items: questions.into_iter().map(|own| vec![Inline::plain(own)]).collect() }));
    }
    blocks.push(Block::Table(shares(input, figures, &parked, table.threshold())));
    blocks
}

fn shares(input: &PaperInput<'_>, figures: &Figures, parked: &Parked, threshold: u64) -> Table {
    // The last row has a difference in points where the others have a rate, and its interval.
    let parts = [
        ("rate", Unit::Percent),
        ("people without", Unit::Count),
        ("of people", Unit::Count),
        ("interval of the difference, low", Unit::Percent),
        ("interval of the difference, high", Unit::Percent),
    ];
    let shares = MONTHS.map(|months| Column::named_parts(format!("No job start after {months} months"), &parts));
    let name = in_words(parked.dimension);
    let mut maker = TableMaker::new([Column::words(capital(name))].into_iter().chain(shares).collect());
    for (at, group) in parked.groups.iter().enumerate() {
        let cell = |own: &Vec<Option<Counts>>| share(own[at], parked.least);
        let name = Cell::words(input.group_words(parked.dimension, group));
        maker.row(name, parked.without.iter().map(cell).collect(), false);
    }
    let gap = |at: usize| {
        let cell = parked.widest(at).map(|(gap, _)| {
            let (own, other) = (gap.own.0 as f64 / gap.own.1 as f64, gap.others.0 as f64 / gap.others.1 as f64);
            let [gap, low, high] = [own - other, gap.interval.low, gap.interval.high].map(Decimal::points);
            Cell::points(gap, low, high)
        });
        cell.unwrap_or_else(not_applicable)
    };
    maker.row(Cell::words("Highest less lowest (95% interval)"), [0, 1, 2].map(gap).into(), true);
    let words = TableWords {
        id: "parked",
        title: format!("People without a job start, by {name}"),
        scope: format!(
            "All primes, people who joined at least so many months before {}.",
            format::date(figures.to_date.view().as_at.0)
        ),
        units: "Percent of the people who joined at least so long ago, with counts of people.",
        notes: &[
            "Other groups: all groups whose counts cannot be shown one by one, together.",
            "A job start counts from the first day of a job after joining. The columns are different people: those of the later ones joined earlier.",
            "The interval of the gap is Newcombe's. It takes the two groups as picked beforehand; the widest of many gaps is wider by chance.",
        ],
    };
    maker.finish(input, words, threshold)
}

fn share(counts: Option<Counts>, least: u64) -> Cell {
    match counts {
        Some((_, 0)) => not_applicable(),
        Some(counts @ (_, n)) if n >= least => Cell::rate_of(counts),
        _ => Cell::mark(Mark::Confidential),
    }
}

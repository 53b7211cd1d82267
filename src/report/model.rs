//! The paper as data: sections, numbered paragraphs, tables, charts. No markup, and no figure that
//! has not been published: the builder makes every text here from `disclosure`'s types.

use chrono::NaiveDate;
use serde::Serialize;

pub use super::cell::{Cell, Datum, Decimal, Mark, Part, Unit};
pub use super::picture::{
    Amount, AmountGroup, Bar, BarGroup, Curve, CurvePoint, Funnel, FunnelLimits, FunnelPlace, Picture, SpanCount,
    SpanPanel,
};

/// A whole paper, the same for every format.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// Document title, also in the page's head.
    pub title: String,
    /// The council whose paper it is.
    pub council: String,
    /// A line that stands on top and at the foot of every page, such as "Sample data: ... invented".
    pub notice: Option<String>,
    /// What the figures are of, for the formats that say it in a place of its own.
    pub about: About,
    /// `REPORT TO`, `DATE` and so on, in the order of the council's own paper.
    pub header: Vec<HeaderLine>,
    pub sections: Vec<Section>,
    /// Version, manifest's hash and the like, one line each.
    pub footer: Vec<String>,
}

/// When and whose the figures are, and whom to ask.
#[derive(Clone, Debug, Serialize)]
pub struct About {
    /// `Quarter 3, 1 October to 31 December 2015`.
    pub period: String,
    pub as_at: NaiveDate,
    /// `Returns of Bridgewater Pathways and Northgate Works.`
    pub source: String,
    /// Name, post, email, telephone.
    pub contact: String,
}

/// One line of the block on top of a paper.
#[derive(Clone, Debug, Serialize)]
pub struct HeaderLine {
    pub label: String,
    pub text: String,
}

/// A section that members cite by number: `3.0 SUPPORTING INFORMATION`, or `3.2` below it.
#[derive(Clone, Debug, Serialize)]
pub struct Section {
    /// `3.0` for a section, `3.2` for a subsection.
    pub number: String,
    /// Anchor, unique in the paper: lower case letters, digits and hyphens.
    pub id: String,
    pub heading: String,
    pub blocks: Vec<Block>,
    /// One level only: a subsection has none.
    pub subsections: Vec<Section>,
}

/// What stands in a section, in reading order.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Block {
    Paragraph(Paragraph),
    List(List),
    Table(Table),
    Chart(Chart),
    /// A box with its own heading, such as "For members".
    Callout {
        heading: String,
        items: Vec<Text>,
    },
    /// Terms and what they mean.
    Glossary {
        entries: Vec<GlossaryEntry>,
    },
}

impl Block {
    /// A paragraph that will be numbered in its place.
    pub fn paragraph(text: Text) -> Self {
        Block::Paragraph(Paragraph { number: String::new(), text })
    }
}

/// A numbered paragraph: `3.2.1`.
#[derive(Clone, Debug, Serialize)]
pub struct Paragraph {
    pub number: String,
    pub text: Text,
}

/// An unordered list below a paragraph.
#[derive(Clone, Debug, Serialize)]
pub struct List {
    pub items: Vec<Text>,
}

/// Running text, in pieces.
pub type Text = Vec<Inline>;

/// A piece of running text; never markup.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Inline {
    Plain {
        text: String,
    },
    Strong {
        text: String,
    },
    /// A published figure, with the id that `explain` understands.
    Figure {
        text: String,
        id: String,
    },
    /// Another file of the same run, by its path from this one's folder. Never anybody's words.
    Link {
        text: String,
        path: String,
    },
}

impl Inline {
    pub fn plain(text: impl Into<String>) -> Self {
        Inline::Plain { text: text.into() }
    }

    pub fn strong(text: impl Into<String>) -> Self {
        Inline::Strong { text: text.into() }
    }

    pub fn figure(text: impl Into<String>, id: impl Into<String>) -> Self {
        Inline::Figure { text: text.into(), id: id.into() }
    }

    pub fn link(text: impl Into<String>, path: impl Into<String>) -> Self {
        Inline::Link { text: text.into(), path: path.into() }
    }

    /// The words, without what kind of piece it is.
    pub fn text(&self) -> &str {
        match self {
            Inline::Plain { text }
            | Inline::Strong { text }
            | Inline::Figure { text, .. }
            | Inline::Link { text, .. } => text,
        }
    }
}

/// A table. Title, scope, source and units are not optional: a figure without them cannot be read.
#[derive(Clone, Debug, Serialize)]
pub struct Table {
    /// Anchor, unique in the paper.
    pub id: String,
    /// `Table 1`.
    pub number: String,
    pub title: String,
    /// Who and when: people, places, period, basis.
    pub scope: String,
    pub source: String,
    pub units: String,
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
    /// Notes under the table: what `[c]` means, what a column's window is.
    pub notes: Vec<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Column {
    pub heading: String,
    pub kind: ColumnKind,
    /// What its cells hold, number by number: of `9 of 50` those who achieved, and those of whom they are counted. A column
    /// of single values is its own part.
    pub parts: Vec<Part>,
}

/// How a column is set: words to the left, numbers to the right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnKind {
    Words,
    Number,
}

#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// The first cell heads the row.
    pub cells: Vec<Cell>,
    /// A total of the rows above; set apart.
    pub is_total: bool,
}

/// A symbol that always stands beside its word, so that neither colour nor shape carries meaning alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Symbol {
    /// On course: green star.
    GreenStar,
    /// Uncertain: amber circle.
    AmberCircle,
    /// Not on course: red triangle.
    RedTriangle,
    /// Better than the year before.
    ArrowUp,
    /// The same.
    ArrowLevel,
    /// Worse.
    ArrowDown,
}

impl Column {
    pub fn words(heading: impl Into<String>) -> Self {
        Column::single(heading.into(), ColumnKind::Words, Unit::Words)
    }

    pub fn count(heading: impl Into<String>) -> Self {
        Column::single(heading.into(), ColumnKind::Number, Unit::Count)
    }

    pub fn percent(heading: impl Into<String>) -> Self {
        Column::single(heading.into(), ColumnKind::Number, Unit::Percent)
    }

    pub fn number(heading: impl Into<String>) -> Self {
        Column::single(heading.into(), ColumnKind::Number, Unit::Number)
    }

    pub fn date(heading: impl Into<String>) -> Self {
        Column::single(heading.into(), ColumnKind::Words, Unit::Date)
    }

    fn single(heading: String, kind: ColumnKind, unit: Unit) -> Self {
        Column { parts: vec![Part { heading: heading.clone(), unit }], heading, kind }
    }

    /// A column whose cells hold several values.
    pub fn parted(heading: impl Into<String>, kind: ColumnKind, parts: &[(&str, Unit)]) -> Self {
        let part = |(heading, unit): &(&str, Unit)| Part { heading: (*heading).into(), unit: *unit };
        Column { heading: heading.into(), kind, parts: parts.iter().map(part).collect() }
    }

    /// Names of rows that say two things, such as an indicator and a prime.
    pub fn names(heading: &str, [first, second]: [&str; 2]) -> Self {
        Column::parted(heading, ColumnKind::Words, &[(first, Unit::Words), (second, Unit::Words)])
    }

    /// Cells such as `9 of 50`.
    pub fn of(heading: &str, [achieved, of]: [&str; 2]) -> Self {
        Column::parted(heading, ColumnKind::Number, &[(achieved, Unit::Count), (of, Unit::Count)])
    }

    /// Cells such as `18% (9 of 50)`.
    pub fn rate_of(heading: impl Into<String>) -> Self {
        let parts = [("rate", Unit::Percent), ("people achieved", Unit::Count), ("of people", Unit::Count)];
        Column::named_parts(heading.into(), &parts)
    }

    /// Cells such as `18% (9)`.
    pub fn rate_and_count(heading: impl Into<String>) -> Self {
        Column::named_parts(heading.into(), &[("rate", Unit::Percent), ("people achieved", Unit::Count)])
    }

    /// Cells such as `10% to 31%` or `5 to 12`.
    pub fn range(heading: &str, [low, high]: [&str; 2], unit: Unit) -> Self {
        Column::named_parts(heading.into(), &[(low, unit), (high, unit)])
    }

    /// Numbers whose headings begin with the column's.
    pub fn named_parts(heading: String, parts: &[(&str, Unit)]) -> Self {
        let part = |(name, unit): &(&str, Unit)| Part { heading: format!("{heading}: {name}"), unit: *unit };
        Column { parts: parts.iter().map(part).collect(), heading, kind: ColumnKind::Number }
    }
}

/// A chart, always beside the table that holds its figures. The words are not optional: nobody reads a picture without them.
#[derive(Clone, Debug, Serialize)]
pub struct Chart {
    /// Anchor, unique in the paper.
    pub id: String,
    /// `Figure 1`.
    pub number: String,
    /// The message, in words.
    pub title: String,
    /// Measure, place and period.
    pub subtitle: String,
    /// What a person who cannot see it needs: all values in words.
    pub description: String,
    /// The table that holds the same figures: `Table 2`.
    pub table: String,
    pub source: String,
    pub picture: Picture,
}

#[derive(Clone, Debug, Serialize)]
pub struct GlossaryEntry {
    pub term: String,
    pub meaning: String,
}

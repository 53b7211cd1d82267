//! What the paper's charts draw, as data. Made from published figures only; amounts are for the annex that is not public.

use serde::Serialize;

use crate::vocabulary::Pence;

/// What a chart draws.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "kind", content = "of", rename_all = "snake_case")]
pub enum Picture {
    /// Rates side by side with their intervals and the targets they are held against: at most four groups of bars (one an
    /// indicator), in order.
    Rates(Vec<BarGroup>),
    /// Numbers of people, days or the like side by side, one panel a measure; a bar's rate is the number.
    Counts(Vec<BarGroup>),
    /// People by month or quarter, one panel an event.
    Spans(Vec<SpanPanel>),
    /// Percent of each quarter's people by months since they joined, one line a quarter; at most four.
    Curves(Vec<Curve>),
    /// Rates of areas by their number of people, between the limits of chance.
    Funnel(Funnel),
    /// Amounts of money, one panel a contract.
    Amounts(Vec<AmountGroup>),
}

/// The bars of one indicator, with its target line.
#[derive(Clone, Debug, Serialize)]
pub struct BarGroup {
    pub label: String,
    /// Minimum in the contract, as a fraction; drawn as a labelled line.
    pub target: Option<f64>,
    pub target_label: String,
    pub bars: Vec<Bar>,
}

/// One bar. Made from published figures only.
#[derive(Clone, Debug, Serialize)]
pub struct Bar {
    pub label: String,
    /// Fraction 0 to 1; `None` is no figure, or one that is not shown: a hatched gap of fixed height.
    pub rate: Option<f64>,
    /// As printed: `23.4%`, `[c]`, `[z]`.
    pub text: String,
    /// Ends of the 95% interval as fractions, drawn as a whisker.
    pub interval: Option<(f64, f64)>,
}

impl Bar {
    /// Whether there is a figure that may not be shown; where there is none, nothing stands in its place.
    pub fn is_hidden(&self) -> bool {
        self.rate.is_none_or(|rate| !rate.is_finite()) && self.text != super::format::NOT_APPLICABLE
    }
}

/// People to whom one thing happened, in months or quarters that follow each other.
#[derive(Clone, Debug, Serialize)]
pub struct SpanPanel {
    /// What happened: `Job starts`.
    pub label: String,
    /// None at all where none may be shown: they are shown together or not.
    pub spans: Vec<SpanCount>,
}

#[derive(Clone, Debug, Serialize)]
pub struct SpanCount {
    /// In words: `December 2015`.
    pub name: String,
    /// Below the column: `D`, `Oct to Dec`.
    pub short: String,
    /// The year, where it begins.
    pub year: Option<String>,
    pub count: u64,
    /// As printed: `1,234`.
    pub text: String,
}

/// People who joined in one quarter, as far as all of them have been followed.
#[derive(Clone, Debug, Serialize)]
pub struct Curve {
    /// `Oct to Dec 2014`.
    pub label: String,
    pub points: Vec<CurvePoint>,
}

#[derive(Clone, Debug, Serialize)]
pub struct CurvePoint {
    /// Since joining.
    pub months: u32,
    /// Fraction 0 to 1; `None` is not shown: the line breaks.
    pub rate: Option<f64>,
    /// As printed.
    pub text: String,
}

/// Areas between limits of chance.
#[derive(Clone, Debug, Serialize)]
pub struct Funnel {
    /// The rate of everybody, as a fraction.
    pub rate: f64,
    /// `All 23.4%`.
    pub rate_label: String,
    pub places: Vec<FunnelPlace>,
    /// By number of people, fewest first.
    pub limits: Vec<FunnelLimits>,
}

#[derive(Clone, Debug, Serialize)]
pub struct FunnelPlace {
    pub label: String,
    pub people: u64,
    /// Fraction 0 to 1.
    pub rate: f64,
    /// As printed.
    pub text: String,
    /// Outside the 95% limits, and outside those of 99.8%: labelled by name.
    pub is_outside: bool,
    pub is_far_outside: bool,
}

/// Fractions between which chance alone keeps so many people; none where no count is so unlikely.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct FunnelLimits {
    pub people: u64,
    pub low_95: Option<f64>,
    pub high_95: Option<f64>,
    pub low_998: Option<f64>,
    pub high_998: Option<f64>,
}

/// The amounts of one contract.
#[derive(Clone, Debug, Serialize)]
pub struct AmountGroup {
    pub label: String,
    pub amounts: Vec<Amount>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Amount {
    /// `Achieved`, `Claimed`, `Paid`.
    pub label: String,
    /// None where it is not known.
    pub pence: Option<Pence>,
    /// As printed, in whole pounds.
    pub text: String,
}

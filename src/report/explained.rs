//! A figure of the paper explained on one page: what it says, what it is made of, who decides.

use crate::definitions::{ListOf, Programme};
use crate::disclosure::Shown;
use crate::metrics::assess::{TargetStatement, target_statement};
use crate::metrics::{CountColumn, Dimension, Event, Figure};
use crate::validation::ContractTerms;
use crate::vocabulary::{Basis, Percent};

use super::comparison::in_words as dimension_in_words;
use super::format;
use super::printed::PrintedFigure;
use super::programme::{self, Line, Page, Section};
use super::reasons::Reasons;
use super::targets;

/// What a page about a figure is made from.
pub struct Explained<'a> {
    pub figure: &'a PrintedFigure<'a>,
    /// The contracts whose primes send a row for each person, and those whose primes send counts.
    pub contracts: &'a [ContractTerms<'a>],
    pub counted: &'a [ContractTerms<'a>],
    /// Who is not counted; nothing where that may not be told.
    pub reasons: Option<Reasons>,
    /// Where the rows come from, and what became of those that are not used.
    pub sources: Vec<Line>,
    pub not_used: Vec<Line>,
}

/// The page.
pub fn page(own: &Explained<'_>) -> Page {
    let section = |heading, lines: Vec<Line>| Section { heading, lines };
    let mut sections = vec![
        section("The figure", own.figure_lines()),
        section("Definition", own.definition()),
        section("The rules that decide", own.rules()),
        section("Who is counted, and who is not", own.counts()),
        section("Time and target", own.time_and_target()),
        section("Why it is not shown", own.hidden()),
        section("Rows that are not used", own.not_used.clone()),
        section("Where it comes from", own.sources.clone()),
    ];
    sections.retain(|section| !section.lines.is_empty());
    Page { title: format!("{}: {}", own.name(), own.figure.text()), sections }
}

fn says(text: impl Into<String>) -> Line {
    Line::Says(text.into())
}

fn item(text: impl Into<String>) -> Line {
    Line::Item(text.into())
}

impl Explained<'_> {
    /// `Job start rate, Northgate Works`.
    fn name(&self) -> String {
        format!("{}, {}", self.figure.indicator.name, self.of_whom())
    }

    fn of_whom(&self) -> String {
        let dimension = self.figure.table.dimensions().first().copied().unwrap_or(Dimension::Prime);
        match (self.figure.group(), dimension) {
            (None, Dimension::Prime) => "all primes".into(),
            (None, _) => "everybody".into(),
            (Some(name), Dimension::Prime) => name.into(),
            (Some(name), Dimension::AttachmentQuarter) => format!("people attached in {name}"),
            (Some(name), other) => format!("{} {name}", dimension_in_words(other)),
        }
    }

    fn figure_lines(&self) -> Vec<Line> {
        let view = self.figure.table.view();
        let when = match view.basis {
            Basis::ToDate => format!("everything since the contracts began, as at {}", format::date(view.as_at.0)),
            Basis::Period => format!("what happened in {}", view.quarter.in_words()),
            Basis::TwelveMonths => format!("what happened in the twelve months to {}", format::date(view.as_at.0)),
            Basis::Cohort => format!("people who joined in {}, followed since", view.quarter.in_words()),
        };
        vec![
            says(format!("The paper prints: {}", self.figure.text())),
            says(format!("Of whom: {}. Basis {}: {when}.", self.of_whom(), view.basis.id())),
            says(format!("Its id: {}", self.figure.id)),
        ]
    }

    fn definition(&self) -> Vec<Line> {
        let indicator = self.figure.indicator;
        let mut lines =
            vec![says(indicator.definition), says(format!("Source of the definition: {}.", indicator.source))];
        if let Figure::Rate { event, of } = indicator.figure {
            let measure = self.figure.table.measure(self.figure.row, indicator);
            lines.push(says(format!(
                "{} = {} / {} = {} / {} = {}",
                indicator.name,
                event.id().replace('_', " "),
                of.id().replace('_', " "),
                self.shown(event),
                self.shown(of),
                format::rate(&measure)
            )));
        }
        if self.figure.table.view().basis.is_of_a_period() {
            lines.push(says("The two counts are different people: those to whom the one happened in the quarter, and those to whom the other did. The rate is nobody's chance."));
        }
        lines
    }

    /// A count as it may be printed; one that was not sent is not nobody.
    fn shown(&self, event: Event) -> String {
        match self.figure.table.holds(CountColumn::Happened(event)) {
            true => format::published(self.figure.count(event)),
            false => format::NOT_APPLICABLE.into(),
        }
    }

    /// The contracts behind the figure.
    fn own_contracts(&self) -> Vec<&ContractTerms<'_>> {
        let all = if self.figure.counted.is_some() { self.counted } else { self.contracts };
        let by_prime = self.figure.table.dimensions() == [Dimension::Prime];
        let prime = self.figure.group().filter(|_| by_prime);
        all.iter().filter(|terms| prime.is_none_or(|prime| terms.prime_name == prime)).collect()
    }

    fn rules(&self) -> Vec<Line> {
        let event = self.figure.indicator.event();
        let mut lines = Vec::new();
        let contracts = self.own_contracts();
        if self.figure.counted.is_some() {
            return vec![says("The prime sends counts, and no row for each person: it has applied the rules itself.")];
        }
        if matches!(event, Event::Referred | Event::Attached) {
            lines.push(says(match contracts.iter().any(|terms| terms.contract.referrals_from == ListOf::Jcp) {
                true => "Referred is whoever stands on Jobcentre Plus's list for the prime, or came to it by another route. A prime's row that says Jobcentre Plus referred the person, and is not on its list, is left out of both counts and put to both.",
                false => "Referred is whoever stands on the prime's own list: there is no list of Jobcentre Plus's that binds.",
            }));
            lines.push(says("Each person is counted once on a contract, by the first day on which they joined."));
            return lines;
        }
        if event == Event::OutcomePaid {
            return vec![says(
                "Paid for is whoever has, in the prime's returns, a day by the as-at day on which the programme's outcome was paid.",
            )];
        }
        let mut programmes: Vec<&Programme> = Vec::new();
        for terms in contracts {
            if !programmes.iter().any(|programme| programme.id == terms.programme.id) {
                programmes.push(terms.programme);
            }
        }
        for own in programmes {
            lines.push(says(format!("{}: {}", own.name, programme::job_counts(own))));
            if event != Event::JobStarted {
                lines.extend(programme::outcome(own).into_iter().map(Line::Says));
            }
        }
        lines
    }

    fn counts(&self) -> Vec<Line> {
        let (table, row) = (self.figure.table, self.figure.row);
        let line = |event: Event, words: &str| {
            let held = table.holds(CountColumn::Happened(event));
            held.then(|| item(format!("{} {words}", self.shown(event))))
        };
        let in_quarter = if table.view().basis.is_of_a_period() { " in the quarter" } else { "" };
        let Some((event, of)) = self.figure.parts() else {
            return line(Event::Referred, &format!("referred{in_quarter}: everybody counted")).into_iter().collect();
        };
        let mut lines = Vec::new();
        if of != Event::Referred {
            lines.extend(line(Event::Referred, &format!("referred{in_quarter}: everybody")));
        }
        let (could, does) = match in_quarter {
            "" => ("who could count", "who does"),
            _ => ("what it is set against", "what is counted"),
        };
        lines.extend(line(of, &format!("{}{in_quarter}: {could}", words(of))));
        lines.extend(line(event, &format!("{}{in_quarter}: {does}", words(event))));
        if self.figure.counted.is_some() || !in_quarter.is_empty() {
            return lines;
        }
        let in_time = table.measure(row, super::cells::indicator(rate_of(event))).in_time();
        if let (Shown::Value(in_time), true) = (in_time, matches!(event, Event::JobStarted | Event::Sustained)) {
            lines.push(item(format!(
                "{} do not and are still in time: not yet known, and no failures",
                format::count(in_time)
            )));
        }
        match &self.reasons {
            Some(reasons) if reasons.is_empty() => lines.push(says("Nobody else is among them.")),
            Some(reasons) => {
                lines.push(says("Of the others, by the rule that decides:"));
                let told = |(why, people): &(&str, u64)| item(format!("{}: {why}", format::count(*people)));
                lines.extend(reasons.iter().map(told));
            }
            None if event == Event::OutcomePaid => {
                lines.push(says("Why the others are not paid for is not in the returns: some have not reached the outcome, others wait."))
            }
            None => lines.push(says("The others are not told apart by rule here: it would tell of single people.")),
        }
        lines
    }

    fn minimum(&self) -> Option<Percent> {
        if self.figure.table.dimensions() != [Dimension::Prime] || self.figure.table.view().basis != Basis::ToDate {
            return None;
        }
        let all = if self.figure.counted.is_some() { self.counted } else { self.contracts };
        ContractTerms::minimum(all, self.figure.group(), self.figure.indicator.id)
    }

    /// What a prime's contract asks besides the minimum of a rate.
    fn other_targets(&self) -> Vec<Line> {
        let view = self.figure.table.view();
        let is_of_a_prime = self.figure.table.dimensions() == [Dimension::Prime] && self.figure.group().is_some();
        if !is_of_a_prime || view.basis != Basis::ToDate {
            return Vec::new();
        }
        let of_it = |terms: &&ContractTerms<'_>| targets::in_words(terms, self.figure.indicator, view.as_at.0);
        let told = self.own_contracts().iter().flat_map(of_it).collect::<Vec<_>>();
        told.into_iter().map(|target| says(format!("Another target: {target}."))).collect()
    }

    fn time_and_target(&self) -> Vec<Line> {
        let indicator = self.figure.indicator;
        if !matches!(indicator.figure, Figure::Rate { .. }) {
            return self.other_targets();
        }
        let measure = self.figure.table.measure(self.figure.row, indicator);
        let mut lines = Vec::new();
        if measure.had_time() != Shown::NotApplicable && indicator.event() != Event::Attached {
            lines.push(says(format!(
                "Of those who have had their full time: {} = {}, 95% interval {} (Wilson 1927).",
                format::of(measure.had_time()),
                format::percent_of(measure.had_time()),
                format::interval(measure.interval(), measure.had_time())
            )));
        }
        let Some(minimum) = self.minimum() else {
            lines.push(says("No contract sets a minimum for this figure."));
            lines.extend(self.other_targets());
            return lines;
        };
        let statement = measure.statement(minimum);
        let said = match self.figure.counted {
            Some(_) if statement != Shown::Value(TargetStatement::Met) => "Not reached so far".to_string(),
            _ => format::statement(statement, measure.evidence(minimum)),
        };
        lines.push(says(format!("The contract's minimum is {}. The paper says: {said}.", format::target(minimum))));
        if let Shown::Value((achieved, of)) = measure.rate() {
            lines.push(says(decided(achieved, of, measure.in_time(), minimum)));
        }
        lines.extend(self.other_targets());
        lines
    }

    fn hidden(&self) -> Vec<Line> {
        if self.figure.text() != format::HIDDEN {
            return Vec::new();
        }
        let threshold = self.figure.table.threshold();
        let measure = self.figure.table.measure(self.figure.row, self.figure.indicator);
        if let (Figure::Rate { .. }, Shown::Value(_)) = (self.figure.indicator.figure, measure.counts()) {
            return vec![says(format!(
                "A rate needs at least {} people in its denominator: fewer make no rate.",
                2 * threshold
            ))];
        }
        vec![
            says("It is hidden to protect individuals, by one of three rules:"),
            item(format!("small: a count from 1 to {} is not shown;", threshold - 1)),
            item(format!("complement: nor is one that leaves from 1 to {} people of a larger count;", threshold - 1)),
            item("secondary: nor one from which such a count could be worked out."),
            says("Which of them would say how large it is; officers are told with --audience officers."),
        ]
    }
}

/// The headline rate whose people still in time are those of an event.
fn rate_of(event: Event) -> &'static str {
    match event {
        Event::Attached | Event::Referred => "attachment_rate",
        Event::JobStarted => "job_start_rate",
        _ => "sustainment_rate",
    }
}

fn words(event: Event) -> &'static str {
    match event {
        Event::Referred => "referred",
        Event::Attached => "attached",
        Event::JobStarted => "started a job that counts",
        Event::OutcomePaid => "paid for",
        Event::SustainedOtherwise => "sustained by the source that the contract does not read",
        _ => "sustained, as the contract reads it",
    }
}

/// How many people a share of so many is at least.
pub fn needed(minimum: Percent, of: u64) -> u64 {
    (u64::from(minimum.hundredths) * of).div_ceil(10_000)
}

/// The statement with the numbers put in.
fn decided(achieved: u64, of: u64, in_time: Shown<u64>, minimum: Percent) -> String {
    let least = needed(minimum, of);
    let ends = format!(
        "{} of {} people are {}; {} have achieved",
        format::target(minimum),
        format::count(of),
        format::count(least),
        format::count(achieved)
    );
    let open = in_time.value().unwrap_or(0);
    match (target_statement(achieved, of, open, minimum), in_time) {
        (Some(TargetStatement::Met), _) => format!("{ends}: met, whatever the others do."),
        (_, Shown::Hidden) => format!("{ends}; how many are still in time is not shown, so nothing more is said."),
        (_, Shown::NotApplicable) => format!("{ends}."),
        (Some(TargetStatement::Missed), _) => {
            format!("{ends} and {} are still in time, which is too few even if all of them do.", format::count(open))
        }
        _ => format!("{ends} and {} are still in time, so that it can still be met: open.", format::count(open)),
    }
}

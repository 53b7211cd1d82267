//! How do we compare with the region and the country: published rates of other places beside ours, each with its own basis
//! and time. They are laid side by side and never taken from each other.

use anyhow::Result;

use super::Asked;
use crate::commands::answer::{Answer, Cell, Part};
use crate::definitions::context::load_all;
use crate::disclosure::Row;
use crate::fault::Fault;
use crate::mapping::context::ContextSeries;
use crate::metrics::{Figure, INDICATORS, Indicator};
use crate::report::format;

impl Asked<'_> {
    pub(super) fn elsewhere(&self) -> Result<Vec<Part>> {
        let workspace = &self.session.definitions.workspace;
        let mut said: Vec<(String, String)> = Vec::new();
        for (_, layout) in load_all(&workspace.folder)? {
            if layout.elsewhere {
                said.push((format!("context/{}", layout.file), layout.description));
            }
        }
        let of = |own: &ContextSeries| said.iter().find(|(file, _)| *file == own.place.file).map(|(_, said)| said);
        let theirs: Vec<(&ContextSeries, &String)> =
            self.session.facts.series.iter().filter_map(|own| Some((own, of(own)?))).collect();
        let rates = INDICATORS.iter().filter(|own| matches!(own.figure, Figure::Rate { .. }));
        let parts: Vec<Part> = rates.filter_map(|rate| self.beside(rate, &theirs)).collect();
        if parts.is_empty() {
            return Err(Fault::usage("the workspace holds no published rates of other places")
                .hint("put them into context/ with `elsewhere = true` and a measure named as ours, such as job_start_rate (docs/files.md)")
                .into());
        }
        Ok(parts)
    }

    /// A rate of ours beside those of other places; nothing where there are none.
    fn beside(&self, rate: &'static Indicator, theirs: &[(&ContextSeries, &String)]) -> Option<Part> {
        let own: Vec<_> = theirs.iter().filter(|(own, _)| own.measure == rate.id).collect();
        if own.is_empty() || !self.table().holds(crate::metrics::CountColumn::Happened(rate.event())) {
            return None;
        }
        let view = self.table().view();
        let text = |text: &str| Cell::Text(text.to_string());
        let mut rows: Vec<Vec<Cell>> = Vec::new();
        for (name, row) in self.rows() {
            let name = if row == Row::Total { "All our primes".into() } else { name };
            let measure = self.table().measure(row, rate);
            let when = format!("to {}", format::date(view.as_at.0));
            rows.push(vec![
                Cell::Text(name),
                Cell::Text(format::rate(&measure)),
                Cell::Text(format::of(measure.counts())),
                Cell::Text(when),
                text(rate.definition),
            ]);
        }
        for (own, said) in own {
            let value = own.value.as_ref().map_or(format::NOT_APPLICABLE.into(), |value| format!("{value:.1}%"));
            let when = own.period.map_or("not said".into(), |span| format!("to {}", format::date(span.last)));
            rows.push(vec![
                text(&own.area),
                Cell::Text(value),
                text("not published here"),
                Cell::Text(when),
                text(said),
            ]);
        }
        Some(Part {
            id: rate.id,
            title: format!("{} here and elsewhere: side by side, not the same measure", rate.name),
            answer: Answer {
                headers: ["group", "rate", "people", "when", "what_it_is"].map(String::from).into(),
                rows,
            },
        })
    }
}

//! What a run printed, as numbers: `figures.json`. It stays when a run's rows are taken away, because what was printed stays.

use anyhow::Result;
use serde::{Deserialize, Serialize};

use super::runs::KeptRun;
use super::{Archive, bytes, sealed};
use crate::disclosure::{PaperBefore, PapersBefore};
use crate::metrics::Event;
use crate::metrics::reported::{Figure, Tally, When};
use crate::vocabulary::Quarter;

/// The file of a run.
pub const FIGURES: &str = "figures.json";

/// The figures of a run's paper: what it printed, and what it was printed from. The latter is exact, and for officers alone.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Printed {
    /// Counts from one to one below it were hidden.
    pub threshold: u64,
    figures: Vec<Told>,
    exact: Vec<Exact>,
}

/// A figure with its number; nothing where it was hidden.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Told {
    figure: Figure,
    printed: Option<u64>,
}

/// People by prime, event and month.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Exact {
    prime: String,
    event: Event,
    when: When,
    people: u64,
}

impl Printed {
    pub fn of(printed: impl IntoIterator<Item = (Figure, Option<u64>)>, tally: &Tally, threshold: u64) -> Printed {
        let exact = tally.cells.iter().map(|((prime, event, when), people)| Exact {
            prime: prime.clone(),
            event: *event,
            when: *when,
            people: *people,
        });
        let figures = printed.into_iter().map(|(figure, printed)| Told { figure, printed });
        Printed { threshold, figures: figures.collect(), exact: exact.collect() }
    }

    pub fn tally(&self) -> Tally {
        let cell = |own: &Exact| ((own.prime.clone(), own.event, own.when), own.people);
        Tally { cells: self.exact.iter().map(cell).collect() }
    }

    pub fn figures(&self) -> impl Iterator<Item = (&Figure, Option<u64>)> {
        self.figures.iter().map(|own| (&own.figure, own.printed))
    }
}

impl Archive {
    /// What a run printed; nothing of one that was kept before this was.
    pub fn printed(&self, run: &KeptRun) -> Result<Option<Printed>> {
        let path = self.folder_of(run).join(FIGURES);
        match run.files.keys().any(|file| file.ends_with(&format!("/{}/{FIGURES}", run.id()))) {
            true => Ok(Some(sealed::open(&bytes(&path)?, &path)?)),
            false => Ok(None),
        }
    }

    /// The newest run of each quarter before one that made papers, as far as it was there before a run of that number; the newest
    /// quarter first.
    pub fn papers_before(&self, quarter: Quarter, number: Option<u32>) -> Vec<&KeptRun> {
        let mut newest: Vec<&KeptRun> = Vec::new();
        let is_before = |run: &&KeptRun| {
            run.quarter < quarter && number.is_none_or(|number| run.number < number) && !run.papers.is_empty()
        };
        for run in self.runs.iter().filter(is_before) {
            newest.retain(|other| other.quarter != run.quarter);
            newest.push(run);
        }
        newest.sort_by_key(|run| std::cmp::Reverse(run.quarter));
        newest
    }

    /// What those papers printed.
    pub fn printed_before(&self, runs: &[&KeptRun]) -> Result<PapersBefore> {
        let mut papers = Vec::new();
        for run in runs {
            if let Some(printed) = self.printed(run)? {
                let figures = printed.figures().map(|(figure, number)| (figure.clone(), number)).collect();
                papers.push(PaperBefore { quarter: Some(run.quarter), printed: figures });
            }
        }
        Ok(PapersBefore(papers))
    }
}

//! Each prime's headline figure with its RAG: as calculated, as officers judge it, and the reason that they give.

use crate::disclosure::{Row as TableRow, Shown};
use crate::fault::printable;
use crate::finding::Finding;
use crate::metrics::assess::Rag;
use crate::validation::ContractTerms;
use crate::vocabulary::Quarter;

use super::cells::{HEADLINE, indicator, row_name};
use super::commentary::{Commentary, Entry, Reason};
use super::figures::Figures;
use super::format;
use super::input::PaperInput;
use super::model::{Block, Inline, Symbol};
use super::officers::behind;

/// A figure of one prime.
pub struct Judged {
    pub indicator: &'static str,
    pub prime: String,
    /// Calculated from the published counts; not applicable where there is no minimum or nothing to calculate from.
    pub calculated: Shown<Rag>,
}

/// Each prime's headline figures, those of primes that send counts without a RAG.
pub fn judged(contracts: &[ContractTerms<'_>], figures: &Figures) -> Vec<Judged> {
    let table = &figures.to_date;
    let mut out = Vec::new();
    for id in HEADLINE {
        for row in table.rows().into_iter().filter(|row| *row != TableRow::Total) {
            let prime = row_name(table, row, "");
            let minimum = ContractTerms::minimum(contracts, Some(&prime), id);
            let calculated =
                minimum.map_or(Shown::NotApplicable, |minimum| table.measure(row, indicator(id)).rag(minimum));
            out.push(Judged { indicator: id, prime, calculated });
        }
        let counted = figures.counted.iter().map(|own| own.prime.clone());
        out.extend(counted.map(|prime| Judged { indicator: id, prime, calculated: Shown::NotApplicable }));
    }
    out
}

impl Judged {
    /// The figures that need a reason: red, and not by officers who said why they judge otherwise.
    pub fn is_red(&self) -> bool {
        self.calculated == Shown::Value(Rag::Red)
    }

    /// The RAG that is calculated, where there is one to be seen.
    pub fn rag(&self) -> Option<Rag> {
        self.calculated.value()
    }

    /// As a heading of the commentary names it: `Job start rate, Northgate Works`.
    pub fn name(&self) -> String {
        format!("{}, {}", indicator(self.indicator).name, self.prime)
    }
}

/// The RAG as a table shows it: the officers' own where they gave one, with the calculated one beside it. What is hidden
/// stays so, for a judgement of it would tell what it is.
pub fn rag(commentary: &Commentary, indicator: &str, prime: &str, calculated: Shown<Rag>) -> (String, Option<Symbol>) {
    let (words, shape) = format::rag(calculated);
    match commentary.rag_override(indicator, prime).filter(|_| calculated != Shown::Hidden) {
        Some(own) => {
            let (judged, shape) = format::rag(Shown::Value(own.rag));
            (format!("{judged} (officers); calculated: {words}"), shape)
        }
        None => (words, shape),
    }
}

/// What officers say of single primes: the reason for each red, their own RAG, and other words.
pub fn words(input: &PaperInput<'_>, figures: &Figures) -> Vec<Block> {
    judged(input.contracts, figures).iter().flat_map(|own| told(input.commentary, own)).collect()
}

fn told(commentary: &Commentary, own: &Judged) -> Vec<Block> {
    let name = own.name();
    let reason = commentary.reason(own.indicator, &own.prime, own.rag());
    let lead = |strong: &str, words: String| vec![Inline::strong(strong), Inline::plain(words)];
    if let (Some(judgement), Some(Reason::OfPrime(entries))) =
        (commentary.rag_override(own.indicator, &own.prime).filter(|_| own.calculated != Shown::Hidden), &reason)
    {
        let (judged, _) = format::rag(Shown::Value(judgement.rag));
        let calculated = match own.calculated {
            Shown::Value(_) => format!("calculated: {}", format::rag(own.calculated).0.to_lowercase()),
            _ => "none is calculated".into(),
        };
        let words = format!("{name}: {} ({calculated}). ", judged.to_lowercase());
        return behind(lead("Officers' own RAG. ", words), entries);
    }
    let stale = reason.as_ref().and_then(Reason::carried_from);
    match (&reason, own.is_red(), stale) {
        (Some(Reason::OfPrime(entries)), true, None) => {
            behind(lead("Reason. ", format!("{name}: not on course. ")), entries)
        }
        (Some(Reason::OfPrime(entries)), true, Some(from)) => {
            let words = format!(
                "{name}: not on course. The reason is carried over from {} and not yet confirmed for this quarter. ",
                from.months_in_words()
            );
            behind(lead("Reason. ", words), entries)
        }
        (Some(Reason::General(entries)), true, stale) => {
            let under = commentary.printed_under(own.indicator).unwrap_or(indicator(own.indicator).name);
            let words = format!("{name}: not on course. {}", elsewhere(under, entries, stale));
            vec![Block::paragraph(lead("Reason. ", words))]
        }
        (None, true, _) => {
            vec![Block::paragraph(lead("Reason. ", format!("{name}: not on course. No reason given.")))]
        }
        (Some(Reason::OfPrime(entries)), false, None) => {
            behind(lead("Officers' comment. ", format!("{name}: ")), entries)
        }
        _ => Vec::new(),
    }
}

/// Where the words on all primes together stand. Whether they give a reason for this one is for the reader to see.
fn elsewhere(under: &str, entries: &[&Entry], stale: Option<Quarter>) -> String {
    let signed = entries.iter().filter_map(|entry| entry.signed.clone()).collect::<Vec<_>>();
    let signed = if signed.is_empty() { String::new() } else { format!(" ({})", signed.join("; ")) };
    let stale = stale.map(|from| {
        format!(" It is carried over from {} and not yet confirmed for this quarter.", from.months_in_words())
    });
    format!("What officers say of all primes is under \"{under}\"{signed}.{}", stale.unwrap_or_default())
}

/// Reds without a reason for this quarter are gaps in the paper, and so is a judgement that cannot be shown.
pub fn findings(input: &PaperInput<'_>, figures: &Figures) -> Vec<Finding> {
    let commentary = input.commentary;
    let all = judged(input.contracts, figures);
    let note = |own: &Judged| {
        let judgement = commentary.rag_override(own.indicator, &own.prime);
        let name = printable(&own.name());
        if judgement.is_some() && own.calculated == Shown::Hidden {
            let message =
                format!("the officers' RAG of {name} is not shown: the figure is hidden to protect individuals");
            let hint = "take the line `RAG:` out; the words are printed";
            return Some(commentary.note("override_of_hidden", message, hint));
        }
        if !own.is_red() || judgement.is_some() {
            return None;
        }
        let reason = commentary.reason(own.indicator, &own.prime, own.rag());
        let stale = match reason.map(|reason| reason.carried_from()) {
            Some(None) => return None,
            Some(Some(from)) => format!(": that for {} is not confirmed", from.months_in_words()),
            None => String::new(),
        };
        let message = format!("{name} is not on course and no reason is given{stale}");
        let hint = format!("write it in {}: ## {} (initials, date)", commentary.file, own.name());
        Some(commentary.note("red_without_reason", message, hint))
    };
    let has_figures = |prime: &str| all.iter().any(|own| own.prime == prime);
    let lost = commentary.of_primes().filter(|(.., prime)| !has_figures(prime)).map(|(entry, id, prime)| {
        let message = format!(
            "line {}: this paper has no figures of {}: the words under `{}` are not printed",
            entry.line,
            printable(prime),
            printable(&entry.heading)
        );
        let hint = format!("write them under `{}`, for all primes", indicator(id).name);
        commentary.note("commentary_not_placed", message, hint)
    });
    all.iter().filter_map(note).chain(lost).collect()
}

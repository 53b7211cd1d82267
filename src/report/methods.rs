//! How the figures are made, in words, from the definitions in force.

use crate::definitions::{JobEnd, Programme, SustainedFrom};
use crate::validation::ContractTerms;

use super::blocks::only_counts;
use super::figures::Figures;
use super::input::PaperInput;
use super::model::{Block, Inline};
use super::programme as words;

/// The methods section: programme by programme, then what holds for all.
pub fn methods(input: &PaperInput<'_>, figures: &Figures) -> Vec<Block> {
    let mut lines: Vec<String> = Vec::new();
    let mut seen: Vec<&str> = Vec::new();
    for terms in input.contracts.iter().chain(input.counted) {
        if !seen.contains(&terms.programme.id.as_str()) {
            seen.push(&terms.programme.id);
            lines.extend(programme(terms.programme));
        }
        lines.extend(read_otherwise(terms));
    }
    let only_counts = only_counts(input);
    if !only_counts {
        lines.push(referrals(input));
    }
    lines.extend(super::counted::methods(input, figures));
    lines.extend(job_ends(input));
    if !only_counts {
        lines.push("People are counted once on each contract, however often they were referred.".into());
    }
    lines.push("A rate to date is formed of everything since the contracts began. A period rate is formed of the events of one quarter. A cohort rate is formed of people who joined in one quarter, followed since.".into());
    let travel = "Direction of travel compares printed rates with the same quarter last year.";
    if only_counts {
        lines.push(format!("A minimum is met when enough people have achieved. {travel}"));
    } else {
        lines.push("A minimum is met when enough people have achieved. It is not met when it would be missed even if everybody still in time achieved. Otherwise it is too early to tell. \"Too close to call\" looks at the rate of people who have had their full time. It means that the 95% interval of that rate (Wilson 1927) contains the minimum.".into());
        lines.push(format!("RAG is calculated. It is green when the minimum is met, or open with the interval wholly at or above it. It is red when the minimum is not met, or open with the interval wholly below it. Otherwise it is amber. {travel}"));
    }
    if input.commentary.overrides_any() {
        lines.push("Where officers judge a prime's figure otherwise than the calculation, their RAG stands with \"(officers)\" and the calculated one beside it. Their reason stands below the table, with initials and date. No figure changes by it.".into());
    }
    lines.push(format!(
        "Percentages have one decimal, none where fewer than 100 people are counted. Halves round up. Counts from 1 to {} ({} by ward, sex, age, benefit, disability and main barrier) are not shown, nor what would let them be worked out. Within each table this is checked by an independent audit. A rate needs at least twice as many people.",
        figures.to_date.threshold() - 1,
        figures.wards.threshold() - 1
    ));
    lines.into_iter().map(|line| Block::paragraph(vec![Inline::plain(line)])).collect()
}

fn programme(programme: &Programme) -> Vec<String> {
    let mut lines = vec![format!("{}: {} {}", programme.name, programme.summary, words::job_counts(programme))];
    lines.extend(words::outcome(programme));
    lines.extend(words::unconfirmed(programme));
    lines
}

/// Where a contract reads who was sustained from another source than its programme.
fn read_otherwise(terms: &ContractTerms<'_>) -> Option<String> {
    let own = terms.contract.sustained.filter(|own| *own != terms.programme.sustained.read_from)?;
    let source = match own {
        SustainedFrom::Dates => "dates of jobs",
        SustainedFrom::Claimed => "the prime's claims",
    };
    Some(format!("Who is sustained: {}'s contract reads it from {source}.", terms.prime_name))
}

fn referrals(input: &PaperInput<'_>) -> String {
    if input.counts_from_jcp() {
        "The attachment rate counts the people on Jobcentre Plus's list for each prime, and those who came to it by another route. A prime's row that says Jobcentre Plus referred the person, and is not on its list, is left out and put to both.".into()
    } else {
        "The attachment rate counts the people on each prime's own list: there is no list of Jobcentre Plus's that binds.".into()
    }
}

/// What each sender means by the end of a job: it moves the outcome by a day, and so some people over the mark.
fn job_ends(input: &PaperInput<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    let mut seen = Vec::new();
    for line in input.returns {
        let words = match line.job_end {
            Some(JobEnd::LastDay) => "the last day in work, which counts",
            Some(JobEnd::FirstDayOut) => "the first day out of work, so that the day before is the last that counts",
            None => continue,
        };
        if !seen.contains(&(&line.supplier, line.job_end)) {
            seen.push((&line.supplier, line.job_end));
            lines.push(format!("{} gives as the end of a job {words}. Read the other way, each ended job would be a day longer or shorter. A person on the very mark would then count differently.", line.supplier));
        }
    }
    lines
}

//! What the paper makes of the officers' words: sections, reasons, their own RAG, milestones, good news, and the states of
//! contracts.

use crate::definitions::StateOf;
use crate::disclosure::Shown;
use crate::vocabulary::Quarter;

use super::cells::{TableMaker, TableWords, symbol};
use super::commentary::{Entry, Progress, Words, plain};
use super::figures::Figures;
use super::format;
use super::input::PaperInput;
use super::model::{Block, Cell, Column, Inline, List, Symbol, Table, Text};

/// Entries as blocks; of an earlier quarter's a line says so.
pub fn words(entries: &[&Entry]) -> Vec<Block> {
    let carried = entries.first().and_then(|entry| entry.carried_from);
    let stale = carried.map(|from| {
        let names_figures = entries.iter().any(|entry| entry.words.iter().any(has_figure));
        let now = if names_figures { " The figures in it are this quarter's." } else { "" };
        Block::paragraph(vec![Inline::strong(format!("{}{now}", not_confirmed(from)))])
    });
    stale.into_iter().chain(entries.iter().flat_map(|entry| officer(entry))).collect()
}

/// That words are another quarter's.
fn not_confirmed(from: Quarter) -> String {
    format!("Carried over from {}; not yet confirmed for this quarter.", from.months_in_words())
}

fn has_figure(words: &Words) -> bool {
    let is_figure = |text: &Text| text.iter().any(|piece| matches!(piece, Inline::Figure { .. }));
    match words {
        Words::Paragraph(text) => is_figure(text),
        Words::List(items) => items.iter().any(is_figure),
    }
}

/// An officer's words, signed as they signed them.
fn officer(entry: &Entry) -> Vec<Block> {
    let block = |words: &Words| match words {
        Words::Paragraph(text) => Block::paragraph(text.clone()),
        Words::List(items) => Block::List(List { items: items.clone() }),
    };
    let mut blocks: Vec<Block> = entry.words.iter().map(block).collect();
    if let Some(signed) = &entry.signed {
        let signature = Inline::plain(format!(" ({signed})"));
        match blocks.last_mut() {
            Some(Block::Paragraph(paragraph)) => paragraph.text.push(signature),
            Some(Block::List(list)) if !list.items.is_empty() => {
                list.items.last_mut().expect("a list with items has a last one").push(signature);
            }
            _ => blocks.push(Block::paragraph(vec![Inline::plain(format!("({signed})"))])),
        }
    }
    blocks
}

/// Entries behind the words that introduce them, in one paragraph with the first of theirs.
pub fn behind(mut lead: Text, entries: &[&Entry]) -> Vec<Block> {
    let mut blocks: Vec<Block> = entries.iter().flat_map(|entry| officer(entry)).collect();
    match blocks.first_mut() {
        Some(Block::Paragraph(paragraph)) => {
            lead.append(&mut paragraph.text);
            paragraph.text = lead;
        }
        _ => blocks.insert(0, Block::paragraph(lead)),
    }
    blocks
}

/// The milestones of the plan with their progress; nothing where the plan has none.
pub fn milestones(input: &PaperInput<'_>, figures: &Figures) -> Vec<Block> {
    if input.workspace.milestone.is_empty() {
        return Vec::new();
    }
    let [reference, milestone, progress, comment] =
        ["Ref", "Milestone", "Progress", "Supporting commentary"].map(Column::words);
    let mut maker = TableMaker::new(vec![reference, milestone, Column::date("Due"), progress, comment]);
    for own in &input.workspace.milestone {
        let entries = input.commentary.milestone(&own.reference);
        let progress = entries.iter().find_map(|entry| entry.progress());
        let what = own.prime.as_ref().map_or(own.text.clone(), |prime| format!("{} ({prime})", own.text));
        let cells =
            vec![Cell::words(what), Cell::date(own.due), symbol(in_words(progress)), Cell::words(supporting(&entries))];
        maker.row(Cell::words(&own.reference), cells, false);
    }
    let words = TableWords {
        id: "milestones",
        title: "Milestones".into(),
        scope: format!("Progress as officers judged it for {}.", figures.quarter.months_in_words()),
        units: "A star is on course or completed, a circle uncertain, a triangle not on course.",
        notes: &[],
    };
    let table = maker.finish(input, words, figures.to_date.threshold());
    vec![Block::Table(Table { source: format!("Officers of {}.", input.workspace.council.name), ..table })]
}

fn in_words(progress: Option<Progress>) -> (String, Option<Symbol>) {
    match progress {
        Some(Progress::Going(rag)) => format::rag(Shown::Value(rag)),
        Some(Progress::Completed) => ("Completed".into(), Some(Symbol::GreenStar)),
        None => ("No progress given".into(), None),
    }
}

/// What is written of a milestone, in one cell.
pub(super) fn supporting(entries: &[&Entry]) -> String {
    let told = |entry: &&Entry| {
        let signed = entry.signed.as_ref().map(|signed| format!(" ({signed})")).unwrap_or_default();
        format!("{}{signed}", plain(&entry.words))
    };
    let told: Vec<String> = entries.iter().filter(|entry| !entry.words.is_empty()).map(told).collect();
    if told.is_empty() { "No comment has been given.".into() } else { told.join(" ") }
}

/// Good news: each story that its subject agreed to, in a box; nothing where there is none.
pub fn stories(input: &PaperInput<'_>) -> Vec<Block> {
    let story = |(title, entry): (&str, &Entry)| {
        let items = officer(entry).into_iter().flat_map(|block| match block {
            Block::Paragraph(paragraph) => vec![paragraph.text],
            Block::List(list) => list.items,
            _ => Vec::new(),
        });
        let heading = if title.is_empty() { super::commentary::GOOD_NEWS } else { title };
        Block::Callout { heading: heading.into(), items: items.collect() }
    };
    input.commentary.stories().map(story).collect()
}

/// Which contracts are under a notice to improve or an improvement plan, or were during the quarter.
pub fn contract_states(input: &PaperInput<'_>, figures: &Figures) -> Vec<Block> {
    let (first, last) = (figures.quarter.first_day(), figures.quarter.last_day());
    let during: Vec<&StateOf> = input.workspace.states.iter().filter(|own| own.state.is_during(first, last)).collect();
    if during.is_empty() {
        return vec![Block::paragraph(vec![Inline::plain(
            "No contract is under a notice to improve or an improvement plan.",
        )])];
    }
    let sentence = |own: &&StateOf| {
        let (prime, state) = (&own.prime, &own.state);
        let (what, from) = (state.state.in_words(), format::date(state.from));
        let standing = match state.until.filter(|_| !state.is_on(last)) {
            Some(until) => format!("The contract of {prime} was under {what} from {from} to {}.", format::date(until)),
            None => format!("The contract of {prime} has been under {what} since {from}."),
        };
        let about = state.about.trim().trim_end_matches('.');
        Block::paragraph(vec![Inline::plain(format!("{standing} It is about {about}."))])
    };
    during.iter().map(sentence).collect()
}

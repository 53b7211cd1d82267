//! What members should not read into the figures: of each headline rate, then of all.

use super::cells::{HEADLINE, indicator};
use super::figures::Figures;
use super::input::PaperInput;
use super::model::{Block, Inline, Text};

/// The block `limits`.
pub fn limits(input: &PaperInput<'_>, _figures: &Figures) -> Vec<Block> {
    let mut items: Vec<Text> = HEADLINE.into_iter().map(|id| of_rate(input, id)).collect();
    let mut all: Vec<&str> = vec![
        "Why a rate is high or low. They describe; they do not show a cause.",
        "Whether people would have found work without the programme.",
        "How good the primes are. They are compared only within an area, and with the same mix only of what the returns hold. People also differ in what nobody wrote down.",
        "What will become of people who are still in time. They are neither successes nor failures yet.",
    ];
    if input.contracts.iter().chain(input.counted).any(|terms| !terms.programme.unconfirmed().is_empty()) {
        all.push("Anything that rests on the values that no source confirms; the methods above list them.");
    }
    items.extend(all.into_iter().map(|item| vec![Inline::plain(item)]));
    vec![Block::Callout { heading: "Before you rely on a figure".into(), items }]
}

/// What a headline rate leaves open.
fn of_rate(input: &PaperInput<'_>, id: &str) -> Text {
    let untold = match id {
        "attachment_rate" => "why people who were referred did not join, and whether they found help elsewhere.",
        "job_start_rate" => "how good the jobs are. Pay, hours and prospects are not in the returns used here.",
        _ if input.counts_weeks() => {
            "whether people are in work today, off benefit or better off. It says that they were in work for so many weeks."
        }
        _ => "whether people are in work today or better off. It says that the outcome was claimed.",
    };
    vec![Inline::strong(format!("{}: ", indicator(id).name)), Inline::plain(untold)]
}

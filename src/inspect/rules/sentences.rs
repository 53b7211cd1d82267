//! Rules about what a paper says: its title, language, headings, numbers of paragraphs, sentences.

use std::collections::BTreeSet;

use super::{Check, Rule};
use crate::inspect::kind::Kind::{Html, Ods, Word, Xlsx};
use crate::inspect::words::{Role, Words};
use crate::inspect::{Places, Verdict, phrases, place_with};

pub const RULES: &[Rule] = &[
    Rule {
        id: "title",
        kinds: &[Html, Word, Xlsx, Ods],
        asks: "The file says its title",
        why: "A screen reader says it first; a tab, a search and a list of papers show it.",
        mend: "write the title in <title>, or in the document's properties",
        check: Check::Words(title),
    },
    Rule {
        id: "language",
        kinds: &[Html, Word, Xlsx, Ods],
        asks: "The file says that its language is British English (en-GB) wherever it says a language",
        why: "A screen reader chooses its voice by it, and a spelling check its words.",
        mend: "lang=\"en-GB\" on <html>; w:lang in the default style and themeFontLang in the settings of Word; dc:language in the properties of a workbook",
        check: Check::Words(language),
    },
    Rule {
        id: "headings_in_order",
        kinds: &[Html, Word],
        asks: "Headings begin at the first level and skip none",
        why: "People who do not see the page find their way by its headings.",
        mend: "give a heading the level below the one it stands under",
        check: Check::Words(headings_in_order),
    },
    Rule {
        id: "paragraphs_in_order",
        kinds: &[Html, Word],
        asks: "In a committee's paper paragraphs are numbered; numbers are unique, in order, and those of their section",
        why: "Minutes and questions cite a paragraph by its number.",
        mend: "number the paragraphs of a section one after the other",
        check: Check::Words(paragraphs_in_order),
    },
    Rule {
        id: "background_papers",
        kinds: &[Html, Word],
        asks: "A committee's paper has a section on background papers, with words in it",
        why: "Section 100D of the Local Government Act 1972 asks for the list, and for saying so when it is empty.",
        mend: "add the section; write \"None within the meaning of the Act.\" where there are none",
        check: Check::Words(background_papers),
    },
    Rule {
        id: "sentences_begin_with_words",
        kinds: &[Html, Word],
        asks: "No sentence begins with a numeral",
        why: "A numeral behind a full stop reads like its decimals, above all read aloud.",
        mend: "turn the sentence round, or write the number as a word",
        check: Check::Words(sentences_begin_with_words),
    },
];

fn title(words: &Words) -> Verdict {
    Verdict::unless(words.title.as_deref().is_some_and(|title| !title.trim().is_empty()), "no title")
}

fn language(words: &Words) -> Verdict {
    let wrong = words.languages.iter().filter(|(_, language)| !language.eq_ignore_ascii_case("en-GB"));
    let told = wrong.map(|(place, language)| match language.as_str() {
        "" => format!("{place}: no language"),
        language => place_with(place, language),
    });
    Verdict::of(told.collect())
}

fn headings_in_order(words: &Words) -> Verdict {
    let mut before = 0;
    let mut skipped = Vec::new();
    for (level, heading) in words.headings() {
        if level > before + 1 {
            skipped.push(format!("{} (level {level} after {before})", place_with(&heading.place, &heading.text)));
        }
        before = level;
    }
    if before == 0 {
        skipped.push("no heading at all".to_string());
    }
    Verdict::of(skipped.into_iter().collect())
}

/// `3.0` and `3` number the same section.
fn section(number: &str) -> &str {
    number.trim_end_matches('.').trim_end_matches(".0")
}

fn paragraphs_in_order(words: &Words) -> Verdict {
    let (mut seen, mut wrong) = (BTreeSet::new(), Vec::new());
    let (mut heading, mut last) = (None, 0);
    for block in &words.blocks {
        let Some(number) = &block.number else { continue };
        if let Role::Heading(_) = block.role {
            (heading, last) = (Some(section(number).to_string()), 0);
            continue;
        }
        let (under, own) = number.trim_end_matches('.').rsplit_once('.').unwrap_or(("", number));
        let own: u32 = own.parse().unwrap_or(0);
        let is_placed = heading.as_ref().is_none_or(|heading| heading == under);
        if !seen.insert(number.clone()) || own != last + 1 || !is_placed {
            wrong.push(place_with(&block.place, &format!("{number} {}", block.text)));
        }
        last = own;
    }
    if seen.is_empty() && words.is_for_a_committee() {
        wrong.push("no paragraph has a number".to_string());
    }
    Verdict::about(!seen.is_empty() || words.is_for_a_committee(), wrong.into_iter().collect())
}

fn background_papers(words: &Words) -> Verdict {
    let is_list = |text: &str| {
        let text = text.to_lowercase();
        text.contains("background papers") || text.contains("background documents")
    };
    let at = words.blocks.iter().position(|block| matches!(block.role, Role::Heading(_)) && is_list(&block.text));
    let Some(at) = at else {
        let missing = Places::from_iter(["no heading \"Background papers\"".to_string()]);
        return Verdict::about(words.is_for_a_committee(), missing);
    };
    let mut below = words.blocks[at + 1..].iter().take_while(|block| !matches!(block.role, Role::Heading(_)));
    let says = below
        .any(|block| !matches!(block.role, Role::Label | Role::RowHead) && block.text.contains(char::is_alphabetic));
    Verdict::unless(says, format!("{}: nothing below", place_with(&words.blocks[at].place, &words.blocks[at].text)))
}

fn sentences_begin_with_words(words: &Words) -> Verdict {
    let told = words.blocks.iter().filter(|block| matches!(block.role, Role::Paragraph | Role::Item));
    let begun = told
        .flat_map(|block| phrases::begun_with_numerals(&block.text).map(|sentence| place_with(&block.place, sentence)));
    Verdict::of(begun.collect())
}

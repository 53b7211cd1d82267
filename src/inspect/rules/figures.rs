//! Rules about figures wherever they stand: percentages, ranges, shorthand, cells without a value.

use std::collections::BTreeSet;

use super::{Check, Rule};
use crate::inspect::kind::Kind::{Csv, Html, Ods, Word, Xlsx};
use crate::inspect::words::{Block, Role, Words};
use crate::inspect::{Verdict, phrases, place_with};

pub const RULES: &[Rule] = &[
    Rule {
        id: "ranges_in_words",
        kinds: &[Html, Word, Xlsx, Ods],
        asks: "A range is written \"9 to 12\", without a dash between the numbers",
        why: "A dash is read aloud as a minus, or as nothing.",
        mend: "write \"to\" between the numbers; years such as 2015-16 stay",
        check: Check::Words(ranges_in_words),
    },
    Rule {
        id: "percentages_one_decimal",
        kinds: &[Html, Word, Xlsx, Ods],
        asks: "A percentage that is printed has at most one decimal",
        why: "More decimals claim a precision that counts of people do not have.",
        mend: "round it, half up",
        check: Check::Words(percentages_one_decimal),
    },
    Rule {
        id: "percentages_in_range",
        kinds: &[Html, Word, Xlsx, Ods],
        asks: "A percentage lies from 0 to 100, unless the words beside it tell a change or a target",
        why: "A share of people cannot be more than all of them: the figure, or what it is a share of, is wrong.",
        mend: "look at the two counts it is made from; say in the sentence when it is a change",
        check: Check::Words(percentages_in_range),
    },
    Rule {
        id: "cells_say_something",
        kinds: &[Html, Word, Xlsx, Ods, Csv],
        asks: "No cell of a table is blank, a dash, dots or \"n/a\", nor is the name of a row a dash, dots or \"n/a\"",
        why: "Nobody can tell hidden from missing from nought; a screen reader says nothing, or \"dash\".",
        mend: "write the figure, or the shorthand that says why there is none, such as [c], [x] or [z]",
        check: Check::Words(cells_say_something),
    },
    Rule {
        id: "shorthand_known",
        kinds: &[Html, Word, Xlsx, Ods, Csv],
        asks: "A mark in square brackets that stands for a value is one of the shorthand of government statistics",
        why: "One mark means one thing in every paper: [b] [c] [e] [f] [low] [p] [r] [u] [x] [z].",
        mend: "use the mark that has the meaning",
        check: Check::Words(shorthand_known),
    },
    Rule {
        id: "shorthand_explained",
        kinds: &[Html, Word, Xlsx, Ods, Csv],
        asks: "Each mark of shorthand that is used is explained in the file (CSV: in its metadata; a workbook: outside its tables)",
        why: "A mark without a key is a riddle.",
        mend: "add a line that begins with the mark and says what it means",
        check: Check::Words(shorthand_explained),
    },
];

fn ranges_in_words(words: &Words) -> Verdict {
    let dashed = words.blocks.iter().flat_map(|block| {
        phrases::dashed_numbers(&block.text).into_iter().map(|range| place_with(&block.place, &range))
    });
    Verdict::of(dashed.collect())
}

fn percentages_one_decimal(words: &Words) -> Verdict {
    let long = words.blocks.iter().flat_map(|block| {
        let long = phrases::percentages(&block.text).into_iter().filter(|one| one.decimals > 1);
        long.map(|one| place_with(&block.place, one.shown))
    });
    Verdict::of(long.collect())
}

fn percentages_in_range(words: &Words) -> Verdict {
    let beyond = words.blocks.iter().filter(|block| !phrases::tells_growth(&block.text)).flat_map(|block| {
        let beyond = phrases::percentages(&block.text).into_iter().filter(|one| one.value > 100.0 || one.is_negative);
        beyond.map(|one| place_with(&block.place, one.shown))
    });
    Verdict::of(beyond.collect())
}

fn cells_say_something(words: &Words) -> Verdict {
    let is_mute = |cell: &&Block| match cell.role {
        Role::Value => phrases::says_nothing(&cell.text),
        // An empty name is another rule's, or that of a row which belongs to the one above.
        Role::RowHead => !cell.text.is_empty() && phrases::says_nothing(&cell.text),
        _ => false,
    };
    let mute = words.blocks.iter().filter(is_mute);
    let told = mute.map(|cell| match cell.text.as_str() {
        "" => format!("{}: blank", cell.place),
        text => place_with(&cell.place, text),
    });
    Verdict::about(words.values().next().is_some(), told.collect())
}

fn shorthand_known(words: &Words) -> Verdict {
    let marks = || words.values().filter_map(|cell| Some((cell, phrases::mark(&cell.text)?)));
    let unknown = marks().filter(|(_, mark)| !phrases::MARKS.contains(mark));
    Verdict::about(marks().next().is_some(), unknown.map(|(cell, mark)| place_with(&cell.place, mark)).collect())
}

fn shorthand_explained(words: &Words) -> Verdict {
    let mut told = BTreeSet::new();
    let used: Vec<_> = words.values().filter_map(|cell| Some((&cell.place, phrases::mark(&cell.text)?))).collect();
    // A mark is explained where it stands beside words, or where the next piece of text gives them.
    let outside: Vec<_> = words.blocks.iter().filter(|block| block.role != Role::Value).collect();
    let explained = |mark: &str| {
        outside.iter().enumerate().any(|(at, block)| {
            let says = |text: &str| text.chars().filter(|c| c.is_alphabetic()).count() > 5;
            let alone = block.text.trim_end_matches(':') == mark;
            (block.text.contains(mark) && says(&block.text.replace(mark, "")))
                || (alone && outside.get(at + 1).is_some_and(|next| says(&next.text)))
        })
    };
    let missing =
        used.iter().filter(|(_, mark)| phrases::MARKS.contains(mark) && told.insert(*mark) && !explained(mark));
    Verdict::about(
        !used.is_empty(),
        missing.map(|(place, mark)| format!("{mark} is explained nowhere; {place}")).collect(),
    )
}

//! Words that a paper uses and what they mean: those that it uses, and only those.

use super::format;
use super::input::PaperInput;
use super::model::{Block, GlossaryEntry, Inline, Mark, Report, Section, Table, Text};

/// A term, the words by which it is recognised (in small letters), and what it means.
type Entry = (&'static str, &'static [&'static str], &'static str);

const ENTRIES: [Entry; 22] = [
    (format::HIDDEN, &[format::HIDDEN], Mark::Confidential.meaning()),
    (format::TOO_EARLY, &[format::TOO_EARLY], Mark::NotAvailable.meaning()),
    (format::NOT_APPLICABLE, &[format::NOT_APPLICABLE], Mark::NotApplicable.meaning()),
    ("Attachment", &["attachment", "attachments", "attached"], "The person has joined the prime's programme."),
    (
        "Basis",
        &["basis"],
        "How a rate is formed. To date: since the contracts began. Period: events of a quarter. Cohort: people who joined in a quarter, followed since.",
    ),
    ("Claim", &["claim", "claims", "claimed"], "The prime asks to be paid for an outcome."),
    ("Cohort", &["cohort", "cohorts"], "People attached in the same quarter, followed over time."),
    (
        "Direction of travel",
        &["direction of travel"],
        "Better, same or worse than the same quarter last year, as the rates are printed.",
    ),
    (
        "Full time",
        &["full time", "had their time"],
        "As long as the outcome can take: the time of support, and the weeks of a job begun on its last day.",
    ),
    (
        "Interval",
        &["interval", "limits"],
        "How far chance alone could move a figure. In 95% (or 99.8%) of cases it stays inside.",
    ),
    ("JCP", &["jcp"], "Jobcentre Plus."),
    (
        "Jobcentre Plus",
        &["jobcentre plus"],
        "It refers people; its list is the independent record of who was referred.",
    ),
    (
        "Job outcome",
        &["job outcome", "job outcomes"],
        "A paid milestone: what the contract asks of a person's work, reached and paid for.",
    ),
    (
        "Job start",
        &["job start", "job starts"],
        "First day of a job after attachment, begun while the person is supported.",
    ),
    ("Minimum", &["minimum", "minimums"], "The minimum performance level: the floor in the contract."),
    (
        "Payment group",
        &["payment group", "payment groups"],
        "The client group that sets the outcome weeks and the fees.",
    ),
    (
        "Prime",
        &["prime", "primes", "prime's"],
        "Prime contractor: holds the contract and sends the council its returns.",
    ),
    (
        "RAG",
        &["rag"],
        "Red, amber, green. A green star is on course, an amber circle uncertain, a red triangle not on course. It is calculated from the figures; where officers judge otherwise, it says so.",
    ),
    (
        "Referral",
        &["referral", "referrals", "referred"],
        "Someone is sent to a prime, or comes to it by another way that the programme allows. A person referred more than once is counted once.",
    ),
    ("Return", &["return", "returns"], "A file that a prime or Jobcentre Plus sends for a quarter."),
    ("Still in time", &["still in time"], "Has not achieved yet and still can."),
    ("Target", &["target", "targets"], "What is aimed at beside the minimum. A prime's own target comes from its bid."),
];

const SUSTAINED: &[&str] = &["sustained", "sustainment"];

/// Every term; [`keep_used`] takes away those that the finished paper does not use.
pub fn all(input: &PaperInput<'_>) -> Block {
    let sustained = match input.counts_weeks() {
        true => "Stayed in work for the weeks that the programme asks of the person.",
        false => {
            "Reached the outcome that the programme asks for. How the figures are made says what that is. Where dates of jobs cannot show it, the prime's claims do."
        }
    };
    let entries = ENTRIES.iter().map(|(term, _, meaning)| (*term, *meaning)).chain([("Sustained", sustained)]);
    let entries = entries.map(|(term, meaning)| GlossaryEntry { term: term.into(), meaning: meaning.into() });
    Block::Glossary { entries: entries.collect() }
}

/// Leaves in the glossary what the paper's words need, those of the glossary's own meanings among them.
pub fn keep_used(report: &mut Report) {
    let mut words = String::new();
    each_block(&mut report.sections, &mut |block| collect(block, &mut words));
    each_block(&mut report.sections, &mut |block| {
        let Block::Glossary { entries } = block else { return };
        let mut text = words.clone();
        loop {
            let is_used = |entry: &&GlossaryEntry| forms(&entry.term).iter().any(|form| holds(&text, form));
            let used: Vec<&GlossaryEntry> = entries.iter().filter(is_used).collect();
            let with_meanings = used.iter().fold(words.clone(), |all, entry| all + " " + &entry.meaning.to_lowercase());
            if with_meanings == text {
                let used: Vec<GlossaryEntry> = used.into_iter().cloned().collect();
                *entries = used;
                return;
            }
            text = with_meanings;
        }
    });
}

fn forms(term: &str) -> &'static [&'static str] {
    ENTRIES.iter().find(|(own, ..)| *own == term).map_or(SUSTAINED, |(_, forms, _)| forms)
}

/// Whether a text in small letters holds a word or words, and not as a part of others.
fn holds(text: &str, form: &str) -> bool {
    let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    text.match_indices(form)
        .any(|(at, _)| !is_letter(text[..at].chars().next_back()) && !is_letter(text[at + form.len()..].chars().next()))
}

fn each_block(sections: &mut [Section], visit: &mut dyn FnMut(&mut Block)) {
    for section in sections {
        section.blocks.iter_mut().for_each(&mut *visit);
        each_block(&mut section.subsections, visit);
    }
}

/// The words of a block, in small letters; a glossary's are not what is looked through.
fn collect(block: &Block, words: &mut String) {
    let mut add = |text: &str| {
        words.push_str(&text.to_lowercase());
        words.push('\n');
    };
    let line = |text: &Text| text.iter().map(Inline::text).collect::<String>();
    match block {
        Block::Paragraph(paragraph) => add(&line(&paragraph.text)),
        Block::List(list) => list.items.iter().for_each(|item| add(&line(item))),
        Block::Callout { heading, items } => {
            add(heading);
            items.iter().for_each(|item| add(&line(item)));
        }
        Block::Table(table) => of_table(table).for_each(&mut add),
        Block::Chart(chart) => {
            [&chart.title, &chart.subtitle, &chart.description].into_iter().for_each(|text| add(text))
        }
        Block::Glossary { .. } => {}
    }
}

fn of_table(table: &Table) -> impl Iterator<Item = &str> {
    let around = [&table.title, &table.scope, &table.units, &table.source].into_iter().chain(&table.notes);
    let cells = table.rows.iter().flat_map(|row| &row.cells).map(|cell| &cell.text);
    around.chain(table.columns.iter().map(|column| &column.heading)).chain(cells).map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::super::model::About;
    use super::*;

    #[test]
    fn a_term_is_used_as_a_word_and_not_inside_another() {
        assert!(holds("the prime's list", "prime") && holds("of all primes", "primes") && holds("is [c] here", "[c]"));
        assert!(!holds("primeval", "prime") && !holds("reclaimed", "claimed") && !holds("", "prime"));
    }

    #[test]
    fn every_terms_words_are_in_small_letters_and_the_term_is_among_them() {
        for (term, forms, _) in ENTRIES {
            let term = term.to_lowercase();
            assert!(forms.iter().any(|form| **form == term), "{term}");
            assert!(forms.iter().all(|form| **form == form.to_lowercase()), "{term}");
        }
    }

    fn paper(words: &str) -> Report {
        let entries = ENTRIES.iter().map(|(term, _, meaning)| (*term, *meaning)).chain([("Sustained", "Reached it.")]);
        let entries =
            entries.map(|(term, meaning)| GlossaryEntry { term: term.into(), meaning: meaning.into() }).collect();
        let blocks = vec![Block::Glossary { entries }, Block::paragraph(vec![Inline::plain(words)])];
        let section =
            Section { number: "1.0".into(), id: "x".into(), heading: "X".into(), blocks, subsections: Vec::new() };
        Report {
            title: "T".into(),
            council: "C".into(),
            notice: None,
            about: About {
                period: "Quarter 3".into(),
                as_at: "2015-12-31".parse().unwrap(),
                source: "Returns.".into(),
                contact: "J Brown".into(),
            },
            header: Vec::new(),
            sections: vec![section],
            footer: Vec::new(),
        }
    }

    fn terms(words: &str) -> Vec<String> {
        let mut report = paper(words);
        keep_used(&mut report);
        let Block::Glossary { entries } = &report.sections[0].blocks[0] else { panic!("a glossary") };
        entries.iter().map(|entry| entry.term.clone()).collect()
    }

    #[test]
    fn a_glossary_keeps_the_terms_that_the_paper_uses_with_those_of_their_meanings_and_no_others() {
        // The meaning of RAG has no other term; that of Still in time neither.
        assert_eq!(terms("RAG of nobody."), ["RAG"]);
        assert_eq!(terms("Nothing of the kind."), Vec::<String>::new());
        // An attachment is to a prime's programme, a prime sends returns, a return comes from Jobcentre Plus, which refers.
        assert_eq!(terms("The cohort."), ["Attachment", "Cohort", "Jobcentre Plus", "Prime", "Referral", "Return"]);
    }
}

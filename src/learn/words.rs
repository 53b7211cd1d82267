//! How senders word things: headers held against the vocabulary of `words.toml`, word by word.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use serde::Deserialize;

use super::meaning::Meaning;
use crate::source::sheet::normalise_header;

/// `words.toml` as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    column: BTreeMap<String, Phrases>,
    measure: BTreeMap<String, Phrases>,
    counted: Counted,
    personal: Phrases,
    not_used: Phrases,
    same: Same,
    expand: BTreeMap<String, String>,
    value: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    sheet: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Phrases {
    names: Vec<String>,
    #[serde(default)]
    vague: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Same {
    phrases: BTreeMap<String, Vec<String>>,
    words: Vec<Vec<String>>,
    light: Vec<String>,
    empty: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Counted {
    empty: Vec<String>,
    rate: Vec<String>,
    how_many: Vec<String>,
}

/// The words of a header or phrase, spellings made one, in order of the alphabet.
pub type Tokens = BTreeSet<String>;

/// How a header is worded like one thing that it could mean.
#[derive(Clone, Debug, PartialEq)]
pub struct Likeness {
    /// 0 to 1; at most `VAGUE` where the phrase means other things too.
    pub score: f64,
    /// The phrase of the vocabulary that comes nearest.
    pub phrase: String,
    pub fit: Fit,
    /// Words of the header that the phrase does not have: whose it is, or what else.
    pub extra: Vec<String>,
}

/// How far a header and a phrase say the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// One of the two has words that count and that the other lacks.
    Part,
    /// The same words, and they mean other things as well.
    Vague,
    /// The same words, but for those that say little.
    Whole,
}

/// The most that a vague phrase is worth, however well it fits.
const VAGUE: f64 = 0.7;
/// How alike a header of figures and a column of a list of people are at most.
const OTHER: f64 = 0.3;

/// Words that say little, but for whose start or end it is.
const WHOSE: [&str; 2] = ["client", "programme"];

struct Phrase {
    text: String,
    tokens: Tokens,
    most: f64,
}

/// The vocabulary, ready to be compared with.
pub struct Words {
    columns: BTreeMap<String, Vec<Phrase>>,
    measures: BTreeMap<String, Vec<Phrase>>,
    counted: Counted,
    personal: Vec<Phrase>,
    not_used: Vec<Phrase>,
    spellings: Spellings,
    expand: BTreeMap<String, String>,
    values: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    sheets: BTreeMap<String, Vec<String>>,
}

/// How words are made one and what they weigh.
struct Spellings {
    /// Words that together stand for one.
    phrases: Vec<(Vec<String>, String)>,
    same: BTreeMap<String, String>,
    light: BTreeSet<String>,
    empty: BTreeSet<String>,
    /// Every word of a phrase: one of them is never a misspelling of another.
    known: BTreeSet<String>,
}

/// The vocabulary of `words.toml`.
pub fn words() -> &'static Words {
    static WORDS: OnceLock<Words> = OnceLock::new();
    WORDS.get_or_init(|| Words::new(toml::from_str(include_str!("words.toml")).expect("words.toml is part of us")))
}

impl Words {
    fn new(file: File) -> Words {
        let mut same = BTreeMap::new();
        for list in file.same.words {
            for word in &list[1..] {
                same.insert(word.clone(), list[0].clone());
            }
        }
        let set = |words: Vec<String>| words.into_iter().collect();
        let mut together: Vec<(Vec<String>, String)> = Vec::new();
        for (one, phrases) in file.same.phrases {
            together.extend(phrases.iter().map(|phrase| (split(phrase), one.clone())));
        }
        // The longest first: `work and health programme` is one.
        together.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
        let (light, empty) = (set(file.same.light), set(file.same.empty));
        let mut spellings = Spellings { phrases: together, same, light, empty, known: BTreeSet::new() };
        let lists = file.column.values().chain(file.measure.values()).chain([&file.personal, &file.not_used]);
        let all = lists.flat_map(|list| list.names.iter().chain(&list.vague));
        spellings.known = all.flat_map(|phrase| spellings.tokens(phrase)).collect();
        let phrases = |list: &Phrases| -> Vec<Phrase> {
            let graded = list.names.iter().map(|text| (text, 1.0)).chain(list.vague.iter().map(|text| (text, VAGUE)));
            graded.map(|(text, most)| Phrase { text: text.clone(), tokens: spellings.tokens(text), most }).collect()
        };
        let counted = |text: &String| spellings.counted(&file.counted, text);
        let measures = file.measure.iter().map(|(name, list)| {
            let graded = list.names.iter().map(|text| (text, 1.0)).chain(list.vague.iter().map(|text| (text, VAGUE)));
            (
                name.clone(),
                graded.map(|(text, most)| Phrase { text: text.clone(), tokens: counted(text), most }).collect(),
            )
        });
        Words {
            measures: measures.collect(),
            columns: file.column.iter().map(|(name, list)| (name.clone(), phrases(list))).collect(),
            personal: phrases(&file.personal),
            not_used: phrases(&file.not_used),
            counted: file.counted,
            spellings,
            expand: file.expand,
            values: file.value,
            sheets: file.sheet,
        }
    }

    /// Whether a header begins as one of figures does: `Number of claimants` is no claimant.
    fn says_how_many(&self, header: &str) -> bool {
        let header = normalise_header(&header.replace('.', " "));
        self.counted.how_many.iter().any(|phrase| header.starts_with(&format!("{phrase} ")))
    }

    /// What a header could mean, by its words alone.
    pub fn meaning(&self, header: &str) -> Meaning {
        let tokens = self.spellings.tokens(header);
        let heavy = self.spellings.heavy(&tokens);
        let mut vague = self.columns.values().flatten().filter(|phrase| phrase.most < 1.0);
        let vague = vague.any(|phrase| self.spellings.heavy(&phrase.tokens) == heavy);
        let nearest = |phrases: &[Phrase]| self.nearest(&tokens, phrases);
        let how_many = self.says_how_many(header);
        // `Start` is nearly `start on programme`, and says of what no more than before.
        let of_ours = |phrases: &[Phrase]| {
            let near = nearest(phrases);
            if how_many {
                return Likeness { score: near.score.min(OTHER), fit: Fit::Part, ..near };
            }
            let own = self.spellings.tokens(&near.phrase);
            let same = |whose: &str| own.contains(whose) == tokens.contains(whose);
            if vague && near.fit == Fit::Whole && !WHOSE.into_iter().all(same) {
                return Likeness { score: near.score.min(VAGUE), fit: Fit::Vague, ..near };
            }
            let most = if vague && near.score < 0.999 && near.fit != Fit::Whole { VAGUE } else { 1.0 };
            Likeness { score: near.score.min(most), ..near }
        };
        Meaning {
            columns: self.columns.iter().map(|(name, phrases)| (name.clone(), of_ours(phrases))).collect(),
            personal: nearest(&self.personal),
            not_used: nearest(&self.not_used),
        }
    }

    fn nearest(&self, tokens: &Tokens, phrases: &[Phrase]) -> Likeness {
        let mut best = Likeness { score: 0.0, phrase: String::new(), fit: Fit::Part, extra: Vec::new() };
        for phrase in phrases {
            let near = self.spellings.compare(tokens, phrase);
            if (near.fit, near.score) > (best.fit, best.score) {
                best = near;
            }
        }
        best
    }

    /// What a header of a table of counts could mean, by measure.
    pub fn measures(&self, header: &str) -> BTreeMap<&str, Likeness> {
        let tokens = self.spellings.counted(&self.counted, header);
        self.measures.iter().map(|(name, phrases)| (name.as_str(), self.nearest(&tokens, phrases))).collect()
    }

    /// A header held against a name that a layout has.
    pub fn compared(&self, name: &str, header: &str) -> Likeness {
        let phrase = Phrase { text: name.to_string(), tokens: self.spellings.tokens(name), most: 1.0 };
        self.spellings.compare(&self.spellings.tokens(header), &phrase)
    }

    /// Whether a header has none of the field's words: it says nothing, and nothing else.
    pub fn says_nothing_else(&self, header: &str) -> bool {
        !self.spellings.tokens(header).iter().any(|word| self.spellings.known.contains(word))
    }

    /// How alike two names of a payment group are, with the field's short forms written out.
    pub fn groups_alike(&self, a: &str, b: &str) -> f64 {
        let words = |text: &str| -> Tokens {
            let mut words = Tokens::new();
            for word in split(text) {
                let long = self.expand.get(&word).map_or(word.as_str(), String::as_str);
                words.extend(long.split(' ').map(|word| self.spellings.one(word)));
            }
            words.retain(|word| !self.spellings.empty.contains(word) && !matches!(word.as_str(), "aged" | "over"));
            words
        };
        self.spellings.likeness(&words(a), &words(b))
    }

    /// Our value for a sender's, where the vocabulary knows it.
    pub fn value(&self, column: &str, theirs: &str) -> Option<&str> {
        let folded = theirs.trim().to_lowercase();
        let values = self.values.get(column)?;
        values.iter().find(|(_, spellings)| spellings.contains(&folded)).map(|(ours, _)| ours.as_str())
    }

    /// Whether a name of a sheet or file holds a phrase by which such sheets are called.
    pub fn sheet_says(&self, what: &str, name: &str) -> bool {
        let tokens = self.spellings.tokens(name);
        let phrases = self.sheets.get(what).into_iter().flatten();
        phrases.map(|phrase| self.spellings.tokens(phrase)).any(|phrase| phrase.is_subset(&tokens))
    }
}

impl Spellings {
    fn one(&self, word: &str) -> String {
        if let Some(one) = self.same.get(word) {
            return one.clone();
        }
        // `referrals` is `referral`; `is` and `status` stay what they are.
        let singular = word.strip_suffix('s').filter(|stem| stem.len() > 3 && !stem.ends_with(['s', 'u']));
        let word = singular.unwrap_or(word);
        self.same.get(word).map_or_else(|| word.to_string(), String::clone)
    }

    fn tokens(&self, text: &str) -> Tokens {
        let mut words = split(text);
        for (together, one) in &self.phrases {
            while let Some(at) = words.windows(together.len()).position(|run| run == together) {
                words.splice(at..at + together.len(), [one.clone()]);
            }
        }
        let all: Tokens = words.iter().map(|word| self.one(word)).collect();
        // A year says when, not what.
        let year = |word: &str| word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit());
        let told: Tokens = all.iter().filter(|word| !self.empty.contains(*word) && !year(word)).cloned().collect();
        if told.is_empty() { all } else { told }
    }

    /// The words of a header that says what is counted.
    fn counted(&self, words: &Counted, text: &str) -> Tokens {
        let mut tokens = self.tokens(&text.replace('%', " rate "));
        if tokens.iter().any(|word| words.rate.contains(word)) {
            tokens.retain(|word| !words.rate.contains(word));
            tokens.insert("rate".into());
        }
        let told: Tokens = tokens.iter().filter(|word| !words.empty.contains(word)).cloned().collect();
        if told.is_empty() { tokens } else { told }
    }

    fn heavy<'t>(&self, tokens: &'t Tokens) -> BTreeSet<&'t String> {
        tokens.iter().filter(|word| self.weight(word) == 1.0).collect()
    }

    fn weight(&self, word: &str) -> f64 {
        if self.light.contains(word) { 0.35 } else { 1.0 }
    }

    /// A header held against a phrase.
    fn compare(&self, header: &Tokens, phrase: &Phrase) -> Likeness {
        let score = self.likeness(header, &phrase.tokens).min(phrase.most);
        if score == 0.0 {
            return Likeness { score, phrase: String::new(), fit: Fit::Part, extra: Vec::new() };
        }
        let lacks = |own: &Tokens, other: &Tokens, forward: bool| -> Vec<String> {
            let near = |a: &str, b: &str| if forward { self.nearness(a, b) } else { self.nearness(b, a) };
            let counts = own.iter().filter(|word| self.weight(word) == 1.0);
            counts.filter(|word| other.iter().all(|other| near(word, other) < 0.5)).cloned().collect()
        };
        let extra = lacks(header, &phrase.tokens, true);
        let fit = match extra.is_empty() && lacks(&phrase.tokens, header, false).is_empty() {
            true if phrase.most < 1.0 => Fit::Vague,
            true => Fit::Whole,
            false => Fit::Part,
        };
        Likeness { score, phrase: phrase.text.clone(), fit, extra }
    }

    /// The share of the words of both that they have in common, by weight. Other numbers are another thing.
    fn likeness(&self, a: &Tokens, b: &Tokens) -> f64 {
        let numbers = |tokens: &Tokens| -> Vec<String> {
            tokens.iter().filter(|word| word.bytes().all(|b| b.is_ascii_digit())).cloned().collect()
        };
        if a.is_empty() || b.is_empty() || numbers(a) != numbers(b) {
            return 0.0;
        }
        if a == b {
            return 1.0;
        }
        let total: f64 = a.iter().chain(b).map(|word| self.weight(word)).sum();
        let (mut shared, mut heavy) = (0.0, false);
        for word in a {
            let best = b.iter().map(|other| self.nearness(word, other) * self.weight(other)).fold(0.0, f64::max);
            shared += best.min(self.weight(word));
            heavy |= best > 0.5 && !word.bytes().all(|b| b.is_ascii_digit());
        }
        // `Date 1` is no `first day`: all that they share says little.
        if !heavy {
            return 0.0;
        }
        // What is expected has not happened.
        let expected = if a.contains("expected") == b.contains("expected") { 1.0 } else { 0.4 };
        (2.0 * shared / total).min(1.0) * expected
    }

    /// How far a header's word is one of a phrase: misspelt and cut-off words count nearly whole. A longer word is
    /// another (`warden` is no `ward`), and so is one with another letter (`price`, `prime`).
    fn nearness(&self, theirs: &str, ours: &str) -> f64 {
        if theirs == ours {
            return 1.0;
        }
        if self.known.contains(theirs) {
            return 0.0;
        }
        if theirs.len() >= 4 && ours.starts_with(theirs) {
            return 0.85;
        }
        if is_misspelt(theirs, ours) { 0.9 } else { 0.0 }
    }
}

/// Letters left out, doubled or exchanged, never replaced, and not the first.
fn is_misspelt(theirs: &str, ours: &str) -> bool {
    let short = theirs.len().min(ours.len());
    let most = 1 + usize::from(short > 8);
    if short < 5 || theirs.as_bytes()[0] != ours.as_bytes()[0] || theirs.len().abs_diff(ours.len()) > most {
        return false;
    }
    let sorted = |word: &str| {
        let mut letters = word.as_bytes().to_vec();
        letters.sort_unstable();
        letters
    };
    let (shorter, longer) = if theirs.len() < ours.len() { (theirs, ours) } else { (ours, theirs) };
    let alike = if theirs.len() == ours.len() { sorted(theirs) == sorted(ours) } else { is_part(shorter, longer) };
    // `officer` is no `office`; a last letter doubled is one.
    let ending = theirs.strip_prefix(ours).unwrap_or_default();
    let is_longer = !ending.is_empty() && !ending.chars().all(|c| ours.ends_with(c));
    alike && !is_longer && strsim::damerau_levenshtein(theirs, ours) <= most
}

/// Whether a word is another with letters left out.
fn is_part(shorter: &str, longer: &str) -> bool {
    let mut letters = longer.chars();
    shorter.chars().all(|own| letters.any(|letter| letter == own))
}

/// The words of a text, lower case: parted by anything but letters and digits, between letters and digits,
/// and where a small letter meets a capital.
fn split(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut last: Option<char> = None;
    // `Jobseeker's` is one word.
    for c in text.chars().filter(|c| !matches!(c, '\'' | '’' | '\u{200b}' | '\u{feff}')) {
        if c.is_alphanumeric() {
            let new = last.is_none_or(|last| {
                !last.is_alphanumeric()
                    || last.is_ascii_digit() != c.is_ascii_digit()
                    || (last.is_lowercase() && c.is_uppercase())
            });
            if new {
                words.push(String::new());
            }
            if let Some(word) = words.last_mut() {
                word.extend(c.to_lowercase());
            }
        }
        last = Some(c);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::canonical::schema::{self, Kind};

    impl Words {
        /// Whether a label is one of the vocabulary's phrases.
        pub fn holds(&self, label: &str) -> bool {
            let plain = |text: &str| split(text).join(" ");
            let phrases = self.columns.values().chain([&self.personal, &self.not_used]).flatten();
            phrases.map(|phrase| plain(&phrase.text)).any(|phrase| phrase == plain(label))
        }
    }

    fn best(header: &str) -> (String, f64) {
        let meaning = words().meaning(header);
        let best = meaning.columns.into_iter().max_by(|a, b| a.1.score.total_cmp(&b.1.score)).unwrap();
        (best.0, best.1.score)
    }

    #[test]
    fn every_column_has_words_and_every_word_belongs_to_a_column() {
        let listed: Vec<&str> = words().columns.keys().map(String::as_str).collect();
        let learnt = |kind| !matches!(kind, Kind::BirthDate | Kind::Period | Kind::Count | Kind::Percent);
        let learnt = schema::COLUMNS.iter().filter(|spec| learnt(spec.kind));
        let mut known: Vec<&str> = learnt.map(|spec| spec.name).collect();
        known.sort_unstable();
        assert_eq!(listed, known);
        assert!(words().columns.values().flatten().all(|phrase| !phrase.tokens.is_empty()));
    }

    #[test]
    fn a_phrase_that_means_one_column_for_certain_means_no_other_for_certain() {
        for (name, phrases) in &words().columns {
            for phrase in phrases.iter().filter(|phrase| phrase.most == 1.0) {
                for (other, likeness) in words().meaning(&phrase.text).columns {
                    let kind = |name: &str| schema::find(name).map(|spec| spec.kind);
                    // A date and a mark of the same thing are told apart by what stands below.
                    if other != *name && kind(&other) == kind(name) {
                        assert!(likeness.score < 1.0, "`{}` is {name} and {other}", phrase.text);
                    }
                }
            }
        }
    }

    #[test]
    fn headers_are_known_by_their_words_in_any_order_number_and_spelling() {
        for (header, column) in [
            ("CUSTOMER_REF", "reference"),
            ("DateReferred", "referral_date"),
            ("PRaP ID", "reference"),
            ("PRaP", "reference"),
            ("Started on the Programme (dd/mm/yyyy)", "attachment_date"),
            ("Date of Job Entry", "job_start_date"),
            ("2nd Job Start", "job_start_date_2"),
            ("Jobcentre Plus Ofice", "office"),
            ("Paymnt Group", "payment_group"),
            ("sustained_13w_date", "sustained_13w_date"),
        ] {
            let (found, score) = best(header);
            assert_eq!(found, column, "{header}");
            assert!(score >= 0.8, "{header} {score}");
        }
    }

    #[test]
    fn what_is_expected_or_another_number_is_another_thing() {
        assert!(best("Expected Job Start").1 < 0.5);
        for header in ["Number of Claimants", "No. of clients", "NUMBER OF PARTICIPANTS", "Count of Customers"] {
            assert!(words().meaning(header).columns.values().all(|own| own.score < 0.5), "{header}");
        }
        assert!(best("Participant Number").1 > 0.8);
        assert!(best("52 week outcome").1 < 0.5, "{:?}", best("52 week outcome"));
        assert_eq!(words().meaning("Expected Job Start").not_used.score, 1.0);
        assert!(best("Start Date").1 <= VAGUE, "a start of what?");
        assert_eq!(words().meaning("Last Name").personal.score, 1.0);
    }

    #[test]
    fn payment_groups_are_compared_with_their_short_forms_written_out() {
        let alike = |a, b| words().groups_alike(a, b);
        assert!(alike("JSA 25+", "Jobseeker's Allowance, aged 25 and over") > 0.95);
        assert_eq!(alike("JSA 18-24", "Jobseeker's Allowance, aged 25 and over"), 0.0);
        assert!(alike("ESA Volunteer", "Employment and Support Allowance, volunteers") > 0.95);
    }

    #[test]
    fn a_longer_word_and_one_with_another_letter_are_other_words() {
        let nearness = |theirs: &str, ours: &str| words().spellings.nearness(theirs, ours);
        let others = [
            ("warden", "ward"),
            ("officer", "office"),
            ("router", "route"),
            ("price", "prime"),
            ("crime", "prime"),
            ("enlargement", "engagement"),
            ("attainment", "attachment"),
        ];
        for (theirs, ours) in others {
            assert_eq!(nearness(theirs, ours), 0.0, "`{theirs}` is taken for `{ours}`");
        }
        for (theirs, ours) in [
            ("attachement", "attachment"),
            ("attachmnt", "attachment"),
            ("comenced", "commenced"),
            ("recieved", "received"),
            ("referrall", "referral"),
            ("attach", "attachment"),
        ] {
            assert!(nearness(theirs, ours) > 0.5, "`{theirs}` is not taken for `{ours}`");
        }
    }

    #[test]
    fn headers_with_other_words_name_no_column_outright() {
        for (header, column) in [("Officer", "office"), ("Warden", "ward"), ("Price", "prime"), ("Router", "route")] {
            let likeness = &words().meaning(header).columns[column];
            assert!(likeness.fit == Fit::Part && likeness.score < 0.5, "`{header}` as `{column}`: {likeness:?}");
        }
    }
}

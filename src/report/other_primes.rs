//! Names of other primes in words that one prime reads: whatever the program keeps out of a paper, a person can write in.

use crate::definitions::{Supplier, SupplierKind, Workspace};

/// By what names primes are called in running words.
pub struct OtherPrimes {
    names: Vec<Called>,
}

struct Called {
    /// The words of the name in small letters.
    words: Vec<String>,
    /// As it is written, where it is so short that it may be a word of the language too.
    exactly: Option<String>,
    /// The prime; nothing where it is the one that reads.
    prime: Option<String>,
}

/// Names of so few letters are looked for as they are written alone.
const SHORT: usize = 3;

impl OtherPrimes {
    /// Those whom a prime's paper must not name; of no prime all of them.
    pub fn of(workspace: &Workspace, reader: Option<&str>) -> OtherPrimes {
        let primes = workspace.supplier.iter().filter(|own| own.kind == SupplierKind::Prime);
        let called = |own: &Supplier| {
            let prime = (Some(own.name.as_str()) != reader).then(|| own.name.clone());
            let names = std::iter::once(&own.name).chain(&own.aliases);
            let called = names.map(move |name| Called {
                words: words(name).map(|(_, word)| word.to_lowercase()).collect(),
                exactly: (name.trim().chars().count() <= SHORT).then(|| name.trim().to_string()),
                prime: prime.clone(),
            });
            called.collect::<Vec<_>>()
        };
        let mut names: Vec<Called> = primes.flat_map(called).filter(|own| !own.words.is_empty()).collect();
        // The longest first: `North West Works` is not `North`.
        names.sort_by_key(|own| std::cmp::Reverse(own.words.len()));
        OtherPrimes { names }
    }

    /// The first other prime that a text names, and at which byte.
    pub fn named_in(&self, text: &str) -> Option<(usize, &str)> {
        let told: Vec<(usize, &str)> = words(text).collect();
        let small: Vec<String> = told.iter().map(|(_, word)| word.to_lowercase()).collect();
        let mut at = 0;
        while at < told.len() {
            let is_here = |own: &&Called| {
                small[at..].starts_with(&own.words)
                    && own.exactly.as_ref().is_none_or(|exactly| text[told[at].0..].starts_with(exactly.as_str()))
            };
            match self.names.iter().find(is_here) {
                Some(Called { prime: Some(prime), .. }) => return Some((told[at].0, prime)),
                Some(own) => at += own.words.len(),
                None => at += 1,
            }
        }
        None
    }
}

/// Runs of letters and digits, each with the byte at which it begins.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let parts = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    parts.map(|word| (word.as_ptr() as usize - text.as_ptr() as usize, word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prime_is_found_by_every_name_as_a_whole_word_and_the_reader_is_none() {
        let text = "id = 'x'\n[council]\nname = 'X'\nboard = 'x'\nreporting_officer = 'x'\nportfolio = 'x'\nwards = 'x'\n\
            [contact]\nname = 'x'\npost = 'x'\nemail = 'x'\n\
            [[supplier]]\nid = 'a'\nname = 'North West Works'\nkind = 'prime'\naliases = ['NWW']\n\
            [[supplier]]\nid = 'b'\nname = 'North'\nkind = 'prime'\naliases = ['If']\n\
            [[supplier]]\nid = 'jcp'\nname = 'Jobcentre Plus'\nkind = 'jcp'\n[[contract]]\nid = 'c'\nsupplier = 'a'\nprogramme = 'work-programme'\n";
        let workspace: Workspace = toml::from_str(text).unwrap();
        let of = OtherPrimes::of(&workspace, Some("North West Works"));
        assert_eq!(of.named_in("See (NORTH)’s plan."), Some((5, "North")));
        for none in ["North  West\nWorks and NWW", "Northern", "if it rains", "Jobcentre Plus"] {
            assert_eq!(of.named_in(none), None, "{none}");
        }
        assert_eq!(of.named_in("and If too"), Some((4, "North")), "a short name as it is written");
        let of = OtherPrimes::of(&workspace, Some("North"));
        assert_eq!(of.named_in("North, north west works"), Some((7, "North West Works")));
        assert!(OtherPrimes::of(&workspace, None).named_in("north").is_some());
    }
}

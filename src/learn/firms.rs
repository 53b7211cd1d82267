//! Different spellings of one firm: found to be suggested, never applied.

use std::collections::BTreeSet;

/// Words that many firms have in their names.
const FORMS: [&str; 12] =
    ["ltd", "limited", "plc", "llp", "cic", "uk", "the", "and", "group", "company", "co", "services"];
/// Names this alike are probably one firm's.
const ALIKE: f64 = 0.93;

fn words(name: &str) -> Vec<String> {
    let lower = name.to_lowercase();
    let all: Vec<String> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(String::from).collect();
    let own: Vec<String> = all.iter().filter(|word| !FORMS.contains(&word.as_str())).cloned().collect();
    if own.is_empty() { all } else { own }
}

/// How alike two names are, 0 to 1: all the words of the shorter stand in the longer and are half of it or more, or
/// nearly the same letters.
fn alike(a: &str, b: &str) -> f64 {
    let (a, b) = (words(a), words(b));
    let set = |words: &[String]| words.iter().cloned().collect::<BTreeSet<String>>();
    let within = |short: &[String], long: &[String]| set(short).is_subset(&set(long)) && short.len() * 2 >= long.len();
    if within(&a, &b) || within(&b, &a) {
        return 1.0;
    }
    strsim::jaro_winkler(&a.concat(), &b.concat())
}

/// Which of some names a spelling probably stands for; none where two are as near.
pub fn nearest(spelling: &str, names: &[&str]) -> Option<usize> {
    let scores: Vec<f64> = names.iter().map(|name| alike(spelling, name)).collect();
    let best = scores.iter().copied().fold(0.0, f64::max);
    let mut near = (0..names.len()).filter(|&at| scores[at] >= best - 0.02);
    let own = near.next().filter(|_| best >= ALIKE)?;
    near.next().is_none().then_some(own)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_firm_are_known_and_another_firm_is_none() {
        let names = ["Northgate", "Bridgewater", "North West Training"];
        for (spelling, expected) in [
            ("NORTHGATE WORKS LTD", Some(0)),
            ("Northgate Works Limited", Some(0)),
            ("Nortgate", Some(0)),
            ("The Bridgewater Group", Some(1)),
            ("North-West Training CIC", Some(2)),
            ("Ingeus", None),
            ("North", None),
        ] {
            assert_eq!(nearest(spelling, &names), expected, "{spelling}");
        }
        assert_eq!(nearest("Mersey", &["Mersey East", "Mersey West"]), None, "it could be either");
    }
}

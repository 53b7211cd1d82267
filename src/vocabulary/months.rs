//! Names of months: English in full and short, and in full in other languages that senders' programs are set to.

/// By month: English, Welsh, French, German, Polish.
const NAMES: [&[&str]; 12] = [
    &["january", "ionawr", "janvier", "januar", "styczeń", "stycznia"],
    &["february", "chwefror", "février", "februar", "luty", "lutego"],
    &["march", "mawrth", "mars", "märz", "marzec", "marca"],
    &["april", "ebrill", "avril", "kwiecień", "kwietnia"],
    &["may", "mai", "maj", "maja"],
    &["june", "mehefin", "juin", "juni", "czerwiec", "czerwca"],
    &["july", "gorffennaf", "juillet", "juli", "lipiec", "lipca"],
    &["august", "awst", "août", "sierpień", "sierpnia"],
    &["september", "sept", "medi", "septembre", "wrzesień", "września"],
    &["october", "hydref", "octobre", "oktober", "październik", "października"],
    &["november", "tachwedd", "novembre", "listopad", "listopada"],
    &["december", "rhagfyr", "décembre", "dezember", "grudzień", "grudnia"],
];

/// 1 to 12 for a month's name, or for the first three letters of an English one.
pub fn month_number(name: &str) -> Option<u32> {
    // Nearly every part of a date is a number.
    if name.len() < 3 || name.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let folded = name.to_lowercase();
    let letters = folded.trim_end_matches([',', '.']);
    let is = |names: &&[&str]| names.contains(&letters) || (letters.len() == 3 && names[0].starts_with(letters));
    NAMES.iter().position(is).map(|at| at as u32 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_known_in_full_and_short_in_any_case_and_other_words_are_not() {
        for (name, month) in [("Jan", 1), ("JANUARY", 1), ("sept.", 9), ("Sep", 9), ("Mai", 5), ("mawrth", 3)] {
            assert_eq!(month_number(name), Some(month), "{name}");
        }
        for name in ["Ja", "Janu", "Mayor", "10", "", "Mon", "Decide"] {
            assert_eq!(month_number(name), None, "{name}");
        }
    }

    #[test]
    fn no_name_stands_for_two_months() {
        let all: Vec<&str> = NAMES.iter().flat_map(|names| names.iter().copied()).collect();
        for (i, name) in all.iter().enumerate() {
            assert!(!all[..i].contains(name), "{name}");
        }
    }
}

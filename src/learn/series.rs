//! How the names of a sender's files are formed, from one of them.

use crate::vocabulary::Quarter;

/// Letters of a quarter as file names write it.
const WIDTH: usize = "2015-16-Q3".len();

/// The name with its quarter as `{quarter}`; a name without one with its longer figures as `*`.
pub fn pattern(name: &str) -> String {
    if let Some((at, _)) = quarter(name) {
        return format!("{}{{quarter}}{}", &name[..at], &name[at + WIDTH..]);
    }
    let (stem, ending) =
        name.rsplit_once('.').map_or((name, String::new()), |(stem, ending)| (stem, format!(".{ending}")));
    let mut out = String::new();
    for run in runs(stem) {
        let figures = run.bytes().all(|b| b.is_ascii_digit());
        out += if figures && run.len() >= 2 { "*" } else { run };
    }
    out + &ending
}

/// The quarter in a file's name, and where it stands.
pub fn quarter(name: &str) -> Option<(usize, Quarter)> {
    (0..name.len().saturating_sub(WIDTH - 1)).find_map(|at| Some((at, name.get(at..at + WIDTH)?.parse().ok()?)))
}

/// A text in runs of figures and of other letters.
fn runs(text: &str) -> Vec<&str> {
    let mut runs = Vec::new();
    let mut start = 0;
    let digit = |at: usize| text.as_bytes()[at].is_ascii_digit();
    for (at, _) in text.char_indices().skip(1) {
        if digit(at) != digit(start) {
            runs.push(&text[start..at]);
            start = at;
        }
    }
    runs.push(&text[start..]);
    runs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::inbox::fit;

    #[test]
    fn a_pattern_fits_the_name_it_comes_from() {
        for (name, expected) in [
            ("northgate_2015-16-Q3.xlsx", "northgate_{quarter}.xlsx"),
            ("Gamma return Q3 2015-16.xlsx", "Gamma return {quarter}.xlsx"),
            ("Return 31-12-2015 v2.csv", "Return *-*-* v2.csv"),
            ("clients.csv", "clients.csv"),
            ("é2015.csv", "é*.csv"),
        ] {
            assert_eq!(pattern(name), expected);
            assert!(fit(&pattern(name), name).is_some(), "{name}");
        }
    }
}

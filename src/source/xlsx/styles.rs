//! Which cells show a date, by the number formats of their styles.

use std::collections::BTreeMap;

use super::xml::{Event, Xml};
use crate::fault::Fault;

/// Built-in formats that show a day, those of other languages included: 46 (`[h]:mm:ss`) shows a duration.
const DATE_FORMATS: [std::ops::RangeInclusive<u32>; 5] = [14..=22, 27..=36, 45..=45, 47..=47, 50..=58];

/// Which of a workbook's cell styles show a date.
#[derive(Debug, Default)]
pub(super) struct Styles {
    dates: Vec<bool>,
}

impl Styles {
    #[inline]
    pub fn is_date(&self, style: usize) -> bool {
        self.dates.get(style).copied().unwrap_or(false)
    }

    /// Reads `styles.xml`.
    pub fn read(xml: &mut Xml<'_>) -> Result<Styles, Fault> {
        let mut formats = BTreeMap::new();
        let mut styles = Styles::default();
        let mut path = Vec::new();
        loop {
            match xml.next()? {
                Event::Start => {
                    match (path.as_slice(), xml.name()) {
                        ([_, Part::Formats], b"numFmt") => {
                            if let (Some(id), Some(code)) = (number(xml, "numFmtId")?, xml.attribute("formatCode")?) {
                                formats.insert(id, shows_date(&code));
                            }
                        }
                        ([_, Part::Cells], b"xf") => {
                            let id = number(xml, "numFmtId")?.unwrap_or(0);
                            let built_in = || DATE_FORMATS.iter().any(|range| range.contains(&id));
                            styles.dates.push(formats.get(&id).copied().unwrap_or_else(built_in));
                        }
                        _ => {}
                    }
                    path.push(match xml.name() {
                        b"numFmts" => Part::Formats,
                        b"cellXfs" => Part::Cells,
                        _ => Part::Other,
                    });
                }
                Event::End => {
                    path.pop();
                }
                Event::Text => {}
                Event::Done => return Ok(styles),
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Formats,
    Cells,
    Other,
}

fn number(xml: &Xml<'_>, attribute: &str) -> Result<Option<u32>, Fault> {
    Ok(xml.attribute(attribute)?.and_then(|value| value.trim().parse().ok()))
}

/// Whether a format code shows a day: it has letters of a date outside of quotes, escapes and brackets.
/// Hours in brackets (`[h]:mm`) make it a duration. Only the section for numbers above zero counts.
fn shows_date(code: &str) -> bool {
    let mut chars = code.chars();
    let mut date = false;
    while let Some(c) = chars.next() {
        match c {
            // The next character is a literal, sets a width or fills the cell.
            '\\' | '_' | '*' => drop(chars.next()),
            '"' => drop(chars.by_ref().find(|&c| c == '"')),
            '[' => {
                let inside: String = chars.by_ref().take_while(|&c| c != ']').collect();
                let mut letters = inside.chars().map(|c| c.to_ascii_lowercase());
                let first = letters.next();
                if matches!(first, Some('h' | 'm' | 's')) && letters.all(|c| Some(c) == first) {
                    return false;
                }
            }
            ';' => return date,
            // `General` has letters of dates in other languages, and is none.
            'G' | 'g' if chars.as_str().to_ascii_lowercase().starts_with("eneral") => drop(chars.nth(5)),
            'd' | 'm' | 'y' | 'h' | 's' | 'D' | 'M' | 'Y' | 'H' | 'S' => date = true,
            _ => {}
        }
    }
    date
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_with_letters_of_a_date_shows_one() {
        for code in [
            "dd/mm/yyyy",
            "d-mmm-yy",
            "[$-809]dd mmmm yyyy",
            "yyyy\\-mm\\-dd",
            "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy",
            "dd\"th\" mmm",
            "[Red]dd/mm/yy;General",
            "mm:ss.0",
            "h:mm AM/PM",
            "DD/MM/YYYY;@",
            "_-dd/mm/yy_-",
        ] {
            assert!(shows_date(code), "{code}");
        }
    }

    #[test]
    fn numbers_money_text_and_durations_show_none() {
        for code in [
            "General",
            "0.00",
            "#,##0;[Red]-#,##0",
            "\"£\"#,##0.00",
            "0\" days\"",
            "@",
            "0.00E+00",
            "[h]:mm",
            "[mm]:ss",
            "[ss].00",
            "[HH]:MM:SS",
            "\\d0",
            "_d0",
            "*s0",
            "[Red]0",
            "[$£-809]#,##0",
            "[>=100]0;dd",
            "0;dd/mm/yyyy",
            "",
            "\"unclosed dd",
            "[$-809]0",
            "# ?/?",
            "General\" due\"",
        ] {
            assert!(!shows_date(code), "{code}");
        }
    }
}

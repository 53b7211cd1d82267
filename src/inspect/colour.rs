//! Contrast of two colours, as WCAG 2.2 defines it (relative luminance; success criterion 1.4.3).

use super::style::Style;

/// Red, green and blue from 0 to 255.
pub type Colour = [u8; 3];

/// The least contrast of text.
pub const LEAST: f64 = 4.5;

/// A colour as a style sheet writes it, where it is plain: neither see-through nor worked out. `var()` is looked up.
pub fn read(value: &str, style: &Style) -> Option<Colour> {
    let value = value.trim();
    if let Some(name) = value.strip_prefix("var(").and_then(|rest| rest.strip_suffix(')')) {
        let own = style.rules.iter().find_map(|rule| rule.value(name.trim()))?;
        return if own.contains("var(") { None } else { read(own, style) };
    }
    match value {
        "white" => return Some([255; 3]),
        "black" => return Some([0; 3]),
        _ => {}
    }
    if let Some(digits) = value.strip_prefix('#').filter(|digits| digits.is_ascii()) {
        let at = |from: usize, to: usize| u8::from_str_radix(&digits[from..to], 16).ok();
        return match digits.len() {
            3 => Some([at(0, 1)? * 17, at(1, 2)? * 17, at(2, 3)? * 17]),
            6 => Some([at(0, 2)?, at(2, 4)?, at(4, 6)?]),
            _ => None,
        };
    }
    let parts = value.strip_prefix("rgb(")?.strip_suffix(')')?;
    let parts: Vec<u8> =
        parts.split([',', ' ']).filter(|part| !part.is_empty()).map(|part| part.parse().ok()).collect::<Option<_>>()?;
    parts.try_into().ok()
}

/// From 1 to 21.
pub fn contrast(one: Colour, other: Colour) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn luminance(colour: Colour) -> f64 {
    let part = |value: u8| {
        let value = f64::from(value) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { libm::pow((value + 0.055) / 1.055, 2.4) }
    };
    let [red, green, blue] = colour.map(part);
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_the_guidelines() {
        let ratio = |one: &str, other: &str| {
            let read = |value| read(value, &Style::default()).unwrap();
            (contrast(read(one), read(other)) * 100.0).round() / 100.0
        };
        assert_eq!(ratio("#000", "white"), 21.0);
        assert_eq!(ratio("#777777", "#ffffff"), 4.48);
        assert_eq!(ratio("rgb(118, 118, 118)", "#fff"), 4.54);
    }

    #[test]
    fn a_colour_that_is_not_plain_is_not_judged() {
        let style = Style::read(":root { --ink: #12436d; --deep: var(--ink) }");
        assert_eq!(read("var(--ink)", &style), Some([0x12, 0x43, 0x6d]));
        for value in ["rgb(0 0 0 / 0.5)", "currentcolor", "var(--none)", "var(--deep)", "#12345", "#é1"] {
            assert_eq!(read(value, &style), None, "{value}");
        }
    }
}

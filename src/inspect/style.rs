//! Style sheets as far as the rules ask: which selectors declare what, in which medium, and what is fetched.

/// The most blocks that are looked at: more than any paper has.
const BLOCKS: usize = 5_000;

/// The declarations of a style sheet.
#[derive(Default)]
pub struct Style {
    pub rules: Vec<StyleRule>,
    /// The sheet without comments and escapes, in small letters.
    plain: String,
}

/// One block of declarations.
pub struct StyleRule {
    /// The at-rules around it, such as `@media print`.
    around: String,
    pub selectors: Vec<String>,
    pub declarations: Vec<(String, String)>,
}

impl StyleRule {
    pub fn value(&self, property: &str) -> Option<&str> {
        self.declarations.iter().rev().find(|(own, _)| own == property).map(|(_, value)| value.as_str())
    }

    /// Whether somebody who reads the page on a screen never meets it.
    pub fn holds_in_print_alone(&self) -> bool {
        self.around.contains("@page")
            || (self.around.contains("print")
                && !["screen", "not print", "all"].iter().any(|word| self.around.contains(word)))
    }

    fn holds_in_print(&self) -> bool {
        !self.around.contains("@media") || (self.around.contains("print") && !self.around.contains("not print"))
    }
}

impl Style {
    pub fn read(css: &str) -> Style {
        let plain = unescaped(&without_comments(css)).to_lowercase();
        Style { rules: blocks(&plain), plain }
    }

    /// What the sheet fetches from elsewhere.
    pub fn requests(&self) -> Vec<String> {
        requests(&self.plain)
    }

    /// Whether a rule that holds in print declares one of these for something that the test knows by its last step.
    pub fn in_print(&self, declared: &[(&str, &str)], is_meant: impl Fn(&str) -> bool) -> bool {
        self.rules.iter().filter(|rule| rule.holds_in_print()).any(|rule| {
            let declares =
                declared.iter().any(|(property, value)| rule.value(property).is_some_and(|own| own.contains(value)));
            declares && rule.selectors.iter().any(|selector| is_meant(last_step(selector)))
        })
    }
}

/// Addresses that a sheet, or a style attribute, asks a browser to fetch.
pub fn requests(css: &str) -> Vec<String> {
    let plain = unescaped(&without_comments(css)).to_lowercase();
    let addresses = plain.split("url(").skip(1).map(|rest| {
        let address = rest.split(')').next().unwrap_or_default();
        address.trim().trim_matches(['"', '\'']).trim().to_string()
    });
    let inside = |address: &String| address.starts_with('#') || address.starts_with("data:");
    let mut found: Vec<String> = addresses.filter(|address| !inside(address)).collect();
    found.extend(
        ["@import", "image-set(", "src("].iter().filter(|word| plain.contains(*word)).map(|word| word.to_string()),
    );
    found
}

/// The element that a selector ends with, without what is asked of it in brackets.
fn last_step(selector: &str) -> &str {
    let mut brackets = 0_u32;
    let parts = |c: char| {
        match c {
            '(' => brackets += 1,
            ')' => brackets = brackets.saturating_sub(1),
            _ => {}
        }
        brackets == 0 && matches!(c, ' ' | '>' | '+' | '~')
    };
    let last = selector.split(parts).last().unwrap_or_default();
    last.split(':').next().unwrap_or_default()
}

fn without_comments(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some((before, after)) = rest.split_once("/*") {
        out.push_str(before);
        out.push(' ');
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    out + rest
}

/// `u\72 l(` is `url(` to a browser.
fn unescaped(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut chars = css.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        let mut code = String::new();
        while code.len() < 6
            && let Some(digit) = chars.next_if(char::is_ascii_hexdigit)
        {
            code.push(digit);
        }
        if code.is_empty() {
            out.extend(chars.next());
        } else {
            chars.next_if(|c| c.is_whitespace());
            out.extend(u32::from_str_radix(&code, 16).ok().and_then(char::from_u32));
        }
    }
    out
}

/// An open block: what stands before its bracket, and what it declares.
type Open = (String, Vec<(String, String)>);

fn blocks(css: &str) -> Vec<StyleRule> {
    let (mut rules, mut open, mut text) = (Vec::new(), Vec::<Open>::new(), String::new());
    let (mut quote, mut brackets) = (None, 0_u32);
    for c in css.chars() {
        match c {
            c if quote == Some(c) => quote = None,
            _ if quote.is_some() => {}
            '"' | '\'' => quote = Some(c),
            '(' => brackets += 1,
            ')' => brackets = brackets.saturating_sub(1),
            '{' if brackets == 0 => {
                open.push((std::mem::take(&mut text), Vec::new()));
                continue;
            }
            ';' if brackets == 0 => {
                declare(&mut open, &std::mem::take(&mut text));
                continue;
            }
            '}' if brackets == 0 => {
                declare(&mut open, &std::mem::take(&mut text));
                close(&mut open, &mut rules);
                continue;
            }
            _ => {}
        }
        text.push(c);
    }
    rules
}

fn declare(open: &mut [Open], text: &str) {
    if let (Some((_, declarations)), Some((property, value))) = (open.last_mut(), text.split_once(':')) {
        declarations.push((property.trim().to_string(), value.trim().to_string()));
    }
}

fn close(open: &mut Vec<Open>, rules: &mut Vec<StyleRule>) {
    let Some((before, declarations)) = open.pop() else { return };
    if !declarations.is_empty() && rules.len() < BLOCKS {
        let around: Vec<&str> = open.iter().rev().take(4).map(|(around, _)| around.trim()).collect();
        rules.push(StyleRule { around: around.join(" "), selectors: selectors(&before), declarations });
    }
}

/// A list of selectors, cut at the commas that stand outside of brackets.
fn selectors(list: &str) -> Vec<String> {
    let mut brackets = 0_i32;
    let cut = |c: char| {
        match c {
            '(' => brackets += 1,
            ')' => brackets -= 1,
            _ => {}
        }
        c == ',' && brackets == 0
    };
    list.split(cut).map(|selector| selector.trim().to_string()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_fetched_is_found_however_it_is_written() {
        for css in
            ["a{b:url(x.png)}", "a{b:u\\72 l('//x')}", "@import 'x';", "@\\69mport 'x'", "a{b:url( \"http://x\" )}"]
        {
            assert!(!requests(css).is_empty(), "{css}");
        }
        for css in ["a{b:url(#x)}", "a{b:url(data:image/png;base64,AA)}", "/* url(x) */ a{}"] {
            assert_eq!(requests(css), Vec::<String>::new(), "{css}");
        }
    }

    #[test]
    fn blocks_know_their_selectors_and_medium() {
        let style = Style::read(
            "thead{color:red} @media print { tr, .x:not(.y, .z) { break-inside: avoid; } } @media screen { q { break-inside: avoid } }",
        );
        let avoid = &[("break-inside", "avoid")][..];
        assert!(style.in_print(avoid, |step| step == "tr") && style.in_print(avoid, |step| step == ".x"));
        assert!(!style.in_print(avoid, |step| step == "q"));
        assert_eq!(style.rules[1].selectors, ["tr", ".x:not(.y, .z)"]);
    }
}

//! Words that a style takes out of sight, wherever it says so: not shown, invisible, without size or colour, off the page.

use crate::inspect::html::{Page, Tag};
use crate::inspect::place_with;
use crate::inspect::style::{Style, StyleRule};

/// The most rules of a sheet that are held against the elements: no paper hides as much.
const RULES: usize = 200;
/// The most elements that are told of one page.
const TOLD: usize = 50;

/// The elements with words that the page's style sheets hide on a screen.
pub fn by_style(page: &Page) -> Vec<String> {
    // The link over the contents is out of sight until somebody comes to it with the keyboard.
    let skip = page.named("a").find(|link| link.attr("href").is_some_and(|to| to.starts_with('#')));
    let is_skip = |tag: &Tag<'_>| skip.is_some_and(|skip| skip.is(*tag));
    let hiding = page.style.rules.iter().filter(|rule| !rule.holds_in_print_alone() && hides(rule)).take(RULES);
    let mut found = Vec::new();
    for selector in hiding.flat_map(|rule| &rule.selectors) {
        let Some(selector) = Selector::read(selector) else { continue };
        let own = page.all().filter(|tag| selector.meets(*tag) && is_shown_by_itself(*tag) && !is_skip(tag));
        found.extend(own.filter(|tag| tag.has_words()).take(TOLD).map(|tag| place_with(&tag.place(), "by the style")));
    }
    found
}

/// Whether a `style` attribute hides its element.
pub fn hides_itself(style: &str) -> bool {
    Style::read(&format!("x{{{style}}}")).rules.iter().any(hides)
}

/// Elements of a page that no browser shows in any case are no matter of its style.
fn is_shown_by_itself(tag: Tag<'_>) -> bool {
    let is_unseen = |name: &str| matches!(name, "head" | "title" | "style" | "script" | "desc" | "meta" | "defs");
    !is_unseen(tag.name()) && !tag.is_within("head")
}

fn hides(rule: &StyleRule) -> bool {
    let says =
        |property: &str, values: &[&str]| rule.value(property).is_some_and(|value| values.contains(&plain(value)));
    let amount = |property: &str| rule.value(property).and_then(|value| length(plain(value)));
    let far = |property: &&str| amount(property).is_some_and(|pixels| pixels <= -300.0);
    let tiny = |property: &str| amount(property).is_some_and(|pixels| pixels.abs() <= 1.0);
    let nought = |property: &str| {
        rule.value(property).is_some_and(|value| plain(value).trim_end_matches('%').parse() == Ok(0.0_f64))
    };
    says("display", &["none"])
        || says("visibility", &["hidden", "collapse"])
        || says("content-visibility", &["hidden"])
        || says("color", &["transparent"])
        || nought("opacity")
        || amount("font-size").is_some_and(|pixels| pixels < 2.0)
        || rule.value("font").is_some_and(|font| font.split([' ', '/']).any(|part| length(part) == Some(0.0)))
        || ["left", "right", "top", "bottom", "text-indent", "margin-left", "margin-top", "inset-inline-start"]
            .iter()
            .any(far)
        || rule.value("clip").is_some_and(|clip| clip.starts_with("rect("))
        || rule.value("clip-path").is_some_and(|clip| clip.starts_with("inset(50%") || clip.starts_with("inset(100%"))
        || rule.value("transform").is_some_and(|own| own.starts_with("scale(0)") || own.contains("(-9999"))
        || (rule.value("overflow").is_some_and(|own| own.contains("hidden")) && (tiny("width") || tiny("height")))
}

/// A value without `!important`.
fn plain(value: &str) -> &str {
    value.split('!').next().unwrap_or_default().trim()
}

/// A length in pixels, as large as it is on an ordinary screen.
fn length(value: &str) -> Option<f64> {
    let end = value.find(|c: char| c.is_ascii_alphabetic() || c == '%').unwrap_or(value.len());
    let number: f64 = value[..end].parse().ok()?;
    let pixels = match &value[end..] {
        "" | "px" => 1.0,
        "rem" | "em" => 16.0,
        "ch" | "ex" => 8.0,
        "pt" => 1.33,
        "mm" => 3.78,
        "cm" => 37.8,
        "in" => 96.0,
        "vw" | "vh" | "%" => 10.0,
        _ => return None,
    };
    Some(number * pixels)
}

/// A selector as far as it is needed: the elements that it names; what is asked of them beside name, id
/// and classes is taken as met, as somebody who hides words can have it met.
struct Selector {
    last: Step,
    /// From the innermost, each with what joins it to the one before: ` `, `>`, `+` or `~`.
    outer: Vec<(char, Step)>,
}

#[derive(Default)]
struct Step {
    name: Option<String>,
    id: Option<String>,
    classes: Vec<String>,
    attributes: Vec<String>,
}

impl Selector {
    /// Nothing where it speaks of what no element is always: `:hover`, `::before`.
    fn read(text: &str) -> Option<Selector> {
        const PASSING: [&str; 9] =
            ["::", ":before", ":after", ":hover", ":focus", ":active", ":target", ":visited", ":checked"];
        if PASSING.iter().any(|passing| text.contains(passing)) {
            return None;
        }
        let bare = without_brackets(text);
        let is_join = |c: char| c.is_whitespace() || matches!(c, '>' | '+' | '~');
        let (mut outer, mut rest) = (Vec::new(), bare.trim());
        let mut last = None;
        while let Some(first) = rest.rsplit(is_join).next().filter(|_| !rest.is_empty()) {
            let step = Step::read(first);
            let before = rest[..rest.len() - first.len()].trim_end_matches(is_join);
            let joined = &rest[before.len()..rest.len() - first.len()];
            match last.replace(joined.trim().chars().next().unwrap_or(' ')) {
                None => outer.push((' ', step)),
                Some(join) => outer.push((join, step)),
            }
            rest = before;
        }
        let mut steps = outer.into_iter();
        let (_, last) = steps.next()?;
        Some(Selector { last, outer: steps.collect() })
    }

    fn meets(&self, tag: Tag<'_>) -> bool {
        let mut at = tag;
        self.last.meets(tag)
            && self.outer.iter().all(|(join, step)| {
                let next = match join {
                    '>' => at.parent().filter(|tag| step.meets(*tag)),
                    '+' | '~' => {
                        at.parent().and_then(|parent| parent.children().find(|own| !own.is(at) && step.meets(*own)))
                    }
                    _ => std::iter::successors(at.parent(), |tag| tag.parent()).find(|tag| step.meets(*tag)),
                };
                next.inspect(|tag| at = *tag).is_some()
            })
    }
}

impl Step {
    fn read(text: &str) -> Step {
        let mut step = Step::default();
        let mut rest = text.split(':').next().unwrap_or_default();
        while let Some(first) = rest.chars().next() {
            let from = if matches!(first, '.' | '#' | '[') { 1 } else { 0 };
            let end = rest[from..].find(['.', '#', '[', ']']).map_or(rest.len(), |end| end + from);
            let word = rest[from..end].to_string();
            match first {
                '.' => step.classes.push(word),
                '#' => step.id = Some(word),
                '[' => {
                    step.attributes.push(word.split(['=', '~', '^', '$', '*', '|']).next().unwrap_or_default().into())
                }
                ']' | '*' => {}
                _ => step.name = Some(word),
            }
            rest = rest[end.max(first.len_utf8())..].trim_start_matches(']');
        }
        step
    }

    /// The sheet is read in small letters.
    fn meets(&self, tag: Tag<'_>) -> bool {
        let is = |own: Option<&str>, wanted: &String| own.is_some_and(|own| own.eq_ignore_ascii_case(wanted));
        let has = |class: &String| {
            tag.attr("class").unwrap_or_default().split_whitespace().any(|own| own.to_lowercase() == *class)
        };
        !tag.name().is_empty()
            && self.name.as_ref().is_none_or(|name| is(Some(tag.name()), name))
            && self.id.as_ref().is_none_or(|id| is(tag.attr("id"), id))
            && self.classes.iter().all(has)
            && self.attributes.iter().all(|name| tag.attr(name.trim()).is_some())
    }
}

/// `li:not(.x)` is `li:not`; brackets may hold whatever is asked for.
fn without_brackets(text: &str) -> String {
    let mut depth = 0_u32;
    text.chars()
        .filter(|c| {
            depth += u32::from(*c == '(');
            let is_outside = depth == 0;
            depth = depth.saturating_sub(u32::from(*c == ')'));
            is_outside
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::inspect::ALONE;
    use crate::inspect::html;

    fn hidden(style: &str) -> usize {
        let page = format!(
            "<!doctype html><html><head><title>t</title><style>{style}</style></head><body><a class=\"skip\" \
             href=\"#main\">Skip</a><main id=\"main\"><p class=\"Note x\">Three people</p><table><tr><td>1</td></tr></table>\
             </main></body></html>"
        );
        super::by_style(&html::read(page.as_bytes(), ALONE).unwrap()).len()
    }

    #[test]
    fn words_that_a_style_takes_away_are_found_however_it_does() {
        for style in [
            ".note { display: none }",
            "p.note.x { visibility: hidden !important }",
            "main > p { font-size: 0 }",
            "body .note { position: absolute; left: -9999px }",
            "#main p { text-indent: -100em; }",
            ".note { opacity: 0.0 }",
            ".note { color: transparent }",
            "@media screen { p[class] { display:none } }",
            "@media all and (min-width: 1px) { p { display:none } }",
            "a + main p, q { width: 1px; height: 1px; overflow: hidden }",
            ".note:not(.y) { clip: rect(0 0 0 0); position: absolute }",
            "p { disp\\6c ay: none } p { d\\69splay: none }",
        ] {
            assert!(hidden(style) > 0, "{style}");
        }
    }

    #[test]
    fn a_skip_link_print_and_what_passes_hide_nothing() {
        for style in [
            ".skip { position: absolute; left: -100vw }",
            "@media print { p, .skip { display: none } }",
            "p::before { display: none }",
            "p:hover { opacity: 0 }",
            ".other p, .note .x, td p { display: none }",
            "body > p, td + p, q ~ p { display: none }",
            "p { left: 0; margin-left: -1rem; font-size: 0.8rem; text-indent: -1.4em; overflow: hidden }",
        ] {
            assert_eq!(hidden(style), 0, "{style}");
        }
    }
}

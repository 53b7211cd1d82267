//! Rules about what a page may not hold: programs, requests, and anything that is in the file and not on paper.

use super::hiding;
use super::{Check, Rule};
use crate::inspect::html::{Page, Tag};
use crate::inspect::kind::Kind::Html;
use crate::inspect::{Verdict, place_with, style};

pub const RULES: &[Rule] = &[
    Rule {
        id: "no_script",
        kinds: &[Html],
        asks: "The page has no script and nothing that runs or frames something else",
        why: "A public paper is read in places that trust it.",
        mend: "leave the element out: a paper needs none",
        check: Check::Page(no_script),
    },
    Rule {
        id: "no_event_attributes",
        kinds: &[Html],
        asks: "No element has an attribute that runs a script, such as onclick",
        why: "The same.",
        mend: "leave the attribute out",
        check: Check::Page(|page| {
            attributes(page, |_, name, _| {
                name.len() > 4 && name.starts_with("on") && name.bytes().all(|byte| byte.is_ascii_alphabetic())
            })
        }),
    },
    Rule {
        id: "no_requests",
        kinds: &[Html],
        asks: "The page asks no other place for anything: pictures, fonts, styles, frames",
        why: "It tells others who reads it, and breaks where there is no network.",
        mend: "put styles and drawings into the page; use the fonts that people have",
        check: Check::Page(no_requests),
    },
    Rule {
        id: "content_security_policy",
        kinds: &[Html],
        asks: "The page forbids a browser to fetch or to run anything (default-src 'none')",
        why: "What slips into a paper stays words.",
        mend: "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src ...\"> at the top of the head",
        check: Check::Page(policy),
    },
    Rule {
        id: "no_data_attributes",
        kinds: &[Html],
        asks: "No element has a data- attribute",
        why: "Nobody sees them and anybody can read them: exact counts have been published so.",
        mend: "leave the attribute out",
        check: Check::Page(|page| attributes(page, |_, name, _| name.starts_with("data-"))),
    },
    Rule {
        id: "no_comments",
        kinds: &[Html],
        asks: "The page has no comments",
        why: "Nobody sees them and anybody can read them.",
        mend: "leave them out",
        check: Check::Page(|page| Verdict::of(page.comments.iter().map(|line| format!("line {line}")).collect())),
    },
    Rule {
        id: "nothing_hidden",
        kinds: &[Html],
        asks: "Nothing is in the page that is not shown: no hidden elements, templates or JSON, and no words that a style takes away",
        why: "What is not shown is not looked at before it is published.",
        mend: "leave it out",
        check: Check::Page(nothing_hidden),
    },
    Rule {
        id: "no_live_markup",
        kinds: &[Html],
        asks: "Only elements of a paper are in the page, and no markup is printed as words",
        why: "A name such as <b> in a return must neither work as markup nor be spoilt twice.",
        mend: "write values from files as text, escaped once",
        check: Check::Page(no_live_markup),
    },
];

/// Attributes of a kind, each with its element.
fn attributes(page: &Page, is_wrong: impl Fn(Tag<'_>, &str, &str) -> bool) -> Verdict {
    let all = page.all().flat_map(|tag| tag.attributes().iter().map(move |(name, value)| (tag, name, value)));
    let wrong = all.filter(|(tag, name, value)| is_wrong(*tag, name, value));
    Verdict::of(wrong.map(|(tag, name, _)| place_with(&tag.place(), name)).collect())
}

fn no_script(page: &Page) -> Verdict {
    const RUN: [&str; 9] = ["script", "noscript", "iframe", "frame", "frameset", "object", "embed", "applet", "base"];
    let runs = |tag: &Tag<'_>| {
        let scheme = |value: &str| {
            let bare: String = value.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
            let bare = bare.to_ascii_lowercase();
            bare.starts_with("javascript:") || bare.starts_with("vbscript:") || bare.starts_with("data:text/html")
        };
        RUN.contains(&tag.name()) || tag.attributes().iter().any(|(_, value)| scheme(value))
    };
    Verdict::of(page.all().filter(runs).map(Tag::place).collect())
}

fn no_requests(page: &Page) -> Verdict {
    const FETCH: [&str; 9] =
        ["src", "srcset", "poster", "background", "action", "formaction", "ping", "manifest", "cite"];
    let inside = |value: &str| {
        let value = value.trim().to_ascii_lowercase();
        value.is_empty() || value.starts_with('#') || value.starts_with("data:")
    };
    let asks = |tag: Tag<'_>, name: &str, value: &str| match name {
        "href" | "xlink:href" => !matches!(tag.name(), "a" | "area") && !inside(value),
        "data" => tag.name() == "object",
        "style" => !style::requests(value).is_empty(),
        "http-equiv" => value.eq_ignore_ascii_case("refresh"),
        // Drawings name colours and shapes by address as well.
        "fill" | "stroke" | "filter" | "mask" | "clip-path" => !style::requests(value).is_empty(),
        name => FETCH.contains(&name) && !inside(value),
    };
    let of_style = page.style.requests().into_iter().map(|address| place_with("style", &address));
    match attributes(page, asks) {
        Verdict::Fails(places) => Verdict::of(places.first.into_iter().chain(of_style).collect()),
        _ => Verdict::of(of_style.collect()),
    }
}

fn policy(page: &Page) -> Verdict {
    let is_policy = |meta: &Tag<'_>| {
        meta.attr("http-equiv").is_some_and(|name| name.eq_ignore_ascii_case("Content-Security-Policy"))
    };
    let own = page.named("meta").find(is_policy).filter(|meta| meta.is_within("head"));
    let says = own.and_then(|meta| meta.attr("content")).unwrap_or_default();
    let directives: Vec<Vec<&str>> = says.split(';').map(|one| one.split_whitespace().collect()).collect();
    let is_shut = directives.iter().any(|one| one.as_slice() == ["default-src", "'none'"]);
    let opens = directives
        .iter()
        .any(|one| one.first().is_some_and(|name| name.starts_with("script-src")) && one.get(1) != Some(&"'none'"));
    Verdict::unless(
        is_shut && !opens,
        own.map_or("no policy in the head".to_string(), |meta| place_with(&meta.place(), says)),
    )
}

fn nothing_hidden(page: &Page) -> Verdict {
    let is_json = |tag: &Tag<'_>| {
        let text = tag.raw_text();
        let text = text.trim_start();
        !matches!(tag.name(), "style") && (text.starts_with("{\"") || text.starts_with("[{") || text.starts_with("[["))
    };
    let hidden = page.all().filter(|tag| {
        tag.attr("hidden").is_some()
            || tag.name() == "template"
            || (tag.name() == "input" && tag.attr("type") == Some("hidden"))
            || tag.attr("style").is_some_and(hiding::hides_itself)
            || is_json(tag)
    });
    let of_style = hiding::by_style(page).into_iter();
    Verdict::of(hidden.map(Tag::place).chain(of_style).collect())
}

/// Every element that a paper may be made of; those of a drawing apart.
const PAPER: &[&str] = &[
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "header",
    "nav",
    "main",
    "footer",
    "aside",
    "section",
    "article",
    "div",
    "span",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "p",
    "br",
    "hr",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "table",
    "caption",
    "thead",
    "tbody",
    "tfoot",
    "tr",
    "th",
    "td",
    "colgroup",
    "col",
    "figure",
    "figcaption",
    "a",
    "abbr",
    "strong",
    "em",
    "sup",
    "sub",
    "time",
    "code",
    "blockquote",
    "q",
    "cite",
    "small",
    "mark",
    "img",
    "b",
    "i",
    "details",
    "summary",
    "wbr",
];

/// Elements that other rules speak of.
const ELSEWHERE: &[&str] = &[
    "script", "noscript", "iframe", "frame", "frameset", "object", "embed", "applet", "base", "template", "input",
    "link", "svg",
];

fn no_live_markup(page: &Page) -> Verdict {
    let strange = |tag: &Tag<'_>| {
        !PAPER.contains(&tag.name())
            && !ELSEWHERE.contains(&tag.name())
            && (!tag.is_within("svg") || tag.name() == "foreignObject")
    };
    let spoilt = |tag: &Tag<'_>| {
        let text = tag.raw_text();
        ["&lt;", "&gt;", "&amp;", "&quot;", "&#39;", "&#x27;"].iter().any(|entity| text.contains(entity))
    };
    Verdict::of(page.all().filter(|tag| strange(tag) || spoilt(tag)).map(Tag::shown).collect())
}

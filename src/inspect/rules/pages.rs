//! Rules about how a page is built, so that everybody can read it: WCAG 2.2 AA, and paper.

use super::{Check, Rule};
use crate::inspect::colour::{self, LEAST, contrast};
use crate::inspect::html::{Page, Tag};
use crate::inspect::kind::Kind::Html;
use crate::inspect::style::{Style, StyleRule};
use crate::inspect::{Places, Verdict, place_with};

pub const RULES: &[Rule] = &[
    Rule {
        id: "one_h1",
        kinds: &[Html],
        asks: "The page has one h1",
        why: "It is the name of the paper; a second one makes it two.",
        mend: "make the title h1 and every section h2 or below",
        check: Check::Page(|page| {
            let all: Places = page.named("h1").map(Tag::shown).collect();
            if all.count == 1 { Verdict::Passes } else { Verdict::unless(false, format!("{} elements h1", all.count)) }
        }),
    },
    Rule {
        id: "skip_link",
        kinds: &[Html],
        asks: "The first link leads to the main part of the page",
        why: "Who uses a keyboard need not go through the contents each time.",
        mend: "begin the body with <a href=\"#main\"> and give <main> that id",
        check: Check::Page(skip_link),
    },
    Rule {
        id: "landmarks",
        kinds: &[Html],
        asks: "The page has one main, and a header, a nav and a footer",
        why: "Screen readers jump between them.",
        mend: "put the head, the contents, the sections and the foot of the paper into these elements",
        check: Check::Page(|page| {
            let missing =
                ["header", "nav", "footer"].into_iter().filter(|name| !page.has(name)).map(|name| format!("no {name}"));
            let main = page.named("main").count();
            Verdict::of(missing.chain((main != 1).then(|| format!("{main} elements main"))).collect())
        }),
    },
    Rule {
        id: "table_captions",
        kinds: &[Html],
        asks: "Every table has a caption",
        why: "It says what the table is, before its cells are read.",
        mend: "begin the table with <caption>",
        check: Check::Page(|page| {
            about_tables(page, |table| table.child("caption").is_none_or(|caption| caption.text().is_empty()))
        }),
    },
    Rule {
        id: "table_headers",
        kinds: &[Html],
        asks: "Every table has headers, each with its scope",
        why: "A screen reader says them with each cell.",
        mend: "write <th scope=\"col\"> above columns and <th scope=\"row\"> before rows",
        check: Check::Page(|page| {
            let scopes = ["col", "row", "colgroup", "rowgroup"];
            let without = page.named("th").filter(|th| !th.attr("scope").is_some_and(|scope| scopes.contains(&scope)));
            let tables = page.named("table").filter(|table| !table.below().any(|tag| tag.name() == "th"));
            Verdict::about(page.has("table"), tables.chain(without).map(Tag::shown).collect())
        }),
    },
    Rule {
        id: "headers_say_something",
        kinds: &[Html],
        asks: "No header of a table is empty",
        why: "A cell under it belongs to nothing.",
        mend: "name the column or the row",
        check: Check::Page(|page| {
            Verdict::about(page.has("th"), page.named("th").filter(|th| th.text().is_empty()).map(Tag::place).collect())
        }),
    },
    Rule {
        id: "unique_ids",
        kinds: &[Html],
        asks: "No id stands twice",
        why: "A link to it leads to the first alone.",
        mend: "name each element once",
        check: Check::Page(|page| {
            let twice = page.all().filter(|tag| tag.attr("id").is_some_and(|id| page.with_id(id) > 1));
            Verdict::of(twice.map(|tag| place_with(&tag.place(), tag.attr("id").unwrap_or_default())).collect())
        }),
    },
    Rule {
        id: "links_lead_somewhere",
        kinds: &[Html],
        asks: "Every link and every label by id leads to an element of the page, to a file beside it, or to an address that works from anywhere",
        why: "The file is sent, printed and stored by itself, or with its folder.",
        mend: "correct the id after #, put the file where the link says, or write the whole address with https:",
        check: Check::Page(links_lead_somewhere),
    },
    Rule {
        id: "drawings_described",
        kinds: &[Html],
        asks: "Every drawing (svg) that is not decoration has role=\"img\" and a title with a description, or a label",
        why: "Who does not see the chart is told what it shows.",
        mend: "add role=\"img\", <title> and <desc>; aria-hidden=\"true\" on decoration",
        check: Check::Page(|page| {
            let drawings =
                || page.named("svg").filter(|svg| svg.attr("aria-hidden") != Some("true") && !svg.is_within("svg"));
            Verdict::about(
                drawings().next().is_some(),
                drawings().filter(|svg| !is_described(*svg)).map(Tag::place).collect(),
            )
        }),
    },
    Rule {
        id: "pictures_described",
        kinds: &[Html],
        asks: "Every picture (img) says in alt what it shows",
        why: "Who does not see the picture is told what it shows.",
        mend: "write alt text",
        check: Check::Page(|page| {
            let mute = page.named("img").filter(|img| !img.says("alt") && img.attr("role") != Some("presentation"));
            Verdict::about(page.has("img"), mute.map(Tag::place).collect())
        }),
    },
    Rule {
        id: "figures_captioned",
        kinds: &[Html],
        asks: "Every figure has a caption",
        why: "A chart is cited by its number and found by its title.",
        mend: "add <figcaption>",
        check: Check::Page(|page| {
            let has = |figure: &Tag<'_>| figure.below().any(|tag| tag.name() == "figcaption" && !tag.text().is_empty());
            Verdict::about(
                page.has("figure"),
                page.named("figure").filter(|figure| !has(figure)).map(Tag::place).collect(),
            )
        }),
    },
    Rule {
        id: "viewport",
        kinds: &[Html],
        asks: "The page fits the width of a telephone and can be made larger",
        why: "Many read papers there; some need 400%.",
        mend: "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">",
        check: Check::Page(|page| {
            let own = page.named("meta").find(|meta| meta.attr("name") == Some("viewport"));
            let says = own.and_then(|meta| meta.attr("content")).unwrap_or_default().replace(' ', "");
            let binds =
                says.contains("user-scalable=no") || says.contains("user-scalable=0") || says.contains("maximum-scale");
            Verdict::unless(says.contains("width=device-width") && !binds, "meta viewport")
        }),
    },
    Rule {
        id: "contrast",
        kinds: &[Html],
        asks: "Text colours declared with their background, and those of the page's own elements on the page's, differ by 4.5 to 1",
        why: "WCAG 2.2, 1.4.3. Only pairs that a style declares plainly are worked out: a browser check sees the others.",
        mend: "make the text darker or its background lighter",
        check: Check::Page(enough_contrast),
    },
    Rule {
        id: "print_repeats_heads",
        kinds: &[Html],
        asks: "The style says that the head of a table is printed again on each page",
        why: "The second page of a table is unreadable without it.",
        mend: "thead { display: table-header-group; } in the style for print",
        check: Check::Page(|page| {
            let says = page.style.in_print(&[("display", "table-header-group")], |step| step == "thead");
            Verdict::about(page.has("table"), Places::from_iter((!says).then(|| "style".to_string())))
        }),
    },
    Rule {
        id: "print_keeps_together",
        kinds: &[Html],
        asks: "The style says that no row of a table and no figure is split between pages",
        why: "Half a row is misread.",
        mend: "tr, figure { break-inside: avoid; } in the style for print",
        check: Check::Page(print_keeps_together),
    },
];

fn about_tables(page: &Page, is_wrong: impl Fn(&Tag<'_>) -> bool) -> Verdict {
    Verdict::about(page.has("table"), page.named("table").filter(is_wrong).map(Tag::place).collect())
}

fn skip_link(page: &Page) -> Verdict {
    let first = page.named("a").find(|link| link.attr("href").is_some());
    let target = first.and_then(|link| link.attr("href")?.strip_prefix('#'));
    let leads = target.is_some_and(|id| page.named("main").any(|main| main.attr("id") == Some(id)));
    Verdict::unless(leads, first.map_or("no link".to_string(), Tag::shown))
}

fn links_lead_somewhere(page: &Page) -> Verdict {
    const WHOLE: [&str; 4] = ["https:", "http:", "mailto:", "tel:"];
    let leads = |address: &str| match address.trim().strip_prefix('#') {
        Some(id) => page.with_id(id) > 0,
        None if page.beside.contains(address) => true,
        None => WHOLE.iter().any(|scheme| address.trim().to_ascii_lowercase().starts_with(scheme)),
    };
    let links = page.all().filter(|tag| matches!(tag.name(), "a" | "area"));
    let lost = links.filter_map(|link| Some((link, link.attr("href")?))).filter(|(_, address)| !leads(address));
    let labels = page.all().flat_map(|tag| {
        let named = ["aria-labelledby", "aria-describedby", "for", "headers"]
            .into_iter()
            .filter_map(move |name| tag.attr(name));
        named.flat_map(str::split_whitespace).filter(move |id| page.with_id(id) == 0).map(move |id| (tag, id))
    });
    Verdict::of(lost.chain(labels).map(|(tag, address)| place_with(&tag.place(), address)).collect())
}

fn is_described(svg: Tag<'_>) -> bool {
    let says = |name| svg.child(name).is_some_and(|child| !child.text().is_empty());
    let labelled = svg.says("aria-label") || svg.says("aria-labelledby");
    svg.attr("role") == Some("img") && (labelled || (says("title") && says("desc")))
}

/// The most figures that are held against the style.
const FIGURES: usize = 1_000;

fn print_keeps_together(page: &Page) -> Verdict {
    const AVOID: &[(&str, &str)] = &[("break-inside", "avoid"), ("page-break-inside", "avoid")];
    let rows = page.has("tr") && !page.style.in_print(AVOID, |step| step == "tr");
    let split = page.named("figure").take(FIGURES).filter(|figure| {
        let classes: Vec<&str> = figure.attr("class").unwrap_or_default().split_whitespace().collect();
        !page.style.in_print(AVOID, |step| {
            let (name, class) = step.split_once('.').unwrap_or((step, ""));
            ["figure", ""].contains(&name) && ((class.is_empty() && name == "figure") || classes.contains(&class))
        })
    });
    let rows = rows.then(|| "style: tr".to_string());
    Verdict::about(page.has("tr") || page.has("figure"), rows.into_iter().chain(split.map(Tag::place)).collect())
}

/// Elements that hold text and, as a rule, stand on the page's own background.
const TEXT: [&str; 16] =
    ["body", "main", "p", "li", "dt", "dd", "a", "h1", "h2", "h3", "h4", "th", "td", "caption", "footer", "header"];

fn enough_contrast(page: &Page) -> Verdict {
    let style = &page.style;
    let own = |rule: &StyleRule, names: &[&str]| {
        names.iter().find_map(|name| rule.value(name)).and_then(|value| colour::read(value, style))
    };
    let ground = |rule: &StyleRule| own(rule, &["background-color", "background"]);
    let is_body = |rule: &&StyleRule| {
        rule.selectors.iter().any(|selector| ["body", "html", ":root"].contains(&selector.as_str()))
    };
    let of_page = style.rules.iter().filter(is_body).find_map(ground).unwrap_or([255; 3]);
    let sheet = style.rules.iter().filter_map(|rule| {
        let is_plain = rule.selectors.iter().any(|selector| TEXT.contains(&selector.as_str()));
        let has_ground = rule.value("background").is_some() || rule.value("background-color").is_some();
        let behind = if has_ground { ground(rule)? } else { is_plain.then_some(of_page)? };
        Some((place_with("style", &rule.selectors.join(", ")), contrast(own(rule, &["color"])?, behind)))
    });
    let inline = page.all().filter_map(|tag| {
        let inner = Style::read(&format!("x{{{}}}", tag.attr("style")?));
        let rule = inner.rules.first()?;
        let behind = if rule.value("background").or(rule.value("background-color")).is_some() {
            ground(rule)?
        } else {
            return None;
        };
        Some((tag.shown(), contrast(own(rule, &["color"])?, behind)))
    });
    let pale = sheet.chain(inline).filter(|(_, ratio)| *ratio < LEAST);
    Verdict::of(pale.map(|(place, ratio)| format!("{place} ({ratio:.1} to 1)")).collect())
}

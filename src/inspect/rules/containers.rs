//! Rules about the container of a Word document or a workbook: what is in it beside the paper.

use super::{Check, Rule};
use crate::fault::Fault;
use crate::inspect::kind::Kind::{Ods, Word, Xlsx};
use crate::inspect::package::Package;
use crate::inspect::{Verdict, place_with};

pub const RULES: &[Rule] = &[
    Rule {
        id: "no_macros",
        kinds: &[Word, Xlsx, Ods],
        asks: "The file has no macros, controls or files embedded in it",
        why: "A public paper is opened in places that trust it.",
        mend: "save it as a document without macros (.docx, .xlsx); leave embedded files out",
        check: Check::Package(no_macros),
    },
    Rule {
        id: "no_external_links",
        kinds: &[Word, Xlsx, Ods],
        asks: "The file links to nothing outside of it",
        why: "Such links fetch what may change, and show other people's folders.",
        mend: "break the links; write an address as words",
        check: Check::Package(|package| found(external_links(package))),
    },
    Rule {
        id: "no_comments_in_file",
        kinds: &[Word, Xlsx, Ods],
        asks: "The file has no comments",
        why: "They are in the file although they are not on paper.",
        mend: "delete them (Review, Delete All Comments)",
        check: Check::Package(|package| found(comments(package))),
    },
    Rule {
        id: "no_author",
        kinds: &[Word, Xlsx, Ods],
        asks: "The properties name no author, manager or person who saved the file",
        why: "A paper is the council's; names of officers stand in it where they are meant to.",
        mend: "File, Info, Inspect Document: remove personal information",
        check: Check::Package(|package| found(authors(package))),
    },
    Rule {
        id: "fixed_dates",
        kinds: &[Word, Xlsx, Ods],
        asks: "The parts of the container are dated 1 January 1980, the day on which its calendar begins",
        why: "The same figures give the same bytes, so that a paper can be made again and compared.",
        mend: "write the container without a clock",
        check: Check::Package(|package| {
            let is_fixed =
                |date: &Option<String>| date.as_ref().is_none_or(|date| date.starts_with("1980-01-01 00:00:00"));
            let dated = package.listed.iter().filter(|part| !is_fixed(&part.date));
            Verdict::of(dated.map(|part| place_with(&part.name, part.date.as_deref().unwrap_or_default())).collect())
        }),
    },
    Rule {
        id: "kind_first",
        kinds: &[Ods],
        asks: "The container begins with its mimetype, not packed",
        why: "The standard asks for it: other programs know the file by its first bytes.",
        mend: "save it again with a program that keeps to OpenDocument",
        check: Check::Package(|package| {
            let is_well = package.listed.first().is_some_and(|part| part.name == "mimetype" && part.is_stored);
            Verdict::unless(is_well, "mimetype")
        }),
    },
];

/// What a check finds; a part that cannot be read is a place too.
fn found(places: Result<Vec<String>, Fault>) -> Verdict {
    Verdict::of(places.unwrap_or_else(|fault| vec![fault.message]).into_iter().collect())
}

fn no_macros(package: &Package) -> Verdict {
    const LIVE: [&str; 8] =
        ["vbaproject", "activex", "embeddings/", "oleobject", "basic/", "scripts/", "customui", "ctrlprops"];
    let parts = package.names().filter(|name| {
        let name = name.to_lowercase();
        LIVE.iter().any(|live| name.contains(live))
    });
    let mut places: Vec<String> = parts.map(|name| place_with("part", name)).collect();
    let types = package.part("[Content_Types].xml").map(String::from_utf8_lossy).unwrap_or_default();
    if types.contains("macroEnabled") {
        places.push("[Content_Types].xml: a kind with macros".into());
    }
    for name in ["content.xml", "styles.xml"] {
        match package.xml(name) {
            Ok(Some(tree)) => {
                let live = tree.all().filter(|own| {
                    let name = own.name.as_str();
                    (name == "office:scripts" && own.children().next().is_some()) || name == "script:event-listener"
                });
                places.extend(live.map(|own| place_with(name, &own.name)));
            }
            Ok(None) => {}
            Err(fault) => places.push(fault.message),
        }
    }
    Verdict::of(places.into_iter().collect())
}

fn external_links(package: &Package) -> Result<Vec<String>, Fault> {
    let outside = package.relationships()?;
    let outside = outside.iter().filter(|(_, own)| own.attr("TargetMode") == Some("External"));
    let mut places: Vec<String> =
        outside.map(|(list, own)| place_with(list, own.attr("Target").unwrap_or_default())).collect();
    places.extend(package.names().filter(|name| name.contains("externalLinks/")).map(|name| place_with("part", name)));
    for part in ["content.xml", "styles.xml"] {
        let Some(tree) = package.xml(part)? else { continue };
        let leaves =
            |address: &str| !address.starts_with('#') && !address.starts_with("Pictures/") && !address.is_empty();
        let links =
            tree.all().filter(|own| own.attr("xlink:href").is_some_and(leaves) || own.name == "table:table-source");
        places.extend(links.map(|own| place_with(part, own.attr("xlink:href").unwrap_or(&own.name))));
    }
    Ok(places)
}

fn comments(package: &Package) -> Result<Vec<String>, Fault> {
    let is_comment = |name: &&str| {
        let name = name.to_lowercase();
        name.contains("comments") || name.contains("persons/") || name.ends_with("word/people.xml")
    };
    let mut places: Vec<String> = package.names().filter(is_comment).map(|name| place_with("part", name)).collect();
    for part in ["content.xml", "word/document.xml"] {
        let Some(tree) = package.xml(part)? else { continue };
        let notes = ["office:annotation", "w:commentReference", "w:commentRangeStart"];
        let notes = tree.all().filter(|own| notes.contains(&own.name.as_str()));
        places.extend(notes.map(|own| place_with(part, &own.text())));
    }
    Ok(places)
}

fn authors(package: &Package) -> Result<Vec<String>, Fault> {
    const NAMES: [&str; 5] =
        ["dc:creator", "cp:lastModifiedBy", "ep:Manager", "meta:initial-creator", "meta:printed-by"];
    let mut places = Vec::new();
    for part in ["docProps/core.xml", "docProps/app.xml", "meta.xml"] {
        let Some(tree) = package.xml(part)? else { continue };
        let named = tree.all().filter(|own| NAMES.contains(&own.name.as_str()) && !own.text().trim().is_empty());
        places.extend(named.map(|own| format!("{part}: {}", own.name)));
    }
    Ok(places)
}

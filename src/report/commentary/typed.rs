//! What is typed in a commentary and read by Markdown in another way than it is meant: headings without a space behind their
//! marks, tags of HTML, tables. Each is mended line for line and told.

/// Something to be noted about a line of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    pub code: &'static str,
    pub line: usize,
    /// Without the line.
    pub what: String,
    pub hint: String,
}

/// The text as it is meant, each line in its place, and what was mended.
pub fn mended(text: &str) -> (String, Vec<Remark>) {
    let (text, mut remarks) = without_tags(text);
    let mut lines: Vec<String> = text.split('\n').map(String::from).collect();
    for (nth, line) in lines.iter_mut().enumerate() {
        if let Some(own) = heading(line) {
            *line = own;
            remarks.push(Remark {
                code: "commentary_heading_mended",
                line: nth + 1,
                what: "`##` without a space behind it, or far from the edge: it was read as a heading".into(),
                hint: "write a space after ##, and nothing before it".into(),
            });
        }
    }
    remarks.extend(without_tables(&mut lines));
    remarks.sort_by_key(|remark| remark.line);
    (lines.join("\n"), remarks)
}

/// A line that is meant as a heading, as Markdown has it; nothing where it is none, or one already. A single `#` may stand
/// before a word in a sentence: it is a heading only where initials and date stand behind it.
fn heading(line: &str) -> Option<String> {
    let words = line.trim_start();
    let indent = line.len() - words.len();
    let marks = words.bytes().take_while(|mark| *mark == b'#').count();
    let (hashes, rest) = words.split_at(marks);
    let is_signed = rest
        .trim_end()
        .strip_suffix(')')
        .and_then(|rest| rest.rsplit_once(" ("))
        .is_some_and(|(_, own)| own.contains(','));
    let is_meant = (2..=6).contains(&marks) || (marks == 1 && is_signed && rest.starts_with(char::is_alphabetic));
    let is_read = rest.is_empty() || (rest.starts_with([' ', '\t']) && indent <= 3 && !line[..indent].contains('\t'));
    (is_meant && !is_read).then(|| format!("{hashes} {}", rest.trim_start()))
}

/// Tags of HTML that people paste; what else stands in `<` and `>` may be words.
const TAGS: [&str; 76] = [
    "a",
    "abbr",
    "address",
    "article",
    "aside",
    "b",
    "big",
    "blockquote",
    "body",
    "br",
    "button",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "figcaption",
    "figure",
    "font",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "i",
    "iframe",
    "img",
    "input",
    "ins",
    "label",
    "li",
    "link",
    "main",
    "mark",
    "meta",
    "nav",
    "o:p",
    "object",
    "ol",
    "p",
    "pre",
    "s",
    "script",
    "section",
    "small",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
];

/// Those within a sentence: they leave no gap.
const INLINE: [&str; 17] = [
    "a", "abbr", "b", "big", "code", "em", "font", "i", "mark", "s", "small", "span", "strong", "sub", "sup", "u",
    "o:p",
];

/// Takes tags out; words between them stay. What looks like a tag and is none is kept from being read as one, for it could
/// take the headings below with it.
fn without_tags(text: &str) -> (String, Vec<Remark>) {
    let mut out = String::with_capacity(text.len());
    let mut remarks: Vec<Remark> = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let is_escaped = out.ends_with('\\');
        match tag(rest).filter(|_| !is_escaped) {
            Some((name, length)) => {
                let line = out.matches('\n').count() + 1;
                if remarks.last().is_none_or(|last| last.line != line) {
                    remarks.push(Remark {
                        code: "commentary_markup",
                        line,
                        what: "tags of HTML are not carried over: the words between them are printed".into(),
                        hint: "write plain text: paragraphs and lists".into(),
                    });
                }
                let is_inside = !out.is_empty() && !out.ends_with(char::is_whitespace);
                if is_inside && !INLINE.contains(&name.as_str()) {
                    out.push(' ');
                }
                out.extend(rest[..length].chars().filter(|c| *c == '\n'));
                rest = &rest[length..];
            }
            None => {
                if !is_escaped
                    && rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c))
                    && !is_link(rest)
                {
                    out.push('\\');
                }
                out.push('<');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    (out, remarks)
}

/// The name of the tag with which a text begins, in small letters, and its length.
fn tag(text: &str) -> Option<(String, usize)> {
    let inner = text[1..].strip_prefix('/').unwrap_or(&text[1..]);
    let name: String = inner.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == ':').collect();
    let small = name.to_ascii_lowercase();
    if !TAGS.contains(&small.as_str()) {
        return None;
    }
    let mut quote = None;
    let start = text.len() - inner.len() + name.len();
    if !text[start..].starts_with([' ', '\t', '\n', '/', '>']) {
        return None;
    }
    for (at, c) in text[start..].char_indices() {
        match (quote, c) {
            (None, '>') => return Some((small, start + at + 1)),
            (None, '<') => return None,
            (None, '"' | '\'') => quote = Some(c),
            (Some(own), _) if own == c => quote = None,
            // A paragraph's end ends every tag.
            (_, '\n') if text[start + at + 1..].trim_start_matches([' ', '\t']).starts_with('\n') => return None,
            _ => {}
        }
    }
    None
}

/// Whether a link in `<` and `>` begins here, which Markdown reads as its words.
fn is_link(text: &str) -> bool {
    let Some((inner, _)) = text[1..].split_once('>') else { return false };
    !inner.contains(char::is_whitespace) && inner.contains([':', '@']) && !inner.starts_with(['/', '!', '?'])
}

/// Makes lists of tables, an item a row.
fn without_tables(lines: &mut [String]) -> Vec<Remark> {
    let mut remarks = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let begins =
            is_row(&lines[at]) || (lines[at].contains('|') && lines.get(at + 1).is_some_and(|next| is_rule(next)));
        if !begins {
            at += 1;
            continue;
        }
        remarks.push(Remark {
            code: "commentary_table",
            line: at + 1,
            what: "a table is printed as a list, an item a row".into(),
            hint: "write a list or sentences, with figures by name".into(),
        });
        while at < lines.len() && lines[at].contains('|') {
            lines[at] = if is_rule(&lines[at]) { String::new() } else { item(&lines[at]) };
            at += 1;
        }
    }
    remarks
}

/// A line between two bars.
fn is_row(line: &str) -> bool {
    let line = line.trim();
    line.len() > 2 && line.starts_with('|') && line.ends_with('|')
}

/// The line below a table's header: `|---|:--:|`.
fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.contains('|') && line.contains('-') && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '\t'))
}

fn item(row: &str) -> String {
    let cells: Vec<&str> =
        row.split('|').map(|cell| cell.trim().trim_end_matches('\\')).filter(|cell| !cell.is_empty()).collect();
    let words = cells.join(", ");
    // What begins a heading or a list in a cell is a word there.
    let number = words.bytes().take_while(u8::is_ascii_digit).count();
    match words.chars().nth(number) {
        Some('.' | ')') if number > 0 => format!("- {}\\{}", &words[..number], &words[number..]),
        Some('#' | '-' | '+' | '*' | '>' | '=' | '~') if number == 0 => format!("- \\{words}"),
        _ => format!("- {words}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> (String, Vec<(&'static str, usize)>) {
        let (text, remarks) = mended(text);
        (text, remarks.iter().map(|remark| (remark.code, remark.line)).collect())
    }

    #[test]
    fn a_heading_without_its_space_is_one_and_a_hash_before_a_word_is_none() {
        for (from, to) in [
            ("##Background papers (KM, 1 May 2016)", "## Background papers (KM, 1 May 2016)"),
            ("##\u{a0}Risks", "## Risks"),
            ("    ## Risks", "## Risks"),
            ("#Risks (KM, 1 May 2016)", "# Risks (KM, 1 May 2016)"),
        ] {
            assert_eq!(told(&format!("x\n{from}")), (format!("x\n{to}"), vec![("commentary_heading_mended", 2)]));
        }
        for same in ["## Risks", "   ## Risks", "#GetWorking (a campaign)", "# one", "##", "#######x", "a ##b"] {
            assert_eq!(told(same), (same.into(), vec![]));
        }
    }

    #[test]
    fn tags_go_and_their_words_stay_and_what_is_no_tag_is_told_by_nobody() {
        for (from, to) in [
            ("a <b>x</b> c", "a x c"),
            ("one<br/>two<BR>three", "one two three"),
            ("<p class=\"a>b\">x</p>", "x "),
            ("<div>\n## X", "\n## X"),
        ] {
            assert_eq!(told(from), (to.into(), vec![("commentary_markup", 1)]), "{from}");
        }
        assert_eq!(told("<a\nhref='x'>y").0, "\ny", "lines stay where they are");
        for (from, to) in [
            ("a < b and c > d", "a < b and c > d"),
            ("<Name of prime>", "\\<Name of prime>"),
            ("\\<b>", "\\<b>"),
            ("<http://x.example>", "<http://x.example>"),
            ("<b never\n\nclosed>", "\\<b never\n\nclosed>"),
        ] {
            assert_eq!(told(from), (to.into(), vec![]), "{from}");
        }
    }

    #[test]
    fn a_table_becomes_a_list_that_is_nothing_else() {
        let table = "x\n| # | Jobs |\n|---|--:|\n| # a | 5 |\n| 1. b | 6 |\n\ny | z";
        assert_eq!(
            told(table),
            ("x\n- \\#, Jobs\n\n- \\# a, 5\n- 1\\. b, 6\n\ny | z".into(), vec![("commentary_table", 2)])
        );
        assert_eq!(told("a | b\n--- | ---\nc | d").0, "- a, b\n\n- c, d");
    }
}

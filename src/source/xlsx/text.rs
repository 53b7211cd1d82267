//! From the characters between tags to the text that they mean.

use std::borrow::Cow;

/// Why characters mean no text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::source) enum NoText {
    NotUtf8,
    /// An entity that XML does not know without a DOCTYPE, or a reference to no character. It is not told: what stands
    /// between `&` and `;` may be a piece of somebody's name.
    Entity,
}

/// Resolves references and line ends, as XML has it.
pub(in crate::source) fn unescape(raw: &[u8]) -> Result<Cow<'_, str>, NoText> {
    let text = std::str::from_utf8(raw).map_err(|_| NoText::NotUtf8)?;
    let Some(first) = memchr::memchr2(b'&', b'\r', raw) else { return Ok(Cow::Borrowed(text)) };
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    let mut next = Some(first);
    while let Some(at) = next {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(reference) = rest.strip_prefix('&') {
            let end = reference.bytes().take(12).position(|b| b == b';');
            let end = end.ok_or(NoText::Entity)?;
            out.push(character(&reference[..end]).ok_or(NoText::Entity)?);
            rest = &reference[end + 1..];
        } else {
            out.push('\n');
            rest = rest.strip_prefix("\r\n").unwrap_or(&rest[1..]);
        }
        next = memchr::memchr2(b'&', b'\r', rest.as_bytes());
    }
    out.push_str(rest);
    Ok(Cow::Owned(out))
}

fn character(reference: &str) -> Option<char> {
    match reference {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = reference.strip_prefix('#')?;
            let (digits, base) = number.strip_prefix(['x', 'X']).map_or((number, 10), |digits| (digits, 16));
            // A sign is no digit.
            let code =
                digits.bytes().all(|b| b.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, base).ok())??;
            char::from_u32(code)
        }
    }
}

/// Excel writes characters that XML does not have as `_x000D_`, and such a text itself as `_x005F_x000D_`.
pub(super) fn unescape_excel(text: Cow<'_, str>) -> Cow<'_, str> {
    if memchr::memmem::find(text.as_bytes(), b"_x").is_none() {
        return text;
    }
    let (mut out, mut units, mut rest) = (String::with_capacity(text.len()), Vec::new(), &*text);
    while let Some(at) = rest.find("_x") {
        match unit(&rest[at..]) {
            Some(unit) => {
                // Two units may be one character, when nothing stands between them.
                if at > 0 {
                    flush(&mut units, &mut out);
                }
                out.push_str(&rest[..at]);
                units.push(unit);
                rest = &rest[at + 7..];
            }
            None => {
                flush(&mut units, &mut out);
                out.push_str(&rest[..at + 1]);
                rest = &rest[at + 1..];
            }
        }
    }
    flush(&mut units, &mut out);
    out.push_str(rest);
    Cow::Owned(out)
}

/// The UTF-16 unit of `_x000D_`.
fn unit(text: &str) -> Option<u16> {
    let digits = text.get(2..6).filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))?;
    (text.as_bytes().get(6) == Some(&b'_')).then(|| u16::from_str_radix(digits, 16).ok())?
}

fn flush(units: &mut Vec<u16>, out: &mut String) {
    out.extend(char::decode_utf16(units.drain(..)).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)));
}

/// Whether a text means just what is written: no references, no line ends to mend, no escapes of Excel, no
/// white space that is trimmed. Where it is false, the functions above have to look.
pub(super) fn is_literal(raw: &[u8]) -> bool {
    let is_space = |b: Option<&u8>| b.is_some_and(u8::is_ascii_whitespace);
    !is_space(raw.first()) && !is_space(raw.last()) && !raw.iter().any(|b| matches!(b, b'&' | b'\r' | b'_'))
}

/// What Excel shows of a text that does not ask for its white space to be kept.
pub(super) fn trim(raw: &[u8]) -> &[u8] {
    let is_kept = |b: &u8| !matches!(b, b' ' | b'\t' | b'\r' | b'\n');
    let start = raw.iter().position(is_kept).unwrap_or(raw.len());
    let end = raw.iter().rposition(is_kept).map_or(start, |last| last + 1);
    &raw[start..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_and_line_ends_are_resolved() {
        assert_eq!(unescape("a &amp;&lt;&gt;&quot;&apos; é".as_bytes()).unwrap(), "a &<>\"' é");
        assert_eq!(unescape(b"&#65;&#x42;&#x1F600;").unwrap(), "AB😀");
        assert_eq!(unescape(b"a\r\nb\rc\nd&#13;").unwrap(), "a\nb\nc\nd\r");
        assert!(matches!(unescape(b"plain"), Ok(Cow::Borrowed("plain"))));
    }

    #[test]
    fn references_to_nothing_are_refused() {
        for text in
            ["&lol9;", "&amp", "&", "a&;b", "&#;", "&#xD800;", "&#+65;", "&#x110000;", "&#99999999999;", "&éééééé"]
        {
            assert!(matches!(unescape(text.as_bytes()), Err(NoText::Entity)), "{text}");
        }
        assert_eq!(unescape(b"\xff"), Err(NoText::NotUtf8));
    }

    #[test]
    fn the_escapes_of_excel_mean_what_excel_means() {
        let cases = [
            ("a_x000D_b", "a\rb"),
            ("_x005F_x000D_", "_x000D_"),
            ("_xD83D__xDE00_", "😀"),
            ("_xD83D_ _xDE00_", "\u{fffd} \u{fffd}"),
            ("_x00D_", "_x00D_"),
            ("_x00GG_", "_x00GG_"),
            ("_xéé_ _x000d_", "_xéé_ \r"),
            ("file_xls_x", "file_xls_x"),
            ("__x0041__", "_A_"),
        ];
        for (text, meant) in cases {
            assert_eq!(unescape_excel(Cow::Borrowed(text)), meant, "{text}");
        }
    }

    #[test]
    fn only_the_white_space_of_xml_is_trimmed() {
        assert_eq!(trim(b" \r\n\ta b\n "), b"a b");
        assert_eq!(trim("\u{a0}x".as_bytes()), "\u{a0}x".as_bytes());
        assert_eq!(trim(b"  "), b"");
    }
}

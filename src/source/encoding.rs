//! From the bytes of a text file to characters: what is declared, else what the bytes allow.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How much of a file is looked at when its encoding is guessed.
const SAMPLE: usize = 4096;

/// Bytes that are no text in the encoding of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Damage {
    /// Where the replacement character stands in the decoded text.
    pub at: usize,
    /// Where the first such byte stands in the file, from 0.
    pub byte: usize,
}

/// The text of a file.
#[derive(Debug)]
pub(super) struct Decoded<'a> {
    pub text: Cow<'a, str>,
    /// The encoding, when nothing in the file declares it and it is not UTF-8.
    pub guessed: Option<&'static str>,
    /// In order.
    pub damage: Vec<Damage>,
}

/// Decodes a byte order mark's encoding, UTF-16 without one, UTF-8, else Windows-1252.
pub(super) fn decode(bytes: &[u8]) -> Decoded<'_> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        let bytes = &bytes[mark..];
        return if encoding == UTF_8 { decode_utf8(bytes, mark) } else { decode_utf16(bytes, encoding, None) };
    }
    if let Some((encoding, name)) = utf16_without_mark(bytes) {
        return decode_utf16(bytes, encoding, Some(name));
    }
    if looks_like_utf8(bytes) {
        return decode_utf8(bytes, 0);
    }
    let (text, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
    Decoded { text, guessed: Some("Windows-1252"), damage: Vec::new() }
}

/// Text has hardly any control characters; random bytes have one in nine.
pub(super) fn is_text(bytes: &[u8]) -> bool {
    let control = |c: char| c < ' ' && !matches!(c, '\t' | '\r' | '\n');
    let text = decode(bytes).text;
    let (mut all, mut controls) = (0usize, 0usize);
    for c in text.chars() {
        all += 1;
        controls += usize::from(control(c));
    }
    all > 0 && controls * 20 <= all
}

/// Valid UTF-8, or UTF-8 that was damaged: letters of several bytes that are right outnumber the bytes that are not.
fn looks_like_utf8(bytes: &[u8]) -> bool {
    if std::str::from_utf8(bytes).is_ok() {
        return true;
    }
    let (mut right, mut wrong) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        right += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        wrong += chunk.invalid().len();
    }
    right > wrong
}

fn decode_utf8(bytes: &[u8], skipped: usize) -> Decoded<'_> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Decoded { text: Cow::Borrowed(text), guessed: None, damage: Vec::new() };
    }
    let (mut text, mut damage, mut byte) = (String::with_capacity(bytes.len()), Vec::new(), skipped);
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        byte += chunk.valid().len();
        if !chunk.invalid().is_empty() {
            // Broken bytes side by side are one place.
            if !(chunk.valid().is_empty() && text.ends_with(char::REPLACEMENT_CHARACTER)) {
                damage.push(Damage { at: text.len(), byte });
            }
            text.push(char::REPLACEMENT_CHARACTER);
            byte += chunk.invalid().len();
        }
    }
    Decoded { text: Cow::Owned(text), guessed: None, damage }
}

fn decode_utf16<'a>(bytes: &'a [u8], encoding: &'static Encoding, guessed: Option<&'static str>) -> Decoded<'a> {
    let (text, broken) = encoding.decode_without_bom_handling(bytes);
    let mut damage = Vec::new();
    if broken {
        // Code units before the place tell the byte: two bytes each.
        let mut units = 0;
        for (at, c) in text.char_indices() {
            if c == char::REPLACEMENT_CHARACTER {
                damage.push(Damage { at, byte: units * 2 });
            }
            units += c.len_utf16();
        }
    }
    Decoded { text, guessed, damage }
}

/// English in UTF-16 has a zero in nearly every other byte.
fn utf16_without_mark(bytes: &[u8]) -> Option<(&'static Encoding, &'static str)> {
    let sample = &bytes[..bytes.len().min(SAMPLE) & !1];
    let zeros = |first: usize| sample.iter().skip(first).step_by(2).filter(|&&byte| byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let most = sample.len() / 2 * 7 / 10;
    if sample.len() < 4 {
        None
    } else if odd > most && even * 10 < odd {
        Some((UTF_16LE, "UTF-16LE"))
    } else if even > most && odd * 10 < even {
        Some((UTF_16BE, "UTF-16BE"))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Ref,Name\r\n1,Zoë – “£5”\r\n2,Siân Café and more plain words\r\n";

    fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn every_encoding_gives_the_same_text_and_only_guesses_are_told() {
        let mark = "\u{feff}".to_owned() + TEXT;
        let (cp1252, _, _) = WINDOWS_1252.encode(TEXT);
        let cases = [
            (TEXT.as_bytes().to_vec(), None),
            (mark.as_bytes().to_vec(), None),
            (utf16(&mark, u16::to_le_bytes), None),
            (utf16(&mark, u16::to_be_bytes), None),
            (utf16(TEXT, u16::to_le_bytes), Some("UTF-16LE")),
            (utf16(TEXT, u16::to_be_bytes), Some("UTF-16BE")),
            (cp1252.into_owned(), Some("Windows-1252")),
        ];
        for (bytes, guessed) in cases {
            let decoded = decode(&bytes);
            assert_eq!(decoded.text, TEXT);
            assert_eq!(decoded.guessed, guessed);
            assert_eq!(decoded.damage, []);
        }
    }

    #[test]
    fn broken_bytes_in_utf_8_are_placed_and_do_not_make_it_another_encoding() {
        let mut bytes = "é–“ë”x".as_bytes().to_vec();
        let byte = bytes.len();
        bytes.extend([0xff, 0xfe, 0xc0, b'y']);
        let decoded = decode(&bytes);
        assert_eq!(decoded.damage, [Damage { at: byte, byte }]);
        assert!(decoded.text.starts_with("é–“ë”x\u{fffd}") && decoded.guessed.is_none());
    }

    #[test]
    fn bytes_without_sense_are_no_text_and_a_few_nuls_do_no_harm() {
        let noise: Vec<u8> = (0..4000u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        assert!(!is_text(&noise));
        assert!(is_text(b"Ref,Name\n1,Wid\0nes Logistics Limited\n"));
    }
}

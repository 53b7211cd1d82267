//! Faults: what stops a command, with the exit code that scripts rely on and a hint for the person.

use std::fmt;

/// Why a command ended, as the exit code says it to cron and scripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Exit {
    /// A failure that is ours: an account that does not add up, a template that does not render.
    Failure,
    /// Wrong usage or configuration, a missing path included.
    Usage,
    /// Blocked by the quality of the data.
    Blocked,
    /// A file could not be read and was refused.
    Refused,
    /// The machine: permission, disk, lock.
    Environment,
    /// The disclosure audit failed.
    Disclosure,
    /// A target is missed, and the caller asked to be told so.
    TargetMissed,
    /// A finished paper breaks a rule: what was asked has the answer no, as with a target.
    RuleBroken,
}

impl Exit {
    /// The process's exit code.
    pub fn code(self) -> u8 {
        match self {
            Exit::Failure => 1,
            Exit::Usage => 2,
            Exit::Blocked => 3,
            Exit::Refused => 4,
            Exit::Environment => 5,
            Exit::Disclosure => 6,
            Exit::TargetMissed | Exit::RuleBroken => 10,
        }
    }

    /// Which of several causes names the run: environment, refused file, disclosure, data quality, target.
    pub fn rank(self) -> u8 {
        match self {
            Exit::Environment => 0,
            Exit::Refused => 1,
            Exit::Disclosure => 2,
            Exit::Blocked => 3,
            Exit::Usage => 4,
            Exit::Failure => 5,
            Exit::TargetMissed | Exit::RuleBroken => 6,
        }
    }
}

/// One fault: what went wrong in words for an officer, the exit code, and what to do about it.
///
/// Travels inside `anyhow::Error`; the outermost `Fault` in a chain decides the exit code.
#[derive(Debug)]
pub struct Fault {
    pub exit: Exit,
    pub message: String,
    pub hint: Option<String>,
}

impl Fault {
    pub fn new(exit: Exit, message: impl Into<String>) -> Self {
        Fault { exit, message: message.into(), hint: None }
    }

    /// Wrong usage or configuration.
    pub fn usage(message: impl Into<String>) -> Self {
        Fault::new(Exit::Usage, message)
    }

    /// A file that cannot be read.
    pub fn refused(message: impl Into<String>) -> Self {
        Fault::new(Exit::Refused, message)
    }

    /// Data that may not become a paper.
    pub fn blocked(message: impl Into<String>) -> Self {
        Fault::new(Exit::Blocked, message)
    }

    /// The machine does not let us: permission, disk, lock.
    pub fn environment(message: impl Into<String>) -> Self {
        Fault::new(Exit::Environment, message)
    }

    /// The one line that tells what to do.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Fault {}

/// The exit code that an error chain asks for.
pub fn exit_of(error: &anyhow::Error) -> Exit {
    error.chain().find_map(|cause| cause.downcast_ref::<Fault>()).map_or(Exit::Failure, |fault| fault.exit)
}

/// The first hint in an error chain.
pub fn hint_of(error: &anyhow::Error) -> Option<&str> {
    error.chain().find_map(|cause| cause.downcast_ref::<Fault>().and_then(|fault| fault.hint.as_deref()))
}

/// What the system says of a file or folder, in words.
pub fn io_words(error: &std::io::Error) -> String {
    use std::io::ErrorKind;
    let words = match error.kind() {
        ErrorKind::NotFound => "there is no such file or folder",
        ErrorKind::PermissionDenied => "permission denied",
        ErrorKind::AlreadyExists => "something else has that name",
        ErrorKind::NotADirectory => "a part of the path is a file, not a folder",
        ErrorKind::IsADirectory => "it is a folder, not a file",
        ErrorKind::StorageFull => "the disk is full",
        ErrorKind::QuotaExceeded => "the space that you may use on the disk is full",
        ErrorKind::ReadOnlyFilesystem => "it can only be read from",
        ErrorKind::InvalidFilename => "the name is too long or cannot be a file's",
        // The number behind the words is the system's own.
        _ => return error.to_string().split(" (os error").next().unwrap_or_default().to_string(),
    };
    words.to_string()
}

/// The most of a text from a file that a message repeats.
const SHOWN: usize = 60;

/// Text from a file or a person made safe for a terminal or a log, as `on_a_terminal` does, and cut when long.
pub fn printable(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((cut, _)) => on_a_terminal(&text[..cut]) + "…",
        None => on_a_terminal(text),
    }
}

/// Control characters, line breaks, and characters that turn the direction of text or are not seen, shown as escapes.
pub fn on_a_terminal(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if c.is_control() => out.extend(c.escape_default()),
            c if is_not_seen(c) => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    out
}

/// Finished JSON with the same characters as escapes of JSON: it says the same and leaves a terminal alone.
pub fn json_on_a_terminal(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if c != '\n' && !is_plain(c) {
            c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| out.push_str(&format!("\\u{unit:04x}")));
        } else {
            out.push(c);
        }
    }
    out
}

/// Whether a character is simply shown: a terminal does not obey it, and everybody sees it where it stands.
pub fn is_plain(c: char) -> bool {
    !c.is_control() && !is_not_seen(c)
}

/// Marks of direction, breaks of lines and paragraphs, characters without width, letters that are blank, tags.
fn is_not_seen(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180b}'..='\u{180f}')
        || matches!(c, '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// The same for a text of ours whose line breaks are meant.
pub fn on_a_terminal_by_line(text: &str) -> String {
    text.split('\n').map(on_a_terminal).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::Context;

    #[test]
    fn the_exit_code_and_hint_survive_added_context() {
        let error =
            Err::<(), _>(Fault::refused("bad zip").hint("send it again")).context("cannot read `a.xlsx`").unwrap_err();
        assert_eq!(exit_of(&error), Exit::Refused);
        assert_eq!(hint_of(&error), Some("send it again"));
        assert_eq!(exit_of(&anyhow::anyhow!("other")).code(), 1);
    }

    #[test]
    fn terminal_escapes_and_line_breaks_are_shown_not_sent() {
        let shown = printable("a\u{1b}[31mred\r\n\u{202e}x");
        assert!(!shown.contains('\u{1b}') && !shown.contains('\n') && !shown.contains('\u{202e}'), "{shown}");
        assert_eq!(printable(&"x".repeat(100)).chars().count(), 61);
    }

    #[test]
    fn json_with_escapes_for_a_terminal_says_the_same() {
        let words = "a\u{9b}31m\u{202e}b\u{7f}\u{e0041}\u{2028}\u{1b}\"é\n";
        let json = serde_json::to_string_pretty(&[words]).unwrap();
        let shown = json_on_a_terminal(&json);
        assert!(shown.chars().all(|c| c == '\n' || is_plain(c)), "{shown}");
        assert_eq!(serde_json::from_str::<[String; 1]>(&shown).unwrap(), [words]);
    }
}

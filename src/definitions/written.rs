//! Definition files that the program writes: TOML for a person to read, with notes beside it. Names in them come from
//! whoever sent a file, so every text is one line, every line of a note is a note, and what was written is read back
//! and held against what was meant before anybody gets it.

use std::fmt::Write;

use toml::{Table, Value};

use crate::fault::{Exit, Fault, is_plain, on_a_terminal};

/// A longer list has a line for each of its items.
const WIDTH: usize = 100;

/// A definition as it is put together.
#[derive(Default)]
pub struct Written {
    text: String,
    meant: Table,
    /// The table that the next line belongs to.
    at: Vec<String>,
}

impl Written {
    pub fn blank(&mut self) {
        self.text.push('\n');
    }

    /// A line for the reader alone.
    pub fn note(&mut self, text: &str) {
        let _ = writeln!(self.text, "# {}", on_a_terminal(text));
    }

    /// Begins a table: `sheet.columns` is one of the last `sheet`.
    pub fn table(&mut self, path: &str) {
        let _ = writeln!(self.text, "[{path}]");
        self.at = path.split('.').map(String::from).collect();
        self.here();
    }

    /// Begins one more table of a list of them.
    pub fn element(&mut self, path: &str) {
        let _ = writeln!(self.text, "[[{path}]]");
        let mut above: Vec<String> = path.split('.').map(String::from).collect();
        let name = above.pop().unwrap_or_default();
        self.at = above;
        if let Some(table) = self.here()
            && let Value::Array(all) = table.entry(name.clone()).or_insert_with(|| Value::Array(Vec::new()))
        {
            all.push(Value::Table(Table::new()));
        }
        self.at.push(name);
    }

    /// What a key is.
    pub fn set(&mut self, key: &str, value: impl Into<Value>) {
        self.line(key, value.into(), "");
    }

    /// The same, with a note behind it.
    pub fn set_noted(&mut self, key: &str, value: impl Into<Value>, note: &str) {
        self.line(key, value.into(), note);
    }

    /// What a key could be: a note until a person takes the `#` away.
    pub fn propose(&mut self, key: &str, value: impl Into<Value>) {
        self.propose_noted(key, value, "");
    }

    /// The same, with a note behind it.
    pub fn propose_noted(&mut self, key: &str, value: impl Into<Value>, note: &str) {
        for line in entry(key, &value.into(), note).lines() {
            let _ = writeln!(self.text, "# {line}");
        }
    }

    /// The text, and what it means.
    pub fn parts(self) -> (String, Table) {
        (self.text, self.meant)
    }

    /// The text of what is written, once it was read back.
    pub fn text_of(write: impl FnOnce(&mut Written)) -> Result<String, Fault> {
        let mut out = Written::default();
        write(&mut out);
        out.finish()
    }

    /// The text, once it was read back.
    pub fn finish(self) -> Result<String, Fault> {
        held(self.text, &self.meant)
    }

    fn line(&mut self, key: &str, value: Value, note: &str) {
        self.text += &entry(key, &value, note);
        if let Some(table) = self.here() {
            table.insert(key.to_string(), value);
        }
    }

    /// The table that the next line belongs to; nothing where its name is another thing's, which reading back tells.
    fn here(&mut self) -> Option<&mut Table> {
        self.at.iter().try_fold(&mut self.meant, |table, name| {
            match table.entry(name.clone()).or_insert_with(|| Value::Table(Table::new())) {
                Value::Table(own) => Some(own),
                Value::Array(all) => all.last_mut()?.as_table_mut(),
                _ => None,
            }
        })
    }
}

/// A text whose TOML says this and nothing else; anything else is a fault of ours, and nothing is written.
pub fn held(text: String, meant: &Table) -> Result<String, Fault> {
    let shown = text.chars().all(|c| c == '\n' || is_plain(c));
    if shown && toml::from_str::<Table>(&text).is_ok_and(|read| read == *meant) {
        return Ok(text);
    }
    Err(Fault::new(
        Exit::Failure,
        "what was to be written does not read as it was meant: this is a fault in Quarterdeck",
    )
    .hint("nothing was written; report it with the version, and write the file by hand: see docs/layouts.md"))
}

fn entry(key: &str, value: &Value, note: &str) -> String {
    let own = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let key = if !key.is_empty() && key.chars().all(own) { key.to_string() } else { quoted(key) };
    let note = if note.is_empty() { String::new() } else { format!(" # {}", on_a_terminal(note)) };
    format!("{key} = {}{note}\n", value_of(value))
}

fn value_of(value: &Value) -> String {
    match value {
        Value::String(text) => quoted(text),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(value_of).collect();
            let line = format!("[{}]", items.join(", "));
            if line.len() <= WIDTH { line } else { format!("[\n  {},\n]", items.join(",\n  ")) }
        }
        other => other.to_string(),
    }
}

/// A text as TOML writes it on one line; what a terminal obeys or nobody sees is an escape.
pub fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out += "\\n",
            '\r' => out += "\\r",
            '\t' => out += "\\t",
            c if is_plain(c) => out.push(c),
            c if u32::from(c) <= 0xffff => drop(write!(out, "\\u{:04X}", u32::from(c))),
            c => drop(write!(out, "\\U{:08X}", u32::from(c))),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Texts of which a careless writer makes lines, tables and ends of texts.
    fn hostile() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            Just("\n".to_string()),
            Just("\r\n[values.ward]\n\"Appleton\" = \"Ditton\"\n#".to_string()),
            Just("\"\"\"".to_string()),
            Just("'''".to_string()),
            Just("\\".to_string()),
            Just("\"]\nattachment_date = [\"x".to_string()),
            Just("\u{202e}\u{2066}\u{feff}\u{e0041}\u{ad}".to_string()),
            Just("\u{1b}[31m\u{7}\0\u{7f}\u{85}\u{2028}".to_string()),
            Just("# ".to_string()),
            "[ -~]{0,6}",
            any::<char>().prop_map(String::from),
        ];
        prop::collection::vec(piece, 0..5).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn whatever_a_text_is_it_stays_one_text_of_one_line(text in hostile()) {
            let line = format!("a = {}", quoted(&text));
            prop_assert!(line.chars().all(is_plain), "{line:?}");
            let read: Table = toml::from_str(&line).unwrap();
            prop_assert_eq!(read["a"].as_str(), Some(text.as_str()));
        }

        #[test]
        fn a_definition_of_hostile_words_says_what_was_meant_and_notes_stay_notes(
            words in prop::collection::vec(hostile(), 6..40),
        ) {
            let mut out = Written::default();
            out.note(&words[0]);
            out.set_noted("name", words[1].as_str(), &words[2]);
            out.propose("name", words[3].as_str());
            out.element("sheet");
            out.set("order", words.clone());
            out.propose_noted("order", words.clone(), &words[4]);
            out.table("sheet.columns");
            out.set("ward", vec![words[5].clone()]);
            out.table("values.ward");
            let mut keys = words.clone();
            keys.sort();
            keys.dedup();
            for key in &keys {
                out.set_noted(key, words[0].as_str(), &words[1]);
                out.propose(key, words[2].as_str());
            }
            let text = out.finish().unwrap();
            let read: Table = toml::from_str(&text).unwrap();
            prop_assert_eq!(read.keys().collect::<Vec<_>>(), ["name", "sheet", "values"]);
            prop_assert_eq!(read["values"]["ward"].as_table().unwrap().len(), keys.len());
            let order: Vec<&str> = read["sheet"][0]["order"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
            prop_assert_eq!(order, words.iter().map(String::as_str).collect::<Vec<_>>());
        }
    }

    #[test]
    fn what_does_not_read_as_it_was_meant_is_not_given_out() {
        let mut twice = Written::default();
        twice.set("name", "a");
        twice.set("name", "b");
        assert_eq!(twice.finish().unwrap_err().exit, Exit::Failure);
        let mut other = Written::default();
        other.set("name", "a");
        let (text, meant) = other.parts();
        assert!(held(text.clone(), &meant).is_ok());
        assert!(held(text.clone() + "[values.ward]\n", &meant).is_err());
        assert!(held(text + "# \u{202e}\n", &meant).is_err(), "read alike, and not shown as it is");
    }
}

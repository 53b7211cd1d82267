//! What a reading process writes to its standard output: a head in JSON, the columns as they lie in memory, an end
//! mark. Both ends are the same program on the same machine; a message that breaks off is no message.

use std::io::{self, Read, Write};

use anyhow::{Context, Result, ensure};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::canonical::schema;
use crate::canonical::{ColumnData, Columns, Days, Figures, Marks, Texts, Words};
use crate::fault::{Exit, Fault, hint_of};
use crate::finding::Finding;
use crate::mapping::{MappedRecords, TableHead};
use crate::source::SourceFile;

const MARK: &[u8; 8] = b"QDREAD01";
const END: &[u8; 8] = b"QDREADOK";

/// What reading a file came to.
pub type Outcome = Result<FileRecords>;

/// A file with its tables and what was found in it.
#[derive(Clone, Debug, PartialEq)]
pub struct FileRecords {
    pub file: SourceFile,
    /// The name of the layout that it was read with.
    pub layout: String,
    pub records: Vec<MappedRecords>,
    pub findings: Vec<Finding>,
}

#[derive(Serialize, Deserialize)]
enum Head {
    Read { version: String, file: SourceFile, layout: String, findings: Vec<Finding>, tables: Vec<TableSent> },
    Refused { version: String, exit: Exit, messages: Vec<String>, hint: Option<String> },
}

/// A table and the columns that follow.
#[derive(Serialize, Deserialize)]
struct TableSent {
    head: TableHead,
    columns: Vec<ColumnHead>,
}

#[derive(Serialize, Deserialize)]
struct ColumnHead {
    name: String,
    kind: ColumnKind,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
enum ColumnKind {
    Days,
    Marks,
    Figures,
    /// With the number of words and the bytes of all of them.
    Texts {
        words: usize,
        bytes: usize,
    },
}

/// Writes an outcome.
pub fn write(out: &mut impl Write, outcome: &Outcome) -> Result<()> {
    let version = env!("CARGO_PKG_VERSION").to_string();
    let head = match outcome {
        Ok(FileRecords { file, layout, records, findings }) => Head::Read {
            version,
            file: file.clone(),
            layout: layout.clone(),
            findings: findings.clone(),
            tables: records.iter().map(table_sent).collect(),
        },
        Err(error) => {
            let Refusal { exit, messages, hint } = Refusal::of(error);
            Head::Refused { version, exit, messages, hint }
        }
    };
    write_head(out, &head)?;
    for table in outcome.iter().flat_map(|read| &read.records) {
        out.write_all(bytemuck::cast_slice(&table.source_rows))?;
        for (_, column) in table.columns.iter() {
            write_column(out, column)?;
        }
    }
    out.write_all(END)?;
    Ok(out.flush()?)
}

fn write_head(out: &mut impl Write, head: &impl Serialize) -> Result<()> {
    let head = serde_json::to_vec(head)?;
    out.write_all(MARK)?;
    out.write_all(&(head.len() as u64).to_ne_bytes())?;
    Ok(out.write_all(&head)?)
}

/// A refusal as it passes between processes.
#[derive(Serialize, Deserialize)]
struct Refusal {
    exit: Exit,
    messages: Vec<String>,
    hint: Option<String>,
}

impl Refusal {
    fn of(error: &anyhow::Error) -> Refusal {
        let messages = error.chain().map(ToString::to_string).collect();
        Refusal { exit: crate::fault::exit_of(error), messages, hint: hint_of(error).map(String::from) }
    }
}

/// Writes an answer about a file that is not its records.
pub fn write_answer(out: &mut impl Write, answer: &Result<impl Serialize>) -> Result<()> {
    write_head(out, &(env!("CARGO_PKG_VERSION"), answer.as_ref().map_err(Refusal::of)))?;
    out.write_all(END)?;
    Ok(out.flush()?)
}

/// Reads an answer; the outer error says that there is none.
pub fn read_answer<T: DeserializeOwned>(from: &mut impl Read) -> Result<Result<T>> {
    let (version, answer): (String, Result<T, Refusal>) = read_head(from)?;
    ensure!(version == env!("CARGO_PKG_VERSION"), "the reading process is of another version");
    read_end(from)?;
    Ok(answer.map_err(|Refusal { exit, messages, hint }| refusal(exit, messages, hint)))
}

fn table_sent(table: &MappedRecords) -> TableSent {
    let column = |(name, data): (&str, &ColumnData)| {
        let kind = match data {
            ColumnData::Days(_) => ColumnKind::Days,
            ColumnData::Marks(_) => ColumnKind::Marks,
            ColumnData::Figures(_) => ColumnKind::Figures,
            ColumnData::Texts(texts) => {
                let (buffer, ends) = texts.words.raw();
                ColumnKind::Texts { words: ends.len(), bytes: buffer.len() }
            }
        };
        ColumnHead { name: name.into(), kind }
    };
    TableSent { head: TableHead::of(table), columns: table.columns.iter().map(column).collect() }
}

fn write_column(out: &mut impl Write, column: &ColumnData) -> io::Result<()> {
    match column {
        ColumnData::Days(days) => out.write_all(bytemuck::cast_slice(days.raw())),
        ColumnData::Marks(marks) => out.write_all(marks.raw()),
        ColumnData::Figures(figures) => out.write_all(bytemuck::cast_slice(figures.raw())),
        ColumnData::Texts(texts) => {
            let (buffer, ends) = texts.words.raw();
            out.write_all(bytemuck::cast_slice(texts.raw()))?;
            out.write_all(bytemuck::cast_slice(ends))?;
            out.write_all(buffer.as_bytes())
        }
    }
}

/// Reads an outcome; the outer error says that there is none.
pub fn read(from: &mut impl Read) -> Result<Outcome> {
    let head: Head = read_head(from)?;
    let own = env!("CARGO_PKG_VERSION");
    let outcome = match head {
        Head::Read { version, .. } | Head::Refused { version, .. } if version != own => {
            anyhow::bail!("the reading process is version {version}, this is {own}")
        }
        Head::Read { file, layout, findings, tables, .. } => {
            let records = tables.into_iter().map(|table| read_table(from, table)).collect::<Result<_>>()?;
            Ok(FileRecords { file, layout, records, findings })
        }
        Head::Refused { exit, messages, hint, .. } => Err(refusal(exit, messages, hint)),
    };
    read_end(from)?;
    Ok(outcome)
}

fn read_head<T: DeserializeOwned>(from: &mut impl Read) -> Result<T> {
    let mut mark = [0; 8];
    from.read_exact(&mut mark).context("nothing came")?;
    ensure!(&mark == MARK, "what came is no message");
    let mut length = [0; 8];
    from.read_exact(&mut length)?;
    let mut head = Vec::new();
    from.take(u64::from_ne_bytes(length)).read_to_end(&mut head)?;
    serde_json::from_slice(&head).context("the head of the message is broken")
}

fn read_end(from: &mut impl Read) -> Result<()> {
    let mut end = [0; 8];
    from.read_exact(&mut end)?;
    ensure!(&end == END, "the message breaks off");
    Ok(())
}

/// The refusal as it stood in the reading process: its outermost message first.
fn refusal(exit: Exit, messages: Vec<String>, hint: Option<String>) -> anyhow::Error {
    let mut messages = messages.into_iter().rev();
    let mut fault = Fault::new(exit, messages.next().unwrap_or_default());
    fault.hint = hint;
    messages.fold(anyhow::Error::new(fault), |error, message| error.context(message))
}

fn read_table(from: &mut impl Read, TableSent { head, columns: sent }: TableSent) -> Result<MappedRecords> {
    let source_rows = numbers(from, head.rows)?;
    let mut columns = Columns::default();
    for column in sent {
        let spec = schema::find(&column.name).with_context(|| format!("there is no column `{}`", column.name))?;
        columns.insert(spec.name, read_column(from, column.kind, head.rows)?);
    }
    head.with(columns, source_rows)
}

fn read_column(from: &mut impl Read, kind: ColumnKind, rows: usize) -> Result<ColumnData> {
    Ok(match kind {
        ColumnKind::Days => ColumnData::Days(Days::from_raw(numbers(from, rows)?)),
        ColumnKind::Marks => ColumnData::Marks(Marks::from_raw(numbers(from, rows)?)),
        ColumnKind::Figures => ColumnData::Figures(Figures::from_raw(numbers(from, rows)?)),
        ColumnKind::Texts { words, bytes } => {
            let ids = numbers(from, rows)?;
            let ends = numbers(from, words)?;
            let buffer = String::from_utf8(numbers(from, bytes)?).context("a text is broken")?;
            let words = Words::from_raw(buffer, ends).context("texts do not fit their ends")?;
            ColumnData::Texts(Texts::from_raw(ids, words).context("a number stands for no text")?)
        }
    })
}

/// How many numbers are read at a time, so that a wrong length does not ask for the memory at once.
const AT_ONCE: usize = 1 << 20;

fn numbers<T: bytemuck::Pod + bytemuck::Zeroable>(from: &mut impl Read, count: usize) -> Result<Vec<T>> {
    let mut all: Vec<T> = Vec::with_capacity(count.min(AT_ONCE));
    while all.len() < count {
        let (start, more) = (all.len(), (count - all.len()).min(AT_ONCE));
        all.resize(start + more, T::zeroed());
        from.read_exact(bytemuck::cast_slice_mut(&mut all[start..])).context("the message breaks off")?;
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::canonical::schema::Record;
    use crate::finding::{Effect, Place};
    use crate::mapping::headers::Found;
    use crate::mapping::{Fate, Fates, Origin, Shape};
    use crate::source::Format;

    fn table(rows: usize) -> MappedRecords {
        let mut references = Texts::with_capacity(rows);
        let mut wards = Texts::with_capacity(rows);
        let ward = wards.words.push("Zoë's ward");
        for row in 0..rows {
            let id = references.words.push(&format!("HPJ{row:06}"));
            references.push(Some(id));
            wards.push((row % 3 > 0).then_some(ward));
        }
        let mut columns = Columns::default();
        columns.insert("reference", ColumnData::Texts(references));
        columns.insert("ward", ColumnData::Texts(wards));
        let days = (0..rows as i32).map(|row| (row % 2 == 0).then_some(16_000 + row));
        columns.insert("attachment_date", ColumnData::Days(days.collect()));
        columns.insert("sustained", ColumnData::Marks((0..rows).map(|row| [None, Some(true)][row % 2]).collect()));
        let figures =
            (0..rows as i64).map(|row| [None, Some(row * 100), Some(i64::from(u32::MAX) * 50)][row as usize % 3]);
        columns.insert("paid_amount", ColumnData::Figures(figures.collect()));
        let mut fates = Fates::new(rows);
        fates.set(1, Fate::SetAside("date_not_possible"));
        fates.set(2, Fate::LeftOut("after_as_at"));
        MappedRecords {
            origin: Origin {
                record: Record::Participants,
                supplier: "northgate".into(),
                source_id: 7,
                file: "n.xlsx".into(),
                sheet: "People".into(),
                header_rows: vec![2, 3],
                headers: BTreeMap::from([("ward".into(), Found { column: 3, header: "Ward \u{1b}".into() })]),
                absent: BTreeMap::from([("sex".into(), vec!["Gender".into()])]),
                elsewhere: Vec::new(),
                not_given: Vec::new(),
            },
            columns,
            source_rows: (4..).take(rows).collect(),
            fates,
            left_out: BTreeMap::from([("totals_row", 1)]),
            set_aside: BTreeMap::from([("event_not_known", 2)]),
            delivered: rows as u64 + 1,
            shape: Shape::Events(vec![1; rows]),
        }
    }

    fn outcome() -> FileRecords {
        let place = Place::file("n.xlsx").sheet("People").row(5);
        FileRecords {
            file: SourceFile { name: "n.xlsx".into(), sha256: "ab".into(), bytes: 9, format: Format::Xlsx },
            layout: "northgate".into(),
            records: vec![table(5), table(3)],
            findings: vec![Finding::new("date_not_possible", Effect::SetsAside, place, "30/02", "ask").for_rows(2)],
        }
    }

    fn sent(outcome: &Outcome) -> Vec<u8> {
        let mut bytes = Vec::new();
        write(&mut bytes, outcome).unwrap();
        bytes
    }

    #[test]
    fn what_was_read_arrives_as_it_was() {
        let bytes = sent(&Ok(outcome()));
        assert_eq!(read(&mut bytes.as_slice()).unwrap().unwrap(), outcome());
    }

    #[test]
    fn a_refusal_arrives_with_its_chain_its_code_and_its_hint() {
        let fault = Fault::refused("part `a` is damaged").hint("ask again");
        let refused = Err(anyhow::Error::new(fault).context("cannot read `n.xlsx`"));
        let arrived = read(&mut sent(&refused).as_slice()).unwrap().unwrap_err();
        assert_eq!(format!("{arrived:#}"), "cannot read `n.xlsx`: part `a` is damaged");
        assert_eq!(crate::fault::exit_of(&arrived), Exit::Refused);
        assert_eq!(hint_of(&arrived), Some("ask again"));
    }

    #[test]
    fn a_message_that_breaks_off_or_was_changed_in_its_lengths_is_none() {
        let bytes = sent(&Ok(outcome()));
        for end in 0..bytes.len() {
            assert!(read(&mut &bytes[..end]).is_err(), "cut at {end}");
        }
        let text = |from: &str, to: &str| {
            let at = bytes.windows(from.len()).position(|window| window == from.as_bytes()).unwrap();
            [&bytes[..at], to.as_bytes(), &bytes[at + from.len()..]].concat()
        };
        for (from, to) in [("\"rows\":5", "\"rows\":6"), ("\"rows\":5", "\"rows\":4"), ("[1,true", "[9,true")] {
            assert!(read(&mut text(from, to).as_slice()).is_err(), "{from} as {to}");
        }
        let newer = text(env!("CARGO_PKG_VERSION"), "9.9.9");
        assert!(read(&mut newer.as_slice()).unwrap_err().to_string().contains("version 9.9.9"));
    }
}

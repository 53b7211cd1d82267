//! Canonical columns as the bytes of a Parquet file, and back: the only place that knows Parquet.
//!
//! Days are DATE, figures INT64, marks BOOLEAN, texts UTF8: in a dictionary where many rows share a word, plain where nearly
//! every row has its own. Pages are Snappy, which every reader of Parquet knows. The same columns give the same bytes.

use std::collections::HashMap;
use std::io::Cursor;

use anyhow::{Context, Result, bail, ensure};
use polars_arrow::array::{Array, BooleanArray, DictionaryArray, PrimitiveArray, Utf8ViewArray};
use polars_arrow::datatypes::{ArrowDataType, ArrowSchema, Field, IntegerType};
use polars_parquet::read::{
    BasicDecompressor, ColumnChunkMetadata, FileMetadata, PageReader, PhysicalType, column_iter_to_arrays,
    read_metadata,
};
use polars_parquet::write::{
    CompressedPage, CompressionOptions, DynIter, DynStreamingIterator, Encoding, FileWriter, ParquetType,
    StatisticsOptions, Version, WriteOptions, array_to_columns, compress, fallible_streaming_iterator,
};
use rayon::prelude::*;

use crate::canonical::{ColumnData, Days, Figures, Marks, Texts};

/// Rows that stand together: readers take such groups side by side.
const ROWS_TOGETHER: usize = 131_072;

/// Columns with their names, in the order of the file.
pub type NamedColumns = Vec<(String, ColumnData)>;

/// A column of an answer: texts, whole numbers or fractions, some of which are missing.
#[derive(Clone, Debug)]
pub enum Values {
    Texts(Texts),
    Whole(Vec<Option<i64>>),
    Fractions(Vec<Option<f64>>),
}

/// Writes columns of an answer.
pub fn write_values(columns: &[(&str, &Values)], rows: usize) -> Result<Vec<u8>> {
    let stored = columns.iter().map(|(name, values)| {
        let column = match values {
            Values::Texts(texts) => Stored::Column(ColumnData::Texts(texts.clone())),
            Values::Whole(numbers) => Stored::Column(ColumnData::Figures(numbers.iter().copied().collect())),
            Values::Fractions(numbers) => Stored::Fractions(numbers.clone()),
        };
        (*name, column)
    });
    let stored: Vec<(&str, Stored)> = stored.collect();
    write_stored(&stored.iter().map(|(name, column)| (*name, column)).collect::<Vec<_>>(), rows)
}

/// Writes columns of so many rows. A column that is absent has no value in any row.
pub fn write(columns: &[(&str, &ColumnData)], rows: usize) -> Result<Vec<u8>> {
    let stored: Vec<(&str, Stored)> =
        columns.iter().map(|(name, column)| (*name, Stored::Column((*column).clone()))).collect();
    write_stored(&stored.iter().map(|(name, column)| (*name, column)).collect::<Vec<_>>(), rows)
}

/// What can stand in a file.
enum Stored {
    Column(ColumnData),
    Fractions(Vec<Option<f64>>),
}

fn write_stored(columns: &[(&str, &Stored)], rows: usize) -> Result<Vec<u8>> {
    let options = WriteOptions {
        statistics: StatisticsOptions::default(),
        version: Version::V1,
        compression: CompressionOptions::Snappy,
        data_page_size: None,
    };
    let shapes: Vec<Shape> = columns.iter().map(|(_, column)| Shape::of(column, rows)).collect();
    let fields = columns.iter().zip(&shapes).map(|((name, _), shape)| Field::new((*name).into(), shape.dtype(), true));
    let mut writer = FileWriter::try_new(Vec::new(), ArrowSchema::from_iter(fields), options)?;
    let types = writer.parquet_schema().fields().to_vec();
    for first in (0..rows).step_by(ROWS_TOGETHER) {
        let group = first..(first + ROWS_TOGETHER).min(rows);
        let each = columns.par_iter().zip(&shapes).zip(&types);
        let pages: Vec<Vec<CompressedPage>> = each
            .map(|(((_, column), shape), kind)| pages(shape.array(column, group.clone())?, kind, shape, options))
            .collect::<Result<_>>()?;
        let pages = pages
            .iter()
            .map(|pages| Ok(DynStreamingIterator::new(fallible_streaming_iterator::convert(pages.iter().map(Ok)))));
        writer.write(group.len() as u64, DynIter::new(pages))?;
    }
    // Without the schema of Arrow, in which readers would look for a kind of text that only polars knows.
    writer.end(Some(Vec::new()))?;
    Ok(writer.into_inner())
}

/// How a column stands in the file.
#[derive(Clone, Copy)]
enum Shape {
    Date,
    Whole,
    Mark,
    Dictionary,
    Text,
    Fraction,
}

impl Shape {
    fn of(column: &Stored, rows: usize) -> Shape {
        match column {
            Stored::Fractions(_) => Shape::Fraction,
            Stored::Column(ColumnData::Days(_)) => Shape::Date,
            Stored::Column(ColumnData::Figures(_)) => Shape::Whole,
            Stored::Column(ColumnData::Marks(_)) => Shape::Mark,
            Stored::Column(ColumnData::Texts(texts)) if texts.words.len() > rows / 4 => Shape::Text,
            Stored::Column(ColumnData::Texts(_)) => Shape::Dictionary,
        }
    }

    fn dtype(self) -> ArrowDataType {
        match self {
            Shape::Date => ArrowDataType::Date32,
            Shape::Whole => ArrowDataType::Int64,
            Shape::Mark => ArrowDataType::Boolean,
            Shape::Dictionary => dictionary(),
            Shape::Text => ArrowDataType::Utf8View,
            Shape::Fraction => ArrowDataType::Float64,
        }
    }

    fn encoding(self) -> Encoding {
        match self {
            Shape::Date | Shape::Whole | Shape::Dictionary => Encoding::RleDictionary,
            Shape::Mark | Shape::Text | Shape::Fraction => Encoding::Plain,
        }
    }

    fn array(self, column: &Stored, rows: std::ops::Range<usize>) -> Result<Box<dyn Array>> {
        let column = match column {
            Stored::Fractions(all) => return Ok(Box::new(rows.map(|row| all[row]).collect::<PrimitiveArray<f64>>())),
            Stored::Column(column) => column,
        };
        Ok(match column {
            ColumnData::Days(days) => {
                let days: PrimitiveArray<i32> = rows.map(|row| days.get(row)).collect();
                Box::new(days.to(ArrowDataType::Date32))
            }
            ColumnData::Figures(figures) => Box::new(rows.map(|row| figures.get(row)).collect::<PrimitiveArray<i64>>()),
            ColumnData::Marks(marks) => Box::new(rows.map(|row| marks.get(row)).collect::<BooleanArray>()),
            ColumnData::Texts(texts) => match self {
                Shape::Text => Box::new(Utf8ViewArray::from_slice(rows.map(|row| texts.get(row)).collect::<Vec<_>>())),
                _ => {
                    let words = Utf8ViewArray::from_slice_values(texts.words.iter().collect::<Vec<_>>());
                    let keys: PrimitiveArray<u32> = rows.map(|row| texts.id(row)).collect();
                    Box::new(DictionaryArray::<u32>::try_new(dictionary(), keys, Box::new(words))?)
                }
            },
        })
    }
}

fn dictionary() -> ArrowDataType {
    ArrowDataType::Dictionary(IntegerType::UInt32, Box::new(ArrowDataType::Utf8View), false)
}

fn pages(
    array: Box<dyn Array>,
    kind: &ParquetType,
    shape: &Shape,
    options: WriteOptions,
) -> Result<Vec<CompressedPage>> {
    let mut out = Vec::new();
    for column in array_to_columns(array, kind.clone(), options, &[shape.encoding()])? {
        for page in column {
            out.push(compress(page?, Vec::new(), options.compression)?);
        }
    }
    Ok(out)
}

/// Reads columns from a file that this program wrote: those that are wanted, or all. One that is not in the file is left
/// out of the answer. Column by column, so that no more of it is held twice than one column a thread.
pub fn read(file: &[u8], wanted: Option<&[&str]>) -> Result<(NamedColumns, usize)> {
    let metadata = read_metadata(&mut Cursor::new(file)).context("the end of the file is damaged")?;
    let rows = metadata.num_rows;
    let names: Vec<String> = metadata.schema().fields().iter().map(|field| field.name().to_string()).collect();
    let chosen: Vec<usize> =
        (0..names.len()).filter(|at| wanted.is_none_or(|wanted| wanted.contains(&names[*at].as_str()))).collect();
    let column = |at: usize| {
        let mut column = Joined::new(kind(&metadata, at)?, rows);
        for group in &metadata.row_groups {
            let chunk = &group.parquet_columns()[at];
            for array in decode(chunk, bytes(file, chunk)?, &names[at])? {
                column.add(array.as_ref())?;
            }
        }
        column.finish(rows)
    };
    let columns = chosen.par_iter().with_max_len(1).map(|at| {
        let column = column(*at).with_context(|| format!("column `{}`", names[*at]))?;
        Ok((names[*at].clone(), column))
    });
    Ok((columns.collect::<Result<_>>()?, rows))
}

fn bytes(file: &[u8], chunk: &ColumnChunkMetadata) -> Result<Vec<u8>> {
    let range = chunk.byte_range();
    let own = file.get(usize::try_from(range.start)?..usize::try_from(range.end)?);
    Ok(own.context("the file breaks off")?.to_vec())
}

fn decode(chunk: &ColumnChunkMetadata, bytes: Vec<u8>, name: &str) -> Result<Vec<Box<dyn Array>>> {
    let kind = &chunk.descriptor().descriptor.primitive_type;
    let dtype = match chunk.physical_type() {
        PhysicalType::Int32 => ArrowDataType::Date32,
        PhysicalType::Int64 => ArrowDataType::Int64,
        PhysicalType::Boolean => ArrowDataType::Boolean,
        PhysicalType::ByteArray if chunk.dictionary_page_offset().is_some() => dictionary(),
        PhysicalType::ByteArray => ArrowDataType::Utf8View,
        other => bail!("`{name}` is {other:?}, which this program does not write"),
    };
    let pages = PageReader::new(Cursor::new(bytes.into()), chunk, Vec::new(), usize::MAX);
    let field = Field::new(name.into(), dtype, true);
    let (arrays, _) = column_iter_to_arrays(vec![BasicDecompressor::new(pages, Vec::new())], vec![kind], field, None)?;
    Ok(arrays)
}

fn kind(metadata: &FileMetadata, at: usize) -> Result<PhysicalType> {
    let descriptor = metadata.schema().columns().get(at).context("the file has fewer columns than names")?;
    Ok(descriptor.descriptor.primitive_type.physical_type)
}

/// The arrays of one column, one below the other.
enum Joined {
    Days(Vec<i32>),
    Figures(Vec<i64>),
    Marks(Vec<u8>),
    /// The same word has one number in all groups of rows.
    Texts(Texts, HashMap<String, u32>),
}

impl Joined {
    fn new(kind: PhysicalType, rows: usize) -> Joined {
        match kind {
            PhysicalType::Int32 => Joined::Days(Vec::with_capacity(rows)),
            PhysicalType::Int64 => Joined::Figures(Vec::with_capacity(rows)),
            PhysicalType::Boolean => Joined::Marks(Vec::with_capacity(rows)),
            _ => Joined::Texts(Texts::with_capacity(rows), HashMap::new()),
        }
    }

    fn add(&mut self, array: &dyn Array) -> Result<()> {
        fn of<T: 'static>(array: &dyn Array) -> Result<&T> {
            array.as_any().downcast_ref::<T>().context("is of another kind than its file says")
        }
        match self {
            Joined::Days(days) => {
                let own: Days = of::<PrimitiveArray<i32>>(array)?.iter().map(|day| day.copied()).collect();
                days.extend(own.raw());
            }
            Joined::Figures(figures) => {
                let own: Figures = of::<PrimitiveArray<i64>>(array)?.iter().map(|figure| figure.copied()).collect();
                figures.extend(own.raw());
            }
            Joined::Marks(marks) => {
                let own: Marks = of::<BooleanArray>(array)?.iter().collect();
                marks.extend(own.raw());
            }
            Joined::Texts(texts, known) => add_texts(texts, known, array)?,
        }
        Ok(())
    }

    fn finish(self, rows: usize) -> Result<ColumnData> {
        let column = match self {
            Joined::Days(days) => ColumnData::Days(Days::from_raw(days)),
            Joined::Figures(figures) => ColumnData::Figures(Figures::from_raw(figures)),
            Joined::Marks(marks) => ColumnData::Marks(Marks::from_raw(marks)),
            Joined::Texts(texts, _) => ColumnData::Texts(texts),
        };
        let found = match &column {
            ColumnData::Days(days) => days.raw().len(),
            ColumnData::Figures(figures) => figures.raw().len(),
            ColumnData::Marks(marks) => marks.raw().len(),
            ColumnData::Texts(texts) => texts.raw().len(),
        };
        ensure!(found == rows, "{found} rows where there are {rows}");
        Ok(column)
    }
}

fn add_texts(texts: &mut Texts, known: &mut HashMap<String, u32>, array: &dyn Array) -> Result<()> {
    if let Some(plain) = array.as_any().downcast_ref::<Utf8ViewArray>() {
        for text in plain.iter() {
            let id = text.map(|text| texts.words.push(text));
            texts.push(id);
        }
        return Ok(());
    }
    let coded = array.as_any().downcast_ref::<DictionaryArray<u32>>().context("is no text")?;
    let words = coded.values().as_any().downcast_ref::<Utf8ViewArray>().context("is no dictionary of texts")?;
    let mut number = |word: &str| *known.entry(word.to_string()).or_insert_with(|| texts.words.push(word));
    let numbers: Vec<u32> = words.values_iter().map(&mut number).collect();
    for key in coded.keys().iter() {
        let id = key.map(|key| numbers.get(*key as usize).copied().context("a number stands for no text"));
        texts.push(id.transpose()?);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Columns of every kind, with missing values, in more than one group of rows.
    fn columns(rows: usize) -> Vec<(&'static str, ColumnData)> {
        let mut references = Texts::with_capacity(rows);
        let mut wards = Texts::with_capacity(rows);
        let words: Vec<u32> =
            ["Mersey", "Zo\u{eb}'s ward", "unused"].iter().map(|word| wards.words.push(word)).collect();
        for row in 0..rows {
            let id = references.words.push(&format!("{row:032x}"));
            references.push((row % 7 > 0).then_some(id));
            wards.push((row % 3 > 0).then(|| words[row % 2]));
        }
        let days = (0..rows as i32).map(|row| (row % 2 == 0).then_some(16_000 + row % 900)).collect();
        let figures = (0..rows as i64).map(|row| [None, Some(row * 100), Some(-5)][row as usize % 3]).collect();
        let marks = (0..rows).map(|row| [None, Some(true), Some(false)][row % 3]).collect();
        vec![
            ("reference", ColumnData::Texts(references)),
            ("ward", ColumnData::Texts(wards)),
            ("attachment_date", ColumnData::Days(days)),
            ("paid_amount", ColumnData::Figures(figures)),
            ("sustained", ColumnData::Marks(marks)),
        ]
    }

    fn bytes_of(columns: &[(&'static str, ColumnData)], rows: usize) -> Vec<u8> {
        write(&columns.iter().map(|(name, column)| (*name, column)).collect::<Vec<_>>(), rows).unwrap()
    }

    fn same(one: &ColumnData, other: &ColumnData, rows: usize) -> bool {
        match (one, other) {
            // The numbers of words may differ: a word that no row has is not kept where texts stand plain.
            (ColumnData::Texts(one), ColumnData::Texts(other)) => (0..rows).all(|row| one.get(row) == other.get(row)),
            (one, other) => one == other,
        }
    }

    #[test]
    fn columns_of_every_kind_come_back_as_they_were_in_several_groups_of_rows() {
        for rows in [0, 1, 5, ROWS_TOGETHER, ROWS_TOGETHER + 3] {
            let columns = columns(rows);
            let bytes = bytes_of(&columns, rows);
            let (back, height) = read(&bytes, None).unwrap();
            assert_eq!(height, rows);
            assert_eq!(back.len(), columns.len());
            for ((name, column), (other, found)) in columns.iter().zip(&back) {
                assert_eq!(name, other);
                assert!(same(column, found, rows), "{name}, {rows} rows");
            }
            assert_eq!(bytes, bytes_of(&columns, rows), "the same columns give the same bytes");
        }
    }

    #[test]
    fn what_is_wanted_alone_is_read() {
        let columns = columns(100);
        let bytes = bytes_of(&columns, 100);
        let (back, _) = read(&bytes, Some(&["sustained", "ward", "no_such"])).unwrap();
        let names: Vec<&str> = back.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["ward", "sustained"]);
    }

    #[test]
    fn a_file_that_breaks_off_is_an_error_and_no_panic() {
        let columns = columns(40);
        let bytes = bytes_of(&columns, 40);
        for end in 0..bytes.len() {
            assert!(read(&bytes[..end], None).is_err(), "cut at {end} of {}", bytes.len());
        }
    }
}

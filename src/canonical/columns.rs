//! A table's canonical columns as plain vectors: what mapping makes, a reading process sends, and the rules read.
//! They become polars frames once every rule has let their rows through.

use std::collections::BTreeMap;

use super::frame::Day;

/// Stands for no day; no date lies there.
const NO_DAY: Day = Day::MIN;
/// Stands for no text.
const NO_TEXT: u32 = u32::MAX;

/// A column of days. One that the sender does not have is missing in every row and takes no room.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Days(Vec<Day>);

impl Days {
    /// The day of a row; none where it is missing.
    #[inline]
    pub fn get(&self, row: usize) -> Option<Day> {
        self.0.get(row).copied().filter(|day| *day != NO_DAY)
    }

    /// The days as they are kept and sent.
    pub fn raw(&self) -> &[Day] {
        &self.0
    }

    pub fn from_raw(days: Vec<Day>) -> Self {
        Days(days)
    }
}

impl FromIterator<Option<Day>> for Days {
    fn from_iter<I: IntoIterator<Item = Option<Day>>>(days: I) -> Self {
        Days(days.into_iter().map(|day| day.unwrap_or(NO_DAY)).collect())
    }
}

/// Texts in one buffer, each with a number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    buffer: String,
    ends: Vec<u32>,
}

impl Words {
    /// Adds a text and gives its number.
    pub fn push(&mut self, text: &str) -> u32 {
        self.buffer.push_str(text);
        self.ends.push(self.buffer.len() as u32);
        (self.ends.len() - 1) as u32
    }

    #[inline]
    pub fn get(&self, id: u32) -> &str {
        let id = id as usize;
        let start = if id == 0 { 0 } else { self.ends[id - 1] as usize };
        &self.buffer[start..self.ends[id] as usize]
    }

    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> {
        (0..self.len() as u32).map(|id| self.get(id))
    }

    /// The texts as they are kept and sent: all of them in a row, and where each ends.
    pub fn raw(&self) -> (&str, &[u32]) {
        (&self.buffer, &self.ends)
    }

    /// None where the ends do not cut the buffer into texts.
    pub fn from_raw(buffer: String, ends: Vec<u32>) -> Option<Self> {
        let rising = ends.windows(2).all(|pair| pair[0] <= pair[1]);
        let cuts = ends.iter().all(|end| buffer.is_char_boundary(*end as usize));
        let whole = ends.last().map_or(0, |end| *end as usize) == buffer.len();
        (rising && cuts && whole).then_some(Words { buffer, ends })
    }
}

/// A column of texts: a number in each row, and the text that each number stands for. Two numbers may stand for
/// the same text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts {
    ids: Vec<u32>,
    pub words: Words,
}

impl Texts {
    pub fn with_capacity(rows: usize) -> Self {
        Texts { ids: Vec::with_capacity(rows), words: Words::default() }
    }

    /// Adds a row with a text's number, or without one.
    pub fn push(&mut self, id: Option<u32>) {
        self.ids.push(id.unwrap_or(NO_TEXT));
    }

    /// The text of a row; none where it is missing.
    #[inline]
    pub fn get(&self, row: usize) -> Option<&str> {
        self.id(row).map(|id| self.words.get(id))
    }

    /// The number of a row's text.
    #[inline]
    pub fn id(&self, row: usize) -> Option<u32> {
        self.ids.get(row).copied().filter(|id| *id != NO_TEXT)
    }

    /// The numbers as they are kept and sent.
    pub fn raw(&self) -> &[u32] {
        &self.ids
    }

    /// None where a number stands for no text.
    pub fn from_raw(ids: Vec<u32>, words: Words) -> Option<Self> {
        let known = ids.iter().all(|id| *id == NO_TEXT || (*id as usize) < words.len());
        known.then_some(Texts { ids, words })
    }
}

/// A column of yes and no.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks(Vec<u8>);

impl Marks {
    /// The mark of a row; none where it is missing.
    pub fn get(&self, row: usize) -> Option<bool> {
        self.0.get(row).and_then(|mark| [Some(false), Some(true)].get(*mark as usize).copied().flatten())
    }

    /// The marks as they are kept and sent: 0 no, 1 yes, anything else missing.
    pub fn raw(&self) -> &[u8] {
        &self.0
    }

    pub fn from_raw(marks: Vec<u8>) -> Self {
        Marks(marks)
    }
}

impl FromIterator<Option<bool>> for Marks {
    fn from_iter<I: IntoIterator<Item = Option<bool>>>(marks: I) -> Self {
        Marks(marks.into_iter().map(|mark| mark.map_or(2, u8::from)).collect())
    }
}

/// A column of figures as whole hundredths: hours and scores, and money in whole pence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures(Vec<i64>);

/// Stands for no figure.
const NO_FIGURE: i64 = i64::MIN;

impl Figures {
    /// The hundredths of a row; none where it is missing.
    #[inline]
    pub fn get(&self, row: usize) -> Option<i64> {
        self.0.get(row).copied().filter(|figure| *figure != NO_FIGURE)
    }

    /// Whether the sender does not have the column.
    pub fn is_absent(&self) -> bool {
        self.0.is_empty()
    }

    /// The figures as they are kept and sent.
    pub fn raw(&self) -> &[i64] {
        &self.0
    }

    pub fn from_raw(figures: Vec<i64>) -> Self {
        Figures(figures)
    }
}

impl FromIterator<Option<i64>> for Figures {
    fn from_iter<I: IntoIterator<Item = Option<i64>>>(figures: I) -> Self {
        Figures(figures.into_iter().map(|figure| figure.unwrap_or(NO_FIGURE)).collect())
    }
}

/// The values of one canonical column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ColumnData {
    Days(Days),
    Texts(Texts),
    Marks(Marks),
    Figures(Figures),
}

impl ColumnData {
    /// Whether a row has no value.
    pub fn is_missing(&self, row: usize) -> bool {
        match self {
            ColumnData::Days(days) => days.get(row).is_none(),
            ColumnData::Texts(texts) => texts.id(row).is_none(),
            ColumnData::Marks(marks) => marks.get(row).is_none(),
            ColumnData::Figures(figures) => figures.get(row).is_none(),
        }
    }
}

/// A table's columns by canonical name. Only those that the sender has are there; the others read as missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns(BTreeMap<&'static str, ColumnData>);

static NO_DAYS: Days = Days(Vec::new());
static NO_TEXTS: Texts = Texts { ids: Vec::new(), words: Words { buffer: String::new(), ends: Vec::new() } };
static NO_MARKS: Marks = Marks(Vec::new());
static NO_FIGURES: Figures = Figures(Vec::new());

impl Columns {
    pub fn insert(&mut self, name: &'static str, data: ColumnData) {
        self.0.insert(name, data);
    }

    /// The same columns with some of the rows, in the order given.
    pub fn only(&self, rows: &[usize]) -> Columns {
        let pick = |column: &ColumnData| match column {
            ColumnData::Days(days) => ColumnData::Days(rows.iter().map(|row| days.get(*row)).collect()),
            ColumnData::Marks(marks) => ColumnData::Marks(rows.iter().map(|row| marks.get(*row)).collect()),
            ColumnData::Figures(figures) => ColumnData::Figures(rows.iter().map(|row| figures.get(*row)).collect()),
            ColumnData::Texts(texts) => {
                let mut own = Texts::with_capacity(rows.len());
                for row in rows {
                    let id = texts.get(*row).map(|text| own.words.push(text));
                    own.push(id);
                }
                ColumnData::Texts(own)
            }
        };
        Columns(self.0.iter().map(|(name, column)| (*name, pick(column))).collect())
    }

    pub fn remove(&mut self, name: &str) {
        self.0.remove(name);
    }

    /// A column of days; all missing where the sender has none.
    pub fn days(&self, name: &str) -> &Days {
        match self.0.get(name) {
            Some(ColumnData::Days(days)) => days,
            _ => &NO_DAYS,
        }
    }

    /// A column of texts; all missing where the sender has none.
    pub fn texts(&self, name: &str) -> &Texts {
        match self.0.get(name) {
            Some(ColumnData::Texts(texts)) => texts,
            _ => &NO_TEXTS,
        }
    }

    /// A column of yes and no; all missing where the sender has none.
    pub fn marks(&self, name: &str) -> &Marks {
        match self.0.get(name) {
            Some(ColumnData::Marks(marks)) => marks,
            _ => &NO_MARKS,
        }
    }

    /// A column of figures; all missing where the sender has none.
    pub fn figures(&self, name: &str) -> &Figures {
        match self.0.get(name) {
            Some(ColumnData::Figures(figures)) => figures,
            _ => &NO_FIGURES,
        }
    }

    /// Every column that is there, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &ColumnData)> {
        self.0.iter().map(|(name, data)| (*name, data))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_give_back_what_was_put_in_and_absent_ones_are_missing() {
        let mut texts = Texts::with_capacity(3);
        let ward = texts.words.push("Mersey");
        [Some(ward), None, Some(ward)].into_iter().for_each(|id| texts.push(id));
        let mut columns = Columns::default();
        columns.insert("referral_date", ColumnData::Days([Some(16_800), None].into_iter().collect()));
        columns.insert("ward", ColumnData::Texts(texts));
        columns.insert("sustained", ColumnData::Marks([Some(true), None, Some(false)].into_iter().collect()));
        columns.insert("hours", ColumnData::Figures([Some(1650), None, Some(0)].into_iter().collect()));
        assert_eq!([0, 1, 2, 9].map(|row| columns.figures("hours").get(row)), [Some(1650), None, Some(0), None]);
        assert!(columns.figures("hours_2").is_absent() && columns.figures("ward").is_absent());
        assert_eq!([0, 1, 9].map(|row| columns.days("referral_date").get(row)), [Some(16_800), None, None]);
        assert_eq!([0, 1, 2].map(|row| columns.texts("ward").get(row)), [Some("Mersey"), None, Some("Mersey")]);
        assert_eq!([0, 1, 2].map(|row| columns.marks("sustained").get(row)), [Some(true), None, Some(false)]);
        assert_eq!(columns.days("ward").get(0), None);
        assert_eq!(columns.texts("office").get(0), None);
    }

    #[test]
    fn what_does_not_fit_together_is_no_column() {
        let words = |buffer: &str, ends: &[u32]| Words::from_raw(buffer.into(), ends.to_vec());
        assert_eq!(words("Zoëab", &[4, 6]).unwrap().iter().collect::<Vec<_>>(), ["Zoë", "ab"]);
        assert_eq!(words("Zoëab", &[3, 6]), None, "in the middle of a letter");
        assert_eq!(words("abcd", &[3, 2, 4]), None);
        assert_eq!(words("abcd", &[2]), None, "a rest that belongs to no text");
        assert_eq!(words("ab", &[9]), None);
        assert_eq!(Texts::from_raw(vec![1], words("ab", &[2]).unwrap()), None);
    }
}

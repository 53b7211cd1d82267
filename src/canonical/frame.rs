//! Typed columns in and out of polars frames: dates as days, whole numbers.

use anyhow::{Context, Result};
use chrono::{Datelike, NaiveDate};
use polars::prelude::{
    ChunkFullNull, Column, DataFrame, Int32Chunked, Int64Chunked, IntoColumn, IntoSeries, UInt32Chunked,
};

/// A day as a whole number, days since 1 January 1970, as polars stores dates.
pub type Day = i32;

/// 1 January 1970, counted from the common era.
pub const EPOCH: i32 = 719_163;

/// The day of a date.
pub fn day_of(date: NaiveDate) -> Day {
    date.num_days_from_ce() - EPOCH
}

/// The date of a day.
pub fn date_of(day: Day) -> NaiveDate {
    NaiveDate::from_num_days_from_ce_opt(day.saturating_add(EPOCH)).expect("dates are from 1955 to 2099")
}

/// A column of dates from days.
pub fn date_column(name: &str, days: impl IntoIterator<Item = Option<Day>>) -> Column {
    let days: Int32Chunked = days.into_iter().collect();
    days.with_name(name.into()).into_date().into_series().into_column()
}

/// A column of whole numbers.
pub fn number_column(name: &str, numbers: Vec<u32>) -> Column {
    UInt32Chunked::from_vec(name.into(), numbers).into_series().into_column()
}

/// A column of whole numbers some of which are missing.
pub fn known_numbers_column(name: &str, numbers: impl IntoIterator<Item = Option<u32>>) -> Column {
    let numbers: UInt32Chunked = numbers.into_iter().collect();
    numbers.with_name(name.into()).into_series().into_column()
}

/// The same where all of them are missing.
pub fn no_numbers_column(name: &str, height: usize) -> Column {
    UInt32Chunked::full_null(name.into(), height).into_series().into_column()
}

/// A column of hundredths that may be any whole number.
pub fn hundredths_column(name: &str, hundredths: Vec<i32>) -> Column {
    Int32Chunked::from_vec(name.into(), hundredths).into_series().into_column()
}

/// A column of sums of money in whole pence, some of which are missing.
pub fn pence_column(name: &str, pence: impl IntoIterator<Item = Option<i64>>) -> Column {
    let pence: Int64Chunked = pence.into_iter().collect();
    pence.with_name(name.into()).into_series().into_column()
}

/// A column's dates as days, one an entry; `None` where missing.
pub fn days(frame: &DataFrame, name: &str) -> Result<Vec<Option<Day>>> {
    let column = frame.column(name).context("canonical column")?;
    let dates = column.as_materialized_series().date().with_context(|| format!("`{name}` holds dates"))?;
    Ok(dates.physical().iter().collect())
}

/// A column's whole numbers, one an entry, never missing.
pub fn numbers(frame: &DataFrame, name: &str) -> Result<Vec<u32>> {
    let column = frame.column(name).context("canonical column")?;
    let numbers = column.as_materialized_series().u32().with_context(|| format!("`{name}` holds whole numbers"))?;
    let mut all = Vec::with_capacity(numbers.len());
    numbers.downcast_iter().for_each(|chunk| all.extend_from_slice(chunk.values()));
    Ok(all)
}

/// A column's whole numbers, one an entry; `None` where missing.
pub fn known_numbers(frame: &DataFrame, name: &str) -> Result<Vec<Option<u32>>> {
    let column = frame.column(name).context("canonical column")?;
    let numbers = column.as_materialized_series().u32().with_context(|| format!("`{name}` holds whole numbers"))?;
    Ok(numbers.iter().collect())
}

/// A column's hundredths, one an entry, never missing.
pub fn hundredths(frame: &DataFrame, name: &str) -> Result<Vec<i32>> {
    let column = frame.column(name).context("canonical column")?;
    let hundredths = column.as_materialized_series().i32().with_context(|| format!("`{name}` holds hundredths"))?;
    Ok(hundredths.iter().flatten().collect())
}

/// A column's sums of money in pence, one an entry; `None` where missing.
pub fn pence(frame: &DataFrame, name: &str) -> Result<Vec<Option<i64>>> {
    let column = frame.column(name).context("canonical column")?;
    let pence = column.as_materialized_series().i64().with_context(|| format!("`{name}` holds pence"))?;
    Ok(pence.iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_dates_are_the_same_thing() {
        for (y, m, d) in [(1970, 1, 1), (1968, 2, 29), (2015, 12, 31), (2024, 2, 29)] {
            let date = NaiveDate::from_ymd_opt(y, m, d).unwrap();
            assert_eq!(date_of(day_of(date)), date);
        }
        assert_eq!(day_of(NaiveDate::from_ymd_opt(1970, 1, 2).unwrap()), 1);
    }

    #[test]
    fn columns_come_back_as_they_went_in() {
        let columns = vec![
            date_column("d", [Some(16_800), None]),
            number_column("n", vec![3, 0]),
            known_numbers_column("k", [None, Some(1_650)]),
            hundredths_column("h", vec![0, 725]),
            pence_column("p", [Some(i64::from(i32::MAX) * 100), None]),
        ];
        let frame = DataFrame::new_infer_height(columns).unwrap();
        assert_eq!(known_numbers(&frame, "k").unwrap(), [None, Some(1_650)]);
        let none = DataFrame::new_infer_height(vec![no_numbers_column("k", 2)]).unwrap();
        assert_eq!(known_numbers(&none, "k").unwrap(), [None, None]);
        assert_eq!(hundredths(&frame, "h").unwrap(), [0, 725]);
        assert_eq!(pence(&frame, "p").unwrap(), [Some(214_748_364_700), None]);
        assert_eq!(days(&frame, "d").unwrap(), [Some(16_800), None]);
        assert_eq!(numbers(&frame, "n").unwrap(), [3, 0]);
        assert!(days(&frame, "n").is_err());
    }
}

//! Age bands: the only thing that a day of birth is ever turned into.

use chrono::NaiveDate;

/// The bands of people of working age, each with the age at which it begins, youngest first.
pub const AGE_BANDS: [(u32, &str); 4] = [(16, "16 to 24"), (25, "25 to 34"), (35, "35 to 49"), (50, "50 and over")];

/// An older person is sooner a slip of the pen in the year of birth.
const OLDEST: u32 = 100;

/// The place in `AGE_BANDS` of somebody's age on a day; none where nobody of that age is on a programme.
pub fn age_band(birth: NaiveDate, on: NaiveDate) -> Option<usize> {
    let age = on.years_since(birth).filter(|age| *age <= OLDEST)?;
    AGE_BANDS.iter().rposition(|(from, _)| age >= *from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_band_begins_on_the_birthday_and_nobody_under_16_or_over_100_has_one() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let on = day("2015-06-01");
        for (birth, expected) in [
            ("1999-06-01", Some("16 to 24")),
            ("1999-06-02", None),
            ("1990-06-02", Some("16 to 24")),
            ("1990-06-01", Some("25 to 34")),
            ("1980-06-01", Some("35 to 49")),
            ("1965-06-02", Some("35 to 49")),
            ("1965-06-01", Some("50 and over")),
            ("1915-06-01", Some("50 and over")),
            ("1914-06-01", None),
            ("2016-01-01", None),
        ] {
            assert_eq!(age_band(day(birth), on).map(|at| AGE_BANDS[at].1), expected, "{birth}");
        }
        assert_eq!(age_band(day("1992-02-29"), day("2017-02-28")), Some(0));
        assert_eq!(age_band(day("1992-02-29"), day("2017-03-01")), Some(1));
    }
}

//! Days of birth end here: once lists have been held against each other by them, all that is left is an age band, and only
//! where a return has none of its own.

use rayon::prelude::*;

use crate::canonical::frame::date_of;
use crate::canonical::{ColumnData, Texts};
use crate::mapping::MappedRecords;
use crate::vocabulary::age::{AGE_BANDS, age_band};

/// Puts age bands in the place of days of birth: the age on the day of attachment, or of the referral where a row has no
/// attachment. Without either, or with an age that nobody on a programme has, it is missing.
pub fn instead_of_births(tables: &mut [MappedRecords]) {
    tables.par_iter_mut().for_each(|table| {
        let headers = &table.origin.headers;
        if !headers.contains_key("age_band") && headers.contains_key("birth_date") {
            let bands = bands(table);
            table.columns.insert("age_band", ColumnData::Texts(bands));
        }
        table.columns.remove("birth_date");
    });
}

fn bands(table: &MappedRecords) -> Texts {
    let days = |name| table.columns.days(name);
    let (births, attached, referred) = (days("birth_date"), days("attachment_date"), days("referral_date"));
    let mut texts = Texts::with_capacity(table.fates.len());
    let ids = AGE_BANDS.map(|(_, band)| texts.words.push(band));
    for row in 0..table.fates.len() {
        let on = attached.get(row).or(referred.get(row));
        let band = births.get(row).zip(on).and_then(|(birth, on)| age_band(date_of(birth), date_of(on)));
        texts.push(band.map(|band| ids[band]));
    }
    texts
}

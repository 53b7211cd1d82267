//! Which return is due from whom, and what came.

use std::path::PathBuf;

use chrono::{Days, NaiveDate};
use serde::Serialize;

use crate::definitions::Workspace;
use crate::source::inbox::fit;
use crate::vocabulary::Quarter;

/// One return of one series for one quarter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Due {
    pub supplier: String,
    #[serde(rename = "name")]
    pub supplier_name: String,
    /// What its files are called.
    pub files: String,
    pub quarter: Quarter,
    /// The day by which it is due.
    #[serde(rename = "due")]
    pub day: NaiveDate,
    /// The files that came.
    pub came: Vec<String>,
    /// Days since it was due, if it has not come; 0 before that.
    pub days_late: i64,
}

impl Due {
    pub fn is_late(&self) -> bool {
        self.days_late > 0
    }
}

/// The returns of a quarter that are expected: one of each series whose files name a quarter.
pub fn of_quarter(workspace: &Workspace, files: &[PathBuf], quarter: Quarter, today: NaiveDate) -> Vec<Due> {
    let names: Vec<String> =
        files.iter().filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned())).collect();
    let contracted = |supplier: &str| {
        let is_prime = workspace.contract.iter().any(|contract| contract.supplier == supplier);
        is_prime || workspace.supplier(supplier).kind == crate::definitions::SupplierKind::Jcp
    };
    let mut due = Vec::new();
    for supplier in workspace.supplier.iter().filter(|supplier| contracted(&supplier.id)) {
        for series in supplier.returns.iter().filter(|series| series.files.contains("{quarter}")) {
            let days = series.due_days.unwrap_or(workspace.monthly.due_days);
            let day = quarter.last_day() + Days::new(u64::from(days));
            let is_own = |name: &&String| fit(&series.files, name) == Some(Some(quarter));
            let came: Vec<String> = names.iter().filter(is_own).cloned().collect();
            let days_late = if came.is_empty() { (today - day).num_days().max(0) } else { 0 };
            due.push(Due {
                supplier: supplier.id.clone(),
                supplier_name: supplier.name.clone(),
                files: series.files.replace("{quarter}", &quarter.to_string()),
                quarter,
                day,
                came,
                days_late,
            });
        }
    }
    due
}

/// The newest quarter that is over on a day.
pub fn last_over(today: NaiveDate) -> Quarter {
    let current = Quarter::of(today);
    if today == current.last_day() { current } else { current.previous() }
}

//! The canonical tables as polars frames. Their columns are checked when they are made, so that no
//! later stage has to ask. People and codes are numbers in them: no reference goes beyond this point.

use std::collections::{BTreeMap, HashMap};

use anyhow::{Result, ensure};
use polars::prelude::{DataFrame, DataType};

use super::counts::Count;

/// The accepted rows of a run, and what rows claim that are not. Every row holds `person` (the number of its reference in
/// this run), the `prime`, and `source_id` and `source_row`: the file (by its place in the run's list) and the row as Excel numbers it.
pub struct CanonicalTables {
    /// One row a referral on Jobcentre Plus's lists.
    pub referrals: DataFrame,
    /// One row a person on a prime's list.
    pub participants: DataFrame,
    /// One row a job: first day and last day in work (missing while the job runs), and hours a week in whole
    /// hundredths (missing where they are not told).
    pub job_spells: DataFrame,
    /// One row a claim of the prime: the milestone (`vocabulary::Milestone::number`), weeks of an outcome (0 is the
    /// programme's own, and stands with every other milestone), day (missing where the sender only marks that it was
    /// reached), and day and whole pence of the payment (missing where it is not paid; pence also where no amount is
    /// given). Nothing after the as-at date is in it.
    pub claims: DataFrame,
    /// One row a row that is set aside and claims something: `prime`, `person` and `milestone` (missing where the row does
    /// not say), day, and day and whole pence of the payment (missing also where they cannot be right). An outcome is the
    /// programme's own. `table` is the table's place in the run's list, `source_row` the row in it. They count in nothing:
    /// they are known so that nobody is told that nothing was claimed. Nothing after the as-at date is in it.
    pub claims_set_aside: DataFrame,
    /// One row an assessment: which score (a code), day, and the score in whole hundredths.
    pub scores: DataFrame,
    /// The senders' own counts, each with the cell that it comes from.
    pub counts: Vec<Count>,
    /// How many people there are: `person` is below it.
    pub people: usize,
    /// By column: what its numbers stand for.
    pub codes: BTreeMap<&'static str, Codes>,
}

/// The columns of codes that people are grouped by; every person's table has them.
pub const CODES: &[&str] =
    &["office", "area", "ward", "payment_group", "benefit", "sex", "age_band", "disability", "barrier"];

/// The words of a column of codes; 0 stands for "not known".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Codes {
    words: Vec<String>,
    numbers: HashMap<String, u32>,
}

impl Default for Codes {
    fn default() -> Self {
        Codes { words: vec![String::new()], numbers: HashMap::from([(String::new(), 0)]) }
    }
}

impl Codes {
    /// The number of a word, new where it is the first time.
    pub fn add(&mut self, word: &str) -> u32 {
        if let Some(number) = self.numbers.get(word) {
            return *number;
        }
        let number = self.words.len() as u32;
        self.words.push(word.to_string());
        self.numbers.insert(word.to_string(), number);
        number
    }

    /// By number: the words; the first is empty.
    pub fn words(&self) -> &[String] {
        &self.words
    }
}

const TRACE: &[(&str, DataType)] = &[("source_id", DataType::UInt32), ("source_row", DataType::UInt32)];

impl CanonicalTables {
    /// Checks each frame's columns and types.
    pub fn checked(self) -> Result<Self> {
        use DataType::{Date, Int32, Int64, UInt32};
        let codes = || CODES.iter().map(|name| (*name, UInt32)).collect::<Vec<_>>();
        let person = [("prime", UInt32), ("person", UInt32)];
        let expect = |own: &[(&'static str, DataType)]| [&person[..], own, TRACE].concat();
        check("referrals", &self.referrals, &[expect(&[("referral_date", Date)]), codes()].concat())?;
        let milestones = [("route", UInt32), ("referral_date", Date), ("attachment_date", Date), ("leave_date", Date)];
        check("participants", &self.participants, &[expect(&milestones), codes()].concat())?;
        let spells = [("first_day", Date), ("last_day", Date), ("hours", UInt32)];
        check("job_spells", &self.job_spells, &expect(&spells))?;
        let claimed = [("milestone", UInt32), ("weeks", UInt32), ("claim_date", Date)];
        let claims = [&claimed[..], &[("paid_date", Date), ("paid_pence", Int64)]].concat();
        check("claims", &self.claims, &expect(&claims))?;
        let whose = [("prime", UInt32), ("person", UInt32), ("milestone", UInt32)];
        let told = [("claim_date", Date), ("paid_date", Date), ("paid_pence", Int64)];
        let place = [("table", UInt32), ("source_row", UInt32)];
        check("claims_set_aside", &self.claims_set_aside, &[&whose[..], &told, &place].concat())?;
        let scores = [("score", UInt32), ("score_date", Date), ("value", Int32)];
        check("scores", &self.scores, &expect(&scores))?;
        Ok(self)
    }
}

fn check(name: &str, frame: &DataFrame, expected: &[(&str, DataType)]) -> Result<()> {
    ensure!(frame.width() == expected.len(), "{name}: {} columns where {} belong", frame.width(), expected.len());
    for (column, dtype) in expected {
        let found = frame.column(column)?.dtype();
        ensure!(found == dtype, "{name}: `{column}` is {found}, not {dtype}");
    }
    Ok(())
}

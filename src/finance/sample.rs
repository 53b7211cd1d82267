//! Contracts and people for this module's tests. Everybody is invented.

use std::path::Path;

use super::facts::Facts;
use crate::canonical::frame::{Day, day_of};
use crate::definitions::{Contract, Programme, programme};
use crate::metrics::people::{Claim, Happened};
use crate::validation::ContractTerms;
use crate::vocabulary::{AsAt, Milestone, Pence};

/// The Work Programme's first year, groups 1 to 4, as House of Commons HC 162 of 2013-14, table 3 has it.
pub const WORK_PROGRAMME: &str = r#"
[sustainment]
weeks = 4
[[payment_group]]
code = "1"
name = "JSA 18-24"
outcome_weeks = 26
sustainments = 13
[[payment_group]]
code = "2"
name = "JSA 25+"
outcome_weeks = 26
sustainments = 13
[[payment_group]]
code = "3"
name = "JSA early access"
outcome_weeks = 13
sustainments = 20
[[payment_group]]
code = "4"
name = "JSA ex-IB"
outcome_weeks = 13
sustainments = 20
[[fee]]
milestone = "attachment"
payment_groups = ["1", "2", "3", "4"]
referred_until = 2014-03-31
pence = 40000
[[fee]]
milestone = "outcome"
payment_groups = ["1", "2", "3", "4"]
pence = 120000
[[fee]]
milestone = "sustainment"
payment_groups = ["1"]
pence = 17000
[[fee]]
milestone = "sustainment"
payment_groups = ["2"]
pence = 21500
[[fee]]
milestone = "sustainment"
payment_groups = ["3", "4"]
pence = 25000
"#;

/// 30% at attachment in three parts, 30% at the job start, 40% at the outcome, of the price.
pub const THIRTY_THIRTY_FORTY: &str = r#"
[[fee]]
milestone = "attachment"
percent = 30
instalment_months = [0, 3, 6]
[[fee]]
milestone = "job_start"
percent = 30
[[fee]]
milestone = "outcome"
percent = 40
"#;

/// A programme and a contract on it, from lines of their files.
#[derive(Clone, Debug)]
pub struct Sample {
    programme: Programme,
    contract: Contract,
}

impl Sample {
    /// `contract` begins with its settings; tables of fees, caps and costs follow.
    pub fn new(programme: &str, contract: &str) -> Self {
        let head = "id = \"p\"\nname = \"P\"\nsummary = \"\"\nsource = \"invented\"\nroutes = []\n\
                    sustained = { rule = \"cumulative\", weeks = 26 }\n";
        let own = "id = \"c\"\nsupplier = \"s\"\nprogramme = \"p\"\n";
        Sample {
            programme: toml::from_str(&format!("{head}{programme}")).unwrap(),
            contract: toml::from_str(&format!("{own}{contract}")).unwrap(),
        }
    }

    /// A contract on a built-in programme.
    pub fn built_in(programme: &str, contract: &str) -> Self {
        let programme = programme::load(Path::new("/nowhere"), programme).unwrap();
        Sample { programme, ..Sample::new("", contract) }
    }

    pub fn lift_caps(&mut self) {
        self.contract.cap.clear();
        self.programme.cap.clear();
    }

    pub fn terms(&self) -> ContractTerms<'_> {
        ContractTerms { contract: &self.contract, programme: &self.programme, prime_name: "Northgate Works" }
    }
}

/// The day of an ISO date.
pub fn day(iso: &str) -> Day {
    day_of(iso.parse().unwrap())
}

pub fn as_at(iso: &str) -> AsAt {
    AsAt(iso.parse().unwrap())
}

/// Somebody of a payment group, referred and attached on a day.
pub fn attached<'a>(group: &'a str, iso: &str) -> Facts<'a> {
    Facts {
        group,
        referral: Happened::On(day(iso)),
        attachment: Happened::On(day(iso)),
        job_start: Happened::No,
        outcome: Happened::No,
        outcome_by_dates: Happened::No,
        sustainments: Vec::new(),
        near_miss: false,
        expected: Vec::new(),
        claims: Vec::new(),
        set_aside: Vec::new(),
    }
}

impl Facts<'_> {
    /// The same with an outcome that the dates bear out.
    pub fn with_outcome(mut self, iso: &str) -> Self {
        self.outcome = Happened::On(day(iso));
        self.outcome_by_dates = self.outcome;
        self
    }

    pub fn with_claim(mut self, milestone: Milestone, iso: &str) -> Self {
        self.claims.push(Claim { milestone, weeks: 0, day: Some(day(iso)), paid: None, amount: None });
        self
    }

    /// The same with a claim in a row that is set aside.
    pub fn with_claim_set_aside(mut self, milestone: Milestone, iso: Option<&str>) -> Self {
        self.set_aside.push(Claim { milestone, weeks: 0, day: iso.map(day), paid: None, amount: None });
        self
    }

    pub fn with_payment(mut self, milestone: Milestone, claim: &str, paid: &str, pence: Option<i64>) -> Self {
        let (claim, paid) = (Some(day(claim)), Some(day(paid)));
        self.claims.push(Claim { milestone, weeks: 0, day: claim, paid, amount: pence.map(Pence) });
        self
    }
}

//! Payment by results in whole pence: what each milestone of a contract has brought, what is claimed, paid and expected,
//! and what a council that delivers a contract itself spends. Commercially sensitive: it goes to officers' files, never
//! into the public paper.

mod account;
mod assemble;
pub mod break_even;
mod cap;
mod claims;
mod facts;
pub mod fees;
pub mod lines;
mod statement;

#[cfg(test)]
mod properties;
#[cfg(test)]
mod reference;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;

use rayon::prelude::*;

use crate::metrics::{People, RowsSetAside};
use crate::validation::ContractTerms;
use crate::vocabulary::AsAt;

pub use account::{Account, Each};
pub use break_even::{BreakEven, QuarterMoney};
pub use lines::{AGES, Line, Sum};
pub use statement::Statement;

/// The money of one contract as at a day. Exact and commercially sensitive: neither printable nor serialisable.
pub struct Money {
    /// The contract's id, and its prime's name as printed.
    pub contract: String,
    pub prime: String,
    pub statement: Statement,
    pub account: Account,
    /// Rows of the prime that claim something and are in none of the figures.
    pub set_aside: RowsSetAside,
}

impl Money {
    /// The money of every contract with rows of people, in the contracts' order.
    pub fn of(people: &People, contracts: &[ContractTerms<'_>], as_at: AsAt) -> Vec<Money> {
        let one = |(place, terms): (usize, &ContractTerms<'_>)| {
            let facts = assemble::facts(people, place, as_at);
            let statement = Statement::of(terms, &facts, as_at);
            Money {
                contract: terms.contract.id.clone(),
                prime: terms.prime_name.to_string(),
                account: Account::of(terms, &facts, &statement, as_at),
                statement,
                set_aside: people.rows_set_aside(place),
            }
        };
        contracts.par_iter().enumerate().map(one).collect()
    }
}

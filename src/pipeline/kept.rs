//! A run as the archive kept it: the rows as they were matched then, the definitions of that day. Nothing is read or judged
//! again, so that its figures are those of that day.

use std::collections::BTreeMap;

use anyhow::Result;

use super::{Arrival, Checked, Definitions, RunFacts, definitions, receive};
use crate::archive::Archive;
use crate::archive::people::Answers;
use crate::archive::runs::{KeptReturn, KeptRun, Matched};
use crate::canonical::ColumnData;
use crate::definitions::SupplierKind;
use crate::metrics::kept::{PEOPLE, RESIDENTS};
use crate::metrics::recalled::Wanted;
use crate::metrics::{Counted, Measured, People};
use crate::report::Acceptance;
use crate::source::inbox::Return;
use crate::validation::{Accounts, Keys};
use crate::vocabulary::AsAt;
use crate::worker::Reader;

/// The code by which a refused file is accepted.
pub const FILE_REFUSED: &str = "file_refused";

/// What a run was, ready to be measured.
pub struct Remembered {
    pub definitions: Definitions,
    pub returns: Vec<Return>,
    pub checked: Checked,
    pub facts: RunFacts,
    pub accepted: Vec<Acceptance>,
}

/// Brings a run back from the archive.
pub fn remember(archive: &Archive, run: &KeptRun, reader: &Reader) -> Result<Remembered> {
    let matched = archive.matched(run)?;
    let records = archive.tables(&matched)?;
    let mut definitions = definitions(&archive.definitions_of(run))?;
    let Matched { returns, findings, refused, .. } = matched;
    // Context figures lie among the definitions.
    let context = receive(&definitions, &[], &Arrival::default(), reader, &|_| {})?.context;
    definitions.keep_to(&records);
    if run.accepted.iter().any(|acceptance| acceptance.code == FILE_REFUSED) {
        let is_prime = |own: &&KeptReturn| definitions.workspace.supplier(&own.supplier).kind == SupplierKind::Prime;
        let own = returns.iter().filter(|own| refused.contains(&own.name)).filter(is_prime);
        let senders = own.map(|own| own.supplier.as_str()).collect();
        definitions.keep_without(&senders);
    }
    definitions.keep_to_used(&records);
    let layouts = || returns.iter().map(|own| definitions.layout(&own.layout));
    let facts = RunFacts {
        inputs: run.inputs.clone(),
        residents: context.residents,
        series: context.series,
        job_end: layouts().map(|layout| layout.job_end).collect(),
        coverage: layouts().map(|layout| layout.coverage).collect(),
        counts_alone: layouts().map(super::counts_alone).collect(),
        compared_with: Vec::new(),
    };
    let checked = Checked { keys: Keys::of(&records), accounts: Accounts::of(&records)?, records, findings };
    let folder = archive.definitions_of(run).join("returns");
    let chosen = |own: KeptReturn| Return {
        path: folder.join(&own.name),
        name: own.name,
        supplier: own.supplier,
        layout: own.layout,
        quarter: own.quarter,
    };
    let returns = returns.into_iter().map(chosen).collect();
    Ok(Remembered { definitions, returns, checked, facts, accepted: run.accepted.clone() })
}

/// What answers are made from, without a row of a return.
pub struct Recalled {
    pub definitions: Definitions,
    pub checked: Checked,
    pub facts: RunFacts,
    pub measured: Measured,
}

/// Brings the people of a run back as they were counted, with what is wanted of them; nothing where the run kept none. The
/// definitions are those of the run.
pub fn recall(
    archive: &Archive,
    run: &KeptRun,
    mut definitions: Definitions,
    wanted: &Wanted,
) -> Result<Option<Recalled>> {
    let Some(Answers { contracts, counted, rows, counts }) = archive.answers(run)? else { return Ok(None) };
    definitions.keep_suppliers(&contracts, &counted);
    let (columns, height) = archive.table(run, PEOPLE, &wanted.columns())?;
    let people = People::of_kept(columns, height, &definitions.contracts(), AsAt::end_of(run.quarter))?;
    let counted = Counted::assemble(&counts, &definitions.counted());
    let [read, used, set_aside, left_out] = rows;
    let checked = Checked {
        records: Vec::new(),
        keys: Keys::of(&[]),
        findings: Vec::new(),
        accounts: Accounts { tables: Vec::new(), read, used, set_aside, left_out },
    };
    let facts = RunFacts {
        inputs: run.inputs.clone(),
        residents: residents(archive, run)?,
        series: Vec::new(),
        job_end: Vec::new(),
        coverage: Vec::new(),
        counts_alone: Vec::new(),
        compared_with: Vec::new(),
    };
    Ok(Some(Recalled { definitions, checked, facts, measured: Measured { people, counted } }))
}

fn residents(archive: &Archive, run: &KeptRun) -> Result<BTreeMap<String, u64>> {
    if !run.files.keys().any(|file| file.ends_with("/residents.parquet")) {
        return Ok(BTreeMap::new());
    }
    let (columns, rows) = archive.table(run, RESIDENTS, &["place", "residents"])?;
    match &columns[..] {
        [(_, ColumnData::Texts(places)), (_, ColumnData::Figures(residents))] => {
            let own = (0..rows).filter_map(|row| Some((places.get(row)?.to_string(), residents.get(row)? as u64)));
            Ok(own.collect())
        }
        _ => anyhow::bail!("the residents of run {} are not as they were written", run.id()),
    }
}

//! `quarterdeck init`: a new workspace, with what can be learnt from returns that are there.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::canonical::schema::Record;
use crate::cli::InitArgs;
use crate::definitions::SupplierKind;
use crate::definitions::new_workspace::{self, NewReturns, NewSupplier, id_of};
use crate::definitions::workspace::fold;
use crate::fault::{Exit, Fault, hint_of, printable};
use crate::learn::study::{Answer, Question};
use crate::learn::{firms, series};
use crate::output::{self, Access, Advice, OutputFile};
use crate::pipeline;
use crate::source::inbox;
use crate::worker::Reader;

use super::{print, print_aside, print_out};

/// Makes the workspace; it is read back before success is told.
pub fn run(args: &InitArgs) -> Result<Option<Exit>> {
    let folder = &args.folder;
    refuse_what_is_there(folder)?;
    let mut files = Vec::new();
    let senders = match &args.from_returns {
        Some(returns) => learn_from(returns, &mut files)?,
        None => Senders::default(),
    };
    let suppliers: Vec<NewSupplier> = senders.suppliers.into_values().collect();
    let absolute = std::path::absolute(folder).unwrap_or_else(|_| folder.clone());
    let name = absolute.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let id = id_of(&name).unwrap_or_else(|| "council".into());
    let file = |name: &str, text: &str| OutputFile { name: name.into(), bytes: text.into(), access: Access::Public };
    files.push(file("quarterdeck.toml", &new_workspace::toml(&id, &suppliers, &senders.remarks)?));
    files.push(file("README.md", new_workspace::README));
    files.push(file(".gitignore", new_workspace::GITIGNORE));
    output::make_folders(folder, &new_workspace::FOLDERS, &NEW)?;
    output::write_all(folder, &files, &NEW)?;
    pipeline::definitions(folder)?;
    let shown = crate::fault::on_a_terminal(&folder.display().to_string());
    print_out(&format!(
        "made the workspace {shown}\nnext: fill in {shown}/quarterdeck.toml; {shown}/README.md says what then\n"
    ))?;
    Ok(None)
}

/// What else can be done where the workspace cannot be made.
const NEW: Advice = Advice { instead: "give the name of another folder", kept: "no file was written" };

fn refuse_what_is_there(folder: &Path) -> Result<()> {
    let shown = printable(&folder.display().to_string());
    if folder.exists() && !folder.is_dir() {
        return Err(Fault::usage(format!("`{shown}` is a file")).hint("give the name of a new folder").into());
    }
    if folder.read_dir().is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(Fault::usage(format!("`{shown}` is not empty: a workspace is made in a new folder"))
            .hint("give another name, or empty the folder first")
            .into());
    }
    Ok(())
}

/// One series of files: the newest of them stands for all.
struct Series {
    newest: PathBuf,
    name: String,
    files: usize,
}

/// What a folder of returns says of its senders.
#[derive(Default)]
struct Senders {
    suppliers: BTreeMap<String, NewSupplier>,
    /// Files and names that no supplier was made of, and why.
    remarks: Vec<String>,
    /// Primes as the returns spell them.
    primes: BTreeSet<String>,
}

/// Proposes a supplier for each series of files in a folder that hold a table, and writes down the layouts that could be
/// learnt.
fn learn_from(folder: &Path, files: &mut Vec<OutputFile>) -> Result<Senders> {
    let mut senders = Senders::default();
    for (pattern, series) in series_in(folder)? {
        let stem = pattern.split(['{', '*', '.']).next().unwrap_or_default();
        let id = id_of(stem).unwrap_or_else(|| format!("sender-{}", senders.suppliers.len() + 1));
        let layout = not_taken(&id, files);
        let question = Question::Learn {
            name: layout.clone(),
            supplier: stem_in_words(stem),
            from_jcp: is_jcp(&id),
            sheet: None,
            header_row: None,
        };
        let limits = crate::definitions::Limits::default();
        let answer = match Reader::this_program()?.study(&series.newest, &question, None, &limits) {
            Ok(answer) if answer.rows > 0 => answer,
            Ok(_) => {
                senders.pass_over(&series.name, "there is a header and no row below it", "");
                continue;
            }
            Err(error) => {
                let hint = hint_of(&error).map(|hint| format!("\n  hint: {hint}")).unwrap_or_default();
                senders.pass_over(&series.name, &error.root_cause().to_string(), &hint);
                continue;
            }
        };
        senders.primes.extend(answer.primes.iter().cloned());
        let (layout, kind) = learnt(&layout, &series, answer, files);
        let (id, name) = match kind {
            SupplierKind::Jcp => ("jcp".to_string(), "Jobcentre Plus".to_string()),
            SupplierKind::Prime => (id.clone(), stem_in_words(stem)),
        };
        let new = || NewSupplier { id: id.clone(), name, kind, returns: Vec::new(), spellings: Vec::new() };
        senders.suppliers.entry(id.clone()).or_insert_with(new).returns.push(NewReturns { files: pattern, layout });
    }
    senders.suggest_spellings();
    Ok(senders)
}

/// A layout's name that none of these files has: two series of one sender, such as `north.xlsx` and `North_*.csv`, may be
/// laid out in two ways.
fn not_taken(id: &str, files: &[OutputFile]) -> String {
    let taken = |name: &String| files.iter().any(|file| file.name == format!("layouts/{name}.toml"));
    let others = (2..).map(|number| format!("{id}-{number}"));
    std::iter::once(id.to_string()).chain(others).find(|name| !taken(name)).unwrap_or_default()
}

impl Senders {
    /// A file without a table is nobody's return.
    fn pass_over(&mut self, name: &str, why: &str, hint: &str) {
        let name = printable(name);
        // The fault names the file itself.
        let why = why.strip_prefix(&format!("{name}: ")).unwrap_or(why);
        print_aside(&format!("passed over {name}: {why}{hint}\n"));
        self.remarks.push(format!("Passed over: {name}: {why}"));
    }

    /// Names of primes in the returns that are not the senders' own, each beside the sender that it probably is.
    fn suggest_spellings(&mut self) {
        let primes: Vec<String> =
            self.suppliers.values().filter(|own| own.kind == SupplierKind::Prime).map(|own| own.id.clone()).collect();
        let names: Vec<String> = primes.iter().map(|id| self.suppliers[id].name.clone()).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        for spelling in &self.primes {
            if names.iter().any(|name| fold(name) == fold(spelling)) {
                continue;
            }
            let own = firms::nearest(spelling, &names).and_then(|at| self.suppliers.get_mut(&primes[at]));
            match own {
                Some(own) => own.spellings.push(spelling.clone()),
                None => self.remarks.push(format!(
                    "Named as a prime in the returns, and like no sender above: {}",
                    printable(spelling)
                )),
            }
        }
    }
}

/// What `--from-returns` wants.
const RECEIVED: &str = "give the folder with the files that senders sent";

/// The files of a folder by the pattern of their names, each pattern with its newest file.
fn series_in(folder: &Path) -> Result<BTreeMap<String, Series>> {
    let mut found: BTreeMap<String, Series> = BTreeMap::new();
    for path in inbox::files(folder, RECEIVED)? {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let newer = |other: &Series| series::quarter(&name).map(|q| q.1) >= series::quarter(&other.name).map(|q| q.1);
        let entry = found.entry(series::pattern(&name));
        let series = entry.or_insert_with(|| Series { newest: path.clone(), name: name.clone(), files: 0 });
        if newer(series) {
            (series.newest, series.name) = (path, name);
        }
        series.files += 1;
    }
    if found.is_empty() {
        return Err(Fault::usage(format!("there is no file in `{}`", printable(&folder.display().to_string())))
            .hint(RECEIVED)
            .into());
    }
    Ok(found)
}

/// A layout that was learnt becomes a file, where it can be used; and tells who sends such files.
fn learnt(
    id: &str,
    series: &Series,
    answer: Answer,
    files: &mut Vec<OutputFile>,
) -> (Result<String, String>, SupplierKind) {
    print_aside(&answer.told);
    let count = print::counted(series.files as u64, "file", "files");
    print_aside(&format!(
        "learnt layouts/{id}.toml from the newest of {count}; columns to look at: {}\n\n",
        answer.open
    ));
    let only_referrals = answer.records.iter().all(|record| *record == Record::Referrals);
    let kind = if only_referrals || is_jcp(id) { SupplierKind::Jcp } else { SupplierKind::Prime };
    let name = format!("layouts/{id}.toml");
    files.push(OutputFile { name, bytes: answer.toml.into_bytes(), access: Access::Public });
    let why = || format!("decide on the reference in layouts/{id}.toml, then take the # away");
    (if answer.usable { Ok(id.to_string()) } else { Err(why()) }, kind)
}

fn is_jcp(id: &str) -> bool {
    ["jcp", "jobcentre", "dwp"].iter().any(|prefix| id.starts_with(prefix))
}

/// `northgate_works_` as a name: `Northgate works`.
fn stem_in_words(stem: &str) -> String {
    let words: Vec<&str> = stem.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let joined = words.join(" ");
    let mut letters = joined.chars();
    letters.next().map_or_else(|| "Sender".into(), |first| first.to_uppercase().chain(letters).collect())
}

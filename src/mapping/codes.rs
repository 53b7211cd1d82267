//! Codes: the sender's words for wards, offices, payment groups and primes, and ours. Spellings are
//! compared without case, spaces and dots; anything else needs an alias in a file, never a guess.

use std::collections::{BTreeMap, HashMap};

use crate::canonical::schema;
use crate::definitions::workspace::fold;
use crate::definitions::{Layout, Programme, SupplierKind, Workspace, nearest};
use crate::fault::{Fault, printable};
use crate::vocabulary::Milestone;

/// Yes and no, where a column of codes may hold more than the two.
const YES_NO: &[(&str, &str)] = &[
    ("yes", "Yes"),
    ("y", "Yes"),
    ("true", "Yes"),
    ("1", "Yes"),
    ("no", "No"),
    ("n", "No"),
    ("false", "No"),
    ("0", "No"),
];

/// The age bands of `AGE_BANDS` as senders write them.
const AGE_BAND_SPELLINGS: &[(&str, &str)] = &[
    ("16-24", "16 to 24"),
    ("16–24", "16 to 24"),
    ("25-34", "25 to 34"),
    ("25–34", "25 to 34"),
    ("35-49", "35 to 49"),
    ("35–49", "35 to 49"),
    ("50+", "50 and over"),
    ("50 plus", "50 and over"),
    ("50 or over", "50 and over"),
];

/// What a layout and a workspace know about one column of codes.
pub struct CodeList {
    column: &'static str,
    /// By folded spelling: our word for it.
    known: HashMap<String, String>,
    /// Our words, for suggesting the nearest. Empty where any value is accepted.
    names: Vec<String>,
}

/// A code that is not on the list, with the nearest that is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownCode {
    pub nearest: Option<String>,
    /// Whether it is a slip of the pen away from one on the list, and so hardly a person's name.
    pub is_near: bool,
}

impl UnknownCode {
    /// A message that repeats the value.
    pub fn told(&self, text: &str) -> String {
        let near = self.nearest.as_ref().map(|near| format!(" (nearest: {near})")).unwrap_or_default();
        format!("`{}` is not a name on the list{near}", printable(text))
    }

    /// A message for a value that could be about somebody.
    pub fn hidden(&self, text: &str) -> String {
        let near = self.nearest.as_ref().map(|near| format!("; nearest: {near}")).unwrap_or_default();
        let (length, noun) = match text.chars().count() {
            1 => (1, "character"),
            length => (length, "characters"),
        };
        format!("a value that is not on the list ({length} {noun}{near})")
    }
}

/// Whether a value is one on the list, misspelt: one letter off, two in a long one; or one with its kind beside it,
/// `Mersey Ward`.
pub(super) fn is_near(folded: &str, listed: &str) -> bool {
    let lengths = [folded.chars().count(), listed.chars().count()];
    let most = match lengths[0].min(lengths[1]) {
        ..4 => return false,
        4..9 => 1,
        _ => 2,
    };
    // A cell may hold megabytes.
    lengths[0].abs_diff(lengths[1]) <= most && strsim::osa_distance(folded, listed) <= most
}

/// Words that stand beside a name and say what it is, folded.
pub(super) const KINDS: [&str; 14] = [
    "ward",
    "office",
    "jcp",
    "jobcentre",
    "jobcentreplus",
    "area",
    "borough",
    "council",
    "group",
    "ltd",
    "limited",
    "plc",
    "holdings",
    "uk",
];

impl CodeList {
    /// The list for one column, from the workspace's places, its primes, the programmes' payment groups
    /// and the layout's own values.
    pub fn new(column: &'static str, layout: &Layout, workspace: &Workspace, programmes: &[&Programme]) -> Self {
        let areas = &workspace.areas;
        let mut pairs: Vec<(String, String)> = Vec::new();
        let same = |names: &[String]| names.iter().map(|name| (name.clone(), name.clone())).collect::<Vec<_>>();
        match column {
            "ward" => pairs.extend(same(&areas.wards)),
            "office" => pairs.extend(same(&areas.offices)),
            "area" => pairs.extend(same(&areas.areas)),
            "route" => pairs.extend(same(&["jcp", "partner", "provider", "council", "self"].map(String::from))),
            "sex" => {
                let words = [
                    ("Female", "Female"),
                    ("F", "Female"),
                    ("Male", "Male"),
                    ("M", "Male"),
                    ("Other", "Other"),
                    ("X", "Other"),
                ];
                pairs.extend(words.map(|(theirs, ours)| (theirs.to_string(), ours.to_string())));
            }
            "benefit" => {
                let words = ["JSA", "ESA", "IS", "IB", "UC", "PC", "SDA", "None"];
                pairs.extend(same(&words.map(String::from)));
            }
            "payment_group" => {
                let groups = programmes.iter().flat_map(|programme| &programme.payment_group);
                pairs.extend(groups.map(|group| (group.code.clone(), group.code.clone())));
            }
            "milestone" => {
                let claimed = Milestone::ALL.into_iter().filter(|milestone| *milestone != Milestone::Delivery);
                pairs.extend(claimed.clone().map(|milestone| (milestone.id().into(), milestone.id().into())));
                pairs.extend(claimed.map(|milestone| (milestone.to_string(), milestone.id().into())));
            }
            "prime" => {
                for prime in workspace.supplier.iter().filter(|supplier| supplier.kind == SupplierKind::Prime) {
                    let names = [&prime.name, &prime.id].into_iter().chain(&prime.aliases);
                    pairs.extend(names.map(|name| (name.clone(), prime.id.clone())));
                }
            }
            _ => {}
        }
        let mut names: Vec<String> = pairs.iter().map(|(name, _)| name.clone()).collect();
        if column == "event" {
            // Which word is which event the layout alone says.
            names.extend(layout.values.get(column).into_iter().flat_map(BTreeMap::keys).cloned());
        }
        let aliases = match column {
            "ward" => Some(&areas.ward_aliases),
            "office" => Some(&areas.office_aliases),
            "area" => Some(&areas.area_aliases),
            _ => None,
        };
        // Spellings of words that are no list: a sender may have others.
        let spelt: &[(&str, &str)] = match column {
            "disability" => YES_NO,
            "age_band" => AGE_BAND_SPELLINGS,
            _ => &[],
        };
        pairs.extend(spelt.iter().map(|(theirs, ours)| (theirs.to_string(), ours.to_string())));
        // Our word may be written as any spelling of it: `Northgate` for the prime `northgate`.
        let listed: HashMap<String, String> = pairs.iter().map(|(name, ours)| (fold(name), ours.clone())).collect();
        for (theirs, ours) in aliases.into_iter().chain(layout.values.get(column)).flatten() {
            pairs.push((theirs.clone(), listed.get(&fold(ours)).unwrap_or(ours).clone()));
        }
        let words: Vec<String> = pairs.iter().map(|(_, ours)| ours.clone()).collect();
        let mut known: HashMap<String, String> =
            pairs.into_iter().map(|(theirs, ours)| (fold(&theirs), ours)).collect();
        if names.is_empty() {
            // What an alias stands for is a name; where there is a list, `check` sees that it is on it.
            for ours in words {
                known.entry(fold(&ours)).or_insert(ours);
            }
        }
        CodeList { column, known, names }
    }

    /// Sees that every alias of the workspace and every value of a layout leads to a name on the list.
    ///
    /// One that leads elsewhere would make people vanish from their ward, their weeks or their prime (exit 2).
    pub fn check(layout: &Layout, workspace: &Workspace, programmes: &[&Programme]) -> Result<(), Fault> {
        let areas = &workspace.areas;
        let aliases = [("ward", &areas.ward_aliases), ("office", &areas.office_aliases), ("area", &areas.area_aliases)];
        let aliases = aliases.into_iter().map(|(column, map)| (column, map, "quarterdeck.toml".to_string()));
        let values = layout.values.iter().filter_map(|(column, map)| {
            let file = format!("layouts/{}.toml", layout.name);
            Some((schema::find(column)?.name, map, file))
        });
        for (column, map, file) in aliases.chain(values) {
            let bare = Layout { values: BTreeMap::new(), ..layout.clone() };
            let list = CodeList::new(column, &bare, workspace, programmes);
            for (theirs, ours) in map {
                if let Err(unknown) = list.read(ours) {
                    let message = format!("`{file}`: `{theirs}` stands for `{ours}`, which is no {column} here");
                    return Err(Fault::usage(message).hint(match unknown.nearest {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => format!("known here: {}", list.names.join(", ")),
                    }));
                }
            }
        }
        Ok(())
    }

    /// Whether a spelling is on the list.
    pub fn knows(&self, text: &str) -> bool {
        self.known.contains_key(&fold(text))
    }

    /// Whether a name is on the list, in any of its spellings; where there is no list, only what an alias says.
    pub fn lists(&self, text: &str) -> bool {
        self.knows(text) || (self.has_names() && self.read(text).is_ok())
    }

    /// Our word for the sender's; without a list of names, the sender's own word.
    pub fn read(&self, text: &str) -> Result<String, UnknownCode> {
        if let Some(ours) = self.known.get(&fold(text)) {
            return Ok(ours.clone());
        }
        if self.names.is_empty() {
            return Ok(text.to_string());
        }
        // `6a` is a payment group wherever `6` is one.
        let family = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        if self.column == "payment_group" && text.len() == family.len() + 1 && self.known.contains_key(family) {
            return Ok(text.to_lowercase());
        }
        let folded: String = fold(text).chars().filter(|c| c.is_alphanumeric()).collect();
        let bare = KINDS.iter().find_map(|kind| folded.strip_suffix(kind)).unwrap_or(&folded);
        let is_near = self.known.keys().any(|listed| listed == bare || is_near(&folded, listed));
        Err(UnknownCode { nearest: nearest(text, self.names.iter().map(String::as_str)).map(str::to_string), is_near })
    }

    /// Whether there is a list at all: without one several people make a value a name, `few` says how.
    pub fn has_names(&self) -> bool {
        !self.names.is_empty()
    }

    /// The finding's code for a value that is not on this list.
    pub fn finding_code(&self) -> &'static str {
        match self.column {
            "ward" => "ward_not_known",
            "office" => "office_not_known",
            "area" => "area_not_known",
            "route" => "route_not_known",
            "sex" => "sex_not_known",
            "benefit" => "benefit_not_known",
            "payment_group" => "payment_group_not_known",
            "prime" => "prime_not_known",
            "milestone" => "milestone_not_known",
            "event" => "event_not_known",
            _ => "value_not_known",
        }
    }
}

//! The parts of a zip container, unpacked within limits.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use zip::{CompressionMethod, ZipArchive};

use super::xml::{self, Element};
use crate::fault::{Fault, printable};

/// More parts than any paper has.
const PARTS: usize = 2_000;
/// All parts together, unpacked.
const UNPACKED: u64 = 128 << 20;
/// How many times longer than packed a part may be, from `RATIO_FREE` bytes on.
const RATIO: u64 = 200;
const RATIO_FREE: u64 = 4 << 20;

/// Every part of a container by name.
pub struct Package {
    parts: BTreeMap<String, Vec<u8>>,
    /// The parts in the order of the file: name, day and time as the container says, whether it is stored unpacked.
    pub listed: Vec<Listed>,
}

/// What the container says of a part.
pub struct Listed {
    pub name: String,
    pub date: Option<String>,
    pub is_stored: bool,
}

impl Package {
    /// Unpacks a container. Refused: damage, passwords, two parts of one name, more than the limits.
    pub fn open(bytes: &[u8]) -> Result<Package, Fault> {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error.to_string()))?;
        if archive.len() > PARTS {
            return Err(bomb(format!("it has {} parts; the limit is {PARTS}", archive.len())));
        }
        if archive.has_duplicate_names() {
            return Err(damaged("two parts have one name"));
        }
        if archive.has_overlapping_files().map_err(|error| damaged(&error.to_string()))? {
            return Err(damaged("parts lie over each other"));
        }
        let mut package = Package { parts: BTreeMap::new(), listed: Vec::new() };
        let mut left = UNPACKED;
        for at in 0..archive.len() {
            left -= package.unpack(&mut archive, at, left)?;
        }
        Ok(package)
    }

    /// Unpacks one part and tells its length: what the container declares is checked, and what comes is counted.
    fn unpack(&mut self, archive: &mut ZipArchive<Cursor<&[u8]>>, at: usize, left: u64) -> Result<u64, Fault> {
        let file = archive.by_index(at).map_err(|error| damaged(&error.to_string()))?;
        let name = file.name().map_err(|error| damaged(&error.to_string()))?.into_owned();
        if file.encrypted() {
            return Err(Fault::refused("it is protected by a password").hint("save it without one: papers are public"));
        }
        let packed = file.compressed_size();
        let (date, is_stored) = (file.last_modified(), file.compression() == CompressionMethod::Stored);
        self.listed.push(Listed { name: name.clone(), date: date.map(|date| date.to_string()), is_stored });
        let most = left.min((packed.saturating_mul(RATIO)).max(RATIO_FREE));
        let mut content = Vec::new();
        file.take(most + 1)
            .read_to_end(&mut content)
            .map_err(|error| damaged(&format!("part `{}`: {error}", printable(&name))))?;
        let length = content.len() as u64;
        if length > most {
            return Err(bomb(format!(
                "part `{}` unpacks to more than {RATIO} times its size, or the parts to more than {} MB",
                printable(&name),
                UNPACKED >> 20
            )));
        }
        self.parts.insert(name, content);
        Ok(length)
    }

    pub fn part(&self, name: &str) -> Option<&[u8]> {
        self.parts.get(name).map(Vec::as_slice)
    }

    pub fn has(&self, name: &str) -> bool {
        self.parts.contains_key(name)
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.parts.keys().map(String::as_str)
    }

    /// A part as XML; nothing where there is no such part.
    pub fn xml(&self, name: &str) -> Result<Option<Element>, Fault> {
        self.part(name).map(|bytes| xml::parse(name, bytes)).transpose()
    }

    /// A part that a file of this kind must have.
    pub fn needed(&self, name: &str) -> Result<Element, Fault> {
        self.xml(name)?.ok_or_else(|| damaged(&format!("part `{name}` is missing")))
    }

    /// Where the relationships of a part lead, by their ids.
    pub fn targets(&self, of: &str) -> Result<BTreeMap<String, String>, Fault> {
        let (folder, file) = of.rsplit_once('/').unwrap_or(("", of));
        let own = if folder.is_empty() { format!("_rels/{file}.rels") } else { format!("{folder}/_rels/{file}.rels") };
        let Some(list) = self.xml(&own)? else { return Ok(BTreeMap::new()) };
        let inside = list.named("rel:Relationship").filter(|one| one.attr("TargetMode") != Some("External"));
        let place = |one: &Element| Some((one.attr("Id")?.to_string(), resolved(folder, one.attr("Target")?)));
        Ok(inside.filter_map(place).collect())
    }

    /// Relationships of every part, each with the name of the list it stands in.
    pub fn relationships(&self) -> Result<Vec<(String, Element)>, Fault> {
        let mut all = Vec::new();
        for name in self.names().filter(|name| name.ends_with(".rels")) {
            let list = self.needed(name)?;
            all.extend(list.named("rel:Relationship").map(|one| (name.to_string(), one.clone())));
        }
        Ok(all)
    }
}

/// A target as the name of a part.
fn resolved(folder: &str, target: &str) -> String {
    if let Some(from_top) = target.strip_prefix('/') {
        return from_top.to_string();
    }
    let mut steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in target.split('/') {
        match step {
            ".." => drop(steps.pop()),
            "." => {}
            step => steps.push(step),
        }
    }
    steps.join("/")
}

fn damaged(why: &str) -> Fault {
    Fault::refused(format!("the file is damaged: {}", printable(why))).hint("make the file again, or save it again")
}

fn bomb(what: String) -> Fault {
    Fault::refused(what).hint("no paper is like this: do not open it, ask who made it")
}

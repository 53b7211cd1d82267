//! How much of a machine one file may take before it is refused.

use serde::Deserialize;

/// `[limits]` of `quarterdeck.toml`. A file beyond one of them is refused by a message that names the setting.
///
/// The built-in values let a return of a million clients pass.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Megabytes of the file as it is.
    pub file_mb: u64,
    /// Megabytes of all parts of a workbook together when they are unpacked.
    pub unpacked_mb: u64,
    /// How many times larger than packed a part may become; small parts may become more (POI's rule).
    pub unpacked_ratio: u64,
    /// Parts of a workbook.
    pub parts: u64,
    pub cells_per_sheet: u64,
    /// Cells of the rectangle between the first and the last used cell of a sheet.
    pub used_range: u64,
    /// Megabytes of memory of the process that reads the file.
    pub memory_mb: u64,
    /// Seconds that reading a file of up to 10 MB may take; each further 10 MB adds as many again.
    pub seconds: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            file_mb: 512,
            unpacked_mb: 1024,
            unpacked_ratio: 100,
            parts: 2_000,
            cells_per_sheet: 10_000_000,
            used_range: 200_000_000,
            memory_mb: 1024,
            seconds: 8,
        }
    }
}

impl Limits {
    /// The name of a limit that is nought.
    pub fn zero(&self) -> Option<&'static str> {
        let all = [
            ("file_mb", self.file_mb),
            ("unpacked_mb", self.unpacked_mb),
            ("unpacked_ratio", self.unpacked_ratio),
            ("parts", self.parts),
            ("cells_per_sheet", self.cells_per_sheet),
            ("used_range", self.used_range),
            ("memory_mb", self.memory_mb),
            ("seconds", self.seconds),
        ];
        all.iter().find(|(_, most)| *most == 0).map(|(name, _)| *name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_on_files_shows_the_built_in_limits() {
        #[derive(Deserialize)]
        struct Page {
            limits: Limits,
        }
        let page = include_str!("../../docs/files.md");
        let shown = page.split("```").find_map(|part| part.strip_prefix("toml\n")).unwrap();
        assert_eq!(shown.lines().count(), 9, "every limit is there");
        assert_eq!(toml::from_str::<Page>(shown).unwrap().limits, Limits::default());
    }
}

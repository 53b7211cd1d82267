//! How much of a machine one file may take before it is refused.

use serde::Deserialize;

/// Megabytes without which a reading process does not start: its program, its threads, its buffers.
pub const LEAST_MEMORY_MB: u64 = 64;

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
    /// The first limit under which no file can be read, with the least that it must be.
    pub fn too_small(&self) -> Option<(&'static str, u64, u64)> {
        let all = [
            ("file_mb", self.file_mb, 1),
            ("unpacked_mb", self.unpacked_mb, 1),
            ("unpacked_ratio", self.unpacked_ratio, 1),
            ("parts", self.parts, 1),
            ("cells_per_sheet", self.cells_per_sheet, 1),
            ("used_range", self.used_range, 1),
            ("memory_mb", self.memory_mb, LEAST_MEMORY_MB),
            ("seconds", self.seconds, 1),
        ];
        all.into_iter().find(|(_, most, least)| most < least)
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
        let shown = page
            .split("```")
            .find_map(|part| part.strip_prefix("toml\n").filter(|own| own.starts_with("[limits]")))
            .unwrap();
        assert_eq!(shown.lines().count(), 9, "every limit is there");
        assert_eq!(toml::from_str::<Page>(shown).unwrap().limits, Limits::default());
    }
}

//! The ten authorities of Greater Manchester and the two lots of the contracts. The names are real, every number is
//! invented.

pub struct Area {
    pub name: &'static str,
    /// Lot 1 or lot 2.
    pub lot: u8,
    /// How many of the people referred live here, as a weight (invented).
    pub referred: usize,
    /// Residents aged 16 to 64 (invented).
    pub working_age: u32,
    /// Chance of a job against the prime's own level, percent (invented): one area lags.
    pub ease: usize,
}

const fn area(name: &'static str, lot: u8, referred: usize, working_age: u32, ease: usize) -> Area {
    Area { name, lot, referred, working_age, ease }
}

pub const AREAS: [Area; 10] = [
    area("Manchester", 1, 230, 371_000, 100),
    area("Salford", 1, 110, 161_000, 102),
    area("Trafford", 1, 60, 144_000, 108),
    area("Bolton", 2, 105, 175_000, 98),
    area("Bury", 2, 60, 117_000, 108),
    area("Oldham", 2, 95, 142_000, 96),
    area("Rochdale", 2, 95, 135_000, 55),
    area("Stockport", 2, 75, 178_000, 110),
    area("Tameside", 2, 85, 139_000, 100),
    area("Wigan", 2, 105, 203_000, 100),
];

/// Authorities around, which a return should not hold.
pub const OUTSIDE: [&str; 4] = ["Warrington", "High Peak", "Blackburn with Darwen", "Cheshire East"];

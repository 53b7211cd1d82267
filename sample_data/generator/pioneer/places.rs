//! Halton's wards since 2021. The names are real, every number is invented.

pub struct Ward {
    pub name: &'static str,
    /// Residents aged 16 to 64 (invented).
    pub working_age: u32,
    /// Residents who are out of work and want it (invented); 4,200 in all.
    pub want_work: u32,
}

const fn ward(name: &'static str, working_age: u32, want_work: u32) -> Ward {
    Ward { name, working_age, want_work }
}

pub const WARDS: [Ward; 18] = [
    ward("Appleton", 4_340, 280),
    ward("Bankfield", 4_510, 290),
    ward("Beechwood & Heath", 4_220, 130),
    ward("Birchfield", 4_370, 120),
    ward("Bridgewater", 4_300, 210),
    ward("Central & West Bank", 4_480, 350),
    ward("Daresbury, Moore & Sandymoor", 5_050, 110),
    ward("Ditton, Hale Village & Halebank", 4_260, 200),
    ward("Farnworth", 4_150, 130),
    ward("Grange", 4_320, 300),
    ward("Halton Castle", 4_390, 380),
    ward("Halton Lea", 4_410, 330),
    ward("Halton View", 4_380, 240),
    ward("Highfield", 4_310, 230),
    ward("Hough Green", 4_440, 230),
    ward("Mersey & Weston", 4_520, 270),
    ward("Norton North", 4_230, 180),
    ward("Norton South & Preston Brook", 4_360, 220),
];

/// Wards of the boroughs around, which a return should not hold.
pub const OUTSIDE: [&str; 2] = ["Rainhill", "Frodsham"];

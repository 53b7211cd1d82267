//! Halton in 2015: its 21 wards and the two Jobcentre Plus offices. The names are real, every number is invented.

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Office {
    Runcorn,
    Widnes,
}

impl Office {
    pub fn name(self) -> &'static str {
        match self {
            Office::Runcorn => "Runcorn",
            Office::Widnes => "Widnes",
        }
    }
}

pub struct Ward {
    pub name: &'static str,
    pub office: Office,
    /// Residents aged 16 to 64 (invented).
    pub working_age: u32,
    /// How many of the people referred live here, as a weight (invented).
    pub referred: usize,
}

const fn ward(name: &'static str, office: Office, working_age: u32, referred: usize) -> Ward {
    Ward { name, office, working_age, referred }
}

use Office::{Runcorn, Widnes};

pub const WARDS: [Ward; 21] = [
    ward("Appleton", Widnes, 4_130, 60),
    ward("Beechwood", Runcorn, 2_610, 13),
    ward("Birchfield", Widnes, 4_480, 20),
    ward("Broadheath", Widnes, 4_050, 55),
    ward("Daresbury", Runcorn, 2_940, 11),
    ward("Ditton", Widnes, 4_270, 56),
    ward("Farnworth", Widnes, 4_390, 22),
    ward("Grange", Runcorn, 4_360, 66),
    ward("Hale", Widnes, 1_150, 6),
    ward("Halton Brook", Runcorn, 4_020, 62),
    ward("Halton Castle", Runcorn, 3_910, 81),
    ward("Halton Lea", Runcorn, 4_210, 74),
    ward("Halton View", Widnes, 4_440, 50),
    ward("Heath", Runcorn, 3_520, 24),
    ward("Hough Green", Widnes, 4_400, 49),
    ward("Kingsway", Widnes, 4_180, 64),
    ward("Mersey", Runcorn, 4_490, 71),
    ward("Norton North", Runcorn, 4_150, 46),
    ward("Norton South", Runcorn, 4_480, 70),
    ward("Riverside", Widnes, 3_280, 72),
    ward("Windmill Hill", Runcorn, 1_520, 34),
];

/// Wards of the boroughs around, which a return should not hold.
pub const OUTSIDE_WARDS: [&str; 5] =
    ["Penketh and Cuerdley", "Whiston South", "Frodsham", "Great Sankey South", "Prescot East"];

/// A name by which people call a ward: what Bridgewater Pathways writes now and then.
pub const HALTON_CASTLE_LOCALLY: &str = "Castlefields";

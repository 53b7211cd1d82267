//! The payment groups of Halton's people, and what advisers note.

/// A payment group of the Work Programme, as each sender spells it.
pub struct Group {
    pub code: &'static str,
    /// As in the list from Widnes.
    pub benefit: &'static str,
    pub northgate: &'static str,
    /// Share of the people referred, permille.
    pub share: usize,
    /// Weeks in work that make the outcome.
    pub weeks: i64,
    /// Chance of a job against the prime's own level, percent.
    pub ease: usize,
    pub age: (i64, i64),
}

const fn group(
    code: &'static str,
    benefit: &'static str,
    northgate: &'static str,
    (share, weeks, ease): (usize, i64, usize),
    age: (i64, i64),
) -> Group {
    Group { code, benefit, northgate, share, weeks, ease, age }
}

pub const GROUPS: [Group; 10] = [
    group("1", "JSA", "JSA 18-24", (190, 26, 125), (18, 24)),
    group("2", "JSA", "JSA 25+", (420, 26, 105), (25, 62)),
    group("3", "JSA", "JSA Early Access", (130, 13, 110), (18, 60)),
    group("4", "JSA", "JSA Ex-IB", (30, 13, 80), (28, 62)),
    group("5", "ESA", "ESA Volunteer", (30, 13, 70), (25, 62)),
    group("6a", "ESA", "6a ESA (IR) new", (80, 13, 65), (20, 62)),
    group("6b", "ESA", "6b ESA (C) new", (40, 13, 70), (30, 62)),
    group("7", "ESA", "ESA Ex-IB", (50, 13, 45), (30, 62)),
    group("8", "IS", "IB/IS Volunteer", (10, 26, 60), (30, 62)),
    group("9", "JSA", "JSA Prison Leaver", (20, 26, 75), (20, 55)),
];

pub const NOTES: [&str; 6] =
    ["CV updated", "Job search club", "Referred to skills course", "Interview practice", "Moved adviser", "Review due"];

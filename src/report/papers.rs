//! The papers that are part of the program: an outline each, and the files that all of them share. A council's own is a
//! folder in its `templates/`; what it leaves out comes from here.

/// A paper that is built in.
#[derive(Clone, Copy)]
pub struct Paper {
    pub name: &'static str,
    /// Who reads it, in a line.
    pub purpose: &'static str,
    /// Its `paper.toml`.
    pub outline: &'static str,
}

/// Every built-in paper; the first gives what a council's own paper leaves out.
pub const PAPERS: [Paper; 5] = [
    Paper {
        name: "halton-cover",
        purpose: "the report to a Policy and Performance Board, in Halton's nine sections",
        outline: include_str!("../../templates/halton-cover/paper.toml"),
    },
    Paper {
        name: "halton-qmr",
        purpose: "the quarterly monitoring report: milestones, indicators, and the symbols explained",
        outline: include_str!("../../templates/halton-qmr/paper.toml"),
    },
    Paper {
        name: "manchester-scrutiny",
        purpose: "the report to a scrutiny committee, with summary and recommendations before the sections",
        outline: include_str!("../../templates/manchester-scrutiny/paper.toml"),
    },
    Paper {
        name: "contract-review",
        purpose: "the meeting with one prime: its own figures and nobody else's",
        outline: include_str!("../../templates/contract-review/paper.toml"),
    },
    Paper {
        name: "area-profile",
        purpose: "the page of one area or lot",
        outline: include_str!("../../templates/area-profile/paper.toml"),
    },
];

/// Where words stand in a web page, in Markdown, and how the page looks.
pub const HTML: &str = include_str!("../../templates/halton-cover/report.html");
pub const MARKDOWN: &str = include_str!("../../templates/halton-cover/report.md");
pub const STYLE: &str = include_str!("../../templates/halton-cover/style.css");

/// The names of the built-in papers.
pub fn names() -> [&'static str; PAPERS.len()] {
    PAPERS.map(|paper| paper.name)
}

/// The built-in paper of that name.
pub fn find(name: &str) -> Option<&'static Paper> {
    static BUILTIN: [Paper; PAPERS.len()] = PAPERS;
    BUILTIN.iter().find(|paper| paper.name == name)
}

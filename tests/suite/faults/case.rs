//! One case: a file that is wrong in one way, and what it must lead to.

use super::manifest::{Expectation, Outcome};

/// A file as it is given to `check`: its bytes and its name, and the layout it is read with.
#[derive(Clone, Debug)]
pub struct Given {
    pub name: String,
    pub layout: String,
    pub bytes: Vec<u8>,
}

/// A file made by code with its line of the manifest.
#[derive(Clone, Debug)]
pub struct Case {
    /// The row of the table of faults that it covers.
    pub row: u8,
    /// What is wrong with it.
    pub fault: String,
    /// The file, then those that are checked with it.
    pub files: Vec<Given>,
    pub expected: Expectation,
    /// Files that came before, in their order, each taken in by a run of its own.
    pub before: Vec<Given>,
    /// Words that a person must read; `|` stands between alternatives.
    pub says: Vec<&'static str>,
    /// Lines added to `quarterdeck.toml`.
    pub settings: &'static str,
}

/// A file without a fault, in the standard layout: twenty rows, all used, nothing to be said.
pub fn case(row: u8, name: &str, fault: &str, bytes: Vec<u8>) -> Case {
    let expected = Expectation {
        file: name.to_string(),
        layout: "standard".into(),
        with: Vec::new(),
        after: Vec::new(),
        as_at: "2015-09-30".into(),
        outcome: Outcome::Accept,
        exit: 0,
        rows: [Some(20), Some(20), Some(0), Some(0)],
        names: String::new(),
    };
    let given = Given { name: name.into(), layout: "standard".into(), bytes };
    Case { row, fault: fault.into(), ..Case::of(expected, vec![given]) }
}

impl Case {
    /// A case from a folder's manifest.
    pub fn of(expected: Expectation, files: Vec<Given>) -> Case {
        Case { row: 0, fault: String::new(), files, expected, before: Vec::new(), says: Vec::new(), settings: "" }
    }

    /// Not to be read: exit 4, no rows.
    pub fn refused(mut self, names: &str) -> Case {
        (self.expected.outcome, self.expected.exit, self.expected.rows) = (Outcome::Refuse, 4, [None; 4]);
        self.expected.names = names.into();
        self
    }

    /// Read whole or refused, and nothing else: a fault that a reader may pass over.
    pub fn or_refused(mut self) -> Case {
        self.expected.outcome = Outcome::AcceptOrRefuse;
        self
    }

    /// Stopped by a finding: exit 3.
    pub fn blocked(self, rows: [u64; 4], names: &str) -> Case {
        let mut case = self.warned(rows, names);
        (case.expected.outcome, case.expected.exit) = (Outcome::Block, 3);
        case
    }

    /// Stopped by a finding, whatever became of the rows.
    pub fn stopped(self, names: &str) -> Case {
        let mut case = self.blocked([0; 4], names);
        case.expected.rows = [None; 4];
        case
    }

    /// Read, with something noted or set aside.
    pub fn warned(mut self, rows: [u64; 4], names: &str) -> Case {
        (self.expected.outcome, self.expected.rows) = (Outcome::AcceptWarn, rows.map(Some));
        self.expected.names = names.into();
        self
    }

    /// All twenty rows used, with something noted.
    pub fn noted(self, names: &str) -> Case {
        self.warned([20, 20, 0, 0], names)
    }

    /// One of the twenty rows set aside.
    pub fn one_aside(self, names: &str) -> Case {
        self.warned([20, 19, 1, 0], names)
    }

    /// Read, with rows left out by a rule and nothing else to be said.
    pub fn left_out(mut self, rows: [u64; 4], names: &str) -> Case {
        (self.expected.rows, self.expected.names) = (rows.map(Some), names.into());
        self
    }

    pub fn says(mut self, words: &[&'static str]) -> Case {
        self.says.extend(words);
        self
    }

    pub fn layout(mut self, layout: &str) -> Case {
        (self.files[0].layout, self.expected.layout) = (layout.into(), layout.into());
        self
    }

    pub fn settings(mut self, lines: &'static str) -> Case {
        self.settings = lines;
        self
    }

    /// Checked together with another file.
    pub fn with(mut self, name: &str, layout: &str, bytes: Vec<u8>) -> Case {
        self.expected.with.push(name.into());
        self.files.push(Given { name: name.into(), layout: layout.into(), bytes });
        self
    }
}

//! `quarterdeck.toml` as tests write it, line by line; who the council is matters to none of them.

/// Who the council is.
const COUNCIL: &str = r#"
notice = "Test data: every person is invented."
[council]
name = "Small Council"
board = "Board"
reporting_officer = "Officer"
portfolio = "Work"
wards = "All"
[contact]
name = "Jo Officer"
post = "Officer"
email = "jo@example.gov.uk"
[officers]
exact_answers = true
"#;

/// The text of a workspace in the making.
pub struct Workspace(String);

impl Workspace {
    pub fn new(id: &str) -> Self {
        Workspace(format!("id = {id:?}{COUNCIL}"))
    }

    /// Further lines: whole tables.
    pub fn with(mut self, tables: &str) -> Self {
        self.0 += tables;
        self
    }

    pub fn prime(self, id: &str, name: &str) -> Self {
        self.with(&format!("[[supplier]]\nid = {id:?}\nname = {name:?}\nkind = \"prime\"\n"))
    }

    pub fn jcp(self) -> Self {
        self.with("[[supplier]]\nid = \"jcp\"\nname = \"Jobcentre Plus\"\nkind = \"jcp\"\n")
    }

    /// A return of the supplier above.
    pub fn returns(self, files: &str, layout: &str) -> Self {
        self.with(&format!("[[supplier.returns]]\nfiles = {files:?}\nlayout = {layout:?}\n"))
    }

    /// A contract `ID-wp` under the Work Programme, with lines of its own.
    pub fn contract(self, supplier: &str, terms: &str) -> Self {
        self.with(&format!(
            "[[contract]]\nid = \"{supplier}-wp\"\nsupplier = {supplier:?}\nprogramme = \"work-programme\"\n{terms}\n\
             [contract.minimum]\njob_start_rate = 20.0\n"
        ))
    }

    pub fn text(self) -> String {
        self.0
    }
}

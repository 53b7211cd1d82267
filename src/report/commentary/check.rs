//! What is to be noted about a quarter's commentary, figures aside: headings without a place, words without a name behind
//! them, stories without consent. No officer's word is lost unseen.

use crate::definitions::{SupplierKind, Workspace, nearest};
use crate::fault::printable;
use crate::finding::{Effect, Finding, Place};
use crate::report::cells::{HEADLINE, indicator};
use crate::report::format::{self, slug};
use crate::report::outline::{AboutWhom, Outline};

use super::groups::OfGroup;
use super::named::Absent;
use super::signed::{self, Wrong};
use super::{About, Commentary, Consent, Entry, GOOD_NEWS, Lost};

/// The blocks of a paper that print what is written about one prime, a milestone, a story; one of each is enough.
pub const OF_PRIMES: [&str; 2] = ["headline", "kpis"];
pub const OF_MILESTONES: [&str; 1] = ["milestones"];
pub const OF_STORIES: [&str; 1] = ["stories"];

impl Commentary {
    /// Every finding about the words alone.
    pub fn findings(&self, workspace: &Workspace, outline: &Outline) -> Vec<Finding> {
        let mut found: Vec<Finding> = self.stray.map(|line| self.stray_words(line)).into_iter().collect();
        let written = || self.entries.iter().filter(|entry| entry.is_written());
        found.extend(self.misnamed.iter().map(|name| self.not_read(name)));
        found.extend(self.remarks.iter().cloned());
        found.extend(self.nowhere.iter().map(|lost| self.no_place(lost, workspace, outline)));
        found.extend(written().filter_map(|entry| self.without_block(entry, outline)));
        for (nth, entry) in self.entries.iter().enumerate().filter(|(_, entry)| entry.is_written()) {
            let before = self.entries[..nth].iter().filter(|other| other.is_written());
            found.extend(
                before.rev().find(|other| other.is_about_the_same(entry)).map(|first| self.twice(first, entry)),
            );
        }
        found.extend(written().filter_map(|entry| self.signature(entry, workspace)));
        found.extend(self.absent.iter().map(|absent| self.without_figure(absent)));
        found.extend(written().filter_map(|entry| self.without_consent(entry)));
        if outline.has_block(&OF_MILESTONES) {
            found.extend(self.without_progress(workspace));
        }
        found
    }

    /// A note about this quarter's file.
    pub fn note(&self, code: &'static str, message: String, hint: impl Into<String>) -> Finding {
        Finding::new(code, Effect::Notes, Place::file(&self.file), message, hint)
    }

    /// What is still to be confirmed or replaced.
    pub fn stale(&self, heading: &str, from: crate::vocabulary::Quarter) -> Finding {
        let message = format!(
            "nothing is written under `{}`: the words for {} stand there",
            printable(heading),
            from.months_in_words()
        );
        self.note(
            "commentary_stale",
            message,
            format!("confirm or replace them in {}: ## {heading} (initials, date)", self.file),
        )
    }

    fn stray_words(&self, line: usize) -> Finding {
        let message = format!("line {line}: words before the first heading have no place and are not printed");
        self.note(
            "commentary_before_heading",
            message,
            "put a heading of the paper above them, or <!-- and --> around them",
        )
    }

    /// A file that somebody may take for the quarter's.
    fn not_read(&self, name: &str) -> Finding {
        let message = format!("`commentary/{}` looks like this quarter's words and is not read", printable(name));
        self.note("commentary_file_misnamed", message, format!("call it {}, or take it away", self.file))
    }

    /// A heading that no paper has.
    fn no_place(&self, lost: &Lost, workspace: &Workspace, outline: &Outline) -> Finding {
        let heading = printable(&lost.heading);
        let what = |about: AboutWhom| if about == AboutWhom::Prime { "prime" } else { "area or lot" };
        let (why, hint) = match self.groups.find(&lost.heading) {
            Some(OfGroup::Unknown { name, about, near }) => {
                let hint = match (near, about) {
                    (Some(near), _) => format!("did you mean `{near}`?"),
                    (None, AboutWhom::Prime) => "use a name or an alias of a prime in quarterdeck.toml".into(),
                    (None, _) => {
                        "use an area that quarterdeck.toml lists under [areas], or a lot of a programme".into()
                    }
                };
                (
                    format!(
                        "no {} is called `{}`: the words under `{heading}` are in no paper",
                        what(about),
                        printable(&name)
                    ),
                    hint,
                )
            }
            Some(OfGroup::Known { name, about, has_paper: false, .. }) => (
                format!("the returns have nobody of {}: the words under `{heading}` are in no paper", printable(&name)),
                format!("see whether the {} or its return is missing", what(about)),
            ),
            _ => {
                let known = self.headings(workspace, outline);
                let near = nearest(&lost.heading, known.iter().map(String::as_str));
                let hint =
                    near.map_or_else(|| "use a heading of the paper".into(), |near| format!("did you mean `{near}`?"));
                (format!("the paper has no place for the heading `{heading}`: its words are not printed"), hint)
            }
        };
        self.note("commentary_not_placed", format!("line {}: {why}", lost.line), hint)
    }

    /// What is understood, and the paper has no block to print it.
    fn without_block(&self, entry: &Entry, outline: &Outline) -> Option<Finding> {
        let blocks: &[&str] = match entry.about {
            About::Prime { .. } => &OF_PRIMES,
            About::Milestone { .. } => &OF_MILESTONES,
            About::Story { .. } => &OF_STORIES,
            About::Section | About::Group | About::Unknown => return None,
        };
        let message = format!(
            "line {}: the paper has no place for the heading `{}`: its words are not printed",
            entry.line,
            printable(&entry.heading)
        );
        let hint = format!("add the block \"{}\" to a section of the template's paper.toml", blocks[0]);
        (!outline.has_block(blocks)).then(|| self.note("commentary_not_placed", message, hint))
    }

    fn twice(&self, first: &Entry, entry: &Entry) -> Finding {
        let message = format!(
            "line {}: a second entry under `{}` (the first is line {}): both are printed",
            entry.line,
            printable(&entry.heading),
            first.line
        );
        self.note("commentary_given_twice", message, "put them together, or take away the one that is not meant")
    }

    fn signature(&self, entry: &Entry, workspace: &Workspace) -> Option<Finding> {
        let wrong = signed::wrong(entry.signed.as_deref(), self.quarter, workspace.council.meeting_date)?;
        let about = |what: String| format!("line {}: `{}` {what}", entry.line, printable(&entry.heading));
        let signed = printable(entry.signed.as_deref().unwrap_or_default());
        let write = format!("write initials and date behind the heading: ## {} (KM, 12 January 2016)", entry.heading);
        let (code, message, hint) = match wrong {
            Wrong::Missing => ("commentary_not_signed", about("has no initials and date".into()), write),
            Wrong::NotADate => (
                "commentary_date_not_understood",
                about(format!("is signed `{signed}`, in which no date can be read")),
                write,
            ),
            Wrong::AfterTheMeeting(day) => (
                "commentary_date_not_possible",
                about(format!("is dated {}, after the meeting", format::date(day))),
                "correct the date, or that of the meeting in quarterdeck.toml".into(),
            ),
            Wrong::LongBefore(day) => (
                "commentary_date_not_possible",
                about(format!("is dated {}, when the quarter was far from over", format::date(day))),
                "see whether the words are last quarter's, and date them anew".into(),
            ),
        };
        Some(self.note(code, message, hint))
    }

    fn without_figure(&self, absent: &Absent) -> Finding {
        let Absent { name, file, line } = absent;
        let place = if *file == self.file { format!("line {line}") } else { format!("{file}, line {line}") };
        let message = format!("{place}: this paper has no figure `{}`, and says so in its place", printable(name));
        self.note("named_figure_not_there", message, "write the sentence without it, or see why the figure is missing")
    }

    fn without_consent(&self, entry: &Entry) -> Option<Finding> {
        let About::Story { consent, .. } = &entry.about else { return None };
        let why = match consent {
            Consent::Given => return None,
            Consent::Missing => "has no line `Consent:`".to_string(),
            Consent::Wrong(why) => format!("has a line `Consent:` that {why}"),
        };
        let message = format!("line {}: `{}` {why} and is not printed", entry.line, printable(&entry.heading));
        let hint = "write who holds the written consent and since when, and nothing else: `Consent: held by Northgate Works since 4 January 2016`; name nobody who has not consented to being named";
        Some(self.note("story_without_consent", message, hint))
    }

    fn without_progress<'a>(&'a self, workspace: &'a Workspace) -> impl Iterator<Item = Finding> + 'a {
        let told = |reference: &str| {
            let own = self.milestone(reference);
            own.iter().any(|entry| matches!(entry.about, About::Milestone { progress: Some(_), .. }))
        };
        let untold = workspace.milestone.iter().filter(move |own| !told(&own.reference));
        untold.map(|own| {
            let message = format!("no progress is given for milestone `{}`", printable(&own.reference));
            let hint = format!(
                "write it in {}: ## {} (initials, date), and below it a line `Progress: on course`",
                self.file, own.reference
            );
            self.note("milestone_without_progress", message, hint)
        })
    }

    /// Every heading that would be understood.
    fn headings(&self, workspace: &Workspace, outline: &Outline) -> Vec<String> {
        let primes = || workspace.supplier.iter().filter(|own| own.kind == SupplierKind::Prime);
        let of = |id: &'static str| primes().map(move |prime| format!("{}, {}", indicator(id).name, prime.name));
        let mut known = outline.commentary_headings();
        known.extend(HEADLINE.into_iter().flat_map(of));
        known.extend(workspace.milestone.iter().map(|own| own.reference.clone()));
        known.push(format!("{GOOD_NEWS}: TITLE"));
        known.extend(self.groups.headings());
        known
    }
}

impl Entry {
    /// Whether two entries are about one thing, by whatever names it is called.
    fn is_about_the_same(&self, other: &Entry) -> bool {
        let prime = |entry: &Entry| match &entry.about {
            About::Prime { indicator, prime, .. } => Some((*indicator, prime.clone())),
            _ => None,
        };
        slug(&self.heading) == slug(&other.heading) || (prime(self).is_some() && prime(self) == prime(other))
    }
}

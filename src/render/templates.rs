//! Templates of a board's paper: built in, each file overridden by the council's own.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::Result;
use tera::{Tera, Value};

use super::Format;
use super::filling::{self, Filled, Job};
use super::template_faults::Place;
use crate::fault::{Fault, io_words, printable};
use crate::report::papers;
use crate::worker::{Ended, FILLING_SECONDS, Filling};

const HTML: &str = "report.html";
const MARKDOWN: &str = "report.md";
const STYLE: &str = "style.css";
const FILES: [&str; 3] = [HTML, MARKDOWN, STYLE];
/// A template of words and markup is a few kilobytes; more is a mistake or an attack.
const MOST_BYTES_IN: u64 = 1 << 20;

/// The templates of one board's paper: built in, each file overridden by one of the same name in
/// the workspace.
#[derive(Clone, Debug)]
pub struct Templates {
    html: Template,
    markdown: Template,
    style: Place,
    /// The files' texts, in their order.
    texts: [String; FILES.len()],
}

/// One template.
#[derive(Clone, Debug)]
struct Template {
    place: Place,
    engine: Engine,
}

/// Where a template is filled in.
#[derive(Clone, Debug)]
enum Engine {
    /// In this process: it is ours.
    Here(Arc<Tera>),
    /// In a process of its own, which is ended at a limit. Kept is how long it took for all papers so far.
    Apart(Arc<Mutex<Duration>>),
}

impl Templates {
    /// Loads a template by name. `override_dir` is the workspace's `templates` folder: a file in
    /// its subfolder `name` stands in for the built-in one, and a subfolder with a name of its own
    /// is a template whose missing files come from the first built-in one.
    pub fn load(name: &str, override_dir: Option<&Path>) -> Result<Templates> {
        let folder = override_dir.filter(|_| Templates::is_name(name)).map(|dir| dir.join(name));
        let folder = folder.filter(|folder| folder.symlink_metadata().is_ok());
        if papers::find(name).is_none() && folder.is_none() {
            return Err(unknown_name(name, override_dir).into());
        }
        let mut texts = [papers::HTML, papers::MARKDOWN, papers::STYLE].map(String::from);
        let mut places = FILES.map(Place::builtin);
        if let Some(folder) = &folder {
            check_folder(folder)?;
            for ((file, text), place) in FILES.into_iter().zip(&mut texts).zip(&mut places) {
                if let Some(own) = read_own(&folder.join(file))? {
                    *text = own;
                    *place = Place::own(file, folder.join(file).display().to_string());
                }
            }
        }
        let [html, markdown, style] = places;
        check_style(&texts[2], style.shown())?;
        let (html, markdown) = (Template::new(html, &texts[0])?, Template::new(markdown, &texts[1])?);
        Ok(Templates { html, markdown, style, texts })
    }

    /// Whether any of its files is the council's own.
    pub fn is_own(&self) -> bool {
        self.html.place.is_own() || self.markdown.place.is_own() || self.style.is_own()
    }

    /// The file that makes a format, as messages name it.
    pub fn shown(&self, format: Format) -> &str {
        match format {
            Format::Markdown => self.markdown.place.shown(),
            // A page of the built-in template differs by the council's style alone.
            _ if !self.html.place.is_own() => self.style.shown(),
            _ => self.html.place.shown(),
        }
    }

    /// The style sheet as messages name it; the page's file where the sheet is built in.
    pub fn style_shown(&self) -> &str {
        if self.style.is_own() { self.style.shown() } else { self.html.place.shown() }
    }

    /// The style sheet.
    pub fn style(&self) -> &str {
        &self.texts[FILES.len() - 1]
    }

    /// Each file with its text, for a copy of it.
    pub fn files(&self) -> impl Iterator<Item = (&'static str, &str)> {
        FILES.into_iter().zip(self.texts.iter().map(String::as_str))
    }

    /// Letters, digits and hyphens: a name is never a path.
    pub fn is_name(name: &str) -> bool {
        !name.is_empty()
            && name.len() <= 60
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    }

    /// Renders the page.
    pub fn html(&self, view: &Value) -> Result<String> {
        self.html.filled(&self.texts[0], view)
    }

    /// Renders the Markdown file.
    pub fn markdown(&self, view: &Value) -> Result<String> {
        self.markdown.filled(&self.texts[1], view)
    }
}

impl Template {
    /// A council's own is not even parsed here.
    fn new(place: Place, text: &str) -> Result<Template> {
        let engine = match place.is_own() {
            true => Engine::Apart(Arc::default()),
            false => Engine::Here(Arc::new(filling::parsed(&place, text)?)),
        };
        Ok(Template { place, engine })
    }

    fn filled(&self, text: &str, view: &Value) -> Result<String> {
        match &self.engine {
            Engine::Here(tera) => filling::filled(tera, &self.place, text, view),
            Engine::Apart(spent) => {
                let job = Job::new(self.place.clone(), text, view)?;
                self.filled_apart(&job, spent)
            }
        }
    }

    /// Fills in a template that is not ours, in what is left of its time: one file has one limit, for however many papers.
    fn filled_apart(&self, job: &Job, spent: &Mutex<Duration>) -> Result<String> {
        let so_far = *spent.lock().unwrap_or_else(PoisonError::into_inner);
        let left = Duration::from_secs(FILLING_SECONDS).saturating_sub(so_far);
        let came = if left.is_zero() { Filling::Ended(Ended::Time) } else { apart(job, left)? };
        let (took, text) = match came {
            Filling::Answered(Ok(Filled { text, took })) => (took, Ok(text)),
            Filling::Answered(Err(error)) => (Duration::ZERO, Err(error)),
            Filling::Ended(why) => {
                let took = if why == Ended::Time { left } else { Duration::ZERO };
                (took, Err(self.place.ended(why).into()))
            }
        };
        *spent.lock().unwrap_or_else(PoisonError::into_inner) += took;
        text
    }
}

#[cfg(not(test))]
fn apart(job: &Job, left: Duration) -> Result<Filling<Filled>> {
    crate::worker::Reader::this_program()?.fill(job, left)
}

/// The program of these tests is another one, which nobody could start for a template; what passes between processes is
/// the same.
#[cfg(test)]
fn apart(job: &Job, _left: Duration) -> Result<Filling<Filled>> {
    Ok(Filling::Answered(filling::fill(&serde_json::to_vec(job)?)))
}

fn unknown_name(name: &str, override_dir: Option<&Path>) -> Fault {
    let mut names: Vec<String> = papers::names().map(String::from).to_vec();
    let entries = override_dir.and_then(|dir| dir.read_dir().ok()).into_iter().flatten().flatten();
    names.extend(
        entries
            .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
            .filter_map(|entry| entry.file_name().into_string().ok())
            .filter(|name| Templates::is_name(name)),
    );
    names.sort();
    names.dedup();
    let nearest = names.iter().max_by(|a, b| strsim::jaro_winkler(a, name).total_cmp(&strsim::jaro_winkler(b, name)));
    let near = nearest.filter(|near| strsim::jaro_winkler(near, name) > 0.7);
    let hint = near.map_or_else(String::new, |near| format!("did you mean `{near}`? "));
    Fault::usage(format!("there is no template `{}`", printable(name)))
        .hint(format!("{hint}templates: {}", names.join(", ")))
}

/// Refuses a folder that is a link, and a file that looks like a template but would silently not be one.
fn check_folder(folder: &Path) -> Result<()> {
    let shown = folder.display();
    let broken = |error: io::Error| Fault::environment(format!("cannot read `{shown}`: {}", io_words(&error)));
    if !folder.symlink_metadata().map_err(broken)?.is_dir() {
        return Err(Fault::usage(format!("`{shown}` is not a folder")).hint("links are not followed").into());
    }
    let mut names = Vec::new();
    for entry in folder.read_dir().map_err(broken)? {
        names.push(entry.map_err(broken)?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    let is_template = |name: &str| name.ends_with(".html") || name.ends_with(".css") || name.ends_with(".md");
    let stray = names.iter().find(|name| is_template(name) && !FILES.contains(&name.as_str()) && *name != "README.md");
    if let Some(stray) = stray {
        return Err(Fault::usage(format!("`{shown}` has a file `{}` that no paper uses", printable(stray)))
            .hint(format!("the files of a template are {}", FILES.join(", ")))
            .into());
    }
    Ok(())
}

/// The council's own file, if there is one.
fn read_own(path: &Path) -> Result<Option<String>> {
    let shown = path.display();
    let Ok(found) = path.symlink_metadata() else { return Ok(None) };
    if !found.is_file() {
        return Err(Fault::usage(format!("`{shown}` is not a regular file"))
            .hint("links are not followed: copy the file")
            .into());
    }
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(MOST_BYTES_IN + 1).read_to_end(&mut bytes));
    read.map_err(|error| Fault::environment(format!("cannot read `{shown}`: {}", io_words(&error))))?;
    if bytes.len() as u64 > MOST_BYTES_IN {
        return Err(Fault::usage(format!("`{shown}` is over {} MB", MOST_BYTES_IN >> 20)).into());
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        Fault::usage(format!("`{shown}` is not UTF-8: {}", error.utf8_error())).hint("save it as UTF-8")
    })?;
    // One form of line ends, so that the paper has the same bytes and the style its hash on any machine.
    Ok(Some(text.trim_start_matches('\u{feff}').replace("\r\n", "\n")))
}

/// A style sheet stands inside `<style>` as it is, so it must not end that element.
fn check_style(style: &str, place: &str) -> Result<()> {
    match style.lines().position(|line| line.contains("</")) {
        Some(line) => {
            Err(Fault::usage(format!("{place}, line {}: `</` cannot stand in a style sheet", line + 1)).into())
        }
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::{Exit, exit_of, hint_of};
    use crate::render::{Format, render, sample};
    use std::fs;

    /// A workspace's `templates` folder with these files of `halton-cover`.
    fn workspace(files: &[(&str, &str)]) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("halton-cover")).unwrap();
        for (name, text) in files {
            fs::write(dir.path().join("halton-cover").join(name), text).unwrap();
        }
        dir
    }

    fn load(dir: &tempfile::TempDir) -> Result<Templates> {
        Templates::load("halton-cover", Some(dir.path()))
    }

    fn refusal<T>(result: Result<T>) -> (Exit, String) {
        let error = result.err().expect("refused");
        (exit_of(&error), error.to_string())
    }

    #[test]
    fn an_unknown_name_is_told_the_nearest_and_all_that_exist() {
        let dir = workspace(&[]);
        fs::create_dir(dir.path().join("our-board")).unwrap();
        for name in ["halton-covr", "Halton-Cover"] {
            let error = Templates::load(name, Some(dir.path())).unwrap_err();
            assert_eq!(exit_of(&error), Exit::Usage);
            let hint = hint_of(&error).unwrap();
            assert!(
                hint.starts_with("did you mean `halton-cover`? templates: area-profile, ")
                    && hint.ends_with(", our-board"),
                "{hint}"
            );
        }
        assert!(Templates::load("our-board", Some(dir.path())).is_ok(), "a folder of the workspace is a template");
        assert!(Templates::load("../halton-cover", Some(&dir.path().join("our-board"))).is_err(), "a name is no path");
    }

    #[test]
    fn one_own_file_stands_in_for_the_built_in_one_and_the_others_stay() {
        let templates = load(&workspace(&[("report.md", "Own: {{ title }}\r\n")])).unwrap();
        let report = sample::report();
        let markdown = render(&report, &templates, Format::Markdown).unwrap();
        assert_eq!(markdown[0].bytes, format!("Own: {}\n", report.title).into_bytes());
        let builtin = Templates::load("halton-cover", None).unwrap();
        let html = |templates| render(&report, templates, Format::Html).unwrap();
        assert_eq!(html(&templates), html(&builtin));
    }

    #[test]
    fn an_unknown_variable_names_file_and_line() {
        for (name, format) in [("report.md", Format::Markdown), ("report.html", Format::Html)] {
            let templates = load(&workspace(&[(name, "{{ title }}\n\n{{ titel }}\n")])).unwrap();
            let (exit, message) = refusal(render(&sample::report(), &templates, format));
            assert_eq!(exit, Exit::Usage);
            let wanted = format!("halton-cover/{name}, line 3, column 4: Variable `titel` is not defined");
            assert!(message.contains(&wanted), "{message}");
        }
    }

    #[test]
    fn escaping_cannot_be_turned_off() {
        let templates = load(&workspace(&[("report.html", "\n{{ title | safe }}")])).unwrap();
        let (_, message) = refusal(render(&sample::report(), &templates, Format::Html));
        assert!(message.contains("report.html, line 2") && message.contains("always escaped"), "{message}");
    }

    #[test]
    fn a_template_that_prints_without_end_is_stopped() {
        let text = "{% for a in range(end=99999) %}{% for b in range(end=99999) %}{{ title }}{% endfor %}{% endfor %}";
        let templates = load(&workspace(&[("report.md", text)])).unwrap();
        let (exit, message) = refusal(render(&sample::report(), &templates, Format::Markdown));
        assert_eq!(exit, Exit::Usage);
        assert!(message.contains("over 10 MB"), "{message}");
    }

    #[test]
    fn the_time_of_a_template_is_that_of_all_its_papers_together() {
        let templates = load(&workspace(&[("report.md", "{{ title }}")])).unwrap();
        let Engine::Apart(spent) = &templates.markdown.engine else { panic!("an own template is filled in apart") };
        let made = || render(&sample::report(), &templates, Format::Markdown);
        assert!(made().is_ok() && !spent.lock().unwrap().is_zero());
        *spent.lock().unwrap() = Duration::from_secs(FILLING_SECONDS);
        let (exit, message) = refusal(made());
        assert_eq!(exit, Exit::Usage);
        assert!(message.contains("report.md: filling it in takes more than 20 seconds"), "{message}");
        assert!(matches!(templates.html.engine, Engine::Here(_)), "what is ours needs no process");
    }

    #[test]
    fn links_large_files_stray_files_and_styles_that_end_early_are_refused() {
        let large = "x".repeat((MOST_BYTES_IN + 1) as usize);
        for (files, wanted) in [
            (vec![("report.md", large.as_str())], "is over 1 MB"),
            (vec![("reprot.md", "")], "has a file `reprot.md` that no paper uses"),
            (vec![("style.css", "a {}\n</style><script>")], "style.css, line 2: `</`"),
        ] {
            let (exit, message) = refusal(load(&workspace(&files)));
            assert_eq!(exit, Exit::Usage);
            assert!(message.contains(wanted), "{message}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_symbolic_link_is_not_followed() {
        let dir = workspace(&[("other.txt", "{{ title }}")]);
        let folder = dir.path().join("halton-cover");
        std::os::unix::fs::symlink(folder.join("other.txt"), folder.join("report.md")).unwrap();
        assert!(refusal(load(&dir)).1.contains("not a regular file"));
        std::os::unix::fs::symlink(&folder, dir.path().join("linked")).unwrap();
        assert!(refusal(Templates::load("linked", Some(dir.path()))).1.contains("is not a folder"));
    }
}

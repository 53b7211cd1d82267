//! Templates of a board's paper: built in, each file overridden by the council's own. The only place that runs tera.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use anyhow::Result;
use tera::{Context, Error, ErrorKind, Kwargs, ReportError, State, Tera, Value};

use crate::fault::{Exit, Fault, io_words, printable};
use crate::report::papers;
use crate::threads::no_thread;

const HTML: &str = "report.html";
const MARKDOWN: &str = "report.md";
const STYLE: &str = "style.css";
const FILES: [&str; 3] = [HTML, MARKDOWN, STYLE];
/// A template of words and markup is a few kilobytes; more is a mistake or an attack.
const MOST_BYTES_IN: u64 = 1 << 20;
/// A whole paper is some hundred kilobytes.
const MOST_BYTES_OUT: usize = 10 << 20;
/// A paper takes milliseconds; a template that loops in loops would otherwise hold up the nightly run for ever.
const LONGEST: Duration = Duration::from_secs(20);

/// The templates of one board's paper: built in, each file overridden by one of the same name in
/// the workspace.
#[derive(Clone, Debug)]
pub struct Templates {
    /// One engine a format: components of a template are known to all templates of an engine.
    html: Arc<Tera>,
    markdown: Arc<Tera>,
    /// The files' texts, in their order.
    texts: [String; FILES.len()],
    /// Where the council's own files are, as messages show it; empty when all are built in.
    own: Vec<(&'static str, String)>,
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
        let mut templates =
            Templates { html: Arc::default(), markdown: Arc::default(), texts: Default::default(), own: Vec::new() };
        let mut texts = [papers::HTML, papers::MARKDOWN, papers::STYLE].map(String::from);
        if let Some(folder) = &folder {
            check_folder(folder)?;
            for (file, text) in FILES.into_iter().zip(&mut texts) {
                if let Some(own) = read_own(&folder.join(file))? {
                    *text = own;
                    templates.own.push((file, folder.join(file).display().to_string()));
                }
            }
        }
        let [html, markdown, style] = &texts;
        check_style(style, &templates.place(STYLE))?;
        templates.html = templates.parse(HTML, html)?;
        templates.markdown = templates.parse(MARKDOWN, markdown)?;
        templates.texts = texts;
        Ok(templates)
    }

    fn parse(&self, file: &str, text: &str) -> Result<Arc<Tera>> {
        let mut tera = engine();
        tera.add_raw_template(file, text).map_err(|error| self.fault(file, &error))?;
        Ok(Arc::new(tera))
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

    /// Renders the page, within limits of size and time.
    pub fn html(&self, context: Context) -> Result<String> {
        self.run_within(&self.html, HTML, context, LONGEST)
    }

    /// Renders the Markdown file, within the same limits.
    pub fn markdown(&self, context: Context) -> Result<String> {
        self.run_within(&self.markdown, MARKDOWN, context, LONGEST)
    }

    fn run_within(&self, tera: &Arc<Tera>, file: &'static str, context: Context, limit: Duration) -> Result<String> {
        let (sender, receiver) = mpsc::channel();
        let tera = Arc::clone(tera);
        // A thread of its own: tera has no limit of time, and a loop that prints nothing cannot be stopped from outside.
        let started = thread::Builder::new().spawn(move || {
            let mut out = Bounded::default();
            let result = tera.render_to(file, &context, &mut out).map(|()| out.bytes);
            // The receiver is gone when the limit of time has passed; nobody waits for the result then.
            let _ = sender.send(result);
        });
        started.map_err(|error| no_thread(&error))?;
        let bytes = match receiver.recv_timeout(limit) {
            Ok(result) => result.map_err(|error| self.fault(file, &error))?,
            Err(RecvTimeoutError::Disconnected) => {
                return Err(
                    Fault::new(Exit::Failure, format!("{}: the template engine failed", self.place(file))).into()
                );
            }
            Err(RecvTimeoutError::Timeout) => {
                let message = format!("{}: rendering took more than {} seconds", self.place(file), limit.as_secs());
                return Err(Fault::usage(message).hint("look for a loop inside a loop").into());
            }
        };
        Ok(String::from_utf8(bytes)?)
    }

    /// A template's file as messages name it.
    fn place(&self, file: &str) -> String {
        let own = self.own.iter().find(|(name, _)| *name == file);
        own.map_or_else(|| format!("built-in template {file}"), |(_, path)| path.clone())
    }

    /// What tera found, with file and line. A fault in a built-in template is ours, not the caller's.
    fn fault(&self, file: &str, error: &Error) -> Fault {
        let is_own = self.own.iter().any(|(name, _)| *name == file);
        let exit = if is_own { Exit::Usage } else { Exit::Failure };
        let place = self.place(file);
        let message = match error.kind() {
            ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => at_line(&place, report),
            ErrorKind::Io(_) => format!("{place}: the paper would be over {} MB", MOST_BYTES_OUT >> 20),
            // Unknown filters, functions and includes come as text that quotes file and line.
            kind => format!("{place}: {kind}"),
        };
        Fault::new(exit, message).hint("compare with a copy of the built-in one: `quarterdeck template new NAME`")
    }
}

fn at_line(place: &str, report: &ReportError) -> String {
    let message = report.message().trim_end_matches('.');
    format!("{place}, line {}, column {}: {message}", report.span().start_line, report.span().start_col + 1)
}

/// tera without `safe`: what is markup is marked so by the dialect, everything else stays escaped.
fn engine() -> Tera {
    let mut tera = Tera::new();
    tera.autoescape_on([".html"]);
    tera.register_filter("safe", |_: &Value, _: Kwargs, _: &State| -> tera::TeraResult<Value> {
        Err(Error::message("the filter `safe` is not available: what a paper prints is always escaped"))
    });
    tera
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

/// Output that ends with an error when it grows beyond any paper.
#[derive(Default)]
struct Bounded {
    bytes: Vec<u8>,
}

impl Write for Bounded {
    fn write(&mut self, more: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + more.len() > MOST_BYTES_OUT {
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, "over the limit of a paper"));
        }
        self.bytes.extend_from_slice(more);
        Ok(more.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::{exit_of, hint_of};
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
    fn a_template_that_does_not_parse_names_file_and_line() {
        for (text, wanted) in [
            ("a\n{% if title %}\n", "report.html, line 3"),
            ("{{ title | nosuch }}", "report.html:1:"),
            ("{% include \"/etc/passwd\" %}", "report.html:1:"),
            ("{{ get_env(name=\"HOME\") }}", "report.html:1:"),
        ] {
            let (exit, message) = refusal(load(&workspace(&[("report.html", text)])));
            assert_eq!(exit, Exit::Usage);
            assert!(message.contains(wanted), "{message}");
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
    fn a_template_that_loops_without_end_is_given_up() {
        let text = "{% for a in range(end=1000) %}{% for b in range(end=50000) %}{% endfor %}{% endfor %}";
        let templates = load(&workspace(&[("report.md", text)])).unwrap();
        let limit = Duration::from_millis(20);
        let (exit, message) = refusal(templates.run_within(&templates.markdown, MARKDOWN, Context::new(), limit));
        assert_eq!(exit, Exit::Usage);
        assert!(message.contains("report.md: rendering took more than"), "{message}");
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

//! One template filled in: the only place that runs tera. Here for templates of our own, in a process apart for a
//! council's: what passes between the two is a `Job` and a `Filled`.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::panic::resume_unwind;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use serde::{Deserialize, Serialize};
use tera::{Context, Error, Kwargs, State, Tera, Value};

use super::template_faults::Place;
use crate::threads::no_thread;

/// A whole paper is some hundred kilobytes.
pub const MOST_BYTES_OUT: usize = 10 << 20;

/// A template to be filled in, with what it is filled with.
#[derive(Debug, Serialize, Deserialize)]
pub struct Job {
    pub place: Place,
    pub text: String,
    view: Sent,
}

/// A template that was filled in.
#[derive(Debug, Serialize, Deserialize)]
pub struct Filled {
    pub text: String,
    /// How long it took, without the start of the process.
    pub took: Duration,
}

impl Job {
    pub fn new(place: Place, text: &str, view: &Value) -> Result<Job> {
        Ok(Job { place, text: text.into(), view: Sent::of(view)? })
    }
}

/// A value as it passes between processes. Tera's own JSON forgets which words are markup already.
#[derive(Debug, Serialize, Deserialize)]
enum Sent {
    #[serde(rename = "n")]
    Nothing,
    #[serde(rename = "b")]
    Mark(bool),
    #[serde(rename = "i")]
    Number(i64),
    #[serde(rename = "w")]
    Words(String),
    #[serde(rename = "m")]
    Markup(String),
    #[serde(rename = "l")]
    List(Vec<Sent>),
    #[serde(rename = "f")]
    Fields(BTreeMap<String, Sent>),
}

impl Sent {
    fn of(value: &Value) -> Result<Sent> {
        Ok(match (value.as_str(), value.as_array(), value.as_map(), value.as_bool(), value.as_i64()) {
            (Some(text), ..) if value.is_safe() => Sent::Markup(text.into()),
            (Some(text), ..) => Sent::Words(text.into()),
            (_, Some(list), ..) => Sent::List(list.iter().map(Sent::of).collect::<Result<_>>()?),
            (_, _, Some(fields), ..) => {
                let mut own = BTreeMap::new();
                for (key, value) in fields {
                    own.insert(key.as_str().context("a field without a name")?.to_string(), Sent::of(value)?);
                }
                Sent::Fields(own)
            }
            (_, _, _, Some(mark), _) => Sent::Mark(mark),
            (_, _, _, _, Some(number)) => Sent::Number(number),
            _ if value.is_none() => Sent::Nothing,
            _ => bail!("a template cannot be told a value of kind {}", value.name()),
        })
    }

    fn value(self) -> Value {
        match self {
            Sent::Nothing => Value::none(),
            Sent::Mark(mark) => mark.into(),
            Sent::Number(number) => number.into(),
            Sent::Words(text) => Value::normal_string(&text),
            Sent::Markup(text) => Value::safe_string(&text),
            Sent::List(list) => list.into_iter().map(Sent::value).collect::<Vec<_>>().into(),
            Sent::Fields(fields) => {
                fields.into_iter().map(|(key, own)| (key, own.value())).collect::<BTreeMap<_, _>>().into()
            }
        }
    }
}

/// How deep values may nest before the process of a template breaks down: the stack that they are taken apart on, which
/// is the same on every system.
const STACK: usize = 2 << 20;

/// Fills in the template of a job, as it came to this process.
pub fn fill(question: &[u8]) -> Result<Filled> {
    let job: Job = serde_json::from_slice(question).context("what came is no template")?;
    let work = thread::Builder::new().stack_size(STACK).spawn(move || {
        let begun = Instant::now();
        let tera = parsed(&job.place, &job.text)?;
        let text = filled(&tera, &job.place, &job.text, &job.view.value())?;
        Ok(Filled { text, took: begun.elapsed() })
    });
    work.map_err(|error| no_thread(&error))?.join().unwrap_or_else(|panic| resume_unwind(panic))
}

/// An engine with this template alone: components of a template are known to all templates of an engine.
pub fn parsed(place: &Place, text: &str) -> Result<Tera> {
    let mut tera = engine();
    tera.add_raw_template(&place.file, text).map_err(|error| place.fault(text, &error))?;
    Ok(tera)
}

/// What the engine's template prints, no more of it than any paper has.
pub fn filled(tera: &Tera, place: &Place, text: &str, view: &Value) -> Result<String> {
    let mut out = Bounded::default();
    let context = Context::from_serialize(view)?;
    tera.render_to(&place.file, &context, &mut out).map_err(|error| place.fault(text, &error))?;
    Ok(String::from_utf8(out.bytes)?)
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
    use crate::render::{html, sample};
    use crate::report::papers;

    #[test]
    fn a_template_that_is_filled_in_elsewhere_prints_the_same() {
        let view = html::view(&sample::report(), papers::STYLE).unwrap();
        let place = Place::builtin("report.html");
        let tera = parsed(&place, papers::HTML).unwrap();
        let here = filled(&tera, &place, papers::HTML, &view).unwrap();
        let job = Job::new(place, papers::HTML, &view).unwrap();
        assert_eq!(fill(&serde_json::to_vec(&job).unwrap()).unwrap().text, here);
        assert!(here.contains("<svg") && here.contains("&lt;script&gt;"));
    }
}

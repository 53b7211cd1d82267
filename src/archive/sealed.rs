//! Small files of the archive as JSON with a seal: the form's number and the content's SHA-256. What is damaged, or of a newer
//! program, is refused and never half understood.

use std::path::Path;

use anyhow::{Context, Result};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::fault::{Exit, Fault};
use crate::manifest::sha256;

/// The form of everything in the state folder. A newer program may raise it.
pub const FORM: u32 = 1;

#[derive(Serialize, Deserialize)]
struct Sealed {
    form: u32,
    sha256: String,
    content: Value,
}

/// The bytes of a sealed file.
pub fn seal(content: &impl Serialize) -> Result<Vec<u8>> {
    let content = serde_json::to_value(content)?;
    let sealed = Sealed { form: FORM, sha256: sha256(&serde_json::to_vec(&content)?), content };
    let mut bytes = serde_json::to_vec_pretty(&sealed)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// The content of a sealed file. `shown` is how messages call it.
pub fn open<T: DeserializeOwned>(bytes: &[u8], shown: &Path) -> Result<T> {
    let damaged = || {
        let message = format!("`{}` is damaged: it is not what was written", shown.display());
        Fault::new(Exit::Failure, message)
            .hint("`quarterdeck archive check --read-data` lists what is damaged and what can be done")
    };
    let sealed: Sealed = serde_json::from_slice(bytes).map_err(|_| damaged())?;
    if sealed.form > FORM {
        let message = format!(
            "`{}` was written by a newer version of Quarterdeck (form {}, this one knows {FORM})",
            shown.display(),
            sealed.form
        );
        return Err(Fault::usage(message).hint("run the newer version").into());
    }
    if sealed.form != FORM || sha256(&serde_json::to_vec(&sealed.content)?) != sealed.sha256 {
        return Err(damaged().into());
    }
    serde_json::from_value(sealed.content).with_context(|| format!("`{}`", shown.display()))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn a_sealed_file_with_any_byte_changed_is_refused_or_means_the_same() {
        let content = BTreeMap::from([("rows", 5), ("people", 4)]);
        let bytes = seal(&content).unwrap();
        let path = Path::new("run.json");
        assert_eq!(open::<BTreeMap<String, i32>>(&bytes, path).unwrap()["rows"], 5);
        for at in 0..bytes.len() {
            for bit in 0..8 {
                let mut changed = bytes.clone();
                changed[at] ^= 1 << bit;
                if let Ok(found) = open::<BTreeMap<String, i32>>(&changed, path) {
                    assert_eq!(
                        found.into_iter().collect::<Vec<_>>(),
                        [("people".to_string(), 4), ("rows".to_string(), 5)]
                    );
                }
            }
        }
    }

    #[test]
    fn a_newer_form_asks_for_a_newer_program() {
        let text = String::from_utf8(seal(&1).unwrap()).unwrap().replace("\"form\": 1", "\"form\": 2");
        let error = open::<i32>(text.as_bytes(), Path::new("run.json")).unwrap_err();
        assert_eq!(crate::fault::exit_of(&error), Exit::Usage);
        assert!(error.to_string().contains("newer version"), "{error}");
    }
}

//! The key by which references are known again in the archive without being told.
//!
//! A reference has some 10^6 possible values: its plain hash would be guessed in a second. HMAC-SHA-256 (RFC 2104, FIPS
//! 198-1) with a key that lies outside the state folder cannot be undone by whoever has the folder alone.

use std::fmt::Write;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use anyhow::Result;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::fault::{Fault, io_words};
use crate::output::{self, Access, Advice, OutputFile};

const BYTES: usize = 32;

/// Told apart from any other use of the key.
const REFERENCE: &[u8] = b"reference\0";
const OWN_NAME: &[u8] = b"name of the key\0";

/// Keeps a key file whole: what was there is never written over.
const ADVICE: Advice = Advice { instead: "name another place as `key_file` under [archive]", kept: "nothing was kept" };

/// The archive's key.
pub struct Key([u8; BYTES]);

impl Key {
    /// The key in a file; a new one where there is none, with `true`.
    pub fn load_or_make(path: &Path) -> Result<(Key, bool)> {
        match Key::load(path)? {
            Some(key) => Ok((key, false)),
            None => Ok((Key::make(path)?, true)),
        }
    }

    /// The key in a file, if there is one: 64 hexadecimal digits.
    pub fn load(path: &Path) -> Result<Option<Key>> {
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => {
                let message = format!("cannot read the archive's key `{}`: {}", path.display(), io_words(&error));
                return Err(Fault::environment(message).hint("ask for read access to it").into());
            }
        };
        let digits = text.trim();
        let byte = |at: usize| digits.get(2 * at..2 * at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
        let bytes: Option<Vec<u8>> = (0..BYTES).map(byte).collect();
        match bytes.and_then(|bytes| bytes.try_into().ok()).filter(|_| digits.len() == 2 * BYTES) {
            Some(bytes) => Ok(Some(Key(bytes))),
            None => {
                let message = format!("`{}` is no key of the archive: it is not 64 hexadecimal digits", path.display());
                let hint = "put the right file back: with another key nobody in the archive is known again";
                Err(Fault::usage(message).hint(hint).into())
            }
        }
    }

    fn make(path: &Path) -> Result<Key> {
        let mut bytes = [0; BYTES];
        getrandom::fill(&mut bytes)
            .map_err(|error| Fault::environment(format!("the system gives no random numbers for a key: {error}")))?;
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let folder = path.parent().unwrap_or(Path::new(""));
        let file = OutputFile { name, bytes: (hex(&bytes) + "\n").into_bytes(), access: Access::Internal };
        output::write_all(folder, std::slice::from_ref(&file), &ADVICE)?;
        Ok(Key(bytes))
    }

    /// By what a key is known again; tells nothing of it.
    pub fn id(&self) -> String {
        let mut all = self.digest(OWN_NAME, "");
        all.truncate(16);
        all
    }

    /// What stands for a reference in the archive: 128 bits in hexadecimal, the same for the same reference.
    pub fn pseudonym(&self, reference: &str) -> String {
        let mut all = self.digest(REFERENCE, reference);
        all.truncate(32);
        all
    }

    fn digest(&self, use_of: &[u8], text: &str) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes a key of any length");
        mac.update(use_of);
        mac.update(text.as_bytes());
        hex(&mac.finalize().into_bytes())
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_kept_for_its_owner_and_gives_the_same_names() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("quarterdeck.key");
        let (key, new) = Key::load_or_make(&path).unwrap();
        let (again, anew) = Key::load_or_make(&path).unwrap();
        assert_eq!((new, anew), (true, false));
        assert_eq!((key.id(), key.pseudonym("HPJ000017")), (again.id(), again.pseudonym("HPJ000017")));
        assert_ne!(key.pseudonym("HPJ000017"), key.pseudonym("HPJ000018"));
        assert_eq!(key.pseudonym("HPJ000017").len(), 32);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        fs::write(&path, "no key").unwrap();
        assert!(Key::load_or_make(&path).is_err());
    }

    #[test]
    fn a_name_is_the_hmac_of_the_reference_and_no_plain_hash() {
        // python3: hmac.new(bytes(range(32)), b"reference\0HPJ000017", "sha256").hexdigest()[:32]
        let key = Key(std::array::from_fn(|at| at as u8));
        assert_eq!(key.pseudonym("HPJ000017"), "ce81cff2c15cd5f231c7df50d0dbc0fb");
        assert_ne!(key.pseudonym("HPJ000017"), crate::manifest::sha256(b"HPJ000017")[..32]);
    }
}

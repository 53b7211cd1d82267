//! A return that is still being copied is no return yet.

use std::fs;
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, SystemTime};

/// How many times as long as a file should rest we wait for it to come to rest.
const PATIENCE: u32 = 5;

/// What tells whether a file has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Look {
    bytes: u64,
    changed: Option<SystemTime>,
    /// Another file under the same name is another file.
    #[cfg(unix)]
    inode: u64,
}

impl Look {
    fn at(path: &PathBuf) -> Option<Look> {
        let meta = fs::metadata(path).ok()?;
        Some(Look {
            bytes: meta.len(),
            changed: meta.modified().ok(),
            #[cfg(unix)]
            inode: std::os::unix::fs::MetadataExt::ino(&meta),
        })
    }

    /// How long ago it was changed; nothing where its time lies ahead of ours, which says nothing.
    fn age(&self) -> Option<Duration> {
        SystemTime::now().duration_since(self.changed?).ok()
    }
}

/// Waits until files have not changed for so long, and gives back those that do not come to rest.
pub fn wait(files: &[PathBuf], rest: Duration, tell: &dyn Fn(&PathBuf)) -> Vec<PathBuf> {
    let mut looks: Vec<Option<Look>> = files.iter().map(Look::at).collect();
    let rests = |look: &Option<Look>| look.as_ref().and_then(Look::age).is_some_and(|age| age >= rest);
    let mut moving: Vec<usize> = (0..files.len()).filter(|at| !rest.is_zero() && !rests(&looks[*at])).collect();
    moving.iter().for_each(|at| tell(&files[*at]));
    // Two looks so far apart that nothing can have happened unseen between them.
    for _ in 0..PATIENCE {
        if moving.is_empty() {
            break;
        }
        thread::sleep(rest);
        moving.retain(|at| {
            let look = Look::at(&files[*at]);
            let has_changed = look != looks[*at];
            looks[*at] = look;
            has_changed
        });
    }
    moving.into_iter().map(|at| files[at].clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::RefCell;

    const REST: Duration = Duration::from_millis(150);

    #[test]
    fn a_file_at_rest_is_not_waited_for_and_one_that_grows_is_given_back() {
        let folder = tempfile::tempdir().unwrap();
        let (still, grows) = (folder.path().join("still"), folder.path().join("grows"));
        fs::write(&still, "x").unwrap();
        fs::write(&grows, "x").unwrap();
        let old = SystemTime::now() - Duration::from_secs(3600);
        fs::File::options().append(true).open(&still).unwrap().set_modified(old).unwrap();
        let told = RefCell::new(Vec::new());
        let path = grows.clone();
        let writer = thread::spawn(move || {
            for _ in 0..60 {
                let text = fs::read_to_string(&path).unwrap();
                fs::write(&path, text + "x").unwrap();
                thread::sleep(Duration::from_millis(20));
            }
        });
        let moving = wait(&[still, grows.clone()], REST, &|path| told.borrow_mut().push(path.clone()));
        writer.join().unwrap();
        assert_eq!((moving, told.into_inner()), (vec![grows.clone()], vec![grows.clone()]));
        assert_eq!(wait(&[grows], REST, &|_| {}), Vec::<PathBuf>::new(), "it rests now");
    }
}

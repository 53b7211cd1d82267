//! How this program and its reading processes get their memory.
//!
//! They fill much fresh memory once, and taking it from the system page by page was a tenth of a run. glibc takes it in
//! large pages and in large pieces if an environment variable says so before the program starts.

/// The variable, and what it says: large pages where the system gives them on request (`madvise`); 8 MB at a time; what
/// is larger than 1 MB apart, so that it goes back at once; 16 MB free before any of the rest does; and four places to
/// take from, not one a thread, each with a page of its own to be filled with noughts.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const TUNABLES: (&str, &str) = (
    "GLIBC_TUNABLES",
    "glibc.malloc.hugetlb=1:glibc.malloc.top_pad=8388608:glibc.malloc.mmap_threshold=1048576:\
     glibc.malloc.trim_threshold=16777216:glibc.malloc.arena_max=4",
);

/// Starts the program anew in its own place (same process, same arguments), with the variable set; its reading processes
/// inherit it. Where somebody has set it already, where the system does not allow it, and with other systems'
/// allocators, which do not know it, everything goes on as it is.
pub fn in_large_pieces() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    if std::env::var_os(TUNABLES.0).is_none() {
        use std::os::unix::process::CommandExt;
        let mut arguments = std::env::args_os();
        let name = arguments.next().unwrap_or_else(|| env!("CARGO_PKG_NAME").into());
        // Comes back only where it did not work.
        let _ =
            std::process::Command::new("/proc/self/exe").arg0(name).args(arguments).env(TUNABLES.0, TUNABLES.1).exec();
    }
}

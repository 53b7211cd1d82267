#!/usr/bin/env python3
"""interrupt.py BINARY [EVERY [MOMENTS [RACES]]]: `monthly` killed, or told that the disk is full or broken, at its writes.

A workspace has had one run; then a corrected return comes. The second run is stopped at one system call of its main thread after
the other (every EVERY-th of them, by default 1): killed there, or told ENOSPC, or EIO; and it is killed, with the processes that it
started, at MOMENTS moments of chance (by default 0; the seed is printed). Each time the papers must be those of the
first run or those of the second, whole; the archive must be whole and must have lost nothing; and the next run, with nothing
cleaned away, must end well with the papers of the second. Then 50 runs start at once, RACES
times (by default 1): one of them works. Needs strace.
"""
import hashlib
import os
import pathlib
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

CALLS = "write,pwrite64,fsync,rename,renameat,renameat2,link,linkat,mkdir,mkdirat,unlink,unlinkat,rmdir,ftruncate"
SAMPLE = pathlib.Path(__file__).resolve().parents[2] / "sample_data" / "halton"


def run(binary, folder, *args, before=()):
    command = [*before, binary, *args]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True)


def monthly(binary, folder, today, before=()):
    return run(binary, folder, "monthly", "-w", "ws", "--settle", "0", "--today", today, before=before)


def papers(folder):
    """The published papers: name and hash, unless there are none."""
    root = folder / "output" / "halton" / "2015-16-Q3"
    files = sorted(path for path in root.rglob("*") if path.is_file())
    return {str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def correct(folder):
    """A corrected return: ten people of Widnes are taken off Jobcentre Plus's list."""
    path = folder / "ws" / "returns" / "jcp_widnes_2015-16-Q3.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:-10]), encoding="utf-8")


def prepared(binary, root):
    """A workspace with one run, and a corrected return that no run has seen."""
    folder = root / "prepared"
    shutil.copytree(SAMPLE, folder / "ws")
    ended = monthly(binary, folder, "2016-01-20")
    assert ended.returncode == 0, ended.stderr
    correct(folder)
    return folder


def count(binary, root, folder):
    """How many such calls a whole run makes on its main thread."""
    work = copied(root, folder)
    log = root / "calls.txt"
    ended = monthly(binary, work, "2016-02-20", before=["strace", "-o", str(log), "-e", f"trace={CALLS}"])
    assert ended.returncode == 0, ended.stderr
    calls = [line for line in log.read_text().splitlines() if re.match(r"\w+\(", line)]
    return len(calls), papers(work)


def copied(root, folder):
    work = root / "work"
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(folder, work, symlinks=True)
    return work


def killed(binary, folder, moment):
    """A run that is killed with everything it started, so many seconds after it began."""
    command = [binary, "monthly", "-w", "ws", "--settle", "0", "--today", "2016-02-20"]
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True)
    time.sleep(moment)
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    _, stderr = process.communicate()
    return subprocess.CompletedProcess(command, process.returncode, "", stderr)


def judge(binary, work, old, new, ended, kind):
    """What is wrong after a run was stopped, and after the next one."""
    wrong = []
    seen = papers(work)
    if seen not in (old, new):
        wrong.append("the papers are a mix")
    if kind != "kill" and ended.returncode not in (0, 5):
        wrong.append(f"exit code {ended.returncode} instead of 5: {ended.stderr.strip().splitlines()[-1:]}")
    if kind != "kill" and ended.returncode == 0 and seen != new:
        wrong.append("it ended well without the new papers")
    again = monthly(binary, work, "2016-02-21")
    if again.returncode != 0:
        wrong.append(f"the next run ends with {again.returncode}: {again.stderr[-300:]}")
    if papers(work) != new:
        wrong.append("the next run does not make the new papers")
    checked = run(binary, work, "archive", "check", "-w", "ws", "--read-data")
    if checked.returncode != 0:
        wrong.append(f"the archive is not whole: {checked.stdout[-300:]}")
    listed = run(binary, work, "archive", "list", "-w", "ws").stdout
    if not listed.startswith("0001-2016-01-20-") or len(re.findall(r"^\d{4}-", listed, re.M)) != 2:
        wrong.append(f"runs were lost or doubled: {listed}")
    left = [path for path in work.rglob(".quarterdeck-*")] + [path for path in work.rglob(".old-*")]
    if left:
        wrong.append(f"unfinished files stay: {left[:3]}")
    return wrong


def main():
    binary = os.path.abspath(sys.argv[1])
    every = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    moments = int(sys.argv[3]) if len(sys.argv) > 3 else 0
    races = int(sys.argv[4]) if len(sys.argv) > 4 else 1
    with tempfile.TemporaryDirectory() as root:
        root = pathlib.Path(root)
        folder = prepared(binary, root)
        old = papers(folder)
        calls, new = count(binary, root, folder)
        assert old and new and old != new
        faults, tried = 0, 0
        kinds = {"kill": "signal=SIGKILL", "ENOSPC": "error=ENOSPC", "EIO": "error=EIO"}
        for kind, what in kinds.items():
            for nth in range(1, calls + 1, every):
                work = copied(root, folder)
                before = ["strace", "-o", "/dev/null", "-e", f"trace={CALLS}", "-e", f"inject={CALLS}:{what}:when={nth}"]
                ended = monthly(binary, work, "2016-02-20", before=before)
                tried += 1
                for wrong in judge(binary, work, old, new, ended, kind):
                    faults += 1
                    print(f"{kind} at call {nth} of {calls}: {wrong}")
        seed = int(time.time())
        chance = random.Random(seed)
        begun = time.monotonic()
        monthly(binary, copied(root, folder), "2016-02-20")
        whole = time.monotonic() - begun
        for _ in range(moments):
            work = copied(root, folder)
            moment = chance.uniform(0, whole * 1.1)
            ended = killed(binary, work, moment)
            tried += 1
            for wrong in judge(binary, work, old, new, ended, "kill"):
                faults += 1
                print(f"killed after {moment:.4f} s (seed {seed}): {wrong}")
        for _ in range(races):
            work = copied(root, folder)
            command = [binary, "monthly", "-w", "ws", "--settle", "0", "--today", "2016-02-20"]
            all_at_once = [subprocess.Popen(command, cwd=work, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for _ in range(50)]
            codes = [process.wait() for process in all_at_once]
            listed = run(binary, work, "archive", "list", "-w", "ws").stdout
            if set(codes) - {0, 5} or 0 not in codes or len(re.findall(r"^\d{4}-", listed, re.M)) != 2 or papers(work) != new:
                faults += 1
                print(f"50 at once: {codes}: {listed}")
        print(f"interrupt: {races} times 50 runs at once")
        print(f"interrupt: {tried} runs stopped at {calls} calls (every {every}) and {moments} moments: {faults} faults")
        sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()

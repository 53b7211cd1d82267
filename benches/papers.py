"""papers.py ROUNDS FOLDER COMMAND...: times the command with other formats and as a pack, in turn, and prints medians and ratios."""

import pathlib
import statistics
import subprocess
import sys
import time

rounds, folder, command = int(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3:]
runs = {
    "one paper, HTML alone": ["--formats", "html"],
    "one paper, all formats": [],
    "pack of areas, HTML alone": ["--for-each", "area", "--formats", "html"],
    "pack of areas, all formats": ["--for-each", "area"],
}
times = {name: [] for name in runs}
for _ in range(rounds + 1):
    for name, more in runs.items():
        begun = time.perf_counter()
        subprocess.run([*command, *more], check=True, capture_output=True)
        times[name].append(time.perf_counter() - begun)
# The first round warms the caches of the machine.
median = {name: statistics.median(own[1:]) for name, own in times.items()}
papers = len(list(folder.rglob("area/*/report.html")))
for name, seconds in median.items():
    print(f"{name}: median {seconds:.3f} s, least {min(times[name][1:]):.3f} s")
one, formats, pages, pack = median.values()
print(f"all formats / HTML alone: {formats / one:.2f} (limit 1.5)")
print(f"pack of {papers} / one paper: HTML {pages / one:.2f}, all formats {pack / formats:.2f} (limit 5)")

"""papers.py ROUNDS FOLDER COMMAND...: times the command with other formats and as a pack, in turn, and prints medians and ratios.
The generated world has 10 authorities of 12 wards: in FOLDER/workspace three wards are made an area, for a pack of 40."""

import pathlib
import re
import statistics
import subprocess
import sys
import time

AUTHORITIES = "Bolton Bury Manchester Oldham Rochdale Salford Stockport Tameside Trafford Wigan".split()
PARTS = 4
WARDS = 12

rounds, folder, command = int(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3:]


def in_parts(workspace):
    """Areas that are parts of authorities, known by their wards."""
    names = [f"{authority} {part}" for authority in AUTHORITIES for part in range(1, PARTS + 1)]
    settings = workspace / "quarterdeck.toml"
    before, rest = settings.read_text().split("[areas]\n", 1)
    after = rest.split("]\n", 1)[1]
    listed = "".join(f'  "{name}",\n' for name in names)
    settings.write_text(f"{before}[areas]\nareas = [\n{listed}]\n{after}")
    known = "".join(
        f'"{authority} Ward {ward}" = "{authority} {1 + (ward - 1) * PARTS // WARDS}"\n'
        for authority in AUTHORITIES
        for ward in range(1, WARDS + 1)
    )
    for layout in (workspace / "layouts").glob("contractor-*.toml"):
        text = re.sub(r"area = .*\nward = (.*)\n", r"area = \1\n", layout.read_text())
        layout.write_text(text + f"\n[values.area]\n{known}")
    # Jobcentre Plus's list knows the authority alone.
    referrals = workspace / "layouts" / "jcp.toml"
    text = referrals.read_text().replace('area = ["Local Authority"]\n', "")
    referrals.write_text(text.replace('ignored = [', 'ignored = ["Local Authority", '))


in_parts(folder / "workspace")
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

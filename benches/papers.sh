#!/usr/bin/env bash
# papers.sh ROUNDS: what Word and the data tables add to a paper of 50,000 participants, and a pack of 40 papers beside one.
# The runs are timed in turn, so that what else the machine does meets all of them alike. Needs the developers' shared folder
# (QUARTERDECK_SHARED, else ../shared) for the generator of inputs; BENCH_DIR says where they are kept.
set -euo pipefail
project=$(cd "$(dirname "$0")/.." && pwd)
shared=${QUARTERDECK_SHARED:-$project/../shared}
work=${BENCH_DIR:-${TMPDIR:-/tmp}/quarterdeck-bench}
if [[ $# -ne 1 || ! $1 =~ ^[1-9][0-9]*$ ]]; then
  echo "usage: papers.sh ROUNDS, such as papers.sh 9" >&2
  exit 2
fi
if [[ ! -f $shared/bench/generate.py ]]; then
  echo "papers.sh: there is no bench/generate.py in the shared folder; set QUARTERDECK_SHARED" >&2
  exit 2
fi
mkdir -p "$work"
if [[ ! -x $work/venv/bin/python ]]; then
  python3 -m venv "$work/venv"
  "$work/venv/bin/pip" install --quiet -r "$project/benches/requirements.txt"
fi
[[ -d $work/data/M ]] || "$work/venv/bin/python" "$shared/bench/generate.py" M "$work/data/M"
cargo build --release --locked --quiet --manifest-path "$project/Cargo.toml"
output=$(mktemp -d)
trap 'rm -rf "$output"' EXIT
cp -r "$project/benches/workspace" "$output/workspace"
exec "$work/venv/bin/python" "$project/benches/papers.py" "$1" "$output" \
  "${CARGO_TARGET_DIR:-$project/target}/release/quarterdeck" report -w "$output/workspace" \
  --returns "$work/data/M" --output "$output" --quiet

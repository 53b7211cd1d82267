#!/usr/bin/env bash
# answers.sh SIZE ROUNDS: a question answered from the archive of SIZE participants (S 5,000, M 50,000, L 1,000,000) beside DuckDB and polars
# (Python) that work out the same from the same Parquet file, in turn, each in a process of its own; and a monthly run with nothing new
# beside a full one. Needs the developers' shared folder (QUARTERDECK_SHARED, else ../shared) for the generator of inputs; BENCH_DIR
# says where they are kept.
set -euo pipefail
project=$(cd "$(dirname "$0")/.." && pwd)
shared=${QUARTERDECK_SHARED:-$project/../shared}
work=${BENCH_DIR:-${TMPDIR:-/tmp}/quarterdeck-bench}
if [[ $# -ne 2 || ! $1 =~ ^(S|M|L)$ || ! $2 =~ ^[1-9][0-9]*$ ]]; then
  echo "usage: answers.sh SIZE ROUNDS, such as answers.sh L 9" >&2
  exit 2
fi
if [[ ! -f $shared/bench/generate.py ]]; then
  echo "answers.sh: there is no bench/generate.py in the shared folder; set QUARTERDECK_SHARED" >&2
  exit 2
fi
mkdir -p "$work"
if [[ ! -x $work/venv/bin/python ]]; then
  python3 -m venv "$work/venv"
  "$work/venv/bin/pip" install --quiet -r "$project/benches/requirements.txt"
fi
[[ -d $work/data/$1 ]] || "$work/venv/bin/python" "$shared/bench/generate.py" "$1" "$work/data/$1"
cargo build --release --locked --quiet --manifest-path "$project/Cargo.toml"
output=$(mktemp -d)
trap 'rm -rf "$output"' EXIT
cp -r "$project/benches/workspace" "$output/workspace"
exec "$work/venv/bin/python" "$project/benches/answers.py" "${CARGO_TARGET_DIR:-$project/target}/release/quarterdeck" \
  "$output" "$work/data/$1" "$2"

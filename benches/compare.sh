#!/usr/bin/env bash
# compare.sh SIZE ROUNDS: one whole report beside the same job in other tools, in turn, each ROUNDS times.
# SIZE: S (5,000 clients), M (50,000) or L (1,000,000). Needs the developers' shared folder (QUARTERDECK_SHARED,
# else ../shared); BENCH_DIR says where inputs and the Python environment are kept (both made on first use).
set -euo pipefail
project=$(cd "$(dirname "$0")/.." && pwd)
shared=${QUARTERDECK_SHARED:-$project/../shared}
export BENCH_DIR=${BENCH_DIR:-${TMPDIR:-/tmp}/quarterdeck-bench}
if [[ $# -ne 2 || ! $1 =~ ^(S|M|L|[0-9]+)$ || ! $2 =~ ^[1-9][0-9]*$ ]]; then
  echo "usage: compare.sh SIZE ROUNDS, such as compare.sh M 5" >&2
  exit 2
fi
if [[ ! -f $shared/bench/run.sh ]]; then
  echo "compare.sh: there is no bench/run.sh in the shared folder; set QUARTERDECK_SHARED" >&2
  exit 2
fi
if [[ ! -x $BENCH_DIR/venv/bin/python ]]; then
  # The versions that were measured, not the newest of the day.
  python3 -m venv "$BENCH_DIR/venv"
  "$BENCH_DIR/venv/bin/pip" install --quiet -r "$project/benches/requirements.txt"
fi
cargo build --release --locked --quiet --manifest-path "$project/Cargo.toml"
binary=${CARGO_TARGET_DIR:-$project/target}/release/quarterdeck
output=$(mktemp -d)
trap 'rm -rf "$output"' EXIT
bash "$shared/bench/run.sh" "$1" "$2" \
  "quarterdeck='$binary' report -w '$project/benches/workspace' --returns '{data}' --output '$output' --formats html,markdown --quiet"

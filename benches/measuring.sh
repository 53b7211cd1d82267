#!/usr/bin/env bash
# measuring.sh ROUNDS: the measuring stage on 1,000,000 people beside a hand-written polars query for the three headline
# rates on the same tables; prints both medians, their ratio, and whether the rates are the same.
set -euo pipefail
project=$(cd "$(dirname "$0")/.." && pwd)
export BENCH_DIR=${BENCH_DIR:-${TMPDIR:-/tmp}/quarterdeck-bench}
if [[ $# -ne 1 || ! $1 =~ ^[1-9][0-9]*$ ]]; then
  echo "usage: measuring.sh ROUNDS, such as measuring.sh 5" >&2
  exit 2
fi
if [[ ! -x $BENCH_DIR/venv/bin/python ]]; then
  python3 -m venv "$BENCH_DIR/venv"
  "$BENCH_DIR/venv/bin/pip" install --quiet -r "$project/benches/requirements.txt"
fi
tables=$(mktemp -d)
trap 'rm -rf "$tables"' EXIT
own() { cargo bench --quiet --locked --manifest-path "$project/Cargo.toml" --bench measuring -- "$@"; }
own write "$tables/columns"
own measure "$1" | tee "$tables/own"
"$BENCH_DIR/venv/bin/python" "$project/benches/measuring.py" "$tables/columns" "$1" | tee "$tables/peer"
median() { awk '/^seconds/ {print $2}' "$1" | sort -g | awk '{a[NR] = $1} END {print (a[int((NR + 1) / 2)] + a[int(NR / 2) + 1]) / 2}'; }
awk -v own="$(median "$tables/own")" -v peer="$(median "$tables/peer")" \
  'BEGIN {printf "median: measuring stage %.3f s, polars query %.3f s, ratio %.2f\n", own, peer, own / peer}'
if diff <(grep '^rates' "$tables/own" | sort) <(grep '^rates' "$tables/peer" | sort) >/dev/null; then
  echo "the rates are the same"
else
  echo "the rates differ" >&2
  exit 1
fi

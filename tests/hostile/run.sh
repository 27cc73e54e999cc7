#!/bin/sh
# What each hostile file gets, held against the table of what it must get.
#
#   run.sh SOURCE FIT299 SCRATCH
#
# The set and its table lie beside the project: ../shared/hostile, ../shared/data/pillow. Without
# them, or without Python's Pillow and numpy, which make it, there is nothing to run: exit 77. PYTHON
# in the environment names another interpreter than python3.
set -eu
source=$1
program=$2
scratch=$3
shared=$source/../shared
python=${PYTHON:-python3}

skip() {
  echo "skipped: $*"
  exit 77
}

[ -r "$shared/hostile/make_hostile.py" ] || skip "the hostile set is not there"
"$python" -c 'import numpy, PIL' 2>/dev/null || skip "$python has no numpy and Pillow to make the set"

mkdir -p "$scratch"
if [ ! -e "$scratch/made" ]; then
  "$python" "$shared/hostile/make_hostile.py" "$scratch/set" >/dev/null
  : >"$scratch/made"
fi
exec "$python" "$source/scripts/python/hostile.py" "$program" "$shared/hostile/expectations.tsv" \
  "$scratch/set" "$shared/data/pillow"

#!/bin/sh
# Runs every example of README.md, docs/ and --help, each in a fresh folder with the files that it
# names. An example is an indented line that begins with fit299, or pipes into it.
#
#   run_examples.sh PROGRAM SOURCE_FOLDER
set -eu
program=$1
source=$2

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/bin"
ln -s "$program" "$scratch/bin/fit299"
PATH=$scratch/bin:$PATH

# What the examples take for granted.
furnish() {
  mkdir -p photos train extra/cats
  cp "$source"/data/scenes/*.jpg photos
  cp photos/*.jpg train
  cp photos/*.jpg extra/cats
  cp photos/landscape.jpg cat.jpg
  cp photos/landscape.jpg one.jpg
  cat >fit.toml <<'TOML'
policy = "center-crop"
resize-shorter = 333
resample = "pillow:bicubic"
exclude = ["rejected/*", "*-thumb.jpg"]
TOML
  case $1 in *photos.tar*) tar -cf photos.tar photos ;; esac
  # Somebody's tensors, for what examines them.
  case $1 in *theirs.npy*)
    fit299 fit cat.jpg -o theirs.npy --resample pillow:bicubic -q
    cp theirs.npy mine.npy
    ;;
  esac
  case $1 in *tensors' photos') fit299 fit photos -o tensors -q ;; esac
}

for command in '' fit plan check compare inspect formats; do "$program" $command --help; done >"$scratch/help"
grep -hE '^ +(FIT299_[A-Z]+=[^ ]+ )*(fit299 (fit|plan|check|recipes|compare|inspect|formats)( |$)|find .*\| fit299 |cat .*\| fit299 )' \
  "$source/README.md" "$source"/docs/*.md "$scratch/help" | sed 's/^ *//; s/  .*//' | sort -u \
  >"$scratch/examples"

ran=0
failed=0
while IFS= read -r example; do
  mkdir "$scratch/work"
  cd "$scratch/work"
  furnish "$example"
  code=0
  sh -c "$example" >"$scratch/log" 2>&1 </dev/null || code=$?
  if [ "$code" -ne 0 ]; then
    echo "exit $code: $example"
    cat "$scratch/log"
    failed=$((failed + 1))
  fi
  ran=$((ran + 1))
  cd "$scratch"
  rm -rf "$scratch/work"
done <"$scratch/examples"

echo "$ran examples, $failed failed"
[ "$ran" -ge 10 ] && [ "$failed" -eq 0 ]

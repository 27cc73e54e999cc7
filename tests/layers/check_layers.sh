#!/bin/sh
# Checks every #include of the sources against the tables of layers and libraries below.
#
#   check_layers.sh ROOT    ROOT holds include/ and src/; exit 0: all rules are kept, 1: not
set -eu

# A room is a folder of src/, or include/fit299 with src/status.cpp. It may include itself and the
# rooms of lower layers, never a sibling.
layers='
  0 fit299
  1 kernels geometry recipe
  2 codec resample tensor
  3 decoder foreign
  4 preprocess
  5 source sink record tensors audit
  6 batch examine
  7 cli
  8 main.cpp decode_main.cpp
'

# What is not C++'s own: which headers, then the only places that may include them.
# A name that ends with / stands for all that is below it.
libraries='
  opencv2/core : fit299/ geometry/ recipe/ codec/ resample/ tensor/ decoder/ foreign/ preprocess/ sink/ audit/ batch/ examine/ cli/
  opencv2/imgproc : codec/ tensor/
  hwy/ : kernels/
  cpuid.h : kernels/dispatch
  jpeglib.h jerror.h jmorecfg.h : codec/
  png.h : codec/
  zlib.h : codec/png_orientation source/gunzip source/zip
  lzma.h : source/unxz
  webp/ : codec/
  lcms2.h lcms2_plugin.h : codec/icc_convert
  archive.h archive_entry.h : source/tar
  gif_lib.h : foreign/gif_reader
  tiffio.h : foreign/tiff_file foreign/tiff_directories
  avif/ : foreign/decode_avif
  libheif/ : foreign/decode_heic
  openjpeg.h : foreign/openjpeg foreign/jpeg2000_picture
  xxhash.h xxh_x86dispatch.h : record/
  nlohmann/ : recipe/recipe_json record/ sink/ batch/ examine/ cli/
  toml++/ CLI/ spdlog/ : cli/
'

# The library, layers 0 to 4, has neither disk nor threads; decoder/ has a process.
libraries="$libraries
  thread mutex shared_mutex condition_variable future semaphore : batch/ cli/
  filesystem fstream : source/ sink/ record/ batch/ cli/
  iostream : main.cpp
  sys/ linux/ fcntl.h unistd.h dirent.h fnmatch.h strings.h stdlib.h sched.h pthread.h grp.h pwd.h signal.h stdio.h poll.h glob.h errno.h spawn.h string.h : decoder/ source/ sink/ record/ tensors/ batch/ examine/ cli/
  malloc.h : decoder/ foreign/kept_memory
"

cd "$1"
{
  echo "$layers" | sed 's/^/layer /'
  echo "$libraries" | sed 's/^/library /'
  find include src \( -name '*.h' -o -name '*.cpp' \) -exec \
    grep -H '^[[:space:]]*#[[:space:]]*include' {} + | sort
} | awk '
  # The tables.
  $1 == "layer" {
    for (i = 3; i <= NF; ++i) layer[$i] = $2
    next
  }
  $1 == "library" {
    for (i = 2; i < NF && $i != ":"; ++i) headers = headers " " $i
    for (++i; i <= NF; ++i) places = places " " $i
    count = split(headers, names, " ")
    for (i = 1; i <= count; ++i) allowed[names[i]] = places " "
    headers = places = ""
    next
  }

  function Report(why) {
    print file ": " why > "/dev/stderr"
    failed = 1
  }

  # "codec/exif.h" -> "codec"
  function Room(path) {
    sub("/.*", "", path)
    return path
  }

  function CheckRoom(header,   room, wanted) {
    room = Room(path)
    wanted = Room(header)
    if (!(wanted in layer)) {
      Report("\"" header "\" is in no room of the table of layers")
    } else if (wanted != room && layer[wanted] >= layer[room]) {
      Report("\"" header "\" is in layer " layer[wanted] ", and " room " in layer " layer[room])
    }
  }

  function CheckLibrary(header,   prefix, best, places, count, i) {
    for (prefix in allowed) {
      if (index(header, prefix) == 1 && length(prefix) > length(best)) best = prefix
    }
    if (best == "") {
      if (header ~ /[.\/]/) Report("<" header "> is in no row of the table of libraries")
      return
    }
    # A plain name stands for itself alone: <thread> is not a prefix of anything.
    if (best !~ /[.\/]/ && best != header) return
    count = split(allowed[best], places, " ")
    for (i = 1; i <= count; ++i) {
      if (index(path, places[i]) == 1) return
    }
    Report("<" header "> is allowed only in" allowed[best])
  }

  {
    split($0, parts, ":")
    file = parts[1]
    path = file
    sub("^(src|include)/", "", path)
    if (path == "status.cpp") path = "fit299/" path
    ++files[file]
    if (!(Room(path) in layer)) Report("its room is not in the table of layers")
    if (match($0, "<[^>]*>")) {
      CheckLibrary(substr($0, RSTART + 1, RLENGTH - 2))
    } else if (match($0, "\"[^\"]*\"")) {
      CheckRoom(substr($0, RSTART + 1, RLENGTH - 2))
    } else {
      Report("cannot read: " $0)
    }
  }

  END {
    for (file in files) ++total
    if (total < 10) {
      print "only " total + 0 " files found: is this the right folder?" > "/dev/stderr"
      failed = 1
    }
    if (!failed) print total " files keep to their layers"
    exit failed
  }'

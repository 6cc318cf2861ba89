#!/usr/bin/env bash
# Compiles the stand-ins that changed. Argument: the folder of their sources. Environment: cache
set -euo pipefail

sources=$1
out=$cache/stand-ins
mkdir -p "$out"

for source in "$sources"/*.c; do
  exe=$out/$(basename "$source" .c).exe
  if [[ $exe -nt $source && $exe -nt $sources/lab.h ]]; then continue; fi
  x86_64-w64-mingw32-gcc -municode -std=c11 -O2 -s -static -Wall -Wextra -Werror -o "$exe.part" "$source" -lws2_32
  mv "$exe.part" "$exe"
done

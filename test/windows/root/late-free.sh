#!/usr/bin/env bash
# Compiles what keeps Wine's server from crashing (late-free.c). Environment: cache
set -euo pipefail

source=$(dirname "${BASH_SOURCE[0]}")/late-free.c
library=$cache/late-free.so

[[ $library -nt $source ]] && exit 0
gcc -std=c11 -O2 -shared -fPIC -nostdlib -fno-builtin -Wall -Wextra -Werror -o "$library.part" "$source"
mv "$library.part" "$library"

#!/usr/bin/env bash
# Makes, once, everything the Windows suite needs on a Debian machine: a Debian 13 root with Wine 10, a template of a
# Windows drive, and the stand-ins for ccmsetup and dsregcmd. Run again, it only checks; it never touches the host
# beyond installing missing packages.
#
#   test/windows/root/prepare.sh            as root
#   CMG_PREFLIGHT_WINE_ROOT=/path/to/cache  where to build (default: .cache/wine-root of the project)
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
project=$(cd "$here/../../.." && pwd)
cache=${CMG_PREFLIGHT_WINE_ROOT:-$project/.cache/wine-root}
export cache

if [[ $(uname -s) != Linux || $(uname -m) != x86_64 ]]; then
  echo "prepare: needs Linux on x86-64; on Windows the suite runs natively" >&2
  exit 2
fi
if [[ $(id -u) != 0 ]]; then
  echo "prepare: needs root: it mounts, enters a Debian root and makes network namespaces" >&2
  exit 2
fi

# Every device is an overlay on the Debian root; a copy of it for each one would be two gigabytes.
if ! grep -qw overlay /proc/filesystems && ! modprobe overlay 2>/dev/null; then
  echo "prepare: this kernel has no overlay file system (overlayfs), and without it no Windows device can be made" >&2
  exit 2
fi

mkdir -p "$cache"
# Two preparations at once would debootstrap into one directory.
exec 9>"$cache/lock"
flock 9

"$here/packages.sh"
"$here/debian.sh"
"$here/late-free.sh"
"$here/stand-ins.sh" "$project/test/windows/stand-ins"
"$here/template.sh"

#!/usr/bin/env bash
# The Debian 13 root: Debian 12's Wine 8 is too old for Node 24, Debian 13 has Wine 10. Environment: cache
set -euo pipefail

release=trixie
root=$cache/debian
mark=$cache/debian.complete
packages=wine64,ca-certificates

if [[ -x $root/usr/lib/wine/wine64 && $(cat "$mark" 2>/dev/null) == "$release $packages" ]]; then
  exit 0
fi

# The machine's own mirror, whatever it is called: the first archive that apt knows as Debian's main one.
# Which one that is stands in the lists it has fetched.
main_archive() {
  apt-get indextargets --format '$(LABEL) $(COMPONENT) $(REPO_URI)' 2>/dev/null |
    awk '$1 == "Debian" && $2 == "main" { print $3; exit }'
}
mirror=$(main_archive)
if [[ -z $mirror ]]; then
  apt-get -qq update || true
  mirror=$(main_archive)
fi
mirror=${mirror:-http://deb.debian.org/debian}
# apt knows its proxy from its own settings, debootstrap's wget only from the environment.
proxy=
eval "$(apt-config shell proxy Acquire::http::Proxy)"
[[ -n ${proxy} && ${proxy} != DIRECT ]] && export http_proxy=$proxy

echo "prepare: making a Debian 13 root with Wine (once, one to three minutes)" >&2
"$(dirname "${BASH_SOURCE[0]}")/wait-for-suites.sh"
rm -f "$mark"
rm -rf --one-file-system "$root" "$root.part"
if ! debootstrap --variant=minbase --include="$packages" \
  --keyring=/usr/share/keyrings/debian-archive-keyring.gpg \
  "$release" "$root.part" "$mirror" >"$cache/debootstrap.log" 2>&1; then
  tail -n 20 "$cache/debootstrap.log" "$root.part/debootstrap/debootstrap.log" >&2 || true
  exit 1
fi
rm -rf "$root.part/var/cache/apt/archives/"*.deb "$root.part/var/lib/apt/lists/"*
# Mount points of a device (rig/device.ts): its drive, and the folder of the program under test.
mkdir -p "$root.part/device" "$root.part/product"
# The mirror is this machine's business; the root never installs anything again.
rm -f "$root.part/etc/apt/sources.list"
mv "$root.part" "$root"
echo "$release $packages" >"$mark"

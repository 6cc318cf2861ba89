#!/usr/bin/env bash
# Installs what is missing on the machine itself. The keyring must know Debian 13; Debian 12's does since 2023.
set -euo pipefail

declare -A provides=(
  [debootstrap]=/usr/sbin/debootstrap
  [debian-archive-keyring]=/usr/share/keyrings/debian-archive-trixie-stable.gpg
  [gcc]=/usr/bin/gcc
  [gcc-mingw-w64-x86-64]=/usr/bin/x86_64-w64-mingw32-gcc
  [iproute2]=/usr/bin/ip
  [util-linux]=/usr/bin/unshare
)

missing=()
for package in "${!provides[@]}"; do
  [[ -e ${provides[$package]} ]] || missing+=("$package")
done
[[ ${#missing[@]} == 0 ]] && exit 0

echo "prepare: installing ${missing[*]}" >&2
export DEBIAN_FRONTEND=noninteractive
apt-get -qq update
apt-get -qq install --yes --no-install-recommends "${missing[@]}" >/dev/null

#!/usr/bin/env bash
# The template of a Windows drive, in /device of the Debian root. Every device is an overlay on it. Environment: cache
set -euo pipefail

root=$cache/debian
mark=$cache/template.complete
builtins=$root/usr/lib/x86_64-linux-gnu/wine/x86_64-windows
# Wine has empty stubs of these that do nothing and exit 0. A tool that is missing is a fact the program must cope
# with; one that lies is a trap which no Windows sets.
liars=(
  windows/system32/WindowsPowerShell/v1.0/powershell.exe
  windows/system32/certutil.exe
  windows/system32/netsh.exe
  windows/system32/whoami.exe
  # No liar, but it knows no filter.
  windows/system32/tasklist.exe
)
# Of the contents alone: several copies of the project may share one cache.
recipe=$(cat "${BASH_SOURCE[0]}" "$cache/debian.complete" | sha256sum | cut -c1-16)

[[ $(cat "$mark" 2>/dev/null) == "$recipe" ]] && exit 0

echo "prepare: making the template of a Windows drive" >&2
"$(dirname "${BASH_SOURCE[0]}")/wait-for-suites.sh"
rm -f "$mark"
rm -rf --one-file-system "$root/device"
mkdir -p "$root/device"

# Own mounts and processes: whatever Wine starts here ends here.
unshare --mount --pid --fork --kill-child bash -euo pipefail -c '
  root=$1
  mount -t proc proc "$root/proc"
  mount --rbind /dev "$root/dev"
  mount -t tmpfs tmpfs "$root/tmp"
  exec chroot "$root" /usr/bin/env -i HOME=/tmp PATH=/usr/bin:/bin LANG=C.UTF-8 WINEPREFIX=/device WINEDEBUG=-all \
    "WINEDLLOVERRIDES=mscoree,mshtml=;winemenubuilder.exe=d" \
    /bin/sh -c "/usr/lib/wine/wine64 wineboot --init && /usr/lib/wine/wineserver -w"
' template "$root" 2>"$cache/template.log" || { cat "$cache/template.log" >&2; exit 1; }

for liar in "${liars[@]}"; do
  # Out of Wine's own folder too: it prefers that one, and a stand-in in system32 would never run.
  rm -f "$root/device/drive_c/$liar" "$root/device/drive_c/${liar/system32/syswow64}" "$builtins/$(basename "$liar")"
done

# Wine starts a conhost.exe for every console program that has no console to inherit, which costs more than a query of
# reg.exe itself, of which the program starts dozens. Told that it is no console program, it says the same without one.
windows_subsystem=2
for reg in "$root/device/drive_c/windows/system32/reg.exe" "$builtins/reg.exe"; do
  header=$(od -An -tu4 -j60 -N4 "$reg")
  printf "\\x0$windows_subsystem" | dd of="$reg" bs=1 seek=$((header + 92)) conv=notrunc status=none
done
mkdir -p "$root/device/drive_c/lab" "$root/device/drive_c/product"
echo "$recipe" >"$mark"

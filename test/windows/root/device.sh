#!/bin/bash
# One device: process 1 of its own processes. Keeps a wineserver and starts a program for every line it reads; ends,
# and with it everything it started, when its input ends or it is killed.
#
#   in:   <id>             start what C:\lab\runs\<id> says (stand-ins/starter.c)
#   out:  ready            once
#         done <id> <code> the starter has ended
#         server-ended     Wine's server is gone, and every program on the device waits for it forever
# Arguments: the device's root, its computer name
set -euo pipefail
root=$1
name=$2

hostname "$name"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -t tmpfs tmpfs "$root/tmp"
mkdir -m 700 "$root/tmp/runtime"

exec chroot "$root" /usr/bin/env -i \
  HOME=/tmp XDG_RUNTIME_DIR=/tmp/runtime PATH=/usr/bin:/bin LANG=C.UTF-8 \
  WINEPREFIX=/device WINEDEBUG="${DEVICE_WINEDEBUG:--all}" \
  "WINEDLLOVERRIDES=mscoree,mshtml=;winemenubuilder.exe=d" \
  /bin/sh -c '
    # The server alone holds the pipe open for writing: it ends with the server.
    mkfifo /tmp/server-lives
    { read -r _ </tmp/server-lives || echo server-ended; } &
    LD_PRELOAD=/usr/lib/late-free.so /usr/lib/wine/wineserver -p </dev/null >/dev/null 2>/tmp/wineserver.log 3>/tmp/server-lives
    echo ready
    while read -r id; do
      {
        code=0
        /usr/lib/wine/wine64 "C:\\lab\\starter.exe" "C:\\lab\\runs\\$id" </dev/null >/dev/null 2>>/tmp/wine.log || code=$?
        echo "done $id $code"
      } &
    done
  '

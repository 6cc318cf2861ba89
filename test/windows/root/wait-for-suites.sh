#!/usr/bin/env bash
# Waits until no suite uses the Debian root any longer: every running one holds a share of this lock
# (rig/suite-namespace.ts). Called before anything in it is replaced. Environment: cache
set -euo pipefail

exec 8>"$cache/in-use"
flock --nonblock 8 || {
  echo "prepare: waiting for another run of the Windows suite" >&2
  flock 8
}

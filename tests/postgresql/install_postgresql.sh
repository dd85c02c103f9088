#!/bin/sh
# Installs Debian's PostgreSQL where there is none: the server of the tests, which start one of their
# own on 127.0.0.1 and stop it. The package would make and start one for the whole machine: not here.
set -eu

for program in /usr/lib/postgresql/*/bin/initdb; do
  if [ -x "$program" ]; then exit 0; fi
done

fail() { echo "there is no PostgreSQL below /usr/lib/postgresql, and $1" >&2; exit 1; }
command -v apt-get >/dev/null || fail "no apt-get to install it with: install it yourself"
[ "$(id -u)" = 0 ] || fail "only root can install it: sudo sh tests/postgresql/install_postgresql.sh"
echo "Installs, where missing: Debian's package postgresql (about 60 MB) and what it needs; no server is"
echo "made or started."
export DEBIAN_FRONTEND=noninteractive
APT="apt-get -q -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3"
$APT update
$APT install -y --no-install-recommends postgresql-common
# Read when the package of the server is set up, which would make and start a cluster; put back after.
settings=/etc/postgresql-common/createcluster.conf
cp -p "$settings" "$settings.before"
trap 'mv -f "$settings.before" "$settings"' EXIT
sed -i 's/^#*create_main_cluster.*/create_main_cluster = false/' "$settings"
grep -q '^create_main_cluster = false' "$settings" || echo 'create_main_cluster = false' >>"$settings"
$APT install -y --no-install-recommends postgresql
set -- /usr/lib/postgresql/*/bin/initdb
[ -x "$1" ] || fail "the package postgresql did not bring it: install it yourself"

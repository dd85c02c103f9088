#!/bin/sh
# Installs Debian's Chromium where there is none: the browser of the tests. Playwright, which drives
# it, would download one of its own; this one comes from where the machine's other packages do.
#   NASCAR_WAREHOUSE_CHROMIUM  the path of another Chromium: nothing is installed
set -eu

[ -z "${NASCAR_WAREHOUSE_CHROMIUM:-}" ] || exit 0
for name in chromium chromium-browser; do
  if command -v "$name" >/dev/null; then exit 0; fi
done

fail() { echo "there is no Chromium here, and $1; or set NASCAR_WAREHOUSE_CHROMIUM to one" >&2; exit 1; }
command -v apt-get >/dev/null || fail "no apt-get to install it with: install it yourself"
[ "$(id -u)" = 0 ] || fail "only root can install it: sudo apt-get install --no-install-recommends chromium"
echo "Installs, where missing: Debian's package chromium (about 300 MB) and what it needs."
export DEBIAN_FRONTEND=noninteractive
APT="apt-get -q -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3"
$APT update
$APT install -y --no-install-recommends chromium
command -v chromium >/dev/null || fail "the package chromium did not bring it: install it yourself"

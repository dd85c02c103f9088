#!/usr/bin/env bash
# A real MediaWiki on 127.0.0.1: Debian's packages, SQLite, PHP's own server, no web server package.
#
#   setup_mediawiki.sh prepare        get and seed it; serve nothing
#   setup_mediawiki.sh PORT DIR       the same, then serve a copy of the seeded wiki; returns when it answers
#   setup_mediawiki.sh change DIR     change its pages as standard input says, see maintenance.php
#   setup_mediawiki.sh restore DIR    the pages as they were seeded
#   setup_mediawiki.sh stop DIR       stop the server that was started for DIR
#
# Environment:
#   MW_SUITE   the Debian suite whose MediaWiki it is: bookworm (1.39, the default) or trixie (1.43)
#   MW_SEED    an XML dump to import instead of what seed.py makes; pictures in files/ beside it
#   MW_CACHE   what runs share, so that only the first one downloads (default: .mediawiki/ of the project)
#   PYTHON     what runs seed.py (default: python3)
# Only PHP is installed, by apt-get as root, where it is missing. MediaWiki's packages are unpacked into
# MW_CACHE and never installed: they would bring a web server and start it on port 80.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
PROJECT=$(cd "$HERE/../.." && pwd)
SUITE=${MW_SUITE:-bookworm}
CACHE=${MW_CACHE:-$PROJECT/.mediawiki}
PACKAGES=(php-cli php-sqlite3 php-mbstring php-xml php-intl php-luasandbox)
MODULES=(pdo_sqlite mbstring xml xmlreader dom intl fileinfo luasandbox)
PHP=(php -d memory_limit=1G -d display_errors=stderr -d opcache.enable_cli=0)
APT=(apt-get -q -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3)

say() { printf 'MediaWiki of %s: %s\n' "$SUITE" "$*"; }
fail() { printf 'MediaWiki of %s: %s\n' "$SUITE" "$*" >&2; exit 1; }
logged() {  # run a command into a log; its last lines are shown only if it fails
  local log=$1; shift
  "$@" >>"$log" 2>&1 || { tail -n 20 "$log" >&2; fail "'$*' failed; the whole log is $log"; }
}

# ---- the server of one folder, known by its pid, and only while that is still the process started here
server_pid() {
  local pid; pid=$(cat "$1/run/server.pid" 2>/dev/null) && [ -r "/proc/$pid/cmdline" ] || return 1
  # One that has ended has no command line, though nobody may have waited for it yet.
  tr '\0' ' ' <"/proc/$pid/cmdline" | grep -qF "$HERE/router.php" && echo "$pid"
}
answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
stop_server() {
  local pid; pid=$(server_pid "$1") || return 0
  kill -TERM -- "-$pid" 2>/dev/null || true  # setsid made it the leader of its workers
  for _ in $(seq 50); do
    if ! answers "$(cat "$1/run/server.port")"; then break; fi  # no worker of it listens any more
    sleep 0.1
  done
  kill -KILL -- "-$pid" 2>/dev/null || true
  rm -f "$1/run/server.pid"
}
copy_database() {  # readers that have the old files open keep them
  rm -rf "$1/database.new"; cp -r "$2" "$1/database.new"
  rm -rf "$1/database"; mv "$1/database.new" "$1/database"
}

# ---- 1. PHP
missing_modules() {
  command -v php >/dev/null || { echo "php"; return; }
  local have; have=$(php -m | tr '[:upper:]' '[:lower:]')
  for module in "${MODULES[@]}"; do grep -qx "$module" <<<"$have" || echo "$module"; done
}
install_php() {
  local missing; missing=$(missing_modules | xargs)
  [ -n "$missing" ] || return 0
  say "PHP lacks: $missing; installing ${PACKAGES[*]}"
  [ "$(id -u)" = 0 ] || fail "only root can install them: sudo apt-get install --no-install-recommends ${PACKAGES[*]}"
  command -v apt-get >/dev/null || fail "there is no apt-get here; install PHP with $missing yourself"
  export DEBIAN_FRONTEND=noninteractive
  logged "$CACHE/apt.log" "${APT[@]}" update
  logged "$CACHE/apt.log" "${APT[@]}" install -y --no-install-recommends "${PACKAGES[@]}"
  missing=$(missing_modules | xargs)
  [ -z "$missing" ] || fail "PHP still lacks $missing after installing ${PACKAGES[*]}"
}

# ---- 2. MediaWiki's files, from the machine's own Debian mirror, unpacked
unpack_mediawiki() {
  [ -f "$HOME_OF_SUITE/w/.unpacked" ] && return 0
  command -v apt-get >/dev/null || fail "there is no apt-get here to download MediaWiki with"
  local work=$HOME_OF_SUITE/unpacking; rm -rf "$work"; mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$work/debs"
  local mirror; mirror=$(debian_mirror)
  if [ -z "$mirror" ]; then  # a container whose package lists were removed
    [ "$(id -u)" = 0 ] || fail "the machine's package lists are empty: sudo apt-get update"
    logged "$CACHE/apt.log" "${APT[@]}" update
    mirror=$(debian_mirror)
  fi
  [ -n "$mirror" ] || fail "this machine's apt knows no Debian mirror"
  say "downloading the packages mediawiki and mediawiki-classes"
  # A private state: the machine's own sources and lists stay as they are.
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $SUITE main" >"$work/sources.list"
  local own=(-o "Dir::Etc::sourcelist=$work/sources.list" -o Dir::Etc::sourceparts=- -o "Dir::State::lists=$work/lists"
    -o "Dir::Cache=$work/cache" -o Dir::State::status=/dev/null -o APT::Sandbox::User=root)
  logged "$HOME_OF_SUITE/apt.log" "${APT[@]}" "${own[@]}" -o APT::Update::Error-Mode=any update
  (cd "$work/debs" && logged "$HOME_OF_SUITE/apt.log" "${APT[@]}" "${own[@]}" download mediawiki mediawiki-classes)
  for package in "$work"/debs/*.deb; do dpkg-deb -x "$package" "$work/tree"; done
  local tree=$work/tree/usr/share/mediawiki
  rm -f "$tree/LocalSettings.php" "$tree/images" "$tree/config"  # links to /etc and /var
  for part in extensions skins; do
    if [ -L "$tree/$part" ]; then rm "$tree/$part"; mv "$tree/$part-core" "$tree/$part"; fi
  done
  touch "$tree/.unpacked"
  rm -rf "$HOME_OF_SUITE/w"; mv "$tree" "$HOME_OF_SUITE/w"; rm -rf "$work"
}
debian_mirror() {
  apt-get indextargets --format '$(ORIGIN) $(LABEL) $(REPO_URI)' 2>/dev/null | awk '$1 == "Debian" && $2 == "Debian" { print $3; exit }'
}
version() { sed -n "s/^define( *'MW_VERSION', *'\([^']*\)'.*/\1/p" "$HOME_OF_SUITE/w/includes/Defines.php"; }

# ---- 3. the seeded database
maintain() {  # SCRIPT ...: a maintenance script of MediaWiki's, or one of ours by its path
  local script=$1; shift
  if [ -f "$HOME_OF_SUITE/w/maintenance/run.php" ]; then "${PHP[@]}" "$HOME_OF_SUITE/w/maintenance/run.php" "$script" "$@"
  elif [ -f "$script" ]; then "${PHP[@]}" "$script" "$@"
  else "${PHP[@]}" "$HOME_OF_SUITE/w/maintenance/$script.php" "$@"; fi
}
seed_wiki() {
  local dump=${MW_SEED:-$HOME_OF_SUITE/seed.xml}
  if [ -z "${MW_SEED:-}" ]; then
    (cd "$PROJECT" && PYTHONDONTWRITEBYTECODE=1 "${PYTHON:-python3}" -m tests.mediawiki.seed "$dump") || fail "seed.py failed"
  fi
  SEEDED=$HOME_OF_SUITE/seeded-$(basename "$dump" .xml)
  local sum; sum=$(cat "$dump" "$HERE/settings.php" "$HERE/maintenance.php" "$HERE/setup_mediawiki.sh" | sha256sum | cut -c1-64)
  if [ "$(cat "$SEEDED/sum" 2>/dev/null)" = "$sum" ]; then return 0; fi
  say "seeding with $(grep -c '<page>' "$dump") pages ($(du -k "$dump" | cut -f1) kB)"
  local new=$SEEDED.new log=$HOME_OF_SUITE/seed.log; rm -rf "$new" "$SEEDED"; mkdir -p "$new"; : >"$log"
  make_folders "$new"
  MW_CONFIG_FILE='' logged "$log" maintain install --dbtype sqlite --dbpath "$new/database" --dbname wiki --confpath "$new" \
    --server http://127.0.0.1 --scriptpath /w --lang en --pass "$(head -c 18 /dev/urandom | base64)" "Test wiki" Admin
  rm "$new/LocalSettings.php"
  export MW_CONFIG_FILE=$HERE/settings.php MW_FOLDER=$new
  if [ -d "$(dirname "$dump")/files" ]; then logged "$log" maintain importImages --extensions=svg "$(dirname "$dump")/files"; fi
  logged "$log" maintain importDump --username-prefix= "$dump"
  logged "$log" maintain runJobs
  logged "$log" maintain initSiteStats --update
  echo "$sum" >"$new/sum"; mv "$new" "$SEEDED"
}
make_folders() { mkdir -p "$1/database" "$1/images" "$1/run" "$1/log" "$1/tmp"; }

# ---- 4. serve a copy
serve() {
  local port=$1 folder=$2
  if answers "$port"; then fail "port $port is taken by another process"; fi
  stop_server "$folder"
  make_folders "$folder"
  copy_database "$folder" "$SEEDED/database"
  ln -sfn "$SEEDED" "$folder/seeded"
  export MW_CONFIG_FILE=$HERE/settings.php MW_FOLDER=$folder MW_PORT=$port PHP_CLI_SERVER_WORKERS=4
  setsid php -d memory_limit=512M -d output_buffering=0 -d display_errors=0 -d log_errors=1 -d expose_php=0 \
    -d error_log="$folder/log/php.log" -d opcache.enable=1 -d opcache.memory_consumption=192 \
    -d opcache.max_accelerated_files=20000 -S "127.0.0.1:$port" "$HERE/router.php" \
    </dev/null >"$folder/log/server.log" 2>&1 9>&- &
  echo $! >"$folder/run/server.pid"; echo "$port" >"$folder/run/server.port"
  local address="http://127.0.0.1:$port/w/api.php?action=query&meta=siteinfo&format=json" answer
  for _ in $(seq 120); do
    server_pid "$folder" >/dev/null || sleep 0.2  # it may not have become php yet
    server_pid "$folder" >/dev/null || { tail -n 20 "$folder/log/server.log" >&2; fail "PHP's server ended"; }
    answer=$(php -r 'echo @file_get_contents($argv[1]);' "$address")
    if grep -qF "\"generator\":\"MediaWiki $(version)\"" <<<"$answer"; then
      rm -f "$folder/run/access.log"; say "$(version) answers at http://127.0.0.1:$port/w/api.php"; return 0
    fi
    [ -z "$answer" ] || { stop_server "$folder"; fail "it answers, but not as a wiki: ${answer:0:300}"; }
    sleep 0.2
  done
  stop_server "$folder"; fail "no answer on port $port; see $folder/log"
}

HOME_OF_SUITE=$CACHE/$SUITE
export MW_ROOT=$HOME_OF_SUITE/w
case ${1:-} in
  stop) stop_server "$2"; exit 0 ;;
  restore) copy_database "$2" "$2/seeded/database"; exit 0 ;;
  change) MW_CONFIG_FILE=$HERE/settings.php MW_FOLDER=$2 maintain "$HERE/maintenance.php"; exit 0 ;;
  prepare | [0-9]*) mkdir -p "$HOME_OF_SUITE" ;;
  *) sed -n '2,/^set/p' "${BASH_SOURCE[0]}" | grep '^#' >&2; exit 2 ;;
esac
# One at a time: apt for PHP, and a suite's files. No `&&` here: bash would not stop at errors inside.
exec 8>"$CACHE/php.lock"; flock -w 600 8 || fail "somebody else has installed PHP for ten minutes"
install_php
exec 8>&-
exec 9>"$HOME_OF_SUITE/lock"; flock -w 600 9 || fail "somebody else has held $HOME_OF_SUITE/lock for ten minutes"
unpack_mediawiki
seed_wiki
if [ "$1" = prepare ]; then say "$(version) is ready in $HOME_OF_SUITE"; else mkdir -p "$2"; serve "$1" "$(cd "$2" && pwd)"; fi

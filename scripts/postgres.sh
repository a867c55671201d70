#!/usr/bin/env bash
# A PostgreSQL cluster for tests and trials: its own folder, a free loopback port, durable settings.
# Usage: scripts/postgres.sh start     makes the cluster if needed, starts it, prints its postgres:// URL
#        scripts/postgres.sh url       prints the URL of the running cluster; exit 1 if none runs
#        scripts/postgres.sh stop      stops it and deletes its folder
#        scripts/postgres.sh psql …    opens psql on it
# The folder is STADTKERN_POSTGRES_DIR, else one under the temporary folder, named after this tree: PostgreSQL refuses to
# run as root, and the account postgres may not be able to enter the tree.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
place=${STADTKERN_POSTGRES_DIR:-${TMPDIR:-/tmp}/stadtkern-postgres-$(id -u)-$(printf '%s' "$root" | cksum | cut -d ' ' -f 1)}
data=$place/data

fail() { printf 'postgres.sh: %s\n' "$*" >&2; exit 1; }

# Debian keeps the server's programs off PATH, one folder per version.
programs=$(find /usr/lib/postgresql -mindepth 2 -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)
[ -n "$programs" ] || fail "no PostgreSQL server under /usr/lib/postgresql: run make setup"

# Runs a server program as somebody who is not root.
unprivileged() {
    if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@"); else (cd / && "$@"); fi
}

runs() { [ -d "$data" ] && unprivileged "$programs/pg_ctl" status -D "$data" >/dev/null 2>&1; }

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

url() {
    printf 'postgres://stadtkern:%s@127.0.0.1:%s/postgres\n' "$(cat "$place/password")" "$(sed -n 4p "$data/postmaster.pid")"
}

# The folder must be ours alone: under a temporary folder somebody else may have made one of that name.
make_place() {
    local owner=$(id -un)
    if [ "$(id -u)" = 0 ]; then owner=postgres; fi
    if [ ! -e "$place" ]; then
        mkdir -p "$(dirname "$place")"
        mkdir -m 700 "$place"
        if [ "$owner" = postgres ]; then chown postgres: "$place"; fi
    fi
    [ ! -L "$place" ] && [ "$(stat -c %U "$place")" = "$owner" ] || fail "$place does not belong to $owner"
}

# md5 and not scram: the tests open many connections, and scram hashes 4096 times for each.
make_cluster() {
    make_place
    if [ ! -s "$place/password" ]; then
        (umask 077 && head -c 18 /dev/urandom | base64 | tr '+/' '-_' | tr -d '\n' > "$place/password")
        if [ "$(id -u)" = 0 ]; then chown postgres: "$place/password"; fi
    fi
    rm -rf "$data"
    unprivileged "$programs/initdb" -D "$data" --username=stadtkern --pwfile="$place/password" \
        --auth=md5 --encoding=UTF8 --locale=C.UTF-8 > /dev/null
    unprivileged tee -a "$data/postgresql.conf" > /dev/null <<'CONF'
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 1000
shared_buffers = '256MB'
fsync = on
synchronous_commit = on
full_page_writes = on
timezone = 'UTC'
CONF
}

# The port was free a moment ago; another program may still take it first, so three tries.
start() {
    if ! runs; then
        [ -f "$data/PG_VERSION" ] && [ "$(cat "$data/PG_VERSION")" = "$(basename "$(dirname "$programs")")" ] || make_cluster
        local try
        for try in 1 2 3; do
            if unprivileged "$programs/pg_ctl" start --wait --timeout=60 -D "$data" -l "$place/log" \
                -o "-p $(free_port)" < /dev/null > /dev/null 2>&1; then break; fi
            if [ "$try" = 3 ]; then tail -n 20 "$place/log" >&2 || true; fail "the server did not start"; fi
        done
    fi
    url
}

stop() {
    if runs; then unprivileged "$programs/pg_ctl" stop --wait --mode=immediate -D "$data" > /dev/null; fi
    case $place in /|/tmp|/tmp/|"$HOME") fail "refusing to delete $place" ;; esac
    if [ -f "$data/PG_VERSION" ]; then rm -rf "$place"; fi
}

case ${1:-} in
    start) start ;;
    url) runs || fail "no cluster runs"; url ;;
    stop) stop ;;
    psql) runs || fail "no cluster runs"; shift; exec psql "$(url)" "$@" ;;
    *) fail "usage: scripts/postgres.sh start|url|stop|psql" ;;
esac

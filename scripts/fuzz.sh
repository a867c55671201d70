#!/usr/bin/env bash
# scripts/fuzz.sh feel|dmn [SECONDS]: random and mutated FEEL texts or DMN models against the engines, by libFuzzer with the
# address sanitiser. Builds the engines alone, optimised and instrumented, in var/fuzz; the corpus grows in var/fuzz/corpus-*.
# Exit status not 0 and a file var/fuzz/found-* where something crashes, reads or writes outside its memory, or takes longer than a minute.
set -euo pipefail
cd "$(dirname "$0")/.."
kind=${1:-}
seconds=${2:-600}
case $kind in feel | dmn) ;; *) echo "usage: scripts/fuzz.sh feel|dmn [SECONDS]" >&2; exit 2 ;; esac

home=$PWD/var/fuzz
mkdir -p "$home/Sources" "$home/corpus-$kind"
for module in CDecimal CAssets CCrypto CXML Kernel XML FEEL DMN; do ln -sfn "$PWD/Sources/$module" "$home/Sources/$module"; done
ln -sfn "$PWD/Tests/Fuzzing" "$home/Sources/fuzz"
cat > "$home/Package.swift" <<'PACKAGE'
// swift-tools-version:6.2
import PackageDescription
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6), .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]
let package = Package(
    name: "fuzzing",
    targets: [
        .target(name: "CDecimal", linkerSettings: [.linkedLibrary("bidgcc000")]),
        .target(name: "CAssets"),
        .target(name: "CCrypto", linkerSettings: [.linkedLibrary("crypto"), .linkedLibrary("argon2")]),
        .target(
            name: "CXML", cSettings: [.unsafeFlags(["-I/usr/include/libxml2"])], linkerSettings: [.linkedLibrary("xml2")]),
        .target(name: "Kernel", dependencies: ["CDecimal", "CAssets", "CCrypto"], swiftSettings: strict),
        .target(name: "XML", dependencies: ["CXML"], swiftSettings: strict),
        .target(name: "FEEL", dependencies: ["Kernel"], swiftSettings: strict),
        .target(name: "DMN", dependencies: ["Kernel", "XML", "FEEL"], swiftSettings: strict),
        .executableTarget(
            name: "fuzz", dependencies: ["Kernel", "FEEL", "DMN"],
            swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])]),
    ])
PACKAGE

# What was written by hand is where mutations begin.
python3 - "$kind" "$home/corpus-$kind" <<'PYTHON'
import hashlib, html, pathlib, re, sys
kind, folder = sys.argv[1], pathlib.Path(sys.argv[2])
models = list(pathlib.Path("Services").rglob("*.dmn")) + list(pathlib.Path("../shared/conformance/dmn-tck").rglob("*.dmn"))
for model in models:
    text = model.read_text(encoding="utf-8", errors="replace")
    pieces = [text] if kind == "dmn" else [html.unescape(t).strip() for t in re.findall(r"<text>(.*?)</text>", text, re.S)]
    for piece in pieces:
        data = piece.encode()
        if 0 < len(data) <= (9000 if kind == "dmn" else 300):
            (folder / hashlib.md5(data).hexdigest()).write_bytes(data)
PYTHON

# gold, the default linker, stumbles over the sanitiser's line tables; lld does not.
swift build --package-path "$home" -c release --sanitize address -Xswiftc -sanitize=fuzzer -Xswiftc -use-ld=lld --product fuzz
cd "$home"
# Swift keeps the case of an enum in spare bits of the pointer to its payload: the search for leaks takes such payloads for lost.
export ASAN_OPTIONS=detect_leaks=0
STADTKERN_FUZZ=$kind exec .build/release/fuzz "corpus-$kind" -max_total_time="$seconds" -timeout=60 -rss_limit_mb=3000 \
  -max_len="$([ "$kind" = dmn ] && echo 10000 || echo 400)" -detect_leaks=0 -artifact_prefix="found-$kind-" -print_final_stats=1

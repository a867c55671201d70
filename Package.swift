// swift-tools-version:6.2
// The map: every module in the order it may be used. A module may use only what stands above it;
// the functions below refuse a wrong order while the manifest is read.
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]
var targets: [Target] = []
var order: [String] = []

/// Refuses a module that uses something declared below it.
@MainActor func check(_ name: String, uses: [String]) {
    for used in uses where !order.contains(used) {
        fatalError("\(name) may not use \(used): \(used) does not stand above it in Package.swift")
    }
    precondition(!order.contains(name), "\(name) stands twice in Package.swift")
    order.append(name)
}

/// A C target of ours: a shim over system libraries, named by their linker names.
@MainActor func shim(_ name: String, links: [String] = [], flags: [String] = []) {
    check(name, uses: [])
    targets.append(.target(
        name: name,
        cSettings: flags.isEmpty ? [] : [.unsafeFlags(flags)],
        linkerSettings: links.map { .linkedLibrary($0) }
    ))
}

/// A system library behind a module map of ours, found by pkg-config.
@MainActor func system(_ name: String, pkgConfig: String, debian: String) {
    check(name, uses: [])
    targets.append(.systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([debian])]))
}

/// A Swift module, its tests beside it in `Tests/<Name>Tests`.
@MainActor func module(_ name: String, uses: [String] = [], external: [Target.Dependency] = [], tested: Bool = false) {
    check(name, uses: uses)
    targets.append(.target(
        name: name, dependencies: uses.map { .byName(name: $0) } + external, exclude: [], swiftSettings: strict))
    if tested { tests(name + "Tests", uses: [name] + uses) }
}

/// A test target; tests may use anything that the tested module may use, and the Testbed.
@MainActor func tests(_ name: String, uses: [String]) {
    targets.append(.testTarget(name: name, dependencies: uses.map { .byName(name: $0) }, swiftSettings: strict))
}

let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")

// Foundation
shim("CDecimal", links: ["bidgcc000"])
shim("CAssets")
shim("CCrypto", links: ["crypto", "argon2"])
module("Kernel", uses: ["CDecimal", "CAssets", "CCrypto"])
system("CPostgres", pkgConfig: "libpq", debian: "libpq-dev")
module("Store", uses: ["Kernel", "CPostgres"], external: [grdb])

let package = Package(
    name: "stadtkern",
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
    ],
    targets: targets
)

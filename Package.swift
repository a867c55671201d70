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

/// A Swift module, its tests beside it in `Tests/<Name>Tests`. `files` lie among the sources but are no Swift: texts, style sheets.
@MainActor func module(
    _ name: String, uses: [String] = [], external: [Target.Dependency] = [], files: [String] = [], tested: Bool = false
) {
    check(name, uses: uses)
    targets.append(.target(
        name: name, dependencies: uses.map { .byName(name: $0) } + external, exclude: files, swiftSettings: strict))
    if tested { tests(name + "Tests", uses: [name] + uses) }
}

/// A test target; tests may use anything that the tested module may use, and the Testbed.
@MainActor func tests(_ name: String, uses: [String]) {
    targets.append(.testTarget(name: name, dependencies: uses.map { .byName(name: $0) }, swiftSettings: strict))
}

let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let hummingbird: [Target.Dependency] = [
    .product(name: "Hummingbird", package: "hummingbird"), .product(name: "HummingbirdCore", package: "hummingbird"),
    .product(name: "NIOCore", package: "swift-nio"), .product(name: "HTTPTypes", package: "swift-http-types"),
    .product(name: "Logging", package: "swift-log"), .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
]

// Foundation
shim("CDecimal", links: ["bidgcc000"])
shim("CAssets")
shim("CCrypto", links: ["crypto", "argon2"])
module("Kernel", uses: ["CDecimal", "CAssets", "CCrypto"])
system("CPostgres", pkgConfig: "libpq", debian: "libpq-dev")
module("Store", uses: ["Kernel", "CPostgres"], external: [grdb])
module("Web", uses: ["Kernel", "Store"], external: hummingbird, files: ["Texts", "Design/stadtkern.css", "Design/stadtkern.js", "Design/icon.svg"])

let package = Package(
    name: "stadtkern",
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        // Already in Hummingbird's graph; named because `Web` imports them.
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.14.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.0.0"),
    ],
    targets: targets
)

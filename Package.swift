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
@MainActor func shim(_ name: String, uses: [String] = [], links: [String] = [], flags: [String] = []) {
    check(name, uses: uses)
    targets.append(
        .target(
            name: name,
            dependencies: uses.map { .byName(name: $0) },
            cSettings: flags.isEmpty ? [] : [.unsafeFlags(flags)],
            linkerSettings: links.map { .linkedLibrary($0) }
        ))
}

/// A system library behind a module map of ours, found by pkg-config.
@MainActor func system(_ name: String, pkgConfig: String, debian: String) {
    check(name, uses: [])
    targets.append(.systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([debian])]))
}

/// A Swift module; `files` are carried by `CAssets` and not compiled. With `tested`, its tests are in `Tests/<Name>Tests`.
@MainActor func module(
    _ name: String, uses: [String] = [], external: [Target.Dependency] = [], files: [String] = [], tested: Bool = true
) {
    check(name, uses: uses)
    targets.append(
        .target(
            name: name, dependencies: uses.map { .byName(name: $0) } + external, exclude: files, swiftSettings: strict))
    if tested { tests(name + "Tests", uses: [name] + uses) }
}

/// A test target; `more` are modules that only the tests need.
@MainActor func tests(_ name: String, uses: [String]) {
    let testbed = order.contains("Testbed") && !uses.contains("Testbed") ? ["Testbed"] : []
    targets.append(.testTarget(name: name, dependencies: (uses + testbed).map { .byName(name: $0) }, swiftSettings: strict))
}

func product(_ name: String, _ package: String) -> Target.Dependency { .product(name: name, package: package) }

// Foundation
shim("CDecimal", links: ["bidgcc000"])
shim("CAssets")
shim("CCrypto", links: ["crypto", "argon2"])
module("Kernel", uses: ["CDecimal", "CAssets", "CCrypto"], tested: false)
system("CPostgres", pkgConfig: "libpq", debian: "libpq-dev")
module("Store", uses: ["Kernel", "CPostgres"], external: [product("GRDB", "GRDB.swift")], tested: false)
module(
    "Web", uses: ["Kernel", "Store"],
    external: [
        product("Hummingbird", "hummingbird"), product("HummingbirdCore", "hummingbird"), product("NIOCore", "swift-nio"),
        product("HTTPTypes", "swift-http-types"), product("Logging", "swift-log"),
        product("ServiceLifecycle", "swift-service-lifecycle"),
    ],
    files: ["Texts", "Design/stadtkern.css", "Design/stadtkern.js", "Design/icon.svg"])
module("Testbed", uses: ["Kernel", "Store", "Web"], tested: false)
tests("KernelTests", uses: ["CCrypto", "Kernel"])
tests("StoreTests", uses: ["Kernel", "Store"])

// Engines: values in, values out
shim("CXML", links: ["xml2"], flags: ["-I/usr/include/libxml2"])
module("XML", uses: ["CXML"])
module("FEEL", uses: ["Kernel"])
module("DMN", uses: ["Kernel", "XML", "FEEL"])
module("BPMN", uses: ["Kernel", "XML", "FEEL"])
module("Calendar", uses: ["Kernel"])
system("PangoLibraries", pkgConfig: "pangoft2", debian: "libpango1.0-dev")
shim("CPango", uses: ["PangoLibraries"], links: ["harfbuzz-subset", "z"])
system("CMark", pkgConfig: "libcmark", debian: "libcmark-dev")
shim("CQrencode", links: ["qrencode"])
module("PDF", uses: ["Kernel", "CPango", "CMark", "CQrencode"])
module("Folders", uses: ["Kernel", "XML", "FEEL", "DMN", "BPMN", "Calendar"], tested: false)
module("Rehearsal", uses: ["Kernel", "FEEL", "DMN", "BPMN", "Calendar", "Folders"])
tests("FoldersTests", uses: ["Folders", "Kernel", "XML", "FEEL", "DMN", "BPMN", "Calendar", "Rehearsal"])

// Components
module("Accesses", uses: ["Kernel", "Store", "Web"], files: ["Texts"], tested: false)
module("Identity", uses: ["Kernel", "Store", "Web"], files: ["Texts"])
module("Organisation", uses: ["Kernel", "Store", "Web", "Folders", "Identity"], files: ["Texts"])
module("Accounts", uses: ["Kernel", "Store", "Web", "Identity"], files: ["Texts"])
module(
    "Feedback", uses: ["Kernel", "Store", "Web", "Calendar", "Folders", "Identity"], files: ["Texts"])
module("Audit", uses: ["Kernel", "Store", "Web", "Organisation"], files: ["Texts"])
module("Catalogue", uses: ["Kernel", "Store", "Web", "FEEL", "Folders", "Organisation"], files: ["Texts"], tested: false)
module("Documents", uses: ["Kernel", "Store", "Web", "Accesses"], files: ["Texts"])
module("Mandates", uses: ["Kernel", "Store", "Web", "Folders", "Identity", "Accounts", "Catalogue"], files: ["Texts"])
module(
    "Forms", uses: ["Kernel", "Store", "Web", "FEEL", "Folders", "Identity", "Accounts", "Catalogue", "Documents", "Mandates"],
    files: ["Texts"])
module("Dossiers", uses: ["Kernel", "Store", "Web", "Accesses", "Folders", "Documents"], files: ["Texts"])
shim("CCurl", links: ["curl"])
system("GMimeLibraries", pkgConfig: "gmime-3.0", debian: "libgmime-3.0-dev")
shim("CMime", uses: ["GMimeLibraries"])
module(
    "Delivery", uses: ["Kernel", "Store", "Web", "Accesses", "PDF", "Folders", "Accounts", "Documents", "CCurl", "CMime"],
    files: ["Texts"])
module(
    "Notices",
    uses: [
        "Kernel", "Store", "Web", "Accesses", "FEEL", "PDF", "Folders", "Catalogue", "Documents", "Dossiers", "Delivery",
    ], files: ["Texts"])
module(
    "Procedures",
    uses: [
        "Kernel", "Store", "Web", "Accesses", "FEEL", "DMN", "BPMN", "Calendar", "PDF", "Folders", "Organisation", "Catalogue",
        "Documents", "Dossiers", "Delivery", "Notices",
    ],
    files: ["Texts"])
module(
    "Applications",
    uses: [
        "Kernel", "Store", "Web", "Accesses", "FEEL", "Calendar", "PDF", "Folders", "Identity", "Accounts", "Catalogue",
        "Documents", "Mandates", "Forms",
        "Dossiers", "Delivery",
        "Notices",
        "Procedures",
    ], files: ["Texts"])
shim("CArchive", links: ["archive"])
module(
    "Disclosures",
    uses: [
        "Kernel", "Store", "Web", "Accesses", "PDF", "Folders", "Organisation", "Accounts", "Audit", "Catalogue", "Documents",
        "Forms", "Delivery", "Notices", "Procedures", "Applications", "CArchive",
    ], files: ["Texts"], tested: false)
tests(
    "DisclosuresTests",
    uses: [
        "Kernel", "Store", "Web", "Accesses", "Folders", "Identity", "Organisation", "Accounts", "Audit", "Catalogue",
        "Documents", "Mandates", "Forms", "Dossiers", "Delivery", "Notices", "Procedures", "Applications", "Disclosures",
    ])
module(
    "Operation",
    uses: [
        "Kernel", "Store", "Web", "Folders", "Identity", "Organisation", "Catalogue", "Delivery", "Procedures",
    ], files: ["Texts"])
module(
    "Statistics", uses: ["Kernel", "Store", "Web", "Folders", "Organisation", "Catalogue", "Procedures"], files: ["Texts"])
module(
    "Processes",
    uses: ["Kernel", "Store", "Web", "XML", "BPMN", "Folders", "Organisation", "Catalogue", "Procedures"], files: ["Texts"],
    tested: false)
tests(
    "ProcessesTests",
    uses: [
        "Kernel", "Store", "Web", "XML", "FEEL", "DMN", "BPMN", "Folders", "Organisation", "Accesses", "Catalogue", "Documents",
        "Notices", "Procedures", "Processes",
    ])

// The one executable
check("Stadtkern", uses: order.filter { !$0.hasPrefix("C") || $0 == "Catalogue" || $0 == "Calendar" })
targets.append(
    .executableTarget(
        name: "Stadtkern",
        dependencies: [
            "Kernel", "Store", "Web", "XML", "FEEL", "DMN", "BPMN", "Calendar", "PDF", "Folders", "Rehearsal", "Identity",
            "Organisation", "Accounts", "Audit", "Catalogue", "Documents", "Mandates", "Forms", "Dossiers", "Delivery", "Notices",
            "Procedures", "Applications", "Operation", "Statistics", "Processes", "Accesses", "Disclosures", "Feedback",
        ], exclude: ["Texts"], swiftSettings: strict))

tests(
    "StadtkernTests",
    uses: ["Kernel", "Store", "Web", "Folders", "Identity", "Organisation", "Catalogue", "Operation", "Stadtkern"])
tests("ServiceTests", uses: ["Kernel", "DMN", "Folders", "Catalogue", "Notices", "Procedures", "Stadtkern"])
tests("ArchitectureTests", uses: ["Kernel", "Store", "Web", "Stadtkern"])

let package = Package(
    name: "stadtkern",
    products: [.executable(name: "stadtkern", targets: ["Stadtkern"])],
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.14.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.0.0"),
    ],
    targets: targets
)

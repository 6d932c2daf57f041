// swift-tools-version: 6.2
import PackageDescription

/// Settings every Swift target shares: a warning is an error, and each use of an unsafe construct
/// has to say so at the place of use.
let strict: [SwiftSetting] = [
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("ExistentialAny"),
]

/// Settings of tools and tests.
let plain: [SwiftSetting] = [.treatAllWarnings(as: .error)]

/// Puts Swift's runtime into the program.
///
/// Calls into it are direct then, which saves a sixth of the time of a report, and nothing of Swift
/// has to be installed where the program runs. Modules compiled for the shared runtime don't tell the
/// linker which libraries the other one consists of, so they are named.
let staticRuntime: [LinkerSetting] = [
  .unsafeFlags(
    [
      "-static-stdlib", "-lCoreFoundation", "-l_FoundationCShims", "-l_FoundationCollections",
      "-l_FoundationICU",
    ],
    .when(platforms: [.linux], configuration: .release)
  )
]

let package = Package(
  name: "retour",
  products: [
    .executable(name: "retour", targets: ["retour"]),
    // Libraries: Docs/Library.md. None has unsafe flags, which packages that depend on a version of
    // this one couldn't use.
    .library(name: "RetourEvents", targets: ["RetourEvents"]),
    .library(name: "RetourIngest", targets: ["RetourIngest"]),
    .library(name: "RetourClassifier", targets: ["RetourClassifier"]),
    .library(name: "RetourStore", targets: ["RetourStore"]),
    .library(name: "RetourReports", targets: ["RetourReports"]),
    .library(name: "RetourCore", targets: ["RetourCore"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // MARK: The pipeline, in the order the data flows.
    .target(name: "RetourEvents", swiftSettings: strict),
    .target(
      name: "MailText",
      dependencies: ["RetourEvents", "CIDN2", "CPSL"],
      swiftSettings: strict
    ),
    .target(
      name: "RetourLookup",
      dependencies: ["RetourEvents", "MailText", "CUnbound"],
      swiftSettings: strict
    ),
    .target(
      name: "RetourIngest",
      dependencies: [
        "RetourEvents", "CShims", "CZlib", "CZstd", "CBzip2", "CLZMA", "CNettle", "CIDN2",
        "CLibXML2",
        .product(name: "Yams", package: "Yams"),
      ],
      swiftSettings: strict,
      plugins: ["EmbedText"]
    ),
    .target(
      name: "RetourRules",
      dependencies: ["RetourEvents", .product(name: "Yams", package: "Yams")],
      swiftSettings: strict
    ),
    .target(
      name: "RetourClassifier",
      dependencies: ["RetourEvents", "MailText", "RetourRules"],
      swiftSettings: strict,
      plugins: ["EmbedText"]
    ),
    .target(
      name: "RetourStore",
      dependencies: [
        "RetourEvents", "MailText", "CNettle", .product(name: "GRDB", package: "GRDB.swift"),
      ],
      swiftSettings: strict,
      plugins: ["EmbedText"]
    ),
    .target(
      name: "RetourReports",
      dependencies: [
        "RetourEvents", "MailText", "RetourLookup", "RetourClassifier", "RetourStore",
      ],
      swiftSettings: strict,
      plugins: ["EmbedText"]
    ),
    .target(
      name: "RetourCore",
      dependencies: [
        "RetourEvents", "MailText", "RetourLookup", "RetourIngest", "RetourClassifier",
        "RetourStore", "RetourReports", .product(name: "Yams", package: "Yams"),
      ],
      swiftSettings: strict
    ),
    .executableTarget(
      name: "retour",
      dependencies: [
        "RetourCore",
        "RetourEvents", "MailText", "RetourLookup", "RetourIngest", "RetourClassifier",
        "RetourStore", "RetourReports", "CShims",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict,
      linkerSettings: staticRuntime
    ),

    // MARK: C: what Swift's Glibc module lacks, and libraries of the system.
    .target(name: "CShims", linkerSettings: [.linkedLibrary("sqlite3")]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
    .systemLibrary(name: "CBzip2", providers: [.apt(["libbz2-dev"])]),
    .systemLibrary(name: "CLZMA", pkgConfig: "liblzma", providers: [.apt(["liblzma-dev"])]),
    .systemLibrary(name: "CNettle", pkgConfig: "nettle", providers: [.apt(["nettle-dev"])]),
    .systemLibrary(name: "CIDN2", pkgConfig: "libidn2", providers: [.apt(["libidn2-dev"])]),
    .systemLibrary(name: "CLibXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
    .systemLibrary(name: "CPSL", pkgConfig: "libpsl", providers: [.apt(["libpsl-dev"])]),
    // Without its header, which has to be in /usr/include, the program is built without look-ups.
    .systemLibrary(name: "CUnbound", providers: [.apt(["libunbound-dev"])]),

    // MARK: Build tool: Queries/*.sql, Rules/*.yaml and others become Swift constants.
    .executableTarget(name: "embed-text", dependencies: ["RetourRules"], swiftSettings: plain),
    .plugin(name: "EmbedText", capability: .buildTool(), dependencies: ["embed-text"]),

    // MARK: Tests.
    .target(
      name: "TestSupport",
      dependencies: [
        "RetourEvents", "CZlib", "CZstd", "CBzip2", "CLZMA",
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      path: "Tests/TestSupport",
      swiftSettings: plain
    ),
    .testTarget(
      name: "RetourEventsTests",
      dependencies: ["RetourEvents", "TestSupport"],
      swiftSettings: plain
    ),
    .testTarget(
      name: "MailTextTests",
      dependencies: ["RetourEvents", "MailText", "TestSupport"],
      swiftSettings: plain
    ),
    .testTarget(
      name: "RetourLookupTests",
      dependencies: ["RetourLookup", "RetourEvents", "TestSupport"],
      swiftSettings: plain
    ),
    .testTarget(
      name: "RetourIngestTests",
      dependencies: ["RetourEvents", "RetourIngest", "CZlib", "TestSupport"],
      swiftSettings: plain
    ),
    .testTarget(
      name: "RetourClassifierTests",
      dependencies: ["RetourEvents", "MailText", "RetourClassifier", "RetourRules", "TestSupport"],
      swiftSettings: plain
    ),
    .testTarget(
      name: "RetourStoreTests",
      dependencies: ["RetourEvents", "RetourStore", "TestSupport"],
      swiftSettings: plain
    ),
    .testTarget(
      name: "RetourReportsTests",
      dependencies: [
        "RetourEvents", "MailText", "RetourLookup", "RetourClassifier", "RetourStore",
        "RetourReports", "TestSupport",
      ],
      swiftSettings: plain
    ),
    .testTarget(
      name: "RetourCoreTests",
      dependencies: [
        "RetourCore", "RetourEvents", "RetourIngest", "RetourClassifier", "RetourStore",
        "RetourReports", "TestSupport",
      ],
      swiftSettings: plain
    ),
    .testTarget(
      name: "EndToEndTests",
      dependencies: ["retour", "RetourCore", "RetourEvents", "TestSupport"],
      exclude: ["Goldens"],
      swiftSettings: plain
    ),
  ],
  swiftLanguageModes: [.v6]
)

// The fuzz targets (Fuzz/run) are built only where they are asked for: what they read is instrumented.
if Context.environment["RETOUR_FUZZ"] != nil {
  let instrumented: SwiftSetting = .unsafeFlags(["-sanitize=fuzzer,address", "-enable-testing"])
  for target in package.targets
  where ["RetourLookup", "RetourIngest", "RetourClassifier"].contains(target.name) {
    target.swiftSettings = (target.swiftSettings ?? []) + [instrumented]
  }
  package.targets.append(
    .executableTarget(
      name: "fuzz",
      dependencies: [
        "RetourEvents", "RetourLookup", "RetourIngest", "RetourClassifier", "RetourRules",
      ],
      path: "Fuzz/Sources",
      swiftSettings: [instrumented, .unsafeFlags(["-parse-as-library"])],
      linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])]
    )
  )
}

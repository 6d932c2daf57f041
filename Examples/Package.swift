// swift-tools-version: 6.2
import PackageDescription

// Programs that use Retour's libraries, as a package of its own; `scripts/examples-check` builds and
// runs them. Elsewhere the dependency is the repository's address and a version.
let package = Package(
  name: "retour-examples",
  dependencies: [.package(name: "retour", path: "..")],
  targets: [
    .executableTarget(
      name: "bounce",
      dependencies: [
        .product(name: "RetourEvents", package: "retour"),
        .product(name: "RetourIngest", package: "retour"),
      ]
    ),
    .executableTarget(
      name: "classify",
      dependencies: [.product(name: "RetourClassifier", package: "retour")]
    ),
    .executableTarget(
      name: "archive",
      dependencies: [.product(name: "RetourCore", package: "retour")]
    ),
  ],
  swiftLanguageModes: [.v6]
)

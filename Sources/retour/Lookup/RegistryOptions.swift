import ArgumentParser
import Foundation
import RetourCore
import RetourLookup
import RetourReports

/// Whether registries are asked too, which is experimental.
struct RegistryOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Experimental: ask this RDAP directory by curl until when domains are registered.",
      valueName: "url"
    )
  )
  var rdap: String?

  @Option(
    name: .customLong("rdap-bootstrap"),
    help: ArgumentHelp(
      "Experimental: the same, of the directories that IANA's dns.json names.",
      valueName: "file"
    ),
    completion: .file()
  )
  var bootstrap: String?

  func validate() throws {
    if rdap != nil, bootstrap != nil {
      throw ValidationError("--rdap and --rdap-bootstrap both name who is asked; give one.")
    }
    if let rdap, !RegistryClient.isUsable(rdap) {
      throw ValidationError("--rdap takes an address that begins with https://.")
    }
  }

  /// Whoever is asked; nil for nobody.
  ///
  /// - Throws: ``Failure`` where the file can't be used.
  func directory() throws -> RegistryClient? {
    if let rdap { return RegistryClient(.base(rdap)) }
    guard let bootstrap else { return nil }
    let path = VisibleText.cleaned(bootstrap)
    let bytes: Data
    do {
      bytes = try Data(contentsOf: URL(fileURLWithPath: bootstrap))
    } catch {
      throw Failure(.noInput, message: "\(path): can't be read; \(error.reason)")
    }
    guard let services = RegistrationServices(Array(bytes)) else {
      throw Failure(
        .badData,
        message: "\(path): this is no list of directories (RFC 9224)",
        remedy: "Fetch https://data.iana.org/rdap/dns.json."
      )
    }
    return RegistryClient(.services(services))
  }
}

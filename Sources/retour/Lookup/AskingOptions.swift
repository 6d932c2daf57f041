import ArgumentParser
import RetourCore
import RetourLookup

/// Whom to ask, and how much.
struct AskingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The resolver to ask, for example 192.0.2.53 or 192.0.2.53@5353 (default: the system's).",
      valueName: "address"
    )
  )
  var resolver: String?

  @Option(
    name: .customLong("from-file"),
    help: ArgumentHelp(
      "Take answers from a file of JSON lines instead of asking anybody.",
      valueName: "file"
    ),
    completion: .file()
  )
  var file: String?

  @Option(
    name: .customLong("trust-anchor"),
    help: ArgumentHelp(
      "A file of DS or DNSKEY records, by which signatures are checked.",
      valueName: "file"
    ),
    completion: .file()
  )
  var anchor: String?

  @Option(
    help: ArgumentHelp(
      "A name that is there, by which the resolver is tried first (default: example.com).",
      valueName: "name"
    )
  )
  var control: String?

  @Option(help: ArgumentHelp("Seconds to wait for an answer (default: 5).", valueName: "seconds"))
  var timeout: Int?

  @Option(
    help: ArgumentHelp(
      "Seconds after which nothing more is asked (default: 120).",
      valueName: "seconds"
    )
  )
  var budget: Int?

  func validate() throws {
    if file != nil, resolver != nil || anchor != nil {
      throw ValidationError("--from-file asks nobody, so it goes without a resolver.")
    }
    if let timeout, !(1...60 ~= timeout) {
      throw ValidationError("--timeout takes a number of seconds from 1 to 60.")
    }
    if let budget, !(1...86_400 ~= budget) {
      throw ValidationError("--budget takes a number of seconds from 1 to 86400.")
    }
    if let control, DNSName(control) == nil { throw ValidationError("'\(control)' is no name.") }
  }

  /// What is wanted, with what is configured where the command line says nothing.
  func asking(_ settings: DNSSettings) -> Asking {
    Asking(
      resolver: resolver ?? settings.resolver,
      file: file,
      anchor: anchor ?? settings.anchor,
      control: control ?? settings.control ?? Asking.control,
      timeout: timeout ?? settings.timeout,
      budget: budget ?? settings.budget
    )
  }
}

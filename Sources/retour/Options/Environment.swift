import Foundation

/// What the environment says about files.
enum Environment {
  /// `RETOUR_CONFIG`: the configuration where `--config` isn't given.
  static var configuration: String? { variable("RETOUR_CONFIG") }

  /// `RETOUR_DB`: the database where `--db` isn't given; it comes before that of the configuration.
  static var database: String? { variable("RETOUR_DB") }

  /// The configurations that `run` looks for where none is named: that of the service manager,
  /// the user's, the system's.
  static var configurations: [String] {
    var folders: [String] = []
    if let folder = variable("CONFIGURATION_DIRECTORY") { folders.append(folder) }
    if let folder = variable("XDG_CONFIG_HOME") {
      folders.append("\(folder)/retour")
    } else if let home = variable("HOME") {
      folders.append("\(home)/.config/retour")
    }
    return (folders + ["/etc/retour"]).map { "\($0)/retour.yaml" }
  }

  private static func variable(_ name: String) -> String? {
    ProcessInfo.processInfo.environment[name].flatMap { $0.isEmpty ? nil : $0 }
  }
}

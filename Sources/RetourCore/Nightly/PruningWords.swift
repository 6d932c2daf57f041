package import RetourStore

extension Pruning {
  /// What happened, in one line.
  package func words(dryRun: Bool) -> String {
    guard let before else { return "nothing to prune: the database holds no days" }
    return "\(dryRun ? "would prune" : "pruned") before \(before): "
      + "\(deliveries) deliveries, \(events) events"
  }
}

package import RetourClassifier
import RetourEvents
package import RetourIngest

extension Limits {
  /// The same caps, without failures that say neither whom nor why.
  package func judging(by classifier: Classifier) -> Limits {
    var limits = self
    limits.saysSomething = { classifier.classify($0).reason != .noDiagnosis }
    return limits
  }
}

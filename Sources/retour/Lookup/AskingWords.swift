import RetourCore
import RetourReports

extension AskingProblem {
  /// What the user is told, and what he can do.
  var failure: Failure {
    switch self {
    case .notBuilt:
      Failure(
        .unavailable,
        message: "not-built: this program was built without libunbound, so it can't ask anybody",
        remedy: "Install libunbound-dev and build anew, or give answers by --from-file."
      )
    case .refused(let resolver, let why):
      Failure(
        .unavailable,
        message: "the resolver \(VisibleText.cleaned(resolver ?? "of the system")) can't be used: "
          + VisibleText.cleaned(why),
        remedy: "Write an address, with a port behind @ where it isn't 53."
      )
    case .silent(let resolver, let why):
      Failure(
        .noAnswer,
        message: "the resolver (\(resolver)) doesn't answer: \(why); "
          + "everything is unknown",
        remedy: "Name another by --resolver, or a name that it knows by --control."
      )
    case .rewriting(let resolver, let why):
      Failure(
        .noAnswer,
        message: "the resolver (\(resolver)) answers for names that don't exist: "
          + "\(why); nothing it says can be believed",
        remedy: "Name another by --resolver."
      )
    }
  }
}

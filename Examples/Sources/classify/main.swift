// Says why a server refused a message, by what it said.
import RetourClassifier

let input = TextInput(texts: [CommandLine.arguments[1]])
let verdict = Classifier().classify(input.report)
print(verdict.cause, verdict.reason, verdict.side)

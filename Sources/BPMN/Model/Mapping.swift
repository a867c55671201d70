import Kernel
import XML

/// What an activity gives away and takes back:
///
///     <extensionElements>
///       <stadtkern:input name="amount" value="tax.total"/>
///       <stadtkern:output name="paid" value="result.amount"/>
///     </extensionElements>
///
/// Values are expressions. Outputs see the process variables and the answer as `result`. Without outputs,
/// `stadtkern:result="name"` keeps the whole answer under a name; without that the members of an answer that is an
/// object become process variables.
///
/// The data associations of BPMN say the same: an input association gives a data object, or what its transformation or
/// assignment computes, under the name of the data input; an output association keeps the member of the answer that
/// bears the name of the data output as the data object.
struct Mapping: Sendable {
    private let inputs: [(name: String, value: Formula)]
    private let outputs: [(name: String, value: Formula)]
    private let result: String?
    private let associations: DataAssociations
    /// What an activity without inputs is given.
    private let givesEverything: Bool

    init(_ reader: inout ElementReader, givesEverything: Bool = false, keepsResult: Bool = true) {
        inputs = Mapping.read("input", &reader)
        outputs = Mapping.read("output", &reader)
        result = keepsResult ? reader.own("result") : nil
        associations = DataAssociations(&reader)
        self.givesEverything = givesEverything
    }

    private static func read(_ tag: String, _ reader: inout ElementReader) -> [(name: String, value: Formula)] {
        var list: [(name: String, value: Formula)] = []
        for xml in reader.ownElements(tag) {
            guard let name = xml.attribute("name"), !name.isEmpty, let value = xml.attribute("value") else {
                reader.report(
                    .missingDetail, line: xml.line, "A stadtkern:\(tag) of the \(reader.title) lacks its name or its value.")
                continue
            }
            if let formula = reader.formula(value, line: xml.line) { list.append((name, formula)) }
        }
        return list
    }

    func inputs(_ visit: Visit, _ run: Execution) throws(Failure) -> JSON {
        let scope = run.scope(visit)
        if inputs.isEmpty, associations.inputs.isEmpty { return .object(givesEverything ? scope : [:]) }
        var members = try associations.inputs(scope, at: run.moment)
        for input in inputs { members[input.name] = try input.value.evaluate(scope, at: run.moment) }
        return .object(members)
    }

    /// Either all outputs are taken over or, if one fails, none.
    func absorb(_ answer: JSON, _ visit: Visit, _ run: inout Execution) throws(Failure) {
        let (kept, answer) = try associations.outputs(answer, run.scope(visit), at: run.moment)
        if !outputs.isEmpty {
            var seen = run.scope(visit)
            seen["result"] = answer
            var members: [String: JSON] = [:]
            for output in outputs { members[output.name] = try output.value.evaluate(seen, at: run.moment) }
            run.merge(.object(members), visit)
        } else if let result {
            run.merge(.object([result: answer]), visit)
        } else {
            run.merge(answer, visit)
        }
        run.merge(.object(kept), visit)
    }
}

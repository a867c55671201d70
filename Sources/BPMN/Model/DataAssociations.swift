import Kernel
import XML

/// The data associations of an activity or event (BPMN 2.0, 10.4.2): which data objects go in and come out.
struct DataAssociations: Sendable {
    enum Source: Sendable {
        case variable(String)
        case formula(Formula)
    }
    private(set) var inputs: [(name: String, source: Source)] = []
    /// Name of the data output, variable that keeps it, and what computes it from the output.
    private var outputs: [(name: String, variable: String, formula: Formula?)] = []

    var isEmpty: Bool { inputs.isEmpty && outputs.isEmpty }

    init(_ reader: inout ElementReader) {
        let model = ProcessModel.namespace
        for xml in reader.xml.elements("dataInputAssociation", ns: model) {
            let target = xml.first("targetRef", ns: model)?.trimmedText ?? ""
            let name = reader.dataInputs[target] ?? target
            for assignment in xml.elements("assignment", ns: model) {
                guard let from = assignment.first("from", ns: model), let formula = reader.expression(from) else { continue }
                let to = assignment.first("to", ns: model)?.trimmedText ?? ""
                inputs.append((reader.dataInputs[to] ?? (to.isEmpty ? name : to), .formula(formula)))
            }
            if let transformation = xml.first("transformation", ns: model) {
                if let formula = reader.expression(transformation) { inputs.append((name, .formula(formula))) }
            } else if let source = xml.first("sourceRef", ns: model), xml.first("assignment", ns: model) == nil {
                inputs.append((name, .variable(reader.variable(source.trimmedText))))
            }
        }
        for xml in reader.xml.elements("dataOutputAssociation", ns: model) {
            let source = xml.first("sourceRef", ns: model)?.trimmedText ?? ""
            let name = reader.dataOutputs[source] ?? source
            let target = xml.first("targetRef", ns: model)?.trimmedText ?? ""
            for assignment in xml.elements("assignment", ns: model) {
                guard let from = assignment.first("from", ns: model), let formula = reader.expression(from) else { continue }
                let to = assignment.first("to", ns: model)?.trimmedText ?? target
                outputs.append((name, reader.variable(to.isEmpty ? target : to), formula))
            }
            if xml.first("assignment", ns: model) == nil {
                let formula = xml.first("transformation", ns: model).flatMap { reader.expression($0) }
                outputs.append((name, reader.variable(target), formula))
            }
        }
    }

    func inputs(_ scope: [String: JSON], at moment: Instant) throws(Failure) -> [String: JSON] {
        var members: [String: JSON] = [:]
        for input in inputs {
            switch input.source {
            case .variable(let name): members[input.name] = scope[name] ?? .null
            case .formula(let formula): members[input.name] = try formula.evaluate(scope, at: moment)
            }
        }
        return members
    }

    /// What data objects get, and what is left of the answer. An answer that has no member of the output's name brings
    /// nothing to its data object.
    func outputs(
        _ answer: JSON, _ scope: [String: JSON], at moment: Instant
    ) throws(Failure) -> (kept: [String: JSON], rest: JSON) {
        guard !outputs.isEmpty else { return ([:], answer) }
        var kept: [String: JSON] = [:]
        var rest = answer.object ?? [:]
        for output in outputs {
            if let formula = output.formula {
                kept[output.variable] = try formula.evaluate(scope.merging(answer.object ?? [:]) { $1 }, at: moment)
            } else if let value = answer[output.name] {
                kept[output.variable] = value
            }
            rest[output.name] = nil
        }
        return (kept, answer.object == nil ? answer : .object(rest))
    }
}

extension ElementReader {
    /// The name of a data item, its identifier where it has none.
    static func dataName(_ xml: XMLElement) -> String? {
        xml.attribute("name").flatMap { $0.isEmpty ? nil : $0 } ?? xml.attribute("id")
    }

    private func data(_ tag: String) -> [String: String] {
        let model = ProcessModel.namespace
        let all = (xml.first("ioSpecification", ns: model)?.elements(tag, ns: model) ?? []) + xml.elements(tag, ns: model)
        var names: [String: String] = [:]
        for item in all {
            if let id = item.attribute("id"), let name = ElementReader.dataName(item) { names[id] = name }
        }
        return names
    }

    /// Names of the element's data inputs by identifier.
    var dataInputs: [String: String] { data("dataInput") }
    var dataOutputs: [String: String] { data("dataOutput") }

    /// The variable that a data object, property or store stands for.
    func variable(_ reference: String) -> String {
        let id = ModelReader.localName(reference)
        return references.data[id] ?? dataInputs[id] ?? dataOutputs[id] ?? id
    }

    /// The variable that lies behind a data input: what its association reads, else its own name.
    func variable(ofInput reference: String) -> String {
        let model = ProcessModel.namespace
        let source = xml.elements("dataInputAssociation", ns: model).first {
            $0.first("targetRef", ns: model)?.trimmedText == reference
        }?.first("sourceRef", ns: model)?.trimmedText
        return variable(source ?? reference)
    }

    /// The variable behind a data output: what its association writes, else its own name.
    func variable(ofOutput reference: String) -> String {
        let model = ProcessModel.namespace
        let target = xml.elements("dataOutputAssociation", ns: model).first {
            $0.first("sourceRef", ns: model)?.trimmedText == reference
        }?.first("targetRef", ns: model)?.trimmedText
        return variable(target ?? reference)
    }
}

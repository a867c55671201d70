import Kernel
import XML

/// How often an activity is done: once for each item of a collection or a number of times, one after the other or all
/// at once (`multiInstanceLoopCharacteristics`), or while a condition holds (`standardLoopCharacteristics`).
///
/// Instances see `loopCounter` (from 1) and their item. Conditions see besides `loopCounter`, the number of instances
/// done, and `numberOfInstances`, `numberOfActiveInstances`, `numberOfCompletedInstances` and
/// `numberOfTerminatedInstances` (BPMN 2.0, table 10.29 and following).
struct LoopCharacteristics: Sendable {
    /// What conditions of loops see besides the variables.
    static let counters: Set<String> = [
        "loopCounter", "numberOfInstances", "numberOfActiveInstances", "numberOfCompletedInstances",
        "numberOfTerminatedInstances",
    ]

    let isSequential: Bool
    /// Variable with the item of an instance.
    private(set) var item: String?
    /// Variable of an instance that is gathered.
    private(set) var outputItem: String?
    /// Variable that gets what was gathered.
    private(set) var output: String?
    private var collection: Formula?
    private var collectionName: String?
    private var cardinality: Formula?
    /// Ends the loop: of several instances when true, a standard loop when false.
    private var condition: Formula?
    private let isStandard: Bool
    private var asksBefore = false
    private var most: Int?

    /// Nil for an activity that is done once.
    init?(_ reader: inout ElementReader) {
        let model = ProcessModel.namespace
        if let xml = reader.xml.first("standardLoopCharacteristics", ns: model) {
            isStandard = true
            isSequential = true
            asksBefore = ["true", "1"].contains(xml.attribute("testBefore"))
            most = xml.attribute("loopMaximum").flatMap { Int($0) }
            condition = LoopCharacteristics.formula(xml, "loopCondition", &reader)
            if condition == nil, most == nil {
                reader.report(
                    .endlessLoop, line: xml.line,
                    "The \(reader.title) is repeated without a condition and without a maximum: it never ends.")
            }
            return
        }
        guard let xml = reader.xml.first("multiInstanceLoopCharacteristics", ns: model) else { return nil }
        isStandard = false
        isSequential = ["true", "1"].contains(xml.attribute("isSequential"))
        condition = LoopCharacteristics.formula(xml, "completionCondition", &reader)
        cardinality = LoopCharacteristics.formula(xml, "loopCardinality", &reader)
        if let own = xml.attribute("collection", ns: ProcessModel.extensions) {
            collection = reader.formula(own.hasPrefix("=") ? String(own.dropFirst()) : own, line: xml.line)
        }
        let input = xml.first("loopDataInputRef", ns: model)?.trimmedText
        collectionName = input.map { reader.variable(ofInput: $0) }
        item =
            xml.attribute("item", ns: ProcessModel.extensions)
            ?? xml.first("inputDataItem", ns: model).flatMap { ElementReader.dataName($0) }
        outputItem =
            xml.attribute("outputItem", ns: ProcessModel.extensions)
            ?? xml.first("outputDataItem", ns: model).flatMap { ElementReader.dataName($0) }
        output =
            xml.attribute("outputCollection", ns: ProcessModel.extensions)
            ?? xml.first("loopDataOutputRef", ns: model).map { reader.variable(ofOutput: $0.trimmedText) }
        if collection == nil, collectionName == nil, cardinality == nil {
            reader.report(
                .endlessLoop, line: xml.line,
                "The \(reader.title) is to be done several times, but neither a list nor a number (loopCardinality) says how often."
            )
        }
        if let behaviour = xml.attribute("behavior"), behaviour != "All" {
            reader.report(
                .notExecutable, line: xml.line,
                "The \(reader.title) is to throw an event for its instances (behavior=\"\(behaviour)\"), which cannot be executed."
            )
        }
    }

    private static func formula(_ xml: XMLElement, _ tag: String, _ reader: inout ElementReader) -> Formula? {
        guard let text = xml.first(tag, ns: ProcessModel.namespace) else { return nil }
        return reader.expression(text)
    }

    /// The loop before its first instance.
    func begin(_ visit: Visit, _ run: Execution) throws(Failure) -> Loop {
        var loop = Loop()
        guard !isStandard else { return loop }
        let scope = run.scope(visit)
        if collection != nil || collectionName != nil {
            let value = try collection?.evaluate(scope, at: run.moment) ?? scope[collectionName ?? ""] ?? .null
            guard let items = value.array else {
                throw Failure(
                    "\"\(visit.node.id)\" is to be done for each item of \(collection?.text ?? collectionName ?? ""), which is no list."
                )
            }
            loop.items = items
            loop.total = items.count
        }
        if let cardinality {
            guard let count = try cardinality.evaluate(scope, at: run.moment).int, count >= 0, count <= Execution.most else {
                throw Failure(
                    "How often \"\(visit.node.id)\" is to be done (\(cardinality.text)) is no whole number from 0 to \(Execution.most)."
                )
            }
            loop.total = min(count, loop.total ?? count)
        }
        guard let total = loop.total else { throw Failure("It is not said how often \"\(visit.node.id)\" is to be done.") }
        if outputItem != nil || output != nil { loop.outputs = [JSON](repeating: .null, count: total) }
        return loop
    }

    /// Whether nothing is to come any more.
    func isComplete(
        _ loop: Loop, active: Int, _ scope: [String: JSON], _ run: Execution
    ) throws(Failure) -> Bool {
        if isStandard {
            guard active == 0 else { return false }
            if let most, loop.completed >= most { return true }
            guard let condition, asksBefore || loop.completed > 0 else { return false }
            return try !condition.decide(seen(loop, active, scope), at: run.moment)
        }
        if let total = loop.total, loop.completed >= total { return true }
        guard let condition, loop.completed > 0 else { return false }
        return try condition.decide(seen(loop, active, scope), at: run.moment)
    }

    private func seen(_ loop: Loop, _ active: Int, _ scope: [String: JSON]) -> [String: JSON] {
        var seen = scope
        seen["loopCounter"] = JSON(loop.completed)
        seen["numberOfInstances"] = JSON(loop.total ?? loop.started)
        seen["numberOfActiveInstances"] = JSON(active)
        seen["numberOfCompletedInstances"] = JSON(loop.completed)
        seen["numberOfTerminatedInstances"] = JSON(loop.terminated)
        return seen
    }
}

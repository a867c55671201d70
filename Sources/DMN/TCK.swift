public import FEEL
import Foundation
public import Kernel
import XML

/// Plays test cases of the layout of the DMN TCK: a model and `<model>-test-NN.xml` beside it, at any depth of a folder.
public enum TCK {
    /// One result node that was compared.
    public struct Verdict: Sendable {
        /// Path of the test file below the folder.
        public let file: String
        public let caseID: String
        /// Place of the case in its file, from 1, because identifiers are sometimes used twice.
        public let number: Int
        public let node: String
        /// Nil for a passed case; else what was expected and what came.
        public let failure: String?
        /// The case asks for something that is named as unsupported, counted apart.
        public let isUnsupported: Bool
        /// The case calls an external function that is not there; that is an error, but counted apart too.
        public let isExternal: Bool
        /// Of a case that expects an error: why there was one, the first reason first.
        public let reason: Diagnostic.Reason?

        public var description: String { "\(file) \(caseID) \(node): \(failure ?? "passed")" }
    }

    public struct Report: Sendable {
        public let verdicts: [Verdict]
        public var failures: [Verdict] { verdicts.filter { $0.failure != nil } }
        public var passed: Int { cases.count { $0.value } }
        public var failed: Int { cases.count { !$0.value } }
        public var unsupported: Int { count(\.isUnsupported) }
        /// Cases that call a function kept outside which the table of external functions does not have.
        public var external: Int { count(\.isExternal) }
        private func count(_ wanted: (Verdict) -> Bool) -> Int {
            Set(verdicts.filter(wanted).map { "\($0.file) \($0.number)" }).count
        }
        /// A case passes when all of its result nodes do.
        private var cases: [String: Bool] {
            Dictionary(verdicts.map { ("\($0.file) \($0.number)", $0.failure == nil) }, uniquingKeysWith: { $0 && $1 })
        }
        /// Result nodes that expected an error and got one, by its reason.
        public var errors: [(reason: Diagnostic.Reason, count: Int)] {
            let reasons = verdicts.compactMap { $0.failure == nil ? $0.reason : nil }
            return Diagnostic.Reason.allCases.map { reason in (reason, reasons.count { $0 == reason }) }.filter { $0.1 > 0 }
        }
        /// `2500 passed, 93 failed`
        public var lastLine: String { "\(passed) passed, \(failed) failed" }
    }

    /// The moment that `now()` and `today()` give in a run.
    public static func run(folder: String, at now: Instant) -> Report {
        var verdicts: [Verdict] = []
        for file in testFiles(in: folder) { verdicts += run(file: file, below: folder, now) }
        return Report(verdicts: verdicts)
    }

    private static func testFiles(in folder: String) -> [String] {
        guard let walk = FileManager.default.enumerator(atPath: folder) else { return [] }
        var found: [String] = []
        while let path = walk.nextObject() as? String {
            if path.hasSuffix(".xml") { found.append(path) }
        }
        return found.sorted()
    }

    private static func document(_ path: String) -> Document? {
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        return Document(name: (path as NSString).lastPathComponent, bytes: Array(data))
    }

    private static func run(file: String, below folder: String, _ now: Instant) -> [Verdict] {
        let path = (folder as NSString).appendingPathComponent(file)
        let directory = (path as NSString).deletingLastPathComponent
        func broken(_ sentence: String) -> [Verdict] {
            [
                Verdict(
                    file: file, caseID: "-", number: 0, node: "-", failure: sentence, isUnsupported: false, isExternal: false,
                    reason: nil)
            ]
        }
        guard let bytes = document(path)?.bytes else { return broken("the file cannot be read") }
        guard let root = try? XMLDocument(parsing: bytes).root else { return broken("the file is no XML") }
        guard root.name == "testCases" else { return [] }
        guard let name = root.first("modelName")?.trimmedText,
            let main = document((directory as NSString).appendingPathComponent(name))
        else { return broken("the model is missing") }
        let neighbours = ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []).filter { $0.hasSuffix(".dmn") }
        let others = neighbours.sorted().compactMap { document((directory as NSString).appendingPathComponent($0)) }
        guard let model = Model.read(main, others: others).model else { return broken("the model cannot be read") }
        return root.elements("testCase").enumerated().flatMap { run($1, $0 + 1, model, file, now) }
    }

    private static func run(_ element: XMLElement, _ number: Int, _ model: Model, _ file: String, _ now: Instant) -> [Verdict] {
        var inputs: [String: Value] = [:]
        for node in element.elements("inputNode") {
            guard let name = node.attribute("name") else { continue }
            inputs[node.attribute("namespace").map { "{\($0)}\(name)" } ?? name] = TCKValue.read(
                node, model.type(of: name).map { .declared($0) } ?? .none)
        }
        let id = element.attribute("id") ?? "-"
        let kind = element.attribute("type") ?? "decision"
        return element.elements("resultNode").map { node in
            let name = node.attribute("name") ?? ""
            let isError = node.attribute("errorResult") == "true"
            let result = evaluate(kind, element.attribute("invocableName") ?? name, output: name, model, inputs, now)
            let wanted = node.first("expected").map { TCKValue.read($0, .result(result.value)) } ?? .null
            let failure = judge(result, wanted, isError)
            func has(_ reason: Diagnostic.Reason) -> Bool { result.diagnostics.contains { $0.diagnostic.reason == reason } }
            return Verdict(
                file: file, caseID: id, number: number, node: name, failure: failure, isUnsupported: has(.unsupported),
                isExternal: has(.external), reason: isError ? ownReason(result) : nil)
        }
    }

    private static func evaluate(
        _ kind: String, _ invocable: String, output: String, _ model: Model, _ inputs: [String: Value], _ now: Instant
    ) -> DecisionResult {
        switch kind {
        case "decisionService":
            let result = model.evaluate(service: invocable, inputs: inputs, at: now)
            guard case .context(let context) = result.value, let value = context[output],
                model.outputs(ofService: invocable).count > 1
            else { return result }
            return DecisionResult(value: value, diagnostics: result.diagnostics, trace: result.trace)
        case "bkm": return model.evaluate(knowledge: invocable, inputs: inputs, at: now)
        default:
            if model.services.contains(output) { return model.evaluate(service: output, inputs: inputs, at: now) }
            return model.evaluate(decision: output, inputs: inputs, at: now)
        }
    }

    private static func ownReason(_ result: DecisionResult) -> Diagnostic.Reason? {
        result.diagnostics.lazy.map(\.diagnostic.reason).first { $0 != .unsupported }
    }

    /// Nil where the result is right. An expected error is null with a reason of its own.
    private static func judge(_ result: DecisionResult, _ wanted: Value, _ isError: Bool) -> String? {
        let reasons = result.diagnostics.map(\.description).joined(separator: "; ")
        if isError {
            guard result.value.isNull else { return "an error expected, not \(result.value)" }
            return ownReason(result) == nil ? "null without a reason of its own \(reasons)" : nil
        }
        if TCKValue.same(result.value, wanted) { return nil }
        return "\(wanted) expected, not \(result.value)" + (reasons.isEmpty ? "" : " (\(reasons))")
    }
}

extension Model {
    /// Names of the output decisions of a service.
    public func outputs(ofService name: String) -> [String] {
        guard let index = own[name], case .service(let service) = elements[index].body else { return [] }
        return service.outputs.map { elements[$0].name }
    }
}

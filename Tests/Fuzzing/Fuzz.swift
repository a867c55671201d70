import DMN
import FEEL
private import Foundation
import Kernel

/// Entry of libFuzzer. `STADTKERN_FUZZ=dmn` reads the bytes as a model and evaluates its decisions; else they are FEEL text.
@_cdecl("stadtkern_fuzz_one")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let start else { return 0 }
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    if isModel { model(bytes) } else { text(String(decoding: bytes, as: UTF8.self)) }
    return 0
}

/// libFuzzer's own loop; the program's entry is `main` of the package manager, not that of libFuzzer.
@_silgen_name("LLVMFuzzerRunDriver")
private func drive(
    _ count: UnsafeMutablePointer<CInt>, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
    _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

@_cdecl("fuzz_main")
public func fuzzMain(_ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?) -> CInt {
    var (count, arguments) = (count, arguments)
    return drive(&count, &arguments) { fuzz($0, $1) }
}

private let isModel = ProcessInfo.processInfo.environment["STADTKERN_FUZZ"] == "dmn"
private let noon = Instant(microseconds: 1_700_000_000_000_000)
private let scope = Scope(
    ["a": 1, "b": "text", "list": [1, 2, 3], "c": .context(Context([("x", 1), ("first name", "Ada")]))], now: noon)

private func text(_ text: String) {
    if let expression = try? Expression(parsing: text) {
        let value = expression.evaluate(in: scope)
        _ = value.description
        _ = value.typedJSON
    }
    let names = Names(["a", "b", "list", "c"], members: ["x", "first name"])
    if let tests = UnaryTests.compile(text, names: names).tests { _ = tests.evaluate(1, in: scope) }
}

private func model(_ bytes: [UInt8]) {
    guard let model = Model.read(Document(name: "fuzz.dmn", bytes: bytes)).model else { return }
    _ = model.findings()
    for decision in model.decisions.prefix(20) {
        _ = model.evaluate(decision: decision, inputs: ["a": 1, "Age": 20], at: noon, traced: true)
    }
    for service in model.services.prefix(5) { _ = model.evaluate(service: service, inputs: [:], at: noon) }
}

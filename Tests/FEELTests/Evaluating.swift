import FEEL
import Kernel

/// Noon of the first day of spring 2024 in UTC; tests that need a moment take this one.
let noon = Instant("2024-03-20T12:00:00Z") ?? Instant(microseconds: 0)

/// The value of a text with names in scope.
func value(_ text: String, _ names: [String: Value] = [:]) throws -> Value {
    try Expression(parsing: text, names: Names(names.keys)).evaluate(in: Scope(names, now: noon))
}

/// Value and reasons of a text.
func outcome(_ text: String, _ names: [String: Value] = [:]) throws -> (value: Value, reasons: [Diagnostic.Reason]) {
    let run = try Expression(parsing: text, names: Names(names.keys)).run(in: Scope(names, now: noon))
    return (run.value, run.diagnostics.map(\.reason))
}

func number(_ text: String) -> Value { Decimal128(text).map { .number($0) } ?? .null }
func feel(_ text: String) -> Value { Value.temporal(text) ?? .null }

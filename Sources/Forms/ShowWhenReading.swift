import FEEL
import Folders
import Kernel
import Web

/// What a page does with a field that has a condition.
enum Showing {
    case always, never
    /// The script shows it when this holds.
    case when(ShowWhen)
    /// It depends on fields of this page in a way that only the server can judge: it is there, with a note.
    case perhaps
}

/// Turns conditions in FEEL into such that the script understands, by trying out what the fields of the page can be. It needs
/// no second reading of the expression, and agrees with the server by its making.
struct ShowWhenReading {
    /// Fields of the page at the first level.
    let fields: [Field]
    /// Fields of the entry, if the field stands in one.
    let entry: [Field]
    /// What stands before the names of the entry's fields.
    let prefix: String
    /// What stands before the names of the page's fields.
    var outer = ""
    /// Expressions of acts read the act's fields by their bare names; those of forms read `answers`.
    var isAct = false
    /// Includes `answers`, and `entry` in a group.
    let scope: Scope
    private static let mostTries = 256

    private struct Reading {
        let root: String
        let id: String
        let name: String
        /// Nil stands for no answer.
        let values: [(value: Value, text: String?)]
    }

    func showing(_ condition: Condition) -> Showing {
        guard case .when(let expression) = condition else {
            if case .never = condition { return .never }
            return .always
        }
        let here = expression.reads.filter { isHere($0) }
        guard !here.isEmpty else { return condition.holds(in: scope) ? .always : .never }
        var readings: [Reading] = []
        for read in here {
            guard let reading = reading(read) else { return .perhaps }
            if !readings.contains(where: { $0.root == reading.root && $0.id == reading.id }) { readings.append(reading) }
        }
        guard readings.reduce(1, { $0 * $1.values.count }) <= ShowWhenReading.mostTries else { return .perhaps }
        return .when(rule(expression, readings))
    }

    /// The fields that a read may mean, and the rest of its path.
    private func place(_ read: [String]) -> (root: String, fields: [Field], path: ArraySlice<String>)? {
        switch read.first {
        case "entry": ("entry", entry, read.dropFirst())
        case "answers" where !isAct: ("answers", fields, read.dropFirst())
        default: isAct ? ("", fields, read[...]) : nil
        }
    }

    private func isHere(_ read: [String]) -> Bool {
        guard let (_, fields, path) = place(read) else { return false }
        return path.first.map { id in fields.contains { $0.id == id } } ?? !fields.isEmpty
    }

    private func reading(_ read: [String]) -> Reading? {
        guard let (root, fields, path) = place(read), path.count == 1, let field = fields.first(where: { $0.id == path.first })
        else { return nil }
        let values: [(Value, String?)]
        switch field.type {
        case .choice: values = field.options.map { (.string($0), $0) }
        case .yesNo: values = [(.boolean(true), "true"), (.boolean(false), "false")]
        default: return nil
        }
        return Reading(
            root: root, id: field.id, name: (root == "entry" ? prefix : outer) + field.id, values: values + [(.null, nil)])
    }

    private func rule(_ expression: Expression, _ readings: [Reading]) -> ShowWhen {
        if readings.count == 1, !holds(expression, [(readings[0], readings[0].values[readings[0].values.count - 1])]) {
            let fitting = readings[0].values.filter { holds(expression, [(readings[0], $0)]) }
            return .field(readings[0].name, isOneOf: fitting.compactMap(\.text))
        }
        var combinations: [[(Reading, (value: Value, text: String?))]] = [[]]
        for reading in readings {
            combinations = combinations.flatMap { before in reading.values.map { before + [(reading, $0)] } }
        }
        return .any(
            combinations.filter { holds(expression, $0) }.map { parts in
                .all(
                    parts.map { reading, choice in
                        choice.text.map { .field(reading.name, isOneOf: [$0]) }
                            ?? .not(.field(reading.name, isOneOf: reading.values.compactMap(\.text)))
                    })
            })
    }

    private func holds(_ expression: Expression, _ choices: [(Reading, (value: Value, text: String?))]) -> Bool {
        var more: [String: Value] = [:]
        for (reading, choice) in choices {
            if reading.root.isEmpty {
                more[reading.id] = choice.value
                continue
            }
            var context = (more[reading.root] ?? scope[reading.root])?.context ?? Context()
            context[reading.id] = choice.value
            more[reading.root] = .context(context)
        }
        return expression.isTrue(in: scope.adding(more))
    }
}

import BPMN

/// The signs of BPMN as paths, drawn for this house after the notation (BPMN 2.0, chapters 7, 10 and 13).
enum Figure {
    /// A number as SVG reads it, to a tenth.
    static func text(_ number: Double) -> String {
        let tenths = Int((number * 10).rounded())
        let sign = tenths < 0 ? "-" : ""
        let (whole, rest) = abs(tenths).quotientAndRemainder(dividingBy: 10)
        return sign + (rest == 0 ? "\(whole)" : "\(whole).\(rest)")
    }

    /// Inside 16 by 16.
    static func task(_ kind: String) -> String? {
        switch kind {
        case "user": "M8 1.5a3.2 3.2 0 1 0 .01 0zM2 15v-2.5a5 4 0 0 1 4-3.5h4a5 4 0 0 1 4 3.5V15zM5 12v3M11 12v3"
        case "service":
            "M8 5.3a2.7 2.7 0 1 0 .01 0zM8 1v2.2M8 12.8V15M1 8h2.2M12.8 8H15M3 3l1.6 1.6M11.4 11.4L13 13M13 3l-1.6 1.6M4.6 11.4L3 13M8 3.2a4.8 4.8 0 1 0 .01 0z"
        case "send", "receive": "M1 3.5h14v9.5H1zM1 3.5l7 5.5 7-5.5"
        case "rule": "M1 2.5h14v11H1zM1 6h14M1 9.8h14M5.5 6v7.5"
        case "script": "M4.5 1.5H13q-3.5 3 0 6.5t0 6.5H4.5q3.5-3 0-6.5t0-6.5zM6 5h4M6.5 8H11M8 11h4"
        case "manual": "M2 7.5L6.5 3h2L6.8 5H14v1.8H9.5M14.5 6.8v2H10M14 8.8v2H10M13 10.8v2H5l-3-2.3z"
        default: nil
        }
    }

    /// Inside 18 by 18.
    static func event(_ symbol: String) -> String? {
        switch symbol {
        case "timer": "M9 1a8 8 0 1 0 .01 0zM9 4v5l3.5 2M9 1v1.8M9 15.2V17M1 9h1.8M15.2 9H17"
        case "message": "M2 4.5h14v9.5H2zM2 4.5l7 5.5 7-5.5"
        case "signal": "M9 2l7.5 12.5h-15z"
        case "error": "M2.5 15L6.5 3l5 7.5L15.5 3l-4 12-5-7z"
        case "escalation": "M9 2l6 14-6-6.5L3 16z"
        case "conditional": "M4 2h10v14H4zM6 5h6M6 7.7h6M6 10.3h6M6 13h6"
        case "link": "M2 6.5h8V3l6.5 6-6.5 6v-3.5H2z"
        case "compensate": "M9 3.5v11L2.5 9zM15.5 3.5v11L9 9z"
        case "cancel": "M4.5 2.5L9 7l4.5-4.5 2 2L11 9l4.5 4.5-2 2L9 11l-4.5 4.5-2-2L7 9 2.5 4.5z"
        case "terminate": "M9 1.5a7.5 7.5 0 1 0 .01 0z"
        case "multiple": "M9 1.5l7.5 5.5-2.8 9H4.3L1.5 7z"
        default: nil
        }
    }

    /// Inside 24 by 24.
    static func gateway(_ kind: String) -> String? {
        switch kind {
        case "exclusive": "M6 6l12 12M18 6L6 18"
        case "parallel": "M12 3v18M3 12h18"
        case "inclusive": "M12 4a8 8 0 1 0 .01 0z"
        case "complex": "M12 3v18M3 12h18M5.6 5.6l12.8 12.8M18.4 5.6L5.6 18.4"
        case "eventBased": "M12 2a10 10 0 1 0 .01 0zM12 5.5l6 4.5-2.3 7.3H8.3L6 10z"
        default: nil
        }
    }

    /// Inside 12 by 12.
    static func marker(_ marker: ElementLook.ActivityMarker) -> String {
        switch marker {
        case .parallel: several
        case .sequential: "M1 2h10M1 6h10M1 10h10"
        case .loop: "M4 10.5a5 5 0 1 1 3.5 0M4 7.5v3.5H.8"
        case .compensation: "M6 2v8L1 6zM11 2v8L6 6z"
        case .adHoc: "M1 7q2.5-4 5-1t5-1"
        case .contents: "M.5.5h11v11H.5zM6 2.5v7M2.5 6h7"
        }
    }

    static let several = "M2 1v10M6 1v10M10 1v10"

    static func sheet(_ b: Diagram.Bounds) -> String {
        let fold = min(12, b.width / 3)
        return "M\(text(b.x)) \(text(b.y))H\(text(b.right - fold))L\(text(b.right)) \(text(b.y + fold))V\(text(b.bottom))"
            + "H\(text(b.x))zM\(text(b.right - fold)) \(text(b.y))V\(text(b.y + fold))H\(text(b.right))"
    }

    static func store(_ b: Diagram.Bounds) -> String {
        let (rx, ry) = (text(b.width / 2), text(min(8, b.height / 6)))
        let (top, low) = (text(b.y + min(8, b.height / 6)), text(b.bottom - min(8, b.height / 6)))
        return "M\(text(b.x)) \(top)A\(rx) \(ry) 0 0 1 \(text(b.right)) \(top)V\(low)A\(rx) \(ry) 0 0 1 \(text(b.x)) \(low)z"
            + "M\(text(b.x)) \(top)A\(rx) \(ry) 0 0 0 \(text(b.right)) \(top)"
    }

    static func bracket(_ b: Diagram.Bounds) -> String {
        "M\(text(b.x + 12)) \(text(b.y))H\(text(b.x))V\(text(b.bottom))H\(text(b.x + 12))"
    }

    // MARK: Along an edge

    private static func direction(_ from: Diagram.Point, _ to: Diagram.Point) -> (x: Double, y: Double) {
        let (x, y) = (to.x - from.x, to.y - from.y)
        let length = (x * x + y * y).squareRoot()
        return length > 0 ? (x / length, y / length) : (1, 0)
    }

    /// The head of an arrow that ends in `to`.
    static func arrow(from: Diagram.Point, to: Diagram.Point) -> [(Double, Double)] {
        let way = direction(from, to)
        let (x, y) = (to.x - 10 * way.x, to.y - 10 * way.y)
        return [(to.x, to.y), (x - 4.5 * way.y, y + 4.5 * way.x), (x + 4.5 * way.y, y - 4.5 * way.x)]
    }

    static func diamond(from: Diagram.Point, to: Diagram.Point) -> [(Double, Double)] {
        let way = direction(from, to)
        let (x, y) = (from.x + 7 * way.x, from.y + 7 * way.y)
        return [
            (from.x, from.y), (x - 4.5 * way.y, y + 4.5 * way.x), (from.x + 14 * way.x, from.y + 14 * way.y),
            (x + 4.5 * way.y, y - 4.5 * way.x),
        ]
    }

    static func slash(from: Diagram.Point, to: Diagram.Point) -> (Diagram.Point, Diagram.Point) {
        let way = direction(from, to)
        let (x, y) = (from.x + 9 * way.x, from.y + 9 * way.y)
        let lean = (x: way.x * 0.5 - way.y * 0.87, y: way.y * 0.5 + way.x * 0.87)
        return (Diagram.Point(x: x - 5 * lean.x, y: y - 5 * lean.y), Diagram.Point(x: x + 5 * lean.x, y: y + 5 * lean.y))
    }
}

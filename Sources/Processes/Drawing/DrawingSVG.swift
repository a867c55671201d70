import BPMN
import Web

/// Figures that stand at a shape.
struct Mark: Hashable, Sendable {
    /// How many cases are there now; at the upper right corner.
    var now: String?
    /// How long it takes; on the lower edge.
    var time: String?
}

/// A number with a ground of its own.
enum Pill {
    static func size(_ text: String) -> (width: Double, height: Double) { (max(22, Lettering.width(text) + 14), 20) }
}

extension HTML {
    /// A drawing as one picture with a name. It is a picture only: everything in it stands in the outline as text.
    mutating func drawing(_ drawing: Drawing, name: String, marks: [String: Mark] = [:]) {
        let frame = drawing.frame
        element(
            "svg",
            [
                .class("drawing"), .role("img"), .aria("label", name), .attribute("focusable", "false"),
                .attribute(
                    "viewBox",
                    "\(Figure.text(frame.x)) \(Figure.text(frame.y)) \(Figure.text(frame.width)) \(Figure.text(frame.height))"),
                .attribute("width", Figure.text(frame.width)), .attribute("height", Figure.text(frame.height)),
            ]
        ) { html in
            for shape in drawing.shapes where shape.look.isGround { html.ground(shape) }
            for edge in drawing.edges { html.edge(edge) }
            for shape in drawing.shapes where !shape.look.isGround { html.shape(shape) }
            for shape in drawing.shapes { if let label = shape.label { html.label(label) } }
            for edge in drawing.edges { if let label = edge.label { html.label(label) } }
            for shape in drawing.shapes { if let mark = marks[shape.element] { html.mark(mark, shape, drawing) } }
        }
    }

    // MARK: Shapes

    private mutating func ground(_ shape: Drawing.Shape) {
        let bounds = shape.bounds
        switch shape.look {
        case .pool(let isHorizontal), .lane(let isHorizontal):
            box(bounds, "drawn-ground", round: 0)
            guard case .pool = shape.look else { return }
            isHorizontal
                ? line(bounds.x + 30, bounds.y, bounds.x + 30, bounds.bottom)
                : line(bounds.x, bounds.y + 30, bounds.right, bounds.y + 30)
        case .group: box(bounds, "drawn-group", round: 10)
        case .subProcess(let look):
            box(bounds, look.isEvent ? "drawn-ground drawn-dotted" : "drawn-ground", round: 10)
            if look.isTransaction { box(bounds.inset(3), "drawn-ground", round: 8) }
            markers(look.markers, bounds)
        default: break
        }
    }

    private mutating func shape(_ shape: Drawing.Shape) {
        let bounds = shape.bounds
        switch shape.look {
        case .event(let look): event(look, bounds)
        case .task(let kind, let markers):
            box(bounds, kind == "call" ? "drawn-shape drawn-strong" : "drawn-shape", round: 10)
            sign(Figure.task(kind), at: bounds.x + 5, bounds.y + 5, kind == "send" ? "drawn-sign-full" : "drawn-sign")
            self.markers(markers, bounds)
        case .subProcess(let look):
            box(bounds, look.isEvent ? "drawn-shape drawn-dotted" : "drawn-shape", round: 10)
            if look.isTransaction { box(bounds.inset(3), "drawn-shape", round: 8) }
            markers(look.markers, bounds)
        case .gateway(let kind, let showsMarker):
            let middle = bounds.middle
            polygon(
                [(middle.x, bounds.y), (bounds.right, middle.y), (middle.x, bounds.bottom), (bounds.x, middle.y)], "drawn-shape")
            if showsMarker { sign(Figure.gateway(kind), at: middle.x - 12, middle.y - 12, "drawn-gateway") }
        case .data(let isCollection):
            path(Figure.sheet(bounds), "drawn-shape")
            if isCollection { sign(Figure.several, at: bounds.middle.x - 6, bounds.bottom - 14, "drawn-sign") }
        case .store: path(Figure.store(bounds), "drawn-shape")
        case .note: path(Figure.bracket(bounds), "drawn-edge")
        case .pool, .lane, .group: break
        }
    }

    private mutating func event(_ look: ElementLook.EventLook, _ bounds: Diagram.Bounds) {
        let radius = min(bounds.width, bounds.height) / 2
        let ring = look.isInterrupting ? "" : " drawn-dashed"
        circle(bounds.middle, radius, (look.place == .end ? "drawn-shape drawn-strong" : "drawn-shape") + ring)
        if look.place == .intermediate || look.place == .boundary { circle(bounds.middle, radius - 3, "drawn-shape" + ring) }
        guard let symbol = look.symbol else { return }
        sign(
            Figure.event(symbol), at: bounds.middle.x - 9, bounds.middle.y - 9,
            look.isThrown ? "drawn-sign-full" : "drawn-sign")
    }

    private mutating func markers(_ markers: [ElementLook.ActivityMarker], _ bounds: Diagram.Bounds) {
        var x = bounds.middle.x - Double(markers.count) * 8
        for marker in markers {
            sign(Figure.marker(marker), at: x + 2, bounds.bottom - 15, "drawn-sign")
            x += 16
        }
    }

    // MARK: Edges

    private mutating func edge(_ edge: Drawing.Edge) {
        let look =
            switch edge.kind {
            case .sequence: "drawn-edge"
            case .message: "drawn-edge drawn-dashed"
            case .association, .data: "drawn-edge drawn-dotted"
            }
        element(
            "polyline",
            [
                .classes(look),
                .attribute("points", edge.points.map { "\(Figure.text($0.x)),\(Figure.text($0.y))" }.joined(separator: " ")),
            ], text: "")
        guard let last = edge.points.last, let before = edge.points.dropLast().last, let first = edge.points.first,
            let second = edge.points.dropFirst().first
        else { return }
        if edge.isDirected {
            let arrow = Figure.arrow(from: before, to: last)
            edge.kind == .sequence
                ? polygon(arrow, "drawn-arrow")
                : polygon(arrow, edge.kind == .message ? "drawn-shape" : "drawn-arrow")
        }
        if edge.kind == .message { circle(first, 4, "drawn-shape") }
        if edge.isConditional { polygon(Figure.diamond(from: first, to: second), "drawn-shape") }
        if edge.isDefault {
            let slash = Figure.slash(from: first, to: second)
            line(slash.0.x, slash.0.y, slash.1.x, slash.1.y)
        }
    }

    // MARK: Words

    private mutating func label(_ label: Drawing.Label) {
        let middle = label.room.middle
        let top = middle.y - Double(label.lines.count) * Lettering.leading / 2 + Lettering.size * 0.85
        var attributes: [Attribute] = [.class("drawn-text")]
        if label.isLeft { attributes = [.class("drawn-text drawn-left")] }
        if label.isTurned {
            attributes.append(.attribute("transform", "rotate(-90 \(Figure.text(middle.x)) \(Figure.text(middle.y)))"))
        }
        element("text", attributes) { html in
            for (index, line) in label.lines.enumerated() {
                html.element(
                    "tspan",
                    [
                        .attribute("x", Figure.text(label.isLeft ? label.room.x + 4 : middle.x)),
                        .attribute("y", Figure.text(top + Double(index) * Lettering.leading)),
                    ], text: line)
            }
        }
    }

    private mutating func mark(_ mark: Mark, _ shape: Drawing.Shape, _ drawing: Drawing) {
        let bounds = shape.bounds
        if let now = mark.now { pill(now, Diagram.Point(x: bounds.right - 3, y: bounds.y), "drawn-now") }
        if let time = mark.time { pill(time, drawing.place(of: Pill.size(time), on: shape), "drawn-time") }
    }

    private mutating func pill(_ text: String, _ middle: Diagram.Point, _ look: String) {
        let (width, height) = Pill.size(text)
        box(
            Diagram.Bounds(x: middle.x - width / 2, y: middle.y - height / 2, width: width, height: height), look,
            round: height / 2)
        element(
            "text",
            [
                .classes("\(look)-text"), .attribute("x", Figure.text(middle.x)),
                .attribute("y", Figure.text(middle.y + 4.2)),
            ], text: text)
    }

    // MARK: Strokes

    private mutating func box(_ bounds: Diagram.Bounds, _ look: String, round: Double) {
        element(
            "rect",
            [
                .classes(look), .attribute("x", Figure.text(bounds.x)), .attribute("y", Figure.text(bounds.y)),
                .attribute("width", Figure.text(bounds.width)), .attribute("height", Figure.text(bounds.height)),
                .attribute("rx", Figure.text(round)),
            ], text: "")
    }

    private mutating func circle(_ middle: Diagram.Point, _ radius: Double, _ look: String) {
        element(
            "circle",
            [
                .classes(look), .attribute("cx", Figure.text(middle.x)), .attribute("cy", Figure.text(middle.y)),
                .attribute("r", Figure.text(radius)),
            ], text: "")
    }

    private mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double) {
        path("M\(Figure.text(x1)) \(Figure.text(y1))L\(Figure.text(x2)) \(Figure.text(y2))", "drawn-edge")
    }

    private mutating func polygon(_ points: [(Double, Double)], _ look: String) {
        let text = points.map { "\(Figure.text($0.0)),\(Figure.text($0.1))" }.joined(separator: " ")
        element("polygon", [.classes(look), .attribute("points", text)], text: "")
    }

    private mutating func path(_ path: String, _ look: String) {
        element("path", [.classes(look), .attribute("d", path)], text: "")
    }

    private mutating func sign(_ path: String?, at x: Double, _ y: Double, _ look: String) {
        guard let path else { return }
        element(
            "path",
            [
                .classes(look), .attribute("d", path),
                .attribute("transform", "translate(\(Figure.text(x)) \(Figure.text(y)))"),
            ], text: "")
    }
}

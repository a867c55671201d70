import BPMN
import XML

/// A model as it is drawn: shapes and edges with the places of their words. A pure function of the model; nothing of a page.
struct Drawing: Hashable, Sendable {
    /// A name, and where it stands.
    struct Label: Hashable, Sendable {
        let lines: [String]
        /// The lines' own room; they are centred in it.
        let room: Diagram.Bounds
        /// Turned by a quarter to the left: names of lying pools and lanes.
        var isTurned = false
        /// Whether lines begin at the left.
        var isLeft = false
    }

    struct Shape: Hashable, Sendable {
        let element: String
        let name: String
        let look: ElementLook
        let bounds: Diagram.Bounds
        let label: Label?
    }

    struct Edge: Hashable, Sendable {
        enum Kind: Sendable { case sequence, message, association, data }

        let element: String
        let name: String
        let kind: Kind
        let points: [Diagram.Point]
        /// The way that is taken when no condition holds.
        let isDefault: Bool
        /// A condition on a flow that begins at an activity is drawn as a small diamond.
        let isConditional: Bool
        let isDirected: Bool
        let label: Label?
    }

    /// Grounds first, then what lies on them.
    private(set) var shapes: [Shape] = []
    private(set) var edges: [Edge] = []
    private(set) var frame = Diagram.Bounds(x: 0, y: 0, width: 0, height: 0)

    var isEmpty: Bool { shapes.isEmpty }

    /// - Parameter words: what stands beside an edge besides its name, such as how many came along.
    init(_ model: ProcessModel, beside words: [String: String] = [:]) {
        var reading = DrawingReading(model, beside: words)
        reading.read()
        shapes = reading.shapes
        edges = reading.edges
        let boxes =
            shapes.map(\.bounds) + shapes.compactMap { $0.label?.room } + edges.compactMap { $0.label?.room }
            + edges.flatMap(\.points).map { Diagram.Bounds(x: $0.x, y: $0.y, width: 0, height: 0) }
        guard let first = boxes.first else { return }
        let left = boxes.reduce(first.x) { min($0, $1.x) }
        let top = boxes.reduce(first.y) { min($0, $1.y) }
        let right = boxes.reduce(first.right) { max($0, $1.right) }
        let bottom = boxes.reduce(first.bottom) { max($0, $1.bottom) }
        let edge = 24.0
        frame = Diagram.Bounds(
            x: left - edge, y: top - edge, width: right - left + 2 * edge, height: bottom - top + 2 * edge)
    }
}

extension Drawing {
    /// The freest place for a figure on the lower edge of a shape, or at its upper left: not on an event, an arrow or words.
    func place(of size: (width: Double, height: Double), on shape: Shape) -> Diagram.Point {
        let bounds = shape.bounds
        let inset = size.width / 2 + 4
        let candidates = [
            Diagram.Point(x: bounds.middle.x, y: bounds.bottom), Diagram.Point(x: bounds.x + inset, y: bounds.bottom),
            Diagram.Point(x: bounds.right - inset, y: bounds.bottom), Diagram.Point(x: bounds.x + inset, y: bounds.y),
        ]
        let others = shapes.filter { $0.element != shape.element && !$0.look.isGround }.map(\.bounds)
        let words = (shapes.filter { $0.element != shape.element }.compactMap(\.label) + edges.compactMap(\.label)).map(\.room)
        let ways = edges.flatMap { DrawingReading.segments($0.points) }
        func cost(_ point: Diagram.Point) -> Double {
            let place = Diagram.Bounds(
                x: point.x - size.width / 2, y: point.y - size.height / 2, width: size.width, height: size.height)
            return (others + words + ways).reduce(0) { $0 + $1.overlap(place) }
        }
        return candidates.min { cost($0) < cost($1) } ?? bounds.middle
    }
}

/// Finds what is drawn, and a place for every name that has none in the file.
struct DrawingReading {
    private let model: ProcessModel
    private let words: [String: String]
    private var elements: [String: XMLElement] = [:]
    private var defaults: Set<String> = []
    /// What is inside collapsed sub-processes, which another drawing would show.
    private var hidden: Set<String> = []
    private(set) var shapes: [Drawing.Shape] = []
    private(set) var edges: [Drawing.Edge] = []
    private var taken: [Diagram.Bounds] = []
    private var ways: [Diagram.Bounds] = []

    init(_ model: ProcessModel, beside words: [String: String]) {
        self.model = model
        self.words = words
        let collapsed = Set(model.diagram.shapes.filter { $0.isExpanded == false }.map(\.element))
        var elements: [String: XMLElement] = [:]
        var defaults: Set<String> = []
        var hidden: Set<String> = []
        model.document.root.visit { xml in
            guard xml.namespace == ProcessModel.namespace, let id = xml.attribute("id") else { return }
            elements[id] = xml
            if let flow = xml.attribute("default") { defaults.insert(flow) }
            if collapsed.contains(id), xml.name.lowercased().hasSuffix("process") || xml.name == "transaction" {
                for child in xml.elements {
                    child.visit { inner in if let id = inner.attribute("id") { hidden.insert(id) } }
                }
            }
        }
        (self.elements, self.defaults, self.hidden) = (elements, defaults, hidden)
    }

    mutating func read() {
        let drawn = model.diagram.shapes.compactMap { shape -> (shape: Diagram.Shape, xml: XMLElement, look: ElementLook)? in
            guard !hidden.contains(shape.element), let xml = elements[shape.element], let look = ElementLook(xml, shape) else {
                return nil
            }
            return (shape, xml, look)
        }
        taken = drawn.filter { !$0.look.isGround }.map(\.shape.bounds)
        let lines = model.diagram.edges.filter { !hidden.contains($0.element) && $0.points.count > 1 }
        ways = lines.flatMap { DrawingReading.segments($0.points) }
        // Grounds come first, the largest at the bottom; events on a boundary last.
        let ordered = drawn.enumerated().sorted { left, right in
            let (a, b) = (DrawingReading.depth(left.element), DrawingReading.depth(right.element))
            return a == b ? left.offset < right.offset : a < b
        }
        shapes = ordered.map { add($0.element.shape, $0.element.xml, $0.element.look) }
        edges = lines.compactMap { edge($0) }
    }

    private static func depth(_ drawn: (shape: Diagram.Shape, xml: XMLElement, look: ElementLook)) -> Double {
        if drawn.look.isGround { return -drawn.shape.bounds.width * drawn.shape.bounds.height }
        if case .event(let event) = drawn.look, event.place == .boundary { return 2 }
        return 1
    }

    // MARK: Shapes

    private mutating func add(_ shape: Diagram.Shape, _ xml: XMLElement, _ look: ElementLook) -> Drawing.Shape {
        let name = DrawingReading.name(xml)
        return Drawing.Shape(
            element: shape.element, name: name, look: look, bounds: shape.bounds, label: label(name, look, shape))
    }

    private static func name(_ xml: XMLElement) -> String {
        if xml.name == "textAnnotation" { return xml.first("text", ns: ProcessModel.namespace)?.trimmedText ?? "" }
        return xml.attribute("name") ?? ""
    }

    private mutating func label(_ name: String, _ look: ElementLook, _ shape: Diagram.Shape) -> Drawing.Label? {
        guard !name.isEmpty else { return nil }
        let bounds = shape.bounds
        switch look {
        case .task, .note: return inside(name, bounds, isLeft: look == .note)
        case .subProcess(let look) where !look.isExpanded: return inside(name, bounds, isLeft: false)
        case .subProcess:
            let lines = Lettering.lines(name, room: bounds.width - 16, most: 2)
            let extent = Lettering.extent(lines)
            let room = Diagram.Bounds(x: bounds.x, y: bounds.y + 6, width: bounds.width, height: extent.height)
            taken.append(room)
            return Drawing.Label(lines: lines, room: room)
        case .pool(let isHorizontal), .lane(let isHorizontal):
            let lines = Lettering.lines(name, room: (isHorizontal ? bounds.height : bounds.width) - 8, most: 2)
            let room =
                isHorizontal
                ? Diagram.Bounds(x: bounds.x, y: bounds.y, width: 30, height: bounds.height)
                : Diagram.Bounds(x: bounds.x, y: bounds.y, width: bounds.width, height: 30)
            taken.append(room)
            return Drawing.Label(lines: lines, room: room, isTurned: isHorizontal)
        case .event, .gateway, .data, .store, .group:
            if let given = shape.label { return placed(name, in: given) }
            return around(name, bounds)
        }
    }

    private func inside(_ name: String, _ bounds: Diagram.Bounds, isLeft: Bool) -> Drawing.Label {
        let most = max(1, Int((bounds.height - 10) / Lettering.leading))
        let lines = Lettering.lines(name, room: bounds.width - 12, most: most)
        return Drawing.Label(lines: lines, room: bounds.inset(4), isLeft: isLeft)
    }

    /// Where the file says that a label stands; it grows downwards when its words need more.
    private mutating func placed(_ name: String, in given: Diagram.Bounds) -> Drawing.Label {
        let lines = Lettering.lines(name, room: max(given.width, 60))
        let extent = Lettering.extent(lines)
        let width = max(extent.width, given.width)
        let room = Diagram.Bounds(
            x: given.middle.x - width / 2, y: given.y, width: width, height: max(given.height, extent.height))
        taken.append(room)
        return Drawing.Label(lines: lines, room: room)
    }

    /// The freest of the places around a shape: under it, over it, or beside one of its corners.
    private mutating func around(_ name: String, _ bounds: Diagram.Bounds) -> Drawing.Label {
        var best: (cost: Double, label: Drawing.Label)?
        for room in [100.0, 64] where room == 100 || Lettering.longest(name) <= room {
            let lines = Lettering.lines(name, room: room)
            let extent = Lettering.extent(lines)
            let (left, right) = (bounds.middle.x - extent.width - 8, bounds.middle.x + 8)
            let (over, under) = (bounds.y - extent.height - 3, bounds.bottom + 3)
            let centre = bounds.middle.x - extent.width / 2
            let corners = [
                (centre, under), (centre, over), (right, under), (left, under), (right, over), (left, over),
                (bounds.right + 4, bounds.bottom - 8), (bounds.x - extent.width - 4, bounds.bottom - 8),
                (bounds.right + 4, bounds.y - extent.height + 8), (bounds.x - extent.width - 4, bounds.y - extent.height + 8),
            ]
            for (index, corner) in corners.enumerated() {
                let place = Diagram.Bounds(x: corner.0, y: corner.1, width: extent.width, height: extent.height)
                let price = cost(place) + Double(index)
                if best.map({ price < $0.cost }) ?? true { best = (price, Drawing.Label(lines: lines, room: place)) }
            }
        }
        let label = best?.label ?? Drawing.Label(lines: [name], room: bounds)
        taken.append(label.room)
        return label
    }

    /// What lies under a place: other shapes and words count more than lines.
    private func cost(_ place: Diagram.Bounds) -> Double {
        taken.reduce(0) { $0 + 10 * $1.overlap(place) } + ways.reduce(0) { $0 + 4 * $1.overlap(place) }
    }

    // MARK: Edges

    private mutating func edge(_ edge: Diagram.Edge) -> Drawing.Edge? {
        guard let xml = elements[edge.element] else { return nil }
        let kind: Drawing.Edge.Kind
        switch xml.name {
        case "sequenceFlow": kind = .sequence
        case "messageFlow": kind = .message
        case "association": kind = .association
        case "dataInputAssociation", "dataOutputAssociation": kind = .data
        default: return nil
        }
        let source = xml.attribute("sourceRef").flatMap { elements[$0]?.name } ?? ""
        let isDefault = defaults.contains(edge.element)
        let isConditional =
            xml.first("conditionExpression", ns: ProcessModel.namespace) != nil && !source.hasSuffix("Gateway") && !isDefault
        let (own, more) = (xml.attribute("name") ?? "", words[edge.element] ?? "")
        let name = own.isEmpty || more.isEmpty ? own + more : "\(own) (\(more))"
        let label: Drawing.Label? =
            name.isEmpty ? nil : edge.label.map { placed(name, in: $0) } ?? beside(name, edge.points)
        return Drawing.Edge(
            element: edge.element, name: xml.attribute("name") ?? "", kind: kind, points: edge.points, isDefault: isDefault,
            isConditional: isConditional,
            isDirected: kind != .association || (xml.attribute("associationDirection") ?? "None") != "None", label: label)
    }

    /// The freest place along an edge, near its beginning where there is a choice.
    private mutating func beside(_ name: String, _ points: [Diagram.Point]) -> Drawing.Label {
        var best: (cost: Double, label: Drawing.Label)?
        for room in [110.0, 60, 44] where room == 110 || Lettering.longest(name) <= room {
            let lines = Lettering.lines(name, room: room)
            let extent = Lettering.extent(lines)
            for (index, pair) in zip(points, points.dropFirst()).enumerated() {
                let isFlat = abs(pair.0.y - pair.1.y) <= abs(pair.0.x - pair.1.x)
                for share in [0.5, 0.3, 0.15, 0.7, 0.85] {
                    let x = pair.0.x + (pair.1.x - pair.0.x) * share
                    let y = pair.0.y + (pair.1.y - pair.0.y) * share
                    let corners =
                        isFlat
                        ? [(x - extent.width / 2, y - extent.height - 3), (x - extent.width / 2, y + 3)]
                        : [(x + 5, y - extent.height / 2), (x - extent.width - 5, y - extent.height / 2)]
                    for corner in corners {
                        let place = Diagram.Bounds(x: corner.0, y: corner.1, width: extent.width, height: extent.height)
                        let price = cost(place) + Double(index) * 2 + abs(share - 0.3)
                        if best.map({ price < $0.cost }) ?? true { best = (price, Drawing.Label(lines: lines, room: place)) }
                    }
                }
            }
        }
        let label = best?.label ?? Drawing.Label(lines: [name], room: Diagram.Bounds(x: 0, y: 0, width: 0, height: 0))
        taken.append(label.room)
        return label
    }

    /// The lines of an edge as thin boxes; leaning ones by the box around them.
    static func segments(_ points: [Diagram.Point]) -> [Diagram.Bounds] {
        zip(points, points.dropFirst()).map { from, to in
            Diagram.Bounds(
                x: min(from.x, to.x) - 2, y: min(from.y, to.y) - 2, width: abs(from.x - to.x) + 4,
                height: abs(from.y - to.y) + 4)
        }
    }
}

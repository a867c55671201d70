import XML

/// The drawing of a model (BPMN DI 1.0): where shapes and edges lie, in the diagram's own units.
public struct Diagram: Hashable, Sendable {
    public struct Point: Hashable, Sendable {
        public let x: Double
        public let y: Double

        public init(x: Double, y: Double) {
            self.x = x
            self.y = y
        }
    }

    public struct Bounds: Hashable, Sendable {
        public let x: Double
        public let y: Double
        public let width: Double
        public let height: Double

        public init(x: Double, y: Double, width: Double, height: Double) {
            self.x = x
            self.y = y
            self.width = width
            self.height = height
        }
    }

    public struct Shape: Hashable, Sendable {
        /// Identifier of the element that is drawn.
        public let element: String
        public let bounds: Bounds
        public let label: Bounds?
        /// Whether a sub-process shows its contents; nil where the file does not say.
        public let isExpanded: Bool?
        /// Whether a pool or lane lies on its side.
        public let isHorizontal: Bool?
        /// Whether an exclusive gateway shows its cross.
        public let isMarkerVisible: Bool?
    }

    public struct Edge: Hashable, Sendable {
        public let element: String
        public let points: [Point]
        public let label: Bounds?
    }

    public internal(set) var shapes: [Shape] = []
    public internal(set) var edges: [Edge] = []

    static let namespace = "http://www.omg.org/spec/BPMN/20100524/DI"

    /// Everything drawn on any plane of a document.
    init(_ definitions: XMLElement) {
        for diagram in definitions.elements("BPMNDiagram", ns: Diagram.namespace) {
            for plane in diagram.elements("BPMNPlane", ns: Diagram.namespace) {
                for element in plane.elements { add(element) }
            }
        }
    }

    private mutating func add(_ xml: XMLElement) {
        guard let element = xml.attribute("bpmnElement").map(ModelReader.localName) else { return }
        let label = xml.first("BPMNLabel", ns: Diagram.namespace)?.first("Bounds").flatMap(Diagram.bounds)
        switch xml.name {
        case "BPMNShape":
            guard let bounds = xml.first("Bounds").flatMap(Diagram.bounds) else { return }
            shapes.append(
                Shape(
                    element: element, bounds: bounds, label: label, isExpanded: Diagram.flag(xml, "isExpanded"),
                    isHorizontal: Diagram.flag(xml, "isHorizontal"), isMarkerVisible: Diagram.flag(xml, "isMarkerVisible")))
        case "BPMNEdge":
            let points = xml.elements("waypoint").compactMap { point -> Point? in
                guard let x = Diagram.number(point, "x"), let y = Diagram.number(point, "y") else { return nil }
                return Point(x: x, y: y)
            }
            edges.append(Edge(element: element, points: points, label: label))
        default: break
        }
    }

    private static func number(_ xml: XMLElement, _ name: String) -> Double? {
        xml.attribute(name).flatMap { Double($0) }.flatMap { $0.isFinite ? $0 : nil }
    }

    private static func flag(_ xml: XMLElement, _ name: String) -> Bool? {
        xml.attribute(name).map { $0 == "true" || $0 == "1" }
    }

    private static func bounds(_ xml: XMLElement) -> Bounds? {
        guard let x = number(xml, "x"), let y = number(xml, "y"), let width = number(xml, "width"),
            let height = number(xml, "height")
        else { return nil }
        return Bounds(x: x, y: y, width: width, height: height)
    }
}

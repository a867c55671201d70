import BPMN
import XML

/// What an element of a model looks like (BPMN 2.0, chapters 7 and 10 to 13), read from its XML: drawings show things that no
/// token ever enters, such as pools, notes and data objects.
enum ElementLook: Hashable, Sendable {
    case event(EventLook)
    case task(kind: String, markers: [ActivityMarker])
    case subProcess(SubProcessLook)
    case gateway(kind: String, showsMarker: Bool)
    case pool(isHorizontal: Bool)
    case lane(isHorizontal: Bool)
    case data(isCollection: Bool)
    case store
    case note
    case group

    struct EventLook: Hashable, Sendable {
        enum Place: String, Sendable { case start, intermediate, boundary, end }

        let place: Place
        /// `timer`, `message`, …; `multiple` for several; nil without a definition.
        let symbol: String?
        /// Filled where the event is thrown, in outline where it is caught.
        let isThrown: Bool
        /// Whether what it sits on, or what is around it, is given up.
        let isInterrupting: Bool
    }

    struct SubProcessLook: Hashable, Sendable {
        let isExpanded: Bool
        let isTransaction: Bool
        let isEvent: Bool
        let markers: [ActivityMarker]
    }

    enum ActivityMarker: String, Sendable { case parallel, sequential, loop, compensation, adHoc = "ad-hoc", contents }

    /// Nil for what is no shape: flows, definitions.
    init?(_ xml: XMLElement, _ shape: Diagram.Shape?) {
        switch xml.name {
        case "startEvent", "endEvent", "boundaryEvent", "intermediateCatchEvent", "intermediateThrowEvent", "implicitThrowEvent":
            self = .event(ElementLook.event(xml))
        case "exclusiveGateway", "inclusiveGateway", "parallelGateway", "complexGateway", "eventBasedGateway":
            let isExclusive = xml.name == "exclusiveGateway"
            self = .gateway(
                kind: String(xml.name.dropLast("Gateway".count)), showsMarker: !isExclusive || shape?.isMarkerVisible ?? false)
        case "subProcess", "transaction", "adHocSubProcess":
            let isExpanded = shape?.isExpanded ?? true
            var markers = ElementLook.markers(xml)
            if xml.name == "adHocSubProcess" { markers.append(.adHoc) }
            if !isExpanded { markers.append(.contents) }
            self = .subProcess(
                SubProcessLook(
                    isExpanded: isExpanded, isTransaction: xml.name == "transaction",
                    isEvent: ElementLook.flag(xml, "triggeredByEvent") ?? false, markers: markers))
        case "task", "userTask", "serviceTask", "sendTask", "receiveTask", "manualTask", "businessRuleTask", "scriptTask",
            "callActivity", "callChoreography":
            self = .task(kind: ElementLook.taskKind(xml.name), markers: ElementLook.markers(xml))
        case "participant": self = .pool(isHorizontal: shape?.isHorizontal ?? true)
        case "lane": self = .lane(isHorizontal: shape?.isHorizontal ?? true)
        case "dataObject", "dataObjectReference", "dataInput", "dataOutput":
            self = .data(isCollection: ElementLook.flag(xml, "isCollection") ?? false)
        case "dataStoreReference", "dataStore": self = .store
        case "textAnnotation": self = .note
        case "group": self = .group
        default: return nil
        }
    }

    /// The key of the words for its kind, such as `event.boundary.timer` or `gateway.exclusive`.
    var key: String {
        switch self {
        case .event(let event): "event.\(event.place.rawValue)"
        case .task(let kind, _): "task.\(kind)"
        case .subProcess(let look): look.isTransaction ? "transaction" : look.isEvent ? "event-sub-process" : "sub-process"
        case .gateway(let kind, _): "gateway.\(kind)"
        case .pool: "pool"
        case .lane: "lane"
        case .data: "data"
        case .store: "store"
        case .note: "note"
        case .group: "group"
        }
    }

    /// Whether it is a ground on which others lie.
    var isGround: Bool {
        switch self {
        case .pool, .lane, .group: true
        case .subProcess(let look): look.isExpanded
        default: false
        }
    }

    private static func taskKind(_ tag: String) -> String {
        switch tag {
        case "userTask": "user"
        case "serviceTask": "service"
        case "sendTask": "send"
        case "receiveTask": "receive"
        case "manualTask": "manual"
        case "businessRuleTask": "rule"
        case "scriptTask": "script"
        case "callActivity", "callChoreography": "call"
        default: "plain"
        }
    }

    private static func event(_ xml: XMLElement) -> EventLook {
        let suffix = "EventDefinition"
        let kinds = xml.elements.map(\.name).filter { $0.hasSuffix(suffix) }.map { String($0.dropLast(suffix.count)) }
        let place: EventLook.Place =
            switch xml.name {
            case "startEvent": .start
            case "endEvent": .end
            case "boundaryEvent": .boundary
            default: .intermediate
            }
        return EventLook(
            place: place, symbol: kinds.count > 1 ? "multiple" : kinds.first,
            isThrown: place == .end || xml.name.hasSuffix("ThrowEvent"),
            isInterrupting: flag(xml, "cancelActivity") ?? flag(xml, "isInterrupting") ?? true)
    }

    private static func markers(_ xml: XMLElement) -> [ActivityMarker] {
        var markers: [ActivityMarker] = []
        if let several = xml.elements("multiInstanceLoopCharacteristics").first {
            markers.append(flag(several, "isSequential") ?? false ? .sequential : .parallel)
        }
        if xml.elements.contains(where: { $0.name == "standardLoopCharacteristics" }) { markers.append(.loop) }
        if flag(xml, "isForCompensation") ?? false { markers.append(.compensation) }
        return markers
    }

    private static func flag(_ xml: XMLElement, _ name: String) -> Bool? {
        xml.attribute(name).map { $0 == "true" || $0 == "1" }
    }
}

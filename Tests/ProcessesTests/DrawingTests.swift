import BPMN
import FEEL
import Folders
import Kernel
@testable import Processes
import Testing
import Web
import XML

@Suite("A process that is drawn") struct DrawingTests {
    private func svg(_ drawing: Drawing, marks: [String: Mark] = [:]) -> String {
        var html = HTML()
        html.drawing(drawing, name: "n", marks: marks)
        return html.string
    }

    private func joined(_ label: Drawing.Label?) -> String {
        // A word that was broken at the end of a line is one word again.
        (label?.lines ?? []).joined(separator: " ")
    }

    private func model(_ process: String, _ shapes: String) throws -> ProcessModel {
        let text = """
            <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"
                xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI"
                id="d" targetNamespace="t">\(process)
              <bpmndi:BPMNDiagram id="dia"><bpmndi:BPMNPlane id="pl" bpmnElement="p">\(shapes)</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
            </definitions>
            """
        let reading = ProcessModel.read(try XMLDocument(parsing: text), file: "t.bpmn", language: FEELLanguage())
        return try #require(reading.model, "\(reading.problems)")
    }

    private func shape(_ element: String, _ x: Int, _ y: Int, _ width: Int, _ height: Int, _ more: String = "") -> String {
        "<bpmndi:BPMNShape id=\"s-\(element)\" bpmnElement=\"\(element)\" \(more)><dc:Bounds x=\"\(x)\" y=\"\(y)\" width=\"\(width)\" height=\"\(height)\"/></bpmndi:BPMNShape>"
    }

    @Test(
        "every element and every flow of the project's services is drawn, and every name can be read", arguments: Project.folders)
    func complete(_ folder: ServiceFolder) throws {
        let model = folder.process
        let drawing = Drawing(model)
        #expect(drawing.shapes.map(\.element).sorted() == model.nodes.map(\.id).sorted())
        #expect(drawing.edges.map(\.element).sorted() == model.flows.filter(\.isWritten).map(\.id).sorted())
        for node in model.nodes {
            let drawn = try #require(drawing.shapes.first { $0.element == node.id })
            #expect(joined(drawn.label) == node.name, "\(node.id)")
        }
        for flow in model.flows where flow.isWritten {
            let drawn = try #require(drawing.edges.first { $0.element == flow.id })
            #expect(joined(drawn.label) == flow.name, "\(flow.id)")
        }
    }

    /// Stated: in both services no words lie on other words, on a shape that is not their own, or outside the picture; and the words
    /// of a task fit into it by the estimate of their width.
    @Test("no words lie on other words or on other shapes", arguments: Project.folders, [false, true])
    func free(_ folder: ServiceFolder, _ counted: Bool) throws {
        let model = folder.process
        let parting = counted ? Outline(folder).parting.map(\.flow) : []
        let words = Dictionary(uniqueKeysWithValues: parting.map { ($0, "1234") })
        let drawing = Drawing(model, beside: words)
        var labels: [(element: String, room: Diagram.Bounds)] = []
        for shape in drawing.shapes {
            guard let label = shape.label else { continue }
            if case .task = shape.look {
                let extent = Lettering.extent(label.lines)
                #expect(extent.width <= shape.bounds.width && extent.height <= shape.bounds.height, "\(shape.element)")
            } else {
                labels.append((shape.element, label.room))
            }
        }
        labels += drawing.edges.compactMap { edge in edge.label.map { (edge.element, $0.room) } }
        for (index, label) in labels.enumerated() {
            #expect(drawing.frame.contains(label.room), "\(label.element)")
            for other in labels[(index + 1)...] {
                #expect(label.room.overlap(other.room) == 0, "\(label.element) on \(other.element)")
            }
            for shape in drawing.shapes where shape.element != label.element {
                #expect(label.room.overlap(shape.bounds) == 0, "\(label.element) on \(shape.element)")
            }
        }
    }

    @Test("names are text, whatever they hold")
    func escaped() throws {
        let model = try model(
            "<process id=\"p\" isExecutable=\"true\"><startEvent id=\"a\" name=\"&lt;script&gt;&amp;\"/><endEvent id=\"e\"/><sequenceFlow id=\"f\" sourceRef=\"a\" targetRef=\"e\"/></process>",
            shape("a", 0, 0, 36, 36) + shape("e", 100, 0, 36, 36))
        let text = svg(Drawing(model), marks: ["a": Mark(now: "<b>", time: nil)])
        #expect(text.contains("&lt;script&gt;&amp;") && !text.contains("<script") && !text.contains("<b>"))
    }

    @Test("a picture has a name, no style and no script of its own")
    func policy() throws {
        let folder = try #require(Project.folders.first)
        let text = svg(Drawing(folder.process))
        #expect(text.hasPrefix("<svg class=\"drawing\" role=\"img\" aria-label=\"n\""))
        #expect(!text.contains("style=") && !text.contains("<style") && !text.contains("url("))
    }

    /// By the notation: a thin ring starts, a double ring lies between, a thick one ends; dashed does not interrupt; what is thrown is
    /// filled.
    @Test("shapes follow the notation")
    func notation() throws {
        let model = try model(
            """
            <collaboration id="c"><participant id="pool" name="Amt" processRef="p"/></collaboration>
            <process id="p" isExecutable="true">
              <laneSet id="ls"><lane id="lane" name="Team"><flowNodeRef>t</flowNodeRef></lane></laneSet>
              <startEvent id="a"/><userTask id="t" name="T"><multiInstanceLoopCharacteristics isSequential="true"><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics></userTask>
              <boundaryEvent id="b" attachedToRef="t" cancelActivity="false"><timerEventDefinition id="td"><timeDuration>P1D</timeDuration></timerEventDefinition></boundaryEvent>
              <subProcess id="sub" name="Darin"><startEvent id="s1"/><endEvent id="s2"/><sequenceFlow id="sf" sourceRef="s1" targetRef="s2"/></subProcess>
              <parallelGateway id="g"/><endEvent id="e"><terminateEventDefinition id="te"/></endEvent><endEvent id="e2"/>
              <textAnnotation id="n"><text>Hinweis</text></textAnnotation>
              <sequenceFlow id="f1" sourceRef="a" targetRef="t"/><sequenceFlow id="f2" sourceRef="t" targetRef="sub"/>
              <sequenceFlow id="f3" sourceRef="sub" targetRef="g"/><sequenceFlow id="f4" sourceRef="g" targetRef="e"/>
              <sequenceFlow id="f5" sourceRef="b" targetRef="e2"/>
            </process>
            """,
            shape("pool", 0, 0, 900, 300, "isHorizontal=\"true\"") + shape("lane", 30, 0, 870, 300, "isHorizontal=\"true\"")
                + shape("a", 60, 60, 36, 36) + shape("t", 140, 40, 120, 80) + shape("b", 180, 102, 36, 36)
                + shape("sub", 320, 30, 200, 120, "isExpanded=\"false\"") + shape("s1", 330, 60, 36, 36)
                + shape("g", 560, 50, 50, 50) + shape("e", 660, 60, 36, 36) + shape("e2", 240, 200, 36, 36)
                + shape("n", 660, 200, 100, 40))
        let drawing = Drawing(model)
        let looks = Dictionary(drawing.shapes.map { ($0.element, $0.look) }, uniquingKeysWith: { $1 })
        #expect(looks["a"] == .event(.init(place: .start, symbol: nil, isThrown: false, isInterrupting: true)))
        #expect(looks["b"] == .event(.init(place: .boundary, symbol: "timer", isThrown: false, isInterrupting: false)))
        #expect(looks["e"] == .event(.init(place: .end, symbol: "terminate", isThrown: true, isInterrupting: true)))
        #expect(looks["t"] == .task(kind: "user", markers: [.sequential]))
        #expect(
            looks["sub"]
                == .subProcess(.init(isExpanded: false, isTransaction: false, isEvent: false, markers: [.contents])))
        #expect(looks["g"] == .gateway(kind: "parallel", showsMarker: true))
        #expect(looks["pool"] == .pool(isHorizontal: true) && looks["lane"] == .lane(isHorizontal: true))
        // What is inside a collapsed sub-process is drawn elsewhere.
        #expect(looks["s1"] == nil)
        #expect(drawing.shapes.first?.element == "pool" && drawing.shapes.last?.element == "b")
        #expect(drawing.shapes.first { $0.element == "lane" }?.label?.isTurned == true)
        #expect(drawing.shapes.first { $0.element == "n" }?.label?.lines == ["Hinweis"])
        let text = svg(drawing)
        #expect(text.contains("drawn-shape drawn-dashed") && text.contains("drawn-shape drawn-strong"))
    }

    /// 12 units of type: an "i" takes 3.6, an "m" 11.04; in a room of 40 three m and a hyphen (4.56) fit, a fourth does not.
    @Test("long words are broken, long texts cut, and short ones stay as they are")
    func wrapping() {
        #expect(Lettering.lines("iii iii", room: 40) == ["iii iii"])
        #expect(Lettering.lines("mmmm", room: 40) == ["mmm-", "m"])
        #expect(Lettering.lines("a b c d", room: 8, most: 2) == ["a", "b …"])
        #expect(Lettering.lines("", room: 40) == [])
    }

    @Test("numbers are written to a tenth, also below zero")
    func tenths() {
        #expect(Figure.text(12) == "12" && Figure.text(12.34) == "12.3" && Figure.text(-0.25) == "-0.3")
        #expect(Figure.text(-0.04) == "0" && Figure.text(1.96) == "2")
    }
}

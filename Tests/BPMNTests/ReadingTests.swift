import BPMN
import Kernel
import Testing

@Suite("Reading BPMN") struct ReadingTests {
    /// Line 1 is the envelope; the contents begin on line 2.
    func problems(_ contents: String, beside: String = "") -> [String] {
        Trial.read(contents, beside: beside).problems.map { "\($0.line) \($0.code.rawValue.dropFirst(5)) \($0.element ?? "-")" }
    }

    @Test("all problems of a file are reported at once, each with its line") func allAtOnce() {
        let contents = """
            <startEvent id='s'/>
            <exclusiveGateway id='g'/>
            <serviceTask id='a'/>
            <userTask id='b'/>
            <userTask id='lost'/>
            <sequenceFlow id='f1' sourceRef='s' targetRef='g'/>
            <sequenceFlow id='f2' sourceRef='g' targetRef='a'/>
            <sequenceFlow id='f3' sourceRef='g' targetRef='b'>
              <conditionExpression>1 +</conditionExpression></sequenceFlow>
            <sequenceFlow id='f4' sourceRef='a' targetRef='nowhere'/>
            <endEvent id='e'/>
            <sequenceFlow id='f5' sourceRef='lost' targetRef='e'/>
            """
        #expect(
            problems(contents) == [
                "3 no-default g", "4 dead-end a", "4 missing-detail a", "5 dead-end b", "6 unreachable lost",
                "8 missing-condition f2", "10 expression f3", "11 flow-to-nowhere f4", "12 unreachable e",
            ])
    }

    @Test("what cannot be executed is named, element by element") func notExecutable() {
        let contents = """
            <startEvent id='s'><escalationEventDefinition/></startEvent>
            <choreographyTask id='g'/>
            <userTask id='a'><multiInstanceLoopCharacteristics behavior='None'><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics></userTask>
            <scriptTask id='b' scriptFormat='javascript'><script>1</script></scriptTask>
            <dataObject id='d'/><textAnnotation id='t'/><laneSet id='l'/>
            <endEvent id='e'/>
            """ + path("s", "g", "a", "b", "e")
        #expect(problems(contents) == ["2 not-executable s", "3 not-executable g", "4 not-executable a", "5 not-executable b"])
    }

    @Test(
        "timers are checked when they are read",
        arguments: [
            ("<timeDuration>P1D</timeDuration>", true), ("<timeDuration>1 day</timeDuration>", false),
            ("<timeDuration>P1DT</timeDuration>", false), ("<timeDuration>=P1D +</timeDuration>", false),
            ("<timeDate>2026-02-28</timeDate>", true), ("<timeDate>2026-02-29</timeDate>", false),
            ("<timeDate>2026-02-28T10:00:00Z</timeDate>", true), ("<timeCycle>R3/PT1H</timeCycle>", true),
            ("<timeCycle>0 0 * * * ?</timeCycle>", false), ("<timeCycle>R/PT0S</timeCycle>", false), ("", false),
            ("<timeDuration>P1D</timeDuration><timeDate>2026-02-28</timeDate>", false),
        ])
    func timers(_ time: String, _ isRight: Bool) {
        let contents =
            "<startEvent id='s'/><intermediateCatchEvent id='t'><timerEventDefinition>\(time)</timerEventDefinition></intermediateCatchEvent><endEvent id='e'/>"
        #expect(Trial.read(contents + path("s", "t", "e")).problems.isEmpty == isRight)
    }

    @Test("references to messages, errors, hosts and flows must lead somewhere") func references() {
        let contents = """
            <startEvent id='s'/>
            <receiveTask id='a' messageRef='gone' default='none'/>
            <boundaryEvent id='b' attachedToRef='gone'><errorEventDefinition errorRef='gone'/></boundaryEvent>
            <sendTask id='c'/>
            <endEvent id='e'><errorEventDefinition errorRef='err'/></endEvent>
            <endEvent id='e'/>
            """ + path("s", "a", "c", "e") + path("b", "c")
        #expect(
            problems(contents, beside: "<error id='err' errorCode='E'/>") == [
                "3 unknown-default a", "3 unknown-reference a", "4 unknown-reference b", "4 unknown-reference b",
                "4 unreachable b",
                "5 missing-detail c", "6 uncaught-error e", "7 duplicate-id e",
            ])
    }

    @Test("flows may not cross a sub-process or lead into a start") func flows() {
        let contents = """
            <startEvent id='s'/><subProcess id='sub'><startEvent id='s1'/><endEvent id='e1'/>\(path("s1", "e1"))</subProcess><endEvent id='e'/>
            """ + path("s", "sub", "e") + flow("s", "e1") + flow("sub", "s") + flow("e", "sub")
        #expect(Set(problems(contents).map { $0.split(separator: " ")[1] }) == ["flow-crosses", "flow-forbidden"])
        #expect(problems(contents).count == 3)
    }

    @Test("a circle without a rest is found, one with a user task is not") func circles() {
        func contents(_ middle: String) -> String {
            "<startEvent id='s'/><exclusiveGateway id='m'/>\(middle)<exclusiveGateway id='x' default='x-e'/><endEvent id='e'/>"
                + path("s", "m", "a", "x", "e") + flow("x", "m", when: "again")
        }
        #expect(problems(contents("<userTask id='a'/>")) == [])
        #expect(problems(contents("<serviceTask id='a' stadtkern:action='x.a'/>")) == ["2 busy-loop m"])
        #expect(problems(contents("<task id='a'/>")) == ["2 busy-loop m"])
        #expect(
            problems(
                contents(
                    "<subProcess id='a'><startEvent id='s1'/><userTask id='u'/><endEvent id='e1'/>\(path("s1", "u", "e1"))</subProcess>"
                )) == [])
    }

    @Test("an event-based gateway needs events behind it") func eventGateway() {
        let contents =
            "<startEvent id='s'/><eventBasedGateway id='g'/><userTask id='a'/><endEvent id='e'/>" + path("s", "g", "a", "e")
        #expect(problems(contents) == ["2 event-gateway g", "2 event-gateway a"])
    }

    @Test("files that are no models are refused with a line") func noModel() {
        func read(_ text: String) -> [Problem] { ProcessModel.read(text.utf8, file: "f", language: FEELLanguage()).problems }
        #expect(read("<a>").map(\.code) == [.notXML])
        #expect(read("<a/>").map(\.code) == [.notBPMN])
        #expect(read("<!DOCTYPE a><a/>").first?.sentence.contains("DOCTYPE") == true)
        let empty = "\n<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL'/>"
        #expect(read(empty).map(\.description) == ["f:2: bpmn-no-process The file has no process."])
    }

    @Test("what a model needs from its service is listed") func uses() throws {
        let trial = try Trial(
            """
            <startEvent id='s'/><serviceTask id='a' stadtkern:action='notices.issue'/>
            <businessRuleTask id='b' stadtkern:decision='tax' stadtkern:result='t'/>
            <userTask id='c' stadtkern:form='review' stadtkern:candidates='clerk' stadtkern:due='decision'/><endEvent id='e'/>
            """ + path("s", "a", "b", "c", "e"))
        let uses = trial.model.uses.map { "\($0.kind.rawValue) \($0.name) \($0.element) \($0.line)" }
        #expect(
            uses == [
                "action notices.issue a 2", "decision tax b 3", "form review c 4", "candidates clerk c 4",
                "deadline decision c 4",
            ])
    }

    @Test("the drawing is kept") func diagram() throws {
        let di = """
            <di:BPMNDiagram xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" \
            xmlns:d="http://www.omg.org/spec/DD/20100524/DI"><di:BPMNPlane bpmnElement="p">
            <di:BPMNShape bpmnElement="s"><dc:Bounds x="10" y="20.5" width="36" height="36"/></di:BPMNShape>
            <di:BPMNEdge bpmnElement="s-e"><d:waypoint x="46" y="38"/><d:waypoint x="90" y="38"/></di:BPMNEdge>
            </di:BPMNPlane></di:BPMNDiagram>
            """
        let trial = try Trial("<startEvent id='s'/><endEvent id='e'/>" + path("s", "e"), beside: di)
        let shape = try #require(trial.model.diagram.shapes.first)
        #expect(shape.element == "s" && shape.bounds == Diagram.Bounds(x: 10, y: 20.5, width: 36, height: 36))
        #expect(trial.model.diagram.edges.first?.points == [Diagram.Point(x: 46, y: 38), Diagram.Point(x: 90, y: 38)])
    }
}

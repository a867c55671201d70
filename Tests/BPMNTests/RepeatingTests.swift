import BPMN
import Kernel
import Testing

@Suite("Repeated activities and ad-hoc sub-processes") struct RepeatingTests {
    static func around(_ activity: String, _ more: String = "") -> String {
        "<startEvent id='s'/>\(activity)<endEvent id='e'/>\(more)" + path("s", "A", "e")
    }

    static func multi(_ attributes: String, _ inside: String = "") -> String {
        around(
            "<userTask id='A'><multiInstanceLoopCharacteristics \(attributes)>\(inside)</multiInstanceLoopCharacteristics></userTask>"
        )
    }

    @Test("a number of instances one after the other, or all begun before the first ends") func cardinality() throws {
        let inside = "<loopCardinality>n</loopCardinality>"
        #expect(
            try Played(RepeatingTests.multi("isSequential='true'", inside), ["n": 3]).steps == "+s -s +A -A +A -A +A -A +e -e")
        #expect(try Played(RepeatingTests.multi("", inside), ["n": 3]).steps == "+s -s +A +A +A -A -A -A +e -e")
        #expect(try Played(RepeatingTests.multi("", inside), ["n": 0]).steps == "+s -s +e -e")
    }

    @Test("a number that is none becomes an incident and can be mended") func wrong() throws {
        var trial = try Trial(RepeatingTests.multi("", "<loopCardinality>n</loopCardinality>"))
        trial.start(["n": "many"])
        #expect(trial.state.incidents.count == 1)
        trial.give(.retry(token: try trial.token("A"), variables: ["n": 1]))
        try trial.finishLast("A")
        #expect(trial.state.status == .completed)
    }

    static let data =
        """
        <startEvent id='s'/><dataObject id='list' isCollection='true' name='items'/><dataObject id='sums' isCollection='true' name='results'/>
        <scriptTask id='A'><ioSpecification><dataInput id='din'/><dataOutput id='dout'/><inputSet><dataInputRefs>din</dataInputRefs></inputSet><outputSet><dataOutputRefs>dout</dataOutputRefs></outputSet></ioSpecification>
        <dataInputAssociation id='dia'><sourceRef>list</sourceRef><targetRef>din</targetRef></dataInputAssociation>
        <dataOutputAssociation id='doa'><sourceRef>dout</sourceRef><targetRef>sums</targetRef></dataOutputAssociation>
        <multiInstanceLoopCharacteristics isSequential='SEQUENTIAL'><loopDataInputRef>din</loopDataInputRef><loopDataOutputRef>dout</loopDataOutputRef>
        <inputDataItem id='i1' name='item'/><outputDataItem id='o1' name='sum'/></multiInstanceLoopCharacteristics>
        <script>{sum: item * 10 + loopCounter}</script></scriptTask><endEvent id='e'/>
        """ + path("s", "A", "e")

    @Test("a collection: each instance sees its item, and what they give is gathered in order", arguments: ["true", "false"])
    func collection(_ sequential: String) throws {
        let played = try Played(RepeatingTests.data.replacing("SEQUENTIAL", with: sequential), ["items": [3, 1, 2]])
        #expect(played.run.state.variables["results"] == [31, 12, 23])
        // Item and result belong to the instance and are gone.
        #expect(played.run.state.variables["item"] == nil && played.run.state.variables["sum"] == nil)
        #expect(played.run.lines.filter { $0 == "0 enter A" }.count == 3)
    }

    @Test("a completion condition ends the rest early (BPMN 2.0, 10.3.8)") func completion() throws {
        let inside =
            "<loopCardinality>5</loopCardinality><completionCondition>numberOfCompletedInstances >= 2</completionCondition>"
        #expect(try Played(RepeatingTests.multi("isSequential='true'", inside)).steps == "+s -s +A -A +A -A +e -e")
        #expect(try Played(RepeatingTests.multi("", inside)).steps == "+s -s +A +A +A +A +A -A -A -A -A -A +e -e")
        let counted =
            "<loopCardinality>4</loopCardinality><completionCondition>numberOfActiveInstances = 1 and numberOfInstances = 4</completionCondition>"
        var trial = try Trial(RepeatingTests.multi("", counted))
        trial.start()
        for _ in 0..<3 { try trial.finishLast("A") }
        #expect(trial.trace == "+s -s +A +A +A +A -A -A -A xA +e -e end")
    }

    @Test("a boundary event interrupts all instances at once, and listens once") func boundary() throws {
        let played = try Played(
            RepeatingTests.around(
                "<userTask id='A'><multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics></userTask>",
                "<boundaryEvent id='b' attachedToRef='A'><timerEventDefinition><timeDuration>PT1S</timeDuration></timerEventDefinition></boundaryEvent><endEvent id='be'/>\(path("b", "be"))"
            ), events: [["at": 9, "complete": "A"]])
        #expect(played.trace == "0 +s 0 -s 0 +A 0 +A 1 -A 1 -A 1 +b 1 -b 1 +be 1 -be")
    }

    @Test("an error of one instance ends all") func error() throws {
        let played = try Played(
            RepeatingTests.around(
                "<userTask id='A'><multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics></userTask>",
                "<boundaryEvent id='b' attachedToRef='A'><errorEventDefinition/></boundaryEvent><endEvent id='be'/>\(path("b", "be"))"
            ), events: [["at": 2, "fail": "A", "code": "X"], ["at": 9, "complete": "A"]])
        #expect(played.trace == "0 +s 0 -s 0 +A 0 +A 2 -A 2 -A 2 +b 2 -b 2 +be 2 -be")
    }

    @Test("a sub-process is repeated with all that is in it, and its instances do not disturb each other") func subProcess()
        throws
    {
        let played = try Played(
            """
            <startEvent id='s'/><subProcess id='A'><multiInstanceLoopCharacteristics stadtkern:collection='items' stadtkern:item='it' stadtkern:outputItem='out' stadtkern:outputCollection='all'/>
            <startEvent id='s1'/><scriptTask id='x' stadtkern:result='out'><script>it + 1</script></scriptTask><endEvent id='e1'/>\(path("s1", "x", "e1"))</subProcess><endEvent id='e'/>
            """ + path("s", "A", "e"), ["items": [1, 2]])
        #expect(played.steps == "+s -s +A +A +s1 -s1 +s1 -s1 +x -x +x -x +e1 -e1 -A +e1 -e1 -A +e -e")
        #expect(played.run.state.variables["all"] == [2, 3])
    }

    static func standard(_ attributes: String, _ condition: String?) -> String {
        around(
            "<userTask id='A'><standardLoopCharacteristics \(attributes)>\(condition.map { "<loopCondition>\($0)</loopCondition>" } ?? "")</standardLoopCharacteristics></userTask>"
        )
    }

    @Test("a standard loop asks after each round, or before; a maximum ends it (BPMN 2.0, 10.3.8)") func standardLoop() throws {
        let variables: JSON = ["n": 0, "tasks": ["A": [["n": 1], ["n": 2], ["n": 3]]]]
        #expect(try Played(RepeatingTests.standard("", "n &lt; 3"), variables).steps == "+s -s +A -A +A -A +A -A +e -e")
        #expect(try Played(RepeatingTests.standard("", "false"), variables).steps == "+s -s +A -A +e -e")
        #expect(try Played(RepeatingTests.standard("testBefore='true'", "false"), variables).steps == "+s -s +e -e")
        #expect(try Played(RepeatingTests.standard("loopMaximum='2'", "true"), variables).steps == "+s -s +A -A +A -A +e -e")
        #expect(try Played(RepeatingTests.standard("loopMaximum='2'", nil), variables).steps == "+s -s +A -A +A -A +e -e")
    }

    @Test("loops without an end are found before they run") func endless() {
        #expect(Trial.read(RepeatingTests.standard("", nil)).problems.map(\.code) == [.endlessLoop])
        #expect(Trial.read(RepeatingTests.multi("")).problems.map(\.code) == [.endlessLoop])
    }

    static func adHoc(_ attributes: String, _ condition: String?) -> String {
        """
        <startEvent id='s'/><adHocSubProcess id='A' \(attributes)><userTask id='x'/><userTask id='y'/><userTask id='z'/>
        \(condition.map { "<completionCondition>\($0)</completionCondition>" } ?? "")</adHocSubProcess><endEvent id='e'/>
        """ + path("s", "A", "e")
    }

    @Test("an ad-hoc sub-process begins all its activities, or one after the other") func adHoc() throws {
        #expect(try Played(RepeatingTests.adHoc("", nil)).steps == "+s -s +A +x -x +y -y +z -z -A +e -e")
        let events: JSON = [["at": 1, "complete": "x"], ["at": 2, "complete": "y"], ["at": 3, "complete": "z"]]
        #expect(
            try Played(RepeatingTests.adHoc("ordering='Parallel'", nil), events: events).trace
                == "0 +s 0 -s 0 +A 0 +x 0 +y 0 +z 1 -x 2 -y 3 -z 3 -A 3 +e 3 -e")
        #expect(
            try Played(RepeatingTests.adHoc("ordering='Sequential'", nil), events: events).trace
                == "0 +s 0 -s 0 +A 0 +x 1 -x 1 +y 2 -y 2 +z 3 -z 3 -A 3 +e 3 -e")
    }

    @Test("its completion condition gives up what still goes on, or lets it end (BPMN 2.0, 10.3.5)") func adHocCompletion() throws
    {
        let events: JSON = [
            ["at": 1, "complete": "y", "variables": ["enough": true]], ["at": 2, "complete": "x"], ["at": 3, "complete": "z"],
        ]
        let variables: JSON = ["enough": false]
        #expect(
            try Played(RepeatingTests.adHoc("", "enough"), variables, events: events).trace
                == "0 +s 0 -s 0 +A 0 +x 0 +y 0 +z 1 -y 1 -x 1 -z 1 -A 1 +e 1 -e")
        #expect(
            try Played(RepeatingTests.adHoc("cancelRemainingInstances='false'", "enough"), variables, events: events).trace
                == "0 +s 0 -s 0 +A 0 +x 0 +y 0 +z 1 -y 2 -x 3 -z 3 -A 3 +e 3 -e")
        #expect(
            try Played(
                RepeatingTests.adHoc("ordering='Sequential'", "enough"), ["enough": false, "tasks": ["x": ["enough": true]]]
            ).steps
                == "+s -s +A +x -x -A +e -e")
        #expect(try Played(RepeatingTests.adHoc("", "enough"), variables).run.findings.count == 1)
    }
}

extension Trial {
    /// Finishes the task of an element that was opened last.
    mutating func finishLast(_ element: String) throws {
        let open = state.tokens.last { token in
            if case .task = token.wait { token.element == element } else { false }
        }
        give(.taskCompleted(token: try #require(open?.id), act: nil, variables: [:]))
    }
}

import BPMN
import Kernel
import Testing

@Suite("Compensation and transactions") struct CompensationTests {
    static func all(_ parts: String...) -> String { parts.joined() }

    /// An activity with a handler that undoes it.
    static func undoable(_ id: String) -> String {
        """
        <userTask id='\(id)'/><boundaryEvent id='\(id)C' attachedToRef='\(id)'><compensateEventDefinition/></boundaryEvent>
        <userTask id='undo\(id)' isForCompensation='true'/><association id='as\(id)' sourceRef='\(id)C' targetRef='undo\(id)'/>
        """
    }

    @Test("what was completed is undone in the opposite order, and the thrower waits for it (BPMN 2.0, 13.4.1)") func order()
        throws
    {
        let played = try Played(
            CompensationTests.all(
                "<startEvent id='s'/>", CompensationTests.undoable("A"), CompensationTests.undoable("B"),
                CompensationTests.undoable("N"),
                "<intermediateThrowEvent id='t'><compensateEventDefinition/></intermediateThrowEvent><exclusiveGateway id='g' default='g-t'/><endEvent id='e'/>",
                path("s", "A", "B", "g", "t", "e"), flow("g", "N", when: "false"), path("N", "t")))
        // N was never done, so nothing of it is undone.
        #expect(played.steps == "+s -s +A -A +B -B +g -g +t +undoB -undoB +undoA -undoA -t +e -e")
    }

    @Test("one activity by name; it is not undone twice") func named() throws {
        let played = try Played(
            CompensationTests.all(
                "<startEvent id='s'/>", CompensationTests.undoable("A"), CompensationTests.undoable("B"),
                "<intermediateThrowEvent id='t'><compensateEventDefinition activityRef='A'/></intermediateThrowEvent>",
                "<intermediateThrowEvent id='u'><compensateEventDefinition activityRef='A'/></intermediateThrowEvent><endEvent id='e'/>",
                path("s", "A", "B", "t", "u", "e")))
        #expect(played.steps == "+s -s +A -A +B -B +t +undoA -undoA -t +u -u +e -e")
    }

    @Test("a thrower that does not wait goes on at once, and the handlers run beside it") func detached() throws {
        let played = try Played(
            CompensationTests.all(
                "<startEvent id='s'/>", CompensationTests.undoable("A"),
                "<intermediateThrowEvent id='t'><compensateEventDefinition waitForCompletion='false'/></intermediateThrowEvent><userTask id='z'/><endEvent id='e'/>",
                path("s", "A", "t", "z", "e")), events: [["at": 1, "complete": "undoA"]])
        #expect(played.trace == "0 +s 0 -s 0 +A 0 -A 0 +t 0 -t 0 +undoA 0 +z 0 -z 0 +e 0 -e 1 -undoA")
        #expect(played.run.state.status == .completed)
    }

    @Test("a completed sub-process is undone by undoing what was done inside it") func inside() throws {
        let played = try Played(
            CompensationTests.all(
                "<startEvent id='s'/><subProcess id='sub'><startEvent id='s1'/>", CompensationTests.undoable("A"),
                CompensationTests.undoable("B"), "<endEvent id='e1'/>", path("s1", "A", "B", "e1"), "</subProcess>",
                "<endEvent id='e'><compensateEventDefinition activityRef='sub'/></endEvent>", path("s", "sub", "e")))
        #expect(played.steps == "+s -s +sub +s1 -s1 +A -A +B -B +e1 -e1 -sub +e +undoB -undoB +undoA -undoA -e")
    }

    @Test("a sub-process with a compensation event sub-process is undone by it") func handler() throws {
        let played = try Played(
            CompensationTests.all(
                "<startEvent id='s'/><subProcess id='sub'><startEvent id='s1'/>", CompensationTests.undoable("A"),
                "<endEvent id='e1'/>", path("s1", "A", "e1"),
                """
                <subProcess id='esp' triggeredByEvent='true'><startEvent id='es'><compensateEventDefinition/></startEvent><task id='x'/>
                <endEvent id='ee'><compensateEventDefinition activityRef='A'/></endEvent>\(path("es", "x", "ee"))</subProcess></subProcess>
                <endEvent id='e'><compensateEventDefinition/></endEvent>
                """, path("s", "sub", "e")))
        #expect(
            played.steps
                == "+s -s +sub +s1 -s1 +A -A +e1 -e1 -sub +e +esp +es -es +x -x +ee +undoA -undoA -ee -esp -e")
    }

    @Test("an error event sub-process undoes what was done beside it") func afterError() throws {
        let played = try Played(
            CompensationTests.all(
                "<startEvent id='s'/>", CompensationTests.undoable("A"),
                "<endEvent id='e'><errorEventDefinition errorRef='bad'/></endEvent>",
                """
                <subProcess id='esp' triggeredByEvent='true'><startEvent id='es'><errorEventDefinition errorRef='bad'/></startEvent>
                <endEvent id='ee'><compensateEventDefinition/></endEvent>\(path("es", "ee"))</subProcess>
                """, path("s", "A", "e")), beside: "<error id='bad' errorCode='B'/>")
        #expect(played.steps == "+s -s +A -A +e -e +esp +es -es +ee +undoA -undoA -ee -esp")
    }

    static let transaction = all(
        """
        <startEvent id='s'/><transaction id='tx'><startEvent id='s1'/><parallelGateway id='f'/>
        """, undoable("A"), undoable("B"),
        """
        <userTask id='slow'/><exclusiveGateway id='g' default='g-fine'/><endEvent id='fine'/><endEvent id='slowEnd'/>
        <endEvent id='no'><cancelEventDefinition/></endEvent>
        """, path("s1", "A", "B", "f", "g", "fine"), flow("g", "no", when: "bad"), path("f", "slow", "slowEnd"),
        """
        </transaction><boundaryEvent id='cancelled' attachedToRef='tx'><cancelEventDefinition/></boundaryEvent>
        <endEvent id='e'/><endEvent id='ce'/>
        """, path("s", "tx", "e"), path("cancelled", "ce"))

    @Test("a cancelled transaction gives up what goes on, undoes what was done, and is left by its cancel event (10.5.4)")
    func cancelled() throws {
        let played = try Played(CompensationTests.transaction, ["bad": true], events: [["at": 9, "complete": "slow"]])
        #expect(
            played.steps
                == "+s -s +tx +s1 -s1 +A -A +B -B +f -f +slow +g -g +no -slow +undoB -undoB +undoA -undoA -no -tx +cancelled -cancelled +ce -ce"
        )
    }

    @Test("a transaction that is not cancelled ends like a sub-process") func fine() throws {
        let played = try Played(CompensationTests.transaction, ["bad": false])
        #expect(played.steps.hasSuffix("+f -f +slow -slow +g -g +fine -fine +slowEnd -slowEnd -tx +e -e"))
    }

    @Test("cancelling where there is no transaction, or none to go on from, is found before") func wrong() {
        let alone = Trial.read("<startEvent id='s'/><endEvent id='e'><cancelEventDefinition/></endEvent>" + path("s", "e"))
        #expect(alone.problems.map(\.code) == [.missingDetail])
        let open = Trial.read(
            "<startEvent id='s'/><transaction id='tx'><startEvent id='s1'/><endEvent id='no'><cancelEventDefinition/></endEvent>"
                + path("s1", "no") + "</transaction><endEvent id='e'/>" + path("s", "tx", "e"))
        #expect(open.problems.map(\.code) == [.missingDetail] && open.problems.first?.element == "no")
    }

    @Test("instances of a repeated activity are undone one by one, each with its item, the last first") func instances() throws {
        let played = try Played(
            """
            <startEvent id='s'/><userTask id='A'><multiInstanceLoopCharacteristics isSequential='true' stadtkern:collection='items' stadtkern:item='it'/></userTask>
            <boundaryEvent id='AC' attachedToRef='A'><compensateEventDefinition/></boundaryEvent>
            <scriptTask id='undo' isForCompensation='true' stadtkern:result='undone'><script>append(undone, it)</script></scriptTask>
            <association id='as' sourceRef='AC' targetRef='undo'/><endEvent id='e'><compensateEventDefinition/></endEvent>
            """ + path("s", "A", "e"), ["items": ["x", "y"], "undone": []])
        #expect(played.steps == "+s -s +A -A +A -A +e +undo -undo +undo -undo -e")
        #expect(played.run.state.variables["undone"] == ["y", "x"])
    }
}

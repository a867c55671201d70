import BPMN
import Kernel
import Testing

@Suite("Event sub-processes") struct EventSubProcessTests {
    static func contents(_ definition: String, interrupting: Bool) -> String {
        """
        <startEvent id='s'/><userTask id='a'/><endEvent id='e'/>
        <subProcess id='esp' triggeredByEvent='true'><startEvent id='es' isInterrupting='\(interrupting)'>\(definition)</startEvent>
        <task id='x'/><endEvent id='ee'/>\(path("es", "x", "ee"))</subProcess>
        """ + path("s", "a", "e")
    }

    static let beside = "<message id='m' name='mail'/><error id='bad' errorCode='B'/>"

    @Test("one that interrupts takes the place of what is around it") func interrupting() throws {
        let played = try Played(
            EventSubProcessTests.contents("<messageEventDefinition messageRef='m'/>", interrupting: true),
            beside: EventSubProcessTests.beside,
            events: [["at": 1, "message": "mail", "variables": ["k": 7]], ["at": 2, "complete": "a"]])
        #expect(played.trace == "0 +s 0 -s 0 +a 1 -a 1 +esp 1 +es 1 -es 1 +x 1 -x 1 +ee 1 -ee 1 -esp")
        #expect(played.run.state.status == .completed)
        #expect(played.run.state.variables == ["k": 7])
    }

    @Test("one that does not interrupt runs beside it, as often as its event comes") func beside() throws {
        let played = try Played(
            EventSubProcessTests.contents("<messageEventDefinition messageRef='m'/>", interrupting: false),
            beside: EventSubProcessTests.beside,
            events: [["at": 1, "message": "mail"], ["at": 2, "message": "mail"], ["at": 3, "complete": "a"]])
        let once = "T +esp T +es T -es T +x T -x T +ee T -ee T -esp"
        #expect(
            played.trace
                == "0 +s 0 -s 0 +a \(once.replacing("T", with: "1")) \(once.replacing("T", with: "2")) 3 -a 3 +e 3 -e")
    }

    @Test("a timer counts from the beginning of the process, a cycle repeats") func timer() throws {
        let once = EventSubProcessTests.contents(
            "<timerEventDefinition><timeDuration>PT5S</timeDuration></timerEventDefinition>", interrupting: true)
        #expect(try Played(once, events: [["at": 9, "complete": "a"]]).trace.hasPrefix("0 +s 0 -s 0 +a 5 -a 5 +esp"))
        let cycle = EventSubProcessTests.contents(
            "<timerEventDefinition><timeCycle>R2/PT2S</timeCycle></timerEventDefinition>", interrupting: false)
        let played = try Played(cycle, events: [["at": 9, "complete": "a"]])
        #expect(played.run.lines.filter { $0.hasSuffix("enter esp") } == ["2 enter esp", "4 enter esp"])
    }

    @Test("an error is caught by the event sub-process beside it before a boundary event around it") func error() throws {
        let inner = """
            <startEvent id='s1'/><serviceTask id='a' stadtkern:action='x.a'/><endEvent id='e1'/>
            <subProcess id='esp' triggeredByEvent='true'><startEvent id='es'><errorEventDefinition errorRef='bad'/></startEvent>
            <endEvent id='ee'/>\(path("es", "ee"))</subProcess>\(path("s1", "a", "e1"))
            """
        let contents =
            """
            <startEvent id='s'/><subProcess id='sub'>\(inner)</subProcess>
            <boundaryEvent id='b' attachedToRef='sub'><errorEventDefinition/></boundaryEvent><endEvent id='e'/><endEvent id='be'/>
            """ + path("s", "sub", "e") + path("b", "be")
        let caught = try Played(contents, beside: EventSubProcessTests.beside, events: [["at": 1, "fail": "a", "code": "B"]])
        #expect(
            caught.trace == "0 +s 0 -s 0 +sub 0 +s1 0 -s1 0 +a 1 -a 1 +esp 1 +es 1 -es 1 +ee 1 -ee 1 -esp 1 -sub 1 +e 1 -e")
        let other = try Played(contents, beside: EventSubProcessTests.beside, events: [["at": 1, "fail": "a", "code": "C"]])
        #expect(other.trace == "0 +s 0 -s 0 +sub 0 +s1 0 -s1 0 +a 1 -a 1 -sub 1 +b 1 -b 1 +be 1 -be")
    }

    @Test("an error out of an event sub-process is not caught beside it, but further out") func outwards() throws {
        let inner = """
            <startEvent id='s1'/><endEvent id='e1'><errorEventDefinition errorRef='bad'/></endEvent>
            <subProcess id='esp' triggeredByEvent='true'><startEvent id='es'><errorEventDefinition errorRef='bad'/></startEvent>
            <endEvent id='ee'><errorEventDefinition errorRef='bad'/></endEvent>\(path("es", "ee"))</subProcess>\(path("s1", "e1"))
            """
        let played = try Played(
            """
            <startEvent id='s'/><subProcess id='sub'>\(inner)</subProcess>
            <boundaryEvent id='b' attachedToRef='sub'><errorEventDefinition errorRef='bad'/></boundaryEvent><endEvent id='e'/><endEvent id='be'/>
            """ + path("s", "sub", "e") + path("b", "be"), beside: EventSubProcessTests.beside)
        #expect(played.steps == "+s -s +sub +s1 -s1 +e1 -e1 +esp +es -es +ee -ee -esp -sub +b -b +be -be")
    }

    @Test("one that begins by an escalation or a condition") func others() throws {
        let escalation = try Played(
            """
            <startEvent id='s'/><intermediateThrowEvent id='t'><escalationEventDefinition escalationRef='up'/></intermediateThrowEvent><endEvent id='e'/>
            <subProcess id='esp' triggeredByEvent='true'><startEvent id='es' isInterrupting='false'><escalationEventDefinition escalationRef='up'/></startEvent>
            <endEvent id='ee'/>\(path("es", "ee"))</subProcess>
            """ + path("s", "t", "e"), beside: "<escalation id='up' escalationCode='1'/>")
        #expect(escalation.steps == "+s -s +t -t +esp +es -es +e -e +ee -ee -esp")
        let condition = try Played(
            EventSubProcessTests.contents(
                "<conditionalEventDefinition><condition>n = 1</condition></conditionalEventDefinition>", interrupting: true),
            ["n": 0], events: [["at": 1, "variables": ["n": 1]], ["at": 2, "complete": "a"]])
        #expect(condition.trace == "0 +s 0 -s 0 +a 1 -a 1 +esp 1 +es 1 -es 1 +x 1 -x 1 +ee 1 -ee 1 -esp")
    }

    @Test("it listens only while its sub-process runs") func ended() throws {
        let played = try Played(
            """
            <startEvent id='s'/><subProcess id='sub'><startEvent id='s1'/><endEvent id='e1'/>\(path("s1", "e1"))
            <subProcess id='esp' triggeredByEvent='true'><startEvent id='es'><messageEventDefinition messageRef='m'/></startEvent><endEvent id='ee'/>\(path("es", "ee"))</subProcess></subProcess>
            <userTask id='a'/><endEvent id='e'/>
            """ + path("s", "sub", "a", "e"), beside: EventSubProcessTests.beside,
            events: [["at": 1, "message": "mail"], ["at": 2, "complete": "a"]])
        #expect(!played.trace.contains("+esp"))
        #expect(played.run.findings == ["1 Nobody waits for the message \"mail\"."])
    }
}

import BPMN
import Kernel
import Testing

@Suite("Signals, escalations, conditions and links") struct SignalTests {
    static let signal = "<signal id='sig' name='alarm'/>"

    @Test("a signal reaches whoever waits for it at that moment; the thrower leaves first and then goes on (BPMN 2.0, 10.5.1)")
    func signal() throws {
        let played = try Played(
            """
            <startEvent id='s'/><parallelGateway id='f'/>
            <intermediateCatchEvent id='c'><signalEventDefinition signalRef='sig'/></intermediateCatchEvent>
            <intermediateThrowEvent id='t'><signalEventDefinition signalRef='sig'/></intermediateThrowEvent>
            <endEvent id='e'/><endEvent id='g'/>
            """ + path("s", "f", "c", "e") + path("f", "t", "g"), beside: SignalTests.signal)
        #expect(played.steps == "+s -s +f -f +c +t -t -c +e -e +g -g")
        #expect(played.run.state.status == .completed && played.run.findings.isEmpty)
    }

    @Test("a signal from outside reaches an intermediate event, a boundary event and an event sub-process alike") func everybody()
        throws
    {
        let played = try Played(
            """
            <startEvent id='s'/><userTask id='a'/>
            <boundaryEvent id='b' cancelActivity='false' attachedToRef='a'><signalEventDefinition signalRef='sig'/></boundaryEvent>
            <endEvent id='e'/><endEvent id='be'/>
            <subProcess id='esp' triggeredByEvent='true'><startEvent id='es' isInterrupting='false'><signalEventDefinition signalRef='sig'/></startEvent>
            <endEvent id='ee'/>\(path("es", "ee"))</subProcess>
            """ + path("s", "a", "e") + path("b", "be"), beside: SignalTests.signal,
            events: [["at": 5, "signal": "alarm"], ["at": 9, "complete": "a"]])
        #expect(
            played.trace
                == "0 +s 0 -s 0 +a 5 +b 5 -b 5 +esp 5 +es 5 -es 5 +be 5 -be 5 +ee 5 -ee 5 -esp 9 -a 9 +e 9 -e")
    }

    @Test("a process that begins by a signal begins when it comes, with what it carries") func start() throws {
        let played = try Played(
            "<startEvent id='s'><signalEventDefinition signalRef='sig'/></startEvent><endEvent id='e'/>" + path("s", "e"),
            beside: SignalTests.signal, ["a": 1], events: [["at": 3, "signal": "alarm", "variables": ["b": 2]]])
        #expect(played.trace == "3 +s 3 -s 3 +e 3 -e")
        #expect(played.run.state.variables == ["a": 1, "b": 2])
    }

    @Test("a signal end event inside a sub-process reaches the boundary of that sub-process") func fromInside() throws {
        let played = try Played(
            """
            <startEvent id='s'/><subProcess id='sub'><startEvent id='s1'/><endEvent id='e1'><signalEventDefinition signalRef='sig'/></endEvent>\(path("s1", "e1"))</subProcess>
            <boundaryEvent id='b' attachedToRef='sub'><signalEventDefinition signalRef='sig'/></boundaryEvent>
            <endEvent id='e'/><endEvent id='be'/>
            """ + path("s", "sub", "e") + path("b", "be"), beside: SignalTests.signal)
        #expect(played.steps == "+s -s +sub +s1 -s1 +e1 -e1 -sub +b -b +be -be")
    }

    static func escalating(_ cancels: Bool, _ thrown: String = "up", _ caught: String = "escalationRef='up'") -> String {
        """
        <startEvent id='s'/><subProcess id='sub'><startEvent id='s1'/>
        <intermediateThrowEvent id='t'><escalationEventDefinition escalationRef='\(thrown)'/></intermediateThrowEvent>
        <task id='a'/><endEvent id='e1'/>\(path("s1", "t", "a", "e1"))</subProcess>
        <boundaryEvent id='b' cancelActivity='\(cancels)' attachedToRef='sub'><escalationEventDefinition \(caught)/></boundaryEvent>
        <endEvent id='e'/><endEvent id='be'/>
        """ + path("s", "sub", "e") + path("b", "be")
    }
    static let escalations = "<escalation id='up' escalationCode='1'/><escalation id='other' escalationCode='2'/>"

    @Test("an escalation is caught further out; the thrower goes on unless it is interrupted") func escalation() throws {
        let kept = try Played(SignalTests.escalating(false), beside: SignalTests.escalations)
        #expect(kept.steps == "+s -s +sub +s1 -s1 +t -t +b -b +a -a +e1 -e1 -sub +e -e +be -be")
        let interrupted = try Played(SignalTests.escalating(true), beside: SignalTests.escalations)
        #expect(interrupted.steps == "+s -s +sub +s1 -s1 +t -t -sub +b -b +be -be")
    }

    @Test("an escalation that nobody catches changes nothing, and one without a code catches all (BPMN 2.0, 10.5.6)")
    func uncaught() throws {
        let uncaught = try Played(SignalTests.escalating(true, "other"), beside: SignalTests.escalations)
        #expect(uncaught.steps == "+s -s +sub +s1 -s1 +t -t +a -a +e1 -e1 -sub +e -e")
        #expect(uncaught.run.findings.isEmpty)
        let any = try Played(SignalTests.escalating(true, "other", ""), beside: SignalTests.escalations)
        #expect(any.steps.contains("-sub +b"))
    }

    @Test("an open task can escalate and is still open if its boundary event does not interrupt") func task() throws {
        let played = try Played(
            """
            <startEvent id='s'/><userTask id='a'/>
            <boundaryEvent id='b' cancelActivity='false' attachedToRef='a'><escalationEventDefinition/></boundaryEvent><endEvent id='e'/><endEvent id='be'/>
            """ + path("s", "a", "e") + path("b", "be"),
            events: [["at": 2, "escalate": "a", "code": "x"], ["at": 4, "complete": "a"]])
        #expect(played.trace == "0 +s 0 -s 0 +a 2 +b 2 -b 2 +be 2 -be 4 -a 4 +e 4 -e")
    }

    @Test("an intermediate condition waits until it becomes true; one that holds already is passed") func condition() throws {
        let contents =
            "<startEvent id='s'/><intermediateCatchEvent id='c'><conditionalEventDefinition><condition>n > 3</condition></conditionalEventDefinition></intermediateCatchEvent><endEvent id='e'/>"
            + path("s", "c", "e")
        let waiting = try Played(
            contents, ["n": 1], events: [["at": 1, "variables": ["n": 2]], ["at": 2, "variables": ["n": 4]]])
        #expect(waiting.trace == "0 +s 0 -s 0 +c 2 -c 2 +e 2 -e")
        #expect(try Played(contents, ["n": 4]).steps == "+s -s +c -c +e -e")
        #expect(try Played(contents, [:]).steps == "+s -s +c")
    }

    @Test("a condition at the boundary that does not interrupt happens each time it becomes true, not while it stays true")
    func edge() throws {
        let played = try Played(
            """
            <startEvent id='s'/><userTask id='a'/>
            <boundaryEvent id='b' cancelActivity='false' attachedToRef='a'><conditionalEventDefinition><condition>n > 3</condition></conditionalEventDefinition></boundaryEvent>
            <endEvent id='e'/><endEvent id='be'/>
            """ + path("s", "a", "e") + path("b", "be"), ["n": 0],
            events: [
                ["at": 1, "variables": ["n": 4]], ["at": 2, "variables": ["n": 5]], ["at": 3, "variables": ["n": 0]],
                ["at": 4, "variables": ["n": 9]], ["at": 5, "complete": "a"],
            ])
        #expect(played.trace == "0 +s 0 -s 0 +a 1 +b 1 -b 1 +be 1 -be 4 +b 4 -b 4 +be 4 -be 5 -a 5 +e 5 -e")
    }

    @Test("a process that begins by a condition begins when it holds") func conditionalStart() throws {
        let contents =
            "<startEvent id='s'><conditionalEventDefinition><condition>n > 3</condition></conditionalEventDefinition></startEvent><endEvent id='e'/>"
            + path("s", "e")
        #expect(try Played(contents, ["n": 4]).steps == "+s -s +e -e")
        #expect(try Played(contents, ["n": 3]).run.findings == ["Nothing starts the process."])
    }

    @Test("a link leads to the event with the same name") func link() throws {
        let played = try Played(
            """
            <startEvent id='s'/><intermediateThrowEvent id='t'><linkEventDefinition name='on'/></intermediateThrowEvent>
            <task id='a'/><intermediateCatchEvent id='c'><linkEventDefinition name='on'/></intermediateCatchEvent><endEvent id='e'/>
            """ + path("s", "t") + path("c", "a", "e"))
        #expect(played.steps == "+s -s +t -t +c -c +a -a +e -e")
        let (_, problems) = Trial.read(
            "<startEvent id='s'/><intermediateThrowEvent id='t'><linkEventDefinition name='on'/></intermediateThrowEvent>"
                + path("s", "t"))
        #expect(problems.contains { $0.code == .unknownReference && $0.element == "t" })
    }

    @Test("of several definitions of one event one is enough; of a parallel one all must happen") func multiple() throws {
        func contents(_ parallel: Bool) -> String {
            """
            <startEvent id='s'/><intermediateCatchEvent id='c' parallelMultiple='\(parallel)'>
            <messageEventDefinition messageRef='m'/><signalEventDefinition signalRef='sig'/></intermediateCatchEvent><endEvent id='e'/>
            """ + path("s", "c", "e")
        }
        let beside = SignalTests.signal + "<message id='m' name='mail'/>"
        let events: JSON = [
            ["at": 1, "signal": "alarm", "variables": ["a": 1]], ["at": 2, "message": "mail", "variables": ["b": 2]],
        ]
        let one = try Played(contents(false), beside: beside, events: [["at": 1, "signal": "alarm"]])
        #expect(one.trace == "0 +s 0 -s 0 +c 1 -c 1 +e 1 -e")
        let all = try Played(contents(true), beside: beside, events: events)
        #expect(all.trace == "0 +s 0 -s 0 +c 2 -c 2 +e 2 -e")
        #expect(all.run.state.variables == ["a": 1, "b": 2])
    }

    @Test("an event definition beside the process can be shared") func shared() throws {
        let played = try Played(
            "<startEvent id='s'/><intermediateCatchEvent id='c'><eventDefinitionRef>wait</eventDefinitionRef></intermediateCatchEvent><endEvent id='e'/>"
                + path("s", "c", "e"),
            beside: "<timerEventDefinition id='wait'><timeDuration>PT3S</timeDuration></timerEventDefinition>")
        #expect(played.trace == "0 +s 0 -s 0 +c 3 -c 3 +e 3 -e")
    }
}

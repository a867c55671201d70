import BPMN
import Kernel
import Testing

@Suite("Several pools and called processes") struct PoolsTests {
    /// Two processes in one collaboration.
    static func file(_ first: String, _ second: String, _ flows: String) -> String {
        """
        <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:stadtkern="urn:stadtkern:bpmn:1.0" targetNamespace="urn:t">
        <message id='ask' name='question'/><message id='tell' name='answer'/><signal id='sig' name='alarm'/>
        <collaboration id='c'><participant id='pa' processRef='a'/><participant id='pb' processRef='b'/>\(flows)</collaboration>
        <process id='a' isExecutable='true'>\(first)</process><process id='b' isExecutable='true'>\(second)</process></definitions>
        """
    }

    static func play(_ xml: String, _ variables: JSON = [:], events: JSON = []) throws -> String {
        let file = ProcessFile(xml.utf8, file: "test.bpmn", language: FEELLanguage())
        #expect(file.problems.isEmpty, "\(file.problems)")
        let run = try Run(
            playing: try #require(file.played.first), with: Array(file.played.dropFirst()), calling: file.others,
            variables: variables, events: events, start: Trial.noon)
        #expect(run.findings.isEmpty, "\(run.findings)")
        return run.lines.map { $0.replacing(" enter ", with: " +").replacing(" leave ", with: " -") }.joined(separator: " ")
    }

    static let customer =
        """
        <startEvent id='s'/><sendTask id='send' messageRef='ask'/>
        <receiveTask id='get' messageRef='tell'/><endEvent id='e'/>
        """ + path("s", "send", "get", "e")
    static let office =
        """
        <startEvent id='os'><messageEventDefinition messageRef='ask'/></startEvent>
        <intermediateCatchEvent id='wait'><timerEventDefinition><timeDuration>PT5S</timeDuration></timerEventDefinition></intermediateCatchEvent>
        <endEvent id='oe'><messageEventDefinition messageRef='tell'/></endEvent>
        """ + path("os", "wait", "oe")

    @Test("a message flow starts the other pool and brings its answer back") func conversation() throws {
        let flows =
            "<messageFlow id='m1' sourceRef='send' targetRef='os'/><messageFlow id='m2' sourceRef='oe' targetRef='get'/>"
        #expect(
            try PoolsTests.play(PoolsTests.file(PoolsTests.customer, PoolsTests.office, flows))
                == "0 +s 0 -s 0 +send 0 -send 0 +get 0 +os 0 -os 0 +wait 5 -wait 5 +oe 5 -oe 5 -get 5 +e 5 -e")
    }

    @Test("a message that comes before somebody waits for it is kept") func early() throws {
        let first =
            "<startEvent id='s'/><intermediateThrowEvent id='t'><messageEventDefinition messageRef='ask'/></intermediateThrowEvent><endEvent id='e'/>"
            + path("s", "t", "e")
        let second =
            """
            <startEvent id='os'/><intermediateCatchEvent id='wait'><timerEventDefinition><timeDuration>PT5S</timeDuration></timerEventDefinition></intermediateCatchEvent>
            <intermediateCatchEvent id='c'><messageEventDefinition messageRef='ask'/></intermediateCatchEvent><endEvent id='oe'/>
            """ + path("os", "wait", "c", "oe")
        #expect(
            try PoolsTests.play(PoolsTests.file(first, second, "<messageFlow id='m1' sourceRef='t' targetRef='c'/>"))
                == "0 +s 0 -s 0 +t 0 -t 0 +e 0 -e 0 +os 0 -os 0 +wait 5 -wait 5 +c 5 -c 5 +oe 5 -oe")
    }

    @Test("a signal reaches the other pool, a message flow to a whole pool whoever waits for its message") func toPool() throws {
        let first =
            """
            <startEvent id='s'/><intermediateThrowEvent id='t'><signalEventDefinition signalRef='sig'/></intermediateThrowEvent>
            <endEvent id='e'><messageEventDefinition messageRef='ask'/></endEvent>
            """ + path("s", "t", "e")
        let second =
            """
            <startEvent id='os'><signalEventDefinition signalRef='sig'/></startEvent>
            <intermediateCatchEvent id='c'><messageEventDefinition messageRef='ask'/></intermediateCatchEvent><endEvent id='oe'/>
            """ + path("os", "c", "oe")
        #expect(
            try PoolsTests.play(PoolsTests.file(first, second, "<messageFlow id='m1' sourceRef='e' targetRef='pb'/>"))
                == "0 +s 0 -s 0 +t 0 -t 0 +e 0 -e 0 +os 0 -os 0 +c 0 -c 0 +oe 0 -oe")
    }

    static func calling(_ inner: String) -> String {
        """
        <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:stadtkern="urn:stadtkern:bpmn:1.0" targetNamespace="urn:t">
        <error id='bad' errorCode='B'/><process id='a' isExecutable='true'><startEvent id='s'/><callActivity id='call' calledElement='b'/>
        <boundaryEvent id='x' attachedToRef='call'><errorEventDefinition errorRef='bad'/></boundaryEvent><endEvent id='e'/><endEvent id='xe'/>
        \(path("s", "call", "e") + path("x", "xe"))</process><process id='b' isExecutable='true'>\(inner)</process></definitions>
        """
    }

    @Test("a called process of the same file is played, unless it is said what the call gives") func call() throws {
        let xml = PoolsTests.calling(
            "<startEvent id='bs'/><scriptTask id='t' stadtkern:result='n'><script>k + 1</script></scriptTask><endEvent id='be'/>"
                + path("bs", "t", "be"))
        #expect(
            try PoolsTests.play(xml, ["k": 1]) == "0 +s 0 -s 0 +call 0 +bs 0 -bs 0 +t 0 -t 0 +be 0 -be 0 -call 0 +e 0 -e")
        #expect(try PoolsTests.play(xml, ["k": 1, "tasks": ["call": ["n": 5]]]) == "0 +s 0 -s 0 +call 0 -call 0 +e 0 -e")
    }

    @Test("an error that the called process does not catch is caught at the call") func error() throws {
        let xml = PoolsTests.calling(
            "<startEvent id='bs'/><endEvent id='be'><errorEventDefinition errorRef='bad'/></endEvent>" + path("bs", "be"))
        let file = ProcessFile(xml.utf8, file: "test.bpmn", language: FEELLanguage())
        let run = try Run(
            playing: try #require(file.played.first), calling: file.others, variables: [:], start: Trial.noon)
        #expect(run.lines.suffix(6) == ["0 leave be", "0 leave call", "0 enter x", "0 leave x", "0 enter xe", "0 leave xe"])
        #expect(run.findings.isEmpty)
    }

    @Test("a receive task or a gateway can start a process") func instantiating() throws {
        let beside = "<message id='m' name='mail'/><message id='o' name='other'/>"
        let task = try Played(
            "<receiveTask id='r' instantiate='true' messageRef='m'/><endEvent id='e'/>" + path("r", "e"), beside: beside,
            events: [["at": 4, "message": "mail", "variables": ["k": 1]]])
        #expect(task.trace == "4 +r 4 -r 4 +e 4 -e")
        #expect(task.run.state.variables == ["k": 1])
        func gateway(_ type: String) -> String {
            """
            <eventBasedGateway id='g' instantiate='true' \(type)/>
            <intermediateCatchEvent id='c'><messageEventDefinition messageRef='m'/></intermediateCatchEvent>
            <intermediateCatchEvent id='d'><messageEventDefinition messageRef='o'/></intermediateCatchEvent><endEvent id='e'/><endEvent id='f'/>
            """ + path("g", "c", "e") + path("g", "d", "f")
        }
        let one = try Played(gateway(""), beside: beside, events: [["at": 4, "message": "other"]])
        #expect(one.trace == "4 +g 4 -g 4 +d 4 -d 4 +f 4 -f")
        let both = try Played(
            gateway("eventGatewayType='Parallel'"), beside: beside,
            events: [["at": 4, "message": "other"], ["at": 5, "message": "mail"]])
        #expect(both.trace == "4 +g 4 -g 4 +d 4 -d 4 +c 4 +f 4 -f 5 -c 5 +e 5 -e")
    }
}

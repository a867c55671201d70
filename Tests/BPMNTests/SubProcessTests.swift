import BPMN
import Kernel
import Testing

@Suite("BPMN sub-processes") struct SubProcessTests {
    static let contents =
        """
        <startEvent id='s'/>
        <subProcess id='sub'><startEvent id='s1'/><parallelGateway id='f'/><userTask id='a'/><userTask id='b'/>
          <endEvent id='e1'/><endEvent id='bad'><errorEventDefinition errorRef='err'/></endEvent>
          <endEvent id='stop'><terminateEventDefinition/></endEvent><exclusiveGateway id='x' default='x-e1'/>
        """ + path("s1", "f", "a", "x") + flow("x", "bad", when: "how = 1") + flow("x", "stop", when: "how = 2") + flow("x", "e1")
        + path("f", "b", "e1")
            + """
            </subProcess>
            <boundaryEvent id='caught' attachedToRef='sub'><errorEventDefinition errorRef='err'/></boundaryEvent>
            <boundaryEvent id='late' attachedToRef='sub'><timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition></boundaryEvent>
            <endEvent id='e'/><endEvent id='g'/><endEvent id='h'/>
            """ + path("s", "sub", "e") + path("caught", "g") + path("late", "h")

    func trial() throws -> Trial {
        var trial = try Trial(SubProcessTests.contents, beside: "<error id='err' errorCode='E'/>")
        trial.start()
        #expect(trial.trace == "+s -s +sub +s1 -s1 +f -f +a +b")
        return trial
    }

    @Test("a sub-process ends with its last token") func lastToken() throws {
        var trial = try trial()
        #expect(Trial.trace(try trial.finish("a", ["how": 0])) == "-a +x -x +e1 -e1")
        #expect(Trial.trace(try trial.finish("b")) == "-b +e1 -e1 -sub +e -e end")
        #expect(trial.state.frames.isEmpty && trial.state.subscriptions.isEmpty)
    }

    @Test("an error inside ends the sub-process and is caught at its boundary") func error() throws {
        var trial = try trial()
        #expect(Trial.trace(try trial.finish("a", ["how": 1])) == "-a +x -x +bad -bad xb xsub +caught -caught +g -g end")
    }

    @Test("a terminate end inside ends the sub-process only") func terminate() throws {
        var trial = try trial()
        #expect(Trial.trace(try trial.finish("a", ["how": 2])) == "-a +x -x +stop xb -stop -sub +e -e end")
    }

    @Test("a boundary timer of the sub-process takes everything inside away") func timer() throws {
        var trial = try trial()
        #expect(Trial.trace(try trial.fire("late")) == "xa xb xsub +late -late +h -h end")
        #expect(trial.state.frames.isEmpty)
    }

    @Test("an error finds the nearest catcher around nested sub-processes") func nested() throws {
        var trial = try Trial(
            """
            <startEvent id='s'/><subProcess id='outer'><startEvent id='s1'/><subProcess id='inner'><startEvent id='s2'/>
            <serviceTask id='work' stadtkern:action='x.work'/><endEvent id='e2'/>\(path("s2", "work", "e2"))</subProcess>
            <boundaryEvent id='other' attachedToRef='inner'><errorEventDefinition errorRef='err2'/></boundaryEvent>
            <endEvent id='e1'/>\(path("s1", "inner", "e1") + path("other", "e1"))</subProcess>
            <boundaryEvent id='caught' attachedToRef='outer'><errorEventDefinition errorRef='err'/></boundaryEvent>
            <endEvent id='e'/><endEvent id='f'/>
            """ + path("s", "outer", "e") + path("caught", "f"),
            beside: "<error id='err' errorCode='E'/><error id='err2' errorCode='F'/>")
        trial.start()
        let effects = trial.give(.failed(token: try trial.token("work"), code: "E", reason: "r"))
        #expect(Trial.trace(effects) == "xwork xinner xouter +caught -caught +f -f end")
    }
}

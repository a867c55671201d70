import BPMN
import Kernel
import Testing

@Suite("BPMN gateways") struct GatewayTests {
    static let exclusive =
        """
        <startEvent id='s'/><exclusiveGateway id='g' default='g-c'/><userTask id='a'/><userTask id='b'/><userTask id='c'/>
        <exclusiveGateway id='m'/><endEvent id='e'/>
        """ + path("s", "g") + flow("g", "a", when: "n &lt; 10") + flow("g", "b", when: "n &lt; 20") + flow("g", "c")
        + path("a", "m") + path("b", "m") + path("c", "m", "e")

    @Test(
        "an exclusive gateway takes the first condition that holds, else the default",
        arguments: [(5, "a"), (15, "b"), (25, "c")])
    func exclusive(_ n: Int, _ expected: String) throws {
        var trial = try Trial(GatewayTests.exclusive)
        trial.start(["n": .number(Decimal128(n))])
        #expect(trial.trace == "+s -s +g -g +\(expected)")
        try trial.finish(expected)
        #expect(trial.trace == "+s -s +g -g +\(expected) -\(expected) +m -m +e -e end")
    }

    @Test("an exclusive gateway without a fitting condition is an incident that can be mended") func noWay() throws {
        let contents =
            "<startEvent id='s'/><exclusiveGateway id='g'/><userTask id='a'/><userTask id='b'/><endEvent id='e'/>"
            + path("s", "g")
            + flow("g", "a", when: "n = 1") + flow("g", "b", when: "n = 2") + path("a", "e") + path("b", "e")
        let (model, problems) = Trial.read(contents)
        #expect(problems.map(\.code) == [.noDefault])
        var state = ProcessState(process: "p")
        let read = try #require(model)
        let effects = state.advance(.start(event: nil, variables: ["n": 3]), in: read, at: Trial.noon)
        #expect(Trial.trace(effects) == "+s -s +g !g")
        let token = try #require(state.incidents.first).token
        let after = state.advance(.retry(token: token, variables: ["n": 2]), in: read, at: Trial.noon)
        #expect(Trial.trace(after) == "-g +b")
        #expect(state.incidents.isEmpty)
    }

    @Test("a parallel gateway splits and waits for every flow") func parallel() throws {
        var trial = try Trial(
            """
            <startEvent id='s'/><parallelGateway id='f'/><userTask id='a'/><userTask id='b'/><parallelGateway id='j'/><endEvent id='e'/>
            """ + path("s", "f", "a", "j", "e") + path("f", "b", "j"))
        trial.start()
        #expect(trial.trace == "+s -s +f -f +a +b")
        #expect(Trial.trace(try trial.finish("b")) == "-b +j")
        #expect(trial.state.status == .running)
        #expect(Trial.trace(try trial.finish("a")) == "-a -j +e -e end")
    }

    @Test("two tokens on the same flow do not open a parallel join, and the second waits for its own partner")
    func twiceOnOneFlow() throws {
        var trial = try Trial(
            """
            <startEvent id='s'/><parallelGateway id='f'/><userTask id='a'/><userTask id='b'/><userTask id='c'/><userTask id='d'/>
            <exclusiveGateway id='m'/><exclusiveGateway id='n'/><parallelGateway id='j'/><userTask id='after'/><endEvent id='e'/>
            """ + path("s", "f", "a", "m", "j", "after", "e") + path("f", "b", "m") + path("f", "c", "n", "j")
                + path("f", "d", "n"))
        trial.start()
        try trial.finish("a")
        #expect(Trial.trace(try trial.finish("b")) == "-b +m -m")
        #expect(Trial.trace(try trial.finish("c")) == "-c +n -n -j +j +after")
        #expect(Trial.trace(try trial.finish("d")) == "-d +n -n -j +after")
    }

    @Test("a parallel join that can never be complete is an incident") func stuck() throws {
        let (model, problems) = Trial.read(
            """
            <startEvent id='s'/><exclusiveGateway id='g' default='g-b'/><userTask id='a'/><userTask id='b'/><parallelGateway id='j'/><endEvent id='e'/>
            """ + path("s", "g") + flow("g", "a", when: "x") + flow("g", "b") + path("a", "j", "e") + path("b", "j"))
        #expect(problems.map(\.code) == [.deadlock])
        var trial = Trial(try #require(model), ProcessState(process: "p"))
        trial.start(["x": true])
        #expect(Trial.trace(try trial.finish("a")) == "-a +j !j")
        #expect(try #require(trial.state.incidents.first).sentence.contains("b-j"))
    }

    static let inclusive =
        """
        <startEvent id='s'/><inclusiveGateway id='g' default='g-c'/><userTask id='a'/><userTask id='b'/><userTask id='c'/>
        <inclusiveGateway id='j'/><endEvent id='e'/>
        """ + path("s", "g") + flow("g", "a", when: "x") + flow("g", "b", when: "y") + flow("g", "c")
        + path("a", "j") + path("b", "j") + path("c", "j", "e")

    @Test("an inclusive gateway takes every condition that holds and joins exactly these") func inclusive() throws {
        var both = try Trial(GatewayTests.inclusive)
        both.start(["x": true, "y": true])
        #expect(both.trace == "+s -s +g -g +a +b")
        #expect(Trial.trace(try both.finish("a")) == "-a +j")
        #expect(Trial.trace(try both.finish("b")) == "-b -j +e -e end")
        var one = try Trial(GatewayTests.inclusive)
        one.start(["x": false, "y": true])
        #expect(Trial.trace(try one.finish("b")) == "-b +j -j +e -e end")
        var none = try Trial(GatewayTests.inclusive)
        none.start(["x": false, "y": false])
        #expect(none.trace == "+s -s +g -g +c")
    }

    @Test("an inclusive join waits for a token far behind, and goes on when that token ends elsewhere") func inclusiveDetour()
        throws
    {
        // The branch b may still come to the join, until it turns off to its own end.
        var trial = try Trial(
            """
            <startEvent id='s'/><parallelGateway id='f'/><userTask id='a'/><userTask id='b'/><exclusiveGateway id='x' default='x-j'/>
            <inclusiveGateway id='j'/><endEvent id='e1'/><endEvent id='e2'/>
            """ + path("s", "f", "a", "j", "e1") + path("f", "b", "x") + flow("x", "j") + flow("x", "e2", when: "away"))
        trial.start(["away": true])
        #expect(Trial.trace(try trial.finish("a")) == "-a +j")
        #expect(Trial.trace(try trial.finish("b")) == "-b +x -x +e2 -e2 -j +e1 -e1 end")
    }

    @Test("an inclusive join does not wait for a token that would have to pass it first") func inclusiveLoop() throws {
        // The loop from "again" back to j passes j: a token there does not hold up the one that has come.
        var trial = try Trial(
            """
            <startEvent id='s'/><inclusiveGateway id='j'/><userTask id='work'/><exclusiveGateway id='again' default='again-e'/><endEvent id='e'/>
            """ + path("s", "j", "work", "again") + flow("again", "j", when: "more") + flow("again", "e"))
        trial.start(["more": true])
        #expect(trial.trace == "+s -s +j -j +work")
        #expect(Trial.trace(try trial.finish("work")) == "-work +again -again +j -j +work")
        #expect(Trial.trace(try trial.finish("work", ["more": false])) == "-work +again -again +e -e end")
    }

    @Test("an inclusive join waits for the boundary event of an activity that is open") func inclusiveBoundary() throws {
        var trial = try Trial(
            """
            <startEvent id='s'/><parallelGateway id='f'/><userTask id='a'/><userTask id='b'/>
            <boundaryEvent id='late' attachedToRef='b'><timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition></boundaryEvent>
            <inclusiveGateway id='j'/><endEvent id='e'/><endEvent id='e2'/>
            """ + path("s", "f", "a", "j", "e") + path("f", "b", "e2") + path("late", "j"))
        trial.start()
        #expect(Trial.trace(try trial.finish("a")) == "-a +j")
        #expect(Trial.trace(try trial.fire("late")) == "xb +late -late -j +e -e end")
    }

    @Test("an event-based gateway follows the first event and forgets the others") func eventBased() throws {
        let contents = """
            <startEvent id='s'/><eventBasedGateway id='g'/>
            <intermediateCatchEvent id='t'><timerEventDefinition><timeDuration>P14D</timeDuration></timerEventDefinition></intermediateCatchEvent>
            <intermediateCatchEvent id='m'><messageEventDefinition messageRef='doc'/></intermediateCatchEvent>
            <receiveTask id='r' messageRef='back'/><endEvent id='e'/>
            """ + path("s", "g", "t", "e") + path("g", "m", "e") + path("g", "r", "e")
        let beside = "<message id='doc' name='documents'/><message id='back' name='withdrawal'/>"
        var first = try Trial(contents, beside: beside)
        first.start()
        #expect(first.trace == "+s -s +g")
        #expect(first.state.subscriptions.map(\.element) == ["t", "m", "r"])
        let effects = first.message("documents", ["files": 2])
        #expect(Trial.trace(effects) == "-g +m -m +e -e end")
        #expect(effects.filter { if case .cancelTimer = $0 { true } else { false } }.count == 1)
        #expect(first.state.subscriptions.isEmpty)
        #expect(first.variables == ["files": 2])
        var second = try Trial(contents, beside: beside)
        second.start()
        #expect(Trial.trace(try second.fire("t")) == "-g +t -t +e -e end")
        var third = try Trial(contents, beside: beside)
        third.start()
        #expect(Trial.trace(third.message("withdrawal")) == "-g +r -r +e -e end")
    }
}

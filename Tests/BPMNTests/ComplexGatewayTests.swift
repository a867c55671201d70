import Kernel
import Testing

@testable import BPMN

@Suite("Complex gateways and deadlocks") struct ComplexGatewayTests {
    /// Three branches, of which some are enough.
    static func contents(_ condition: String, _ after: String = "") -> String {
        """
        <startEvent id='s'/><parallelGateway id='f'/><userTask id='a'/><userTask id='b'/><userTask id='c'/>
        <complexGateway id='g'><incoming>a-g</incoming><incoming>b-g</incoming><activationCondition>\(condition)</activationCondition></complexGateway>
        <userTask id='z'/><endEvent id='e'/>
        """ + path("s", "f", "a", "g", "z", "e") + path("f", "b", "g") + path("f", "c", "g") + after
    }

    @Test("it goes on when enough has come, takes in the rest, and goes on once (BPMN 2.0, 13.4.5)") func enough() throws {
        let played = try Played(
            ComplexGatewayTests.contents("activationCount >= 2"),
            events: [
                ["at": 1, "complete": "c"], ["at": 2, "complete": "a"], ["at": 3, "complete": "b"], ["at": 4, "complete": "z"],
            ])
        #expect(
            played.trace
                == "0 +s 0 -s 0 +f 0 -f 0 +a 0 +b 0 +c 1 -c 1 +g 2 -a 2 -g 2 +z 3 -b 4 -z 4 +e 4 -e")
        #expect(played.run.state.status == .completed)
    }

    @Test("without enough it is an incident when nothing is under way any more") func tooFew() throws {
        let played = try Played(ComplexGatewayTests.contents("activationCount > 3"))
        #expect(played.run.findings.count == 1 && played.run.findings[0].contains("\"g\""))
    }

    @Test("a flow that asks for it is taken when the gateway begins anew") func again() throws {
        let played = try Played(
            """
            <startEvent id='s'/><parallelGateway id='f'/><userTask id='a'/><userTask id='b'/>
            <complexGateway id='g'><activationCondition>activationCount >= 1</activationCondition></complexGateway><userTask id='z'/><endEvent id='e'/><endEvent id='late'/>
            """ + path("s", "f", "a", "g") + path("f", "b", "g") + flow("g", "z", when: "waitingForStart") + path("z", "e")
                + flow("g", "late", when: "not(waitingForStart)"),
            events: [["at": 1, "complete": "a"], ["at": 3, "complete": "b"]])
        #expect(played.trace == "0 +s 0 -s 0 +f 0 -f 0 +a 0 +b 1 -a 1 +g 1 -g 1 +z 1 -z 1 +e 1 -e 3 -b 3 +late 3 -late")
    }

    func codes(_ contents: String) -> [String] {
        Trial.read(contents).problems.map { "\($0.code.rawValue.dropFirst(5)) \($0.element ?? "")" }
    }

    @Test("a parallel gateway that joins what an exclusive one has split is found: the case would be stuck") func deadlock() {
        func model(_ split: String, _ join: String) -> String {
            "<startEvent id='s'/><\(split) id='x' default='x-b'/><userTask id='a'/><userTask id='b'/><\(join) id='j'/><endEvent id='e'/>"
                + path("s", "x") + flow("x", "a", when: "n = 1") + path("x", "b", "j", "e") + path("a", "j")
        }
        #expect(codes(model("exclusiveGateway", "parallelGateway")) == ["deadlock j"])
        #expect(codes(model("inclusiveGateway", "parallelGateway")) == ["deadlock j"])
        #expect(codes(model("exclusiveGateway", "exclusiveGateway")) == [])
        #expect(codes(model("exclusiveGateway", "inclusiveGateway")) == [])
        #expect(codes(model("inclusiveGateway", "inclusiveGateway")) == [])
    }

    @Test("a boundary event that takes a branch away from a join is found, one beside it is not") func boundary() {
        func model(_ cancels: Bool) -> String {
            """
            <startEvent id='s'/><parallelGateway id='f'/><userTask id='a'/><userTask id='b'/>
            <boundaryEvent id='t' cancelActivity='\(cancels)' attachedToRef='a'><timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition></boundaryEvent>
            <parallelGateway id='j'/><endEvent id='e'/><endEvent id='te'/>
            """ + path("s", "f", "a", "j", "e") + path("f", "b", "j") + path("t", "te")
        }
        #expect(codes(model(true)) == ["deadlock j"])
        #expect(codes(model(false)) == [])
    }

    @Test("a parallel gateway into which a circle leads back waits for what can never come first") func circle() {
        let contents =
            "<startEvent id='s'/><parallelGateway id='j'/><userTask id='a'/><exclusiveGateway id='x' default='x-e'/><endEvent id='e'/>"
            + path("s", "j", "a", "x", "e") + flow("x", "j", when: "n = 1")
        #expect(codes(contents) == ["deadlock j"])
    }

    @Test("joins that several choices lead to are a warning: the conditions may agree, as they do here") func agreeing() throws {
        let contents =
            """
            <startEvent id='s'/><parallelGateway id='f'/><exclusiveGateway id='x' default='x-b'/><exclusiveGateway id='y' default='y-d'/>
            <userTask id='a'/><userTask id='b'/><userTask id='c'/><userTask id='d'/>
            <parallelGateway id='j'/><parallelGateway id='k'/><endEvent id='e'/><endEvent id='g'/>
            """ + path("s", "f", "x") + path("f", "y") + flow("x", "a", when: "n = 1") + flow("y", "c", when: "n = 1")
            + path("x", "b", "k", "g") + path("y", "d", "k") + path("a", "j", "e") + path("c", "j")
        let (model, problems) = Trial.read(contents)
        #expect(problems.map(\.code) == [.possibleDeadlock, .possibleDeadlock])
        #expect(problems.map(\.element) == ["j", "k"])
        #expect(problems.filter { !$0.isWarning } == [])
        var trial = Trial(try #require(model), ProcessState(process: "p"))
        trial.start(["n": 1])
        try trial.finish("a")
        try trial.finish("c")
        #expect(trial.state.status == .completed)
    }

    @Test("in a sub-process that an event can interrupt nothing waits for ever") func interrupted() {
        func model(_ cancels: Bool) -> String {
            """
            <startEvent id='s'/><subProcess id='p'><startEvent id='ps'/><exclusiveGateway id='x' default='x-b'/><userTask id='a'/><userTask id='b'/>
            <parallelGateway id='j'/><endEvent id='pe'/>
            """ + path("ps", "x") + flow("x", "a", when: "n = 1") + path("x", "b", "j", "pe") + path("a", "j")
                + """
                </subProcess><boundaryEvent id='t' cancelActivity='\(cancels)' attachedToRef='p'><timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition></boundaryEvent>
                <endEvent id='e'/><endEvent id='te'/>
                """ + path("s", "p", "e") + path("t", "te")
        }
        #expect(codes(model(false)) == ["deadlock j"])
        #expect(codes(model(true)) == [])
    }

    @Test("every deadlock that is found can really be played to, on random nets") func real() throws {
        var found = 0
        for seed in 1...200 {
            var random = Seeded(UInt64(seed))
            let (model, problems) = Trial.read(InclusiveJoinTests.net(&random))
            guard let model, problems.contains(where: { $0.code == .deadlock }) else { continue }
            found += 1
            // These nets have no choices, so that one course stands for all: it must end as an incident at a join, or
            // go round in a circle that the search has cut off.
            let run = try Run(playing: model, variables: [:], start: Trial.noon, longest: 3_000)
            #expect(run.state.status != .completed, "seed \(seed)")
        }
        #expect(found > 10, "\(found)")
    }
}

import Foundation
import Kernel
import Testing

@testable import BPMN

@Suite("BPMN state") struct StateTests {
    /// A model in which every kind of waiting occurs.
    static let contents =
        """
        <startEvent id='s'/><parallelGateway id='f'/>
        <serviceTask id='svc' stadtkern:action='x.a' stadtkern:result='r'/>
        <boundaryEvent id='svcErr' attachedToRef='svc'><errorEventDefinition/></boundaryEvent>
        <businessRuleTask id='dec' stadtkern:decision='d' stadtkern:result='n'/>
        <subProcess id='sub'><startEvent id='s1'/><userTask id='u' stadtkern:acts='yes no' stadtkern:result='verdict'/>
          <boundaryEvent id='remind' cancelActivity='false' attachedToRef='u'><timerEventDefinition><timeCycle>R3/P1D</timeCycle></timerEventDefinition></boundaryEvent>
          <endEvent id='e1'/><endEvent id='e3'/>\(path("s1", "u", "e1") + path("remind", "e3"))</subProcess>
        <boundaryEvent id='late' attachedToRef='sub'><timerEventDefinition><timeDuration>P1M</timeDuration></timerEventDefinition></boundaryEvent>
        <eventBasedGateway id='g'/>
        <intermediateCatchEvent id='t'><timerEventDefinition stadtkern:deadline='answer'/></intermediateCatchEvent>
        <intermediateCatchEvent id='m' stadtkern:correlation='key'><messageEventDefinition messageRef='msg'/></intermediateCatchEvent>
        <callActivity id='call' calledElement='other'/>
        <exclusiveGateway id='x' default='x-j'/><scriptTask id='calc' stadtkern:result='q'><script>date(text)</script></scriptTask>
        <inclusiveGateway id='j'/><endEvent id='e'/>
        """ + path("s", "f", "svc", "dec", "j", "e") + path("svcErr", "j") + path("f", "sub", "x") + path("late", "j")
        + flow("x", "calc", when: "verdict = \"yes\"") + flow("x", "j") + path("calc", "j")
        + path("f", "g", "t", "call", "j") + path("g", "m", "call")

    static let beside =
        "<message id='msg' name='reply'/><signal id='sig' name='alarm'/><escalation id='up' escalationCode='U'/><error id='err' errorCode='E'/>"

    static func trial() throws -> Trial { try Trial(contents, beside: beside) }

    /// A model with everything that repeats, undoes, listens and is cancelled.
    static let manyKinds =
        """
        <startEvent id='s'/><parallelGateway id='f'/>
        <subProcess id='each'><multiInstanceLoopCharacteristics stadtkern:collection='items' stadtkern:item='it' stadtkern:outputItem='out' stadtkern:outputCollection='all'>
          <completionCondition>numberOfCompletedInstances = 2</completionCondition></multiInstanceLoopCharacteristics>
          <startEvent id='s1'/><userTask id='u'/><scriptTask id='x' stadtkern:result='out'><script>it</script></scriptTask><endEvent id='e1'/>\(path("s1", "u", "x", "e1"))</subProcess>
        <boundaryEvent id='alarmed' cancelActivity='false' attachedToRef='each'><signalEventDefinition signalRef='sig'/></boundaryEvent><endEvent id='ae'/>
        <transaction id='tx'><startEvent id='s2'/><userTask id='a'/><boundaryEvent id='ac' attachedToRef='a'><compensateEventDefinition/></boundaryEvent>
          <userTask id='undo' isForCompensation='true'/><association id='as' sourceRef='ac' targetRef='undo'/>
          <userTask id='b' stadtkern:acts='yes no' stadtkern:result='verdict'/><exclusiveGateway id='g' default='g-fine'/><endEvent id='fine'/>
          <endEvent id='no'><cancelEventDefinition/></endEvent>\(path("s2", "a", "b", "g", "fine") + flow("g", "no", when: "verdict = \"no\""))</transaction>
        <boundaryEvent id='cancelled' attachedToRef='tx'><cancelEventDefinition/></boundaryEvent>
        <adHocSubProcess id='free' cancelRemainingInstances='false'><userTask id='p'/><userTask id='q'/><completionCondition>by = "Ö"</completionCondition></adHocSubProcess>
        <userTask id='again'><standardLoopCharacteristics loopMaximum='3'><loopCondition>n = 0</loopCondition></standardLoopCharacteristics></userTask>
        <intermediateCatchEvent id='cond'><conditionalEventDefinition><condition>n = 1</condition></conditionalEventDefinition></intermediateCatchEvent>
        <complexGateway id='j'><activationCondition>activationCount >= 2</activationCondition></complexGateway><endEvent id='e'/>
        <subProcess id='esp' triggeredByEvent='true'><startEvent id='es' isInterrupting='false'><messageEventDefinition messageRef='msg'/></startEvent>
          <userTask id='aside'/><endEvent id='ee'/>\(path("es", "aside", "ee"))</subProcess>
        <subProcess id='last' triggeredByEvent='true'><startEvent id='ls'><signalEventDefinition signalRef='sig'/></startEvent>
          <endEvent id='le'><compensateEventDefinition/></endEvent>\(path("ls", "le"))</subProcess>
        """ + path("s", "f", "each", "j", "e") + path("alarmed", "ae") + path("f", "tx", "again", "j") + path("cancelled", "j")
        + path("f", "free", "cond", "j")

    /// Every input that could mean something to a state, in a fixed order.
    static func inputs(_ state: ProcessState) -> [Input] {
        var inputs: [Input] = []
        for token in state.tokens {
            switch token.wait {
            case .task(let acts):
                inputs += acts.map { .taskCompleted(token: token.id, act: $0, variables: ["by": "Ö"]) }
                if acts.isEmpty { inputs.append(.taskCompleted(token: token.id, act: nil, variables: ["n": JSON(token.id % 3)])) }
            case .service, .process:
                inputs += [
                    .serviceReturned(token: token.id, output: ["a": 1]), .failed(token: token.id, code: nil, reason: "down"),
                    .failed(token: token.id, code: "E", reason: "refused"),
                ]
            case .decision: inputs.append(.decisionReturned(token: token.id, output: .number(Decimal128.one)))
            case .incident: inputs.append(.retry(token: token.id, variables: ["text": "2026-11-23"]))
            default: break
            }
        }
        for subscription in state.subscriptions {
            switch subscription.trigger {
            case .timer: inputs.append(.timerFired(timer: subscription.id))
            case .message(let name, let correlation):
                inputs.append(.message(name: name, correlation: correlation, variables: ["z": 1]))
            // A signal that interrupts everything would end most runs at once.
            case .signal(let name): if state.next % 7 == 0 { inputs.append(.signal(name: name, variables: [:])) }
            case .condition: inputs.append(.changed(variables: ["n": 1]))
            }
        }
        return inputs
    }

    /// Plays random inputs twice, once through the stored form at every step. Returns how runs ended and what waited.
    static func compare(_ model: ProcessModel, _ variables: JSON) throws -> (Set<ProcessState.Status>, Set<String>) {
        var endings: Set<ProcessState.Status> = []
        var waits: Set<String> = []
        for seed in 1...300 {
            var random = Seeded(UInt64(seed))
            var plain = ProcessState(process: "p")
            var stored = plain
            var input = Input.start(event: nil, variables: variables)
            for _ in 0..<40 {
                let effects = plain.advance(input, in: model, at: Trial.noon)
                stored = try ProcessState(json: JSON(parsing: stored.json.description))
                #expect(stored.advance(input, in: model, at: Trial.noon) == effects)
                #expect(stored == plain)
                for token in plain.tokens { waits.insert(token.wait.json["for"]?.string ?? "") }
                let choices = StateTests.inputs(plain)
                guard plain.status == .running, !choices.isEmpty else { break }
                input = choices[Int(random.next() % UInt64(choices.count))]
            }
            let coded = try JSONDecoder().decode([ProcessState].self, from: JSONEncoder().encode([plain]))
            #expect(coded == [plain])
            endings.insert(plain.status)
        }
        return (endings, waits)
    }

    @Test("a run restored from its stored form at any step ends like the uninterrupted one") func restored() throws {
        let price = JSON.number(try #require(Decimal128("0.1")))
        let (endings, waits) = try StateTests.compare(try StateTests.trial().model, ["text": "never", "key": 7, "price": price])
        #expect(endings.contains(.completed))
        // The model is only worth something if all ways of waiting were stored.
        #expect(
            waits.isSuperset(of: ["task", "service", "decision", "process", "event", "join", "frame", "incident"]), "\(waits)")
    }

    @Test("so does one in which things are repeated, undone, cancelled and listened for") func restoredKinds() throws {
        let model = try Trial(StateTests.manyKinds, beside: StateTests.beside).model
        let (endings, waits) = try StateTests.compare(model, ["items": [1, 2, 3], "n": 0, "by": ""])
        #expect(endings.contains(.completed))
        #expect(waits.isSuperset(of: ["task", "event", "join", "frame", "loop", "compensation", "reset"]), "\(waits)")
    }

    @Test("a state that was stored in format 1 is read and goes on") func formatOne() throws {
        // Written by hand as format 1 was: a sub-process with an open task and a boundary timer, and a service beside it.
        let old = """
            {"format":1,"process":"p","status":"running","variables":{"k":1},"next":9,
             "tokens":[{"id":1,"element":"sub","frame":0,"via":"f-sub","armed":true,"wait":{"for":"frame","frame":3}},
                       {"id":2,"element":"j","frame":0,"via":"f-j","armed":false,"wait":{"for":"join","holds":true}},
                       {"id":5,"element":"u","frame":3,"via":"s1-u","armed":true,"wait":{"for":"task","acts":["yes","no"]}}],
             "frames":[{"id":3,"host":1}],
             "subscriptions":[{"id":4,"token":1,"element":"late","timer":{"after":"P1M"}}]}
            """
        let contents =
            """
            <startEvent id='s'/><parallelGateway id='f'/><subProcess id='sub'><startEvent id='s1'/><userTask id='u' stadtkern:acts='yes no'/><endEvent id='e1'/>\(path("s1", "u", "e1"))</subProcess>
            <boundaryEvent id='late' attachedToRef='sub'><timerEventDefinition><timeDuration>P1M</timeDuration></timerEventDefinition></boundaryEvent>
            <parallelGateway id='j'/><endEvent id='e'/><endEvent id='x'/>
            """ + path("s", "f", "sub", "j", "e") + path("f", "j") + path("late", "x")
        var trial = Trial(try #require(Trial.read(contents).model), try ProcessState(json: JSON(parsing: old)))
        #expect(trial.state.json["format"] == 2)
        try trial.finish("u", act: "yes")
        #expect(trial.trace == "-u +e1 -e1 -sub -j +e -e end")
        #expect(trial.state.subscriptions.isEmpty && trial.state.frames.isEmpty)
    }

    @Test("the same inputs give the same effects") func deterministic() throws {
        var first = try StateTests.trial()
        var second = try StateTests.trial()
        #expect(first.start(["key": 1]) == second.start(["key": 1]))
        #expect(first.state.json.description == second.state.json.description)
    }

    @Test("decimals keep their 34 digits in the stored form") func decimals() throws {
        let number = try #require(Decimal128("1234567890123456789012345678901.234"))
        var trial = try StateTests.trial()
        trial.start(["key": .number(number)])
        let data = try JSONEncoder().encode([trial.state])
        let restored = try #require(JSONDecoder().decode([ProcessState].self, from: data).first)
        #expect(restored.variables["key"] == .number(number))
        #expect(restored == trial.state)
    }

    @Test("the stored form carries its format number and an older one is lifted step by step") func formats() throws {
        let state = ProcessState(process: "p")
        #expect(state.json["format"] == .number(Decimal128(ProcessState.format)))
        // As if today's format were the third: the first called the variables "data", the second "vars".
        guard case .object(var old) = state.json else { throw Wrong("no object") }
        old["format"] = 1
        old["data"] = ["x": 1]
        old["variables"] = nil
        let lifts: [Int: @Sendable (JSON) throws(StateProblem) -> JSON] = [
            1: { json throws(StateProblem) in
                var members = json.object ?? [:]
                members["vars"] = members.removeValue(forKey: "data")
                return .object(members)
            },
            2: { json throws(StateProblem) in
                var members = json.object ?? [:]
                members["variables"] = members.removeValue(forKey: "vars")
                return .object(members)
            },
        ]
        #expect(try ProcessState(json: .object(old), lifts: lifts).variables == ["x": 1])
    }

    @Test("a state of a newer or unknown format is refused with a sentence") func refused() throws {
        guard case .object(var members) = ProcessState(process: "p").json else { throw Wrong("no object") }
        members["format"] = 99
        #expect(throws: StateProblem.self) { try ProcessState(json: .object(members)) }
        members["format"] = 0
        #expect(throws: StateProblem.self) { try ProcessState(json: .object(members)) }
        members["format"] = nil
        #expect(throws: StateProblem.self) { try ProcessState(json: .object(members)) }
        #expect(throws: StateProblem.self) { try ProcessState(json: ["format": 1]) }
    }
}

/// A small generator of numbers that are the same every time (splitmix64).
struct Seeded: RandomNumberGenerator {
    private var state: UInt64
    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

extension StateTests {
    @Test("variables are prepared before each element is entered, boundary events and branches too") func preparing() throws {
        let contents = """
            <startEvent id='s'/><eventBasedGateway id='g'/>
            <intermediateCatchEvent id='m'><messageEventDefinition messageRef='msg'/></intermediateCatchEvent>
            <intermediateCatchEvent id='t'><timerEventDefinition><timeDate>=day</timeDate></timerEventDefinition></intermediateCatchEvent>
            <userTask id='a' stadtkern:due='=day'/>
            <boundaryEvent id='b' attachedToRef='a'><timerEventDefinition><timeDate>=day</timeDate></timerEventDefinition></boundaryEvent>
            <endEvent id='e'/>
            """ + path("s", "g", "m", "a", "e") + path("g", "t", "e") + path("b", "e")
        let model = try #require(Trial.read(contents, beside: StateTests.beside).model)
        var state = ProcessState(process: "p")
        var entered: [String] = []
        func give(_ input: Input) -> [Effect] {
            state.advance(input, in: model, at: Trial.noon) { element, variables in
                entered.append(element)
                variables["day"] = element == "a" ? "@2026-12-24" : "2026-12-01"
            }
        }
        func due(_ effects: [Effect]) -> [TimerSpec] {
            effects.compactMap { if case .setTimer(_, _, let due) = $0 { due } else { nil } }
        }
        let first = try #require(LocalDate("2026-12-01"))
        let second = try #require(LocalDate("2026-12-24"))
        #expect(due(give(.start(event: nil, variables: [:]))) == [.at(Instant(startOf: first))])
        let effects = give(.message(name: "reply", correlation: nil, variables: [:]))
        #expect(due(effects) == [.at(Instant(startOf: second))])
        guard case .createTask(let task)? = effects.last else { throw Wrong("no task") }
        #expect(task.due == .on(second))
        _ = give(.timerFired(timer: try #require(state.subscriptions.first).id))
        #expect(entered == ["s", "g", "m", "a", "b", "e"])
    }
}

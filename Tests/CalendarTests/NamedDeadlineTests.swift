import Calendar
import Foundation
import Kernel
import Testing

@Suite struct NamedDeadlineTests {
    static let json = """
        {
          "documents": {"starts": "enters:supplyDocuments", "rule": {"period": "P14D", "begin": "authority", "delivery": "portal-mailbox"},
                        "extendable": {"by": "P14D", "times": 1, "norm": {"norm": "§ 109 Abs. 1 AO", "checked": false}}, "audience": "applicant"},
          "decision":  {"starts": "complete", "rule": {"period": "P3M", "effect": "deemed-approval", "law": "VwVfG"},
                        "suspended": [{"from": "opinionRequested", "until": "opinionArrived", "reason": {"de": "Stellungnahme"}}]},
          "notified":  {"starts": ["issued:notice", "issued:corrected"], "rule": {"delivery": "as-sent"}},
          "objection": {"starts": "date:notified", "rule": {"remedy": "objection"}},
          "payment":   {"starts": "date:notified", "rule": {"period": "P1M"}},
          "yearly":    {"starts": "date:notified", "rule": {"yearly": "05-15", "norm": "§ 7 HStS"}},
          "archive":   {"starts": "date:objection", "rule": {"period": "P1Y", "end": "none"}}
        }
        """

    private func deadlines(_ json: String = json) throws -> NamedDeadlines {
        try JSONDecoder().decode(NamedDeadlines.self, from: Data(json.utf8))
    }

    private func evaluate(_ events: [DatedEvent], law: ProceduralLaw = ao) throws -> [String: NamedDeadlines.State] {
        try deadlines().evaluate(events: events, law: law, region: try region())
    }

    @Test("nothing happened, everything waits") func waiting() throws {
        let states = try evaluate([])
        #expect(states["objection"] == .waiting(for: ["date:notified"]))
        #expect(states["notified"] == .waiting(for: ["issued:notice", "issued:corrected"]))
        #expect(states.count == 7)
    }

    @Test("a notice starts notification, objection, payment and the yearly due date in a chain") func chain() throws {
        // Posted Tuesday 17 November 2026 under the AO: Saturday 21, notified Monday 23. Objection and payment: Wednesday 23 December.
        // The first 15 May after is in 2027, a Saturday before Whit Monday: Tuesday 18 May. The file rests a year after the objection, unmoved.
        let states = try evaluate([DatedEvent("issued:notice", on: try day("2026-11-17"), channel: .post)])
        #expect(states["notified"]?.deadline?.date == (try day("2026-11-23")))
        #expect(states["objection"]?.deadline?.date == (try day("2026-12-23")))
        #expect(states["payment"]?.deadline?.date == (try day("2026-12-23")))
        #expect(states["yearly"]?.deadline?.date == (try day("2027-05-18")))
        #expect(states["archive"]?.deadline?.date == (try day("2027-12-23")))
        #expect(states["objection"]?.deadline?.explanation(.de).contains("§ 122 Abs. 2 Nr. 1 AO") == true)
        #expect(states["documents"] == .waiting(for: ["enters:supplyDocuments"]))
    }

    @Test("the last of several starts counts, whatever their order") func lastStart() throws {
        // The corrected notice of Monday 30 November 2026: notified Friday 4 December.
        let events = [
            DatedEvent("issued:corrected", on: try day("2026-11-30"), channel: .post),
            DatedEvent("issued:notice", on: try day("2026-11-17"), channel: .post),
        ]
        #expect(try evaluate(events)["notified"]?.deadline?.date == day("2026-12-04"))
        #expect(try evaluate(events.reversed())["notified"]?.deadline?.date == day("2026-12-04"))
    }

    @Test("without instruction the objection of the chain is open for a year") func instruction() throws {
        let event = DatedEvent("issued:notice", on: try day("2026-11-17"), channel: .post, instruction: .missing)
        // Notified Monday 23 November 2026; Tuesday 23 November 2027 (§ 58 Abs. 2 VwGO).
        #expect(try evaluate([event])["objection"]?.deadline?.date == day("2027-11-23"))
    }

    @Test("a request for documents counts from its notification and can be extended once") func documents() throws {
        // Requested Monday 2 November 2026 through the mailbox: notified Friday 6; 14 days: Friday 20 November.
        let request = DatedEvent("enters:supplyDocuments", on: try day("2026-11-02"))
        #expect(try evaluate([request])["documents"]?.deadline?.date == day("2026-11-20"))
        // Extended: Friday 4 December; a second extension is not foreseen.
        let more = DatedEvent("documentsExtension", on: try day("2026-11-18"))
        #expect(try evaluate([request, more])["documents"]?.deadline?.date == day("2026-12-04"))
        let again = DatedEvent("documentsExtension", on: try day("2026-12-01"))
        #expect(try evaluate([request, more, again])["documents"]?.deadline?.date == day("2026-12-04"))
    }

    @Test("missing documents keep the period from starting, and an opinion stops it") func decision() throws {
        let received = DatedEvent("received", on: try day("2026-06-01"))
        #expect(try evaluate([received], law: vwvfg)["decision"] == .waiting(for: ["complete"]))
        let complete = DatedEvent("complete", on: try day("2026-07-15"))
        #expect(try evaluate([received, complete], law: vwvfg)["decision"]?.deadline?.date == day("2026-10-16"))
        let asked = DatedEvent("opinionRequested", on: try day("2026-08-03"))
        #expect(try evaluate([complete, asked], law: vwvfg)["decision"] == .suspended(since: try day("2026-08-03")))
        // 3 to 31 August are 29 days: 15 October + 29 = Friday 13 November; granted from Saturday 14.
        let answered = DatedEvent("opinionArrived", on: try day("2026-08-31"))
        #expect(try evaluate([complete, asked, answered], law: vwvfg)["decision"]?.deadline?.date == day("2026-11-14"))
    }

    @Test("an extension comes before the permit counts as granted") func extendedApproval() throws {
        let service = try deadlines(
            """
            {"decision": {"starts": "complete", "rule": {"period": "P3M", "effect": "deemed-approval"},
                          "extendable": {"by": "P1M", "norm": "§ 42a Abs. 2 Satz 3 VwVfG"}}}
            """)
        // Thursday 15 October 2026 + a month = Sunday 15 November, moved to Monday 16; granted from Tuesday 17.
        let events = [
            DatedEvent("complete", on: try day("2026-07-15")), DatedEvent("decisionExtension", on: try day("2026-10-01")),
        ]
        let states = service.evaluate(events: events, law: vwvfg, region: try region())
        #expect(states["decision"]?.deadline?.date == (try day("2026-11-17")))
    }

    @Test("a remedy cannot be extended") func remedyExtension() throws {
        let service = try deadlines(
            #"{"objection": {"starts": "notified", "rule": {"remedy": "objection"}, "extendable": {"by": "P1M"}}}"#)
        #expect(service.problems(at: "/deadlines").map(\.pointer) == ["/deadlines/objection/extendable"])
    }

    @Test("two opinions stop it twice, and between them it runs") func twoOpinions() throws {
        // 3 to 31 August are 29 days, 10 to 20 September 11: 15 October + 40 = Tuesday 24 November; granted from Wednesday 25.
        let events = [
            DatedEvent("complete", on: try day("2026-07-15")),
            DatedEvent("opinionRequested", on: try day("2026-08-03")), DatedEvent("opinionArrived", on: try day("2026-08-31")),
            DatedEvent("opinionRequested", on: try day("2026-09-10")), DatedEvent("opinionArrived", on: try day("2026-09-20")),
        ]
        #expect(try evaluate(events, law: vwvfg)["decision"]?.deadline?.date == day("2026-11-25"))
    }

    @Test("a rule that counts back is due before its day, and takes no other member") func before() throws {
        let (rule, problems) = DeadlineRule.read(
            try JSON(parsing: #"{"period":"P4W","begin":"before"}"#), at: "", serviceLaw: vwvfg)
        #expect(problems.isEmpty)
        // A street party on Saturday 19 June 2027: the four weeks cover 22 May to 18 June, the last day is Friday 21 May.
        let party = DatedEvent("party", on: try day("2027-06-19"))
        #expect(try rule?.deadline(from: party, law: vwvfg, region: try region()).date == day("2027-05-21"))
        let bad = try JSON(parsing: #"{"period":"P4W","begin":"before","end":"none"}"#)
        #expect(DeadlineRule.read(bad, at: "").problems.map(\.pointer) == ["/end"])
    }

    @Test("an opinion asked for after the end stops nothing") func lateSuspension() throws {
        let events = [
            DatedEvent("complete", on: try day("2026-07-15")), DatedEvent("opinionRequested", on: try day("2026-10-20")),
        ]
        #expect(try evaluate(events, law: vwvfg)["decision"]?.deadline?.date == day("2026-10-16"))
    }

    @Test("a notice without a recorded channel gives no date, and says so down the chain") func noChannel() throws {
        let states = try evaluate([DatedEvent("issued:notice", on: try day("2026-11-17"))])
        #expect(states["notified"] == .fault(.channelUnknown(event: "issued:notice")))
        #expect(states["archive"] == .fault(.channelUnknown(event: "issued:notice")))
    }

    @Test("deadlines survive JSON") func coding() throws {
        let first = try deadlines()
        let again = try JSONDecoder().decode(NamedDeadlines.self, from: JSONEncoder().encode(first))
        #expect(again == first)
        #expect(first.byName["archive"]?.rule.end == EndRule.none)
    }

    @Test("circles, unknown deadlines and unknown events are reported at their place") func problems() throws {
        let broken = try deadlines(
            """
            {"a": {"starts": "date:b", "rule": {"period": "P1D"}}, "b": {"starts": "date:a", "rule": {"period": "P1D"}},
             "c": {"starts": "date:z", "rule": {"period": "P1D"}}, "d": {"starts": ["received", "recieved"], "rule": {"period": "P1D"}}}
            """)
        let problems = broken.problems(at: "/deadlines", events: ["received"])
        #expect(
            problems.map(\.pointer) == [
                "/deadlines/a/starts", "/deadlines/b/starts", "/deadlines/c/starts", "/deadlines/d/starts",
            ])
        #expect(problems.last?.detail.contains("recieved") == true)
        #expect(try deadlines().problems(at: "/deadlines").isEmpty)
        // A circle that slipped through gives no date and no endless search.
        let states = broken.evaluate(events: [], law: ao, region: try region())
        #expect(states["a"]?.deadline == nil)
    }

    @Test(
        "a mistake in a rule is reported at its member",
        arguments: [
            (#"{"period":"1 month"}"#, "/r/period", "wrong-value"),
            (#"{"period":"P1M","shift":false}"#, "/r/shift", "unknown-member"),
            (#"{"period":"P1M","remedy":"objection"}"#, "/r", "wrong-value"),
            (#"{}"#, "/r", "missing-member"),
            (#"{"remedy":"appeal"}"#, "/r/remedy", "wrong-value"),
            (#"{"yearly":"13-01","norm":"§ 1"}"#, "/r/yearly", "wrong-value"),
            (#"{"yearly":"05-15"}"#, "/r/norm", "missing-member"),
            (#"{"delivery":"pigeon"}"#, "/r/delivery", "wrong-value"),
            (#"{"period":"P1M","end":"announced-day"}"#, "/r/end", "deadline"),
            (#"{"period":"P1M","delivery":"portal-retrieval"}"#, "/r/delivery", "deadline"),
            (#"{"period":"P1M","law":"BGB","begin":"authority"}"#, "/r/begin", "deadline"),
            (#"{"period":"P3M","effect":"deemed-approval"}"#, "/r/effect", "deadline"),
            (#"{"period":"P1M","law":"StGB"}"#, "/r/law", "wrong-value"),
            (#"{"period":"P1M","delivery":"post","begin":"start-of-day"}"#, "/r/begin", "wrong-value"),
            (#"{"remedy":"objection","end":"none"}"#, "/r/end", "wrong-value"),
            (#"["P1M"]"#, "/r", "wrong-type"),
        ])
    func ruleProblems(_ json: String, _ pointer: String, _ code: String) throws {
        let problems = DeadlineRule.read(try JSON(parsing: json), at: "/r", serviceLaw: ao).problems
        #expect(problems.map(\.pointer) == [pointer])
        #expect(problems.map(\.code) == [code])
    }

    @Test("all mistakes of a rule are reported at once") func severalProblems() throws {
        let json = try JSON(parsing: #"{"period":"soon","end":"whenever","colour":1}"#)
        #expect(DeadlineRule.read(json, at: "").problems.map(\.pointer) == ["/colour", "/end", "/period"])
    }

    @Test("the law of a service is read as its folder writes it") func laws() throws {
        let text =
            #"{"procedure":"AO","through":{"norm":"§ 3 Abs. 1 SächsKAG","checked":false},"remedy":{"norm":"§§ 68 ff. VwGO"}}"#
        let json = try JSON(parsing: text)
        #expect(ProceduralLaw(json) == ao)
        #expect(ProceduralLaw("VwVfG") == ProceduralLaw(.vwvfg))
        #expect(ProceduralLaw("StGB") == nil)
    }
}

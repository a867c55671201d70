import Catalogue
import Folders
import Kernel
import Web

/// The outline of a process as nested lists, with links between steps that follow each other.
struct OutlineView {
    let outline: Outline
    let words: StepWords
    let units: UnitNames
    let service: Service
    /// Tables that have a page.
    let decisions: Set<String>

    func write(_ html: inout HTML) { list(outline.steps, &html) }

    private func list(_ steps: [Outline.Step], _ html: inout HTML) {
        html.ol(.class("outline")) { html in
            for step in steps { html.li(.id("step-\(step.element)")) { html in write(step, &html) } }
        }
    }

    private func write(_ step: Outline.Step, _ html: inout HTML) {
        html.p { html in
            html.strong(words.name(step.element))
            if !step.name.isEmpty { html.text(" (\(words.kind(step)))") }
        }
        if let host = step.attachedTo {
            let key = step.isInterrupting ? "processes.outline.interrupts" : "processes.outline.beside"
            html.p(html.say(key, ["step": words.name(host)]), .class("hint"))
        }
        if let doer = step.doer { html.p(html.say("processes.outline.who", ["who": name(doer, html.language)])) }
        if !step.documentation.isEmpty { html.p(step.documentation) }
        details(step, &html)
        ways(step, &html)
        if !step.boundary.isEmpty {
            html.p(html.say("processes.outline.meanwhile"))
            html.ul { html in for event in step.boundary { html.li { html in link(event, &html) } } }
        }
        if !step.steps.isEmpty {
            html.p(html.say("processes.outline.inside"))
            list(step.steps, &html)
        }
    }

    private func details(_ step: Outline.Step, _ html: inout HTML) {
        if let decision = step.decision {
            html.p { html in
                html.text(html.say("processes.outline.decision") + " ")
                decisions.contains(decision)
                    ? html.a(decision, .href(DecisionPage.address(service, decision))) : html.text(decision)
            }
        }
        if let action = step.action {
            html.p { html in
                html.text(html.say("processes.outline.action") + " ")
                html.code(action)
            }
        }
        if let deadline = step.deadline {
            let name = service.folder.texts.text("deadlines.\(deadline)", html.language) ?? deadline
            html.p(html.say("processes.outline.deadline", ["deadline": name]))
        }
        if !step.acts.isEmpty {
            html.p(html.say("processes.outline.acts", ["acts": step.acts.map(words.act).joined(separator: "; ")]))
        }
    }

    private func ways(_ step: Outline.Step, _ html: inout HTML) {
        guard !step.ways.isEmpty else {
            if step.kind == "event.end" { html.p(html.say("processes.outline.end")) }
            return
        }
        if step.ways.count == 1, let way = step.ways.first, way.name.isEmpty, way.condition == nil {
            return html.p { html in
                html.text(html.say("processes.outline.next") + " ")
                link(way.target, &html)
            }
        }
        html.p(html.say("processes.outline.ways"))
        html.ul { html in
            for way in step.ways {
                html.li { html in
                    if !way.name.isEmpty { html.text(html.say("processes.quoted", ["name": way.name]) + " ") }
                    if let condition = way.condition {
                        html.text(html.say("processes.outline.if") + " ")
                        html.code(condition)
                        html.text(" ")
                    } else if way.isDefault {
                        html.text(html.say("processes.outline.else") + " ")
                    }
                    html.text("→ ")
                    link(way.target, &html)
                }
            }
        }
    }

    private func link(_ element: String, _ html: inout HTML) { html.a(words.name(element), .href("#step-\(element)")) }

    private func name(_ doer: Outline.Doer, _ language: Language) -> String {
        switch doer {
        case .office(let role): units.role(role)
        case .consulted(let name): service.folder.about.consultations[name].map { units.role($0.unit) } ?? name
        case .applicant: Texts.shared("processes.doer.applicant", language)
        case .program: Texts.shared("processes.doer.program", language)
        case .time: Texts.shared("processes.doer.time", language)
        }
    }
}

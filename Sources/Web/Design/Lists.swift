import Kernel

/// One line of a summary list: a question, its answer, and where to change it.
public struct SummaryRow: Sendable {
    public let label: String
    public let value: String
    public let change: String?
    /// A value that is more than a text.
    public let html: HTML?

    public init(_ label: String, _ value: String, change: String? = nil) {
        self.label = label
        self.value = value
        self.change = change
        html = nil
    }

    public init(_ label: String, html: HTML, change: String? = nil) {
        self.label = label
        value = ""
        self.change = change
        self.html = html
    }
}

/// One entry of a timeline.
public struct TimelineEntry: Sendable {
    public let at: String
    public let title: String
    public let text: String?
    /// A question that unfolds the text; without one the text stands open.
    public let question: String?
    /// Not yet happened.
    public let isAhead: Bool

    public init(at: String, _ title: String, text: String? = nil, question: String? = nil, ahead: Bool = false) {
        self.at = at
        self.title = title
        self.text = text
        self.question = question
        isAhead = ahead
    }
}

/// A card that leads somewhere.
public struct Card: Sendable {
    public let title: String
    public let text: String?
    public let address: String
    public let badge: String?
    public init(_ title: String, _ address: String, text: String? = nil, badge: String? = nil) {
        self.title = title
        self.address = address
        self.text = text
        self.badge = badge
    }
}

extension HTML {
    /// Questions and answers, one below the other on small screens.
    public mutating func summaryList(_ rows: [SummaryRow]) {
        dl(.class("summary")) { html in
            for row in rows {
                html.div(.class("summary-row")) { html in
                    html.dt(row.label)
                    html.dd(.class("summary-value")) { html in
                        if let piece = row.html { html.add(piece) } else { html.lines(row.value) }
                    }
                    if let change = row.change {
                        html.dd(.class("summary-change")) { html in
                            html.a(.href(change)) { html in
                                html.say(text: "web.change")
                                html.span(" " + row.label, .class("visually-hidden"))
                            }
                        }
                    }
                }
            }
        }
    }

    /// A text whose line breaks stay.
    public mutating func lines(_ text: String) {
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            if index > 0 { void("br") }
            self.text(String(line))
        }
    }

    /// What happened and what comes next, oldest first.
    public mutating func timeline(_ entries: [TimelineEntry]) {
        ol(.class("timeline")) { html in
            for entry in entries {
                html.li(entry.isAhead ? .class("ahead") : .class("past")) { html in
                    html.p(entry.at, .class("timeline-at"))
                    html.p(entry.title, .class("timeline-title"))
                    guard let text = entry.text else { return }
                    if let question = entry.question {
                        html.disclosure(question) { html in html.p(text) }
                    } else {
                        html.p(text)
                    }
                }
            }
        }
    }

    public mutating func cards(_ cards: [Card], level: Int = 2) {
        ul(.class("cards")) { html in
            for card in cards {
                html.li(.class("card")) { html in
                    html.element(level == 2 ? "h2" : "h3", [.class("card-title")]) { html in
                        html.a(card.title, .href(card.address))
                    }
                    if let badge = card.badge { html.badge(badge) }
                    if let text = card.text { html.p(text) }
                }
            }
        }
    }

    /// Where in a sequence of pages the reader is. `current` counts from 0; done steps may be links.
    public mutating func steps(_ names: [String], current: Int, addresses: [String?] = []) {
        let position = say("web.step", ["number": String(current + 1), "count": String(names.count)])
        nav(.class("steps"), .aria("label", position)) { html in
            html.p(.class("steps-position")) { html in
                html.span(position)
                html.progress(
                    "", .attribute("max", String(names.count)), .value(String(current + 1)), .attribute("aria-hidden", "true"))
            }
            html.ol { html in
                for (index, name) in names.enumerated() {
                    let state = index < current ? "done" : index == current ? "current" : "open"
                    html.li(.classes(state), .aria("current", index == current ? "step" : nil)) { html in
                        if index < current, addresses.indices.contains(index), let address = addresses[index] {
                            html.a(name, .href(address))
                        } else {
                            html.span(name)
                        }
                        html.span(" (\(html.say("web.step.\(state)")))", .class("visually-hidden"))
                    }
                }
            }
        }
    }

    /// Further entries by key: a link to the next ones, and one to the beginning.
    public mutating func paging(next: String?, first: String? = nil) {
        guard next != nil || first != nil else { return }
        nav(.class("paging"), .aria("label", say("web.paging"))) { html in
            if let first { html.a(html.say("web.paging.first"), .class("button secondary"), .href(first)) }
            if let next {
                html.a(html.say("web.paging.next"), .class("button secondary"), .href(next), .attribute("rel", "next"))
            }
        }
    }
}

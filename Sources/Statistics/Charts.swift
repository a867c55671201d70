import Kernel
import Web

/// Figures drawn as SVG. Each drawing has its table below, so that it is a picture with a name and nothing is said by it alone.
extension HTML {
    /// Columns side by side, month by month: what came in, and how much of it is decided.
    mutating func columns(_ months: [(label: String, received: Int, decided: Int)], name: String) {
        let most = max(1, months.map(\.received).max() ?? 1)
        let (step, height) = (40, 200)
        let width = max(1, months.count) * step
        figure(.class("chart")) { html in
            html.element(
                "svg",
                [
                    .attribute("viewBox", "0 0 \(width) \(height + 24)"), .role("img"), .aria("label", name),
                    .attribute("focusable", "false"),
                ]
            ) { html in
                html.element(
                    "line",
                    [
                        .class("chart-line"), .attribute("x1", "0"), .attribute("x2", String(width)),
                        .attribute("y1", String(height)), .attribute("y2", String(height)),
                    ], text: "")
                for (index, month) in months.enumerated() {
                    let left = index * step
                    html.column(at: left + 5, width: 13, month.received * (height - 16) / most, of: height, "bar-value")
                    html.column(at: left + 21, width: 13, month.decided * (height - 16) / most, of: height, "bar-second")
                    // A label for each month has no room among many; the first of a year is enough to find the others.
                    if months.count <= 14 || month.label.hasPrefix("1/") {
                        html.element(
                            "text",
                            [
                                .class("chart-text"), .attribute("x", String(left + step / 2)),
                                .attribute("y", String(height + 18)), .attribute("text-anchor", "middle"),
                            ], text: month.label)
                    }
                }
            }
            html.figcaption { html in
                html.span(html.say("statistics.received"), .class("chart-key first"))
                html.text(" ")
                html.span(html.say("statistics.of-these-decided"), .class("chart-key second"))
            }
        }
    }

    private mutating func column(at left: Int, width: Int, _ tall: Int, of height: Int, _ look: String) {
        element(
            "rect",
            [
                .classes(look), .attribute("x", String(left)), .attribute("width", String(width)),
                .attribute("y", String(height - tall)), .attribute("height", String(tall)),
            ], text: "")
    }

    /// Parts of a whole in one bar; the numbers stand in cells of their own.
    mutating func parts(_ parts: [Int]) {
        let all = max(1, parts.reduce(0, +))
        element(
            "svg",
            [
                .class("bar"), .attribute("viewBox", "0 0 1000 10"), .attribute("preserveAspectRatio", "none"),
                .aria("hidden", "true"), .attribute("focusable", "false"),
            ]
        ) { html in
            html.element("rect", [.class("bar-ground"), .attribute("width", "1000"), .attribute("height", "10")], text: "")
            var left = 0
            for (index, part) in parts.enumerated() {
                let width = part * 1000 / all
                html.element(
                    "rect",
                    [
                        .classes(["bar-value", "bar-second", "bar-third"][index % 3]), .attribute("x", String(left)),
                        .attribute("width", String(width)), .attribute("height", "10"),
                    ], text: "")
                left += width
            }
        }
    }
}

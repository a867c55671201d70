extension HTML {
    /// A drawn share of the largest value beside figures in a table. The number stands in a cell of its own, so the drawing is
    /// for the eye only.
    public mutating func bar(_ value: Int, of most: Int) {
        let width = most > 0 ? max(0, min(1000, value * 1000 / most)) : 0
        element(
            "svg",
            [
                .class("bar"), .attribute("viewBox", "0 0 1000 10"), .attribute("preserveAspectRatio", "none"),
                .aria("hidden", "true"), .attribute("focusable", "false"),
            ]
        ) { html in
            html.element("rect", [.class("bar-ground"), .attribute("width", "1000"), .attribute("height", "10")], text: "")
            html.element("rect", [.class("bar-value"), .attribute("width", String(width)), .attribute("height", "10")], text: "")
        }
    }
}

/// The elements of a page. Each has a form with a text and one with a body:
/// `html.p("Text")`, `html.ul(.class("plain")) { html in html.li("Eins") }`.
extension HTML {
    /// An element with a body.
    @inline(__always)
    public mutating func element(_ name: StaticString, _ attributes: [Attribute] = [], _ body: (inout HTML) throws -> Void)
        rethrows
    {
        open(name, attributes)
        try body(&self)
        close(name)
    }

    /// An element with a text.
    @inline(__always)
    public mutating func element(_ name: StaticString, _ attributes: [Attribute] = [], text: String) {
        open(name, attributes)
        self.text(text)
        close(name)
    }

    /// An element that has no content: `input`, `img`, `hr`, `br`, `meta`, `link`.
    public mutating func void(_ name: StaticString, _ attributes: Attribute...) { open(name, attributes) }
    public mutating func void(_ name: StaticString, _ attributes: [Attribute]) { open(name, attributes) }

    public mutating func div(_ attributes: Attribute..., body: (inout HTML) throws -> Void) rethrows {
        try element("div", attributes, body)
    }
    public mutating func div(_ text: String, _ attributes: Attribute...) { element("div", attributes, text: text) }

    public mutating func section(_ attributes: Attribute..., body: (inout HTML) throws -> Void) rethrows {
        try element("section", attributes, body)
    }
    public mutating func section(_ text: String, _ attributes: Attribute...) { element("section", attributes, text: text) }

    public mutating func article(_ attributes: Attribute..., body: (inout HTML) throws -> Void) rethrows {
        try element("article", attributes, body)
    }
    public mutating func article(_ text: String, _ attributes: Attribute...) { element("article", attributes, text: text) }

    public mutating func header(_ attributes: Attribute..., body: (inout HTML) throws -> Void) rethrows {
        try element("header", attributes, body)
    }
    public mutating func header(_ text: String, _ attributes: Attribute...) { element("header", attributes, text: text) }

    public mutating func footer(_ attributes: Attribute..., body: (inout HTML) throws -> Void) rethrows {
        try element("footer", attributes, body)
    }
    public mutating func footer(_ text: String, _ attributes: Attribute...) { element("footer", attributes, text: text) }

    public mutating func nav(_ attributes: Attribute..., body: (inout HTML) throws -> Void) rethrows {
        try element("nav", attributes, body)
    }
    public mutating func nav(_ text: String, _ attributes: Attribute...) { element("nav", attributes, text: text) }

    public mutating func main(_ attributes: Attribute..., body: (inout HTML) throws -> Void) rethrows {
        try element("main", attributes, body)
    }
    public mutating func main(_ text: String, _ attributes: Attribute...) { element("main", attributes, text: text) }

    public mutating func aside(_ attributes: Attribute..., body: (inout HTML) throws -> Void) rethrows {
        try element("aside", attributes, body)
    }
    public mutating func aside(_ text: String, _ attributes: Attribute...) { element("aside", attributes, text: text) }

    public mutating func h1(_ attributes: Attribute..., body: (inout HTML) throws -> Void) rethrows {
        try element("h1", attributes, body)
    }
    public mutating func h1(_ text: String, _ attributes: Attribute...) { element("h1", attributes, text: text) }

    public mutating func h2(_ attributes: Attribute..., body: (inout HTML) throws -> Void) rethrows {
        try element("h2", attributes, body)
    }
    public mutating func h2(_ text: String, _ attributes: Attribute...) { element("h2", attributes, text: text) }

    public mutating func h3(_ attributes: Attribute..., body: (inout HTML) throws -> Void) rethrows {
        try element("h3", attributes, body)
    }
    public mutating func h3(_ text: String, _ attributes: Attribute...) { element("h3", attributes, text: text) }

    public mutating func h4(_ attributes: Attribute..., body: (inout HTML) throws -> Void) rethrows {
        try element("h4", attributes, body)
    }
    public mutating func h4(_ text: String, _ attributes: Attribute...) { element("h4", attributes, text: text) }

    public mutating func p(_ attributes: Attribute..., body: (inout HTML) throws -> Void) rethrows {
        try element("p", attributes, body)
    }
    public mutating func p(_ text: String, _ attributes: Attribute...) { element("p", attributes, text: text) }

    public mutating func span(_ attributes: Attribute..., body: (inout HTML) throws -> Void) rethrows {
        try element("span", attributes, body)
    }
    public mutating func span(_ text: String, _ attributes: Attribute...) { element("span", attributes, text: text) }

    public mutating func strong(_ attributes: Attribute..., body: (inout HTML) throws -> Void) rethrows {
        try element("strong", attributes, body)
    }
    public mutating func strong(_ text: String, _ attributes: Attribute...) { element("strong", attributes, text: text) }

    public mutating func em(_ attributes: Attribute..., body: (inout HTML) throws -> Void) rethrows {
        try element("em", attributes, body)
    }
    public mutating func em(_ text: String, _ attributes: Attribute...) { element("em", attributes, text: text) }

    public mutating func small(_ attributes: Attribute..., body: (inout HTML) throws -> Void) rethrows {
        try element("small", attributes, body)
    }
    public mutating func small(_ text: String, _ attributes: Attribute...) { element("small", attributes, text: text) }

    public mutating func ul(_ attributes: Attribute..., body: (inout HTML) throws -> Void) rethrows {
        try element("ul", attributes, body)
    }
    public mutating func ul(_ text: String, _ attributes: Attribute...) { element("ul", attributes, text: text) }

    public mutating func ol(_ attributes: Attribute..., body: (inout HTML) throws -> Void) rethrows {
        try element("ol", attributes, body)
    }
    public mutating func ol(_ text: String, _ attributes: Attribute...) { element("ol", attributes, text: text) }

    public mutating func li(_ attributes: Attribute..., body: (inout HTML) throws -> Void) rethrows {
        try element("li", attributes, body)
    }
    public mutating func li(_ text: String, _ attributes: Attribute...) { element("li", attributes, text: text) }

    public mutating func dl(_ attributes: Attribute..., body: (inout HTML) throws -> Void) rethrows {
        try element("dl", attributes, body)
    }
    public mutating func dl(_ text: String, _ attributes: Attribute...) { element("dl", attributes, text: text) }

    public mutating func dt(_ attributes: Attribute..., body: (inout HTML) throws -> Void) rethrows {
        try element("dt", attributes, body)
    }
    public mutating func dt(_ text: String, _ attributes: Attribute...) { element("dt", attributes, text: text) }

    public mutating func dd(_ attributes: Attribute..., body: (inout HTML) throws -> Void) rethrows {
        try element("dd", attributes, body)
    }
    public mutating func dd(_ text: String, _ attributes: Attribute...) { element("dd", attributes, text: text) }

    public mutating func a(_ attributes: Attribute..., body: (inout HTML) throws -> Void) rethrows {
        try element("a", attributes, body)
    }
    public mutating func a(_ text: String, _ attributes: Attribute...) { element("a", attributes, text: text) }

    public mutating func table(_ attributes: Attribute..., body: (inout HTML) throws -> Void) rethrows {
        try element("table", attributes, body)
    }
    public mutating func table(_ text: String, _ attributes: Attribute...) { element("table", attributes, text: text) }

    public mutating func caption(_ attributes: Attribute..., body: (inout HTML) throws -> Void) rethrows {
        try element("caption", attributes, body)
    }
    public mutating func caption(_ text: String, _ attributes: Attribute...) { element("caption", attributes, text: text) }

    public mutating func thead(_ attributes: Attribute..., body: (inout HTML) throws -> Void) rethrows {
        try element("thead", attributes, body)
    }
    public mutating func thead(_ text: String, _ attributes: Attribute...) { element("thead", attributes, text: text) }

    public mutating func tbody(_ attributes: Attribute..., body: (inout HTML) throws -> Void) rethrows {
        try element("tbody", attributes, body)
    }
    public mutating func tbody(_ text: String, _ attributes: Attribute...) { element("tbody", attributes, text: text) }

    public mutating func tr(_ attributes: Attribute..., body: (inout HTML) throws -> Void) rethrows {
        try element("tr", attributes, body)
    }
    public mutating func tr(_ text: String, _ attributes: Attribute...) { element("tr", attributes, text: text) }

    public mutating func th(_ attributes: Attribute..., body: (inout HTML) throws -> Void) rethrows {
        try element("th", attributes, body)
    }
    public mutating func th(_ text: String, _ attributes: Attribute...) { element("th", attributes, text: text) }

    public mutating func td(_ attributes: Attribute..., body: (inout HTML) throws -> Void) rethrows {
        try element("td", attributes, body)
    }
    public mutating func td(_ text: String, _ attributes: Attribute...) { element("td", attributes, text: text) }

    public mutating func figure(_ attributes: Attribute..., body: (inout HTML) throws -> Void) rethrows {
        try element("figure", attributes, body)
    }
    public mutating func figure(_ text: String, _ attributes: Attribute...) { element("figure", attributes, text: text) }

    public mutating func figcaption(_ attributes: Attribute..., body: (inout HTML) throws -> Void) rethrows {
        try element("figcaption", attributes, body)
    }
    public mutating func figcaption(_ text: String, _ attributes: Attribute...) { element("figcaption", attributes, text: text) }

    public mutating func blockquote(_ attributes: Attribute..., body: (inout HTML) throws -> Void) rethrows {
        try element("blockquote", attributes, body)
    }
    public mutating func blockquote(_ text: String, _ attributes: Attribute...) { element("blockquote", attributes, text: text) }

    public mutating func pre(_ attributes: Attribute..., body: (inout HTML) throws -> Void) rethrows {
        try element("pre", attributes, body)
    }
    public mutating func pre(_ text: String, _ attributes: Attribute...) { element("pre", attributes, text: text) }

    public mutating func code(_ attributes: Attribute..., body: (inout HTML) throws -> Void) rethrows {
        try element("code", attributes, body)
    }
    public mutating func code(_ text: String, _ attributes: Attribute...) { element("code", attributes, text: text) }

    public mutating func details(_ attributes: Attribute..., body: (inout HTML) throws -> Void) rethrows {
        try element("details", attributes, body)
    }
    public mutating func details(_ text: String, _ attributes: Attribute...) { element("details", attributes, text: text) }

    public mutating func summary(_ attributes: Attribute..., body: (inout HTML) throws -> Void) rethrows {
        try element("summary", attributes, body)
    }
    public mutating func summary(_ text: String, _ attributes: Attribute...) { element("summary", attributes, text: text) }

    public mutating func button(_ attributes: Attribute..., body: (inout HTML) throws -> Void) rethrows {
        try element("button", attributes, body)
    }
    public mutating func button(_ text: String, _ attributes: Attribute...) { element("button", attributes, text: text) }

    public mutating func label(_ attributes: Attribute..., body: (inout HTML) throws -> Void) rethrows {
        try element("label", attributes, body)
    }
    public mutating func label(_ text: String, _ attributes: Attribute...) { element("label", attributes, text: text) }

    public mutating func legend(_ attributes: Attribute..., body: (inout HTML) throws -> Void) rethrows {
        try element("legend", attributes, body)
    }
    public mutating func legend(_ text: String, _ attributes: Attribute...) { element("legend", attributes, text: text) }

    public mutating func fieldset(_ attributes: Attribute..., body: (inout HTML) throws -> Void) rethrows {
        try element("fieldset", attributes, body)
    }
    public mutating func fieldset(_ text: String, _ attributes: Attribute...) { element("fieldset", attributes, text: text) }

    public mutating func time(_ attributes: Attribute..., body: (inout HTML) throws -> Void) rethrows {
        try element("time", attributes, body)
    }
    public mutating func time(_ text: String, _ attributes: Attribute...) { element("time", attributes, text: text) }

    public mutating func option(_ attributes: Attribute..., body: (inout HTML) throws -> Void) rethrows {
        try element("option", attributes, body)
    }
    public mutating func option(_ text: String, _ attributes: Attribute...) { element("option", attributes, text: text) }

    public mutating func select(_ attributes: Attribute..., body: (inout HTML) throws -> Void) rethrows {
        try element("select", attributes, body)
    }
    public mutating func select(_ text: String, _ attributes: Attribute...) { element("select", attributes, text: text) }

    public mutating func datalist(_ attributes: Attribute..., body: (inout HTML) throws -> Void) rethrows {
        try element("datalist", attributes, body)
    }
    public mutating func datalist(_ text: String, _ attributes: Attribute...) { element("datalist", attributes, text: text) }

    public mutating func output(_ attributes: Attribute..., body: (inout HTML) throws -> Void) rethrows {
        try element("output", attributes, body)
    }
    public mutating func output(_ text: String, _ attributes: Attribute...) { element("output", attributes, text: text) }

    public mutating func progress(_ attributes: Attribute..., body: (inout HTML) throws -> Void) rethrows {
        try element("progress", attributes, body)
    }
    public mutating func progress(_ text: String, _ attributes: Attribute...) { element("progress", attributes, text: text) }

    public mutating func dfn(_ attributes: Attribute..., body: (inout HTML) throws -> Void) rethrows {
        try element("dfn", attributes, body)
    }
    public mutating func dfn(_ text: String, _ attributes: Attribute...) { element("dfn", attributes, text: text) }

    public mutating func abbr(_ attributes: Attribute..., body: (inout HTML) throws -> Void) rethrows {
        try element("abbr", attributes, body)
    }
    public mutating func abbr(_ text: String, _ attributes: Attribute...) { element("abbr", attributes, text: text) }

    public mutating func sup(_ attributes: Attribute..., body: (inout HTML) throws -> Void) rethrows {
        try element("sup", attributes, body)
    }
    public mutating func sup(_ text: String, _ attributes: Attribute...) { element("sup", attributes, text: text) }

    public mutating func sub(_ attributes: Attribute..., body: (inout HTML) throws -> Void) rethrows {
        try element("sub", attributes, body)
    }
    public mutating func sub(_ text: String, _ attributes: Attribute...) { element("sub", attributes, text: text) }
}

import Kernel

/// A link in the trail above the title.
public struct Crumb: Sendable {
    public let label: String
    public let address: String
    public init(_ label: String, _ address: String) {
        self.label = label
        self.address = address
    }
}

/// How a page is laid out in its frame.
public struct PageLayout: Sendable {
    /// The face of the site; by default the route's access says it.
    public var area: Area?
    public var breadcrumb: [Crumb]
    /// Reading width, or the whole window for tables.
    public var isWide: Bool
    /// Text above the title: the service or the procedure's reference.
    public var kicker: String?
    /// Whether the page has a title of its own in its body.
    public var hidesTitle: Bool
    /// The `<title>` where it differs from the heading: `Fehler: …`.
    public var windowTitle: String?

    public init(
        area: Area? = nil, breadcrumb: [Crumb] = [], isWide: Bool = false, kicker: String? = nil, hidesTitle: Bool = false,
        windowTitle: String? = nil
    ) {
        self.area = area
        self.breadcrumb = breadcrumb
        self.isWide = isWide
        self.kicker = kicker
        self.hidesTitle = hidesTitle
        self.windowTitle = windowTitle
    }
}

extension Request {
    /// A page in the site's frame: head with city and service, navigation, trail, title, body, foot.
    public func page(
        _ title: String, status: Int = 200, layout: PageLayout = PageLayout(), _ body: (inout HTML) throws -> Void
    ) rethrows -> Response {
        var html = HTML(context, reserving: 16 << 10)
        try PageFrame(request: self, title: title, layout: layout).write(&html, body)
        return .html(html, status: status)
    }

    /// The face of the site that this request belongs to.
    var area: Area {
        switch route?.access {
        case .staff?, .permission?: .workbench
        case .signedIn?: caller.staff != nil ? .workbench : .portal
        default: .portal
        }
    }
}

private struct PageFrame {
    let request: Request
    let title: String
    let layout: PageLayout

    private var site: Site { request.site }
    private var language: Language { request.language }
    private var area: Area { layout.area ?? request.area }

    func write(_ html: inout HTML, _ body: (inout HTML) throws -> Void) rethrows {
        html.raw("<!DOCTYPE html>\n")
        try html.element("html", [.lang(language.tag), .data("area", area.rawValue)]) { html in
            html.element("head") { head(&$0) }
            try html.element("body") { html in
                html.a(html.say("web.skip"), .class("skip-link"), .href("#main"))
                header(&html)
                try main(&html, body)
                footer(&html)
            }
        }
    }

    private func head(_ html: inout HTML) {
        html.void("meta", .attribute("charset", "utf-8"))
        html.element("title", text: "\(layout.windowTitle ?? title) – \(site.service[language]) \(site.name[language])")
        html.void("meta", .name("viewport"), .attribute("content", "width=device-width, initial-scale=1"))
        html.void("meta", .name("color-scheme"), .attribute("content", "light dark"))
        html.void("link", .attribute("rel", "icon"), .href(OwnRoutes.address(of: "icon.svg")))
        html.void("link", .attribute("rel", "stylesheet"), .href(OwnRoutes.address(of: "stadtkern.css")))
        html.element("script", [.src(OwnRoutes.address(of: "stadtkern.js")), .flag("defer")], text: "")
    }

    private func header(_ html: inout HTML) {
        html.header(.class("site-header")) { html in
            if let notice = site.notice { html.div(.class("site-notice")) { html in html.p(notice[language]) } }
            html.div(.class("site-bar wrap")) { html in
                html.a(.class("brand"), .href("/")) { html in
                    html.void(
                        "img", .src(OwnRoutes.address(of: "icon.svg")), .attribute("alt", ""), .attribute("width", "44"),
                        .attribute("height", "44"))
                    html.span(.class("brand-text")) { html in
                        html.span(site.name[language], .class("brand-city"))
                        html.span(
                            area == .workbench ? html.say("web.workbench") : site.service[language], .class("brand-service"))
                    }
                }
                html.div(.class("site-tools")) { html in
                    languages(&html)
                    account(&html)
                }
            }
            navigation(&html)
        }
    }

    private func languages(_ html: inout HTML) {
        html.nav(.class("languages"), .aria("label", html.say("web.languages"))) { html in
            html.ul { html in
                for (choice, key) in [(Language.de, "web.language.de"), (.en, "web.language.en"), (.ls, "web.language.ls")] {
                    let address =
                        request.method.isSafe ? request.address(with: ["lang": choice.rawValue]) : "/?lang=\(choice.rawValue)"
                    html.li { html in
                        html.a(
                            Texts.shared(key, choice), .href(address), .lang(choice.tag), .attribute("hreflang", choice.tag),
                            .aria("current", choice == language ? "true" : nil))
                    }
                }
            }
        }
    }

    private func account(_ html: inout HTML) {
        let settings = request.app.settings
        html.div(.class("account")) { html in
            if let name = request.session.name {
                if let address = settings.account[area], request.session.duty == nil {
                    html.a(name, .class("account-name"), .href(address))
                } else {
                    html.span(name, .class("account-name"))
                }
                if let address = settings.signOut {
                    html.form(address) { html in html.button(html.say("web.sign-out"), .class("link"), .type("submit")) }
                }
            } else if let address = settings.signIn[area] {
                html.a(html.say("web.sign-in"), .class("sign-in"), .href(address))
            }
        }
    }

    private func navigation(_ html: inout HTML) {
        guard request.session.duty == nil else { return }
        let items = request.app.navigation.filter { $0.area == area && $0.access.verdict(for: request.caller) == .fine }
        guard !items.isEmpty else { return }
        let current = items.filter { request.path == $0.address || request.path.hasPrefix($0.address + "/") }
            .max { $0.address.utf8.count < $1.address.utf8.count }?.address
        html.nav(.class("site-nav"), .aria("label", html.say("web.navigation"))) { html in
            html.ul(.class("wrap")) { html in
                for item in items {
                    html.li { html in
                        let mark = item.address == current ? (request.path == item.address ? "page" : "true") : nil
                        html.a(.href(item.address), .aria("current", mark)) { html in
                            html.say(text: item.key)
                            if let count = request.counts[item.address], count > 0 {
                                html.text(" ")
                                let number = count < 100 ? String(count) : "99+"
                                html.badge(html.say(item.countKey, ["count": number]), .info)
                            }
                        }
                    }
                }
            }
        }
    }

    private func main(_ html: inout HTML, _ body: (inout HTML) throws -> Void) rethrows {
        html.div(.class("wrap")) { html in breadcrumb(&html) }
        let width: Attribute = layout.isWide ? .class("wrap wide") : .class("wrap")
        try html.main(.id("main"), width, .attribute("tabindex", "-1")) { html in
            if !layout.hidesTitle {
                if let kicker = layout.kicker { html.p(kicker, .class("kicker")) }
                html.h1(title)
            }
            try html.div(layout.isWide ? .class("content wide") : .class("content"), body: body)
        }
    }

    private func breadcrumb(_ html: inout HTML) {
        guard !layout.breadcrumb.isEmpty else { return }
        html.nav(.class("breadcrumb"), .aria("label", html.say("web.breadcrumb"))) { html in
            html.ol { html in
                for crumb in layout.breadcrumb { html.li { html in html.a(crumb.label, .href(crumb.address)) } }
                html.li { html in html.span(title, .aria("current", "page")) }
            }
        }
    }

    private func footer(_ html: inout HTML) {
        html.footer(.class("site-footer")) { html in
            html.div(.class("wrap")) { html in
                html.p(site.name[language], .class("footer-city"))
                if !site.footer.isEmpty {
                    html.nav(.aria("label", html.say("web.footer"))) { html in
                        html.ul { html in
                            for link in site.footer { html.li { html in html.a(link.label[language], .href(link.address)) } }
                        }
                    }
                }
            }
        }
    }
}

import Folders
import Kernel
import Store
import Web

/// The start page, the search, and the pages of the city folder.
enum CataloguePages {
    static func start(_ request: Request) async throws -> Response {
        let city = try request.store.part(City.self)
        let offered = try services(request)
        let page = CityPage("start", city: city, language: request.language, now: request.now)
        return request.page(page?.title ?? city.fullName[request.language]) { html in
            if let page { html.div(.class("lead")) { html in html.markdown(page.body) } }
            search(&html, nil)
            html.h2(html.say("catalogue.topics"))
            topics(&html, city, offered, request)
        }
    }

    static func index(_ request: Request) async throws -> Response {
        let city = try request.store.part(City.self)
        let offered = try services(request)
        let question = request.query("q").map { String($0.prefix(200)) }
        return request.page(request.say("catalogue.title")) { html in
            search(&html, question)
            guard let question else { return topics(&html, city, offered, request) }
            let found = CatalogueSearch(offered).find(question)
            html.h2(Texts.shared("catalogue.found", count: found.count, html.language))
            if found.isEmpty {
                html.emptyState(html.say("catalogue.nothing"), html.say("catalogue.nothing.hint")) { html in
                    html.p { html in html.a(html.say("catalogue.all"), .href("/catalogue")) }
                }
            } else {
                html.cards(found.map { card($0, city, request) }, level: 3)
            }
        }
    }

    static func page(_ request: Request) async throws -> Response {
        let city = try request.store.part(City.self)
        guard let page = CityPage(request.parameter("page"), city: city, language: request.language, now: request.now) else {
            throw WebFault.notFound
        }
        let layout = PageLayout(breadcrumb: [Crumb(request.say("catalogue.start"), "/")])
        guard request.parameter("page") == "help" else {
            return request.page(page.title, layout: layout) { html in html.markdown(page.body, level: 2) }
        }
        return help(request, page, layout)
    }

    /// The page of help can be searched: its parts that have every word of the question.
    private static func help(_ request: Request, _ page: CityPage, _ layout: PageLayout) -> Response {
        let question = request.query("q").map { String($0.prefix(200)) }
        return request.page(page.title, layout: layout) { html in
            html.searchForm("/catalogue/pages/help", .class("search")) { html in
                html.textField(
                    "q", FieldText(html.say("catalogue.help.search")), value: question, kind: .search, autocomplete: "off")
                html.submit(html.say("catalogue.search.button"))
            }
            guard let question else { return html.markdown(page.body, level: 2) }
            let found = page.parts(with: question)
            html.p(Texts.shared("catalogue.help.found", count: found.count, html.language), .role("status"))
            if found.isEmpty {
                html.emptyState(html.say("catalogue.help.nothing"), html.say("catalogue.help.nothing.hint")) { _ in }
            }
            for part in found { html.markdown(part, level: 2) }
            html.ul { html in
                html.li { html in html.a(html.say("catalogue.help.whole"), .href("/catalogue/pages/help")) }
                html.li { html in
                    html.a(html.say("catalogue.help.services"), .href(Address.path("/catalogue", ["q": question])))
                }
            }
        }
    }

    /// What the city offers today, in its order.
    static func services(_ request: Request) throws -> [Service] {
        let city = try request.store.part(City.self)
        let shelf = try request.store.part(CatalogueShelf.self)
        return city.services.compactMap { shelf.offered($0, on: request.now.date()) }
    }

    private static func search(_ html: inout HTML, _ question: String?) {
        html.searchForm("/catalogue", .class("search")) { html in
            html.textField(
                "q", FieldText(html.say("catalogue.search"), hint: html.say("catalogue.search.hint")), value: question,
                kind: .search,
                autocomplete: "off")
            html.submit(html.say("catalogue.search.button"))
        }
    }

    private static func topics(_ html: inout HTML, _ city: City, _ offered: [Service], _ request: Request) {
        for topic in city.topics {
            let own = topic.services.compactMap { slug in offered.first { $0.slug == slug } }
            guard !own.isEmpty else { continue }
            html.section(.aria("labelledby", "topic-\(topic.key)")) { html in
                html.h3(topic.title[request.language], .id("topic-\(topic.key)"))
                html.cards(own.map { card($0, city, request) }, level: 3)
            }
        }
    }

    private static func card(_ service: Service, _ city: City, _ request: Request) -> Card {
        let words = ServiceWords(service, city: city, language: request.language, now: request.now)
        return Card(words.title, "/catalogue/\(Address.encode(service.slug))", text: words.text("service.summary"))
    }
}

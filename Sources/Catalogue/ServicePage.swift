import Folders
import Kernel
import Store
import Web

/// What a service is: for whom, what it needs and costs, on which law it rests, and how to begin.
enum ServicePage {
    static func show(_ request: Request) async throws -> Response {
        let city = try request.store.part(City.self)
        let slug = request.parameter("slug")
        guard city.services.contains(slug),
            let service = try request.store.part(CatalogueShelf.self).offered(slug, on: request.now.date())
        else { throw CatalogueFault.notOffered(slug) }
        let words = ServiceWords(service, city: city, language: request.language, now: request.now)
        let layout = PageLayout(breadcrumb: [Crumb(request.say("catalogue.start"), "/")])
        return request.page(words.title, layout: layout) { html in
            html.p(words("service.summary"), .class("lead"))
            begin(&html, service)
            html.markdown(words("service.about"), level: 3)
            for part in ["who", "needs", "cost", "duration", "after"] {
                guard let text = words.text("service.\(part)") else { continue }
                html.section(.aria("labelledby", "part-\(part)")) { html in
                    html.h2(html.say("catalogue.service.\(part)"), .id("part-\(part)"))
                    html.markdown(text, level: 3)
                }
            }
            paper(&html, words)
            law(&html, service)
            begin(&html, service)
        }
    }

    private static func begin(_ html: inout HTML, _ service: Service) {
        guard service.folder.about.channels.contains(.online) else { return }
        html.p(.class("actions")) { html in
            html.linkButton(html.say("catalogue.service.begin"), "/forms/\(Address.encode(service.slug))")
        }
        let key = "catalogue.service.account.\(service.folder.about.account.rawValue)"
        html.p(html.say(key), .class("hint"))
    }

    private static func paper(_ html: inout HTML, _ words: ServiceWords) {
        guard let text = words.text("service.paper") else { return }
        html.section(.aria("labelledby", "part-paper")) { html in
            html.h2(html.say("catalogue.service.paper"), .id("part-paper"))
            html.markdown(text, level: 3)
        }
    }

    private static func law(_ html: inout HTML, _ service: Service) {
        let norms = service.folder.about.legalBasis
        html.section(.aria("labelledby", "part-law")) { html in
            html.h2(html.say("catalogue.service.law"), .id("part-law"))
            html.ul { html in
                for norm in norms {
                    html.li { html in
                        html.text(norm.norm + (norm.title.map { ": \($0)" } ?? ""))
                        if !norm.checked { html.text(" (\(html.say("catalogue.service.unchecked")))") }
                    }
                }
            }
            if norms.contains(where: { !$0.checked }) { html.p(html.say("catalogue.service.unchecked.hint"), .class("hint")) }
            if service.folder.about.isProcessPublic {
                html.p { html in
                    html.a(html.say("catalogue.service.process"), .href("/processes/\(Address.encode(service.slug))"))
                }
            }
        }
    }
}

import Kernel
import Testing

@testable import Web

@Suite struct HTMLTests {
    @Test("text is escaped wherever it comes from")
    func escaping() {
        var html = HTML()
        html.p("<b>\"Müller\" & 'Söhne'</b>", .title("a\"b<c"))
        #expect(html.string == "<p title=\"a&quot;b&lt;c\">&lt;b&gt;&quot;Müller&quot; &amp; &#39;Söhne&#39;&lt;/b&gt;</p>")
    }

    @Test("control characters cannot hide in a page")
    func controls() {
        var html = HTML()
        html.text("a\u{0}b\u{1B}c\td\ne")
        #expect(html.string == "a\u{FFFD}b\u{FFFD}c\td\ne")
    }

    @Test(
        "addresses that run script are refused however they are spelled",
        arguments: [
            "javascript:alert(1)", "JavaScript:alert(1)", " javascript:alert(1)", "java\tscript:alert(1)",
            "java\nscript:alert(1)",
            "\u{1}javascript:alert(1)", "data:text/html,x", "vbscript:x", "blob:x", "view-source:x",
        ])
    func scriptAddresses(_ address: String) {
        var html = HTML()
        html.a("x", .href(address))
        #expect(html.string == "<a href=\"#\">x</a>")
    }

    @Test(
        "ordinary addresses pass",
        arguments: [
            "/a/b?c=d:e#f", "a/b", "?q=x:y", "#top", "https://example.org/x", "mailto:a@example.org", "tel:+493411230", "./a:b",
        ])
    func ordinaryAddresses(_ address: String) {
        #expect(Address.isSafe(address))
    }

    @Test(
        "the way back stays on this site",
        arguments: [
            ("/a?b=c", "/a?b=c"), ("//evil.example/a", "/"), ("https://evil.example", "/"), ("/\\evil.example", "/"),
            ("evil.example", "/"),
            ("/\t/evil.example", "/"), ("", "/"), ("/@evil", "/@evil"),
        ])
    func wayBack(_ pair: (String, String)) {
        #expect(Address.local(pair.0) == pair.1)
    }

    @Test("nothing to go back to is the fallback")
    func noWayBack() { #expect(Address.local(nil, or: "/start") == "/start") }

    @Test("percent-encoding and decoding undo each other, broken escapes are refused")
    func percent() {
        #expect(Address.encode("a b/ü&=?") == "a%20b%2F%C3%BC%26%3D%3F")
        #expect(Address.decode("a%20b%2F%C3%BC+x") == "a b/ü+x")
        #expect(Address.decode("a+b", plusIsSpace: true) == "a b")
        #expect(Address.decode("%C3") == nil)
        #expect(Address.decode("%zz") == nil)
        #expect(Address.decode("%2") == nil)
    }

    @Test("flags and absent attributes")
    func attributes() {
        var html = HTML()
        html.void(
            "input", .flag("checked", true), .flag("disabled", false), .aria("describedby", nil), .data("show-when", "{\"a\":1}"))
        #expect(html.string == "<input checked=\"\" data-show-when=\"{&quot;a&quot;:1}\">")
    }

    @Test("a field ties its hint and error to itself")
    func field() {
        var html = HTML()
        html.textField("dogs.0.name", FieldText("Name", hint: "Rufname", error: "Fehlt"), value: "Rex")
        #expect(html.string.contains("<label for=\"f-dogs-0-name\">Name</label>"))
        #expect(html.string.contains("<p class=\"hint\" id=\"f-dogs-0-name-hint\">Rufname</p>"))
        #expect(html.string.contains("id=\"f-dogs-0-name-error\""))
        #expect(html.string.contains("aria-describedby=\"f-dogs-0-name-hint f-dogs-0-name-error\" aria-invalid=\"true\""))
        #expect(html.string.contains("name=\"dogs.0.name\""))
    }

    @Test("words with links inside keep the words escaped")
    func words() {
        var html = HTML()
        html.say(text: "web.step", html: ["number": html.piece { $0.strong("<2>") }, "count": html.piece { $0.text("5") }])
        #expect(html.string == "Schritt <strong>&lt;2&gt;</strong> von 5")
    }
}

@Suite struct WrittenTests {
    @Test("amounts and numbers in German and English")
    func amounts() throws {
        let amount = try #require(Decimal128("1234567.5"))
        #expect(Written.euros(amount, .de) == "1.234.567,50\u{A0}€")
        #expect(Written.euros(amount, .en) == "€1,234,567.50")
        #expect(Written.euros(-amount, .de) == "−1.234.567,50\u{A0}€")
        #expect(Written.euros(Decimal128(96), .de) == "96,00\u{A0}€")
        #expect(Written.number(try #require(Decimal128("1234.125")), .de) == "1.234,125")
    }

    @Test("dates and moments in legal time")
    func dates() throws {
        let date = try #require(LocalDate("2026-03-05"))
        #expect(Written.date(date, .de) == "05.03.2026")
        #expect(Written.date(date, .en) == "5 March 2026")
        #expect(Written.longDate(date, .ls) == "5. März 2026")
        // Central European summer time is two hours ahead of UTC in July.
        #expect(Written.moment(try #require(Instant("2026-07-01T22:05:00Z")), .de) == "02.07.2026, 00:05 Uhr")
    }

    @Test("sizes of files")
    func sizes() {
        #expect(Written.bytes(999, .de) == "999\u{A0}B")
        #expect(Written.bytes(3_400_000, .de) == "3,4\u{A0}MB")
        #expect(Written.bytes(20_000, .en) == "20\u{A0}KB")
    }
}

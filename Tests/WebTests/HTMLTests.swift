import Testing
@testable import Web

@Suite struct HTMLTests {
    @Test("text is escaped wherever it comes from")
    func escaping() {
        var html = HTML()
        html.p("<b>\"Müller\" & 'Söhne'</b>", .title("a\"b<c"))
        #expect(html.string == "<p title=\"a&quot;b&lt;c\">&lt;b&gt;&quot;Müller&quot; &amp; &#39;Söhne&#39;&lt;/b&gt;</p>")
    }
}

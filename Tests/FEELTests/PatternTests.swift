import FEEL
import Testing

/// The examples of XPath Functions and Operators 3.1, 5.6.2 to 5.6.5, and the dialect's differences from others.
@Suite("Patterns")
struct PatternTests {
    @Test(
        "matches",
        arguments: [
            ("abracadabra", "bra", "", true), ("abracadabra", "^a.*a$", "", true), ("abracadabra", "^bra", "", false),
            ("helloworld", "hello[ ]world", "x", false), ("hello world", "hello\\ sworld", "x", true),
            ("hello world", "\\p{ IsBasicLatin}+", "x", true), ("hello world", "he ll o[ ]worl d", "x", true),
            ("HELLO", "hello", "i", true),
            ("Q", "[^q]", "i", false), ("o", "[A-Z-[OI]]", "i", false), ("x", "[A-Z-[OI]]", "i", true),
            ("a", "\\p{Lu}", "i", false),
            ("\u{212A}", "[a-z]", "i", true), ("k", "\u{212A}", "i", true), ("aA", "(.)\\1", "i", true),
            ("a\nb", "a.b", "", false), ("a\nb", "a.b", "s", true), ("a\nb", "^b$", "m", true),
            ("a.b", "a.b", "q", true), ("axb", "a.b", "q", false), ("xyz", "[a-z-[aeiou]]+", "", true),
            ("e", "^[a-z-[aeiou]]$", "", false),
            ("aa", "^(a)\\1$", "", true), ("ab", "^(a)\\1$", "", false), ("ж", "^\\p{IsCyrillic}$", "", true),
            ("7", "\\P{Nd}", "", false),
            ("aaa", "^a{2}$", "", false), ("aaa", "^a{2,3}$", "", true), ("", "^(a*)*$", "", true),
        ])
    func matching(input: String, pattern: String, flags: String, wanted: Bool) throws {
        let names: [String: Value] = [
            "i": .string(input), "p": .string(pattern), "f": .string(flags),
        ]
        #expect(try value("matches(i, p, f)", names) == .boolean(wanted))
    }

    @Test(
        "replace",
        arguments: [
            ("abracadabra", "bra", "*", "a*cada*"), ("abracadabra", "a.*a", "*", "*"), ("abracadabra", "a.*?a", "*", "*c*bra"),
            ("abracadabra", "a", "", "brcdbr"), ("abracadabra", "a(.)", "a$1$1", "abbraccaddabbra"), ("AAAA", "A+", "b", "b"),
            ("AAAA", "A+?", "b", "bbbb"), ("darted", "^(.*?)d(.*)$", "$1c$2", "carted"),
            ("abcd", "(ab)|(a)", "[1=$1][2=$2]", "[1=ab][2=]cd"),
            ("a/b", "/", "\\$", "a$b"),
        ])
    func replacing(input: String, pattern: String, replacement: String, wanted: String) throws {
        let names: [String: Value] = ["i": .string(input), "p": .string(pattern), "r": .string(replacement)]
        #expect(try value("replace(i, p, r)", names) == .string(wanted))
    }

    @Test(
        "what is no pattern of this dialect is null with a reason",
        arguments: [
            "(", "a)", "[a", "*a", "a**", "\\k", "(?i)a", "[z-a]", "a{3,2}", "\\p{Xx}", "\\1", "a{99999999}",
        ])
    func refused(pattern: String) throws {
        let run = try outcome("matches(\"a\", p)", ["p": .string(pattern)])
        #expect(run.value == .null)
        #expect(run.reasons == [.value] || run.reasons == [.limit])
    }

    @Test("a replacement of the empty text or with a bad reference is refused")
    func replacements() throws {
        #expect(try outcome("replace(\"abc\", \"x*\", \"-\")") == (.null, [.value]))
        #expect(try outcome("replace(\"abc\", \"b\", \"$x\")") == (.null, [.value]))
        #expect(try outcome("matches(\"abc\", \"b\", \"z\")") == (.null, [.value]))
    }
}

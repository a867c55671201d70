import Folders
import Testing

@testable import Stadtkern

@Suite("The demo's story")
struct StoryTests {
    @Test("what a story may tell of is what can be carried out")
    func vocabulary() {
        #expect(Set(StoryVocabulary.verbs.keys) == Set(StoryDeeds.all.keys))
    }
}

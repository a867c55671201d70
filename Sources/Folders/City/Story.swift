public import Kernel

/// What happened in the demo city.
public struct Story: Sendable {
    public let begins: Example.Moment
    public let steps: [Step]

    public struct Step: Sendable {
        public let at: Example.Moment
        public let what: Happening
    }

    public enum Happening: Sendable {
        case apply(Applying)
        /// An act of the service, at whatever work of the case offers it.
        case act(Example.Acting, on: String)
        /// Any other action that people perform, by its name.
        case action(Deed)
    }

    /// Somebody applies with the answers of an example.
    public struct Applying: Sendable {
        public let service: String
        public let example: String
        public let person: String
        /// What the story calls the case from now on.
        public let name: String
        /// An earlier case of the story that this one follows.
        public let follows: String?
        /// Whether name, address and e-mail address are those of the person, wherever the form asks for them.
        public let isOwn: Bool
        /// Answers that take the place of the example's, by their paths: `dogs/0/name`.
        public let answers: [String: JSON]
    }

    /// Somebody does something that is no act of a service.
    public struct Deed: Sendable {
        /// The action's name, one of `StoryVocabulary`.
        public let action: String
        /// Key of a person; `applicant` is whoever filed the case.
        public let by: String
        /// What the story calls the case; nil where the action concerns none.
        public let on: String?
        public let values: JSON
    }
}

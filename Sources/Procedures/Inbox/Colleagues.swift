public import Kernel
public import Store

/// Who works on procedures besides the caller; the component that knows the staff puts this part in its place.
public struct Colleagues: Sendable {
    /// A person of the staff to whom work can be given.
    public struct Colleague: Sendable {
        public let id: String
        public let name: String
        /// The last day of their present absence; nil where they are there.
        public let awayUntil: LocalDate?

        public init(id: String, name: String, awayUntil: LocalDate? = nil) {
            self.id = id
            self.name = name
            self.awayUntil = awayUntil
        }
    }

    private let holders: @Sendable (String, String, Reader) throws -> [Colleague]
    private let resolve: @Sendable (String, Reader) throws -> Caller

    /// `holding` finds who has a permission in a unit, by name; `caller` what a person may do at this moment.
    public init(
        holding: @escaping @Sendable (_ permission: String, _ unit: String, Reader) throws -> [Colleague],
        caller: @escaping @Sendable (_ person: String, Reader) throws -> Caller
    ) {
        holders = holding
        resolve = caller
    }

    /// Those who may take work of a unit.
    func workers(in unit: String, _ reader: Reader) throws -> [Colleague] { try holders(ClaimTask.name, unit, reader) }

    /// Those who may take work of one of the units, each once, by name.
    func workers(in units: some Sequence<String>, _ reader: Reader) throws -> [Colleague] {
        var seen: Set<String> = []
        return try units.flatMap { try workers(in: $0, reader) }.filter { seen.insert($0.id).inserted }
            .sorted { ($0.name, $0.id) < ($1.name, $1.id) }
    }

    /// What a person may do now: for work that runs later and in their name.
    func caller(_ person: String, _ reader: Reader) throws -> Caller { try resolve(person, reader) }
}

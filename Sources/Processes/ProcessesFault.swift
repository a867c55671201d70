import Kernel

/// What can go wrong with the pages of processes.
enum ProcessesFault: Fault, Equatable {
    /// There is no such service or decision, or it is nothing for the reader.
    case notFound

    var code: String { "processes.not-found" }
    var kind: FaultKind { .notFound }
}

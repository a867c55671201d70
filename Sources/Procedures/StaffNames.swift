import Kernel
public import Store

/// How members of staff are called in notices and histories; the component that knows them puts this part in its place.
public struct StaffNames: Sendable {
    private let lookup: @Sendable (String, Reader) throws -> String?

    public init(_ lookup: @escaping @Sendable (String, Reader) throws -> String?) { self.lookup = lookup }

    func name(_ caller: Caller, _ reader: Reader) throws -> String {
        guard let staff = caller.staff else { return caller.label }
        return try lookup(staff, reader) ?? caller.label
    }

    /// The display name of a person of the staff.
    public func name(of staff: String, in reader: Reader) throws -> String { try lookup(staff, reader) ?? staff }
}

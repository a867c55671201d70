public import Kernel

/// What can go wrong with delivering.
public enum DeliveryFault: Fault, Equatable {
    case notFound
    /// Neither a mailbox nor a postal address.
    case nowhereToDeliver
    /// A message without a subject or text.
    case textMissing
    /// A day of posting in the future, or before the item was there.
    case dayImpossible
    /// Items that were posted already keep their day.
    case alreadyPosted
    case nothingChosen
    /// An address that no mail can be sent to; why, as a stable word.
    case addressNotTaken(String)

    public var code: String {
        switch self {
        case .notFound: "delivery.not-found"
        case .nowhereToDeliver: "delivery.nowhere-to-deliver"
        case .textMissing: "delivery.text-missing"
        case .dayImpossible: "delivery.day-impossible"
        case .alreadyPosted: "delivery.already-posted"
        case .nothingChosen: "delivery.nothing-chosen"
        case .addressNotTaken: "delivery.address-not-taken"
        }
    }

    public var kind: FaultKind {
        switch self {
        case .notFound: .notFound
        case .alreadyPosted, .nowhereToDeliver: .conflict
        case .textMissing, .dayImpossible, .nothingChosen, .addressNotTaken: .invalid
        }
    }
}

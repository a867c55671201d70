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
    /// A day of service that is not between posting and today, or of a letter that is not posted yet.
    case serviceDayImpossible
    /// The day of service is noted already.
    case alreadyServed
    /// A letter that is only notified has no day of service.
    case notServed
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
        case .serviceDayImpossible: "delivery.service-day-impossible"
        case .alreadyServed: "delivery.already-served"
        case .notServed: "delivery.not-served"
        case .nothingChosen: "delivery.nothing-chosen"
        case .addressNotTaken: "delivery.address-not-taken"
        }
    }

    public var kind: FaultKind {
        switch self {
        case .notFound: .notFound
        case .alreadyPosted, .alreadyServed, .notServed, .nowhereToDeliver: .conflict
        case .textMissing, .dayImpossible, .serviceDayImpossible, .nothingChosen, .addressNotTaken: .invalid
        }
    }
}

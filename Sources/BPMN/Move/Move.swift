public import Kernel

/// What it would mean to move a running process to another version of its model: what changes, or why it is not
/// possible. Nothing is changed by asking; whoever moves the case takes `state` and carries out `effects`.
public struct Move: Sendable {
    /// One thing that is different afterwards.
    public struct Change: Hashable, Sendable {
        public enum Kind: String, Hashable, Sendable, CaseIterable {
            /// A token stands at an element of another name.
            case moved
            /// An open task is offered anew, because who does it, its acts, form or due date differ.
            case taskRenewed = "task-renewed"
            /// Something is listened for that was not before, or no longer.
            case listens, listensNoMore = "listens-no-more"
            /// A length of time that already runs is kept, although the new version says another.
            case timerKept = "timer-kept"
            /// A time that is a day or a deadline is set anew, as the new version says.
            case timerRenewed = "timer-renewed"
            /// A step that can still come is new, gone, or different.
            case stepAdded = "step-added"
            case stepGone = "step-gone"
            case stepChanged = "step-changed"
            /// A way that can still be taken has another condition.
            case conditionChanged = "condition-changed"
        }
        public let kind: Kind
        /// Identifier of the element or flow, in the new version if it is there.
        public let element: String
        /// One English sentence.
        public let sentence: String
    }

    /// Why the case cannot be moved.
    public struct Obstacle: Hashable, Sendable {
        public enum Kind: String, Hashable, Sendable, CaseIterable {
            case notRunning = "not-running"
            /// The new version does not have the element.
            case gone
            /// It is of another kind, waits for something else, or is repeated in one version only.
            case different
            /// It stands in another sub-process.
            case elsewhere
            /// A gateway can no longer be reached by the flow on which something has come.
            case flow
            /// What was done could be undone, and is gone.
            case undoable
            /// An expression of the new version fails for this case.
            case expression
        }
        public let kind: Kind
        public let element: String
        public let sentence: String
    }

    /// The state in the new version; nil while there are obstacles.
    public let state: ProcessState?
    public let effects: [Effect]
    public let changes: [Change]
    public let obstacles: [Obstacle]
}

extension ProcessState {
    /// Looks at a move from one version of a model to another.
    /// - Parameters:
    ///   - mapping: elements that bear another identifier in the new version.
    ///   - moment: when the move happens; times that begin with it count from there.
    public func moved(
        from old: ProcessModel, to new: ProcessModel, mapping: [String: String] = [:], at moment: Instant
    ) -> Move {
        var mover = Mover(old: old, new: new, mapping: mapping, state: self)
        return mover.move(at: moment)
    }
}

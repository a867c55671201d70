import Organisation
import Store

/// Somebody has left the house: the work that they had taken goes back to the unit, where everybody sees it again.
enum ReturnWork {
    static let listener = Listener(PersonDismissed.self) { event, transaction in
        let taken: [TakenTask] = try transaction.all(
            "SELECT id, procedure FROM procedures_tasks WHERE claimed_by = \(event.person) AND ended_at IS NULL ORDER BY id")
        for task in taken {
            try transaction.run("UPDATE procedures_tasks SET claimed_by = NULL WHERE id = \(task.id) AND ended_at IS NULL")
            try transaction.emit(TaskReleased(procedure: task.procedure, task: task.id), subject: task.procedure)
        }
    }

    private struct TakenTask: Codable {
        let id: String
        let procedure: String
    }
}

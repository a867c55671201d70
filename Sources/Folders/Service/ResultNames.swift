import BPMN
import XML

extension ServiceFolder {
    /// The name under which the process keeps the result of a business rule task.
    public func result(of element: String) -> String? {
        process.document.root.elements("process").lazy.flatMap { $0.elements("businessRuleTask") }
            .first { $0.attribute("id") == element }?.attribute("result", ns: ProcessModel.extensions)
    }
}

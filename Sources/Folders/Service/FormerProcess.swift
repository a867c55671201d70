public import BPMN

extension ServiceFolder {
    /// The file that may show how the work was done before the service.
    static let formerProcessFile = "process-as-is.bpmn"

    /// How the work was done before, as a model that is only drawn; nil where the folder does not show it.
    public var formerProcess: ProcessModel? {
        files.contents[ServiceFolder.formerProcessFile].flatMap {
            ProcessModel.read($0, file: ServiceFolder.formerProcessFile, language: FEELLanguage()).model
        }
    }
}

extension FolderLoading {
    /// The former process is for people to look at: it has to be readable and drawn; whether it could run is nobody's question.
    func checkFormerProcess() {
        let file = ServiceFolder.formerProcessFile
        guard let bytes = files.contents[file] else { return }
        let (model, problems) = ProcessModel.read(bytes, file: path(file), language: FEELLanguage())
        guard let model else {
            let first = problems.first
            return report.add(path(file), first?.line ?? 1, "bpmn", first?.sentence ?? "The model cannot be read.")
        }
        let drawn = Set(model.diagram.shapes.map(\.element))
        for node in model.nodes where !drawn.contains(node.id) {
            report.add(path(file), node.line, "bpmn", "\"\(node.id)\" is not drawn, but this model is there to be looked at.")
        }
    }
}

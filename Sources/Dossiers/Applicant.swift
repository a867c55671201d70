import Folders
import Kernel

/// Whom a dossier of an applicant is about.
enum Applicant {
    /// The account; without one, name and address in a spelling-proof form, as a digest. Two people of one name at one
    /// address cannot be told apart by what an application says and share a dossier, with a folder for each procedure.
    /// Without an address nobody can be recognised, and the procedure stands for the person.
    static func key(of facts: CaseFacts) -> String {
        if let owner = facts.owner { return "account:\(owner)" }
        let address = FoldedText.key(facts.address.joined(separator: " "))
        guard !address.isEmpty else { return "procedure:\(facts.procedure)" }
        return "person:" + Digest(of: FoldedText.key(facts.applicant) + "\n" + address).hex.prefix(32)
    }
}

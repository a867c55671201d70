public import Catalogue
import Kernel
import Store
import Web

extension VersionUse {
    /// What is not decided yet. Written out as in the index `procedures_versions`, so that the databases take it.
    static let running: SQL = "p.state NOT IN ('decided', 'withdrawn', 'closed')"

    /// The cases of this component.
    public static let procedures = VersionUse(
        count: { slug, reader in
            struct Row: Codable {
                let hash: String
                let count: Int
            }
            let rows: [Row] = try reader.all(
                "SELECT p.service_hash AS hash, COUNT(*) AS count FROM procedures p WHERE p.slug = \(slug) AND " + running
                    + " GROUP BY p.service_hash")
            return Dictionary(rows.map { ($0.hash, $0.count) }, uniquingKeysWith: { $1 })
        },
        address: { slug, hash in
            Address.path("/procedures", ["service": slug, "version": hash, "state": ProcedureListPages.Filter.running])
        })
}

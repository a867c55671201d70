import Catalogue
import BPMN
import Calendar
import Folders
import Kernel

/// The norms on which acts of the platform rest, by the procedural law of the service. Written down from knowledge; like
/// Calendar's rules none was compared with its text yet.
struct CaseNorms {
    let law: ProceduralLaw

    init(_ law: ProceduralLaw) { self.law = law }

    /// The applicant's part in finding out what is the case.
    var cooperation: String { pick("§ 26 Abs. 2 VwVfG", "§ 90 Abs. 1, § 97 Abs. 1 AO", "§ 60 Abs. 1 SGB I") }
    /// A period that the authority sets.
    var period: String { pick("§ 31 Abs. 2 VwVfG", "§ 108 Abs. 2 AO", "§ 26 Abs. 2 SGB X") }
    /// Such a period may be extended, even after its end.
    var prolongation: String { pick("§ 31 Abs. 7 VwVfG", "§ 109 Abs. 1 AO", "§ 26 Abs. 7 SGB X") }
    var hearing: String { pick("§ 28 Abs. 1 VwVfG", "§ 91 Abs. 1 AO", "§ 24 Abs. 1 SGB X") }
    var assistance: String { pick("§§ 4 ff. VwVfG", "§§ 111 ff. AO", "§§ 3 ff. SGB X") }
    var correction: String { pick("§ 42 VwVfG", "§ 129 AO", "§ 38 SGB X") }
    var reopening: String { pick("§ 51 VwVfG", "§ 173 Abs. 1 AO", "§ 44 SGB X") }

    /// Tax assessments are not withdrawn by §§ 130, 131 AO but under §§ 172 ff. AO (§ 172 Abs. 1 Satz 1 Nr. 2 Buchst. d AO).
    func withdrawal(of kind: String) -> String {
        pick("§ 48 VwVfG", kind == "assessment" ? "§ 172 Abs. 1 Satz 1 Nr. 2 AO" : "§ 130 AO", "§§ 44, 45 SGB X")
    }

    func revocation(of kind: String) -> String {
        pick("§ 49 VwVfG", kind == "assessment" ? "§ 172 Abs. 1 Satz 1 Nr. 2 AO" : "§ 131 AO", "§§ 46, 47 SGB X")
    }

    private func pick(_ administrative: String, _ fiscal: String, _ social: String) -> String {
        let norm =
            switch law.base {
            case .ao: fiscal
            case .sgb10: social
            case .vwvfg, .bgb, .vwgo, .sgg: administrative
            }
        return law.through.map { "\($0.citation) i. V. m. \(norm)" } ?? norm
    }
}

extension CaseRun {
    var law: ProceduralLaw { service.folder.about.law.procedure }
    var norms: CaseNorms { CaseNorms(law) }
}

import Kernel
import Organisation
import Procedures
import Store

extension Colleagues {
    /// The organisation's people, as those who work on procedures see each other.
    static let staff = Colleagues(
        holding: { permission, unit, reader in
            let today = reader.now.date()
            let chart = try Organisation.snapshot(in: reader)
            return chart.people(holding: permission, in: unit, on: today).map { person in
                Colleague(
                    id: person.id.text, name: person.name, awayUntil: chart.absence(of: person.id.text, on: today)?.until)
            }
        },
        caller: { person, reader in try Organisation.caller(for: person, in: reader) })
}

import Kernel

/// Public holidays of the German Länder by their holiday laws. Days that only some municipalities of a Land keep
/// (Assumption and the Peace Festival in Bavaria, Corpus Christi in parts of Saxony and Thuringia) are not here: a region
/// of such a municipality is data of its own. Written down from knowledge, compared with no text: `checked` is false.
extension HolidayRegion {
    /// The sixteen Länder, by code.
    public static let germany: [HolidayRegion] = lands.map { land in
        HolidayRegion(
            code: land.code, name: LocalText(de: land.de, en: land.en),
            place: land.place.map { LocalText(de: $0, en: "in \(land.en)") }, source: Norm(land.law),
            // Nationwide since the Day of German Unity and the abolition of Repentance Day outside Saxony (1995).
            validFrom: CivilDay.of(1995, 1, 1), holidays: HolidayRule.nationwide + land.own)
    }

    /// The shipped region of a code, `DE-SN`; nil when there is none.
    public static func shipped(_ code: String) -> HolidayRegion? { germany.first { $0.code == code } }

    private struct Land {
        let code: String
        let de: String
        let en: String
        var place: String?
        let law: String
        let own: [HolidayRule]
    }

    private static let lands: [Land] = [
        Land(
            code: "DE-BB", de: "Brandenburg", en: "Brandenburg", law: "§ 2 Abs. 1 FTG BB",
            own: [.easterSunday, .whitSunday, .reformation]),
        Land(
            code: "DE-BE", de: "Berlin", en: "Berlin", law: "§ 1 FeiertG BE",
            own: [.reformationJubilee, .womensDay(from: 2019), .liberation(2020), .liberation(2025)]),
        Land(
            code: "DE-BW", de: "Baden-Württemberg", en: "Baden-Württemberg", law: "§ 1 FTG BW",
            own: [.epiphany, .corpusChristi, .allSaints, .reformationJubilee]),
        Land(
            code: "DE-BY", de: "Bayern", en: "Bavaria", law: "Art. 1 Abs. 1 BayFTG",
            own: [.epiphany, .corpusChristi, .allSaints, .reformationJubilee]),
        Land(
            code: "DE-HB", de: "Bremen", en: "Bremen", law: "§ 2 BremFeiertG",
            own: [.reformationJubilee, .reformation(from: 2018)]),
        Land(
            code: "DE-HE", de: "Hessen", en: "Hesse", law: "§ 1 HFeiertagsG",
            own: [.corpusChristi, .reformationJubilee]),
        Land(
            code: "DE-HH", de: "Hamburg", en: "Hamburg", law: "§ 1 HmbFeiertG",
            own: [.reformationJubilee, .reformation(from: 2018)]),
        Land(
            code: "DE-MV", de: "Mecklenburg-Vorpommern", en: "Mecklenburg-Western Pomerania", law: "§ 2 Abs. 1 FTG M-V",
            own: [.womensDay(from: 2023), .reformation]),
        Land(
            code: "DE-NI", de: "Niedersachsen", en: "Lower Saxony", law: "§ 2 Abs. 1 NFeiertagsG",
            own: [.reformationJubilee, .reformation(from: 2018)]),
        Land(
            code: "DE-NW", de: "Nordrhein-Westfalen", en: "North Rhine-Westphalia", law: "§ 2 Abs. 1 FeiertG NW",
            own: [.corpusChristi, .allSaints, .reformationJubilee]),
        Land(
            code: "DE-RP", de: "Rheinland-Pfalz", en: "Rhineland-Palatinate", law: "§ 2 Abs. 1 LFtG RP",
            own: [.corpusChristi, .allSaints, .reformationJubilee]),
        Land(
            code: "DE-SH", de: "Schleswig-Holstein", en: "Schleswig-Holstein", law: "§ 2 Abs. 1 SFTG SH",
            own: [.reformationJubilee, .reformation(from: 2018)]),
        Land(
            code: "DE-SL", de: "Saarland", en: "Saarland", place: "im Saarland", law: "§ 2 Abs. 1 SFG SL",
            own: [.corpusChristi, .assumption, .allSaints, .reformationJubilee]),
        Land(
            code: "DE-SN", de: "Sachsen", en: "Saxony", law: "§ 1 Abs. 1 SächsSFG",
            own: [.reformation, .repentance]),
        Land(
            code: "DE-ST", de: "Sachsen-Anhalt", en: "Saxony-Anhalt", law: "§ 2 FeiertG LSA",
            own: [.epiphany, .reformation]),
        Land(
            code: "DE-TH", de: "Thüringen", en: "Thuringia", law: "§ 2 Abs. 1 ThürFGtG",
            own: [.childrensDay(from: 2019), .reformation]),
    ]
}

extension HolidayRule {
    fileprivate init(_ de: String, _ en: String, _ occurrence: HolidayOccurrence, from: Int? = nil, to: Int? = nil) {
        self.init(
            name: LocalText(de: de, en: en), occurrence: occurrence,
            validFrom: from.map { CivilDay.of($0, 1, 1) }, validTo: to.map { CivilDay.of($0, 12, 31) })
    }

    /// The nine holidays that every Land keeps.
    fileprivate static let nationwide: [HolidayRule] = [
        HolidayRule("Neujahr", "New Year’s Day", .fixed(month: 1, day: 1)),
        HolidayRule("Karfreitag", "Good Friday", .easter(-2)),
        HolidayRule("Ostermontag", "Easter Monday", .easter(1)),
        HolidayRule("Tag der Arbeit", "Labour Day", .fixed(month: 5, day: 1)),
        HolidayRule("Christi Himmelfahrt", "Ascension Day", .easter(39)),
        HolidayRule("Pfingstmontag", "Whit Monday", .easter(50)),
        HolidayRule("Tag der Deutschen Einheit", "Day of German Unity", .fixed(month: 10, day: 3)),
        HolidayRule("Erster Weihnachtstag", "Christmas Day", .fixed(month: 12, day: 25)),
        HolidayRule("Zweiter Weihnachtstag", "Boxing Day", .fixed(month: 12, day: 26)),
    ]
    fileprivate static let easterSunday = HolidayRule("Ostersonntag", "Easter Sunday", .easter(0))
    fileprivate static let whitSunday = HolidayRule("Pfingstsonntag", "Whit Sunday", .easter(49))
    fileprivate static let corpusChristi = HolidayRule("Fronleichnam", "Corpus Christi", .easter(60))
    fileprivate static let epiphany = HolidayRule("Heilige Drei Könige", "Epiphany", .fixed(month: 1, day: 6))
    fileprivate static let assumption = HolidayRule("Mariä Himmelfahrt", "Assumption Day", .fixed(month: 8, day: 15))
    fileprivate static let allSaints = HolidayRule("Allerheiligen", "All Saints’ Day", .fixed(month: 11, day: 1))
    fileprivate static let reformation = HolidayRule("Reformationstag", "Reformation Day", .fixed(month: 10, day: 31))
    /// 31 October 2017 was a holiday in every Land, 500 years after the theses.
    fileprivate static let reformationJubilee = HolidayRule(
        "Reformationstag", "Reformation Day", .fixed(month: 10, day: 31), from: 2017, to: 2017)
    fileprivate static let repentance = HolidayRule(
        "Buß- und Bettag", "Repentance and Prayer Day", .weekday(.wednesday, beforeMonth: 11, day: 23))

    fileprivate static func reformation(from year: Int) -> HolidayRule {
        HolidayRule("Reformationstag", "Reformation Day", .fixed(month: 10, day: 31), from: year)
    }
    fileprivate static func womensDay(from year: Int) -> HolidayRule {
        HolidayRule("Internationaler Frauentag", "International Women’s Day", .fixed(month: 3, day: 8), from: year)
    }
    fileprivate static func childrensDay(from year: Int) -> HolidayRule {
        HolidayRule("Weltkindertag", "Children’s Day", .fixed(month: 9, day: 20), from: year)
    }
    fileprivate static func liberation(_ year: Int) -> HolidayRule {
        HolidayRule("Tag der Befreiung", "Liberation Day", .fixed(month: 5, day: 8), from: year, to: year)
    }
}

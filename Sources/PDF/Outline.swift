/// The headings of a document with their places: what a viewer shows beside the pages (ISO 32000-1, 12.3.3).
struct Outline {
    struct Heading {
        let title: String
        let level: Int
        let page: Int
        /// From the upper edge of the page.
        let top: Double
    }

    private(set) var headings: [Heading] = []

    mutating func add(_ heading: Heading) { headings.append(heading) }

    /// The heading under which each one stands, nil for the outermost.
    var parents: [Int?] {
        var open: [Int] = []
        return headings.indices.map { index in
            while let last = open.last, headings[last].level >= headings[index].level { open.removeLast() }
            defer { open.append(index) }
            return open.last
        }
    }

    /// Writes the outline; the number of its root, nil if there is nothing to list.
    func write(to file: inout ObjectFile, pages: [Int]) -> Int? {
        guard !headings.isEmpty else { return nil }
        let root = file.reserve()
        let numbers = headings.map { _ in file.reserve() }
        let parents = parents
        var children: [Int?: [Int]] = [:]
        for index in headings.indices { children[parents[index], default: []].append(index) }
        func family(_ index: Int?) -> String {
            guard let own = children[index], let first = own.first, let last = own.last else { return "" }
            // Every entry is open, so all that stand below count.
            let count = index.map { below($0, children) } ?? headings.count
            return " /First \(numbers[first]) 0 R /Last \(numbers[last]) 0 R /Count \(count)"
        }
        let rootFamily = family(nil)
        file.write(root) { $0.put("<< /Type /Outlines\(rootFamily) >>") }
        for (index, heading) in headings.enumerated() {
            let siblings = children[parents[index]] ?? []
            let place = siblings.firstIndex(of: index) ?? 0
            let entries = family(index)
            file.write(numbers[index]) { out in
                out.put("<< /Title ")
                out.put(textString: heading.title)
                out.put(" /Parent \(parents[index].map { numbers[$0] } ?? root) 0 R\(entries)")
                if place > 0 { out.put(" /Prev \(numbers[siblings[place - 1]]) 0 R") }
                if place + 1 < siblings.count { out.put(" /Next \(numbers[siblings[place + 1]]) 0 R") }
                out.put(" /Dest [ \(pages[heading.page]) 0 R /XYZ null ")
                out.put(Canvas.height - heading.top + 12)
                out.put(" null ] >>")
            }
        }
        return root
    }

    private func below(_ index: Int, _ children: [Int?: [Int]]) -> Int {
        (children[index] ?? []).reduce(0) { $0 + 1 + below($1, children) }
    }
}

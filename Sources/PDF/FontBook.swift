import CPango

/// The glyphs that one document uses, face by face.
///
/// Every pair of glyph and text has a number of its own (CID), so the same shape standing for different characters
/// (space and no-break space, a ligature) still reads back as what was written (PDF/UA-1, 7.21.7).
struct FontBook {
    struct Face {
        let index: Int
        /// Glyph numbers in the font file; position is CID - 1.
        var glyphs: [UInt32] = []
        var texts: [[Unicode.Scalar]] = []
        var widths: [Double] = []
        /// Glyph number in the upper, the single character in the lower half.
        var simple: [UInt64: UInt16] = [:]
        var clusters: [ClusterKey: UInt16] = [:]
    }

    struct ClusterKey: Hashable {
        let glyph: UInt32
        let text: [Unicode.Scalar]
    }

    private(set) var faces: [Face] = []
    /// By the number of the face; -1 where the document does not use it.
    private var positions: [Int] = []

    /// The position of a face in this document; `F1` is position 0.
    mutating func position(ofFace index: Int) -> Int {
        while positions.count <= index { positions.append(-1) }
        if positions[index] >= 0 { return positions[index] }
        faces.append(Face(index: index))
        positions[index] = faces.count - 1
        return faces.count - 1
    }

    /// CID and width (thousandths) of a glyph that stands for a text.
    mutating func number(
        glyph: UInt32, text: [Unicode.Scalar], position: Int, typesetter: Typesetter
    ) throws(PDFFault) -> (cid: UInt16, width: Double) {
        if text.count == 1, let character = text.first {
            return try number(glyph: glyph, character: character, position: position, typesetter: typesetter)
        }
        let cluster = ClusterKey(glyph: glyph, text: text)
        if let known = faces[position].clusters[cluster] { return (known, faces[position].widths[Int(known) - 1]) }
        let (cid, width) = try add(glyph, text, position, typesetter)
        faces[position].clusters[cluster] = cid
        return (cid, width)
    }

    /// The same of a glyph that stands for one character, as nearly all do.
    mutating func number(
        glyph: UInt32, character: Unicode.Scalar, position: Int, typesetter: Typesetter
    ) throws(PDFFault) -> (cid: UInt16, width: Double) {
        let key = UInt64(glyph) << 32 | UInt64(character.value)
        if let known = faces[position].simple[key] { return (known, faces[position].widths[Int(known) - 1]) }
        let (cid, width) = try add(glyph, [character], position, typesetter)
        faces[position].simple[key] = cid
        return (cid, width)
    }

    private mutating func add(
        _ glyph: UInt32, _ text: [Unicode.Scalar], _ position: Int, _ typesetter: Typesetter
    ) throws(PDFFault) -> (cid: UInt16, width: Double) {
        guard faces[position].glyphs.count < 65_534 else { throw .tooManyGlyphs }
        let width = typesetter.advance(ofGlyph: glyph, face: faces[position].index)
        faces[position].glyphs.append(glyph)
        faces[position].texts.append(text)
        faces[position].widths.append(width)
        return (UInt16(faces[position].glyphs.count), width)
    }
}

extension FontBook {
    /// Writes every face; the numbers of the Type0 font objects, in order of the faces.
    func write(to file: inout ObjectFile, typesetter: Typesetter) throws(PDFFault) -> [Int] {
        var numbers: [Int] = []
        for face in faces { numbers.append(try face.write(to: &file, typesetter: typesetter)) }
        return numbers
    }
}

extension FontBook.Face {
    func write(to file: inout ObjectFile, typesetter: Typesetter) throws(PDFFault) -> Int {
        let program = try typesetter.program(face: index, glyphs: glyphs)
        let metrics = typesetter.metrics(ofFace: index)
        let name = "\(program.tag)+\(metrics.postScriptName)"
        let programNumber = file.addStream(deflated: program.deflated, "/Length1 \(program.length)")
        var map: [UInt8] = [0, 0]
        for glyph in glyphs {
            let number = program.numbers[glyph] ?? 0
            map += [UInt8(number >> 8 & 255), UInt8(number & 255)]
        }
        let mapNumber = file.addStream(map)
        let unicodeNumber = file.addStream(unicodeMap())
        let descriptor = file.add { out in
            out.put("<< /Type /FontDescriptor /FontName /\(name) /Flags 4 /FontFile2 \(programNumber) 0 R /FontBBox [ ")
            for corner in metrics.boundingBox {
                out.put(corner)
                out.put(" ")
            }
            out.put("] /ItalicAngle ")
            out.put(metrics.italic_angle)
            out.put(" /Ascent ")
            out.put(metrics.ascent)
            out.put(" /Descent ")
            out.put(metrics.descent)
            out.put(" /CapHeight ")
            out.put(metrics.cap_height)
            // The stem width is not in TrueType files; viewers use it only to imitate a missing font, and none is missing.
            out.put(" /StemV \(metrics.bold != 0 ? 140 : 80) >>")
        }
        let descendant = file.add { out in
            out.put("<< /Type /Font /Subtype /CIDFontType2 /BaseFont /\(name) /FontDescriptor \(descriptor) 0 R ")
            out.put("/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> ")
            out.put("/CIDToGIDMap \(mapNumber) 0 R /DW 0 /W [ 1 [ ")
            for width in widths {
                out.put(width)
                out.put(" ")
            }
            out.put("] ] >>")
        }
        return file.add { out in
            out.put("<< /Type /Font /Subtype /Type0 /BaseFont /\(name) /Encoding /Identity-H ")
            out.put("/DescendantFonts [ \(descendant) 0 R ] /ToUnicode \(unicodeNumber) 0 R >>")
        }
    }

    /// What each CID stands for (ISO 32000-1, 9.10.3).
    private func unicodeMap() -> [UInt8] {
        var out: [UInt8] = []
        out.put("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n")
        out.put("/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n")
        out.put("/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n")
        out.put("1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n")
        // At most a hundred entries stand in one section.
        for start in stride(from: 0, to: texts.count, by: 100) {
            let end = min(start + 100, texts.count)
            out.put("\(end - start) beginbfchar\n")
            for position in start..<end {
                out.append(0x3C)
                out.put(hex: UInt16(position + 1))
                out.put("> <")
                for scalar in texts[position] { for unit in String(scalar).utf16 { out.put(hex: unit) } }
                out.put(">\n")
            }
            out.put("endbfchar\n")
        }
        out.put("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
        return out
    }
}

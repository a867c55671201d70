/// The places on an A4 page (DIN 5008:2020, form B), in points from the upper left corner.
enum Page {
    static let left = Double.millimetres(25)
    static let right = Double.millimetres(20)
    static let textWidth = Canvas.width - left - right

    static let addressTop = Double.millimetres(45)
    /// Return address and delivery notes end here, the recipient begins.
    static let recipientTop = Double.millimetres(62.7)
    static let addressBottom = Double.millimetres(90)
    static let addressWidth = Double.millimetres(80)
    static let informationTop = Double.millimetres(50)
    static let informationLeft = Double.millimetres(125)
    static let informationWidth = Double.millimetres(65)
    static let subjectTop = Double.millimetres(98.46)

    static let foldMarks = [Double.millimetres(105), Double.millimetres(210)]
    static let holeMark = Double.millimetres(148.5)

    static let followingTop = Double.millimetres(29)
    static let bottom = Double.millimetres(297 - 20)
    static let longestRow = bottom - followingTop - 60
}

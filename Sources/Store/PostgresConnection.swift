import CPostgres
import Foundation
import Kernel

/// One libpq connection, used by one thread only. Statements are prepared once and kept by their text.
final class PostgresConnection: Session, @unchecked Sendable {
    let dialect = Dialect.postgres
    private let url: String
    private var handle: OpaquePointer?
    private var prepared: [String: String] = [:]
    /// Statements that were sent and whose answers have not been read.
    private var sent: [String] = []
    /// So many answers fit into the server's buffers while nobody reads them.
    private static let mostSent = 64

    /// Texts vary little, since lists are one parameter; more than this means a defect, and starts over.
    private static let mostPrepared = 1000

    init(url: String) { self.url = url }

    /// Connects where it is not connected; whether it had to.
    @discardableResult func connect() throws -> Bool {
        if let handle, PQstatus(handle) == CONNECTION_OK { return false }
        disconnect()
        let fresh = try openPatiently()
        PQsetNoticeProcessor(fresh, { _, _ in }, nil)
        handle = fresh
        try command("SET client_encoding = 'UTF8'")
        try command("SET jit = off")
        return true
    }

    /// A server whose places are all taken is asked again for some seconds: others are leaving, as in a rolling restart.
    private func openPatiently() throws -> OpaquePointer? {
        var tries = 0
        while true {
            tries += 1
            let fresh = PQconnectdb(url)
            if PQstatus(fresh) == CONNECTION_OK { return fresh }
            let message = String(cString: PQerrorMessage(fresh))
            PQfinish(fresh)
            guard message.contains("too many clients"), tries < 100 else { throw PostgresError(state: "", message: message) }
            Thread.sleep(forTimeInterval: 0.1)
        }
    }

    func disconnect() {
        if let handle { PQfinish(handle) }
        handle = nil
        prepared = [:]
        sent = []
    }

    /// A statement without parameters or result, such as BEGIN, or several of them (migrations).
    func command(_ text: String) throws {
        try settle()
        let result = PQexec(handle, text)
        defer { PQclear(result) }
        try check(result)
    }

    func query(_ text: String, _ values: [SQLValue]) throws -> Rows {
        let result = try execute(text, values)
        defer { PQclear(result) }
        let columns = PQnfields(result)
        var rows = Rows(columns: (0..<columns).map { String(cString: PQfname(result, $0)) }, values: [])
        let types = (0..<columns).map { PQftype(result, $0) }
        for row in 0..<PQntuples(result) {
            rows.values.append((0..<columns).map { cell(result, row, $0, types[Int($0)]) })
        }
        return rows
    }

    func run(_ text: String, _ values: [SQLValue]) throws -> Int {
        let result = try execute(text, values)
        defer { PQclear(result) }
        return Int(String(cString: PQcmdTuples(result))) ?? 0
    }

    func mustRestart(_ error: any Error) -> Bool {
        guard let error = error as? PostgresError else { return false }
        return error.isConflict || error.isLostConnection
    }

    private func cell(_ result: OpaquePointer?, _ row: Int32, _ column: Int32, _ type: Oid) -> SQLValue {
        guard PQgetisnull(result, row, column) == 0, let bytes = PQgetvalue(result, row, column) else { return .null }
        let text = String(cString: bytes)
        switch type {
        case 20, 21, 23, 26: return Int64(text).map { .int($0) } ?? .text(text)
        case 16: return .int(text == "t" ? 1 : 0)
        case 700, 701: return Double(text).map { .real($0) } ?? .text(text)
        case 1700: return Int64(text).map { .int($0) } ?? Double(text).map { .real($0) } ?? .text(text)
        default: return .text(text)
        }
    }

    private func execute(_ text: String, _ values: [SQLValue]) throws -> OpaquePointer? {
        let name = try statement(text)
        guard sent.isEmpty else { return try executeAfterSent(name, text, values) }
        let result = withTexts(values) { PQexecPrepared(handle, name, Int32(values.count), $0, nil, nil, 0) }
        do {
            try check(result, text)
        } catch {
            PQclear(result)
            throw error
        }
        return result
    }

    /// The values as C texts for the length of a call.
    private func withTexts<T>(_ values: [SQLValue], _ body: ([UnsafePointer<CChar>?]) -> T) -> T {
        let copies = values.map { value -> UnsafeMutablePointer<CChar>? in
            switch value {
            case .null: nil
            case .int(let number): strdup(String(number))
            case .real(let number): strdup(String(number))
            // PostgreSQL has no NUL in text; input is refused long before, this keeps a defect from cutting a value.
            case .text(let text): strdup(text.utf8.contains(0) ? text.replacing("\0", with: "\u{FFFD}") : text)
            }
        }
        defer { copies.forEach { free($0) } }
        return body(copies.map { UnsafePointer<CChar>($0) })
    }

    // MARK: Statements that nobody waits for (libpq's pipeline mode)

    func post(_ text: String, _ values: [SQLValue]) throws {
        let name = try statement(text)
        if sent.count >= PostgresConnection.mostSent { try settle() }
        try send(name, text, values)
    }

    private func send(_ name: String, _ text: String, _ values: [SQLValue]) throws {
        if sent.isEmpty, PQenterPipelineMode(handle) != 1 { throw lost }
        sent.append(text)
        let isSent = withTexts(values) { PQsendQueryPrepared(handle, name, Int32(values.count), $0, nil, nil, 0) }
        guard isSent == 1 else {
            let error = lost
            disconnect()
            throw error
        }
    }

    /// Sends a statement behind those that were sent, and reads the answers of all: the first that failed is thrown.
    private func executeAfterSent(_ name: String, _ text: String, _ values: [SQLValue]) throws -> OpaquePointer? {
        try send(name, text, values)
        return try readAnswers()
    }

    /// Reads the answers that have not been read.
    private func settle() throws {
        guard !sent.isEmpty else { return }
        PQclear(try readAnswers())
    }

    func abandon() throws {
        do { try settle() } catch { if mustRestart(error) { throw error } }
    }

    /// The answer to the last statement that was sent.
    private func readAnswers() throws -> OpaquePointer? {
        let texts = sent
        sent = []
        guard PQpipelineSync(handle) == 1 else {
            let error = lost
            disconnect()
            throw error
        }
        var last: OpaquePointer?
        var failure: (any Error)?
        for text in texts {
            PQclear(last)
            last = PQgetResult(handle)
            // Each answer ends with nothing; a lost connection has no end.
            while let rest = PQgetResult(handle) { PQclear(rest) }
            if failure == nil { do { try check(last, text) } catch { failure = error } }
            if PQstatus(handle) == CONNECTION_BAD { break }
        }
        PQclear(PQgetResult(handle))
        if PQexitPipelineMode(handle) != 1, failure == nil { failure = lost }
        if let failure {
            PQclear(last)
            if (failure as? PostgresError)?.isLostConnection == true { disconnect() }
            throw failure
        }
        return last
    }

    /// Takes the transaction back, whatever state it is in.
    func rollback() {
        try? settle()
        try? command("ROLLBACK")
    }

    private var lost: PostgresError {
        PostgresError(state: "", message: handle.map { String(cString: PQerrorMessage($0)) } ?? "no connection")
    }

    private func statement(_ text: String) throws -> String {
        if let name = prepared[text] { return name }
        if prepared.count >= PostgresConnection.mostPrepared {
            try command("DEALLOCATE ALL")
            prepared = [:]
        }
        try settle()
        let name = "s\(prepared.count)"
        let result = PQprepare(handle, name, text, 0, nil)
        defer { PQclear(result) }
        try check(result, text)
        prepared[text] = name
        return name
    }

    private func check(_ result: OpaquePointer?, _ text: String = "") throws {
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: return
        default:
            let state = PQresultErrorField(result, Int32(UInt8(ascii: "C"))).map { String(cString: $0) } ?? ""
            let message =
                PQresultErrorField(result, Int32(UInt8(ascii: "M"))).map { String(cString: $0) }
                ?? handle.map { String(cString: PQerrorMessage($0)) } ?? "no connection"
            throw PostgresError(
                state: PQstatus(handle) == CONNECTION_BAD ? "" : state, message: message,
                statement: String(text.prefix(100)).split(whereSeparator: \.isWhitespace).joined(separator: " "))
        }
    }
}

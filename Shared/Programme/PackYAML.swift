// Yams brings libyaml; its events are read here one by one, so that no file can ask for more depth, memory or time than
// a pack needs.
import CYaml

/// Turns YAML into nodes that know their lines.
struct PackYAML: ~Copyable {
    /// Unit: bytes of a file.
    static let bytesMax = 4 << 20
    private static let depthMax = 64
    private static let valuesMax = 200_000

    private enum Kind {
        case scalar(String)
        case sequence
        case mapping
        /// Of a sequence or mapping.
        case end
        /// Of a document or of the file.
        case frame
    }

    // On the heap: the parser keeps pointers into itself.
    private let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
    private let file: String
    private var values = 0

    private init(_ bytes: UnsafeBufferPointer<UInt8>, file: String) throws(ProgrammeError) {
        self.file = file
        parser.initialize(to: yaml_parser_t())
        guard yaml_parser_initialize(parser) == 1 else { throw ProgrammeError(file: file, .file(.noMemory)) }
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
    }

    /// Reads the one document of a file.
    static func read(_ yaml: [UInt8], file: String) throws(ProgrammeError) -> PackNode {
        try yaml.withUnsafeBufferPointer { (bytes) throws(ProgrammeError) in
            var reader = try PackYAML(bytes, file: file)
            return try reader.document()
        }
    }

    private mutating func document() throws(ProgrammeError) -> PackNode {
        var root: PackNode?
        while parser.pointee.stream_end_produced == 0 {
            let (kind, line) = try next()
            if case .frame = kind { continue }
            guard root == nil else { throw ProgrammeError(file: file, line: line, .file(.secondDocument)) }
            root = try node(kind, line, depth: 1)
        }
        guard let root else { throw ProgrammeError(file: file, .file(.empty)) }
        return root
    }

    private mutating func node(_ kind: Kind, _ line: Int, depth: Int) throws(ProgrammeError) -> PackNode {
        values += 1
        guard values <= Self.valuesMax else {
            throw ProgrammeError(file: file, line: line, .file(.tooManyValues(max: Self.valuesMax)))
        }
        guard depth <= Self.depthMax else { throw tooDeep(line) }
        switch kind {
        case .scalar(let text): return PackNode(content: .scalar(text), file: file, line: line)
        case .sequence:
            var items: [PackNode] = []
            while let item = try member(depth) { items.append(item) }
            return PackNode(content: .sequence(items), file: file, line: line)
        case .mapping:
            var pairs: [PackNode.Pair] = []
            while let key = try member(depth), let value = try member(depth) {
                pairs.append(PackNode.Pair(key: key, value: value))
            }
            return PackNode(content: .mapping(pairs), file: file, line: line)
        case .end, .frame: throw ProgrammeError(file: file, line: line, .file(.endsEarly))
        }
    }

    /// The next node of a sequence or mapping; `nil` at its end.
    private mutating func member(_ depth: Int) throws(ProgrammeError) -> PackNode? {
        let (kind, line) = try next()
        if case .end = kind { return nil }
        return try node(kind, line, depth: depth + 1)
    }

    private func next() throws(ProgrammeError) -> (Kind, line: Int) {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw complaint() }
        defer { yaml_event_delete(&event) }
        let line = Int(event.start_mark.line) + 1
        switch event.type {
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            guard scalar.anchor == nil else { throw reference(line) }
            return (
                .scalar(
                    String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
                ), line
            )
        case YAML_SEQUENCE_START_EVENT:
            guard event.data.sequence_start.anchor == nil else { throw reference(line) }
            return (.sequence, line)
        case YAML_MAPPING_START_EVENT:
            guard event.data.mapping_start.anchor == nil else { throw reference(line) }
            return (.mapping, line)
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: return (.end, line)
        case YAML_ALIAS_EVENT: throw reference(line)
        default: return (.frame, line)
        }
    }

    private func reference(_ line: Int) -> ProgrammeError {
        ProgrammeError(file: file, line: line, .file(.anchor))
    }

    private func complaint() -> ProgrammeError {
        let state = parser.pointee
        let problem = state.problem.map { String(cString: $0) } ?? "unknown"
        // Bytes that are no text are met before there are lines; nothing is known then but how far the reading came.
        let line = 1 + (state.error == YAML_READER_ERROR ? Int(state.mark.line) : Int(state.problem_mark.line))
        // The parser looks ahead, and may meet its own bound before ours.
        if problem.hasPrefix("Maximum nesting level") { return tooDeep(line) }
        return ProgrammeError(file: file, line: line, .file(.notYAML(problem)))
    }

    private func tooDeep(_ line: Int) -> ProgrammeError {
        ProgrammeError(file: file, line: line, .file(.tooDeep(max: Self.depthMax)))
    }
}

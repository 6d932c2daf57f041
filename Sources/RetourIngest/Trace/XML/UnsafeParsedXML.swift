import CLibXML2
import RetourEvents

/// Reads the objects of an export in XML through libxml2's SAX2 push parser.
///
/// Nothing is loaded, no entity is expanded: a document type declaration is refused, so there are
/// none to expand. Memory: what one piece of 64 KiB gives. An export that breaks off is read to its
/// end and rejected once.
///
/// Contract for the unsafe parts: libxml2 calls the handlers only while `xmlParseChunk` runs, which
/// this object does itself; the context pointer they get is this object, which lives longer. Names
/// and texts are used inside the call only.
@safe
final class ParsedXML: TraceRecords {
  private static let piece = 1 << 16
  /// How many different names of elements, attributes and the like a document may have.
  private static let nameLimit = 20_000
  /// How many namespaces may be declared at a place.
  private static let namespaceLimit = 64

  private(set) var row = TraceRow()
  private let source: any ByteSource
  private var context: xmlParserCtxtPtr?
  private var objects = XMLObjects()
  private var ready: [TraceRow] = []
  private var problems: [RowProblem] = []
  private var isAtEnd = false
  private var hasStarted = false
  private var lead: Int64 = 0
  private var fed: Int64 = 0
  private var failure: String?
  private var refusal: RowProblem?
  private var roles: [UnsafePointer<xmlChar>: XMLRole] = unsafe [:]
  private var names = PropertyNames()
  private var markup = XMLMarkup()
  /// How many namespaces each open element declares.
  private var namespaces: [Int] = []

  /// Where the source goes on in a document, and what was read of it: its beginning with the root's
  /// tag.
  private let resumed: (head: Bytes, offset: Int64)

  /// Creates a reader.
  ///
  /// - Parameters:
  ///   - source: the document, or its rest from a child of the root on.
  ///   - head: the beginning of the document with the root's tag, where the source has only the rest.
  ///   - offset: where in the document the source begins.
  init(_ source: any ByteSource, head: Bytes = [], at offset: Int64 = 0) {
    self.source = source
    resumed = (head, offset)
  }

  deinit {
    if let context = unsafe context { unsafe xmlFreeParserCtxt(context) }
  }

  var offset: Int64 { lead + fed }

  func next() throws -> TraceStep {
    while true {
      if let next = ready.popLast() {
        objects.reuse(row)
        row = next
        return .row
      }
      if !problems.isEmpty { return .reject(problems.removeFirst()) }
      if isAtEnd { return .end }
      try feed()
      let news = objects.take()
      ready = news.rows.reversed()
      problems += news.tooLarge.map(RowProblem.tooLargeObject)
      if let refusal {
        problems.append(refusal)
        isAtEnd = true
        self.refusal = nil
      } else if let failure {
        problems.append(
          RowProblem(
            problem: .damagedXML,
            detail: failure,
            offset: offset,
            losesRecord: false
          )
        )
        isAtEnd = true
      }
    }
  }

  // MARK: Feeding

  private func feed() throws {
    var (piece, got) = try source.appending(to: [], count: Self.piece)
    if !hasStarted {
      while piece.count < 512, got > 0 {
        let more = try source.appending(to: piece[...], count: Self.piece)
        (piece, got) = more
      }
      start(&piece)
    }
    guard let context = unsafe context else {
      isAtEnd = true
      return
    }
    let isLast = got == 0
    isAtEnd = isLast
    let excess = markup.look(at: piece)
    if let excess { piece.removeLast(piece.count - excess.end) }
    let status = unsafe piece.withUnsafeBytes { bytes in
      unsafe xmlParseChunk(
        context,
        bytes.baseAddress?.assumingMemoryBound(to: CChar.self),
        Int32(bytes.count),
        isLast ? 1 : 0
      )
    }
    fed += Int64(piece.count)
    if failure != nil {
      // What comes later doesn't matter.
    } else if let excess {
      refuse("\(excess.why); it was not read further")
    } else if unsafe xmlDictSize(context.pointee.dict) > Self.nameLimit {
      refuse("it has more than \(Self.nameLimit) different names; it was not read further")
    }
    if status != 0, failure == nil, refusal == nil {
      failure = "the XML can't be read (libxml2 error \(status))"
    }
  }

  private func start(_ piece: inout [UInt8]) {
    hasStarted = true
    var text = SingleMessage.skippingLead(piece[...])
    if text.hasPrefix(ignoringCase: "#< clixml") {
      text = text.drop { $0 != .lineFeed }.drop { $0.isWhiteSpace }
    }
    lead = Int64(piece.count - text.count)
    piece = Array(text)
    if !resumed.head.isEmpty {
      lead = resumed.offset - Int64(resumed.head.count)
      piece = Array(resumed.head + text)
    }
    var handlers = unsafe xmlSAXHandler()
    unsafe handlers.initialized = 0xDEED_BEAF  // XML_SAX2_MAGIC
    unsafe handlers.startElementNs = { user, name, _, _, declared, _, count, _, attributes in
      guard let user = unsafe user, let name = unsafe name else { return }
      unsafe ParsedXML.of(user).declare(Int(declared))
      unsafe ParsedXML.of(user).started(name, attributes, Int(count))
    }
    unsafe handlers.endElementNs = { user, _, _, _ in
      guard let user = unsafe user else { return }
      unsafe ParsedXML.of(user).ended()
    }
    unsafe handlers.characters = { user, text, count in
      guard let user = unsafe user else { return }
      unsafe ParsedXML.of(user).objects.text(UnsafeBufferPointer(start: text, count: Int(count)))
    }
    unsafe handlers.cdataBlock = handlers.characters
    unsafe handlers.internalSubset = { user, _, _, _ in
      guard let user = unsafe user else { return }
      unsafe ParsedXML.of(user).refuse(
        "the file declares a document type, which no export does; it was not read further"
      )
    }
    unsafe handlers.serror = { user, error in
      guard let user = unsafe user, let error = unsafe error else { return }
      unsafe ParsedXML.of(user).note(error)
    }
    let user = unsafe Unmanaged.passUnretained(self).toOpaque()
    unsafe context = xmlCreatePushParserCtxt(&handlers, user, nil, 0, nil)
    if let context = unsafe context {
      let options = XML_PARSE_NONET.rawValue | XML_PARSE_IGNORE_ENC.rawValue
      _ = unsafe xmlCtxtUseOptions(context, Int32(bitPattern: options))
    }
  }

  private static func of(_ user: UnsafeMutableRawPointer) -> ParsedXML {
    unsafe Unmanaged<ParsedXML>.fromOpaque(user).takeUnretainedValue()
  }

  // MARK: What libxml2 says

  private func declare(_ count: Int) {
    namespaces.append(count)
    if count > 0, namespaces.reduce(0, +) > Self.namespaceLimit {
      refuse("more than \(Self.namespaceLimit) namespaces are declared; it was not read further")
    }
  }

  private func ended() {
    objects.end()
    _ = namespaces.popLast()
  }

  private func started(
    _ name: UnsafePointer<xmlChar>,
    _ attributes: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?,
    _ count: Int
  ) {
    var field: TraceField?
    var isNamed = false
    if objects.namesByElement {
      field = unsafe names.field(name, 0, Int(xmlStrlen(name)))
    } else if let attributes = unsafe attributes {
      // Five pointers an attribute: local name, prefix, namespace, begin and end of the value.
      for index in 0..<count {
        guard let local = unsafe attributes[index * 5], unsafe Self.isName(local),
          let low = unsafe attributes[index * 5 + 3], let high = unsafe attributes[index * 5 + 4]
        else { continue }
        isNamed = true
        field = unsafe names.field(low, 0, high - low)
      }
    }
    let trouble = objects.start(
      unsafe role(name),
      field: field,
      isNamed: isNamed,
      offset: lead + consumed
    )
    if trouble == .tooDeep {
      refuse(
        "elements are nested deeper than \(XMLObjects.depthLimit) levels; it was not read further"
      )
    }
  }

  /// Whether an attribute's name is `N` or `Name`.
  private static func isName(_ name: UnsafePointer<xmlChar>) -> Bool {
    guard unsafe name[0] == UInt8(ascii: "N") else { return false }
    if unsafe name[1] == 0 { return true }
    return unsafe name[1] == UInt8(ascii: "a") && name[2] == UInt8(ascii: "m")
      && name[3] == UInt8(ascii: "e") && name[4] == 0
  }

  private static func bytes(_ text: UnsafePointer<xmlChar>) -> [UInt8] {
    unsafe Array(UnsafeBufferPointer(start: text, count: Int(xmlStrlen(text))))
  }

  /// The role of an element; libxml2 keeps one pointer for each name.
  private func role(_ name: UnsafePointer<xmlChar>) -> XMLRole {
    if let known = unsafe roles[name] { return known }
    let role = unsafe XMLRole(Self.bytes(name)[...])
    if unsafe roles.count < 1_024 { unsafe roles[name] = role }
    return role
  }

  private var consumed: Int64 {
    guard let context = unsafe context else { return 0 }
    return Int64(unsafe xmlByteConsumed(context))
  }

  private func refuse(_ why: String) {
    guard refusal == nil, let context = unsafe context else { return }
    refusal = RowProblem(
      problem: .refusedXML,
      detail: why,
      offset: lead + consumed,
      losesRecord: false
    )
    unsafe xmlStopParser(context)
  }

  private func note(_ error: UnsafeMutablePointer<xmlError>) {
    guard failure == nil, unsafe error.pointee.level == XML_ERR_FATAL else { return }
    let message = unsafe error.pointee.message.map { unsafe String(cString: $0) } ?? "unknown error"
    let line = unsafe error.pointee.line
    failure =
      "line \(line): \(message.split(separator: "\n").first ?? "")"
      + "; what lies before was read"
  }
}

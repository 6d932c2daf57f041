/// How the bytes of an input are compressed, judged by their magic numbers.
enum Compression {
  case none
  case gzip
  case zstd
  case bzip2
  case xz

  init(_ bytes: Bytes) {
    if bytes.starts(with: [0x1F, 0x8B]) {
      self = .gzip
    } else if ZstdTransform.begins(with: bytes) {
      self = .zstd
    } else if Bzip2Transform.begins(with: bytes) {
      self = .bzip2
    } else if XZTransform.begins(with: bytes) {
      self = .xz
    } else {
      self = .none
    }
  }

  /// Whether the bytes are as they are.
  var isNone: Bool {
    if case .none = self { true } else { false }
  }

  /// A source of the expanded bytes.
  ///
  /// - Throws: ``ReadError`` where the library can't be started.
  func expanding(_ source: any ByteSource, limit: Int64) throws -> any ByteSource {
    switch self {
    case .none: source
    case .gzip: TransformedBytes(source, try GzipTransform(), limit: limit)
    case .zstd: TransformedBytes(source, try ZstdTransform(), limit: limit)
    case .bzip2: TransformedBytes(source, try Bzip2Transform(), limit: limit)
    case .xz: TransformedBytes(source, try XZTransform(), limit: limit)
    }
  }
}

/// Whether this program was built with a resolver, and the way to one.
public enum NetworkResolver {
  /// Whether libunbound was there when the program was built.
  public static var isBuilt: Bool {
    #if canImport(CUnbound)
      true
    #else
      false
    #endif
  }

  /// Why there is no resolver.
  public enum Failure: Error, Hashable, Sendable {
    /// The program was built without libunbound.
    case notBuilt
    /// What libunbound says.
    case refused(String)
  }

  /// Makes a resolver.
  ///
  /// - Parameters:
  ///   - server: an address, or an address and a port (`192.0.2.53@5353`); nil: those of
  ///     `/etc/resolv.conf`.
  ///   - trustAnchor: a file of DS or DNSKEY records, by which signatures are checked; nil: they
  ///     aren't.
  ///   - timeout: seconds for a question, with all that libunbound tries by itself.
  /// - Returns: the resolver.
  /// - Throws: ``Failure``.
  public static func make(
    server: String?,
    trustAnchor: String?,
    timeout: Double
  ) throws(Failure) -> any Resolver {
    #if canImport(CUnbound)
      return try UnboundResolver(server: server, trustAnchor: trustAnchor, timeout: timeout)
    #else
      throw .notBuilt
    #endif
  }
}

#if canImport(CUnbound)
  import CUnbound
  import Dispatch
  import Glibc
  import Synchronization

  /// Asks by libunbound, which forwards to a resolver and checks signatures itself.
  ///
  /// Contract for the unsafe parts: the context is made here and deleted once the thread that hands
  /// results out has ended. Results are read and freed inside the callback, which libunbound calls on
  /// that thread alone. What is given to the callback is a number, never followed as an address. Names
  /// and options are copied by libunbound during the call.
  final class UnboundResolver: Resolver {
    /// Milliseconds between two looks for questions whose time is over.
    fileprivate static let beat: Int32 = 20

    let name: String
    private let context: Context
    private let timeout: Double
    private let ended = DispatchSemaphore(value: 0)

    init(
      server: String?,
      trustAnchor: String?,
      timeout: Double
    ) throws(NetworkResolver.Failure) {
      context = unsafe Context(try Self.context(server, trustAnchor))
      name = server ?? "/etc/resolv.conf"
      self.timeout = timeout
      let (context, ended) = (context, ended)
      let thread = DispatchQueue(label: "retour.dns")
      thread.async {
        context.handOut()
        ended.signal()
      }
    }

    deinit {
      context.stop()
      ended.wait()
      unsafe ub_ctx_delete(context.pointer)
    }

    /// A context that is ready to be asked; nothing is left of one that isn't.
    private static func context(
      _ server: String?,
      _ trustAnchor: String?
    ) throws(NetworkResolver.Failure) -> OpaquePointer {
      guard let created = unsafe ub_ctx_create() else {
        throw .refused("libunbound can't start")
      }
      do {
        unsafe ub_ctx_debugout(created, nil)
        try check(unsafe ub_ctx_set_option(created, "do-not-query-localhost:", "no"))
        try check(unsafe ub_ctx_set_option(created, "infra-keep-probing:", "yes"))
        // The resolver may know names of private networks, which libunbound wouldn't ask for.
        try check(unsafe ub_ctx_set_option(created, "unblock-lan-zones:", "yes"))
        if let trustAnchor { try check(unsafe ub_ctx_add_ta_file(created, trustAnchor)) }
        if let server {
          try check(unsafe ub_ctx_set_fwd(created, server))
        } else {
          try check(unsafe ub_ctx_resolvconf(created, nil))
        }
        try check(unsafe ub_ctx_async(created, 1))
      } catch {
        unsafe ub_ctx_delete(created)
        throw error
      }
      return unsafe created
    }

    private static func check(_ status: Int32) throws(NetworkResolver.Failure) {
      guard status != 0 else { return }
      throw .refused(unsafe ub_strerror(status).map { unsafe String(cString: $0) } ?? "\(status)")
    }

    func answer(_ question: DNSQuestion) async -> DNSAnswer {
      await withCheckedContinuation { continuation in
        let waiting = Waiting(
          type: question.type,
          end: ContinuousClock.now + .seconds(timeout),
          continuation: continuation
        )
        let number = context.add(waiting)
        var job: Int32 = 0
        let status = unsafe ub_resolve_async(
          context.pointer,
          question.name.text,
          Int32(question.type.rawValue),
          1,
          UnsafeMutableRawPointer(bitPattern: number),
          { number, status, result in
            unsafe UnboundResolver.take(UInt(bitPattern: number), status, result)
          },
          &job
        )
        if status == 0 {
          context.note(job: job, of: number)
        } else {
          context.end(number, DNSAnswer(.malformed, note: "libunbound can't ask this"))
        }
      }
    }

    /// Takes a result, on the thread that hands them out.
    private static func take(
      _ number: UInt,
      _ status: Int32,
      _ result: UnsafeMutablePointer<ub_result>?
    ) {
      defer { unsafe ub_resolve_free(result) }
      guard let waiting = Context.remove(number) else { return }
      guard status == 0, let result = unsafe result else {
        let note = unsafe ub_strerror(status).map { unsafe String(cString: $0) } ?? ""
        waiting.continuation.resume(returning: DNSAnswer(.serverFailure, note: note))
        return
      }
      waiting.continuation.resume(returning: unsafe read(result.pointee, waiting.type))
    }

    private static func read(_ result: ub_result, _ type: RecordType) -> DNSAnswer {
      var answer: DNSAnswer
      if unsafe result.bogus != 0 {
        let why = unsafe result.why_bogus.map { unsafe String(cString: $0) } ?? ""
        answer = DNSAnswer(.bogus, note: why)
      } else if unsafe result.rcode == 3 || result.nxdomain != 0 {
        answer = DNSAnswer(.noName)
      } else if unsafe result.rcode == 2 {
        answer = DNSAnswer(.serverFailure)
      } else if unsafe result.rcode != 0 {
        answer = DNSAnswer(.refused, note: unsafe "RCODE \(result.rcode)")
      } else if unsafe result.havedata != 0 {
        answer = DNSAnswer(wire: unsafe data(of: result), type: type)
      } else {
        answer = DNSAnswer(.noData)
      }
      answer.isSecure = unsafe result.secure != 0
      answer.timeToLive = unsafe Int(max(result.ttl, 0))
      let name = unsafe result.canonname.map { unsafe String(cString: $0) }
      let asked = unsafe result.qname.map { unsafe String(cString: $0) }
      if let name = name.flatMap({ DNSName($0) }), name != asked.flatMap({ DNSName($0) }) {
        answer.canonicalName = name
      }
      return answer
    }

    /// Copies of the record data, ended by a null pointer in the result.
    private static func data(of result: ub_result) -> [ArraySlice<UInt8>] {
      guard let data = unsafe result.data, let lengths = unsafe result.len else { return [] }
      var copies: [ArraySlice<UInt8>] = []
      while let bytes = unsafe data[copies.count] {
        let length = unsafe Int(max(lengths[copies.count], 0))
        let raw = unsafe UnsafeRawBufferPointer(start: bytes, count: length)
        copies.append(unsafe Array(raw)[...])
      }
      return copies
    }
  }

  /// A question whose answer is waited for.
  private struct Waiting: Sendable {
    let type: RecordType
    let end: ContinuousClock.Instant
    let continuation: CheckedContinuation<DNSAnswer, Never>
    var job: Int32?
    var owner: ObjectIdentifier?
  }

  /// A context of libunbound with the questions that wait.
  ///
  /// libunbound's functions on a context may be called from any thread.
  @safe private final class Context: @unchecked Sendable {
    /// All questions that wait, by the number that the callback gets.
    private static let waiting = Mutex<(next: UInt, all: [UInt: Waiting])>((1, [:]))

    let pointer: OpaquePointer
    private let isStopped = Mutex(false)

    init(_ pointer: OpaquePointer) { unsafe self.pointer = pointer }

    func stop() { isStopped.withLock { $0 = true } }

    func add(_ question: Waiting) -> UInt {
      var question = question
      question.owner = ObjectIdentifier(self)
      return Self.waiting.withLock { waiting in
        let number = waiting.next
        waiting.next += 1
        waiting.all[number] = question
        return number
      }
    }

    func note(job: Int32, of number: UInt) {
      Self.waiting.withLock { $0.all[number]?.job = job }
    }

    static func remove(_ number: UInt) -> Waiting? {
      waiting.withLock { $0.all.removeValue(forKey: number) }
    }

    func end(_ number: UInt, _ answer: DNSAnswer) {
      Self.remove(number)?.continuation.resume(returning: answer)
    }

    /// Hands results out until the context is stopped.
    func handOut() {
      let file = unsafe ub_fd(pointer)
      while !isStopped.withLock({ $0 }) {
        var place = pollfd(fd: file, events: Int16(POLLIN), revents: 0)
        if unsafe poll(&place, 1, UnboundResolver.beat) > 0 { _ = unsafe ub_process(pointer) }
        giveUp()
      }
    }

    /// Ends the questions whose time is over.
    private func giveUp() {
      let now = ContinuousClock.now
      let late = Self.waiting.withLock { waiting in
        waiting.all.filter { $0.value.owner == ObjectIdentifier(self) && $0.value.end < now }
      }
      for (number, question) in late {
        guard let job = question.job else { continue }
        _ = unsafe ub_cancel(pointer, job)
        end(number, DNSAnswer(.timeout))
      }
    }
  }
#endif

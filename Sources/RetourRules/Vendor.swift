/// An author of refusals whose codes have a meaning of their own.
///
/// The raw value is the name in rule files.
public enum Vendor: String, CaseIterable, Hashable, Sendable {
  /// Exchange Server, Exchange Online, Outlook.com.
  case microsoft
  /// Gmail and Google Workspace.
  case google
  /// Yahoo, AOL and the domains they serve.
  case yahoo
  /// iCloud Mail.
  case apple
  /// Comcast (Xfinity).
  case comcast
  /// Cox.
  case cox
  /// Charter (Spectrum).
  case charter
  /// AT&T and its older brands.
  case att
  /// GoDaddy (secureserver.net).
  case godaddy
  /// GMX, Web.de, mail.com, IONOS.
  case gmx
  /// T-Online.
  case telekom
  /// Orange and Wanadoo.
  case orange
  /// La Poste.
  case laposte
  /// Free.
  case free
  /// Mail.ru.
  case mailru
  /// Yandex.
  case yandex
  /// QQ and Tencent Exmail.
  case tencent
  /// 163, 126 and yeah.net.
  case netease
  /// Mimecast.
  case mimecast
  /// Proofpoint.
  case proofpoint
  /// Barracuda.
  case barracuda
  /// Trend Micro.
  case trendmicro
  /// Zoho.
  case zoho
  /// Facebook.
  case facebook
}

/// What a vendor is known by.
public struct VendorText: Hashable, Sendable {
  /// The vendor.
  public var vendor: Vendor
  /// Domains of its servers, in lower case; a host at or below one of them is the vendor's.
  public var hosts: [String]
  /// Domains of recipients that only this vendor serves.
  public var domains: [String]
  /// Phrases in its replies.
  public var phrases: [String]
}

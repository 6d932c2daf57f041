<#
.SYNOPSIS
Writes the message trace of the last days as CSV files that Retour reads.

.DESCRIPTION
Get-MessageTraceV2 gives at most 5,000 rows, of at most 10 days, of the last 90. It has no pages: the
next rows are asked for with the time and the recipient of the last one. At most 100 requests in five
minutes are allowed. Needs the module ExchangeOnlineManagement and the role "View-Only Recipients" or
"Security Reader". Unattended: an app with a certificate (Connect-ExchangeOnline -AppId ...
-CertificateThumbprint ... -Organization contoso.onmicrosoft.com), with the permission Exchange.ManageAsApp.

.EXAMPLE
./Get-RetourTrace.ps1 -Days 10 -Folder /srv/traces
retour ingest /srv/traces
#>
param(
  [ValidateRange(1, 90)] [int] $Days = 10,
  [Parameter(Mandatory)] [string] $Folder
)
$ErrorActionPreference = 'Stop'
if (-not (Get-ConnectionInformation)) { Connect-ExchangeOnline -ShowBanner:$false }

$now = (Get-Date).ToUniversalTime()
for ($start = $now.AddDays(-$Days); $start -lt $now; $start = $start.AddDays(10)) {
  $end = if ($start.AddDays(10) -lt $now) { $start.AddDays(10) } else { $now }
  $file = Join-Path $Folder ("trace-{0:yyyyMMdd-HHmm}.csv" -f $start)
  $part = "$file.part"
  Remove-Item $part -ErrorAction Ignore
  $ask = @{ StartDate = $start; EndDate = $end; ResultSize = 5000 }
  do {
    $rows = @(Get-MessageTraceV2 @ask -WarningAction SilentlyContinue)
    $rows | Export-Csv $part -NoTypeInformation -Encoding utf8 -Append
    if ($rows.Count -gt 0) {
      $ask.EndDate = $rows[-1].Received
      $ask.StartingRecipientAddress = $rows[-1].RecipientAddress
    }
    Start-Sleep -Seconds 3
  } while ($rows.Count -eq 5000)
  # Retour may read the folder at any time: the file is there whole or not at all.
  if (Test-Path $part) { Move-Item -Force $part $file }
}

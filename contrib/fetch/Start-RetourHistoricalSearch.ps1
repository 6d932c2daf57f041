<#
.SYNOPSIS
Asks Exchange Online for a detailed report of up to 90 days, which is ready some hours later.

.DESCRIPTION
Start-HistoricalSearch gives up to 100,000 rows with everything that happened to a message, also the
words of other servers, which the message trace doesn't have. At most 250 searches a day are allowed.
The report comes as CSV from the page that the mail to -NotifyAddress names; Retour reads it as it is.

.EXAMPLE
./Start-RetourHistoricalSearch.ps1 -Recipient '*@fabrikam.com' -NotifyAddress postmaster@contoso.com
#>
param(
  [Parameter(Mandatory)] [string[]] $Recipient,
  [Parameter(Mandatory)] [string] $NotifyAddress,
  [ValidateRange(1, 90)] [int] $Days = 30
)
$ErrorActionPreference = 'Stop'
if (-not (Get-ConnectionInformation)) { Connect-ExchangeOnline -ShowBanner:$false }
$now = (Get-Date).ToUniversalTime()
Start-HistoricalSearch -ReportTitle "Retour $($now.ToString('yyyy-MM-dd HH:mm'))" `
  -ReportType MessageTraceDetail -StartDate $now.AddDays(-$Days) -EndDate $now `
  -RecipientAddress $Recipient -NotifyAddress $NotifyAddress

<#
.SYNOPSIS
Audits this Windows host and writes what it found as JSON, which "grundwacht scan import" takes.
.DESCRIPTION
Audit policy, local administrators, patch level, BitLocker, Defender, firewall, SMB signing, time service. It changes
nothing on the host and sends nothing. Run it as administrator (Windows PowerShell 5.1 or later): what it may not read
it reports as unknown.
.PARAMETER Out
File to be written.
.PARAMETER Thumbprint
Of a certificate with an RSA key in LocalMachine\My that signs the audit; without it the audit is unsigned.
New-SelfSignedCertificate -Subject "CN=Grundwacht" -CertStoreLocation Cert:\LocalMachine\My -KeyLength 3072 makes one.
.PARAMETER ShowKey
Writes the public key of that certificate as PEM instead, to be registered.
.PARAMETER Administrators
How many accounts may be local administrators; without it their number is only told.
#>
[CmdletBinding()]
param(
  [string] $Out = "$env:COMPUTERNAME-audit.json",
  [string] $Thumbprint,
  [switch] $ShowKey,
  [int] $Administrators = -1
)
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'
$script:checks = New-Object System.Collections.ArrayList
$payloadType = 'application/vnd.grundwacht.host-audit+json'

function Limit([string] $Text) {
  $line = $Text -replace '[\p{Cc}\s]+', ' '
  if ($line.Length -gt 1000) { $line.Substring(0, 1000) } else { $line }
}

function Add-Check([string] $Id, [string] $Title, [string] $Severity, [string] $Result, [string] $Found, [string] $Expected) {
  [void] $script:checks.Add([ordered]@{
      id = $Id; title = $Title; severity = $Severity; result = $Result
      found = (Limit $Found); expected = (Limit $Expected)
    })
}

# Runs a check that gives @(good or not, what was found); what fails to run is unknown, not good and not bad.
function Test-Host([string] $Id, [string] $Title, [string] $Severity, [string] $Expected, [scriptblock] $Look) {
  try {
    $good, $found = & $Look
    $result = if ($good) { 'pass' } else { 'fail' }
    Add-Check $Id $Title $Severity $result ([string] $found) $Expected
  } catch {
    Add-Check $Id $Title $Severity 'unknown' "cannot be asked: $($_.Exception.Message)" $Expected
  }
}

function ConvertTo-Der([byte] $Tag, [byte[]] $Content) {
  $length = $Content.Length
  if ($length -lt 128) { $head = @($Tag, [byte] $length) }
  elseif ($length -lt 256) { $head = @($Tag, [byte] 0x81, [byte] $length) }
  else { $head = @($Tag, [byte] 0x82, [byte] ($length -shr 8), [byte] ($length -band 255)) }
  return [byte[]] ($head + $Content)
}

# SubjectPublicKeyInfo (RFC 5280, 4.1.2.7) of an RSA key: the .NET Framework has no function for it.
function Get-SubjectPublicKeyInfo($Certificate) {
  $algorithm = [byte[]] (0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00)
  $bits = ConvertTo-Der 0x03 ([byte[]] (@([byte] 0) + $Certificate.PublicKey.EncodedKeyValue.RawData))
  return ConvertTo-Der 0x30 ([byte[]] ($algorithm + $bits))
}

$certificate = $null
if ($ShowKey -and -not $Thumbprint) { throw '-ShowKey shows the key of a certificate: give its -Thumbprint, too' }
if ($Thumbprint) {
  $certificate = Get-Item "Cert:\LocalMachine\My\$($Thumbprint -replace '[^0-9A-Fa-f]', '')"
  if ($certificate.PublicKey.Oid.Value -ne '1.2.840.113549.1.1.1') { throw 'the certificate has no RSA key' }
  if (-not $ShowKey -and -not $certificate.HasPrivateKey) { throw 'the private key of the certificate is not on this host' }
  [byte[]] $spki = Get-SubjectPublicKeyInfo $certificate
  if ($ShowKey) {
    $lines = [Convert]::ToBase64String($spki) -split '(.{64})' | Where-Object { $_ }
    "-----BEGIN PUBLIC KEY-----`n$($lines -join "`n")`n-----END PUBLIC KEY-----"
    return
  }
}
$started = [DateTime]::UtcNow

# By GUID and number: names and words differ by the language of Windows.
$policies = @(
  @('0CCE9210', 'security-state-change', 'Security state change', 1),
  @('0CCE9215', 'logon', 'Logon', 3),
  @('0CCE9216', 'logoff', 'Logoff', 1),
  @('0CCE9217', 'account-lockout', 'Account lockout', 2),
  @('0CCE921B', 'special-logon', 'Special logon', 1),
  @('0CCE9228', 'sensitive-privilege-use', 'Sensitive privilege use', 3),
  @('0CCE922B', 'process-creation', 'Process creation', 1),
  @('0CCE922F', 'audit-policy-change', 'Audit policy change', 1),
  @('0CCE9235', 'user-account-management', 'User account management', 3),
  @('0CCE9237', 'security-group-management', 'Security group management', 1),
  @('0CCE923F', 'credential-validation', 'Credential validation', 3)
)
$settings = @{}
$failure = ''
$backup = Join-Path ([IO.Path]::GetTempPath()) "$([Guid]::NewGuid()).csv"
try {
  & auditpol.exe /backup "/file:$backup" | Out-Null
  if ($LASTEXITCODE -ne 0) { throw "auditpol ended with $LASTEXITCODE; run the script as administrator." }
  $columns = 'machine', 'target', 'name', 'guid', 'inclusion', 'exclusion', 'value'
  foreach ($row in (Get-Content $backup | Select-Object -Skip 1 | ConvertFrom-Csv -Header $columns)) {
    # Policies of single accounts have the same GUIDs; their target is a SID or domain\name.
    if ("$($row.target)" -match '^S-1-|\\') { continue }
    if ("$($row.guid)" -match '^\{([0-9A-Fa-f]{8})-') { $settings[$Matches[1].ToUpper()] = [int] $row.value }
  }
} catch { $failure = $_.Exception.Message } finally { Remove-Item $backup -ErrorAction SilentlyContinue }
$words = @('nothing', 'success', 'failure', 'success and failure')
foreach ($policy in $policies) {
  $guid, $name, $title, $asked = $policy
  Test-Host "windows.audit-policy.$name" "Audit policy: $title" 'medium' $words[$asked] {
    if (-not $settings.ContainsKey($guid)) { throw "auditpol does not tell it. $failure" }
    $value = $settings[$guid] -band 3
    @((($value -band $asked) -eq $asked), $words[$value])
  }
}
Test-Host 'windows.event-log.security-size' 'The security log has room' 'medium' 'at least 128 MiB' {
  $size = (Get-WinEvent -ListLog Security).MaximumSizeInBytes
  @(($size -ge 128MB), "$([Math]::Round($size / 1MB)) MiB")
}

# Get-LocalGroupMember fails where the group has a member whose account is gone, and on domain controllers.
function Get-AdministratorName {
  $sid = New-Object Security.Principal.SecurityIdentifier 'S-1-5-32-544'
  try { return Get-LocalGroupMember -SID $sid | ForEach-Object { $_.Name } } catch { Write-Verbose $_.Exception.Message }
  $group = $sid.Translate([Security.Principal.NTAccount]).Value.Split('\')[-1]
  foreach ($member in ([ADSI] "WinNT://./$group,group").Invoke('Members')) {
    $path = $member.GetType().InvokeMember('ADsPath', 'GetProperty', $null, $member, $null)
    $path -replace '^WinNT://', '' -replace '/', '\'
  }
}

try {
  $members = @(Get-AdministratorName)
  $found = "$($members.Count): $($members -join ', ')"
  $result = if ($Administrators -lt 0) { 'informational' } elseif ($members.Count -le $Administrators) { 'pass' } else { 'fail' }
  $expected = if ($Administrators -lt 0) { '' } else { "at most $Administrators" }
  Add-Check 'windows.local-administrators' 'Local administrators' 'medium' $result $found $expected
} catch {
  Add-Check 'windows.local-administrators' 'Local administrators' 'medium' 'unknown' "cannot be asked: $($_.Exception.Message)" ''
}

Test-Host 'windows.patch-level' 'No security updates are pending' 'high' 'none' {
  $searched = (New-Object -ComObject Microsoft.Update.AutoUpdate).Results.LastSearchSuccessDate
  if (-not $searched -or $searched -lt [DateTime]::UtcNow.AddDays(-7)) { throw 'the last search for updates is older than 7 days' }
  $searcher = (New-Object -ComObject Microsoft.Update.Session).CreateUpdateSearcher()
  $searcher.Online = $false
  $updates = @($searcher.Search("IsInstalled=0 and IsHidden=0 and Type='Software'").Updates | Where-Object { $_.MsrcSeverity })
  @(($updates.Count -eq 0), "$($updates.Count) pending")
}
Test-Host 'windows.bitlocker' 'The system drive is encrypted' 'medium' 'protection on' {
  $volume = Get-BitLockerVolume -MountPoint $env:SystemDrive
  @(($volume.ProtectionStatus -eq 'On'), "protection $($volume.ProtectionStatus)")
}
Test-Host 'windows.defender.real-time' 'Defender protects in real time' 'high' 'on' {
  $on = (Get-MpComputerStatus).RealTimeProtectionEnabled
  @($on, "$on")
}
Test-Host 'windows.defender.signatures' 'Malware signatures are up to date' 'high' 'at most 3 days old' {
  $age = (Get-MpComputerStatus).AntivirusSignatureAge
  @(($age -le 3), "$age days old")
}
foreach ($name in 'Domain', 'Private', 'Public') {
  Test-Host "windows.firewall.$($name.ToLower())" "Firewall: $name profile" 'high' 'on, incoming blocked' {
    $firewall = Get-NetFirewallProfile -Name $name -PolicyStore ActiveStore
    $good = "$($firewall.Enabled)" -eq 'True' -and "$($firewall.DefaultInboundAction)" -ne 'Allow'
    @($good, "enabled $($firewall.Enabled), incoming $($firewall.DefaultInboundAction)")
  }
}
Test-Host 'windows.smb.signing-server' 'The SMB server demands signatures' 'medium' 'required' {
  $required = (Get-SmbServerConfiguration).RequireSecuritySignature
  @($required, "required: $required")
}
Test-Host 'windows.smb.signing-client' 'The SMB client demands signatures' 'medium' 'required' {
  $required = (Get-SmbClientConfiguration).RequireSecuritySignature
  @($required, "required: $required")
}
Test-Host 'windows.smb.version-1' 'SMB 1 is off' 'high' 'off' {
  $on = (Get-SmbServerConfiguration).EnableSMB1Protocol
  @((-not $on), "on: $on")
}
Test-Host 'windows.time-service' 'The time service synchronises' 'medium' 'running, with a source' {
  $status = (Get-Service W32Time).Status
  $type = (Get-ItemProperty 'HKLM:\SYSTEM\CurrentControlSet\Services\W32Time\Parameters').Type
  @(("$status" -eq 'Running' -and $type -ne 'NoSync'), "$status, $type")
}

$domain = [Net.NetworkInformation.IPGlobalProperties]::GetIPGlobalProperties().DomainName
# COMPUTERNAME has 15 characters at most.
$name = [Net.Dns]::GetHostName()
$names = @($env:COMPUTERNAME)
if ($name -ne $env:COMPUTERNAME) { $names += $name }
if ($domain) { $names += "$name.$domain" }
$addresses = @(Get-NetIPAddress -ErrorAction SilentlyContinue | ForEach-Object { $_.IPAddress -replace '%.*$', '' })
# A culture has its own separator of hours and minutes.
$form = 'yyyy-MM-ddTHH:mm:ssZ'
$culture = [Globalization.CultureInfo]::InvariantCulture
$audit = [ordered]@{
  format = 'grundwacht-host-audit'; version = 1; script = 'audit-policy.ps1 2'
  host = [ordered]@{
    names = $names; addresses = $addresses
    system = "$((Get-CimInstance Win32_OperatingSystem).Caption) $([Environment]::OSVersion.Version)"
  }
  started_at = $started.ToString($form, $culture); finished_at = [DateTime]::UtcNow.ToString($form, $culture)
  checks = $script:checks
}
$json = $audit | ConvertTo-Json -Depth 5 -Compress
$utf8 = New-Object Text.UTF8Encoding $false
if ($certificate) {
  # Dead Simple Signing Envelope 1.0: what is signed is the type together with the bytes.
  $body = $utf8.GetBytes($json)
  $signed = [byte[]] ($utf8.GetBytes("DSSEv1 $($payloadType.Length) $payloadType $($body.Length) ") + $body)
  $rsa = [Security.Cryptography.X509Certificates.RSACertificateExtensions]::GetRSAPrivateKey($certificate)
  $padding = [Security.Cryptography.RSASignaturePadding]::Pkcs1
  $signature = $rsa.SignData($signed, [Security.Cryptography.HashAlgorithmName]::SHA256, $padding)
  $digest = [Security.Cryptography.SHA256]::Create().ComputeHash($spki)
  $keyid = [BitConverter]::ToString($digest).Replace('-', '').ToLower()
  $json = [ordered]@{
    payloadType = $payloadType; payload = [Convert]::ToBase64String($body)
    signatures = @([ordered]@{ keyid = $keyid; sig = [Convert]::ToBase64String($signature) })
  } | ConvertTo-Json -Depth 5 -Compress
}
$path = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Out)
[IO.File]::WriteAllText($path, $json, $utf8)
Write-Output $path

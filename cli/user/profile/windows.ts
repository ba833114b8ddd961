import { type ProfileFacts, type ProfileFile, stemOf, titleOf } from './facts.ts'
import { suiteFor, type Vocabulary } from './suite.ts'

/** The words of Set-VpnConnectionIPsecConfiguration. */
const WINDOWS: Vocabulary = {
  called: 'Windows',
  ciphers: { aes256gcm16: 'GCMAES256', aes128gcm16: 'GCMAES128', aes256: 'AES256', aes128: 'AES128' },
  hashes: { prfsha256: 'SHA256', prfsha384: 'SHA384', sha256: 'SHA256', sha384: 'SHA384' },
  groups: { modp2048: 'Group14', ecp256: 'ECP256', ecp384: 'ECP384' },
}

/** ESP authenticates with one hash only, where its cipher does not. */
const WINDOWS_ESP: Vocabulary = { ...WINDOWS, hashes: { sha256: 'SHA256' } }

const PFS: Readonly<Record<string, string>> = { Group14: 'PFS2048', ECP256: 'ECP256', ECP384: 'ECP384' }

/**
 * Text as PowerShell reads it between single quotes, where only quotes mean anything, the typographic ones among them.
 */
export const quoted = (text: string): string => `'${text.replaceAll(/['\u2018-\u201b]/g, '$&$&')}'`

/** A PowerShell script for an administrator. The password is not in it: Windows asks for it, and keeps it. */
export const windowsProfile = (facts: ProfileFacts): ProfileFile => {
  const name = quoted(titleOf(facts))
  const ike = suiteFor(WINDOWS, facts.ike, 'ike')
  const esp = suiteFor(WINDOWS_ESP, facts.esp, 'esp')
  const transform = esp.cipher.startsWith('GCM') ? esp.cipher : `${esp.hash}128`
  const lines = [
    '#Requires -RunAsAdministrator',
    "$ErrorActionPreference = 'Stop'",
    ...(facts.authority === undefined ? [] : trust(facts.authority)),
    `$name = ${name}`,
    'Get-VpnConnection -Name $name -ErrorAction SilentlyContinue | Remove-VpnConnection -Force',
    '$eap = (New-EapConfiguration).EapConfigXmlStream',
    `Add-VpnConnection -Name $name -ServerAddress ${quoted(facts.server)} -TunnelType Ikev2 -AuthenticationMethod Eap -EapConfigXmlStream $eap -EncryptionLevel Maximum -SplitTunneling -RememberCredential`,
    `Set-VpnConnectionIPsecConfiguration -ConnectionName $name -EncryptionMethod ${quoted(ike.cipher)} -IntegrityCheckMethod ${quoted(ike.hash)} -DHGroup ${quoted(ike.group ?? '')} -CipherTransformConstants ${quoted(esp.cipher)} -AuthenticationTransformConstants ${quoted(transform)} -PfsGroup ${quoted(PFS[esp.group ?? ''] ?? 'None')} -Force`,
    ...facts.routes.map(
      route => `Add-VpnConnectionRoute -ConnectionName $name -DestinationPrefix ${quoted(route)}`,
    ),
    `Write-Output ${quoted(`dial ${titleOf(facts)} from the list of networks; the user name is ${facts.user}`)}`,
  ]
  return { name: `${stemOf(facts)}.ps1`, text: `${lines.join('\r\n')}\r\n` }
}

const trust = (authority: string): string[] => [
  "$file = Join-Path ([IO.Path]::GetTempPath()) ('cygnet-' + [Guid]::NewGuid().ToString() + '.cer')",
  `[IO.File]::WriteAllBytes($file, [Convert]::FromBase64String(${quoted(authority)}))`,
  "Import-Certificate -FilePath $file -CertStoreLocation 'Cert:\\LocalMachine\\Root' | Out-Null",
  'Remove-Item $file',
]

import type { Finding, Trap } from '../finding.ts'
import { DAEMON_UNITS } from '../host-facts.ts'

/** What in the configuration calls for a plugin, which ones would do, and the package that has them. */
const NEEDS: readonly (readonly [RegExp, readonly string[], string])[] = [
  [/\baes\d+gcm/, ['gcm', 'openssl'], 'libstrongswan-standard-plugins'],
  [/\bchacha20poly1305/, ['chapoly', 'openssl'], 'libstrongswan-extra-plugins'],
  [/-ecp\d+/, ['openssl'], 'libstrongswan-standard-plugins'],
  [/-(x25519|curve25519)\b/, ['curve25519', 'openssl'], 'libstrongswan-extra-plugins'],
  [/-modp\d+/, ['gmp', 'openssl', 'gcrypt'], 'libstrongswan'],
  [/\beap-mschapv2\b/, ['eap-mschapv2'], 'libcharon-extauth-plugins'],
  [/\beap-tls\b/, ['eap-tls'], 'libcharon-extra-plugins'],
]

/** The running daemon lacks a plugin that its configuration needs. */
export const pluginMissing: Trap = ({ bundle, plugins }) => {
  if (bundle === undefined || plugins === undefined) return []
  const text = bundle.files
    .filter(({ path }) => path === '/etc/swanctl/conf.d/cygnet.conf' || path === '/etc/ipsec.d/cygnet.conf')
    .flatMap(({ content }) => content.filter(piece => typeof piece === 'string'))
    .join('')
  return NEEDS.flatMap(([needs, any, debian]): Finding[] => {
    const word = needs.exec(text)?.[0].replace(/^-/, '')
    if (word === undefined || any.some(plugin => plugins.has(plugin))) return []
    return [
      {
        code: 'plugin-missing',
        observed: word.startsWith('eap-')
          ? 'people cannot log in, and are told only that authentication failed'
          : 'tunnels fail to come up, with no proposal chosen',
        why: `the configuration uses ${word}; strongSwan runs without any of the plugins ${any.join(', ')}`,
        mend: `apt-get install ${debian} && systemctl restart ${DAEMON_UNITS[bundle.daemon]}`,
      },
    ]
  })
}

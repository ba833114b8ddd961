import ip from 'ipaddr.js'

/** Names that lead into somebody's own network. */
const INSIDE = /(^|\.)(localhost|local|internal|intranet|lan|home\.arpa)$/

/** Why nothing is sent to an address; undefined for one on the internet, with TLS. A name may still lead inside: DNS is not asked. */
export const faultOf = (text: string): string | undefined => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || url.protocol !== 'https:') return 'NOTIFY_URL is no address with https'
  if (url.username !== '' || url.password !== '') return 'NOTIFY_URL holds a user or a password'
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
  if (ip.isValid(host))
    return ip.process(host).range() === 'unicast' ? undefined : 'NOTIFY_URL leads into a private network'
  return INSIDE.test(host) || !host.includes('.') ? 'NOTIFY_URL leads into a private network' : undefined
}

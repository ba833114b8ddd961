import type { ClientFamily } from '../access.ts'

/** What a client family can be brought to offer, and by what means. */
export interface ClientOffer {
  readonly ike: readonly string[]
  readonly esp: readonly string[]
  /** As it stands in a sentence. */
  readonly called: string
  /** How a client comes to offer more. */
  readonly more: string
}

/**
 * What clients offer as people set them up: Apple's by hand has one proposal and no PFS; Windows takes 2048 bits after
 * Set-VpnConnectionIPsecConfiguration or NegotiateDH2048_AES256; strongSwan, on Android and Linux, knows everything.
 */
export const CLIENT_OFFERS: Readonly<Record<ClientFamily, ClientOffer | 'everything'>> = {
  apple: {
    ike: ['aes256-sha256-modp2048'],
    esp: ['aes256-sha256'],
    called: 'a Mac or iPhone configured by hand',
    more: 'or allow it with the reason that every device has a profile of cygnet user profile',
  },
  windows: {
    ike: [
      'aes256-sha256-modp2048',
      'aes256-sha384-ecp384',
      'aes256-sha256-ecp256',
      'aes256gcm16-prfsha384-ecp384',
    ],
    esp: ['aes256-sha256', 'aes256-sha1', 'aes256gcm16'],
    called: 'Windows, even after Set-VpnConnectionIPsecConfiguration,',
    more: 'or leave windows out of clients',
  },
  android: 'everything',
  linux: 'everything',
}

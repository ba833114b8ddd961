import { build } from 'plist'
import { type ProfileFacts, type ProfileFile, stemOf, titleOf, uuidOf } from './facts.ts'
import { type Suite, suiteFor, type Vocabulary } from './suite.ts'

/** Apple's configuration profile reference, VPN.IKEv2. */
const APPLE: Vocabulary = {
  called: 'an Apple device',
  ciphers: {
    aes256gcm16: 'AES-256-GCM',
    aes128gcm16: 'AES-128-GCM',
    aes256: 'AES-256',
    aes128: 'AES-128',
    chacha20poly1305: 'ChaCha20Poly1305',
  },
  hashes: {
    prfsha256: 'SHA2-256',
    prfsha384: 'SHA2-384',
    prfsha512: 'SHA2-512',
    sha256: 'SHA2-256',
    sha384: 'SHA2-384',
    sha512: 'SHA2-512',
  },
  groups: {
    modp2048: '14',
    modp3072: '15',
    modp4096: '16',
    ecp256: '19',
    ecp384: '20',
    ecp521: '21',
    curve25519: '31',
    x25519: '31',
  },
}

/** A configuration profile for iPhone, iPad and Mac: it trusts the authority, for this connection among others, and adds the VPN. */
export const appleProfile = (facts: ProfileFacts): ProfileFile => {
  const { network, access, user, authority } = facts
  const identifier = `cygnet.${network}.${access}.${user}`
  const profile = {
    PayloadType: 'Configuration',
    PayloadVersion: 1,
    PayloadIdentifier: identifier,
    PayloadUUID: uuidOf(facts, 'profile'),
    PayloadDisplayName: titleOf(facts),
    PayloadContent: [
      ...(authority === undefined ? [] : [authorityPayload(facts, `${identifier}.ca`, authority)]),
      vpnPayload(facts, `${identifier}.vpn`),
    ],
  }
  return { name: `${stemOf(facts)}.mobileconfig`, text: `${build(profile)}\n` }
}

const authorityPayload = (facts: ProfileFacts, identifier: string, authority: string) => ({
  PayloadType: 'com.apple.security.root',
  PayloadVersion: 1,
  PayloadIdentifier: identifier,
  PayloadUUID: uuidOf(facts, 'ca'),
  PayloadDisplayName: `${titleOf(facts)}: who vouches for the gateway`,
  PayloadContent: Buffer.from(authority, 'base64'),
})

const vpnPayload = (facts: ProfileFacts, identifier: string) => {
  const esp = suiteFor(APPLE, facts.esp, 'esp')
  return {
    PayloadType: 'com.apple.vpn.managed',
    PayloadVersion: 1,
    PayloadIdentifier: identifier,
    PayloadUUID: uuidOf(facts, 'vpn'),
    PayloadDisplayName: titleOf(facts),
    UserDefinedName: titleOf(facts),
    VPNType: 'IKEv2',
    IKEv2: {
      RemoteAddress: facts.server,
      RemoteIdentifier: facts.server,
      LocalIdentifier: facts.user,
      AuthenticationMethod: 'None',
      ExtendedAuthEnabled: 1,
      AuthName: facts.user,
      ...(facts.password === undefined ? {} : { AuthPassword: facts.password }),
      DeadPeerDetectionRate: 'Medium',
      EnablePFS: esp.group === undefined ? 0 : 1,
      IKESecurityAssociationParameters: parameters(suiteFor(APPLE, facts.ike, 'ike')),
      ChildSecurityAssociationParameters: parameters(esp),
    },
  }
}

const parameters = ({ cipher, hash, group }: Suite) => ({
  EncryptionAlgorithm: cipher,
  ...(hash === '' ? {} : { IntegrityAlgorithm: hash }),
  ...(group === undefined ? {} : { DiffieHellmanGroup: Number(group) }),
})

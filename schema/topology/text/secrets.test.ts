import { describe, expect, test } from 'vitest'
import { REFERENCE } from '../../../test/fixtures/reference.ts'
import { problemsIn, problemsWith, tunnelWith } from '../../../test/fixtures/two-sites.ts'
import { secretLines } from './secrets.ts'

const codes = (text: string) => problemsIn(text).map(({ code }) => code)

describe('a secret in the text is found', () => {
  test.each([
    ['a pre-shared key under its own name', `${REFERENCE}psk: correct-horse\n`],
    ['a password in some section', REFERENCE.replace('provider: hetzner-cloud', 'vpn-password: "hunter2"')],
    ['a key for ipsec.secrets', `${REFERENCE}# old: 0sBMTPx7Qj9V0yL4s8hnJm2w==\n`],
    ['a line of ipsec.secrets in a comment', `${REFERENCE}# @a @b : PSK "hunter2"\n`],
    ['a private key', `${REFERENCE}# -----BEGIN OPENSSH PRIVATE KEY-----\n`],
    ['a token of a forge', `${REFERENCE}# ghp_${'a1B2'.repeat(10)}\n`],
    ['an enrolment token', `${REFERENCE}# cygnet1.${'eyJh'.repeat(20)}\n`],
    [
      'something drawn at random',
      REFERENCE.replace('network: miskatonic', 'network: 9f86d081884c7d659a2feaa0c55ad015'),
    ],
  ])('%s', (_, text) => {
    expect(codes(text)).toContain('secret-plain')
  })
})

describe('what is no secret is let be', () => {
  test.each([
    ['public keys', REFERENCE],
    ['where a secret comes from', REFERENCE.replace('between:', 'secret: derived\n    between:')],
    [
      'a public key that begins as keys of ipsec.secrets do',
      `${REFERENCE}# was ed25519:0s${'BMTPx7Qj9V0y'.repeat(3)}\n`,
    ],
    ['a long comment', `${REFERENCE}# ${'this is the tunnel that people call the long one '.repeat(5)}\n`],
    ['a commit in a comment', `${REFERENCE}# since 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b\n`],
  ])('%s', (_, text) => {
    expect(codes(text)).toEqual([])
  })
})

/** A file that begins and ends as PEM does, with these lines between. */
const pem = (label: string, ...lines: string[]): string =>
  [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n')

const CHANCE = ['0sBMTPx7Qj9V0yL4s8hnJm2wQQ', 'MIIB/0sBMTPx7Qj9V0yL4s8hnJm', '2w==']

describe('in pki/, what chance wrote into a certificate is no secret, and what people put beside it is', () => {
  test.each(['CERTIFICATE', 'X509 CRL'])('%s', label => {
    expect(secretLines('pki/ca.crt', pem(label, ...CHANCE))).toEqual([])
  })

  test.each([
    ['a key after it', `${pem('CERTIFICATE', ...CHANCE)}${pem('PRIVATE KEY', 'MC4CAQ')}`, 6],
    ['a secret before it', `0sBMTPx7Qj9V0yL4s8hnJm2wQQ\n${pem('CERTIFICATE', ...CHANCE)}`, 1],
    ['a block that never ends', pem('CERTIFICATE', ...CHANCE).replace(/-----END.*/, ''), 2],
    ['words within it', pem('CERTIFICATE', ': PSK "hunter2"'), 2],
    ['what is no certificate', pem('ENCRYPTED PRIVATE KEY', ...CHANCE), 1],
  ])('%s', (_, text, line) => {
    expect(secretLines('pki/ca.crt', text)[0]).toMatchObject({ code: 'secret-plain', place: { line } })
  })
})

describe('it is not repeated', () => {
  const secret = 'Tr0ub4dor-and-3'

  test('neither where a secret should be named, nor as the value of any other problem', () => {
    const found = [
      ...problemsWith(tunnelWith({ secret })),
      ...problemsWith(tunnelWith({ secret: { psk: secret } })),
      ...problemsWith({ password: secret }),
      ...problemsWith({ monitor: { token: secret } }),
      ...problemsWith({ network: `ghp_${'a1B2'.repeat(10)}` }),
    ]
    expect(found.filter(({ code }) => code === 'secret-plain')).toHaveLength(5)
    expect(JSON.stringify(found)).not.toContain(secret)
    expect(JSON.stringify(found)).not.toContain('ghp_')
  })
})

import { readFileSync } from 'node:fs'
import path from 'node:path'
import * as fc from 'fast-check'
import { parse } from 'plist'
import { describe, expect, test } from 'vitest'
import { androidProfile } from './android.ts'
import { appleProfile } from './apple.ts'
import type { ProfileFacts } from './facts.ts'
import { keyfileValue, linuxProfile, networkManagerProfile } from './linux.ts'
import { quoted, windowsProfile } from './windows.ts'

const AUTHORITY = readFileSync(
  path.join(import.meta.dirname, '../../../test/fixtures/certificates/authority.crt'),
  'utf8',
).replaceAll(/-----[A-Z ]+-----|\s/g, '')

const facts: ProfileFacts = {
  network: 'miskatonic',
  access: 'laptops',
  user: 'client.a',
  server: 'ipsec.example.com',
  authority: AUTHORITY,
  routes: ['10.0.0.0/8'],
  ike: ['aes256gcm16-prfsha384-ecp384', 'aes256-sha256-modp2048'],
  esp: ['aes256gcm16', 'aes256-sha256'],
  password: undefined,
}

/** Text that tries to break out of every syntax that a profile is written in. */
const hostile = fc.oneof(
  fc.string({ unit: fc.constantFrom(...Array.from(`'"‘’‚‛<>&]}{$();\`\\#=/ !é`), ']]>', '-->', '&amp;') }),
  fc.string({ unit: 'grapheme' }).filter(text => !/[\p{Cc}\p{Cs}\ufffe\uffff]/u.test(text)),
)

describe('an Apple device', () => {
  test('is told the suite, the identities and the authority', () => {
    expect(parse(appleProfile(facts).text)).toMatchObject({
      PayloadContent: [
        { PayloadType: 'com.apple.security.root' },
        {
          IKEv2: {
            RemoteIdentifier: 'ipsec.example.com',
            LocalIdentifier: 'client.a',
            EnablePFS: 0,
            IKESecurityAssociationParameters: {
              EncryptionAlgorithm: 'AES-256-GCM',
              IntegrityAlgorithm: 'SHA2-384',
              DiffieHellmanGroup: 20,
            },
          },
        },
      ],
    })
    expect(appleProfile(facts).text.replaceAll(/\s/g, '')).toContain(`<data>${AUTHORITY}</data>`)
  })

  test('reads back every text, however it tries to get out of the XML', () => {
    fc.assert(
      fc.property(hostile, text => {
        const made = appleProfile({ ...facts, user: text, password: text })
        expect(parse(made.text)).toMatchObject({
          PayloadContent: [
            {},
            { IKEv2: { AuthName: text, AuthPassword: text, RemoteAddress: facts.server } },
          ],
        })
      }),
    )
  })

  test('that knows none of the proposals gets no profile', () => {
    expect(() => appleProfile({ ...facts, ike: ['aes256ccm16-prfaesxcbc-ecp256bp'] })).toThrow(
      'an Apple device',
    )
  })
})

describe('Windows', () => {
  test('is told the suite, and never a password', () => {
    const { text } = windowsProfile({ ...facts, password: 'fhtagn' })
    expect(text).toContain("-EncryptionMethod 'GCMAES256' -IntegrityCheckMethod 'SHA384' -DHGroup 'ECP384'")
    expect(text).toContain("-DestinationPrefix '10.0.0.0/8'")
    expect(text).not.toContain('fhtagn')
  })

  test('no text ends its quotes: every quote inside, of whatever look, is doubled', () => {
    fc.assert(
      fc.property(hostile, text => {
        const inside = quoted(text).slice(1, -1)
        expect(inside.replaceAll(/(['\u2018-\u201b])\1/g, '')).not.toMatch(/['\u2018-\u201b]/)
        expect(inside.replaceAll(/(['\u2018-\u201b])\1/g, '$1')).toBe(text)
      }),
    )
  })
})

test('Android reads back every text, and gets no password', () => {
  fc.assert(
    fc.property(hostile, text => {
      const made = androidProfile({ ...facts, user: text, password: 'Ia! fhtagn' })
      expect(JSON.parse(made.text)).toMatchObject({ local: { eap_id: text }, remote: { cert: AUTHORITY } })
      expect(made.text).not.toContain('fhtagn')
    }),
  )
})

describe('Linux', () => {
  test('swanctl gets a section without dots, and a password that no syntax sees', () => {
    fc.assert(
      fc.property(hostile, password => {
        const [conf] = linuxProfile({ ...facts, password })
        expect(conf?.name).toBe('laptops-client-a.conf')
        expect(conf?.text).toContain(`secret = 0s${Buffer.from(password).toString('base64')}\n`)
        expect(conf?.text.match(/[{}]/g)).toHaveLength(16)
      }),
    )
  })

  test('without a password there is none, and the authority comes beside it', () => {
    const [conf, authority] = linuxProfile(facts)
    expect(conf?.text).not.toContain('secret =')
    expect(authority?.text).toContain('BEGIN CERTIFICATE')
  })

  test('a keyfile has one line for a value, whatever is in it', () => {
    fc.assert(
      fc.property(fc.oneof(hostile, fc.constant('a\n[vpn]\naddress=evil')), text => {
        const line = keyfileValue(text)
        expect(line).not.toMatch(/[\n\r\t ]/)
        const back = line.replaceAll(/\\(.)/g, (_, one: string) => UNESCAPED[one] ?? one)
        expect(back).toBe(text)
      }),
    )
    expect(networkManagerProfile({ ...facts, password: 'a\n[x]' })[0]?.text).toContain('password=a\\n[x]\n')
  })
})

const UNESCAPED: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', s: ' ' }

test('a device that gets the profile again replaces the one that it has', () => {
  expect(appleProfile(facts)).toEqual(appleProfile(facts))
  expect(androidProfile(facts)).not.toEqual(androidProfile({ ...facts, user: 'eve' }))
})

import nacl from 'tweetnacl'
import { fromBase64, toBase64 } from '../../../schema/wire/base64.ts'
import { canonicalBytes, digestOf } from '../../../schema/wire/canonical.ts'
import { Enrolment } from '../../../schema/wire/enrolment.ts'
import { SignedReport } from '../../../schema/wire/report.ts'
import { open, SealedError, seal } from '../../../schema/wire/sealed.ts'
import { reportVerifies, signReport } from '../../../schema/wire/signature.ts'
import { decodeToken, encodeToken, TokenError } from '../../../schema/wire/token.ts'
import { publicKeys, testKeys } from '../../fixtures/reference.ts'
import { must, never, type Parser, text } from './parser.ts'
import { Random, seedOf } from './random.ts'

const keys = testKeys(10)
const { sign, seal: sealKey } = publicKeys(keys)
const as = { network: 'miskatonic', name: 'office', holds: 'psk' } as const

const noise = new Random(seedOf('sealed boxes', 0))
const randomBytes = (length: number): Uint8Array => new Uint8Array(noise.bytes(length))
const box = seal(sealKey, as, Buffer.from('the stars are right'), randomBytes)

const plaintext = Buffer.from(
  canonicalBytes({ cygnet: 'sealed-1', ...as, value: toBase64(Buffer.from('the stars are right')) }),
)
const ephemeral = nacl.box.keyPair.fromSecretKey(new Uint8Array(32).fill(7))
const nonce = new Uint8Array(nacl.box.nonceLength)

const TOKEN = encodeToken({
  network: 'miskatonic',
  gateway: 'rlyeh',
  url: 'https://control.example.net/v1/miskatonic',
  root: 'f'.repeat(64),
  secret: 's'.repeat(43),
})

/** A genuine report and enrolment, as a gateway posts them. */
export const REPORT = Buffer.from(
  canonicalBytes(
    signReport(
      {
        cygnet: 1,
        network: 'miskatonic',
        gateway: 'rlyeh',
        counter: 7,
        at: '2026-03-01T12:00:00Z',
        outcome: 'reverted',
        bundle: 'f'.repeat(64),
        problem: { code: 'probe-failed', message: 'no answer from 10.2.0.1' },
        children: [{ connection: 'rlyeh-ulthar', child: 'containers-containers', state: 'up' }],
        runner: '0.1.0',
      },
      keys.sign.secretKey.slice(0, 32),
    ),
  ),
)
export const ENROLMENT = Buffer.from(
  canonicalBytes({ gateway: 'rlyeh', secret: 's'.repeat(43), keys: { sign, seal: sealKey } }),
)

const SAID = digestOf(canonicalBytes(SignedReport.parse(JSON.parse(text(REPORT))).report))

const json = (bytes: Buffer): unknown => {
  try {
    return JSON.parse(text(bytes))
  } catch {
    return undefined
  }
}

/** What both sides read of each other. */
export const WIRE_PARSERS: readonly Parser[] = [
  {
    name: 'canonical JSON',
    share: 34_000,
    samples: [REPORT, ENROLMENT],
    feed: bytes => {
      const value = json(bytes)
      if (value === undefined) return
      const once = canonicalBytes(value)
      must(Buffer.compare(canonicalBytes(JSON.parse(text(once))), once) === 0, 'one value has one form')
    },
    refuses: error => error instanceof Error && /surrogate|is not allowed/i.test(error.message),
  },
  {
    name: 'enrolment token',
    share: 34_000,
    samples: [Buffer.from(TOKEN)],
    feed: bytes =>
      must(encodeToken(decodeToken(text(bytes))) === text(bytes).trim(), 'one token has one text'),
    refuses: error => error instanceof TokenError,
  },
  {
    name: 'sealed box',
    share: 10_000,
    samples: [Buffer.from(box)],
    feed: bytes => open(keys.seal.secretKey, as, text(bytes)),
    refuses: error => error instanceof SealedError,
  },
  {
    name: 'plaintext in a sealed box',
    share: 6_000,
    samples: [plaintext],
    feed: bytes => {
      const inside = nacl.box(new Uint8Array(bytes), nonce, fromBase64(sealKey), ephemeral.secretKey)
      open(keys.seal.secretKey, as, toBase64(Buffer.concat([ephemeral.publicKey, nonce, inside])))
    },
    refuses: error => error instanceof SealedError,
  },
  {
    name: 'signed report',
    share: 20_000,
    samples: [REPORT],
    feed: bytes => {
      const read = SignedReport.safeParse(json(bytes))
      if (!read.success || !reportVerifies(read.data, sign)) return
      must(digestOf(canonicalBytes(read.data.report)) === SAID, 'no report but the signed one verifies')
    },
    refuses: never,
  },
  {
    name: 'enrolment',
    share: 34_000,
    samples: [ENROLMENT],
    feed: bytes => Enrolment.safeParse(json(bytes)),
    refuses: never,
  },
]

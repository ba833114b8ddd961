import { readCertificate } from '../../../schema/topology/beside/certificate.ts'
import { readRevocationList } from '../../../schema/topology/beside/revocation-list.ts'
import { readRunnerFile } from '../../../schema/topology/beside/runner-file.ts'
import { readSealedFile } from '../../../schema/topology/beside/sealed-file.ts'
import { withGatewayKeys } from '../../../schema/topology/enrol.ts'
import { readTopology } from '../../../schema/topology/read.ts'
import { certificateFile, sealedFile } from '../../fixtures/laptops.ts'
import { publicKeys, REFERENCE, testKeys } from '../../fixtures/reference.ts'
import { vouchedFor } from '../../fixtures/vouched-for.ts'
import { must, never, type Parser, text } from './parser.ts'

const TOPOLOGY = Buffer.from(REFERENCE)
const certificates = (['authority', 'server-rsa', 'server-ecdsa', 'server-ed25519'] as const).map(
  certificateFile,
)
const sealed = Buffer.from(sealedFile('psk'))
const released = vouchedFor('0.2.0', new Uint8Array([1]))
const runner = Buffer.from(JSON.stringify({ cygnet: 1, network: 'miskatonic', runner: released }))

const derOf = (pem: string): Buffer => Buffer.from(pem.replaceAll(/-----.*-----|\s/g, ''), 'base64')
const armoured = (kind: string, der: Buffer): string =>
  `-----BEGIN ${kind}-----\n${der.toString('base64').replaceAll(/.{64}/g, '$&\n').trimEnd()}\n-----END ${kind}-----\n`

/** What the control plane reads of a repository's files: a pull request may come from anybody. */
export const TOPOLOGY_PARSERS: readonly Parser[] = [
  {
    name: 'topology',
    share: 20_000,
    samples: [TOPOLOGY],
    feed: bytes => {
      const { kind, problems } = readTopology(new Map([['topology.yaml', text(bytes)]]))
      must(kind === 'valid' || problems.length > 0, 'what is refused is refused for a reason')
    },
    refuses: never,
  },
  {
    name: 'topology that gets keys',
    share: 5_000,
    samples: [TOPOLOGY],
    feed: bytes => {
      const changed = withGatewayKeys(text(bytes), 'rlyeh', publicKeys(testKeys(50)))
      must(changed === undefined || changed.includes(publicKeys(testKeys(50)).sign), 'the keys are in it')
    },
    refuses: never,
  },
  {
    name: 'certificate in PEM',
    share: 30_000,
    samples: certificates.map(pem => Buffer.from(pem)),
    feed: bytes => readCertificate(text(bytes)),
    refuses: never,
  },
  {
    name: 'certificate in DER',
    share: 20_000,
    samples: certificates.map(derOf),
    feed: bytes => readCertificate(armoured('CERTIFICATE', bytes)),
    refuses: never,
  },
  {
    name: 'revocation list',
    share: 34_000,
    samples: certificates.map(pem => Buffer.from(armoured('X509 CRL', derOf(pem)))),
    feed: bytes => readRevocationList('pki/ca.crl', text(bytes)),
    refuses: never,
  },
  {
    name: 'version of the runner',
    share: 5_000,
    samples: [runner],
    feed: bytes => readRunnerFile(text(bytes), '0.2.0'),
    refuses: never,
  },
  {
    name: 'sealed file',
    share: 30_000,
    samples: [sealed],
    feed: bytes => readSealedFile(text(bytes)),
    refuses: never,
  },
]

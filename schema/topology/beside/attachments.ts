import type { Problem } from '../../problem.ts'
import type { CertificateFile } from '../access.ts'
import type { Fault } from '../grammar/fault.ts'
import { MAX_ATTACHMENTS_LENGTH } from '../limits.ts'
import { byName } from '../sorting.ts'
import { secretLines } from '../text/secrets.ts'
import type { Path } from '../topology.ts'
import { readCertificate } from './certificate.ts'
import { type RunnerFile, readRunnerFile } from './runner-file.ts'
import type { Sealed } from './sealed.ts'
import { readSealedFile } from './sealed-file.ts'

/** What lies beside the text of a topology: public certificates, sealed secrets, and versions of the runner. */
export interface Attachments {
  /** PEM by path, `pki/…`. */
  readonly pki: ReadonlyMap<string, string>
  /** Sorted by name. */
  readonly sealed: readonly Sealed[]
  /** By version. */
  readonly runners: ReadonlyMap<string, RunnerFile>
}

/** The files of a network by what they are; their paths may begin with the folder that the network is in. */
export interface SortedFiles {
  readonly texts: ReadonlyMap<string, string>
  readonly attachments: Attachments
  readonly problems: readonly Problem[]
}

/** The folders of a network that are read, beside `topology.yaml`. */
export const NETWORK_FOLDERS = ['topology', 'pki', 'secrets', 'runners'] as const

/** A certificate is no YAML: a network may be in a folder that is called pki. */
const ATTACHMENT =
  /(?:^|\/)(?:(pki\/[A-Za-z0-9][A-Za-z0-9._-]*(?<!\.yaml))|secrets\/([A-Za-z0-9][A-Za-z0-9._@-]{0,62})\.json|runners\/([0-9][0-9a-z.~]{0,40})\.json)$/

/**
 * True for the paths, relative to a network's folder, that are looked at: its text, what lies beside it, and what somebody may
 * take for its text.
 */
export const isNetworkPath = (path: string): boolean =>
  /^topology(?:\/.+)?\.ya?ml$/.test(path) ||
  (/^(?:pki|secrets|runners)\//.test(path) && ATTACHMENT.test(path))

/** The text of a network. */
const TEXT = /(?:^|\/)topology(?:\/[^/]+)?\.yaml$/

/** Sorts files by what they are. What is damaged is reported and left out; beyond MAX_ATTACHMENTS_LENGTH nothing is read. */
export const sortFiles = (files: ReadonlyMap<string, string>): SortedFiles => {
  const texts = new Map<string, string>()
  const pki = new Map<string, string>()
  const sealed: Sealed[] = []
  const runners = new Map<string, RunnerFile>()
  const problems: Problem[] = []
  let length = 0
  for (const [file, text] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const [, path, name, version] = ATTACHMENT.exec(file) ?? []
    if (path === undefined && name === undefined && version === undefined) {
      if (TEXT.test(file)) texts.set(file, text)
      else problems.push(unreadText(file))
    } else length += text.length
    if (length > MAX_ATTACHMENTS_LENGTH) return { texts, attachments: NOTHING, problems: [tooLong(file)] }
    if (path !== undefined) {
      problems.push(...secretLines(file, text))
      pki.set(path, text)
    }
    const refused = ({ fault }: { readonly fault: Fault }): void => {
      problems.push({ ...fault, severity: 'error', place: startOf(file) })
    }
    if (name !== undefined) {
      const reading = readSealedFile(text)
      if (reading.kind === 'refused') refused(reading)
      else sealed.push(sealedOf(file, name, reading.file))
    }
    if (version !== undefined) {
      const reading = readRunnerFile(text, version)
      if (reading.kind === 'refused') refused(reading)
      else runners.set(version, reading.file)
    }
  }
  return { texts, attachments: { pki, sealed: sealed.sort(byName), runners }, problems }
}

/** A certificate that the topology names, as far as it is there and can be read. */
export const attachedCertificate = ({ pki }: Attachments, path: string, at: Path): CertificateFile => {
  const pem = pki.get(path)
  return { at, path, pem, certificate: pem === undefined ? undefined : readCertificate(pem) }
}

const NOTHING: Attachments = { pki: new Map(), sealed: [], runners: new Map() }

type Boxed = Extract<ReturnType<typeof readSealedFile>, { kind: 'sealed' }>['file']

const sealedOf = (file: string, name: string, { network, holds, bits, boxes }: Boxed): Sealed => ({
  name,
  file,
  network,
  holds,
  bits,
  boxes: Object.entries(boxes)
    .map(([gateway, { to, box }]) => ({ gateway, to, box }))
    .sort((a, b) => (a.gateway < b.gateway ? -1 : 1)),
})

const unreadText = (file: string): Problem => ({
  code: 'text-place',
  severity: 'error',
  message:
    'nothing that stands in this file counts: a topology is topology.yaml, or files in topology/ that end in .yaml',
  hint: file.endsWith('.yml') ? 'rename it to .yaml' : 'move it into topology/ itself',
  place: startOf(file),
})

const tooLong = (file: string): Problem => ({
  code: 'text-size',
  severity: 'error',
  message: `certificates and sealed secrets are longer together than the ${MAX_ATTACHMENTS_LENGTH} characters that are read`,
  hint: 'keep only what the topology names in pki/ and secrets/',
  place: startOf(file),
})

const startOf = (file: string): Problem['place'] => ({ file, line: 1, column: 1, endLine: 1, endColumn: 2 })

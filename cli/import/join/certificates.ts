import type { Problem } from '../../../schema/problem.ts'
import { readCertificate } from '../../../schema/topology/beside/certificate.ts'
import type { AccessDraft } from '../draft/draft.ts'
import type { HostFiles } from '../source/host-files.ts'
import { remark } from '../word.ts'

/** What of an access lies in `pki/`, and the public files to put there. */
export interface AccessCertificates {
  readonly certificate: string
  readonly authority: string | undefined
  readonly files: ReadonlyMap<string, string>
}

/** Finds the certificate that an access names, and the authority that issued it, and takes the public parts of both. */
export const accessCertificates = (
  { certificate: word, from, form, name, id }: AccessDraft,
  files: HostFiles,
  problems: Problem[],
): AccessCertificates => {
  const place = word?.place ?? from
  const wanted = word?.text ?? ''
  const base = wanted.split('/').at(-1) ?? ''
  const target = pkiPath(base === '' ? `${name}.crt` : base)
  const path = wanted.startsWith('/')
    ? wanted
    : `${form === 'swanctl' ? '/etc/swanctl/x509' : '/etc/ipsec.d/certs'}/${wanted}`
  const pem = word === undefined ? undefined : publicPart(files, path)
  problems.push(keyStays(place, target, form))
  if (pem === undefined) {
    problems.push(
      remark('certificate-missing', 'error', place, {
        message: `nobody can dial in to ${id}: the certificate ${wanted === '' ? 'is not named' : `${path} is not among the files, or is no PEM`}`,
        hint: `copy it to ${target} in the folder of the topology; cygnet check refuses the access until then`,
        ...(wanted === '' ? {} : { value: wanted }),
      }),
    )
    return { certificate: target, authority: undefined, files: new Map() }
  }
  const issuer = readCertificate(pem)?.issuer
  const folder = form === 'swanctl' ? '/etc/swanctl/x509ca' : '/etc/ipsec.d/cacerts'
  const authority = files
    .matching(`${folder}/*`)
    .map(found => ({ found, pem: publicPart(files, found) }))
    .find(one => one.pem !== undefined && readCertificate(one.pem)?.subject === issuer)
  const authorityPath = authority && pkiPath(authority.found.split('/').at(-1) ?? 'ca.crt')
  return {
    certificate: target,
    authority: authorityPath,
    files: new Map([
      [target, pem],
      ...(authority?.pem === undefined || authorityPath === undefined
        ? []
        : [[authorityPath, authority.pem] as const]),
    ]),
  }
}

/** The certificates of a PEM file and nothing else: a private key beside them stays where it is. */
const publicPart = (files: HostFiles, path: string): string | undefined => {
  const opened = files.open(path)
  if (opened.kind !== 'file') return undefined
  const blocks = opened.file.text.match(
    /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]{1,32768}-----END CERTIFICATE-----/g,
  )
  const pem = blocks === null ? undefined : `${blocks.join('\n').replaceAll('\r', '')}\n`
  return pem !== undefined && readCertificate(pem) !== undefined ? pem : undefined
}

const pkiPath = (base: string): string => {
  const stem = base
    .replace(/\.(?:crt|pem|cer|der)$/i, '')
    .replaceAll(/[^A-Za-z0-9._-]/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 90)
  const end = /\.(crt|pem|cer)$/.exec(base)?.[1] ?? 'crt'
  return `pki/${stem === '' ? 'server' : stem}.${end}`
}

const keyStays = (place: Problem['place'], target: string, form: AccessDraft['form']): Problem =>
  remark('key-stays', 'info', place, {
    message: 'the private key of this certificate stays on the host: an import copies none',
    hint: `seal it there under the certificate's name, ${target.replace(/^pki\//, '').replace(/\.[a-z]+$/, '')}, or have the gateway make its own (cygnet-runner csr); it lies in ${form === 'swanctl' ? '/etc/swanctl/private' : '/etc/ipsec.d/private'}`,
  })

import { CommandError } from '../command-error.ts'
import * as x509 from './x509.ts'

/** A request is shorter than this. */
const MAX_LENGTH = 16 * 1024

/**
 * The public key of a certification request (PKCS#10 PEM, RFC 2986) that its own key has signed, as SubjectPublicKeyInfo in DER.
 * What else it asks for does not count: names come from who issues. Throws a CommandError.
 */
export const keyOfRequest = async (pem: string): Promise<Uint8Array<ArrayBuffer>> => {
  const request = pem.length > MAX_LENGTH ? undefined : parsed(pem)
  const proven = request !== undefined && (await request.verify().catch(() => false))
  if (request !== undefined && proven) return new Uint8Array(request.publicKey.rawData)
  throw new CommandError(
    'unreadable',
    'this is no certificate request, or another key has signed it',
    'make one on the gateway with cygnet-runner csr, and copy the whole of it',
  )
}

const parsed = (pem: string): x509.Pkcs10CertificateRequest | undefined => {
  try {
    return new x509.Pkcs10CertificateRequest(pem)
  } catch {
    return undefined
  }
}

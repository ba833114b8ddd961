import { fromBase64, toBase64 } from './base64.ts'
import { canonicalBytes } from './canonical.ts'
import { signingKey, verifies } from './ed25519.ts'
import type { Report, SignedReport } from './report.ts'

/** Signs a report with the gateway's sign seed (32 bytes) over its canonical bytes: `docs/protocol.md` §7. */
export const signReport = (report: Report, seed: Uint8Array): SignedReport => ({
  report,
  signature: toBase64(signingKey(seed).sign(canonicalBytes(report))),
})

/** True when the report was signed by the holder of this public key (base64 of 32 bytes). Whose key, the caller knows. */
export const reportVerifies = (signed: SignedReport, publicKey: string): boolean => {
  try {
    return verifies(canonicalBytes(signed.report), fromBase64(signed.signature), fromBase64(publicKey))
  } catch {
    return false
  }
}

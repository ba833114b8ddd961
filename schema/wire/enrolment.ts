import * as z from 'zod/mini'
import { Digest, Key32, Name } from './names.ts'

/**
 * What an operator hands to a new gateway, for `cygnet-runner enroll`. The text form is
 * `cygnet1.` + base64url of its canonical JSON. The secret is good once.
 */
export const EnrolmentToken = z.strictObject({
  network: Name,
  gateway: Name,
  /** Base address of the control plane, such as https://control.example.net/v1/miskatonic */
  url: z.url(),
  /** SHA-256 of the bytes of metadata/1.root.json: the anchor of trust. */
  root: Digest,
  secret: z.string().check(z.regex(/^[A-Za-z0-9_-]{32,128}$/)),
})

/** What the gateway posts to `<url>/enrolments`: its public keys, never the private ones. */
export const Enrolment = z.strictObject({
  gateway: Name,
  secret: EnrolmentToken.shape.secret,
  keys: z.strictObject({ sign: Key32, seal: Key32 }),
})

export type EnrolmentToken = z.infer<typeof EnrolmentToken>
export type Enrolment = z.infer<typeof Enrolment>

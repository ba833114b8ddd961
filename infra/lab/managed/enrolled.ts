import nacl from 'tweetnacl'
import { withGatewayKeys } from '../../../schema/topology/enrol.ts'
import { readTopology } from '../../../schema/topology/read.ts'
import { sketchTopology } from '../../../schema/topology/sketch.ts'
import type { ValidTopology } from '../../../schema/topology/topology.ts'
import { toBase64 } from '../../../schema/wire/base64.ts'
import { LabError } from '../lab-error.ts'

/** A gateway's two key pairs, made for one lab and good for nothing outside of it. */
export interface LabKeys {
  readonly sign: nacl.SignKeyPair
  readonly seal: nacl.BoxKeyPair
}

/** Fresh keys for every gateway that a topology's text names. Throws `topology` when it cannot be read at all. */
export const makeKeys = (text: string): ReadonlyMap<string, LabKeys> => {
  const sketch = sketchTopology(new Map([['topology.yaml', text]]))
  if (sketch === undefined) throw new LabError('topology', 'the text is no topology')
  return new Map(
    sketch.gateways.map(({ name }) => [name, { sign: nacl.sign.keyPair(), seal: nacl.box.keyPair() }]),
  )
}

/** A topology's text with the public halves of these keys in it. */
export const withKeys = (text: string, keys: ReadonlyMap<string, LabKeys>): string =>
  [...keys].reduce((rest, [gateway, { sign, seal }]) => {
    const made = { sign: toBase64(sign.publicKey), seal: toBase64(seal.publicKey) }
    return withGatewayKeys(rest, gateway, made) ?? rest
  }, text)

/** The topology of a text with its gateways enrolled under these keys. Throws `topology` with every problem. */
export const enrolled = (text: string, keys: ReadonlyMap<string, LabKeys>): ValidTopology => {
  const reading = readTopology(new Map([['topology.yaml', withKeys(text, keys)]]))
  if (reading.kind === 'valid') return reading.topology
  const words = reading.problems.map(({ place, message }) => `${place.line}: ${message}`)
  throw new LabError('topology', words.join('; '))
}

import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CONTROL_ADDRESS, CONTROL_NAME } from '../network/internet.ts'
import { must } from '../program.ts'

/**
 * Makes the lab's own certificate authority and the certificate of the way to the control plane: `ca.crt`, `control.crt`
 * and `control.key` in `folder`. The authority's key is thrown away: nothing else is ever signed by it.
 */
export const makeAuthority = async (folder: string): Promise<void> => {
  const at = (name: string): string => join(folder, name)
  await writeFile(
    at('control.ext'),
    `subjectAltName=DNS:${CONTROL_NAME},IP:${CONTROL_ADDRESS}\nextendedKeyUsage=serverAuth\n`,
  )
  const lines = [
    `req -x509 ${KEY} -days 3650 -subj /CN=cygnet-lab -keyout ca.key -out ca.crt -addext ${CA} -addext ${SIGNS}`,
    `req ${KEY} -subj /CN=${CONTROL_NAME} -keyout control.key -out control.csr`,
    'x509 -req -in control.csr -CA ca.crt -CAkey ca.key -days 3650 -extfile control.ext -out control.crt',
  ]
  for (const line of lines) await must(['openssl', ...line.split(' ')], { cwd: folder })
  for (const name of ['ca.key', 'control.csr', 'control.ext']) await rm(at(name))
}

const KEY = '-newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc'
const CA = 'basicConstraints=critical,CA:TRUE'
const SIGNS = 'keyUsage=critical,keyCertSign'

import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CONTROL_ADDRESS, CONTROL_NAME } from '../network/internet.ts'
import { must } from '../program.ts'

/**
 * Makes the lab's own certificate authority and the certificate of the way to the control plane: `ca.crt`, `control.crt`
 * and `control.key` in `folder`. The authority's key is thrown away: nothing else is ever signed by it.
 */
export const makeAuthority = async (folder: string): Promise<void> => {
  const at = (name: string): string => join(folder, name)
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-noenc', '-days', '3650']
  await must([
    ...[
      'openssl',
      'req',
      '-x509',
      ...key,
      '-subj',
      '/CN=cygnet lab',
      '-keyout',
      at('ca.key'),
      '-out',
      at('ca.crt'),
    ],
    ...['-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=critical,keyCertSign'],
  ])
  await writeFile(
    at('control.ext'),
    `subjectAltName=DNS:${CONTROL_NAME},IP:${CONTROL_ADDRESS}\nextendedKeyUsage=serverAuth\n`,
  )
  await must([
    ...['openssl', 'req', ...key.slice(0, 5), '-subj', `/CN=${CONTROL_NAME}`],
    ...['-keyout', at('control.key'), '-out', at('control.csr')],
  ])
  await must([
    ...['openssl', 'x509', '-req', '-in', at('control.csr'), '-CA', at('ca.crt'), '-CAkey', at('ca.key')],
    ...['-CAcreateserial', '-days', '3650', '-extfile', at('control.ext'), '-out', at('control.crt')],
  ])
  await must(['rm', '-f', at('ca.key'), at('ca.srl'), at('control.csr'), at('control.ext')])
}

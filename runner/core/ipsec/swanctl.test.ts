import { describe, expect, test } from 'vitest'
import { readSwanctl } from './swanctl.ts'

const CONNECTIONS = `connections {
  laptops-ada {
    version = 2
    pools = laptops-ada
    send_cert = always
    local {
      auth = pubkey
      certs = cygnet-laptops.pem
    }
    remote {
      auth = eap-mschapv2
      eap_id = ada
    }
  }
}
pools {
  laptops-ada {
    addrs = 10.0.255.100/32
    dns = 10.1.4.1,10.1.4.2
  }
}
`
const SECRETS = `secrets {
  ntlm-laptops-ada {
    id = ada
    secret = "0sAAECAwQFBgcICQoLDA0ODw=="
  }
}
`
const credentials = new Map([['/etc/swanctl/x509/cygnet-laptops.pem', 'PEM, with a comma']])

const read = (connections = CONNECTIONS, secrets = SECRETS, files = credentials) =>
  readSwanctl({ connections, secrets, credentials: files })

describe('swanctl.conf', () => {
  test('of people on laptops is read, and a file is what is in it', () => {
    const { connections, pools, secrets } = read()
    expect(connections.get('laptops-ada')?.get('local')).toEqual(
      new Map([
        ['auth', 'pubkey'],
        ['certs', 'PEM, with a comma'],
      ]),
    )
    expect(pools.get('laptops-ada')?.get('addrs')).toBe('10.0.255.100/32')
    expect(secrets.get('ntlm-laptops-ada')).toMatchObject({ type: 'NTLM', owners: ['ada'] })
  })

  test.each([
    ['a certificate that is not among the files', () => read(CONNECTIONS, SECRETS, new Map())],
    ['a pool that is not there', () => read(CONNECTIONS.replace('pools = laptops-ada', 'pools = other'))],
    ['a pool without addresses', () => read(CONNECTIONS.replace('addrs = 10.0.255.100/32', 'netmask = 1'))],
    ['a program to run', () => read(CONNECTIONS.replace('version = 2', 'updown = /bin/sh'))],
    ['a secret of an unknown kind', () => read(CONNECTIONS, SECRETS.replace('ntlm-', 'token-'))],
    ['a secret for everybody', () => read(CONNECTIONS, SECRETS.replace('id = ada', ''))],
    [
      'another section',
      () => read(`${CONNECTIONS}authorities {\n  x {\n    cacert = y\n    module = z\n  }\n}\n`),
    ],
  ])('with %s is refused', (_, reading) => {
    expect(reading).toThrow(SyntaxError)
  })
})

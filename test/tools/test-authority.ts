import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A private key and its certificate, as PEM. */
export interface Issued {
  readonly key: string
  readonly certificate: string
}

/** An authority that lives as long as a test, made by openssl: certificates of somebody else, not of our own making. */
export class TestAuthority implements Disposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'cygnet-authority-'))

  constructor() {
    const subject = ['-subj', '/CN=test authority', '-addext', 'keyUsage=critical,keyCertSign,cRLSign']
    this.#openssl(
      'req',
      '-x509',
      ...EC,
      '-nodes',
      '-keyout',
      'ca.key',
      '-out',
      'ca.crt',
      '-days',
      '2',
      ...subject,
    )
  }

  get certificate(): string {
    return this.#read('ca.crt')
  }

  /** A server's certificate with a key of its own. */
  issue(name: string): Issued {
    this.#openssl(
      'req',
      '-new',
      ...EC,
      '-nodes',
      '-keyout',
      'server.key',
      '-out',
      'server.csr',
      '-subj',
      `/CN=${name}`,
    )
    writeFileSync(
      join(this.#folder, 'server.cnf'),
      `subjectAltName = DNS:${name}\nextendedKeyUsage = serverAuth\nbasicConstraints = CA:FALSE\n`,
    )
    const signer = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', 'server.cnf']
    this.#openssl('x509', '-req', '-in', 'server.csr', ...signer, '-days', '2', '-out', 'server.crt')
    return { key: this.#read('server.key'), certificate: this.#read('server.crt') }
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #read(name: string): string {
    return readFileSync(join(this.#folder, name), 'utf8')
  }

  #openssl(...args: readonly string[]): void {
    execFileSync('openssl', args, { cwd: this.#folder, stdio: 'pipe' })
  }
}

const EC = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1']

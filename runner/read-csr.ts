import { type CsrWish, csrFault, type KeyWish } from './core/keys/csr-wish.ts'

/** Reads what follows `csr`; text says why it is wrong. */
export const readCsr = (args: readonly string[]): CsrWish | string => {
  let id: string | undefined
  let key: KeyWish | undefined
  const addresses: string[] = []
  const left = [...args]
  for (let option = left.shift(); option !== undefined; option = left.shift()) {
    if (option === '--ecdsa' && key === undefined) key = { type: 'ecdsa' }
    else {
      const value = left.shift()
      if (value === undefined) return USAGE
      if (option === '--id' && id === undefined) id = value
      else if (option === '--address') addresses.push(value)
      else if (option === '--rsa' && key === undefined && (value === '3072' || value === '4096'))
        key = { type: 'rsa', bits: value === '3072' ? 3072 : 4096 }
      else return USAGE
    }
  }
  if (id === undefined) return USAGE
  return csrFault({ id, addresses }) ?? { id, addresses, key: key ?? { type: 'rsa', bits: 3072 } }
}

const USAGE =
  'csr wants --id NAME, then --address ADDRESS as often as needed, and at most one of --rsa 3072, --rsa 4096, --ecdsa'

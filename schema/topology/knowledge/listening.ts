import { parseAddress } from '../address.ts'
import type { Gateway } from '../gateway.ts'
import type { Listen } from '../operation.ts'

/** Whether a gateway has the address, as far as its interfaces are written down; every machine has its loopback. */
export const hasAddress = ({ interfaces }: Gateway, address: string): boolean => {
  const parsed = parseAddress(address)
  const text = parsed?.toString()
  return (
    parsed?.range() === 'loopback' ||
    interfaces.some(({ addresses }) => addresses.some(one => one.address.toString() === text))
  )
}

/** Where this gateway answers those who fetch what it measures: by its own name first, else at an address that it has. */
export const listenOf = (listens: readonly Listen[], gateway: Gateway): Listen | undefined =>
  listens.find(listen => listen.gateway === gateway.name) ??
  listens.find(listen => listen.gateway === undefined && isFor(listen, gateway))

const isFor = ({ address }: Listen, gateway: Gateway): boolean =>
  parseAddress(address)?.range() === 'unspecified' || hasAddress(gateway, address)

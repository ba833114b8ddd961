import type { Cidr } from '../../../schema/topology/address.ts'

/** IP version 4 or 6. */
export type Family = 4 | 6

export const familyOf = ({ address }: Pick<Cidr, 'address'>): Family => (address.kind() === 'ipv4' ? 4 : 6)

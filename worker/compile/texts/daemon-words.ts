/** Durations and switches as swanctl.conf(5) and ipsec.conf(5) both take them. */
export const seconds = (count: number): string => `${count}s`

export const yesNo = (on: boolean): string => (on ? 'yes' : 'no')

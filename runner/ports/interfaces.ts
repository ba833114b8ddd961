/** An interface as the kernel has it now. */
export interface LiveInterface {
  readonly name: string
  /** With prefix, such as 172.16.0.18/28. */
  readonly addresses: readonly string[]
  readonly mtu: number
}

/** What interfaces there are. */
export interface Interfaces {
  list(): Promise<readonly LiveInterface[]>
  /** A text that becomes another one when an address or an MTU changes; costs next to nothing. */
  stamp(): Promise<string>
}

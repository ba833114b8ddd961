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
}

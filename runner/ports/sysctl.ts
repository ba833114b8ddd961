/** Kernel settings by sysctl key, such as `net.ipv4.ip_forward`. */
export interface Sysctl {
  /** Undefined where this kernel has no such setting. */
  read(key: string): Promise<string | undefined>
  /** Live, forgotten at reboot. Throws a `ToolError` when the kernel refuses. */
  write(key: string, value: string): Promise<void>
}

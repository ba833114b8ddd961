import type { Sysctl } from '../host/kernel-settings.ts'
import { HEADER } from './header.ts'

/** sysctl.d(5): a comment and a setting each. */
export const sysctlText = (sysctls: readonly Sysctl[]): string =>
  HEADER + sysctls.map(({ key, value, why }) => `# ${why}\n${key} = ${value}\n`).join('')

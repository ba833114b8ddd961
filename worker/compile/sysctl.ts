import { HEADER } from './header.ts'
import type { Sysctl } from './kernel-settings.ts'

/** sysctl.d(5): a comment and a setting each. */
export const sysctlText = (sysctls: readonly Sysctl[]): string =>
  HEADER + sysctls.map(({ key, value, why }) => `# ${why}\n${key} = ${value}\n`).join('')

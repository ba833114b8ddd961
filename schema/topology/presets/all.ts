import type { Gateway } from '../gateway.ts'
import { generic } from './generic.ts'
import { hetznerCloud } from './hetzner-cloud.ts'
import { hetznerDedicated } from './hetzner-dedicated.ts'
import type { Preset } from './preset.ts'

/** Every provider that the word `provider:` may name. */
export const PRESETS: Readonly<Record<Gateway['provider'], Preset>> = {
  'hetzner-dedicated': hetznerDedicated,
  'hetzner-cloud': hetznerCloud,
  generic,
}

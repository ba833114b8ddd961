import { DAYS } from '../../schema/topology/window.ts'
import type { ChangeWindow } from '../../schema/wire/bundle.ts'
import { quoted } from './visible.ts'

/** When a gateway may change, as people write it, each day by its name. */
export const windowWords = (window: ChangeWindow | undefined): string => {
  if (window === undefined) return 'at any time'
  const { days, from, to, zone } = window
  const names = days.map(day => DAYS[day - 1] ?? String(day)).join(',')
  return quoted(`${names} ${timeOf(from)}-${timeOf(to)} ${zone}`)
}

const timeOf = (minutes: number): string =>
  [Math.floor(minutes / 60), minutes % 60].map(part => String(part).padStart(2, '0')).join(':')

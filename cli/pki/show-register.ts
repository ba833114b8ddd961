import type { Issued } from './register.ts'

/** The register as a table: what is good, until when, and what was revoked. Expired certificates are left out. */
export const registerLines = (certificates: readonly Issued[], now: Date): string[] => {
  const rows = certificates
    .filter(({ until }) => new Date(until) > now)
    .map(({ name, serial, names, until, revoked }) => [
      name,
      revoked === undefined ? `${daysBetween(now, until)} days left` : `revoked ${revoked.at.slice(0, 10)}`,
      until.slice(0, 10),
      serial,
      names.join(' '),
    ])
  const table = [['name', 'state', 'until', 'serial', 'for'], ...rows]
  const widths = table[0]?.map((_, column) => Math.max(...table.map(row => row[column]?.length ?? 0))) ?? []
  return table.map(row =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}

const daysBetween = (now: Date, until: string): number =>
  Math.floor((new Date(until).getTime() - now.getTime()) / 86_400_000)

import type { Finding } from '../finding.ts'

/** The first finding at each place: a setting of a mesh stands once in the text, and counts for thousands of tunnels. */
export function* oncePerPlace(findings: Iterable<Finding>): Iterable<Finding> {
  const seen = new Set<string>()
  for (const finding of findings) {
    const place = JSON.stringify(finding.at)
    if (seen.has(place)) continue
    seen.add(place)
    yield finding
  }
}

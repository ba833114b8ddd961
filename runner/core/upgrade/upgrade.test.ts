import { describe, expect, test } from 'vitest'
import { noUpgrade } from './no-upgrade.ts'
import { type Sight, upgradeStep, wentBack, wishOf } from './upgrade.ts'
import { readUpgrade, type UpgradeJournal, upgradeBytes, withFailed } from './upgrade-journal.ts'

const [A, B] = ['a'.repeat(64), 'b'.repeat(64)]
const NOW = new Date('2026-03-01T12:00:00Z')
const under = { from: '0.1.0', to: '0.2.0', sha256: A, until: '2026-03-01T12:05:00.000Z', within: 300 }
const release = { version: '0.2.0', packages: { amd64: { sha256: A, length: 1000 } }, signatures: [] }

describe('what a bundle wants of the runner', () => {
  const has = { version: '0.1.0', architecture: 'amd64' as const }

  test('is met where nobody names a version, or it runs', () => {
    expect(wishOf(undefined, has, noUpgrade, NOW)).toEqual({ is: 'met' })
    expect(wishOf(release, { ...has, version: '0.2.0' }, noUpgrade, NOW)).toEqual({ is: 'met' })
  })

  test('is open for another version, higher or lower', () => {
    const wanted = { version: '0.2.0', architecture: 'amd64', package: release.packages.amd64 }
    expect(wishOf(release, has, noUpgrade, NOW)).toEqual({ is: 'open', wanted })
    expect(wishOf(release, { ...has, version: '0.3.0' }, noUpgrade, NOW)).toEqual({ is: 'open', wanted })
  })

  test('is stuck without a package for this machine', () => {
    for (const architecture of ['arm64', undefined] as const)
      expect(wishOf(release, { ...has, architecture }, noUpgrade, NOW)).toMatchObject({
        is: 'stuck',
        why: { code: 'upgrade-no-package' },
      })
  })

  test('is stuck for good with a package that failed here, and for a while with one that was not there', () => {
    const why = { code: 'missing', message: 'not there' }
    const failed = (again?: string): UpgradeJournal =>
      withFailed(noUpgrade, { sha256: A, version: '0.2.0', ...why, ...(again && { again }) })
    expect(wishOf(release, has, failed(), NOW)).toEqual({ is: 'stuck', why })
    expect(wishOf(release, has, failed('2026-03-01T12:00:01.000Z'), NOW)).toEqual({ is: 'stuck', why })
    expect(wishOf(release, has, failed('2026-03-01T12:00:00.000Z'), NOW).is).toBe('open')
    const another = { ...release, packages: { amd64: { sha256: B, length: 1000 } } }
    expect(wishOf(another, has, failed(), NOW).is).toBe('open')
  })
})

describe('an upgrade under way', () => {
  const sights: readonly Sight[] = ['0.1.0', '0.2.0', '0.3.0'].flatMap(version =>
    [0, 1, 2, 3, 4, 5, 6, 7].map(bits => ({
      version,
      canGoBack: (bits & 1) > 0,
      wentBack: (bits & 2) > 0,
      isActive: (bits & 4) > 0,
    })),
  )

  test('is never settled by any other runner than the new one, nor condemned by it', () => {
    for (const sight of sights) {
      const step = upgradeStep(under, sight)
      const isNew = sight.version === under.to
      expect([sight, ['prove', 'rearm'].includes(step)]).toEqual([
        sight,
        isNew && sight.canGoBack && !sight.wentBack,
      ])
      expect([sight, step === 'failed']).toEqual([sight, !isNew && sight.wentBack])
    }
  })

  test('is never left to nobody: who waits has somebody at work beside', () => {
    for (const sight of sights.filter(({ isActive }) => !isActive))
      expect(['rearm', 'tidy', 'go-back', 'failed']).toContain(upgradeStep(under, sight))
  })

  test('that went back says why, in words', () => {
    const words = (word: string): string =>
      wentBack(under, { word, dpkg: 'no space left' }, noUpgrade, NOW).message
    expect(words('late')).toBe('runner 0.1.0 is back in the place of 0.2.0: it did not report within 300 s')
    expect(words('refused')).toMatch(/dpkg did not install it: no space left$/)
    expect(words('boot')).toMatch(/started anew before it had reported$/)
    expect(words('')).toMatch(/interrupted$/)
  })

  test('is tried again after bad luck, later and later, three times in all; and not when it is the package’s own', () => {
    const agains = ['boot', '', 'boot', 'boot'].map((word, before) => {
      const known =
        before === 0
          ? noUpgrade
          : withFailed(noUpgrade, { sha256: A, version: '0.2.0', code: 'c', message: 'm', tries: before })
      return wentBack(under, { word, dpkg: '' }, known, NOW).again
    })
    expect(agains).toEqual(['2026-03-01T12:01:00.000Z', '2026-03-01T12:02:00.000Z', undefined, undefined])
    for (const word of ['late', 'refused'])
      expect(wentBack(under, { word, dpkg: '' }, noUpgrade, NOW)).not.toHaveProperty('again')
  })
})

describe('what is remembered', () => {
  test('is read by a runner that knows less or more', () => {
    const journal = {
      ...withFailed(noUpgrade, { sha256: A, version: '0.2.0', code: 'c', message: 'm' }),
      under,
    }
    const later = new TextEncoder().encode(JSON.stringify({ ...journal, mood: 'hopeful' }))
    expect(readUpgrade(later)).toEqual(journal)
    expect(readUpgrade(upgradeBytes(journal))).toEqual(journal)
    expect(() => readUpgrade(new TextEncoder().encode('{'))).toThrow(SyntaxError)
  })

  test('is bounded, and holds each package once', () => {
    const digests = Array.from({ length: 40 }, (_, index) => (index % 20).toString(16).padStart(64, '0'))
    const journal = digests.reduce(
      (known, sha256) => withFailed(known, { sha256, version: '0.2.0', code: 'c', message: 'm' }),
      noUpgrade,
    )
    expect(journal.failed.map(({ sha256 }) => sha256)).toEqual(digests.slice(-16))
  })
})

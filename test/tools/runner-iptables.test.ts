import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readTables, restoreText } from '../../runner/core/kernel/firewall-text.ts'
import { openFiles } from '../../runner/core/keys/open.ts'
import { firewallRules } from '../../runner/flows/change/texts.ts'
import type { Rules } from '../../runner/ports/firewall.ts'
import { referenceBundles } from '../fixtures/reference-bundles.ts'
import { Namespace } from './namespace.ts'

let namespace: Namespace
beforeEach(async () => {
  namespace = await Namespace.create()
})
afterEach(async () => {
  await namespace[Symbol.asyncDispose]()
})

/** The adapter works in the network that its process is in: so it runs in a process of its own, inside. */
const act = async (verb: 'check' | 'apply', rules: Rules): Promise<string> => {
  const script = `
    import { iptables } from ${JSON.stringify(new URL('../../runner/adapters/iptables.ts', import.meta.url).href)}
    try { await iptables.${verb}(${JSON.stringify(rules)}) } catch (error) { process.stdout.write(error.code + ' ' + error.message) }
  `
  return await namespace.must(process.execPath, ['--input-type=module', '-e', script])
}

const reference = (backend: Rules['backend']): Rules => {
  const [bundle] = referenceBundles()
  if (bundle === undefined) throw new Error('there is no bundle')
  return firewallRules(openFiles(bundle, new Map([['rlyeh-ulthar', '0sAA==']])), backend)
}

describe.each(['iptables-nft', 'iptables-legacy'] as const)('own chains on %s', backend => {
  const save = async (): Promise<string> => await namespace.must(`${backend}-save`, [])
  const rules = async (chain: string, table = 'filter'): Promise<string[]> =>
    (await namespace.must(backend, ['-t', table, '-S', chain]))
      .split('\n')
      .filter(line => line.startsWith('-A'))

  test('are hooked in first, once, however often they are applied, and rules of others stay', async () => {
    await namespace.must(backend, ['-A', 'FORWARD', '-s', '192.0.2.1', '-j', 'DROP'])
    await namespace.must(backend, ['-t', 'nat', '-A', 'POSTROUTING', '-o', 'docker0', '-j', 'MASQUERADE'])
    expect(await act('check', reference(backend))).toBe('')
    for (let time = 0; time < 3; time++) expect(await act('apply', reference(backend))).toBe('')
    expect(await rules('FORWARD')).toEqual([
      '-A FORWARD -j CYGNET-FORWARD',
      '-A FORWARD -s 192.0.2.1/32 -j DROP',
    ])
    expect((await rules('POSTROUTING', 'nat'))[0]).toBe('-A POSTROUTING -j CYGNET-POSTROUTING')
    expect(await rules('POSTROUTING', 'nat')).toHaveLength(2)
  })

  test('are moved back to the front when somebody else got before them', async () => {
    await act('apply', reference(backend))
    await namespace.must(backend, ['-I', 'FORWARD', '-j', 'ACCEPT'])
    await act('apply', reference(backend))
    expect(await rules('FORWARD')).toEqual(['-A FORWARD -j CYGNET-FORWARD', '-A FORWARD -j ACCEPT'])
  })

  test('leave nothing behind when they are no longer wanted', async () => {
    await namespace.must(backend, ['-A', 'FORWARD', '-s', '192.0.2.1', '-j', 'DROP'])
    await act('apply', reference(backend))
    expect(await act('apply', { backend, v4: '', v6: '' })).toBe('')
    expect(await save()).not.toContain('CYGNET')
    expect(await rules('FORWARD')).toEqual(['-A FORWARD -s 192.0.2.1/32 -j DROP'])
  })

  test('need no second write: what is live is what was meant', async () => {
    await act('apply', reference(backend))
    const live = readTables(await save())
    const again = restoreText(live, readTables(reference(backend).v4))
    expect(again).not.toMatch(/^-[DIXF] /m)
  })

  test('that jump to a chain that does not exist are refused before anything changes', async () => {
    const v4 = '*filter\n:CYGNET-FORWARD - [0:0]\n-A CYGNET-FORWARD -j CYGNET-GONE\nCOMMIT\n'
    expect(await act('check', { backend, v4, v6: '' })).toContain('CYGNET-GONE')
    expect(await save()).not.toContain('CYGNET')
  })

  test("that the tool itself does not understand are refused in the tool's words", async () => {
    const v4 = '*filter\n:CYGNET-FORWARD - [0:0]\n-A CYGNET-FORWARD -p nonsense -j DROP\nCOMMIT\n'
    expect(await act('check', { backend, v4, v6: '' })).toMatch(/nonsense/)
    expect(await save()).not.toContain('CYGNET')
  })

  test('never reach into a chain of somebody else', async () => {
    const v4 = '*filter\n:FORWARD ACCEPT [0:0]\n-A FORWARD -j DROP\nCOMMIT\n'
    expect(await act('check', { backend, v4, v6: '' })).toContain("chain FORWARD is not cygnet's")
  })
})

test('whoever keeps the lock of iptables is not held against our rules', async () => {
  namespace.start('flock', ['/run/xtables.lock', 'sleep', '60'])
  const words = await act('check', reference('iptables-legacy'))
  expect(words).toMatch(/^hindered iptables-legacy-restore: .*lock/)
})

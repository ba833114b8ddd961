import { describe, expect, test } from 'vitest'
import { beginRlyeh, RLYEH } from '../../../test/fixtures/rlyeh-in-memory.ts'
import { operate } from '../../operate.ts'
import { once } from '../once.ts'

const FORWARD = 'chain IPv4 filter CYGNET-FORWARD'

/** rlyeh, whose topology only wants to be told of drift, with a rule that somebody put into an own chain, and a person at it. */
const drifted = async () => {
  const story = await beginRlyeh([RLYEH])
  const { gateway, host } = story
  await once(gateway)
  const { rules } = host.live
  if (rules === undefined) throw new Error('rlyeh has no firewall')
  host.live.rules = {
    ...rules,
    v4: rules.v4.replace(/(\*filter\n(?::.*\n)+)/, '$1-A CYGNET-FORWARD -j ACCEPT\n'),
  }
  await once(gateway)
  const type = async (name: 'repair' | 'pause'): Promise<{ code: number; said: string }> => {
    let said = ''
    const hear = (text: string): void => void (said += text)
    const lock = { holding: async <T>(task: () => Promise<T>) => ({ value: await task() }) }
    return { code: await operate(gateway, lock, { name }, { out: hear, err: hear }), said }
  }
  return { ...story, type }
}

describe('repair', () => {
  test('puts back what was only to be told, says what, and reports it', async () => {
    const { host, type, reports } = await drifted()
    expect(host.live.rules?.v4).toContain('-A CYGNET-FORWARD -j ACCEPT')
    expect(await type('repair')).toEqual({ code: 0, said: `put back: ${FORWARD}\n` })
    expect(host.live.rules?.v4).not.toContain('-A CYGNET-FORWARD -j ACCEPT')
    expect(reports().at(-1)).toMatchObject({ outcome: 'unchanged', drift: { repaired: true } })
    expect(await type('repair')).toEqual({
      code: 0,
      said: 'nothing drifted: everything is as the generation in force says\n',
    })
  })

  test('does so on a gateway that is paused: what is put back is nothing new', async () => {
    const { host, type } = await drifted()
    await type('pause')
    expect(await type('repair')).toMatchObject({ code: 0 })
    expect(host.live.rules?.v4).not.toContain('-A CYGNET-FORWARD -j ACCEPT')
  })

  test('says what is left and why, and nobody tries it again by himself', async () => {
    const { gateway, host, world, type, reports } = await drifted()
    let tries = 0
    host.before = act => {
      if (act !== 'apply firewall') return
      tries += 1
      throw new Error('the lock is held')
    }
    expect(await type('repair')).toEqual({
      code: 1,
      said: `error: ${FORWARD} is not as it should be\nerror: drift-repair: the lock is held\nhint: cygnet-runner doctor shows what differs\n`,
    })
    world.now = new Date(world.now.getTime() + 3600_000)
    await once(gateway)
    expect(tries).toBe(1)
    expect(reports().at(-1)?.drift).toMatchObject({ repaired: false })
  })

  test('is refused where nothing is in force', async () => {
    const { gateway } = await beginRlyeh([RLYEH])
    const lock = { holding: async <T>(task: () => Promise<T>) => ({ value: await task() }) }
    const voice = { out: () => undefined, err: () => undefined }
    await expect(operate(gateway, lock, { name: 'repair' }, voice)).rejects.toThrow(
      'nothing is in force here',
    )
  })
})

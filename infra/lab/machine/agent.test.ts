import { expect, test } from 'vitest'
import { Agent } from './agent.ts'

test('whoever waits for a machine is told when its power goes, and so is whoever asks afterwards', async () => {
  const agent = new Agent('/nowhere/agent.sock')
  const waiting = agent.exec(['true'])
  agent.end()
  await expect(waiting).rejects.toMatchObject({ code: 'agent' })
  await expect(agent.exec(['true'])).rejects.toMatchObject({ code: 'agent' })
})

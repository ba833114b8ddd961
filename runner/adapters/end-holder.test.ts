import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { endHolder } from './end-holder.ts'

const lockNamed = (): string => `\0cygnet-test-${process.pid}-${Math.random().toString(36).slice(2)}`

/** A turn as somebody types it: it has the lock, and waits for a tool. Gives the tool's process, too. */
const turn = async (lock: string): Promise<{ runner: ChildProcess; tool: number }> => {
  const script = `
    const tool = require('node:child_process').spawn('sleep', ['300'])
    require('node:net').createServer().listen(${JSON.stringify(lock)}, () => console.log(tool.pid))`
  const runner = spawn(process.execPath, ['--eval', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [said] = (await once(runner.stdout, 'data')) as [Buffer]
  return { runner, tool: Number(String(said)) }
}

const livesAs = async (pid: number): Promise<string> =>
  await readFile(`/proc/${pid}/stat`, 'utf8').then(
    text => /\) (\S)/.exec(text)?.[1] ?? '',
    () => 'gone',
  )

test('a turn that its terminal has stopped is ended with the tool that it waits for, whoever began it', async () => {
  const lock = lockNamed()
  const { runner, tool } = await turn(lock)
  const over = once(runner, 'exit')
  process.kill(tool, 'SIGSTOP')
  runner.kill('SIGSTOP')
  await endHolder(lock)
  expect(await over).toEqual([null, 'SIGKILL'])
  await expect.poll(async () => await livesAs(tool)).toMatch(/gone|Z/)
})

test('one that has the lock of another name, or none, is left alone', async () => {
  const { runner, tool } = await turn(lockNamed())
  await endHolder(lockNamed())
  expect(runner.exitCode).toBeNull()
  expect(await livesAs(tool)).toBe('S')
  const over = once(runner, 'exit')
  runner.kill('SIGKILL')
  process.kill(tool, 'SIGKILL')
  await over
})

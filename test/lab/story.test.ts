import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { gather } from '../../infra/story/cast.ts'
import { Narrator } from '../../infra/story/narrator.ts'
import { tell } from '../../infra/story/story.ts'

/** The story of `npm start`, in a folder of its own: every claim is a check that throws. */
test('from a push with three mistakes to a tunnel that was changed under traffic and attacked through the store', async () => {
  const folder = join(fileURLToPath(new URL('../..', import.meta.url)), '.cygnet/story-test')
  const say = new Narrator(line => process.stdout.write(`${line}\n`), false)
  await using cast = await gather({ say, folder })
  await tell(cast)
  expect(say.claims).toBeGreaterThan(25)
})

import { expect, test } from 'vitest'
import { influxDatabase } from './influx-https.ts'

test('a request that cannot even be sent waits like any other, and ends no runner', async () => {
  const database = influxDatabase({
    url: new URL('http://127.0.0.1:9/write'),
    authorization: 'Token s3\ncret',
  })
  expect(await database.send('m f=1 1\n')).toEqual({
    kind: 'later',
    why: '127.0.0.1:9 cannot be asked',
    patience: 0,
  })
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { referenceBundles } from '../fixtures/reference-bundles.ts'
import { fileOf } from './gateway-files.ts'
import { Namespace } from './namespace.ts'

let namespace: Namespace
beforeAll(async () => {
  namespace = await Namespace.create()
  for (const name of ['enp9s0', 'eth0', 'eth1'])
    await namespace.must('ip', ['link', 'add', name, 'type', 'veth'])
})
afterAll(async () => {
  await namespace[Symbol.asyncDispose]()
})

test.each(referenceBundles().map(bundle => ({ gateway: bundle.gateway, bundle })))(
  'the kernel knows every setting of $gateway and takes its value',
  async ({ bundle }) => {
    const text = fileOf(bundle, '/etc/sysctl.d/60-cygnet.conf')
    await namespace.write('/run/sysctl.conf', text)
    await namespace.must('sysctl', ['--load', '/run/sysctl.conf'])
    const wanted = text.split('\n').filter(line => line.includes(' = '))
    const keys = wanted.map(line => line.split(' = ')[0] ?? '')
    expect((await namespace.must('sysctl', keys)).trim().split('\n')).toEqual(wanted)
  },
)

import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import { changed, complaints, gatewayWith, TWO_SITES } from '../../../test/fixtures/two-sites.ts'
import { readTopology } from '../read.ts'

const runnerFile = (change: object = {}): string =>
  JSON.stringify({
    cygnet: 1,
    network: 'test',
    runner: {
      version: '0.2.0',
      packages: { amd64: { sha256: 'a'.repeat(64), length: 30_000_000 } },
      signatures: [],
    },
    ...change,
  })

const codesWith = (topology: object, files: Readonly<Record<string, string>>): string[] => {
  const text = stringify(changed(TWO_SITES, { ...topology }))
  const reading = readTopology(new Map([['topology.yaml', text], ...Object.entries(files)]))
  return reading.problems.map(({ code, place }) => `${code} ${place.file}`)
}

test('a version that nobody has published is found where it is written, and once for the whole network', () => {
  expect(complaints(gatewayWith('north', { runner: '0.2.0' }))).toEqual(['runner-unpublished: 0.2.0'])
  expect(complaints({ runner: '0.2.0' })).toEqual(['runner-unpublished: 0.2.0'])
})

test('a version that is published is none, and a gateway may run another one than the network', () => {
  expect(codesWith({ runner: '0.2.0' }, { 'runners/0.2.0.json': runnerFile() })).toEqual([])
  const canary = { runner: '0.2.0', gateways: { south: { runner: '0.3.0' } } }
  expect(codesWith(canary, { 'runners/0.2.0.json': runnerFile() })).toEqual([
    'runner-unpublished topology.yaml',
  ])
})

test('what was signed for another network would be installed nowhere', () => {
  const file = runnerFile({ network: 'arkham' })
  expect(codesWith({ runner: '0.2.0' }, { 'runners/0.2.0.json': file })).toEqual([
    'runner-unpublished topology.yaml',
  ])
})

test('what is no version is refused as one', () => {
  const bad = ['latest', '0.2', '0.2.0; reboot', '0.2.0 --force-all', '../0.2.0', '$(id).0.0', '1:0.2.0']
  for (const version of bad)
    expect(codesWith({ runner: version }, {})).toEqual(['runner-version topology.yaml'])
})

test('a damaged file is a problem of its own', () => {
  const damaged = ['', '{}', runnerFile().replace('0.2.0', '0.2.1'), runnerFile().replace('amd64', 'i386')]
  for (const text of damaged)
    expect(codesWith({}, { 'runners/0.2.0.json': text })).toEqual(['runner-file runners/0.2.0.json'])
})

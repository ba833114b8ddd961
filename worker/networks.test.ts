import { describe, expect, test } from 'vitest'
import { checkSuffix, networksIn, networksOf } from './networks.ts'

const ONE = { network: 'miskatonic', repository: 'arkham/networks' }
const TWO = {
  network: 'innsmouth',
  repository: 'arkham/networks',
  folder: 'sites/innsmouth',
  prefix: 'innsmouth',
  signingKey: 'SIGNING_KEY_INNSMOUTH',
}

describe('the networks that a control plane serves', () => {
  test('are read from JSON, or from what a deployment made of it', () => {
    const expected = [{ ...ONE, folder: '', signingKey: 'SIGNING_KEY' }, TWO]
    expect(networksOf(JSON.stringify([ONE, TWO]))).toEqual(expected)
    expect(networksOf([ONE, TWO])).toEqual(expected)
  })

  test('are found by their repository, in any case of letters', () => {
    expect(networksIn(networksOf([ONE, TWO]), 'Arkham/Networks')).toHaveLength(2)
    expect(networksIn(networksOf([ONE, TWO]), 'arkham/other')).toEqual([])
  })

  test('name their checks only where a repository has several', () => {
    const [one, two] = networksOf([ONE, TWO])
    if (one === undefined || two === undefined) throw new TypeError('two were written')
    expect(checkSuffix([one], one)).toBe('')
    expect(checkSuffix([one, { ...two, repository: 'arkham/other' }], one)).toBe('')
    expect([one, two].map(network => checkSuffix([one, two], network))).toEqual([
      ' (miskatonic)',
      ' (innsmouth)',
    ])
  })
})

test.each([
  ['nothing at all', undefined, /^NETWORKS: /],
  ['text that is no JSON', '{', /^NETWORKS is not JSON$/],
  ['none', [], /^NETWORKS: /],
  ['a name with a slash', [{ ...ONE, network: '../etc' }], /^NETWORKS\[0\]\.network: /],
  [
    'a repository without its owner',
    [{ ...ONE, repository: 'networks' }],
    /^NETWORKS\[0\]\.repository: owner\/name$/,
  ],
  ['a folder that leads out', [{ ...ONE, folder: '../other' }], /^NETWORKS\[0\]\.folder: a path such as/],
  [
    'a folder that another network reads',
    [{ ...ONE, folder: 'topology' }],
    /^NETWORKS\[0\]\.folder: .* are folders inside/,
  ],
  [
    'a prefix that the bucket has already',
    [{ ...ONE, prefix: 'metadata' }],
    /^NETWORKS\[0\]\.prefix: is the name of/,
  ],
  ['a slip in a key', [{ ...ONE, repo: 'x' }], /^NETWORKS\[0\]: .*"repo"/],
  [
    'two of one name',
    [ONE, { ...TWO, network: 'miskatonic' }],
    /^NETWORKS\[1\]: miskatonic and miskatonic have the same name$/,
  ],
  ['two in one folder', [ONE, { ...TWO, folder: '' }], /have the same folder$/],
  [
    'two in one place of the bucket',
    [ONE, { ...TWO, prefix: undefined }],
    /give each but one a prefix of its own$/,
  ],
  ['two with one key', [ONE, { ...TWO, signingKey: 'SIGNING_KEY' }], /name a secret of its own for each$/],
])('%s is refused in words that say where', (_, setting, words) => {
  expect(() => networksOf(setting)).toThrow(
    expect.objectContaining({ code: 'misconfigured', message: expect.stringMatching(words) }),
  )
})

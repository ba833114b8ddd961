import { expect, test } from 'vitest'
import { misfitOfEvent, misfitOfRequest, misfitOfResponse } from './fit.ts'

const checkRuns = 'POST /repos/{owner}/{repo}/check-runs'

test("an answer that lacks what GitHub's has is noticed, and where", () => {
  expect(
    misfitOfResponse('GET /repos/{owner}/{repo}/git/ref/{ref}', 200, { ref: 'refs/heads/main' }),
  ).toMatch(/node_id/)
  expect(misfitOfResponse('GET /user', 418, { message: 'teapot' })).toBeUndefined()
  expect(misfitOfResponse('GET /user', 201, {})).toMatch(/does not answer 201/)
})

test('a request with one annotation too many does not fit', () => {
  const note = { path: 'a', start_line: 1, end_line: 1, annotation_level: 'notice', message: 'm' }
  const run = (count: number) => ({
    name: 'n',
    head_sha: 'x',
    output: { title: 't', summary: 's', annotations: Array.from({ length: count }, () => note) },
  })
  expect(misfitOfRequest(checkRuns, run(50))).toBeUndefined()
  expect(misfitOfRequest(checkRuns, run(51))).toMatch(/50/)
})

test('a webhook with a field that GitHub does not send does not fit', () => {
  expect(misfitOfEvent('ping$event', { surprise: true })).toBeDefined()
})

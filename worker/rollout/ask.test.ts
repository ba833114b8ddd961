import { expect, test } from 'vitest'
import { person } from '../../test/fixtures/person.ts'
import { digest, Story } from '../../test/fixtures/rollout-story.ts'

const authors = (story: Story) => story.rollout.waiting?.candidate.authors

test('who wrote what waits is an author of what takes its place, also of the very same plan', () => {
  const story = new Story(['rlyeh']).release('a')
  story.push(story.candidate('b', {}, { authors: [person('mallory')] }))
  story.push(story.candidate('b', {}, { commit: 'c'.repeat(40), authors: [person('bob')] }))
  expect(authors(story)).toEqual(['mallory', 'bob'].map(person))
  story.push(story.candidate('d', {}, { authors: [person('dana')] }))
  expect(authors(story)).toEqual(['mallory', 'bob', 'dana'].map(person))
})

test('what was released, or taken out of the branch again, makes nobody an author of what comes later', () => {
  const story = new Story(['rlyeh']).release('a')
  story.push(story.candidate('b', {}, { authors: [person('mallory')] }))
  story.push(story.candidate('a'))
  story.push(story.candidate('c', {}, { authors: [person('bob')] }))
  expect(authors(story)).toEqual(['bob'].map(person))
  story.approve('c', 'alice').publish().obey('rlyeh').wait(1)
  expect(story.rollout.current?.candidate.plan).toBe(digest('c'))
  story.push(story.candidate('d', {}, { authors: [person('dana')] }))
  expect(authors(story)).toEqual(['dana'].map(person))
})

import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { ledgerInSqlite } from '../fixtures/ledger-in-sqlite.ts'
import { MemoryLedger } from '../simulation/memory-ledger.ts'
import { ledgerContract } from './ledger.ts'
import { measurementsContract } from './measurements.ts'

const clockAt = (): { now: () => Date; move: (now: number) => void } => {
  let at = 1000
  return {
    now: () => new Date(at),
    move: now => {
      at = now
    },
  }
}

describe('a ledger in SQLite', () => {
  ledgerContract(() => {
    const clock = clockAt()
    const { ledger, reopened } = ledgerInSqlite(clock)
    return { ledger, reopened, move: clock.move }
  })
  measurementsContract(() => ledgerInSqlite(clockAt()).ledger.measurements)
})

/** As it was while people were known by their logins, and the rollout was one row. */
const BEFORE_IDS = `
  CREATE TABLE migrations (number INTEGER PRIMARY KEY); INSERT INTO migrations VALUES (1), (2), (3);
  CREATE TABLE rollout (id INTEGER PRIMARY KEY CHECK (id = 1), body TEXT NOT NULL);
  INSERT INTO rollout VALUES (1, '{"held":{},"shown":{},"origins":{},"round":7,"published":7,"numbered":3}');
  CREATE TABLE jobs (key TEXT PRIMARY KEY, sequence INTEGER NOT NULL, body TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0, due INTEGER NOT NULL, why TEXT NOT NULL DEFAULT '');
  INSERT INTO jobs (key, sequence, body, due) VALUES
    ('press', 1, '{"kind":"approve","plan":"p","login":"alice","commit":"c"}', 0);
  CREATE TABLE approvals (id INTEGER PRIMARY KEY, plan TEXT NOT NULL, by TEXT NOT NULL, at INTEGER NOT NULL,
    pulls TEXT NOT NULL, release INTEGER, void INTEGER NOT NULL DEFAULT 0);
  INSERT INTO approvals VALUES (1, 'p', 'alice', 5, '[1]', NULL, 0);
  CREATE TABLE pulls (number INTEGER PRIMARY KEY, head TEXT NOT NULL, fork INTEGER NOT NULL, open INTEGER NOT NULL,
    plan TEXT, authors TEXT NOT NULL);
  INSERT INTO pulls VALUES (1, 'h', 0, 1, 'p', '["bob"]');`

test('a ledger of the time before ids were kept is read: its people have logins only', () => {
  const database = new DatabaseSync(':memory:')
  database.exec(BEFORE_IDS)
  const { ledger } = ledgerInSqlite(clockAt(), database)
  expect(ledger.rollout()).toMatchObject({ round: 7, numbered: 3 })
  expect(ledger.pulls.get(1)?.authors).toEqual([{ login: 'bob' }])
  expect(ledger.approvals.standing('p')).toEqual([{ plan: 'p', by: { login: 'alice' }, at: 5 }])
  expect(ledger.jobs.next(1000)?.job).toMatchObject({ kind: 'approve', by: { login: 'alice' } })
  ledger.approvals.end('p', { login: 'alice' })
  expect(ledger.approvals.standing('p')).toEqual([])
})

test('what a gateway said is parsed once, however often somebody looks at it', () => {
  const { reports, measurements } = ledgerInSqlite(clockAt()).ledger
  const at = '2026-03-01T12:00:00Z'
  const measured = { since: at, paths: [], losses: [], more: 0 }
  const say = (counter: number): void => {
    const report = {
      cygnet: 1 as const,
      network: 'miskatonic',
      gateway: 'rlyeh',
      counter,
      at,
      outcome: 'unchanged' as const,
      children: [],
      runner: '1',
    }
    const signature = `${'A'.repeat(86)}==`
    reports.put('key', { gateway: 'rlyeh', counter, received: counter, signed: { report, signature } })
    measurements.put('rlyeh', counter, { ...measured, more: counter })
  }
  say(1)
  expect(reports.all()[0]?.signed).toBe(reports.all()[0]?.signed)
  expect(measurements.latest()[0]?.measured).toBe(measurements.latest()[0]?.measured)
  say(2)
  expect(reports.all()[0]?.signed.report.counter).toBe(2)
  expect(measurements.latest()[0]?.measured.more).toBe(2)
})

test('losses of a gateway or a tunnel are found without going through those of all', () => {
  const { ledger, database } = ledgerInSqlite(clockAt())
  const prepare = database.prepare.bind(database)
  const asked: string[] = []
  database.prepare = text => {
    asked.push(text)
    return prepare(text)
  }
  ledger.measurements.losses({ gateway: 'rlyeh' }, 20)
  ledger.measurements.losses({ tunnel: 'star' }, 20)
  const plans = asked.map(text => prepare(`EXPLAIN QUERY PLAN ${text}`).all()[0]?.['detail'])
  expect(plans).toEqual([
    expect.stringMatching(/^SEARCH .*gateway=/),
    expect.stringMatching(/^SEARCH .*tunnel=/),
  ])
})

test('a picture of a mesh of two hundred gateways fits into the rows of a Durable Object', () => {
  const { ledger, reopened, database } = ledgerInSqlite(clockAt())
  const end = (name: string) => ({
    kind: 'gateway' as const,
    name,
    interface: 'wan',
    address: '198.51.100.1',
  })
  const tunnels = Array.from({ length: 19_900 }, (_, index) => ({
    name: `mesh-${index}`,
    group: 'mesh/all',
    ends: [end('rlyeh'), end('ulthar')] as [ReturnType<typeof end>, ReturnType<typeof end>],
  }))
  ledger.pictures.put('p', { gateways: [], tunnels, drawing: '<svg/>' }, 1, [])
  expect(reopened().pictures.get('p')).toEqual({ gateways: [], tunnels, drawing: '<svg/>' })
  const longest = ['pictures', 'picture_pieces']
    .flatMap(table => database.prepare(`SELECT * FROM ${table}`).all())
    .flatMap(row => Object.values(row).map(value => Buffer.byteLength(String(value))))
  expect(Math.max(...longest)).toBeLessThan(2_000_000)
})

test('a job that this version does not know keeps no other from being done', () => {
  const {
    database,
    ledger: { jobs },
  } = ledgerInSqlite(clockAt())
  jobs.ask('later', { kind: 'publish' })
  jobs.ask('re-sign', { kind: 're-sign' })
  database.exec(`UPDATE jobs SET body = '{"kind":"of-tomorrow"}' WHERE key = 'later'`)
  expect(jobs.next(1000)?.key).toBe('re-sign')
})

describe('a ledger in memory', () => {
  ledgerContract(() => {
    const clock = clockAt()
    return { ledger: new MemoryLedger(clock), move: clock.move }
  })
  measurementsContract(() => new MemoryLedger(clockAt()).measurements)
})

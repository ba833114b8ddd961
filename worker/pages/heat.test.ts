import { expect, test } from 'vitest'
import { dayUntil, heatMap, heatTable, weekUntil } from './heat.ts'

const NOW = Date.parse('2026-03-01T12:34:56Z')
const MINUTE = 60_000
const rows = [
  { gateway: 'rlyeh', inside: true },
  { gateway: 'rlyeh', inside: false },
]
const cell = (minutes: number, lost: number, inside = true) => ({
  gateway: 'rlyeh',
  inside,
  at: Math.floor((NOW - minutes * MINUTE) / (5 * MINUTE)) * 5 * MINUTE,
  sent: 100,
  lost,
})

test('a day ends with the hour that is under way, a week with today, and both have whole hours on their axis', async () => {
  const [day, week] = [dayUntil(NOW), weekUntil(NOW)]
  expect(new Date(day.from).toISOString()).toBe('2026-02-28T13:00:00.000Z')
  expect(new Date(week.from).toISOString()).toBe('2026-02-23T00:00:00.000Z')
  expect((await heatMap(day, rows, [])).toString()).toContain('<span>13:00</span><span>16:00</span>')
  expect((await heatMap(week, rows, [])).toString()).toContain('<span>23 Feb</span>')
})

test('what was lost is a cell by itself, what was not is one line, and what was not measured is nothing', async () => {
  const cells = [cell(60, 0), cell(55, 0), cell(50, 3), cell(45, 0), cell(40, 0, false)]
  const map = (await heatMap(dayUntil(NOW), rows, cells)).toString()
  expect(map.match(/class="l0"/g)).toHaveLength(3)
  expect(map).toContain('<rect class="l3"')
  expect(map).toContain('<title>11:40: 3.0 % of 100</title>')
  expect(map).toContain('aria-label="rlyeh, inside: 0.75 % lost"')
})

test('the table says the same in words, the newest first', async () => {
  const text = (
    await heatTable(dayUntil(NOW), rows, [cell(50, 3), cell(10, 100), cell(10, 1, false)])
  ).toString()
  expect(text.indexOf('12:20')).toBeLessThan(text.indexOf('11:40'))
  expect(text).toMatch(/12:20<\/th><td>100 %<\/td><td>1.0 %<\/td>/)
  expect(text).toMatch(/11:40<\/th><td>3.0 %<\/td><td>not measured<\/td>/)
  expect((await heatTable(dayUntil(NOW), rows, [cell(10, 0)])).toString()).toContain('Nothing was lost')
})

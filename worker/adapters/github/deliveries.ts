import type { Octokit } from '@octokit/rest'
import type { Deliveries, FailedDelivery } from '../../ports/forge.ts'
import type { Installation } from './installation.ts'

/** Pages of a hundred deliveries that are read in one look. */
const MAX_PAGES = 5

type Item = Awaited<ReturnType<Octokit['rest']['apps']['listWebhookDeliveries']>>['data'][number]

/** The App's webhooks, of all its installations; asked for by the App itself. */
export const gitHubDeliveries = ({ callAsApp }: Installation): Deliveries => ({
  failedSince: moment =>
    callAsApp('list the deliveries of webhooks', async octokit => failed(await newest(octokit, moment))),
  again: id =>
    callAsApp(`ask for delivery ${id} again`, async octokit => {
      await octokit.rest.apps.redeliverWebhookDelivery({ delivery_id: id })
    }),
})

const newest = async (octokit: Octokit, moment: number): Promise<readonly Item[]> => {
  const items: Item[] = []
  let pages = 0
  const listed = octokit.paginate.iterator(octokit.rest.apps.listWebhookDeliveries, { per_page: 100 })
  for await (const { data } of listed) {
    items.push(...data.filter(item => Date.parse(item.delivered_at) >= moment))
    pages += 1
    if (pages >= MAX_PAGES || data.some(item => Date.parse(item.delivered_at) < moment)) break
  }
  return items
}

/** By what they carry: one try that was answered is enough, and one that is still under way may be. */
const failed = (items: readonly Item[]): readonly FailedDelivery[] => {
  const well = new Set(items.filter(item => !wasLost(item)).map(({ guid }) => guid))
  const seen = new Map<string, FailedDelivery>()
  for (const { guid, id } of items) if (!well.has(guid) && !seen.has(guid)) seen.set(guid, { guid, id })
  return [...seen.values()]
}

/** A refusal of ours would be the same again: only what was not answered, or by a fault, was lost. */
const wasLost = ({ status, status_code }: Item): boolean =>
  status !== 'pending' &&
  (status_code === 0 || status_code === 408 || status_code === 429 || status_code >= 500)

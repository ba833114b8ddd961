const repository = '/repos/{owner}/{repo}'

/** What the forge speaks of GitHub's REST API: the names under which GitHub's description has its schemas. */
export const operations = [
  'GET /app',
  'POST /app/installations/{installation_id}/access_tokens',
  'GET /app/hook/deliveries',
  'GET /app/hook/deliveries/{delivery_id}',
  'POST /app/hook/deliveries/{delivery_id}/attempts',
  'GET /user',
  'GET /user/{account_id}',
  `GET ${repository}`,
  `GET ${repository}/installation`,
  `GET ${repository}/collaborators/{username}/permission`,
  `GET ${repository}/git/trees/{tree_sha}`,
  `GET ${repository}/git/blobs/{file_sha}`,
  `GET ${repository}/git/ref/{ref}`,
  `POST ${repository}/git/refs`,
  `GET ${repository}/contents/{path}`,
  `PUT ${repository}/contents/{path}`,
  `GET ${repository}/commits/{ref}`,
  `GET ${repository}/commits/{ref}/check-runs`,
  `GET ${repository}/commits/{commit_sha}/pulls`,
  `POST ${repository}/check-runs`,
  `GET ${repository}/check-runs/{check_run_id}`,
  `PATCH ${repository}/check-runs/{check_run_id}`,
  `GET ${repository}/check-runs/{check_run_id}/annotations`,
  `GET ${repository}/pulls`,
  `POST ${repository}/pulls`,
  `GET ${repository}/pulls/{pull_number}`,
  `PUT ${repository}/pulls/{pull_number}/merge`,
  `GET ${repository}/issues/{issue_number}/comments`,
  `POST ${repository}/issues/{issue_number}/comments`,
  `GET ${repository}/deployments`,
  `POST ${repository}/deployments`,
  `GET ${repository}/deployments/{deployment_id}/statuses`,
  `POST ${repository}/deployments/{deployment_id}/statuses`,
] as const

export type OperationName = (typeof operations)[number]

/** The webhooks that the forge sends, as `@octokit/webhooks-schemas` calls their schemas. */
export const events = [
  'ping$event',
  'push$event',
  'pull_request$opened',
  'pull_request$synchronize',
  'pull_request$closed',
  'check_run$created',
  'check_run$completed',
  'check_run$rerequested',
  'check_run$requested_action',
] as const

export type EventName = (typeof events)[number]

import { spawn } from 'node:child_process'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Git, gitEnvironment } from './git.ts'

export interface BackendCall {
  /** Path after the repository's name, such as `/info/refs`. */
  readonly pathInfo: string
  readonly request: Request
  readonly login: string
  readonly env: Readonly<Record<string, string>>
}

/**
 * Runs `git http-backend`, Git's own smart HTTP server, as a CGI program (RFC 3875). Resolves when its headers are
 * there; the body follows as it comes. `ended` resolves when the program has.
 */
export const callBackend = async (
  git: Git,
  call: BackendCall,
): Promise<{ response: Response; ended: Promise<void> }> => {
  const child = spawn('git', ['http-backend'], {
    env: cgiEnvironment(git, call),
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', () => resolve())
  })
  const { body } = call.request
  if (body === null) child.stdin.end()
  // It stops reading as soon as it refuses; what it says then is the answer.
  else pipeline(Readable.fromWeb(body), child.stdin).catch(() => {})
  return { response: await readCgi(child.stdout), ended }
}

const cgiEnvironment = (git: Git, { pathInfo, request, login, env }: BackendCall): Record<string, string> => {
  const header = (name: string): string => request.headers.get(name) ?? ''
  return {
    ...gitEnvironment(),
    ...env,
    GIT_PROJECT_ROOT: path.dirname(git.folder),
    GIT_HTTP_EXPORT_ALL: '1',
    PATH_INFO: `/${path.basename(git.folder)}${pathInfo}`,
    REQUEST_METHOD: request.method,
    QUERY_STRING: new URL(request.url).search.slice(1),
    CONTENT_TYPE: header('content-type'),
    CONTENT_LENGTH: header('content-length'),
    HTTP_CONTENT_ENCODING: header('content-encoding'),
    GIT_PROTOCOL: header('git-protocol'),
    REMOTE_USER: login,
    REMOTE_ADDR: '127.0.0.1',
    GIT_COMMITTER_NAME: login,
    GIT_COMMITTER_EMAIL: `${login}@users.forge.invalid`,
  }
}

const readCgi = async (output: Readable): Promise<Response> => {
  const reader = Readable.toWeb(output).getReader()
  let head = Buffer.alloc(0)
  let end = -1
  while (end < 0) {
    const { value, done } = await reader.read()
    if (done) throw new Error('git http-backend ended without an answer')
    head = Buffer.concat([head, value])
    end = head.indexOf('\r\n\r\n')
    if (head.length > 65_536 && end < 0) throw new Error('git http-backend sent endless headers')
  }
  const { status, headers } = parseHead(head.subarray(0, end).toString('latin1'))
  const body = new ReadableStream<Uint8Array>({
    start: controller => controller.enqueue(head.subarray(end + 4)),
    pull: async controller => {
      const { value, done } = await reader.read()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    cancel: reason => reader.cancel(reason),
  })
  return new Response(body, { status, headers })
}

const parseHead = (text: string): { status: number; headers: Headers } => {
  const headers = new Headers()
  let status = 200
  for (const line of text.split('\r\n')) {
    const at = line.indexOf(':')
    const [name, value] = [line.slice(0, at), line.slice(at + 1).trim()]
    if (name.toLowerCase() === 'status') status = Number.parseInt(value, 10)
    else headers.append(name, value)
  }
  return { status, headers }
}

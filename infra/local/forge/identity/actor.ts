import { botLogin } from '../bodies/user.ts'
import type { Context } from '../context.ts'
import type { Caller } from './caller.ts'

/** The login in whose name a call acts: the person's, or the App's bot. */
export const actorOf = (context: Context, caller: Caller): string =>
  caller.kind === 'user' ? caller.user.login : botLogin(context)

import type { CsrWish } from './core/keys/csr-wish.ts'
import { readCsr } from './read-csr.ts'
import { isOperators, type OperatorCommand, readOperator } from './read-operator.ts'

/** What the person, the unit or the timer asked for. */
export type Command =
  | { readonly name: 'help' }
  | { readonly name: 'version' }
  | { readonly name: 'wrong'; readonly why: string }
  /** `hurry`: without waiting for the window. */
  | { readonly name: 'once'; readonly hurry?: true }
  | { readonly name: 'run' | 'boot' | 'revert' }
  | OperatorCommand
  | { readonly name: 'status' | 'doctor'; readonly format: 'text' | 'json' }
  | { readonly name: 'csr'; readonly wish: CsrWish }
  | { readonly name: 'tuf'; readonly args: readonly string[] }
  /** `-` stands for standard input. */
  | { readonly name: 'enroll'; readonly from: 'argument' | 'file'; readonly value: string }

/** Reads the arguments after the program's name; never throws. */
export const readCommand = (args: readonly string[]): Command => {
  const [name, ...rest] = args
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') return { name: 'help' }
  if (name === 'tuf') return { name, args: rest }
  if (rest.includes('--help')) return { name: 'help' }
  if (name === '--version') return { name: 'version' }
  if (name === 'once' && rest.length === 1 && rest[0] === '--now') return { name, hurry: true }
  if (isOperators(name)) {
    const said = readOperator(name, rest)
    return typeof said === 'string' ? { name: 'wrong', why: said } : said
  }
  if (name === 'once' || name === 'run' || name === 'boot')
    return rest.length === 0
      ? { name }
      : { name: 'wrong', why: `${name} takes no arguments${name === 'once' ? ' but --now' : ''}` }
  if (name === 'revert')
    return rest.length === 1 && rest[0] === '--armed'
      ? { name }
      : { name: 'wrong', why: 'revert wants --armed' }
  if (name === 'status' || name === 'doctor') return readFormat(name, rest)
  if (name === 'enroll') return readEnroll(rest)
  if (name === 'csr') {
    const wish = readCsr(rest)
    return typeof wish === 'string' ? { name: 'wrong', why: wish } : { name, wish }
  }
  return { name: 'wrong', why: `there is no command ${name}` }
}

const readFormat = (name: 'status' | 'doctor', rest: readonly string[]): Command => {
  if (rest.length === 0) return { name, format: 'text' }
  const [option, format] = rest
  return option === '--format' && (format === 'json' || format === 'text') && rest.length === 2
    ? { name, format }
    : { name: 'wrong', why: `${name} takes --format text or --format json` }
}

const readEnroll = (rest: readonly string[]): Command => {
  const [first, second] = rest
  if (first === '--token-file' && second !== undefined && rest.length === 2)
    return { name: 'enroll', from: 'file', value: second }
  if (first !== undefined && !first.startsWith('--') && rest.length === 1)
    return first === '-'
      ? { name: 'enroll', from: 'file', value: '-' }
      : { name: 'enroll', from: 'argument', value: first }
  return {
    name: 'wrong',
    why: 'enroll wants one token: - for standard input, --token-file FILE, or the token',
  }
}

export const HELP = `cygnet-runner keeps this gateway as its network's topology says: it fetches what was released
for it, proves that it is genuine, applies it without being able to cut itself off, and reports.

  cygnet-runner enroll -                  join a network; the token is read from standard input
  cygnet-runner enroll --token-file FILE  the same from a file
  cygnet-runner enroll TOKEN              the same, but other users can see the token while it runs
  cygnet-runner once [--now]              one turn: poll, apply what is new, report; --now does not wait for the window
  cygnet-runner run                       turns for ever, as the service does
  cygnet-runner status [--format json]    what is in force, what waits, what failed, what is kept, which tunnels are up
  cygnet-runner pause [--reason TEXT]     apply nothing new until resume; a change under way is still finished or taken back
  cygnet-runner resume                    apply what is released again
  cygnet-runner rollback [RELEASE|DIGEST] go back to what was in force before, or to what status lists as kept, and stay
                                          there until something newer is released
  cygnet-runner repair                    put back what was changed by hand, as doctor shows it, whatever the topology says of drift
  cygnet-runner doctor [--format json]    what is managed, what is up, what drifted, and what on this host will hurt,
                                          each with the command that mends it; changes nothing, exit 1 when something is wrong
  cygnet-runner csr --id NAME [--address ADDRESS…] [--rsa 3072|4096 | --ecdsa]
                                          make a private key that stays here; prints the request for its certificate
  cygnet-runner tuf init|refresh|download the same client for any TUF repository, as its conformance suite calls it
  cygnet-runner boot                      before the network starts: finish what a crash left, restore the firewall
  cygnet-runner revert --armed            take the way back of a change that was not decided (the timer calls it)

exit codes: 0 fine, 1 it did not work, 2 wrong usage
files: /etc/cygnet/runner.json (where to poll), /var/lib/cygnet (keys, what is trusted, what is in force)
first steps: cygnet-runner enroll - && systemctl start cygnet-runner, then cygnet-runner status
`

import type { Problem } from '../../../schema/problem.ts'
import { beside, type HostFile, type HostFiles } from '../source/host-files.ts'
import { MAX_INCLUDES } from '../source/limits.ts'
import { remark, type Word } from '../word.ts'

/** The reading of one syntax: where its files come from, which of them are open, and what was noticed. */
export interface Reading {
  readonly files: HostFiles
  readonly problems: Problem[]
  /** Paths of the files that include one another down to here. */
  readonly open: readonly string[]
}

/** Reads each file that an include names, in order; what cannot be read is a problem at the include. */
export const included = (
  reading: Reading,
  from: HostFile,
  pattern: Word,
  read: (file: HostFile, reading: Reading) => void,
): void => {
  if (reading.open.length > MAX_INCLUDES)
    return void reading.problems.push(refusal(pattern, 'files include one another too deeply'))
  const paths = reading.files.matching(beside(from.path, pattern.text))
  if (paths.length === 0 && !/[*?[]/.test(pattern.text))
    reading.problems.push(
      refusal(pattern, 'there is no such file here, though the configuration goes on in it'),
    )
  for (const path of paths) {
    const opened = reading.files.open(path)
    if (reading.open.includes(path)) reading.problems.push(refusal(pattern, 'it includes itself'))
    else if (opened.kind === 'refused')
      reading.problems.push(refusal(pattern, `${path} is not read: ${opened.why}`))
    else if (opened.kind === 'file') read(opened.file, { ...reading, open: [...reading.open, path] })
  }
}

const refusal = (pattern: Word, why: string) =>
  remark('include-unread', 'warning', pattern.place, {
    message: `what this include names is missing from the topology: ${why}`,
    hint: 'copy the file from the host into the folder that is imported, below the same path',
    value: pattern.text,
  })

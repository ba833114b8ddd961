/** The first line of every file: whoever opens it on the gateway learns that the next rollout overwrites it. */
export const HEADER =
  '# Written by cygnet from the topology in Git. Changes made here are drift and will be overwritten.\n'

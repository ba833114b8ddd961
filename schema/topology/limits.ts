/** All files together, in UTF-16 units; more is refused before it is parsed. A gateway takes about 700. */
export const MAX_TEXT_LENGTH = 512 * 1024

/** A topology nests eight levels deep. YAML's composer is recursive, so this bound stands before it. */
export const MAX_DEPTH = 32

/** As many problems as anybody reads; whoever corrects them sees the next ones. */
export const MAX_PROBLEMS = 500

/** Certificates and sealed secrets together, in UTF-16 units. A user takes about 400, a key 7,000. */
export const MAX_ATTACHMENTS_LENGTH = 8 * 1024 * 1024

/** All files together, in UTF-16 units; more is refused before it is parsed. A gateway takes about 700. */
export const MAX_TEXT_LENGTH = 512 * 1024

/**
 * Words, separators and line breaks of all files together, as YAML's lexer counts them: what reading costs in time and memory
 * follows from them, not from the length. A gateway takes 100 to 250.
 */
export const MAX_LEXEMES = 120_000

/** A mesh of 300 gateways has 44,850; its bundles are 150 MB. */
export const MAX_TUNNELS = 50_000

/** Pairs of networks over all tunnels: each is a CHILD SA on both ends. */
export const MAX_CHILD_SAS = 200_000

/** Keys of one map; a network has fewer gateways. */
export const MAX_KEYS = 4096

/** A topology nests eight levels deep. YAML's composer is recursive, so this bound stands before it. */
export const MAX_DEPTH = 32

/** As many problems as anybody reads; whoever corrects them sees the next ones. */
export const MAX_PROBLEMS = 500

/** Certificates and sealed secrets together, in UTF-16 units. A user takes about 400, a key 7,000. */
export const MAX_ATTACHMENTS_LENGTH = 8 * 1024 * 1024

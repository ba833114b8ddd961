/** A host's configuration is some kilobytes; a file or a heap of files beyond this is something else. */
export const MAX_FILE_BYTES = 1024 * 1024
export const MAX_FILES = 256
export const MAX_TOTAL_BYTES = 8 * 1024 * 1024

/** Subnets of one host that are compared with each other. */
export const MAX_SELECTORS = 400

/** A netplan file, in UTF-16 units: YAML takes its time. */
export const MAX_NETPLAN = 128 * 1024

/** Files that include files that include files: strongSwan stops at 10 too. */
export const MAX_INCLUDES = 10

/** Sections of one syntax together, inherited settings together: what a generator of tunnels for a thousand peers writes. */
export const MAX_SECTIONS = 1000
export const MAX_SETTINGS = 50_000

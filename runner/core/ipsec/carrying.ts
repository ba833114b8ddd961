/** States of a CHILD SA in which it carries packets; a rekey keeps the old one until the new one is there. */
export const CARRYING: ReadonlySet<string> = new Set(['INSTALLED', 'REKEYING', 'REKEYED', 'UPDATING'])

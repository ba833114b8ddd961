/** How many generated networks each real program is shown: few in CI, thousands with SOAK=2000 in the environment. */
export const RUNS = Number(process.env['SOAK'] ?? '25')

/** Milliseconds: half a second for each network, and some for the start. */
export const TIMEOUT = 60_000 + RUNS * 3_000

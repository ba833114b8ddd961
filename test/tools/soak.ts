/** How many generated networks each real program is shown: few in CI, thousands with SOAK=2000 in the environment. */
export const RUNS = Number(process.env['SOAK'] ?? '25')

/** Milliseconds: three seconds for each network, thrice that on a busy machine, and some for the start. */
export const TIMEOUT = 60_000 + RUNS * 10_000

/**
 * The picture and the maps on a page. Lines and waves lose the colours that they have on paper: here a colour says how it is with something,
 * and nothing else.
 */
export const LIVE_STYLE = `
.canvas { margin: 0 -1rem; padding: 0 1rem; } .canvas .cygnet { display: block; margin: 0 auto; max-width: 100%; height: auto; min-width: min(100%, 44rem); }
.cygnet a { text-decoration: none; } .cygnet a:focus { outline: none; } .cygnet a:focus-visible .face { stroke: var(--accent); stroke-width: 3; }
.cygnet .card rect.face { fill: var(--sunk); stroke: var(--line); } .cygnet .name { fill: var(--text); } .cygnet .fact, .cygnet .addr { fill: var(--faint); }
.cygnet .line, .cygnet .edge .line { stroke: var(--faint); stroke-opacity: .55; } .cygnet .dot, .cygnet .edge .dot { fill: var(--faint); } .cygnet .rule { stroke: var(--line); }
.cygnet .tint { fill: var(--line) !important; } .cygnet .badge text { fill: var(--text); }
.cygnet .pill rect { fill: var(--card); stroke: var(--line); } .cygnet .pill text { fill: var(--faint); }
.cygnet .is { display: none; }
.cygnet .is.sick ~ rect.face, .cygnet .is.hand ~ rect.face, .cygnet .is.busy ~ rect.face { stroke: var(--tone); stroke-width: 1.6; }
.cygnet .is.sick ~ * { --tone: var(--sick); } .cygnet .is.hand ~ * { --tone: var(--hand); } .cygnet .is.busy ~ * { --tone: var(--busy); }
.cygnet .edge .is.sick ~ .line, .cygnet .edge .is.hand ~ .line, .cygnet .edge .is.busy ~ .line { stroke: var(--tone); stroke-opacity: 1; stroke-width: 2.6; }
.cygnet .edge .is.sick ~ .line { stroke-dasharray: 9 5; } .cygnet .edge .is.wait ~ .line { stroke-dasharray: 2 4; }
.heat { display: grid; gap: .35rem; } .heat .row, .heat .axis { display: grid; grid-template-columns: 10rem minmax(0, 1fr) 6.5rem; gap: .75rem; align-items: end; }
.heat svg { width: 100%; height: 26px; background: var(--sunk); border-radius: 3px; display: block; } .heat .of span, .heat .sum { color: var(--faint); } .heat .sum { font-size: .87rem; white-space: nowrap; }
.heat .of { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font-size: .87rem; } .heat .row:nth-child(2n + 1):not(:first-child) { margin-top: .4rem; }
.ticks { display: flex; min-width: 0; color: var(--faint); font-size: .78rem; } .ticks span { flex: 1 1 0; min-width: 0; border-left: 1px solid var(--line); padding-left: .25rem; white-space: nowrap; overflow: hidden; }
.l0 { fill: var(--l0); } .l1 { fill: var(--l1); } .l2 { fill: var(--l2); } .l3 { fill: var(--l3); } .l4 { fill: var(--l4); } .l5 { fill: var(--l5); }
.level { display: inline-flex; gap: .35rem; align-items: center; color: var(--faint); }
details { margin-top: .6rem; } summary { color: var(--accent); cursor: pointer; width: fit-content; }
@media (max-width: 40rem) { .heat .row { grid-template-columns: minmax(0, 1fr) auto; gap: .1rem .5rem; } .heat .row svg { grid-column: 1 / -1; grid-row: 2; } .heat .axis { grid-template-columns: minmax(0, 1fr); } .heat .axis > span { display: none; } .canvas .cygnet { min-width: 40rem; } .canvas .cygnet.large { min-width: 75rem; } }
`

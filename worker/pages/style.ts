import { styleOf } from '../picture/svg/style.ts'
import { LIVE_STYLE } from './live-style.ts'

/** Surfaces, text, and the five tones; every pair of text and surface has a contrast of 4.5 or more. */
const COLOURS = `
:root { color-scheme: light dark; --page: #f5f6f8; --card: #fff; --sunk: #f0f2f5; --text: #17202b; --faint: #566270; --line: #dce1e8;
  --accent: #0a5f86; --well: #1c7048; --busy: #0a5f86; --sick: #b3261e; --wait: #566270; --hand: #875500; --cut: #fff;
  --l0: #b9d6c6; --l1: #e2c16b; --l2: #dfa53a; --l3: #d97f1f; --l4: #cc4a1b; --l5: #a3160f; }
@media (prefers-color-scheme: dark) { :root { --page: #0f1419; --card: #171d24; --sunk: #1e262f; --text: #e8edf2; --faint: #9aa7b5; --line: #2b343e;
  --accent: #62b8e2; --well: #57bd8f; --busy: #62b8e2; --sick: #ff8d83; --wait: #9aa7b5; --hand: #e3b355; --cut: #10151b;
  --l0: #2c4a3c; --l1: #7d6526; --l2: #a87a24; --l3: #cf8129; --l4: #e6683a; --l5: #ff8d83; } }
.well { --tone: var(--well); } .busy { --tone: var(--busy); } .sick { --tone: var(--sick); } .wait { --tone: var(--wait); } .hand { --tone: var(--hand); }
`

const FRAME = `
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 4rem; }
body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif; font-variant-numeric: tabular-nums; }
a { color: var(--accent); text-decoration: none; } a:hover, p a { text-decoration: underline; text-decoration-thickness: 1px; text-underline-offset: .15em; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
main:focus { outline: none; }
.skip { position: absolute; left: -100vw; top: .5rem; z-index: 3; background: var(--card); padding: .4rem .8rem; } .skip:focus { left: .5rem; }
.marks { position: absolute; }
.top { position: sticky; top: 0; z-index: 2; background: var(--card); border-bottom: 1px solid var(--line); }
.bar, main { max-width: 90rem; margin: 0 auto; padding: 0 1.25rem; }
.bar { display: flex; flex-wrap: wrap; align-items: center; gap: 0 1.5rem; min-height: 3rem; }
.brand a { color: var(--text); } .brand strong { font-weight: 650; }
nav { display: flex; gap: .25rem; overflow-x: auto; scrollbar-width: none; margin: 0 -.5rem; }
nav a { color: var(--faint); padding: .75rem .5rem calc(.75rem - 2px); border-bottom: 2px solid transparent; white-space: nowrap; }
nav a:focus-visible { outline-offset: -3px; }
nav a[aria-current] { color: var(--text); border-color: var(--accent); }
.who { margin-left: auto; display: flex; gap: .9rem; align-items: center; color: var(--faint); font-size: .87rem; }
.pulse { color: var(--faint); } .pulse:not(:empty)::before { content: ''; display: inline-block; width: .5em; height: .5em; border-radius: 50%; background: var(--well); margin-right: .45em; }
.pulse.lost { color: var(--sick); } .pulse.lost::before { background: none !important; border: 2px solid var(--sick); border-radius: 0 !important; }
main { padding-top: 1.25rem; padding-bottom: 4rem; }
h1 { font-size: 1.6rem; line-height: 1.25; letter-spacing: -.015em; font-weight: 650; margin: 0; display: flex; flex-wrap: wrap; gap: .15rem .75rem; align-items: baseline; }
h1 .state { font-size: 1rem; }
h2 { font-size: .95rem; font-weight: 650; margin: 0; }
p { margin: .25rem 0; }
code, pre { font: .86em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; overflow-wrap: anywhere; }
.faint { color: var(--faint); } .lead { color: var(--faint); } .lead strong { color: var(--text); }
.head { margin-bottom: 1rem; }
`

const PARTS = `
.part, .wave { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: .85rem 1rem; margin: 0 0 1rem; min-width: 0; }
.title { display: flex; flex-wrap: wrap; gap: .15rem 1rem; align-items: baseline; justify-content: space-between; margin-bottom: .5rem; }
.beside { display: grid; gap: 0 1rem; grid-template-columns: repeat(auto-fit, minmax(min(19rem, 100%), 1fr)); align-items: start; }
.state { display: inline-flex; gap: .4em; align-items: baseline; color: var(--tone); font-weight: 600; }
.state .mark { flex: none; width: 1.05em; height: 1.05em; position: relative; top: .15em; }
.mark { color: var(--tone); } .notice .mark { vertical-align: -.15em; }
.mark-cut, .mark-hole { fill: none; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; } .mark-cut { stroke: var(--cut); } .mark-hole { stroke: currentColor; fill: var(--card); }
.key { display: flex; flex-wrap: wrap; gap: .1rem 1rem; margin: 0; font-size: .82rem; } .key .state { font-weight: 400; } .key .word { color: var(--faint); }
.empty { color: var(--faint); margin: .25rem 0; max-width: 44rem; }
.list, .losses, .children, .waves, .gateways { list-style: none; margin: 0; padding: 0; }
.list li { display: flex; flex-wrap: wrap; gap: 0 .9rem; justify-content: space-between; padding: .3rem 0; border-top: 1px solid var(--line); } .list li:first-child { border: 0; }
.wide { display: grid; gap: 0 2rem; grid-template-columns: repeat(auto-fill, minmax(min(22rem, 100%), 1fr)); } .wide li { border: 0; justify-content: flex-start; } .wide a { min-width: 11rem; }
.losses li { padding: .5rem 0; border-top: 1px solid var(--line); } .losses li:first-child { border: 0; padding-top: 0; } .losses p { overflow-wrap: anywhere; }
.losses .what { display: flex; gap: 0 .75rem; flex-wrap: wrap; } .cause { font-weight: 600; } .losses .faint { font-size: .87rem; }
.children { display: grid; gap: .25rem .75rem; margin-top: .6rem; } .children li { display: flex; gap: .75rem; justify-content: space-between; flex-wrap: wrap; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: .6rem 1.25rem; margin: 0; }
.figures dt { color: var(--faint); font-size: .82rem; } .figures dd { margin: 0; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .4rem .9rem .4rem 0; vertical-align: top; border-top: 1px solid var(--line); }
thead th { color: var(--faint); font-weight: 400; font-size: .82rem; border: 0; white-space: nowrap; } tbody th { font-weight: 600; white-space: nowrap; }
.number, .when, .kind, time { white-space: nowrap; } td .state { white-space: nowrap; } .detail { min-width: 18rem; } .detail span + span { margin-left: .9rem; } .detail i { font-style: normal; color: var(--faint); }
.said { overflow-wrap: anywhere; } .further { margin-top: .75rem; }
.drift + .drift { margin-top: .75rem; } .drift pre { background: var(--sunk); border-radius: 6px; padding: .5rem .75rem; margin: .25rem 0 0; overflow-x: auto; white-space: pre; }
.drift ins { color: var(--well); text-decoration: none; } .drift del { color: var(--sick); text-decoration: none; }
.waves { display: grid; gap: 0; } .wave { border-left: 4px solid var(--tone); } .wave .title { justify-content: flex-start; margin-bottom: 0; }
.gateways { display: grid; gap: .5rem; margin-top: .75rem; grid-template-columns: repeat(auto-fill, minmax(min(15rem, 100%), 1fr)); }
.gateway { background: var(--sunk); border-radius: 6px; padding: .5rem .7rem; overflow-wrap: anywhere; } .gateway strong { display: block; } .gateway .state { font-weight: 500; }
.notice { border: 1px solid var(--line); border-left: 4px solid var(--tone); border-radius: 8px; background: var(--card); padding: .7rem 1rem; margin: 0 0 1rem; overflow-wrap: anywhere; }
progress { appearance: none; display: block; width: 100%; height: .35rem; margin-top: .6rem; border: 0; border-radius: 9px; background: var(--line); overflow: hidden; }
progress::-webkit-progress-bar { background: var(--line); } progress::-webkit-progress-value { background: var(--busy); } progress::-moz-progress-bar { background: var(--busy); }
.door { max-width: 30rem; margin: 12vh auto 0; } .button { display: inline-block; background: var(--accent); color: var(--cut); border-radius: 6px; padding: .55rem 1.1rem; font-weight: 600; margin-top: .75rem; } p .button { text-decoration: none; }
@media (max-width: 40rem) { body { font-size: 16px; } .bar, main { padding-left: .9rem; padding-right: .9rem; } nav { order: 3; width: 100%; } .bar { padding-top: .45rem; } .figures { grid-template-columns: repeat(auto-fit, minmax(8rem, 1fr)); } }
@media (prefers-reduced-motion: no-preference) { .sick > .mark { transition: opacity .2s; } }
@media print { .top { position: static; } nav, .who { display: none; } }
`

/** One style sheet for every page: by day, by night, on a phone, without a byte from elsewhere. */
export const STYLE = `${COLOURS}${FRAME}${PARTS}${styleOf([])}${LIVE_STYLE}`

/** One style sheet for every page: by day, by night, on a phone, without a byte from elsewhere. */
export const STYLE = `
:root { color-scheme: light dark; --page: #f7f8fa; --card: #fff; --text: #17202b; --faint: #5b6876; --line: #d8dee6;
  --well: #1f7a4d; --busy: #0b6e99; --sick: #b3261e; --wait: #5b6876; --hand: #8a5a00; }
@media (prefers-color-scheme: dark) { :root { --page: #11161c; --card: #1b222b; --text: #eef2f6; --faint: #9aa7b5; --line: #3a4552;
  --well: #4bb388; --busy: #3fa7d6; --sick: #ff8a80; --wait: #9aa7b5; --hand: #e0b050; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text);
  font: 15px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif; }
header, main { max-width: 70rem; margin: 0 auto; padding: 1rem; }
header { color: var(--faint); }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; }
h2 { font-size: 1rem; margin: 0; }
p { margin: .25rem 0; }
code { font: .85em ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace; overflow-wrap: anywhere; }
.faint { color: var(--faint); }
.waves { list-style: none; margin: 1rem 0; padding: 0; display: grid; gap: 1rem; }
.wave { background: var(--card); border: 1px solid var(--line); border-left: .35rem solid var(--wait); border-radius: .5rem; padding: .75rem 1rem; }
.wave > .title { display: flex; flex-wrap: wrap; gap: .25rem 1rem; align-items: baseline; }
.gateways { list-style: none; margin: .75rem 0 0; padding: 0; display: grid; gap: .5rem;
  grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); }
.gateway { border: 1px solid var(--line); border-radius: .4rem; padding: .5rem .6rem; overflow-wrap: anywhere; }
.gateway strong { display: block; }
.well { border-left-color: var(--well); } .busy { border-left-color: var(--busy); } .sick { border-left-color: var(--sick); }
.hand { border-left-color: var(--hand); }
.well .word { color: var(--well); } .busy .word { color: var(--busy); } .sick .word { color: var(--sick); } .hand .word { color: var(--hand); }
.word { font-weight: 600; }
.notice { border: 1px solid var(--line); border-left: .35rem solid var(--sick); border-radius: .5rem; background: var(--card);
  padding: .75rem 1rem; margin: 1rem 0; }
.notice.hand { border-left-color: var(--hand); }
progress { width: 100%; height: .5rem; accent-color: var(--busy); }
`

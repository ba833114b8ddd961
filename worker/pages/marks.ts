/**
 * The sign of each tone, 18 pixels wide, drawn once on every page and used wherever the tone is: by its shape it says without colour what
 * the colour says. Colours come from the style, by `currentColor`.
 */
export const MARKS = `<svg class="marks" width="0" height="0" aria-hidden="true" focusable="false">
<symbol id="mark-well" viewBox="0 0 18 18"><circle cx="9" cy="9" r="8" fill="currentColor"/><path class="mark-cut" d="M5 9.3l2.8 2.8L13 6.4"/></symbol>
<symbol id="mark-busy" viewBox="0 0 18 18"><circle class="mark-hole" cx="9" cy="9" r="7"/><path d="M9 2a7 7 0 0 1 0 14z" fill="currentColor"/></symbol>
<symbol id="mark-hand" viewBox="0 0 18 18"><path d="M9 1.2l8.2 15H.8z" fill="currentColor" stroke="currentColor" stroke-linejoin="round"/><path class="mark-cut" d="M9 6.8v4.4M9 13.6v.2"/></symbol>
<symbol id="mark-sick" viewBox="0 0 18 18"><path d="M9 .8L17.2 9 9 17.2.8 9z" fill="currentColor" stroke="currentColor" stroke-linejoin="round"/><path class="mark-cut" d="M6.4 6.4l5.2 5.2M11.6 6.4l-5.2 5.2"/></symbol>
<symbol id="mark-wait" viewBox="0 0 18 18"><circle class="mark-hole" cx="9" cy="9" r="7" stroke-dasharray="3.2 2.3"/></symbol>
</svg>`

/** A reader with a keypad, and the card going in. It takes the page's inks. */
const keys = Array.from({ length: 12 }, (_, index) => {
  const x = 62 + (index % 3) * 27;
  const y = 96 + Math.floor(index / 3) * 20;
  return `<rect class="d-key" x="${x}" y="${y}" width="21" height="14" rx="3.5"/>`;
}).join('');

export const readerDrawing = `<svg class="reader" viewBox="0 0 200 240" aria-hidden="true" focusable="false">
<g class="d-card"><rect class="d-plastic" x="52" y="150" width="96" height="86" rx="8"/>
<rect class="d-gold" x="64" y="196" width="22" height="17" rx="3.5"/>
<path class="d-trace" d="M64 204.500h22M75 196v17"/></g>
<rect class="d-body" x="40" y="14" width="120" height="176" rx="16"/>
<rect class="d-screen" x="54" y="30" width="92" height="50" rx="5"/>
<g class="d-glow"><circle cx="76" cy="62" r="4"/><circle cx="92" cy="62" r="4"/><circle cx="108" cy="62" r="4"/><circle class="d-wait" cx="124" cy="62" r="4"/>
<rect x="64" y="41" width="44" height="5" rx="2.500"/></g>
${keys}
<path class="d-slot" d="M48 184h104"/>
</svg>`;

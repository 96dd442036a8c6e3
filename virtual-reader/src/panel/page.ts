/** The front panel's page. All that moves is filled in by client/panel.js from the live events. */
import { html, raw } from 'hono/html';
import { type PanelLanguage, type PanelTexts, panelTexts } from './panel-texts.ts';

export interface PanelPageOptions {
  readonly language: PanelLanguage;
  /** Where a card's PIN is to be had; the reader does not know it. */
  readonly pinHint: string;
  readonly readerName: string;
}

/** Rows as on the pad: digits at the left, cancel, clear and confirm at the right. */
const keys = ['1', '2', '3', 'cancel', '4', '5', '6', 'clear', '7', '8', '9', 'ok', '0'] as const;

export function panelPage({ language, pinHint, readerName }: PanelPageOptions) {
  const say = panelTexts[language];
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${say.title} · ${readerName}</title>
<link rel="stylesheet" href="/panel.css">
<script type="application/json" id="texts">${raw(JSON.stringify(say).replaceAll('<', '\\u003c'))}</script>
<script type="module" src="/panel.js"></script>
</head>
<body>
<header class="top">
<h1>${say.title}</h1>
<p>${say.intro}</p>
</header>
<main>
<section class="bench" aria-labelledby="reader-heading">
<h2 id="reader-heading" class="hidden">${say.reader}</h2>
<div class="reader">
<div class="slot" id="slot"><div class="card in-slot" id="slot-card" aria-hidden="true" hidden></div></div>
<div class="body">
<div class="lip" aria-hidden="true"></div>
<p class="brand" aria-hidden="true">eComm</p>
<div class="display" id="display" aria-hidden="true"><span id="line1"></span><span id="line2"></span></div>
<p class="hidden" role="status" aria-live="polite" aria-atomic="true" id="announcement"></p>
<div class="keypad" role="group" aria-label="${say.keypad}">${keys.map((key) => keyButton(key, say))}</div>
</div>
</div>
<button type="button" class="take-out" id="take-out" hidden>${say.takeOut}</button>
<p class="help">${say.keyboardHelp}</p>
</section>
<section class="drawer" aria-labelledby="drawer-heading">
<h2 id="drawer-heading">${say.drawer}</h2>
<p class="pin-hint">${pinHint}</p>
<p class="trouble" id="trouble" role="alert"></p>
<p class="empty" id="drawer-empty" hidden>${say.drawerEmpty}</p>
<ul class="cards" id="cards"></ul>
</section>
</main>
</body>
</html>`;
}

function keyButton(key: (typeof keys)[number], say: PanelTexts) {
  const named = { ok: [say.keyOk, 'OK'], clear: [say.keyClear, 'C'], cancel: [say.keyCancel, 'X'] } as const;
  const [label, face] = key in named ? named[key as keyof typeof named] : [key, key];
  return html`<button type="button" class="key key-${key}" data-key="${key}" aria-label="${label}">${face}</button>`;
}

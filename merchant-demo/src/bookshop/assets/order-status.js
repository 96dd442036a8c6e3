/** Asks how an order's payment stands while it is being settled, and shows the page anew when that changed. */
const path = document.querySelector('[data-state-path]')?.getAttribute('data-state-path');
const everyMs = 2000;
/** Half an hour: who leaves the page open longer can load it again. */
const mostAnswers = 900;

let first;

async function ask(count) {
  try {
    const answer = await fetch(path, { headers: { accept: 'application/json' }, cache: 'no-store' });
    if (answer.ok) {
      const { state } = await answer.json();
      first ??= state;
      if (state !== first) return location.reload();
    }
  } catch {
    // The net is away for a moment; the next question will tell.
  }
  if (count < mostAnswers) setTimeout(() => ask(count + 1), everyMs);
}

if (path) void ask(0);

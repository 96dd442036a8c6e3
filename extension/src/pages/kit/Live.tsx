/** Says each change once to a screen reader: what is seen elsewhere, in one polite line. */
export function Live({ text }: { text: string }) {
  return (
    <p class="visually-hidden" role="status" aria-live="polite">
      {text}
    </p>
  );
}

/** The text and the name under which PostgreSQL keeps a statement parsed: `?` becomes `$1`, `$2` and so on. */
const prepared = new Map<string, { readonly text: string; readonly name: string }>();

/** Statements of operations are fewer. */
const maxPrepared = 500;

export function preparedOf(text: string): { text: string; name?: string } {
  const known = prepared.get(text);
  if (known !== undefined) return known;
  let count = 0;
  const numbered = text.replace(/\?/g, () => {
    count += 1;
    return `$${count}`;
  });
  if (prepared.size >= maxPrepared) return { text: numbered };
  const made = { text: numbered, name: `ledger_${prepared.size}` };
  prepared.set(text, made);
  return made;
}

/** docs/set-fields.md names every field of SET's messages: the schemas say which there are. */

export const setFieldsFile = 'docs/set-fields.md';

const schemaFiles =
  /^packages\/protocol\/src\/(set\/[a-z-]+|trust\/brand-crl-identifier|trust\/revocation-field|error-message)\.ts$/;

/** A member whose value is a schema: `name: someField`, `name: v.…`, `name: regFormField`. */
const member = /(?:^|[{,]\s*)([a-z][A-Za-z0-9]*):\s*(?:v\.|[a-zA-Z0-9]+Field\b)/gm;

/**
 * Problems, one line each: fields of a schema that the page does not name in backquotes.
 *
 * @param {readonly { path: string, text: string }[]} files
 */
export function setFieldProblems(files) {
  const page = files.find(({ path }) => path === setFieldsFile)?.text;
  if (page === undefined) return [`${setFieldsFile}: missing`];
  const named = new Set(
    [...page.matchAll(/`([^`]+)`/g)].flatMap(([, code = '']) => code.match(/[A-Za-z0-9]+/g) ?? []),
  );
  const problems = [];
  for (const { path, text } of files) {
    if (!schemaFiles.test(path)) continue;
    const fields = new Set([...text.matchAll(member)].map(([, name = '']) => name));
    // `schema` is how a message's definition says which one is its own.
    fields.delete('schema');
    for (const name of fields)
      if (!named.has(name)) problems.push(`${setFieldsFile}: ${name} (${path}) is not mapped to SET's name`);
  }
  return problems;
}

/** docs/set-fields.md names every field of SET's messages: the schemas say which there are. */

export const setFieldsFile = 'docs/set-fields.md';

const schemaFiles =
  /^packages\/protocol\/src\/(set\/[a-z-]+|trust\/brand-crl-identifier|trust\/revocation-field|error-message)\.ts$/;

/** Where the members of a message begin: a schema, or `const …Fields = {` that schemas spread. */
const opening = /\b(?:strictObject\(|const [A-Za-z]*[fF]ields = )\{/g;

/** A member of an object literal, whatever its value is. */
const member = /[{,]\s*([A-Za-z][A-Za-z0-9]*)\s*:/g;

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
  return files
    .filter(({ path }) => schemaFiles.test(path))
    .flatMap(({ path, text }) =>
      fieldsOf(text)
        .filter((name) => !named.has(name))
        .map((name) => `${setFieldsFile}: ${name} (${path}) is not mapped to SET's name`),
    );
}

/**
 * The names of all fields of a source's schemas, each once.
 *
 * @param {string} source
 */
export function fieldsOf(source) {
  // A comment between two members would hide the second one.
  const text = source.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  const bodies = [...text.matchAll(opening)].map(({ 0: found, index }) =>
    bracesAt(text, index + found.length - 1),
  );
  return [...new Set(bodies.flatMap((body) => [...body.matchAll(member)].map(([, name = '']) => name)))];
}

/**
 * From the brace at `start` to the one that closes it.
 *
 * @param {string} text
 * @param {number} start
 */
function bracesAt(text, start) {
  let depth = 0;
  for (let end = start; end < text.length; end += 1) {
    if (text[end] === '{') depth += 1;
    if (text[end] === '}') depth -= 1;
    if (depth === 0) return text.slice(start, end + 1);
  }
  return text.slice(start);
}

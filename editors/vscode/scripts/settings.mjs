// Writes what the extension repeats of the server's configuration: the settings in package.json and the schema of
// fingerpost.toml. Reads the schema from stdin (`fingerpost schema config`). Exit code 1 if they were out of step.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const here = (path) => new URL(`../${path}`, import.meta.url);
const schema = JSON.parse(readFileSync(0, 'utf8'));

const settings = Object.entries(schema.properties).map(([key, { description, ...type }], index) => [
  `fingerpost.${key}`,
  { ...type, default: type.type === 'array' ? [] : {}, scope: 'window', order: index + 1, markdownDescription: description },
]);
const manifest = JSON.parse(readFileSync(here('package.json'), 'utf8'));
manifest.contributes.configuration[1].properties = Object.fromEntries(settings);

const changed = [
  write('package.json', manifest),
  write('schemas/fingerpost.schema.json', schema),
].some(Boolean);
process.exitCode = changed ? 1 : 0;

/** Whether the file held something else before. */
function write(path, value) {
  const before = read(path);
  if (before !== undefined && JSON.stringify(JSON.parse(before)) === JSON.stringify(value)) {
    return false;
  }
  console.error(`${path} was out of step with the server and has been rewritten`);
  mkdirSync(new URL('.', here(path)), { recursive: true });
  writeFileSync(here(path), `${JSON.stringify(value, null, 2)}\n`);
  return true;
}

function read(path) {
  try {
    return readFileSync(here(path), 'utf8');
  } catch {
    return undefined;
  }
}

// Packs the npm packages: one for each platform that carries the binary, and `fingerpost`, which picks among them.
// Arguments: a folder to write to, then PLATFORM=BINARY for each binary (for instance linux-x64=target/release/fingerpost).
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, '../..');
const PLATFORMS = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64', 'win32-x64', 'win32-arm64'];

const [out, ...binaries] = process.argv.slice(2);
if (!out || binaries.length === 0 || binaries.some((it) => !PLATFORMS.includes(it.split('=')[0]))) {
  console.error(`usage: package.mjs FOLDER PLATFORM=BINARY...; platforms: ${PLATFORMS.join(', ')}`);
  process.exit(2);
}
mkdirSync(out, { recursive: true });

const cargo = readFileSync(join(root, 'Cargo.toml'), 'utf8');
const version = /^version = "(.+)"$/m.exec(cargo)[1];
const common = {
  version,
  description: /^description = "(.+)"$/m.exec(cargo)[1],
  license: 'MIT OR Apache-2.0',
};

const folder = mkdtempSync(join(tmpdir(), 'fingerpost-npm-'));
try {
  for (const binary of binaries) {
    const [platform, file] = binary.split('=');
    const [os, cpu] = platform.split('-');
    const name = os === 'win32' ? 'fingerpost.exe' : 'fingerpost';
    // The Linux binaries of a release are static: one serves glibc and musl.
    pack(`fingerpost-${platform}`, { os: [os], cpu: [cpu], files: [name], preferUnplugged: true }, (to) => {
      copyFileSync(file, join(to, name));
      chmodSync(join(to, name), 0o755);
    });
  }
  const optionalDependencies = Object.fromEntries(PLATFORMS.map((platform) => [`fingerpost-${platform}`, version]));
  const main = { bin: { fingerpost: 'fingerpost.js' }, files: ['fingerpost.js'], engines: { node: '>=18' }, optionalDependencies };
  pack('fingerpost', main, (to) => {
    copyFileSync(join(here, 'fingerpost.js'), join(to, 'fingerpost.js'));
    copyFileSync(join(root, 'README.md'), join(to, 'README.md'));
  });
} finally {
  rmSync(folder, { recursive: true });
}

function pack(name, more, fill) {
  const to = join(folder, name);
  mkdirSync(to);
  writeFileSync(join(to, 'package.json'), JSON.stringify({ name, ...common, ...more }, null, 2) + '\n');
  for (const licence of ['LICENSE-MIT', 'LICENSE-APACHE']) copyFileSync(join(root, licence), join(to, licence));
  fill(to);
  execFileSync('npm', ['pack', '--silent', '--pack-destination', resolve(out)], { cwd: to, stdio: ['ignore', 'inherit', 'inherit'] });
}

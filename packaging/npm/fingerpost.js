#!/usr/bin/env node
// Starts the binary of the platform package that npm chose to install.
const { spawn } = require('node:child_process');

const name = `fingerpost-${process.platform}-${process.arch}`;
const file = process.platform === 'win32' ? 'fingerpost.exe' : 'fingerpost';
let binary;
try {
  binary = require.resolve(`${name}/${file}`);
} catch {
  console.error(
    `fingerpost: the package ${name} is not installed. Install again without --no-optional and without a lock file of ` +
      'another platform; if there is none for this platform, use `cargo install fingerpost`.',
  );
  process.exit(2);
}

const child = spawn(binary, process.argv.slice(2), { stdio: 'inherit' });
// The server ends by itself when its editor does; a signal to this process is meant for it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('error', (error) => {
  console.error(`fingerpost: ${binary} cannot be started: ${error.message}`);
  process.exit(2);
});
child.on('exit', (code, signal) => (signal ? process.kill(process.pid, signal) : process.exit(code)));

// The binary under test, and what it makes: runs, stores, reports.
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {existsSync} from 'node:fs';
import {resolve} from 'node:path';
import {root} from './page.mjs';

/** SYSTOLE, or what a release build leaves. A test without it fails. */
export const binary = resolve(process.env.SYSTOLE ?? `${root}/build/release/systole`);

/** Runs a verb in a directory and gives what it prints; it must succeed. */
export function systole(directory, ...words) {
  assert.ok(existsSync(binary), `${binary} is not there; SYSTOLE says where the binary is`);
  const {status, stdout, stderr} = spawnSync(binary, words, {cwd: directory, encoding: 'utf8', maxBuffer: 2 ** 28});
  assert.equal(status, 0, `systole ${words.join(' ')}: ${stderr}`);
  return stdout;
}

/** Runs a line as a shell would, with the binary as `systole`. */
export function shell(directory, line) {
  const {status, stdout, stderr} = spawnSync('sh', ['-c', `systole() { "$SYSTOLE_BINARY" "$@"; }\n${line}`], {
    cwd: directory, encoding: 'utf8', env: {...process.env, SYSTOLE_BINARY: binary},
  });
  assert.equal(status, 0, `${line}: ${stderr}`);
  return stdout;
}

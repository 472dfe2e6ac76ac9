// @ts-check
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { Stop } from './say.mjs'

/** The checkout's root directory, without a slash at its end. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')

/**
 * Runs a program in the checkout and shows what it prints, or, when `quiet`, only if it fails.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ quiet?: boolean, cwd?: string, env?: Record<string, string | undefined> }} [options]
 * @returns {Promise<void>}
 * @throws {Stop} when it cannot be started or ends with a code other than 0
 */
export async function run(program, args, { quiet = false, cwd = root, env = {} } = {}) {
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit'],
  })
  let printed = ''
  for (const output of [child.stdout, child.stderr]) output?.on('data', chunk => (printed += chunk))

  const outcome = await new Promise(resolve => {
    child.once('error', error => resolve(error.message))
    child.once('close', (code, signal) => resolve(code === 0 ? null : (signal ?? `exit code ${code}`)))
  })
  if (outcome === null) return
  process.stderr.write(printed)
  throw new Stop(`${[program, ...args].join(' ')} failed: ${outcome}`)
}

/**
 * Runs the Node program that a package brings along, without the detour over npx.
 *
 * @param {string} file its path below node_modules
 * @param {readonly string[]} args
 * @param {{ quiet?: boolean, cwd?: string, env?: Record<string, string | undefined> }} [options]
 */
export function runModule(file, args, options) {
  return run(process.execPath, [`${root}/node_modules/${file}`, ...args], options)
}

// @ts-check
// Programs that do not come from npm: found on this machine, installed on Debian and its kin when we are root, asked
// for in one message otherwise.

import { accessSync, constants, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { run } from './run.mjs'
import { Stop, say } from './say.mjs'

/**
 * @typedef {object} SystemPart
 * @property {string} setting an environment variable that names the program to use
 * @property {readonly string[]} programs names it goes by, or whole paths
 * @property {readonly string[]} debian
 * @property {string} fedora
 * @property {string} macos
 */

/** @type {Record<'redis' | 'nginx' | 'chromium', SystemPart>} */
export const PARTS = {
  redis: {
    setting: 'REDIS_SERVER',
    programs: ['redis-server', 'valkey-server'],
    debian: ['redis-server'],
    fedora: 'sudo dnf install -y valkey',
    macos: 'brew install redis',
  },
  nginx: {
    setting: 'NGINX',
    programs: ['nginx'],
    debian: ['nginx', 'libnginx-mod-http-brotli-static'],
    fedora: 'sudo dnf install -y nginx',
    macos: 'brew install nginx',
  },
  chromium: {
    setting: 'CHROMIUM',
    programs: [
      'chromium',
      'chromium-browser',
      'google-chrome',
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    ],
    // Without these fonts pictures of the page show boxes for letters and emoji.
    debian: ['chromium', 'fonts-liberation', 'fonts-noto-color-emoji'],
    fedora: 'sudo dnf install -y chromium google-noto-color-emoji-fonts',
    macos: 'brew install --cask google-chrome',
  },
}

/**
 * Makes sure that the parts are there and tells the processes started from here where, by the parts' settings.
 *
 * @param {readonly SystemPart[]} parts
 * @throws {Stop} with the commands to run when something is missing that cannot be installed from here
 */
export async function provideSystemParts(parts) {
  const missing = parts.filter(part => find(part) === undefined)
  if (missing.length > 0) await install(missing)

  for (const part of parts) {
    const path = find(part)
    if (path === undefined) throw new Stop(`${part.programs[0]} was installed but is not on the PATH`)
    process.env[part.setting] = path
  }
}

/** @param {SystemPart} part @returns {string | undefined} */
function find(part) {
  const chosen = process.env[part.setting]
  if (chosen !== undefined && chosen !== '') {
    if (isProgram(chosen)) return chosen
    throw new Stop(`${part.setting}=${chosen} is not a program`)
  }
  // A user's PATH on Debian lacks the directories in which daemons lie.
  const directories = [...(process.env.PATH ?? '').split(delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin']
  const candidates = part.programs.flatMap(name =>
    name.startsWith('/') ? [name] : directories.filter(Boolean).map(directory => join(directory, name)),
  )
  return candidates.find(isProgram)
}

/** @param {string} path */
function isProgram(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** @param {readonly SystemPart[]} missing */
async function install(missing) {
  const names = missing.map(part => part.programs[0]).join(', ')
  const packages = missing.flatMap(part => part.debian)
  const isDebian = existsSync('/usr/bin/apt-get') && isDebianLike()
  if (!isDebian || process.getuid?.() !== 0) {
    throw new Stop(`${names} not found. Install it and start again:
  Debian, Ubuntu:  sudo apt-get update && sudo apt-get install -y ${packages.join(' ')}
  Fedora:          ${missing.map(part => part.fedora).join(' && ')}
  macOS:           ${missing.map(part => part.macos).join(' && ')}`)
  }

  say(`installing ${names} with apt (${packages.join(' ')})`)
  await withoutStartingServices(async () => {
    const options = { quiet: true, env: { DEBIAN_FRONTEND: 'noninteractive' } }
    await run('apt-get', ['update'], options)
    await run('apt-get', ['install', '-y', '--no-install-recommends', ...packages], options)
  })
}

function isDebianLike() {
  const release = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : ''
  return /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(release)
}

/**
 * Only the programs are wanted: packages of daemons would start them for the whole machine otherwise.
 *
 * @param {() => Promise<void>} work
 */
async function withoutStartingServices(work) {
  const policy = '/usr/sbin/policy-rc.d'
  if (existsSync(policy)) return work()
  writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  try {
    await work()
  } finally {
    rmSync(policy)
  }
}

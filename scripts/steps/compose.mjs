// @ts-check
import { execFile } from 'node:child_process'
import { createServer } from 'node:net'
import { promisify } from 'node:util'
import { root, run } from './run.mjs'
import { Stop } from './say.mjs'

const execute = promisify(execFile)

/**
 * @param {string} program
 * @param {readonly string[]} args
 * @returns {Promise<string>} what it printed, trimmed
 * @throws {Stop} with what it said when it fails
 */
export async function output(program, args) {
  try {
    const { stdout } = await execute(program, args, { cwd: root, maxBuffer: 64 * 1024 * 1024 })
    return stdout.trim()
  } catch (error) {
    throw new Stop(`${program} ${args.join(' ')}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/**
 * docker-compose.yml as a project of its own, published on a free port of loopback.
 *
 * @param {string} project
 * @throws {Stop} when there is no Docker, or no Compose
 */
export async function openCompose(project) {
  await output('docker', ['info']).catch(() => {
    throw new Stop('a running Docker engine is needed: https://docs.docker.com/engine/install/')
  })
  const [program, ...first] = await findCompose()
  const port = await freePort()
  const env = { HUBBUB_PORT: `127.0.0.1:${port}` }

  return {
    url: `http://localhost:${port}`,
    /** @param {readonly string[]} args @param {Record<string, string>} [settings] */
    compose: (args, settings) =>
      run(program, [...first, '-p', project, ...args], { quiet: true, env: { ...env, ...settings } }),
    /** @param {string} service @returns {Promise<string>} the id of its container */
    async containerOf(service) {
      const filters = [`com.docker.compose.project=${project}`, `com.docker.compose.service=${service}`]
      return output('docker', ['ps', '-aq', ...filters.flatMap(label => ['--filter', `label=${label}`])])
    },
  }
}

/** @returns {Promise<[string, ...string[]]>} */
async function findCompose() {
  if (await output('docker', ['compose', 'version']).catch(() => null)) return ['docker', 'compose']
  if (await output('docker-compose', ['version']).catch(() => null)) return ['docker-compose']
  throw new Stop('Docker Compose is needed: https://docs.docker.com/compose/install/')
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

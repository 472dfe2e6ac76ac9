// @ts-check
import { output } from './compose.mjs'
import { Stop, say } from './say.mjs'

const MIB = 1024 * 1024
const OVER_BASE_MAX_MIB = 90
/** Tools of the build, which must not be in what runs. */
const DEV_ONLY = ['typescript', 'vite', 'vitest', '@biomejs', 'playwright-core', 'react']

/** @param {string} image @param {string} base */
export async function checkSize(image, base) {
  const [size = 0, baseSize = 0] = await Promise.all(
    [image, base].map(async name =>
      Number(await output('docker', ['image', 'inspect', '--format', '{{.Size}}', name])),
    ),
  )
  const over = (size - baseSize) / MIB
  say(`${image}: ${(size / MIB).toFixed(1)} MiB, ${over.toFixed(1)} MiB over ${base}`)
  if (over >= OVER_BASE_MAX_MIB) throw new Stop(`${image} is ${over.toFixed(1)} MiB over its base`)
}

/** @param {string} image */
export async function checkContents(image) {
  const installed = await output('docker', ['run', '--rm', image, 'ls', 'node_modules'])
  const unwanted = installed.split('\n').filter(name => DEV_ONLY.includes(name))
  if (unwanted.length > 0) throw new Stop(`${image} contains ${unwanted.join(', ')}`)
  say(`${image}: no tools of the build in it`)
}

/**
 * What the engine enforces on a running container.
 *
 * @param {string} container
 * @param {string} name
 */
export async function checkContainer(container, name) {
  const [{ Config, HostConfig }] = JSON.parse(await output('docker', ['inspect', container]))
  /** @type {Record<string, boolean>} */
  const rules = {
    'runs as a user other than root': !['', '0', 'root'].includes(Config.User),
    'cannot write to its files': HostConfig.ReadonlyRootfs === true,
    'has no capabilities': HostConfig.CapDrop?.join() === 'ALL' && !HostConfig.CapAdd,
    'gets no new privileges': HostConfig.SecurityOpt?.some((/** @type {string} */ option) =>
      option.startsWith('no-new-privileges'),
    ),
    'has a limit of memory and processes': HostConfig.Memory > 0 && HostConfig.PidsLimit > 0,
    'is told no secret by its environment': !Config.Env.some((/** @type {string} */ line) =>
      /^(SESSION_SECRET|\w*PASSWORD)=/.test(line),
    ),
  }
  const broken = Object.keys(rules).filter(rule => !rules[rule])
  if (broken.length > 0) throw new Stop(`${name} breaks: ${broken.join('; ')}`)
  say(`${name}: ${Object.keys(rules).join(', ')}`)
}

// Makes a broken build: a copy of the built server beside the checkout's other caches, so that it finds the same packages,
// with its patches put in. Always true: each patch fits exactly once, or there is no build.

import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { root } from '../../support/root.js'
import { BROKEN_BUILDS, type BrokenName, type Patch } from './broken-builds.js'

export interface MadeBuild extends AsyncDisposable {
  /** Its main.js, to be started as the product's own. */
  readonly main: string
}

const SERVER = join(root, 'apps', 'server')
const COPIED = ['dist', 'src/redis/lua', 'package.json']

/** @throws Error when the server is not built, or a patch does not fit it */
export async function makeBrokenBuild(name: BrokenName): Promise<MadeBuild> {
  await mkdir(join(root, '.cache'), { recursive: true })
  const dir = await mkdtemp(join(root, '.cache', `broken-${name}-`))
  const dispose = () => rm(dir, { recursive: true, force: true })
  try {
    const server = join(dir, 'apps', 'server')
    for (const part of COPIED) await cp(join(SERVER, part), join(server, part), { recursive: true })
    const packages = join(SERVER, 'node_modules')
    if (existsSync(packages)) await symlink(packages, join(server, 'node_modules'))
    for (const patch of BROKEN_BUILDS[name].patches) await apply(server, patch)
    return { main: join(server, 'dist', 'main.js'), [Symbol.asyncDispose]: dispose }
  } catch (error) {
    await dispose()
    throw error
  }
}

async function apply(server: string, { file, find, replace }: Patch): Promise<void> {
  const path = join(server, file)
  const text = await readFile(path, 'utf8')
  const times = text.split(find).length - 1
  if (times !== 1) throw new Error(`a patch for ${file} fits ${times} times instead of once: ${find.trim()}`)
  await writeFile(
    path,
    text.replace(find, () => replace),
  )
}

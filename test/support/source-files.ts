import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { root } from './root.js'

const BUILT = new Set(['node_modules', 'dist', 'dist-types'])

export interface SourceFile {
  /** Relative to the checkout, e.g. `apps/server/src/chat/rooms.ts`. */
  path: string
  text: string
}

export interface Import {
  /** As written, e.g. `../chat/ports.js`. */
  specifier: string
  /** The file of this project it means, e.g. `apps/server/src/chat/ports.ts`; null for packages. */
  target: string | null
  isTypeOnly: boolean
}

/** Every file below some folders of the checkout whose name ends in one of `endings`; nothing that tools have built. */
export function readSources(folders: readonly string[], endings: readonly string[]): SourceFile[] {
  const files = folders.flatMap(folder =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => relative(root, join(entry.parentPath, entry.name))),
  )
  return files
    .filter(path => endings.some(ending => path.endsWith(ending)))
    .filter(path => !path.split('/').some(part => BUILT.has(part)))
    .sort()
    .map(path => ({ path, text: readFileSync(join(root, path), 'utf8') }))
}

/** What the file's import lines say, and `export … from` and `import()` too. */
export function importsOf(file: SourceFile): Import[] {
  const statements = file.text.matchAll(
    /^\s*(?:import|export)\s+(type\s+)?(?:[\w*{}\s,$]+?\s+from\s+)?'([^']+)'|\bimport\('([^']+)'\)/gm,
  )
  return [...statements].map(([, type, fromStatement, fromCall]) => {
    const specifier = fromStatement ?? fromCall ?? ''
    return { specifier, target: resolveLocal(file.path, specifier), isTypeOnly: type !== undefined }
  })
}

function resolveLocal(importer: string, specifier: string): string | null {
  if (!specifier.startsWith('.')) return null
  const written = join(dirname(importer), specifier)
  const bare = written.replace(/\.js$/, '')
  const candidates = [`${bare}.ts`, `${bare}.tsx`, written]
  return candidates.find(path => existsSync(join(root, path))) ?? written
}

// Judges the histories of a run once more: node test/dist/chaos/check.js <folder>. Exit code 0 when all promises held, 1
// when one was broken or nothing can be said, 2 when there is no such folder.

import { stat } from 'node:fs/promises'
import { judge } from './judge.js'

process.exitCode = await main(process.argv.slice(2))

async function main([dir, ...more]: readonly string[]): Promise<number> {
  if (dir === undefined || more.length > 0 || !(await isFolder(dir))) {
    console.error('give the folder of the histories, e.g. .cache/prove/hubbub')
    return 2
  }
  const { verdict, lines } = await judge(dir)
  for (const line of lines) console.log(line)
  return verdict.isGood ? 0 : 1
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    found => found.isDirectory(),
    () => false,
  )
}

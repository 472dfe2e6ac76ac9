// Makes the session secret that all nodes share, once, in the file named.

import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'

const [path = ''] = process.argv.slice(2)
try {
  writeFileSync(path, randomBytes(32).toString('hex'), { flag: 'wx', mode: 0o400 })
  console.log(`made ${path}`)
} catch (error) {
  if (error.code !== 'EEXIST') throw error
  console.log(`${path} is there`)
}

// Loaded into each process of a server (`--import`) for `npm run bench -- --cpu-prof`: profiles it from its start to its end
// in order. Node's own `--cpu-prof` does the same, but Node 20 does not take it in NODE_OPTIONS, which is what reaches
// processes that a server starts itself.

import { writeFileSync } from 'node:fs'
import { Session } from 'node:inspector'
import { join } from 'node:path'

const { PROFILES_TO = '.' } = process.env
const session = new Session()
session.connect()
session.post('Profiler.enable')
session.post('Profiler.start')

process.once('exit', () => {
  session.post('Profiler.stop', (error, { profile }) => {
    if (error) console.error(`no profile of process ${process.pid}: ${error.message}`)
    else writeFileSync(join(PROFILES_TO, `${process.pid}.cpuprofile`), JSON.stringify(profile))
  })
})

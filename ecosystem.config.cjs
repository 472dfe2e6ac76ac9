// PM2: `npm run build`, then `pm2 start ecosystem.config.cjs`. docs/supervisors.md tells what each of its commands does.
//
// One app, in fork mode: our primary owns the port and supervises its workers. PM2's cluster mode would take both from it.
// What is not set here comes from .env or from the environment that `pm2 start` is called in.

const path = require('node:path')
const { existsSync } = require('node:fs')

const env = path.join(__dirname, '.env')

module.exports = {
  apps: [
    {
      name: 'hubbub',
      script: path.join(__dirname, 'apps/server/dist/main.js'),
      cwd: __dirname,
      exec_mode: 'fork',
      instances: 1,
      node_args: existsSync(env) ? [`--env-file=${env}`] : [],
      env: { NODE_ENV: 'production' },
      // The primary says when its first worker is ready.
      wait_ready: true,
      listen_timeout: 40_000,
      kill_timeout: 40_000,
      // The signal to stop is for the primary alone; it stops workers and Redis in order.
      treekill: false,
      // PM2 gives up after 16 crashes in a row unless it waits longer after each.
      exp_backoff_restart_delay: 100,
      // PM2's own measuring inside our process.
      pmx: false,
    },
  ],
}

import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { compressed } from './compressed.js'
import { emitServiceWorker } from './emit-service-worker.js'

const server = 'http://127.0.0.1:3000'

// The server's Content-Security-Policy allows nothing inline, so nothing may be inlined: no data: URIs, no polyfill.
export default defineConfig({
  plugins: [react(), emitServiceWorker(), compressed()],
  build: {
    target: ['chrome123', 'edge123', 'firefox121', 'safari17.5'],
    assetsDir: 'assets',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: {
      '/api': server,
      '/socket.io': { target: server, ws: true },
    },
  },
})

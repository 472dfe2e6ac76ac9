// What this machine allows a fault to do.

import { existsSync } from 'node:fs'

const FAKETIME_PLACES = [
  '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1',
  '/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1',
  '/usr/lib64/faketime/libfaketimeMT.so.1',
]

/** The library that sets another clock for one program; null when it is not installed. */
export const FAKETIME = FAKETIME_PLACES.find(path => existsSync(path)) ?? null

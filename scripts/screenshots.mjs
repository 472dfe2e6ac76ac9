// @ts-check
import './steps/check-node.mjs'

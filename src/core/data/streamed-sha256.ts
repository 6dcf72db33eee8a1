/** The one hash that is used, in a module of its own: a bundler takes the whole package for what is imported later. */
export { createSHA256 } from 'hash-wasm';

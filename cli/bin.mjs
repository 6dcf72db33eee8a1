#!/usr/bin/env node
// Starts the program from its sources: tsx compiles them as they are loaded, so there is nothing to build before.
import { register } from 'tsx/esm/api';

register();
await import('./pagevoice.ts');

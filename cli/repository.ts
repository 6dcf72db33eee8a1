import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the checkout that this program runs from, whatever the working directory is. */
export const REPOSITORY = join(dirname(fileURLToPath(import.meta.url)), '..');

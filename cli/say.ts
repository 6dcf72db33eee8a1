import type { Command } from './command';
import { parseSayOptions, sayOptions } from './say-options';

export const sayCommand: Command = {
  synopses: ['"Hello there." --out hello.wav', '--file text.txt --out speech.wav'],
  description: `Speaks a text into a WAV file without opening a window. The built page speaks, in a browser that is not
seen; with --backend node its engine speaks in this process.`,
  options: sayOptions,
  async run(words, { output }, signal) {
    const options = parseSayOptions(words);
    const print = (line: string) => void output.write(`${line}\n`);
    // Playwright and the runtime of Node are loaded only where they are needed.
    if (options.backend === 'node') await (await import('./say-in-node')).sayInNode(options, print, signal);
    else await (await import('./say-in-browser')).sayInBrowser(options, print, signal);
    return 0;
  },
};

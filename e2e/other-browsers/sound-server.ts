import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Companion, findProgram } from './programs';

export const SOUND_SERVER = findProgram('pulseaudio');

export type SoundServer = { readonly environment: NodeJS.ProcessEnv; close(): Promise<void> };

/** A sound server whose only output drops what it gets in real time: without one, nothing is ever played. */
export async function startSoundServer(): Promise<SoundServer> {
  const folder = await mkdtemp(join(tmpdir(), 'pagevoice-sound-'));
  const environment = { ...process.env, XDG_RUNTIME_DIR: folder, HOME: folder, PULSE_SERVER: '' };
  const modules = ['module-null-sink', 'module-native-protocol-unix'].flatMap((name) => ['-L', name]);
  const words = ['-n', '--daemonize=no', '--exit-idle-time=-1', '--use-pid-file=no', ...modules];
  const server = new Companion(SOUND_SERVER!, words, environment);
  const socket = join(folder, 'pulse', 'native');
  await server.until('it takes sound', () => existsSync(socket));
  return {
    environment: { ...environment, PULSE_SERVER: `unix:${socket}` },
    async close() {
      await server.end();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

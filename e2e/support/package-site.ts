import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { REPOSITORY } from '../../cli/repository';
import { ensurePacked } from '../../scripts/lib/ensure-packed';

/** A copy of an example, as somebody has it who installed the packed package. */
export class ExampleSite {
  readonly folder = mkdtempSync(join(tmpdir(), 'pagevoice-example-'));

  /** @param name of a folder of `examples`. */
  constructor(name: string) {
    cpSync(join(REPOSITORY, 'examples', name), this.folder, { recursive: true });
  }

  /** As `npm install` does. @param tools that the example uses besides, out of the repository. */
  install(...tools: readonly string[]): this {
    const modules = join(this.folder, 'node_modules');
    mkdirSync(join(modules, '.bin'), { recursive: true });
    // Copied: a bundler must not find its way back into the repository.
    cpSync(ensurePacked().files, join(modules, 'pagevoice'), { recursive: true });
    for (const tool of tools) {
      mkdirSync(dirname(join(modules, tool)), { recursive: true });
      symlinkSync(join(REPOSITORY, 'node_modules', tool), join(modules, tool));
      const program = join(REPOSITORY, 'node_modules/.bin', tool);
      if (existsSync(program)) symlinkSync(program, join(modules, '.bin', tool));
    }
    return this;
  }

  /** Copies the package's files beside a page, as one does without a package manager. */
  unpack(folder: string): this {
    cpSync(ensurePacked().files, join(this.folder, folder), { recursive: true });
    return this;
  }

  /** @throws Error with what the build says. */
  build(): this {
    const run = spawnSync('npm', ['run', 'build'], { cwd: this.folder, encoding: 'utf8' });
    if (run.status !== 0) throw new Error(run.stdout + run.stderr);
    return this;
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

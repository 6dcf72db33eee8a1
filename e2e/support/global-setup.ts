import { ensureBuilt } from '../../cli/browser/ensure-built';
import { writeTestPackages } from './packages';

export default async function globalSetup(): Promise<void> {
  ensureBuilt();
  await writeTestPackages();
}

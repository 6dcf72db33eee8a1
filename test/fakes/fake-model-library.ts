import type { PackageMemory } from '../../src/core/device/package-memory';
import { fail } from '../../src/core/failure';
import type {
  InstalledModel,
  InterruptedInstall,
  LibraryProgress,
  StorageReport,
} from '../../src/core/library/model-library';
import { type AcceptedLicences, requireAccepted } from '../../src/core/package/accepted-licences';
import type { PageModelLibrary } from '../../src/platform/bridge/create-model-library';

/**
 * A model library that keeps nothing but names. An address that ends in `/broken` cannot be
 * installed, one that ends in `/guarded` only once its licence was accepted.
 */
export class FakeModelLibrary implements PageModelLibrary {
  models: InstalledModel[] = [];
  interrupted: InterruptedInstall[] = [];

  readonly #acceptedLicences: AcceptedLicences | undefined;

  constructor(acceptedLicences?: AcceptedLicences) {
    this.#acceptedLicences = acceptedLicences;
  }

  async list() {
    return { models: [...this.models], interrupted: [...this.interrupted] };
  }

  async *install(
    order: Parameters<PageModelLibrary['install']>[0],
    signal: AbortSignal,
  ): AsyncGenerator<LibraryProgress, InstalledModel> {
    const title =
      order.type === 'package' ? order.url : order.type === 'hub' ? order.repository : order.title;
    const licence = { name: 'Terms', text: 'For research only.', mustAccept: title.endsWith('/guarded') };
    await requireAccepted(licence, title, this.#acceptedLicences);
    for (const doneBytes of [0, 500, 1000]) {
      signal.throwIfAborted();
      yield { activity: 'downloading', subject: 'a', doneBytes, totalBytes: 1000, fetchedBytes: doneBytes };
      await new Promise((resolve) => setImmediate(resolve));
    }
    if (title.endsWith('/broken')) fail('network', 'It could not be fetched.');
    const id = String(this.models.length).repeat(64);
    const model: InstalledModel = {
      id,
      url: `opfs:${id}`,
      title,
      precision: 'q4',
      byteLength: 1000,
      licenceName: 'Free',
      origin: { from: 'here' },
      canClone: true,
      installedAtMs: 1,
      lastUsedAtMs: null,
      verifiedAtMs: 1,
    };
    this.models.push(model);
    return model;
  }

  async *verify(id: string): AsyncGenerator<LibraryProgress, InstalledModel> {
    yield { activity: 'verifying', subject: 'a', doneBytes: 1000, totalBytes: 1000, fetchedBytes: 0 };
    return this.models.find((model) => model.id === id)!;
  }

  async *export(): AsyncGenerator<LibraryProgress, void> {
    yield { activity: 'writing', subject: 'a', doneBytes: 1000, totalBytes: 1000, fetchedBytes: 0 };
  }

  async archive() {
    return { name: 'model.tar', blob: new Blob([]) };
  }

  /** An address that ends in `/big` is that of a large package. */
  async weigh(packageUrl: string): Promise<PackageMemory> {
    const bytes = /\/big\/?$/.test(packageUrl) ? 3e9 : 1000;
    return { graphicsBytes: bytes, processorBytes: 2 * bytes };
  }

  async remove(id: string): Promise<void> {
    this.models = this.models.filter((model) => model.id !== id);
  }

  async discard(id: string): Promise<void> {
    this.interrupted = this.interrupted.filter((one) => one.id !== id);
  }

  async storage(): Promise<StorageReport> {
    return { usedBytes: 2000, freeBytes: 3e9, isPersisted: true };
  }
}
